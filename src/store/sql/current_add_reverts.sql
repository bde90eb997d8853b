-- reverts outlive refreshes until they are settled or rejected; a failed one can still be undone
INSERT OR IGNORE INTO current
SELECT num
FROM item
WHERE state IN ('pending', 'requested', 'approved', 'released', 'applying', 'deferred', 'failed', 'stale')
  AND kind LIKE 'revert-%'
