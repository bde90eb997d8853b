/* Words, the two sides and what is kept of a person. */
#include "cmocka_all.h"

#include <sys/stat.h>
#include <unistd.h>

#include "mkoz/base/text.h"
#include "tui/session.h"
#include "tui/sides.h"
#include "tui/words.h"

static void assert_words(const struct change *change, bool mask, const char *wanted)
{
	struct text text = {0};

	words_change(&text, change, mask);
	assert_string_equal(text_string(&text), wanted);
	text_free(&text);
}

static void changes_are_said_in_words(void **state)
{
	(void)state;
	assert_words(
	    &(struct change){.kind = KIND_STATUS, .field = FIELD_STATUS, .before = "\"ERROR\"", .after = "\"OK\""},
	    false, "ERROR → OK");
	assert_words(&(struct change){.kind = KIND_POWER, .field = FIELD_POWER, .before = "-27.8", .after = "-19.2"},
		     false, "−27.80 → −19.20 dBm");
	assert_words(&(struct change){.kind = KIND_POWER, .field = FIELD_POWER, .before = "null", .after = "-19.2"},
		     false, "nothing → −19.20 dBm");
	assert_words(
	    &(struct change){.kind = KIND_ACTIVATE, .field = FIELD_IMPLANTED, .before = "false", .after = "true"},
	    false, "implanted: no → yes");
	assert_words(&(struct change){.kind = KIND_CANCEL_REMOVE, .field = FIELD_CLIENT, .property_id = "a"}, false,
		     "property and client go");
	assert_words(&(struct change){.kind = KIND_CANCEL_REMOVE, .field = FIELD_CLIENT}, false, "client goes");
	assert_words(
	    &(struct change){
		.kind = KIND_NAME, .field = FIELD_NAME, .before = "\"Ana Dias\"", .after = "\"Ana Prado\""},
	    true, "A. D. → A. P.");
	assert_words(&(struct change){.kind = KIND_CONFLICT, .why = "duplicate-in-ozmap"}, false,
		     "code twice in OZmap");
}

static void personal_data_is_shortened(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_string_equal(words_masked(&arena, "Ana Lúcia Prado"), "A. L. P.");
	assert_string_equal(words_masked(&arena, "R. das Flores, 12"), "R. d. F., …");
	assert_null(words_masked(&arena, NULL));
	assert_string_equal(words_masked_link(&arena, "https://x:9443?client_name=Ana"), "https://x:9443");
	arena_free(&arena);
}

static void assert_difference(const char *one, const char *other, const char *left, const char *right)
{
	size_t start, one_end, other_end;
	char part[64];

	words_difference(one, other, &start, &one_end, &other_end);
	snprintf(part, sizeof part, "%.*s", (int)(one_end - start), one + start);
	assert_string_equal(part, left);
	snprintf(part, sizeof part, "%.*s", (int)(other_end - start), other + start);
	assert_string_equal(part, right);
}

static void differences_are_whole_characters(void **state)
{
	(void)state;
	assert_difference("Ana Dias", "Ana Prado", "Dias", "Prado");
	assert_difference("same", "same", "", "");
	assert_difference("", "x", "", "x");
	assert_difference("Açaí", "Aãaí", "ç", "ã");
	assert_difference("Luís", "Luis", "í", "i");
	assert_difference("e\u0301", "e", "e\u0301", "e");
	assert_difference("aaa", "aa", "a", "");
}

static void ages_are_told_roughly(void **state)
{
	char out[32];

	(void)state;
	words_age(1000, 1030, out, sizeof out);
	assert_string_equal(out, "30 s");
	words_age(1000, 1000 + 150, out, sizeof out);
	assert_string_equal(out, "2 min");
	words_age(1000, 1000 + 7200, out, sizeof out);
	assert_string_equal(out, "2 h");
	words_age(1000, 1000 + 86400 * 5, out, sizeof out);
	assert_string_equal(out, "5 d");
	words_age(MOMENT_NONE, 5, out, sizeof out);
	assert_string_equal(out, "0 s");
}

/* --- sides ----------------------------------------------------------------------------------------------------------
 */

static const struct side_pair *pair(const struct sides *sides, const char *label)
{
	for (size_t i = 0; i < sides->count; i++)
		if (strcmp(sides->pairs[i].left_label, label) == 0)
			return &sides->pairs[i];
	return NULL;
}

static void build(struct sides *sides, struct arena *arena, const struct subscriber *subscriber,
		  const struct client *client, const struct property *property, bool mask)
{
	struct config config = {.sync.power_tolerance = 0.5, .mk.timezone = "UTC"};
	struct text mk = {0}, ozmap = {0};
	struct change change = {.id = "0"};

	subscriber_to_json(&mk, subscriber);
	plant_side_to_json(&ozmap, client, property);
	change.mk_side = text_string(&mk);
	change.ozmap_side = text_string(&ozmap);
	assert_int_equal(sides_build(sides, arena, &change, &config, mask, 1000000, NULL), 0);
	text_free(&mk);
	text_free(&ozmap);
}

