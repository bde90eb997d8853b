#!/usr/bin/env python3
"""Lets one allocation, or one write or read of the store, fail in each run of the console: console.py memory|disk|read STEP
MKOZ SHIM.

Run by console.sh, beside a store made by console-seed. The same keys each time: some screens, a filter, an approval, an
undo, and the end. Whatever fails: the console ends by itself with 0, or with 1 and one line that says why, and leaves the
terminal as it was; the store is whole, its journal verifies, and it holds no more decisions than the keys made.
"""
import collections
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
from console_pty import Console, plain  # noqa: E402

KIND, STEP, MKOZ, SHIM = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
FOLDER = os.environ["STORE"]
KEYS = [b"\x1b", b"3", b"\r", b"\x1b", b"?", b"\x1b", b"f", b"a", b"\x15", b"\x1b", b"7", b"3", b"a", b"u", b"b", b"\x1b"]
DECISIONS = 2


def environment(**shim):
    return {"TERM": "xterm", "LC_ALL": "C.UTF-8", "LINES": None, "COLUMNS": None, "LD_PRELOAD": SHIM,
            **{f"SHIM_{name}": str(value) for name, value in shim.items()}}


def run(**shim):
    """Status, what is wrong with the terminal, what was written at last."""
    console = Console([MKOZ], environment(KIND=KIND, **shim))
    try:
        for key in [None] + KEYS:
            if console.ended():
                break
            if key:
                console.send(key)
            console.drain(0.03 if key else 0.15, 1)
        for _ in range(10):
            # what was approved and not released is asked about; a question hears nothing for a moment
            for key, quiet in ((b"\x1b", 0.06), (b"Q", 0.3), (b"\x1bOC", 0.06), (b"\r", 0.06)):
                if not console.ended():
                    console.send(key)
                    console.drain(quiet, 0.5)
        status = console.wait(3)
        return status, console.restored(), plain(bytes(console.raw)).decode(errors="replace")
    except (AssertionError, OSError) as error:
        return "hangs", [str(error)[:60]], plain(bytes(console.raw)).decode(errors="replace")
    finally:
        console.close()


def put_back():
    shutil.rmtree(FOLDER)
    shutil.copytree(FOLDER + "-kept", FOLDER)


def decisions():
    database = sqlite3.connect(f"file:{FOLDER}/store.db?mode=ro", uri=True)
    try:
        if database.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            return None
        return database.execute("SELECT count(*) FROM journal WHERE event <> 'refreshed'").fetchone()[0]
    finally:
        database.close()


def judge(status, left, said, before):
    wrong = [f"the terminal: {what}" for what in left]
    last = said.rstrip().split("\n")[-1]
    if status not in (0, 1):
        wrong.append(f"it ended with {status}")
    if status == 1 and "mkoz: " not in last:
        wrong.append(f"it failed without saying so: {last!r}")
    now = decisions()
    if now is None or not before <= now <= before + DECISIONS:
        wrong.append(f"{now} decisions, {before} before")
    verified = subprocess.run([MKOZ, "verify"], capture_output=True, text=True)
    if verified.returncode != 0 and "torn" not in verified.stderr and "missing" not in verified.stderr:
        wrong.append("verify: " + verified.stderr.strip())
    return wrong


def count():
    log = FOLDER + "-log"
    status, left, said = run(LOG=log)
    if status != 0 or left:
        sys.exit(f"console: it ends with {status}, {left}, where nothing fails: {said[-500:]}")
    lines = open(log).read().split("\n")
    os.unlink(log)
    return int(lines[-2]) if KIND == "memory" else len(lines) - 1


def main():
    before = decisions()
    total = count()
    chance, began = random.Random(int(os.environ.get("SEED", time.time()))), time.monotonic()
    ends, failed = collections.Counter(), 0
    for at in range(1 + chance.randrange(STEP), total + 1, STEP):
        put_back()
        status, left, said = run(AT=at, UPTO=at + chance.choice([0, 0, 2]), DO="eio")
        wrong = judge(status, left, said, before)
        ends[status] += 1
        failed += bool(wrong)
        if wrong:
            print(f"WRONG {KIND} {at}:\n" + "\n".join("    " + line for line in wrong), flush=True)
    print(f"console, {KIND}: {total} points, {sum(ends.values())} tries in {time.monotonic() - began:.1f} s, ends {dict(ends)}, "
          f"{failed} went wrong")
    sys.exit(1 if failed or not ends else 0)


if __name__ == "__main__":
    main()
