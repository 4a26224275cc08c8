# `make help` lists the targets. Only python3 >= 3.11 and make are assumed.
PYTHON ?= python3
VENV   ?= .venv
BIN     = $(VENV)/bin
JOBS   ?= $(shell expr 2 \* $$(nproc 2>/dev/null || echo 2))

.PHONY: help desk test check format lint types imports snapshots screenshots bench clean fix

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/.desk: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("csr_desk needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Say: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(BIN)/.test: $(BIN)/.desk
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@

$(BIN)/.check: $(BIN)/.test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,check]'
	@touch $@

desk: $(BIN)/.desk ## install and open the desk on the sample store
	$(BIN)/csr-desk demo

test: $(BIN)/.test ## install what the tests need and run them all
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal --durations=25 --durations-min=2

check: $(BIN)/.check format lint types imports ## everything CI asks for
	$(MAKE) test

format: $(BIN)/.check ## is the format right (make fix mends it)
	$(BIN)/ruff format --check .

fix: $(BIN)/.check ## mend format and simple lint
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(BIN)/.check ## lint
	$(BIN)/ruff check .

types: $(BIN)/.check ## mypy --strict
	$(BIN)/mypy

imports: $(BIN)/.check ## import contracts
	$(BIN)/lint-imports

snapshots: $(BIN)/.test ## take the screen snapshots anew (look at the diff before you commit)
	$(BIN)/python -m pytest -n $(JOBS) tests/snapshots --snapshot-update

screenshots: $(BIN)/.desk ## make the pictures of the documentation from the program
	$(BIN)/python docs/make_screenshots.py

bench: $(BIN)/.test ## the benchmark, against its limits and peers
	$(BIN)/csr-desk bench

clean: ## forget the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build *.egg-info
