"""The gate: every text becomes a post, and what is wrong with it is said with its line, its value and the remedy."""

from __future__ import annotations

import pickle
import re
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from archive import JAPAN
from bunko.markup.plugins import cjk_plugin, first_paragraph
from bunko.posts.article import KNOWN_KEYS, Article, ReadingRules, read_article
from bunko.problems import Kind
from casefile import Case, read_cases
from sitekit import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from bunko.posts.dialect import Dialect
    from growth import Linear

PARSER = MarkdownIt("commonmark").enable("table").use(cjk_plugin)


def excerpt(markdown: str, /, *, title: str, dialect: Dialect) -> str:
    del dialect
    return first_paragraph(PARSER, markdown, title=title)


RULES = ReadingRules(zone=JAPAN, first_paragraph=excerpt)
BARE = ReadingRules(zone=JAPAN)  # without the Markdown parser, whose own cost is not measured here
NAME = "2020-01-02-name"
SEED = (ROOT / "posts" / "2025-12-29-1-aiamazon-500.md").read_text(encoding="utf-8")


def read(text: str, name: str = NAME) -> Article:
    return read_article(f"posts/{name}", text, RULES)


def shown(article: Article, name: str) -> str:
    """Show a post as the lines of a case: what differs from the plainest post of that name, then the problems."""
    plain = read("---\ntitle: 題\ndate: 2020-01-02\n---\n", name).post
    lines = []
    for field in fields(plain):
        value = getattr(article.post, field.name)
        if value != getattr(plain, field.name):
            moment = field.name in ("date", "updated")
            lines.append(f"{field.name}: {(value if value.year > 1 else None) if moment else repr(value)}")
    lines += [f"! {problem.line} {problem.kind}: {problem.text()}" for problem in article.problems]
    return "\n".join(lines)


def newlines(text: str) -> int:
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n")


def must_hold(text: str, rules: ReadingRules = BARE) -> Article:
    """Read ``text`` and check what holds for every text whatsoever."""
    article = read_article(f"posts/{NAME}", text, rules)
    post = article.post
    assert article.markdown.count("\n") == newlines(text)
    assert "\r" not in article.markdown
    assert post.title.strip() == post.title != ""
    assert post.date.utcoffset() is not None
    assert post.reading_time >= 1
    assert all(name == " ".join(name.split()) != "" for name in (*post.tags, *post.categories, *post.authors))
    assert all(address.startswith("/") for address in (*filter(None, [post.permalink]), *post.redirect_from))
    assert not KNOWN_KEYS & post.extra.keys()
    for problem in article.problems:
        assert 1 <= (problem.line or 1) <= newlines(text) + 1
        assert problem.text()
    pickle.dumps(post)
    return article


@pytest.mark.parametrize("case", read_cases("article.md"), ids=lambda case: case.title)
def test_cases(case: Case) -> None:
    name = case.title.partition(" @ ")[2] or NAME
    assert (shown(read(case.given, name), name) or "nothing") == case.expected


def test_names_come_from_the_file() -> None:
    post = read("---\ntitle: 題\n---\n", "sub/2025-12-29-題名").post
    assert (post.docname, post.name, post.slug) == ("posts/sub/2025-12-29-題名", "sub/2025-12-29-題名", "題名")
    assert str(post.file_date) == "2025-12-29"


def test_reading_time_is_computed_where_none_is_given_and_code_does_not_count() -> None:
    body = "あ" * 1001 + "\n\n```\n" + "い" * 9000 + "\n```\n"
    assert read(f"---\ntitle: 題\n---\n{body}").post.reading_time == 3
    assert read(f"---\ntitle: 題\nreading_time: 20\n---\n{body}").post.reading_time == 20


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_change_nothing(end: str, mark: str) -> None:
    article = read(mark + SEED.replace("\n", end))
    assert article == read(SEED)
    assert article.problems == ()


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", " \t\r\n\u3000"])
def test_an_empty_file_is_named_as_one(text: str) -> None:
    problems = read(text).problems
    assert [(problem.kind, problem.line) for problem in problems] == [(Kind.SOURCE, None)]


def test_the_body_stands_in_the_lines_of_the_file_and_nothing_of_the_header_is_left() -> None:
    header, _, body = SEED.partition("\n---\n")
    lines = header.count("\n") + 2
    assert read(SEED).markdown == "\n" * lines + body


def test_dashes_within_the_header_and_the_body_do_not_end_it() -> None:
    article = read('---\ntitle: "題 --- 名"\nnote: |\n  ---\n  線\n----: x\n---\n本文\n\n---\n\n続き\n')
    assert article.post.title == "題 --- 名"
    assert article.post.extra["note"] == "---\n線\n"
    assert article.markdown.endswith("\n本文\n\n---\n\n続き\n")


