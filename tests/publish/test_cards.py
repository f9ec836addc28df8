"""Social cards: their names, what they say, how they look, and that no text leaves them, as measured in the layout."""

from __future__ import annotations

import io
import json
import os
import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from PIL import Image, ImageChops

from bunko.posts.article import ReadingRules, read_article
from bunko.publish.cards import HEIGHT, WIDTH, Card, card_path, cards_data, cards_source, is_card
from bunko.sphinx_ext.typst.assets import Assets, font_folders
from sitekit import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

APPROVED = ROOT / "tests/publish/approved"
FAILED = ROOT / "_build/pages"  #: where pictures of what differs go
APPROVE = bool(os.environ.get("BUNKO_APPROVE"))
GREYS, SQUARE, TOLERANCE = 16, 8, 5  #: as for pages of the book, in tests/pdf/test_pages.py
RULES = ReadingRules(zone=ZoneInfo("Asia/Tokyo"))
BAND = 113  #: points from the foot: below it stand category, date and site
#: What a title and the band may not leave, in points from the left and from the foot: the rules of the slip and the
#: margins. A glyph may stand out a little from its own place.
TITLE_AREA = (72 + 24, BAND + 65 + 24, WIDTH - 72 - 24, HEIGHT - 58 - 24)
BAND_AREA = (72 - 2, 20, WIDTH - 72 + 2, BAND - 10)
LOOKS = {
    "long": "AI覇権の行方：Amazon 500億ドル投資が市場にもたらす変化の核心。",
    "short": "春はあけぼの",
    "latin": "The author of Vim will come to VimConf 2018",
    "mixed": "Next.js + Vercel + Cloudflare Workers KV + Googleスプレットシートで寄付管理サービスを作った",
}
HOSTILE = (
    "",
    "題",
    "https://example.com/a/very/long/address/that/does/not/end?with=query&and=more#fragment-of-it",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "https://" + "a" * 500,
    "あ" * 300,
    "長い題名が続く" * 40,
    "「「「（（（【" * 20,
    "。、！？" * 40,
    "WWWWWWWWWWWWWWWWWWWWWWWW" * 3,
    "iiii " * 200,
    "مرحبا بالعالم: عنوان طويل بالعربية",
    "이것은 한국어 제목입니다: 반도체의 미래",
    "ประเทศไทยและเศรษฐกิจดิจิทัลในอนาคต" * 4,
    "देवनागरी में एक शीर्षक",
    "🎉" * 40,
    "👩‍👩‍👧‍👦❤️‍🔥🇯🇵 絵文字",
    'quotes " and \\ and #eval("1") $x$ <label> @ref *b* _i_ ]] [[ {{ }} //',
    "tab\tand\nnewline",
    "\u200b",
    "\ufdfd \ufdfd\ufdfd\ufdfd",
)


def card(title: str, **words: str) -> Card:
    given = {"category": "経済 / 半導体", "date": "2025年12月30日", "site": "文庫", "lang": "ja"} | words
    return Card(title=title, **given)


@pytest.fixture(scope="module")
def assets(tmp_path_factory: pytest.TempPathFactory) -> Assets:
    work = tmp_path_factory.mktemp("cards")
    return Assets(work / "work", [], font_folders([], work), 0, lambda *_: None)


def typeset(assets: Assets, cards: Sequence[Card], kind: str) -> list[bytes]:
    (assets.work / "cards.json").write_text(cards_data(cards), "utf-8")
    options = {"format": kind} | ({"ppi": 72} if kind == "png" else {})
    return assets._engine.pages(assets.sheet, cards_source("cards.json").encode(), options)


# ---- values ----------------------------------------------------------------------------------------------------------


def test_every_document_has_a_name_of_its_own_that_every_disk_and_network_can_hold() -> None:
    docnames = [
        f"{folder}{name}"
        for folder in ("posts/", "posts/a/", "")
        for name in ("x", "X", "x y", "x-y", "題", "題名", "%E9", "é", "a" * 300, "a" * 301, "?#&", "..")
    ]
    paths = [card_path(docname) for docname in docnames]
    assert len(set(paths)) == len(docnames)
    for path in paths:
        assert re.fullmatch(r"_images/cards/[a-z0-9-]{1,90}\.png", path)


def test_what_is_given_to_the_template_is_data() -> None:
    (given,) = json.loads(cards_data([card('a "b" \\ #c', lang="en")]))
    assert given["title"] == 'a "b" \\ #c'
    assert "".join(given["phrases"]) == given["title"]


