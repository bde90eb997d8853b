/* Every call of the store without randomness, or with a digest that fails: a clean error, nothing half done. */
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <stdbool.h>

/* This program's own: the `fail_at`-th call from now on fails while `counting`. */
static struct {
	long calls, fail_at;
	bool counting, random;
} crypto;

/* What a test prepares does not fail: from here to the end of the block. */
static void resume(const bool *counting)
{
	crypto.counting = *counting;
}

static bool pause_counting(void)
{
	bool counting = crypto.counting;
	crypto.counting = false;
	return counting;
}
#define SPARED bool spared_ __attribute__((cleanup(resume), unused)) = pause_counting()

#include "store/calls.h"

static bool strikes(bool random)
{
	return crypto.counting && crypto.random == random && crypto.calls++ == crypto.fail_at;
}

int RAND_bytes(unsigned char *bytes, int count)
{
	static unsigned char next;

	if (strikes(true))
		return 0;
	for (int i = 0; i < count; i++)
		bytes[i] = next++;
	next += 13;
	return 1;
}

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
int SHA256_Init(SHA256_CTX *context)
{
	memset(context, 0, sizeof *context);
	return !strikes(false);
}

/* Not SHA-256, but as good for telling bytes apart here. */
int SHA256_Update(SHA256_CTX *context, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;
	for (size_t i = 0; i < length; i++)
		for (unsigned word = 0; word < 8; word++)
			context->h[word] = (context->h[word] ^ at[i]) * (16777619u + 2 * word) + word;
	return !strikes(false);
}

int SHA256_Final(unsigned char *digest, SHA256_CTX *context)
{
	memcpy(digest, context->h, SHA256_DIGEST_LENGTH);
	return !strikes(false);
}

static void begin(bool random, long at)
{
	crypto.calls = 0;
	crypto.fail_at = at;
	crypto.random = random;
	crypto.counting = true;
}

static bool failed(void)
{
	crypto.counting = false;
	return crypto.calls > crypto.fail_at;
}

static void each_call(void **state, bool random)
{
	struct rich rich = {0};
	(void)state;
	make_rich(&rich);
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		bool struck = true;
		for (long at = 0; struck; at++) {
			struct error error = {0};
			scratch_open(rich.scratch);
			/* what it does is undone again: each time the same store */
			assert_int_equal(store_begin(rich.scratch->store, &error), 0);
			begin(random, at);
			int result = calls[i].call(&rich, &error);
			struck = failed();
			if (struck && result == 0)
				fail_msg("%s: nothing said", calls[i].name);
			assert_true(result == 0 || error.status != ERROR_NONE);
			store_rollback(rich.scratch->store);
			scratch_verify(rich.scratch);
			scratch_close(rich.scratch);
		}
	}
	void *scratch = rich.scratch;
	plan_free(&rich.plan);
	arena_free(&rich.arena);
	scratch_teardown(&scratch);
}

static void without_randomness(void **state)
{
	each_call(state, true);
}

static void without_digests(void **state)
{
	each_call(state, false);
}

static void a_store_is_not_made_without_randomness(void **state)
{
	struct scratch *scratch = scratch_new();
	struct error error = {0};
	(void)state;
	begin(true, 0);
	assert_int_equal(store_open(&scratch->store, scratch->url, STORE_WRITE, &error), -1);
	assert_true(failed());
	scratch_open(scratch);
	void *handle = scratch;
	scratch_teardown(&handle);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(without_randomness),
	    cmocka_unit_test(without_digests),
	    cmocka_unit_test(a_store_is_not_made_without_randomness),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
