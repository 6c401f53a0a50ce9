# The two commands that matter are `make demo` and `make test`; both need only Python 3.11+ and make.
# Design page, part 13. Every tool runs from .venv, which is built from hashed locks and nothing else.

PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
	$(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(p))))
BIN := .venv/bin
JOBS ?= 2
CODE := core plugins projections tenants workers web tests
COMPILE := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

# Tests, workers and the command line start hundreds of processes: what is compiled once is kept.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo serve test check format slow stories compiler browser-tests browser lock
.DELETE_ON_ERROR:

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1 \t\2/p' $(MAKEFILE_LIST) | expand -t 24

demo: .venv/.done ## a national register with one year played through, then served on this machine
	$(BIN)/daicho demo

serve: .venv/.done ## everything on one machine, on the data in var/
	$(BIN)/daicho serve

check: .venv/.done ## format, lint, types, contracts, sizes and the quick tests (seven minutes with other parts beside it)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -m "not slow" --ignore=tests/browser

# Four parts, two at a time, so that two cores are busy; each tells what it did when it has ended.
test: .venv/.done compiler browser ## everything: check, the stories, the real servers, a real Chromium
	@$(MAKE) --no-print-directory -k -j$(JOBS) $(if $(filter output-sync,$(.FEATURES)),-Otarget) \
		slow check stories browser-tests

# The compiler is asked for within, so that of parts run side by side the longest begins first.
slow: .venv/.done ## faults, real servers, state machines, a partner's year
	@$(MAKE) --no-print-directory compiler
	$(BIN)/python -m pytest -q -m slow --ignore=tests/browser --ignore=tests/story

stories: .venv/.done ## every clause and whole years, through the doors
	$(BIN)/python -m pytest -q tests/story

compiler: ## a C compiler for the fault campaign, installed when this user may
	@if command -v cc >/dev/null && cc -include stdio.h -x c -fsyntax-only /dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -q && apt-get install -q -y --no-install-recommends gcc libc6-dev; \
	else echo "the fault campaign needs a C compiler: install the packages gcc and libc6-dev" >&2; exit 1; fi

# A call of its own: a synchronous browser test leaves an event loop running in its process.
browser-tests: .venv/.done browser
	$(BIN)/python -m pytest -q tests/browser

browser: ## Chromium and fonts, installed when this user may
	@if command -v chromium >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -q && apt-get install -q -y --no-install-recommends chromium fonts-noto-cjk fonts-noto-core; \
	else echo "browser tests need Chromium: install the packages chromium, fonts-noto-cjk and fonts-noto-core" >&2; exit 1; fi

format: .venv/.done ## put the code into its one layout
	$(BIN)/ruff check -q --fix-only $(CODE)
	$(BIN)/ruff format -q $(CODE)

lock: .venv/.done ## write both locks again from requirements.in
	$(COMPILE) requirements.in -o requirements.lock
	sed -n 's/^\(uv==[0-9.]*\).*/\1/p' bootstrap.lock | $(COMPILE) - -o bootstrap.lock

.venv/.packages: requirements.lock bootstrap.lock
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
		|| { echo "needs Python 3.11+ with venv (Debian: python3-venv)" >&2; exit 1; }
	rm -rf .venv
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r bootstrap.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes --no-deps --only-binary :all: --compile-bytecode -r requirements.lock
	touch $@

# The editable install only names this checkout and the `daicho` script, so a changed setting costs no new venv.
.venv/.done: .venv/.packages pyproject.toml
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation --offline -e .
	touch $@
