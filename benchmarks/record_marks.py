#!/usr/bin/env python3
"""Have Jekyll say where ``**``, ``{%``, ``{{`` and ``{:`` stay visible in the sample posts: ``tests/cases/marks.json``.

    record_marks.py

Both archives are read as kramdown, which is how the tests build them. ``make test`` compares without Jekyll.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import jekyll_site
from facets import marks_left
from fidelity import ROOT, SAMPLES

CASES = ROOT / "tests" / "cases" / "marks.json"


def main() -> int:
    """Record the posts in which Jekyll leaves such a mark, and how many of each."""
    version = jekyll_site.install()
    found: dict[str, dict[str, int]] = {}
    with tempfile.TemporaryDirectory(prefix="bunko-marks-") as name:
        for archive in sorted(path.parent for path in SAMPLES.glob("*/_posts")):
            config = jekyll_site.read_config(archive) | {"markdown": "kramdown"}
            for stem, post in jekyll_site.build(archive, Path(name), config).items():
                left = marks_left(post["html"], has_title=False)
                if left:
                    found[stem] = left
    record = {"source": f"{version}, by benchmarks/record_marks.py", "posts": dict(sorted(found.items()))}
    CASES.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(found)} posts in which {version} leaves a mark")
    return 0


if __name__ == "__main__":
    sys.exit(main())
