/* The store: plan, decisions, claims and journal in one SQLite file, the only channel between the processes. */
#ifndef MKOZ_STORE_STORE_H
#define MKOZ_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "mkoz/base/actor.h"
#include "mkoz/base/error.h"
#include "mkoz/base/moment.h"
#include "mkoz/domain/change.h"
#include "mkoz/domain/facts.h"

struct store;

enum store_mode { STORE_READ, STORE_WRITE };

/* Opens `url` (sqlite:/path); STORE_WRITE creates the file (0600) and its folder (0700) and brings an older shape up to
 * date. A URL of another kind, a newer shape, a corrupt file are errors that say what to do. The caller closes it. */
int store_open(struct store **out, const char *url, enum store_mode mode, struct error *error);
void store_close(struct store *store);
/* The owner of the file: a supervisor where [roles] is not configured (spec §2). */
uid_t store_owner(const struct store *store);
/* The file's path, borrowed. */
const char *store_path(const struct store *store);

/* One transaction that takes the write lock at once (waits up to 30 s); they don't nest. store_rollback after a failed
 * step; it is harmless when none is open. Every writing function below joins the open one, or is one of its own. */
int store_begin(struct store *store, struct error *error);
int store_commit(struct store *store, struct error *error);
void store_rollback(struct store *store);

/* A number that differs after anything in the store changed, by whatever process. */
int store_version(struct store *store, int64_t *version, struct error *error);

/* Remembers whose plan this store holds; ERROR_REFUSED when it holds another's OZmap or MK (faults 11). `moved`: a
 * supervisor says that it is the same one at a new address; journalled as overridden. */
int store_bind(struct store *store, const char *ozmap_url, const char *mk_address, bool moved,
	       const struct actor *actor, struct error *error);

/* Only looks whether it is theirs, or nobody's yet; ERROR_REFUSED when it is another's. */
int store_check_bound(struct store *store, const char *ozmap_url, const char *mk_address, struct error *error);

/* --- plans (store/plans.c) -------------------------------------------------------------------------------------- */

/* Makes `plan` the newest: what it finds again keeps or loses its decision (spec §5), what it lacks is withdrawn,
 * deferrals whose wait is over are pending again, baselines of guards that `held` (bits 1 << guard) does not name move
 * to it. down_codes are the codes whose session is down. One transaction; sets plan->id. Event `refreshed`. */
int store_save_plan(struct store *store, struct plan *plan, const struct plan_facts *facts, unsigned held,
		    const char *const *down_codes, size_t down_count, const struct actor *actor, struct error *error);
/* The newest plan: its changes and findings with their states, and reverts not yet settled; without sides. Returns 1
 * when there is no plan yet. */
int store_load_plan(struct store *store, struct plan *out, struct error *error);
/* One change or finding by id, of whatever plan, with its sides, in the arena. Returns 1 when unknown. */
int store_load_change(struct store *store, const char *id, struct change *out, struct arena *arena,
		      struct error *error);
/* How many splitter ports several properties stand on whose changes wait or are applied (requested to applying), and
 * the first such port as "BOX PORT" ("" when there is none). */
#define STORE_PORT_MAX 128
int store_shared_ports(struct store *store, size_t *count, char first[STORE_PORT_MAX], struct error *error);
/* The facts of the newest plan, with what was decided since counted now. Returns 1 when there is no plan. */
int store_facts(struct store *store, struct plan_facts *facts, struct error *error);
/* Codes that are down in status-storm's baseline, sorted, in the arena; *has_baseline false when there is none yet. And
 * active-drop's number. */
int store_baseline(struct store *store, struct arena *arena, const char *const **down_codes, size_t *down_count,
		   bool *has_down, size_t *active, bool *has_active, struct error *error);
/* A supervisor accepts the newest plan for this guard: it is what the next plan is compared with. In the newest plan
 * itself the guard goes on holding what was not overridden (spec §7). */
int store_accept_baseline(struct store *store, unsigned guard, struct error *error);
/* The property last known for codes that the journal saw (sorted by code), in the arena: pairs code, property. For
 * `reactivated`. */
int store_known_properties(struct store *store, struct arena *arena, const char *const **pairs, size_t *count,
			   struct error *error);
/* Power changes of the newest plan, as triples property, before, after sorted by property, in the arena. */
int store_standing_power(struct store *store, struct arena *arena, const char *const **triples, size_t *count,
			 struct error *error);
/* Keeps a reading of a code's power for its trend (30 days); reads them back oldest first: at[i], dbm[i], up to max. */
int store_add_reading(struct store *store, const char *code, moment at, double dbm, struct error *error);
int store_readings(struct store *store, const char *code, moment at[], double dbm[], size_t max, size_t *count,
		   struct error *error);

/* --- decisions (store/decisions.c) ------------------------------------------------------------------------------ */

/* What is written on one change by a decision. event is the journal's; guard: the guard overridden, or NULL. */
struct store_decision {
	const char *event; /* approved, rejected, deferred, undone, requested, overridden, released */
	enum state state; /* the state it gets */
	const char *reason; /* or NULL */
	const char *wait; /* of deferred: "online", "changed", YYYY-MM-DD */
	const char *guard; /* of an override: guards' names, comma separated */
	const char *detail; /* more for the journal (JSON object text), or NULL */
};

