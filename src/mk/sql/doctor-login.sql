-- Sessions by MK's own record: up, down, all.
SELECT coalesce(sum(CASE WHEN login_encerrado = 'N' AND data_login IS NOT NULL THEN 1 ELSE 0 END), 0),
	coalesce(sum(CASE WHEN login_encerrado = 'S' THEN 1 ELSE 0 END), 0),
	count(*)
FROM mk_conexoes
