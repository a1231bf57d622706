# Gantry: build, run, test. `make help` lists what there is.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup build run stop test unit integration lint format bench clean

help: ## lists these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## installs what is missing for building, running and testing
	@scripts/setup tests

build: ## builds release binaries into bin/
	@scripts/setup
	@scripts/build release

run: ## brings up a local cluster of three engines with the example applications
	@scripts/run

stop: ## takes down all that `make run` started
	@scripts/stop

test: ## installs what is missing, builds, runs every test
	@scripts/test all

unit: setup ## runs the unit tests alone
	@scripts/test unit

integration: setup ## runs the tests on a local cluster of real engines alone
	@scripts/test integration

lint: ## formatting, layering and headers, strict
	@scripts/lint

format: ## formats the sources in place
	@swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks

bench: ## the benchmarks, each beside its peer in the same run
	@scripts/bench

clean: ## removes what was built here (not the caches of images)
	@rm -rf bin
	@swift package clean
