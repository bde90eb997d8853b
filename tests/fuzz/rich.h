/* A store in memory with something of everything in it, as mkoz writes it. Its file of the head is in memory too. */
#ifndef TESTS_FUZZ_RICH_H
#define TESTS_FUZZ_RICH_H

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "mkoz/store/journal.h"
#include "store/holder.h"
#include "store/schema.h"

#define RICH_CODE 1000 /* the code of a change is that much more than its kind */

static const struct actor rich_actor = {.name = "ana", .host = "noc", .client = "10.0.0.7"};

struct rich {
	struct store *store;
	struct plan plan; /* one of each kind, in the order of kinds */
	char snapshot[65]; /* the hash of one */
	struct error error;
};

/* What is prepared never fails. */
static inline void rich_must(const struct rich *rich, int result)
{
	if (result == 0)
		return;
	(void)fprintf(stderr, "preparing gave %d: %s\n", result, rich->error.text);
	abort();
}

static inline void rich_connect(struct rich *rich)
{
	struct store *store = rich->store = calloc(1, sizeof *store);

	store->mode = STORE_WRITE;
	store->path = strdup("store.db");
	store->head_file = memfd_create("head", MFD_CLOEXEC);
	rich_must(rich, sqlite3_open(":memory:", &store->database));
	rich_must(rich, holder_register(store->database));
}

static inline void rich_open(struct rich *rich)
{
	rich_connect(rich);
	rich_must(rich, schema_open(rich->store, &rich->error));
}

static inline void rich_add(struct rich *rich, enum kind kind)
{
	struct plan *plan = &rich->plan;
	struct change *change = plan_add(plan, NULL);
	const char *code = arena_format(&plan->arena, "%d", RICH_CODE + (int)kind);

	*change = (struct change){
	    .kind = kind,
	    .state = kind_is_finding(kind) ? STATE_OPEN : STATE_PENDING,
	    .field = kind_field(kind),
	    .code = code,
	    .name = "José Ávila",
	    .address = "Rua das Flores, 10",
	    .city = "Florianópolis",
	    .property_id = arena_format(&plan->arena, "p%s", code),
	    .client_id = arena_format(&plan->arena, "c%s", code),
	    .before = "\"old\"",
	    .after = "\"new\"",
	    .why = kind_is_finding(kind) ? "1000" : NULL,
	    .other_code = kind == KIND_TRANSFER ? "1000" : NULL,
	    .mk_side = arena_format(&plan->arena, "{\"code\":\"%s\",\"name\":\"N\",\"session\":\"down\"}", code),
	    .ozmap_side =
		arena_format(&plan->arena, "{\"client\":{\"id\":\"c%s\"},\"property\":{\"id\":\"p%s\"}}", code, code),
	    .row = 5};
	rich_must(rich, change_make_id(change));
}

static inline void rich_decide(struct rich *rich, enum kind kind, const struct store_decision *decision)
{
	rich_must(rich, store_decide(rich->store, &rich->plan.items[kind], STATE_PENDING, decision, &rich_actor,
				     &rich->error));
}

/* Of each state something. */
static inline void rich_decide_all(struct rich *rich)
{
	const struct store_decision approve = {.event = "approved", .state = STATE_APPROVED},
				    release = {.event = "released", .state = STATE_RELEASED},
				    reject = {.event = "rejected", .state = STATE_REJECTED, .reason = "no"},
				    defer = {.event = "deferred", .state = STATE_DEFERRED, .wait = "changed"},
				    override = {.event = "overridden",
						.state = STATE_APPROVED,
						.reason = "r",
						.guard = "cancellation-limit,canary",
						.detail = "{\"n\":1}"};

	rich_decide(rich, KIND_ACTIVATE, &approve);
	rich_decide(rich, KIND_NAME, &reject);
	rich_decide(rich, KIND_ADDRESS, &defer);
	rich_decide(rich, KIND_CANCEL_REMOVE, &override);
	rich_decide(rich, KIND_CANCEL_DETACH, &release);
	rich_decide(rich, KIND_STATUS, &release);
}

