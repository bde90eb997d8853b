/* Writes the demo's subscribers into MK's tables, as COPY blocks. */
#include <inttypes.h>
#include <string.h>

#include "output.h"

/* One row under way. */
struct row {
	FILE *file;
	const struct world *world;
	bool begun;
};

static const char *copy_escape(unsigned char byte)
{
	switch (byte) {
	case '\\':
		return "\\\\";
	case '\t':
		return "\\t";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	default:
		return NULL;
	}
}

static void separate(struct row *row)
{
	if (row->begun)
		putc_unlocked('\t', row->file);
	row->begun = true;
}

static void null(struct row *row)
{
	separate(row);
	fputs("\\N", row->file);
}

/* NULL is NULL. */
static void text(struct row *row, const char *value)
{
	if (!value) {
		null(row);
		return;
	}
	separate(row);
	output_text(row->file, row->world, value, copy_escape);
}

static void number(struct row *row, uint64_t value)
{
	separate(row);
	fprintf(row->file, "%" PRIu64, value);
}

static void number_or_null(struct row *row, uint64_t value)
{
	if (value == 0)
		null(row);
	else
		number(row, value);
}

static void decimal(struct row *row, double value)
{
	separate(row);
	fprintf(row->file, "%.2f", value);
}

static void flag(struct row *row, bool value)
{
	text(row, value ? "S" : "N");
}

static void moment(struct row *row, int64_t ago, enum time_style style)
{
	char buffer[64];

	output_time(buffer, sizeof buffer, row->world, ago, style);
	text(row, buffer);
}

static void end(struct row *row)
{
	putc_unlocked('\n', row->file);
	row->begun = false;
}

static void copy(const struct row *row, const char *table, const char *columns)
{
	fprintf(row->file, "COPY %s (%s) FROM stdin;\n", table, columns);
}

static void copied(const struct row *row)
{
	fputs("\\.\n\n", row->file);
}

/* --- places and boxes --- */

static void write_places(struct row *row)
{
	copy(row, "mk_estados", "codestado, siglaestado, nomeestado, ibge");
	for (unsigned i = 0; i < WORDS_STATES; i++) {
		number(row, i + 1);
		text(row, words_states[i].code);
		text(row, words_states[i].name);
		number(row, (uint64_t)words_states[i].ibge);
		end(row);
	}
	copied(row);
	copy(row, "mk_cidades", "codcidade, codestado, cidade, ibge, latitude, longitude");
	for (unsigned i = 0; i < WORDS_CITIES; i++) {
		number(row, i + 1);
		number(row, (uint64_t)words_cities[i].state);
		text(row, words_cities[i].name);
		text(row, words_cities[i].ibge);
		text(row, ""); /* as real installations hold them */
		text(row, "");
		end(row);
	}
	copied(row);
	copy(row, "mk_bairros", "codbairro, bairro, codcidade, latitude");
	for (unsigned i = 0; i < WORDS_CITIES * WORDS_DISTRICTS; i++) {
		number(row, i + 1);
		text(row, words_district(i));
		number(row, i / WORDS_DISTRICTS + 1);
		text(row, "");
		end(row);
	}
	copied(row);
}

static void write_streets(struct row *row)
{
	char name[128];

	copy(row, "mk_logradouros", "codlogradouro, logradouro, codbairro, cep, codcidade");
	for (unsigned i = 0; i < WORDS_CITIES * WORDS_DISTRICTS * WORDS_STREETS; i++) {
		words_street(name, sizeof name, i);
		number(row, i + 1);
		text(row, name);
		number(row, i / WORDS_STREETS + 1);
		null(row);
		number(row, i / WORDS_STREETS / WORDS_DISTRICTS + 1);
		end(row);
	}
	copied(row);
}

