#!/usr/bin/env python3
"""Have Jekyll say what the cases of ``tests/cases/kramdown.json`` become, and write it beside them.

    record_cases.py [TEXTS]

TEXTS is a JSON list of further texts. Every text is built as the post of a site with Jekyll's default settings and
these includes. ``make test`` compares without Jekyll.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import jekyll_site

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases" / "kramdown.json"
INCLUDES = {
    "box.html": """<div class="box">
<b>{{ include.text }}</b>{% if include.caption %} <i>{{ include.caption }}</i>{% endif %}
</div>
""",
    "figure": """{%- capture source -%}
  {%- if include.file contains "://" -%}
    {{ include.file }}
  {%- else -%}
    {{ include.file | prepend: "/images/" | relative_url }}
  {%- endif -%}
{%- endcapture -%}
{% case include.side %}
{% when "left" or "right" %}{% assign side = include.side %}
{% else %}{% assign side = "none" %}
{% endcase %}

<figure class="{{ side }} {{ include.class | default: "wide" }}" title="{{ page.subtitle }}">
  <img src="{{ source }}" alt="{{ include.alt }}">
  {%- if include.caption -%}
    <figcaption>
      {{ include.caption | markdownify | remove: "<p>" | remove: "</p>" }}
    </figcaption>
  {%- endif -%}
</figure>
""",
}


def main() -> int:
    """Record all cases anew."""
    version = jekyll_site.install()
    known = json.loads(CASES.read_text(encoding="utf-8"))["cases"] if CASES.exists() else []
    texts = [text for text, _ in known]
    for name in sys.argv[1:]:
        texts += [text for text in json.loads(Path(name).read_text(encoding="utf-8")) if text not in texts]
    with tempfile.TemporaryDirectory(prefix="bunko-cases-") as folder:
        work = Path(folder)
        archive = work / "archive"
        (archive / "_posts").mkdir(parents=True)
        (archive / "_includes").mkdir()
        for name, text in INCLUDES.items():
            (archive / "_includes" / name).write_text(text, encoding="utf-8")
        for number, text in enumerate(texts):
            post = archive / "_posts" / f"2020-01-01-case-{number:04}.md"
            post.write_text(f"---\ntitle: 題\n---\n{text}\n", encoding="utf-8")
        built = jekyll_site.build(archive, work, {"baseurl": "/b", "syntax_highlighter": None})
    cases = [[text, built[f"2020-01-01-case-{number:04}"]["html"]] for number, text in enumerate(texts)]
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    head = json.dumps(
        {"source": f"{version}, by benchmarks/record_cases.py", "includes": INCLUDES}, ensure_ascii=False
    )[:-1]
    CASES.write_text(f'{head}, "cases": [\n{lines}\n]}}\n', encoding="utf-8")
    print(f"{len(cases)} cases of {version}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
