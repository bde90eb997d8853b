SELECT fence, pid, holder, started_at, ended_at, seen_at, total, applied, failed, stale, held, phase, message
FROM run
ORDER BY fence DESC
LIMIT 1
