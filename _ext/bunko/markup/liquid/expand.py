"""The part of Liquid that posts use, line for line; the rest stays as text and is reported. Nothing is executed.

Sources: https://jekyllrb.com/docs/liquid/tags/ and .../filters/, https://shopify.github.io/liquid/. As in Liquid's own
tokenizer, a tag ends at the first ``%}``; unlike there, one that holds a blank line or another ``{%`` is prose.

A new tag goes into `_Run._other`, or into `scanner.BLOCKS` and `_Run._block` if its content is no Liquid; a new filter
into the table of ``filters.py``.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from bunko.markup.commonmark.blocks import Blocks
from bunko.markup.constructs import Construct, Fate
from bunko.markup.liquid.code_blocks import EXTRA_BREAK, CodeBlock, lay_out_blocks, placeholder
from bunko.markup.liquid.conditions import branches, case_branches, image_of, include_of
from bunko.markup.liquid.scanner import BLOCKS, Scanner
from bunko.markup.liquid.unknown import PIPE, Tag, kept_message, named, outermost, spare_pipes, split_tag
from bunko.markup.liquid.values import evaluate, is_undefined
from bunko.problems import Kind, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["EXTRA_BREAK", "expand"]
_LANGUAGE = re.compile(r"^[\w.+#-]+")
_CODEBLOCK_LANGUAGE = re.compile(r"(?<=\blang:)[\w.+#-]+")
_POST_FILE = re.compile(r"(?:^|/)_(?:posts|drafts)/(.+?)(?:\.\w+)?$")
_BASES = frozenset({"site.url", "site.baseurl", "site.github.url"})
_NOT_A_BREAK = re.compile(r"[^\n]")
_ASSIGNED = re.compile(r"(\w+)\s*=\s*(.+)", re.DOTALL)
_TAG = re.compile(r"\{%(.*?)%\}", re.DOTALL)
_NAME = re.compile(r"[\w-]+")
_GIST = re.compile(r"[\"']?((?:[\w-]+/)?[0-9a-fA-F]{5,})\b")
_BEFORE_TRIM = re.compile(r"(?<!\s)\s*+(\{[%{])-")
_AFTER_TRIM = re.compile(r"-([%}]\})\s*+")
_MOST_SHOWN = 5_000_000  # characters of variables in one post
_DEEPEST = 8  #: includes within each other
_LONGEST_SHOWN = 80  # characters of a tag in a message

#: Escapes what would end the destination of a Markdown link.
_IN_A_LINK = str.maketrans({" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E"})


def expand(
    text: str,
    *,
    page: Mapping[str, object],
    site: Mapping[str, object],
    include: Callable[[str], str | None] | None = None,
    found: Counter[Construct] | None = None,
    extra_breaks: bool = False,
    drop_undefined: bool = False,
) -> tuple[str, list[Problem]]:
    """Return ``text`` with the tags and variables that are known replaced, and a problem for each that is not.

    Known: ``post_url``, ``link``, ``raw``, ``comment``, ``highlight``, ``gist``, Octopress' ``img`` and ``codeblock``,
    ``assign`` and ``capture`` of texts, ``if``, ``unless`` and ``case`` where the condition is known, ``include`` of a
    file that ``include`` returns and that holds nothing that is not known, and ``{{ … }}`` of texts and of the simple
    values of ``page`` and ``site`` with the filters of ``filters.py``. With ``drop_undefined``, a variable that
    nothing defines is dropped, as Jekyll does; else it stays as text. Line breaks within what is put in are
    `EXTRA_BREAK`, with ``extra_breaks`` also those that a block of code needs and has not. ``found`` counts what is
    used.
    """
    run = _Run(
        text.replace("\0", "\ufffd").replace(PIPE, "\ufffd"),
        {"page": page, "site": {"url": "", "baseurl": "", **site}},
        include,
        drop_undefined=drop_undefined,
    )
    expanded = run.whole(extra_breaks=extra_breaks)
    if found is not None:
        found.update(run.found)
    return expanded, run.problems()


class _Run:
    """One pass over one text."""

    def __init__(
        self,
        text: str,
        variables: dict[str, object],
        include: Callable[[str], str | None] | None,
        depth: int = 0,
        *,
        drop_undefined: bool,
    ) -> None:
        self.text = text
        self.variables = variables
        self.found: Counter[Construct] = Counter()
        self._include, self._depth = include, depth
        self._drop_undefined = drop_undefined
        self._bound: frozenset[str] | None = None  # words of tags: a loop that stays as text may define them
        self.blocks: list[CodeBlock] = []
        self._kept: list[Tag] = []
        self._shown = 0  # characters of variables
        self._tags = Scanner(text)
        self._highlighted: list[tuple[int, int]] = []

    def whole(self, *, extra_breaks: bool) -> str:
        """Return the whole text, expanded."""
        text = "".join(self.expand(0, len(self.text), in_code=False))
        text = lay_out_blocks(text, self.blocks, extra_breaks=extra_breaks)
        return spare_pipes(text) if PIPE in text else text

    def count(self, name: str, fate: Fate = Fate.DONE) -> None:
        """Count a tag."""
        self.found[Construct(name, fate)] += 1

    def expand(self, start: int, stop: int, *, in_code: bool) -> list[str]:  # noqa: C901 — tag by tag
        out: list[str] = []
        base: int | None = None  # where in ``out`` the site's own address begins, if nothing but it has followed
        position = start
        while (tag := self._tags.next_tag(position, stop)) is not None:
            before = self.text[position : tag.start]
            if before and not (before == "/" and base is not None):
                base = None
            out.append(before)
            position = tag.end
            if tag.is_output:
                value = self._value(tag.inner)
                self._shown += len(value or "")
                if value is None or self._shown > _MOST_SHOWN:
                    out.append(self._keep(tag, in_code=in_code))
                else:
                    out.append(value)
                    self.count(f"{{{{ {named(tag.inner)} }}}}")
                base = (len(out) - 1 if base is None else base) if tag.inner.strip() in _BASES else None
                continue
            name, markup = split_tag(tag.inner)
            if name in ("post_url", "link") and markup:
                self.count(f"{{% {name} %}}")
            if name == "post_url" and markup:
                # [x]({{ site.baseurl }}{% post_url y %}): the target is a file here, and has no base.
                del out[len(out) if base is None else base :]
                out.append(_post_file(markup))
            elif name == "link" and markup:
                post = _POST_FILE.search(_unquoted(markup))
                if post is not None:
                    del out[len(out) if base is None else base :]
                out.append(_post_file(post[1]) if post else f"/{_unquoted(markup).lstrip('/')}".translate(_IN_A_LINK))
            elif name in BLOCKS and (closing := self._tags.end_of(name, tag.end, stop)):
                position = closing.end()
                out.append(self._block(name, markup, tag, closing))
            elif (done := self._other(name, markup, tag, stop)) is not None:
                shown, position = done
                out.append(shown)
                self.count(f"{{% {name} %}}" if name != "include" else f"{{% include {markup.split()[0]} %}}")
            else:
                out.append(self._keep(tag, in_code=in_code))
            base = None
        out.append(self.text[position:stop])
        return out

    def _value(self, expression: str) -> str | None:
        value = evaluate(expression, self.variables)
        if value is not None or not self._drop_undefined:
            return value
        if self._bound is None:
            self._bound = frozenset(_NAME.findall(" ".join(_TAG.findall(self.text))))
        root = expression.strip().partition(".")[0]
        return "" if root not in self._bound and is_undefined(expression, self.variables) else None

    def _other(self, name: str, markup: str, tag: Tag, stop: int) -> tuple[str, int] | None:  # noqa: PLR0911
        """Return what another tag stands for and where it ends; None if that is not known."""
        if name == "assign" and (assigned := _ASSIGNED.fullmatch(markup)):
            value = evaluate(assigned[2], self.variables)
            if value is None:
                return None
            self.variables[assigned[1]] = value
            return "\n" * self.text.count("\n", tag.start, tag.end), tag.end
        if name == "capture" and (closing := self._tags.end_of(name, tag.end, stop)) and _NAME.fullmatch(markup):
            kept = len(self._kept)
            value = "".join(self.expand(tag.end, closing.start(), in_code=False))
            if len(self._kept) > kept or "\0" in value:
                del self._kept[kept:]
                return None
            self.variables[markup] = value.replace("\n", EXTRA_BREAK)
            return "\n" * self.text.count("\n", tag.start, closing.end()), closing.end()
        if name in ("if", "unless", "case"):
            return self._condition(name, markup, tag, stop)
        if name == "gist" and (gist := _GIST.match(markup)):
            return f"<https://gist.github.com/{gist[1]}>", tag.end
        if name == "img" and (picture := image_of(markup)):
            return picture, tag.end
        if name in ("include", "include_cached"):
            return self._include_at(markup, tag)
        return None

    def _include_at(self, markup: str, tag: Tag) -> tuple[str, int] | None:
        included = self._included(markup)
        if included is None:
            return None
        before = self.text[self.text.rfind("\n", 0, tag.start) + 1 : tag.start]
        if before.isspace():  # in a list all of its lines belong to the item
            included = included.replace(EXTRA_BREAK, EXTRA_BREAK + before)
        return included + "\n" * self.text.count("\n", tag.start, tag.end), tag.end

    def _condition(self, name: str, markup: str, tag: Tag, stop: int) -> tuple[str, int] | None:
        if name == "case":
            found = case_branches(self.text, markup, tag.end, stop, self.variables)
        else:
            found = branches(self.text, name, markup, tag.end, stop, self.variables)
        if found is None:
            return None
        before = "\n" * self.text.count("\n", tag.start, found.start)
        shown = "".join(self.expand(found.start, found.stop, in_code=False))
        return before + shown + "\n" * self.text.count("\n", found.stop, found.end), found.end

    def _included(self, markup: str) -> str | None:
        """Return the text of an include, None if it cannot be had whole."""
        asked = include_of(markup, self.variables)
        if asked is None or self._include is None or self._depth >= _DEEPEST:
            return None
        name, parameters = asked
        text = self._include(name)
        if text is None:
            return None
        # Here {%- and -%} may trim: these lines are none of the author's.
        text = text.replace("\0", "\ufffd").replace(PIPE, "\ufffd")
        text = _AFTER_TRIM.sub(r"\1", _BEFORE_TRIM.sub(r"\1", text))
        run = _Run(
            text,
            {**self.variables, "include": parameters},
            self._include,
            self._depth + 1,
            drop_undefined=self._drop_undefined,
        )
        whole = run.whole(extra_breaks=True)
        if run._kept:
            return None
        self.found.update(run.found)
        return whole.strip("\n").replace("\n", EXTRA_BREAK)

    def _block(self, name: str, markup: str, tag: Tag, closing: re.Match[str]) -> str:
        self.count(f"{{% {name} %}}")
        if name == "raw":
            return self.text[tag.end : closing.start()]
        if name == "comment":
            return "\n" * self.text.count("\n", tag.start, closing.end())
        # Liquid runs in the code, too; a block in a block is laid out with it.
        code = "".join(self.expand(tag.end, closing.start(), in_code=True))
        self._highlighted.append((tag.end, closing.start()))
        language = (_CODEBLOCK_LANGUAGE if name == "codeblock" else _LANGUAGE).search(markup)
        height = self.text.count("\n", tag.start, closing.end())
        self.blocks.append(CodeBlock(code=code, language=language[0] if language else "", breaks=height))
        return placeholder(len(self.blocks) - 1)

    def _keep(self, tag: Tag, *, in_code: bool) -> str:
        if not in_code:
            self._kept.append(tag)
            inner = tag.inner.split()
            shown = " ".join(inner[: 2 if inner[:1] == ["include"] else 1]) or "…"
            self.count(f"{{{{ {named(tag.inner)} }}}}" if tag.is_output else f"{{% {shown} %}}", Fate.TEXT)
        written = self.text[tag.start : tag.end]
        return written if in_code else written.replace("|", PIPE)

    def problems(self) -> list[Problem]:
        """Report the tags that stay as text, but not those in code: there they are what a reader should see.

        Of a block, only its beginning is reported: whoever fixes that also fixes what is in it.
        """
        if not self._kept:
            return []
        text = self.text
        parts: list[str] = []
        position = 0
        for start, end in self._highlighted:  # a ``` in highlighted code opens no fence
            parts += (text[position:start], _NOT_A_BREAK.sub(" ", text[start:end]))
            position = end
        blocks = Blocks("".join([*parts, text[position:]]))
        found: list[Problem] = []
        offset, line = 0, 1
        for tag in outermost([tag for tag in self._kept if not blocks.in_code(tag.start)]):
            line += text.count("\n", offset, tag.start)
            offset = tag.start
            shown = " ".join(text[tag.start : tag.end].split())
            if len(shown) > _LONGEST_SHOWN:
                shown = f"{shown[:_LONGEST_SHOWN]}…"
            is_open = not tag.is_output and self._tags.is_open(split_tag(tag.inner)[0], tag.end)
            found.append(
                Problem(kind=Kind.LIQUID, message=kept_message(tag, is_open), values={"tag": shown}, line=line)
            )
        return found


def _unquoted(markup: str) -> str:
    return markup[1:-1] if len(markup) > 1 and markup[0] == markup[-1] and markup[0] in "\"'" else markup


def _post_file(markup: str) -> str:
    name = _unquoted(markup).lstrip("/").removesuffix(".md")
    return f"{name}.md".translate(_IN_A_LINK)
