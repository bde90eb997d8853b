-- Each user's sessions as one: closed when none is open, ended when the last one ended.
LEFT JOIN (
	SELECT username,
		CASE WHEN bool_or(acctstoptime IS NULL) THEN 'N' ELSE 'S' END AS closed,
		coalesce(max(acctstarttime::timestamptz), now()) AS begun,
		max(acctstoptime::timestamptz) AS ended
	FROM radius.radacct
	WHERE username IS NOT NULL
	GROUP BY username
) radius ON radius.username = cn.username
