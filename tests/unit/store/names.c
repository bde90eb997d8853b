/* What a name or an address was and became, told by the journal's snapshots (spec §9). */
#include "store/scratch.h"

#include "mkoz/store/journal.h"

struct told {
	struct scratch *scratch;
	struct arena arena;
	const char *before, *after;
	int result;
	bool masked;
	size_t count;
};

/* Ends with the first approval. */
static int tell(void *context, const struct journal_entry *entry)
{
	struct told *told = context;
	if (strcmp(entry->event, "approved") != 0)
		return 0;
	told->count++;
	told->result = journal_names(told->scratch->store, entry, told->masked, &told->arena, &told->before,
				     &told->after, &told->scratch->error);
	return 1;
}

/* The one approval that the journal holds. */
static struct told approval_seen(struct scratch *scratch, bool masked)
{
	const struct journal_query query = {.since = MOMENT_NONE};
	struct told told = {.scratch = scratch, .masked = masked};
	assert_int_equal(journal_visit(scratch->store, &query, tell, &told, NULL), 0);
	assert_int_equal(told.count, 1);
	return told;
}

static struct told approval(struct scratch *scratch)
{
	return approval_seen(scratch, false);
}

static void approve(struct scratch *scratch, enum kind kind, const char *before, const char *after)
{
	struct plan plan = {0};
	const struct change *change = plan_change(&plan, kind, "1", before, after);
	scratch_save(scratch, &plan);
	scratch_decide(scratch, change, STATE_APPROVED);
	plan_free(&plan);
}

static void expect_names(struct scratch *scratch, const char *before, const char *after)
{
	struct told told = approval(scratch);
	assert_good(scratch, told.result);
	assert_string_equal(told.before, before);
	assert_string_equal(told.after, after);
	arena_free(&told.arena);
}

static void expect_none(struct scratch *scratch)
{
	struct told told = approval(scratch);
	assert_good(scratch, told.result);
	assert_null(told.before);
	assert_null(told.after);
	arena_free(&told.arena);
}

static void a_name_was_and_became(void **state)
{
	approve(*state, KIND_NAME, "\"Ana Prado\"", "\"Ana Lúcia\"");
	expect_names(*state, "Ana Prado", "Ana Lúcia");
}

static void an_address_was_nothing(void **state)
{
	approve(*state, KIND_ADDRESS, "null", "\"Rua Um, 5\"");
	expect_names(*state, "nothing", "Rua Um, 5");
	struct told told = approval_seen(*state, true);
	assert_string_equal(told.before, "nothing");
	assert_string_equal(told.after, "R. U., …");
	arena_free(&told.arena);
}

static void what_is_not_personal_has_none(void **state)
{
	approve(*state, KIND_ACTIVATE, "false", "true");
	expect_none(*state);
}

static void what_was_erased_is_not_told(void **state)
{
	approve(*state, KIND_NAME, "\"Ana\"", "\"Bia\"");
	scratch_sql(*state, "UPDATE snapshots SET salt = NULL, content = NULL");
	expect_none(*state);
	scratch_sql(*state, "DELETE FROM snapshots");
	expect_none(*state);
}

static void what_was_changed_is_an_error(void **state)
{
	struct scratch *scratch = *state;
	approve(scratch, KIND_NAME, "\"Ana\"", "\"Bia\"");
	scratch_sql(scratch, "UPDATE snapshots SET content = replace(content, 'Bia', 'Eva')");
	struct told told = approval(scratch);
	assert_int_equal(told.result, -1);
	assert_null(told.before);
	assert_non_null(strstr(scratch->error.text, "was changed"));
	error_clear(&scratch->error);
	arena_free(&told.arena);
}

/* Entries that somebody wrote by hand, and those of an intent, whose values are a request. */
static void odd_details_have_none(void **state)
{
	struct scratch *scratch = *state;
	char request[65], torn[65], odd[128];
	assert_good(scratch, journal_snapshot(scratch->store, "{\"method\":\"PATCH\"}", request, &scratch->error));
	assert_good(scratch, journal_snapshot(scratch->store, "{\"before\":", torn, &scratch->error));
	const char *const hashes[] = {request, torn, "0"};
	const char *const details[] = {"{", "[1]", "{\"values\":7}", "{}"};
	struct arena arena = {0};
	for (size_t i = 0; i < 7; i++) {
		struct journal_entry entry = {.detail = i < 3 ? odd : details[i - 3]};
		const char *before = "x", *after = "x";
		if (i < 3)
			(void)snprintf(odd, sizeof odd, "{\"values\":\"%s\"}", hashes[i]);
		assert_good(scratch,
			    journal_names(scratch->store, &entry, false, &arena, &before, &after, &scratch->error));
		assert_null(before);
		assert_null(after);
	}
	arena_free(&arena);
}

static void words_begin_with_them(void **state)
{
	struct arena arena = {0};
	(void)state;
	assert_string_equal(journal_detail_words(&arena, "{\"reason\":\"moved\"}", "Ana", "Bia"), "Ana → Bia, moved");
	assert_string_equal(journal_detail_words(&arena, "{\"reason\":\"moved\"}", "Ana", NULL), "moved");
	assert_string_equal(journal_detail_words(&arena, "{\"before\":false,\"after\":null}", NULL, NULL),
			    "no → nothing");
	assert_string_equal(journal_detail_words(&arena, "{\"before\":-20.5}", NULL, NULL), "");
	arena_free(&arena);
}

int main(void)
{
#define RUN_TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
	const struct CMUnitTest tests[] = {
	    RUN_TEST(a_name_was_and_became),	     RUN_TEST(an_address_was_nothing),
	    RUN_TEST(what_is_not_personal_has_none), RUN_TEST(what_was_erased_is_not_told),
	    RUN_TEST(what_was_changed_is_an_error),  RUN_TEST(odd_details_have_none),
	    RUN_TEST(words_begin_with_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
