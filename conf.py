"""The site: change the first lines. docs/options.md lists what else can be set."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "文庫"
author = copyright = "ALLFORCES編集部"  # noqa: A001 — the name is Sphinx's
language = "ja"
extensions = ["bunko"]
html_theme = "bunko"
html_static_path = ["_static"]
html_favicon = "_static/favicon.svg"
bunko_shortcuts = True  # Sphinx leaves out work that can have no effect
exclude_patterns = ["_build", "_ext", ".*", "benchmarks", "docs", "tests", "[A-Z]*.md"]
# The address of the published site, with which links in the PDF and canonical addresses begin:
# html_baseurl = "https://example.com/"
