"""What is known of each document: noted as it is read, dropped when it goes, merged when others have read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from sphinx.domains import Domain

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from bunko.post import Link, Post
    from bunko.search.index import TextFact
    from bunko.sphinx_ext.incremental.stamps import Stamp
    from bunko.sphinx_ext.queries import Query, TermQuery


class FactsDomain(Domain):
    """A domain that keeps facts by docname; all else is derived from them."""

    initial_data: ClassVar = {"posts": {}, "links": {}, "lists": {}, "stamps": {}, "texts": {}, "others": {}}
    data_version = 5  #: to be raised when a field of a fact is added, renamed or removed: old pickles lack it

    derived: ClassVar[tuple[str, ...]] = ()  #: the cached properties that come from facts

    def forget(self) -> None:
        """Derive anew when asked next: a fact has changed."""
        for name in self.derived:
            self.__dict__.pop(name, None)

    @property
    def posts(self) -> dict[str, Post]:
        """Every post by docname."""
        return cast("dict[str, Post]", self.data["posts"])

    @property
    def links(self) -> dict[str, list[Link]]:
        """The references that each document makes."""
        return cast("dict[str, list[Link]]", self.data["links"])

    @property
    def lists(self) -> dict[str, list[Query | TermQuery]]:
        """The queries of the lists that each document shows."""
        return cast("dict[str, list[Query | TermQuery]]", self.data["lists"])

    @property
    def texts(self) -> dict[str, TextFact]:
        """What the search knows of each document; the rest is in a file."""
        return cast("dict[str, TextFact]", self.data["texts"])

    @property
    def others(self) -> dict[str, bool]:
        """The documents that refer to pages or labels by means of other domains, which show their titles."""
        return cast("dict[str, bool]", self.data["others"])

    @property
    def stamps(self) -> dict[str, dict[str, Stamp]]:
        """What the files behind each document were when it was read, by path."""
        return cast("dict[str, dict[str, Stamp]]", self.data["stamps"])

    def note_post(self, post: Post) -> None:
        """Take in a post."""
        self.posts[post.docname] = post
        self.forget()

    def note_links(self, docname: str, links: list[Link]) -> None:
        """Take in the references that a document makes."""
        if links:
            self.links[docname] = links
            self.forget()

    def note_list(self, docname: str, query: Query | TermQuery) -> None:
        """Take in a list of posts inside a page."""
        self.lists.setdefault(docname, []).append(query)

    def clear_doc(self, docname: str) -> None:
        """Drop the facts of a document."""
        for facts in (self.posts, self.links, self.lists, self.texts, self.others):
            facts.pop(docname, None)
        self.forget()

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over the facts of documents that another process has read."""
        for name in ("posts", "links", "lists", "texts", "others"):
            theirs = otherdata[name]
            self.data[name].update((docname, theirs[docname]) for docname in docnames if docname in theirs)
        self.forget()
