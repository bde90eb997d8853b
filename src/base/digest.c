/* SHA-256, as lower-case hex. */
/* The plain interface of libcrypto, kept for OpenSSL 1.1 callers: unlike EVP it neither allocates nor loads providers,
 * so it is quick for a million ids and cannot fail where memory runs out. */
#define OPENSSL_API_COMPAT 0x10100000L
#include "mkoz/base/digest.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

int digest_ready(struct error *error)
{
	/* what it begins only at its first error waits for itself for ever where that error is a lack of memory */
	bool begun = OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) == 1;

	return begun && OSSL_LIB_CTX_get0_global_default() != NULL ? 0 : error_memory(error);
}

static int finish(SHA256_CTX *context, char out[DIGEST_HEX_MAX])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char digest[SHA256_DIGEST_LENGTH];

	if (SHA256_Final(digest, context) != 1)
		return -1;
	for (size_t i = 0; i < sizeof digest; i++) {
		out[2 * i] = digits[digest[i] >> 4];
		out[2 * i + 1] = digits[digest[i] & 15];
	}
	out[2 * sizeof digest] = '\0';
	return 0;
}

/* Eight bytes of length, all ones for NULL, then the string. */
static int add_part(SHA256_CTX *context, const char *part)
{
	uint64_t length = part == NULL ? UINT64_MAX : strlen(part);
	unsigned char bytes[8];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(length >> (56 - 8 * i));
	if (SHA256_Update(context, bytes, sizeof bytes) != 1)
		return -1;
	return part == NULL || SHA256_Update(context, part, (size_t)length) == 1 ? 0 : -1;
}

int digest_parts(const char *const *parts, size_t count, char out[DIGEST_HEX_MAX])
{
	SHA256_CTX context;

	out[0] = '\0';
	if (SHA256_Init(&context) != 1)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (add_part(&context, parts[i]) < 0)
			return -1;
	return finish(&context, out);
}

int digest_bytes(const void *bytes, size_t length, char out[DIGEST_HEX_MAX])
{
	SHA256_CTX context;

	out[0] = '\0';
	if (SHA256_Init(&context) != 1 || SHA256_Update(&context, bytes, length) != 1)
		return -1;
	return finish(&context, out);
}
