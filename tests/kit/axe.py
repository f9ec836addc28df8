"""axe-core, which looks for barriers in a page: WCAG 2.2 AA, and what it calls best practices."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  #: the rules that another colour scheme can break

# Loading style sheets once more is for one rule, and goes wrong where one of them imports another.
_RUN = """([kind, values, within]) => axe.run(within.length ? {include: within} : document, {
    runOnly: {type: kind, values}, resultTypes: ["violations"], elementRef: false, preload: false,
})"""


@cache
def _script() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, within: Sequence[str] = (), *, colours_only: bool = False) -> list[str]:
    """Return what bars somebody from the page as it is now, one line each; ``within`` are selectors of parts of it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_script())
    rules = ["rule", COLOURS] if colours_only else ["tag", TAGS]
    found: dict[str, Any] = page.evaluate(_RUN, [*rules, list(within)])
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:300]} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
