/* What should never be in a store or beside it, and is: rows changed by hand, odd files, holders of other hosts. */
#include "store/scratch.h"

#include "mkoz/domain/filter.h"
#include "store/holder.h"
#include "store/waits.h"

#define EACH(list, index) for (size_t index = 0; index < sizeof(list) / sizeof *(list); index++)

static struct change *one_plan(struct scratch *scratch, struct plan *plan)
{
	plan_activate(plan, "1");
	plan_activate(plan, "2");
	scratch_save(scratch, plan);
	return &plan->items[0];
}

static void expect_error(struct scratch *scratch, int result, const char *word)
{
	assert_int_equal(result, -1);
	if (!strstr(scratch->error.text, word))
		fail_msg("`%s` expected in: %s", word, scratch->error.text);
	error_clear(&scratch->error);
}

static int save_again(struct scratch *scratch, struct plan *plan)
{
	const struct plan_facts facts = {.ozmap_clients = 1000, .active = 900};
	plan->created_at++;
	return store_save_plan(scratch->store, plan, &facts, 0, NULL, 0, &ana, &scratch->error);
}

/* --- rows changed by hand ---------------------------------------------------------------------------------------- */

static void unknown_words_in_a_row(void **state)
{
	static const char *const changes[] = {
	    "UPDATE item SET state = 'odd' WHERE code = '1'",
	    "UPDATE item SET kind = 'odd' WHERE code = '1'",
	    "UPDATE item SET id = 'short' WHERE code = '1'",
	    /* what would go into a request as it stands */
	    "UPDATE item SET after_value = 'no JSON' WHERE code = '1'",
	    "UPDATE item SET after_value = '\"x\",\"implanted\":true' WHERE code = '1'",
	    "UPDATE item SET before_value = '{}' WHERE code = '1'",
	};
	EACH(changes, i)
	{
		struct scratch *scratch;
		struct plan plan = {0}, loaded = {0};
		scratch_teardown(state);
		scratch_setup(state);
		scratch = *state;
		one_plan(scratch, &plan);
		scratch_sql(scratch, changes[i]);
		if (i == 0) /* a plan that finds it again sees it too */
			expect_error(scratch, save_again(scratch, &plan), "changed by hand");
		expect_error(scratch, store_load_plan(scratch->store, &loaded, &scratch->error), "changed by hand");
		plan_free(&loaded);
		plan_free(&plan);
	}
}

static void a_store_without_identity(void **state)
{
	static const char *const changes[] = {"DELETE FROM meta WHERE key = 'identity'",
					      "UPDATE meta SET value = 'short' WHERE key = 'identity'"};
	struct scratch *scratch = *state;
	EACH(changes, i)
	{
		scratch_close(scratch);
		scratch_sql(scratch, changes[i]);
		expect_error(scratch, store_open(&scratch->store, scratch->url, STORE_WRITE, &scratch->error),
			     "identity is missing");
		scratch_sql(scratch, "INSERT OR REPLACE INTO meta (key, value) VALUES ('identity', "
				     "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef')");
		scratch_open(scratch);
	}
}

/* A journal whose rows have not the form in which they are written cannot be true. */
static void journal_rows_of_another_form(void **state)
{
	static const char *const changes[] = {
	    "UPDATE journal SET at = 'now' WHERE seq = 1",
	    "UPDATE journal SET actor = x'00' WHERE seq = 1",
	    "UPDATE journal SET detail = 'a' || char(0) || 'b' WHERE seq = 1",
	    "UPDATE journal SET event = 'x' || char(0) WHERE seq = 1",
	    "UPDATE journal SET hash = '' WHERE seq = 2",
	    "UPDATE journal SET kind = x'41' WHERE seq = 2",
	    "UPDATE journal SET seq = -9223372036854775808 WHERE seq = 2",
	    "UPDATE head SET seq = 9223372036854775807",
	    "UPDATE head SET seq = -1",
	};
	EACH(changes, i)
	{
		size_t entries;
		long long seq;
		char hash[65];
		scratch_teardown(state);
		scratch_setup(state);
		struct scratch *scratch = *state;
		for (int times = 0; times < 3; times++)
			assert_good(scratch,
				    journal_append(scratch->store, &ana, "paused", NULL, NULL, &scratch->error));
		scratch_sql(scratch, "DROP TRIGGER journal_keeps_words");
		scratch_sql(scratch, changes[i]);
		assert_int_equal(journal_verify(scratch->store, 0, NULL, &entries, &seq, hash, &scratch->error), -1);
		assert_int_not_equal(scratch->error.status, ERROR_NONE);
	}
}

