"""Hostile text on every screen: console-hostile.py MKOZ STORE. All bytes that the console writes to its terminal are
looked at: no sequence but its own, no control, bidi or zero-width character."""
import re
import sys
import unicodedata

from console_pty import Console, plain

MKOZ = sys.argv[1]
# attributes up to 255, places of at most three digits: what a person's text could hold beside is theirs
OWN = re.compile(rb"\x1b\[\??[0-9]{1,4}(;[0-9]{1,4})*[A-Za-z@]$|\x1b\[[A-Za-z@]$")
REPORTS = re.compile(rb"\x1b\[[0-9;]*[nc]|\x1bc|\x1bP")
STATIONS = [b"1", b"2", b"3", b"4", b"5", b"6", b"7"]
TOUR = [b"\x1b[6~", b"\x1bOF", b"\r", b"\x1b[6~", b"\x1bOF", b"d", b"\x1b[6~", b"\x1b", b"\x1b", b"y", b"\x01", b"a",
        b"\x1b[6~", b"\x1b[6~", b"\x1b", b"U", b"r", b"\x1b", b"x", b"\x1b", b"v", b"\x1bOA", b"v", b"U", b"s", b"s", b"t",
        b"T", b"PWNED", b"\r", b"U", b"/", b"PWNED", b"\r", b"n"]
LAST = [b"G", b"\x1b[6~", b"\x1b", b"H", b"\x1b[6~", b"\x1b", b"?", b"\x1b[6~", b"\x1b", b":", b"\x1b[6~", b"\x1b",
        b"3", b"f", b"\x1b[200~\x1b[31337mPWNED\x07\xe2\x80\xae\xc2\x9b2J\x1b[201~", b"\x1b", b"R"]


def wrong(raw):
    """Why these bytes may not be written, or None."""
    at = REPORTS.search(raw)
    if at:
        return f"asks or resets the terminal: {raw[at.start() - 60:at.end() + 20]!r}"
    for sequence in re.findall(rb"\x1b\[[^A-Za-z@]*[A-Za-z@]", raw):
        if not OWN.match(sequence) or b"31337" in sequence:
            return f"a sequence of somebody else's: {sequence!r}"
    left = plain(raw)
    at = left.find(b"\x1b")
    if at >= 0:
        return f"an escape: {left[max(0, at - 60):at + 40]!r}"
    for place, char in enumerate(left.decode("utf-8", errors="strict")):
        if char not in "\r\n\b\t\x07" and unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp", "Co", "Cs", "Cn"):
            return f"U+{ord(char):04X} at {place}"
    # a character with more than eight marks
    if re.search(rb"(\xcc\x81){9}", left):
        return "a heap of combining marks"
    return None


def tour(rows, columns, term):
    console = Console([MKOZ], {"TERM": term, "LC_ALL": "C.UTF-8", "LINES": None, "COLUMNS": None}, rows, columns)
    console.drain(0.3, 20)
    stops = [key for station in STATIONS for key in [b"\x1b", station] + TOUR] + LAST
    for key in stops:
        console.send(key)
        console.drain(0.03, 1)
        # a question hears nothing for a moment, and Esc waits for what it could begin
        if key == b"\x1b":
            console.drain(0.06, 1)
        if console.ended():
            sys.exit(f"console-hostile: it ended {console.wait()} at {key!r}")
    raw = bytes(console.raw)
    console.close()
    why = wrong(raw)
    if why is not None:
        sys.exit(f"console-hostile, {columns}x{rows} {term}: {why}")
    shown = plain(raw).count(b"PWNED")
    if shown < 50 and columns > 40:
        sys.exit(f"console-hostile: only {shown} hostile texts were shown")
    print(f"{columns}x{rows} {term}: {len(raw)} bytes, {shown} hostile texts shown")


for bad in (b"\x1b[6n", b"\x1b[31337m", "a\u202eb".encode(), "a\u200bb".encode(), b"\x1b]0;PWNED\x07", b"\xc2\x9b2J"):
    assert wrong(b"\x1b[1;1H" + bad) is not None, bad
tour(36, 120, "xterm-256color")
tour(24, 80, "screen-256color")
tour(12, 40, "xterm")
