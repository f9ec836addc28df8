"""Work is shared among processes: all of it is done, heard in order, and what goes wrong is told."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx.errors import SphinxParallelError

from archives import archive
from bunko.sphinx_ext.incremental.parallel import in_parallel, pieces_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitekit import Site

NAMES = [f"post-{number}" for number in range(95)]


@given(st.integers(0, 5000), st.integers(1, 16))
def test_pieces_hold_every_name_once_and_get_smaller(count: int, jobs: int) -> None:
    names = [str(number) for number in range(count)]
    pieces = pieces_of(names, jobs)
    assert [name for piece in pieces for name in piece] == names
    sizes = [len(piece) for piece in pieces]
    assert sizes == sorted(sizes, reverse=True)
    assert all(0 < size <= 400 for size in sizes)


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_the_order_of_the_names(jobs: int) -> None:
    def work(piece: list[str]) -> list[tuple[str, int]]:
        return [(name.upper(), os.getpid()) for name in piece]

    found = [pair for result in in_parallel("working", NAMES, work, jobs) for pair in result]
    assert [name for name, _ in found] == [name.upper() for name in NAMES]
    assert os.getpid() not in {process for _, process in found}
    assert len({process for _, process in found}) <= jobs


def test_a_failure_is_told_with_its_reason() -> None:
    def work(piece: list[str]) -> None:
        if "post-50" in piece:
            raise ValueError("no such thing")

    with pytest.raises(SphinxParallelError, match="ValueError: no such thing"):
        list(in_parallel("working", NAMES, work, 2))


def test_a_process_that_is_killed_is_noticed() -> None:
    def work(piece: list[str]) -> None:
        if "post-50" in piece:
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(SphinxParallelError, match="-j 1"):
        list(in_parallel("working", NAMES, work, 2))


def test_nothing_to_do_is_done_at_once() -> None:
    assert list(in_parallel("working", [], len, 4)) == []


def test_what_is_read_in_parallel_is_what_is_read_alone(make_site: Callable[..., Site]) -> None:
    found = []
    for jobs in (1, 3):
        site = archive(make_site(f"jobs-{jobs}"), 60)
        site.build(jobs=jobs)
        site.write(
            "conf.py", (site.source / "conf.py").read_text(encoding="utf-8") + "myst_dmath_allow_labels = False\n"
        )
        app = site.build(jobs=jobs).app
        assert app is not None
        env = app.env
        facts = {name: data for name, data in env.domaindata["bunko"].items() if name != "stamps"}
        tocs = {docname: toc.pformat() for docname, toc in env.tocs.items()}
        titles = {docname: title.pformat() for docname, title in env.titles.items()}
        found.append((set(env.all_docs), facts, tocs, titles, dict(env.images), env.dlfiles))
    assert found[0] == found[1]