static int count_texts(void *context, const struct journal_entry *entry)
{
	*(size_t *)context += strlen(entry->actor) + strlen(entry->event) + strlen(entry->detail);
	return 0;
}

/* A file whose table was made without constraints: what is missing reads as "", and verify tells. */
static void journal_texts_that_are_missing(void **state)
{
	struct scratch *scratch = *state;
	const struct journal_query all = {.since = MOMENT_NONE};
	size_t entries, texts = 0;
	long long seq;
	char hash[65];
	assert_good(scratch, journal_append(scratch->store, &ana, "paused", NULL, NULL, &scratch->error));
	scratch_close(scratch);
	scratch_sql(scratch,
		    "ALTER TABLE journal RENAME TO old; CREATE TABLE journal (seq INTEGER PRIMARY KEY, at, actor, "
		    "event, change_id, kind, code, detail, prev, hash); INSERT INTO journal SELECT seq, at, NULL, "
		    "NULL, NULL, NULL, NULL, NULL, prev, hash FROM old");
	scratch_open(scratch);
	assert_good(scratch, journal_visit(scratch->store, &all, count_texts, &texts, &scratch->error));
	assert_int_equal(texts, 0);
	expect_error(scratch, journal_verify(scratch->store, 0, NULL, &entries, &seq, hash, &scratch->error),
		     "entry 1 was changed");
}

/* Nothing follows on the last number that there is, nor on one below the first. */
static void a_head_of_no_number(void **state)
{
	static const char *const changes[] = {"UPDATE head SET seq = 9223372036854775807", "UPDATE head SET seq = -1"};
	struct scratch *scratch = *state;
	assert_good(scratch, journal_append(scratch->store, &ana, "paused", NULL, NULL, &scratch->error));
	EACH(changes, i)
	{
		scratch_sql(scratch, changes[i]);
		expect_error(scratch, journal_append(scratch->store, &ana, "paused", NULL, NULL, &scratch->error),
			     "changed by hand");
	}
}

/* --- where it is ---------------------------------------------------------------------------------------------------
 */

static void default_places(void **state)
{
	struct scratch *scratch = *state;
	struct store *store;
	char wanted[160];
	scratch_close(scratch);
	unsetenv("XDG_STATE_HOME");
	setenv("HOME", scratch->folder, 1);
	assert_good(scratch, store_open(&store, "sqlite:", STORE_WRITE, &scratch->error));
	(void)snprintf(wanted, sizeof wanted, "%s/.local/state/mkoz/store.db", scratch->folder);
	assert_string_equal(store_path(store), wanted);
	store_close(store);
	setenv("XDG_STATE_HOME", "relative", 1);
	setenv("HOME", "relative", 1);
	expect_error(scratch, store_open(&store, "sqlite:", STORE_WRITE, &scratch->error), "neither");
	unsetenv("XDG_STATE_HOME");
	unsetenv("HOME");
	expect_error(scratch, store_open(&store, "sqlite:", STORE_WRITE, &scratch->error), "neither");
	expect_error(scratch, store_open(&store, "postgres://h/d", STORE_WRITE, &scratch->error), "not built into");
}

