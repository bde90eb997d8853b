/* One connection to the store's file: prepared statements, transactions, errors. For this room only. */
#ifndef MKOZ_STORE_CONNECTION_H
#define MKOZ_STORE_CONNECTION_H

#include <sqlite3.h>

#include "mkoz/store/store.h"
#include "statements.h"

#define STORE_LOCK_WAIT 30000 /* milliseconds that a writer waits for another */
#define STORE_HASH_MAX 65

/* The journal's end as this transaction sees it; read once a transaction, written once. */
struct store_head {
	bool known, moved;
	long long seq;
	char hash[STORE_HASH_MAX];
};

struct store {
	sqlite3 *database;
	sqlite3_stmt *statements[STATEMENT_COUNT];
	char *path;
	uid_t owner;
	enum store_mode mode;
	bool open; /* a transaction */
	bool spoiled; /* a step of it failed: it can only be rolled back */
	bool erased; /* it erased something, which must leave the log too */
	bool broken; /* after an I/O error or a damaged page: nothing is done on this connection any more */
	char cause[ERROR_TEXT_MAX]; /* of broken */
	struct store_head head;
	char identity[STORE_HASH_MAX];
	int head_file; /* descriptor of the head kept outside (head.c), -1 when there is none */
	int64_t written; /* rows changed by this connection, for store_version */
};

/* A value for a statement's parameter, in order. Text and blobs are borrowed until the statement has ended. */
struct value {
	enum { VALUE_NULL, VALUE_TEXT, VALUE_INTEGER, VALUE_REAL, VALUE_BLOB } type;
	const void *bytes;
	size_t length;
	int64_t integer;
	double real;
};

/* NULL text becomes SQL's NULL, and so does MOMENT_NONE. */
struct value value_text(const char *text);
struct value value_integer(int64_t integer);
struct value value_moment(moment at);
struct value value_real(double real, bool known);
struct value value_blob(const void *bytes, size_t length);

#define VALUES(...)                                                                                                    \
	(const struct value[]){__VA_ARGS__}, sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value)
#define NO_VALUES NULL, 0

/* Runs a statement that gives no rows. */
int store_execute(struct store *store, enum statement statement, const struct value *values, size_t count,
		  struct error *error);
/* Runs a statement and stands on its first row: 0 a row (borrowed until the statement is used again), 1 none. */
int store_first(struct store *store, enum statement statement, sqlite3_stmt **row, const struct value *values,
		size_t count, struct error *error);
/* Binds; rows come with store_next. */
int store_query(struct store *store, enum statement statement, sqlite3_stmt **rows, const struct value *values,
		size_t count, struct error *error);
/* 0 a row, 1 no more. */
int store_next(struct store *store, sqlite3_stmt *rows, struct error *error);
/* One number; `otherwise` when there is no row or it is NULL. */
int store_number(struct store *store, enum statement statement, int64_t *number, int64_t otherwise,
		 const struct value *values, size_t count, struct error *error);
/* Runs SQL of our own that may hold several statements (schema, settings). */
int store_script(struct store *store, const char *sql, struct error *error);

/* The text in the column, in the arena; NULL for NULL. *failed is set when memory ran out. */
const char *row_text(sqlite3_stmt *row, int column, struct arena *arena, bool *failed);
/* MOMENT_NONE for NULL; what lies outside 1970 to 9999 becomes the nearest in it. */
moment row_moment(sqlite3_stmt *row, int column);
size_t row_size(sqlite3_stmt *row, int column);

/* Says what went wrong on the connection, and marks it broken when nothing may go on. Always returns -1. */
int store_error(struct store *store, int code, struct error *error);
/* Refuses what cannot go on: a broken connection, a write on a store opened for reading. */
int store_usable(struct store *store, struct error *error);

/* A writing step: joins the open transaction, or begins one of its own. */
struct store_step {
	bool own;
};
int store_step_begin(struct store *store, struct store_step *step, struct error *error);
/* Ends the step: commits its own transaction for 0, rolls it back otherwise. Gives `result`, or -1. */
int store_step_end(struct store *store, const struct store_step *step, int result, struct error *error);

/* One picture for several reads: within it nothing that others commit is seen. */
int view_begin(struct store *store, struct store_step *view, struct error *error);
void view_end(struct store *store, const struct store_step *view);

#endif
