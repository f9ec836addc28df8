"""Doctree to Typst: one document at a time, to pieces that `syntax.render` writes out once all places are known."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urljoin

from docutils import nodes

from bunko.sphinx_ext.domain import domain_of
from bunko.sphinx_ext.typst.blocks import HIDDEN_LINK, BlockVisitor
from bunko.sphinx_ext.typst.media import MediaVisitor
from bunko.sphinx_ext.typst.raw_html import convert_html
from bunko.sphinx_ext.typst.syntax import (
    Anchor,
    Code,
    HeadingPlace,
    Jump,
    Piece,
    call,
    joined,
    place,
    show,
    string,
    uri,
)
from bunko.sphinx_ext.typst.tables import TableVisitor
from bunko.sphinx_ext.typst.texts import is_between_blocks, join_texts
from bunko.text.phrases import phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bunko.sphinx_ext.typst.syntax import Item
    from bunko.sphinx_ext.typst.visitor import TranslatingBuilder


#: What the classes of a span mean.
SPANS: Mapping[str, str] = {
    "strike": "struck",
    "s": "struck",
    "del": "struck",
    "kbd": "key",
    "mark": "marked",
    "small": "small-text",
}


FLOWING = (nodes.section, nodes.document, nodes.block_quote)  #: where paragraphs are indented
OPENING = frozenset("「『（【〔［｛〈《〖〘")  #: brackets whose left half is white
#: Characters into a paragraph a footnote is soon; what a note takes beside its text; the most to keep room for.
SOON, NOTE, MOST = 80, 80, 600
LONGEST_ADDRESS = 8000  #: characters, with its quotes; Typst refuses longer ones, and with them the book


@dataclass(frozen=True, slots=True)
class Translation:
    """One document, in pieces."""

    docname: str
    title_anchors: tuple[Piece, ...]  #: the places that the title stands for
    body: tuple[Piece, ...]

    @property
    def places(self) -> set[str]:
        """Every place in it that a link could lead to."""
        return {piece.place for piece in self.title_anchors + self.body if isinstance(piece, Anchor | HeadingPlace)}

    @property
    def headings(self) -> list[str]:
        """The places of its headings, which other volumes may link to."""
        return [piece.place for piece in self.body if isinstance(piece, HeadingPlace)]

    @property
    def jumps(self) -> list[Jump]:
        """Its links into the archive."""
        return [piece for piece in self.body if isinstance(piece, Jump)]


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Join neighbouring texts: they take a tenth of the memory."""
    for is_text, group in groupby(pieces, lambda piece: isinstance(piece, str)):
        if is_text:
            yield "".join(cast("Iterable[str]", group))
        else:
            yield from group


