"""Rules of ``bunko check`` that need one post alone. `RULES` lists all rules; `check_post` runs those of this module.

Rules that need the whole archive are in ``lint/archive_rules.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from bunko.markup.references import blank_code, references
from bunko.posts.front_matter import clean_text, split_front_matter
from bunko.problems import Kind, Problem
from bunko.text.names import minutes_to_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bunko.posts.article import Article
    from bunko.posts.front_matter import FrontMatter


class Rule(NamedTuple):
    """Something that is checked for."""

    code: str
    what: str
    fails: bool = True  #: whether a finding makes the command fail; else it is only for information


RULES = (
    Rule("source", "a file that cannot be read, or holds nothing"),
    Rule("front-matter", "a header that is not there, not YAML, or has a key twice"),
    Rule("field", "a value that cannot be used"),
    Rule("date", "no date, or one that cannot be read"),
    Rule("file-date", "the date is another than that of the file name"),
    Rule("title", "no title"),
    Rule("same-title", "two posts with one title"),
    Rule("address", "an address that is another's already"),
    Rule("tags", "one tag or category in two spellings: サーバ and サーバー, ＡＩ and AI  (--fix: width and case)"),
    Rule("unknown-key", "a key that means nothing to Bunko", fails=False),
    Rule("misspelt-key", "a key that is nearly one that means something"),
    Rule("excerpt", "nothing that lists could show of a post"),
    Rule("reading-time", "a reading time far from what the text takes  (--fix)"),
    Rule("link", "a link to a post that is not there"),
    Rule(
        "withheld",
        "a post that is not out: a draft, one whose date is still to come, one that has expired",
        fails=False,
    ),
    Rule("withheld-link", "a link to such a post; it is text until that is out"),
    Rule("image", "a picture that is not there"),
    Rule("alt", "a picture without words for those who do not see it"),
    Rule("bold", "bold that is never closed"),
    Rule("leftover", "Liquid or syntax of kramdown that stays as text"),
    Rule("heading-level", "a heading two levels below the one before"),
    Rule("heading-space", "##heading without a space, which is text to Jekyll  (--fix)"),
    Rule("mojibake", "characters that were read in the wrong encoding"),
    Rule("taxonomy", "something wrong with taxonomy.yml"),
    Rule("sitemap", "an address of the old site that nothing answers"),
)
_CODE_OF = {
    Kind.SOURCE: "source", Kind.FRONT_MATTER: "front-matter", Kind.FIELD: "field", Kind.DATE: "date",
    Kind.TITLE: "title", Kind.DUPLICATE: "address", Kind.LIQUID: "leftover", Kind.KRAMDOWN: "leftover",
    Kind.LINK: "link", Kind.TAXONOMY: "taxonomy", Kind.SLUG: "taxonomy", Kind.IMAGE: "image",
}  # fmt: skip


class Edit(NamedTuple):
    """A change that fixes: in one line, one text for another."""

    line: int  #: 1-based
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule has found."""

    path: str
    code: str
    problem: Problem
    edit: Edit | None = None

    @property
    def order(self) -> tuple[str, int, str]:
        """The place in a list of findings."""
        return self.path, self.problem.line or 0, self.code


def code_of(problem: Problem) -> str:
    """Return the code of the rule that a problem of reading breaks."""
    return _CODE_OF.get(problem.kind, "field")


#: Not the pattern ``**/*`` of a file name.
_BOLD = re.compile(r"(?<![\\*/])\*{2,3}(?![*/])")
_RULE_OR_BREAK = re.compile(r"^[ \t]*(?:\*[ \t]*){3,}$", re.MULTILINE)
_HEADING = re.compile(r"^[ ]{0,3}(#{1,6})[ \t]+\S")
_NO_SPACE = re.compile(r"^(#{2,6})(?=[^\s#!])")
#: U+FFFD; Japanese UTF-8 read as Shift_JIS, which is full of 縺 and 繧; and read as Latin-1, which is full of ã.
_MOJIBAKE = re.compile(
    r"\ufffd+|(?:[縺繧郢][^\s]){2,}[^\s]*|(?:[ãåæäçèé][\x80-\xbf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]{1,2}){2,}"
)
_MOJIBAKE_SIGN = re.compile("[\ufffd縺繧郢ãåæäçèé]")  # ten times as fast, and in few texts
_DAY = re.compile(r"\s*(\d{4})\D(\d{1,2})\D(\d{1,2})")
_DIGITS = re.compile(r"\d+")
_FAR, _FEW = 0.5, 3  # a reading time may be off by half of it, and by two minutes


def check_post(path: str, text: str, article: Article, *, characters: int = 500) -> list[Finding]:
    """Return what the text of one post, read as ``article``, has to be fixed, in the order of its lines."""
    header = split_front_matter(clean_text(text))
    found: list[_Found] = [(code_of(problem), problem, None) for problem in article.problems]
    found += [(code, problem, None) for code, problem in _of_header(header, article)]
    found += _reading_time(header, article, characters)
    prose = blank_code(article.markdown)
    found += [
        (code, replace(problem, line=article.author_line(problem.line or 1)), None)
        for code, problem in (*_bold(prose), *_levels(prose), *_alt(article))
    ]
    found += [(code, problem, None) for code, problem in _mojibake(text)]
    found += _spaces(blank_code(header.body))
    findings = [Finding(path=path, code=code, problem=problem, edit=edit) for code, problem, edit in found]
    return sorted(findings, key=lambda finding: finding.order)


