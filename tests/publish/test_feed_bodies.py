"""The text of a post in a feed: it means the same wherever it is shown, and nothing in it runs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bunko.markup.html.tree import tags
from bunko.publish.feed_bodies import feed_body
from feedkit import check_body

PAGE = "https://example.com/blog/posts/x.html"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="y.html">y</a>', '<a href="https://example.com/blog/posts/y.html">y</a>'),
        ('<a href="#章">y</a>', '<a href="https://example.com/blog/posts/x.html#%E7%AB%A0">y</a>'),
        ('<a href="/y">y</a>', '<a href="https://example.com/y">y</a>'),
        ('<a href="//h.example/y">y</a>', '<a href="https://h.example/y">y</a>'),
        ('<a href="mailto:a@example.com">y</a>', '<a href="mailto:a@example.com">y</a>'),
        ('<a href="javascript:alert(1)">y</a>', "y"),
        (
            '<img src="../i.png" srcset="a.png 2x" alt="絵" onerror="x()">',
            '<img src="https://example.com/blog/i.png" alt="絵">',
        ),
        ('<img src="data:image/png;base64,AA==">', '<img src="data:image/png;base64,AA==" alt="">'),
        ('<img src="data:image/svg+xml,x" alt="絵">', "絵"),
        ("<p>a<script>alert(1)</script><style>p{}</style>b</p>", "<p>ab</p>"),
        ('<form action="/x"><p>a <input name="q"> b</p></form>', "<div><p>a  b</p></div>"),
        (
            '<iframe src="https://v.example/1" title="動画"></iframe>',
            '<a href="https://v.example/1">動画</a>',
        ),
        (
            '<video poster="p.png" controls><source src="v.mp4"></video>',
            '<a href="https://example.com/blog/posts/v.mp4">https://example.com/blog/posts/v.mp4</a>',
        ),
        ('<h2>章<a class="headerlink" href="#x">¶</a></h2>', "<h2>章</h2>"),
        ('<section id="x"><h2>章<wbr>末</h2><p class="c" style="color:red">a</p></section>', "<h2>章末</h2><p>a</p>"),
        (
            '<div class="highlight"><pre><span></span><span class="k">def</span> f</pre></div>',
            "<div><pre>def f</pre></div>",
        ),
        ("<math><mi>x</mi></math>", '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>'),
        ("<ruby>漢<rt>かん</rt></ruby>", "<ruby>漢<rt>かん</rt></ruby>"),
    ],
)
def test_a_body_says_what_its_page_says(html: str, expected: str) -> None:
    assert feed_body(html, PAGE) == expected


NAMES = st.sampled_from(
    sorted(
        tags(
            "a p div span img video audio iframe script style form input svg math table td ul li details object embed "
            "base template noscript textarea select button link meta h2 picture source"
        )
    )
)
VALUES = st.one_of(
    st.sampled_from(
        ["x", "/x", "../x", "//h", "#x", "?x", "javascript:alert(1)", " java\tscript:x", "data:text/html,x", "http:x",
         "https://h/<>", "vbscript:x", "data:image/svg+xml,<svg onload=x>", "\x01https://h", "http://[", "a b", "&#1;"]
    ),
    st.text(max_size=8),
)  # fmt: skip
ATTRIBUTES = st.sampled_from(
    sorted(tags("href src srcset poster action data onclick onerror style class id background cite"))
)


@st.composite
def soups(draw: st.DrawFn) -> str:
    parts = []
    for _ in range(draw(st.integers(0, 12))):
        name, value = draw(NAMES), draw(VALUES)
        quoted = value.replace('"', "&quot;")
        kind = draw(st.integers(0, 3))
        parts.append(
            f'<{name} {draw(ATTRIBUTES)}="{quoted}" {draw(ATTRIBUTES)}="{quoted}">'
            if kind < 2
            else f"</{name}>"
            if kind == 2
            else value
        )
    return "".join(parts)


@settings(max_examples=150)
@given(soups())
def test_nothing_in_a_body_is_relative_or_runs_whatever_the_author_wrote(html: str) -> None:
    body = feed_body(html, PAGE)
    check_body(body)
    assert feed_body(body, PAGE) == feed_body(feed_body(body, PAGE), PAGE)
