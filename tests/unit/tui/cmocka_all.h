/* What cmocka needs before it is included. */
#ifndef MKOZ_TESTS_TUI_CMOCKA_ALL_H
#define MKOZ_TESTS_TUI_CMOCKA_ALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#endif
