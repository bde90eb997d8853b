/* ozmap-sim: a simulator of OZmap's API, with faults on demand and a log of every write that took effect. */
#include <signal.h>
#include <stdlib.h>

#include "server.h"

static int sim_open(struct sim *sim)
{
	struct text why = {0};
	pthread_mutex_init(&sim->lock, NULL);
	state_open(&sim->state);
	sim->keys = json_object();
	if (sim->options.key[0] != '\0')
		json_object_set_new(sim->keys, sim->options.key, json_true());
	if (record_open(&sim->record, sim->options.log_file) != 0)
		return -1;
	if (sim->options.state_file == NULL || state_load(&sim->state, sim->options.state_file, &why) == 0)
		return 0;
	fprintf(stderr, "ozmap-sim: %s: %s\n", sim->options.state_file, why.data);
	text_free(&why);
	return -1;
}

static void sim_close(struct sim *sim)
{
	record_close(&sim->record);
	faults_reset(&sim->faults);
	cursors_free(&sim->cursors);
	state_close(&sim->state);
	json_decref(sim->keys);
	pthread_mutex_destroy(&sim->lock);
	free(sim);
}

static int save(struct sim *sim)
{
	struct text why = {0};
	if (sim->options.save_file == NULL || state_save(&sim->state, sim->options.save_file, &why) == 0)
		return 0;
	fprintf(stderr, "ozmap-sim: %s\n", why.data);
	text_free(&why);
	return -1;
}

/* Serves until SIGTERM or SIGINT. The signals are blocked before any thread starts, so that only this one takes them.
 */
static int serve(struct sim *sim)
{
	sigset_t ending;
	int signal_number = 0;
	sigemptyset(&ending);
	sigaddset(&ending, SIGTERM);
	sigaddset(&ending, SIGINT);
	pthread_sigmask(SIG_BLOCK, &ending, NULL);
	signal(SIGPIPE, SIG_IGN);
	struct MHD_Daemon *daemon = server_start(sim);
	if (daemon == NULL)
		return -1;
	printf("listening %s://127.0.0.1:%d\n", sim->options.certificate != NULL ? "https" : "http",
	       server_port(daemon));
	fflush(stdout);
	sigwait(&ending, &signal_number);
	atomic_store(&sim->stopping, true);
	server_stop(daemon);
	return save(sim);
}

int main(int count, char **arguments)
{
	struct options options;
	if (options_read(&options, count, arguments) != 0)
		return 64;
	if (options.help) {
		options_usage();
		return 0;
	}
	struct sim *sim = sim_alloc(sizeof(*sim));
	sim->options = options;
	int result = sim_open(sim);
	if (result == 0)
		result = serve(sim);
	sim_close(sim);
	return result == 0 ? 0 : 1;
}
