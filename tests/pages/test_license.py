"""Licences as people write them, and links to share an article."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from bunko.pages.license import License, read_license
from bunko.pages.sharing import SERVICES, share_links

BY = "https://creativecommons.org/licenses"
CASES = [
    ("CC BY 4.0", "CC BY 4.0", f"{BY}/by/4.0/"),
    ("CC-BY-SA-4.0", "CC BY-SA 4.0", f"{BY}/by-sa/4.0/"),
    ("cc by-nc-nd", "CC BY-NC-ND 4.0", f"{BY}/by-nc-nd/4.0/"),
    ("cc-by-nc-sa-3.0", "CC BY-NC-SA 3.0", f"{BY}/by-nc-sa/3.0/"),
    ("CC_BY_2.1_JP", "CC BY 2.1 JP", f"{BY}/by/2.1/jp/"),
    ("Creative Commons BY 4.0", "CC BY 4.0", f"{BY}/by/4.0/"),
    ("https://creativecommons.org/licenses/by-sa/4.0/deed.ja", "CC BY-SA 4.0", f"{BY}/by-sa/4.0/"),
    ("http://creativecommons.org/licenses/by/2.1/jp/", "CC BY 2.1 JP", f"{BY}/by/2.1/jp/"),
    ("CC0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    ("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    (
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "CC0 1.0",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    ("mit", "MIT", "https://spdx.org/licenses/MIT.html"),
    ("無断転載を禁じます", "無断転載を禁じます", ""),
    ("CC BY-ND-SA", "CC BY-ND-SA", ""),  # there is none
    ("https://example.com/terms", "https://example.com/terms", "https://example.com/terms"),
    ({"name": "利用規約", "url": "https://example.com/terms"}, "利用規約", "https://example.com/terms"),
    ({"name": "CC BY"}, "CC BY", f"{BY}/by/4.0/"),
    ({"url": f"{BY}/by/4.0/"}, "CC BY 4.0", f"{BY}/by/4.0/"),
    ({"name": "規約", "url": "javascript:alert(1)"}, "規約", ""),
    (2026, "2026", ""),
]


@pytest.mark.parametrize(("written", "name", "url"), CASES)
def test_names_addresses_and_words_are_read(written: object, name: str, url: str) -> None:
    assert read_license(written) == License(name=name, url=url)


@pytest.mark.parametrize("written", [None, "", " ", False, "false", "none", {}, {"name": ""}])
def test_nothing_is_none(written: object) -> None:
    assert read_license(written) is None


def test_links_to_share_carry_address_and_title_whatever_they_are() -> None:
    url, title = "https://example.org/%E9%A1%8C.html?a=1&b=2#c", "題 & C# + 100%?"
    found = share_links(["hatena", "x", "line", "facebook"], url, title, {"hatena": "はてなブックマーク"})
    assert [(name, words) for name, words, _ in found] == [
        ("hatena", "はてなブックマーク"),
        ("x", "X"),
        ("line", "LINE"),
        ("facebook", "Facebook"),
    ]
    for name, _, address in found:
        _, _, key, title_key = SERVICES[name]
        query = parse_qs(urlsplit(address).query, strict_parsing=True)
        assert query[key] == [url]
        assert not title_key or query[title_key] == [title]
