# Every recipe sets up what it needs; a bare machine has Python >= 3.11 and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
READY := $(VENV)/.ready
NODE_READY := node_modules/.ready
export PATH := $(CURDIR)/$(BIN):$(PATH)
export JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo previews test faults fuzz bench check lint types contracts synth deploy emulator format lock clean

help: ## Say what each recipe does
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): requirements.txt tools/installer.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Homing needs Python 3.11 or later; name one with: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked Python packages into $(VENV) ..."
	@$(PIP) --require-hashes -r tools/installer.txt
	@# uv is some eight times faster; where only pip knows the way to the index, pip does it.
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.txt 2>/dev/null || $(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@$(BIN)/python -m tools.link_node
	@touch $@

$(NODE_READY): package-lock.json $(READY)
	@echo "Installing the locked CDK command line ..."
	@npm ci --loglevel=error --no-audit --no-fund >/dev/null
	@touch $@

setup: $(READY) $(NODE_READY) ## Virtual environment, Node and the CDK command line, all from lock files

demo: $(READY) ## Play two hundred days of a shop through the real handlers
	@homing demo

previews: $(READY) ## Every mail, text and page in every language, to look at: out/previews/index.html
	@$(BIN)/python -m local.gallery out/previews

test: setup ## Every test
	@$(BIN)/python -m pytest

bench: synth ## Measure speed and write docs/benchmarks.md; takes some minutes
	@$(BIN)/python -m tools.bench

faults: $(READY) ## Crash every function at every AWS call, in every way, and leave every flow everywhere; writes docs/faults.md
	@$(BIN)/python -m tests.faults.report
	@$(BIN)/python -m tests.journeys.everywhere

fuzz: setup ## A hundred thousand hostile inputs at every public route; writes docs/fuzz.md
	@$(BIN)/python -m tests.fuzz.report --seed $(or $(SEED),1)

lint: $(READY) ## Ruff: rules and format
	@ruff check .
	@ruff format --check .

types: $(READY) ## mypy, strict
	@mypy

contracts: $(READY) ## import-linter: which package may know which
	@lint-imports

synth: setup ## The CloudFormation that a deploy would send, checked by cdk-nag and cfn-lint
	@$(BIN)/python -m tools.synth

check: lint types contracts synth test ## What CI runs

deploy: setup ## make deploy STAGE=sandbox (needs AWS credentials; YES=1 if what it would delete is meant to go)
	@test -n "$(STAGE)" || { echo "Say which stage: make deploy STAGE=sandbox"; exit 2; }
	@homing validate --against $(STAGE) $(if $(YES),--yes)
	@npx cdk deploy --all --app cdk.out

emulator: setup ## A real deployment on an emulator of AWS, on this machine, until Ctrl-C
	@$(BIN)/python -m local.emulator --port $(or $(PORT),0)

format: $(READY) ## Let ruff mend what it can
	@ruff check --fix .
	@ruff format .

lock: $(READY) ## Write the lock files anew from the .in files
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.txt requirements.in
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements.txt -o tools/installer.txt tools/installer.in
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements.txt -o layers/common/requirements.txt layers/common/requirements.in

.PHONY: reference costs timings

reference: $(READY) ## Write docs/workflows.md, docs/openapi.json and the schemas anew from the models
	@$(BIN)/python -m tools.reference

costs: $(READY) ## Record anew what each port call asks of AWS
	@$(BIN)/python -m tools.port_costs

timings: $(READY) ## Measure anew how long our code works on what a function is given
	@$(BIN)/python -m tools.lambda_times

clean: ## Remove what the recipes made
	@rm -rf $(VENV) node_modules out build cdk.out
