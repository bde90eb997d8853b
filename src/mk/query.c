/* Which SQL reads what: the parts in sql/, put together by link and status_source. */
#include "mk/query.h"

static const char columns[] =
#include "mk/sql/columns.sql.h"
    ;
static const char places[] =
#include "mk/sql/places.sql.h"
    ;
static const char radacct[] =
#include "mk/sql/radacct.sql.h"
    ;
static const char contracts[] =
#include "mk/sql/contracts.sql.h"
    ;
static const char connections[] =
#include "mk/sql/connections.sql.h"
    ;
static const char session_login[] =
#include "mk/sql/session-login.sql.h"
    ;
static const char session_radacct[] =
#include "mk/sql/session-radacct.sql.h"
    ;
static const char session_none[] =
#include "mk/sql/session-none.sql.h"
    ;

static const struct {
	const char *key, *from, *order;
} links[] = {
    [CONFIG_LINK_CONTRACT] = {"ct.codcontrato", contracts, "ct.codcontrato, cn.codconexao"},
    [CONFIG_LINK_CONNECTION] = {"cn.codconexao", connections, "cn.codconexao"},
};
static const struct {
	const char *columns, *join;
} sources[] = {
    [CONFIG_STATUS_LOGIN] = {session_login, ""},
    [CONFIG_STATUS_RADACCT] = {session_radacct, radacct},
    [CONFIG_STATUS_NONE] = {session_none, ""},
};

void mk_query_rows(struct text *out, const struct config_mk *config, bool one)
{
	enum config_status_source source = config->status_source;

	if (one && source == CONFIG_STATUS_RADACCT)
		source = CONFIG_STATUS_NONE;
	text_format(out, "SELECT %s,\n%s%s%s%s%s", links[config->link].key, columns, sources[source].columns,
		    links[config->link].from, places, sources[source].join);
	if (one)
		text_format(out, "WHERE %s = $1::integer\n", links[config->link].key);
	text_format(out, "ORDER BY %s\n", links[config->link].order);
}
