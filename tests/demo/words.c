/* The word lists behind the demo's data. */
#include "words.h"

#include <stdio.h>
#include <string.h>

#include "random.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

const struct state words_states[WORDS_STATES] = {
    {"SC", "Santa Catarina", 42}, {"RS", "Rio Grande do Sul", 43}, {"PR", "Paraná", 41}, {"SP", "São Paulo", 35},
    {"BA", "Bahia", 29},
};

const struct city words_cities[WORDS_CITIES] = {
    {"Florianópolis", "4205407", "FLN", 1, 88010, -27.5954, -48.5480},
    {"São José", "4216602", "SJO", 1, 88101, -27.6136, -48.6366},
    {"Palhoça", "4211900", "PAL", 1, 88130, -27.6455, -48.6697},
    {"Biguaçu", "4202305", "BIG", 1, 88160, -27.4960, -48.6598},
    {"Flores da Cunha", "4308201", "FLC", 2, 95270, -29.0261, -51.1875},
    {"Flor da Serra do Sul", "4107850", "FSS", 3, 85618, -26.2523, -53.3092},
    {"Santa Flor do Oeste", "4215000", "SFO", 1, 89890, -26.7710, -53.1720},
    {"Içara", "4207007", "ICA", 1, 88820, -28.7132, -49.3087},
    {"Água Doce", "4200408", "AGD", 1, 89654, -26.9985, -51.5528},
    {"São João Batista", "4216305", "SJB", 1, 88240, -27.2772, -48.8474},
    {"Embu-Guaçu", "3515103", "EMB", 4, 6900, -23.8297, -46.8136},
    {"Feira da Conceição", "2910800", "FEC", 5, 44001, -12.2664, -38.9663},
};

static const char *const districts[] = {
    "Centro",	   "Jardim das Flores",		 "São Francisco", "Vila Nova",	    "Santo Antônio",
    "Bela Vista",  "Nossa Senhora da Conceição", "Industrial",	  "Córrego Grande", "Praia Comprida",
    "Três Irmãos",
};

static const char *const street_kinds[] = {"Rua", "Rua",     "Rua",	 "Rua",	     "Rua",
					   "Rua", "Avenida", "Travessa", "Servidão", "Rodovia"};

static const char *const street_names[] = {
    "das Flores",
    "São João",
    "Quinze de Novembro",
    "Sete de Setembro",
    "Getúlio Vargas",
    "Rui Barbosa",
    "Duque de Caxias",
    "Marechal Deodoro",
    "Floriano Peixoto",
    "Santos Dumont",
    "Tiradentes",
    "Dom Pedro II",
    "José Bonifácio",
    "Coronel Antônio Lehmkuhl",
    "Padre Roma",
    "Anita Garibaldi",
    "Conselheiro Mafra",
    "Almirante Lamego",
    "das Acácias",
    "dos Ipês",
    "João Pessoa",
    "Princesa Isabel",
    "Barão do Rio Branco",
    "Visconde de Ouro Preto",
    "Nereu Ramos",
    "Hercílio Luz",
    "Irmã Bonavita",
    "Doutor Fúlvio Aducci",
    "Adão Schmidt",
    "Manoel de Oliveira Ramos",
    "da Independência",
    "Vereador Gentil Souza",
    "Professora Olga Lima",
    "Três Marias",
    "do Sossego",
    "Pedra Branca",
    "Maestro Villa-Lobos",
    "1º de Maio",
    "Nossa Senhora Aparecida",
    "Engenheiro Max de Souza",
};

static const char *const given_names[] = {
    "Ana",	"José",	   "Maria", "João",    "Antônio", "Francisca", "Carlos",  "Luíza",   "Paulo",  "Márcia",
    "Pedro",	"Adriana", "Lucas", "Juliana", "Marcos",  "Patrícia",  "Rafael",  "Aline",   "Daniel", "Letícia",
    "Bruno",	"Camila",  "Fábio", "Inês",    "Gabriel", "Sônia",     "Rodrigo", "Vitória", "Felipe", "Bárbara",
    "Sérgio",	"Débora",  "Tiago", "Beatriz", "Leandro", "Cláudia",   "Márcio",  "Simone",  "Otávio", "Conceição",
    "Vinícius", "Mônica",  "André", "Elaine",  "Flávio",  "Regina",    "Caíque",  "Zélia",   "Ícaro",  "Úrsula",
};

static const char *const middle_names[] = {
    "",	      "",     "",	   "",	      "Aparecida", "Carlos",  "Cristina",   "Lúcia", "Henrique", "Eduardo",
    "Regina", "Luís", "de Fátima", "Augusto", "Helena",	   "Alberto", "das Graças", "César", "Inácio",	 "do Carmo",
};

static const char *const family_names[] = {
    "Silva",	"Souza",     "Conceição", "Oliveira", "Santos",	   "Araújo",  "Gonçalves", "Lima",
    "Prado",	"Dias",	     "Schmidt",	  "Becker",   "Magalhães", "Brandão", "Assunção",  "Müller",
    "Fonseca",	"Guimarães", "Farias",	  "Corrêa",   "Zanella",   "Antunes", "Falcão",	   "Nascimento",
    "Teixeira", "Lourenço",  "Hoffmann",  "Vidal",    "Peçanha",   "Barreto", "Cândido",   "Moraes",
    "Queiroz",	"Rosário",   "Simões",	  "Tavares",  "Uchôa",	   "Valadão", "Ximenes",   "Zimmermann",
};

static const char *const joiners[] = {" ", " ", " de ", " da ", " dos ", " e "};

