/* Batch bodies: an empty filter may match everything, so none is ever made, and none is let through. */
#include "ozmap/batch.h"

#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "mkoz/ozmap/write.h"
#include "ozmap/address.h"
#include "ozmap/internal.h"

static int check_ids(const char *const *ids, size_t count, struct error *error)
{
	if (ids == NULL || count == 0)
		return error_fail(error, _("OZmap, a batch without ids: it might change everything: it is not sent"));
	if (count > IDS_MAX)
		return error_fail(error, _("OZmap, a batch of %zu ids: at most %d may go at once: it is not sent"),
				  count, IDS_MAX);
	for (size_t i = 0; i < count; i++)
		if (!address_is_id(ids[i]))
			return error_fail(error, _("OZmap: a batch with something that is no id: it is not sent"));
	return 0;
}

static bool is_value(const char *field, const char *value)
{
	if (strcmp(field, "implanted") == 0)
		return strcmp(value, "true") == 0 || strcmp(value, "false") == 0;
	return strcmp(field, "status") == 0 && (strcmp(value, "0") == 0 || strcmp(value, "1") == 0);
}

const char *ozmap_batch_body(struct arena *arena, const char *field, const char *value, const char *const *ids,
			     size_t count, struct error *error)
{
	struct text body = {0};
	const char *kept = NULL;

	if (check_ids(ids, count, error) != 0)
		return NULL;
	if (!is_value(field, value)) {
		error_fail(error, _("OZmap, a batch that sets %.40s to %.40s: only implanted and status go by batch"),
			   field, value);
		return NULL;
	}
	text_format(&body, "{\"update\":{\"%s\":%s},\"filter\":", field, value);
	ozmap_add_id_filter(&body, ids, count);
	text_add_char(&body, '}');
	if (text_check(&body, error) == 0) {
		kept = arena_string(arena, text_string(&body));
		if (kept == NULL)
			error_memory(error);
	}
	text_free(&body);
	return kept;
}

static bool names_ids(const json_t *filter)
{
	const json_t *term = json_array_get(filter, 0), *ids = json_object_get(term, "value");
	const char *property = json_member_string(term, "property"), *operator= json_member_string(term, "operator");

	if (json_array_size(filter) != 1 || property == NULL ||
	    strcmp(property, "id") != 0 || operator== NULL || strcmp(operator, "in") != 0 ||
	    json_array_size(ids) == 0 || json_array_size(ids) > IDS_MAX)
		return false;
	for (size_t i = 0; i < json_array_size(ids); i++)
		if (!address_is_id(json_string_value(json_array_get(ids, i))))
			return false;
	return true;
}

int batch_check(const char *body, struct error *error)
{
	json_t *json = body == NULL ? NULL : json_parse(body, strlen(body), _("a batch"), NULL);
	bool good = names_ids(json_object_get(json, "filter"));

	json_decref(json);
	if (good)
		return 0;
	return error_fail(error,
			  _("OZmap, a batch that does not name 1 to %d ids: it might change everything: it is not "
			    "sent"),
			  IDS_MAX);
}
