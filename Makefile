# Two commands matter: `make demo` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest

.PHONY: help demo test check unit integration conformance e2e chaos chaos-ci bench pictures lab-setup lab-up lab-down lab-build crds chart-docs docs conformance-docs painless-generated constraints format clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/ready lab-setup ## A cluster, a search node with data, the operator, and a Reindex applied to it
	@$(BIN)/python -m lab.demo

test: check unit sbom integration conformance chaos-ci e2e ## All tests
	@echo "all tests passed"

check: $(VENV)/ready ## Lint, types, layers, generated files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/ready ## Tests of the pure parts: seconds, no lab
	$(PYTEST) tests/unit -n auto

integration: $(VENV)/ready lab-setup ## Real API server, light node, Elasticsearch
	$(PYTEST) tests/integration

conformance: $(VENV)/ready lab-setup ## Our engine against the own _reindex of four nodes
	$(PYTEST) tests/conformance --node all -n 2 --dist loadgroup

e2e: $(VENV)/ready lab-setup ## Image, chart, kubelet, TLS
	$(PYTEST) tests/e2e

chaos-ci: $(VENV)/ready lab-setup ## A bounded part of them: every kind of fault, and a node that is killed
	$(PYTEST) tests/chaos -s

chaos: $(VENV)/ready lab-setup ## 300 runs under faults, and 10 storms over a cluster: all must end exact; FROM=n begins with another seed
	$(BIN)/python -m tests.chaos --seeds 300 --restarts 8 --from $(or $(FROM),0)
	$(PYTEST) tests/integration/test_survival.py --storms 10

sbom: dist/sbom.cdx.json ## Bill of materials of the image, CycloneDX 1.6: dist/sbom.cdx.json

audit: dist/requirements.txt $(VENV)/supply-chain/ready ## Known vulnerabilities of what the image holds; asks the vulnerability database of PyPI
	$(VENV)/supply-chain/bin/pip-audit --strict --disable-pip --no-deps --requirement $< || \
	  { echo "make audit: where no vulnerability is listed above, the database could not be asked from here; it needs that connection" >&2; exit 1; }

bench: $(VENV)/ready lab-setup ## Side by side with the node's own _reindex and other tools; SUITES="speed huge ..." for some of it
	@$(BIN)/pip --quiet --disable-pip-version-check install --constraint constraints.txt --group bench
	$(BIN)/python -m bench $(SUITES)

lab-setup: $(VENV)/ready ## Install what the lab needs from the distribution, where that can be done
	@lab/setup.sh

lab-build: $(VENV)/ready lab-setup ## Fill the lab's caches
	@$(BIN)/python -m lab build --all

lab-up: $(VENV)/ready lab-setup ## Start a control plane, a node and Elasticsearch, and leave them running
	@$(BIN)/python -m lab up

lab-down: $(VENV)/ready ## End what lab-up and demo left running
	@$(BIN)/python -m lab down

dist/requirements.txt: $(VENV)/shipped/ready
	@mkdir -p dist
	@$(BIN)/pip --quiet --disable-pip-version-check --python $(VENV)/shipped freeze --exclude reindex-operator > $@

dist/sbom.cdx.json: $(VENV)/shipped/ready $(VENV)/supply-chain/ready
	@mkdir -p dist
	$(VENV)/supply-chain/bin/cyclonedx-py environment --pyproject pyproject.toml --mc-type application --spec-version 1.6 --output-reproducible --validate --output-file $@ $(VENV)/shipped

# What the image installs, by the Dockerfile's rules, and nothing beside.
$(VENV)/shipped/ready: pyproject.toml constraints.txt $(VENV)/ready
	@$(PYTHON) -m venv --without-pip $(VENV)/shipped
	@$(BIN)/pip --quiet --disable-pip-version-check --python $(VENV)/shipped install --constraint constraints.txt '.[operator]'
	@touch $@

$(VENV)/supply-chain/ready: pyproject.toml $(VENV)/ready
	@$(PYTHON) -m venv $(VENV)/supply-chain
	@$(VENV)/supply-chain/bin/pip --quiet --disable-pip-version-check install --upgrade 'pip>=25.1'
	@$(VENV)/supply-chain/bin/pip --quiet --disable-pip-version-check install --group supply-chain
	@touch $@

crds: $(VENV)/ready ## Generate crds/ from the models
	@$(BIN)/reindex crd > crds/reindexes.reindex.dev.yaml
	@cp crds/reindexes.reindex.dev.yaml charts/reindex-operator/files/crd.yaml

chart-docs: $(VENV)/ready ## Generate the chart's README from its values
	@$(BIN)/python -m lab.helm > charts/reindex-operator/README.md

painless-generated: $(VENV)/ready lab-setup ## Thousands of generated scripts, here and on a node
	@$(BIN)/python -m tests.conformance.painless.generated $${NODE:?a node of the lab, like http://127.0.0.1:9200} $${FIRST:-0} $${COUNT:-20000}

conformance-docs: $(VENV)/ready ## Generate docs/conformance.md from the cases
	@$(BIN)/python -m tests.conformance.rules > docs/conformance.md

pictures: $(VENV)/ready lab-setup ## Take the demo's picture anew, from a real terminal
	@$(BIN)/pip --quiet --disable-pip-version-check install --constraint constraints.txt --group docs
	@$(BIN)/python tools/picture.py docs/images/demo.svg 110 24 make --no-print-directory demo
	@$(MAKE) --no-print-directory lab-down

docs: $(VENV)/ready ## Generate docs/cli.md from the commands and docs/reference.md from the models
	@$(BIN)/python -m tools.docs

constraints: ## Write constraints.txt anew from the newest releases that pyproject.toml allows
	@tools/constraints.sh

format: $(VENV)/ready ## Format the code
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

clean: ## Remove the virtual environment and tool caches; the lab's caches stay
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: apt-get install python3 python3-venv, then make PYTHON=python3.11 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "python3-venv is needed: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/pip --quiet --disable-pip-version-check install --upgrade 'pip>=25.1'
	@$(BIN)/pip --quiet --disable-pip-version-check install --constraint constraints.txt --editable '.[operator,cli]' --group dev
	@touch $@