static const char *const trades[] = {
    "Padaria", "Mercado",  "Farmácia", "Oficina",     "Pousada",   "Escola Infantil",  "Clínica",     "Auto Peças",
    "Açougue", "Livraria", "Pizzaria", "Imobiliária", "Papelaria", "Loja de Calçados", "Transportes", "Condomínio",
};

static const char *const trade_names[] = {
    "Central",	     "São José",       "Pão Quente", "Bom Preço", "Três Irmãos", "da Praça",
    "Sul Brasil",    "Nova Esperança", "Beira-Mar",  "Estrela",	  "Ipê Amarelo", "Dois Corações",
    "Santo Antônio", "União",	       "Horizonte",  "Aliança",
};

static const char *const trade_forms[] = {"Ltda", "Ltda ME", "EIRELI", "S.A.", "- ME", "& Filhos Ltda"};

const char *const words_awkward[] = {
    "Joana D'Arc \"Dona Jô\" d'Ávila",
    "Associação Beneficente dos Moradores e Amigos do Loteamento Jardim Nossa Senhora da Conceição do Sul",
    "\033[31mVermelho\033[0m\033]0;título\007 Souza",
    "Ana \xe2\x80\xae"
    "oluaP\xe2\x80\xac Lima",
    "Jo\xe2\x80\x8b\xc3\xa3o\xe2\x80\x8d Largura\xef\xbb\xbf Zero",
    "Maria\r\nAparecida Dias",
    "Carlos\tAlberto\tPrado",
    "=HYPERLINK(\"http://exemplo.invalid\";\"clique\")",
    "+55 Telefonia Ltda",
    "-1+1 Informática ME",
    "@arroba Serviços Digitais",
    "Jose\xcc\x81 Anto\xcc\x82nio Conceic\xcc\xa7"
    "a\xcc\x83o",
    "Z\xcc\x80\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86\xcc\x87\xcc\x88\xcc\x89\xcc\x8a\xcc\x8b\xcc\x8c\xcc\x8d"
    "\xcc\x8e\xcc\x8f\xcc\x90\xcc\x91"
    "\xcc\x92\xcc\x93 Marcas",
    "\xe7\x94\xb0\xe4\xb8\xad \xe5\x81\xa5\xe4\xb8\x80 Importações",
    "Padaria \xf0\x9f\xa5\x96 Pão Quente",
    "\xc2\x9b"
    "2J Controle C1",
    "C:\\Temp\\n Informática 100% Fibra",
    "'; DROP TABLE mk_contratos; --",
};
const size_t words_awkward_count = COUNT(words_awkward);

enum purpose { GIVEN = 100, MIDDLE, FAMILY, JOINER, SECOND, COMPANY, TRADE, TRADE_NAME, TRADE_FORM, CAPITALS, STREET };

#define PICK(list, purpose) (list)[random_below(seed, index, (purpose), COUNT(list))]

static void company_name(char *out, size_t size, uint64_t seed, uint64_t index)
{
	snprintf(out, size, "%s %s %s", PICK(trades, TRADE), PICK(trade_names, TRADE_NAME),
		 PICK(trade_forms, TRADE_FORM));
}

static void person_name(char *out, size_t size, uint64_t seed, uint64_t index)
{
	const char *middle = PICK(middle_names, MIDDLE);

	snprintf(out, size, "%s%s%s %s%s%s", PICK(given_names, GIVEN), *middle ? " " : "", middle,
		 PICK(family_names, FAMILY), PICK(joiners, JOINER), PICK(family_names, SECOND));
}

void words_name(char *out, size_t size, uint64_t seed, uint64_t index)
{
	if (random_below(seed, index, COMPANY, 12) == 0)
		company_name(out, size, seed, index);
	else
		person_name(out, size, seed, index);
	if (random_below(seed, index, CAPITALS, 3) == 0)
		words_plain_capitals(out);
}

void words_other_name(char *out, size_t size, uint64_t seed, uint64_t index)
{
	const char *given = PICK(given_names, GIVEN);
	const char *other =
	    given_names[(random_below(seed, index, GIVEN, COUNT(given_names)) + 7) % COUNT(given_names)];

	snprintf(out, size, "%s %s e %s", other, PICK(family_names, SECOND), given);
}

const char *words_district(uint64_t district)
{
	uint64_t city = district / WORDS_DISTRICTS, place = district % WORDS_DISTRICTS;

	return place == 0 ? districts[0] : districts[1 + (place - 1 + city) % (COUNT(districts) - 1)];
}

void words_street(char *out, size_t size, uint64_t street)
{
	/* consecutive numbers have different names, so that a district has each street once */
	uint64_t name = street % WORDS_STREETS + street / WORDS_STREETS * 7;

	snprintf(out, size, "%s %s", street_kinds[random_below(1, street, STREET, COUNT(street_kinds))],
		 street_names[name % COUNT(street_names)]);
}

/* The plain capital of a letter of U+00C0 to U+00FF. */
static char plain_letter(unsigned code)
{
	static const char plain[] = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsAAAAAAACEEEEIIIIDNOOOOO/OUUUUYTY";

	return code >= 0xc0 && code <= 0xff ? plain[code - 0xc0] : 0;
}

void words_plain_capitals(char *text)
{
	char *out = text;

	for (const unsigned char *in = (const unsigned char *)text; *in; in++) {
		char plain = in[0] == 0xc3 ? plain_letter((unsigned)(in[1] & 0x3f) | 0xc0) : 0;

		if (plain) {
			*out++ = plain;
			in++;
		} else {
			*out++ = (char)(*in >= 'a' && *in <= 'z' ? *in - 'a' + 'A' : *in);
		}
	}
	*out = '\0';
}
