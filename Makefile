# Everything a developer does here: `make` lists it. Needs Python 3.11 or newer and make; the rest is
# installed into .venv (and, for the tests, Chromium and a Neo4j, see tests/browser_install.py and
# tests/neo4j_server.py).

PYTHON ?= python3
HOST   ?= 127.0.0.1
PORT   ?= 8501
PY     := .venv/bin/python
# Where there is a screen, `make run` opens the page on it.
NO_SCREEN := $(shell [ "$$(uname)" = Darwin ] || [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] && echo false || echo true)
PIP    := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run test check fix bench docs neo4j venv dev lock

help:
	@echo "make run      start Readout with the shipped example at http://$(HOST):$(PORT) (HOST=, PORT=)"
	@echo "make test     install everything the tests need, then check and test"
	@echo "make check    lint, format, types, imports, generated docs"
	@echo "make fix      let ruff mend and format what it can"
	@echo "make bench    run the benchmarks, print a table"
	@echo "make docs     write the generated docs anew"
	@echo "make neo4j    start a Neo4j to develop against, and print how to use it"
	@echo "make venv     only install what Readout needs to run;  make dev: what its tests need too"
	@echo "make lock     pin the newest versions that requirements.txt allows"

run: venv
	@$(PY) -c "import socket; socket.create_server(('$(HOST)', $(PORT))).close()" 2>/dev/null || \
	  { echo "Readout can't listen on $(HOST):$(PORT): the port is taken or the address isn't this machine's. Try: make run PORT=8502" >&2; exit 1; }
	$(PY) -m loaders example
	$(PY) -m streamlit run app.py --server.address $(HOST) --server.port $(PORT) \
	  --server.headless $(NO_SCREEN)

test: dev
	$(PY) -m tests.browser_install
	$(PY) -m tests.neo4j_server --install
	$(MAKE) --no-print-directory check
	$(PY) -m pytest $(TESTS)

check: dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m pytest -q tests/test_architecture.py
	$(PY) -m graph.reference --check
	$(PY) -m loaders.extraction.reference --check
	$(PY) -m tests.share_check

fix: dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: dev
	$(PY) -m benchmarks

docs: dev
	$(PY) -m graph.reference
	$(PY) -m loaders.extraction.reference

neo4j: dev
	$(PY) -m tests.neo4j_server

# ---- .venv ----------------------------------------------------------------------------------------
venv: .venv/run.stamp
dev: .venv/dev.stamp

.venv/run.stamp: requirements.lock | .venv/bin/pip
	@echo "Installing what Readout needs into .venv (once; about 800 MB) ..."
	@$(PIP) -r requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock requirements.lock | .venv/bin/pip
	@echo "Installing what the tests need into .venv (once; about 1 GB) ..."
	@$(PIP) -r requirements-dev.lock
	@touch $@ .venv/run.stamp

# Debian's Python comes without ensurepip unless python3-venv is installed; virtualenv brings its own.
.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Readout needs Python 3.11 or newer as $(PYTHON). Name another: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@rm -rf .venv
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || { rm -rf .venv .cache/virtualenv; \
	  $(PYTHON) -m pip install --quiet --target .cache/virtualenv virtualenv >/dev/null 2>&1 && \
	  PYTHONPATH=.cache/virtualenv $(PYTHON) -m virtualenv --quiet .venv; } || { rm -rf .venv; \
	  echo "$(PYTHON) can't make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }

# The locks hold for every platform and Python from 3.11 on, and name no registry.
LOCK := .cache/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --upgrade
lock: venv
	@test -x .cache/lock/bin/uv || { $(PY) -m venv .cache/lock && .cache/lock/bin/pip install --quiet uv; }
	$(LOCK) requirements.txt --output-file requirements.lock
	$(LOCK) requirements-dev.txt --constraints requirements.lock --output-file requirements-dev.lock
