"""Find the books and volumes that must be typeset again, and typeset them in parallel, as memory and cores allow."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError, SphinxError
from sphinx.util.display import status_iterator
from sphinx.util.logging import getLogger

from bunko.sphinx_ext.books import timestamp_of, volumes_of
from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.report import translate
from bunko.sphinx_ext.typst.compile import Setting, save
from bunko.sphinx_ext.typst.process import KilledError, Typesetter
from bunko.sphinx_ext.typst.source import article_sources, remote_places
from bunko.sphinx_ext.typst.syntax import Elsewhere, place

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from sphinx.environment import BuildEnvironment

    from bunko.books.book import Book
    from bunko.books.plan import BookPlan
    from bunko.post import Post
    from bunko.sphinx_ext.incremental.build_record import BuildRecord
    from bunko.sphinx_ext.typst.assets import Assets
    from bunko.sphinx_ext.typst.translator import Translation

_logger = getLogger(__name__)
#: Memory that setting a book takes: for the engine and its fonts, and for each character of its source.
_START, _EACH = 150_000_000, 700
_CORES = 2  #: that the engine keeps busy with one book: it sets pages in parallel, but not all of its work


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A book, or a volume of one, to be typeset."""

    name: str  #: of its file, without the suffix
    book: Book
    elsewhere: Mapping[str, Elsewhere]  #: the places of all volumes
    translations: Mapping[str, Translation]


def stale_tasks(
    env: BuildEnvironment,
    record: BuildRecord,
    plans: Sequence[BookPlan],
    posts: list[Post],
    look: str,
    translations_of: Callable[[BookPlan, Sequence[str]], Mapping[str, Translation]],
) -> Iterator[tuple[BookPlan, list[Task]]]:
    """Yield the books of which a file is not there or shows something else, and of each the volumes that do.

    What a volume shows of others is the list of them, and where its links lead that leave it. Raises `ConfigError` if a
    volume would have the name of another book.
    """
    domain = domain_of(env)
    for plan in plans:
        volumes = {
            volume.volume.name if volume.volume else plan.name: volume
            for volume in volumes_of(plan, posts, domain, env.config)
        }
        _refuse_clashes(plan, volumes, plans)
        if env.config.bunko_book not in {"", plan.name}:
            for name in volumes:
                record.keep(f"{name}.pdf")
            continue
        docnames = [docname for volume in volumes.values() for docname in volume.docnames]
        if not docnames:
            _logger.info(translate("the book {name!r} is left out: no post fits its query").format(name=plan.name))
            continue
        translations = translations_of(plan, docnames) if len(volumes) > 1 else {}
        elsewhere = _places(volumes.values(), translations)
        stale = []
        for name, volume in volumes.items():
            links = sorted(remote_places(volume, elsewhere, translations).items())
            shown = (look,), volume, plan.paper, timestamp_of(volume), *links
            if record.is_stale(f"{name}.pdf", volume.docnames, *shown):
                stale.append(name)
        if stale:
            translations = translations or translations_of(plan, docnames)
            yield (
                plan,
                [Task(name=name, book=volumes[name], elsewhere=elsewhere, translations=translations) for name in stale],
            )


def _refuse_clashes(plan: BookPlan, names: Collection[str], plans: Iterable[BookPlan]) -> None:
    for other in plans:
        if other is not plan and other.name in names:
            message = translate("bunko_books: the volumes of {name!r} need the name {other!r}; give that book another")
            raise ConfigError(message.format(name=plan.name, other=other.name))


def _places(volumes: Iterable[Book], translations: Mapping[str, Translation]) -> dict[str, Elsewhere]:
    """Return all places that files have a destination for: articles and their sections."""
    found: dict[str, Elsewhere] = {}
    for book in volumes:
        if book.volume is None:
            continue
        for part in book.parts:
            for article in part.articles:
                where = Elsewhere(book.volume.name, book.volume.label, article.title)
                for name in (place(article.docname), *translations[article.docname].headings):
                    found[name] = where
    return found


class Memory:
    """A budget of bytes, shared by tasks that run at once; a task that needs more than all of it runs alone."""

    def __init__(self, size: int) -> None:
        self._size, self._used = size, 0
        self._changed = Condition()

    def take(self, size: int) -> None:
        """Wait until ``size`` bytes are free, and reserve them."""
        with self._changed:
            self._changed.wait_for(lambda: not self._used or self._used + size <= self._size)
            self._used += size

    def give_back(self, size: int) -> None:
        """Free ``size`` bytes for the next task."""
        with self._changed:
            self._used -= size
            self._changed.notify_all()


def free_memory() -> int:
    """Return half of the available memory in bytes: other programs need some, too."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 512 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration, ValueError):
        try:
            return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4
        except (AttributeError, OSError, ValueError):
            return 2_000_000_000


def set_books(tasks: Sequence[Task], assets: Assets, folder: Path, text_of: Callable[[str], str], *, jobs: int) -> None:
    """Typeset books and volumes in ``folder``, each in its own process; warn in their order. Raises `SphinxError`."""
    memory = Memory(free_memory())

    def work(task: Task) -> Setting:
        articles = article_sources(task.book, task.translations, task.elsewhere)
        setting = Setting(task.name, task.book, articles, assets, text_of)
        size = _START + _EACH * len(setting.source)
        memory.take(size)
        try:
            with Typesetter() as typesetter:
                pdf = setting.pdf(typesetter)
                is_packed = not typesetter.is_kept
        except KilledError:
            message = translate(
                "the process that typeset {book} was killed: is the memory full? Smaller volumes take less"
            )
            raise SphinxError(message.format(book=task.name)) from None
        finally:
            memory.give_back(size)
        marks = remote_places(task.book, task.elsewhere, task.translations)
        save(pdf, folder / f"{task.name}.pdf", marks, is_packed=is_packed)
        return setting

    pool = ThreadPoolExecutor(max(1, jobs // _CORES))
    try:
        futures = {task.name: pool.submit(work, task) for task in tasks}
        for name in status_iterator(list(futures), translate("typesetting books... "), "darkgreen", len(futures)):
            futures.pop(name).result().report()
    finally:
        pool.shutdown(cancel_futures=True)
