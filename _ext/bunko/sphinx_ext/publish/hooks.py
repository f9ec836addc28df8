"""What a site adds to its pages: a licence, links to share, comments, HTML for the head. All is off by default."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sphinx.errors import ConfigError

from bunko.pages.license import License, read_license
from bunko.pages.sharing import share_links
from bunko.posts.fields import FALSE
from bunko.problems import Kind, Problem
from bunko.publish.giscus import mistakes, script_values
from bunko.sphinx_ext.publish.addresses import page_url
from bunko.sphinx_ext.report import report_in_file, translate

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config

    from bunko.post import Post

SHEET, SCRIPT = "bunko-hooks.css", "bunko-comments.js"


def license_of(config: Config, post: Post) -> License | None:
    """Return the licence of a post: its own (``license:``), else that of the site."""
    own = post.extra.get("license")
    return read_license(config.bunko_license if own is None else own)


def imprint_values(builder: Builder, post: Post) -> dict[str, Any]:
    """Return what the imprint of an article shows for the site's sake."""
    config = builder.config
    url = page_url(builder, post.docname)
    words = {"hatena": translate("Hatena Bookmark")}
    return {
        "license": license_of(config, post),
        "share": share_links(config.bunko_share, url, post.title, words) if url else [],
    }


def comments_values(config: Config, post: Post) -> dict[str, Any] | None:
    """Return what ``comments.html`` shows below an article; None where there are no comments."""
    given: dict[str, object] = config.bunko_giscus
    if not given or str(post.extra.get("comments", "")).casefold() in FALSE:
        return None
    settings = script_values(given, config.language)
    return {
        "settings": json.dumps(settings, ensure_ascii=False),
        "page": f"https://github.com/{given['repo']}/discussions",
    }


def add_files(app: Sphinx, context: dict[str, Any]) -> None:
    """Have a page load what its hooks need, and no other page."""
    if context["bunko_comments"] or (context["bunko_view"] and app.config.bunko_share and app.config.html_baseurl):
        app.add_css_file(SHEET)
    if context["bunko_comments"]:
        app.add_js_file(SCRIPT, loading_method="defer")


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Refuse what cannot be shown, by `ConfigError`; warn of links that have no address to share."""
    wrong = list(mistakes(config.bunko_giscus)) if config.bunko_giscus else []
    if wrong:
        message = translate("bunko_giscus in conf.py: look at {keys}; https://giscus.app shows what belongs there")
        raise ConfigError(message.format(keys=", ".join(wrong)))
    if config.bunko_share and not config.html_baseurl:
        message = "bunko_share has no effect without html_baseurl: links to share need the address of the site"
        report_in_file([Problem(kind=Kind.OPTION, message=message)], f"{app.confdir}/conf.py")


def setup(app: Sphinx) -> None:
    """Look at the options of the hooks."""
    app.connect("config-inited", on_config_inited)
