/* The journal: its chain, what verify finds of every kind of tampering, snapshots and their erasure, queries. */
#include "scratch.h"

#include "mkoz/base/digest.h"

static void append(struct scratch *scratch, const char *event, const char *code)
{
	struct change change = {.id = "0123456789abcdef", .kind = KIND_ACTIVATE, .code = code};

	assert_good(scratch, journal_append(scratch->store, &ana, event, &change, "{\"a\":1}", &scratch->error));
}

/* A journal of ten entries. */
static int ten_setup(void **state)
{
	scratch_setup(state);
	for (int i = 0; i < 10; i++)
		append(*state, "approved", "1001");
	return 0;
}

/* Verify fails, and says a word. */
static void expect_fault(struct scratch *scratch, const char *word)
{
	struct error error = {0};
	size_t entries;
	long long seq;
	char hash[65];

	assert_int_equal(journal_verify(scratch->store, 0, NULL, &entries, &seq, hash, &error), -1);
	if (strstr(error.text, word) == NULL)
		fail_msg("`%s` expected in: %s", word, error.text);
}

static void tamper(struct scratch *scratch, const char *sql)
{
	scratch_sql(scratch, "DROP TRIGGER journal_keeps_entries; DROP TRIGGER journal_keeps_words");
	scratch_sql(scratch, sql);
}

static void test_empty(void **state)
{
	struct scratch *scratch = *state;
	long long seq;
	char hash[65];

	scratch_verify(scratch);
	assert_good(scratch, journal_head(scratch->store, &seq, hash, &scratch->error));
	assert_int_equal(seq, 0);
	assert_string_equal(hash, "");
}

