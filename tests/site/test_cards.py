"""Social cards of a site: which posts have one, when it is made again, and when it goes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from bunko.publish.cards import card_path
from bunko.sphinx_ext.publish import card_maker
from bunko.sphinx_ext.publish.cards import card_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitekit import BuildResult, Site

HOME = "https://example.org/"
ON: dict[str, Any] = {"html_baseurl": HOME, "bunko_social_cards": True}
#: A template that takes a moment, for tests that look at files alone.
BLANK = "#let card(title: none, ..) = page(width: 1200pt, height: 630pt, title)\n"


def write(site: Site, name: str, title: str = "題", *more: str) -> None:
    site.write(f"posts/{name}.md", "\n".join(["---", f"title: {title}", *more, "---", "本文。", ""]))


def cards(built: BuildResult) -> dict[str, bytes]:
    return {name: content for name, content in built.files().items() if name.startswith("_images/cards/")}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents whose cards are made, as they are."""
    found: list[str] = []
    make = card_maker._Maker.make

    def noted(maker: card_maker._Maker, jobs: Sequence[card_maker._Job]) -> None:
        found.extend(job.docname for job in jobs)
        make(maker, jobs)

    monkeypatch.setattr(card_maker._Maker, "make", noted)
    return found


def own_template(site: Site, text: str = BLANK) -> dict[str, Any]:
    site.write("own/bunko/card.typ", text)
    return {**ON, "templates_path": ["own"]}


def test_each_post_without_a_picture_has_a_card_and_only_what_changes_is_made_again(
    site: Site, made: list[str]
) -> None:
    write(site, "2025-01-01-a", "春")
    write(site, "2025-01-02-b", "夏", "unlisted: true")
    write(site, "2025-01-03-own", "秋", "image: own.png")
    write(site, "2025-01-04-web", "冬", "image: https://pictures.example/x.png")
    write(site, "2025-01-05-gone", "雨", "image: missing.png")
    site.write("posts/own.png", b"\x89PNG")
    built = site.build(**ON)
    first = cards(built)
    assert list(first) == sorted(
        card_path(f"posts/{name}") for name in ("2025-01-01-a", "2025-01-02-b", "2025-01-05-gone")
    )
    assert built.app is not None
    assert card_of(built.app.builder, "posts/2025-01-01-a") == card_path("posts/2025-01-01-a")
    assert card_of(built.app.builder, "posts/2025-01-03-own") == card_of(built.app.builder, "index") == ""

    made.clear()
    write(site, "2025-01-01-a", "春", "tags: [x]")
    assert cards(site.build(**ON)) == first
    assert made == []

    write(site, "2025-01-01-a", "春が来た")
    site.remove("posts/2025-01-02-b.md")
    third = cards(site.build(**ON))
    assert made == ["posts/2025-01-01-a"]
    changed = {name for name, content in third.items() if first[name] != content}
    assert changed == {card_path("posts/2025-01-01-a")}
    assert card_path("posts/2025-01-02-b") not in third
    cached = list((site.source / "_build/doctrees/bunko/cards").iterdir())
    assert len(cached) == len(third) == 2

    made.clear()
    for name in third:
        os.remove(built.outdir / name)  # noqa: PTH107
    assert cards(site.build(**ON)) == third
    assert made == []
    assert cards(site.build(fresh=True, jobs=4, **ON)) == third


def test_without_an_address_or_with_the_option_off_there_are_none(site: Site, made: list[str]) -> None:
    write(site, "2025-01-01-a")
    conf = own_template(site)
    assert len(cards(site.build(**conf))) == 1
    assert cards(site.build(**{**conf, "html_baseurl": ""})) == {}
    assert len(cards(site.build("dirhtml", **conf))) == 1
    assert made == ["posts/2025-01-01-a"]
    built = site.build(**{**conf, "bunko_social_cards": False})
    assert cards(built) == {}
    assert not (site.source / "_build/doctrees/bunko/cards").exists()
    assert built.app is not None
    assert card_of(built.app.builder, "posts/2025-01-01-a") == ""
    site.build("text", **conf)
    assert made == ["posts/2025-01-01-a"]


def test_the_site_may_bring_its_own_template_and_a_change_of_it_makes_all_cards_again(
    site: Site, made: list[str]
) -> None:
    write(site, "2025-01-01-a", "春")
    write(site, "2025-01-02-b", "夏")
    first = cards(site.build(**own_template(site)))
    site.write(
        "own/bunko/card-logo.svg",
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    )
    own = BLANK.replace("title)", 'image("card-logo.svg", width: 90pt))')
    second = cards(site.build(**own_template(site, own)))
    assert first.keys() == second.keys()
    assert len(set(first.values())) == 2
    assert len(set(second.values())) == 1
    assert len(made) == 4


def test_a_card_that_cannot_be_set_is_reported_at_its_post_and_left_out(site: Site) -> None:
    for name, title in (("a", "春"), ("b", "悪い"), ("c", "秋")):
        write(site, f"2025-01-01-{name}", title)
    conf = own_template(
        site, BLANK.replace("= page", '= if title == "悪い" { panic("x") } else { page').rstrip() + " }\n"
    )
    built = site.build(**conf)
    (warning,) = built.warnings
    assert "posts/2025-01-01-b.md" in warning
    assert "[bunko.card]" in warning
    assert len(cards(built)) == 2
    assert built.app is not None
    assert card_of(built.app.builder, "posts/2025-01-01-b") == ""


@pytest.mark.parametrize(
    "template", ["#let card(..) = page(width: 10pt)[x]", "#let card = ", "#let card(..) = pagebreak()"]
)
def test_a_template_that_is_none_is_reported_once(template: str, site: Site) -> None:
    write(site, "2025-01-01-a", "春")
    write(site, "2025-01-02-b", "夏")
    built = site.build(**own_template(site, template))
    (warning,) = built.warnings
    assert "own/bunko/card.typ" in warning
    assert cards(built) == {}


def test_a_character_that_no_font_has_is_reported_and_shown_as_geta(site: Site) -> None:
    write(site, "2025-01-01-a", '"❤️ 愛 🎉 \\uE000"')
    built = site.build(**ON)
    (warning,) = built.warnings
    assert "U+E000" in warning
    assert "❤" not in warning
    assert len(cards(built)) == 1
