"""A build gives back what it takes, however it ends, and the next one in the same process finds nothing of it."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest
import sphinx.util.docutils

from bunko.cli.main import main

fcntl = pytest.importorskip("fcntl", reason="the system has no flock")

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sitekit import Site

CONF = 'extensions = ["bunko"]\nhtml_theme = "basic"\nlanguage = "ja"\n'
INTERRUPTED = "def setup(app):\n    app.connect('{event}', stop)\ndef stop(*_):\n    raise KeyboardInterrupt\n"
FAILED = "def setup(app):\n    app.connect('{event}', stop)\ndef stop(*_):\n    raise ValueError('wrong')\n"
ENDS = {
    "a wrong option": "bunko_page_size = 'many'\n",
    "a wrong value": "bunko_timezone = 'Mars'\n",
    "books that cannot be understood": "bunko_books = [{'name': 1}]\n",
    "an unknown theme": "html_theme = 'nowhere'\n",
    **{f"Ctrl+C in {event}": INTERRUPTED.format(event=event) for event in ("builder-inited", "env-updated")},
    **{f"a fault in {event}": FAILED.format(event=event) for event in ("builder-inited", "doctree-read")},
}


@pytest.fixture
def state() -> Iterator[None]:
    """What belongs to the process is the same after the test."""

    def look() -> tuple[object, ...]:
        return gc.isenabled(), gc.get_threshold(), sphinx.util.docutils._get_settings

    before = look()
    yield
    assert look() == before


def is_free(folder: Path) -> bool:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


@pytest.mark.usefixtures("state")
@pytest.mark.parametrize("conf", ENDS.values(), ids=ENDS)
def test_a_build_that_ends_early_leaves_no_lock_no_patch_and_no_threshold(site: Site, conf: str) -> None:
    site.write("conf.py", CONF + conf)
    site.write("posts/2025-01-01-a.md", "---\ntitle: 題\n---\n本文。\n")
    folder = str(site.source)
    main(["build", "html", "pdf", "--site", folder])  # the second waits for ever if the first keeps its locks
    for name in ("html", "doctrees"):
        path = site.source / "_build" / name
        assert not path.exists() or is_free(path), name
    site.write("conf.py", CONF)
    assert main(["build", "html", "--site", folder]) == 0


def test_each_of_several_builds_says_what_is_wrong(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    site.write("conf.py", CONF + ENDS["a wrong option"])
    assert main(["build", "html", "pdf", "--site", str(site.source)]) == 1
    assert capfd.readouterr().err.count("bunko_page_size = 'many'") == 2
