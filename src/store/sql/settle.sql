-- what is given back and no longer found by the newest plan is withdrawn; what was given back before it was begun is
-- left to other workers
UPDATE item
SET state = CASE WHEN ?1 IN ('released', 'approved') AND kind NOT LIKE 'revert-%'
                      AND num NOT IN (SELECT item FROM current)
                 THEN 'withdrawn' ELSE ?1 END,
    outcome = ?2,
    given_back = CASE WHEN ?1 = 'released' AND intent IS NULL THEN fence END,
    fence = NULL,
    intent = NULL
WHERE id = ?3 AND fence = ?4 AND state = 'applying'
RETURNING state, num
