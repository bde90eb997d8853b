#!/usr/bin/env python3
"""Changes one operator or constant after another in the code that decides, and sees whether a unit test notices.

  mutate.py BUILD [--sample N] [--only FILE...]   --sample: every so manieth mutant, so that N are tried

A mutant that no test notices survives; it is an error unless tests/tools/mutants.txt gives the reason why it may, on a
line `FILE | CHANGE | LINES | reason`, as it is printed for one that survives: the lines are the one before and its own. A reason for a mutant
that a test kills, or that is not there any more, is an error too when all are tried.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
LISTED = ROOT / "tests/tools/mutants.txt"
# what is changed, and the unit tests that must notice, the quickest first
TARGETS = {
    "src/plan/guards.c": ["plan/guards", "review/guards", "review/decide"],
    "src/plan/decide.c": ["plan/decide", "plan/traces", "plan/oracle", "plan/chaos"],
    "src/plan/missing.c": ["plan/decide", "plan/traces", "plan/oracle", "plan/chaos"],
    "src/plan/transfer.c": ["plan/decide", "plan/traces", "plan/oracle", "plan/chaos"],
    "src/plan/compare.c": ["plan/compare", "plan/spelling", "plan/decide", "plan/oracle", "plan/chaos"],
    "src/worker/judge.c": ["worker/judge", "worker/verdicts", "worker/run", "worker/revert"],
    "src/review/approve.c": ["review/decide", "review/guards", "review/edges", "review/broken"],
    "src/review/guard.c": ["review/guards", "review/decide", "review/edges", "review/broken"],
    "src/review/propose.c": ["review/decide", "review/guards", "review/edges", "review/broken"],
    "src/review/review.c": ["review/decide", "review/guards", "review/edges", "review/broken"],
    "src/review/role.c": ["review/decide", "review/guards", "review/edges", "review/broken"],
    "src/review/whole.c": ["review/guards", "review/decide", "review/edges", "review/broken"],
}
# each operator becomes the one beside it
CHANGES = [
    (r"&&", "||"), (r"\|\|", "&&"), (r"==", "!="), (r"!=", "=="), (r"<=", "<"), (r">=", ">"),
    (r"(?<=[\w)\]] )<(?= )", "<="), (r"(?<=[\w)\]] )>(?= )", ">="), (r"(?<=[\w)\]] )\+(?= )", "-"),
    (r"(?<=[\w)\]] )-(?= )", "+"), (r"(?<!return )(?<![\w.])0(?![\w.])", "1"), (r"(?<![\w.-])1(?![\w.])", "2"),
    (r"\btrue\b", "false"), (r"\bfalse\b", "true"), (r"(?<=[(\s])!(?=[\w(*])", ""), (r"\breturn -1\b", "return 0"), (r"\breturn 0;", "return -1;"),
]
STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|/\*.*?\*/')


def blanked(line):
    return STRINGS.sub(lambda found: " " * len(found.group()), line)


def mutants_of(path):
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines(keepends=True)
    in_comment = False
    for number, line in enumerate(lines):
        code = blanked(line)
        if in_comment or "/*" in code:
            in_comment = "*/" not in code
            continue
        if code.startswith("#") or re.match(r"\s*(for \(size_t i = 0;.*|\}|)$", code):
            continue
        for pattern, new in CHANGES:
            for found in re.finditer(pattern, code):
                changed = line[: found.start()] + new + line[found.end() :]
                word = f"{found.group()} to {new or 'nothing'} at {found.start()}"
                place = f"{lines[number - 1].strip()} {line.strip()}" if number else line.strip()
                yield number, word, place, "".join(lines[:number] + [changed] + lines[number + 1 :])


def run(command, timeout=60, environment=None):
    return subprocess.run(command, cwd=ROOT, timeout=timeout, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          text=True)


def fails(program):
    """The test fails, or does not end; what it leaves behind goes."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return run([program], 30, {**os.environ, "TMPDIR": folder}).returncode != 0
        except subprocess.TimeoutExpired:
            return True


