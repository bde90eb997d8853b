-- link = connection: one row for each connection.
FROM mk_conexoes cn
LEFT JOIN mk_contratos ct ON ct.codcontrato = cn.contrato
LEFT JOIN mk_pessoas pe ON pe.codpessoa = cn.codcliente
