"""axe-core, which looks for barriers in a page: WCAG 2.2 AA, and what it calls best practices."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_RUN = """([rules, within]) => axe.run(within.length ? {include: within} : document, {
    // Loading style sheets once more is for one rule, and goes wrong where one imports another.
    runOnly: {type: "tag", values: rules}, resultTypes: ["violations"], elementRef: false, preload: false,
})"""


@cache
def _script() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, within: Sequence[str] = ()) -> list[str]:
    """Return what bars somebody from the page as it is now, one line each; ``within`` are selectors of parts of it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_script())
    found: dict[str, Any] = page.evaluate(_RUN, [RULES, list(within)])
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:300]} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
