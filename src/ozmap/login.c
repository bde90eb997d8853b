/* Logging in: the password leaves only here, and is wiped with the exchange. */
#include "ozmap/login.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkoz/base/i18n.h"
#include "mkoz/base/json.h"
#include "mkoz/base/secret.h"
#include "ozmap/answer.h"

struct exchange *login_exchange(const struct transport *transport)
{
	struct text url = {0}, body = {0};
	struct exchange *exchange = NULL;

	text_format(&url, "%s/users/login?type=API", transport->base);
	text_add(&body, "{\"login\":");
	json_add_string(&body, transport->login);
	text_add(&body, ",\"password\":");
	json_add_string(&body, transport->password);
	text_add(&body, "}");
	if (text_check(&url, NULL) == 0 && text_check(&body, NULL) == 0)
		exchange = exchange_new("POST", text_string(&url), text_string(&body), NULL);
	if (exchange != NULL)
		exchange->login = true;
	if (body.data != NULL)
		explicit_bzero(body.data, body.capacity);
	text_free(&body);
	text_free(&url);
	return exchange;
}

static bool is_header_safe(const char *key)
{
	size_t length = strlen(key);

	for (const char *at = key; *at != '\0'; at++)
		if ((unsigned char)*at < 0x21 || *at == 0x7F)
			return false;
	return length > 0 && length < SECRET_MAX;
}

char *login_key(const struct exchange *exchange, const char *password, char *problem, size_t size)
{
	struct error error = {0};
	json_t *answer = NULL;
	const char *given;
	char *key = NULL;

	if (answer_check(exchange, password, _("logging in"), &error) == 0)
		answer =
		    json_parse(text_string(&exchange->bytes), exchange->bytes.length, _("OZmap, logging in"), &error);
	given = json_member_string(answer, "authorization");
	if (given != NULL && is_header_safe(given))
		key = strdup(given);
	else
		error_fail(&error, _("OZmap, logging in: the answer holds no usable key: check [ozmap] url"));
	json_decref(answer);
	snprintf(problem, size, "%s", key == NULL ? error.text : "");
	return key;
}
