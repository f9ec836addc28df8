"""Share work among processes, which are forked once and get one piece after another; results come in their order.

Sphinx's ``ParallelTasks`` forks a process for each piece, takes results as they come, and its reading processes send
back the whole environment with all that was known before. Ours keep what they have warmed up, send only what they
have found, and give warnings the same order whichever process was first.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import traceback
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, TypeVar

from sphinx.errors import SphinxParallelError
from sphinx.project import Project
from sphinx.util import logging
from sphinx.util.display import status_iterator

from bunko.sphinx_ext.compat.application import app_of
from bunko.sphinx_ext.compat.builders import ReadingBuilder
from bunko.sphinx_ext.report import translate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

T = TypeVar("T")

_logger = logging.getLogger(__name__)
_LARGEST = 400  #: names in a piece of work, so that progress shows
_SMALLEST = 10
WORTH_SHARING = 20  #: documents: fewer take less time than to prepare processes for them


def pieces_of(names: Sequence[str], jobs: int) -> list[list[str]]:
    """Cut names into pieces of work: smaller ones towards the end, so that all jobs end at about the same time."""
    found: list[list[str]] = []
    start = 0
    while start < len(names):
        size = min(_LARGEST, max(_SMALLEST, (len(names) - start) // (2 * jobs)))
        found.append(list(names[start : start + size]))
        start += size
    return found


def in_parallel(title: str, names: Sequence[str], work: Callable[[list[str]], T], jobs: int) -> Iterator[T]:
    """Yield what ``work`` returns for each piece of ``names``, in order, and show progress under ``title``.

    What is logged at work is logged here, in order. Raises `SphinxParallelError` if a process fails or is killed.
    """
    pieces = pieces_of(names, jobs)
    waiting = iter(enumerate(pieces))
    workers: list[_Worker] = []
    answers: dict[int, bytes] = {}
    try:
        for number, piece in waiting:
            workers.append(_Worker(work, [worker.connection for worker in workers]))
            workers[-1].give(number, piece)
            if len(workers) == jobs:
                break
        for number, _ in enumerate(status_iterator(pieces, title, "darkgreen", len(pieces))):
            while number not in answers:
                ready = wait([worker.connection for worker in workers if worker.number >= 0])
                for worker in [worker for worker in workers if worker.connection in ready]:
                    answers[worker.number] = worker.answer()
                    worker.give(*next(waiting, (-1, [])))
            failed, records, result = pickle.loads(answers.pop(number))  # noqa: S301 — from our own process
            for record in records:
                _logger.handle(record)
            if failed:
                raise SphinxParallelError(*result)
            yield result
    finally:
        for worker in workers:
            worker.end()


class _Worker:
    """A process that works at one piece at a time."""

    def __init__(self, work: Callable[[list[str]], Any], others: list[Connection]) -> None:
        context = multiprocessing.get_context("fork")
        self.connection, theirs = context.Pipe()
        self.number = -1  #: of the piece at work; -1 if there is none
        self._process = context.Process(target=_serve, args=(theirs, [*others, self.connection], work), daemon=True)
        self._process.start()
        theirs.close()

    def give(self, number: int, piece: list[str]) -> None:
        self.number = number
        if piece:
            self.connection.send(piece)

    def answer(self) -> bytes:
        try:
            return self.connection.recv_bytes()
        except EOFError:
            message = translate("a process that shared the work was killed: is the memory full? Try -j 1")
            raise SphinxParallelError(message, "") from None

    def end(self) -> None:
        self.connection.close()
        if self.number >= 0:
            self._process.terminate()
        self._process.join()


def _serve(connection: Connection, others: list[Connection], work: Callable[[list[str]], Any]) -> None:
    """Work at what comes until nothing does: the other end is closed, or its process has gone."""
    for other in others:
        other.close()  # they came with the fork, and would keep this process waiting for ever
    with contextlib.suppress(EOFError, OSError):
        while True:
            piece = connection.recv()
            collector = logging.LogCollector()
            result: object
            try:
                with collector.collect():
                    result = work(piece)
                failed = False
            except BaseException as error:  # noqa: BLE001 — whatever it is, the main process must know
                failed = True
                result = (traceback.format_exception_only(error)[0].strip(), traceback.format_exc())
            logging.convert_serializable(collector.logs)
            connection.send_bytes(pickle.dumps((failed, collector.logs, result), pickle.HIGHEST_PROTOCOL))


class SharedReading(ReadingBuilder):
    """A builder whose documents are read by `in_parallel`, where there are enough of them."""

    def is_worth_sharing(self, docnames: list[str]) -> bool:
        """Tell whether preparing processes takes less time than they save."""
        return len(docnames) >= WORTH_SHARING

    def read_many(self, docnames: list[str]) -> None:
        """Read documents; each process sends back what it has found, and no more."""
        _read(app_of(self), self, docnames)


def _read(app: Sphinx, builder: ReadingBuilder, docnames: list[str]) -> None:
    env = app.env

    def forget(names: list[str]) -> None:
        for name in names:
            app.emit("env-purge-doc", env, name)
            env.clear_doc(name)

    forget(docnames)
    known = list(env.all_docs)

    def read(piece: list[str]) -> tuple[list[str], bytes]:
        forget(known)
        known.clear()
        for docname in piece:
            builder.read_and_forget(docname)
        found = _pickled(env)
        forget(piece)
        return piece, found

    for piece, found in in_parallel(translate("reading posts... "), docnames, read, app.parallel):
        env.merge_info_from(piece, pickle.loads(found), app)  # noqa: S301 — from our own process


def _pickled(env: BuildEnvironment) -> bytes:
    """Pickle an environment without the list of all files, which the main process has."""
    project, env.project = env.project, Project(env.srcdir, ())
    try:
        return pickle.dumps(env, pickle.HIGHEST_PROTOCOL)
    finally:
        env.project = project
