-- Where we are: the address that the server sees us come from, its encoding, its clock.
SELECT coalesce(host(inet_client_addr()), ''),
	current_setting('server_encoding'),
	floor(date_part('epoch', clock_timestamp()))::bigint,
	current_setting('server_version')
