/* Keys: the one the simulator was started with, and those that a login gives out. */
#include <string.h>

#include "sim.h"

bool login_key_ok(const struct sim *sim, const char *key)
{
	return key != NULL && *key != '\0' && json_object_get(sim->keys, key) != NULL;
}

static bool password_ok(const struct options *options, const json_t *body)
{
	const char *login = json_string_value(json_object_get(body, "login"));
	const char *password = json_string_value(json_object_get(body, "password"));
	if (options->login == NULL || options->password == NULL || login == NULL || password == NULL)
		return false;
	return strcmp(login, options->login) == 0 && strcmp(password, options->password) == 0;
}

void login_post(struct sim *sim, struct request *request, struct answer *answer)
{
	const char *given = json_string_value(json_object_get(request->json, "apiKey"));
	char fresh[41];
	if (password_ok(&sim->options, request->json)) {
		secret_make(fresh, 20);
		json_object_set_new(sim->keys, fresh, json_true());
		given = fresh;
	} else if (!login_key_ok(sim, given)) {
		answer_error(answer, 401, "Invalid credentials");
		return;
	}
	json_t *body = json_pack("{s:s}", "authorization", given);
	answer_json(answer, 200, body);
	json_decref(body);
}
