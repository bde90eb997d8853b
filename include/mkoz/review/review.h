/* Reviewing: a person's decision on changes, checked against roles, limits and guards, written in one transaction (spec
 * §7). */
#ifndef MKOZ_REVIEW_REVIEW_H
#define MKOZ_REVIEW_REVIEW_H

#include "mkoz/base/actor.h"
#include "mkoz/base/config.h"
#include "mkoz/base/error.h"
#include "mkoz/domain/filter.h"
#include "mkoz/plan/guards.h"
#include "mkoz/store/store.h"

enum role { ROLE_VIEWER, ROLE_TECHNICIAN, ROLE_SUPERVISOR };

enum review_action { REVIEW_APPROVE, REVIEW_REJECT, REVIEW_DEFER, REVIEW_UNDO, REVIEW_RELEASE };

/* Who decides; built once by whoever starts. */
struct reviewer {
	struct actor actor;
	enum role role;
	bool read_only; /* --read-only: everything is refused */
};

/* What is asked. ids are exact (from arguments or from the console's visible rows). */
struct review_order {
	enum review_action action;
	const char *const *ids;
	size_t count;
	const char *reason; /* needed to reject and to override */
	const char *wait; /* of defer: online, changed, YYYY-MM-DD */
	bool override_guard;
	bool has_expect; /* --expect was given */
	size_t expect;
	bool by_filter; /* chosen by a filter or a range, not by id or on its own row: `alone` changes are refused then
			 */
	const char *detail; /* JSON object kept in the journal with each (what a bulk review showed), or NULL */
};

/* How it went. */
struct review_result {
	size_t done; /* changes that got the state asked for */
	size_t requested; /* became requested: a supervisor must grant them */
	size_t unchanged; /* were so already */
	size_t released_guard_held; /* release: held by a guard, not released */
};

const char *role_name(enum role role);
/* The role of the actor: [roles], else the store's owner is a supervisor and everyone else a viewer. */
int review_find(struct reviewer *out, const struct config *config, struct store *store, struct error *error);
/* The action can act on this change now (spec §6): approve on pending, requested and approved; reject and defer on
 * whatever no worker has claimed; undo on whatever was decided, failed or went stale; release on approved. `why` (may
 * be NULL) gets the reason why not. */
bool review_can(enum review_action action, const struct change *change, const char **why);
/* Does all of it, or nothing: ERROR_REFUSED names the guard or the role, ERROR_USAGE a reason, date or count that is
 * missing or wrong, ERROR_FAILED the id on which the action cannot act. Findings can only be rejected, deferred,
 * undone. An override writes `overridden` and then `approved`, or `requested` where it needs a second supervisor. What
 * a technician finds requested stays so and counts as requested. A release leaves what a guard holds, and counts it. */
int review_do(struct store *store, const struct config *config, const struct reviewer *reviewer,
	      const struct review_order *order, struct review_result *result, struct error *error);
/* Releases all approved changes that no guard holds. */
int review_release_all(struct store *store, const struct config *config, const struct reviewer *reviewer,
		       struct review_result *result, struct error *error);
/* Approves and releases the kinds of [auto] as `auto`, within the guards; gives how many. Cancellations either all fit
 * into the limit or stay for a person, and so does what is `alone`. */
int review_auto(struct store *store, const struct config *config, size_t *count, struct error *error);
/* Proposes the opposite of an applied change (spec §1), and the recode of a transfer finding. */
int review_revert(struct store *store, const struct config *config, const struct reviewer *reviewer,
		  const char *const *ids, size_t count, struct error *error);
int review_recode(struct store *store, const struct config *config, const struct reviewer *reviewer,
		  const char *transfer_id, struct error *error);
/* A supervisor accepts the newest plan as it is, for active-drop or status-storm: from the next plan on they compare
 * with it (spec §7). ERROR_REFUSED for who is none, ERROR_USAGE without a reason or for another guard, ERROR_FAILED
 * where `plan_id` is not the newest plan any more or the guard holds nothing in it. Event `overridden`. */
int review_accept(struct store *store, const struct config *config, const struct reviewer *reviewer, long long plan_id,
		  enum guard_kind guard, const char *reason, struct error *error);
/* The guards as they stand, and for every change of the plan the guard that holds it (change->guard); a guard without
 * anything in the plan to hold does not hold then. plan may be NULL. Returns 1 when there is no plan in the store. */
int review_guards(struct store *store, const struct config *config, struct guard out[GUARD_COUNT], struct plan *plan,
		  struct error *error);

#endif
