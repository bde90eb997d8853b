#!/usr/bin/env python3
"""Freezes a worker at a boundary, past its lease, and wakes it when another has done its work: frozen.py STEP [SEED].

Run by frozen.sh, in a world made by prepared.sh. Two workers share clocks that run faster, so that a lease of 30 s is over
in 2. The first is stopped (SIGSTOP) where it connects for each write, where it is answered, and at every STEP-th other call on the
network (one that stops while it writes the store holds its lock). The second has to take over what is open and end well. Then the first wakes. It
may write nothing more: OZmap's final state is the wanted one, and each change took effect exactly once.
One moment is left out, since no program can close it: between the last look at the clock and the send itself.
"""
import collections
import os
import random
import signal
import subprocess
import sys
import time

import kills

SPEED = 15
WRITES = ("send PATCH", "send POST", "send DELETE")


def state_of(process):
    """The letter that the kernel has for it: T where it is stopped."""
    try:
        return open(f"/proc/{process.pid}/stat").read().rsplit(")", 1)[1].split()[0]
    except OSError:
        return "X"


def start(epoch, **shim):
    return subprocess.Popen([kills.BUILD + "/mkoz", "--quiet", "apply"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                            env=kills.environment(SPEED=SPEED, EPOCH=epoch, **shim))


def points(names, step, chance):
    """Where to freeze: which call of which function. Connecting for each write, the answer to each, and some others."""
    seen, last, writes, others = collections.Counter(), {}, [], []
    answer_of = None
    for name in names:
        function = name.split()[0]
        seen[function] += 1
        last[function] = (function, seen[function])
        if name.startswith(WRITES):
            writes.append(last["connect"])
            answer_of = name
        elif function == "recv":
            (writes if answer_of else others).append(last["recv"])
            answer_of = None
        elif function == "connect":
            others.append(last["connect"])
    others = [point for point in others if point not in writes]
    writes = writes if step == 1 else chance.sample(writes, min(len(writes), 6))
    return writes + others[chance.randrange(step)::step]


def try_once(simulator, function, at, expected):
    """What went wrong, in words; and whether the first one was stopped at all."""
    kills.put_back(simulator)
    epoch = time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 10**6
    first = start(epoch, KIND="net", ONLY=function, AT=at, DO="stop")
    while state_of(first) not in "TZX" and first.poll() is None:
        time.sleep(0.005)
    stopped = first.poll() is None
    second = start(epoch)
    try:
        _, said = second.communicate(timeout=60)
        wrong = [] if second.returncode == 0 else [f"the second ended with {second.returncode}: {said.decode()}"]
        if stopped:
            wrong += kills.judge(simulator, expected)
            first.send_signal(signal.SIGCONT)
        _, said = first.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        for process in (first, second):
            process.kill()
        return ["they do not come to an end"], stopped
    if first.returncode not in (0, 1):
        wrong.append(f"the first ended with {first.returncode}: {said.decode()}")
    return wrong + [f"after it woke: {what}" for what in kills.judge(simulator, expected)], stopped


def main():
    step = int(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    simulator = kills.Simulator(os.environ["SIM_URL"])
    names, _, expected = kills.count_boundaries(simulator)
    began, tries, frozen, failed = time.monotonic(), 0, 0, 0
    for function, at in points(names, step, random.Random(seed)):
        wrong, stopped = try_once(simulator, function, at, expected)
        tries += 1
        frozen += stopped
        failed += bool(wrong)
        if wrong:
            print(f"WRONG at {function} {at}:\n" + "\n".join("    " + line for line in wrong[:9]), flush=True)
    print(f"frozen: seed {seed}, {tries} tries, {frozen} frozen past the lease, {failed} went wrong; "
          f"{(time.monotonic() - began) / tries:.2f} s each")
    sys.exit(1 if failed or frozen < tries / 2 else 0)


if __name__ == "__main__":
    main()