class TypstTranslator(TableVisitor, MediaVisitor, BlockVisitor):
    """Visits a document's nodes: text, structure and links here, the rest in the classes that it is made of."""

    def __init__(self, document: nodes.document, builder: TranslatingBuilder) -> None:
        super().__init__(document, builder)
        self.web_address = domain_of(builder.env).web_address
        self.posts = builder.titles
        self.title = self.posts.get(builder.current_docname, "")
        self.alone = True  #: whether nothing but the document has a part in its translation
        self.title_anchors: list[Piece] = []
        self.depth = 0
        self.footnotes = {i: note for note in document.findall(nodes.footnote) for i in note["ids"]}
        self.noted: set[int] = set()
        self._open_links: list[int] = []  #: where in `out` the content of each begins
        convert_html(document)
        join_texts(document)

    def translation(self) -> Translation:
        """Return what was collected."""
        return Translation(self.docname, tuple(self.title_anchors), tuple(_joined(self.out)))

    # -- text and structure -----------------------------------------------------------------------------------------

    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802 - docutils' name
        """Print text, but no white space beside a block: it would be a line of its own."""
        if not node.isspace() or not is_between_blocks(node):
            self.write(show(str(node)))

    def depart_Text(self, node: nodes.Text) -> None:  # noqa: N802
        """Do nothing."""

    def visit_section(self, node: nodes.section) -> None:
        """Go one level down. The section that holds the whole post is the article itself."""
        self.depth += 1
        if self._is_article(node):
            self.title_anchors += self.anchors(node)

    def depart_section(self, _: nodes.section) -> None:
        """Go one level up."""
        self.depth -= 1

    def _is_article(self, node: nodes.section) -> bool:
        """Tell whether a section's heading is the post's title, which the template sets."""
        title = node.next_node(nodes.title)
        return (
            self.depth == 1
            and not self.title_anchors
            and title is not None
            and "".join(title.astext().split()) == "".join(self.title.split())
        )

    def visit_title(self, node: nodes.title) -> None:
        """Set a heading: its plain text for the outline; in print its phrases, or its content if it has markup."""
        section = node.parent
        if not isinstance(section, nodes.section):
            self.write("#box-title[", *self.anchors(node))
            return
        anchors = self.anchors(section)
        if self.depth == 1 and anchors and anchors[0] in self.title_anchors:
            raise nodes.SkipNode
        plain = joined(node.astext()).strip()
        if all(isinstance(child, nodes.Text) for child in node.children):
            split = phrases(plain)
            content: list[Piece] = [] if len(split) > 1 else [show(plain)]
        else:
            split, content = (), self.capture(*node.children)
        depth = max(self.depth, 2)
        opening = call("section-heading", depth, plain, phrases=split, **self._room(node)).removesuffix(")")
        names = [HeadingPlace(anchor.place) for anchor in anchors[:1] if isinstance(anchor, Anchor)]
        self.write(opening, *names, ")[", *anchors[1:], *content, "];")
        raise nodes.SkipNode

    def _room(self, title: nodes.title) -> dict[str, Item]:
        """Return what must fit below a heading if footnotes come soon: lines of the body, and letters of the notes."""
        section = title.parent
        after = section.children[section.index(title) + 1 :][:1]
        if not after or isinstance(after[0], nodes.section):
            return {}
        is_text = isinstance(after[0], nodes.paragraph)
        read, letters = 0, 0
        for node in after[0].findall():
            read += len(node) if isinstance(node, nodes.Text) else 0
            if is_text and read > SOON:
                break
            if isinstance(node, nodes.footnote_reference) and node.get("refid", "") in self.footnotes:
                letters += len(self.footnotes[node["refid"]].astext()) + NOTE
        room = f"(lines: {2 if is_text else 8}, letters: {min(letters, MOST)})"
        return {"room": Code(room)} if letters else {}

    def depart_title(self, _: nodes.title) -> None:
        """End the title of a box."""
        self.write("];")

    def visit_paragraph(self, node: nodes.paragraph) -> None:
        """Begin a paragraph, after running text that no paragraph holds too."""
        before = node.parent.index(node) - 1
        loose = before >= 0 and isinstance(node.parent[before], (nodes.Text, nodes.Inline))
        self.write("#parbreak();" if loose else "", *self.anchors(node))
        first = node.children[0] if node.children else None
        if isinstance(first, nodes.Text) and first[:1] in OPENING and isinstance(node.parent, FLOWING):
            self.write(call("flush", first[0]), ";")
            node.replace(first, nodes.Text(first[1:]))

    def depart_paragraph(self, _: nodes.paragraph) -> None:
        """End a paragraph."""
        self.write("#parbreak();")

    def visit_transition(self, node: nodes.transition) -> None:
        """Set an ornament; MyST's line above its footnotes has no use here."""
        if "footnotes" not in node.get("classes", ()):
            self.write("#rule();")
        raise nodes.SkipNode

    visit_rule = visit_transition

    # -- inline -----------------------------------------------------------------------------------------------------

    def visit_inline(self, node: nodes.inline) -> None:
        """Open what the classes of a span mean."""
        classes: list[str] = node.get("classes", [])
        function = next((SPANS[name] for name in classes if name in SPANS), "same")
        self.write(f"#{function}[", *self.anchors(node))

    def depart_inline(self, _: nodes.inline) -> None:
        """Close it."""
        self.write("];")

    def visit_line_break(self, _: nodes.Element) -> None:
        """Break the line."""
        self.write("#linebreak();")
        raise nodes.SkipNode

    visit_sd_line_break = visit_line_break

    def visit_checkbox(self, node: nodes.Element) -> None:
        """Draw a box, ticked or not."""
        self.write(call("checkbox", bool(node["checked"])), ";")
        raise nodes.SkipNode

    def visit_ruby(self, node: nodes.Element) -> None:
        """Set a reading above its base."""
        readings = [child for child in node.children if type(child).__name__ == "reading"]
        base = [child for child in node.children if child not in readings]
        self.write("#ruby[", show("".join(r.astext() for r in readings)), "][", *self.capture(*base), "];")
        raise nodes.SkipNode

    # -- links ------------------------------------------------------------------------------------------------------

    def visit_reference(self, node: nodes.reference) -> None:
        """Open a link: to a page of the book, to the site for what the book leaves out, or to the web."""
        if HIDDEN_LINK in node.get("classes", ()):
            raise nodes.SkipNode
        self.write(self.link(node), *self.anchors(node))
        self._open_links.append(len(self.out))

    def depart_reference(self, _: nodes.reference) -> None:
        """Close it. What broken HTML put into it begins a line, not a paragraph, which PDF/UA has in no link."""
        start = self._open_links.pop()
        self.out[start:] = ["#linebreak();" if piece == "#parbreak();" else piece for piece in self.out[start:]]
        self.write("];")

    visit_number_reference, depart_number_reference = visit_reference, depart_reference
    visit_download_reference, depart_download_reference = visit_reference, depart_reference

    def link(self, node: nodes.Element) -> Piece:
        """Return the opening of a link: markup, or a jump that is decided upon when all places are known."""
        target = node.get("refuri", "")
        if node.get("refid") or target.startswith("#"):
            return Jump(place(self.docname, node.get("refid") or target[1:]), place(self.docname))
        if target.startswith("%"):
            return self._page_jump(*target[1:].partition("#")[::2])
        if ":" in target:
            address = string(uri(target))
            return f"#web({address})[" if len(address) <= LONGEST_ADDRESS else "#same["
        # Raw HTML names an article's page by its file, which Sphinx has not resolved.
        path, _, fragment = urljoin(f"/{self.docname}.html", target).partition("#")
        docname = unquote(path[1:]).removesuffix(".html")
        self.alone = False  # it depends on which posts there are
        if docname in self.posts and path.endswith(".html"):
            return self._page_jump(docname, unquote(fragment))
        return "#same["

    def _page_jump(self, docname: str, node_id: str) -> Jump:
        return Jump(place(docname, node_id), place(docname), uri(self.web_address(docname, node_id)))

    def visit_footnote_reference(self, node: nodes.footnote_reference) -> None:
        """Set a footnote at the foot of the page where it is first referred to; later references repeat its number."""
        note = self.footnotes.get(node.get("refid", ""))
        if note is None:
            self.write("#super[", show(node.astext()), "];")
        else:
            name = place(self.docname, f"note:{note['ids'][0]}")
            if id(note) in self.noted:
                self.write(f"#sym.wj;#footnote(label({string(name)}));")
            else:
                self.noted.add(id(note))
                body = self.capture(*(child for child in note.children if not isinstance(child, nodes.label)))
                self.write("#sym.wj;#footnote[", *body, f"]#label({string(name)});")
        raise nodes.SkipNode

    def visit_footnote(self, node: nodes.footnote) -> None:
        """Skip a footnote that is at the foot of its page; keep one that nothing refers to."""
        if id(node) in self.noted or node.get("backrefs"):
            raise nodes.SkipNode
        self.visit_citation(node)
