-- what is one PATCH with a claimed change: other fields of the same client or property
SELECT id
FROM item
WHERE code = ?1 AND state = 'released' AND id <> ?2 AND given_back IS NOT ?3
  AND rank BETWEEN ?6 AND ?7 AND (client_id = ?4 OR property_id = ?5)