static void places_that_are_none(void **state)
{
	struct scratch *scratch = *state;
	struct store *store;
	char url[400];
	(void)snprintf(url, sizeof url, "sqlite:%s/store.db/deeper/store.db", scratch->folder);
	expect_error(scratch, store_open(&store, url, STORE_WRITE, &scratch->error), "store.db");
	expect_error(scratch, store_open(&store, url, STORE_READ, &scratch->error), "store.db");
	(void)snprintf(url, sizeof url, "sqlite:%s/nowhere/store.db", scratch->folder);
	expect_error(scratch, store_open(&store, url, STORE_READ, &scratch->error), "mkoz refresh");
	(void)snprintf(url, sizeof url, "sqlite:%s/%0250d", scratch->folder, 0);
	expect_error(scratch, store_open(&store, url, STORE_WRITE, &scratch->error), "000");
}

static void a_head_that_cannot_be(void **state)
{
	static const char *const lines[] = {"", "mkoz-head", "mkoz-head x y z\n"};
	struct scratch *scratch = *state;
	char head[160], command[400];
	scratch_close(scratch);
	(void)snprintf(head, sizeof head, "%s.head", scratch->path);
	(void)snprintf(command, sizeof command, "rm -f %s; mkdir %s", head, head);
	assert_int_equal(system(command), 0);
	assert_int_equal(store_open(&scratch->store, scratch->url, STORE_WRITE, &scratch->error), -1);
	error_clear(&scratch->error);
	assert_int_equal(rmdir(head), 0);
	/* a reader can do without; a torn one is written anew */
	assert_good(scratch, store_open(&scratch->store, scratch->url, STORE_READ, &scratch->error));
	scratch_close(scratch);
	EACH(lines, i)
	{
		FILE *file = fopen(head, "w");
		(void)fprintf(file, "%-160s", lines[i]);
		assert_int_equal(fclose(file), 0);
		scratch_open(scratch);
		assert_good(scratch, journal_append(scratch->store, &ana, "paused", NULL, NULL, &scratch->error));
		scratch_verify(scratch);
		scratch_close(scratch);
	}
}

/* --- transactions ------------------------------------------------------------------------------------------------ */

static void transactions_that_are_none(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0}, loaded;
	char hash[65];
	long long seq;
	expect_error(scratch, store_commit(scratch->store, &scratch->error), "no transaction");
	store_rollback(scratch->store);
	assert_good(scratch, store_begin(scratch->store, &scratch->error));
	expect_error(scratch, store_begin(scratch->store, &scratch->error), "nest");
	for (int times = 0; times < 2; times++) {
		assert_good(scratch, journal_head(scratch->store, &seq, hash, &scratch->error));
		assert_int_equal(seq, 0);
		assert_string_equal(hash, "");
	}
	one_plan(scratch, &plan);
	assert_good(scratch, store_load_plan(scratch->store, &loaded, &scratch->error));
	assert_int_equal(loaded.count, 2);
	assert_good(scratch, journal_head(scratch->store, &seq, hash, &scratch->error));
	assert_true(seq > 0);
	store_rollback(scratch->store);
	plan_free(&loaded);
	plan_free(&plan);
	assert_good(scratch, journal_head(scratch->store, &seq, hash, &scratch->error));
	assert_int_equal(seq, 0);
}

/* --- holders -------------------------------------------------------------------------------------------------------
 */

static unsigned long long namespace_of(const char *holder)
{
	unsigned long long space;
	assert_int_equal(sscanf(holder, "%*s %llu", &space), 1);
	return space;
}

static void holders_of_all_sorts(void **state)
{
	char mine[HOLDER_MAX], boot[HOLDER_BOOT_MAX], other[HOLDER_MAX];
	int status;
	(void)state;
	holder_describe(getpid(), mine);
	holder_boot(boot);
	assert_false(holder_is_gone(mine));
	assert_true(holder_is_gone(NULL));
	assert_true(holder_is_gone(""));
	assert_true(holder_is_gone("one two three four"));
	(void)snprintf(other, sizeof other, "other-boot %llu %d 1", namespace_of(mine), (int)getpid());
	assert_true(holder_is_gone(other));
	(void)snprintf(other, sizeof other, "%s 1 %d 1", boot, (int)getpid());
	assert_false(holder_is_gone(other));
	(void)snprintf(other, sizeof other, "%s %llu %d 1", boot, namespace_of(mine), (int)getpid());
	assert_true(holder_is_gone(other)); /* the same number, another process */
	(void)snprintf(other, sizeof other, "%s %llu %d 0", boot, namespace_of(mine), (int)getpid());
	assert_false(holder_is_gone(other)); /* it did not know when it began */
	(void)snprintf(other, sizeof other, "%s %llu 999999999 1", boot, namespace_of(mine));
	assert_true(holder_is_gone(other));
	pid_t child = fork();
	if (child == 0)
		_exit(0);
	scratch_await_end(child);
	holder_describe(child, other);
	assert_true(holder_is_gone(other)); /* ended, and nobody has asked how */
	assert_int_equal(waitpid(child, &status, 0), child);
}

