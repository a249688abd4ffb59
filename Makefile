# Two commands: `make serve` and `make test`. Each sets up all it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: serve test clean

serve: $(VENV)/.serve
	$(BIN)/lvzhi serve

test: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.serve: EXTRA := eval
$(VENV)/.test: EXTRA := test

# Every package as it is locked; then the project, and torch, whose builds differ by system.
$(VENV)/.serve $(VENV)/.test: pyproject.toml requirements.lock | $(BIN)/python
	$(BIN)/python deploy/requirements.py $(EXTRA) > $(VENV)/locked.txt
	$(BIN)/pip install --require-hashes --no-deps -r $(VENV)/locked.txt
	$(BIN)/pip install -e '.[$(EXTRA)]'
	touch $@

clean:
	rm -rf $(VENV)
