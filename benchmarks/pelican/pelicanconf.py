"""The least that makes the pages of the benchmark: articles, a list of all posts, tags, categories. No feed."""

from __future__ import annotations

SITENAME = "Pelican"
SITEURL = ""
TIMEZONE = "Asia/Tokyo"
DEFAULT_LANG = "ja"
DEFAULT_DATE_FORMAT = "%Y-%m-%d"
THEME = "theme"
THEME_STATIC_PATHS: list[str] = []
STATIC_PATHS: list[str] = []
DIRECT_TEMPLATES = ["index", "tags", "categories"]
DEFAULT_PAGINATION = 40
PAGINATED_TEMPLATES = {"index": None, "tag": None, "category": None}
ARTICLE_URL = ARTICLE_SAVE_AS = "posts/{slug}.html"
AUTHOR_SAVE_AS = ""
SLUGIFY_SOURCE = "basename"
SLUGIFY_USE_UNICODE = True
# Without these two C++ and C# share one page; the rest is Pelican's own.
TAG_REGEX_SUBSTITUTIONS = [
    (r"\+", "-plus"),
    ("#", "-sharp"),
    (r"[^\w\s-]", ""),
    (r"(?u)\A\s*", ""),
    (r"(?u)\s*\Z", ""),
    (r"[-\s]+", "-"),
]
FEED_ALL_ATOM = None
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
