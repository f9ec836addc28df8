"""A bad file is reported with its place and its remedy, and the rest of the archive is built."""

from __future__ import annotations

import pytest

from sitekit import Site  # noqa: TC001 — used by the fixtures' types

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)
CASES: dict[str, tuple[str | bytes, int, str, bool]] = {
    # what is wrong: (the file, the line reported, a word of the message, is it shown all the same?)
    "no front matter": ("本文だけ。\n", 1, "bunko.front_matter", True),
    "unclosed front matter": ("---\ntitle: 題\n本文。\n", 1, "bunko.front_matter", True),
    "not YAML": ('---\ntitle: 題\ntags: [a\ncategory: "x\n---\n本文。\n', 3, "bunko.front_matter", True),
    "a wrong type": ("---\ntitle: 題\ntags: {a: b}\n---\n本文。\n", 3, "bunko.field", True),
    "an unreadable date": ("---\ntitle: 題\ndate: おととい\n---\n本文。\n", 3, "bunko.date", False),
    "no title": ("---\nlayout: post\n---\n本文。\n", 1, "bunko.title", True),
    "a key twice": ("---\ntitle: 題\ntitle: 名\n---\n本文。\n", 3, "bunko.front_matter", True),
    "not UTF-8": ("---\ntitle: 題\n---\n本文。\n".encode("cp932"), 2, "cp932", False),
    "empty": ("", 1, "bunko.source", True),
    "20 MB": ("---\ntitle: 題\n---\n" + "大" * 7_000_000, 0, "bunko_max_post_size", False),
    "an alias bomb": (f"---\ntitle: 題\n{BOMB}tags: *j\n---\n本文。\n", 0, "bunko.front_matter", True),
    "Liquid": ("---\ntitle: 題\n---\n\n本文。{% include x.html %}\n", 5, "bunko.liquid", True),
}


@pytest.mark.parametrize("name", CASES)
def test_the_problem_is_reported_and_the_others_are_built(site: Site, name: str) -> None:
    text, line, word, shown = CASES[name]
    site.write("posts/2026-01-01-bad.md", text)
    site.write("posts/2026-01-02-good.md", "---\ntitle: 良い\n---\n本文。\n")
    built = site.build()
    where = f"posts/2026-01-01-bad.md:{line}" if line and name != "empty" else "posts/2026-01-01-bad.md"
    assert any(where in warning and word in warning for warning in built.warnings), built.warnings
    assert (built.outdir / "posts/2026-01-01-bad.html").exists() is shown
    assert "良い" in built.read("posts/2026-01-02-good.html")
    if shown and text:
        assert "本文" in built.read("posts/2026-01-01-bad.html")
    listed = built.read("archive/all.html")
    assert ("2026-01-01-bad" in listed) is shown


def test_a_quotation_of_nothing_may_have_a_class_and_a_name(site: Site) -> None:
    site.write("posts/2026-01-01-a.md", "---\ntitle: 題\n---\n>\n{: .k #i}\n\n本文。\n")
    assert "本文。" in site.build().read("posts/2026-01-01-a.html")


def test_bom_and_crlf_are_no_problem(site: Site) -> None:
    site.write("posts/2026-01-01-a.md", b"\xef\xbb\xbf---\r\ntitle: BOM\r\n---\r\n\r\nbody\r\n")
    built = site.build()
    assert built.warnings == []
    assert "<h1>BOM" in built.read("posts/2026-01-01-a.html")


def test_folders_and_broken_links_that_look_like_posts_are_named(site: Site) -> None:
    (site.source / "posts/2026-01-01-folder.md").mkdir(parents=True)
    (site.source / "posts/2026-01-02-link.md").symlink_to("nowhere.md")
    warnings = "\n".join(site.build().warnings)
    assert "posts/2026-01-01-folder.md" in warnings
    assert "posts/2026-01-02-link.md" in warnings


def test_two_posts_with_one_address_are_both_shown_and_named(site: Site) -> None:
    for number in (1, 2):
        site.write(f"posts/2026-01-0{number}-a.md", f"---\ntitle: 題{number}\npermalink: /same/\n---\n本文。\n")
    built = site.build()
    assert len(built.warnings) == 1
    assert "posts/2026-01-02-a.md" in built.warnings[0]
    assert "2026-01-01-a" in built.warnings[0]


def test_an_unpublished_post_is_nowhere(site: Site) -> None:
    site.write("posts/2026-01-01-a.md", "---\ntitle: 秘密\npublished: false\n---\n本文。\n")
    built = site.build()
    assert built.warnings == []
    assert not [name for name, content in built.files().items() if "秘密".encode() in content]


def test_a_wrong_time_zone_says_what_to_write(site: Site) -> None:
    from sphinx.errors import ConfigError

    with pytest.raises(ConfigError, match="Asia/Tokyo"):
        site.build(bunko_timezone="Asia/Tokio")
