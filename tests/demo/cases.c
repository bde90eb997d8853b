/* The shares of the cases, and the shuffle that spreads them. */
#include "cases.h"

#include "random.h"

/* per_40000: how many a provider of 40,000 has; at_400: how many a demo of 400 shows, a larger one at least. */
static const struct {
	const char *name, *note;
	unsigned per_40000, at_400;
} shares[CASE_COUNT] = {
    [CASE_NO_CODE] = {"no-code", "row 1: a client without a code", 12, 2},
    [CASE_TWO_CLIENTS] = {"two-clients", "row 2: two clients with the code", 8, 2},
    [CASE_TWO_PROPERTIES] = {"two-properties", "row 2: two properties with the code", 4, 2},
    [CASE_ACTIVE_AND_CANCELLED] = {"active-and-cancelled",
				   "row 3, with the demo's active_sql; without it a cancellation of row 7", 2, 2},
    [CASE_MISSING_IN_OZMAP] = {"missing-in-ozmap", "row 4: active, fiber, no client", 12, 4},
    [CASE_REACTIVATED] = {"reactivated", "row 4: a free property's history knows the code", 4, 2},
    [CASE_MISSING_IN_MK] = {"missing-in-mk", "row 8: MK does not know the client's code", 40, 3},
    [CASE_REASON_NOT_LISTED] = {"reason-not-listed", "row 9: reason 3, not one of cancel_reasons", 60, 3},
    [CASE_CANCELLED_WITHOUT_REASON] = {"cancelled-without-reason", "row 9: cancelado S, no reason", 6, 1},
    [CASE_ACTIVATE] = {"activate", "row 5; every second client lacks `implanted`", 25, 6},
    [CASE_CANCEL_REMOVE] = {"cancel-remove", "row 6", 7, 3},
    [CASE_CANCEL_REMOVE_CLIENT] = {"cancel-remove-client", "row 6: a client without a property", 2, 1},
    [CASE_CANCEL_DETACH] = {"cancel-detach", "row 7", 7, 3},
    [CASE_TRANSFER_OLD] = {"transfer-old", "row 7 and transfer: the cancelled code", 4, 2},
    [CASE_TRANSFER_NEW] = {"transfer-new", "row 4 and transfer: the new code, linked by contract or by ONU", 4, 2},
    [CASE_NAME] = {"name", "row 10: another name", 15, 4},
    [CASE_NAME_COSMETIC] = {"name-cosmetic", "row 10, cosmetic: case and accents", 120, 5},
    [CASE_ADDRESS] = {"address", "row 10: another complement", 30, 4},
    [CASE_ADDRESS_COSMETIC] = {"address-cosmetic", "row 10, cosmetic: R. for Rua, case, accents", 120, 6},
    [CASE_ADDRESS_MOVED] = {"address-moved", "row 10, moved: another house", 15, 4},
    [CASE_STATUS_DOWN] = {"status-down", "row 10: OK to ERROR", 690, 5},
    [CASE_STATUS_UP] = {"status-up", "row 10: ERROR to OK", 490, 5},
    [CASE_AWKWARD_DOWN] = {"awkward-status", "row 10: OK to ERROR, with an awkward name", 20, 9},
    [CASE_POWER] = {"power", "row 10: beyond the tolerance", 150, 6},
    [CASE_POWER_MISSING] = {"power-missing", "row 10: OZmap has no power", 30, 3},
    [CASE_DOWN_SINCE_LONG] = {"down-in-sync", "down, and OZmap says so", 1100, 8},
    [CASE_DOWN_SINCE_MINUTES] = {"down-just-now", "down for 3 minutes: unknown", 40, 2},
    [CASE_BLOCKED] = {"blocked", "blocked and down: unknown", 150, 2},
    [CASE_SUSPENDED] = {"suspended", "suspended and down: unknown", 50, 2},
    [CASE_SESSION_UNKNOWN] = {"session-unknown", "never logged in", 100, 3},
    [CASE_POWER_WITHIN] = {"power-within", "differs within the tolerance", 1000, 10},
    [CASE_POWER_OLD] = {"power-old", "read 20 days ago", 200, 3},
    [CASE_POWER_NULL] = {"power-null", "never read, or without a time", 300, 3},
    [CASE_POWER_ZERO] = {"power-zero", "0 dBm", 50, 2},
    [CASE_TWO_CONNECTIONS] = {"two-connections", "one up, one down: up; the latest reading counts", 400, 4},
    [CASE_SAME_PERSON] = {"same-person", "the person of the code before", 1200, 8},
    [CASE_LONE_CONNECTION] = {"lone-connection", "a connection without a contract", 30, 3},
    [CASE_NOT_FIBER] = {"not-fiber", "radio: not missed in OZmap", 300, 4},
    [CASE_WAITING] = {"waiting", "neither: waits for activation, not implanted", 160, 6},
    [CASE_WAITING_ELSEWHERE] = {"waiting-elsewhere", "neither, and OZmap does not know it", 40, 2},
    [CASE_STREET_WITHOUT_ROW] = {"street-without-row", "the connection's street code has no row: the person's address",
				 40, 3},
    [CASE_STREET_NONE] = {"street-none", "no street anywhere: unknown address", 20, 2},
    [CASE_SAME_ADDRESS] = {"same-address", "end_igual_cadastro S, the connection's own address is wrong", 2000, 12},
    [CASE_ZIP_ODD] = {"zip-odd", "a CEP that has not 8 digits", 60, 3},
    [CASE_NUMBER_ZERO] = {"number-zero", "house number 0", 200, 4},
    [CASE_AWKWARD] = {"awkward", "an awkward name, the same on both sides", 20, 9},
    [CASE_CODE_BLANKS] = {"code-blanks", "blanks around OZmap's code", 10, 2},
    [CASE_NAME_BLANKS] = {"name-blanks", "runs of blanks in MK's name", 50, 2},
    [CASE_STATUS_WORDS] = {"status-words", "OZmap says OK and ERROR in words", 30, 3},
    [CASE_IN_SYNC] = {"in-sync", "", 0, 0},
};