static void a_run_and_a_refresh_of_who_is_gone(void **state)
{
	struct scratch *scratch = *state;
	struct store_run run = {.fence = 1, .pid = getpid(), .started_at = 5, .ended_at = MOMENT_NONE};
	char failure[ERROR_TEXT_MAX];
	pid_t running;
	moment at;
	assert_int_equal(store_run_read(scratch->store, &run, &scratch->error), 1);
	assert_good(scratch, store_refresh_read(scratch->store, &running, failure, &at, &scratch->error));
	run.fence = 1;
	assert_good(scratch, store_run_write(scratch->store, &run, &scratch->error));
	assert_good(scratch, store_run_read(scratch->store, &run, &scratch->error));
	assert_int_equal(run.ended_at, MOMENT_NONE);
	scratch_sql(scratch, "UPDATE run SET holder = 'x'");
	assert_good(scratch, store_run_read(scratch->store, &run, &scratch->error));
	assert_int_not_equal(run.ended_at, MOMENT_NONE);
	assert_good(scratch, store_refresh_note(scratch->store, getpid(), NULL, &scratch->error));
	scratch_sql(scratch, "UPDATE refresh SET holder = NULL");
	assert_good(scratch, store_refresh_read(scratch->store, &running, failure, &at, &scratch->error));
	assert_int_equal(running, 0);
	assert_good(scratch, store_refresh_note(scratch->store, getpid(), "broke off", &scratch->error));
	assert_good(scratch, store_refresh_read(scratch->store, &running, failure, &at, &scratch->error));
	assert_string_equal(failure, "broke off");
}

/* --- deferrals ------------------------------------------------------------------------------------------------------
 */

static void fingerprints(void **state)
{
	char one[65], other[65];
	struct error error = {0};
	(void)state;
	assert_int_equal(waits_base(NULL, one, &error), 0);
	assert_string_equal(one, "");
	assert_int_equal(waits_base("{", one, &error), -1);
	assert_int_equal(waits_base("{\"code\":\"1\",\"session\":\"up\",\"power\":-20}", one, NULL), 0);
	assert_int_equal(waits_base("{\"code\":\"1\",\"session\":\"down\"}", other, NULL), 0);
	assert_string_equal(one, other);
	assert_int_equal(waits_base("{\"code\":\"2\"}", other, NULL), 0);
	assert_string_not_equal(one, other);
}

/* Each deferral, and what MK says of the subscriber in the next plan. */
static void waits_that_end(void **state)
{
	static const struct {
		const char *wait, *mk_side;
		enum state state;
	} cases[] = {
	    {"online", NULL, STATE_DEFERRED},
	    {"online", "{\"code\":\"1\",\"session\":\"up\"}", STATE_PENDING},
	    {"online", "{\"code\":\"1\",\"session\":\"down\"}", STATE_DEFERRED},
	    {"online", "{\"code\":\"1\"}", STATE_DEFERRED},
	    {"changed", "{\"code\":\"1\",\"name\":\"N\",\"session\":\"up\"}", STATE_DEFERRED},
	    {"changed", "{\"code\":\"1\",\"name\":\"M\"}", STATE_PENDING},
	    {"changed", NULL, STATE_PENDING},
	    {"2999-01-01", NULL, STATE_DEFERRED},
	    {"2020-01-01", NULL, STATE_PENDING},
	    {NULL, NULL, STATE_PENDING},
	};
	EACH(cases, i)
	{
		struct plan plan = {0};
		struct store_decision decision = {
		    .event = "deferred", .state = STATE_DEFERRED, .wait = cases[i].wait, .reason = "r"};
		scratch_teardown(state);
		scratch_setup(state);
		struct scratch *scratch = *state;
		struct change *change = one_plan(scratch, &plan);
		assert_good(scratch,
			    store_decide(scratch->store, change, STATE_PENDING, &decision, &ana, &scratch->error));
		change->mk_side = cases[i].mk_side;
		plan.created_at++;
		scratch_save(scratch, &plan);
		if (scratch_state(scratch, change->id) != cases[i].state)
			fail_msg("case %zu: %s", i, state_name(scratch_state(scratch, change->id)));
		plan_free(&plan);
	}
}

