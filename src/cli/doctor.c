/* mkoz doctor: checks everything around, one line each: ok, warning or failure, with what to do about it. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "mkoz/base/i18n.h"
#include "mkoz/base/text.h"
#include "mkoz/mk/mk.h"
#include "mkoz/ozmap/ozmap.h"
#include "mkoz/store/journal.h"
#include "mkoz/tui/tui.h"

enum level { LEVEL_OK, LEVEL_WARNING, LEVEL_FAILURE };

/* How it went so far. */
struct diagnosis {
	size_t failures;
};

static void report(struct diagnosis *diagnosis, enum level level, const char *what, const char *detail)
{
	static const char *const words[] = {N_("ok"), N_("warning"), N_("failure")};
	struct text line = {0};
	size_t length = strlen(what); /* an error's text may begin with it already */

	if (level == LEVEL_FAILURE)
		diagnosis->failures++;
	text_format(&line, "%-8s ", _(words[level]));
	if (strncmp(detail, what, length) != 0 || detail[length] != ':') {
		text_add_harmless(&line, what);
		text_add(&line, detail[0] != '\0' ? ": " : "");
	}
	text_add_harmless(&line, detail);
	puts(text_string(&line));
	fflush(stdout);
	text_free(&line);
}

static void report_mk(void *context, enum mk_check_level level, const char *what, const char *detail)
{
	report(context, (enum level)level, what, detail);
}

static void report_ozmap(void *context, enum ozmap_check_level level, const char *what, const char *detail)
{
	report(context, (enum level)level, what, detail);
}

static void check_mk(struct diagnosis *diagnosis, const struct config *config)
{
	struct error error = {0};
	struct mk *mk = NULL;

	if (config_require(config, "mk", &error) < 0 || mk_open(&mk, config, &error) < 0 ||
	    mk_doctor(mk, report_mk, diagnosis, &error) < 0)
		report(diagnosis, LEVEL_FAILURE, "MK", error.text);
	if (mk != NULL)
		mk_close(mk);
}

static void check_ozmap(struct diagnosis *diagnosis, const struct config *config)
{
	struct error error = {0};
	struct ozmap *ozmap = NULL;

	if (config_require(config, "ozmap", &error) < 0 || ozmap_open(&ozmap, config, &error) < 0 ||
	    ozmap_doctor(ozmap, report_ozmap, diagnosis, &error) < 0)
		report(diagnosis, LEVEL_FAILURE, "OZmap", error.text);
	if (ozmap != NULL)
		ozmap_close(ozmap);
}

static void check_plan(struct diagnosis *diagnosis, struct call *call)
{
	struct error error = {0};
	char failure[ERROR_TEXT_MAX] = "";
	moment at = MOMENT_NONE;
	pid_t running = 0;

	if (store_refresh_read(call->store, &running, failure, &at, &error) < 0)
		report(diagnosis, LEVEL_FAILURE, _("last refresh"), error.text);
	else if (failure[0] != '\0')
		report(diagnosis, LEVEL_WARNING, _("last refresh"), failure);
	else if (!call_plan_is_fresh(call))
		report(diagnosis, LEVEL_WARNING, _("plan"),
		       _("none, or an old one: run mkoz refresh, or keep mkoz worker running"));
	else
		report(diagnosis, LEVEL_OK, _("plan"), _("fresh"));
}

static void check_journal(struct diagnosis *diagnosis, struct call *call)
{
	struct error error = {0};
	char hash[65], words[128];
	long long seq;
	size_t entries;

	if (journal_verify(call->store, 0, NULL, &entries, &seq, hash, &error) < 0) {
		report(diagnosis, LEVEL_FAILURE, _("journal"), error.text);
		return;
	}
	snprintf(words, sizeof words, _("%zu entries, the chain is whole"), entries);
	report(diagnosis, LEVEL_OK, _("journal"), words);
}

/* The store holds another tenant's plan; not where the configuration does not say yet whose it should be. */
static bool is_anothers(struct call *call, struct error *error)
{
	struct error missing = {0};

	if (config_require(&call->config, "mk", &missing) < 0 || config_require(&call->config, "ozmap", &missing) < 0)
		return false;
	return worker_check(call->store, &call->config, error) < 0;
}

/* The store that does not exist yet is no failure, and looking does not make it. */
static void check_store(struct diagnosis *diagnosis, struct call *call)
{
	const char *url = call->config.store_url, *path = strchr(url, '/');
	struct error error = {0};
	char words[256];

	if (strncmp(url, "sqlite:", 7) == 0 && path != NULL && access(path, F_OK) != 0) {
		snprintf(words, sizeof words, _("%.180s does not exist yet: run mkoz refresh"), path);
		report(diagnosis, LEVEL_WARNING, _("store"), words);
		return;
	}
	if (call_open(call, STORE_READ, &error) < 0) {
		report(diagnosis, LEVEL_FAILURE, _("store"), error.text);
		return;
	}
	if (is_anothers(call, &error))
		report(diagnosis, LEVEL_FAILURE, _("store"), error.text);
	else
		report(diagnosis, LEVEL_OK, _("store"), store_path(call->store));
	snprintf(words, sizeof words, _("%s, %s"), call->reviewer.actor.name, role_name(call->reviewer.role));
	report(diagnosis, LEVEL_OK, _("you are"), words);
	check_journal(diagnosis, call);
	check_plan(diagnosis, call);
}

/* The console opens all the same, with its own keys; commands have none. */
static void check_keys(struct diagnosis *diagnosis, const struct config *config)
{
	struct error error = {0};

	if (tui_check_keys(config, &error) == 0)
		report(diagnosis, LEVEL_OK, _("configuration"), config->file);
	else
		report(diagnosis, LEVEL_FAILURE, _("configuration"), error.text);
}

int command_doctor(struct call *call, const struct options *options, struct error *error)
{
	struct diagnosis diagnosis = {0};
	struct error cause = {0};

	(void)options;
	if (call_config(call, &cause) < 0) {
		report(&diagnosis, LEVEL_FAILURE, _("configuration"), cause.text);
	} else {
		check_keys(&diagnosis, &call->config);
		check_mk(&diagnosis, &call->config);
		check_ozmap(&diagnosis, &call->config);
		check_store(&diagnosis, call);
	}
	if (!i18n_is_utf8())
		report(&diagnosis, LEVEL_WARNING, _("locale"),
		       _("its character set is not UTF-8: set LANG to one that is"));
	if (diagnosis.failures == 0)
		return 0;
	return error_fail(error, _("doctor: %zu failures: each line above tells what to do"), diagnosis.failures);
}