def test_lines_are_counted_as_editors_count_them() -> None:
    # YAML 1.1 takes U+0085, U+2028 and U+2029 for line ends.
    article = read("---\ntitle: 題\u2028名\u0085前\ndate: いつか\n---\n")
    assert article.post.title == "題 名 前"
    assert [problem.line for problem in article.problems] == [3]


def test_control_characters_never_reach_a_page() -> None:
    article = read('---\ntitle: "題\\0名\\x1b[31m"\ntags: ["\\0", "a\\x08b"]\nauthor: 山\x08田\n---\n')
    assert (article.post.title, article.post.tags, article.post.authors) == ("題名[31m", ("ab",), ("山田",))
    assert article.problems[0].line == 4
    assert "U+0008" in article.problems[0].text()


def test_a_long_value_is_cut_in_its_message() -> None:
    (problem,) = read("---\ntitle: 題\ndate: " + "あ" * 5000 + "\n---\n").problems
    assert len(problem.text()) < 400


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{now}: &{now} [{', '.join([f'*{before}'] * 9)}]\n" for before, now in zip("abcdefghi", "bcdefghij", strict=True)
)
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 2000))
HOSTILE = {
    "alias bomb": BOMB,
    "alias bomb of tags": BOMB + "tags: *j\ncategories: *j\nredirect_from: *j",
    "many uses of a large list": "a: &a [" + "x, " * 9000 + "x]\n" + "".join(f"k{n}: *a\n" for n in range(1000)),
    "aliases nested without end": CHAIN,
    "an alias within itself": "a: &a [*a]\nb: &b {c: *b}\ntags: &t [*t]",
    "lists 20,000 deep": "a: " + "[" * 20_000 + "]" * 20_000,
    "lists 40,000 deep and open": "a: " + "[" * 40_000,
    "mappings 10,000 deep": "a: " + "{a: " * 10_000,
    "dashes 10,000 deep": "- " * 10_000,
    "question marks 10,000 deep": "? " * 10_000,
    "blocks 300 deep": "\n".join(" " * n + "k:" for n in range(300)),
    "a number of 6,000 digits": "n: " + "9" * 6000,
    "3,000 keys": "\n".join(f"k{n}: v" for n in range(3000)),
    "3,000 bad keys": "\n".join(f"k{n}: a: b" for n in range(3000)),
    "5,000 times one key": "k: v\n" * 5000,
    "5,000 anchors": "\n".join(f"{n}: &a{n} v" for n in range(3000)),
    "a key that is a list": "? [a, b]\n: c\n{d: e}: f\n[g]: h",
    "a key that is an alias": "*a : b\n*b: c: d",
    "a key with NUL": "ti\0tle: a\nb: c",
    "half a surrogate pair": "title: a\ud800b\n\udfff: c",
    "40,000 colons": ":" * 40_000,
    "40,000 commas": 'tags: "' + "," * 40_000 + '"',
    "40,000 asterisks": "title: '" + "*" * 40_000 + "'",
    "40,000 blanks": "title:" + " " * 40_000 + "x: y",
    "an open quote over 5,000 keys": 'title: "' + "x: y\n" * 5000,
    "a date of 40,000 digits": "date: " + "1" * 40_000,
    "minutes of 5,000 digits": "reading_time: " + "9" * 5000,
    "tags of YAML": "title: !!python/object/apply:os.system ['x']\nn: !!int ²\nm: !!bool maybe\np: !!null x\nq: !x",
    "directives": "%YAML 9.9\n%TAG ! x:\ntitle: y",
    "tabs": "title:\tx\ntags:\n\t- a\n\tb: c",
    "forms": "title: \x0c\x0b\n\x1c: \x1d",
}


@pytest.mark.parametrize("header", HOSTILE.values(), ids=HOSTILE)
def test_no_header_is_hostile_enough(header: str) -> None:
    # Where a limit is missing, this takes hours, or all memory.
    for text in (f"---\n{header}\n---\n本文\n", f"---\n{header}", header):
        must_hold(text)


@pytest.mark.parametrize("header", [BOMB + "tags: *j", HOSTILE["many uses of a large list"]], ids=["bomb", "many"])
def test_what_unfolds_too_far_is_left_out_and_named(header: str) -> None:
    article = must_hold(f"---\ntitle: 題\n{header}\n---\n")
    assert article.post.title == "題"
    assert article.post.tags == ()
    assert any("10,000" in problem.text() for problem in article.problems)
    assert len(pickle.dumps(article.post)) < 1_000_000


BODIES = {
    "less than": "<",
    "brackets": "](",
    "fences": "```\n",
    "blanks in a heading": "# a" + " " * 60_000 + "b\n",
    "hashes in a heading": "# a" + " #" * 30_000 + "b\n",
    "asterisks": "**a",
    "addresses": "https://",
    "dashes": "---x\n",
    "dashes of YAML": "--- x\n",
    "braces": "{{",
    "tags": "{%",
    "carriage returns": "\r",
    "one long line": "あ",
}