def build_once(build):
    """The archives, and what make compiles and links with."""
    rooms = ["worker", "review", "plan", "store", "mk", "ozmap", "domain", "base"]
    make = ["make", "-s", "--no-print-directory", f"BUILD={build}", "HARDEN=-fPIE", "OPTIMISE=-O0"]
    subprocess.run([*make, *[f"{build}/lib{room}.a" for room in rooms]], cwd=ROOT, check=True)
    said = subprocess.run([*make, "--eval=say: ; @echo '$(subst ',,$(CFLAGS_ALL))' @@ '$(LIBS)'", "say"], cwd=ROOT, check=True,
                          capture_output=True, text=True).stdout
    flags, libraries = said.split(" @@ ")
    return [*flags.split(), "-w"], libraries.split(), [f"{build}/lib{room}.a" for room in rooms]


class Workshop:
    """Compiles and links in a folder of its own."""

    def __init__(self, build):
        self.folder = pathlib.Path(build).resolve() / "mutants"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.flags, self.libraries, self.archives = build_once(build)
        for test in sorted({test for tests in TARGETS.values() for test in tests}):
            made = run(["cc", *self.flags, "-Itests/unit", "-c", f"tests/unit/{test}.c", "-o", self.object_of(test)])
            if made.returncode != 0:
                sys.exit(f"mutate: {test} does not compile: {made.stderr}")

    def object_of(self, test):
        return str(self.folder / (test.replace("/", "-") + ".o"))

    def notices(self, path, text, number):
        """The test that notices the text in place of the file; None: none does."""
        source = self.folder / f"{number}.c"
        source.write_text(text, encoding="utf-8")
        objects = [f"{source}.o"]
        folder = path.rsplit("/", 1)[0]
        if run(["cc", *self.flags, f"-I{folder}", "-c", str(source), "-o", objects[0]]).returncode != 0:
            return "the compiler"
        try:
            for test in TARGETS[path]:
                program = f"{source}.{test.replace('/', '-')}"
                if run(["cc", *objects, self.object_of(test), *self.archives, *self.libraries, "-lcmocka", "-pie", "-o",
                        program]).returncode != 0:
                    return "the linker"
                failed = fails(program)
                pathlib.Path(program).unlink(missing_ok=True)
                if failed:
                    return test
        finally:
            for left in (source, *map(pathlib.Path, objects)):
                left.unlink(missing_ok=True)
        return None


def split_line(line):
    """The lines of source may hold the separator too."""
    path, change, rest = line.split(" | ", 2)
    source, reason = rest.rsplit(" | ", 1)
    return path, change, source, reason


def listed_reasons():
    reasons = {}
    if LISTED.exists():
        for line in LISTED.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                path, change, source, reason = split_line(line)
                reasons[(path, change, source)] = reason
    return reasons


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("build")
    arguments.add_argument("--sample", type=int, default=0)
    arguments.add_argument("--only", nargs="*", default=list(TARGETS))
    options = arguments.parse_args()
    shop = Workshop(options.build)
    for path in options.only:
        noticed = shop.notices(path, (ROOT / path).read_text(encoding="utf-8"), "as-it-is")
        if noticed:
            sys.exit(f"mutate: {path} as it is fails in {noticed}")
    mutants = [(path, *mutant) for path in options.only for mutant in mutants_of(path)]
    if options.sample:
        mutants = mutants[:: max(1, len(mutants) // options.sample)]
    started = time.monotonic()

    def attempt(work):
        number, (path, line, word, source, text) = work
        return path, line, word, source, shop.notices(path, text, number)

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(attempt, enumerate(mutants)))
    reasons = listed_reasons()
    bad = 0
    survivors = {outcome[:1] + outcome[2:4] for outcome in outcomes if outcome[4] is None}
    for path, line, word, source, noticed in outcomes:
        key = (path, word, source)
        if noticed is None and key not in reasons:
            print(f"mutate: {path}:{line + 1}: survives: {path} | {word} | {source} | ")
            bad += 1
        elif noticed is not None and key in reasons and key not in survivors:
            print(f"mutate: {path}:{line + 1}: {word}: is listed, and {noticed} notices it: take it off the list")
            bad += 1
    if not options.sample and options.only == list(TARGETS):
        for path, word, source in set(reasons) - {outcome[:1] + outcome[2:4] for outcome in outcomes}:
            print(f"mutate: {path}: {word}: {source}: is listed, and is not there any more")
            bad += 1
    killed = sum(outcome[4] is not None for outcome in outcomes)
    print(f"mutate: {len(outcomes)} mutants, {killed} noticed, {len(outcomes) - killed - bad} survive with a reason, "
          f"{bad} to look at, {time.monotonic() - started:.0f} s")
    return bad > 0


sys.exit(main())
