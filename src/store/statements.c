/* The store's statements by name. Long ones are files in sql/; the empty string before each lets tools read this file
 * before those are made. */
#include "statements.h"

#include "entry.h"

/* The columns in the order in which items.c reads them; the two sides come last. */
#define ITEM_COLUMNS                                                                                                   \
	"item.num, item.id, item.kind, item.state, item.code, item.name, item.address, item.city, item.district, "     \
	"item.box, item.login, item.onu, item.property_id, item.client_id, item.before_value, item.after_value, "      \
	"item.why, item.link, item.other_code, item.mk_power, item.power_delta, item.table_row, item.cosmetic, "       \
	"item.moved, item.alone, item.first_seen, item.decided_by, item.decided_at, item.reason, item.wait, "          \
	"item.outcome, item.note, item.undoes"

static const char *const texts[STATEMENT_COUNT] = {
    [STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
    [STATEMENT_VIEW_BEGIN] = "BEGIN",
    [STATEMENT_COMMIT] = "COMMIT",
    [STATEMENT_DATA_VERSION] = "PRAGMA data_version",
    [STATEMENT_META_GET] = "SELECT value FROM meta WHERE key = ?",
    [STATEMENT_META_SET] = "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)",

    [STATEMENT_PLAN_INSERT] = ""
#include "store/sql/plan_insert.sql.h"
    ,
    [STATEMENT_PLAN_FORGET_DOWN] = "UPDATE plan SET down = NULL WHERE down IS NOT NULL",
    [STATEMENT_PLAN_NEWEST] = ""
#include "store/sql/plan_newest.sql.h"
    ,
    [STATEMENT_PLAN_ACCEPT_ACTIVE] = "INSERT OR REPLACE INTO baseline (guard, active) "
				     "SELECT ?, facts_active FROM plan ORDER BY id DESC LIMIT 1",
    [STATEMENT_PLAN_ACCEPT_DOWN] = "INSERT OR REPLACE INTO baseline (guard, down) "
				   "SELECT ?, down FROM plan ORDER BY id DESC LIMIT 1",
    [STATEMENT_BASELINES_TAKE_ACCEPTED] = "INSERT OR REPLACE INTO baseline (guard, active, down) "
					  "SELECT guard - 16, active, down FROM baseline WHERE guard >= 16",
    [STATEMENT_BASELINES_FORGET_ACCEPTED] = "DELETE FROM baseline WHERE guard >= 16",
    [STATEMENT_BASELINES] = "SELECT guard % 16, active, down FROM baseline WHERE guard < ? ORDER BY guard",
    [STATEMENT_CANCELLATIONS_USED] = ""
#include "store/sql/cancellations_used.sql.h"
    ,
    [STATEMENT_CANCELLATIONS_OPEN] = ""
#include "store/sql/cancellations_open.sql.h"
    ,
    [STATEMENT_KNOWN_PROPERTIES] = "SELECT code, property_id FROM known_property ORDER BY code",
    [STATEMENT_KNOWN_PROPERTY_SET] = "INSERT OR REPLACE INTO known_property (code, property_id) VALUES (?, ?)",
    [STATEMENT_STANDING_POWER] = "SELECT property_id, before_value, after_value "
				 "FROM current JOIN item ON item.num = current.item "
				 "WHERE kind = 'power' AND property_id IS NOT NULL AND state <> 'applied' "
				 "ORDER BY property_id",
    [STATEMENT_READING_ADD] = "INSERT OR REPLACE INTO reading (code, at, dbm) VALUES (?, ?, ?)",
    [STATEMENT_READING_FORGET] = "DELETE FROM reading WHERE code = ? AND at < ?",
    [STATEMENT_READINGS] = "SELECT at, dbm FROM (SELECT at, dbm FROM reading WHERE code = ? AND at >= ? "
			   "ORDER BY at DESC LIMIT ?) ORDER BY at",

    [STATEMENT_ITEM_FIND] = "SELECT num, state, content, side_content FROM item WHERE id = ?",
    [STATEMENT_ITEM_INSERT] = ""
#include "store/sql/item_insert.sql.h"
    ,
    [STATEMENT_ITEM_DESCRIBE] = ""
#include "store/sql/item_describe.sql.h"
    ,
    [STATEMENT_ITEM_ANEW] = ""
#include "store/sql/item_anew.sql.h"
    ,
    [STATEMENT_ITEM_LOAD] = "SELECT " ITEM_COLUMNS ", side.mk, side.ozmap "
			    "FROM item LEFT JOIN side ON side.item = item.num WHERE item.id = ?",
    [STATEMENT_ITEMS_CURRENT] = "SELECT " ITEM_COLUMNS " FROM current JOIN item ON item.num = current.item",
    [STATEMENT_SHARED_PORTS] = ""
#include "store/sql/shared_ports.sql.h"
    ,
    [STATEMENT_SIDE_SET] = "INSERT OR REPLACE INTO side (item, mk, ozmap) VALUES (?, ?, ?)",
    [STATEMENT_CURRENT_CLEAR] = "DELETE FROM current",
    [STATEMENT_CURRENT_ADD] = "INSERT OR IGNORE INTO current (item) VALUES (?)",
    [STATEMENT_CURRENT_ADD_REVERTS] = ""
#include "store/sql/current_add_reverts.sql.h"
    ,
    [STATEMENT_CURRENT_ADD_RECODES] = ""
#include "store/sql/current_add_recodes.sql.h"
    ,
    [STATEMENT_ABSENT] = "SELECT id, kind, code, state, decided_by FROM absent",
    [STATEMENT_ABSENT_WITHDRAW] = "UPDATE item SET state = 'withdrawn', fence = NULL "
				  "WHERE num IN (SELECT num FROM absent)",
    [STATEMENT_DEFERRED] = "SELECT item.num, item.kind, item.wait, item.wait_base, side.mk "
			   "FROM item LEFT JOIN side ON side.item = item.num "
			   "WHERE item.state = 'deferred' AND item.num IN (SELECT item FROM current)",

    [STATEMENT_DECIDE] = "UPDATE item SET state = ?, decided_by = ?, decided_at = ?, reason = ?, wait = ?, "
			 "wait_base = ?, overrides = CASE WHEN ? THEN overrides ELSE 0 END | ?, outcome = NULL, "
			 "given_back = NULL WHERE id = ? AND state = ?",
    [STATEMENT_RELEASE] = "UPDATE item SET state = ?, reason = coalesce(?, reason), overrides = overrides | ?, "
			  "given_back = NULL WHERE id = ? AND state = ?",
    [STATEMENT_SIDE_OF] = "SELECT side.mk FROM item JOIN side ON side.item = item.num WHERE item.id = ?",
    [STATEMENT_NOTE] = "UPDATE item SET note = ?, note_by = ?, note_at = ? WHERE id = ?",
    [STATEMENT_OVERRIDES] = "SELECT overrides FROM item WHERE id = ?",
    [STATEMENT_TRANSFER_OF] = ""
#include "store/sql/transfer_of.sql.h"
    ,
    [STATEMENT_TIE] = "UPDATE item SET undoes = ?, stands_on = ? WHERE num = ?",
    [STATEMENT_REJECT_REVERTED] = "UPDATE item SET state = 'rejected', reason = 'reverted', decided_by = ?, "
				  "decided_at = ?, wait = NULL, overrides = 0, outcome = NULL "
				  "WHERE num = ? AND state <> 'applying'",

    [STATEMENT_WORKER_ENTER] = "INSERT INTO worker (holder, lease_until) VALUES (?, ?)",
    [STATEMENT_WORKER_FORGET] = "DELETE FROM worker WHERE lease_until <= 0 "
				"AND fence NOT IN (SELECT fence FROM item WHERE state = 'applying')",
    [STATEMENT_WORKER_RENEW] = "UPDATE worker SET lease_until = ? WHERE fence = ?",
    [STATEMENT_WORKER_LEASE] = "SELECT lease_until FROM worker WHERE fence = ?",
    [STATEMENT_WORKERS_OTHERS] = "SELECT 1 FROM worker WHERE fence <> ? AND NOT holder_gone(holder, lease_until) "
				 "LIMIT 1",
    [STATEMENT_GIVE_BACK] = "UPDATE item SET state = 'released', fence = NULL "
			    "WHERE state = 'applying' AND fence = ? AND intent IS NULL",
    [STATEMENT_GIVE_BACK_OF_GONE] = ""
#include "store/sql/give_back_of_gone.sql.h"
    ,
    [STATEMENT_CLAIM_FIRST_RANK] = "SELECT rank FROM item WHERE state = 'released' AND given_back IS NOT ? "
				   "ORDER BY rank LIMIT 1",
    [STATEMENT_CLAIM_BARRIER] = "SELECT 1 FROM item WHERE state = 'applying' AND rank <= ? AND fence <> ? LIMIT 1",
    [STATEMENT_CLAIM_CANDIDATES] = "SELECT id, code, client_id, property_id FROM item WHERE state = 'released' "
				   "AND rank = ? AND given_back IS NOT ? ORDER BY code LIMIT ?",
    [STATEMENT_CLAIM_COMPANIONS] = ""
#include "store/sql/claim_companions.sql.h"
    ,
    [STATEMENT_CLAIM_OPEN_CANDIDATES] = ""
#include "store/sql/claim_open_candidates.sql.h"
    ,
    [STATEMENT_CLAIM] = "UPDATE item SET state = 'applying', fence = ?, given_back = NULL WHERE id = ?",
    [STATEMENT_CLAIM_OTHERS] = "SELECT 1 FROM item WHERE state = 'applying' AND fence <> ? LIMIT 1",
    [STATEMENT_HELD] = "SELECT 1 FROM item WHERE id = ? AND fence = ? AND state = 'applying'",
    [STATEMENT_INTENT_INSERT] = "INSERT INTO intent (item, fence, at, value_hash, whole_hash) VALUES (?, ?, ?, ?, ?)",
    [STATEMENT_INTENT_OPEN] = "UPDATE item SET intent = last_insert_rowid() WHERE id = ?",
    [STATEMENT_INTENT_LAST] = ""
#include "store/sql/intent_last.sql.h"
    ,
    [STATEMENT_WAS_BEGUN] = "SELECT intent IS NOT NULL, overrides FROM item WHERE id = ?",
    [STATEMENT_SETTLE] = ""
#include "store/sql/settle.sql.h"
    ,
    [STATEMENT_UNDOES] = "SELECT undoes FROM item WHERE id = ?",
    [STATEMENT_CANCELLED_ADD] = "INSERT INTO cancelled (change_id, at, boot, ticks, overridden) VALUES (?, ?, ?, ?, ?)",
    [STATEMENT_TRIED_SET] = "INSERT OR IGNORE INTO tried (kind) VALUES (?)",
    [STATEMENT_TRIED] = "SELECT count(*), coalesce(sum(kind = ?), 0) FROM tried",

    [STATEMENT_RUN_WRITE] = ""
#include "store/sql/run_write.sql.h"
    ,
    [STATEMENT_RUN_FORGET] = "DELETE FROM run WHERE fence < ?",
    [STATEMENT_RUN_READ] = ""
#include "store/sql/run_read.sql.h"
    ,
    [STATEMENT_REFRESH_START] = ""
#include "store/sql/refresh_start.sql.h"
    ,
    [STATEMENT_REFRESH_END] = ""
#include "store/sql/refresh_end.sql.h"
    ,
    [STATEMENT_REFRESH_READ] = "SELECT pid, holder, failure, at FROM refresh",

    [STATEMENT_HEAD_GET] = "SELECT seq, hash FROM head",
    [STATEMENT_HEAD_SET] = "INSERT OR REPLACE INTO head (one, seq, hash) VALUES (1, ?, ?)",
    [STATEMENT_JOURNAL_INSERT] =
	"INSERT INTO journal (seq, at, actor, event, change_id, kind, code, detail, prev, hash) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [STATEMENT_JOURNAL_ALL] = "SELECT " ENTRY_COLUMNS " FROM journal ORDER BY seq",
    [STATEMENT_JOURNAL_HASH_OF] = "SELECT hash FROM journal WHERE seq = ?",
    [STATEMENT_JOURNAL_SEQ_OF_PREV] = "SELECT seq FROM journal WHERE prev = ? AND seq > ? ORDER BY seq LIMIT 1",
    [STATEMENT_SNAPSHOT_INSERT] = "INSERT OR IGNORE INTO snapshots (hash, at, salt, content) VALUES (?, ?, ?, ?)",
    [STATEMENT_SNAPSHOT_READ] = "SELECT hash, salt, content FROM snapshots WHERE hash = ?",
    [STATEMENT_SNAPSHOTS_ALL] = "SELECT hash, salt, content FROM snapshots WHERE content IS NOT NULL",
    [STATEMENT_ERASE_SNAPSHOTS] = "UPDATE snapshots SET salt = NULL, content = NULL "
				  "WHERE content IS NOT NULL AND at < ?",
    [STATEMENT_ERASE_SIDES] = ""
#include "store/sql/erase_sides.sql.h"
    ,
    [STATEMENT_ERASE_ITEMS] = ""
#include "store/sql/erase_items.sql.h"
    ,
    [STATEMENT_ERASE_UNDECIDED] = ""
#include "store/sql/erase_undecided.sql.h"
    ,
    [STATEMENT_ERASE_READINGS] = "DELETE FROM reading WHERE at < ?",
};

const char *statement_text(enum statement statement)
{
	return texts[statement];
}
