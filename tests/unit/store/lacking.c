/* Where something is not there: a code, a property, a head beside the store, room for all readings, entries of the
 * journal. */
#include "store/scratch.h"

static void items_without_a_code(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0}, loaded;
	static const char *const clients[] = {"c3", "c1", "c2"};
	for (size_t i = 0; i < 3; i++) {
		struct change *finding = plan_change(&plan, KIND_NO_CODE, "x", NULL, NULL);
		finding->code = NULL;
		finding->client_id = clients[i];
		assert_int_equal(change_make_id(finding), 0);
	}
	plan_change(&plan, KIND_CONFLICT, "9", NULL, NULL)->client_id = "c9";
	plan_change(&plan, KIND_CONFLICT, "8", NULL, NULL);
	scratch_save(scratch, &plan);
	assert_good(scratch, store_load_plan(scratch->store, &loaded, &scratch->error));
	assert_int_equal(loaded.count, 5);
	for (size_t i = 0; i < 3; i++)
		assert_null(loaded.items[i].code);
	assert_true(strcmp(loaded.items[0].id, loaded.items[1].id) < 0);
	assert_true(strcmp(loaded.items[1].id, loaded.items[2].id) < 0);
	assert_string_equal(loaded.items[3].code, "8");
	plan_free(&loaded);
	plan_free(&plan);
}

/* Claimed and settled all the same: a change that only an id knows. */
static void claims_without_a_code(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	struct change *change = plan_change(&plan, KIND_NAME, "x", "\"a\"", "\"b\"");
	change->code = change->property_id = NULL;
	assert_int_equal(change_make_id(change), 0);
	scratch_save(scratch, &plan);
	scratch_bring(scratch, &plan.items[0], STATE_APPLIED);
	assert_int_equal(scratch_number(scratch, "SELECT count(*) FROM known_property"), 0);
	scratch_verify(scratch);
	plan_free(&plan);
}

/* Two changes of one client come along once. */
static void companions_once(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0}, claimed = {0};
	struct store_worker worker;
	bool others;
	plan_change(&plan, KIND_NAME, "1", "\"a\"", "\"b\"");
	plan_change(&plan, KIND_ADDRESS, "1", "\"a\"", "\"b\"");
	plan_change(&plan, KIND_POWER, "1", "-1", "-2");
	plan_change(&plan, KIND_NAME, "2", "\"a\"", "\"b\"");
	scratch_save(scratch, &plan);
	for (size_t i = 0; i < plan.count; i++)
		scratch_release(scratch, &plan.items[i]);
	assert_good(scratch, store_worker_enter(scratch->store, &worker, 30, &scratch->error));
	assert_good(scratch, store_claim(scratch->store, &worker, 10, &claimed, &others, &scratch->error));
	assert_int_equal(claimed.count, 4);
	for (size_t i = 0; i < claimed.count; i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(claimed.items[i].id, claimed.items[j].id);
	plan_free(&claimed);
	plan_free(&plan);
}

static void more_readings_than_room(void **state)
{
	struct scratch *scratch = *state;
	moment at[3];
	double dbm[3];
	size_t count;
	for (int i = 0; i < 5; i++)
		assert_good(scratch,
			    store_add_reading(scratch->store, "1", moment_now() + i, -20 - i, &scratch->error));
	assert_good(scratch, store_readings(scratch->store, "1", at, dbm, 3, &count, &scratch->error));
	assert_int_equal(count, 3);
	assert_good(scratch, store_readings(scratch->store, "1", at, dbm, 0, &count, &scratch->error));
	assert_int_equal(count, 0);
	assert_good(scratch, store_readings(scratch->store, "2", at, dbm, 3, &count, &scratch->error));
	assert_int_equal(count, 0);
}

