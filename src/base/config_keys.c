/* The table of all keys (spec §2). */
#include "config_keys.h"

#include <stdlib.h>

#define AT(member) offsetof(struct config, member)
#define ANY_TIME .least = 0, .most = 3650LL * 86400
#define SOME_TIME .least = 1, .most = 3650LL * 86400
#define BOOL(section, key, member, text)                                                                               \
	{                                                                                                              \
		section, key, CONFIG_BOOL, AT(member), text, NULL, 0, 0                                                \
	}

const struct config_row config_rows[] = {
    /* clang-format off */
    {"mk", "host", CONFIG_STRING, AT(mk.host), "", NULL, 0, 0},
    {"mk", "port", CONFIG_STRING, AT(mk.port), "5432", NULL, 1, 65535},
    {"mk", "user", CONFIG_STRING, AT(mk.user), "", NULL, 0, 0},
    {"mk", "password_file", CONFIG_OPTIONAL, AT(mk.password_file), NULL, NULL, 0, 0},
    {"mk", "database", CONFIG_STRING, AT(mk.database), "mkData3.0", NULL, 0, 0},
    {"mk", "sslmode", CONFIG_WORD, AT(mk.sslmode), "verify-full",
     "disable allow prefer require verify-ca verify-full", 0, 0},
    {"mk", "sslrootcert", CONFIG_OPTIONAL, AT(mk.sslrootcert), NULL, NULL, 0, 0},
    {"mk", "link", CONFIG_ENUM, AT(mk.link), "contract", "contract connection", 0, 0},
    {"mk", "cancel_reasons", CONFIG_LIST, AT(mk.cancel_reasons), "8", NULL, 0, 0},
    {"mk", "status_source", CONFIG_ENUM, AT(mk.status_source), "login", "login radacct none", 0, 0},
    {"mk", "active_sql", CONFIG_OPTIONAL, AT(mk.active_sql), NULL, NULL, 0, 0},
    {"mk", "cancelled_sql", CONFIG_OPTIONAL, AT(mk.cancelled_sql), NULL, NULL, 0, 0},
    {"mk", "clients_sql", CONFIG_OPTIONAL, AT(mk.clients_sql), NULL, NULL, 0, 0},
    {"mk", "statement_timeout", CONFIG_DURATION, AT(mk.statement_timeout), "120 s", NULL, 1, 86400},
    {"mk", "timezone", CONFIG_TIMEZONE, AT(mk.timezone), "America/Sao_Paulo", NULL, 0, 0},
    BOOL("mk", "allow_insecure", mk.allow_insecure, "no"),

    {"ozmap", "url", CONFIG_URL, AT(ozmap.url), NULL, NULL, 0, 0},
    {"ozmap", "token_file", CONFIG_OPTIONAL, AT(ozmap.token_file), NULL, NULL, 0, 0},
    {"ozmap", "login", CONFIG_OPTIONAL, AT(ozmap.login), NULL, NULL, 0, 0},
    {"ozmap", "password_file", CONFIG_OPTIONAL, AT(ozmap.password_file), NULL, NULL, 0, 0},
    {"ozmap", "page_size", CONFIG_INTEGER, AT(ozmap.page_size), "500", NULL, 1, 10000},
    {"ozmap", "concurrency", CONFIG_INTEGER, AT(ozmap.concurrency), "4", NULL, 1, 32},
    {"ozmap", "max_requests_per_second", CONFIG_INTEGER, AT(ozmap.max_requests_per_second), "20", NULL, 1, 100000},
    {"ozmap", "connect_timeout", CONFIG_DURATION, AT(ozmap.connect_timeout), "10 s", NULL, 1, 3600},
    {"ozmap", "timeout", CONFIG_DURATION, AT(ozmap.timeout), "60 s", NULL, 1, 3600},
    {"ozmap", "ca_file", CONFIG_OPTIONAL, AT(ozmap.ca_file), NULL, NULL, 0, 0},
    {"ozmap", "ozloc_url", CONFIG_URL, AT(ozmap.ozloc_url), NULL, NULL, 0, 0},
    BOOL("ozmap", "allow_insecure", ozmap.allow_insecure, "no"),

    {"sync", "fields", CONFIG_FIELDS, AT(sync.fields), "name, address, status, power", "name address status power", 0,
     0},
    {"sync", "cosmetic", CONFIG_ENUM, AT(sync.cosmetic), "propose", "propose ignore", 0, 0},
    {"sync", "power_tolerance", CONFIG_DECIBEL, AT(sync.power_tolerance), "0.5 dB", NULL, 0, 100},
    {"sync", "power_max_age", CONFIG_DURATION, AT(sync.power_max_age), "7 d", NULL, SOME_TIME},
    {"sync", "status_after", CONFIG_DURATION, AT(sync.status_after), "30 min", NULL, ANY_TIME},
    {"sync", "address_format", CONFIG_FORMAT, AT(sync.address_format),
     "{street}, {number} {complement} - {district}, {city} - {state}, {zip}",
     "street number complement district city state zip", 0, 0},
    {"sync", "observation_format", CONFIG_FORMAT, AT(sync.observation_format),
     "Última conexão: código {code}, removido em {date}", "code name date", 0, 0},
    BOOL("sync", "delete_client", sync.delete_client, "yes"),
    BOOL("sync", "remove_property", sync.remove_property, "no"),

    {"guard", "max_cancellations", CONFIG_INTEGER, AT(guard.max_cancellations), "50", NULL, 0, 1000000},
    {"guard", "max_cancellations_percent", CONFIG_PERCENT, AT(guard.max_cancellations_percent), "1", NULL, 0, 100},
    {"guard", "max_active_drop_percent", CONFIG_PERCENT, AT(guard.max_active_drop_percent), "5", NULL, 0, 100},
    {"guard", "max_status_percent", CONFIG_PERCENT, AT(guard.max_status_percent), "15", NULL, 0, 100},
    {"guard", "canary_codes", CONFIG_LIST, AT(guard.canary_codes), "", NULL, 0, 0},
    {"guard", "bulk_limit", CONFIG_INTEGER, AT(guard.bulk_limit), "25", NULL, 0, 1000000},
    {"guard", "bulk_limit_telemetry", CONFIG_INTEGER, AT(guard.bulk_limit_telemetry), "5000", NULL, 0, 10000000},
    {"guard", "max_plan_age", CONFIG_DURATION, AT(guard.max_plan_age), "30 min", NULL, SOME_TIME},

    {"roles", "technicians", CONFIG_STRING, AT(roles.technicians), "", NULL, 0, 0},
    {"roles", "supervisors", CONFIG_STRING, AT(roles.supervisors), "", NULL, 0, 0},

    {"auto", "approve", CONFIG_LIST, AT(automatic.approve), "", NULL, 0, 0},
    BOOL("auto", "auto_cancellations", automatic.auto_cancellations, "no"),
    {"auto", "interval", CONFIG_DURATION, AT(automatic.interval), "15 min", NULL, SOME_TIME},

    {"apply", "trial", CONFIG_INTEGER, AT(trial), "5", NULL, 0, 1000000},

    {"store", "url", CONFIG_STORE_URL, AT(store_url), "sqlite:", NULL, 0, 0},
    {"store", "keep_personal_data", CONFIG_DURATION, AT(keep_personal_data), "365 d", NULL, SOME_TIME},

    {"ui", "theme", CONFIG_STRING, AT(ui.theme), "dark", NULL, 0, 0},
    {"ui", "language", CONFIG_OPTIONAL, AT(ui.language), NULL, NULL, 0, 0},
    BOOL("ui", "mouse", ui.mouse, "yes"),
    BOOL("ui", "mask_personal_data", ui.mask_personal_data, "no"),
    /* clang-format on */
};
const size_t config_row_count = sizeof config_rows / sizeof *config_rows;
