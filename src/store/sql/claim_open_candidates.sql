SELECT id
FROM item
WHERE state = 'applying' AND intent IS NOT NULL
  AND fence IN (SELECT fence
                FROM worker
                WHERE fence IN (SELECT fence FROM item WHERE state = 'applying' AND fence <> ?1)
                  AND holder_gone(holder, lease_until))
ORDER BY rank, code
LIMIT ?2
