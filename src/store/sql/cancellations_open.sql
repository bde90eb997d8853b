-- Cancellations stand first in the order of execution (rank 0 and 1): so said, the index by state and rank finds them.
SELECT count(*)
FROM item
WHERE state IN ('pending', 'requested') AND rank IN (0, 1) AND kind IN ('cancel-remove', 'cancel-detach')
  AND num IN (SELECT item FROM current)