/* Moments that no clock tells: nothing overflows that is counted from them. */
static void moments_beyond_all_clocks(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0}, loaded = {0};
	struct filter *filter = NULL;
	one_plan(scratch, &plan);
	scratch_sql(scratch, "UPDATE item SET first_seen = -9223372036854775807 WHERE code = '1'");
	scratch_sql(scratch, "UPDATE item SET first_seen = 9223372036854775807 WHERE code = '2'");
	assert_good(scratch, store_load_plan(scratch->store, &loaded, &scratch->error));
	assert_good(scratch, filter_parse(&filter, "age>9000d", NULL, &scratch->error));
	assert_int_equal(loaded.items[0].first_seen, 0);
	assert_int_equal(loaded.items[1].first_seen, MOMENT_LAST);
	assert_true(filter_matches(filter, &loaded.items[0], moment_now()));
	assert_false(filter_matches(filter, &loaded.items[1], moment_now()));
	filter_free(filter);
	plan_free(&loaded);
	plan_free(&plan);
}

/* A date is over by the days of MK's time zone, as it was given (these two never have the same day). */
static void a_date_in_the_plans_time_zone(void **state)
{
	static const struct {
		const char *timezone;
		enum state state;
	} cases[] = {{"Etc/GMT+12", STATE_DEFERRED}, {"Pacific/Kiritimati", STATE_PENDING}};
	struct scratch *scratch = *state;
	struct plan plan = {0};
	char today[MOMENT_TEXT_MAX];
	struct store_decision decision = {.event = "deferred", .state = STATE_DEFERRED, .wait = today};
	const struct change *change = one_plan(scratch, &plan);
	moment_day(moment_now(), "Pacific/Kiritimati", today);
	assert_good(scratch, store_decide(scratch->store, change, STATE_PENDING, &decision, &ana, &scratch->error));
	EACH(cases, i)
	{
		plan.created_at++;
		plan.timezone = cases[i].timezone;
		scratch_save(scratch, &plan);
		assert_int_equal(scratch_state(scratch, change->id), cases[i].state);
	}
	plan_free(&plan);
}

static void details_in_words(void **state)
{
	static const struct {
		const char *detail, *words;
	} cases[] = {
	    {NULL, ""},
	    {"{", ""},
	    {"[1]", ""},
	    {"{}", ""},
	    {"{\"none\":null,\"list\":[]}", ""},
	    {"null", ""},
	    {"{\"from\":\"pending\",\"reason\":\"moved away\",\"n\":3,\"list\":[1],\"o\":{},\"none\":null}",
	     "moved away, n 3"},
	    {"{\"guard\":\"canary\",\"ok\":true}", "guard canary, ok yes"},
	    {"{\"written\":true}", "written"},
	    {"{\"written\":false}", "it was so already"},
	    {"{\"reason\":7,\"n\":0,\"after\":1}", "reason 7"},
	    {"{\"before\":\"10\",\"after\":-20.5}", "10 → -20.5"},
	    {"{\"hash\":\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\",\"x\":\"y\"}", "x y"},
	    {"{\"x\":\"0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef\"}",
	     "x 0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef"},
	};
	struct arena arena = {0};
	(void)state;
	EACH(cases, i)
	assert_string_equal(journal_detail_words(&arena, cases[i].detail, NULL, NULL), cases[i].words);
	arena_free(&arena);
}

