-- The store's shape, version 1. Names of journal and snapshots are those of spec §9.

-- identity: 64 random hex digits, the first entry's prev; ozmap, mk: whose plan this is; wish: of the worker.
CREATE TABLE meta (
	key TEXT PRIMARY KEY,
	value TEXT
) WITHOUT ROWID;

-- Plans, the newest with the greatest id. read_after: the journal's last entry before it was read. The counts of the sides, then the facts that guards are judged by; held are
-- bits 1 << guard; down holds the codes whose session is down, sorted, each ended by NUL.
CREATE TABLE plan (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	created_at INTEGER NOT NULL,
	read_after INTEGER NOT NULL,
	mk_clients INTEGER NOT NULL,
	mk_active INTEGER NOT NULL,
	mk_cancelled INTEGER NOT NULL,
	ozmap_properties INTEGER NOT NULL,
	ozmap_clients INTEGER NOT NULL,
	sessions_known INTEGER NOT NULL,
	sessions_down INTEGER NOT NULL,
	facts_ozmap_clients INTEGER NOT NULL,
	facts_active INTEGER NOT NULL,
	facts_sessions_known INTEGER NOT NULL,
	newly_down INTEGER NOT NULL,
	canaries_missing INTEGER NOT NULL,
	held INTEGER NOT NULL,
	down BLOB
);

-- What a guard compares with: MK's active subscribers, or the codes that were down.
CREATE TABLE baseline (
	guard INTEGER PRIMARY KEY,
	active INTEGER,
	down BLOB
);

-- Changes and findings of all plans. rank is the order of execution; content and side_content are fingerprints that
-- spare a plan the rewriting of what it finds unchanged. fence is the worker that has claimed it, intent its open
-- intent, given_back the worker that claimed it and gave it back. undoes: the change that a revert takes back.
-- stands_on: the transfer without which a recode ends.
CREATE TABLE item (
	num INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	kind TEXT NOT NULL,
	rank INTEGER NOT NULL,
	state TEXT NOT NULL,
	code TEXT,
	name TEXT,
	address TEXT,
	city TEXT,
	district TEXT,
	box TEXT,
	login TEXT,
	onu TEXT,
	property_id TEXT,
	client_id TEXT,
	before_value TEXT,
	after_value TEXT,
	why TEXT,
	link TEXT,
	other_code TEXT,
	mk_power REAL,
	power_delta REAL,
	table_row INTEGER NOT NULL,
	cosmetic INTEGER NOT NULL,
	moved INTEGER NOT NULL,
	alone INTEGER NOT NULL,
	content INTEGER NOT NULL,
	side_content INTEGER NOT NULL,
	first_seen INTEGER NOT NULL,
	undoes TEXT,
	stands_on TEXT,
	decided_by TEXT,
	decided_at INTEGER,
	reason TEXT,
	wait TEXT,
	wait_base TEXT,
	overrides INTEGER NOT NULL DEFAULT 0,
	outcome TEXT,
	note TEXT,
	note_by TEXT,
	note_at INTEGER,
	fence INTEGER,
	intent INTEGER,
	given_back INTEGER
);
CREATE INDEX item_by_state ON item (state, rank, code);
CREATE INDEX item_by_code ON item (code);

-- The two sides of a change as JSON, apart, so that a list is read without them.
CREATE TABLE side (
	item INTEGER PRIMARY KEY,
	mk TEXT,
	ozmap TEXT
);

CREATE TRIGGER item_takes_its_side_along AFTER DELETE ON item
BEGIN
	DELETE FROM side WHERE item = OLD.num;
END;

-- What the newest plan found, and proposals that stand.
CREATE TABLE current (
	item INTEGER PRIMARY KEY
);

