/* Verdicts one by one: for each condition of spec §8 the world in which it alone fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "worker/judge.h"

static const struct client ana = {
    .id = "c1", .code = "100", .name = "Ana", .status = CLIENT_STATUS_OK, .implanted = true};
static const struct client other = {.id = "c2", .code = "100", .name = "Ana"};
static const struct client nameless = {.id = "c1", .status = CLIENT_STATUS_UNKNOWN};
static const struct property house = {
    .id = "p1", .address = "Rua A", .client_id = "c1", .power = -20.5, .has_power = true};
static const struct property dark = {.id = "p1", .client_id = "c1"};
static const struct property theirs = {.id = "p1", .client_id = "c9"};
static const struct property empty = {.id = "p1"};

#define CHANGE(...)                                                                                                    \
	{                                                                                                              \
		.code = "100", .client_id = "c1", .property_id = "p1", __VA_ARGS__                                     \
	}
#define CANCELLED                                                                                                      \
	.client = &ana, .property = &house, .code_clients = 1, .code_properties = 1, .looked_up = true,                \
	.life = LIFE_CANCELLED, .asked_mk = true

static const struct {
	struct change change;
	struct fresh fresh;
	bool begun;
	enum verdict verdict;
	unsigned step;
} cases[] = {
    /* fields */
    {CHANGE(.kind = KIND_ADDRESS, .field = FIELD_ADDRESS, .before = "\"Rua A\"", .after = "\"Rua B\""),
     {.client = &ana, .property = &house},
     false,
     VERDICT_SEND,
     0},
    {CHANGE(.kind = KIND_ADDRESS, .field = FIELD_ADDRESS, .before = "\"Rua A\"", .after = "\"Rua B\""),
     {.client = &ana},
     false,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_ADDRESS, .field = FIELD_ADDRESS, .before = "\"Rua A\"", .after = "\"Rua B\""),
     {.client = &ana, .property = &theirs},
     false,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_ADDRESS, .field = FIELD_ADDRESS, .before = "null", .after = "\"Rua B\""),
     {.client = &ana, .property = &dark},
     false,
     VERDICT_SEND,
     0},
    {CHANGE(.kind = KIND_POWER, .field = FIELD_POWER, .before = "null", .after = "-21"),
     {.client = &ana, .property = &dark},
     false,
     VERDICT_SEND,
     0},
    {CHANGE(.kind = KIND_POWER, .field = FIELD_POWER, .before = "-20.5000001", .after = "-21"),
     {.client = &ana, .property = &house},
     false,
     VERDICT_SEND,
     0},
    {CHANGE(.kind = KIND_STATUS, .field = FIELD_STATUS, .before = "\"OK\"", .after = "\"ERROR\""),
     {.client = &ana},
     false,
     VERDICT_SEND,
     0},
    {CHANGE(.kind = KIND_STATUS, .field = FIELD_STATUS, .before = "null", .after = "\"ERROR\""),
     {.client = &nameless},
     false,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_ACTIVATE, .field = FIELD_IMPLANTED, .before = "false", .after = "true"),
     {.client = &other},
     false,
     VERDICT_SEND,
     0},
    {{.kind = KIND_NAME, .field = FIELD_NAME, .before = "\"Ana\"", .after = "\"B\"", .client_id = "c1"},
     {.client = &ana},
     false,
     VERDICT_STALE,
     0},
    /* a field that is none is nowhere as it was approved */
    {CHANGE(.kind = KIND_NAME, .field = FIELD_CLIENT, .before = "\"x\"", .after = "\"y\""),
     {.client = &ana},
     false,
     VERDICT_STALE,
     0},
    /* recode */
    {CHANGE(.kind = KIND_RECODE, .field = FIELD_CODE, .before = "\"100\"", .after = "\"200\""),
     {.looked_up = true},
     false,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_RECODE, .field = FIELD_CODE, .before = "\"300\"", .after = "\"200\""),
     {.client = &ana, .looked_up = true},
     false,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_REVERT_RECODE, .field = FIELD_CODE, .before = "\"100\"", .after = "\"200\""),
     {.client = &ana},
     false,
     VERDICT_SEND,
     0},
    /* removal */
    {CHANGE(.kind = KIND_CANCEL_REMOVE, .row = 7), {CANCELLED}, false, VERDICT_SEND, 0},
    {CHANGE(.kind = KIND_CANCEL_REMOVE, .row = 6), {CANCELLED}, false, VERDICT_STALE, 0},
    {CHANGE(.kind = KIND_CANCEL_REMOVE, .row = 7), {.property = &house}, false, VERDICT_STALE, 0},
    {CHANGE(.kind = KIND_CANCEL_REMOVE, .row = 7), {.property = &house}, true, VERDICT_STALE, 0},
    {{.kind = KIND_CANCEL_REMOVE, .row = 7, .code = "1", .client_id = "c1", .property_id = "p1"},
     {CANCELLED},
     false,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_CANCEL_REMOVE, .row = 7),
     {.client = &ana, .property = &house, .code_clients = 1, .looked_up = true, .life = LIFE_CANCELLED},
     false,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_CANCEL_REMOVE, .row = 7),
     {.client = &ana, .property = &house, .code_clients = 1, .looked_up = true, .asked_mk = true},
     false,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_CANCEL_REMOVE, .row = 7),
     {.client = &ana, .property = &house, .life = LIFE_CANCELLED, .asked_mk = true},
     false,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_CANCEL_REMOVE, .row = 7),
     {.client = &ana,
      .property = &house,
      .code_clients = 2,
      .looked_up = true,
      .life = LIFE_CANCELLED,
      .asked_mk = true},
     false,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_CANCEL_REMOVE, .row = 7),
     {.client = &ana,
      .property = &house,
      .code_clients = 1,
      .found_client = &other,
      .looked_up = true,
      .life = LIFE_CANCELLED,
      .asked_mk = true},
     false,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_CANCEL_REMOVE, .row = 7),
     {.client = &ana,
      .property = &house,
      .code_clients = 1,
      .found_client = &ana,
      .looked_up = true,
      .code_properties = 2,
      .life = LIFE_CANCELLED,
      .asked_mk = true},
     false,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_CANCEL_REMOVE, .row = 7),
     {.client = &ana, .looked_up = true, .life = LIFE_CANCELLED, .asked_mk = true},
     false,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_CANCEL_REMOVE, .row = 7),
     {.client = &ana, .property = &theirs, .looked_up = true, .life = LIFE_CANCELLED, .asked_mk = true},
     false,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_CANCEL_REMOVE, .row = 7),
     {.client = &ana, .property = &empty, .looked_up = true, .life = LIFE_CANCELLED, .asked_mk = true},
     false,
     VERDICT_STALE,
     0},
    /* a removal that was begun: the client that outlived its property goes only if it is still the same one */
    {CHANGE(.kind = KIND_CANCEL_REMOVE, .row = 7),
     {.client = &ana, .looked_up = true, .life = LIFE_CANCELLED, .asked_mk = true},
     true,
     VERDICT_SEND,
     1},
    {CHANGE(.kind = KIND_CANCEL_REMOVE, .row = 7),
     {.client = &ana, .code_properties = 1, .looked_up = true, .life = LIFE_CANCELLED, .asked_mk = true},
     true,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_CANCEL_REMOVE, .row = 7),
     {.client = &nameless, .looked_up = true, .life = LIFE_CANCELLED, .asked_mk = true},
     true,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_CANCEL_REMOVE, .row = 7),
     {.client = &ana, .looked_up = true, .life = LIFE_CANCELLED},
     true,
     VERDICT_STALE,
     0},
    {{.kind = KIND_CANCEL_REMOVE, .row = 6, .code = "100", .client_id = "c1"},
     {.client = &ana, .looked_up = true, .life = LIFE_CANCELLED, .asked_mk = true},
     true,
     VERDICT_SEND,
     0},
    {{.kind = KIND_CANCEL_REMOVE, .row = 6, .code = "100", .client_id = "c1"},
     {.client = &ana, .code_properties = 1, .looked_up = true, .life = LIFE_CANCELLED, .asked_mk = true},
     false,
     VERDICT_STALE,
     0},
    /* detachment */
    {CHANGE(.kind = KIND_CANCEL_DETACH, .row = 7), {CANCELLED}, false, VERDICT_SEND, 0},
    {CHANGE(.kind = KIND_CANCEL_DETACH, .row = 7), {.client = &ana}, false, VERDICT_STALE, 0},
    {CHANGE(.kind = KIND_CANCEL_DETACH, .row = 7), {.property = &house, .looked_up = true}, false, VERDICT_STALE, 0},
    {CHANGE(.kind = KIND_CANCEL_DETACH, .row = 7), {.property = &empty, .looked_up = true}, false, VERDICT_DONE, 0},
    {CHANGE(.kind = KIND_CANCEL_DETACH, .row = 7),
     {.client = &ana, .property = &theirs, .looked_up = true, .life = LIFE_CANCELLED, .asked_mk = true},
     false,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_CANCEL_DETACH, .row = 7),
     {.client = &ana, .property = &empty, .looked_up = true, .life = LIFE_CANCELLED, .asked_mk = true},
     false,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_CANCEL_DETACH, .row = 7),
     {.client = &nameless, .property = &empty, .looked_up = true, .life = LIFE_CANCELLED, .asked_mk = true},
     true,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_CANCEL_DETACH, .row = 7),
     {.client = &ana, .property = &empty, .looked_up = true},
     true,
     VERDICT_STALE,
     0},
    /* a client comes back */
    {CHANGE(.kind = KIND_REVERT_CANCEL_DETACH), {.looked_up = true}, false, VERDICT_STALE, 0},
    {CHANGE(.kind = KIND_REVERT_CANCEL_DETACH),
     {.property = &house, .found_client = &ana, .code_clients = 1},
     false,
     VERDICT_DONE,
     0},
    {CHANGE(.kind = KIND_REVERT_CANCEL_DETACH),
     {.property = &house, .found_client = &other, .code_clients = 1},
     false,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_REVERT_CANCEL_DETACH),
     {.property = &empty, .found_client = &ana, .code_clients = 1},
     false,
     VERDICT_SEND,
     0},
    {CHANGE(.kind = KIND_REVERT_CANCEL_DETACH), {.property = &empty, .code_clients = 2}, false, VERDICT_STALE, 0},
    {CHANGE(.kind = KIND_REVERT_CANCEL_DETACH),
     {.property = &empty, .code_clients = 1, .code_properties = 1},
     false,
     VERDICT_STALE,
     0},
    /* a property comes back */
    {CHANGE(.kind = KIND_REVERT_CANCEL_REMOVE), {.looked_up = true}, true, VERDICT_SEND, 0},
    {CHANGE(.kind = KIND_REVERT_CANCEL_REMOVE), {.code_properties = 1, .found_property = &dark}, true, VERDICT_SEND, 1},
    {CHANGE(.kind = KIND_REVERT_CANCEL_REMOVE), {.code_properties = 1}, true, VERDICT_DONE, 0},
    {CHANGE(.kind = KIND_REVERT_CANCEL_REMOVE),
     {.code_properties = 1, .found_property = &dark},
     false,
     VERDICT_STALE,
     0},
    {CHANGE(.kind = KIND_REVERT_CANCEL_REMOVE), {.code_properties = 2}, true, VERDICT_STALE, 0},
    {CHANGE(.kind = KIND_REVERT_CANCEL_REMOVE), {.code_clients = 1}, true, VERDICT_STALE, 0},
};

static void each(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct judgement judgement = judge_change(&cases[i].change, &cases[i].fresh, cases[i].begun);
		if (judgement.verdict != cases[i].verdict || judgement.step != cases[i].step)
			fail_msg("case %zu: verdict %d, step %u (%s)", i, (int)judgement.verdict, judgement.step,
				 judgement.why ? judgement.why : "");
		assert_true((judgement.why != NULL) == (cases[i].verdict == VERDICT_STALE));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(each)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
