"""Formulas in pages: MathML that needs no script, unless the site asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from bunko.sphinx_ext.html.formulas import mathml

if TYPE_CHECKING:
    from sitekit import Site

POST = "posts/2024-01-01-a.md"
CONF = """
extensions = ["bunko"]
html_theme = "basic"
language = "ja"
myst_enable_extensions = ["dollarmath", "amsmath"]
bunko_myst_in_posts = True
"""
COMMON = [
    *[r"\sum_{i=1}^{n} i^2", r"\lim_{x\to 0}\frac{\sin x}{x}", r"\sqrt[3]{x}", r"\underbrace{a+b}_{c}", r"P(A\mid B)"],
    *[r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", r"\begin{cases}x & x>0\\-x & \text{それ以外}\end{cases}"],
    *[r"\begin{align}a&=b\\c&=d\end{align}", r"\begin{array}{c|c}a&b\\\hline c&d\end{array}", r"\mathbb{R}^n"],
    *[r"売上 = \text{単価} \times \text{数量}", r"\operatorname*{argmin}_x f(x)", r"\bm{x}^\top\bm{y}", r"{a \over b}"],
    *[r"\left\{\begin{array}{l}a\\b\end{array}\right.", r"\text{<script>alert(1)</script>}", r"O(n\log n)"],
]


def page(site: Site, body: str, conf: str = "") -> tuple[str, list[str]]:
    """Return the page of a post, and what was said while it was built."""
    site.write("conf.py", CONF + conf)
    site.write(POST, f"---\ntitle: 式\n---\n\n{body}\n")
    result = site.build(apart=True)
    assert result.returncode == 0, result.warnings
    return result.read("posts/2024-01-01-a.html"), result.warnings


def test_formulas_are_mathml_and_no_script_is_loaded(site: Site) -> None:
    aligned = "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}\n"
    text, warnings = page(site, f"行の中の$x^2$と\n\n$$\n\\frac{{a}}{{b}}\n$$\n\n{aligned}")
    tree = BeautifulSoup(text, "lxml")
    assert [found.get("display") for found in tree.select("math")] == [None, "block", "block"]
    assert len(tree.select("div.math > math mtr")) == 2
    assert not [found for found in tree.select("script") if "mathjax" in str(found).lower()]
    assert warnings == []


def test_a_formula_with_a_name_has_a_number_and_can_be_referred_to(site: Site) -> None:
    text, _ = page(site, "$$\nx = 1\n$$ (first)\n\n式 {eq}`first` を見よ。\n", "math_number_all = False\n")
    tree = BeautifulSoup(text, "lxml")
    (block,) = tree.select("div.math")
    assert tree.select(f"p a[href='#{block['id']}']")
    assert block.select(".eqno")[0].get_text().startswith("(1)")


def test_a_formula_that_cannot_be_shown_stands_there_as_written_and_is_reported(site: Site) -> None:
    text, warnings = page(site, "前$\\nosuch{<b>}$後\n")
    assert '<code class="math">\\nosuch{&lt;b&gt;}</code>' in text
    (warning,) = warnings
    assert "2024-01-01-a.md:5: WARNING:" in warning
    assert "[bunko.math]" in warning


@pytest.mark.parametrize(
    "asked", ['extensions = ["bunko", "sphinx.ext.mathjax"]\n', 'html_math_renderer = "mathjax"\n']
)
def test_a_site_that_asks_for_mathjax_gets_it(site: Site, asked: str) -> None:
    text, _ = page(site, "$x^2$\n", asked + 'mathjax_path = "mathjax.js"\n')
    assert "<math" not in text
    assert "mathjax.js" in text


@pytest.mark.parametrize("source", COMMON)
def test_common_formulas_are_known(source: str) -> None:
    made, fault = mathml(source, block=True)
    assert fault == ""
    tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(made).iter()}  # noqa: S314 — our own
    assert tags
    assert all(tag.startswith("m") for tag in tags)


@given(st.text("\\{}[]^_&$<>ab12 =()'\"", max_size=30) | st.sampled_from([source[:-3] for source in COMMON]))
@example("{" * 3000)
def test_no_formula_breaks_a_page(source: str) -> None:
    for block in (False, True):
        made, _ = mathml(source, block=block)
        element = ET.fromstring(made)  # noqa: S314 — our own
        assert element.tag.rpartition("}")[2] in {"math", "code"}
