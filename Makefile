# Everything starts here. Needs python3 >= 3.11 with venv; the rest is fetched.
PYTHON ?= python3
# One that is named by hand is taken instead of Debian's own.
ifneq ($(origin PYTHON),file)
export PORTAL_PYTHON = $(PYTHON)
endif
PREPARE = $(PYTHON) kbang_ntm/deploy/prepare.py
BIN = .venv/bin

.PHONY: run test lint types contracts templates migrations audit help

help:
	@echo "make run      chạy thử cổng tại http://127.0.0.1:8000 (PORT, PORTAL_VAR, PORTAL_DEMO_PASSWORD)"
	@echo "make test     chạy mọi phép thử"
	@echo "make lint types contracts templates migrations   các kiểm tra của .ci/run"

run:
	@$(PREPARE) run && exec $(BIN)/python -m kbang_ntm.run

test:
	@$(PREPARE) test && exec $(BIN)/python -m pytest -n $${PYTEST_PROCESSES:-3} $(PYTEST_ARGS)

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy kbang_ntm communes campaigns awards reports

contracts:
	$(BIN)/lint-imports

templates:
	$(BIN)/djlint templates --lint --quiet

migrations:
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python .ci/lint_migrations.py

audit:
	$(BIN)/pip-audit -r requirements.txt