/* A revert of which nobody knows what it undid, and one without a place. */
static void reverts_of_the_unknown(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0}, reverts = {0}, claimed = {0};
	struct store_worker worker;
	bool others;
	plan_activate(&plan, "1");
	scratch_save(scratch, &plan);
	scratch_bring(scratch, &plan.items[0], STATE_APPLIED);
	struct change *loose = plan_change(&reverts, KIND_REVERT_NAME, "7", "\"b\"", "\"a\"");
	assert_good(scratch, store_propose(scratch->store, loose, NULL, &ana, &scratch->error));
	struct change *placeless = plan_change(&reverts, KIND_REVERT_ACTIVATE, "1", "true", "false");
	placeless->property_id = placeless->client_id = NULL;
	assert_int_equal(change_make_id(placeless), 0);
	assert_good(scratch, store_propose(scratch->store, placeless, &plan.items[0], &ana, &scratch->error));
	for (size_t i = 0; i < reverts.count; i++)
		scratch_release(scratch, &reverts.items[i]);
	assert_good(scratch, store_worker_enter(scratch->store, &worker, 30, &scratch->error));
	while (store_claim(scratch->store, &worker, 10, &claimed, &others, &scratch->error) == 0 && claimed.count > 0) {
		for (size_t i = 0; i < claimed.count; i++)
			assert_good(scratch, store_settle(scratch->store, &worker, &claimed.items[i], STATE_APPLIED,
							  NULL, &ana, &scratch->error));
		plan_free(&claimed);
	}
	assert_int_equal(scratch_state(scratch, reverts.items[0].id), STATE_APPLIED);
	assert_int_equal(scratch_state(scratch, reverts.items[1].id), STATE_APPLIED);
	scratch_verify(scratch);
	plan_free(&claimed);
	plan_free(&reverts);
	plan_free(&plan);
}

static void deferred_without_a_fingerprint(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	const struct store_decision changed = {
	    .event = "deferred", .state = STATE_DEFERRED, .wait = "changed", .reason = "r"};
	plan_activate(&plan, "1");
	scratch_save(scratch, &plan);
	assert_good(scratch,
		    store_decide(scratch->store, &plan.items[0], STATE_PENDING, &changed, &ana, &scratch->error));
	scratch_sql(scratch, "UPDATE item SET wait_base = NULL");
	plan.created_at++;
	scratch_save(scratch, &plan);
	assert_int_equal(scratch_state(scratch, plan.items[0].id), STATE_PENDING);
	plan_free(&plan);
}

static void a_run_that_ended(void **state)
{
	struct scratch *scratch = *state;
	struct store_run run = {.fence = 1, .pid = getpid(), .started_at = 5, .ended_at = 9}, read;
	assert_good(scratch, store_run_write(scratch->store, &run, &scratch->error));
	assert_good(scratch, store_run_read(scratch->store, &read, &scratch->error));
	assert_int_equal(read.ended_at, 9);
}

/* Half a memory of whose plan it holds is none: it is completed, and what is known must still be the same. */
static void half_a_binding(void **state)
{
	static const char *const halves[] = {"mk", "ozmap"};
	for (size_t i = 0; i < 2; i++) {
		char sql[80];
		scratch_teardown(state);
		scratch_setup(state);
		struct scratch *scratch = *state;
		assert_good(scratch, store_bind(scratch->store, "https://a", "mk:1/d", false, &ana, &scratch->error));
		(void)snprintf(sql, sizeof sql, "DELETE FROM meta WHERE key = '%s'", halves[i]);
		scratch_sql(scratch, sql);
		assert_good(scratch, store_bind(scratch->store, "https://a", "mk:1/d", false, &ana, &scratch->error));
		assert_good(scratch, store_bind(scratch->store, "https://a", "mk:1/d", false, &ana, &scratch->error));
		scratch_sql(scratch, sql);
		assert_int_equal(store_bind(scratch->store, i ? "https://a" : "https://b", i ? "mk:2/d" : "mk:1/d",
					    false, &ana, &scratch->error),
				 -1);
		assert_int_equal(scratch->error.status, ERROR_REFUSED);
		error_clear(&scratch->error);
		assert_good(scratch, store_bind(scratch->store, "https://c", "mk:3/d", true, &ana, &scratch->error));
	}
}

/* --- the head -------------------------------------------------------------------------------------------------------
 */

static void a_reader_without_a_head(void **state)
{
	struct scratch *scratch = *state;
	char head[160];
	assert_good(scratch, journal_append(scratch->store, &ana, "paused", NULL, NULL, &scratch->error));
	scratch_close(scratch);
	(void)snprintf(head, sizeof head, "%s.head", scratch->path);
	assert_int_equal(unlink(head), 0);
	assert_good(scratch, store_open(&scratch->store, scratch->url, STORE_READ, &scratch->error));
	size_t entries;
	long long seq;
	char hash[65];
	(void)journal_verify(scratch->store, 0, NULL, &entries, &seq, hash, &scratch->error);
	error_clear(&scratch->error);
}

