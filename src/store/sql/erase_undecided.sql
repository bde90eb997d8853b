-- what nobody ever decided on, and no plan finds any more
DELETE FROM item
WHERE state = 'withdrawn' AND decided_by IS NULL AND note IS NULL AND first_seen < ?
  AND num NOT IN (SELECT item FROM current)
  AND NOT EXISTS (SELECT 1 FROM journal WHERE journal.change_id = item.id)
