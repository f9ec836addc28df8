"""Social cards as values: what the picture says that networks show for a post, where it stands, and its source.

The words go to Typst as JSON, and so nothing that an author writes can be taken for code.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from bunko.text.phrases import phrases

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH, HEIGHT = 1200, 630  #: pixels: what networks ask for
FOLDER = "_images/cards"  #: below the output folder
TEMPLATE = "card.typ"
_LONGEST = 60  # characters of a docname that stand in the name of its card, for those who look into the folder
_UNSAFE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the card of a post says."""

    title: str
    category: str  #: empty if it has none
    date: str  #: in words; empty if it has none
    site: str
    lang: str  #: ISO 639


def card_path(docname: str) -> str:
    """Return where the card of a document stands below the output folder.

    The name is ASCII, in small letters, so that no network, host or disk reads it otherwise, and it stays when the
    title changes. A digest of the whole docname keeps documents apart whose names look alike.

    >>> card_path("posts/2025-12-29-1-AI覇権")
    '_images/cards/2025-12-29-1-ai-21bbc58a3f44e0b2.png'
    """
    start = _UNSAFE.sub("-", docname.rpartition("/")[2].lower())[:_LONGEST].strip("-")
    digest = blake2b(docname.encode(errors="surrogatepass"), digest_size=8).hexdigest()
    return f"{FOLDER}/{start}{'-' if start else ''}{digest}.png"


def cards_data(cards: Iterable[Card]) -> str:
    """Return what the template takes of each card, as JSON."""
    return json.dumps([asdict(card) | {"phrases": phrases(card.title)} for card in cards], ensure_ascii=False)


def cards_source(data: str) -> str:
    """Return the source of cards, a page each; ``data`` names the file with `cards_data` below Typst's root.

    One document for many, because most of what one takes is to start.
    """
    return f'#import "/{TEMPLATE}": card\n#for each in json("/{data}") {{ card(..each) }}\n'


def is_card(picture: bytes) -> bool:
    """Whether a PNG has the size of a card: width and height stand in its first chunk."""
    return picture[16:24] == WIDTH.to_bytes(4, "big") + HEIGHT.to_bytes(4, "big")
