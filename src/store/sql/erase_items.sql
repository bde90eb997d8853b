-- what remains tells that something was decided, and on which code, not who the subscriber was
UPDATE item
SET name = NULL, address = NULL, city = NULL, district = NULL, login = NULL, onu = NULL, link = NULL, note = NULL,
    outcome = NULL, content = 0, side_content = 0,
    before_value = CASE WHEN kind GLOB '*name' OR kind GLOB '*address' THEN NULL ELSE before_value END,
    after_value = CASE WHEN kind GLOB '*name' OR kind GLOB '*address' THEN NULL ELSE after_value END
WHERE state <> 'applying' AND max(first_seen, coalesce(decided_at, 0)) < ?
  AND (content <> 0 OR note IS NOT NULL) AND num NOT IN (SELECT item FROM current)
