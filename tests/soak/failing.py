#!/usr/bin/env python3
"""Lets one allocation, one read, or one write or sync, fail in each run of each command: failing.py memory|disk|read STEP
[COMMAND...].

Run by failing.sh, in a world made by prepared.sh. STEP 1 tries every point, 37 every 37th. After each run: it ended by
itself, with a status of its own and one line on stderr that says why; the store is whole and its journal verifies; what
reached OZmap had an intent before; and after `apply`, and now and then a second failure in the run that recovers, the next
one brings OZmap to the wanted state, each change once.
"""
import collections
import os
import random
import sqlite3
import sys
import time

import kills

COMMANDS = {
    "refresh": ["refresh"],
    "plan": ["plan", "--no-refresh", "--format", "json"],
    "approve": ["approve", "--filter", "code:1014", "--expect", "1"],
    "apply": ["apply"],
    "history": ["history", "--format", "json"],
    "verify": ["verify"],
}
READING = ("plan", "history", "verify")
FINE = (0, 1)
CHANCE = random.Random(int(os.environ.get("SEED", time.time())))
POINTS_LEAST = 8  # of each command, whatever the step


def find_points(kind, words):
    """The calls that there are to fail, by name; for a disk, those alone that write."""
    log = kills.WORLD + "/count.log"
    status, said = kills.mkoz(*words, KIND=kind, LOG=log)
    if status != 0:
        raise SystemExit(f"{words[0]} ends with {status} where nothing fails: {said}")
    lines = open(log).read().split("\n")
    os.unlink(log)
    return lines[-2:-1] * int(lines[-2]) if kind == "memory" else lines[:-1]


def store_is_whole():
    database = sqlite3.connect(f"file:{kills.STATE}/store.db?mode=ro", uri=True)
    try:
        found = database.execute("PRAGMA quick_check").fetchone()[0]
        return [] if found == "ok" else [f"the store is damaged: {found}"]
    except sqlite3.DatabaseError as error:
        return [f"the store cannot be read: {error}"]
    finally:
        database.close()


def plan_now():
    """The newest plan, as far as it tells what was found."""
    database = sqlite3.connect(f"file:{kills.STATE}/store.db?mode=ro", uri=True)
    try:
        return database.execute("SELECT id, state, name, address, box, mk, ozmap FROM current JOIN item ON "
                                "item.num = current.item LEFT JOIN side ON side.item = item.num ORDER BY id").fetchall()
    finally:
        database.close()


def run(command, **breaking):
    """Runs it; status, stderr, stdout."""
    with open(kills.WORLD + "/output", "w+") as output:
        status, said = kills.mkoz(*COMMANDS[command], output=output, **breaking)
        output.seek(0)
        return status, said, output.read()


def judge_end(command, status, said):
    lines = [line for line in said.split("\n") if line]
    if status not in FINE:
        return [f"it ended with {status}: {said.strip()}"]
    if status == 1 and (not lines or not lines[-1].startswith("mkoz: ")):
        return [f"it failed without saying so: {said.strip()!r}"]
    return []


def recover(breaking):
    """The run that recovers fails too, every second time; what is wrong about that."""
    if CHANCE.random() < 0.5:
        return []
    status, said = kills.mkoz("apply", KIND=breaking["KIND"], DO=breaking.get("DO"), AT=CHANCE.randrange(1, 2000 if
                              breaking["KIND"] == "memory" else 60))
    return judge_end("apply", status, said) + [f"recovering: {what}" for what in store_is_whole()]


def try_once(simulator, command, breaking, expected, clean):
    status, said, output = run(command, **breaking)
    wrong = judge_end(command, status, said)
    if status == 0 and output != clean.output:
        wrong.append("it printed something else: " + output[:300])
    if command not in READING:
        wrong += store_is_whole()
    if command == "apply":
        wrong += kills.unjournalled(simulator.call("GET", "writes"))
        wrong += recover(breaking)
        wrong += kills.finish(None, CHANCE)
        wrong += kills.judge(simulator, expected)
    elif command == "refresh" and plan_now() not in clean.plans(status, breaking):
        wrong.append("the plan is another one")
    if command not in READING and not wrong:
        verified, said = kills.mkoz("verify")
        wrong += [f"verify: {said.strip()}"] if verified != 0 else []
    return wrong, status


def breakings(kind, total, step, chance):
    """One failure at every point, then two in a row; where the disk stays full, all that follow too."""
    for first in range(1 + chance.randrange(step), total + 1, step):
        if kind == "memory":
            yield {"KIND": kind, "AT": first}
            yield {"KIND": kind, "AT": first, "UPTO": first + 1 + chance.randrange(3)}
        elif kind == "read":
            yield {"KIND": kind, "AT": first, "DO": "eio"}
            yield {"KIND": kind, "AT": first, "DO": "eio", "UPTO": first + 1 + chance.randrange(3)}
        else:
            for action in ("eio", "enospc"):
                yield {"KIND": kind, "AT": first, "DO": action}
            yield {"KIND": kind, "AT": first, "UPTO": 10**9, "DO": "enospc"}


class Clean:
    """What the command does when nothing fails, and the points where something may."""

    def __init__(self, simulator, kind, command):
        self.before = plan_now()
        _, _, self.output = run(command)
        self.after = plan_now()
        kills.put_back(simulator)
        self.points = find_points(kind, COMMANDS[command])

    def plans(self, status, breaking):
        """What may stand in the store afterwards. Where a commit is written, its sync fails and then all else does, the
        next one to open the store finds it whole: it counts, though nobody could promise it."""
        unsure = "UPTO" in breaking and self.points[breaking["AT"] - 1].endswith("sync store.db-wal")
        return [self.after] if status == 0 else [self.before, self.after] if unsure else [self.before]


def fail_command(simulator, kind, step, command, expected):
    """All tries of one command; how many went wrong."""
    kills.put_back(simulator)
    clean = Clean(simulator, kind, command)
    kills.put_back(simulator)
    total = len(clean.points)
    step = max(1, min(step, total // POINTS_LEAST))
    chance = random.Random(step)
    began, tries, failed = time.monotonic(), 0, 0
    ends = collections.Counter()
    for breaking in breakings(kind, total, step, chance):
        if command not in READING:
            kills.put_back(simulator)
        wrong, status = try_once(simulator, command, breaking, expected, clean)
        tries += 1
        ends[status] += 1
        if wrong:
            failed += 1
            print(f"WRONG {command} {breaking}:\n" + "\n".join("    " + line for line in wrong), flush=True)
    print(f"failing {kind}: {command}: {total} points, {tries} tries in {time.monotonic() - began:.1f} s, "
          f"ends {dict(ends)}, {failed} went wrong", flush=True)
    return failed


def main():
    kind, step = sys.argv[1], int(sys.argv[2])
    simulator = kills.Simulator(os.environ["SIM_URL"])
    _, _, expected = kills.count_boundaries(simulator)
    failed = sum(fail_command(simulator, kind, step, command, expected) for command in sys.argv[3:] or COMMANDS)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
