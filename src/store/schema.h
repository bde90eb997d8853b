/* The shape of the store's file: made, checked, brought up to date. For this room only. */
#ifndef MKOZ_STORE_SCHEMA_H
#define MKOZ_STORE_SCHEMA_H

#include "connection.h"

/* Sets the connection up, refuses what is no store or newer than this program, makes or migrates the shape when opened
 * for writing, and reads the store's identity. */
int schema_open(struct store *store, struct error *error);

#endif
