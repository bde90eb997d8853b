-- spec §7: approved still, or applied within 24 hours, each counted once, without an override. The boot clock tells the
-- age where it can; a wall clock set back makes an entry younger, never older.
SELECT count(*)
FROM (SELECT id
      FROM item
      WHERE state IN ('approved', 'released', 'applying') AND rank IN (0, 1)
        AND kind IN ('cancel-remove', 'cancel-detach') AND overrides = 0
      UNION
      SELECT change_id
      FROM cancelled
      WHERE overridden = 0 AND CASE WHEN boot = ?1 THEN ?2 - ticks < 86400000 ELSE ?3 - at < 86400 END)
