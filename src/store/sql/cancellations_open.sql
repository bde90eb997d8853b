SELECT count(*)
FROM item
WHERE state IN ('pending', 'requested') AND kind IN ('cancel-remove', 'cancel-detach')
  AND num IN (SELECT item FROM current)
