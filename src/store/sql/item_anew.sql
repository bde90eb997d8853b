-- no decision, no outcome: pending or open, since then
UPDATE item
SET state = ?, first_seen = coalesce(?, first_seen), decided_by = NULL, decided_at = NULL, reason = NULL, wait = NULL,
    wait_base = NULL, overrides = 0, outcome = NULL, fence = NULL, intent = NULL, given_back = NULL
WHERE num = ?
