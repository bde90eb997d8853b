#!/usr/bin/env python3
"""Kills `mkoz apply` anywhere, lets the next one finish, and judges from outside: kills.py TRIES [SEED].

Run by kills.sh, in a world made by prepared.sh. Each try puts store and OZmap back, breaks one run in one way (SIGKILL
before or after boundary N, at a random moment, a cut connection, a failing disk, an answer that is lost, half a batch, a
clock that jumps; TRIES 0 is one run that nothing breaks), then runs it again until it is done. OZmap's final state must be the wanted one, row by row; the
simulator's log must hold each wanted change exactly once and nothing else; every write must have had an intent in the
journal before it; the journal must verify.
"""
import collections
import http.client
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time

WORLD = os.environ["WORLD"]
BUILD = os.environ["BUILD"]
SHIM = BUILD + "/tests/soak/shim.so"
STATE = WORLD + "/state"
SPEED = 4
ENDS_MAX = 8  # runs after the broken one
DATE = re.compile(r"removido em \d{4}-\d\d-\d\d")


class Simulator:
    """The simulator's control interface."""

    def __init__(self, url):
        self.host = url.split("//")[1]
        self.connection = http.client.HTTPConnection(self.host)

    def call(self, method, what, body=None):
        for again in (True, False):
            try:
                text = None if body is None else json.dumps(body)
                self.connection.request(method, "/_sim/" + what, text)
                answer = self.connection.getresponse()
                data = answer.read()
                break
            except (http.client.HTTPException, OSError):
                self.connection = http.client.HTTPConnection(self.host)
                if not again:
                    raise
        if answer.status >= 300:
            raise SystemExit(f"the simulator refuses {what}: {data[:500]}")
        return json.loads(data) if data else None

    def reset(self, state):
        self.call("POST", "delete-all", {})
        operations = [{"what": "client", "add": row} for row in state["clients"]]
        operations += [{"what": "property", "add": row} for row in state["properties"]]
        self.call("POST", "mutate", operations)
        self.call("POST", "reset-faults", {})
        self.call("POST", "reset-stats", {})


def plain(text):
    return DATE.sub("removido em DAY", text) if isinstance(text, str) else text


def owner(row):
    client = row.get("client")
    return client.get("id") if isinstance(client, dict) else client


def rows_of(state):
    """Each row by what tells it apart: its id, or the code where it was made by mkoz; without times and history."""
    clients = {row["id"]: row for row in state["clients"]}
    rows = {}
    for row in state["clients"]:
        rows[("client", name_of(row, row["code"]))] = {
            key: plain(value) for key, value in row.items() if key not in ("id", "_id", "updatedAt", "createdAt")}
    for row in state["properties"]:
        client = clients.get(owner(row))
        code = client["code"] if client else None
        rows[("property", name_of(row, code))] = {
            key: plain(value) for key, value in row.items()
            if key not in ("id", "_id", "updatedAt", "createdAt", "client", "history")}
        rows[("property", name_of(row, code))]["client"] = name_of(client, code) if client else None
    return rows


def name_of(row, code):
    return row["id"] if row["id"][1:8] == "0000000" else "new " + str(code)


def wanted_state(prepared):
    """What must be there in the end, written down by hand: prepared.sh says which codes are approved."""
    rows = rows_of(prepared)
    client = lambda code: rows[("client", "c%023d" % code)]
    home = lambda code: rows[("property", "b%023d" % code)]
    for code in (1201, 1301):
        del rows[("client", "c%023d" % code)]
    del rows[("property", "b%023d" % 1201)]
    del rows[("client", "c%023d" % 1202)]
    home(1202).update(client=None, observation="fundos\nÚltima conexão: código 1202, removido em DAY")
    client(1203)["name"] = "José Ávila 120"
    home(1204)["address"] = "Rua das Flores, 10 - Trindade, Florianópolis - SC, 88010-000"
    for code in (1205, 1303, 1304, 1305):
        client(code)["implanted"] = True
    for code in (1206, 1302, 13036, 13046, 13056):
        client(code)["status"] = 1
    home(1207)["potencyRead"] = -25.5
    client(1208).update(code="1209", name="Dona Nova")
    client(1302)["name"] = "Maria Clara"
    home(1302)["potencyRead"] = -24.25
    client(1103)["name"] = "Outro Nome"
    home(1104)["address"] = "Rua das Flores, 10 - Centro, Florianópolis - SC, 88010-000"
    client(1105)["implanted"] = False
    client(1106)["status"] = 0
    home(1107)["potencyRead"] = -20
    client(1108).update(code="1108", name="Dona Antiga")
    home(1102).update(client="new 1102", observation="fundos")
    return rows


