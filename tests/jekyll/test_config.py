"""``_config.yml`` and ``_data`` are read, whatever they hold; what becomes of each key is said."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from archive import JAPAN
from bunko.jekyll.config import JekyllConfig, comes_over, read_jekyll_config
from bunko.jekyll.data import taxonomy_text
from bunko.posts.article import ReadingRules, read_article
from bunko.posts.defaults import Defaults
from bunko.posts.taxonomy import TermKind, read_taxonomy

KEYS = st.sampled_from(
    [
        "title",
        "permalink",
        "defaults",
        "author",
        "exclude",
        "include",
        "collections",
        "jekyll-archives",
        "timezone",
        "x",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["scope", "values", "path", "type", "enabled", "permalinks", "tag", "name", "posts", "permalink"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


def test_settings_are_read() -> None:
    config = read_jekyll_config(
        "title: 題\nurl: https://example.org/\nbaseurl: /b/\nlang: en_US\nauthor: {name: 人}\nfuture: true\n"
        "markdown_ext: md,mkd\njekyll-archives: {enabled: all}\nmine: 1\n"
        "collections: {posts: {permalink: '/:slug/'}, recipes: {output: true}}\n"
        "defaults:\n  - scope: {path: '', type: posts}\n    values: {author: x}\n  - values: {lang: ja}\n"
        "  - scope: {path: p, type: pages}\n    values: {author: y}\n  - nonsense\n"
    )
    assert (config.title, config.base, config.language, config.author) == ("題", "https://example.org/b", "en", "人")
    assert (config.future, config.suffixes, config.permalink) == (True, (".md", ".mkd"), "/:slug/")
    assert config.collections == {"recipes": ""}
    assert config.defaults_for("posts") == [("", {"author": "x"}), ("", {"lang": "ja"})]
    assert sorted(config.archives) == ["category", "day", "month", "tag", "year"]
    assert config.uses["mine"] == "bunko_site"
    assert config.others == {"author": {"name": "人"}, "mine": 1}
    assert read_jekyll_config("") == JekyllConfig()


def test_options_of_kramdown_are_read() -> None:
    config = read_jekyll_config("kramdown: {parse_block_html: true, smart_quotes: 'apos,apos, quot,quot'}")
    assert (config.hard_wrap, config.parse_block_html, config.smart_quotes) == (False, True, False)
    config = read_jekyll_config("kramdown: {hard_wrap: true, smart_quotes: [lsquo, rsquo, ldquo, rdquo]}")
    assert (config.hard_wrap, config.parse_block_html, config.smart_quotes) == (True, False, True)


@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_no_settings_break_the_reading(settings: dict[str, object]) -> None:
    config = read_jekyll_config(yaml.safe_dump(settings, allow_unicode=True))
    assert set(config.uses) == set(settings)
    assert not config.problem


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    read_jekyll_config(text)
    taxonomy = taxonomy_text({"authors": text, "tags": text}, "x")
    assert read_taxonomy(taxonomy).problems == ()


def test_which_files_come_over() -> None:
    config = read_jekyll_config("exclude: [scripts, '*.rb', README.md]\ninclude: [_headers]\n")
    wanted = {"about.md", "_headers", "a/b.png", "assets", ".htaccess"}
    others = {"scripts", "scripts/x.sh", "a.rb", "README.md", "_layouts", ".git", "x~", "node_modules/y", "#x"}
    assert {path for path in wanted | others if comes_over(path, config)} == wanted


def test_what_data_files_say_of_authors_and_categories_is_kept() -> None:
    text = taxonomy_text(
        {
            "authors": "azu:\n  name: あず\n  bio: 書く人。\nplain: ただの人\n",
            "categories": "- {slug: tech, name: 技術, description: 技術の話。}\n- 生活\n- {name: TECH}\n",
        },
        "題",
    )
    taxonomy = read_taxonomy(text)
    assert taxonomy.problems == ()
    authors = {entry.name: entry for entry in taxonomy.entries[TermKind.AUTHOR].values()}
    assert (authors["あず"].synonyms, authors["あず"].description) == (("azu",), "書く人。")
    assert authors["plain"].description == "ただの人"
    categories = {entry.name: entry for entry in taxonomy.entries[TermKind.CATEGORY].values()}
    assert (categories["技術"].slug, categories["技術"].description) == ("tech", "技術の話。")
    assert taxonomy.key(TermKind.CATEGORY, "tech") == taxonomy.key(TermKind.CATEGORY, "技術")
    assert sorted(categories) == ["技術", "生活"]


def test_posts_take_what_their_folder_says_unless_they_say_it_themselves() -> None:
    defaults = Defaults(
        {
            "posts": {"author": "甲", "lang": "ja"},
            "posts/diary": {"author": "乙", "categories": ["日記"]},
            "posts/*/x": {"image": "i.png"},
        }
    )
    rules = ReadingRules(zone=JAPAN, defaults=defaults)
    text = "---\ntitle: 題\n---\n本文。\n"
    assert read_article("posts/2025-01-02-a", text, rules).post.authors == ("甲",)
    diary = read_article("posts/diary/2025-01-02-a", text.replace("題", "題\ncategories: 旅\nlang: en"), rules).post
    assert (diary.authors, diary.categories, diary.lang) == (("乙",), ("日記", "旅"), "en")
    assert read_article("posts/y/x/2025-01-02-a", text, rules).post.image == "i.png"
    assert read_article("pages/2025-01-02-a", text, rules).post.authors == ()
