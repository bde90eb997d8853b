/* Sending: nothing leaves without an intent, nothing is sent twice without a read in between. */
#include "worker/send.h"

#include <stdlib.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "worker/sending.h"

#define SENDS_MAX 5
#define FIRST_WAIT 250 /* milliseconds, doubled with each send */
#define WRITE_SLICE 16 /* requests sent before the lease is looked at */

/* --- the intent ------------------------------------------------------------------------------------------------------
 */

static void add_values(struct text *out, const struct sending *sending, unsigned sends)
{
	text_add(out, "{\"method\":");
	json_add_string(out, sending->request.method);
	text_add(out, ",\"path\":");
	json_add_string(out, sending->request.path);
	text_format(out, ",\"send\":%u,\"clients\":%zu,\"body\":", sends, sending->count);
	if (sending->wish)
		text_format(out, "{\"update\":%s}", sending->wish);
	else
		text_add(out, sending->request.body ? sending->request.body : "null");
	text_add_char(out, '}');
}

/* The whole of what is about to go, once, as it was before the first request. */
static const char *whole_of(struct units *units, struct unit *unit)
{
	if (!kind_is_cancellation(unit->changes[0]->kind) || unit->whole)
		return unit->whole;
	unit->whole = arena_format(&units->arena, "{\"client\":%s,\"property\":%s}",
				   unit->client_whole ? unit->client_whole : "null",
				   unit->property_whole ? unit->property_whole : "null");
	return unit->whole;
}

static void drop_unit(struct unit *unit)
{
	for (size_t i = 0; i < unit->count; i++)
		unit->verdicts[i] = VERDICT_DONE;
}

/* 1 when the claim was lost: the change is left to who holds it now. */
static int intend_change(struct job *job, struct units *units, struct unit *unit, size_t at, const char *values,
			 struct error *error)
{
	if (!unit->asked[at])
		return 0;
	int lost =
	    store_intent(job->store, &job->worker, unit->changes[at], values, whole_of(units, unit), job->actor, error);
	if (lost > 0)
		unit->verdicts[at] = VERDICT_DONE;
	return lost;
}

/* 1 when the claim of one of its changes was lost: what is left of the unit needs another request. */
static int intend_unit(struct job *job, struct units *units, struct sending *sending, struct unit *unit,
		       struct error *error)
{
	struct text values = {0};
	int result = 0;
	add_values(&values, sending, ++unit->sends);
	if (text_check(&values, error) != 0)
		result = -1;
	if (kind_is_cancellation(unit->changes[0]->kind) && !whole_of(units, unit))
		result = error_memory(error);
	for (size_t i = 0; i < unit->count && result >= 0; i++) {
		int lost = intend_change(job, units, unit, i, text_string(&values), error);
		result = lost != 0 ? lost : result;
	}
	text_free(&values);
	unit->begun = unit->begun || result == 0;
	unit->intended_at = moment_ticks();
	return result;
}

static int intend_sending(struct job *job, struct units *units, struct sending *sending, struct error *error)
{
	int fewer = 0;
	for (size_t i = 0; i < sending->count; i++) {
		int result = intend_unit(job, units, sending, sending->units[i], error);
		if (result < 0)
			return -1;
		fewer |= result;
	}
	return fewer;
}

/* All intents of a round are written at once. 1 when a claim was lost: the round is composed anew. */
static int intend(struct job *job, struct units *units, struct sendings *sendings, struct error *error)
{
	int fewer = 0;
	if (store_begin(job->store, error) != 0)
		return -1;
	for (size_t i = 0; i < sendings->count; i++) {
		int result = intend_sending(job, units, &sendings->items[i], error);
		if (result < 0) {
			store_rollback(job->store);
			return -1;
		}
		fewer |= result;
	}
	if (store_commit(job->store, error) != 0) {
		store_rollback(job->store);
		return -1;
	}
	return fewer;
}

/* --- the write
 * --------------------------------------------------------------------------------------------------------- */

