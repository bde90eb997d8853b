/* Tests of the configuration: its table, its refusals, its profiles, its template. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/config_keys.h"
#include "mkoz/base/config.h"
#include "mkoz/base/text.h"

static char folder[64], path[96];

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/mkoz-config-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/mkoz.conf", folder);
	setenv("XDG_STATE_HOME", "/var/lib/test", 1);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

static void write_file(const char *content, mode_t mode)
{
	FILE *file;

	unlink(path);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	fclose(file);
	assert_int_equal(chmod(path, mode), 0);
}

static void load(struct config *config, const char *content, const char *profile)
{
	struct error error = {0};

	write_file(content, 0600);
	if (config_load(config, path, profile, &error) < 0)
		fail_msg("%s", error.text);
}

static void refuse(const char *content, const char *profile, const char *words)
{
	struct error error = {0};
	struct config config;

	write_file(content, 0600);
	assert_int_equal(config_load(&config, path, profile, &error), -1);
	if (strstr(error.text, words) == NULL)
		fail_msg("%s: does not say: %s", error.text, words);
	assert_non_null(strstr(error.text, path));
	config_free(&config);
}

static void has_defaults(void **state)
{
	struct config config;

	(void)state;
	load(&config, "", NULL);
	assert_string_equal(config.mk.port, "5432");
	assert_string_equal(config.mk.database, "mkData3.0");
	assert_string_equal(config.mk.sslmode, "verify-full");
	assert_string_equal(config.mk.cancel_reasons[0], "8");
	assert_null(config.mk.cancel_reasons[1]);
	assert_null(config.mk.password_file);
	assert_int_equal(config.mk.statement_timeout, 120);
	assert_string_equal(config.mk.timezone, "America/Sao_Paulo");
	assert_null(config.ozmap.url);
	assert_int_equal(config.ozmap.page_size, 500);
	assert_int_equal(config.sync.fields, CONFIG_NAME | CONFIG_ADDRESS | CONFIG_STATUS | CONFIG_POWER);
	assert_true(config.sync.power_tolerance == 0.5);
	assert_int_equal(config.sync.power_max_age, 7 * 86400);
	assert_int_equal(config.sync.status_after, 1800);
	assert_string_equal(config.sync.address_format,
			    "{street}, {number} {complement} - {district}, {city} - {state}, {zip}");
	assert_true(config.sync.delete_client);
	assert_false(config.sync.remove_property);
	assert_int_equal(config.guard.max_cancellations, 50);
	assert_true(config.guard.max_cancellations_percent == 1);
	assert_null(config.guard.canary_codes[0]);
	assert_int_equal(config.guard.bulk_limit_telemetry, 5000);
	assert_false(config.roles.configured);
	assert_null(config.automatic.approve[0]);
	assert_int_equal(config.automatic.interval, 900);
	assert_int_equal(config.trial, 5);
	assert_string_equal(config.store_url, "sqlite:/var/lib/test/mkoz/mkoz.db");
	assert_int_equal(config.keep_personal_data, 365 * 86400);
	assert_string_equal(config.ui.theme, "dark");
	assert_true(config.ui.mouse);
	assert_null(config.ui.language);
	config_free(&config);
}

static void reads_values(void **state)
{
	static const char content[] = "\xEF\xBB\xBF; a comment\r\n"
				      "[mk]\r\n"
				      "host = 127.0.0.1\r\n"
				      "link=connection\n"
				      "cancel_reasons = 8, 12 ,15\n"
				      "status_source = radacct\n"
				      "# another\n"
				      "[ozmap]\n"
				      "url = https://acme.ozmap.com.br:9994/api/v2///\n"
				      "[sync]\n"
				      "fields = status, power\n"
				      "cosmetic = ignore\n"
				      "power_tolerance = 1.25 dB\n"
				      "address_format = {street}; {number} # {city}, {zip}\n"
				      "[guard]\n"
				      "max_cancellations_percent = 2.5 %\n"
				      "canary_codes = 1, 2\n"
				      "[roles]\n"
				      "[store]\n"
				      "url = sqlite:/srv/x.db\n"
				      "[ui]\n"
				      "mouse = no\n"
				      "[keys]\n"
				      "approve = A\n"
				      "reject = r R\n";
	struct config config;

	(void)state;
	load(&config, content, NULL);
	assert_int_equal(config.mk.link, CONFIG_LINK_CONNECTION);
	assert_string_equal(config.mk.cancel_reasons[1], "12");
	assert_string_equal(config.mk.cancel_reasons[2], "15");
	assert_int_equal(config.mk.status_source, CONFIG_STATUS_RADACCT);
	assert_string_equal(config.ozmap.url, "https://acme.ozmap.com.br:9994/api/v2");
	assert_int_equal(config.sync.fields, CONFIG_STATUS | CONFIG_POWER);
	assert_int_equal(config.sync.cosmetic, CONFIG_COSMETIC_IGNORE);
	assert_true(config.sync.power_tolerance == 1.25);
	assert_string_equal(config.sync.address_format, "{street}; {number} # {city}, {zip}");
	assert_true(config.guard.max_cancellations_percent == 2.5);
	assert_string_equal(config.guard.canary_codes[1], "2");
	assert_true(config.roles.configured);
	assert_string_equal(config.store_url, "sqlite:/srv/x.db");
	assert_false(config.ui.mouse);
	assert_int_equal(config.ui.key_count, 2);
	assert_string_equal(config.ui.keys[1].command, "reject");
	assert_string_equal(config.ui.keys[1].keys, "r R");
	assert_int_equal(config.ui.keys[1].line, 25);
	config_free(&config);
}

static void names_file_line_and_key(void **state)
{
	static const struct {
		const char *content, *words;
	} cases[] = {
	    {"[mk]\nhots = x\n", "line 2: [mk] hots: unknown key"},
	    {"[mkk]\nhost = x\n", "line 1: [mkk]: unknown section"},
	    {"\n[empty]\n", "line 2: [empty]: unknown section"},
	    {"[:mk]\nhost = x\n", "line 1: [:mk]: unknown section"},
	    {"[west:]\nhost = x\n", "line 1: [west:]: unknown section"},
	    {"host = x\n", "line 1: it stands before the first [section]"},
	    {"[mk] host = x\n", "line 1: something stands behind [section]"},
	    {"[mk]\nhost x\n", "line 2: neither"},
	    {"[mk\nhost = x\n", "line 1"},
	    {"[mk]\nport = 0\n", "[mk] port: not a number from 1 to 65535"},
	    {"[mk]\nport = 70000\n", "[mk] port"},
	    {"[mk]\nlink = contrat\n", "line 2: [mk] link: unknown word: write one of contract connection"},
	    {"[mk]\nallow_insecure = true\n", "not yes or no"},
	    {"[mk]\nstatement_timeout = 5\n", "not a time"},
	    {"[mk]\nstatement_timeout = 0 s\n", "seconds"},
	    {"[mk]\ntimezone = Mars/Base\n", "not a time zone"},
	    {"[mk]\nhost = a\nhost = b\n", "line 3: [mk] host: stands there twice, first in line 2"},
	    {"[ozmap]\npage_size = -5\n", "not a number"},
	    {"[ozmap]\npage_size = 5x\n", "not a number"},
	    {"[ozmap]\npage_size = 99999999999999999999\n", "not a number"},
	    {"[ozmap]\nurl = ftp://x\n", "https://"},
	    {"[ozmap]\nurl = https://\n", "https://"},
	    {"[ozmap]\nurl = https://me:pw@x\n", "no login or password"},
	    {"[ozmap]\nurl = https://x/a b\n", "character"},
	    {"[sync]\nfields = name, colour\n", "unknown word"},
	    {"[sync]\npower_tolerance = nan\n", "not a number"},
	    {"[sync]\npower_tolerance = -1\n", "not a number"},
	    {"[sync]\naddress_format = {street} {zipp}\n", "{zipp} is unknown"},
	    {"[sync]\naddress_format = {street\n", "unknown"},
	    {"[sync]\nobservation_format =\n", "empty"},
	    {"[guard]\nmax_status_percent = 101\n", "not a number from 0 to 100"},
	    {"[store]\nurl = mysql://x\n", "write sqlite:"},
	    {"[store]\nurl = sqlite:relative\n", "write sqlite:"},
	    {"[store]\nurl = postgresql://me:pw@h/x\n", "no password"},
	    {"[store]\nurl = postgresql://h/x?password=pw\n", "no password"},
	    {"[store]\nurl = postgresql://h?user=me&password=pw\n", "no password"},
	    {"[ozmap]\nurl = https://x/api?key=1\n", "no ?"},
	    {"[ozmap]\nurl = https://x/api\nozloc_url = http://y\n", "line 3: [ozmap] ozloc_url: names"},
	    {"[mk]\npassword = x\n", "password_file"},
	    {"[ozmap]\ntoken = x\n", "token_file"},
	    {"[store]\npassword = x\n", "no secret may stand"},
	    {"[other:mk]\nhots = x\n", "line 2: [other:mk] hots: unknown key"},
	    {"[other:mk]\npassword = x\n", "password_file"},
	    {"[mk]\nhost = \xFF\n", "UTF-8"},
	    {"[\x1B[2J]\nx = y\n", "^["},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		refuse(cases[i].content, NULL, cases[i].words);
}

static void a_secret_is_not_repeated(void **state)
{
	struct error error = {0};
	struct config config;

	(void)state;
	write_file("[ozmap]\ntoken = unique-9f81\n", 0600);
	assert_int_equal(config_load(&config, path, NULL, &error), -1);
	assert_null(strstr(error.text, "unique-9f81"));
	config_free(&config);
}

static void refuses_clear_transport(void **state)
{
	static const char *const refused[] = {
	    "[mk]\nhost = mk.example.net\nsslmode = require\n",
	    "[mk]\nhost = mk.example.net\nsslmode = disable\n",
	    "[mk]\nhost = localhost,mk.example.net\nsslmode = prefer\n",
	    "[mk]\nhost = localhost.example.net\nsslmode = disable\n",
	    "[ozmap]\nurl = http://acme.ozmap.com.br/api/v2\n",
	    "[ozmap]\nurl = http://127.0.0.1.example.net/\n",
	    "[ozmap]\nurl = http://localhost.evil/\n",
	    "[ozmap]\nurl = http://0.0.0.0/\n",
	};
	static const char *const allowed[] = {
	    "[mk]\nhost = 127.0.0.1\nsslmode = disable\n",
	    "[mk]\nhost = /run/postgresql\nsslmode = disable\n",
	    "[mk]\nhost = ::1\nsslmode = allow\n",
	    "[mk]\nhost = mk.example.net\nsslmode = disable\nallow_insecure = yes\n",
	    "[mk]\nhost = mk.example.net\nsslmode = verify-ca\n",
	    "[ozmap]\nurl = http://127.0.0.1:8080/api/v2\n",
	    "[ozmap]\nurl = http://[::1]:8080/api/v2\n",
	    "[ozmap]\nurl = http://localhost/api/v2\n",
	    "[ozmap]\nurl = http://acme.example.net/\nallow_insecure = yes\n",
	};
	struct config config;

	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		refuse(refused[i], NULL, "allow_insecure");
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
		load(&config, allowed[i], NULL);
		config_free(&config);
	}
}

static void profiles_stand_over_the_plain_sections(void **state)
{
	static const char content[] = "[north:mk]\nhost = /north\n[mk]\nhost = /plain\nuser = reader\n"
				      "[south:mk]\nhost = /south\n[south:roles]\nsupervisors = ana\n";
	struct config config;

	(void)state;
	load(&config, content, NULL);
	assert_string_equal(config.mk.host, "/plain");
	assert_false(config.roles.configured);
	config_free(&config);
	load(&config, content, "north");
	assert_string_equal(config.mk.host, "/north");
	assert_string_equal(config.mk.user, "reader");
	assert_string_equal(config.store_url, "sqlite:/var/lib/test/mkoz/mkoz-north.db");
	assert_false(config.roles.configured);
	config_free(&config);
	load(&config, content, "south");
	assert_true(config.roles.configured);
	assert_string_equal(config.roles.supervisors, "ana");
	config_free(&config);
	refuse(content, "west", "no section of profile west");
}

static void refuses_a_file_others_may_write(void **state)
{
	static const mode_t modes[] = {0620, 0602, 0666};
	struct error error = {0};
	struct config config;

	(void)state;
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		error_clear(&error);
		write_file("[mk]\n", modes[i]);
		assert_int_equal(config_load(&config, path, NULL, &error), -1);
		assert_non_null(strstr(error.text, "chmod go-w"));
		config_free(&config);
	}
	error_clear(&error);
	assert_int_equal(config_load(&config, folder, NULL, &error), -1);
	assert_non_null(strstr(error.text, "not a regular file"));
	config_free(&config);
	error_clear(&error);
	assert_int_equal(config_load(&config, "/nowhere/mkoz.conf", NULL, &error), -1);
	assert_non_null(strstr(error.text, "mkoz init"));
	config_free(&config);
	if (geteuid() == 0) {
		error_clear(&error);
		write_file("[mk]\n", 0644);
		assert_int_equal(chown(path, 12345, 0), 0);
		assert_int_equal(config_load(&config, path, NULL, &error), -1);
		assert_non_null(strstr(error.text, "somebody else"));
		config_free(&config);
	}
}

static void takes_long_lines_to_a_limit(void **state)
{
	struct text content = {0};
	struct config config;

	(void)state;
	text_add(&content, "[guard]\ncanary_codes = ");
	for (int i = 0; i < 400; i++)
		text_format(&content, "%d,", 10000 + i);
	load(&config, text_string(&content), NULL);
	assert_string_equal(config.guard.canary_codes[399], "10399");
	config_free(&config);
	for (int i = 0; i < 1000; i++)
		text_format(&content, "%d,", 10000 + i);
	refuse(text_string(&content), NULL, "line 2: too long");
	text_free(&content);
}

static void finds_the_path(void **state)
{
	struct arena arena = {0};
	const char *found;

	(void)state;
	unsetenv("MKOZ_CONFIG");
	setenv("XDG_CONFIG_HOME", "/xdg", 1);
	setenv("HOME", "/home/ana", 1);
	assert_int_equal(config_path(&arena, "/given", &found, NULL), 0);
	assert_string_equal(found, "/given");
	assert_int_equal(config_path(&arena, NULL, &found, NULL), 0);
	assert_string_equal(found, "/xdg/mkoz/mkoz.conf");
	unsetenv("XDG_CONFIG_HOME");
	assert_int_equal(config_path(&arena, NULL, &found, NULL), 0);
	assert_string_equal(found, "/home/ana/.config/mkoz/mkoz.conf");
	setenv("MKOZ_CONFIG", "/env.conf", 1);
	assert_int_equal(config_path(&arena, NULL, &found, NULL), 0);
	assert_string_equal(found, "/env.conf");
	unsetenv("MKOZ_CONFIG");
	arena_free(&arena);
}

/* Every key of the table stands in the template, commented, with its default; and the template loads, also with every
 * comment taken from its keys that have one. */
