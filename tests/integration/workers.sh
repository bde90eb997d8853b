#!/usr/bin/env bash
# Eight workers on one store, killed and frozen past their leases, on some hundred changes: each is applied once.
CHANGES=${CHANGES:-900} WORKERS=${WORKERS:-8} exec bash "$(dirname "$0")/../soak/workers.sh"
