-- The connection's own street where it has one that is not the person's, else the person's; the rest of the address
-- belongs to whichever of the two it is.
LEFT JOIN mk_logradouros own ON own.codlogradouro = cn.logradouro
	AND cn.end_igual_cadastro IS DISTINCT FROM 'S' AND btrim(own.logradouro) <> ''
LEFT JOIN mk_logradouros home ON home.codlogradouro = pe.codlogradouro AND own.codlogradouro IS NULL
LEFT JOIN mk_bairros district
	ON district.codbairro = CASE WHEN own.codlogradouro IS NULL THEN pe.codbairro ELSE cn.bairro END
LEFT JOIN mk_cidades city
	ON city.codcidade = CASE WHEN own.codlogradouro IS NULL THEN pe.codcidade ELSE cn.cidade END
LEFT JOIN mk_estados state
	ON state.codestado = CASE WHEN own.codlogradouro IS NULL THEN pe.codestado ELSE cn.uf END
