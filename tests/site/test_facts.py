"""Facts are pickled from build to build: their shape belongs to a version."""

from __future__ import annotations

from dataclasses import fields

from bunko.post import Link, Post
from bunko.search.index import TextFact
from bunko.sphinx_ext.domain import BunkoDomain

VERSION = 5
FIELDS = {
    Post: "docname name title reading date file_date slug categories tags authors excerpt reading_time permalink"
    " redirect_from image lang updated is_draft appears expires badge is_unlisted in_feeds in_sitemap is_pinned series"
    " terms translation_of translation_ref extra",
    Link: "kind target before words after",
    TextFact: "digest size title",
}


def test_a_fact_has_the_fields_of_its_version() -> None:
    found = {
        fact: " ".join(fact._fields if fact is Link else [field.name for field in fields(fact)]) for fact in FIELDS
    }
    assert (found, BunkoDomain.data_version) == (FIELDS, VERSION), (
        "the build after an update would stop at an old pickle: raise BunkoDomain.data_version, and write both here"
    )