/* What the request asks for is still ours. */
static int unit_is_held(struct job *job, const struct unit *unit, struct error *error)
{
	for (size_t i = 0; i < unit->count; i++) {
		int lost = unit->asked[i] ? store_held(job->store, &job->worker, unit->changes[i]->id, error) : 0;
		if (lost != 0)
			return lost;
	}
	return 0;
}

static int still_held(struct job *job, const struct sending *sending, struct error *error)
{
	for (size_t i = 0; i < sending->count; i++) {
		int lost = unit_is_held(job, sending->units[i], error);
		if (lost != 0)
			return lost;
	}
	return 0;
}

static int write_slice(struct job *job, struct sending *sendings, size_t count, struct error *error)
{
	struct write_request requests[WRITE_SLICE];
	struct write_result results[WRITE_SLICE] = {0};
	struct sending *sent[WRITE_SLICE];
	size_t held = 0;
	if (job_tick(job, error) != 0)
		return -1;
	int64_t until = moment_ticks() + JOB_LEASE * 1000 / 2;
	for (size_t i = 0; i < count; i++) {
		int lost = still_held(job, &sendings[i], error);
		if (lost < 0)
			return -1;
		if (lost > 0)
			continue;
		requests[held] = sendings[i].request;
		sent[held++] = &sendings[i];
	}
	/* store_held leaves half of a lease: nobody can have claimed them before that is over */
	ozmap_write_until(job->ozmap, until);
	if (held > 0 && ozmap_write_many(job->ozmap, requests, held, results, error) != 0)
		return -1;
	for (size_t i = 0; i < held; i++) {
		sent[i]->result = results[i];
		for (size_t j = 0; j < sent[i]->count; j++)
			sent[i]->units[j]->touched = sent[i]->units[j]->touched || !results[i].unsent;
	}
	return 0;
}

/* After a 429 or a 401 nothing more leaves; neither does it when somebody wishes us to end, or when so many were
 * refused that the run is going to pause. */
static bool must_stop(struct job *job, const struct sendings *sendings, size_t sent)
{
	size_t refused = job->failures_in_a_row;
	for (size_t i = 0; i < sent; i++) {
		enum write_answer answer = sendings->items[i].result.answer;
		if (answer == WRITE_TOO_MANY || answer == WRITE_UNAUTHORISED)
			return true;
		refused = answer == WRITE_DONE ? 0 : refused + (answer == WRITE_REFUSED);
	}
	return refused >= JOB_FAILURES_IN_A_ROW || job_wished_to_end(job);
}

static int write_all(struct job *job, struct sendings *sendings, struct error *error)
{
	for (size_t i = 0; i < sendings->count; i++)
		sendings->items[i].result = (struct write_result){.answer = WRITE_UNKNOWN, .unsent = true};
	for (size_t at = 0; at < sendings->count; at += WRITE_SLICE) {
		size_t left = sendings->count - at;
		if (at > 0 && must_stop(job, sendings, at))
			return 0;
		if (write_slice(job, sendings->items + at, left < WRITE_SLICE ? left : WRITE_SLICE, error) != 0)
			return -1;
	}
	return 0;
}

/* --- after the read back
 * ----------------------------------------------------------------------------------------------- */

/* The asked changes of the unit that are still open get this state. */
static int settle_asked(struct job *job, struct unit *unit, enum state state, const char *outcome, struct error *error)
{
	for (size_t i = 0; i < unit->count; i++) {
		if (unit->verdicts[i] != VERDICT_SEND || (state == STATE_FAILED && !unit->asked[i]))
			continue;
		unit->verdicts[i] = VERDICT_DONE;
		if (job_settle(job, unit->changes[i], state, outcome, error) != 0)
			return -1;
	}
	return 0;
}

static bool asked_is_open(const struct unit *unit)
{
	for (size_t i = 0; i < unit->count; i++)
		if (unit->asked[i] && unit->verdicts[i] == VERDICT_SEND)
			return true;
	return false;
}

