/* Questions: yes or no, a text, a number to be typed. What was typed ahead is thrown away before each, and every one
 * starts where nothing happens (console.md). */
#ifndef MKOZ_TUI_ASK_H
#define MKOZ_TUI_ASK_H

#include <stdbool.h>
#include <stddef.h>

struct app;

#define ASK_WORDS 7

/* Called with what was answered: text of a text or a count, NULL of a choice. Never called when the person backs out;
 * then only `forget` is. Both may be NULL. */
typedef void ask_answer(struct app *app, void *context, const char *text);
typedef void ask_forget(void *context);

struct question {
	const char *text; /* may have several lines; copied, as are the others */
	const char *yes; /* of a choice: what the other choice is called; "no" comes first */
	const char *label; /* of a text */
	const char *start; /* of a text: what stands there already, or NULL */
	const char *const *words; /* of a text: what Tab offers, at most ASK_WORDS, NULL-terminated, or NULL; each must
				     outlive the question */
	size_t count; /* of a count: what must be typed */
	bool needed; /* of a text: an empty one is no answer */
	ask_answer *answer;
	ask_forget *forget;
	void *context; /* owned by the question until it is answered or left */
};

void ask_choice(struct app *app, const struct question *question);
void ask_text(struct app *app, const struct question *question);
void ask_count(struct app *app, const struct question *question);

#endif
