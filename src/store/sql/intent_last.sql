SELECT intent.at, written.content, whole.content
FROM intent
LEFT JOIN snapshots AS written ON written.hash = intent.value_hash
LEFT JOIN snapshots AS whole ON whole.hash = intent.whole_hash
WHERE intent.item = ?
ORDER BY intent.num DESC
LIMIT 1
