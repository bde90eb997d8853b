INSERT INTO refresh (one, pid, holder) VALUES (1, ?, ?)
ON CONFLICT (one) DO UPDATE SET pid = excluded.pid, holder = excluded.holder
