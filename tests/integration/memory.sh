#!/usr/bin/env bash
# Some allocations of each command fail, alone and in pairs: a clean end, a clear error, nothing damaged. STEP chooses.
bash "$(dirname "$0")/../soak/failing.sh" memory "${STEP:-199}" plan history verify approve || exit
exec bash "$(dirname "$0")/../soak/failing.sh" memory "${STEP:-1999}" refresh apply
