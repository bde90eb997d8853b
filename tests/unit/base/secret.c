/* Tests of secrets and of who acts. */
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "mkoz/base/actor.h"
#include "mkoz/base/secret.h"

static char folder[64], path[96], link_path[96];

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/mkoz-secret-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/secret", folder);
	snprintf(link_path, sizeof link_path, "%s/link", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(path);
	unlink(link_path);
	return rmdir(folder);
}

static void write_secret(const char *bytes, size_t length, mode_t mode)
{
	int file;

	unlink(path);
	file = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0600);
	assert_true(file >= 0);
	assert_int_equal(write(file, bytes, length), (ssize_t)length);
	assert_int_equal(fchmod(file, mode), 0);
	close(file);
}

static void check_refused(const char *file, const char *words)
{
	struct error error = {0};
	char *secret = (char *)1;

	assert_int_equal(secret_read(file, "MKOZ_TEST_SECRET", "[mk] password_file", &secret, &error), -1);
	assert_null(secret);
	assert_non_null(strstr(error.text, "[mk] password_file"));
	assert_non_null(strstr(error.text, words));
}

static void reads_a_file(void **state)
{
	static const mode_t modes[] = {0600, 0400};
	char *secret;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		write_secret("s3cret word\r\n", 13, modes[i]);
		assert_int_equal(secret_read(path, NULL, "k", &secret, NULL), 0);
		assert_string_equal(secret, "s3cret word");
		secret_free(secret);
	}
}

static void refuses_what_others_may_read(void **state)
{
	static const mode_t modes[] = {0640, 0604, 0620, 0602, 0700, 0644, 04600};

	(void)state;
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		write_secret("x\n", 2, modes[i]);
		check_refused(path, "chmod 600");
	}
}

static void refuses_other_kinds_of_file(void **state)
{
	(void)state;
	write_secret("x\n", 2, 0600);
	assert_int_equal(symlink(path, link_path), 0);
	check_refused(link_path, "symbolic link");
	check_refused(folder, "not a regular file");
	check_refused("/nowhere/at/all", "No such file");
	check_refused("/dev/null", "not a regular file");
}

static void refuses_odd_secrets(void **state)
{
	char *big = calloc(1, SECRET_MAX + 2);

	(void)state;
	write_secret("", 0, 0600);
	check_refused(path, "empty");
	write_secret("\n", 1, 0600);
	check_refused(path, "empty");
	write_secret("a\r\nX-Header: b", 14, 0600);
	check_refused(path, "control character");
	write_secret("a\0b", 3, 0600);
	check_refused(path, "control character");
	memset(big, 'x', SECRET_MAX + 1);
	write_secret(big, SECRET_MAX + 1, 0600);
	check_refused(path, "too long");
	write_secret(big, SECRET_MAX, 0600);
	{
		char *secret;

		assert_int_equal(secret_read(path, NULL, "k", &secret, NULL), 0);
		assert_int_equal(strlen(secret), SECRET_MAX);
		secret_free(secret);
	}
	free(big);
}

static void reads_the_environment_once(void **state)
{
	char *secret;

	(void)state;
	setenv("MKOZ_TEST_SECRET", "from the environment", 1);
	assert_int_equal(secret_read(NULL, "MKOZ_TEST_SECRET", "k", &secret, NULL), 0);
	assert_string_equal(secret, "from the environment");
	assert_null(getenv("MKOZ_TEST_SECRET"));
	secret_free(secret);
	assert_int_equal(secret_read(NULL, "MKOZ_TEST_SECRET", "k", &secret, NULL), 0);
	assert_null(secret);
	setenv("MKOZ_TEST_SECRET", "a\nb", 1);
	check_refused(NULL, "control character");
}

static void hardens(void **state)
{
	struct rlimit limit;

	(void)state;
	secret_harden_process();
	assert_int_equal(getrlimit(RLIMIT_CORE, &limit), 0);
	assert_int_equal(limit.rlim_max, 0);
}

static void believes_sudo_only_for_the_owner(void **state)
{
	struct actor actor;
	const struct passwd *me = getpwuid(getuid());

	(void)state;
	assert_non_null(me);
	setenv("SUDO_USER", "ana", 1);
	setenv("SSH_CLIENT", "192.0.2.7 50000 22", 1);
	assert_int_equal(actor_find(&actor, getuid(), NULL), 0);
	assert_string_equal(actor.name, "ana");
	assert_string_equal(actor.client, "192.0.2.7");
	assert_true(actor.host[0] != '\0');
	assert_int_equal(actor_find(&actor, getuid() + 1, NULL), 0);
	assert_string_equal(actor.name, me->pw_name);
	setenv("SUDO_USER", "ana\nroot", 1);
	assert_int_equal(actor_find(&actor, getuid(), NULL), -1);
	setenv("SSH_CLIENT", "\x1B[2J 1 2", 1);
	unsetenv("SUDO_USER");
	assert_int_equal(actor_find(&actor, getuid(), NULL), 0);
	assert_string_equal(actor.client, "");
	assert_string_equal(actor.name, me->pw_name);
}

static void reads_lists(void **state)
{
	char list[256];
	const struct passwd *me = getpwuid(getuid());
	const struct group *mine = getgrgid(getgid());

	(void)state;
	assert_true(actor_is_listed("ana", "rui, ana ,zoe"));
	assert_false(actor_is_listed("an", "ana"));
	assert_false(actor_is_listed("ana", ""));
	assert_false(actor_is_listed("ana", "@no-such-group"));
	assert_int_equal(actor_count_listed("ana, rui,ana,, "), 2);
	assert_int_equal(actor_count_listed(""), 0);
	assert_int_equal(actor_count_listed("@no-such-group"), 0);
	assert_non_null(me);
	assert_non_null(mine);
	snprintf(list, sizeof list, "@%s", mine->gr_name);
	assert_true(actor_is_listed(me->pw_name, list));
	assert_true(actor_count_listed(list) >= 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_a_file),
	    cmocka_unit_test(refuses_what_others_may_read),
	    cmocka_unit_test(refuses_other_kinds_of_file),
	    cmocka_unit_test(refuses_odd_secrets),
	    cmocka_unit_test(reads_the_environment_once),
	    cmocka_unit_test(hardens),
	    cmocka_unit_test(believes_sudo_only_for_the_owner),
	    cmocka_unit_test(reads_lists),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