static void write_boxes(struct row *row)
{
	uint64_t boxes = box_count(row->world);
	char name[32], spot[32];
	double lat, lng;

	copy(row, "mk_fiber_caixa", "codcaixa, identificacao, qtde_portas, latitude, longitude");
	for (uint64_t box = 0; box < boxes; box++) {
		box_name(name, sizeof name, row->world, box);
		box_spot(row->world, box, 0, &lat, &lng);
		number(row, box + 1);
		text(row, name);
		number(row, WORLD_PORTS);
		snprintf(spot, sizeof spot, "%.6f", lat);
		text(row, box % 9 == 0 ? "" : spot);
		snprintf(spot, sizeof spot, "%.6f", lng);
		text(row, box % 9 == 0 ? "" : spot);
		end(row);
	}
	copied(row);
	copy(row, "mk_fiber_splitter", "codsplitter, descricao_modelo, portas, id_splitter, cd_caixa");
	for (uint64_t box = 0; box < boxes; box++) {
		number(row, box + 1);
		text(row, "1x16");
		number(row, WORLD_PORTS);
		text(row, "1");
		number(row, box + 1);
		end(row);
	}
	copied(row);
	copy(row, "mk_fiber_splitter_portas", "codsplitterporta, cd_splitter, id_porta, livre");
	for (uint64_t port = 0; port < boxes * WORLD_PORTS; port++) {
		number(row, port + 1);
		number(row, port / WORLD_PORTS + 1);
		number(row, port % WORLD_PORTS + 1);
		flag(row, port % WORLD_PORTS >= WORLD_PER_BOX);
		end(row);
	}
	copied(row);
}

/* --- people, contracts, connections --- */

/* The person's row is needed: by itself, or by the contract after it. */
static bool person_needed(const struct world *world, const struct subject *s)
{
	uint64_t after;

	if (s->in_mk || s->index + 1 >= world->cases.size)
		return s->in_mk && s->has_person;
	return s->has_person && cases_of(&world->cases, s->index + 1, &after) == CASE_SAME_PERSON;
}

static void write_person(struct row *row, const struct subject *s)
{
	const struct place *home = &s->home;

	if (!person_needed(row->world, s))
		return;
	number(row, s->person);
	text(row, s->name);
	text(row, home->zip);
	text(row, home->zip);
	for (int billing = 0; billing < 2; billing++) {
		number(row, home->city + 1);
		number(row, home->street);
		number(row, home->district);
		number(row, (uint64_t)words_cities[home->city].state);
		number(row, home->number < 0 ? 0 : (uint64_t)home->number);
	}
	text(row, home->complement);
	text(row, "48999990000");
	moment(row, 900 * (int64_t)WORLD_DAY, TIME_DATE);
	number(row, 1);
	text(row, "");
	end(row);
}

static void write_contract(struct row *row, const struct subject *s)
{
	if (!s->in_mk || !s->has_contract)
		return;
	number(row, s->contract);
	number(row, s->person);
	flag(row, s->cancelled);
	moment(row, 800 * (int64_t)WORLD_DAY, TIME_DATE);
	number(row, 1 + s->index % 3);
	flag(row, !s->activated && !s->cancelled);
	if (s->activated)
		moment(row, WORLD_DAY + (int64_t)(s->index % 700) * WORLD_DAY, TIME_STAMP);
	else
		null(row);
	number_or_null(row, (uint64_t)s->reason);
	if (s->cancelled)
		moment(row, WORLD_DAY, TIME_DATE);
	else
		null(row);
	flag(row, s->suspended);
	number_or_null(row, s->linked);
	end(row);
}

/* The columns of the session: login_encerrado, data_login, hora_login, data_login_enc, hora_login_enc. */
static void write_session(struct row *row, enum demo_session session, int64_t since)
{
	int64_t began = since + (session == DEMO_DOWN ? 3 * (int64_t)WORLD_DAY : 0);

	if (session == DEMO_UNKNOWN) {
		for (int i = 0; i < 5; i++)
			null(row);
		return;
	}
	flag(row, session == DEMO_DOWN);
	moment(row, began, TIME_DATE);
	moment(row, began, TIME_HOUR);
	if (session == DEMO_DOWN) {
		moment(row, since, TIME_DATE);
		moment(row, since, TIME_HOUR);
	} else {
		null(row);
		null(row);
	}
}

