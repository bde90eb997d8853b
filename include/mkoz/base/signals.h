/* SIGINT, SIGTERM and SIGHUP as a wish to end, asked for where it is safe to end. */
#ifndef MKOZ_BASE_SIGNALS_H
#define MKOZ_BASE_SIGNALS_H

#include <stdbool.h>

/* From now on these signals only set the wish, and interrupt waits. */
void signals_catch(void);
/* Somebody asked us to end. */
bool signals_asked(void);

#endif
