"""Pages of a Jekyll site that are no posts: where each stands, and its words, if they are words."""

from __future__ import annotations

from dataclasses import dataclass
from posixpath import split, splitext
from typing import TYPE_CHECKING

from bunko.posts.defaults import Defaults
from bunko.posts.fields import FALSE, Fields
from bunko.posts.front_matter import clean_text, split_front_matter
from bunko.posts.permalinks import fill_in, slugify
from bunko.posts.preprocess import to_markdown
from bunko.text.dates import split_file_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import tzinfo

    from bunko.jekyll.config import JekyllConfig
    from bunko.problems import Problem

_HTML = (".html", ".htm", ".xhtml")
#: Sources of style sheets and scripts, and what they become.
COMPILED = {".scss": ".css", ".sass": ".css", ".coffee": ".js"}


@dataclass(frozen=True, slots=True, kw_only=True)
class JekyllPage:
    """A file with a front matter that is no post."""

    title: str
    address: str  #: a decoded path from the root of the site; "" if it has none
    redirect_from: tuple[str, ...]
    is_markdown: bool
    is_html: bool  #: what it becomes
    body: str  #: with Liquid's tags replaced; line ends are ``\\n``
    problems: tuple[Problem, ...]  #: what Liquid asks for and is not known here


def read_page(
    path: str,
    text: str,
    config: JekyllConfig,
    *,
    collection: str = "",
    zone: tzinfo,
    site: Mapping[str, object],
    include: Callable[[str], str | None] | None = None,
) -> JekyllPage:
    """Read the file ``path``, which is below the source, or below the folder of its ``collection``."""
    stem, suffix = splitext(path)
    is_markdown = suffix.lower() in config.suffixes
    is_html = is_markdown or suffix.lower() in _HTML
    header = split_front_matter(clean_text(text))
    folder = f"_{collection}" if collection else ""
    header = Defaults(dict(config.defaults_for(collection or "pages"))).apply(header, f"{folder}/{path}".lstrip("/"))
    fields = Fields(header)
    title = fields.text("title")
    is_hidden = fields.text("published").casefold() in FALSE or (collection and config.collections[collection] is None)
    place, base = split(stem)
    slug = fields.text("slug") or (split_file_name(base)[1] if collection else base)
    others = {
        "path": stem if collection else place, "basename": base, "name": slugify(base), "collection": collection,
        "output_ext": ".html" if is_html else COMPILED.get(suffix, suffix),
    }  # fmt: skip
    address = fields.address(
        "permalink",
        lambda template: fill_in(
            template,
            moment=fields.moment("date", zone),
            slug=slug,
            categories=fields.categories_of_address(),
            others=others,
        ),
        _template(config, collection, base, is_html=is_html),
    )
    page = {**fields.others(()), "title": title, "path": path, "url": address}
    body, problems, _ = to_markdown(header.body, page=page, site=site, include=include, rewrite=is_markdown)
    return JekyllPage(
        title=title or base.replace("-", " "),
        address="" if is_hidden else address,
        redirect_from=fields.addresses("redirect_from"),
        is_markdown=is_markdown,
        is_html=is_html,
        body=body.strip("\n") + "\n",
        problems=tuple(problems),
    )


def _template(config: JekyllConfig, collection: str, base: str, *, is_html: bool) -> str:
    """Return the permalink of a page that has none: ``Page#template`` and ``Collection#url_template`` in Jekyll."""
    if collection:
        return config.collections[collection] or _with_suffix("/:collection/:path", config.permalink)
    if not is_html:
        return "/:path/:basename:output_ext"
    return "/:path/" if base == "index" else _with_suffix("/:path/:basename", config.permalink)


def _with_suffix(template: str, style: str) -> str:
    if style == "pretty" or style.endswith("/"):
        return f"{template}/"
    return (
        f"{template}:output_ext" if style in ("date", "ordinal", "none") or style.endswith(":output_ext") else template
    )
