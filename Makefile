# The commands of this project; `make help` lists them. Python 3.11 or newer, on Debian 12 or newer.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
DATA_DIR ?= $(CURDIR)/var
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --no-input --require-hashes
export PYTHON PORT DATA_DIR
# Compiled once, whatever the shell says, and never between the sources.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/pycache

.DELETE_ON_ERROR:
.PHONY: help setup demo up test check nightly sabotage manual bench load growth lock migrations system system-test fonts

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: .venv/run.stamp fonts ## virtual environment, pinned packages, system libraries, fonts

demo: export HTTPS ?= 0
demo: setup ## a made-up county, its 150 reports as PDF, and the site on http://127.0.0.1:$PORT
	@exec $(BIN)/python manage.py demo

up: export HTTPS ?= 0
up: setup ## the same services without demo data
	@exec $(BIN)/python manage.py serve

test: .venv/dev.stamp fonts system-test ## the whole suite, browser, PostgreSQL and Redis included
	@setup/test.sh

check: .venv/dev.stamp fonts ## lint, types, import graph, migrations, deployment check
	@setup/check.sh

nightly: .venv/dev.stamp fonts system-test ## what takes too long for every change; PART=name runs one part
	@exec $(BIN)/python setup/nightly.py $(PART)

sabotage: .venv/dev.stamp fonts ## break the guards one by one; the tests that name each must notice
	@exec $(BIN)/python setup/sabotage.py

manual: .venv/dev.stamp fonts system-test ## walk the everyday tasks anew: figures of docs/usability.md, pictures of the manual
	@MANUAL=write $(BIN)/python -m pytest -q -n0 tests/browser/test_everyday_tasks.py

bench: .venv/dev.stamp fonts ## the benchmarks beside what others use, one JSON object a line
	@exec $(BIN)/python manage.py bench

migrations: .venv/run.stamp ## note new migrations as landed; from then on they never change
	$(BIN)/python setup/landed.py

load: .venv/dev.stamp fonts system-test ## how many people a site carries, beside an older edition; ARGS=--help
	@exec $(BIN)/python setup/load/run.py $(ARGS)

growth: .venv/dev.stamp fonts system-test ## what pages cost with 34,000 villages, beside 600, on PostgreSQL; ARGS=--help
	@exec $(BIN)/python setup/load/growth.py $(ARGS)

lock: .venv/dev.stamp ## pin the newest versions the short lists allow
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
		requirements.in --output-file requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
		--constraints requirements.txt requirements-dev.in --output-file requirements-dev.txt

system:
	@setup/system.sh run

system-test:
	@setup/system.sh test

fonts: .venv/run.stamp
	@$(BIN)/python setup/fonts.py

.venv/bin/python: | system
	@setup/step.sh 建立虚拟环境 $(PYTHON) -m venv --clear .venv

.venv/run.stamp: requirements.txt | .venv/bin/python system
	@setup/step.sh "安装 Python 软件包" $(PIP) -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	@setup/step.sh "安装开发用 Python 软件包" $(PIP) -r requirements-dev.txt
	@touch $@
