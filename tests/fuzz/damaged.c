/* Fuzzes the store's file: any bytes in any place of one as mkoz writes it, cut anywhere. It is read, or refused with a
 * reason. The input: how many pages are cut off, then patches of three bytes' place, one byte's length and the bytes.
 */
#include <stdint.h>

#include "readers.h"

#define PAGE 8192
#define PATCH_HEAD 4
#define PATCH_MAX 64

int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static struct rich_image image;

static void patch_all(unsigned char *file, size_t size, const uint8_t *bytes, size_t length)
{
	while (length > PATCH_HEAD) {
		size_t place = ((size_t)bytes[0] | (size_t)bytes[1] << 8 | (size_t)bytes[2] << 16) % size;
		size_t count = bytes[3] % PATCH_MAX;

		bytes += PATCH_HEAD;
		length -= PATCH_HEAD;
		count = count > length ? length : count;
		memcpy(file + place, bytes, count > size - place ? size - place : count);
		bytes += count;
		length -= count;
	}
}

int LLVMFuzzerInitialize(int *count, char ***words)
{
	(void)count;
	(void)words;
	rich_make(&image, "");
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct rich_image damaged = image;
	struct rich rich;
	size_t entries;
	long long seq;
	char hash[65];

	if (length == 0)
		return 0;
	unsigned char *copy = rich_copy(&image);
	damaged.size -= bytes[0] * PAGE % image.size;
	patch_all(copy, (size_t)damaged.size, bytes + 1, length - 1);
	if (rich_open_bytes(&rich, &damaged, copy) != 0) {
		if (rich.error.status == ERROR_NONE)
			abort();
	} else {
		(void)journal_verify(rich.store, 0, NULL, &entries, &seq, hash, &rich.error);
		readers_read_all(&rich);
	}
	store_close(rich.store);
	return 0;
}