# What is put back under a new id is judged by these.
BACK = {
    ("client", "new 1101"): {"code": "1101", "name": "Assinante 1101", "implanted": False, "status": 0,
                             "onu": {"user_PPPoE": "pppoe1101", "serial_number": "ONU1101"}},
    ("property", "new 1101"): {"address": "Rua das Flores, 10 - Centro, Florianópolis - SC, 88010-000",
                               "observation": "casa verde", "potencyRead": -19.25, "client": "new 1101"},
    ("client", "new 1102"): {"code": "1102", "name": "Assinante 1102", "implanted": True, "status": 0,
                             "onu": {"user_PPPoE": "pppoe1102"}},
}


def differences(rows, wanted):
    """What is wrong with the final state, in words."""
    wrong = []
    for key in sorted(set(wanted) | set(rows) | set(BACK), key=str):
        have, want = rows.get(key), wanted.get(key)
        if key in BACK:
            want = BACK[key]
            have = have and {name: have.get(name) for name in want}
            if have and isinstance(want.get("onu"), dict):
                have["onu"] = {name: (have["onu"] or {}).get(name) for name in want["onu"]}
        if have != want:
            wrong.append(f"{key}: {have} instead of {want}")
    return wrong


def changes_of(writes, state):
    """The log's changes as a multiset; rows that mkoz made by their code."""
    codes = {}
    for entry in writes:
        for change in entry["changes"]:
            if change["field"] == "created":
                row = change["after"]
                codes[change["id"]] = row.get("code") or "property"
    seen = collections.Counter()
    for entry in writes:
        for change in entry["changes"]:
            after = change["after"]
            if change["field"] == "created":
                after = codes[change["id"]]
            if isinstance(after, str) and after in codes:
                after = "new " + codes[after]
            name = "new " + codes[change["id"]] if change["id"] in codes else change["id"]
            seen[json.dumps([change["what"], name, change["field"], plain(after)], ensure_ascii=False)] += 1
    return seen


def intended():
    """Ids of clients and properties that have an intent in the journal."""
    database = sqlite3.connect(f"file:{STATE}/store.db?mode=ro", uri=True)
    try:
        rows = database.execute("SELECT DISTINCT client_id, property_id FROM journal JOIN item ON change_id = item.id "
                                "WHERE event = 'intent' AND seq > ?", (PREPARED_HEAD,)).fetchall()
    finally:
        database.close()
    return {name for row in rows for name in row if name}


def unjournalled(writes):
    """Writes that took effect although no intent was in the journal."""
    if not writes:
        return []
    known = intended()
    made = {change["id"] for entry in writes for change in entry["changes"] if change["field"] == "created"}
    return [f"not in the journal: {change['what']} {change['id']} {change['field']}" for entry in writes
            for change in entry["changes"] if change["id"] not in known | made]


def environment(**more):
    shim = {f"SHIM_{name}": str(value) for name, value in more.items() if value is not None}
    result = dict(os.environ, HOME=WORLD + "/home", LC_ALL="C.UTF-8", LANGUAGE="", **shim)
    if shim:
        result["LD_PRELOAD"] = SHIM
    return result


