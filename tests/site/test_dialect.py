"""The dialect of a post is decided once: what reads it and what parses it agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from sitekit import CONF

if TYPE_CHECKING:
    from sitekit import Site

BODY = "前の段落。\n\n{% highlight python %}\nx = 1  # 100%\n% y\n{% endhighlight %}\n\n後の段落。[語](#なし)\n"
WAYS = {
    "a header with settings for MyST": (CONF, "myst:\n  enable_extensions: [deflist]\n"),
    "posts that are MyST": (f"{CONF}bunko_myst_in_posts = True\n", ""),
    "CommonMark": (f'{CONF}bunko_markdown = "commonmark"\n', ""),
    "kramdown": (CONF, ""),
}


@pytest.mark.parametrize(("conf", "header"), WAYS.values(), ids=WAYS)
def test_highlighted_code_and_what_follows_it_are_there_in_every_dialect(site: Site, conf: str, header: str) -> None:
    site.write("conf.py", conf)
    site.write("posts/2025-01-01-a.md", f"---\ntitle: 題\n{header}---\n{BODY}")
    page = BeautifulSoup(site.build().read("posts/2025-01-01-a.html"), "lxml")
    (code,) = page.select("div.highlight")
    assert code.get_text().strip("\n") == "x = 1  # 100%\n% y"
    paragraphs = [found.get_text() for found in page.select("section > p")]
    assert paragraphs[0] == "前の段落。"
    assert paragraphs[-1] == "後の段落。語"


@pytest.mark.parametrize(("conf", "header"), WAYS.values(), ids=WAYS)
def test_a_warning_names_the_authors_line_behind_code_and_includes(site: Site, conf: str, header: str) -> None:
    site.write("conf.py", conf)
    site.write("_includes/box.html", "<div>\n\n一\n\n二\n\n</div>\n")
    text = f"---\ntitle: 題\n{header}---\n{{% include box.html %}}\n\n{BODY}\n[無い](2020-01-01-nothing.md)\n"
    site.write("posts/2025-01-01-a.md", text)
    line = text.split("\n").index("[無い](2020-01-01-nothing.md)") + 1
    told = [message for message in site.build().warnings if "2020-01-01-nothing" in message]
    assert len(told) == 1
    assert f"2025-01-01-a.md:{line}:" in told[0]
