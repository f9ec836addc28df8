"""Formulas as authors write them for MathJax, in the part of LaTeX that docutils turns into MathML.

docutils knows what most formulas use, refuses what it does not know, and escapes what it must. What follows are other
names of the same things; where nothing is the same, the formula stays as it is and is refused.
"""

from __future__ import annotations

import re

#: Environments, and which of docutils' has the same columns; "" for those that only say "this is a formula".
_ENVIRONMENTS = {
    **dict.fromkeys(("align", "split", "alignat", "alignedat", "flalign", "eqnarray", "aligned"), "aligned"),
    **dict.fromkeys(("gather", "gathered", "multline", "array", "subarray", "smallmatrix"), "matrix"),
    **dict.fromkeys(("equation", "displaymath", "math"), ""),
}
_ENVIRONMENT = re.compile(rf"\\(begin|end)\{{({'|'.join(_ENVIRONMENTS)})\*?\}}(?:\[[tcb]\])?(\{{[^{{}}]*\}})?")
_WITH_ARGUMENT = frozenset({"array", "subarray", "alignat", "alignedat"})  # the columns, or how many there are
_THREE_COLUMNS = re.compile(r"&\s*([^&\\\s]|\\[a-zA-Z]+)\s*&\s*")  # a &=& b, as eqnarray has it
_REWRITES = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\\(?:nonumber|notag|hline|limits|nolimits|displaylimits)(?![a-zA-Z])", ""),
        (r"\\(?:tiny|small|normalsize|large|Large|LARGE|huge|Huge)(?![a-zA-Z])", ""),
        (r"\\(?:label|require|color)\s*\{[^{}]*\}", ""),
        (r"\\textcolor\s*\{[^{}]*\}", ""),
        (r"\\tag\*?\s*\{([^{}]*)\}", r"\\qquad\\text{(\1)}"),
        (r"\\operatorname\*", r"\\operatorname"),
        (r"\\mathop\s*\{\s*(?:\\rm|\\mathrm)\s*\{?([a-zA-Z\s]+)\}?\s*\}", r"\\operatorname{\1}"),
        (r"\\stackrel(?![a-zA-Z])", r"\\overset"),
        (r"\\(?:bm|pmb)(?![a-zA-Z])", r"\\boldsymbol"),
        (r"\\(?:La)?TeX(?![a-zA-Z])", lambda match: rf"\text{{{match[0][1:]}}}"),
        (r"\{([^{}]*?)\\over(?![a-zA-Z])([^{}]*)\}", r"\\frac{\1}{\2}"),
        (r"\{\\(rm|bf|it|tt)(?![a-zA-Z])\s*([^{}]*)\}", r"\\math\1{\2}"),
    )
]


def known_tex(source: str) -> str:
    """Return the formula with docutils' names for what it calls something else, as ``aligned`` for ``align*``."""
    three_columns = "{eqnarray" in source
    found = _ENVIRONMENT.sub(_environment, source)
    if three_columns:
        found = _THREE_COLUMNS.sub(r"&\1 ", found)
    for pattern, replacement in _REWRITES:
        found = pattern.sub(replacement, found)
    parts = [part.strip() for part in re.split(r"\n\s*\n", found) if part.strip()]
    if len(parts) > 1:  # Sphinx: a blank line parts one equation from the next
        return r" \\ ".join(parts)
    return found.strip()


def _environment(match: re.Match[str]) -> str:
    where, name, argument = match.groups()
    ours = _ENVIRONMENTS[name]
    rest = "" if name in _WITH_ARGUMENT and where == "begin" else argument or ""
    return (rf"\{where}{{{ours}}}" if ours else "") + rest
