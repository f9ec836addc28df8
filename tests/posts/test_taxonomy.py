"""``taxonomy.yml`` is read as far as it can be, and everything wrong in it is named with its line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import NAMES
from bunko.posts.taxonomy import SECTIONS, Taxonomy, TermKind, read_taxonomy
from bunko.problems import Kind
from bunko.text.names import is_slug, term_key
from casefile import Case, read_cases
from sitekit import ROOT


def shown(taxonomy: Taxonomy) -> str:
    lines = []
    for kind, entries in taxonomy.entries.items():
        for key, entry in entries.items():
            synonyms = " ".join(sorted(name for name, meant in taxonomy.synonyms[kind].items() if meant == key))
            about = (synonyms, entry.slug, entry.reading, entry.description, entry.broader)
            lines.append(" | ".join([f"{kind} {key} = {entry.name}", *about]).replace("  ", " ").rstrip())
    lines += [f"! {problem.line} {problem.text()}" for problem in taxonomy.problems]
    return "\n".join(lines) or "nothing"


def must_hold(text: str) -> Taxonomy:
    taxonomy = read_taxonomy(text)
    for problem in taxonomy.problems:
        assert problem.kind is Kind.TAXONOMY
        assert problem.line is not None
        assert 1 <= problem.line <= text.count("\n") + text.count("\r") + 1
        assert problem.text()
    for kind in SECTIONS.values():
        entries, synonyms = taxonomy.entries[kind], taxonomy.synonyms[kind]
        assert not entries.keys() & synonyms.keys()
        assert set(synonyms.values()) <= entries.keys()
        for key, entry in entries.items():
            assert term_key(entry.name) == key != ""
            assert not entry.slug or is_slug(entry.slug)
            above, steps = key, 0
            while above in entries and entries[above].broader:
                above, steps = taxonomy.key(kind, entries[above].broader), steps + 1
                assert steps <= len(entries), "a circle is left"
    return taxonomy


@pytest.mark.parametrize("case", read_cases("taxonomy.md"), ids=lambda case: case.title)
def test_cases(case: Case) -> None:
    assert shown(must_hold(case.given)) == case.expected


def test_a_name_is_filed_under_its_term() -> None:
    taxonomy = read_taxonomy("tags:\n  AI: {synonyms: [人工知能]}\n")
    for name in ("AI", "ＡＩ", "ai", "人工知能", " 人工知能 "):
        assert taxonomy.key(TermKind.TAG, name) == "ai"
    assert taxonomy.key(TermKind.CATEGORY, "人工知能") == "人工知能"
    assert Taxonomy().key(TermKind.TAG, "Ｘ") == "x"


def test_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    text = read_cases("taxonomy.md")[0].given
    for other in ("\ufeff" + text, text.replace("\n", "\r\n"), text.replace("\n", "\r")):
        assert read_taxonomy(other) == read_taxonomy(text)


def test_the_taxonomy_of_this_project_is_right() -> None:
    assert must_hold((ROOT / "taxonomy.yml").read_text(encoding="utf-8")).problems == ()


BELOW = {"a": "x", "b": "*a", "c": "*b", "d": "*c", "e": "*d"}
BOMB = "".join(f"{name}: &{name} [{', '.join([below] * 10)}]\n" for name, below in BELOW.items())


@pytest.mark.parametrize(
    "text",
    [
        "tags:\n  a: {synonyms: &a [x, *a]}",
        BOMB + "tags:\n  x: {synonyms: *e}",
        "tags: " + "{a: " * 5000,
        "tags:\n" + "".join(f"  t{n}: {{broader: t{n + 1}}}\n" for n in range(3000)),
        "tags:\n" + "".join(f"  t{n}: {{broader: t{(n + 1) % 3000}}}\n" for n in range(3000)),
        "tags:\n  \0: {}",
        "tags:\n  ? [a]\n  : {}\n  ~: {}\n  1: {}",
    ],
    ids=["itself", "bomb", "deep", "a long chain", "a large circle", "NUL", "odd keys"],
)  # fmt: skip
def test_no_taxonomy_is_hostile_enough(text: str) -> None:
    must_hold(text)


@given(st.text())
def test_every_text_is_read(text: str) -> None:
    must_hold(text)
    must_hold(f"tags:\n  a:\n    {text}")


_names = st.sampled_from([name for name in NAMES if name] + list("abcdef"))
_terms = st.dictionaries(
    _names,
    st.fixed_dictionaries({}, optional={"synonyms": st.lists(_names, max_size=3), "slug": _names, "broader": _names}),
    max_size=8,
)


@settings(deadline=None)
@given(tags=_terms, authors=_terms)
def test_clashes_circles_and_bad_slugs_are_cut_whatever_they_are(tags: object, authors: object) -> None:
    must_hold(json.dumps({"tags": tags, "authors": authors}, ensure_ascii=False))