static void sides_differ_where_the_plan_would_say_so(void **state)
{
	struct subscriber subscriber = {.code = "1",
					.name = "Ana  Prado",
					.address = "R. A, 1",
					.power = -19.2,
					.has_power = true,
					.session = SESSION_UP,
					.life = LIFE_ACTIVE,
					.power_at = MOMENT_NONE,
					.session_since = MOMENT_NONE,
					.activated_at = MOMENT_NONE,
					.cancelled_at = MOMENT_NONE};
	struct client client = {
	    .id = "c", .code = "1", .name = "Ana Prado", .status = CLIENT_STATUS_ERROR, .implanted = true};
	struct property property = {.id = "p", .address = "R. B, 1", .power = -19.3, .has_power = true};
	struct arena arena = {0};
	struct sides sides;
	size_t order[SIDES_MAX];

	(void)state;
	build(&sides, &arena, &subscriber, &client, &property, false);
	assert_false(pair(&sides, "name")->differs);
	assert_false(pair(&sides, "power")->differs);
	assert_false(pair(&sides, "service")->differs);
	assert_true(pair(&sides, "session")->differs);
	assert_true(pair(&sides, "address")->differs);
	assert_int_equal(sides_order(&sides, 3, order), 3);
	assert_string_equal(sides.pairs[order[0]].left_label, "code");
	assert_true(sides.pairs[order[1]].differs && sides.pairs[order[2]].differs);
	subscriber.session = SESSION_UNKNOWN;
	subscriber.has_power = false;
	subscriber.address = NULL;
	build(&sides, &arena, &subscriber, &client, &property, true);
	assert_false(pair(&sides, "session")->differs);
	assert_false(pair(&sides, "address")->differs);
	assert_string_equal(pair(&sides, "name")->right, "A. P.");
	arena_free(&arena);
}

static void a_missing_side_is_no_difference(void **state)
{
	struct config config = {.mk.timezone = "UTC"};
	struct change change = {.id = "0", .mk_side = "{\"code\":\"7\",\"life\":\"active\"}", .ozmap_side = "null"};
	struct arena arena = {0};
	struct error error = {0};
	struct sides sides;

	(void)state;
	assert_int_equal(sides_build(&sides, &arena, &change, &config, false, 0, &error), 0);
	assert_true(sides.has_subscriber);
	assert_false(sides.has_client);
	for (size_t i = 0; i < sides.count; i++)
		assert_false(sides.pairs[i].differs);
	change.mk_side = "{broken";
	assert_int_equal(sides_build(&sides, &arena, &change, &config, false, 0, &error), -1);
	arena_free(&arena);
}

/* --- what is kept of a person
 * ------------------------------------------------------------------------------------------- */

static char *scratch_file(const char *content)
{
	static char path[] = "/tmp/mkoz-tui-XXXXXX";
	int file;

	strcpy(path + strlen(path) - 6, "XXXXXX");
	file = mkstemp(path);
	assert_true(file >= 0);
	assert_int_equal(write(file, content, strlen(content)), (ssize_t)strlen(content));
	close(file);
	return path;
}

static void sessions_are_kept_by_profile(void **state)
{
	char *path = scratch_file("not json");
	struct personal one = {
	    .tab = TAB_DATA, .filter = "city:flor", .cursor = "abc", .seen_seq = 41, .show_cosmetic = true};
	struct personal two = {.tab = TAB_LOG}, back;
	struct stat status;

	(void)state;
	one.sorts[TAB_DATA] = SORT_NAME;
	session_save_filter(&one, "old");
	session_save_filter(&one, "new");
	session_save_filter(&one, "old");
	session_read(&back, path, "acme");
	assert_int_equal(back.seen_seq, 0);
	session_free(&back);
	assert_int_equal(session_write(&one, path, "acme", NULL), 0);
	assert_int_equal(session_write(&two, path, NULL, NULL), 0);
	session_read(&back, path, "acme");
	assert_int_equal(back.tab, TAB_DATA);
	assert_int_equal(back.sorts[TAB_DATA], SORT_NAME);
	assert_string_equal(back.filter, "city:flor");
	assert_string_equal(back.cursor, "abc");
	assert_int_equal(back.seen_seq, 41);
	assert_true(back.show_cosmetic);
	assert_int_equal(back.filter_count, 2);
	assert_string_equal(back.filters[0], "old");
	session_free(&back);
	session_read(&back, path, NULL);
	assert_int_equal(back.tab, TAB_LOG);
	session_free(&back);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	session_free(&one);
	session_free(&two);
	unlink(path);
}

static void hostile_sessions_are_harmless(void **state)
{
	char *path = scratch_file("{\"\": {\"tab\": 99, \"sorts\": [-5, 1e9], \"filter\": 7, \"cursor\": "
				  "\"00000000000000000000000000000000000\", \"filters\": [1, null]}}");
	struct personal back;

	(void)state;
	session_read(&back, path, NULL);
	assert_int_equal(back.tab, 0);
	assert_string_equal(back.filter, "");
	assert_string_equal(back.cursor, "");
	assert_int_equal(back.filter_count, 0);
	session_free(&back);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(changes_are_said_in_words),
	    cmocka_unit_test(personal_data_is_shortened),
	    cmocka_unit_test(differences_are_whole_characters),
	    cmocka_unit_test(ages_are_told_roughly),
	    cmocka_unit_test(sides_differ_where_the_plan_would_say_so),
	    cmocka_unit_test(a_missing_side_is_no_difference),
	    cmocka_unit_test(sessions_are_kept_by_profile),
	    cmocka_unit_test(hostile_sessions_are_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
