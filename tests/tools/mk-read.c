/* Reads MK as mkoz does and prints it: mk-read CONFIG [code CODE | doctor | time]; a subscriber a line, as JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "mkoz/base/config.h"
#include "mkoz/base/moment.h"
#include "mkoz/mk/mk.h"

static void print(const struct subscribers *subscribers)
{
	struct text line = {0};

	for (size_t i = 0; i < subscribers->count; i++) {
		text_reset(&line);
		subscriber_to_json(&line, &subscribers->items[i]);
		puts(text_string(&line));
	}
	text_free(&line);
}

static void report(void *context, enum mk_check_level level, const char *what, const char *detail)
{
	static const char *const words[] = {"ok", "warning", "failure"};

	(void)context;
	printf("%s: %s: %s\n", words[level], what, detail);
}

static int run(struct mk *mk, int count, char **words, struct error *error)
{
	struct subscribers subscribers = {0};
	int64_t began = moment_ticks();
	struct rusage usage;
	int result;

	if (count == 1 && strcmp(words[0], "doctor") == 0)
		return mk_doctor(mk, report, NULL, error);
	if (count == 2 && strcmp(words[0], "code") == 0)
		result = mk_read_code(mk, words[1], &subscribers, error);
	else
		result = mk_read(mk, &subscribers, NULL, NULL, error);
	getrusage(RUSAGE_SELF, &usage);
	if (result == 0 && count == 1)
		printf("%zu %lld %ld\n", subscribers.count, (long long)(moment_ticks() - began), usage.ru_maxrss);
	else if (result == 0)
		print(&subscribers);
	subscribers_free(&subscribers);
	return result;
}

int main(int count, char **words)
{
	struct config config = {0};
	struct error error = {0};
	struct mk *mk = NULL;
	int result = -1;

	if (count >= 2 && config_load(&config, words[1], NULL, &error) == 0 && mk_open(&mk, &config, &error) == 0)
		result = run(mk, count - 2, words + 2, &error);
	if (result < 0)
		fprintf(stderr, "mk-read: %s\n", error.text);
	mk_close(mk);
	config_free(&config);
	return result < 0 ? 1 : result == 1 ? 2 : 0;
}
