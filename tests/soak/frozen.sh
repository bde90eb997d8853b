#!/usr/bin/env bash
# Freezes a worker past its lease at boundaries, and wakes it: frozen.sh [STEP [SEED]]; STEP 1 is every boundary.
. "$(dirname "$0")/../tools/world.sh"
. "$(dirname "$0")/prepared.sh"
needs_shim
prepared_world
export WORLD BUILD SIM_URL MKOZ_CONFIG
expect python3 "$world_top/tests/soak/frozen.py" "${1:-1}" ${2:+"$2"}
passed
