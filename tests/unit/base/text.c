/* Tests of text: UTF-8, normal form, folding, harmlessness, width. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mkoz/base/text.h"

static void check_harmless(const char *string, const char *wanted)
{
	struct text text = {0};

	text_add_harmless(&text, string);
	assert_string_equal(text_string(&text), wanted);
	text_free(&text);
}

static void grows_and_is_stolen(void **state)
{
	struct text text = {0};
	char *stolen;

	(void)state;
	assert_string_equal(text_string(&text), "");
	for (int i = 0; i < 1000; i++)
		text_format(&text, "%d,", i % 10);
	assert_int_equal(text.length, 2000);
	assert_int_equal(strlen(text_string(&text)), 2000);
	text_reset(&text);
	assert_string_equal(text_string(&text), "");
	text_add(&text, "kept");
	text_add_char(&text, '!');
	stolen = text_steal(&text);
	assert_string_equal(stolen, "kept!");
	assert_null(text.data);
	free(stolen);
	stolen = text_steal(&text);
	assert_string_equal(stolen, "");
	free(stolen);
}

static void knows_utf8(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
		bool valid;
	} cases[] = {
	    {"", 0, true},
	    {"abc", 3, true},
	    {"a\0b", 3, false},
	    {"\xC3\xA3", 2, true},
	    {"\xC3", 1, false},
	    {"\xC0\x80", 2, false}, /* overlong */
	    {"\xE0\x80\xAF", 3, false}, /* overlong */
	    {"\xED\xA0\x80", 3, false}, /* surrogate */
	    {"\xF0\x9F\x98\x80", 4, true},
	    {"\xF4\x90\x80\x80", 4, false}, /* beyond U+10FFFF */
	    {"\xF8\x88\x80\x80\x80", 5, false},
	    {"\x80", 1, false},
	    {"abcdefgh\xFF", 9, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(text_is_utf8(cases[i].bytes, cases[i].length), cases[i].valid);
	assert_true(text_is_utf8(NULL, 0)); /* the sanitizer looks on */
}

static void decodes_windows_1252(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_string_equal(text_decode(&arena, "Jo\xE3o", 4), "Jo\xC3\xA3o");
	assert_string_equal(text_decode(&arena, "Jo\xC3\xA3o", 5), "Jo\xC3\xA3o");
	assert_string_equal(text_decode(&arena, "\x80\x93", 2), "\xE2\x82\xAC\xE2\x80\x9C");
	/* what Windows-1252 leaves undefined is LATIN1 */
	assert_string_equal(text_decode(&arena, "\x81\x8D\x8F\x90\x9D", 5), "\xC2\x81\xC2\x8D\xC2\x8F\xC2\x90\xC2\x9D");
	assert_string_equal(text_decode(&arena, "a\0b", 3), "a\xEF\xBF\xBD"
							    "b");
	assert_string_equal(text_decode(&arena, "", 0), "");
	arena_free(&arena);
}

static void normalises(void **state)
{
	static const char *const cases[][2] = {
	    {"Ana", "Ana"},
	    {"  Ana \t Lúcia\n", "Ana Lúcia"},
	    {"", ""},
	    {"   ", ""},
	    {"a\xCC\x83o", "\xC3\xA3o"}, /* a + tilde */
	    {"a\xC2\xA0"
	     "b",
	     "a b"},
	    {"a\xE3\x80\x80\xE2\x80\x83"
	     "b\xE2\x80\xA8",
	     "a b"},
	    {"\xE2\x84\xAB", "\xC3\x85"}, /* ångström sign */
	    {"x\xE1\x84\x80\xE1\x85\xA1", "x\xEA\xB0\x80"}, /* Hangul */
	};
	struct arena arena = {0};
	const char *already = "São João";

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(text_normalise(&arena, cases[i][0]), cases[i][1]);
	arena_free(&arena);
	assert_ptr_equal(text_normalise(&arena, already), already);
	assert_int_equal(arena.used, 0);
	assert_null(text_normalise(&arena, NULL));
}

static void folds(void **state)
{
	static const char *const cases[][2] = {
	    {"ANA Lúcia", "ana lucia"},
	    {"ÇÃÕÉÍÜÑý", "caoeiuny"},
	    {"Nº 5ª", "nº 5ª"},
	    {"Straße", "strasse"},
	    {"Ÿ", "y"},
	    {"Łódź", "łodz"},
	    {"a\xCC\x81", "a"},
	    {"", ""},
	    {"ΑΒΓ", "αβγ"},
	    {"µ", "μ"},
	    {"\xEF\xBC\xA1", "\xEF\xBD\x81"},
	};
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(text_fold(&arena, cases[i][0]), cases[i][1]);
	arena_free(&arena);
}

