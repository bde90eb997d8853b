/* mkoz history: the journal, as a table, JSON or CSV. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "mkoz/store/journal.h"
#include "record.h"
#include "table.h"

#define NARROW 100 /* columns */

/* What the visitor prints to. */
struct printing {
	int format; /* enum format */
	const char *separator; /* of JSON */
	const char *timezone;
	struct store *store;
	bool masked; /* [ui] mask_personal_data */
	bool narrow; /* the terminal: neither the year nor the actor's host have a place */
	struct table table;
	struct view view;
	struct error *error;
};

#define STRING_WRITER(field)                                                                                           \
	static void add_##field(struct text *out, const void *record, const struct view *view)                         \
	{                                                                                                              \
		(void)view;                                                                                            \
		json_add_string(out, ((const struct journal_entry *)record)->field);                                   \
	}

static void add_seq(struct text *out, const void *record, const struct view *view)
{
	(void)view;
	text_format(out, "%lld", ((const struct journal_entry *)record)->seq);
}

static void add_at(struct text *out, const void *record, const struct view *view)
{
	char at[MOMENT_TEXT_MAX];

	(void)view;
	json_add_string(out, moment_format(((const struct journal_entry *)record)->at, at));
}

/* A JSON object already; where somebody changed it, a string that shows what stands there. */
static void add_detail(struct text *out, const void *record, const struct view *view)
{
	const char *detail = ((const struct journal_entry *)record)->detail;
	json_t *json = json_parse(detail, strlen(detail), "", NULL);

	(void)view;
	if (json == NULL && errno == ENOMEM)
		out->failed = true; /* nobody changed it: it only could not be looked at */
	else if (json_is_object(json))
		text_add(out, detail);
	else
		json_add_string(out, detail);
	json_decref(json);
}

STRING_WRITER(actor)
STRING_WRITER(event)
STRING_WRITER(change_id)
STRING_WRITER(kind)
STRING_WRITER(code)
STRING_WRITER(prev)
STRING_WRITER(hash)

#define FIELD(name)                                                                                                    \
	{                                                                                                              \
#name, add_##name                                                                                      \
	}
static const struct field_writer fields[] = {
    FIELD(seq),	 FIELD(at),   FIELD(actor),  FIELD(event), FIELD(change_id),
    FIELD(kind), FIELD(code), FIELD(detail), FIELD(prev),  FIELD(hash),
};
#define FIELD_COUNT_OF_ENTRY (sizeof fields / sizeof *fields)

/* The detail with what a name or an address was and became; masked where [ui] says so. Names that cannot be read are
 * left out: verify says what is wrong with them. */
static const char *words_of_detail(struct printing *printing, const struct journal_entry *entry, struct arena *arena)
{
	const char *before, *after;

	if (journal_names(printing->store, entry, printing->masked, arena, &before, &after, NULL) < 0)
		before = after = NULL;
	return journal_detail_words(arena, entry->detail, before, after);
}

static int add_row(struct printing *printing, const struct journal_entry *entry)
{
	struct arena arena = {0};
	char seq[24], at[MOMENT_TEXT_MAX], actor[ACTOR_NAME_MAX];
	size_t year = printing->narrow ? strlen("YYYY-") : 0;
	int result;
	const char *cells[] = {seq,
			       moment_local(entry->at, printing->timezone, at) + year,
			       printing->narrow ? actor : entry->actor,
			       entry->event,
			       entry->change_id,
			       entry->kind,
			       entry->code,
			       words_of_detail(printing, entry, &arena)};

	snprintf(seq, sizeof seq, "%lld", entry->seq);
	snprintf(actor, sizeof actor, "%.*s", (int)strcspn(entry->actor, "@"), entry->actor);
	result = table_add(&printing->table, cells, printing->error);
	arena_free(&arena);
	return result;
}

static int visit(void *context, const struct journal_entry *entry)
{
	struct printing *printing = context;

	if (printing->format == FORMAT_TABLE)
		return add_row(printing, entry);
	if (printing->format == FORMAT_CSV)
		return record_csv(stdout, fields, FIELD_COUNT_OF_ENTRY, entry, &printing->view, printing->error);
	fputs(printing->separator, stdout);
	printing->separator = ",\n ";
	return record_json(stdout, fields, FIELD_COUNT_OF_ENTRY, entry, &printing->view, printing->error);
}

static int print(struct call *call, const struct journal_query *query, int format, struct style style,
		 struct error *error)
{
	struct printing printing = {.format = format,
				    .store = call->store,
				    .masked = call->config.ui.mask_personal_data,
				    .separator = "\n ",
				    .timezone = call->config.mk.timezone,
				    .narrow = style.columns > 0 && style.columns < NARROW,
				    .table = {.titles = {"seq", N_("at"), N_("actor"), N_("event"), N_("change"),
							 N_("kind"), N_("code"), N_("detail"), NULL},
					      .whole = 1U << 0 | 1U << 1 | 1U << 3 | 1U << 4},
				    .error = error};
	int result = 0;

	if (format == FORMAT_JSON)
		fputs("[", stdout);
	else if (format == FORMAT_CSV)
		result = record_csv_header(stdout, fields, FIELD_COUNT_OF_ENTRY, error);
	if (result == 0 && (journal_visit(call->store, query, visit, &printing, error) < 0 ||
			    (error != NULL && error->status != ERROR_NONE)))
		result = -1;
	if (result == 0 && format == FORMAT_JSON)
		fputs("\n]\n", stdout);
	if (result == 0 && format == FORMAT_TABLE)
		table_print(&printing.table, stdout, &style);
	table_free(&printing.table);
	return result;
}

int command_history(struct call *call, const struct options *options, struct error *error)
{
	struct journal_query query = {.code = options->code, .since = MOMENT_NONE};

	if (call_config(call, error) < 0)
		return -1;
	if (options->since != NULL && moment_parse(options->since, call->config.mk.timezone, &query.since, error) < 0) {
		error->status = ERROR_USAGE;
		return error_prefix(error, "history: --since");
	}
	if (call_open(call, STORE_READ, error) < 0)
		return -1;
	return print(call, &query, options->format, style_find(stdout, options->no_color), error);
}