/* A line that is none is replaced; one of an entry that the journal has not is left as the witness that it is. */
static void heads_of_all_sorts(void **state)
{
	static const char *const lines[] = {
	    "mkoz-head %s 0 %064d",	     "mkoz-head %s 99 %064d", "mkoz-head %.5sx 1 %064d",
	    "mkoz-head %s 1 %064d trailing", "other-head %s 1 %064d",
	};
	struct scratch *scratch = *state;
	char head[160], identity[80] = "", line[200], now[200];
	FILE *file;
	(void)snprintf(head, sizeof head, "%s.head", scratch->path);
	assert_good(scratch, journal_append(scratch->store, &ana, "paused", NULL, NULL, &scratch->error));
	file = fopen(head, "r");
	assert_int_equal(fscanf(file, "mkoz-head %64s", identity), 1);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	long size = ftell(file);
	assert_int_equal(fclose(file), 0);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		for (int newline = 0; newline < 2; newline++) {
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			int used = snprintf(line, sizeof line, lines[i], identity, 7);
			memset(line + used, ' ', (size_t)(size - used));
			line[size - 1] = newline ? '\n' : ' ';
			scratch_close(scratch);
			file = fopen(head, "w");
			assert_int_equal(fwrite(line, 1, (size_t)size, file), size);
			assert_int_equal(fclose(file), 0);
			scratch_open(scratch);
			assert_good(scratch,
				    journal_append(scratch->store, &ana, "paused", NULL, NULL, &scratch->error));
			file = fopen(head, "r");
			assert_int_equal(fread(now, 1, (size_t)size, file), size);
			assert_int_equal(fclose(file), 0);
			bool kept = memcmp(now, line, (size_t)size) == 0;
			assert_int_equal(kept, newline && (i == 1 || i == 2));
		}
}

/* --- places ---------------------------------------------------------------------------------------------------------
 */

static void links_that_lead_nowhere(void **state)
{
	struct scratch *scratch = *state;
	struct store *store;
	scratch_close(scratch);
	assert_int_equal(unlink(scratch->path), 0);
	assert_int_equal(symlink(scratch->path, scratch->path), 0);
	assert_int_equal(store_open(&store, scratch->url, STORE_WRITE, &scratch->error), -1);
	assert_int_not_equal(scratch->error.status, ERROR_NONE);
	error_clear(&scratch->error);
	assert_int_equal(store_open(&store, "sqlite:/no-such-store.db", STORE_READ, &scratch->error), -1);
	assert_non_null(strstr(scratch->error.text, "mkoz refresh"));
	error_clear(&scratch->error);
}

/* --- the journal ----------------------------------------------------------------------------------------------------
 */

static void tampered_journals(void **state)
{
	static const char *const tampers[] = {
	    "DELETE FROM journal WHERE seq = 1",
	    "DELETE FROM journal WHERE seq = 2",
	    "DELETE FROM journal WHERE seq = 4",
	    "UPDATE journal SET seq = -1 WHERE seq = 1",
	    "UPDATE journal SET seq = 9 WHERE seq = 4",
	    "UPDATE head SET hash = 'x'",
	    "UPDATE head SET seq = 2",
	    "UPDATE journal SET event = 'applied' WHERE seq = 2",
	    "UPDATE journal SET prev = hash WHERE seq = 3",
	    "UPDATE journal SET seq = 10 WHERE seq = 2; UPDATE journal SET seq = 2 WHERE seq = 3; "
	    "UPDATE journal SET seq = 3 WHERE seq = 10",
	};
	for (size_t i = 0; i < sizeof tampers / sizeof *tampers; i++) {
		size_t entries;
		long long seq;
		char hash[65];
		scratch_teardown(state);
		scratch_setup(state);
		struct scratch *scratch = *state;
		for (int times = 0; times < 4; times++)
			assert_good(scratch,
				    journal_append(scratch->store, &ana, "paused", NULL, NULL, &scratch->error));
		scratch_sql(scratch, "DROP TRIGGER journal_keeps_words; DROP TRIGGER journal_keeps_entries");
		scratch_sql(scratch, tampers[i]);
		if (journal_verify(scratch->store, 0, NULL, &entries, &seq, hash, &scratch->error) != -1)
			fail_msg("not noticed: %s", tampers[i]);
		assert_non_null(strstr(scratch->error.text, "journal"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define LACKING_TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
	    LACKING_TEST(items_without_a_code),	  LACKING_TEST(claims_without_a_code),
	    LACKING_TEST(companions_once),	  LACKING_TEST(more_readings_than_room),
	    LACKING_TEST(reverts_of_the_unknown), LACKING_TEST(a_reader_without_a_head),
	    LACKING_TEST(heads_of_all_sorts),	  LACKING_TEST(links_that_lead_nowhere),
	    LACKING_TEST(tampered_journals),	  LACKING_TEST(deferred_without_a_fingerprint),
	    LACKING_TEST(a_run_that_ended),	  LACKING_TEST(half_a_binding),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