/* The cancellation is applied, the status begun. */
static inline void rich_work(struct rich *rich)
{
	struct store_worker worker;
	struct plan claimed = {0};
	bool others;

	rich_must(rich, store_worker_enter(rich->store, &worker, 1000, &rich->error));
	for (int round = 0; round < 2; round++) {
		rich_must(rich, store_claim(rich->store, &worker, 1, &claimed, &others, &rich->error));
		rich_must(rich, store_intent(rich->store, &worker, &claimed.items[round], "{}", "{\"client\":{}}",
					     &rich_actor, &rich->error));
	}
	rich_must(rich, store_settle(rich->store, &worker, &claimed.items[0], STATE_APPLIED, "done", &rich_actor,
				     &rich->error));
	rich_must(rich, store_run_write(rich->store,
					&(struct store_run){.fence = worker.fence, .pid = 1, .total = 2, .phase = "p"},
					&rich->error));
	plan_free(&claimed);
}

static inline int rich_save(struct rich *rich, struct error *error)
{
	static const char *const down[] = {"1006", "1007"};
	const struct plan_facts facts = {.ozmap_clients = 1000, .active = 900, .sessions_known = 10};

	rich->plan.created_at = moment_now();
	return store_save_plan(rich->store, &rich->plan, &facts, 0, down, 2, &rich_actor, error);
}

static inline void rich_fill(struct rich *rich)
{
	for (int kind = 0; kind < KIND_COUNT; kind++)
		rich_add(rich, (enum kind)kind);
	rich_must(rich, store_bind(rich->store, "https://oz/", "mk:5432/db", false, &rich_actor, &rich->error));
	rich_must(rich, rich_save(rich, &rich->error));
	rich_decide_all(rich);
	rich_work(rich);
	rich_must(rich, store_note(rich->store, rich->plan.items[KIND_POWER].id, "n", &rich_actor, &rich->error));
	rich_must(rich, store_add_reading(rich->store, "1007", moment_now(), -20, &rich->error));
	rich_must(rich, journal_snapshot(rich->store, "{\"a\":1}", rich->snapshot, &rich->error));
	rich_must(rich, store_wish_set(rich->store, WISH_PAUSE, &rich->error));
	rich_must(rich, store_refresh_note(rich->store, 1, NULL, &rich->error));
}

/* The store as bytes, made once: opening a copy of it takes a tenth of the time. */
struct rich_image {
	unsigned char *bytes;
	sqlite3_int64 size;
	char head[512]; /* the head's file */
	size_t head_length;
	struct plan plan;
	char snapshot[65];
};

/* `sql` is run on it last, as somebody would who has it in his hands. */
static inline void rich_make(struct rich_image *image, const char *sql)
{
	struct rich rich = {0};

	rich_open(&rich);
	rich_must(&rich, store_begin(rich.store, &rich.error));
	rich_fill(&rich);
	rich_must(&rich, store_commit(rich.store, &rich.error));
	sqlite3_db_config(rich.store->database, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
	rich_must(&rich, store_script(rich.store, sql, &rich.error));
	image->head_length = (size_t)pread(rich.store->head_file, image->head, sizeof image->head, 0);
	image->bytes = sqlite3_serialize(rich.store->database, "main", &image->size, 0);
	image->plan = rich.plan;
	memcpy(image->snapshot, rich.snapshot, sizeof image->snapshot);
	store_close(rich.store);
	if (image->bytes == NULL || image->size <= 0)
		abort();
}

/* Opens what the bytes hold, which SQLite frees; 0, or -1 with an error where they are no store. */
static inline int rich_open_bytes(struct rich *rich, const struct rich_image *image, unsigned char *bytes)
{
	*rich = (struct rich){.plan = image->plan};
	memcpy(rich->snapshot, image->snapshot, sizeof rich->snapshot);
	rich_connect(rich);
	if (pwrite(rich->store->head_file, image->head, image->head_length, 0) != (ssize_t)image->head_length)
		abort();
	rich_must(rich, sqlite3_deserialize(rich->store->database, "main", bytes, image->size, image->size,
					    SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE));
	return schema_open(rich->store, &rich->error);
}

/* A copy of the image's bytes. */
static inline unsigned char *rich_copy(const struct rich_image *image)
{
	unsigned char *bytes = sqlite3_malloc64((sqlite3_uint64)image->size);

	if (bytes == NULL)
		abort();
	return memcpy(bytes, image->bytes, (size_t)image->size);
}

#endif
