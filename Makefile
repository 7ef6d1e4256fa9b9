# Set-up, start and checks. `make` alone lists the targets.
#
# Each step of the set-up leaves a stamp and is done again only when its inputs change.

HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=
export HOST PORT

# The first interpreter that is new enough; PYTHON=… chooses another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
PY := .venv/bin/python
MANAGE := $(PY) manage.py
PO := $(wildcard */locale/*/LC_MESSAGES/*.po */*/locale/*/LC_MESSAGES/*.po)
MO := $(PO:.po=.mo)

.PHONY: help setup run test prove check bench messages clean
.DELETE_ON_ERROR:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: .venv/.python node_modules/.stamp $(MO) ## install what is needed; quick when nothing changed

run: setup ## load the demo brand and serve it on HOST:PORT (127.0.0.1:8000)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_demo
	@exec $(PY) bin/serve.py

# As they are named, the longest (access) begin: no worker is left alone with them at the end.
test: setup .venv/.browser ## run the tests, on SQLite or on DATABASE_URL; ARGS go to pytest
	@$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

prove: setup ## the proofs at full size, some minutes long
	@$(PY) -m pytest -m prove -n auto $(ARGS)

check: setup ## style, Django's checks, missing migrations, missing translations
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(MANAGE) check
	@$(MANAGE) makemigrations --check --dry-run
	@bin/check-messages

bench: setup ## measure import, settlement and statements
	@$(PY) tests/bench $(ARGS)

messages: setup ## collect the texts to translate, then compile the translations
	@$(MANAGE) makemessages --locale zh_Hans --no-obsolete --add-location file \
		--ignore '.venv/*' --ignore 'node_modules/*' --ignore 'var/*' --ignore 'tests/*'
	@$(MAKE) --no-print-directory setup

clean: ## remove what the set-up made; var/ with the data stays
	rm -rf .venv node_modules .pytest_cache .ruff_cache .hypothesis $(MO)

.venv/.system: bin/system-packages
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; PYTHON=… names it." >&2; exit 1; }
	@PYTHON=$(PYTHON) bin/system-packages
	@mkdir -p .venv && touch $@

.venv/.browser: bin/system-packages | .venv/.python
	@bin/system-packages --browser
	@touch $@

$(PY): | .venv/.system
	$(PYTHON) -m venv .venv

.venv/.python: requirements.txt requirements-dev.txt .venv/.system | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

node_modules/.stamp: package.json package-lock.json | .venv/.python
	bin/npm ci --omit=dev --no-audit --no-fund --loglevel=error
	@touch $@

%.mo: %.po | .venv/.system
	msgfmt --check-format --output-file=$@ $<
