# One environment, .venv, in three layers: what runs, what builds, what checks.
# Every package comes from a lock file with hashes; `make lock` writes those.

PYTHON ?= python3
VENV := .venv
SIZE ?= full
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
TYPED := $(wildcard cli.py verify_bundle.py console application workflows engine event_store tests bench tools)
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help demo test check format bench reliability reference lock clean
.DELETE_ON_ERROR:

help: ## list the targets
	@echo "Usage: make TARGET"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1|\2/p' $(firstword $(MAKEFILE_LIST)) \
		| while IFS='|' read -r name text; do printf '%-11s %s\n' "$$name" "$$text"; done

demo: $(VENV)/runtime.stamp ## install congress into .venv and run its demonstration
	@rm -f congress-demo.db congress-demo.db-* congress-demo.db.*
	@$(BIN)/congress demo

test: $(VENV)/dev.stamp ## run every test, and name what had to be left out
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest -p tools.pytest_left_out -n 2 $(ARGS)

check: $(VENV)/dev.stamp ## form, types, import contracts, and the wheel that would be shipped
	@echo "check: form" && $(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@echo "check: types" && $(BIN)/mypy --no-error-summary $(TYPED)
	@echo "check: imports" && said=$$($(BIN)/lint-imports --no-cache) || { echo "$$said"; exit 1; }
	@echo "check: wheel" && $(BIN)/python tools/check_wheel.py
	@echo "check: all is well"

format: $(VENV)/dev.stamp ## rewrite the code in its agreed form
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

bench: $(VENV)/runtime.stamp ## measure speed; QUICK=1 takes some two minutes
	@$(BIN)/python -m bench $(if $(QUICK),--quick) $(ARGS)

reliability: $(VENV)/dev.stamp ## lose, tear, kill and fail: print N, failures and the 95 % bound
	@$(BIN)/python -m tests.reliability --size $(SIZE) $(ARGS)

reference: $(VENV)/dev.stamp ## write docs/reference anew from the code
	@$(BIN)/python -m tools.reference $(ARGS)

lock: $(VENV)/dev.stamp ## resolve the dependencies anew and write the lock files
	@$(BIN)/$(COMPILE) --upgrade pyproject.toml -o requirements.lock
	@$(BIN)/$(COMPILE) --upgrade --group build -o requirements-build.lock
	@$(BIN)/$(COMPILE) --upgrade pyproject.toml --group dev -o requirements-dev.lock \
		-c requirements.lock -c requirements-build.lock

clean: ## remove the environment and everything that was built
	@rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache \
		.import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/pyvenv.cfg:
	@command -v $(PYTHON) >/dev/null \
		|| { echo "$(PYTHON) is not installed; Python 3.11 or newer is needed" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
		"$$($(PYTHON) --version) is too old: name a newer one with 'make PYTHON=…'" >&2; exit 1; }
	@echo "setting up: $(VENV) from $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "no environment was made; on Debian: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/runtime.stamp: requirements.lock requirements-build.lock pyproject.toml | $(VENV)/pyvenv.cfg
	@echo "setting up: what congress runs on"
	@$(PIP) install --require-hashes -r requirements.lock -r requirements-build.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/runtime.stamp
	@echo "setting up: what congress is checked with"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
