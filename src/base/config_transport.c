/* Nothing travels in the clear to another machine unless somebody wrote that it may (spec §2). */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "config_keys.h"
#include "mkoz/base/i18n.h"

bool config_is_local(const char *host, size_t length)
{
	struct in6_addr six;
	struct in_addr four;
	char name[256];

	if (length >= sizeof name)
		return false;
	if (length >= 2 && host[0] == '[' && host[length - 1] == ']') {
		host++;
		length -= 2;
	}
	snprintf(name, sizeof name, "%.*s", (int)length, host);
	if (name[0] == '/' || strcasecmp(name, "localhost") == 0)
		return true;
	if (inet_pton(AF_INET, name, &four) == 1)
		return (ntohl(four.s_addr) >> 24) == 127;
	return inet_pton(AF_INET6, name, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

/* Every host of libpq's comma list; none at all is the local socket. */
static bool all_local(const char *hosts)
{
	while (true) {
		size_t length = strcspn(hosts, ",");

		if (!config_is_local(hosts, length) && *hosts != '\0')
			return false;
		if (hosts[length] == '\0')
			return true;
		hosts += length + 1;
	}
}

bool config_is_clear(const char *url)
{
	const char *host;
	size_t length;

	if (url == NULL || strncmp(url, "http://", 7) != 0)
		return false;
	host = url + 7;
	length = strcspn(host, "/?#");
	if (host[0] == '[' && memchr(host, ']', length) != NULL)
		length = strcspn(host, "]") + 1;
	else
		length = length < strcspn(host, ":") ? length : strcspn(host, ":");
	return !config_is_local(host, length);
}

static int refuse(const struct config *config, const char *section, const char *key, const char *why,
		  struct error *error)
{
	struct text place = {0};

	config_place(config, section, key, &place);
	if (text_check(&place, error) == 0)
		error_fail(error, "%s: %s", text_string(&place), why);
	text_free(&place);
	return -1;
}

int config_check_transport(const struct config *config, struct error *error)
{
	bool checked = strcmp(config->mk.sslmode, "verify-full") == 0 || strcmp(config->mk.sslmode, "verify-ca") == 0;

	if (!checked && !config->mk.allow_insecure && !all_local(config->mk.host))
		return refuse(config, "mk", "sslmode",
			      _("it does not prove who answers at host: use verify-full, or write allow_insecure = "
				"yes"),
			      error);
	if (!config->ozmap.allow_insecure && config_is_clear(config->ozmap.url))
		return refuse(config, "ozmap", "url",
			      _("the key would travel in the clear to another machine: use https://, or write "
				"allow_insecure = yes"),
			      error);
	if (!config->ozmap.allow_insecure && config_is_clear(config->ozmap.ozloc_url))
		return refuse(config, "ozmap", "ozloc_url",
			      _("names would travel in the clear to another machine: use https://, or write "
				"allow_insecure = yes"),
			      error);
	return 0;
}
