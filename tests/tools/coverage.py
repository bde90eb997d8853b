#!/usr/bin/env python3
"""Prints the line and branch coverage of each room, from gcov's JSON: coverage.py BUILD [--goal PERCENT ROOM...] [--show ROOM...]

A branch counts once any program took it. One rule leaves branches out, those that only running out of memory takes: a
branch never taken, on a condition that asks about memory: it calls text_check(), or the statement it guards calls
error_memory() (in that line or in the two after it). Such arms are the business of the tests that fail every allocation
once (tests/unit/*/chaos.c); how many were left out stands in the table.

--goal fails when one of the rooms is below; --show lists the branches of these rooms that nothing took.
"""
import json
import pathlib
import subprocess
import sys
from collections import defaultdict

GUARDED_LINES = 3  # the condition, and two lines for what it guards


def arguments(words):
    options = defaultdict(list)
    name = ""
    for word in words:
        if word.startswith("--"):
            name = word
            options[name] = []
        else:
            options[name].append(word)
    return options


def is_of_memory(source, number):
    condition = source[number - 1 : number - 1 + GUARDED_LINES]
    return "text_check(" in condition[0] or any("error_memory(" in line for line in condition)


def merge(counted, report):
    for file in report["files"]:
        path = file["file"]
        if not path.startswith("src/"):
            continue
        for line in file["lines"]:
            entry = counted[path].setdefault(line["line_number"], {"count": 0, "branches": []})
            entry["count"] += line["count"]
            taken = [branch["count"] for branch in line["branches"] if not branch["throw"]]
            entry["branches"] += taken


def count_room(room, counted):
    total = dict.fromkeys(("lines", "lines_hit", "branches", "hit", "memory"), 0)
    missed = []
    for path in sorted(counted):
        if not path.startswith(f"src/{room}/"):
            continue
        source = pathlib.Path(path).read_text(encoding="utf-8").splitlines()
        for number, line in sorted(counted[path].items()):
            total["lines"] += 1
            total["lines_hit"] += line["count"] > 0
            open_branches = sum(count == 0 for count in line["branches"])
            if open_branches and is_of_memory(source, number):
                total["memory"] += open_branches
                total["branches"] -= open_branches
            elif open_branches:
                missed.append((path, number, open_branches, len(line["branches"]), source[number - 1].strip()))
            total["branches"] += len(line["branches"])
            total["hit"] += len(line["branches"]) - open_branches
    return total, missed


def percent(part, whole):
    return 100.0 * part / whole if whole else 100.0


def main():
    options = arguments(sys.argv[1:])
    build = pathlib.Path(options[""][0]).resolve()
    counted = defaultdict(dict)
    notes = sorted((build / "obj").glob("*/*.gcno"))
    for start in range(0, len(notes), 40):
        batch = [str(note) for note in notes[start : start + 40]]
        output = subprocess.run(["gcov", "--json-format", "--branch-probabilities", "--stdout", *batch],
                                check=False, capture_output=True, text=True).stdout
        for line in output.splitlines():
            if line:
                merge(counted, json.loads(line))
    goal = float(options["--goal"][0]) if options["--goal"] else 0.0
    below = []
    print(f"{'room':<10}{'lines':>8}{'':>9}{'branches':>12}{'':>9}   left out (memory)")
    for room in sorted({path.split("/")[1] for path in counted}):
        total, missed = count_room(room, counted)
        branches = percent(total["hit"], total["branches"])
        print(f"{room:<10}{total['lines']:>8}{percent(total['lines_hit'], total['lines']):>8.1f}%"
              f"{total['branches']:>12}{branches:>8.1f}%{total['memory']:>12}")
        if room in options["--goal"] and branches < goal:
            below.append(f"{room} {branches:.1f} %")
        if room in options["--show"]:
            for path, number, open_branches, count, text in missed:
                print(f"    {path}:{number}: {open_branches} of {count}: {text}")
    if below:
        print(f"coverage: below {goal:g} % of branches: {', '.join(below)}")
    return bool(below)


sys.exit(main())