static int give_up(struct job *job, struct unit *unit, const struct write_result *result, size_t *unread,
		   struct error *error)
{
	char words[512];
	(void)snprintf(words, sizeof words, _("sent %u times, and OZmap still has not the value: %s"), unit->sends,
		       result->message[0] ? result->message : _("no reason given"));
	(*unread)++;
	return settle_asked(job, unit, STATE_FAILED, words, error);
}

/* ±30 %, so that several workers don't knock together. */
static int64_t back_off(unsigned sends)
{
	int64_t wait = FIRST_WAIT << (sends ? sends - 1 : 0);
	return wait * (700 + random() % 601) / 1000;
}

/* Nothing more is sent for the unit now. What is done in several requests, or creates something, stays open as ours:
 * the next worker must know that it was begun. */
static int leave(struct job *job, struct unit *unit, struct error *error)
{
	if (!unit->touched || !unit_has_steps(unit))
		return settle_asked(job, unit, STATE_RELEASED, NULL, error);
	drop_unit(unit);
	return 0;
}

/* What follows for one unit from how its request was answered; raises *wait to what must be waited. */
static int follow_answer(struct job *job, struct unit *unit, const struct sending *sending, int64_t *wait,
			 size_t *unread, struct error *error)
{
	const struct write_result *result = &sending->result;
	bool refused = result->answer == WRITE_REFUSED || result->answer == WRITE_GONE;
	if (!asked_is_open(unit))
		return 0;
	if (result->answer == WRITE_UNAUTHORISED)
		job_pause(job, _("OZmap refused the key: %s"), result->message);
	/* whatever was answered, this step is done: the next one is due at once, and finishes what was begun, whoever
	 * wishes us to end */
	if (unit->steps[0] > unit->sent_step && !result->unsent && !job->result->paused)
		return 0;
	if (refused && sending->count == 1)
		return settle_asked(job, unit, STATE_FAILED, result->message, error);
	if (result->unsent)
		unit->sends--;
	else if (refused)
		unit->sends = 0;
	else if (unit->sends >= SENDS_MAX)
		return give_up(job, unit, result, unread, error);
	unit->alone = unit->alone || refused;
	if (result->answer != WRITE_DONE && (job->result->paused || job_wished_to_end(job)))
		return leave(job, unit, error);
	/* the other answers were waited for before the read back */
	int64_t mine = result->answer == WRITE_DONE ? back_off(unit->sends) : 0;
	*wait = mine > *wait ? mine : *wait;
	return 0;
}

static int follow(struct job *job, struct sendings *sendings, int64_t *wait, size_t *unread, struct error *error)
{
	for (size_t i = 0; i < sendings->count; i++)
		for (size_t j = 0; j < sendings->items[i].count; j++)
			if (follow_answer(job, sendings->items[i].units[j], &sendings->items[i], wait, unread, error))
				return -1;
	return 0;
}

static int judge_all(struct job *job, struct units *units, struct error *error)
{
	for (size_t i = 0; i < units->count; i++)
		if (unit_is_open(&units->items[i]) && unit_judge(job, units, &units->items[i], error) != 0)
			return -1;
	return 0;
}

/* Outcomes of a round stand in one transaction: one sync to the disk instead of hundreds. */
static int in_one_transaction(struct job *job, struct units *units, struct sendings *sendings, int64_t *wait,
			      size_t *unread, struct error *error)
{
	if (store_begin(job->store, error) != 0)
		return -1;
	int result = judge_all(job, units, error);
	if (result == 0 && sendings)
		result = follow(job, sendings, wait, unread, error);
	if (result == 0)
		result = store_commit(job->store, error);
	if (result != 0)
		store_rollback(job->store);
	return result;
}

static bool any_open(const struct units *units)
{
	for (size_t i = 0; i < units->count; i++)
		if (unit_is_open(&units->items[i]))
			return true;
	return false;
}

/* Milliseconds until what the unit creates may be looked up: until then it may still be on its way (spec §8). */
static int64_t wait_of_create(const struct job *job, const struct unit *unit)
{
	if (!unit_creates(unit) || !unit->touched)
		return 0;
	return unit->intended_at + job->config->ozmap.timeout * 1000 - moment_ticks();
}