static void test_the_hash_is_as_documented(void **state)
{
	struct scratch *scratch = *state;
	sqlite3 *database;
	sqlite3_stmt *row;
	char digest[DIGEST_HEX_MAX];
	const char *parts[9];

	append(scratch, "approved", NULL);
	assert_int_equal(sqlite3_open(scratch->path, &database), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(database,
					    "SELECT (SELECT value FROM meta WHERE key = 'identity'), seq, at, actor, "
					    "event, change_id, kind, code, detail, prev, hash FROM journal",
					    -1, &row, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_step(row), SQLITE_ROW);
	for (int i = 0; i < 9; i++)
		parts[i] = (const char *)sqlite3_column_text(row, i);
	assert_null(parts[7]);
	assert_string_equal(parts[3], "ana@noc from 10.0.0.7");
	assert_int_equal(digest_parts(parts, 9, digest), 0);
	assert_string_equal(digest, (const char *)sqlite3_column_text(row, 10));
	sqlite3_finalize(row);
	sqlite3_close(database);
}

static void test_unknown_event(void **state)
{
	struct scratch *scratch = *state;

	assert_int_equal(journal_append(scratch->store, &ana, "deleted", NULL, NULL, NULL), -1);
	assert_int_equal(scratch_number(scratch, "SELECT count(*) FROM journal"), 0);
}

static void test_triggers_forbid_changing(void **state)
{
	struct scratch *scratch = *state;
	sqlite3 *database;

	assert_int_equal(sqlite3_open(scratch->path, &database), SQLITE_OK);
	assert_int_equal(sqlite3_exec(database, "UPDATE journal SET actor = 'x'", NULL, NULL, NULL), SQLITE_CONSTRAINT);
	assert_int_equal(sqlite3_exec(database, "DELETE FROM journal", NULL, NULL, NULL), SQLITE_CONSTRAINT);
	sqlite3_close(database);
	scratch_verify(scratch);
}

/* Each row: what was done by the side door, and what verify says of it. */
static void test_tampering(void **state)
{
	static const struct {
		const char *sql, *says;
	} table[] = {
	    {"UPDATE journal SET actor = 'rui@noc' WHERE seq = 5", "entry 5 was changed"},
	    {"UPDATE journal SET at = at + 1 WHERE seq = 1", "entry 1 was changed"},
	    {"UPDATE journal SET code = NULL WHERE seq = 10", "entry 10 was changed"},
	    {"UPDATE journal SET code = '' WHERE seq = 10", "entry 10 was changed"},
	    {"UPDATE journal SET detail = detail || char(0) || 'x' WHERE seq = 3", "entry 3 was changed"},
	    {"UPDATE journal SET at = CAST(at AS REAL) + 0.5 WHERE seq = 3", "entry 3 was changed"},
	    {"UPDATE journal SET hash = 'x' WHERE seq = 4", "entry 4 was changed"},
	    {"DELETE FROM journal WHERE seq BETWEEN 4 AND 6", "entries 4 to 6 were removed"},
	    {"DELETE FROM journal WHERE seq = 1", "entries 1 to 1 were removed"},
	    {"DELETE FROM journal WHERE seq = 4; UPDATE journal SET seq = seq - 1 WHERE seq > 4",
	     "removed before entry 4"},
	    {"DELETE FROM journal WHERE seq > 7", "its tail was cut"},
	    {"DELETE FROM journal", "its tail was cut"},
	    {"DELETE FROM journal WHERE seq > 7; UPDATE head SET seq = 7, hash = (SELECT hash FROM journal WHERE seq = "
	     "7)",
	     "its tail was cut"},
	    {"DELETE FROM journal; DELETE FROM head", "its tail was cut"},
	    {"UPDATE journal SET seq = -4 WHERE seq = 4; UPDATE journal SET seq = 4 WHERE seq = 5; "
	     "UPDATE journal SET seq = 5 WHERE seq = -4",
	     "reordered: entry 4 was 5"},
	    {"UPDATE journal SET seq = -seq - 1 WHERE seq > 5; UPDATE journal SET seq = -seq WHERE seq < 0; "
	     "INSERT INTO journal SELECT 6, at, actor, event, change_id, kind, code, detail, prev, hash FROM journal "
	     "WHERE seq = 5",
	     "added before entry 6"},
	    {"INSERT INTO journal SELECT 11, at, actor, event, change_id, kind, code, detail, hash, hash FROM journal "
	     "WHERE seq = 10",
	     "entry 11 was added"},
	    {"UPDATE head SET seq = 9, hash = (SELECT hash FROM journal WHERE seq = 9)",
	     "entry 10 was added behind the head"},
	    {"UPDATE meta SET value = replace(value, substr(value, 1, 1), 'e') || '' WHERE key = 'identity'; "
	     "UPDATE journal SET prev = substr(prev, 2) || substr(prev, 1, 1) WHERE seq = 1",
	     "changed"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		void *fresh;

		ten_setup(&fresh);
		scratch_verify(fresh);
		tamper(fresh, table[i].sql);
		expect_fault(fresh, table[i].says);
		scratch_teardown(&fresh);
	}
}

/* The copy of the journal in `kept` is put back. */
static void untamper(sqlite3 *database)
{
	static const char back[] = "DELETE FROM journal; INSERT INTO journal SELECT * FROM kept; "
				   "DELETE FROM head; INSERT INTO head SELECT * FROM kept_head";

	assert_int_equal(sqlite3_exec(database, back, NULL, NULL, NULL), SQLITE_OK);
}

static size_t try_tampering(struct scratch *scratch, sqlite3 *database, const char *sql)
{
	struct error error = {0};
	size_t entries;
	long long seq;
	char hash[65];

	if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(database));
	if (journal_verify(scratch->store, 0, NULL, &entries, &seq, hash, &error) == 0)
		fail_msg("verify passes after: %s", sql);
	assert_true(strncmp(error.text, "journal: ", 9) == 0 && strstr(error.text, "backup") != NULL);
	untamper(database);
	return 1;
}

/* Not chosen by hand: every column of every entry changed, every entry removed (and the rest closed up), every two
 * swapped, every one copied over and behind every other, every tail cut with and without the head in its table. */
static void test_every_single_tampering(void **state)
{
	static const char *const columns[] = {"at",   "actor", "event",	 "change_id", "kind",
					      "code", "prev",  "detail", "hash"};
	static const char *const words = "at, actor, event, change_id, kind, code, detail, prev, hash";
	struct scratch *scratch = *state;
	sqlite3 *database;
	char sql[600];
	size_t tried = 0;

	tamper(scratch, "CREATE TABLE kept AS SELECT * FROM journal; CREATE TABLE kept_head AS SELECT * FROM head");
	assert_int_equal(sqlite3_open(scratch->path, &database), SQLITE_OK);
	sqlite3_exec(database, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
	scratch_verify(scratch);
	for (int i = 1; i <= 10; i++) {
		for (size_t column = 0; column < sizeof columns / sizeof *columns; column++) {
			(void)snprintf(sql, sizeof sql, "UPDATE journal SET %s = %s WHERE seq = %d", columns[column],
				       column == 0 ? "at - 1" : "'other'", i);
			tried += try_tampering(scratch, database, sql);
		}
		(void)snprintf(sql, sizeof sql, "DELETE FROM journal WHERE seq = %d", i);
		tried += try_tampering(scratch, database, sql);
		(void)snprintf(sql, sizeof sql,
			       "DELETE FROM journal WHERE seq = %d; UPDATE journal SET seq = seq - 1 WHERE seq > %d; "
			       "UPDATE head SET seq = 9",
			       i, i);
		tried += try_tampering(scratch, database, sql);
		(void)snprintf(sql, sizeof sql, "DELETE FROM journal WHERE seq >= %d", i);
		tried += try_tampering(scratch, database, sql);
		(void)snprintf(sql, sizeof sql,
			       "DELETE FROM journal WHERE seq >= %d; DELETE FROM head; INSERT INTO head (seq, hash) "
			       "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1",
			       i);
		tried += try_tampering(scratch, database, sql);
		for (int j = 1; j <= 10; j++) {
			if (i == j)
				continue;
			(void)snprintf(sql, sizeof sql,
				       "DELETE FROM journal WHERE seq = %d; INSERT INTO journal (seq, %s) "
				       "SELECT %d, %s FROM kept WHERE seq = %d",
				       i, words, i, words, j);
			tried += try_tampering(scratch, database, sql);
			if (i < j)
				continue;
			(void)snprintf(sql, sizeof sql,
				       "UPDATE journal SET seq = -%d WHERE seq = %d; UPDATE journal SET seq = %d "
				       "WHERE seq = %d; UPDATE journal SET seq = %d WHERE seq = -%d",
				       i, i, i, j, j, i);
			tried += try_tampering(scratch, database, sql);
		}
		(void)snprintf(sql, sizeof sql,
			       "INSERT INTO journal (seq, %s) SELECT 11, %s FROM kept WHERE seq = %d; "
			       "UPDATE head SET seq = 11, hash = (SELECT hash FROM kept WHERE seq = %d)",
			       words, words, i, i);
		tried += try_tampering(scratch, database, sql);
	}
	assert_int_equal(tried, 10 * (9 + 5) + 90 + 45);
	sqlite3_exec(database, "DROP TABLE kept; DROP TABLE kept_head", NULL, NULL, NULL);
	sqlite3_close(database);
	scratch_verify(scratch);
}

/* One who knows how the hash is made: entry, and the head in its table, made anew. */
static void rehash(struct scratch *scratch, long long from)
{
	sqlite3 *database;
	sqlite3_stmt *row;

	assert_int_equal(sqlite3_open(scratch->path, &database), SQLITE_OK);
	for (long long seq = from; seq <= 10; seq++) {
		const char *parts[9];
		char digest[DIGEST_HEX_MAX], sql[400];

		assert_int_equal(
		    sqlite3_prepare_v2(database,
				       "SELECT (SELECT hash FROM journal WHERE seq = ?1 - 1), seq, at, actor, event, "
				       "change_id, kind, code, detail FROM journal WHERE seq = ?1",
				       -1, &row, NULL),
		    SQLITE_OK);
		sqlite3_bind_int64(row, 1, seq);
		assert_int_equal(sqlite3_step(row), SQLITE_ROW);
		for (int i = 0; i < 9; i++)
			parts[i] = (const char *)sqlite3_column_text(row, i);
		assert_int_equal(digest_parts(parts, 9, digest), 0);
		(void)snprintf(sql, sizeof sql,
			       "UPDATE journal SET hash = '%s', prev = '%s' WHERE seq = %lld; "
			       "UPDATE head SET hash = '%s' WHERE seq = %lld",
			       digest, parts[0], seq, digest, seq);
		sqlite3_finalize(row);
		assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
		if (from == 5)
			break; /* only this one */
	}
	sqlite3_close(database);
}

static void test_hashed_anew(void **state)
{
	struct scratch *scratch = *state;
	char hash[65], anchor[65];
	size_t entries;
	long long seq;

	assert_good(scratch, journal_head(scratch->store, &seq, anchor, &scratch->error));
	tamper(scratch, "UPDATE journal SET actor = 'rui@noc' WHERE seq IN (5, 8)");
	rehash(scratch, 5);
	expect_fault(scratch, "entry 5 was changed and hashed anew");
	rehash(scratch, 6);
	/* all of it consistent within the file: the head beside it tells */
	expect_fault(scratch, "was rewritten");
	assert_int_equal(journal_verify(scratch->store, 10, anchor, &entries, &seq, hash, &scratch->error), -1);
	assert_non_null(strstr(scratch->error.text, "another hash than the one given"));
	error_clear(&scratch->error);
}

static void test_the_head_given(void **state)
{
	struct scratch *scratch = *state;
	char hash[65], fifth[65] = "";
	size_t entries;
	long long seq;
	sqlite3 *database;
	sqlite3_stmt *row;

	assert_int_equal(sqlite3_open(scratch->path, &database), SQLITE_OK);
	sqlite3_prepare_v2(database, "SELECT hash FROM journal WHERE seq = 5", -1, &row, NULL);
	assert_int_equal(sqlite3_step(row), SQLITE_ROW);
	(void)snprintf(fifth, sizeof fifth, "%s", (const char *)sqlite3_column_text(row, 0));
	sqlite3_finalize(row);
	sqlite3_close(database);
	assert_good(scratch, journal_verify(scratch->store, 5, fifth, &entries, &seq, hash, &scratch->error));
	assert_int_equal(seq, 10);
	assert_int_equal(entries, 10);
	assert_int_equal(journal_verify(scratch->store, 4, fifth, &entries, &seq, hash, NULL), -1);
	assert_int_equal(journal_verify(scratch->store, 11, fifth, &entries, &seq, hash, &scratch->error), -1);
	assert_non_null(strstr(scratch->error.text, "cut"));
	error_clear(&scratch->error);
}

/* --- the head beside the store --------------------------------------------------------------------------------------
 */

static void head_path(const struct scratch *scratch, char path[160])
{
	(void)snprintf(path, 160, "%s.head", scratch->path);
}

static void test_a_torn_head_is_told_apart_and_heals(void **state)
{
	struct scratch *scratch = *state;
	char path[160];

	head_path(scratch, path);
	assert_int_equal(truncate(path, 50), 0);
	expect_fault(scratch, "torn");
	append(scratch, "approved", "1");
	scratch_verify(scratch);
	assert_int_equal(truncate(path, 0), 0);
	expect_fault(scratch, "missing");
	append(scratch, "approved", "1");
	scratch_verify(scratch);
}

static void test_the_proof_of_a_cut_is_not_overwritten(void **state)
{
	struct scratch *scratch = *state;

	tamper(scratch, "DELETE FROM journal WHERE seq > 7; "
			"UPDATE head SET seq = 7, hash = (SELECT hash FROM journal WHERE seq = 7)");
	for (int i = 0; i < 10; i++) {
		append(scratch, "approved", "1");
		expect_fault(scratch, i < 2 ? "its tail was cut" : "was rewritten");
	}
}

static void test_another_stores_head(void **state)
{
	struct scratch *scratch = *state;
	char command[400];
	void *fresh;

	ten_setup(&fresh);
	(void)snprintf(command, sizeof command, "cp %s.head %s.head", ((struct scratch *)fresh)->path, scratch->path);
	assert_int_equal(system(command), 0);
	expect_fault(scratch, "another store");
	append(scratch, "approved", "1");
	expect_fault(scratch, "another store");
	/* and its journal */
	scratch_close(fresh);
	(void)snprintf(command, sizeof command,
		       "ATTACH '%s' AS other; DELETE FROM journal; INSERT INTO journal SELECT * FROM other.journal",
		       ((struct scratch *)fresh)->path);
	tamper(scratch, command);
	expect_fault(scratch, "begins in another store");
	scratch_teardown(&fresh);
}

/* --- snapshots ------------------------------------------------------------------------------------------------------
 */

static bool file_holds(const char *path, const char *word)
{
	char command[300];

	(void)snprintf(command, sizeof command, "grep -aq '%s' '%s' 2>/dev/null", word, path);
	return system(command) == 0;
}

static void test_snapshots_are_erased_and_verify_passes(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	struct change *change = plan_change(&plan, KIND_NAME, "1", "\"Unique Oldname\"", "\"Unique Newname\"");
	struct arena arena = {0};
	const char *content;
	char hash[65], again[65], wal[160];
	size_t erased;

	change->name = "Unique Newname";
	change->mk_side = "{\"name\":\"Unique Newname\"}";
	scratch_save(scratch, &plan);
	scratch_bring(scratch, change, STATE_APPLIED);
	scratch_save_empty(scratch);
	assert_good(scratch, journal_snapshot(scratch->store, "Unique José", hash, &scratch->error));
	assert_good(scratch, journal_snapshot(scratch->store, "Unique José", again, &scratch->error));
	assert_string_not_equal(hash, again);
	assert_good(scratch, journal_snapshot_read(scratch->store, hash, &arena, &content, &scratch->error));
	assert_string_equal(content, "Unique José");
	assert_good(scratch, journal_erase(scratch->store, 3600, &erased, &scratch->error));
	assert_int_equal(erased, 0);
	scratch_sql(scratch, "UPDATE snapshots SET at = at - 7200; "
			     "UPDATE item SET first_seen = first_seen - 7200, decided_at = decided_at - 7200");
	/* as a refresh does it: within its own transaction */
	assert_good(scratch, store_begin(scratch->store, &scratch->error));
	assert_good(scratch, journal_erase(scratch->store, 3600, &erased, &scratch->error));
	assert_good(scratch, store_commit(scratch->store, &scratch->error));
	assert_int_equal(erased, 3);
	assert_good(scratch, journal_snapshot_read(scratch->store, hash, &arena, &content, &scratch->error));
	assert_null(content);
	scratch_verify(scratch);
	(void)snprintf(wal, sizeof wal, "%s-wal", scratch->path);
	assert_false(file_holds(scratch->path, "Unique"));
	assert_false(file_holds(wal, "Unique"));
	arena_free(&arena);
	plan_free(&plan);
}

static void test_a_changed_snapshot_shows(void **state)
{
	struct scratch *scratch = *state;
	struct arena arena = {0};
	const char *content;
	char hash[65];

	assert_good(scratch, journal_snapshot(scratch->store, "{\"lat\":1}", hash, &scratch->error));
	/* the same to who reads up to a NUL, or any bytes as text */
	scratch_sql(scratch, "UPDATE snapshots SET content = content || char(0) || 'more'");
	expect_fault(scratch, "snapshot");
	scratch_sql(scratch, "UPDATE snapshots SET content = CAST('{\"lat\":1}' AS BLOB)");
	expect_fault(scratch, "snapshot");
	scratch_sql(scratch, "UPDATE snapshots SET content = '{\"lat\":1}'");
	assert_good(scratch, journal_snapshot_read(scratch->store, hash, &arena, &content, &scratch->error));
	scratch_sql(scratch, "UPDATE snapshots SET content = '{\"lat\":2}'");
	expect_fault(scratch, "snapshot");
	assert_int_equal(journal_snapshot_read(scratch->store, hash, &arena, &content, NULL), -1);
	arena_free(&arena);
}

static void test_undecided_leftovers_go(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	size_t erased;

	plan_activate(&plan, "1");
	plan_activate(&plan, "2");
	scratch_save(scratch, &plan);
	scratch_decide(scratch, &plan.items[1], STATE_REJECTED);
	scratch_save_empty(scratch);
	scratch_sql(scratch, "UPDATE item SET first_seen = first_seen - 31 * 86400");
	assert_good(scratch, journal_erase(scratch->store, 365 * 86400, &erased, &scratch->error));
	assert_int_equal(scratch_state(scratch, plan.items[0].id), STATE_NONE);
	assert_int_equal(scratch_state(scratch, plan.items[1].id), STATE_WITHDRAWN);
	assert_int_equal(scratch_number(scratch, "SELECT count(*) FROM side"), 1);
	plan_free(&plan);
}

/* --- queries --------------------------------------------------------------------------------------------------------
 */

struct seen {
	size_t count;
	long long first, last;
	size_t stop_at;
};

static int see(void *context, const struct journal_entry *entry)
{
	struct seen *seen = context;

	if (seen->count++ == 0)
		seen->first = entry->seq;
	seen->last = entry->seq;
	assert_int_equal(strlen(entry->hash), 64);
	return seen->stop_at != 0 && seen->count == seen->stop_at;
}

static struct seen visit(struct scratch *scratch, struct journal_query query, size_t stop_at)
{
	struct seen seen = {.stop_at = stop_at};

	assert_good(scratch, journal_visit(scratch->store, &query, see, &seen, &scratch->error));
	return seen;
}

static void test_queries(void **state)
{
	struct scratch *scratch = *state;
	struct seen seen;

	append(scratch, "applied", "2002");
	assert_good(scratch, journal_append(scratch->store, &rui, "paused", NULL, NULL, &scratch->error));
	seen = visit(scratch, (struct journal_query){.since = MOMENT_NONE}, 0);
	assert_true(seen.count == 12 && seen.first == 1 && seen.last == 12);
	seen = visit(scratch, (struct journal_query){.since = MOMENT_NONE, .newest_first = true, .limit = 3}, 0);
	assert_true(seen.count == 3 && seen.first == 12 && seen.last == 10);
	seen = visit(scratch, (struct journal_query){.since = MOMENT_NONE, .code = "2002"}, 0);
	assert_true(seen.count == 1 && seen.first == 11);
	seen = visit(scratch, (struct journal_query){.since = MOMENT_NONE, .change_id = "0123456789abcdef"}, 0);
	assert_int_equal(seen.count, 11);
	seen = visit(scratch, (struct journal_query){.since = MOMENT_NONE, .code = "' OR 1 --"}, 0);
	assert_int_equal(seen.count, 0);
	seen = visit(scratch, (struct journal_query){.since = moment_now() + 3600}, 0);
	assert_int_equal(seen.count, 0);
	seen = visit(scratch, (struct journal_query){.since = MOMENT_NONE}, 4);
	assert_int_equal(seen.count, 4);
}

static void test_events(void **state)
{
	size_t count = 0;

	(void)state;
	while (journal_events()[count] != NULL)
		count++;
	assert_int_equal(count, 18);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
#define TEN_TEST(name) cmocka_unit_test_setup_teardown(name, ten_setup, scratch_teardown)
	    STORE_TEST(test_empty),
	    STORE_TEST(test_the_hash_is_as_documented),
	    STORE_TEST(test_unknown_event),
	    TEN_TEST(test_triggers_forbid_changing),
	    cmocka_unit_test(test_tampering),
	    TEN_TEST(test_every_single_tampering),
	    TEN_TEST(test_hashed_anew),
	    TEN_TEST(test_the_head_given),
	    TEN_TEST(test_a_torn_head_is_told_apart_and_heals),
	    TEN_TEST(test_the_proof_of_a_cut_is_not_overwritten),
	    TEN_TEST(test_another_stores_head),
	    STORE_TEST(test_snapshots_are_erased_and_verify_passes),
	    STORE_TEST(test_a_changed_snapshot_shows),
	    STORE_TEST(test_undecided_leftovers_go),
	    TEN_TEST(test_queries),
	    cmocka_unit_test(test_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
