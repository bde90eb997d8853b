/* Fuzzes the configuration: any file is either read or refused with its place. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mkoz/base/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char path[] = "/tmp/mkoz-fuzz-XXXXXX";
	struct config config = {0};
	struct error error = {0};
	int file = mkstemp(path);
	if (file < 0 || write(file, bytes, length) != (ssize_t)length)
		abort();
	close(file);
	if (config_load(&config, path, length % 2 ? "other" : NULL, &error) != 0 && error.status == ERROR_NONE)
		abort();
	config_free(&config);
	unlink(path);
	return 0;
}
