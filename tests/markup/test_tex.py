from __future__ import annotations

import pytest

from bunko.markup.tex import known_tex


@pytest.mark.parametrize(
    ("written", "known"),
    [
        (r"E = mc^2", r"E = mc^2"),
        (r"\begin{align*} a &= b \\ c &= d \end{align*}", r"\begin{aligned} a &= b \\ c &= d \end{aligned}"),
        (r"\begin{equation}x\end{equation}", "x"),
        (r"\begin{eqnarray}a &=& b\end{eqnarray}", r"\begin{aligned}a &= b\end{aligned}"),
        (r"\begin{array}{c|c} a & b \\ \hline c & d\end{array}", r"\begin{matrix} a & b \\  c & d\end{matrix}"),
        (r"\begin{array}[t]{l}{x}\end{array}", r"\begin{matrix}{x}\end{matrix}"),
        (r"\begin{gather}{a}\\b\end{gather}", r"\begin{matrix}{a}\\b\end{matrix}"),
        (r"\bm{x} \stackrel{d}{=} \operatorname*{argmin}", r"\boldsymbol{x} \overset{d}{=} \operatorname{argmin}"),
        (r"\mathop{\rm argmax}", r"\operatorname{argmax}"),
        (r"{a \over b}", r"\frac{a }{ b}"),
        (r"\label{eq:a} x \nonumber", "x"),
        (r"x \tag{3}", r"x \qquad\text{(3)}"),
        ("a = b\n\nc = d", r"a = b \\ c = d"),
        (r"\hlines \labels", r"\hlines \labels"),
    ],
)
def test_names_that_docutils_does_not_know_become_names_that_it_knows(written: str, known: str) -> None:
    assert known_tex(written) == known
