/* Fuzzes the configuration: any file is either read, with all that is never NULL, or refused with its place. */
#include <string.h>

#include "file.h"
#include "mkoz/base/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void check(const struct config *config)
{
	const char *const strings[] = {config->file,
				       config->mk.host,
				       config->mk.port,
				       config->mk.user,
				       config->mk.database,
				       config->mk.sslmode,
				       config->mk.timezone,
				       config->sync.address_format,
				       config->sync.observation_format,
				       config->store_url,
				       config->roles.technicians,
				       config->roles.supervisors,
				       config->ui.theme};
	struct error error = {0};
	struct text place = {0};
	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
		if (!strings[i])
			abort();
	if (!config->mk.cancel_reasons || !config->guard.canary_codes || !config->automatic.approve)
		abort();
	if (config_require(config, "mk", &error) == 0 && (!config->mk.host[0] || !config->mk.user[0]))
		abort();
	if (config_require(config, "ozmap", NULL) == 0 && !config->ozmap.url)
		abort();
	if (config->ozmap.url && !config->ozmap.allow_insecure && config_is_clear(config->ozmap.url))
		abort();
	config_place(config, "ozmap", "url", &place);
	text_free(&place);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char path[FUZZ_PATH_MAX];
	struct config config = {0};
	struct error error = {0};
	fuzz_file(path, bytes, length);
	int result = config_load(&config, path, length % 2 ? "acme" : NULL, &error);
	if (result != 0 && error.status == ERROR_NONE)
		abort();
	if (result == 0)
		check(&config);
	config_free(&config);
	unlink(path);
	return 0;
}
