-- Sessions by RADIUS accounting: users up, users down, connections.
SELECT coalesce(sum(CASE WHEN is_open THEN 1 ELSE 0 END), 0),
	coalesce(sum(CASE WHEN is_open THEN 0 ELSE 1 END), 0),
	(SELECT count(*) FROM mk_conexoes)
FROM (
	SELECT bool_or(acctstoptime IS NULL) AS is_open
	FROM radius.radacct
	WHERE username IN (SELECT username FROM mk_conexoes)
	GROUP BY username
) users
