/* What the simulator was told to be: the command line, and what may be changed while it runs. */
#ifndef SIM_OPTIONS_H
#define SIM_OPTIONS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum client_form { CLIENT_AS_OBJECT, CLIENT_AS_ID, CLIENT_MIXED };
enum status_form { STATUS_AS_NUMBER, STATUS_AS_WORD };
enum paging_form { PAGING_NEW, PAGING_OLD };
enum id_form { ID_PLAIN, ID_UNDERSCORE, ID_BOTH };
enum box_form { BOX_AS_OBJECT, BOX_AS_ID };
enum unknown_code { UNKNOWN_CODE_EMPTY, UNKNOWN_CODE_404 };

/* Numbers stand as int so that one table can set them all; each holds a value of the enumeration of its name. */
struct options {
	const char *state_file, *save_file, *log_file, *key, *login, *password, *certificate, *certificate_key;
	int port, page_limit, latency, threads, clock_skew;
	int client, status, paging, id, box, unknown_code;
	bool help;
};

/* Reads the arguments; strings are borrowed from them. 0, or -1 with one line on stderr. */
int options_read(struct options *options, int count, char **arguments);
/* Sets what may change at runtime from {"paging": "old", "page_limit": 50, …}. 0, or -1 and *bad is the key refused. */
int options_change(struct options *options, const json_t *changes, const char **bad);
void options_usage(void);

#endif
