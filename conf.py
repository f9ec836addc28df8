"""The site: change the first lines, keep the rest. README.md lists the options of Bunko."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "文庫"
author = "ALLFORCES編集部"
copyright = "ALLFORCES編集部"  # noqa: A001 — the name is Sphinx's
language = "ja"

extensions = ["bunko"]
exclude_patterns = ["_build", "_ext", ".*", "benchmarks", "docs", "tests", "[A-Z]*.md"]

bunko_timezone = "Asia/Tokyo"
# The address of the published site, with which links in the PDF and canonical addresses begin:
# html_baseurl = "https://example.com/"

html_theme = "sphinx_book_theme"
html_title = project
html_theme_options = {
    "disable_search": True,
    "use_fullscreen_button": False,
    "use_download_button": False,
    "back_to_top_button": False,
    "show_prev_next": False,  # bunko-neighbours.html does it, by date
    "primary_sidebar_end": [],
    "article_header_start": ["bunko-header.html"],
    "article_header_end": [],
    "article_footer_items": [
        "bunko-imprint.html",
        "bunko-neighbours.html",
        "bunko-related.html",
        "bunko-backlinks.html",
    ],
    "secondary_sidebar_items": ["bunko-contents.html"],
    "footer_content_items": ["bunko-footer.html"],
}
html_sidebars = {"**": ["bunko-sidebar.html"]}
html_static_path = ["_static"]
html_favicon = "_static/favicon.svg"
html_copy_source = True  # each article links to its source: html_show_sourcelink = False hides it
html_use_index = False
html_show_sphinx = False
templates_path = []
