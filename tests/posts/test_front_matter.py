"""The header is found, read as its author wrote it, and blanked line for line; its values are bounded."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bunko.markup import yaml_values as yaml_text
from bunko.markup.yaml_values import Value, YamlError, read_yaml
from bunko.posts.front_matter import clean_text, split_front_matter
from bunko.problems import Kind


def value_of(text: str) -> Value:
    return dict(read_yaml(text, 1).entries() or ())["k"]


# -- where it begins and ends


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("---\na: b\n---\n本文\n", "\n\n\n本文\n"),
        ("---\na: b\n---", "\n\n"),
        ("---\na: b\n...\n本文", "\n\n\n本文"),
        ("---  \t\na: b\n---\t \n本文", "\n\n\n本文"),
        ("---\n---\n本文", "\n\n本文"),
        ("---\na: |\n  ---\nb: c\n---\n本文\n---\n", "\n\n\n\n\n本文\n---\n"),
        ("---\n----\n---\n本文", "\n\n\n本文"),
        ("---\na: b\n ---\n---x\n---\n本文", "\n\n\n\n\n本文"),
    ],
)
def test_a_header_is_blanked_line_for_line(text: str, body: str) -> None:
    found = split_front_matter(text)
    assert found.is_present
    assert found.body == body


@pytest.mark.parametrize(
    "text", ["", "本文", "\n---\na: b\n---\n", " ---\na: b\n---\n", "----\na: b\n---\n", "--\n--\n", "--- a: b\n---\n"]
)
def test_without_a_header_all_is_body(text: str) -> None:
    found = split_front_matter(text)
    assert (found.is_present, found.entries, found.body) == (False, {}, text)
    assert [(problem.kind, problem.line) for problem in found.problems] == [(Kind.FRONT_MATTER, 1)]


@pytest.mark.parametrize(
    "text", ["---\na: b\n", "---\na: b\n ---\n", "---\na: b\n---x\n", "---\n" + "a: b\n" * 20_000 + "---\n"]
)
def test_a_header_without_an_end_is_body(text: str) -> None:
    found = split_front_matter(text)
    assert (found.is_present, found.body) == (False, text)
    assert "never closed" in found.problems[0].message


@given(st.text(alphabet=st.sampled_from("-.a: \n題")), st.text())
def test_the_body_is_kept_to_the_letter_and_to_the_line(header: str, body: str) -> None:
    text = f"---\n{header}\n---\n{body}"
    found = split_front_matter(text)
    assert found.is_present
    assert found.body.endswith(body)
    assert found.body.count("\n") == text.count("\n")


# -- what it says


def test_each_key_has_its_line_and_its_text() -> None:
    text = "---\n# 注釈\ntitle: 題\n\n'quoted key': x\ntags:\n  - a\n  - b\nlong: >\n  一\n  二\n---\n"
    found = split_front_matter(text).entries
    assert [(key, value.line) for key, value in found.items()] == [
        ("title", 3),
        ("quoted key", 5),
        ("tags", 6),
        ("long", 9),
    ]
    assert found["long"].text() == "一 二\n"
    assert [item.line for item in found["tags"].items() or ()] == [7, 8]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("x: a: b", {"t": "題", "x": "a: b", "u": "末"}),
        ("x: it's: here", {"t": "題", "x": "it's: here", "u": "末"}),
        ("x: [a] b", {"t": "題", "x": "[a] b", "u": "末"}),
        ("x: {a} b", {"t": "題", "x": "{a} b", "u": "末"}),
        ("x: @a", {"t": "題", "x": "@a", "u": "末"}),
        ("x: `a`", {"t": "題", "x": "`a`", "u": "末"}),
        ("x: %a", {"t": "題", "x": "%a", "u": "末"}),
        ("x: *a b", {"t": "題", "x": "*a b", "u": "末"}),
        ("x: **a** b", {"t": "題", "x": "**a** b", "u": "末"}),
        ('x: "a" b', {"t": "題", "x": '"a" b', "u": "末"}),
        ('x: "a', {"t": "題", "x": "a", "u": "末"}),
        ("x: [a, b", {"t": "題", "u": "末"}),
        ("x: {a: b", {"t": "題", "u": "末"}),
        ("x: a\n  b: c: d", {"t": "題", "x": "a", "u": "末"}),
        ("x:y\nz: a: b", {"t": "題", "z": "a: b", "u": "末"}),
        ("\tx: a", {"t": "題", "u": "末"}),
    ],
)  # fmt: skip
def test_one_bad_line_loses_no_other_key(line: str, kept: dict[str, str]) -> None:
    found = split_front_matter(f"---\nt: 題\n{line}\nu: 末\n---\n")
    assert {key: value.text() for key, value in found.entries.items()} == kept
    assert found.entries["u"].line == 4 + line.count("\n")
    (problem,) = found.problems
    assert problem.kind is Kind.FRONT_MATTER
    assert problem.line in range(3, 4 + line.count("\n"))


@given(st.text(alphabet=st.sampled_from("\r\n\ufeffa")))
def test_a_clean_text_has_one_kind_of_line_end(text: str) -> None:
    clean = clean_text(text)
    assert "\r" not in clean
    assert clean.splitlines() == text.removeprefix("\ufeff").splitlines()
    assert clean_text(clean) in (clean, clean.removeprefix("\ufeff"))


# -- values


@pytest.mark.parametrize(
    ("written", "text", "data"),
    [
        ("0061", "0061", "0061"),
        ("yes", "yes", True),
        ("OFF", "OFF", False),
        ("'yes'", "yes", "yes"),
        ("12", "12", 12),
        ("-12", "-12", -12),
        ("1.50", "1.50", 1.5),
        ("1_000", "1_000", "1_000"),
        ("0x1F", "0x1F", "0x1F"),
        (".inf", ".inf", ".inf"),
        ("12:30", "12:30", "12:30"),
        ("2025-12-29", "2025-12-29", "2025-12-29"),
        ("9" * 5000, "9" * 5000, "9" * 5000),
        ("~", "", None),
        ("null", "", None),
        ("", "", None),
        ('""', "", ""),
        ('"null"', "null", "null"),
        ("!!str null", "null", "null"),
        ("!!int '7'", "7", "7"),
        ("[a, [b, ~]]", None, ["a", ["b", None]]),
        ("{a: 1, 2: [b]}", None, {"a": 1, "2": ["b"]}),
    ],
)
def test_a_value_has_the_text_of_its_author_and_plain_data(written: str, text: str | None, data: object) -> None:
    value = value_of(f"k: {written}")
    assert value.text() == text
    assert value.data() == data
    assert type(value.data()) is type(data)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: b\nb: [c\nd: e", 2, "expected"),
        ('a: b\nb: "c\nd: e\n', 2, "end of stream"),
        ("a: b\nb: {c: d\n", 2, "expected"),
        ("a: b\nb: [c,\n  d: e: f]", 3, "expected"),
        ("a: b\n\tc: d", 2, "tab"),
        ("a: b\nb: c: d", 2, "not allowed"),
        ("a: b\nb: \x07", 2, "U+0007"),
        ("a: b\nb: x\ufeff", 2, "U+FEFF"),
        ("a: b\nb: *c", 2, "*c"),
        ("a: b\nb: &b [*b]", 2, "*b"),
        ("a: b\nb: " + "[" * 51 + "]" * 51, 2, "50 deep"),
        ("a: b\n--- c", 2, "document"),
        ("a0: &a0 [x]\n" + "\n".join(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 60)), 51, "50 deep"),
    ],
)
def test_an_error_names_the_author_s_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(YamlError, match=reason.replace("*", r"\*").replace("+", r"\+")) as caught:
        read_yaml(text, 11)
    assert caught.value.line == line + 10


def test_fifty_levels_are_enough_for_everyone() -> None:
    assert value_of("k: " + "[" * 49 + "]" * 49).depth == 49


def test_values_are_counted_with_their_aliases_unfolded() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"a{n}: &a{n} [*a{n - 1 if n else ''}, *a{n - 1 if n else ''}]\n" for n in range(40)
    )
    value = value_of(f"{bomb}k: *a39")
    assert value.size == 2**42 - 1
    for ask in (value.items, value.data):
        with pytest.raises(YamlError, match="10,000"):
            ask()


@given(st.text())
def test_every_text_is_yaml_or_refused_with_a_line_of_its_own(text: str) -> None:
    value: Value | YamlError
    try:
        value = read_yaml(text, 1)
    except YamlError as error:
        value = error
    if isinstance(value, YamlError):
        assert 1 <= value.line <= text.count("\n") + text.count("\r") + 1
        assert str(value)
        return
    assert value.is_null() or value.text() is not None or value.items() is not None or value.entries() is not None


_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**17), 10**17),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"])),
)
_trees = st.recursive(
    _scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text("abc題", min_size=1), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(_trees)
def test_data_comes_back_as_yaml_wrote_it(tree: object) -> None:
    written = yaml.safe_dump({"k": tree}, allow_unicode=True, sort_keys=False)
    assert value_of(written).data() == tree


@given(st.text(alphabet=st.sampled_from("ab:[]{},-&*?!|>'\"#\n \t1~")))
def test_the_two_parsers_of_pyyaml_agree(text: str) -> None:
    if not yaml.__with_libyaml__:
        pytest.skip("PyYAML is here without libyaml")

    def read() -> object:
        try:
            return read_yaml(text, 1).data()
        except YamlError:
            return YamlError

    fast, loader = read(), yaml_text._LOADER
    try:
        yaml_text._LOADER = yaml.SafeLoader
        slow = read()
    finally:
        yaml_text._LOADER = loader
    # The two refuse different edges of the grammar; what both read, they read alike.
    assert fast == slow or YamlError in (fast, slow)
