-- Contracts: all, activated and without a reason, with a reason.
SELECT count(*),
	coalesce(sum(CASE WHEN data_hora_ativacao IS NOT NULL AND motivo_cancelamento_2 IS NULL THEN 1 ELSE 0 END), 0),
	count(motivo_cancelamento_2)
FROM mk_contratos