-- What the newest plan lacks, and whose decision therefore ends. A difference that a revert brought back stays rejected
-- when reading the plan had begun before the revert; what may have been sent stays until it is settled.
CREATE VIEW absent AS
SELECT num, id, kind, code, state, decided_by
FROM item
WHERE state IN ('pending', 'requested', 'approved', 'released', 'rejected', 'deferred', 'failed', 'stale', 'open',
                'applying')
  AND num NOT IN (SELECT item FROM current)
  AND kind NOT LIKE 'revert-%'
  AND NOT (state = 'applying' AND intent IS NOT NULL)
  AND NOT (state = 'rejected' AND reason = 'reverted'
           AND (SELECT max(seq) FROM journal WHERE change_id = item.id AND event = 'rejected')
               > (SELECT read_after FROM plan ORDER BY id DESC LIMIT 1));

-- Workers: holder is boot, process namespace, pid and start time; lease_until counts milliseconds of the boot clock.
CREATE TABLE worker (
	fence INTEGER PRIMARY KEY AUTOINCREMENT,
	holder TEXT NOT NULL,
	lease_until INTEGER NOT NULL
);

CREATE TABLE intent (
	num INTEGER PRIMARY KEY,
	item TEXT NOT NULL,
	fence INTEGER NOT NULL,
	at INTEGER NOT NULL,
	value_hash TEXT NOT NULL,
	whole_hash TEXT
);
CREATE INDEX intent_by_item ON intent (item);

-- Cancellations applied, for the limit within 24 hours; boot and ticks tell the age where the wall clock was set.
CREATE TABLE cancelled (
	num INTEGER PRIMARY KEY,
	change_id TEXT NOT NULL,
	at INTEGER NOT NULL,
	boot TEXT NOT NULL,
	ticks INTEGER NOT NULL,
	overridden INTEGER NOT NULL
);

-- Kinds of which something was ever written.
CREATE TABLE tried (
	kind TEXT PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE known_property (
	code TEXT PRIMARY KEY,
	property_id TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE reading (
	code TEXT NOT NULL,
	at INTEGER NOT NULL,
	dbm REAL NOT NULL,
	PRIMARY KEY (code, at)
) WITHOUT ROWID;

CREATE TABLE run (
	fence INTEGER PRIMARY KEY,
	pid INTEGER NOT NULL,
	holder TEXT NOT NULL,
	started_at INTEGER NOT NULL,
	ended_at INTEGER,
	seen_at INTEGER NOT NULL,
	total INTEGER NOT NULL,
	applied INTEGER NOT NULL,
	failed INTEGER NOT NULL,
	stale INTEGER NOT NULL,
	held INTEGER NOT NULL,
	phase TEXT NOT NULL,
	message TEXT NOT NULL
);

CREATE TABLE refresh (
	one INTEGER PRIMARY KEY CHECK (one = 1),
	pid INTEGER NOT NULL,
	holder TEXT,
	failure TEXT,
	at INTEGER
);

CREATE TABLE journal (
	seq INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	actor TEXT NOT NULL,
	event TEXT NOT NULL,
	change_id TEXT,
	kind TEXT,
	code TEXT,
	detail TEXT NOT NULL,
	prev TEXT NOT NULL,
	hash TEXT NOT NULL
);
CREATE INDEX journal_by_code ON journal (code) WHERE code IS NOT NULL;
CREATE INDEX journal_by_change ON journal (change_id) WHERE change_id IS NOT NULL;

CREATE TRIGGER journal_keeps_entries BEFORE DELETE ON journal
BEGIN
	SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER journal_keeps_words BEFORE UPDATE ON journal
BEGIN
	SELECT RAISE(ABORT, 'the journal is append-only');
END;

-- The last entry, kept apart from the journal so that a cut tail shows.
CREATE TABLE head (
	one INTEGER PRIMARY KEY CHECK (one = 1),
	seq INTEGER NOT NULL,
	hash TEXT NOT NULL
);

-- Personal text by its salted hash; erased, only the hash remains.
CREATE TABLE snapshots (
	hash TEXT PRIMARY KEY,
	at INTEGER NOT NULL,
	salt TEXT,
	content TEXT
);
CREATE INDEX snapshots_by_age ON snapshots (at) WHERE content IS NOT NULL;