static int64_t wait_after(const struct job *job, const struct sending *sending)
{
	if (sending->result.answer == WRITE_TOO_MANY)
		return (int64_t)sending->result.wait * 1000;
	if (sending->result.answer != WRITE_UNKNOWN || sending->result.unsent || sending->count == 0)
		return 0;
	int64_t wait = back_off(sending->units[0]->sends), create = wait_of_create(job, sending->units[0]);
	return create > wait ? create : wait;
}

/* What must be waited before the read back: as told, or so long that a late effect shows. */
static int64_t wait_before_reading(const struct job *job, const struct sendings *sendings)
{
	int64_t longest = 0;
	for (size_t i = 0; i < sendings->count; i++) {
		int64_t wait = wait_after(job, &sendings->items[i]);
		longest = wait > longest ? wait : longest;
	}
	return longest;
}

/* Where the wait was cut short, creates that were not answered stay open for the next worker. */
static void leave_early_creates(const struct job *job, const struct sendings *sendings)
{
	for (size_t i = 0; i < sendings->count; i++) {
		const struct sending *sending = &sendings->items[i];
		if (sending->result.answer == WRITE_UNKNOWN && sending->count == 1 &&
		    wait_of_create(job, sending->units[0]) > 0)
			drop_unit(sending->units[0]);
	}
}

/* Waits, reads again, judges: what is still open may be sent. */
static int look_again(struct job *job, struct units *units, struct sendings *sendings, int64_t wait, int64_t *more,
		      size_t *unread, struct error *error)
{
	if (job_wait(job, wait, error) != 0)
		return -1;
	if (sendings)
		leave_early_creates(job, sendings);
	if (units_read(job, units, error) != 0)
		return -1;
	return in_one_transaction(job, units, sendings, more, unread, error);
}

static int round_trip(struct job *job, struct units *units, size_t *unread, struct error *error)
{
	struct sendings sendings;
	int64_t wait = 0;
	int result = sendings_make(job, units, &sendings, error);
	if (result == 0)
		result = intend(job, units, &sendings, error);
	if (result == 0) {
		result = write_all(job, &sendings, error);
		if (result == 0)
			result = look_again(job, units, &sendings, wait_before_reading(job, &sendings), &wait, unread,
					    error);
		if (result == 0 && wait > 0)
			result = look_again(job, units, NULL, wait, &wait, unread, error);
	}
	sendings_free(&sendings);
	return result < 0 ? -1 : 0;
}

static int64_t longest_late(const struct units *units)
{
	int64_t longest = 0;
	for (size_t i = 0; i < units->count; i++) {
		int64_t late = unit_is_open(&units->items[i]) ? unit_late(&units->items[i]) : 0;
		longest = late > longest ? late : longest;
	}
	return longest;
}

/* What another worker sent may still arrive: until that is over it is looked for once more, and nothing is sent. Where
 * the wait was cut short it stays open for the next worker. */
static int look_for_late(struct job *job, struct units *units, size_t *unread, struct error *error)
{
	int64_t none = 0, wait = job_wished_to_end(job) ? 0 : longest_late(units);
	if (look_again(job, units, NULL, wait, &none, unread, error) != 0)
		return -1;
	for (size_t i = 0; i < units->count; i++)
		if (unit_late(&units->items[i]) > 0)
			drop_unit(&units->items[i]);
	return 0;
}

int send_units(struct job *job, struct units *units, size_t *unread, struct error *error)
{
	int64_t none = 0;
	bool late = longest_late(units) > 0;
	*unread = 0;
	if (look_again(job, units, NULL, 0, &none, unread, error) != 0)
		return -1;
	if (late && look_for_late(job, units, unread, error) != 0)
		return -1;
	while (any_open(units)) {
		if (round_trip(job, units, unread, error) != 0)
			return -1;
	}
	return 0;
}
