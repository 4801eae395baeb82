# Every target sets up what it needs: the environment, the library over corpus/.
# `make help` lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := bot index tests bench deploy

.DEFAULT_GOAL := help
.PHONY: help ask bot build test check format words bench soak fuzz pictures lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Only a build knows which articles have come, changed and gone, and where .env says that they are.
# Where it can't be done, its complaint stands above what the library says as it is.
ask: $(VENV)/.installed ## Answer Q="your question"; without Q, open a conversation
	@$(BIN)/footnote build --quiet || true
	@if [ -n "$$QUESTION" ]; then $(BIN)/footnote ask -- "$$QUESTION"; else $(BIN)/footnote chat; fi

bot: $(VENV)/.installed ## Run the Discord bot with the token from .env
	@$(BIN)/footnote build --quiet || true
	@$(BIN)/footnote run

build: $(VENV)/.installed ## Bring the library up to the articles
	@$(BIN)/footnote build

test: $(VENV)/.installed ## Run every test, offline
	@$(BIN)/pytest

check: $(VENV)/.installed ## The gate: format, lint, types, imports, the image, tests
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile
	$(BIN)/pytest

format: $(VENV)/.installed ## Format the code and mend what the linter can
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

words: $(VENV)/.installed ## Renew the catalogues of what the bot says (bot/locales)
	@$(BIN)/python -m bot.catalogues

bench: $(VENV)/.bench ## Measure quality and speed (needs evaluation data, see bench/data.py)
	$(BIN)/python -m bench

soak: $(VENV)/.installed ## An hour of Discord compressed: 10,000 questions, while everything fails
	$(BIN)/python -m bench.soak

fuzz: $(VENV)/.installed ## Build 10,000 broken documents of each kind into a library (about an hour)
	$(BIN)/python -m tests.fuzz.run

pictures: $(VENV)/.installed ## Draw docs/pictures anew (needs Chromium, see tests/pictures)
	$(BIN)/python -m tests.pictures

lock: ## Renew constraints.txt: the newest versions that pyproject.toml allows
	$(PYTHON) -m venv var/lock
	var/lock/bin/pip install --quiet --disable-pip-version-check '.[dev,bench]'
	{ echo '# Made by `make lock`: every version that an install takes.'; \
	  var/lock/bin/pip freeze --disable-pip-version-check --exclude footnote \
	  | sed -e 's/+cpu$$//' -e '/ @ /d'; \
	  echo "audioop-lts==0.2.2; python_version >= '3.13'"; } > constraints.txt
	rm -rf var/lock

clean: ## Remove everything generated
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The question travels in the environment, never in a shell's words: it may hold quotes and dollars.
ask: export QUESTION := $(value Q)

$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "Setting up $(VENV) (once; a few minutes)…"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

$(VENV)/.bench: $(VENV)/.installed
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch $@
