# Everything a newcomer needs: `make demo` shows the product, `make test` proves it.
# Other targets: run, bench, lint, screenshots, lock, clean.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/.ready
VENDORED := santral/static/vendor/.ready

.PHONY: setup demo run test run-tests lint bench screenshots lock clean

setup: $(READY) $(VENDORED)

$(READY): requirements-dev.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Santral needs Python 3.11 or newer with its venv module (Debian: apt-get install python3-venv)."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENDORED): $(READY) package-lock.json santral/static/icons.txt scripts/vendor_assets.py
	$(BIN)/python scripts/vendor_assets.py
	@touch $@

demo: setup
	$(BIN)/santral demo

run: setup
	$(BIN)/santral serve

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# What is checked without running goes on beside the tests: it keeps one processor busy, they do not keep all.
test: setup
	@$(MAKE) --no-print-directory --jobs=2 lint run-tests

# All processors work; one file alone runs faster without: `.venv/bin/pytest tests/unit/cti/test_calls.py`.
run-tests: setup
	$(BIN)/pytest -n logical --maxprocesses 8 --dist worksteal --junitxml=build/tests.xml

bench: setup
	$(BIN)/python -m benchmarks

screenshots: setup
	$(BIN)/python -m tests.browser.take_pictures --all

# Pins every dependency with its hashes; the files name no address.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		pyproject.toml --output-file requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		pyproject.toml --group dev --output-file requirements-dev.lock

clean:
	rm -rf .venv build var santral/static/vendor node_modules
