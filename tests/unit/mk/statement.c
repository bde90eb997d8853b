/* Tests of the look at a query of one's own before it is used (faults 30). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "mk/statement.h"

static void takes_queries_that_read(void **state)
{
	static const char *const good[] = {
	    "SELECT 1 AS code",
	    "select codcontrato as code from mk_contratos where x in (1, 2) ;\n",
	    "-- a comment; with a semicolon\n/* and /* a nested */ one; */ WITH a AS (SELECT 1) SELECT * FROM a",
	    "SELECT ';' AS code, 'it''s; DELETE', E'a\\';b', \"drop;\" FROM t",
	    "SELECT $$; DELETE FROM x$$, $a$;$b$;$a$ AS code",
	    "SELECT a.last_update, created, dropped_at, U&'\\0041;' FROM t -- end",
	    "SELECT CASE WHEN a THEN 'b' END AS code FROM t WHERE b > 1e5 ; -- over",
	    "SELECT 'S\xC3\xA3o' AS c\xC3\xB3"
	    "digo",
	};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		size_t length = 0;
		const char *complaint = mk_statement_check(good[i], &length);

		if (complaint != NULL)
			fail_msg("%s: %s", good[i], complaint);
		assert_in_range(length, 1, strlen(good[i]));
	}
}

static void leaves_the_semicolon_out(void **state)
{
	size_t length = 0;

	(void)state;
	assert_null(mk_statement_check("SELECT ';' ; -- x", &length));
	assert_int_equal(length, strlen("SELECT ';' "));
}

static void refuses_all_else(void **state)
{
	static const char *const bad[] = {
	    "",
	    "  -- nothing\n",
	    ";",
	    "DELETE FROM mk_contratos",
	    "COMMIT",
	    "COPY t TO PROGRAM 'x'",
	    "(SELECT 1)",
	    "VALUES (1)",
	    "SELECT 1; SELECT 2",
	    "SELECT 1;; ",
	    "SELECT 1; COMMIT",
	    "SELECT 1;/**/DROP TABLE x",
	    "SELECT 1 /* ; */ ; -- x\n SELECT 2",
	    "WITH a AS (DELETE FROM x RETURNING 1) SELECT * FROM a",
	    "WITH a AS (/**/INSERT/**/INTO x VALUES (1) RETURNING 1) SELECT * FROM a",
	    "SELECT * INTO x FROM y",
	    "SELECT * FROM x FOR UPDATE",
	    "SELECT set_config('transaction_read_only', 'off', false)",
	    "SELECT pg_catalog.set_config('a', 'b', true)",
	    "SELECT pg_terminate_backend(1)",
	    "SELECT dblink_exec('x', 'y')",
	    "SELECT lo_create(0) AS code",
	    "SELECT LOWRITE(1, 'x') AS code",
	    "SELECT \"set_config\"('a', 'b', true)",
	    "SELECT pg_catalog.\"lo_creat\"(1)",
	    "SELECT U&\"\\0073et_config\"('a', 'b', true)",
	    "SELECT pg_advisory_lock(1)",
	    "SELECT 'open",
	    "SELECT \"open",
	    "SELECT E'open\\'",
	    "SELECT $a$ open $b$",
	    "SELECT 1 /* open",
	    "SELECT 1 /* open /* */",
	    "SELECT 1) FROM (SELECT 2",
	    "SELECT (1",
	    "SELECT $1",
	    "\xEF\xBB\xBFSELECT 1",
	    "SELECTED 1",
	};
	size_t length;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (mk_statement_check(bad[i], &length) == NULL)
			fail_msg("taken: %s", bad[i]);
}

static void reads_only_text_files(void **state)
{
	char path[] = "/tmp/mkoz-statement-XXXXXX";
	int file = mkstemp(path);
	struct text out = {0};
	struct error error = {0};

	(void)state;
	assert_int_equal(write(file, "SELECT 1 AS code;\n", 18), 18);
	assert_int_equal(mk_statement_read(path, "active_sql", &out, &error), 0);
	assert_string_equal(text_string(&out), "SELECT 1 AS code");
	assert_int_equal(write(file, "\0", 1), 1);
	assert_int_equal(mk_statement_read(path, "active_sql", &out, &error), -1);
	assert_non_null(strstr(error.text, "active_sql"));
	error_clear(&error);
	assert_int_equal(mk_statement_read("/dev/zero", "active_sql", &out, &error), -1);
	error_clear(&error);
	assert_int_equal(mk_statement_read("/tmp", "active_sql", &out, &error), -1);
	error_clear(&error);
	assert_int_equal(mk_statement_read("/nonexistent/x", "clients_sql", &out, &error), -1);
	assert_non_null(strstr(error.text, "clients_sql"));
	text_free(&out);
	close(file);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_queries_that_read),
	    cmocka_unit_test(leaves_the_semicolon_out),
	    cmocka_unit_test(refuses_all_else),
	    cmocka_unit_test(reads_only_text_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
