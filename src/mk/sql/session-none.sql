-- No session is read.
	NULL::text, NULL::text, NULL::text, NULL::text, NULL::text
