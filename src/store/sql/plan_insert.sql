INSERT INTO plan (created_at, read_after, mk_clients, mk_active, mk_cancelled, ozmap_properties, ozmap_clients,
                  sessions_known, sessions_down, facts_ozmap_clients, facts_active, facts_sessions_known, newly_down,
                  canaries_missing, held, down)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
