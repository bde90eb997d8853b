-- what a worker that is gone had claimed and not begun can be claimed again
UPDATE item
SET state = 'released', fence = NULL
WHERE state = 'applying' AND intent IS NULL
  AND fence IN (SELECT fence
                FROM worker
                WHERE fence IN (SELECT fence FROM item WHERE state = 'applying' AND fence <> ?1)
                  AND holder_gone(holder, lease_until))
