/* Erasing what is personal after keep_personal_data: snapshots, sides, names; the journal and its hashes stay. */
#include "connection.h"
#include "mkoz/store/journal.h"

#define UNDECIDED_KEPT (30 * 86400) /* seconds that a difference is kept that went before anybody decided on it */
#define READINGS_KEPT (30 * 86400)

static int erase(struct store *store, int64_t seconds, size_t *erased, struct error *error)
{
	int64_t now = moment_now(), changes = sqlite3_total_changes64(store->database);
	const struct {
		enum statement statement;
		int64_t before;
	} steps[] = {
	    {STATEMENT_ERASE_SIDES, now - seconds},
	    {STATEMENT_ERASE_ITEMS, now - seconds},
	    {STATEMENT_ERASE_UNDECIDED, now - UNDECIDED_KEPT},
	    {STATEMENT_ERASE_READINGS, now - READINGS_KEPT},
	};

	if (store_execute(store, STATEMENT_ERASE_SNAPSHOTS, VALUES(value_integer(now - seconds)), error) < 0)
		return -1;
	*erased = (size_t)sqlite3_changes(store->database);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (store_execute(store, steps[i].statement, VALUES(value_integer(steps[i].before)), error) < 0)
			return -1;
	store->erased = store->erased || sqlite3_total_changes64(store->database) != changes;
	return 0;
}

int journal_erase(struct store *store, int64_t seconds, size_t *erased, struct error *error)
{
	struct store_step step;

	*erased = 0;
	if (store_step_begin(store, &step, error) < 0)
		return -1;
	return store_step_end(store, &step, erase(store, seconds, erased, error), error);
}