def mkoz(*words, kill_after=None, output=subprocess.DEVNULL, **shim):
    """Runs mkoz; gives its status and stderr."""
    process = subprocess.Popen([BUILD + "/mkoz", "--quiet", *words], env=environment(**shim), stdout=output,
                               stderr=subprocess.PIPE)
    try:
        _, words_said = process.communicate(timeout=60 if kill_after is None else kill_after)
    except subprocess.TimeoutExpired:
        process.kill()
        _, words_said = process.communicate()
        if kill_after is None:
            return "hangs", words_said.decode(errors="replace")
    return process.returncode, words_said.decode(errors="replace")


def put_back(simulator):
    shutil.rmtree(STATE)
    shutil.copytree(WORLD + "/prepared", STATE)
    simulator.reset(PREPARED)


def count_boundaries(simulator, shim=True):
    """A clean run under the shim: the names of its boundaries in order, how long it took, and its changes."""
    put_back(simulator)
    log = WORLD + "/shim.log"
    began = time.monotonic()
    status, said = mkoz("apply", LOG=log if shim else None)
    took = time.monotonic() - began
    if status != 0:
        raise SystemExit(f"the clean run ended with {status}: {said}")
    names = [line.split(" ", 1)[1].strip() for line in open(log)] if shim else []
    if shim:
        os.unlink(log)
    wrong = differences(rows_of(simulator.call("GET", "state")), WANTED)
    if wrong:
        raise SystemExit("the clean run does not reach the wanted state:\n" + "\n".join(wrong))
    return names, took, changes_of(simulator.call("GET", "writes"), None)


class Breaking:
    """One way to break a run: what to tell the shim, the simulator, and when to kill."""

    def __init__(self, name, kill_after=None, fault=None, **shim):
        self.name, self.kill_after, self.fault, self.shim = name, kill_after, fault, shim


WAYS = (["kill"] * 6 + ["kill-after"] * 6 + ["moment"] * 4 + ["cut", "eio", "enospc", "full", "answer", "half", "jump", "twice"])


def choose(number, names, took, chance):
    """The try's breaking: boundaries in turn, everything else at random."""
    way = WAYS[number % len(WAYS)]
    total = len(names)
    at = 1 + (number * 7919 + chance.randrange(3)) % total
    if number % 2:  # as often as any other name: most boundaries are writes to the store's log
        wanted = chance.choice(sorted(set(names)))
        at = chance.choice([i + 1 for i, name in enumerate(names) if name == wanted])
    net = [i + 1 for i, name in enumerate(names) if name.split()[0] in ("send", "recv", "connect")]
    disk = [i + 1 for i, name in enumerate(names) if i + 1 not in set(net)]
    write = {"match": {"method": chance.choice(["PATCH", "POST", "DELETE"]), "nth": chance.randrange(1, 6)}}
    label = lambda number: f"{way} {names[number - 1]}"
    if way in ("kill", "kill-after"):
        return Breaking(label(at), AT=at, DO=way)
    if way == "moment":
        return Breaking("moment", kill_after=chance.uniform(0, took * 1.1))
    if way == "cut":
        at = chance.choice(net)
        return Breaking(label(at), AT=at, UPTO=at + chance.choice([0, 0, 3]), DO="cut")
    if way in ("eio", "enospc"):
        at = chance.choice(disk)
        return Breaking(label(at), KIND="disk", AT=disk.index(at) + 1, DO=way)
    if way == "full":
        at = chance.choice(disk)
        return Breaking(label(at), KIND="disk", AT=disk.index(at) + 1, UPTO=10**9, DO="enospc")
    if way == "answer":
        return Breaking("answer lost", fault={**write, "do": chance.choice(["drop-after", "drop-before"])})
    if way == "half":
        match = {"method": "POST", "path": "*/batch-update"}
        return Breaking("half a batch", fault={"match": match, "do": "half-batch", "status": chance.choice([500, 204])})
    if way == "jump":
        return Breaking(f"jump, kill {names[at - 1]}", AT=at, DO="kill", JUMP=chance.choice([-86400, 86400]),
                        JUMP_AT=chance.randrange(total))
    return Breaking(f"answer lost, kill {names[at - 1]}", AT=at, DO="kill", fault={**write, "do": "drop-after"})


