"""Looks at a screen, as tmux captures it, on standard input; ends with 1 and says why when it is not as it should be.

  straight.py bar SIGN LEAST   the sign is in one and the same column, in at least LEAST rows
  straight.py sides            the labels of both sides of a change begin in one column each
  straight.py background COLUMNS   every cell has a background of its own (capture-pane -e -N, a terminal without bce)"""
import re
import sys
import unicodedata

LABELS = r"(?:code|name|power|address|status|box|drop|implanted|session|service|district|city)"


def width(text):
    """Columns, as terminals count them."""
    return sum(0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
               for char in text)


def bar(lines, sign, least):
    columns = [width(line[:line.index(sign)]) for line in lines if sign in line]
    if len(columns) < int(least) or len(set(columns)) != 1:
        return f"{sign} at {columns}"


def sides(lines):
    begin = next(i for i, line in enumerate(lines) if "── MK" in line)
    found = [re.match(rf"(..({LABELS}) .*?[ ≠] ){LABELS} ", line) for line in lines[begin + 1:]]
    columns = [width(match[1]) for match in found if match]
    if len(columns) < 5 or len(set(columns)) != 1:
        return f"the second side at {columns}"


def background(lines, columns):
    """What was erased without a background is not captured at all."""
    on = False
    for row, line in enumerate(lines):
        used = 0
        for parameters, text in re.findall(r"\x1b\[([0-9;]*)m|([^\x1b]+)", line):
            if text and not on:
                return f"row {row}: {text!r}"
            used += width(text)
            for parameter in (parameters or "0").split(";") if not text else []:
                on = False if parameter in ("0", "49") else on or bool(re.fullmatch("4[0-8]|10[0-7]", parameter))
        if used < int(columns):
            return f"row {row}: only {used} columns"


kind, *rest = sys.argv[1:]
sys.exit({"bar": bar, "sides": sides, "background": background}[kind](sys.stdin.read().split("\n")[:-1], *rest))
