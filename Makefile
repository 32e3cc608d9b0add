# Every habit of working on Waybill is a target; `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

STAGE ?= dev
SERVICES := orders carrier-gateway notifications
PY := .venv/bin/python
READY := .venv/.ready

empty :=
space := $(empty) $(empty)
export PYTHONPATH := $(subst $(space),:,shared $(SERVICES:%=services/%) .)

# The local stage is AWS at another address.
ifeq ($(STAGE),local)
export AWS_ENDPOINT_URL := http://127.0.0.1:$(or $(WAYBILL_PORT),4566)
export AWS_DEFAULT_REGION := us-east-1
export AWS_ACCESS_KEY_ID := test
export AWS_SECRET_ACCESS_KEY := test
endif

.PHONY: help
help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z%-]+:.*## /{printf "  %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

## Start

.PHONY: setup
setup: $(READY) ## Make the environments .venv and .venv-engine (all other targets do so by themselves)

$(READY): tools/setup.sh $(wildcard requirements/*.txt)
	@tools/setup.sh
	@touch $@

.PHONY: run up down
run: $(READY) ## Start everything on this machine, place real orders and show their lives
	@$(PY) -m local.run
up: $(READY) ## Start everything on this machine; addresses and keys are in .local/endpoints.json
	@$(PY) -m local.up
down: $(READY) ## Stop everything on this machine; its state stays
	@$(PY) -m local.down

## Check and test

.PHONY: test test-unit test-e2e check fix
test: check ## Check, then run all tests, those on the local engine included
	@$(PY) -m pytest --ignore=tests/e2e
	@$(PY) -m pytest tests/e2e
test-unit: $(READY) ## Run the tests that need no engine
	@$(PY) -m pytest tests/unit tests/contract tests/functional
test-e2e: $(READY) ## Run the tests of the whole system, on the local engine or on the stage of WAYBILL_ENDPOINTS
	@$(PY) -m pytest tests/e2e
check: $(READY) ## Check form, types, imports, generated files and templates
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy shared services/*/chalicelib examples/subscriber tools local sandbox bench
	@for app in $(SERVICES:%=services/%/app.py); do .venv/bin/mypy $$app; done
	@.venv/bin/lint-imports
	@$(PY) -m tools.codegen --check
	@$(PY) -m tools.render prod | xargs .venv/bin/cfn-lint --
	@.venv/bin/cfn-lint -- shared/infra/platform.yaml examples/subscriber/*.yaml services/carrier-gateway/infra/api-destination.yaml
fix: $(READY) ## Mend what can be mended by itself
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

.PHONY: bench
bench: $(READY) ## Measure Waybill beside its peers
	@$(PY) -m bench

## Contracts

.PHONY: codegen schemas-publish bindings
codegen: $(READY) ## Write what is generated from schemas/
	@$(PY) -m tools.codegen
schemas-publish: $(READY) ## Put the contracts in the schema registry of STAGE
	@$(PY) -m tools.schemas_publish --stage $(STAGE)
bindings: $(READY) ## Fetch code bindings of the contracts for LANGUAGE (Java8, Python36, TypeScript3, Go1)
	@$(PY) -m tools.bindings --stage $(STAGE) --language $(LANGUAGE)

## Build and deploy

.PHONY: package
package: $(SERVICES:%=package-%) ## Build all services for STAGE
package-%: $(READY) ## Build one service for STAGE (dev, unless you say otherwise)
	@$(PY) -m tools.package $* --stage $(STAGE)
deploy-%: $(READY) ## Deploy one service, or platform, to STAGE; PARAMETERS="Name=value ..."
	@$(PY) -m tools.deploy $* --stage $(STAGE) $(PARAMETERS)
deploy-subscriber: $(READY) ## Deploy the example subscriber beside STAGE (docs/subscribing.md)
	@$(PY) -m tools.subscriber --stage $(STAGE) $(PARAMETERS)
destroy-%: $(READY) ## Delete the stack of one service from STAGE
	@$(PY) -m tools.deploy $* --stage $(STAGE) --destroy $(PARAMETERS)

## Operate (docs/operating.md)

.PHONY: admin parked redrive discard
admin: $(READY) ## Make keys and partners on STAGE: make admin DO="client-add demo --tenant shop"
	@$(PY) -m tools.admin --stage $(STAGE) $(or $(DO),--help)
logs-%: $(READY) ## Follow the log of one service on STAGE
	@$(PY) -m tools.logs $* --stage $(STAGE)
parked: $(READY) ## List what SERVICE could not process on STAGE
	@$(PY) -m tools.parked list $(SERVICE) --stage $(STAGE)
redrive: $(READY) ## Give SERVICE its parked messages again, all or the one of ID
	@$(PY) -m tools.parked redrive $(SERVICE) --stage $(STAGE) $(ID)
discard: $(READY) ## Give up the parked message of SERVICE that ID names
	@$(PY) -m tools.parked discard $(SERVICE) --stage $(STAGE) $(ID)

## Partners (sandbox/README.md)

.PHONY: sandbox partner-check
sandbox: $(READY) ## Start one simulated partner by itself: make sandbox DO="carrier --speed 86400"
	@$(PY) -m sandbox $(DO)
partner-check: $(READY) ## Check a real partner's endpoint: URL=https://... SECRET=whsec_... KIND=carrier
	@$(PY) -m sandbox.check

## Keep house

.PHONY: lock clean
lock: $(READY) ## Choose newer versions of what is needed, and lock them by their hashes
	@for needs in requirements/*.in services/*/requirements.in examples/*/requirements.in; do \
		echo $$needs; \
		.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
			--generate-hashes --no-header --no-annotate -o $${needs%.in}.txt $$needs; \
	done
clean: ## Remove what was built; environments and the local state stay
	@rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
