/* The command line: finds the command, reads its options, runs it; its exit status is spec §1's. */
#ifndef MKOZ_CLI_CLI_H
#define MKOZ_CLI_CLI_H

/* The whole of main but the hardening of the process. */
int cli_main(int argc, char **argv);

#endif
