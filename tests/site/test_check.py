"""Every rule of ``bunko check`` with its fixture; and ``--fix`` changes what it names and nothing else."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import JAPAN
from bunko.cli.main import main
from bunko.lint.post_rules import RULES, apply_edits, check_post
from bunko.posts.article import ReadingRules, read_article
from casefile import CASES, read_cases
from sitekit import CONF, new_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sitekit import Site

FOLDER = CASES / "check"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Return a function that runs ``bunko check`` and returns its exit status and what it printed."""

    def run(site: Site, *arguments: str) -> tuple[int, str]:
        status = main(["check", str(site.source), *arguments])
        return status, capsys.readouterr().out

    return run


def findings(
    rule: str, texts: dict[str, str], folder: Path, run: Callable[..., tuple[int, str]]
) -> dict[str, list[str]]:
    """Return what a rule finds in a site, by file: ``en 3: …``, ``ja 3: …``, and ``fix 3: …`` for a line fixed."""
    found: dict[str, list[str]] = {}
    for language in ("en", "ja"):
        site = new_site(folder / language, CONF.replace('"ja"', f'"{language}"'))
        for name, text in texts.items():
            site.write(name, text)
        more = ["--sitemap", str(site.source / "sitemap.xml")] if "sitemap.xml" in texts else []
        for each in json.loads(run(site, "--select", rule, "--format=json", *more)[1]):
            assert each["rule"] == rule
            name = each["path"].removeprefix(f"{site.source}/")
            found.setdefault(name, []).append(f"{language} {each['line']}: {each['message']}")
        run(site, "--select", rule, "--fix", *more)
        if language == "ja":
            for name, text in texts.items():
                before, after = text.split("\n"), (site.source / name).read_text(encoding="utf-8").split("\n")
                changed = [
                    f"fix {at}: {new}" for at, (old, new) in enumerate(zip(before, after, strict=True), 1) if old != new
                ]
                if changed:
                    found.setdefault(name, []).extend(changed)
    return found


@pytest.mark.parametrize("rule", [rule.code for rule in RULES])
def test_each_rule_says_what_its_fixture_expects(
    rule: str, tmp_path: Path, run: Callable[..., tuple[int, str]]
) -> None:
    cases = read_cases(f"check/{rule}.md")
    texts = {case.title: f"{case.given}\n" for case in cases}
    found = findings(rule, texts, tmp_path, run)
    assert found, f"the fixture of {rule} breaks no rule"
    assert {name: "\n".join(found.get(name, ["nothing"])) for name in texts} == {
        case.title: case.expected for case in cases
    }


def test_there_is_a_fixture_for_every_rule_and_no_other() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.md")) == sorted(rule.code for rule in RULES)


BAD = "---\ntitle: 題\ncategory: 経済\n---\n##見出し\n\n![](x.png)\n"


def test_what_is_found_decides_the_exit_status(site: Site, run: Callable[..., tuple[int, str]]) -> None:
    site.write("posts/2025-01-02-a.md", BAD)
    assert run(site)[0] == 1
    assert run(site, "--select", "leftover,bold")[0] == 0
    assert run(site, "--ignore", "heading-space,alt,image,excerpt")[0] == 0
    assert run(site, "--select", "no-such-rule")[0] == 2
    site.write("conf.py", CONF + 'bunko_check_ignore = ["heading-space", "alt", "image", "excerpt"]\n')
    assert run(site)[0] == 0


def test_annotations_for_github_are_one_line_each(site: Site, run: Callable[..., tuple[int, str]]) -> None:
    site.write("posts/2025-01-02-a.md", BAD)
    lines = run(site, "--format=github", "--select", "heading-space,alt")[1].splitlines()
    assert lines[0].startswith("::error file=posts/2025-01-02-a.md,line=5,title=heading-space::'##")
    assert lines[1].startswith("::error file=posts/2025-01-02-a.md,line=7,title=alt::x.png")
    assert len(lines) == 2


def test_no_colour_and_no_bar_where_nobody_sees_them(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.write("posts/2025-01-02-a.md", BAD)
    main(["check", str(site.source)])
    said = capsys.readouterr()
    assert "\x1b" not in said.out
    assert said.err == ""


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_fixes_keep_line_ends_and_byte_order_mark(site: Site, ending: str, run: Callable[..., tuple[int, str]]) -> None:
    text = "\ufeff---\ntitle: 題\nreading_time: 30分\n---\n##見出し\n\n本文。"
    path = site.write("posts/2025-01-02-a.md", text.replace("\n", ending))
    site.write("posts/2025-01-03-b.md", "---\ntitle: 二\n---\n本文。\n")
    assert "直した箇所: 2" in run(site, "--fix")[1]
    fixed = text.replace("30分", "1分").replace("##見", "## 見").replace("\n", ending)
    assert path.read_bytes() == fixed.encode()
    assert "直した箇所: 0" in run(site, "--fix")[1]
    assert path.read_bytes() == fixed.encode()


LINES = st.sampled_from(
    [
        "---",
        "title: 題",
        "reading_time: 99分",
        "reading_time: 1",
        "##見出し",
        "###x",
        "## y",
        "```",
        "~~~",
        "本文。**太字",
        "",
    ]
) | st.text(st.characters(exclude_characters="\r\n\x85\u2028\u2029", exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.tuples(LINES, st.sampled_from(["\n", "\r\n", "\r"])), max_size=12))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_fixes_are_idempotent_and_change_only_the_lines_they_name(lines: list[tuple[str, str]]) -> None:
    text = "".join(f"{line}{ending}" for line, ending in lines)
    rules = ReadingRules(zone=JAPAN)

    def edits(text: str) -> list[Any]:
        found = check_post("x.md", text, read_article("posts/2025-01-02-x", text, rules))
        return [finding.edit for finding in found if finding.edit]

    wanted = edits(text)
    fixed = apply_edits(text, wanted)
    assert edits(fixed) == []
    before, after = split_lines(text), split_lines(fixed)
    assert len(before) == len(after)
    named = {edit.line for edit in wanted}
    assert {number for number, (old, new) in enumerate(zip(before, after, strict=True), 1) if old != new} == named
    for edit in wanted:
        assert after[edit.line - 1] == before[edit.line - 1].replace(edit.old, edit.new, 1)


def split_lines(text: str) -> list[str]:
    return re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
