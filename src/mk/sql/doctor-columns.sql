-- The columns that the queries beside this file name and that are not there, or that the role may not read.
SELECT wanted.place || '.' || wanted.name,
	CASE WHEN a.attname IS NULL THEN 'missing' ELSE 'denied' END
FROM (VALUES
	('mk_contratos', 'codcontrato'), ('mk_contratos', 'cliente'), ('mk_contratos', 'cd_contrato_vinculado'),
	('mk_contratos', 'data_hora_ativacao'), ('mk_contratos', 'dt_cancelamento'),
	('mk_contratos', 'motivo_cancelamento_2'), ('mk_contratos', 'cancelado'), ('mk_contratos', 'suspenso'),
	('mk_pessoas', 'codpessoa'), ('mk_pessoas', 'nome_razaosocial'), ('mk_pessoas', 'codlogradouro'),
	('mk_pessoas', 'codbairro'), ('mk_pessoas', 'codcidade'), ('mk_pessoas', 'codestado'), ('mk_pessoas', 'numero'),
	('mk_pessoas', 'complementoendereco'), ('mk_pessoas', 'cep'),
	('mk_conexoes', 'codconexao'), ('mk_conexoes', 'codcliente'), ('mk_conexoes', 'contrato'),
	('mk_conexoes', 'username'), ('mk_conexoes', 'onu_serial'), ('mk_conexoes', 'id_porta_splitter'),
	('mk_conexoes', 'tecnologia'), ('mk_conexoes', 'conexao_bloqueada'), ('mk_conexoes', 'nivel_sinal_ftth_real'),
	('mk_conexoes', 'ultima_atualizacao_sinal'), ('mk_conexoes', 'logradouro'), ('mk_conexoes', 'bairro'),
	('mk_conexoes', 'cidade'), ('mk_conexoes', 'uf'), ('mk_conexoes', 'numero'), ('mk_conexoes', 'complemento'),
	('mk_conexoes', 'cep'), ('mk_conexoes', 'end_igual_cadastro'), ('mk_conexoes', 'login_encerrado'),
	('mk_conexoes', 'data_login'), ('mk_conexoes', 'hora_login'), ('mk_conexoes', 'data_login_enc'),
	('mk_conexoes', 'hora_login_enc'),
	('mk_logradouros', 'codlogradouro'), ('mk_logradouros', 'logradouro'), ('mk_bairros', 'codbairro'),
	('mk_bairros', 'bairro'), ('mk_cidades', 'codcidade'), ('mk_cidades', 'cidade'), ('mk_estados', 'codestado'),
	('mk_estados', 'siglaestado')
) AS wanted (place, name)
LEFT JOIN pg_class c ON c.relname = wanted.place AND pg_table_is_visible(c.oid)
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = wanted.name AND NOT a.attisdropped
WHERE a.attname IS NULL OR NOT has_column_privilege(c.oid, a.attnum, 'SELECT')
ORDER BY 1
