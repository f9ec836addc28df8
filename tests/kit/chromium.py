"""The browser of tests, pictures and benchmarks: found on the machine, with the fonts of the books and no others.

So a page has the same glyphs on every machine, one without any font included (there Chromium would crash).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from playwright.sync_api import Browser, BrowserType

ROOT = Path(__file__).resolve().parents[2]
# Started as root in a container, and on a network that may be closed: no sandbox, and no calls home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 120_000  # ms until a page is said not to change any more: a busy machine is no bug

#: Fonts that requirements.txt brings for the books, as (package, file).
LATIN = [("manimgx_fonts", "NotoSans[wght].ttf"), ("fontpkg_source_code_pro", "files/SourceCodePro[wght].ttf")]
JAPANESE = [
    ("pylopdf_fonts_jp", "NotoSansJP-Regular.otf"),
    ("pylopdf_fonts_jp", "NotoSerifJP-Regular.otf"),
    ("noto_cjk_sans_jp_bold", "NotoSansCJKjp-Bold.otf"),
    ("manimgx_fonts", "NotoEmoji[wght].ttf"),
    ("manimgx_fonts", "NotoSansSymbols[wght].ttf"),
]
_FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
{folders}
<cachedir>{cache}</cachedir>
<!-- The bold of Noto Sans JP comes from a package of its own, under another name. -->
<match target="scan">
<test name="family"><string>Noto Sans CJK JP</string></test>
<edit name="family" mode="assign"><string>Noto Sans JP</string></edit>
</match>
<alias><family>sans-serif</family><prefer><family>Noto Sans JP</family><family>Noto Sans</family></prefer></alias>
<alias><family>serif</family><prefer><family>Noto Serif JP</family><family>Noto Sans</family></prefer></alias>
<alias><family>monospace</family><prefer><family>Source Code Pro</family></prefer></alias>
</fontconfig>
"""


def find_chromium() -> str:
    """Return the path of a Chromium that starts, or nothing."""
    script = ROOT / "tests" / "install_browser.sh"
    env = {**os.environ, "PYTHON": sys.executable}
    done = subprocess.run(["sh", script, "--find"], env=env, capture_output=True, text=True, check=False)  # noqa: S607
    return done.stdout.strip()


def write_fonts_conf(folder: Path, fonts: Iterable[tuple[str, str]]) -> Path:
    """Write a ``fonts.conf`` for fontconfig into a folder: it knows these fonts, and none of the machine's."""
    shown = folder / "fonts"
    shown.mkdir(parents=True)
    for package, file in fonts:
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(f"{package} is missing: requirements.txt brings it", name=package)
        (shown / Path(file).name).symlink_to(Path(spec.origin).parent / file)
    conf = folder / "fonts.conf"
    text = _FONTS_CONF.format(folders=f"<dir>{escape(str(shown))}</dir>", cache=escape(str(folder / "cache")))
    conf.write_text(text, encoding="utf-8")
    return conf


@contextmanager
def chromium(engine: BrowserType, program: str, *, japanese: bool = True) -> Iterator[Browser]:
    """Start Chromium; without ``japanese``, it has glyphs for Latin letters only."""
    with tempfile.TemporaryDirectory(prefix="bunko-fonts-") as folder:
        conf = write_fonts_conf(Path(folder), [*LATIN, *(JAPANESE if japanese else [])])
        env: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(conf)}
        started = engine.launch(executable_path=program, args=FLAGS, env=env, timeout=PATIENCE)
        started.on("context", lambda context: context.set_default_timeout(PATIENCE))
        yield started
        started.close()
