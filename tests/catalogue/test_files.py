"""What authors write for a picture or a file of their site, and the file that is meant."""

from __future__ import annotations

import pytest

from bunko.catalogue.files import file_named
from bunko.catalogue.links import own_hosts

FILES = {"images/x.png", "images/犬 小.png", "posts/beside.png", "posts/images/x.png", "posts/a%20b.png"}
HOSTS = own_hosts(["https://User.example.org/blog", ""], "/blog")


@pytest.mark.parametrize(
    ("target", "file"),
    [
        ("/images/x.png", "images/x.png"),
        ("/images/x.png?v=2#part", "images/x.png"),
        ("/images/%E7%8A%AC%20%E5%B0%8F.png", "images/犬 小.png"),
        ("/images/犬 小.png", "images/犬 小.png"),
        ("/blog/images/x.png", "images/x.png"),
        ("https://user.example.org/blog/images/x.png", "images/x.png"),
        ("//user.example.org/images/x.png", "images/x.png"),
        ("images/x.png", "posts/images/x.png"),
        ("../images/x.png", "images/x.png"),
        ("./beside.png", "posts/beside.png"),
        ("a%2520b.png", "posts/a%20b.png"),
        ("/images/none.png", ""),
        ("../../images/x.png", ""),
        ("https://user.example.org/none.png", ""),
        ("https://other.example.org/images/x.png", None),
        ("data:image/png;base64,AAAA", None),
        ("#part", None),
        ("{{ site.x }}/images/x.png", None),
        ("http://[/x.png", None),
    ],
)
def test_a_file_is_found_however_its_address_is_written(target: str, file: str | None) -> None:
    assert file_named(target, "posts/2025-01-02-x.md", FILES.__contains__, HOSTS) == file
