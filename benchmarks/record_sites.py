#!/usr/bin/env python3
"""Have Jekyll say at which addresses the sites of ``tests/cases/sites.json`` stand, and write them beside the sites.

The sites are small, and shaped like those of widely used themes. ``make test`` compares without Jekyll.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import jekyll_site

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "kit"))
from casefile import CASES, read_sites, write_site


def main() -> int:
    """Record all sites anew."""
    version = jekyll_site.install()
    sites = read_sites()
    with tempfile.TemporaryDirectory(prefix="bunko-sites-") as name:
        for site in sites.values():
            work = Path(name, str(len(list(Path(name).iterdir()))))
            archive = write_site(work / "archive", site["files"])
            jekyll_site.build(archive, work, jekyll_site.read_config(archive))
            site["urls"] = jekyll_site.addresses(work)
    record = {"source": f"{version}, by benchmarks/record_sites.py", "sites": sites}
    (CASES / "sites.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{sum(len(site['urls']) for site in sites.values())} addresses of {version} in {len(sites)} sites")
    return 0


if __name__ == "__main__":
    sys.exit(main())
