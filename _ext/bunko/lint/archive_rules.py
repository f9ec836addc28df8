"""Rules of ``bunko check`` that need all posts: equal titles, spellings of tags, dead links, unknown keys."""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING

from bunko.catalogue.files import MEDIA_KEYS, file_named, media_folder, page_named
from bunko.catalogue.links import looks_like_a_page, read_target
from bunko.catalogue.terms import names_of
from bunko.catalogue.withheld import Withheld
from bunko.lint.post_rules import Edit, Finding, code_of
from bunko.markup.references import references
from bunko.posts.article import KEPT_KEYS, KNOWN_KEYS
from bunko.posts.front_matter import clean_text, split_front_matter
from bunko.posts.taxonomy import TermKind
from bunko.problems import Kind, Problem
from bunko.text.names import term_key

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from bunko.catalogue.catalogue import Catalogue
    from bunko.markup.yaml_values import Value
    from bunko.posts.article import Article

_KEYS = {TermKind.TAG: ("tag", "tags"), TermKind.CATEGORY: ("category", "categories")}
_OF_THEMES = frozenset({"read_time", "img", "images"})  #: keys of Jekyll's themes that look like misspelt keys of ours
_LONG = re.compile(r"(?<=[ァ-ヺ])ー(?![ァ-ヺー])")
_BETWEEN = re.compile(r"[\s_・‐–—-]+")
#: Names that can take the place of one another in YAML without quotes.
_SAFE = re.compile(r"\w[\w.+-]*#?(?: [\w.+-]+)*")
_CLOSE = 0.85


def near_key(name: str) -> str:
    """Return what names that are nearly one share: サーバ and サーバー, e-mail and email."""
    return _BETWEEN.sub("", _LONG.sub("", term_key(name)))


def check_archive(
    catalogue: Catalogue,
    texts: Mapping[str, tuple[str, Article]],
    *,
    withheld: Withheld | None = None,
    hosts: frozenset[str] = frozenset(),
    has_file: Callable[[str], bool] = lambda _: False,
    has_page: Callable[[str], bool] = lambda _: False,
    step: Callable[[], None] = lambda: None,
) -> Iterator[Finding]:
    """Yield what is found. ``texts`` have the text and the article of each post, by path below the site.

    ``withheld`` are the posts that are not out; ``has_file`` and ``has_page`` know the files of the site and its pages,
    the latter without ``.html``.
    """
    paths = {article.post.docname: path for path, (_, article) in texts.items()}
    yield from _same_titles(catalogue, paths)
    for problem in catalogue.duplicates():
        yield Finding(path=paths.get(problem.docname, problem.docname), code="address", problem=problem)
    spellings = _spellings(catalogue)
    unknown: dict[str, list[tuple[str, int]]] = {}
    for path, (text, article) in texts.items():
        step()
        yield from _references(path, article, catalogue, withheld or Withheld(hosts), hosts, has_file, has_page)
        odd = [
            (kind, name, spellings[kind][name])
            for kind in _KEYS
            for name in names_of(article.post, kind)
            if name in spellings[kind]
        ]
        if not odd and not article.post.extra:
            continue
        header = split_front_matter(clean_text(text)).entries
        yield from _terms(path, clean_text(text), header, odd)
        for key in article.post.extra:
            # What is not in the header is from bunko_defaults, and no matter of the post's.
            if key in header and key not in MEDIA_KEYS and key not in KEPT_KEYS:
                unknown.setdefault(key, []).append((path, header[key].line))
    yield from _unknown(unknown)


