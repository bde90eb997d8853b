UPDATE side
SET mk = NULL, ozmap = NULL
WHERE (mk IS NOT NULL OR ozmap IS NOT NULL) AND item NOT IN (SELECT item FROM current)
  AND item IN (SELECT num FROM item WHERE state <> 'applying' AND max(first_seen, coalesce(decided_at, 0)) < ?)
