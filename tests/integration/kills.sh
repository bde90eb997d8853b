#!/usr/bin/env bash
# A slice of the kills of tests/soak: another one each time; KILLS and SEED choose.
exec bash "$(dirname "$0")/../soak/kills.sh" "${KILLS:-160}" ${SEED:+"$SEED"}
