-- The reasons of cancellations, with how many contracts have each; reasons that none has come too.
SELECT coalesce(ct.motivo_cancelamento_2, re.codmotcancel)::text,
	coalesce(max(re.descricao_mot_cancel), ''),
	count(ct.codcontrato)
FROM mk_motivo_cancelamento re
FULL JOIN (SELECT * FROM mk_contratos WHERE motivo_cancelamento_2 IS NOT NULL) ct
	ON ct.motivo_cancelamento_2 = re.codmotcancel
GROUP BY 1
ORDER BY 3 DESC, 1
LIMIT 40
