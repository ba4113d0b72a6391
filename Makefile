# Everything lives in .venv; nothing outside the project is written to. Modules are compiled once,
# here: who runs them later may not be allowed to write.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv

.DEFAULT_GOAL := help
.PHONY: help bootstrap run test lint bench conformance lock messages clean

help: ## what there is
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/'

$(UV): requirements/bootstrap.lock
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "Python has no venv module: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/bootstrap.lock
	@touch $(UV)

.venv/.runtime: $(UV) requirements/runtime.lock pyproject.toml
	$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/runtime.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q src
	@touch $@

.venv/.dev: .venv/.runtime requirements/dev.lock
	$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/dev.lock
	@touch $@

.venv/.bench: .venv/.runtime requirements/bench.lock
	$(PYTHON) -m venv .venv/bench
	$(UV) pip install --quiet --python .venv/bench/bin/python --require-hashes -r requirements/bench.lock
	@touch $@

.venv/.conformance: .venv/.runtime requirements/conformance.lock requirements/conformance-sources.lock
	$(PYTHON) -m venv .venv/conformance
	$(UV) pip install --quiet --python .venv/conformance/bin/python --require-hashes -r requirements/conformance.lock
	rm -rf .venv/conformance/sources
	.venv/conformance/bin/python -m pip download --quiet --no-deps --no-binary :all: --no-build-isolation --require-hashes --dest .venv/conformance/sources -r requirements/conformance-sources.lock
	@touch $@

bootstrap: .venv/.runtime ## everything that running needs, into .venv

run: bootstrap ## the site with a demo nation, on http://127.0.0.1:8000
	$(BIN)/noroshi up --demo

test: .venv/.dev ## every test; what the machine lacks is skipped with its reason
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

lint: .venv/.dev ## what CI lints with
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.dev .venv/.bench ## ratios against peers into var/bench.json; ONLY=name,… runs a part
	$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY))

conformance: .venv/.dev .venv/.conformance ## suites that others wrote, against a served house, into var/conformance.json
	$(BIN)/python -m conformance

lock: $(UV) ## pin what pyproject.toml asks for
	$(UV) pip compile --quiet --no-config --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/bootstrap.in -o requirements/bootstrap.lock --allow-unsafe
	$(UV) pip compile --quiet --no-config --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements/runtime.lock
	$(UV) pip compile --quiet --no-config --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group dev -o requirements/dev.lock
	$(UV) pip compile --quiet --no-config --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group bench -o requirements/bench.lock
	$(UV) pip compile --quiet --no-config --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group conformance -o requirements/conformance.lock

messages: .venv/.dev ## bring the Japanese catalogue up to date (needs gettext)
	cd src/noroshi && ../../$(BIN)/django-admin makemessages --locale ja --no-obsolete --no-location
	cd src/noroshi && ../../$(BIN)/django-admin compilemessages --locale ja

clean: ## forget the environment; state in var/ stays
	rm -rf .venv
