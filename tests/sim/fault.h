/* What is to go wrong, when and how: the faults set by /_sim/fault, and how they spoil an answer. */
#ifndef SIM_FAULT_H
#define SIM_FAULT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct request;
struct answer;
struct text;

enum fault_kind {
	FAULT_NONE,
	FAULT_WAIT,
	FAULT_STATUS,
	FAULT_STATUS_AFTER,
	FAULT_REDIRECT,
	FAULT_HTML,
	FAULT_RAW,
	FAULT_ARRAY,
	FAULT_DROP_BEFORE,
	FAULT_DROP_AFTER,
	FAULT_WRONG_VALUE,
	FAULT_HALF_BATCH,
	FAULT_WRONG_TOTAL,
	FAULT_REPEAT_PAGE,
	FAULT_NEXT_WITHOUT_URL,
	FAULT_NEXT_LOOP,
	FAULT_IGNORE_FILTER,
	FAULT_SMALLER_LIMIT,
	FAULT_SHUFFLE,
	FAULT_EMPTY,
	FAULT_DUPLICATE_KEYS,
	FAULT_DEEP_NESTING,
	FAULT_INVALID_UTF8,
	FAULT_BIG_NUMBER,
	FAULT_TRUNCATE,
	FAULT_SLOW,
	FAULT_ENDLESS,
	FAULT_GZIP_BOMB,
	FAULT_KINDS
};

/* A fault that struck one request. */
struct fault_hit {
	enum fault_kind kind;
	json_t *spec; /* its parameters; owned */
};

struct fault {
	enum fault_kind kind;
	json_t *spec;
	const char *method, *path, *query, *body; /* patterns, borrowed from spec; NULL matches all */
	long nth, times; /* strikes from the nth match on, so many times (0: for ever) */
	long matched, struck;
};

/* Zeroed it is empty. */
struct faults {
	struct fault *items;
	size_t count;
};

/* Adds what {"match": {…}, "do": …} says; borrowed. 0, or -1 with the reason in *why. */
int faults_add(struct faults *faults, const json_t *spec, struct text *why);
/* Looks for the first fault that strikes this request, counts it, and fills request->fault. */
void faults_strike(struct faults *faults, struct request *request);
/* Forgets all of them. */
void faults_reset(struct faults *faults);
/* What is set, with the counts: a new reference. */
json_t *faults_list(const struct faults *faults);

const char *fault_name(enum fault_kind kind);
/* Whether a struck request is still carried out. */
bool fault_lets_apply(const struct fault_hit *hit);
/* A parameter of the fault as a number, or `otherwise`. */
double fault_number(const struct fault_hit *hit, const char *name, double otherwise);
const char *fault_string(const struct fault_hit *hit, const char *name, const char *otherwise);
/* Spoils the answer that was made. */
void fault_spoil(const struct fault_hit *hit, struct answer *answer);
void fault_hit_free(struct fault_hit *hit);

/* Bytes that unpack to so many MiB of blanks. */
void gzip_bomb(struct text *out, long mebibytes);

#endif
