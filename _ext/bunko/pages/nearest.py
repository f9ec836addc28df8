"""Suggestions on ``404.html``: the names of all pages in order, in blocks small enough to fetch.

The page ``404.html`` looks an address up as one looks up a word: a table says in which block a name would stand, and
only the blocks around that place are fetched, whatever the size of the archive. A name stands in the list as a whole,
and without its first words, so that it is found though they are others.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from bunko.pages.list_pages import term_page
from bunko.posts.taxonomy import TermKind
from bunko.text.dates import split_file_name
from bunko.text.names import term_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bunko.catalogue.catalogue import Catalogue

FOLDER = "nearest"
BLOCK = 128  #: names in a block
_LESS_WORDS = 2  #: that may be missing at the beginning of a name
_SHORTEST = 4  #: UTF-8 bytes of a name that says anything
_NO_WORD = re.compile(r"[\W_]+")


def name_key(text: str) -> str:
    """Fold a name as ``bunko-missing.js`` folds the address: words in small letters, with hyphens between.

    >>> name_key("AI_Infra 500")
    'ai-infra-500'
    """
    return _NO_WORD.sub("-", term_key(text)).strip("-")


def nearest_files(
    catalogue: Catalogue, address: Callable[[str], str], translate: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """Yield the files, as (path below the site, JSON): the table ``index.json`` and the blocks.

    ``address`` gives that of a page by its name, from the top of the site. Here it is not percent-encoded, which would
    make it three times as long in Japanese.
    """
    # As JavaScript compares strings, by UTF-16.
    entries = sorted(set(_entries(catalogue, address, translate)), key=lambda entry: [_utf16(part) for part in entry])
    blocks = [entries[at : at + BLOCK] for at in range(0, len(entries), BLOCK)]
    yield f"{FOLDER}/index.json", _json([block[0][0] for block in blocks])
    for number, block in enumerate(blocks):
        yield f"{FOLDER}/{number}.json", _json(block)


def _entries(
    catalogue: Catalogue, address: Callable[[str], str], translate: Callable[[str], str]
) -> Iterator[tuple[str, str, str]]:
    """Yield (key, address, title) of every post and term."""
    for post in catalogue.posts:
        name = post.name.rpartition("/")[2]
        keys = {name_key(name), *_keys(post.slug), *_keys(split_file_name(name)[1])}
        for key in keys - {""}:
            yield key, unquote(address(post.docname)), post.title
    words = {kind: f"{title}: {{name}}" for kind, title in catalogue.taxonomy.others.items()}
    words |= {
        TermKind.TAG: translate("Tag: {name}"),
        TermKind.CATEGORY: translate("Category: {name}"),
        TermKind.AUTHOR: translate("Author: {name}"),
        TermKind.SERIES: translate("Series: {name}"),
    }
    for kind, terms in catalogue.terms.items():
        for term in terms.values():
            for key in {name_key(term.name), name_key(term.slug)}:
                if key:
                    yield key, unquote(address(term_page(term))), words[kind].format(name=term.name)


def _keys(name: str) -> Iterator[str]:
    parts = name_key(name).split("-")
    for start in range(min(len(parts), _LESS_WORDS + 1)):
        key = "-".join(parts[start:])
        if len(key.encode(errors="surrogatepass")) >= _SHORTEST:
            yield key


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
