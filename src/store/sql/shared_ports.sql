-- splitter ports that several properties of the basket stand on: how many, and the first; the + has it look at the basket
-- alone, by the states, not at the whole plan
SELECT count(*) OVER (), box || ' ' || port
FROM (SELECT item.property_id, json_extract(side.ozmap, '$.property.box') AS box,
             json_extract(side.ozmap, '$.property.port') AS port
      FROM item JOIN side ON side.item = item.num
      WHERE item.state IN ('requested', 'approved', 'released', 'applying') AND item.property_id IS NOT NULL
        AND +item.num IN (SELECT item FROM current) AND json_valid(side.ozmap))
WHERE box IS NOT NULL AND port IS NOT NULL
GROUP BY box, port
HAVING count(DISTINCT property_id) > 1
ORDER BY box, port
LIMIT 1
