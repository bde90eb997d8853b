/* What the journal tells of a change besides its id, kind and code. */
#include "detail.h"

#include "mkoz/base/json.h"
#include "mkoz/store/journal.h"

static void add_key(struct detail *detail, const char *key)
{
	text_add(&detail->text, detail->text.length == 0 ? "{" : ",");
	json_add_string(&detail->text, key);
	text_add(&detail->text, ":");
}

void detail_add(struct detail *detail, const char *key, const char *string)
{
	if (string == NULL)
		return;
	add_key(detail, key);
	json_add_string(&detail->text, string);
}

void detail_add_json(struct detail *detail, const char *key, const char *json)
{
	if (json == NULL)
		return;
	add_key(detail, key);
	text_add(&detail->text, json);
}

static bool is_personal(enum field field)
{
	return field == FIELD_NAME || field == FIELD_ADDRESS;
}

int detail_add_values(struct store *store, struct detail *detail, const struct change *change, struct error *error)
{
	struct detail values = {0};
	char hash[STORE_HASH_MAX];
	int result;

	if (!is_personal(kind_field(change->kind))) {
		detail_add_json(detail, "before", change->before);
		detail_add_json(detail, "after", change->after);
		return 0;
	}
	detail_add_json(&values, "before", change->before == NULL ? "null" : change->before);
	detail_add_json(&values, "after", change->after == NULL ? "null" : change->after);
	text_add(&values.text, "}");
	result = text_check(&values.text, error);
	if (result == 0)
		result = journal_snapshot(store, text_string(&values.text), hash, error);
	if (result == 0)
		detail_add(detail, "values", hash);
	text_free(&values.text);
	return result;
}

int detail_journal(struct store *store, struct detail *detail, const struct actor *actor, const char *event,
		   const struct change *change, struct error *error)
{
	int result;

	if (detail->text.length > 0)
		text_add(&detail->text, "}");
	result = text_check(&detail->text, error);
	if (result == 0)
		result = journal_append(store, actor, event, change, text_string(&detail->text), error);
	text_free(&detail->text);
	return result;
}
