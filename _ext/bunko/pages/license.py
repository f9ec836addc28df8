"""The licence of a post: a name and where its text stands, from the short names that people write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NEWEST = "4.0"  #: the version of Creative Commons that is meant where none is named
_CC = re.compile(
    r"cc-?(?P<kind>by(?:-nc)?(?:-(?:sa|nd))?|0|zero)(?:-v?(?P<version>\d\.\d)(?:-(?P<place>[a-z]{2,3}|igo))?)?",
    re.ASCII,
)
_CC_URL = re.compile(
    r"https?://creativecommons\.org/(?:licenses/(?P<kind>[a-z-]+)|publicdomain/(?P<zero>zero))/(?P<version>\d\.\d)"
    r"(?:/(?P<place>[a-z]{2,3}|igo))?(?:/.*)?",
    re.ASCII,
)
#: Others that people use for texts and code, by their names at https://spdx.org/licenses/.
_SPDX = {
    name.casefold(): name
    for name in (
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MPL-2.0", "OFL-1.1"),
        *("GFDL-1.3-only", "GFDL-1.3-or-later", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only"),
        *("GPL-3.0-or-later", "AGPL-3.0-only", "AGPL-3.0-or-later", "Unlicense", "WTFPL"),
    )
}
_NONE = frozenset({"", "false", "no", "none", "off"})


@dataclass(frozen=True, slots=True, kw_only=True)
class License:
    """The terms of a text; at least one of both is given."""

    name: str
    url: str = ""


def read_license(value: object) -> License | None:
    """Return the licence that is written as a short name, an address, other words, or a mapping with ``name``, ``url``.

    ``false`` and nothing are none.
    """
    if isinstance(value, Mapping):
        name, url = (" ".join(str(value.get(key) or "").split()) for key in ("name", "url"))
        known = read_license(name or url)
        return License(name=name or known.name, url=_web(url) or known.url) if known else None
    text = " ".join(str(value if value is not None else "").split())
    if text.casefold() in _NONE:
        return None
    return _creative_commons(text) or _spdx(text) or License(name=text, url=_web(text))


def _creative_commons(text: str) -> License | None:
    name = re.sub(r"[\s_-]+", "-", text.casefold().replace("creative commons", "cc").replace("creativecommons", "cc"))
    found = _CC_URL.fullmatch(text.casefold()) or _CC.fullmatch(name)
    if found is None:
        return None
    kind, version, place = found["kind"] or "0", found["version"] or "", found["place"] or ""
    if kind in {"0", "zero"}:
        return License(name="CC0 1.0", url="https://creativecommons.org/publicdomain/zero/1.0/")
    version = version or _NEWEST
    at = f"{kind}/{version}/{f'{place}/' if place else ''}"
    return License(
        name=f"CC {kind.upper()} {version}{f' {place.upper()}' if place else ''}",
        url=f"https://creativecommons.org/licenses/{at}",
    )


def _spdx(text: str) -> License | None:
    name = _SPDX.get(text.casefold())
    return License(name=name, url=f"https://spdx.org/licenses/{name}.html") if name else None


def _web(text: str) -> str:
    return text if re.fullmatch(r"https?://\S+", text) else ""
