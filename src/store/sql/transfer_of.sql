-- the transfer that a recode between the two codes stands on
SELECT item.id
FROM current JOIN item ON item.num = current.item
WHERE item.kind = 'transfer'
  AND (item.code IN (?1, ?2) OR item.why IN (?1, ?2) OR item.other_code IN (?1, ?2))
ORDER BY (item.code IN (?1, ?2)) + (coalesce(item.other_code, item.why) IN (?1, ?2)) DESC
LIMIT 1
