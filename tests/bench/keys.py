"""Time from a key to the frame it brings, through a pseudo-terminal: keys.py MKOZ [filter]. Prints lines
of NAME MEDIAN P95 LAST: milliseconds to the end of the first frame, and the median until all was drawn."""
import statistics
import sys
import time

sys.path.insert(0, __file__.rsplit("/", 2)[0] + "/tools")
from console_pty import Console  # noqa: E402

MKOZ = sys.argv[1]
PAUSE = 0.004  # between two frames; within one, pieces follow each other at once
FILTER = b"florian"


def press(console, key, quiet):
    """Milliseconds to the end of the first frame and to that of the last."""
    began = time.monotonic()
    console.send(key)
    pieces = console.read(quiet, 30)
    if not pieces:
        return None
    first = pieces[0][0]
    for at, _ in pieces:
        if at - first > PAUSE:
            break
        first = at
    return (first - began) * 1000, (pieces[-1][0] - began) * 1000


def measure(console, name, keys, quiet=0.09, take=None):
    """Presses the keys one by one; take=0: every second key only prepares the next."""
    taken = [press(console, key, quiet) for key in keys]
    times = [each for each in (taken if take is None else taken[take::2]) if each]
    first = sorted(one for one, _ in times)
    last = [other for _, other in times]
    print(f"{name}\t{statistics.median(first):.1f}\t{first[int(len(first) * 0.95)]:.1f}\t{statistics.median(last):.1f}",
          flush=True)


console = Console([MKOZ], {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "LINES": None, "COLUMNS": None}, 50, 160)
console.see("at a glance", 120)
console.drain(0.5, 60)
for key in (b"\x1b", b"3", b"F", b"\x1bOH"):
    console.send(key)
    console.drain(0.5, 60)
if sys.argv[2:] == ["filter"]:
    # one key over all rows of the largest tab: a word is begun, and taken away again
    console.send(b"f")
    console.drain(0.3, 5)
    measure(console, "filter", [b"\x1b[200~florian\x1b[201~", b"\x15"] * 8, 0.5, take=0)
    console.send(b"\x1b")
    console.drain(0.3, 5)
    console.send(b"Q")
    sys.exit(console.wait(30))
measure(console, "j", [b"j"] * 40)
measure(console, "PgDn", [b"\x1b[6~"] * 40)
measure(console, "tab", [b"4", b"3"] * 15)
measure(console, "sort", [b"s"] * 16)
console.send(b"f")
console.drain(0.3, 5)
typed = []
for _ in range(4):
    typed += [FILTER[at:at + 1] for at in range(len(FILTER))] + [b"\x7f"] * len(FILTER)
measure(console, "filter", typed)
console.send(b"\x1b")
console.drain(0.2, 5)
console.send(b"Q")
console.wait(30)