/* --- proposals ------------------------------------------------------------------------------------------------------
 */

/* A revert is proposed once, until it is settled; then it may be proposed anew. */
static void proposals_again(void **state)
{
	static const enum state settled[] = {STATE_FAILED, STATE_STALE, STATE_REJECTED, STATE_APPLIED, STATE_WITHDRAWN};
	struct scratch *scratch = *state;
	struct plan plan = {0}, of_revert = {0};
	char sql[120];
	struct change *applied = one_plan(scratch, &plan);
	struct change *revert = plan_change(&of_revert, KIND_REVERT_ACTIVATE, "1", "true", "false");
	scratch_bring(scratch, applied, STATE_APPLIED);
	assert_good(scratch, store_propose(scratch->store, revert, NULL, &ana, &scratch->error));
	expect_error(scratch, store_propose(scratch->store, revert, applied, &ana, &scratch->error), "already");
	EACH(settled, i)
	{
		(void)snprintf(sql, sizeof sql, "UPDATE item SET state = '%s' WHERE id = '%s'", state_name(settled[i]),
			       revert->id);
		scratch_sql(scratch, sql);
		assert_good(scratch, store_propose(scratch->store, revert, applied, &ana, &scratch->error));
		assert_int_equal(scratch_state(scratch, revert->id), STATE_PENDING);
	}
	revert->kind = KIND_RECODE;
	revert->code = NULL;
	expect_error(scratch, store_propose(scratch->store, revert, applied, &ana, &scratch->error), "no transfer");
	plan_free(&plan);
	plan_free(&of_revert);
}

static void decisions_with_little_to_say(void **state)
{
	struct scratch *scratch = *state;
	struct plan plan = {0};
	const struct store_decision approve = {.event = "approved", .state = STATE_APPROVED};
	const struct store_decision odd = {.event = "overridden", .state = STATE_APPROVED, .guard = ",canary,odd"};
	struct change *bare = plan_change(&plan, KIND_NAME, "1", NULL, NULL);
	plan_change(&plan, KIND_NAME, "2", "\"a\"", "\"b\"");
	plan_change(&plan, KIND_CONFLICT, "3", NULL, NULL);
	scratch_save(scratch, &plan);
	bare = &plan.items[0];
	assert_good(scratch, store_decide(scratch->store, bare, STATE_PENDING, &approve, &ana, &scratch->error));
	assert_int_equal(store_decide(scratch->store, &plan.items[1], STATE_PENDING, &odd, &ana, &scratch->error), -1);
	error_clear(&scratch->error);
	assert_int_equal(store_decide(scratch->store, bare, STATE_PENDING, &approve, &ana, &scratch->error), 1);
	assert_good(scratch, store_decide(scratch->store, &plan.items[2], STATE_OPEN, &approve, &ana, &scratch->error));
	scratch_verify(scratch);
	plan_free(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define ODD_TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
	    ODD_TEST(unknown_words_in_a_row),
	    ODD_TEST(a_store_without_identity),
	    ODD_TEST(journal_rows_of_another_form),
	    ODD_TEST(default_places),
	    ODD_TEST(places_that_are_none),
	    ODD_TEST(a_head_that_cannot_be),
	    ODD_TEST(transactions_that_are_none),
	    ODD_TEST(a_run_and_a_refresh_of_who_is_gone),
	    ODD_TEST(waits_that_end),
	    ODD_TEST(a_date_in_the_plans_time_zone),
	    ODD_TEST(proposals_again),
	    ODD_TEST(decisions_with_little_to_say),
	    ODD_TEST(journal_texts_that_are_missing),
	    ODD_TEST(a_head_of_no_number),
	    cmocka_unit_test(fingerprints),
	    cmocka_unit_test(holders_of_all_sorts),
	    cmocka_unit_test_setup_teardown(moments_beyond_all_clocks, scratch_setup, scratch_teardown),
	    cmocka_unit_test(details_in_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
