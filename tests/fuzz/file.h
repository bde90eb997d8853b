/* A file with the fuzzer's bytes, for what reads files. */
#ifndef TESTS_FUZZ_FILE_H
#define TESTS_FUZZ_FILE_H

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#define FUZZ_PATH "/tmp/mkoz-fuzz-XXXXXX"

static inline void fuzz_file(char path[sizeof FUZZ_PATH], const uint8_t *bytes, size_t length)
{
	int file = mkstemp(path);
	if (file < 0 || write(file, bytes, length) != (ssize_t)length)
		abort();
	close(file);
}

#endif
