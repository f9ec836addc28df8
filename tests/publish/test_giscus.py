"""The settings of giscus, as its site shows them."""

from __future__ import annotations

import pytest

from bunko.publish.giscus import mistakes, script_values

SETTINGS: dict[str, object] = {"repo": "me/blog", "repo_id": "R_1", "category": "コメント", "category_id": "DIC_1"}
WRONG: list[tuple[dict[str, object], list[str]]] = [
    ({}, ["repo", "repo_id", "category", "category_id"]),
    ({**SETTINGS, "repo": "https://github.com/me/blog"}, ["repo"]),
    ({**SETTINGS, "repo_id": 3}, ["repo_id"]),
    ({**SETTINGS, "load": "now", "colour": "red"}, ["load", "colour"]),
    ({**SETTINGS, "mapping": "number"}, ["mapping"]),
]


@pytest.mark.parametrize(("settings", "wrong"), WRONG)
def test_what_is_missing_unknown_or_impossible_is_named(settings: dict[str, object], wrong: list[str]) -> None:
    assert list(mistakes(settings)) == wrong


def test_what_is_not_said_is_as_giscus_has_it() -> None:
    assert list(mistakes({**SETTINGS, "strict": True, "load": "scroll"})) == []
    found = script_values({**SETTINGS, "strict": True}, "zh_CN")
    assert found["strict"] == "1"
    assert found["lang"] == "zh-CN"
    assert found["load"] == "click"
    assert found["mapping"] == "pathname"
    assert {key: found[key] for key in SETTINGS} == SETTINGS
