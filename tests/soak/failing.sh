#!/usr/bin/env bash
# Lets memory, reads or the disk fail at every point: failing.sh memory|disk|read [STEP [COMMAND...]].
. "$(dirname "$0")/../tools/world.sh"
. "$(dirname "$0")/prepared.sh"
needs_shim
prepared_world
export WORLD BUILD SIM_URL MKOZ_CONFIG
expect python3 "$world_top/tests/soak/failing.py" "$1" "${2:-1}" "${@:3}"
passed