/* the quick path and utf8proc agree on every character that the quick path knows */
static void folds_alike(void **state)
{
	struct arena arena = {0};

	(void)state;
	for (int code = 0x20; code < 0x100; code++) {
		char plain[8], slow[16];
		int length = code < 0x80 ? 1 : 2;

		if (code >= 0x7F && code < 0xA0)
			continue;
		plain[0] = (char)(code < 0x80 ? code : 0xC0 | code >> 6);
		plain[1] = (char)(0x80 | (code & 0x3F));
		plain[length] = '\0';
		/* a Greek letter forces the slow path */
		strcpy(slow, plain);
		strcat(slow, "\xCE\xB1");
		{
			const char *quick = text_fold(&arena, plain), *whole = text_fold(&arena, slow);

			assert_int_equal(strlen(whole), strlen(quick) + 2);
			assert_memory_equal(whole, quick, strlen(quick));
		}
	}
	arena_free(&arena);
}

static void is_harmless(void **state)
{
	(void)state;
	check_harmless("Ana Lúcia, 12", "Ana Lúcia, 12");
	check_harmless("\x1B[2J", "^[[2J");
	check_harmless("a\nb\r\tc", "a\\nb\\r\\tc");
	check_harmless("\x7F", "^?");
	check_harmless("\xC2\x9B", "<U+009B>");
	check_harmless("\xE2\x80\xAE"
		       "evil",
		       "<U+202E>evil");
	check_harmless("a\xE2\x80\x8B"
		       "b",
		       "a<U+200B>b");
	check_harmless("\xEF\xBB\xBF", "<U+FEFF>");
	check_harmless("\xE2\x81\xA6", "<U+2066>");
	check_harmless("\xE2\x80\xA8", "<U+2028>");
	check_harmless("\xE3\x85\xA4", "<U+3164>"); /* Hangul filler */
	check_harmless("a\xEF\xB8\x8F", "a<U+FE0F>"); /* variation selector */
	check_harmless("\xF3\xA0\x81\x81", "<U+E0041>"); /* a tag */
	check_harmless("\xFF", "\xEF\xBF\xBD");
	check_harmless("\xCC\x81"
		       "a",
		       "<U+0301>a"); /* a mark on nothing */
	check_harmless("a\xCC\x81", "a\xCC\x81");
	check_harmless("\n\xCC\x81", "\\n<U+0301>");
}

static void cuts_piled_marks(void **state)
{
	struct text text = {0}, in = {0};

	(void)state;
	text_add(&in, "Z");
	for (int i = 0; i < 100; i++)
		text_add(&in, "\xCC\x81");
	text_add(&in, "x");
	text_add_harmless(&text, text_string(&in));
	assert_int_equal(text.length, 1 + 8 * 2 + 1);
	assert_int_equal(text_string(&text)[text.length - 1], 'x');
	text_free(&text);
	text_free(&in);
}

static void measures(void **state)
{
	(void)state;
	assert_int_equal(text_width("abc"), 3);
	assert_int_equal(text_width("São"), 3);
	assert_int_equal(text_width("日本"), 4);
	assert_int_equal(text_width("e\xCC\x81"), 1);
	assert_int_equal(text_width(""), 0);
	assert_int_equal(text_fit("São João", 3), 4);
	assert_int_equal(text_fit("日本", 3), 3);
	assert_int_equal(text_fit("e\xCC\x81x", 1), 3); /* the mark stays with its letter */
	assert_int_equal(text_fit("abc", 0), 0);
	assert_int_equal(text_fit("abc", 80), 3);
}

/* random bytes neither crash nor leave anything that a terminal obeys */
static void takes_any_bytes(void **state)
{
	unsigned seed = 7;

	(void)state;
	for (int round = 0; round < 5000; round++) {
		struct arena arena = {0};
		struct text text = {0};
		char bytes[40];
		const char *decoded;

		for (size_t i = 0; i + 1 < sizeof bytes; i++) {
			seed = seed * 1103515245 + 12345;
			bytes[i] = (char)(seed >> 16 | 1);
		}
		bytes[sizeof bytes - 1] = '\0';
		text_add_harmless(&text, bytes);
		assert_true(text_is_utf8(text_string(&text), text.length));
		for (size_t i = 0; i < text.length; i++)
			assert_true((unsigned char)text.data[i] >= 0x20 && text.data[i] != 0x7F);
		decoded = text_decode(&arena, bytes, strlen(bytes));
		assert_true(text_is_utf8(decoded, strlen(decoded)));
		assert_non_null(text_normalise(&arena, bytes));
		assert_non_null(text_fold(&arena, bytes));
		text_free(&text);
		arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(grows_and_is_stolen),
	    cmocka_unit_test(knows_utf8),
	    cmocka_unit_test(decodes_windows_1252),
	    cmocka_unit_test(normalises),
	    cmocka_unit_test(folds),
	    cmocka_unit_test(folds_alike),
	    cmocka_unit_test(is_harmless),
	    cmocka_unit_test(cuts_piled_marks),
	    cmocka_unit_test(measures),
	    cmocka_unit_test(takes_any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
