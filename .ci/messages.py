#!/usr/bin/env python3
"""Keep the message catalogue: extract what Bunko says, update the translations, compile them.

    messages.py            write locale/bunko.pot, and each language's bunko.po and bunko.mo
    messages.py --check    write nothing; fail if a file is out of date or a Japanese translation is missing

Messages are what ``_()`` and ``translate()`` are called with, in modules and templates, and the messages of problems:
these are plain text where they arise (floors 0 to 3 know no catalogue) and are translated when they are logged.
Output depends on the messages only, not on the day.
"""

from __future__ import annotations

import argparse
import ast
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "_ext" / "bunko"
LOCALE = PACKAGE / "locale"
COMPLETE = {"ja": True, "en": False}  # language: must everything be translated? Messages are English already.
HEADER = "# {language} messages of Bunko.\n# Written by `make locale`; only the lines msgstr are written by hand."
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
CALLS = {"_": None, "__": None, "translate": None, "say": None, "gettext": None, "ngettext": (1, 2)}
REPORTERS = {"report", "_report", "Problem", "CommandError", "PlanError"}


def extract_problems(
    fileobj: IO[bytes], keywords: Mapping[str, object], comment_tags: Collection[str], options: Mapping[str, object]
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Yield the messages of problems, as Babel's extractors do: (line, function, message, comments).

    A message is the text of ``message=...``, of an assignment to ``message``, the first text that a reporter gets, or
    what a function called ``...message`` returns.
    """
    del keywords, comment_tags, options
    for node in ast.walk(ast.parse(fileobj.read())):
        found: list[ast.expr] = []
        if isinstance(node, ast.Call):
            found = [keyword.value for keyword in node.keywords if keyword.arg == "message"]
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in REPORTERS:
                found += [value for value in node.args if text_of(value)][:1]
        elif isinstance(node, ast.FunctionDef) and node.name.endswith("message"):
            found = [part.value for part in ast.walk(node) if isinstance(part, ast.Return) and part.value is not None]
        elif isinstance(node, ast.Assign) and any(
            isinstance(to, ast.Name) and to.id == "message" for to in node.targets
        ):
            found = [node.value]
        for value in found:
            for branch in (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,):
                if text_of(branch):
                    yield branch.lineno, "_", text_of(branch), []


def text_of(node: ast.expr) -> str:
    """Return the text of a literal, or nothing."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def extract() -> Catalog:
    """Collect every message, with the files that say it."""
    template = Catalog(project="Bunko", creation_date=NO_DATE, header_comment=HEADER.format(language="All"))
    methods: list[tuple[str, Any]] = [("**.py", "python"), ("**.py", extract_problems), ("**.html", "jinja2")]
    for pattern, method in methods:
        options = {pattern: {"silent": "false"}}
        found = extract_from_dir(PACKAGE, [(pattern, method)], options, keywords=CALLS)
        for file, _, message, comments, context in found:
            template.add(message, None, [(Path(file).as_posix(), 0)], auto_comments=comments, context=context)
    return template


def translated(language: str, template: Catalog) -> Catalog:
    """Return the catalogue of a language, brought up to date; what is no longer said is dropped."""
    path = LOCALE / language / "LC_MESSAGES" / "bunko.po"
    catalog = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.project, catalog.version = "Bunko", ""
    catalog.creation_date = catalog.revision_date = NO_DATE
    catalog.last_translator = catalog.copyright_holder = "Bunko developers"
    catalog.language_team, catalog.msgid_bugs_address = "Bunko developers", ""
    catalog.header_comment = HEADER.format(language={"ja": "Japanese", "en": "English"}[language])
    catalog.fuzzy = False
    return catalog


def po(catalog: Catalog, *, header: bool = True) -> bytes:
    """Write a catalogue as text, in the order of files and messages, without Babel's own version."""
    out = BytesIO()
    write_po(out, catalog, width=0, sort_by_file=True, omit_header=not header, include_lineno=False)
    lines = out.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith((b'"Generated-By', b'"PO-Rev', b'"POT-C')))


def mo(catalog: Catalog) -> bytes:
    """Compile a catalogue, from its text, so that both say the same."""
    out = BytesIO()
    plain = Catalog(locale=catalog.locale, domain="bunko", creation_date=NO_DATE, revision_date=NO_DATE)
    for message in catalog:
        if message.id and message.string:
            plain.add(message.id, message.string, context=message.context)
    write_mo(out, plain)
    return out.getvalue()


def main() -> int:
    """Write the files, or check them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    template = extract()
    files = {LOCALE / "bunko.pot": po(template, header=False)}
    complaints: list[str] = []
    for language, complete in COMPLETE.items():
        catalog = translated(language, template)
        folder = LOCALE / language / "LC_MESSAGES"
        files |= {folder / "bunko.po": po(catalog), folder / "bunko.mo": mo(catalog)}
        missing = [message.id for message in catalog if message.id and not message.string]
        if complete:
            complaints += [f"{folder / 'bunko.po'}: not translated: {message!r}" for message in missing]
    for path, content in files.items():
        if path.exists() and path.read_bytes() == content:
            continue
        if check:
            complaints.append(f"{path}: out of date; run `make locale`")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    if check:
        for complaint in complaints:
            print(complaint.replace(f"{ROOT}/", ""), file=sys.stderr)
    elif complaints:
        print(f"{len(complaints)} messages wait to be translated")
    return 1 if check and complaints else 0


if __name__ == "__main__":
    sys.exit(main())
