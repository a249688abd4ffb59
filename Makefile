# Two commands: `make serve` and `make test`. Each sets up all it needs; so does `make check`, the
# part of `make test` that needs neither model nor server and takes less than a minute.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: serve test check lint types quick clean

serve: $(VENV)/.serve
	$(BIN)/lvzhi serve

# Two processes, a file to one of them: whole in 25 minutes on two cores.
test: lint types
	$(BIN)/pytest --numprocesses=2 --dist=loadfile

# Side by side, as mypy keeps one core busy.
check: $(VENV)/.test
	@$(MAKE) --jobs=2 --output-sync=target lint types quick

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy

quick: $(VENV)/.test
	$(BIN)/pytest --numprocesses=2 --dist=loadfile -m "not (model or server or browser or nginx or redis or slow)"

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.serve: EXTRAS := build,web,eval
$(VENV)/.test: EXTRAS := test

# Every package as it is locked; then the project, and torch, whose builds differ by system.
$(VENV)/.serve $(VENV)/.test: pyproject.toml requirements.lock | $(BIN)/python
	$(BIN)/python deploy/requirements.py $(EXTRAS) > $(VENV)/locked.txt
	$(BIN)/pip install --require-hashes --no-deps -r $(VENV)/locked.txt
	$(BIN)/pip install -e '.[$(EXTRAS)]'
	touch $@

clean:
	rm -rf $(VENV)