static void the_template_is_complete(void **state)
{
	const char *template = config_template();
	struct config config;

	(void)state;
	load(&config, template, NULL);
	config_free(&config);
	for (size_t i = 0; i < config_row_count; i++) {
		const struct config_row *row = &config_rows[i];
		struct text line = {0};
		const char *section;

		text_format(&line, "[%s]\n", row->section);
		section = strstr(template, text_string(&line));
		if (section == NULL)
			fail_msg("no section %s", row->section);
		text_reset(&line);
		text_format(&line, "\n#%s = %s", row->key, row->fallback == NULL ? "" : row->fallback);
		if (strstr(section, text_string(&line)) == NULL && strcmp(row->key, "host") != 0)
			fail_msg("[%s] has no line%s", row->section, text_string(&line));
		text_free(&line);
	}
}

static void says_what_is_missing(void **state)
{
	struct error error = {0};
	struct config config;

	(void)state;
	load(&config, "[mk]\nhost = /run\n", NULL);
	assert_int_equal(config_require(&config, "mk", &error), -1);
	assert_non_null(strstr(error.text, "[mk] user"));
	error_clear(&error);
	assert_int_equal(config_require(&config, "ozmap", &error), -1);
	assert_non_null(strstr(error.text, "[ozmap] url"));
	config_free(&config);
	load(&config, "[mk]\nhost = /run\nuser = x\n[ozmap]\nurl = https://x\n", NULL);
	assert_int_equal(config_require(&config, "mk", &error), 0);
	assert_int_equal(config_require(&config, "ozmap", &error), 0);
	config_free(&config);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(has_defaults),
	    cmocka_unit_test(reads_values),
	    cmocka_unit_test(names_file_line_and_key),
	    cmocka_unit_test(a_secret_is_not_repeated),
	    cmocka_unit_test(refuses_clear_transport),
	    cmocka_unit_test(profiles_stand_over_the_plain_sections),
	    cmocka_unit_test(refuses_a_file_others_may_write),
	    cmocka_unit_test(takes_long_lines_to_a_limit),
	    cmocka_unit_test(finds_the_path),
	    cmocka_unit_test(the_template_is_complete),
	    cmocka_unit_test(says_what_is_missing),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
