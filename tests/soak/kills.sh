#!/usr/bin/env bash
# Kills `mkoz apply` at every boundary and at random moments: kills.sh [TRIES [SEED]]; 20,000 by default.
. "$(dirname "$0")/../tools/world.sh"
. "$(dirname "$0")/prepared.sh"
needs_shim
prepared_world
export WORLD BUILD SIM_URL MKOZ_CONFIG
expect python3 "$world_top/tests/soak/kills.py" "${1:-${SOAK_KILLS:-20000}}" ${2:+"$2"}
passed
