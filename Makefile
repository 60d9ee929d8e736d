# Two commands do everything, on a fresh clone: `make demo` and `make test`.
# Each sets up what it needs: a virtual environment in .venv, packages, system libraries.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint wheels docs clean

demo: $(VENV)/.installed
	@sh scripts/system_packages.sh libportaudio2
	@$(BIN)/starclock demo

# Tests run file by file in three processes: those in real time mostly wait, and two cores have time for the others.
# What Python compiles is kept, or each program that the tests start would compile starclock anew.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(VENV)/.installed-dev
	@sh scripts/system_packages.sh libportaudio2 pulseaudio pulseaudio-utils libasound2-plugins chromium
	$(BIN)/ruff check src tests scripts
	$(BIN)/ruff format --check src tests scripts
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check src tests scripts
	$(BIN)/ruff format --check src tests scripts
	$(BIN)/mypy

# Whether all that starclock needs installs without a compiler, wherever its users are; asked again when that changes.
wheels: $(VENV)/.wheels

$(VENV)/.wheels: pyproject.toml scripts/check_wheels.py | $(VENV)/.installed
	$(BIN)/python scripts/check_wheels.py
	@touch $@

docs: $(VENV)/.installed
	$(BIN)/python scripts/checks_page.py

$(VENV)/bin/python:
	@sh scripts/make_venv.sh $(PYTHON) $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	@echo "Installing starclock into $(VENV) (a minute or two, once)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[tiny]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing the test tools into $(VENV)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check "pip>=25.1"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --group dev
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
