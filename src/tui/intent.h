/* What a person is about to decide: on which changes, and what must be asked before it is done. */
#ifndef MKOZ_TUI_INTENT_H
#define MKOZ_TUI_INTENT_H

#include <stdbool.h>
#include <stddef.h>

#include "mkoz/review/review.h"

struct app;

struct intent {
	enum review_action action;
	struct arena arena; /* of all strings below */
	const char **ids;
	size_t count;
	size_t marked, hidden; /* 0, 0: on the row under the cursor */
	size_t left_out; /* marked, but the action cannot act on them */
	bool cancels; /* some of them are cancellations */
	bool override;
	bool hidden_accepted, looked_at, confirmed; /* what was asked already */
	const char *reason, *wait, *detail;
};

void intent_free(void *intent);
/* Begins: takes the marks that are seen, else the row under the cursor, and asks what must be asked. */
void intent_start(struct app *app, enum review_action action, bool override);
/* The same for exactly these ids; nothing is asked but a reason. */
void intent_repeat(struct app *app, enum review_action action, const char *const *ids, size_t count, const char *reason,
		   const char *wait);
/* Asks for what is still missing, else does it; owns the intent. */
void intent_go_on(struct app *app, struct intent *intent);

/* The commands. */
void intent_approve(struct app *app);
void intent_reject(struct app *app);
void intent_defer(struct app *app);
void intent_override(struct app *app);

#endif
