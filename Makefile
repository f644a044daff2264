# Everything starts here. Needs python3 >= 3.11 with venv; the rest is fetched.
PYTHON ?= python3
# One that is named by hand is taken instead of Debian's own.
ifneq ($(origin PYTHON),file)
export PORTAL_PYTHON = $(PYTHON)
endif
PREPARE = $(PYTHON) kbang_ntm/deploy/prepare.py
BIN = .venv/bin

.PHONY: run test bench drill lint types contracts templates migrations careless deploy audit help

help:
	@echo "make run      chạy thử cổng tại http://127.0.0.1:8000 (PORT, PORTAL_VAR, PORTAL_DEMO_PASSWORD)"
	@echo "make test     chạy mọi phép thử"
	@echo "make bench    đo (bản ngắn, khoảng nửa giờ); BENCH=\"tên tên\" chọn, ALL=1 đo đủ, JSON=tệp"
	@echo "make drill    diễn tập sự cố (DRILL=\"web disk-all\" chọn tình huống, JSON=tệp ghi kết quả)"
	@echo "make lint types contracts templates migrations careless deploy audit   các kiểm tra của .ci/run"

run:
	@$(PREPARE) run && exec $(BIN)/python -m kbang_ntm.run

test:
	@$(PREPARE) test && exec $(BIN)/python -m pytest -n $${PYTEST_PROCESSES:-3} $(PYTEST_ARGS)

# BENCH="name name" chooses, ALL=1 takes the whole runs (hours) instead of the short ones.
bench:
	@$(PREPARE) test && exec $(BIN)/python -m tests.bench $(if $(ALL),--all) $(if $(JSON),--json $(JSON)) $(BENCH)

drill:
	@$(PREPARE) test && exec $(BIN)/python -m tests.drill $(if $(JSON),--json $(JSON)) $(DRILL)

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

careless:
	$(BIN)/python .ci/careless.py

deploy:
	$(BIN)/python .ci/check_deploy.py

audit:
	$(BIN)/python .ci/audit.py
