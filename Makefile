# mkoz: `make demo` to look at it, `make check` to test it, `make help` for the rest.
BUILD ?= build
PREFIX ?= /usr/local
CC ?= cc
VERSION := 0.1.0

# The house: a room may include only rooms to its left (checked by `make layers`).
ROOMS := base domain plan store mk ozmap refresh review worker tui cli
left_base :=
left_domain := base
left_plan := domain base
left_store := domain base
left_mk := domain base
left_ozmap := domain base
left_refresh := plan store mk ozmap domain base
left_review := plan store domain base
left_worker := plan store mk ozmap domain base
left_tui := review plan store domain base
left_cli := tui worker review refresh ozmap mk store plan domain base

PACKAGES := libpq libcurl jansson sqlite3 libutf8proc inih libcrypto ncursesw panelw
WARNINGS := -Wall -Wextra -Wformat=2 -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla $(if $(WERROR),-Werror)
OPTIMISE ?= -O2 -g
HARDEN ?= -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fPIE
HARDEN_LINK ?= -pie -Wl,-z,relro,-z,now
CFLAGS_ALL := -std=gnu17 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 $(WARNINGS) $(OPTIMISE) $(HARDEN) $(SANITIZE) $(CFLAGS) \
	-DMKOZ_VERSION='"$(VERSION)"' -Iinclude -Isrc -I$(BUILD)/gen $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
LINK_ALL := $(HARDEN_LINK) $(SANITIZE) $(LDFLAGS)
LIBS = $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lm

sources = $(wildcard src/$(1)/*.c)
objects = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(call sources,$(1)))
libraries = $(foreach room,$(1),$(BUILD)/lib$(room).a)

all: $(BUILD)/mkoz catalogues

help: ## list the targets
	@grep -hE '^[a-z][a-z-]*:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 22

# --- the program ---------------------------------------------------------------------------------------------------
$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP -c $< -o $@

# a .sql file as C string literals, to be included in an initialiser
$(BUILD)/gen/%.sql.h: src/%.sql
	@mkdir -p $(@D)
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^\(.*\)$$/"\1\\n"/' $< > $@

define room_rules
$(BUILD)/lib$(1).a: $(call objects,$(1))
	@rm -f $$@
	$(AR) rcs $$@ $$^
$(call objects,$(1)): $(patsubst src/%.sql,$(BUILD)/gen/%.sql.h,$(wildcard src/$(1)/sql/*.sql))
endef
$(foreach room,$(ROOMS),$(eval $(call room_rules,$(room))))

$(BUILD)/mkoz: $(BUILD)/obj/main.o $(call libraries,cli $(left_cli))
	$(CC) $(LINK_ALL) $^ $(LIBS) -o $@

# --- translations, documentation, installation ------------------------------------------------------------------------
TEMPLATE := src/share/po/mkoz.pot
TRANSLATIONS := $(wildcard src/share/po/*.po)
CATALOGUES := $(TRANSLATIONS:src/share/po/%.po=$(BUILD)/locale/%/LC_MESSAGES/mkoz.mo)
$(BUILD)/locale/%/LC_MESSAGES/mkoz.mo: src/share/po/%.po
	@mkdir -p $(@D)
	msgfmt --check-format --check-domain -o $@ $<

$(BUILD)/themes:
	@mkdir -p $(@D)
	ln -s $(abspath themes) $@

catalogues: $(CATALOGUES) $(BUILD)/themes

# without the head that xgettext writes: it holds the day
template: ## collect what is to be translated
	(printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n' && LC_ALL=C.UTF-8 xgettext --language=C \
		--from-code=UTF-8 --no-wrap --add-location=file --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 --flag=_:1:pass-c-format \
		--flag=N_:1:pass-c-format -o - $(sort $(wildcard src/*.c src/*/*.c)) | sed '1,/^$$/d') >$(TEMPLATE)