@pytest.mark.parametrize("piece", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("head", ["", "---\n", "---\ndate: 2020-01-02\n---\n"])
def test_no_body_takes_longer_than_it_is_long(assert_linear: Linear, piece: str, head: str) -> None:
    assert_linear(lambda size: must_hold(head + piece * (size // len(piece))), 240_000)


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_every_text_is_read(text: str) -> None:
    must_hold(text)
    must_hold(f"---\n{text}\n---\n{text}")


#: What YAML, Jekyll and this gate take for more than text.
PIECES = st.sampled_from(
    r"""title: date: tags: category: author: permalink: redirect_from: image: updated: reading_time: excerpt: slug: x:
    - [ ] { } , : # & * &a *a ! !! !!int | > ' " % @ ` ? --- ... ~ null yes 0061 2025-12-29 2025-02-30 +0900 <<: \\ \0
    題 ＡＩ 、 // .. :year {{ %}""".split()  # noqa: SIM905 — the pieces are full of quotes
)
GLUE = st.sampled_from(["", " ", "\n", "\n  ", "\t", "\r\n", "\u3000", "\0", "\u2028", "\ufeff", "\ud800"])


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(PIECES, GLUE), max_size=25))
def test_every_header_made_of_the_pieces_of_yaml_is_read(parts: list[tuple[str, str]]) -> None:
    header = "".join(map("".join, parts))
    must_hold(f"---\n{header}\n---\n本文\n")


@settings(max_examples=300, deadline=None)
@given(
    at=st.integers(0, SEED.index("\n---\n", 4) + 5),
    cut=st.integers(0, 12),
    new=st.text(st.sampled_from("-:\n \t\"'[]{}&*#,|>!%@`\\\0\r\ufeff題"), max_size=4),
)
@example(at=0, cut=4, new="")
def test_a_real_post_with_any_slip_in_its_header_is_read_and_keeps_its_text(at: int, cut: int, new: str) -> None:
    article = must_hold(SEED[:at] + new + SEED[at + cut :])
    assert SEED.rpartition("\n---\n")[2][20:] in article.markdown
    if article.post != read_article(f"posts/{NAME}", SEED, BARE).post and article.post.title == NAME[11:]:
        assert article.problems != ()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(SEED.split("\n")[1:9]), unique=True), st.permutations(SEED.split("\n")[1:9]))
def test_the_order_of_keys_and_missing_ones_do_not_matter(kept: list[str], order: list[str]) -> None:
    one, other = (must_hold("\n".join(["---", *lines, "---", "本文"])).post for lines in (order, SEED.split("\n")[1:9]))
    assert one == other
    must_hold("\n".join(["---", *kept, "---", "本文"]))


# Without the byte order mark, which YAML does not allow inside of a text.
_CHARACTERS = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"], exclude_characters="\ufeff"
)
_names = st.text(_CHARACTERS, min_size=1).map(lambda name: " ".join(name.split()))


@settings(max_examples=200, deadline=None)
@given(st.lists(_names.filter(bool), unique=True, max_size=5))
def test_names_in_quotes_come_through_as_they_are(names: list[str]) -> None:
    quoted = ", ".join("'" + name.replace("'", "''") + "'" for name in names)
    article = must_hold(f"---\ntitle: 題\ntags: [{quoted}]\n---\n")
    assert article.post.tags == tuple(names)
    assert article.problems == ()


def test_every_message_says_what_to_do() -> None:
    for case in read_cases("article.md"):
        for problem in read(case.given, case.title.partition(" @ ")[2] or NAME).problems:
            words = "write|put|remove|add|rename|fix|choose|quotes|another line ---"
            assert re.search(words, problem.text()), problem.text()


def test_real_posts_are_read_without_a_problem_of_the_header(sample_posts: list[Path]) -> None:
    for path in sample_posts:
        article = must_hold(path.read_text(encoding="utf-8"), RULES)
        known = {Kind.LIQUID, Kind.KRAMDOWN}
        assert [problem.text() for problem in article.problems if problem.kind not in known] == [], path.name


def test_liquid_is_text_where_the_post_says_so() -> None:
    text = "---\ntitle: 題\nrender_with_liquid: false\n---\n{{ page.title }} {% if %}\n"
    article = read_article("posts/2025-01-02-x", text, ReadingRules(zone=JAPAN))
    assert article.markdown.strip() == "{{ page.title }} {% if %}"
    assert article.problems == ()
    assert "render_with_liquid" not in article.post.extra


def test_a_post_knows_its_address_and_its_date_as_jekyll_writes_them() -> None:
    text = "---\ntitle: 題\ndate: 2025-01-02 03:04\ncategory: 旅\n---\n{{ page.url }} {{ page.id }} {{ page.date }}\n"
    article = read_article("posts/2025-01-02-x", text, ReadingRules(zone=JAPAN, permalink="date"))
    address = "/%E6%97%85/2025/01/02/x"
    assert article.markdown.strip() == f"{address}.html {address} 2025-01-02 03:04:00 +0900"