# ---- the picture -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LOOKS)
def test_the_card_looks_as_approved(name: str, assets: Assets) -> None:
    category = "" if name == "latin" else "経済 / 半導体"
    (png,) = typeset(assets, [card(LOOKS[name], category=category)], "png")
    got = Image.open(io.BytesIO(png)).convert("L")
    if APPROVE:
        got.quantize(GREYS).save(APPROVED / f"{name}.png", optimize=True)
    approved = Image.open(APPROVED / f"{name}.png").convert("L")
    assert got.size == approved.size == (WIDTH, HEIGHT)
    small = (WIDTH // SQUARE, HEIGHT // SQUARE)
    grey = got.quantize(GREYS).convert("L")
    shrunk = [each.resize(small, Image.Resampling.BOX) for each in (grey, approved)]
    darkest = ImageChops.difference(*shrunk).getextrema()[1]
    assert isinstance(darkest, int | float)
    if darkest > TOLERANCE:
        FAILED.mkdir(parents=True, exist_ok=True)
        got.save(FAILED / f"card-{name}-got.png")
        pytest.fail(
            f"the card differs by {darkest} of 255: look at card-{name}-got.png in {FAILED}, then `make approve`"
        )


def test_a_card_is_the_same_bytes_alone_and_among_others(assets: Assets) -> None:
    cards = [card(title) for title in LOOKS.values()]
    together = typeset(assets, cards, "png")
    assert together == typeset(assets, cards, "png")
    assert typeset(assets, cards[2:3], "png") == together[2:3]
    assert all(map(is_card, together))
    assert not is_card(b"\x89PNG")


# ---- no text leaves the card -----------------------------------------------------------------------------------------


def boxes(pdf: bytes) -> Iterable[tuple[str, list[tuple[float, float, float, float]], str]]:
    """Yield of each page its text, where its glyphs stand (left, foot, right, head), and the title as it is read."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        for page in document:
            found = page.get_textpage()
            places = [found.get_charbox(number) for number in range(found.count_chars())]
            title = found.get_text_bounded(bottom=BAND) or ""
            yield (
                found.get_text_range(),
                [place for place in places if place[2] > place[0] and place[3] > place[1]],
                title,
            )
    finally:
        document.close()


def leaving(titles: Sequence[str], assets: Assets, **words: str) -> list[str]:
    """Return the titles of which anything stands where no text may be."""
    (pdf,) = typeset(assets, [card(title, **words) for title in titles], "pdf")
    pages = list(boxes(pdf))
    assert len(pages) == len(titles)
    found = []
    for title, (_, places, _) in zip(titles, pages, strict=True):
        for left, foot, right, head in places:
            area = BAND_AREA if head < BAND else TITLE_AREA
            if left < area[0] or foot < area[1] or right > area[2] or head > area[3]:
                found.append(f"{title}: {left:.0f} {foot:.0f} {right:.0f} {head:.0f}")
                break
    return found


def plain(text: str) -> str:
    return re.sub(r"[\s\u00ad\ufffe\x02-]", "", text)


def test_no_hostile_title_leaves_its_card(assets: Assets) -> None:
    assert leaving(HOSTILE, assets) == []


def test_no_long_category_date_or_site_leaves_the_band(assets: Assets) -> None:
    for words in (
        {"category": "経済" * 40},
        {"site": "文庫" * 40},
        {"date": "12月" * 40},
        {"category": "", "date": ""},
    ):
        assert leaving(["題"], assets, **words) == []
    assert leaving(["題"], assets, category="W" * 90, date="W" * 90, site="W" * 90) == []


def test_what_has_room_is_shown_whole_and_the_rest_ends_in_an_ellipsis(assets: Assets) -> None:
    titles = [*LOOKS.values(), *HOSTILE[2:4], "長い題名が続く" * 40]
    (pdf,) = typeset(assets, [card(title) for title in titles], "pdf")
    *whole, cut = (plain(title) for _, _, title in boxes(pdf))
    assert whole == [plain(title) for title in titles[:-1]]
    assert re.fullmatch(r"(長い題名が続く)+[長い題名が続]*…", cut)


def sample_titles(posts: Iterable[Path]) -> list[str]:
    """Return the titles of real posts, and of each that is long enough two more that are made of it, up to 500."""
    titles = [read_article(f"posts/{path.stem}", path.read_text("utf-8"), RULES).post.title for path in posts]
    made = [f"{one}：{other}" for one, other in zip(titles, reversed(titles), strict=True)]
    return [*titles, *made][:500]


@pytest.mark.parametrize("step", [8, pytest.param(1, marks=pytest.mark.long)])
def test_no_real_title_leaves_its_card(step: int, sample_posts: list[Path], assets: Assets) -> None:
    titles = sample_titles(sample_posts)
    assert len(titles) == 500
    assert leaving(titles[::step], assets) == []
