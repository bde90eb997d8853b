#!/usr/bin/env bash
# A slice of the freezing of tests/soak: a worker is stopped past its lease and woken; another one's work stays. SEED chooses.
exec bash "$(dirname "$0")/../soak/frozen.sh" "${STEP:-40}" ${SEED:+"$SEED"}
