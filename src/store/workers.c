/* Workers: their fencing numbers and leases, counted by the host's boot clock. */
#include <unistd.h>

#include "connection.h"
#include "holder.h"
#include "mkoz/base/i18n.h"
#include "workers.h"

static int64_t lease_end(const struct store_worker *worker)
{
	return holder_ticks() + worker->lease * 1000;
}

int worker_renew(struct store *store, const struct store_worker *worker, struct error *error)
{
	return store_execute(store, STATEMENT_WORKER_RENEW,
			     VALUES(value_integer(lease_end(worker)), value_integer(worker->fence)), error);
}

/* A wish is of the runs that go on: a new one is under it too, and the first one after them begins without. */
static int forget_old_wish(struct store *store, const struct store_worker *worker, struct error *error)
{
	int64_t others = 0;

	if (store_number(store, STATEMENT_WORKERS_OTHERS, &others, 0, VALUES(value_integer(worker->fence)), error) < 0)
		return -1;
	return others != 0 ? 0 : store_wish_set(store, WISH_NONE, error);
}

static int enter(struct store *store, struct store_worker *worker, struct error *error)
{
	char holder[HOLDER_MAX];

	if (store_execute(store, STATEMENT_WORKER_FORGET, NO_VALUES, error) < 0 ||
	    store_execute(store, STATEMENT_WORKER_ENTER,
			  VALUES(value_text(holder_describe(getpid(), holder)), value_integer(lease_end(worker))),
			  error) < 0)
		return -1;
	worker->fence = sqlite3_last_insert_rowid(store->database);
	return forget_old_wish(store, worker, error);
}

int store_worker_enter(struct store *store, struct store_worker *worker, int64_t lease, struct error *error)
{
	struct store_step step;

	*worker = (struct store_worker){.lease = lease};
	if (store_step_begin(store, &step, error) < 0)
		return -1;
	return store_step_end(store, &step, enter(store, worker, error), error);
}

int store_worker_renew(struct store *store, const struct store_worker *worker, struct error *error)
{
	struct store_step step;

	if (store_step_begin(store, &step, error) < 0)
		return -1;
	return store_step_end(store, &step, worker_renew(store, worker, error), error);
}

static int leave(struct store *store, const struct store_worker *worker, struct error *error)
{
	if (store_execute(store, STATEMENT_GIVE_BACK, VALUES(value_integer(worker->fence)), error) < 0)
		return -1;
	return store_execute(store, STATEMENT_WORKER_RENEW, VALUES(value_integer(0), value_integer(worker->fence)),
			     error);
}

int store_worker_leave(struct store *store, const struct store_worker *worker, struct error *error)
{
	struct store_step step;

	if (store_step_begin(store, &step, error) < 0)
		return -1;
	return store_step_end(store, &step, leave(store, worker, error), error);
}

/* 0 held, 1 lost. */
static int holds(struct store *store, const struct store_worker *worker, const char *id, struct error *error)
{
	sqlite3_stmt *row;
	int result =
	    store_first(store, STATEMENT_HELD, &row, VALUES(value_text(id), value_integer(worker->fence)), error);

	if (result == 0)
		sqlite3_reset(row);
	return result;
}

int store_held(struct store *store, const struct store_worker *worker, const char *id, struct error *error)
{
	struct store_step step;
	int64_t until;
	int result;

	if (store_number(store, STATEMENT_WORKER_LEASE, &until, 0, VALUES(value_integer(worker->fence)), error) < 0)
		return -1;
	/* with half of the lease left nobody can take it away meanwhile */
	if (until - holder_ticks() > worker->lease * 500)
		return holds(store, worker, id, error);
	if (store_step_begin(store, &step, error) < 0)
		return -1;
	result = holds(store, worker, id, error);
	if (result == 0)
		result = worker_renew(store, worker, error);
	return store_step_end(store, &step, result, error);
}
