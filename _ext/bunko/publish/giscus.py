"""Comments by giscus (https://giscus.app): discussions at GitHub, shown below articles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: What giscus.app tells who sets it up.
NEEDED = ("repo", "repo_id", "category", "category_id")
#: What else can be said, with what holds otherwise, and what may be said; None: any text.
OTHERS: Mapping[str, tuple[str, tuple[str, ...] | None]] = {
    "mapping": ("pathname", ("pathname", "url", "title", "og:title")),
    "strict": ("0", ("0", "1")),
    "reactions_enabled": ("1", ("0", "1")),
    "input_position": ("bottom", ("top", "bottom")),
    "theme": ("", None),  # of its own; without one, light and dark follow the page
    "lang": ("", None),  # without one, that of the site
    "load": ("click", ("click", "scroll")),
}
_REPO = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)


def mistakes(settings: Mapping[str, object]) -> Iterator[str]:
    """Yield the keys of ``bunko_giscus`` that are missing, unknown, or have a value that giscus does not know."""
    for key in NEEDED:
        text = settings.get(key)
        if not isinstance(text, str) or not text or (key == "repo" and not _REPO.fullmatch(text)):
            yield key
    for key, value in settings.items():
        allowed = OTHERS[key][1] if key in OTHERS else None
        if key not in NEEDED and (key not in OTHERS or (allowed is not None and _text(value) not in allowed)):
            yield str(key)


def script_values(settings: Mapping[str, object], language: str) -> dict[str, str]:
    """Return what ``bunko-comments.js`` needs: ``load``, ``theme``, and what giscus' own script takes."""
    values = {key: _text(settings.get(key, default)) for key, (default, _) in OTHERS.items()}
    values["lang"] = values["lang"] or language.replace("_", "-")
    return {**{key: _text(settings[key]) for key in NEEDED}, **values, "emit_metadata": "0"}


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
