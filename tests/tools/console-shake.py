"""Shakes the console: random sizes and random keys, from a seed; console-shake.py MKOZ STORE SHAKES SEED.

Three terminals, a third of the shakes each: one that only reads, with every key; one that may decide, without the keys
that decide at once or answer a question; one with all keys. Then the console has to answer, the store may hold no
decision that the keys did not make, and the terminal has to be as it was. SHAKE_RAW=PREFIX keeps what was written."""
import os
import random
import re
import signal
import sqlite3
import sys
import time

from console_pty import Console, plain

MKOZ, STORE, SHAKES, SEED = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
ENTER = [b"\r", b"\n", b"\x1bOM"]
DECIDING = [b"a", b"u", b"\x12"]  # one row at once; undo; redo
QUITTING = [b"Q", b"%", b"A"]
LEADING = [b"\x1b"] * 4 + [b"\r", b"\t", b"1", b"2", b"3", b"4", b"5", b"7", b"\x01", b"a", b"r", b"w", b"d", b"v",
                          b"\x1bOB", b"\x1bOC", b"\x1b[6~", b"\x1bOF"]
LETTERS = [bytes([code]) for code in range(33, 127)]
OTHERS = [b" ", b"\t", b"\x1b", b"\x7f", b"\x1bOA", b"\x1bOB", b"\x1bOC", b"\x1bOD", b"\x1b[A", b"\x1b[B", b"\x1b[5~",
          b"\x1b[6~", b"\x1b[3~", b"\x1bOH", b"\x1bOF", b"\x1b[Z", b"\x1bOP", b"\x1bOS", b"\x1b[15~", b"\x1b[1;2A",
          b"\x1b[1;2B", b"\x01", b"\x04", b"\x05", b"\x0b", b"\x0c", b"\x15", b"\x17", b"\x00", b"\xff", b"\xc3",
          "ç".encode(), "日".encode(), "e\u0301".encode(), b"\x1b[200~a\rr\ry\r\x1b[201~", b"\x1b[201~",
          b"\x1b[999~", b"\x1b]52;c;?\x07", b"\x1b[<64;3;4M", b"\x1b[<0;10;2M"]


def mouse(chance):
    """A click or the wheel anywhere, as older terminals send it."""
    return b"\x1b[M" + bytes([32 + chance.choice([0, 3, 64, 65]), 33 + chance.randrange(90), 33 + chance.randrange(40)])


def size(chance):
    if chance.random() < 0.25:
        return chance.randrange(1, 6), chance.randrange(1, 21)
    return chance.randrange(1, 70), chance.randrange(1, 220)


def decisions():
    store = sqlite3.connect(f"file:{STORE}?mode=ro", uri=True, timeout=30)
    try:
        return store.execute("SELECT count(*) FROM journal WHERE event <> 'refreshed'").fetchone()[0]
    finally:
        store.close()


def refuse(why, console):
    sys.exit(f"console-shake, seed {SEED}: {why}\n{plain(bytes(console.raw[-3000:])).decode(errors='replace')}")


def asked_in(console):
    return len(re.findall(rb"why\?|until when|No \]|Look before you", plain(bytes(console.raw))))


def start(options, term):
    console = Console([MKOZ, *options], {"TERM": term, "LC_ALL": "C.UTF-8", "LINES": None, "COLUMNS": None})
    console.see("ana")
    console.drain()
    return console


def settle(console):
    """Back to the tabs at 80 by 24, whatever is open."""
    console.resize(24, 80)
    console.send(b"\x1b[200~a paste whose end is lost")
    time.sleep(0.7)
    for _ in range(12):
        console.drain(0.03, 0.5)
        console.send(b"\x1b")
        time.sleep(0.06)
    console.drain(0.1, 2)


def answers(console):
    settle(console)
    for key, wanted in ((b"7", "Log"), (b"3", "Status"), (b"?", "approve the marks or the row")):
        console.send(key + (b"\x0c" if key != b"?" else b""))
        console.see(wanted)
    console.send(b"\x1b")
    console.drain()


def press(chance, keys):
    """Any key; those oftener that lead on to another screen or leave one."""
    if chance.random() < 0.05:
        return mouse(chance)
    often = [key for key in LEADING if key in keys]
    return chance.choice(often if chance.random() < 0.6 else keys)


def shake(console, chance, keys):
    """One shake; gives the keys that were pressed."""
    if chance.random() < 0.3:
        console.resize(*size(chance))
        pressed = []
    else:
        pressed = [press(chance, keys) for _ in range(chance.choice([1, 1, 1, 2, 3, 5]))]
        console.send(b"".join(pressed))
    # now and then a pause, as a question hears nothing that was typed ahead
    console.drain(*((0.07, 0.2) if chance.random() < 0.15 else (0.004, 0.03)))
    return pressed


def leave(console):
    """Quits; what was approved and not released is asked about, and Tab goes over to "leave"."""
    for key in (b"Q", b"\t", b"\r"):
        if not console.ended():
            console.send(key)
            console.drain(0.1, 1)


def part(name, options, term, keys, allowed, end):
    """allowed(pressed): these keys may have decided something."""
    chance = random.Random(f"{SEED} {name}")
    console, before, left = start(options, term), decisions(), 0
    first, recent, questions = before, [], 0
    for _ in range(SHAKES // 3):
        recent = (recent + shake(console, chance, keys))[-40:]
        if console.ended():
            if console.wait() != 0 or console.restored():
                refuse(f"{name}: it ended {console.wait()}, left {console.restored()}", console)
            questions += asked_in(console)
            console.close()
            console, left = start(options, term), left + 1
        now = decisions()
        if now != before and not allowed(recent):
            refuse(f"{name}: {now - before} decided by {recent}", console)
        before = now
    answers(console)
    if decisions() != before and not allowed(recent):
        refuse(f"{name}: decided afterwards", console)
    questions += asked_in(console)
    if end is None:
        leave(console)
    else:
        console.resize(*size(chance))
        console.process.send_signal(end)
    status = console.wait()
    if status != 0 or console.restored():
        refuse(f"{name}: it ended {status}, left {console.restored()}", console)
    console.close()
    if os.environ.get("SHAKE_RAW"):
        open(os.environ["SHAKE_RAW"] + name, "wb").write(console.raw)
    print(f"{name}: {SHAKES // 3} shakes, {before - first} decided, questions drawn {questions} times, left {left} times")
    return questions


def decide_one():
    """After all that, in a new console: a key that decides decides one."""
    console, before = start([], "xterm"), decisions()
    settle(console)
    for key in (b"3", b"F", b"U", b"\x1bOH", b"a"):
        console.send(key)
        console.drain(0.1, 2)
    for _ in range(50):
        if decisions() == before:
            console.drain(0.1, 0.1)
            time.sleep(0.1)
    if decisions() != before + 1:
        refuse(f"one row was approved, {decisions() - before} decided", console)
    leave(console)
    console.wait()
    console.close()


every = [key for key in LETTERS + OTHERS if key not in QUITTING]
silent = [key for key in every if key not in DECIDING] + [b"A"]
part("read-only", ["--read-only"], "xterm-256color", every + ENTER * 3, lambda pressed: False, signal.SIGTERM)
asked = part("unanswered", [], "screen-256color", silent, lambda pressed: False, signal.SIGHUP)
part("all keys", [], "vt100", every + ENTER * 3 + [b"a"] * 3,
                  lambda pressed: any(key in ENTER + DECIDING for key in pressed), None)
if SHAKES >= 600 and asked == 0:
    sys.exit("console-shake: no question was ever open")
decide_one()