const char *cases_name(enum demo_case kind)
{
	return shares[kind].name;
}

const char *cases_note(enum demo_case kind)
{
	return shares[kind].note;
}

uint64_t cases_count(const struct cases *cases, enum demo_case kind)
{
	return cases->first[kind + 1] - cases->first[kind];
}

static uint64_t share_real(enum demo_case kind, uint64_t size)
{
	uint64_t fair = (shares[kind].per_40000 * size + 20000) / 40000;
	uint64_t least = size >= 400 ? shares[kind].at_400 : (shares[kind].at_400 * size + 399) / 400;

	return fair > least ? fair : least;
}

static uint64_t share_plain(enum demo_case kind, uint64_t size, double percent)
{
	static const double parts[CASE_COUNT] = {[CASE_STATUS_DOWN] = 0.25,
						 [CASE_STATUS_UP] = 0.25,
						 [CASE_NAME] = 0.1,
						 [CASE_ADDRESS] = 0.1,
						 [CASE_POWER] = 0.3};

	return (uint64_t)((double)size * percent / 100.0 * parts[kind] + 0.5);
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
	return b == 0 ? a : common_divisor(b, a % b);
}

/* x with step * x = 1 modulo size (Euclid). */
static uint64_t inverse(uint64_t step, uint64_t size)
{
	int64_t t = 0, next = 1;
	int64_t r = (int64_t)size, rest = (int64_t)step;

	while (rest != 0) {
		int64_t quotient = r / rest, old_t = t, old_r = r;

		t = next;
		next = old_t - quotient * next;
		r = rest;
		rest = old_r - quotient * rest;
	}
	return (uint64_t)(t < 0 ? t + (int64_t)size : t);
}

bool cases_share(struct cases *cases, uint64_t seed, uint64_t size, double differences)
{
	uint64_t place = 0;

	if (size < 60)
		return false;
	for (int kind = 0; kind < CASE_COUNT; kind++) {
		cases->first[kind] = place;
		if (kind != CASE_IN_SYNC)
			place += differences < 0 ? share_real((enum demo_case)kind, size)
						 : share_plain((enum demo_case)kind, size, differences);
	}
	cases->first[CASE_COUNT] = cases->size = size;
	cases->step = size * 5 / 13 + random_below(seed, 0, 1, 50) + 1;
	while (common_divisor(cases->step, size) != 1)
		cases->step++;
	cases->step_back = inverse(cases->step % size, size);
	cases->offset = random_below(seed, 0, 2, 1000) % size;
	return place <= size;
}

enum demo_case cases_of(const struct cases *cases, uint64_t index, uint64_t *number)
{
	uint64_t place = (index * cases->step + cases->offset) % cases->size;
	int low = 0, high = CASE_COUNT;

	while (high - low > 1) {
		int middle = (low + high) / 2;

		if (cases->first[middle] <= place)
			low = middle;
		else
			high = middle;
	}
	/* of several empty cases that begin at one place the last is found, and the last is the one that is not empty
	 */
	*number = place - cases->first[low];
	return (enum demo_case)low;
}

uint64_t cases_index(const struct cases *cases, enum demo_case kind, uint64_t number)
{
	uint64_t place = cases->first[kind] + number;

	return (place + cases->size - cases->offset) % cases->size * cases->step_back % cases->size;
}
