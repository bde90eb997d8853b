/* Accepting: a supervisor says that the newest plan is right, for a guard that compares with an earlier one. */
#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "mkoz/store/journal.h"
#include "review/decide.h"

static int check(const struct reviewer *reviewer, enum guard_kind guard, const char *reason, struct error *error)
{
	if (review_may_decide(reviewer, error) < 0 || review_may_override(reviewer, error) < 0)
		return -1;
	if (guard != GUARD_ACTIVE_DROP && guard != GUARD_STATUS_STORM)
		return error_set(error, ERROR_USAGE, _("%s compares with no earlier plan: there is nothing to accept"),
				 guard_name(guard));
	if (review_is_blank(reason))
		return error_set(error, ERROR_USAGE, "%s", _("accepting a plan needs a reason: say why"));
	return 0;
}

/* The newest plan is the one that was looked at, and the guard holds something in it. */
static int check_plan(struct store *store, const struct config *config, long long plan_id, enum guard_kind guard,
		      struct error *error)
{
	struct guard guards[GUARD_COUNT];
	struct plan plan = {0};
	int result = store_load_plan(store, &plan, error);
	if (result == 1)
		result = error_fail(error, "%s", _("there is no plan yet: run `mkoz refresh`"));
	if (result == 0 && plan.id != plan_id)
		result = error_fail(error, "%s", _("there is a newer plan than the one you saw: look at that one"));
	if (result == 0)
		result = review_guards(store, config, guards, &plan, error);
	if (result == 0 && !guards[guard].holds)
		result =
		    error_fail(error, _("the guard %s holds nothing in the newest plan: there is nothing to accept"),
			       guard_name(guard));
	plan_free(&plan);
	return result;
}

static int write_acceptance(struct store *store, const struct reviewer *reviewer, enum guard_kind guard,
			    const char *reason, struct error *error)
{
	struct text detail = {0};
	text_format(&detail, "{\"guard\":\"%s\",\"accepted\":true,\"reason\":", guard_name(guard));
	json_add_string(&detail, reason);
	text_add_char(&detail, '}');
	int result = text_check(&detail, error);
	if (result == 0)
		result = store_accept_baseline(store, guard, error);
	if (result == 0)
		result = journal_append(store, &reviewer->actor, "overridden", NULL, text_string(&detail), error);
	text_free(&detail);
	return result;
}

int review_accept(struct store *store, const struct config *config, const struct reviewer *reviewer, long long plan_id,
		  enum guard_kind guard, const char *reason, struct error *error)
{
	if (check(reviewer, guard, reason, error) < 0 || store_begin(store, error) < 0)
		return -1;
	int result = check_plan(store, config, plan_id, guard, error);
	if (result == 0)
		result = write_acceptance(store, reviewer, guard, reason, error);
	if (result == 0)
		return store_commit(store, error);
	store_rollback(store);
	return -1;
}