static void write_install(struct row *row, const struct subject *s)
{
	const struct place *install = &s->install;

	number(row, (uint64_t)words_cities[install->city].state);
	number(row, install->city + 1);
	number(row, install->district);
	number_or_null(row, s->street_without_row ? 900000 + s->index : install->street);
	if (install->number < 0)
		null(row);
	else
		number(row, (uint64_t)install->number);
	text(row, install->complement[0] ? install->complement : NULL);
	text(row, install->zip);
	if (s->index % 7 == 0 && !s->same_address)
		null(row);
	else
		flag(row, s->same_address);
}

static void write_signal(struct row *row, bool known, double power, int64_t age)
{
	if (known)
		decimal(row, power);
	else
		null(row);
	if (age < 0)
		null(row);
	else
		moment(row, age, TIME_STAMP);
}

/* second: the other connection of the same contract, in the other state, with an older reading. */
static void write_connection_row(struct row *row, const struct subject *s, bool second)
{
	enum demo_session session = !second ? s->session : s->session == DEMO_UP ? DEMO_DOWN : DEMO_UP;
	char login[32], onu[32];

	number(row, s->connection + second);
	number(row, s->person);
	number_or_null(row, s->has_contract ? s->contract : 0);
	for (int i = 0; i < 4; i++)
		number(row, i == 1 ? 3 : 1);
	moment(row, 800 * (int64_t)WORLD_DAY, TIME_DATE);
	snprintf(login, sizeof login, "cliente%" PRIu64 "%s", s->contract, second ? ".b" : "");
	text(row, login);
	write_session(row, session, s->since);
	flag(row, s->blocked);
	text(row, s->fiber ? "F" : s->index % 2 ? "R" : NULL);
	snprintf(onu, sizeof onu, "FHTT%08" PRIX64, s->onu);
	text(row, s->fiber && !second ? onu : NULL);
	number_or_null(row, s->fiber && !second ? subject_box(s->index) * WORLD_PORTS + subject_port(s->index) : 0);
	number_or_null(row, s->fiber ? subject_box(s->index) + 1 : 0);
	write_signal(row, s->has_power, s->power - second * 2,
		     s->power_age < 0 ? -1 : s->power_age + second * (int64_t)WORLD_DAY);
	write_install(row, s);
	text(row, "");
	end(row);
}

static void write_connection(struct row *row, const struct subject *s)
{
	if (!s->in_mk)
		return;
	write_connection_row(row, s, false);
	if (s->second_connection)
		write_connection_row(row, s, true);
}

static void write_accounting(struct row *row, const struct subject *s)
{
	char buffer[40];
	int64_t began = s->since + (s->session == DEMO_DOWN ? 3 * (int64_t)WORLD_DAY : 0);

	if (!s->in_mk || s->session == DEMO_UNKNOWN)
		return;
	number(row, s->index + 1);
	snprintf(buffer, sizeof buffer, "%08" PRIX64, s->connection);
	text(row, buffer);
	text(row, buffer);
	snprintf(buffer, sizeof buffer, "cliente%" PRIu64, s->contract);
	text(row, buffer);
	text(row, "10.0.0.1");
	moment(row, began, TIME_ZONED);
	if (s->session == DEMO_DOWN)
		moment(row, s->since, TIME_ZONED);
	else
		null(row);
	end(row);
}

static void write_each(struct row *row, void (*write)(struct row *, const struct subject *), const char *table,
		       const char *columns)
{
	struct subject subject;

	copy(row, table, columns);
	for (uint64_t index = 0; index < row->world->cases.size; index++) {
		subject_make(&subject, row->world, index);
		write(row, &subject);
	}
	copied(row);
}