# what is made from the program's tables, each in a document of its own
DOCUMENTS := README.md src/share/mkoz.1 src/share/completions/mkoz
DOCS := $(BUILD)/docs
$(DOCS): $(wildcard src/share/docs/*.c src/share/docs/*.h) $(call libraries,cli $(left_cli))
	$(CC) $(CFLAGS_ALL) -Isrc/share/docs $(LINK_ALL) $(filter %.c %.a,$^) $(LIBS) -o $@

docs: $(DOCS) ## write README's keys, the man page's commands and keys, the completion's words
	for document in $(DOCUMENTS); do \
		$(DOCS) $$document >$(BUILD)/document && cat $(BUILD)/document >$$document || exit 1; done

merge: template ## bring what is new into the translations
	for po in $(TRANSLATIONS); do msgmerge --quiet --update --backup=none --no-wrap $$po $(TEMPLATE) || exit 1; done

# --- unit tests: one program a file, linked only with its room and those to the left -----------------------------------
unit_sources := $(wildcard tests/unit/*/*.c)
unit_programs := $(patsubst tests/%.c,$(BUILD)/tests/%,$(unit_sources))
define unit_rules
$(BUILD)/tests/unit/$(1)/%: tests/unit/$(1)/%.c $(call libraries,$(1) $(left_$(1)))
	@mkdir -p $$(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP -Itests/unit $(LINK_ALL) $$< $(call libraries,$(1) $(left_$(1))) $(LIBS) -lcmocka -o $$@
endef
$(foreach room,$(ROOMS),$(eval $(call unit_rules,$(room))))

# --- programs beside the tests ----------------------------------------------------------------------------------------
SIM := $(BUILD)/tests/sim/ozmap-sim
# without those that bring an allocator or a clock of their own, and those that measure time
WATCHED := $(filter-out tests/unit/tui/% tests/unit/store/disk.c tests/unit/domain/filter.c,$(shell grep -LE 'chaos|steps\.h|clock\.h|worker/fake\.h' $(unit_sources)))
valgrind: ## the quick unit tests under valgrind
	$(MAKE) BUILD=$(BUILD)/watched HARDEN=-fPIE OPTIMISE="-O1 -g" $(WATCHED:tests/%.c=$(BUILD)/watched/tests/%)
	tests/tools/valgrind.sh $(WATCHED:tests/%.c=$(BUILD)/watched/tests/%)

threads: programs ## refresh's threads under ThreadSanitizer
	$(MAKE) BUILD=$(BUILD)/threaded HARDEN=-fPIE OPTIMISE="-O1 -g" SANITIZE=-fsanitize=thread $(BUILD)/threaded/mkoz
	BUILD=$(abspath $(BUILD)) THREADED=$(abspath $(BUILD)/threaded/mkoz) tests/tools/threads.sh

# SAMPLE=60 tries so many of them only
mutate: ## change what decides, operator by operator, and see the unit tests notice
	python3 tests/tools/mutate.py $(BUILD)/mutated $(if $(SAMPLE),--sample $(SAMPLE))

SHIM := $(BUILD)/tests/soak/shim.so
SIM_PACKAGES := libmicrohttpd jansson libssl libcrypto zlib
$(SIM): $(wildcard tests/sim/*.c tests/sim/*.h)
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -D_GNU_SOURCE $(WARNINGS) $(OPTIMISE) $(SANITIZE) -Itests/sim $(filter %.c,$^) $(LINK_ALL) -fPIE \
		$(shell pkg-config --cflags --libs $(SIM_PACKAGES)) -lpthread -o $@

GENERATE := $(BUILD)/tests/demo/generate
$(GENERATE): $(wildcard tests/demo/*.c tests/demo/*.h)
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -D_GNU_SOURCE $(WARNINGS) $(OPTIMISE) $(SANITIZE) -Itests/demo $(filter %.c,$^) $(LINK_ALL) -fPIE \
		$(shell pkg-config --cflags --libs jansson) -lm -o $@

# small C programs of the tests, linked with the whole house but main
TOOLS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/tools/*.c))
$(BUILD)/tests/tools/%: tests/tools/%.c $(call libraries,cli $(left_cli))
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(LINK_ALL) $< $(call libraries,cli $(left_cli)) $(LIBS) -o $@

# --- tests -------------------------------------------------------------------------------------------------------------
# A build folder of its own for each way of building, so that none of them spoils another.
SANITIZED := $(BUILD)/sanitized
SANITIZE_FLAGS := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer

check: ## install what is missing, build, and run every test (the same as CI)
	tests/tools/packages.sh test
	$(MAKE) tests

tests: layers unit integration sanitized ## every test, with what is installed

unit: $(unit_programs) ## the unit tests of each room
	tests/tools/run-units.sh $(unit_programs)

programs: all $(DOCS) $(SIM) $(GENERATE) $(TOOLS) $(SHIM)
integration: programs ## on a real PostgreSQL, the OZmap simulator and a real terminal
	BUILD=$(abspath $(BUILD)) tests/tools/run-integration.sh

sanitized: ## units and integration again under ASan and UBSan
	$(MAKE) BUILD=$(SANITIZED) WERROR= HARDEN="-fPIE" OPTIMISE="-O1 -g" SANITIZE="$(SANITIZE_FLAGS)" unit integration

layers: ## no room includes one to its right
	tests/tools/layers.sh $(foreach room,$(ROOMS),"$(room): $(left_$(room))")

# --- looking at the code ---------------------------------------------------------------------------------------------
c_files = $(shell git ls-files '*.c' '*.h')
lint: $(patsubst src/%.sql,$(BUILD)/gen/%.sql.h,$(wildcard src/*/sql/*.sql)) ## format, warnings as errors, clang-tidy, -fanalyzer, cppcheck
	clang-format --dry-run --Werror $(c_files)
	BUILD=$(abspath $(BUILD)) tests/tools/lint.sh

format: ## write every file the way clang-format wants it
	clang-format -i $(c_files)

# --- installing it -----------------------------------------------------------------------------------------------------
ROOT = $(DESTDIR)$(PREFIX)
UNIT = lib/systemd/system/mkoz.service
INSTALLED = bin/mkoz share/man/man1/mkoz.1 share/bash-completion/completions/mkoz $(UNIT) share/mkoz/themes \
	$(TRANSLATIONS:src/share/po/%.po=share/locale/%/LC_MESSAGES/mkoz.mo)

install: all ## into $(PREFIX), under $(DESTDIR)
	install -D -m 0755 $(BUILD)/mkoz $(ROOT)/bin/mkoz
	install -D -m 0644 src/share/mkoz.1 $(ROOT)/share/man/man1/mkoz.1
	install -D -m 0644 src/share/completions/mkoz $(ROOT)/share/bash-completion/completions/mkoz
	install -d $(ROOT)/share/mkoz/themes $(dir $(ROOT)/$(UNIT))
	install -m 0644 $(wildcard themes/*.ini) $(ROOT)/share/mkoz/themes
	sed 's|/usr/local/bin/|$(PREFIX)/bin/|' src/share/mkoz.service >$(ROOT)/$(UNIT)
	chmod 0644 $(ROOT)/$(UNIT)
	for po in $(TRANSLATIONS:src/share/po/%.po=%); do install -D -m 0644 \
		$(BUILD)/locale/$$po/LC_MESSAGES/mkoz.mo $(ROOT)/share/locale/$$po/LC_MESSAGES/mkoz.mo || exit 1; done

uninstall: ## take away what install brought
	rm -rf $(addprefix $(ROOT)/,$(INSTALLED))
	-rmdir $(ROOT)/share/mkoz

# --- using it -----------------------------------------------------------------------------------------------------------
demo: ## install what is missing, build, and open the console on a scratch MK and OZmap
	tests/tools/packages.sh run >&2
	$(MAKE) --no-print-directory programs >&2
	BUILD=$(abspath $(BUILD)) SIZE=$(or $(SIZE),400) CMD='$(CMD)' tests/demo/run.sh

contract: $(SIM) ## OZmap's official SDK against the simulator
	BUILD=$(abspath $(BUILD)) tests/contract/run.sh

# --- longer work ------------------------------------------------------------------------------------------------------------
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/*.c))
FUZZED := $(BUILD)/fuzzed
FUZZ_FLAGS := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
# what each target links, the base and the domain where nothing is said
fuzz_theme := tui $(left_tui)
fuzz_keys := tui $(left_tui)
fuzz_rows := ozmap $(left_ozmap)
fuzz_answer := ozmap $(left_ozmap)
fuzz_copy := mk $(left_mk)
fuzz_statement := mk $(left_mk)
fuzz_request := plan $(left_plan)
fuzz_store := review $(left_review)
fuzz_damaged := review $(left_review)
fuzz_retry := ozmap $(left_ozmap)
fuzz_shown := cli $(left_cli)
fuzzed:
	$(MAKE) BUILD=$(FUZZED) CC=clang HARDEN=-fPIE OPTIMISE="-O1 -g" WARNINGS= SANITIZE="$(FUZZ_FLAGS)" \
		$(ROOMS:%=$(FUZZED)/lib%.a)
$(BUILD)/fuzz/%: tests/fuzz/%.c $(wildcard tests/fuzz/*.h) fuzzed
	@mkdir -p $(@D)
	clang -std=gnu17 -D_GNU_SOURCE -g -O1 -Iinclude -Isrc $(shell pkg-config --cflags $(PACKAGES)) \
		-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined $< \
		$(patsubst %,$(FUZZED)/lib%.a,$(or $(fuzz_$*),domain base)) $(LIBS) -o $@

FUZZ_SECONDS ?= 3600
fuzz: $(FUZZERS) ## an hour of fuzzing by the clock (FUZZ_SECONDS), shared among the targets
	FUZZ_SECONDS=$(FUZZ_SECONDS) tests/tools/fuzz.sh $(FUZZERS)

slices: ## a few minutes of what takes long: fuzzing, mutants, valgrind, ThreadSanitizer
	$(MAKE) fuzz FUZZ_SECONDS=60
	$(MAKE) mutate SAMPLE=60
	$(MAKE) valgrind
	$(MAKE) threads

# every branch that the unit tests take, counted anew; COVERAGE_TESTS='unit integration' for what all tests take
COVERED := $(BUILD)/coverage
COVERAGE_TESTS ?= unit
COVERAGE_ROOMS := domain plan store worker
coverage: ## branches that tests take, room by room: at least 95 % of COVERAGE_ROOMS
	-find $(COVERED) -name '*.gcda' -delete 2>/dev/null
	$(MAKE) BUILD=$(COVERED) CC=gcc HARDEN=-fPIE OPTIMISE="-O0 -g" SANITIZE=--coverage $(COVERAGE_TESTS)
	python3 tests/tools/coverage.py $(COVERED) --goal 95 $(COVERAGE_ROOMS) --show $(SHOW)

$(SHIM): tests/soak/shim.c
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -D_GNU_SOURCE $(WARNINGS) -O1 -shared -fPIC $< -ldl -o $@

soak: programs $(SHIM) ## kills, failing memory and disks, eight workers: hours
	BUILD=$(abspath $(BUILD)) tests/soak/soak.sh

bench: programs ## speed and memory, as ratios against a peer in the same run
	BUILD=$(abspath $(BUILD)) tests/bench/bench.sh

clean: ## remove what was built
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

.PHONY: all catalogues template merge docs install uninstall help check tests unit programs integration sanitized layers lint format demo contract bench fuzz fuzzed slices coverage mutate valgrind threads soak clean
.DELETE_ON_ERROR:
# V=1 shows the commands
$(V).SILENT:
