-- RADIUS accounting in the place of MK's own record: whole moments, so no hours.
	radius.closed,
	date_part('epoch', radius.begun),
	NULL::text,
	date_part('epoch', radius.ended),
	NULL::text
