# `make` alone lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SETUP = $(VENV)/.set-up.$(EXTRAS)
# The benchmark lies beside the project where there is one; the project does not need it.
BENCHMARK ?= ../shared/bench/score.py
# What is installed beside the program, as extras of it; CI adds the cluster's engine (312 MB)
# and a store of objects to try it on (60 MB), and runs their tests.
EXTRAS ?= dev
WORDS = $(wildcard $(VENV)/lib/python3*/site-packages/jieba/dict.txt)

.DEFAULT_GOAL := help
.PHONY: help run test coverage check lint format fuzz audit golden docs table bench score peers clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | column -t -s '|'

$(SETUP): pyproject.toml tests/lock.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint tests/lock.txt --editable '.[$(EXTRAS)]'
	@$(BIN)/python -m compileall -q newsclean  # as pip does for what it installs; else some settings compile at each start
	@touch $@

run: $(SETUP)  ## set up .venv, clean the seeds and show the articles
	@$(BIN)/newsclean clean seeds/*.txt --verbose

test: $(SETUP)  ## run all tests
	@$(BIN)/python -m pytest

lint: $(SETUP)  ## check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

coverage: $(SETUP)  ## run all tests and tell which branches of newsclean/ they leave out
	@rm -f .coverage*
	@COVERAGE_FILE=$(CURDIR)/.coverage $(BIN)/coverage run -m pytest --ignore tests/test_growth.py
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

check: lint test  ## exactly what CI runs

format: $(SETUP)  ## put the code into the project's style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# The fuzzer runs for so many seconds a target; it is there for Python 3.11 and later, on Linux and macOS.
SECONDS ?= 20

fuzz: $(SETUP)  ## look for inputs that break a law: make fuzz SECONDS=600
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint tests/lock.txt --editable '.[fuzz]'
	@for target in decode layout clean; do \
	  $(BIN)/python tests/fuzz/fuzz.py $$target -max_total_time=$(SECONDS) -verbosity=0 -print_final_stats=1 || exit 1; done

audit:  ## look for known vulnerabilities in what newsclean is tested with
	@test -x $(VENV)/audit/bin/pip-audit || { $(PYTHON) -m venv $(VENV)/audit && \
	  $(VENV)/audit/bin/pip install --quiet --disable-pip-version-check pip-audit; }
	@$(PYTHON) tests/audit.py $(VENV)/audit/bin/pip-audit

golden: $(SETUP)  ## show how the seeds' articles differ from the ones on record
	@$(BIN)/python tests/golden.py

docs: $(SETUP)  ## write the generated parts of README.md and docs, and the index of the chrome rules
	@$(BIN)/python tests/reference.py
	@$(BIN)/python bench/build/build_chrome_index.py

table: $(SETUP)  ## rebuild the generated tables in newsclean/data
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint tests/lock.txt --editable '.[tables]'
	@$(BIN)/python bench/build/build_readings.py
	@$(BIN)/python bench/build/build_commonness.py
	@$(BIN)/python bench/build/build_hanzi_table.py $(WORDS) > hanzi.partial && mv hanzi.partial newsclean/data/hanzi.txt
	@$(BIN)/python bench/build/build_script_table.py

bench: $(SETUP)  ## measure speed and memory beside other programs, into docs/performance.md
	@$(BIN)/python bench/performance.py --newsclean $(BIN)/newsclean --docs docs/performance.md

score: $(SETUP)  ## score newsclean on the benchmark beside the project
	@$(BIN)/python $(BENCHMARK) --cmd $(BIN)/newsclean

peers: $(SETUP)  ## score other programs beside newsclean, into docs/quality.md
	@$(BIN)/python bench/peers.py --scorer $(BENCHMARK) --sets $(dir $(BENCHMARK))dev --newsclean $(BIN)/newsclean \
	  --docs docs/quality.md

clean:  ## remove what was set up and cached
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis bench/.environments
