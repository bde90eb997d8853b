/* Addresses: checked and built with libcurl's own parser, so that we and the transport read a URL the same way. */
#include "ozmap/address.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>

#include "mkoz/base/i18n.h"

#define ADDRESS_MAX 8192
#define ID_MAX 64

static bool is_plain(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
	       byte == '-' || byte == '_';
}

static bool has_control(const char *string)
{
	for (; *string != '\0'; string++)
		if ((unsigned char)*string < 0x20 || *string == 0x7F)
			return true;
	return false;
}

/* A path segment is `..`; what a query holds is its own matter. */
static bool climbs(const char *path)
{
	const char *at = path;

	while (*at == '/') {
		size_t length = strcspn(++at, "/?#");

		if (length == 2 && at[0] == '.' && at[1] == '.')
			return true;
		at += length;
	}
	return false;
}

static CURLU *parse(const char *url)
{
	CURLU *parsed;

	if (strlen(url) > ADDRESS_MAX || has_control(url))
		return NULL;
	parsed = curl_url();
	if (parsed != NULL && curl_url_set(parsed, CURLUPART_URL, url, 0) != CURLUE_OK) {
		curl_url_cleanup(parsed);
		return NULL;
	}
	return parsed;
}

static bool has_part(CURLU *parsed, CURLUPart part)
{
	char *value = NULL;
	bool there = curl_url_get(parsed, part, &value, 0) == CURLUE_OK && value != NULL && value[0] != '\0';

	curl_free(value);
	return there;
}

static bool part_is(CURLU *parsed, CURLUPart part, const char *const *words)
{
	char *value = NULL;
	bool same = false;

	if (curl_url_get(parsed, part, &value, 0) != CURLUE_OK)
		return false;
	for (; *words != NULL && !same; words++)
		same = strcasecmp(value, *words) == 0;
	curl_free(value);
	return same;
}

static bool is_loopback(CURLU *parsed)
{
	static const char *const names[] = {"localhost", "[::1]", NULL};
	char *host = NULL;
	bool loopback = part_is(parsed, CURLUPART_HOST, names);

	if (!loopback && curl_url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK)
		loopback = strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == strlen(host);
	curl_free(host);
	return loopback;
}

static int check_parts(CURLU *parsed, bool allow_insecure, struct error *error)
{
	static const char *const secure[] = {"https", NULL}, *const plain[] = {"http", NULL};

	if (has_part(parsed, CURLUPART_USER) || has_part(parsed, CURLUPART_PASSWORD))
		return error_fail(error, _("[ozmap] url: it holds a user or a password: put the key into token_file"));
	if (has_part(parsed, CURLUPART_QUERY) || has_part(parsed, CURLUPART_FRAGMENT))
		return error_fail(error, _("[ozmap] url: it holds a query or a fragment: give only the base, such as "
					   "https://TENANT.ozmap.com.br:9994/api/v2"));
	if (part_is(parsed, CURLUPART_SCHEME, secure))
		return 0;
	if (!part_is(parsed, CURLUPART_SCHEME, plain))
		return error_fail(error, _("[ozmap] url: only https and http can be used: give an address that begins "
					   "with https://"));
	if (!is_loopback(parsed) && !allow_insecure)
		return error_fail(error, _("[ozmap] url: http would send the key unprotected: use https, or set "
					   "allow_insecure = yes"));
	return 0;
}

int address_check_base(const char *url, bool allow_insecure, struct error *error)
{
	CURLU *parsed = parse(url);
	int failed;

	if (parsed == NULL || strstr(url, "://") == NULL) {
		curl_url_cleanup(parsed);
		return error_fail(error, _("[ozmap] url: it is not a usable address: give one such as "
					   "https://TENANT.ozmap.com.br:9994/api/v2"));
	}
	failed = check_parts(parsed, allow_insecure, error);
	curl_url_cleanup(parsed);
	return failed;
}

int address_add_origin(struct text *out, const char *url, struct error *error)
{
	CURLU *parsed = parse(url);
	char *scheme = NULL, *host = NULL, *port = NULL;
	int failed = -1;

	if (parsed != NULL && curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	    curl_url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
	    curl_url_get(parsed, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK) {
		text_format(out, "%s://%s:%s", scheme, host, port);
		failed = 0;
	} else {
		error_fail(error, _("OZmap: an address cannot be read: check [ozmap] url"));
	}
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	curl_url_cleanup(parsed);
	return failed;
}

static int refuse_next(const char *next, struct error *error)
{
	struct text shown = {0};

	text_add_harmless(&shown, next);
	error_fail(error,
		   _("OZmap: the next page \"%.200s\" is not on the configured host: nothing is sent there; check "
		     "[ozmap] url"),
		   text_string(&shown));
	text_free(&shown);
	return -1;
}

/* Bytes that no URL may hold are encoded; the rest is opaque and stays. */
static void add_opaque(struct text *out, const char *string)
{
	for (; *string != '\0'; string++) {
		unsigned char byte = (unsigned char)*string;

		if (byte <= ' ' || byte >= 0x7F || strchr("\"<>", byte) != NULL)
			text_format(out, "%%%02X", byte);
		else
			text_add_char(out, *string);
	}
}

static bool same_origin(const char *origin, const char *url)
{
	struct text other = {0};
	bool same = address_add_origin(&other, url, NULL) == 0 && strcasecmp(text_string(&other), origin) == 0;

	text_free(&other);
	return same;
}

int address_add_next(struct text *out, const char *origin, const char *next, struct error *error)
{
	struct text whole = {0};
	bool path = next[0] == '/' && next[1] != '/' && next[1] != '\\';
	int failed = -1;

	if (strlen(next) > ADDRESS_MAX || has_control(next) || (path && climbs(next)))
		return refuse_next(next, error);
	if (!path && strstr(next, "://") == NULL)
		return refuse_next(next, error);
	if (path)
		text_add(&whole, origin);
	add_opaque(&whole, next);
	if (text_check(&whole, error) == 0)
		failed = same_origin(origin, text_string(&whole)) ? 0 : refuse_next(next, error);
	if (failed == 0)
		text_add(out, text_string(&whole));
	text_free(&whole);
	return failed;
}

bool address_is_id(const char *id)
{
	size_t length = 0;

	if (id == NULL)
		return false;
	while (length <= ID_MAX && is_plain(id[length]))
		length++;
	return length > 0 && length <= ID_MAX && id[length] == '\0';
}

void address_add_encoded(struct text *out, const char *string)
{
	for (; *string != '\0'; string++)
		if (is_plain(*string) || *string == '.' || *string == '~')
			text_add_char(out, *string);
		else
			text_format(out, "%%%02X", (unsigned char)*string);
}

int address_check_path(const char *path, struct error *error)
{
	const char *at = path;
	struct text shown = {0};

	while (is_plain(*at)) /* the first slash may be left out */
		at++;
	while (*at == '/' && is_plain(at[1]))
		for (at++; is_plain(*at);)
			at++;
	if (at != path && *at == '\0' && strlen(path) < 256)
		return 0;
	text_add_harmless(&shown, path);
	error_fail(error, _("OZmap: \"%.200s\" is not a path that may be written to: nothing was sent"),
		   text_string(&shown));
	text_free(&shown);
	return -1;
}
