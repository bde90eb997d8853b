/* mkoz: hardens the process, then hands over to the command line. */
#include "mkoz/base/secret.h"
#include "mkoz/cli/cli.h"

int main(int argc, char **argv)
{
	secret_harden_process();
	return cli_main(argc, argv);
}
