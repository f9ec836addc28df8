"""Names for the page of wrong addresses: all of them, in an order that can be searched, in blocks of bounded size."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import given

from archive import ARCHIVES, post, series
from bunko.catalogue.catalogue import Catalogue
from bunko.pages.nearest import BLOCK, name_key, nearest_files

if TYPE_CHECKING:
    from bunko.post import Post


def files(posts: list[Post]) -> dict[str, list[Any]]:
    """Return the files of an archive, read."""
    found = nearest_files(Catalogue(posts), lambda page: f"{page}.html", str)
    return {name: json.loads(text) for name, text in found}


def entries(found: dict[str, list[Any]]) -> list[list[str]]:
    """Return the entries of all blocks, in their order."""
    return [entry for number in range(len(found) - 1) for entry in found[f"nearest/{number}.json"]]


@given(ARCHIVES)
def test_every_post_and_term_with_a_name_can_be_found(posts: list[Post]) -> None:
    catalogue = Catalogue(posts)
    addresses = {address for _, address, _ in entries(files(posts))}
    assert {f"{one.docname}.html" for one in posts if len(name_key(one.name).encode()) >= 4} <= addresses
    for kind, terms in catalogue.terms.items():
        assert sum(address.startswith(("tags", "categories", "authors")) for address in addresses) >= len(
            {term.slug for term in terms.values() if name_key(term.name)}
        ), kind


@given(ARCHIVES)
def test_the_table_says_which_block_a_name_is_in(posts: list[Post]) -> None:
    found = files(posts)
    keys = [key.encode("utf-16-be") for key, *_ in entries(found)]
    assert keys == sorted(keys)
    assert found["nearest/index.json"] == [found[f"nearest/{number}.json"][0][0] for number in range(len(found) - 1)]


def test_no_block_is_larger_whatever_the_size_of_the_archive() -> None:
    found = files([replace(one, slug=f"slug-number-{at}") for at, one in enumerate(series(300))])
    assert all(len(block) <= BLOCK for name, block in found.items() if name != "nearest/index.json")


def test_a_post_is_found_without_its_date_and_without_its_first_words() -> None:
    keys = {key for key, *_ in entries(files([post("2025-12-29-1-aiamazon-500", 1)]))}
    assert {"2025-12-29-1-aiamazon-500", "1-aiamazon-500", "aiamazon-500"} <= keys


def test_a_name_of_signs_alone_is_not_in_the_table() -> None:
    assert {key for key, *_ in entries(files([post("!!!", 1), post("a!", 2)]))} == {"a"}


def test_an_empty_archive_has_an_empty_table() -> None:
    assert files([]) == {"nearest/index.json": []}


def test_names_are_folded_as_the_script_folds_addresses() -> None:
    assert name_key("ＡＩ_Infra--500") == "ai-infra-500"
    assert name_key("最新 ニュース") == "最新-ニュース"
