# The five commands of a contributor. `make` alone lists them.
.PHONY: help setup quick test lint docs
python := .venv/bin/python

help:  ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup: $(python)  ## set up .venv with everything the tests need

quick: $(python)  ## the tests that need no LibreOffice, Node or browser
	$(python) -m pytest -q -n auto -m "not office"

test:  ## all tests, as CI runs them
	sh tests/run.sh

lint: $(python)  ## format, lint, types
	.venv/bin/ruff format .
	.venv/bin/ruff check .
	.venv/bin/mypy

docs: $(python)  ## build the site into build/site
	npm install --prefix tests/pyodide --silent --no-audit --no-fund
	$(python) -m tools.site build/site
	@echo "look at it: $(python) -m http.server --directory build/site"

$(python): pyproject.toml
	[ -x $(python) ] || python3 -m venv .venv
	$(python) -m pip install --quiet --editable '.[test]'
	@touch $(python)
