# Everything a developer runs. `make` alone lists the targets.
# Needs only make and Python 3.11 or newer; all the rest goes into .venv.

PYTHON ?=
WEEKS ?= 4
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run demo test test-contracts programs check format reference bench bench-quote proof clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.server $(VENV)/.embedded ## start database, API and worker with the demo brand
	@exec $(BIN)/python cli.py run

demo: $(VENV)/.server $(VENV)/.embedded $(VENV)/.demo ## replay WEEKS=4 (up to 53) weeks of real receipts
	@exec $(BIN)/python cli.py demo --weeks $(WEEKS)

test: $(VENV)/.dev $(VENV)/.embedded ## run the tests (ARGS="tests/wallet -k holds")
	$(BIN)/pytest -n 2 $(ARGS)

test-contracts: $(VENV)/.dev $(VENV)/.embedded ## run the database contracts, on KOPILKA_MONGODB_URI if set
	$(BIN)/pytest -m contract $(ARGS)

programs: $(VENV)/.dev $(VENV)/.embedded ## run the real programs of examples/ and print their table
	@$(BIN)/python -m tests.programs $(ARGS)

check: $(VENV)/.dev ## lint, types, storeys and house rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest -q tests/test_house.py tests/test_reference.py

format: $(VENV)/.dev ## put imports and layout in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

reference: $(VENV)/.dev $(VENV)/.embedded $(VENV)/.demo ## write the pages that repeat the code (errors, config, licences)
	$(BIN)/python -m docs.write_reference

bench: $(VENV)/.server $(VENV)/.embedded ## measure side by side (ARGS=--short for half a minute)
	@exec $(BIN)/python -m bench $(ARGS)

bench-quote: $(VENV)/.server ## measure the pure price of a quote, and how it grows (ARGS=--short)
	@exec $(BIN)/python -m bench.quote $(ARGS)

proof: $(VENV)/.dev $(VENV)/.embedded $(VENV)/.demo ## the long proofs: kill tests and totals
	$(BIN)/pytest -m proof $(ARGS)

clean: ## remove .venv, var (the embedded database) and caches
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: what is pinned is installed again only when its file changes.

$(VENV)/.server: requirements.txt constraints.txt | $(BIN)/python
	@echo "Installing $< into $(VENV) ..."
	@$(PIP) -r $<
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements.txt constraints.txt | $(BIN)/python
	@echo "Installing $< into $(VENV) ..."
	@$(PIP) -r $<
	@touch $@ $(VENV)/.server

$(VENV)/.demo: requirements-demo.txt constraints.txt | $(BIN)/python
	@echo "Installing $< into $(VENV) ..."
	@$(PIP) -r $<
	@touch $@

# With a MongoDB of its own the house needs no embedded database.
$(VENV)/.embedded: requirements-embedded.txt constraints.txt | $(BIN)/python
	@if [ -n "$$KOPILKA_MONGODB_URI" ]; then exit 0; fi; \
	echo "Installing $< into $(VENV) ..."; \
	if $(PIP) --only-binary SecantusDB -r $<; then touch $@; else \
		echo "The embedded database has no package for this Python or machine:" \
			"set KOPILKA_MONGODB_URI to a MongoDB replica set, or use Python 3.11-3.13" \
			"(make clean, then make ... PYTHON=python3.12)." >&2; exit 1; fi

# The first Python from 3.11 to 3.13 that answers, else any newer one. PYTHON=... overrides.
$(BIN)/python:
	@fits() { "$$1" -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, $$2))" 2>/dev/null; }; \
	python="$(PYTHON)"; \
	for p in python3 python3.13 python3.12 python3.11; do \
		if [ -z "$$python" ] && fits $$p 13; then python=$$p; fi; done; \
	if [ -z "$$python" ]; then python=python3; fi; \
	if ! fits "$$python" 99; then \
		echo "Kopilka needs Python 3.11 or newer; $$python is" \
			"$$("$$python" --version 2>/dev/null || echo missing). Try: make ... PYTHON=/path/to/python3.12" >&2; exit 1; fi; \
	if ! "$$python" -c "import venv, ensurepip" 2>/dev/null; then \
		echo "$$python lacks the venv module. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; fi; \
	echo "Creating $(VENV) with $$("$$python" --version) ..."; \
	"$$python" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
