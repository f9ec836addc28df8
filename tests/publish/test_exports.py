"""Articles and the whole archive for programs, as values."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from archive import NEW_YEAR
from bunko.publish.exports import ExportedPost, article_markdown, csl_json, llms_text, posts_json, with_addresses

POST = ExportedPost(name="2020-01-01-a", title="題", url="https://example.org/a.html", date=NEW_YEAR, authors=("人",))
TEXTS = st.text(st.sampled_from("ab[]()`\\\n *!<>&\"'題。#:{}|"), max_size=40)


def address(kind: str, target: str) -> str:
    return f"https://example.org/{kind}/{target.strip('/')}" if target.startswith(("b", "/")) else ""


def test_addresses_become_absolute_and_code_stays() -> None:
    text = (
        '[語](b.md) と ![図](/p.png "題") と [外](https://x.org/)。`[語](b.md)`\n\n[[b]] [[b|言葉]]\n\n'
        '<a href="b.md">c</a> <img src="/p.png">\n\n```\n[語](b.md)\n```\n\n[d]: b.md\n'
    )
    assert with_addresses(text, address) == (
        '[語](https://example.org/link/b.md) と ![図](https://example.org/image/p.png "題") と [外](https://x.org/)。'
        "`[語](b.md)`\n\n[b](<https://example.org/link/b>) [言葉](<https://example.org/link/b>)\n\n"
        '<a href="https://example.org/link/b.md">c</a> <img src="https://example.org/image/p.png">\n\n'
        "```\n[語](b.md)\n```\n\n[d]: https://example.org/link/b.md\n"
    )


@given(TEXTS)
def test_nothing_else_of_a_text_changes(text: str) -> None:
    assert with_addresses(text, lambda *_: "") == text


def test_an_article_stands_by_itself() -> None:
    body = "\n\n\n\n本文。\n{: .lead}\n\n`{: .code}`\n\n\n\n次。{: #x}\n"
    assert article_markdown(POST, body, address) == (
        "# 題\n\n2020-01-01 · 人\n\n<https://example.org/a.html>\n\n本文。\n\n`{: .code}`\n\n次。\n"
    )
    assert (
        article_markdown(replace(POST, date=None, authors=()), "", address) == "# 題\n\n<https://example.org/a.html>\n"
    )


def test_the_archive_as_json_says_what_there_is_and_no_more() -> None:
    found = json.loads(posts_json("文庫", "https://example.org/", [POST]))
    assert found == {
        "version": 1,
        "site": "文庫",
        "url": "https://example.org/",
        "posts": [
            {
                "name": "2020-01-01-a",
                "title": "題",
                "url": "https://example.org/a.html",
                "date": "2020-01-01T12:00:00+09:00",
                "authors": ["人"],
            }
        ],
    }


@given(st.lists(st.builds(ExportedPost, name=TEXTS, title=TEXTS, url=st.just("https://example.org/"), excerpt=TEXTS,
                          date=st.sampled_from([None, NEW_YEAR])), max_size=4))  # fmt: skip
def test_every_article_is_one_line_of_the_index_and_one_entry_of_a_bibliography(posts: list[ExportedPost]) -> None:
    text = llms_text("文庫", "説明", posts, "日付なし").decode()
    assert text.startswith("# 文庫\n\n> 説明\n")
    assert len(re.findall(r"^- \[.*\]\(https://example\.org/\)", text, re.MULTILINE)) == len(posts)
    assert (
        len(json.loads(csl_json("文庫", posts)))
        == len(json.loads(posts_json("文庫", "", posts))["posts"])
        == len(posts)
    )
