/* Fuzzes the configuration: any file is either read or refused with its place. */
#include "mkoz/base/config.h"
#include "file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char path[] = FUZZ_PATH;
	struct config config = {0};
	struct error error = {0};
	fuzz_file(path, bytes, length);
	if (config_load(&config, path, length % 2 ? "other" : NULL, &error) != 0 && error.status == ERROR_NONE)
		abort();
	config_free(&config);
	unlink(path);
	return 0;
}
