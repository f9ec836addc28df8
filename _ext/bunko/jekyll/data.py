"""``_data`` of a Jekyll site: what it knows of authors, categories and tags becomes ``taxonomy.yml``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from bunko.markup.yaml_values import YamlError, read_yaml
from bunko.text.names import is_slug, term_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The sections of ``taxonomy.yml``, and the names that files for them have in real sites.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "tags": ("tags", "tag"),
    "categories": ("categories", "category"),
    "authors": ("authors", "author", "members", "people"),
}
_NAMES = ("name", "display_name", "title", "label")
_DESCRIPTIONS = ("description", "bio", "desc", "about")


def taxonomy_text(files: Mapping[str, str], heading: str) -> str:
    """Return ``taxonomy.yml`` for the data files of a site, given by name without suffix; ``heading`` is a comment."""
    found = {section: _section(section, files) for section in SECTIONS}
    body = yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=1000)
    return f"# {heading}\n{body}"


def _section(section: str, files: Mapping[str, str]) -> dict[str, object]:
    entries: dict[str, object] = {}
    taken: set[str] = set()
    for file in SECTIONS[section]:
        for key, about in _records(files.get(file, "")):
            name = next((str(about[part]) for part in _NAMES if isinstance(about.get(part), str)), key)
            names = {term_key(name), term_key(key)}
            if not name.strip() or names & taken:
                continue
            taken |= names
            entry: dict[str, object] = {}
            if key and term_key(key) != term_key(name):
                entry["synonyms"] = [key]
            slug = str(about.get("slug") or (key if len(names) > 1 else ""))
            if section != "authors" and slug and is_slug(slug):
                entry["slug"] = slug
            description = next((about[part] for part in _DESCRIPTIONS if isinstance(about.get(part), str)), "")
            if description:
                entry["description"] = " ".join(str(description).split())
            entries[name] = entry
    return entries


def _records(text: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield key and values of each record, from a mapping of them, or a list whose items name themselves."""
    try:
        data = read_yaml(text, 1).data()
    except YamlError:
        return
    if isinstance(data, dict):
        for key, about in data.items():
            yield key, about if isinstance(about, dict) else {"description": about}
    for about in data if isinstance(data, list) else ():
        if isinstance(about, dict):
            key = next((about[part] for part in ("slug", "id", "key", *_NAMES) if isinstance(about.get(part), str)), "")
            yield str(key), about
        elif isinstance(about, str):
            yield about, {}
