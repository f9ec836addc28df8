#!/bin/sh
# Print the path of a Chromium that starts, installing one if need be. `--find` looks only.
#
# Tried in turn: $CHROME, the PATH, Playwright's own download, the distribution's package, a new Playwright download.
# If all fail: under CI (environment variable CI) this is an error; elsewhere nothing is printed on standard output,
# and the browser tests are skipped.
set -u
PYTHON="${PYTHON:-.venv/bin/python}"

say() { echo "install_browser.sh: $*" >&2; }

starts() { [ -n "$1" ] && timeout 60 "$1" --version >/dev/null 2>&1; } # Ubuntu's chromium-browser may be an empty shell

find_browser() {
    for name in "${CHROME:-}" chromium google-chrome google-chrome-stable chromium-browser chrome; do
        found="$(command -v "$name" 2>/dev/null)" || continue
        if starts "$found"; then echo "$found"; return 0; fi
    done
    found="$("$PYTHON" -c '
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)' 2>/dev/null)"
    if starts "$found"; then echo "$found"; return 0; fi
    return 1
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

install_package() {
    command -v apt-get >/dev/null || return 1
    as_root true 2>/dev/null || { say "not root, and sudo asks for a password: no package can be installed"; return 1; }
    say "installing the distribution's package chromium ..."
    as_root env DEBIAN_FRONTEND=noninteractive sh -c '
        apt-get update -qq; apt-get install -y -qq --no-install-recommends chromium' </dev/null >/dev/null 2>&1
}

install_download() {
    say "downloading Playwright's Chromium ..."
    timeout 300 "$PYTHON" -m playwright install chromium </dev/null >/dev/null 2>&1
}

find_browser && exit 0
[ "${1:-}" = --find ] && exit 1
install_package && find_browser && exit 0
install_download && find_browser && exit 0
say "no Chromium could be found or installed. Install chromium or Google Chrome, or set CHROME=/path/to/chrome."
if [ -n "${CI:-}" ]; then exit 1; fi
say "The browser tests are skipped."
