# `make check` is what must pass before anything lands; `make slow` is the long fuzz, kill and load runs.
PYTHON ?= python

.PHONY: check lint types imports spelling test slow

check: lint types imports spelling test

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types:
	$(PYTHON) -m mypy

imports:
	lint-imports

spelling:
	$(PYTHON) -m codespell_lib vibejam scripts bench docs README.md PROGRESS.md CONTRIBUTING.md CHANGELOG.md

test:
	$(PYTHON) -m pytest -n 2 --dist loadfile

slow:
	$(PYTHON) -m pytest -m slow -s