_Found = tuple[str, Problem, Edit | None]


def _of_header(header: FrontMatter, article: Article) -> Iterator[tuple[str, Problem]]:
    post = article.post
    date = header.entries.get("date")
    written = _DAY.match((date.text() or "") if date is not None else "")
    if date is not None and written and post.file_date is not None and post.is_dated:
        there = f"{int(written[1]):04}-{int(written[2]):02}-{int(written[3]):02}"
        # A post of the evening in UTC is of the next day in Japan: both days are right.
        if post.file_date.isoformat() not in (there, post.date.date().isoformat()):
            message = "date: {date} is another day than {file} in the file name; correct one of them"
            values = {"date": there, "file": post.file_date.isoformat()}
            yield "file-date", Problem(kind=Kind.DATE, message=message, values=values, line=date.line)
    if header.is_present and not post.excerpt:
        message = "lists have nothing to show: write excerpt:, or begin with a paragraph"
        yield "excerpt", Problem(kind=Kind.FIELD, message=message, line=1)


def _reading_time(header: FrontMatter, article: Article, characters: int) -> list[_Found]:
    given = header.entries.get("reading_time")
    text = (given.text() or "") if given is not None else ""
    number = _DIGITS.search(text)
    if given is None or number is None:
        return []
    counted = minutes_to_read(article.markdown, characters=characters)
    if abs(int(number[0][:6]) - counted) < max(_FEW, counted * _FAR):
        return []
    message = "reading_time: {given} is far from the {counted} minutes that the text takes; correct it, or leave it out"
    values = {"given": text, "counted": counted}
    problem = Problem(kind=Kind.FIELD, message=message, values=values, line=given.line)
    return [("reading-time", problem, Edit(given.line, number[0], str(counted)))]


def _bold(prose: str) -> Iterator[tuple[str, Problem]]:
    line = 1
    for paragraph in re.split(r"\n(?=[ \t]*\n)|\n(?=[ ]{0,3}(?:[-+*][ \t]|#{1,6}[ \t]|\|))", prose):
        if "**" in paragraph:
            marks = list(_BOLD.finditer(_RULE_OR_BREAK.sub("", paragraph)))
            if len(marks) % 2:
                text = _RULE_OR_BREAK.sub("", paragraph)
                at = line + text.count("\n", 0, marks[-1].start())
                shown = text[marks[-1].start() :].split("\n")[0][:30]
                message = "{text!r}: bold begins or ends here, and has no other end; add the missing **"
                yield "bold", Problem(kind=Kind.KRAMDOWN, message=message, values={"text": shown}, line=at)
        line += paragraph.count("\n") + 1


def _levels(prose: str) -> Iterator[tuple[str, Problem]]:
    before = 0
    if "#" not in prose:
        return
    for number, line in enumerate(prose.split("\n"), 1):
        match = _HEADING.match(line)
        if match is None:
            continue
        level = len(match[1])
        if before and level > before + 1:
            message = "a heading of level {level} below one of level {before}: write {marks} for the next level"
            values = {"level": level, "before": before, "marks": "#" * (before + 1)}
            yield "heading-level", Problem(kind=Kind.KRAMDOWN, message=message, values=values, line=number)
        before = level


def _spaces(prose: str) -> list[_Found]:
    if "##" not in prose:
        return []
    found: list[_Found] = []
    for number, line in enumerate(prose.split("\n"), 1):
        match = _NO_SPACE.match(line)
        if match is not None:
            message = "{text!r}: write a space behind {marks}; without it, Jekyll shows this as text"
            values = {"text": line[:30], "marks": match[1]}
            problem = Problem(kind=Kind.KRAMDOWN, message=message, values=values, line=number)
            found.append(("heading-space", problem, Edit(number, match[1], f"{match[1]} ")))
    return found


def _mojibake(text: str) -> Iterator[tuple[str, Problem]]:
    if _MOJIBAKE_SIGN.search(text) is None:
        return
    text = clean_text(text)
    for match in _MOJIBAKE.finditer(text):
        message = "{text!r}: characters that were read in the wrong encoding; write them anew"
        line = text.count("\n", 0, match.start()) + 1
        yield "mojibake", Problem(kind=Kind.SOURCE, message=message, values={"text": match[0][:30]}, line=line)


def _alt(article: Article) -> Iterator[tuple[str, Problem]]:
    if "![" not in article.markdown and "<img" not in article.markdown.casefold():
        return
    for reference in references(article.markdown):
        is_silent = reference.words is None or (
            not reference.words.strip() and article.markdown[reference.start : reference.start + 1] == "!"
        )
        if reference.kind == "image" and is_silent:
            message = "{target}: a picture without words for those who do not see it; write ![what it shows](…)"
            values = {"target": reference.target}
            yield "alt", Problem(kind=Kind.IMAGE, message=message, values=values, line=reference.line)


_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with changes made; every other character, line ends among them, stays as it is."""
    wanted: dict[int, list[Edit]] = {}
    for edit in dict.fromkeys(edits):
        wanted.setdefault(edit.line, []).append(edit)
    lines = _LINE.findall(text)
    for number, changes in wanted.items():
        for _, old, new in changes:
            if number <= len(lines):
                lines[number - 1] = lines[number - 1].replace(old, new, 1)
    return "".join(lines)