/* Writes the decision on the change as it stands now; the caller has checked roles and guards in the same transaction
 * (room review). Returns 1, writing nothing, when its state is no longer `expected` (another process was faster). */
int store_decide(struct store *store, const struct change *change, enum state expected,
		 const struct store_decision *decision, const struct actor *actor, struct error *error);
/* Adds a change that a person proposed: a recode (stands while its transfer is found; `undone` is that finding, or
 * NULL: found by its codes) or a revert (outlives refreshes until it is applied or rejected). One that is proposed
 * already is ERROR_REFUSED. Event `reverted` for a revert; once it was applied, the difference that it brought back is
 * rejected (reason: reverted) until a plan read later lacks it (spec §1). */
int store_propose(struct store *store, const struct change *change, const struct change *undone,
		  const struct actor *actor, struct error *error);
/* A note on a change, kept beside the journal. */
int store_note(struct store *store, const char *id, const char *note, const struct actor *actor, struct error *error);
/* Counts, among the changes, what the guards named in the decision let through. */
int store_overrides(struct store *store, const char *id, unsigned *guards, struct error *error);

/* --- the worker's side (store/claims.c) --------------------------------------------------------------------------- */

/* A worker at work: its fencing number is greater than that of any before it. Leases are counted by the host's boot
 * clock. */
struct store_worker {
	long long fence;
	int64_t lease; /* seconds; 30 */
};

/* A new worker at work. What a person wished of runs that have ended is forgotten; a wish of one that goes on holds for
 * this one too. */
int store_worker_enter(struct store *store, struct store_worker *worker, int64_t lease, struct error *error);
/* Renews the leases of all it holds. */
int store_worker_renew(struct store *store, const struct store_worker *worker, struct error *error);
/* Gives back what it holds and did not begin: released again. */
int store_worker_leave(struct store *store, const struct store_worker *worker, struct error *error);
/* Claims up to `max` released changes of the first kind, in order of execution, of which any are claimable; for name,
 * address, status, power and activate together all released ones of the same client or property come along. Changes
 * whose holder is gone (process ended, lease over) and that have no open intent are claimable too. Adds them to `out`
 * with their sides; none: *others says whether other workers hold some still. While another worker holds a
 * cancellation, nothing from activations on is given out (spec §8). Event `claimed`. */
int store_claim(struct store *store, const struct store_worker *worker, size_t max, struct plan *out, bool *others,
		struct error *error);
/* Claims exactly those changes with an open intent whose holder is gone, for settling. */
int store_claim_open(struct store *store, const struct store_worker *worker, size_t max, struct plan *out,
		     struct error *error);
/* The worker still holds the change: before every request. 0 held, 1 lost (write nothing). */
int store_held(struct store *store, const struct store_worker *worker, const char *id, struct error *error);
/* Writes the intent durably before a request leaves: `values` is JSON of all that will be written (event `intent`),
 * `whole` the JSON of what is about to be removed or NULL (goes to snapshots). 1 when the claim was lost. */
int store_intent(struct store *store, const struct store_worker *worker, const struct change *change,
		 const char *values, const char *whole, const struct actor *actor, struct error *error);
/* The newest intent's values, when, and the whole kept with it, in the arena. 1 when there is none. */
int store_last_intent(struct store *store, const char *id, struct arena *arena, const char **values, const char **whole,
		      moment *at, struct error *error);
/* Records the outcome: applied, failed, stale; or given back: approved (a guard holds it), released (this worker does
 * not claim it again, unless an intent was open; others may). What is given back and absent from the newest plan
 * becomes withdrawn. `outcome` is in words, or NULL. A revert's change holds the ids of what it created. 1 when the
 * claim was lost. */
int store_settle(struct store *store, const struct store_worker *worker, const struct change *change, enum state state,
		 const char *outcome, const struct actor *actor, struct error *error);
/* The first ever write to this OZmap was done (trial of one, spec §8). */
int store_kind_was_tried(struct store *store, enum kind kind, bool *any, bool *ever, struct error *error);

/* The run as others see it: written by the worker, read by the console and `apply`. */
enum store_wish { WISH_NONE, WISH_PAUSE, WISH_STOP };
struct store_run {
	long long fence;
	pid_t pid;
	moment started_at, ended_at; /* ended_at MOMENT_NONE while it runs */
	size_t total, applied, failed, stale, held;
	char phase[64]; /* "trial activate", "cancel-remove", "paused", … */
	char message[256]; /* why it paused or ended early */
};
int store_run_write(struct store *store, const struct store_run *run, struct error *error);
/* The newest run; 1 when there was none. A run whose process is gone reads as ended. */
int store_run_read(struct store *store, struct store_run *run, struct error *error);
/* What a person at the console wishes of the running worker. */
int store_wish_set(struct store *store, enum store_wish wish, struct error *error);
int store_wish_read(struct store *store, enum store_wish *wish, struct error *error);

/* For the console's header: a refresh runs (its pid, failure NULL), or has ended (pid 0, or a failure: the error's
 * text; NULL after a good one). */
int store_refresh_note(struct store *store, pid_t pid, const char *failure, struct error *error);
int store_refresh_read(struct store *store, pid_t *running, char failure[ERROR_TEXT_MAX], moment *at,
		       struct error *error);

#endif
