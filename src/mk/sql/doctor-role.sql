-- What the role could do that mkoz never does: a superuser, and tables that it may write (how many, and one of them).
SELECT current_user,
	(SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
	count(*),
	min(n.nspname || '.' || c.relname)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
	AND (has_table_privilege(c.oid, 'INSERT') OR has_table_privilege(c.oid, 'UPDATE')
		OR has_table_privilege(c.oid, 'DELETE') OR has_table_privilege(c.oid, 'TRUNCATE'))
