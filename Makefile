# Everything a newcomer needs: `make run` and `make test`. The other targets are for those who work on it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000

.PHONY: help run test install services services-stop check translations clean

help: ## what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

run: install ## leanstream in one process on SQLite, with a sample region the first time
	$(BIN)/leanstream up --demo --port $(PORT)

test: install ## every test, on real PostgreSQL, Kafka and Chromium, installed where missing
	$(BIN)/python -m tests.servers install
	$(BIN)/python -m pytest -n 2

install: $(VENV)/ready ## .venv with the leanstream command in it

$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

services: install ## PostgreSQL and Kafka for development; their URLs go to var/services.env
	$(BIN)/python -m tests.servers start

services-stop: ## end them; their data stays
	$(BIN)/python -m tests.servers stop

translations: install ## extract texts into the catalogues and name those without a translation
	$(BIN)/python -m tests.translations.catalogues

check: install ## lint, types and layers, without the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: install ## newest versions that pyproject.toml allows
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --extra dev --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.lock

clean: ## remove what can be made anew; var/ with your data stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
