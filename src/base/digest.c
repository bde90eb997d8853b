/* SHA-256, as lower-case hex. */
#include "mkoz/base/digest.h"

#include <openssl/evp.h>
#include <stdint.h>
#include <string.h>

static int finish(EVP_MD_CTX *context, char out[DIGEST_HEX_MAX])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned length;

	if (EVP_DigestFinal_ex(context, digest, &length) != 1 || length != 32)
		return -1;
	for (size_t i = 0; i < length; i++) {
		out[2 * i] = digits[digest[i] >> 4];
		out[2 * i + 1] = digits[digest[i] & 15];
	}
	out[2 * (size_t)length] = '\0';
	return 0;
}

/* Eight bytes of length, all ones for NULL, then the string. */
static int add_part(EVP_MD_CTX *context, const char *part)
{
	uint64_t length = part == NULL ? UINT64_MAX : strlen(part);
	unsigned char bytes[8];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(length >> (56 - 8 * i));
	if (EVP_DigestUpdate(context, bytes, sizeof bytes) != 1)
		return -1;
	return part == NULL || EVP_DigestUpdate(context, part, (size_t)length) == 1 ? 0 : -1;
}

int digest_parts(const char *const *parts, size_t count, char out[DIGEST_HEX_MAX])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	int result = -1;

	out[0] = '\0';
	if (context == NULL || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1)
		goto out;
	for (size_t i = 0; i < count; i++)
		if (add_part(context, parts[i]) < 0)
			goto out;
	result = finish(context, out);
out:
	EVP_MD_CTX_free(context);
	return result;
}

int digest_bytes(const void *bytes, size_t length, char out[DIGEST_HEX_MAX])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	int result = -1;

	out[0] = '\0';
	if (context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1 &&
	    EVP_DigestUpdate(context, bytes, length) == 1)
		result = finish(context, out);
	EVP_MD_CTX_free(context);
	return result;
}
