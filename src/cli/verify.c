/* mkoz verify: checks the journal's hash chain from end to end. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "mkoz/base/i18n.h"
#include "mkoz/store/journal.h"

/* SEQ:HASH, as syslog and this command tell it. */
static int read_head(const char *head, long long *seq, const char **hash, struct error *error)
{
	char *colon;

	*seq = strtoll(head, &colon, 10);
	*hash = colon + 1;
	if (!isdigit((unsigned char)head[0]) || *seq <= 0 || *colon != ':' || strspn(*hash, "0123456789abcdef") != 64 ||
	    strlen(*hash) != 64)
		return error_set(error, ERROR_USAGE, "%s",
				 _("verify: --head: not SEQ:HASH: take it from syslog or from an earlier mkoz verify"));
	return 0;
}

int command_verify(struct call *call, const struct options *options, struct error *error)
{
	long long seq = 0, head_seq = 0;
	const char *hash = NULL;
	char head_hash[65] = "";
	size_t entries = 0;

	if (options->head != NULL && read_head(options->head, &seq, &hash, error) < 0)
		return -1;
	if (call_open(call, STORE_READ, error) < 0 ||
	    journal_verify(call->store, seq, hash, &entries, &head_seq, head_hash, error) < 0)
		return -1;
	printf(_("%zu entries, head %lld:%s\n"), entries, head_seq, head_hash);
	return 0;
}
