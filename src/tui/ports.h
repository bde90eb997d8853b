/* Splitter ports that several properties of the basket claim. No curses, no I/O. */
#ifndef MKOZ_TUI_PORTS_H
#define MKOZ_TUI_PORTS_H

#include <stddef.h>

/* One property on a port. Strings borrowed; box and port never NULL. */
struct port_use {
	const char *box, *port, *property, *code;
};

/* Sorts the uses, and gives how many ports have more than one property; *first is a use of the first such port, or
 * NULL. */
size_t ports_shared(struct port_use *uses, size_t count, const struct port_use **first);

#endif
