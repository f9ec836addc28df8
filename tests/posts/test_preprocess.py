"""Liquid and kramdown become Markdown, line for line, and nothing is lost on the way."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bunko.markup.constructs import Construct, Fate
from bunko.markup.kramdown import kramdown_plugin
from bunko.markup.liquid.values import evaluate
from bunko.posts.preprocess import to_markdown
from bunko.problems import Kind
from casefile import Case, read_cases

if TYPE_CHECKING:
    from pathlib import Path

    from growth import Linear

SITE = {"baseurl": "/b", "url": "https://h.example"}
PAGE = {"title": "題名", "tags": ["a"]}


def convert(text: str) -> str:
    return to_markdown(text, page=PAGE, site=SITE)[0]


def without_blank_ends(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


@pytest.mark.parametrize("case", read_cases("jekyll.md"), ids=lambda case: case.title)
def test_cases(case: Case) -> None:
    text, problems, _ = to_markdown(case.given, page=PAGE, site=SITE)
    assert text.count("\n") == case.given.count("\n")
    told = [f"! {problem.line} {problem.values['tag']}" for problem in problems]
    assert without_blank_ends("\n".join([text.strip("\n"), *told])) == without_blank_ends(case.expected)


def test_plain_markdown_is_the_same_text() -> None:
    text = "# 題\n\n本文 {x} [a](b) # c\n\n## 節\n\n```\n#a\n```\n"
    assert convert(text) is text


def test_problems_name_the_line_of_the_file_and_what_to_do() -> None:
    _, problems, _ = to_markdown("a\n{{ x }}\n{% include b %}\n{% raw %}", page={}, site={})
    assert [(problem.kind, problem.line) for problem in problems] == [(Kind.LIQUID, line) for line in (2, 3, 4)]
    assert [problem.text() for problem in problems] == [
        "Liquid {{ x }} is not understood and stays as text: write it in Markdown, or in backticks if it is meant so",
        (
            "Liquid {% include b %} stays as text, because its file is not there or asks for more than text: "
            "see bunko_includes, or write what it stands for in Markdown"
        ),
        "Liquid {% raw %} is never closed and stays as text: add its end tag",
    ]


def test_a_long_tag_is_shortened_in_its_problem() -> None:
    _, problems, _ = to_markdown("{% x " + "y" * 500 + " %}", page={}, site={})
    assert len(problems[0].text()) < 250


def test_a_site_without_an_address_has_links_from_its_root() -> None:
    text = "{{ site.url }}{{ site.baseurl }}/a {{ 'a' | absolute_url }} {{ '/a' | relative_url }}"
    assert to_markdown(text, page={}, site={})[0] == "/a /a /a"


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("'a'", "a"),
        ('"a|b" | upcase', "A|B"),
        ("page.title", "題名"),
        ("page.on", "true"),
        ("page.n | append: '分'", "8分"),
        ("page.date", "2025-12-29"),
        ("site.author.name", "編集部"),
        ("page.none | default: 'x'", None),
        ("'' | default: 'x'", "x"),
        ("'あ b' | url_encode", "%E3%81%82%20b"),
        ("'a' | remove: ''", "a"),
        ("'aXbX' | replace: 'X', '-' | replace_first: '-' | size", "3"),
        ("'あいう' | slice: 1, 2", "いう"),
        ("'あいう' | slice: -2, 1", "い"),
        ("'あいうえお' | truncate: 4, '…'", "あいう…"),
        ("'<b>a</b> b' | strip_html | slugify", "a-b"),
        ("page.n | plus: 2 | times: 3 | minus: 1 | divided_by: 2", "14"),
        ("page.n | divided_by: 0", None),
        ("'a' | plus: 2", None),
        ("page.date | date: '%Y年%-m月%d日 %%%H'", "2025年12月29日 %00"),
        ("page.date | date: '%B'", "December"),
        ("'now' | date: '%Y'", None),
        ("'a' | replace: 'a', 'b', 'c'", None),
        ("'a' | append: 'b',", None),
        ("page.list", None),
        ("page", None),
        ("'a' | unknown", None),
        ("'a' | append", None),
        ("'a' | append:", None),
        ("'a' |", None),
        ("'a' 'b'", None),
        ("'a", None),
        ("a < b", None),
        ("", None),
    ],
)
def test_values(expression: str, text: str | None) -> None:
    page = {"title": "題名", "on": True, "n": 8, "date": date(2025, 12, 29), "list": ["a"], "none": None}
    assert evaluate(expression, {"page": page, "site": {"author": {"name": "編集部"}}}) == text


# --- Nothing is lost, whatever stands beside it ---------------------------------------------------------------------

# Pieces between the marks; ␤ is a line feed.
MARKUP = """␤¦␤␤¦ ¦    ¦- ¦1. ¦> ¦|¦# ¦##¦`¦``¦```¦```␤¦~~~␤¦**¦*¦_¦[¦](¦)¦<pre>¦</pre>␤¦<div>¦</div>␤¦<!--
-->¦\\¦---␤¦{¦}¦{:¦{%¦%}¦{{¦}}¦{% raw %}¦{% endraw %}¦{% highlight c %}¦{% highlight %}␤¦␤{% endhighlight %}␤
{% endhighlight %}¦{% post_url 2020-01-01-a %}¦{{ site.baseurl }}¦{{ page.title }}¦{% include a %}¦{: .x}¦␤{: .x #y}␤
{:/}¦{::nomarkdown}¦\0"""
markup = st.sampled_from([piece.replace("␤", "\n") for piece in MARKUP.replace("\n", "¦").split("¦")])
words = st.integers(1, 99).map("語{}。".format)
texts = st.lists(st.one_of(words, markup), max_size=30).map("".join)


@given(texts)
def test_no_word_is_lost_and_no_line_moves(text: str) -> None:
    markdown = convert(text)
    assert markdown.count("\n") == text.count("\n")
    # "{:語1 語2}" is an attribute list, and "{{ … }}" an expression: their words were never to be shown.
    hidden = re.sub(r"\{:[^{}\n]*\}", "", text)
    assert not Counter(re.findall(r"語\d+。", hidden)) - Counter(re.findall(r"語\d+。", markdown))


@given(
    st.lists(
        st.one_of(words, markup, st.just("{% comment %}"), st.just("{% endcomment %}"), st.just("{::comment}")),
        max_size=30,
    )
)
def test_no_text_makes_it_fail(pieces: list[str]) -> None:
    text = "".join(pieces)
    markdown, problems, _ = to_markdown(text, page=PAGE, site=SITE)
    assert markdown.count("\n") == text.count("\n")
    assert all(1 <= (problem.line or 0) <= text.count("\n") + 1 for problem in problems)
    assert all(problem.text() for problem in problems)


code = st.lists(
    st.sampled_from(["a", "  b", "```", "{: .x}", "##c", "", "*d*{: .x}", "> e", "- f"]), min_size=1, max_size=6
)


@given(code, st.sampled_from(["", "本文\n", "本文\n\n", "- 項目\n\n  "]), st.sampled_from(["", "\n本文", "\n\n本文"]))
def test_highlighted_code_is_shown_as_it_is(rows: list[str], before: str, after: str) -> None:
    indent = " " * (len(before) - len(before.rstrip(" ")))
    body = "".join(f"{indent if row else ''}{row}\n" for row in rows)
    text = f"{before}{{% highlight c %}}\n{body}{indent}{{% endhighlight %}}{after}"
    fences = [token for token in MarkdownIt().parse(convert(text)) if token.type == "fence"]
    assert [(fence.info, fence.content) for fence in fences] == [("c", "".join(f"{row}\n" for row in rows))]


@given(
    code,
    st.sampled_from(["", "本文\n", "本文", "- 項目\n", "- 項目 ", "> 引用\n", "| a | b |\n", "  "]),
    st.sampled_from(["\n", ""]),
    st.sampled_from(["", "\n本文", "本文", "\n| a | b |", " {% highlight d %}z{% endhighlight %}"]),
)
def test_highlighted_code_is_a_fence_to_kramdown_whatever_stands_beside_it(
    rows: list[str], before: str, end: str, after: str
) -> None:
    body = "\n".join(rows)
    text = f"{before}{{% highlight c %}}{end}{body}{end}{{% endhighlight %}}{after}"
    markdown, _, lines = to_markdown(text, page=PAGE, site=SITE, rewrite=False)
    assert [lines.author_line(line) for line in (0, markdown.count("\n"))] == [0, text.count("\n")]
    tokens = MarkdownIt().use(kramdown_plugin).parse(markdown)
    fences = [(token.info, token.content.strip("\n")) for token in tokens if token.type == "fence"]
    assert fences == [("c", body.strip("\n")), *([("d", "z")] if "highlight" in after else [])]


@given(code)
def test_fenced_code_is_left_alone(rows: list[str]) -> None:
    text = "\n".join(["本文{: .x}", "", "````", *rows, "````", "", "##節"])
    assert convert(text).split("\n")[2:-2] == text.split("\n")[2:-2]


@pytest.mark.parametrize(
    "piece",
    [
        *("{%", "{{", "{:", "`{:", "{% x %}", "{% raw %}", "{% highlight x %}", "{% comment %}", "{::comment}"),
        *("*{:.a}", "{: a='", "{{ 'a' | append: 'b' }}", "{% highlight c %}a{% endhighlight %}", "{%}}{{%}"),
        *("##a", "\n\n{: .a}", "%} {%", "  {% highlight c %}\n  a\n  {% endhighlight %}\n", "{{ '"),
        *("{% case page.title %}{% when ", "{% if page.x %}{% elsif ", "{% case 1 %}{% when 1 %}a{% endcase %}"),
    ],
)
@pytest.mark.parametrize("rewrite", [True, False])
def test_hostile_texts_take_linear_time(assert_linear: Linear, piece: str, *, rewrite: bool) -> None:
    assert_linear(lambda size: to_markdown(piece * (size // len(piece)), page={}, site={}, rewrite=rewrite), 40_000)


def test_variables_that_grow_stay_small() -> None:
    text = "{% assign a = 'aaaaaaaaaa' %}" + "{% assign a = a | append: a %}" * 60 + "{{ a }}" * 5000
    assert len(to_markdown(text, page={}, site={})[0]) < 6_000_000


def test_real_posts_lose_nothing(sample_posts: list[Path]) -> None:
    for path in sample_posts:
        body = path.read_text(encoding="utf-8").split("\n---\n", 1)[-1]
        markdown = convert(body)
        assert markdown.count("\n") == body.count("\n"), path
        before, after = (Counter(re.findall(r"\w+", text)) for text in (body, markdown))
        # All that may go are the names of tags.
        assert set(before - after) <= {"post_url", "link", "site", "baseurl", "url", "_posts", "md", "highlight"}, path


def test_what_is_kept_makes_no_table_and_stays_itself_in_code() -> None:
    text = "[x]({{ page.x | y }}) と `{{ a | b }}`\n\n    {{ c | d }}\n\n```\n{{ e | f }}\n```\n\n{{ g | h }}\n"
    assert convert(text) == text.replace("page.x | y", "page.x &#124; y").replace("g | h", "g &#124; h")


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ('page.date | date: "%Y年%-m月%d日 %H:%M"', "2025年1月02日 03:04"),
        ("page.date | date: '%b %e, %y %%'", "Jan  2, 25 %"),
        ("page.date | date_to_string", "02 Jan 2025"),
        ("page.date | date_to_long_string", "02 January 2025"),
        ("page.date | date_to_xmlschema", "2025-01-02T03:04:05+09:00"),
        ("'2025-12-31' | date: '%A %B %F'", "Wednesday December 2025-12-31"),
        ("page.date | date: '%U'", None),
        ("'昨日' | date: '%Y'", None),
    ],
)
def test_dates_are_laid_out_as_in_ruby(expression: str, text: str | None) -> None:
    assert evaluate(expression, {"page": {"date": "2025-01-02 03:04:05 +0900"}}) == text


def test_an_open_block_is_told_from_one_that_asks_for_more() -> None:
    text = "{% capture a-b %}{{ x }}{% endcapture %} {% capture c-d %}文{% endcapture %}{{ c-d }} {% highlight x %}"
    markdown, problems, _ = to_markdown(text, page=PAGE, site=SITE)
    assert "文 {% highlight" in markdown
    assert [problem.values["tag"] for problem in problems if "never closed" in problem.message] == ["{% highlight x %}"]


def test_texts_in_reports_are_not_told_apart() -> None:
    found: Counter[Construct] = Counter()
    to_markdown("{{ '/a.png' | relative_url }}{{ \"/b.png\"|relative_url }}", page=PAGE, site=SITE, found=found)
    assert found == {Construct('{{ "…" | relative_url }}', Fate.DONE): 2}


@pytest.mark.parametrize(
    ("tag", "markdown"),
    [
        ("{% img /a.png %}", "![](/a.png)"),
        ("{% img left wide https://h.example/a.png 350 200 '題 [1]' '絵' %}", "![絵](https://h.example/a.png)"),
        ('{% img /a.png 350 "題 [1]" %}', "![題 \\[1\\]](/a.png)"),
        ("{% img %}", "{% img %}"),
        ("{% codeblock 例 lang:ruby http://h.example %}\nputs 1\n{% endcodeblock %}", "```ruby\nputs 1\n```"),
        ("{% codeblock %}\nx\n{% endcodeblock %}", "```\nx\n```"),
    ],
)
def test_what_octopress_wrote_is_read(tag: str, markdown: str) -> None:
    assert convert(tag).strip() == markdown


def test_a_block_that_is_kept_is_told_once() -> None:
    text = (
        "{% for a in page.tags %}{{ a }}{% for b in a %}{{ b }}{% endfor %}{% endfor %} {{ x }}\n"
        "{% case y %}{% when 1 %}一{% else %}二{% endcase %} {% endfor %}\n"
    )
    told = [problem.values["tag"] for problem in to_markdown(text, page=PAGE, site=SITE)[1]]
    assert told == ["{% for a in page.tags %}", "{{ x }}", "{% case y %}", "{% endfor %}"]


def test_the_captions_of_minimal_mistakes_are_read() -> None:
    figure = (
        '<figure class="{{ include.class }}">\n  <img src="{{ include.image_path | relative_url }}" alt="">\n'
        "  {%- if include.caption -%}\n    <figcaption>\n"
        '      {{ include.caption | markdownify | remove: "<p>" | remove: "</p>" }}\n    </figcaption>\n'
        "  {%- endif -%}\n"
        "</figure>\n"
    )
    text = '{% include figure image_path="/a.png" caption="山頂 1,000 m" %}\n'
    shown, problems, _ = to_markdown(text, page=PAGE, site=SITE, rewrite=False, include=lambda _: figure)
    assert problems == []
    assert "山頂 1,000 m" in shown
    assert 'src="/b/a.png"' in shown
    assert "<p>" not in shown
    marked = text.replace("山頂", "**山頂**")
    shown, problems, _ = to_markdown(marked, page=PAGE, site=SITE, rewrite=False, include=lambda _: figure)
    assert problems == []
    assert "<strong>山頂</strong>" in shown


UNDEFINED = [
    ("a {{ name }} b {{position.text}}", "a  b "),
    ("{{ page.subtitle }}|{{ page.title }}|{{ page.url }}", "|題名|{{ page.url }}"),
    ("{{ name | default: 'x' }}", "{{ name | default: 'x' }}"),
    (
        "{{ site.posts }}{{ content }}{{ forloop.index }}{{ nil }}",
        "{{ site.posts }}{{ content }}{{ forloop.index }}{{ nil }}",
    ),
    (
        "{% for post in site.posts %}{{ post.title }}{{ x }}{% endfor %}",
        "{% for post in site.posts %}{{ post.title }}{% endfor %}",
    ),
    ("{% assign a = site.posts %}{{ a.first }}", "{% assign a = site.posts %}{{ a.first }}"),
    ("{% raw %}{{ name }}{% endraw %}{{ 3d }}{{ }}", "{{ name }}{{ 3d }}{{ }}"),
]


@pytest.mark.parametrize(("given_text", "expected"), UNDEFINED)
def test_what_nothing_defines_is_dropped_if_that_is_asked_for(given_text: str, expected: str) -> None:
    markdown, _, _ = to_markdown(given_text, page={"title": "題名"}, site=SITE, rewrite=False, drop_undefined=True)
    assert markdown.replace("&#124;", "|") == expected
    kept, _, _ = to_markdown(given_text, page={}, site={}, rewrite=False)
    assert kept.replace("&#124;", "|") == given_text.replace("{% raw %}", "").replace("{% endraw %}", "")
