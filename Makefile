# Everything starts from here; `make help` lists the targets. A fresh Debian 12 with python3 and make is enough.
PYTHON3 := $(shell command -v python3.11 || command -v python3 || echo python3)
PYTHON := .venv/bin/python
SETUP := @$(PYTHON3) tools/setup_env.py

.DEFAULT_GOAL := help
.PHONY: help run test proofs bench accuracy faults format lock frozen clean distclean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

run: ## start the program; without a display: do the whole job on a sample and say where the results are
	$(SETUP) run
	@$(PYTHON) main.py

test: ## lint, format, types, imports, quick tests
	$(SETUP) test
	@$(PYTHON) tools/check.py test

proofs: ## the slow tests (LibreOffice, a virtual display)
	$(SETUP) proofs
	@$(PYTHON) tools/check.py proofs

bench: ## measure against the limit and against other libraries
	$(SETUP) bench
	@$(PYTHON) benchmarks/run.py $(BENCH_OPTIONS)

accuracy: ## how exactly every kind of file is read, by damage; fails below the bars
	$(SETUP) proofs
	@PYTHONPATH=. $(PYTHON) tools/accuracy.py

faults: ## kill, starve and damage the program in every way; fails if anything is lost
	$(SETUP) proofs
	@$(PYTHON) faults/run.py $(FAULT_OPTIONS)

format: ## put the code into the house's form
	$(SETUP) test
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

lock: ## pin all packages anew from pyproject.toml
	$(SETUP) run
	@$(PYTHON) tools/lock.py

frozen: ## build the program that needs no Python and let it test itself
	$(SETUP) build
	@.venv/bin/pyinstaller --noconfirm --workpath build/work --distpath dist build/installer.spec
	@env -i QT_QPA_PLATFORM=offscreen HOME="$${TMPDIR:-/tmp}" dist/nianbao/nianbao --self-test

clean: ## remove what was generated, keep .venv
	@rm -rf dist build/work out .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +

distclean: clean ## remove .venv too
	@rm -rf .venv
