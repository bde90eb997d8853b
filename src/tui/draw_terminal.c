/* What the console asks of the terminal that curses does not. */
#include "draw_terminal.h"

#include <curses.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* its short names would get in the way of ours */
#include <term.h>
#undef columns
#undef lines

#include "mkoz/base/i18n.h"
#include "mkoz/base/text.h"

#define PASTES_ON "\033[?2004h"
#define PASTES_OFF "\033[?2004l"
#define TITLE_KEEP "\033[22;2t"
/* where nothing is kept, it is empty afterwards */
#define TITLE_BACK "\033]2;\033\\\033[23;2t"
/* no mouse, no colours, usual characters, keys and screen, the cursor seen */
#define ALL_OFF                                                                                                        \
	"\033[?1006;1003;1002;1000l" PASTES_OFF "\033[m\033(B\017\033[?1l\033>\033[?25h\033[23;2t\033[?1049l\r\n"

/* --- whether it will do
 * ------------------------------------------------------------------------------------------------- */

/* What curses would end the program for: asked first, and let go again. */
static bool can_place_cursor(const char *term, bool *known)
{
	int status = 0;
	bool able;

	*known = setupterm(term, STDOUT_FILENO, &status) == OK && status == 1;
	if (!*known)
		return false;
	able = cursor_address != NULL && clear_screen != NULL;
	del_curterm(cur_term);
	return able;
}

int terminal_check(struct error *error)
{
	const char *term = getenv("TERM");
	bool known;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return error_fail(error, _("console: this is not a terminal: use mkoz plan, approve and apply in "
					   "scripts, or run it in a terminal"));
	if (term == NULL || *term == '\0')
		return error_fail(error,
				  _("console: TERM is not set: set it to your terminal's name, e.g. xterm-256color"));
	if (can_place_cursor(term, &known))
		return 0;
	if (!known)
		return error_fail(error,
				  _("console: the terminal \"%s\" is unknown here: set TERM to a known one, "
				    "e.g. xterm-256color"),
				  term);
	return error_fail(error,
			  _("console: the terminal \"%s\" cannot place the cursor: use another TERM, or "
			    "mkoz plan"),
			  term);
}

const char *terminal_direct(char *out, size_t size)
{
	const char *promise = getenv("COLORTERM"), *term = getenv("TERM"), *end;
	bool known;

	if (promise == NULL || term == NULL || (strcmp(promise, "truecolor") != 0 && strcmp(promise, "24bit") != 0))
		return NULL;
	end = strstr(term, "-256color");
	if (end == NULL)
		end = term + strlen(term);
	if (snprintf(out, size, "%.*s-direct", (int)(end - term), term) >= (int)size)
		return NULL;
	return can_place_cursor(out, &known) ? out : NULL;
}

/* --- title, clipboard, pasting
 * ------------------------------------------------------------------------------------------ */

void terminal_send(const char *sequence)
{
	size_t left = strlen(sequence);

	fflush(stdout);
	while (left > 0) {
		ssize_t written = write(STDOUT_FILENO, sequence, left);

		if (written < 0 && errno != EINTR)
			return;
		if (written > 0) {
			sequence += written;
			left -= (size_t)written;
		}
	}
}

/* The terminal takes operating system commands: others would show them, or wait for their end. */
static bool takes_commands(void)
{
	static const char *const families[] = {"xterm",	  "screen", "tmux", "rxvt",    "alacritty", "foot",   "kitty",
					       "wezterm", "vte",    "st-",  "konsole", "mintty",    "contour"};
	const char *term = getenv("TERM");

	for (size_t i = 0; term != NULL && i < sizeof families / sizeof *families; i++)
		if (strncmp(term, families[i], strlen(families[i])) == 0)
			return true;
	return false;
}

void terminal_enter(void)
{
	if (takes_commands())
		terminal_send(TITLE_KEEP);
	terminal_send(PASTES_ON);
}

void terminal_leave(void)
{
	terminal_send(PASTES_OFF);
	if (takes_commands())
		terminal_send(TITLE_BACK);
}

void terminal_title(const char *title)
{
	struct text sequence = {0};

	text_format(&sequence, "\033]2;%s\033\\", title);
	if (takes_commands() && !sequence.failed)
		terminal_send(text_string(&sequence));
	text_free(&sequence);
}

static void add_base64(struct text *out, const char *text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *bytes = (const unsigned char *)text;
	size_t length = strlen(text);

	for (size_t i = 0; i < length; i += 3) {
		unsigned group = (unsigned)bytes[i] << 16 | (i + 1 < length ? (unsigned)bytes[i + 1] << 8 : 0) |
				 (i + 2 < length ? (unsigned)bytes[i + 2] : 0);

		text_add_char(out, digits[group >> 18]);
		text_add_char(out, digits[(group >> 12) & 63]);
		text_add_char(out, i + 1 < length ? digits[(group >> 6) & 63] : '=');
		text_add_char(out, i + 2 < length ? digits[group & 63] : '=');
	}
}

bool terminal_copy(const char *text)
{
	struct text sequence = {0};
	bool able = takes_commands();

	text_add(&sequence, "\033]52;c;");
	add_base64(&sequence, text);
	text_add(&sequence, "\033\\");
	if (able && !sequence.failed)
		terminal_send(text_string(&sequence));
	text_free(&sequence);
	return able;
}

/* --- stopping and ending
 * ------------------------------------------------------------------------------------------------ */

void terminal_stop(void)
{
	struct sigaction usual = {.sa_handler = SIG_DFL}, ours;

	sigemptyset(&usual.sa_mask);
	sigaction(SIGTSTP, &usual, &ours);
	kill(0, SIGTSTP);
	sigaction(SIGTSTP, &ours, NULL);
}

/* Only what may be called in a signal's handler. */
static void let_go(void)
{
	struct termios line;
	ssize_t ignored = write(STDOUT_FILENO, ALL_OFF, sizeof ALL_OFF - 1);

	(void)ignored;
	if (tcgetattr(STDIN_FILENO, &line) == 0) {
		line.c_iflag |= ICRNL | IXON;
		line.c_oflag |= OPOST | ONLCR;
		line.c_lflag |= ISIG | ICANON | IEXTEN | ECHO;
		tcsetattr(STDIN_FILENO, TCSANOW, &line);
	}
}

/* The handler is gone by now: the signal ends the process. */
static void crash(int number)
{
	let_go();
	raise(number);
}

/* Without memory curses ends the program by itself, wherever it is. */
static void say_who_ended(void)
{
	if (stdscr == NULL || isendwin())
		return;
	let_go();
	fprintf(stderr, "mkoz: %s\n",
		_("console: memory ran out in the terminal's library: nothing is lost; free some and start again"));
}

void terminal_catch_end(void)
{
	static const int signals[] = {SIGQUIT, SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};
	struct sigaction ours = {.sa_handler = crash, .sa_flags = (int)(SA_RESETHAND | SA_NODEFER)}, theirs;

	sigemptyset(&ours.sa_mask);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		/* a sanitizer has its own, and more to say */
		if (sigaction(signals[i], NULL, &theirs) == 0 && theirs.sa_handler == SIG_DFL)
			sigaction(signals[i], &ours, NULL);
	(void)atexit(say_who_ended);
}
