/* HTTP by libmicrohttpd: requests in, answers out, each connection on a thread of its own. */
#ifndef SIM_SERVER_H
#define SIM_SERVER_H

#include "sim.h"

struct MHD_Daemon;

/* Listens on 127.0.0.1. NULL with a line on stderr when that cannot be. */
struct MHD_Daemon *server_start(struct sim *sim);
int server_port(struct MHD_Daemon *daemon);
void server_stop(struct MHD_Daemon *daemon);

#endif
