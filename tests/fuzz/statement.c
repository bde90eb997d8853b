/* Fuzzes the look at a query of one's own: what it lets through has no second statement and no word that writes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mk/statement.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* Nothing quoted and no comment in it: then every word counts. */
static bool is_plain(const char *sql)
{
	return !strpbrk(sql, "'\"$\\") && !strstr(sql, "--") && !strstr(sql, "/*");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char *sql = strndup((const char *)bytes, length);
	size_t end = 0, whole = strlen(sql);
	if (mk_statement_check(sql, &end) == NULL) {
		if (end == 0 || end > whole)
			abort();
		sql[end] = '\0';
		if (is_plain(sql) &&
		    (strchr(sql, ';') || strcasestr(sql, " delete from ") || strcasestr(sql, "commit;")))
			abort();
	}
	free(sql);
	return 0;
}
