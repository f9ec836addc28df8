"""The engine in the browser: it folds as Python does, and finds whatever is there, straight from files."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bunko.search import index as search_index
from bunko.search.index import SearchEntry
from bunko.search.tokens import fold
from casefile import read_pairs
from sitekit import EXTENSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Request

STATIC = EXTENSIONS / "bunko" / "static"
ENGINE = ["bunko-search-words.js", "bunko-search.js", "bunko-search-quote.js"]
FIND = """async ([query, more]) => {
    const search = await bunkoSearch.search({query, ...more});
    return (await search.next(1000)).map((shown) => shown.u);
}"""
#: Kana, kanji, marks, Latin; few of each, so that phrases come close to each other without being there.
CJK = st.text(st.sampled_from("電力問題猫のをがサーバあい"), min_size=2, max_size=12)
LINES = st.text(st.sampled_from("電力問題猫のをがサーバあい。、 aiAI+#.ＡＩ"), max_size=25)
POSTS = st.lists(st.tuples(LINES, st.lists(LINES, max_size=4)), min_size=1, max_size=8)


def write_index(folder: Path, entries: Sequence[SearchEntry], texts: dict[str, tuple[str, str]]) -> None:
    """Write an index as `sphinx_ext.search` does, of (title, text) by docname."""
    grams = {docname: search_index.grams_of(*texts[docname]) for docname in texts}
    planned = search_index.plan(entries)
    files: dict[str, bytes] = {}
    rows = []
    for number, block in enumerate(planned.blocks):
        rows.append(search_index.cells_of([(grams[e.docname], e.facets) for e in block], planned.bits))
        for name, entry in zip(planned.fragments(number), block, strict=True):
            files[name] = search_index.fragment_of(entry, texts[entry.docname][1], [])
    for name, cells in zip(planned.shards, zip(*rows, strict=True), strict=True):
        files[name] = search_index.shard_of(cells)
    files["meta"] = search_index.meta_of(planned, "0")
    files["dates"] = search_index.deflated(search_index.dates_of(planned.blocks))
    for name, content in files.items():
        path = folder / "_search" / f"{name}.js"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(search_index.script(name, content))


class Engine:
    """A page with the engine, on files."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder
        (folder / "_static").mkdir()
        for name in ENGINE:
            shutil.copy(STATIC / name, folder / "_static")
        scripts = "".join(f'<script src="_static/{name}"></script>' for name in ENGINE)
        (folder / "index.html").write_text(f'<meta charset="utf-8">{scripts}')

    def index(self, posts: Sequence[tuple[str, Sequence[str]]], **fields: Sequence[object]) -> None:
        shutil.rmtree(self.folder / "_search", ignore_errors=True)
        texts = {str(number): (title, "\n".join(lines)) for number, (title, lines) in enumerate(posts)}
        entries = [
            SearchEntry(
                docname=docname,
                address=docname,
                title=texts[docname][0],
                **{
                    "size": 4000,
                    "date": datetime(2020, 1, 1, tzinfo=UTC) + timedelta(number),
                    **{name: values[number] for name, values in fields.items()},
                },  # type: ignore[arg-type]  # the names are SearchEntry's
            )
            for number, docname in enumerate(texts)
        ]
        write_index(self.folder, entries, texts)
        self.page.goto((self.folder / "index.html").as_uri())

    def find(self, query: str, **more: str) -> list[str]:
        found: list[str] = self.page.evaluate(FIND, [query, more])
        return found


