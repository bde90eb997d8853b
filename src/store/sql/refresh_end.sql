INSERT OR REPLACE INTO refresh (one, pid, holder, failure, at) VALUES (1, 0, NULL, ?, ?)
