/* A day's changes in MK, on top of what was there. */
#include <inttypes.h>

#include "output.h"

/* What a day brings at 40,000 subscribers; other sizes have their share, at least one of each. */
enum { ACTIVATIONS = 25, DETACHED = 12, REMOVED = 8, DOWN = 700, UP = 500, NAMES = 20, ADDRESSES = 38, MOVED = 2 };

/* Where the day takes its next subscriber of a case from. */
struct source {
	const struct world *world;
	enum demo_case kind;
	uint64_t next;
};

static uint64_t share(const struct world *world, uint64_t at_40000)
{
	uint64_t fair = (at_40000 * world->cases.size + 20000) / 40000;

	return fair > 0 ? fair : 1;
}

/* The next one whose person is nobody else's; false when there is none left. */
static bool take(struct source *source, struct subject *out)
{
	const struct cases *cases = &source->world->cases;
	uint64_t number;

	while (source->next < cases_count(cases, source->kind)) {
		uint64_t index = cases_index(cases, source->kind, source->next++);

		if (index + 1 < cases->size && cases_of(cases, index + 1, &number) == CASE_SAME_PERSON)
			continue;
		subject_make(out, source->world, index);
		return true;
	}
	return false;
}

typedef void (*day_change)(FILE *file, const struct world *world, const struct subject *subject, uint64_t number);

static void take_each(FILE *file, struct source *source, uint64_t count, const char *title, day_change change)
{
	struct subject subject;

	fprintf(file, "\n-- %s: %" PRIu64 "\n", title, count);
	for (uint64_t i = 0; i < count; i++) {
		if (take(source, &subject))
			change(file, source->world, &subject, i);
		else
			fprintf(file, "-- no more of %s\n", cases_name(source->kind));
	}
}

static void activate(FILE *file, const struct world *world, const struct subject *s, uint64_t number)
{
	char at[40];

	output_time(at, sizeof at, world, WORLD_HOUR + (int64_t)number * WORLD_MINUTE, TIME_STAMP);
	fprintf(file,
		"UPDATE mk_contratos SET data_hora_ativacao = '%s', aguarda_ativacao = 'N' WHERE codcontrato = %" PRIu64
		";\n",
		at, s->contract);
}

static void cancel(FILE *file, const struct world *world, const struct subject *s, uint64_t number)
{
	char at[40];

	(void)number;
	output_time(at, sizeof at, world, 0, TIME_DATE);
	fprintf(file,
		"UPDATE mk_contratos SET motivo_cancelamento_2 = 8, cancelado = 'S', dt_cancelamento = '%s' WHERE "
		"codcontrato = "
		"%" PRIu64 ";\n",
		at, s->contract);
}

static void session(FILE *file, const struct world *world, const struct subject *s, bool up, uint64_t number)
{
	char day[16], hour[16];
	int64_t ago = 40 * (int64_t)WORLD_MINUTE + (int64_t)(number % 400) * WORLD_MINUTE;

	output_time(day, sizeof day, world, ago, TIME_DATE);
	output_time(hour, sizeof hour, world, ago, TIME_HOUR);
	if (up)
		fprintf(file,
			"UPDATE mk_conexoes SET login_encerrado = 'N', data_login = '%s', hora_login = '%s', "
			"data_login_enc = NULL, "
			"hora_login_enc = NULL WHERE codconexao = %" PRIu64 ";\n",
			day, hour, s->connection);
	else
		fprintf(file,
			"UPDATE mk_conexoes SET login_encerrado = 'S', data_login_enc = '%s', hora_login_enc = '%s' "
			"WHERE codconexao = "
			"%" PRIu64 ";\n",
			day, hour, s->connection);
	fprintf(file, "UPDATE radius.radacct SET acctstoptime = ");
	if (up)
		fputs("NULL", file);
	else
		fprintf(file, "'%s %s-03'", day, hour);
	fprintf(file, " WHERE radacctid = %" PRIu64 ";\n", s->index + 1);
}

static void go_down(FILE *file, const struct world *world, const struct subject *s, uint64_t number)
{
	session(file, world, s, false, number);
}

static void come_up(FILE *file, const struct world *world, const struct subject *s, uint64_t number)
{
	session(file, world, s, true, number);
}

static void rename_person(FILE *file, const struct world *world, const struct subject *s, uint64_t number)
{
	(void)world;
	fprintf(file,
		"UPDATE mk_pessoas SET nome_razaosocial = 'Titular Novo %" PRIu64
		" da Silva' WHERE codpessoa = %" PRIu64 ";\n",
		number + 1, s->person);
}

/* Both the person's and the connection's, so that it does not matter which of them is used. */
static void change_address(FILE *file, const struct subject *s, const char *change, const char *person_change)
{
	fprintf(file, "UPDATE mk_conexoes SET %s WHERE codconexao = %" PRIu64 ";\n", change, s->connection);
	fprintf(file, "UPDATE mk_pessoas SET %s WHERE codpessoa = %" PRIu64 ";\n", person_change, s->person);
}

static void add_complement(FILE *file, const struct world *world, const struct subject *s, uint64_t number)
{
	char change[64], person_change[64];

	(void)world;
	snprintf(change, sizeof change, "complemento = 'Casa %" PRIu64 "'", number + 100);
	snprintf(person_change, sizeof person_change, "complementoendereco = 'Casa %" PRIu64 "'", number + 100);
	change_address(file, s, change, person_change);
}

static void move(FILE *file, const struct world *world, const struct subject *s, uint64_t number)
{
	(void)world;
	(void)number;
	change_address(file, s, "numero = numero + 5000", "numero = numero + 5000");
}

void output_day(FILE *file, const struct world *world, unsigned day)
{
	uint64_t removed = share(world, REMOVED), activations = share(world, ACTIVATIONS), up = share(world, UP);
	uint64_t of_sync = cases_count(&world->cases, CASE_IN_SYNC) / 2;
	struct source waiting = {world, CASE_WAITING, (day - 1) * ((activations + removed) * 5 / 4 + 1)};
	struct source down = {world, CASE_DOWN_SINCE_LONG, (day - 1) * (up + up / 20)};
	struct source in_sync = {world, CASE_IN_SYNC, (day - 1) * of_sync};

	output_encoding(file, world);
	fputs("BEGIN;\n", file);
	take_each(file, &waiting, activations, "activations", activate);
	take_each(file, &waiting, removed, "cancelled before they were implanted", cancel);
	take_each(file, &in_sync, share(world, DETACHED), "cancelled", cancel);
	take_each(file, &in_sync, share(world, DOWN), "sessions down", go_down);
	take_each(file, &down, up, "sessions up", come_up);
	take_each(file, &in_sync, share(world, NAMES), "renamed", rename_person);
	take_each(file, &in_sync, share(world, ADDRESSES), "another complement", add_complement);
	take_each(file, &in_sync, share(world, MOVED), "moved", move);
	fputs("COMMIT;\n", file);
}
