-- link = contract: one row for each connection of a contract, one for a contract without any.
FROM mk_contratos ct
LEFT JOIN mk_conexoes cn ON cn.contrato = ct.codcontrato
LEFT JOIN mk_pessoas pe ON pe.codpessoa = ct.cliente
