# make run: install, build, open the app. make test: install, run every check. Both skip what is up to date.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null)

.PHONY: run build test test-all trust docs bench lock clean
run: build
	$(BIN)/terrapaz app --port $(PORT)

build: .venv/.run
	$(BIN)/terrapaz build || test $$? -eq 3

test: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/deptry .
	$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST)

# The exhaustive checks too: ten million points, every corner of every border, full-size tiles, all editions.
test-all: .venv/.dev
	$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m ""

# Some 3,000 tries of hostile inputs, faults and kills; writes docs/trust.md. make test makes a tenth of those of three parts.
trust: .venv/.dev
	$(BIN)/python -W ignore -m tests.trust

# The documentation as a site of its own, in site/: open site/index.html. A warning ends it; make test builds it, too.
docs: .venv/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

bench: .venv/.dev
	$(BIN)/python -m bench

.venv/.run: requirements.txt pyproject.toml
	$(call install,requirements.txt)
	@touch $@

.venv/.dev: requirements-dev.txt pyproject.toml
	$(call install,requirements-dev.txt)
	@touch $@ .venv/.run

# Hashes pin every byte. uv, where it is on the PATH, only does the same faster than pip.
ifdef UV
define install
test -x $(BIN)/python || uv venv --quiet --python $(PYTHON) .venv
uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r $(1)
uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
endef
else
define install
test -x $(BIN)/pip || $(PYTHON) -m venv .venv
$(BIN)/pip install --quiet --require-hashes -r $(1)
$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
endef
endif

# Both locks are made from pyproject.toml, for every platform and Python from 3.11 on; they name no index.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--no-emit-find-links --extra build -o requirements.txt pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--no-emit-find-links --extra build --extra dev --extra bench -c requirements.txt -o requirements-dev.txt pyproject.toml

clean:
	rm -rf .venv site .mypy_cache .ruff_cache .pytest_cache
