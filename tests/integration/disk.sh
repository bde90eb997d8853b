#!/usr/bin/env bash
# Some writes and syncs of each command fail, or the disk is full from then on: nothing is sent that is not in the journal.
exec bash "$(dirname "$0")/../soak/failing.sh" disk "${STEP:-53}"
