"""Time from a key to the frame it brings, through a pseudo-terminal: keys.py MKOZ [filter]. Prints lines of
NAME MEDIAN P95 LAST CPU: milliseconds to the end of the first frame, the median until all was drawn, and the 95th
percentile of what the console's own thread computed meanwhile, which other programs on the machine hardly change.
The first line, start, is from the program's start to the plan on the screen."""
import statistics
import sys
import time

sys.path.insert(0, __file__.rsplit("/", 2)[0] + "/tools")
from console_pty import Console, plain  # noqa: E402

MKOZ = sys.argv[1]
PAUSE = 0.004  # between two frames; within one, pieces follow each other at once
FILTER = b"florian"
HOME, DOWN, ENTER, ESCAPE = b"\x1bOH", b"j", b"\r", b"\x1b"


def computed(console):
    """Milliseconds that the thread of the keys has computed so far."""
    pid = console.process.pid
    with open(f"/proc/{pid}/task/{pid}/schedstat", encoding="ascii") as numbers:
        return int(numbers.read().split()[0]) / 1e6


def press(console, key, quiet):
    """Milliseconds to the end of the first frame, to that of the last, and computed."""
    before, began = computed(console), time.monotonic()
    console.send(key)
    pieces = console.read(quiet, 30)
    if not pieces:
        return None
    first = pieces[0][0]
    for at, _ in pieces:
        if at - first > PAUSE:
            break
        first = at
    return (first - began) * 1000, (pieces[-1][0] - began) * 1000, computed(console) - before


def percentile(numbers):
    return sorted(numbers)[int(len(numbers) * 0.95)]


def show(name, times):
    first, last, own = zip(*times)
    print(f"{name}\t{statistics.median(first):.1f}\t{percentile(first):.1f}\t{statistics.median(last):.1f}\t"
          f"{percentile(own):.1f}", flush=True)


def measure(console, name, keys, quiet=0.09, take=None):
    """Presses the keys one by one; take=0: every second key only prepares the next."""
    taken = [press(console, key, quiet) for key in keys]
    show(name, [each for each in (taken if take is None else taken[take::2]) if each])


def go(console, *keys):
    for key in keys:
        console.send(key)
        console.drain(0.5, 60)


def measure_filter(console):
    """One key over all rows of the largest tab: a word is begun, and taken away again."""
    go(console, b"f")
    measure(console, "filter", [b"\x1b[200~florian\x1b[201~", b"\x15"] * 8, 0.5, take=0)
    go(console, ESCAPE)


def measure_keys(console):
    measure(console, "j", [DOWN] * 40)
    measure(console, "PgDn", [b"\x1b[6~"] * 40)
    measure(console, "tab", [b"4", b"3"] * 20)
    measure(console, "sort", [b"s"] * 40)
    go(console, b"f")
    measure(console, "filter", ([FILTER[at:at + 1] for at in range(len(FILTER))] + [b"\x7f"] * len(FILTER)) * 4)
    go(console, ESCAPE, HOME)
    measure(console, "detail", [ENTER, ESCAPE] * 30, take=0)
    measure(console, "approve", [b"a", DOWN] * 30, take=0)


def start():
    """A console on its tabs, once the plan is there: how long that took."""
    began, got = time.monotonic(), b""
    made = Console([MKOZ], {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "LINES": None, "COLUMNS": None}, 50, 160)
    while b"at a glance" not in plain(got):
        pieces = made.read(0.002, 120)
        got += b"".join(data for _, data in pieces)
        shown = pieces[-1][0] if pieces else began
    show("start", [((shown - began) * 1000, (shown - began) * 1000, computed(made))])
    made.drain(0.5, 60)
    go(made, ESCAPE, b"3", b"F", HOME)
    return made


console = start()
if sys.argv[2:] == ["filter"]:
    measure_filter(console)
else:
    measure_keys(console)
console.close()
