"""Links with which readers tell others of an article: plain addresses, which load nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: What each service is called, its address, and what it calls the address and the title of a page.
SERVICES = {
    "x": ("X", "https://x.com/intent/post?", "url", "text"),
    "hatena": ("Hatena Bookmark", "https://b.hatena.ne.jp/add?mode=confirm&", "url", "title"),
    "line": ("LINE", "https://social-plugins.line.me/lineit/share?", "url", ""),
    "facebook": ("Facebook", "https://www.facebook.com/sharer/sharer.php?", "u", ""),
}


def share_links(names: Iterable[str], url: str, title: str, words: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return the name, the words and the address of each link, in the order of ``names``; ``url`` is the article's.

    ``words`` are those of services that are called otherwise in the language of the site.
    """
    found = []
    for name in names:
        called, address, key, title_key = SERVICES[name]
        query = {key: url, title_key: title} if title_key else {key: url}
        found.append((name, words.get(name, called), address + urlencode(query)))
    return found
