/* Proposes the recode of transfers, as the console does: recode CONFIG FINDING-ID... */
#include <stdio.h>

#include "mkoz/review/review.h"

static int propose(struct store *store, const struct config *config, int count, char **ids, struct error *error)
{
	struct reviewer reviewer;
	int result = review_find(&reviewer, config, store, error);
	for (int i = 0; i < count && result == 0; i++)
		result = review_recode(store, config, &reviewer, ids[i], error);
	return result;
}

int main(int count, char **words)
{
	struct config config = {0};
	struct store *store = NULL;
	struct error error = {0};
	int result = -1;
	if (count >= 3 && config_load(&config, words[1], NULL, &error) == 0 &&
	    store_open(&store, config.store_url, STORE_WRITE, &error) == 0)
		result = propose(store, &config, count - 2, words + 2, &error);
	if (result != 0)
		(void)fprintf(stderr, "recode: %s\n", error.text);
	store_close(store);
	config_free(&config);
	return result == 0 ? 0 : 1;
}
