-- MK's own record of the last login: closed ('S' or 'N'), begun on which day, at which hour, ended likewise.
	cn.login_encerrado,
	date_part('epoch', cn.data_login::timestamptz),
	cn.hora_login,
	date_part('epoch', cn.data_login_enc::timestamptz),
	cn.hora_login_enc
