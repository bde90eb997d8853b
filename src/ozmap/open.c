/* Opening and closing OZmap, and the plain questions that the other files ask. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "mkoz/base/secret.h"
#include "ozmap/address.h"
#include "ozmap/internal.h"

/* The key that was configured, or NULL. A variable stays for the next opening: one process refreshes and applies again
 * and again, and each opens anew. */
static int read_key(const struct config_ozmap *config, char **key, struct error *error)
{
	if (secret_read(config->token_file, SECRET_OZMAP_VARIABLE, "[ozmap] token_file", key, error) != 0)
		return -1;
	if (config->token_file == NULL && *key != NULL && setenv(SECRET_OZMAP_VARIABLE, *key, 1) != 0)
		return error_memory(error);
	return 0;
}

static int read_login(const struct config_ozmap *config, char **login, char **password, struct error *error)
{
	if (config->login == NULL)
		return 0;
	if (secret_read(config->password_file, NULL, "[ozmap] password_file", password, error) != 0)
		return -1;
	if (*password == NULL)
		return error_fail(error, _("[ozmap] password_file: login is set, but no password: name the file that "
					   "holds it"));
	*login = strdup(config->login);
	return *login == NULL ? error_memory(error) : 0;
}

static int read_secrets(const struct config_ozmap *config, char **key, char **login, char **password,
			struct error *error)
{
	if (read_key(config, key, error) != 0 || read_login(config, login, password, error) != 0)
		return -1;
	if (*key == NULL && *login == NULL)
		return error_fail(error, _("[ozmap] token_file: there is no key: name the file that holds it, set "
					   "$MKOZ_OZMAP_TOKEN, or set login and password_file"));
	return 0;
}

int ozmap_open(struct ozmap **out, const struct config *config, struct error *error)
{
	struct ozmap *ozmap;
	char *key = NULL, *login = NULL, *password = NULL;

	*out = NULL;
	if (config->ozmap.url == NULL)
		return error_fail(error, _("[ozmap] url: it is not set: give one such as "
					   "https://TENANT.ozmap.com.br:9994/api/v2"));
	if (address_check_base(config->ozmap.url, config->ozmap.allow_insecure, error) != 0)
		return -1;
	ozmap = calloc(1, sizeof *ozmap);
	if (ozmap == NULL)
		return error_memory(error);
	ozmap->config = &config->ozmap;
	if (read_secrets(ozmap->config, &key, &login, &password, error) != 0) {
		secret_free(key);
		secret_free(login);
		secret_free(password);
		free(ozmap);
		return -1;
	}
	if (transport_open(&ozmap->transport, ozmap->config, key, login, password, error) != 0) {
		ozmap_close(ozmap);
		return -1;
	}
	*out = ozmap;
	return 0;
}

void ozmap_close(struct ozmap *ozmap)
{
	if (ozmap == NULL)
		return;
	transport_close(&ozmap->transport);
	free(ozmap);
}

int ozmap_get(struct ozmap *ozmap, const char *path, void *owner, size_t number, struct error *error)
{
	struct text url = {0};
	struct exchange *exchange = NULL;

	text_format(&url, "%s%s", ozmap->config->url, path);
	if (text_check(&url, error) == 0)
		exchange = exchange_new("GET", text_string(&url), NULL, error);
	text_free(&url);
	if (exchange == NULL)
		return -1;
	exchange->owner = owner;
	exchange->number = number;
	transport_submit(&ozmap->transport, exchange);
	return 0;
}

struct exchange *ozmap_get_now(struct ozmap *ozmap, const char *path, struct error *error)
{
	if (ozmap_get(ozmap, path, NULL, 0, error) != 0)
		return NULL;
	return transport_next(&ozmap->transport);
}

void ozmap_add_id_filter(struct text *out, const char *const *ids, size_t count)
{
	text_add(out, "[{\"property\":\"id\",\"operator\":\"in\",\"value\":[");
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			text_add_char(out, ',');
		json_add_string(out, ids[i]);
	}
	text_add(out, "]}]");
}
