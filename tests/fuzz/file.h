/* A file with the fuzzer's bytes, for what reads files. */
#ifndef TESTS_FUZZ_FILE_H
#define TESTS_FUZZ_FILE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FUZZ_PATH_MAX 256

static inline void fuzz_file(char path[FUZZ_PATH_MAX], const uint8_t *bytes, size_t length)
{
	const char *place = getenv("TMPDIR");
	(void)snprintf(path, FUZZ_PATH_MAX, "%s/mkoz-fuzz-XXXXXX", place ? place : "/tmp");
	int file = mkstemp(path);
	if (file < 0 || write(file, bytes, length) != (ssize_t)length)
		abort();
	close(file);
}

#endif
