# Two commands: `make run` and `make test`. Both set everything up first.
SCENARIO ?= gaoping-2023
OUT ?= runs/$(SCENARIO)
BIN := .venv/bin
READY := .venv/ready
HARDEST := $(addprefix tests/programmes/,test_two_engines.py test_rollout_extremes.py test_clinic_truths.py) \
	$(addprefix tests/family_subsidies/,test_path_two_engines.py test_path_truths.py)

# Files of tests are shared out over processes: what the tests of a file make once is made once.
PYTEST := $(BIN)/pytest -q --numprocesses=auto --maxprocesses=4 --dist=loadfile

.PHONY: help run present test test-all lint bench bench-page docs lock clean

help:
	@echo "make run        run SCENARIO ($(SCENARIO)) and write its report to OUT ($(OUT))"
	@echo "make present    show the notebooks as pages (needs no internet)"
	@echo "make test       all checks and tests (make test-all: the slow ones as well)"
	@echo "make bench      how fast, how much memory (make bench-page: the page in a browser)"
	@echo "make docs       write docs/tables.md, environment.yml and the catalogues again"
	@echo "make lock       resolve requirements.lock again (needs uv)"

$(READY): requirements.lock pyproject.toml scripts/set_up.sh
	@echo "Setting up .venv (once; a minute or two) ..."
	@scripts/set_up.sh

run: $(READY)
	@$(BIN)/simlib run $(SCENARIO) --out $(OUT) --replace
	@$(BIN)/simlib report $(OUT)
	@echo
	@echo "Open $(OUT)/report.html in a browser. What to try next:"
	@echo "  $(BIN)/simlib present          four pages of levers and two scenarios side by side, in a browser"
	@echo "  $(BIN)/simlib summary $(OUT) family_subsidies"
	@echo "  $(BIN)/simlib report $(OUT) --format xlsx --lang zh"
	@echo "  $(BIN)/simlib compare $(SCENARIO) third-phase-early"
	@echo "  $(BIN)/simlib run $(SCENARIO) --set hpv_rollout.demand.no_show=0.2"
	@echo "  $(BIN)/simlib explain hpv_rollout.demand.no_show"

present: $(READY)
	@$(BIN)/simlib present

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

# The tests that drive the kernels hardest run once more with bounds checks: without them an overflow would
# corrupt memory silently.
test: lint
	@NUMBA_BOUNDSCHECK=1 $(PYTEST) $(HARDEST)
	@$(PYTEST)

test-all: lint
	@NUMBA_BOUNDSCHECK=1 $(PYTEST) tests/programmes tests/family_subsidies
	@$(PYTEST) -m "slow or not slow"

bench: $(READY)
	@$(BIN)/python benchmarks/bench.py
	@$(BIN)/python benchmarks/bench_workbook.py

bench-page: $(READY)
	@$(BIN)/python benchmarks/bench_page.py

docs: $(READY)
	@$(BIN)/python scripts/make_tables_page.py
	@$(BIN)/python scripts/make_environment.py
	@$(BIN)/python scripts/make_catalogue.py

# Without header and annotations, so that no option of this machine gets into the file.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
		--no-header --no-annotate --upgrade pyproject.toml --output-file requirements.lock

clean:
	rm -rf .venv build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