def finish(breaking, chance):
    """Runs it until it is done; now and then the next run is killed too. Clocks run faster: what the broken run sent may
    still arrive, which the next one waits for."""
    epoch = int(time.clock_gettime(time.CLOCK_BOOTTIME) * 1000)
    for _ in range(ENDS_MAX):
        again = {"AT": chance.randrange(1, 400), "DO": "kill"} if chance.random() < 0.15 else {}
        status, said = mkoz("apply", SPEED=SPEED, EPOCH=epoch, **again)
        if status == 0:
            return []
        if status not in (-9, 1):
            break
    return [f"the next run ended with {status}: {said.strip()}"]


def try_once(simulator, breaking, expected, chance):
    """One try; what went wrong, in words."""
    put_back(simulator)
    if breaking.fault:
        simulator.call("POST", "fault", breaking.fault)
    status, said = mkoz("apply", kill_after=breaking.kill_after, **breaking.shim)
    wrong = unjournalled(simulator.call("GET", "writes"))
    if status not in (0, 1, -9):
        wrong.append(f"the broken run ended with {status}: {said.strip()}")
    wrong += finish(breaking, chance)
    return wrong + judge(simulator, expected)


def judge(simulator, expected):
    """What is wrong when all is done."""
    seen = changes_of(simulator.call("GET", "writes"), None)
    wrong = [f"lost: {what}" for what in expected - seen]
    wrong += [f"doubled: {what}" for what, count in (seen - expected).items() if what in expected]
    wrong += [f"unapproved: {what}" for what in seen - expected if what not in expected]
    wrong += differences(rows_of(simulator.call("GET", "state")), WANTED)
    status, said = mkoz("verify")
    if status != 0:
        wrong.append(f"verify: {said.strip()}")
    return wrong


def report(hit, tries, failed, slowest, began):
    points = collections.Counter(name for name in hit)
    for name, count in sorted(points.items()):
        print(f"  {count:6d}  {name}")
    took = time.monotonic() - began
    print(f"kills: {tries} tries in {len(points)} named ways and places, {failed} went wrong; "
          f"{took / max(tries, 1):.3f} s each, the slowest {slowest:.2f} s")


def main():
    tries = int(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    chance = random.Random(seed)
    simulator = Simulator(os.environ["SIM_URL"])
    names, took, expected = count_boundaries(simulator, shim=tries > 0)
    if tries == 0:
        return
    print(f"kills: seed {seed}, {len(names)} boundaries in a run of {took:.2f} s, {sum(expected.values())} changes")
    hit, failed, slowest, began = [], 0, 0.0, time.monotonic()
    first = chance.randrange(len(names))
    for number in range(tries):
        breaking = choose(first + number, names, took, chance)
        at = time.monotonic()
        wrong = try_once(simulator, breaking, expected, chance)
        slowest = max(slowest, time.monotonic() - at)
        if os.environ.get("KILLS_SLOW") and time.monotonic() - at > float(os.environ["KILLS_SLOW"]):
            print(f"slow: {time.monotonic() - at:.2f} s: {breaking.name} {breaking.shim} {breaking.fault}")
        hit.append(breaking.name)
        if wrong:
            failed += 1
            print(f"WRONG in try {number} ({breaking.name}, {breaking.shim}, {breaking.fault}):")
            print("\n".join("    " + line for line in wrong), flush=True)
            keep = f"{WORLD}/wrong-{number}"
            if failed <= 3 and not os.path.exists(keep):
                shutil.copytree(STATE, keep)
    report(hit, tries, failed, slowest, began)
    sys.exit(1 if failed else 0)


PREPARED = json.load(open(WORLD + "/prepared.json"))
WANTED = wanted_state(PREPARED)
PREPARED_HEAD = sqlite3.connect(f"file:{WORLD}/prepared/store.db?mode=ro", uri=True).execute(
    "SELECT max(seq) FROM journal").fetchone()[0]

if __name__ == "__main__":
    main()
