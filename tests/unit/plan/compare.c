/* Comparing text: what is the same, what differs only cosmetically, what is another house. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mkoz/plan/compare.h"

struct pair {
	const char *one, *other;
};

#define EACH(pairs, index) for (size_t index = 0; index < sizeof(pairs) / sizeof *(pairs); index++)

static void expect(const struct pair *pair, int wanted)
{
	if (compare_text(pair->one, pair->other) != wanted || compare_text(pair->other, pair->one) != wanted)
		fail_msg("'%s' and '%s': %d, wanted %d", pair->one ? pair->one : "NULL",
			 pair->other ? pair->other : "NULL", compare_text(pair->one, pair->other), wanted);
}

static void test_same(void **state)
{
	(void)state;
	static const struct pair pairs[] = {
	    {"Ana", "Ana"},
	    {"", NULL},
	    {NULL, NULL},
	    {"  Ana  Lúcia ", "Ana Lúcia"},
	    {"Jose\xCC\x81", "José"},
	    {"Ana\xC2\xA0Lúcia", "Ana Lúcia"},
	    {"Ana\t\n Lúcia", "Ana Lúcia"},
	};
	EACH(pairs, i)
	expect(&pairs[i], COMPARE_SAME);
}

static void test_cosmetic(void **state)
{
	(void)state;
	static const struct pair pairs[] = {
	    {"ANA LUCIA PRADO", "Ana Lúcia Prado"},
	    {"R. das Flores, 12", "Rua das Flores, 12"},
	    {"R.das Flores,12", "RUA DAS FLORES 12"},
	    {"Rua D'Ávila", "RUA DAVILA"},
	    {"Padaria Central S.A.", "Padaria Central SA"},
	    {"Av Brasil, 100", "Avenida Brasil, 100"},
	    {"Tv. Sto. Antônio", "Travessa Santo Antonio"},
	    {"Travessa Sta. Rita", "TV SANTA RITA"},
	    {"Al. dos Anjos", "Alameda dos Anjos"},
	    {"Pça. XV", "Praça XV"},
	    {"Pç XV", "Praça XV"},
	    {"Rod. SC-401, 500", "Rodovia SC 401, 500"},
	    {"Est. Geral", "Estrada Geral"},
	    {"Rua A, S/N", "Rua A, sn"},
	    {"Rua A, s/nº", "Rua A, S/N"},
	    {"Rua A, sem número", "Rua A, S/N"},
	    {"Rua A, nº 12", "Rua A, 12"},
	    {"Rua A, n° 12", "Rua A, N. 12"},
	    {"Rua A, 12 apto 3 bl B", "Rua A, 12 Apartamento 3, Bloco B"},
	    {"Qd. 5 Lt. 7 Cs 2", "Quadra 5, Lote 7, Casa 2"},
	    {"R. Dr. João", "Rua Doutor João"},
	    {"R. S. José", "Rua São José"},
	    {"Jd. Europa", "Jardim Europa"},
	    {"Vl. Nova", "Vila Nova"},
	    {"Cj. Sol", "Conjunto Sol"},
	    {"Lot. Sol", "Loteamento Sol"},
	    {"Res. Sol", "Residencial Sol"},
	    {"Cond. Sol", "Condomínio Sol"},
	    {"Pq. Sol", "Parque Sol"},
	    {"R. Cel. Prof. Pe. Souza", "Rua Coronel Professor Padre Souza"},
	    {"Centro, 88010-400", "Centro, 88010400"},
	    {"Centro, CEP 88010-400", "Centro - 88010400"},
	    {"R. 1º de Maio", "Rua 1 de Maio"},
	    {"R. N. Sra. das Dores", "Rua Nossa Senhora das Dores"},
	    {"(Ana)", "Ana"},
	};
	EACH(pairs, i)
	expect(&pairs[i], COMPARE_COSMETIC);
}

static void test_different(void **state)
{
	(void)state;
	static const struct pair pairs[] = {
	    {"Ana", NULL},
	    {"Ana Prado", "Ana Prates"},
	    {"Rua das Flores, 12", "Rua das Flores, 13"},
	    {"Rua das Flores, 12", "Rua das Flores, 123"},
	    {"Rua das Flores, 1 23", "Rua das Flores, 12 3"},
	    {"Rua das Flores", "Avenida das Flores"},
	    {"Rua A, S/N", "Rua A, 5"},
	    {"Sta. Rita", "Sto. Rita"},
	    {"Centro, 88010-400", "Centro, 88010-401"},
	    {"Ana Lúcia", "AnaLúcia"},
	};
	EACH(pairs, i)
	expect(&pairs[i], COMPARE_DIFFERENT);
}

static void test_moved(void **state)
{
	(void)state;
	static const struct {
		const char *address, *street, *number;
		bool moved;
	} cases[] = {
	    {"Rua das Flores, 12 - Centro", "R. das Flores", "12", false},
	    {"R DAS FLORES 12", "Rua das Flores", "12", false},
	    {"Rua das Flores, nº 12 apto 3", "Rua das Flores", "12", false},
	    {"Rua das Flores, 123 - Centro", "Rua das Flores", "12", true},
	    {"Rua das Flores, 13", "Rua das Flores", "12", true},
	    {"Av. Brasil, 12", "Rua das Flores", "12", true},
	    {"Casa da Ana, Rua das Flores, 12", "Rua das Flores", "12", true},
	    {"Rua das Flores", "Rua das Flores", "12", true},
	    {"Rua das Flores, 99", "Rua das Flores", NULL, false},
	    {"Rua das Floresta, 99", "Rua das Flores", "", true},
	    {"Rua D'Ávila, 5", "Rua Davila", "5", false},
	    {"", "Rua das Flores", "12", false},
	    {"   ", "Rua das Flores", "12", false},
	    {NULL, "Rua das Flores", "12", false},
	};
	EACH(cases, i)
	if (compare_is_moved(cases[i].address, cases[i].street, cases[i].number) != cases[i].moved)
		fail_msg("'%s' from '%s' '%s': wanted %d", cases[i].address, cases[i].street, cases[i].number,
			 cases[i].moved);
}

static void test_key(void **state)
{
	(void)state;
	struct arena arena = {0};
	assert_string_equal(compare_key(&arena, "  R. das  FLÔRES, nº 12 - 88010-400"), "rua das flores 12 88010400");
	assert_string_equal(compare_key(&arena, NULL), "");
	assert_string_equal(compare_key(&arena, "bad \xff byte"), "bad y byte");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_same),  cmocka_unit_test(test_cosmetic), cmocka_unit_test(test_different),
	    cmocka_unit_test(test_moved), cmocka_unit_test(test_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
