-- a recode that a person proposed stands while its transfer is found
INSERT OR IGNORE INTO current
SELECT num
FROM item
WHERE kind = 'recode'
  AND state IN ('pending', 'requested', 'approved', 'released', 'applying', 'rejected', 'deferred', 'failed', 'stale')
  AND stands_on IN (SELECT item.id FROM current JOIN item ON item.num = current.item WHERE item.kind = 'transfer')
