"""Build an archive with Jekyll itself: its posts as HTML, without layouts, and what each is called.

Works on a copy. What an archive asks for and is not there (plugins, includes, posts that are linked to) is stood in for
so that Jekyll does not stop: the tag stays as text, as it does in Bunko.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Debian's packages; the plugins are those that have a say in what a post contains, or in which addresses there are.
PACKAGES = [
    "jekyll", "ruby-jekyll-archives", "ruby-jekyll-commonmark", "ruby-jekyll-feed", "ruby-jekyll-paginate",
    "ruby-jekyll-redirect-from",
]  # fmt: skip
_PLUGINS = ("jekyll-archives", "jekyll-paginate", "jekyll-redirect-from")
#: What comes from a theme, or would ask for one.
_NOT_COPIED = ("_site", "_plugins", ".git", ".jekyll-cache", "node_modules", "vendor", "Gemfile*", "*.scss", "*.sass")

_RUBY = r"""
# Written by benchmarks/jekyll_site.py: collects what posts become, and keeps Jekyll going.
require "json"

module Stand
  class Tag < Liquid::Tag
    def initialize(name, markup, context)
      super
      @raw = "{% #{name} #{markup.strip} %}"
    end

    def render(_context)
      @raw
    end
  end

  module Kept
    def initialize(name, markup, context)
      @stand_raw = "{% #{name} #{markup.strip} %}"
      super
    end

    def render(context)
      super
    rescue StandardError
      @stand_raw
    end
  end
end

[Jekyll::Tags::IncludeTag, Jekyll::Tags::PostUrl, Jekyll::Tags::Link].each { |tag| tag.prepend(Stand::Kept) }

known = %w[else elsif when] + Liquid::Template.tags.map { |name, _| name }
known += known.map { |name| "end#{name}" }
Jekyll::Hooks.register(:site, :after_init) do |site|
  texts = "*.{md,markdown,mkd,mkdn,html,liquid,txt,xml,textile}"
  Dir.glob([File.join(site.source, "**", texts), File.join(site.source, "_includes", "**", "*")]).each do |path|
    next unless File.file?(path)
    File.read(path, encoding: "utf-8").scrub.scan(/\{%-?\s*(\w+)/).flatten.uniq.each do |name|
      Liquid::Template.register_tag(name, Stand::Tag) unless known.include?(name)
    end
  end
end

found = []
Jekyll::Hooks.register(:posts, :pre_render) { |post| post.data["layout"] = "none" }
Jekyll::Hooks.register(:posts, :post_convert) do |post|
  found << { path: post.relative_path, url: post.url, html: post.content }
end
Jekyll::Hooks.register(:site, :post_write) do |site|
  File.write(File.join(site.source, "..", "posts.json"), JSON.generate(found))
end
"""


def install() -> str:
    """Return Jekyll's version, after installing it if it is missing and may be; raises RuntimeError without it."""
    if shutil.which("jekyll") is None and shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Installing {', '.join(PACKAGES)} ...", file=sys.stderr)
        for command in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
            subprocess.run(["apt-get", "-qq", *command], check=False, stdout=subprocess.DEVNULL)  # noqa: S607 — on PATH
    found = shutil.which("jekyll")
    if found is None:
        raise RuntimeError(f"Jekyll is missing. On Debian and Ubuntu: apt-get install {' '.join(PACKAGES)}")
    return subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout.strip()


def read_config(archive: Path) -> dict[str, Any]:
    """Return what the archive's ``_config.yml`` says."""
    path = archive / "_config.yml"
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")) or {}) if path.exists() else {}


def build(archive: Path, work: Path, config: dict[str, Any], plugins: Sequence[str] = ()) -> dict[str, dict[str, str]]:
    """Build the posts of ``archive`` below ``work``; return ``path``, ``url`` and ``html`` of each, by file name.

    ``plugins`` come to those of the archive that have a say in its addresses.
    """
    source = work / "jekyll"
    shutil.rmtree(source, ignore_errors=True)
    source.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(archive, source, ignore=shutil.ignore_patterns(*_NOT_COPIED))
    kept = {key: value for key, value in config.items() if key not in ("theme", "remote_theme", "gems")}
    is_commonmark = str(config.get("markdown")).startswith("CommonMark")
    kept["plugins"] = [*(name for name in config.get("plugins") or () if name in _PLUGINS), *plugins]
    kept["plugins"] += ["jekyll-commonmark"] if is_commonmark else []
    kept |= {
        "safe": False,
        "future": config.get("future", True),
        "markdown": "CommonMark" if is_commonmark else "kramdown",
    }
    (source / "_config.yml").write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
    (source / "_plugins").mkdir(exist_ok=True)
    (source / "_plugins" / "stand.rb").write_text(_RUBY, encoding="utf-8")
    jekyll = shutil.which("jekyll") or "jekyll"
    done = subprocess.run(
        [jekyll, "build", "-q", "--disable-disk-cache", "-s", str(source), "-d", str(work / "_site")],
        cwd=work,
        env={**os.environ, "LC_ALL": "C.UTF-8", "JEKYLL_ENV": "production"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"Jekyll failed on {archive.name}:\n{done.stderr[-4000:]}")
    posts = json.loads((work / "posts.json").read_text(encoding="utf-8"))
    return {Path(post["path"]).stem: post for post in posts}


def addresses(work: Path) -> list[str]:
    """Return the address of every file that `build` made Jekyll write below ``work``, but for a plugin's own data."""
    site = work / "_site"
    paths = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    named = [f"/{path.removesuffix('index.html') if Path(path).name == 'index.html' else path}" for path in paths]
    return [address for address in named if address != "/redirects.json"]
