# Two commands on a fresh machine: `make run` and `make test`. Each makes .venv if it is missing or out of date.

PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11,$(if $(shell $(p) -c "import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))" 2>/dev/null && echo yes),$(p))))
BIN := .venv/bin
export OMP_NUM_THREADS ?= 1

.PHONY: run test test-slow view lint types check bench torture clean

run: .venv/ready
	$(BIN)/cocogen run quickstart

view: .venv/ready
	$(BIN)/cocogen view

test: .venv/ready
	$(BIN)/python -m pytest -n 2 -m "not slow" --cov --cov-report=term:skip-covered

test-slow: .venv/ready
	$(BIN)/python -m pytest -n 2 -m slow

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/interrogate -q agents model scenarios visualizations

types: .venv/ready .venv/rooms/cocogen
	$(BIN)/mypy

check: lint types test

bench: .venv/ready
	$(BIN)/python benchmarks/game.py --out docs/benchmarks/game.md
	$(BIN)/python benchmarks/learning.py --out docs/benchmarks/learning.md
	$(BIN)/python benchmarks/people.py --out docs/benchmarks/people.md
	$(BIN)/python benchmarks/sweeps.py --out docs/benchmarks/sweeps.md
	$(BIN)/python -m benchmarks.page --out docs/benchmarks/page.md

torture: .venv/ready
	$(BIN)/python -m benchmarks.torture --out docs/reliability.md

.venv/ready: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "cocogen needs Python 3.11, 3.12 or 3.13; none was found (set PYTHON=...)" >&2; exit 2; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

# mypy finds packages by folder names, so it gets a folder in which the rooms stand under cocogen
.venv/rooms/cocogen: .venv/ready
	mkdir -p $@
	for room in agents model scenarios visualizations; do ln -sfn ../../../$$room $@/$$room; done
	ln -sfn ../../../model/entrance/__init__.py $@/__init__.py

clean:
	rm -rf .venv build dist *.egg-info .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis
