#!/usr/bin/env python3
"""Have jekyll-feed say what it calls the samples, and write it to ``tests/cases/feeds.json``: ids, links and dates.

    record_feeds.py [FOLDER]    FOLDER has the archives; without it, corpus/sample of BUNKO_SHARED

``make test`` compares without Jekyll. Jekyll writes addresses by the gem addressable, which until 2.8.1 (of 2022, and
in Debian 12) made ＠ an @, and no longer does: have a newer one found first, by ``RUBYLIB=…/addressable/lib``.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

import jekyll_site

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "tests" / "cases" / "feeds.json"
_ATOM = "{http://www.w3.org/2005/Atom}"


def entries(feed: bytes) -> list[list[str]]:
    """Return id, link, published and updated of every entry, sorted."""
    root = ET.fromstring(feed)  # noqa: S314 — Jekyll has just written it
    found = []
    for entry in root.iter(f"{_ATOM}entry"):
        values = [entry.findtext(f"{_ATOM}{name}", "") for name in ("id", "published", "updated")]
        link = entry.find(f"{_ATOM}link")
        values.insert(1, link.attrib["href"] if link is not None else "")
        found.append(values)
    return sorted(found)


def main() -> int:
    """Record all archives anew."""
    shared = Path(os.environ.get("BUNKO_SHARED") or ROOT.parent / "shared")
    archives = Path(sys.argv[1]) if len(sys.argv) > 1 else shared / "corpus" / "sample"
    record: dict[str, object] = {"source": f"{jekyll_site.install()} with jekyll-feed, by benchmarks/record_feeds.py"}
    for archive in sorted(path.parent for path in archives.glob("*/_config.yml")):
        with tempfile.TemporaryDirectory(prefix="bunko-feeds-") as name:
            config = jekyll_site.read_config(archive) | {"feed": {"posts_limit": 10_000}}
            config.setdefault("url", f"https://{archive.name}.example")  # without one, links would lack a host
            jekyll_site.build(archive, Path(name), config, ["jekyll-feed"])
            found = entries(Path(name, "_site", "feed.xml").read_bytes())
        kept = {key: config[key] for key in ("url", "baseurl", "permalink", "timezone") if config.get(key)}
        record[archive.name] = {"config": kept, "entries": found}
        print(f"{len(found)} entries of {archive.name}")
    text = json.dumps(record, ensure_ascii=False).replace("[[", "[\n[").replace("], [", "],\n[").replace("]]}", "]\n]}")
    TARGET.write_text(f"{text}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
