# Everything sets itself up: `make demo`, `make test`, `make run` from a fresh clone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo look run test lint faults bench migration lock clean

demo: $(VENV)/.ok
	@$(BIN)/arshjul demo

# A morning of that year in the browser.
look: $(VENV)/.ok
	@$(BIN)/arshjul demo --serve

run: $(VENV)/.ok
	@$(BIN)/arshjul run

test: $(VENV)/.dev-ok
	@tests/programs.sh
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest

# The long form of tests/faults: FAULTS killings on each database; FAULTS_SEED=n begins with another seed.
FAULTS ?= 100
FAULTS_SEED ?= 1
faults: $(VENV)/.dev-ok
	@tests/programs.sh
	@ARSHJUL_FAULTS=$(FAULTS) ARSHJUL_FAULTS_SEED=$(FAULTS_SEED) $(BIN)/python -m pytest -n 0 -s tests/faults

lint: $(VENV)/.dev-ok
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.dev-ok
	@$(BIN)/python -m tests.bench

# make migration NAME="What it does"
migration: $(VENV)/.dev-ok
	@$(BIN)/python -m tests.draft_migration "$(NAME)"
	@$(BIN)/ruff format -q service/store/migrations/versions
	@$(BIN)/ruff check -q --fix service/store/migrations/versions

# The locks carry hashes and no index address; uv is needed only to make them anew.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements.in -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements-dev.in -o requirements-dev.lock

clean:
	rm -rf $(VENV) var

$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python 3.11 med venv behövs. På Debian: apt-get install python3-venv make"; exit 1; }

$(VENV)/.ok: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installerar det Årshjul behöver i $(VENV) …"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev-ok: requirements-dev.lock $(VENV)/.ok
	@echo "Installerar det testerna behöver i $(VENV) …"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
