/* Tests of errors, arrays, arenas and digests. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mkoz/base/arena.h"
#include "mkoz/base/array.h"
#include "mkoz/base/digest.h"
#include "mkoz/base/error.h"

static void keeps_the_first_cause(void **state)
{
	struct error error = {0};

	(void)state;
	assert_int_equal(error_set(&error, ERROR_REFUSED, "first: %d", 1), -1);
	assert_int_equal(error_fail(&error, "second"), -1);
	assert_string_equal(error.text, "first: 1");
	assert_int_equal(error.status, ERROR_REFUSED);
	assert_int_equal(error_prefix(&error, "page %d", 3), -1);
	assert_string_equal(error.text, "page 3: first: 1");
	error_clear(&error);
	assert_int_equal(error.status, ERROR_NONE);
	errno = ENOENT;
	error_system(&error, "/nowhere");
	assert_string_equal(error.text, "/nowhere: No such file or directory: see whether the name is right");
	assert_int_equal(error_fail(NULL, "nobody listens"), -1);
	assert_int_equal(error_prefix(NULL, "nobody listens"), -1);
}

static void cuts_long_texts(void **state)
{
	struct error error = {0};
	char *words = malloc(5000);

	(void)state;
	memset(words, 'x', 4999);
	words[4999] = '\0';
	error_fail(&error, "%s", words);
	error_prefix(&error, "%s", words);
	error_prefix(&error, "short");
	assert_int_equal(strlen(error.text), ERROR_TEXT_MAX - 1);
	assert_memory_equal(error.text, "short: xxx", 10);
	free(words);
}

static void arrays_grow(void **state)
{
	int *items = NULL;
	size_t capacity = 0;

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		assert_int_equal(array_grow(&items, &capacity, i, sizeof *items, NULL), 0);
		items[i] = (int)i;
	}
	assert_true(capacity >= 1000 && capacity <= 2048);
	assert_int_equal(items[999], 999);
	free(items);
}

static void arrays_do_not_overflow(void **state)
{
	struct error error = {0};
	int *items = NULL;
	size_t capacity = SIZE_MAX / 2 + 1;

	(void)state;
	assert_int_equal(array_grow(&items, &capacity, capacity, sizeof *items, &error), -1);
	assert_null(items);
	assert_int_equal(error.status, ERROR_FAILED);
}

static void arenas_give_aligned_zeros(void **state)
{
	struct arena arena = {0};

	(void)state;
	for (size_t i = 1; i < 3000; i++) {
		unsigned char *piece = arena_take(&arena, i);

		assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
		for (size_t j = 0; j < i; j++)
			assert_int_equal(piece[j], 0);
		memset(piece, 0xAA, i);
		assert_string_equal(arena_string(&arena, "between"), "between");
	}
	assert_non_null(arena_take(&arena, (size_t)3 << 20));
	assert_null(arena_take(&arena, SIZE_MAX - 64));
	assert_null(arena_string(&arena, NULL));
	assert_string_equal(arena_format(&arena, "%s-%d", "a", 5), "a-5");
	assert_string_equal(arena_bytes(&arena, "abcdef", 3), "abc");
	arena_free(&arena);
	assert_int_equal(arena.used, 0);
	assert_null(arena.last);
	arena_free(&arena);
}

static void digests_tell_parts_apart(void **state)
{
	const char *one[] = {"ab", "c"}, *other[] = {"a", "bc"}, *null[] = {"ab", NULL}, *empty[] = {"ab", ""};
	char a[DIGEST_HEX_MAX], b[DIGEST_HEX_MAX];

	(void)state;
	assert_int_equal(digest_bytes("abc", 3, a), 0);
	assert_string_equal(a, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	digest_parts(one, 2, a);
	digest_parts(other, 2, b);
	assert_string_not_equal(a, b);
	digest_parts(null, 2, a);
	digest_parts(empty, 2, b);
	assert_string_not_equal(a, b);
	digest_parts(one, 2, a);
	digest_parts(one, 2, b);
	assert_string_equal(a, b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keeps_the_first_cause),
	    cmocka_unit_test(cuts_long_texts),
	    cmocka_unit_test(arrays_grow),
	    cmocka_unit_test(arrays_do_not_overflow),
	    cmocka_unit_test(arenas_give_aligned_zeros),
	    cmocka_unit_test(digests_tell_parts_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
