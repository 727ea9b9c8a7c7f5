# Samvad: everything a person types. Needs only make and Python >= 3.11; each target installs the
# rest into .venv first, from the lock files, whose hashes are checked.

.DEFAULT_GOAL := help
.PHONY: help install run test check format bench train lock messages clean

PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,\
  $(if $(shell command -v $(p) >/dev/null 2>&1 && $(p) -c 'import sys; print("ok" if sys.version_info >= (3, 11) else "")' 2>/dev/null),$(p))))
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

help:             ## this list
	@sed -n 's/^\([a-z]*\): .*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

install: .venv/run.ok  ## install what the bot needs into .venv

run: .venv/run.ok ## the live bot with BOT_TOKEN (or .env), otherwise a rehearsal in the browser
	@$(BIN)/samvad start

test: .venv/dev.ok ## all tests, on SQLite and PostgreSQL
	@$(BIN)/python -m pytest

check: .venv/dev.ok ## what must pass before anything lands: format, lint, types, catalogues, tests
	@$(BIN)/ruff format --check --quiet . || { echo "run: make format"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(MAKE) --no-print-directory test

format: .venv/dev.ok ## put the code into shape
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --fix --quiet .

bench: .venv/dev.ok ## the figures of docs/performance.md
	@$(BIN)/python -m benchmarks

train: .venv/dev.ok ## learn anew what unforeseen wording means, from training/data
	@$(BIN)/python -m training

lock: .venv/dev.ok ## write the lock files anew from pyproject.toml
	@$(BIN)/python -m uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --no-annotate \
	  --extra dev pyproject.toml --output-file requirements-dev.lock
	@sed -n 's/^\([a-z][^ ]*==[^ ;]*\).*/\1/p' requirements-dev.lock > .venv/constraints.txt
	@$(BIN)/python -m uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --no-annotate \
	  --constraint .venv/constraints.txt pyproject.toml --output-file requirements.lock

messages: .venv/dev.ok ## bring the catalogues in step with the code
	@$(BIN)/python -m bot.catalogue_sync

clean:            ## remove what was installed and what is derived
	@rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .hypothesis

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Samvad needs Python 3.11 or newer; found: $$(python3 --version 2>&1 || echo none)." \
	  "Install it (Debian: apt install python3 python3-venv) or say where it is: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "This Python cannot make a venv; on Debian: apt install python3-venv" >&2; exit 1; }

.venv/run.ok: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing what Samvad needs into .venv (once, about a minute) ..."
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

.venv/dev.ok: requirements-dev.lock .venv/run.ok
	@echo "Installing what the tests need into .venv ..."
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@touch $@