def _same_titles(catalogue: Catalogue, paths: Mapping[str, str]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for post in catalogue.all_posts[::-1]:
        other = first.setdefault(" ".join(post.title.split()), post.docname)
        if other != post.docname:
            message = "the title {title!r} is that of {other}, too; tell them apart"
            values = {"title": post.title, "other": paths.get(other, other)}
            problem = Problem(kind=Kind.TITLE, message=message, values=values, line=1)
            yield Finding(path=paths.get(post.docname, post.docname), code="same-title", problem=problem)


def _spellings(catalogue: Catalogue) -> Mapping[TermKind, Mapping[str, str]]:
    """Return, for each kind and each name that is nearly another, the name that is used most."""
    result: dict[TermKind, Mapping[str, str]] = {}
    for kind in _KEYS:
        counted: Counter[str] = Counter(name for post in catalogue.posts for name in names_of(post, kind))
        groups: dict[str, list[str]] = {}
        for name in counted:
            groups.setdefault(near_key(name), []).append(name)
        better: dict[str, str] = {}
        for names in groups.values():
            described = [name for name in names if term_key(name) in catalogue.taxonomy.entries[kind]]
            best = min(described or names, key=lambda name: (-counted[name], name))
            for name in names:
                # A synonym of taxonomy.yml has been thought of.
                if name != best and (
                    term_key(name) == term_key(best)
                    or catalogue.taxonomy.key(kind, name) != catalogue.taxonomy.key(kind, best)
                ):
                    better[name] = best
        result[kind] = better
    return result


def _terms(
    path: str, text: str, header: Mapping[str, Value], odd: Collection[tuple[TermKind, str, str]]
) -> Iterator[Finding]:
    lines = text.split("\n") if odd else []
    for kind, name, best in odd:
        line = next((found for key in _KEYS[kind] if key in header for found in _lines_of(header[key], name)), 1)
        message = "{name}: is written {best} in other posts; write one of them, or say in taxonomy.yml that they differ"
        values = {"name": name, "best": best}
        problem = Problem(kind=Kind.TAXONOMY, message=message, values=values, line=line)
        yield Finding(path=path, code="tags", problem=problem, edit=_respelling(lines, line, name, best))


def _lines_of(value: Value, name: str) -> Iterator[int]:
    if value.text() is not None:
        yield value.line
    elif not value.is_mapping:
        yield from (item.line for item in value.items() or () if (item.text() or "").strip() == name)


def _respelling(lines: list[str], line: int, name: str, best: str) -> Edit | None:
    """Return the change of a spelling, if it is only of width or case, and the line leaves no doubt."""
    is_same = term_key(name) == term_key(best)
    if not is_same or not _SAFE.fullmatch(best) or not 1 < line <= len(lines):
        return None
    found = re.findall(rf"(?<![\w.+#-]){re.escape(name)}(?![\w.+#-])", lines[line - 1])
    return Edit(line, name, best) if len(found) == lines[line - 1].count(name) == 1 else None


def _references(
    path: str,
    article: Article,
    catalogue: Catalogue,
    withheld: Withheld,
    hosts: frozenset[str],
    has_file: Callable[[str], bool],
    has_page: Callable[[str], bool],
) -> Iterator[Finding]:
    if "](" not in article.markdown and "<" not in article.markdown and "[" not in article.markdown:
        return
    for reference in references(article.markdown):
        line = article.author_line(reference.line)
        if reference.kind == "image":
            folder = media_folder(article.post.extra)
            if file_named(reference.target, path, has_file, hosts, folder) == "":
                message = "{target}: there is no such picture"
                values = {"target": reference.target}
                problem = Problem(kind=Kind.IMAGE, message=message, values=values, line=line)
                yield Finding(path=path, code="image", problem=problem)
            continue
        target = read_target(reference.target, hosts)
        if target is None or catalogue.links.resolve(target) or not looks_like_a_page(target):
            continue
        post = withheld.find("link", reference.target)
        if post is not None:
            message = "there is a link to {name}, which is not out yet, or no longer; it is text until that is out"
            problem = Problem(kind=Kind.LINK, message=message, values={"name": post.name}, line=line)
            yield Finding(path=path, code="withheld-link", problem=problem)
            continue
        if file_named(reference.target, path, has_file, hosts) or page_named(target.path, has_page):
            continue
        nearest = catalogue.links.nearest(reference.target)
        message = "there is no post {target!r}"
        if nearest:
            message = "there is no post {target!r}; the nearest: {nearest}"
        values = {"target": reference.target, "nearest": ", ".join(nearest)}
        problem = Problem(kind=Kind.LINK, message=message, values=values, line=line)
        yield Finding(path=path, code="link", problem=problem)


def _unknown(found: Mapping[str, list[tuple[str, int]]]) -> Iterator[Finding]:
    for key, places in sorted(found.items()):
        known = sorted(KNOWN_KEYS) if key not in _OF_THEMES else ()
        meant = get_close_matches(key.casefold(), known, n=1, cutoff=_CLOSE)
        if meant:
            for path, line in places:
                message = "{key}: is no key of Bunko's; {meant}: is"
                values = {"key": key, "meant": meant[0]}
                problem = Problem(kind=Kind.FIELD, message=message, values=values, line=line)
                yield Finding(path=path, code="misspelt-key", problem=problem)
            continue
        message = "{key}: is no key of Bunko's (posts that have it: {count}); templates find it in post.extra"
        values = {"key": key, "count": str(len(places))}
        problem = Problem(kind=Kind.FIELD, message=message, values=values, line=places[0][1])
        yield Finding(path=places[0][0], code="unknown-key", problem=problem)


def of_taxonomy(path: str, problems: Collection[Problem]) -> Iterator[Finding]:
    """Yield what is wrong with ``taxonomy.yml``."""
    yield from (Finding(path=path, code=code_of(problem), problem=problem) for problem in problems)