@pytest.fixture(scope="module")
def engine(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    page = browser.new_page()
    yield Engine(page, tmp_path_factory.mktemp("engine"))
    page.close()


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deal even a few documents into several blocks."""
    monkeypatch.setattr(search_index, "_FEW_DOCS", 2)


def folds(engine: Engine, texts: list[str]) -> list[str]:
    engine.index([("", [])])
    found: list[str] = engine.page.evaluate("(texts) => texts.map(bunkoSearch.fold)", texts)
    return found


def test_the_browser_folds_as_the_cases_say(engine: Engine) -> None:
    pairs = read_pairs("search_folding.json")
    assert folds(engine, [text for text, _ in pairs]) == [expected for _, expected in pairs]


@settings(max_examples=20)
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=30), min_size=50, max_size=200))
def test_the_browser_folds_as_python_does(engine: Engine, texts: list[str]) -> None:
    assert folds(engine, texts) == [fold(text) for text in texts]


def parts_of(posts: list[tuple[str, list[str]]], data: st.DataObject) -> Iterator[str]:
    """Draw parts, of two CJK letters or more, of what stands in posts."""
    lines = [line for title, body in posts for line in [title, *body]]
    for line in lines:
        folded = fold(line)
        for _ in range(2):
            start = data.draw(st.integers(0, len(folded)))
            end = data.draw(st.integers(start, len(folded)))
            part = folded[start:end].strip()
            if sum(char >= "\u3040" for char in part) >= 2 and '"' not in part:
                yield f'"{part}"' if " " in part else part


@pytest.mark.usefixtures("small_blocks")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(posts=POSTS, data=st.data())
def test_every_part_of_a_text_finds_the_text_and_nothing_without_it(
    engine: Engine, posts: list[tuple[str, list[str]]], data: st.DataObject
) -> None:
    engine.index(posts)
    folded = [fold("\n".join([title, *lines])) for title, lines in posts]
    for part in parts_of(posts, data):
        found = set(engine.find(part))
        bare = part.strip('"')
        true = {str(number) for number, text in enumerate(folded) if bare in text}
        assert true <= found, part
        for number in found - true:  # only the long mark at the end of a long word may differ
            assert bare.replace("ー", "") in folded[int(number)].replace("ー", ""), part


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("サーバ", "012"),
        ("サーバー", "012"),
        ("ｻｰﾊﾞｰ", "012"),
        ("サーバ管理", "0"),
        ("サーバー管理", "0"),
        ("サバ", "3"),
        ("キー", "45"),
        ("キ", "45"),
        ("C#", "6"),
        ("c++", "7"),
        ("Ｃ＋＋", "7"),
        (".NET", "68"),
        ("Node.js", "9"),
        ("node.js 入門", "9"),
        ("C", "a"),
        ("バス", "b"),
        ("パス", "c"),
        ("ハス", "d"),
        ("電力の問題", "e"),
        ("電力 問題", "ef"),
        ('"machine learning"', "g"),
        ("learning machine", "gh"),
        ("Rustの所有権", "i"),
        ("第一章", "i"),
        ("猫", ""),
        ("電力の猫", ""),
        ("zzz", ""),
        ("", ""),
        ("、", ""),
        ("電力 & 問題", ""),
        ("リポジトリ", "j"),
        ("ＧＰＵ", "j"),
        ("gpu", "j"),
        ("キーワード検索エンジン最適化", "5"),
    ],
)
def test_a_query_finds_what_it_means(engine: Engine, query: str, expected: str) -> None:
    names = "0123456789abcdefghij"
    texts = [
        "サーバ管理の話", "サーバーの構築", "このサーバーマシン", "サバの味噌煮", "キーを押す",
        "キーワード検索エンジン最適化入門", "C#と.NETの話", "C++で書く", ".netのドメイン", "Node.js入門",
        "言語はC、です", "バスに乗る", "パスを通す", "ハスの花", "電力の問題", "電力は足りている。問題は値段",
        "machine learning", "machine for learning", "Rust の所有権、第 一 章", "ＧＰＵのリポジトリ",
    ]  # fmt: skip
    engine.index([("題", [text]) for text in texts])
    assert {names[int(number)] for number in engine.find(query)} == set(expected)


def test_words_in_the_title_come_first_and_whole_words_before_parts(engine: Engine) -> None:
    engine.index(
        [("題", ["猫の話。" * 3]), ("猫", ["犬の話"]), ("題", ["domain main"]), ("題", ["AI"]), ("題", ["猫"])]
    )
    assert engine.find("猫") == ["1", "0", "4"]
    assert engine.find("ai") == ["3", "2"]


def test_a_title_with_all_of_the_words_comes_first_however_common_one_is(engine: Engine) -> None:
    rare = [(f"ロボティクスの衝撃 {n}", ["ロボティクスの可能性。" + "ロボティクス、可能性。" * 20]) for n in range(20)]
    common = [(f"電力の展望 {n}", ["可能性がある。"]) for n in range(60)]
    engine.index([*rare, ("ロボティクスの可能性", ["本文。"]), *common])
    assert engine.find("ロボティクス 可能性")[0] == "20"


@pytest.mark.parametrize(
    ("query", "halves"),
    [
        ("半導体の可能性", ["半導体の全体の可能性"]),
        ("サーバの可能性", ["サーバーの全体の可能性"]),
        ("意識しています。そのため、次世代", ["意識しています。そのための予算", "心配しています。そのため、次世代"]),
    ],
)
def test_a_phrase_is_told_from_its_halves_before_texts_are_read(engine: Engine, query: str, halves: list[str]) -> None:
    others = [(f"題{number}", [*halves, "全体の可能性"]) for number in range(40)]
    whole = [("題", [query.replace("サーバ", "サーバー")]), ("題", [f"前の{query}と後"])]
    engine.index([*others, *whole])
    read: list[str] = []

    def note(request: Request) -> None:
        if "/f/" in request.url:
            read.append(request.url)

    engine.page.on("request", note)
    assert sorted(engine.find(query)) == ["40", "41"]
    engine.page.remove_listener("request", note)
    assert len(read) == 2


def test_results_are_filtered_and_sorted(engine: Engine) -> None:
    engine.index(
        [("題", ["猫猫猫"]), ("題", ["猫"]), ("題", ["猫猫"]), ("題", ["犬"])],
        categories=[("技術",), ("生活",), ("技術", "生活"), ("技術",)],
        tags=[("AI",), (), ("C#",), ()],
        authors=[("甲",), ("乙",), ("乙",), ()],
        date=[datetime(2020 + number, 5, 1, tzinfo=UTC) for number in range(3)] + [None],
    )
    assert engine.find("猫", category="技術") == ["0", "2"]
    assert engine.find("猫", category="技術", author="乙") == ["2"]
    assert engine.find("猫", tag="C#") == ["2"]
    assert engine.find("猫", year="2021") == ["1"]
    assert engine.find("猫", sort="date") == ["2", "1", "0"]
    assert engine.find("", category="技術") == ["2", "0", "3"]
    assert engine.find("猫", category="技") == []


def test_every_sign_is_only_a_sign(engine: Engine) -> None:
    signs = [f"猫犬{chr(code)}犬猫" for code in range(0x21, 0x7F) if chr(code) != '"']
    engine.index([("題", [text]) for text in signs])
    for number, text in enumerate(signs):
        if not text[2].isalpha():
            assert engine.find(text) == [str(number)]


QUOTE = """async (query) => {
    const search = await bunkoSearch.search({query});
    return (await search.next(10)).map((shown) => bunkoSearch.quote(shown, search.terms));
}"""


def test_a_result_quotes_the_sentence_as_it_is_written_with_the_words_marked(engine: Engine) -> None:
    text = "最初の文です。" * 20 + "全角のＧＰＵとｻｰﾊﾞｰの話をします。" + "最後の文です。" * 20
    engine.index([("サーバーのＧＰＵ", ["短い行", text])])
    [found] = engine.page.evaluate(QUOTE, "gpu サーバ")
    assert found["title"] == ["", "サーバー", "の", "ＧＰＵ", ""]
    [quotation] = found["quotations"]
    assert quotation[1::2] == ["ＧＰＵ", "ｻｰﾊﾞｰ"]
    assert "全角のＧＰＵとｻｰﾊﾞｰの話をします。" in "".join(quotation)
    assert len("".join(quotation)) <= 112
    assert found["href"].endswith("/0#:~:text=%EF%BC%A7%EF%BC%B0%EF%BC%B5")