static void write_subjects(struct row *row)
{
	write_each(
	    row, write_person, "mk_pessoas",
	    "codpessoa, nome_razaosocial, cep, cepcobranca, codcidade, codlogradouro, codbairro, codestado, numero, "
	    "codcidadecobranca, codlogradourocobranca, codbairrocobranca, codestadocobranca, numerocobranca, "
	    "complementoendereco, fone01, datacadastro, classificacao, latitude");
	write_each(row, write_contract, "mk_contratos",
		   "codcontrato, cliente, cancelado, adesao, plano_acesso, aguarda_ativacao, data_hora_ativacao, "
		   "motivo_cancelamento_2, dt_cancelamento, suspenso, cd_contrato_vinculado");
	write_each(
	    row, write_connection, "mk_conexoes",
	    "codconexao, codcliente, contrato, tipo_conexao, autenticacao, codservidor, codplano_acesso, cadastrado, "
	    "username, login_encerrado, data_login, hora_login, data_login_enc, hora_login_enc, conexao_bloqueada, "
	    "tecnologia, onu_serial, id_porta_splitter, cd_caixa, nivel_sinal_ftth_real, ultima_atualizacao_sinal, "
	    "uf, cidade, bairro, logradouro, numero, complemento, cep, end_igual_cadastro, latitude");
	write_each(row, write_accounting, "radius.radacct",
		   "radacctid, acctsessionid, acctuniqueid, username, nasipaddress, acctstarttime, acctstoptime");
}

static void write_reasons_and_plans(struct row *row)
{
	static const char *const reasons[] = {"1\tMudança de endereço", "2\tInsatisfação", "3\tInadimplência",
					      "5\tTransferência de titularidade", "8\tCancelado / Inativo"};
	static const char *const plans[] = {"Fibra 300 Mega", "Fibra 600 Mega", "Fibra 1 Giga"};

	copy(row, "mk_motivo_cancelamento", "codmotcancel, descricao_mot_cancel");
	for (unsigned i = 0; i < sizeof reasons / sizeof *reasons; i++) {
		number(row, (uint64_t)(reasons[i][0] - '0'));
		text(row, reasons[i] + 2);
		end(row);
	}
	copied(row);
	copy(row, "mk_planos_acesso", "codplano, descricao, meses_contrato, vlr_mensalidade");
	for (unsigned i = 0; i < sizeof plans / sizeof *plans; i++) {
		number(row, i + 1);
		text(row, plans[i]);
		number(row, 12);
		decimal(row, 89.9 + i * 30);
		end(row);
	}
	copied(row);
}

void output_sql(FILE *file, const struct world *world)
{
	static const char *const keys[][2] = {
	    {"mk_pessoas", "codpessoa"},	 {"mk_contratos", "codcontrato"}, {"mk_conexoes", "codconexao"},
	    {"mk_logradouros", "codlogradouro"}, {"mk_bairros", "codbairro"},	  {"mk_cidades", "codcidade"},
	    {"mk_estados", "codestado"},	 {"radius.radacct", "radacctid"}, {"mk_fiber_splitter", "codsplitter"}};
	struct row row = {.file = file, .world = world};

	output_encoding(file, world);
	fputs("BEGIN;\nTRUNCATE mk_estados, mk_cidades, mk_bairros, mk_logradouros, mk_motivo_cancelamento, "
	      "mk_planos_acesso, mk_pessoas,\n\tmk_contratos, mk_conexoes, mk_fiber_caixa, mk_fiber_splitter, "
	      "mk_fiber_splitter_portas, radius.radacct;\n\n",
	      file);
	write_places(&row);
	write_streets(&row);
	write_reasons_and_plans(&row);
	write_boxes(&row);
	write_subjects(&row);
	for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++)
		fprintf(file, "SELECT setval(pg_get_serial_sequence('%s', '%s'), (SELECT max(%s) FROM %s));\n",
			keys[i][0], keys[i][1], keys[i][1], keys[i][0]);
	fputs("COMMIT;\nANALYZE;\n", file);
}
