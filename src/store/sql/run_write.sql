INSERT OR REPLACE INTO run (fence, pid, holder, started_at, ended_at, seen_at, total, applied, failed, stale, held,
                            phase, message)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
