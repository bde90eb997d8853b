#!/usr/bin/env python3
"""Several workers on one store, killed and frozen meanwhile: workers.py world CHANGES | workers.py run WORKERS.

`world` writes OZmap's state to $WORLD/many.json and prints how many customers it has. `run` lets WORKERS apply what is
approved, under a clock that runs faster (so that a lease of 30 s is over in 3), kills one or freezes one past its lease
now and then, and judges from outside: every change took effect exactly once, and nothing else did.
"""
import collections
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request

WORLD = os.environ["WORLD"]
FIRST = 100000
SPEED = 10
LEASE = 30 / SPEED


def is_cancelled(number):
    return number % 50 == 7


def client_of(number):
    """What differs from MK: all are down there; some names, some not implanted, some cancelled there."""
    return {"id": "c%023d" % (FIRST + number), "code": str(FIRST + number),
            "name": "Nome Antigo" if number % 10 == 3 else "Assinante de Muitos", "observation": "",
            "implanted": number % 5 != 1 and not is_cancelled(number), "certified": False, "status": 0, "tags": [],
            "onu": {"user_PPPoE": None, "serial_number": None, "mac_address": None}}


def property_of(number):
    return {"id": "b%023d" % (FIRST + number), "kind": "Property", "box": None, "pole": None, "drop": None,
            "address": "Rua das Flores, 10 - Centro, Florianópolis - SC, 88010-000", "observation": "",
            "project": "d00000000000000000000001", "coords": [-48.54, -27.59], "lat": -27.59, "lng": -48.54,
            "potencyRead": -20.5, "tags": [], "connections": [], "history": {"clients": []},
            "client": "c%023d" % (FIRST + number)}


def changes_of(number):
    """The changes that take effect for one customer, as the simulator logs them."""
    client, home = "c%023d" % (FIRST + number), "b%023d" % (FIRST + number)
    if is_cancelled(number):
        return [(client, "deleted"), (home, "deleted")]
    found = [(client, "status")]
    if number % 10 == 3:
        found.append((client, "name"))
    if number % 5 == 1:
        found.append((client, "implanted"))
    return found


def count_changes(number):
    return 1 if is_cancelled(number) else len(changes_of(number))


def make_world(changes):
    count = total = 0
    while total < changes:
        total += count_changes(count)
        count += 1
    state = {"properties": [property_of(i) for i in range(count)], "clients": [client_of(i) for i in range(count)],
             "boxes": []}
    with open(WORLD + "/many.json", "w") as file:
        json.dump(state, file)
    print(count)


def boot_milliseconds():
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 10**6


class Workers:
    """The processes, each with what it wrote on stderr when it ended."""

    def __init__(self, count):
        self.environment = dict(os.environ, HOME=WORLD + "/home", LC_ALL="C.UTF-8", LANGUAGE="", SHIM_KIND="memory",
                                LD_PRELOAD=os.environ["BUILD"] + "/tests/soak/shim.so", SHIM_SPEED=str(SPEED),
                                SHIM_EPOCH=str(boot_milliseconds()))
        self.running = [self.start() for _ in range(count)]
        self.frozen = []
        self.ended = collections.Counter()
        self.killed = self.stopped = 0
        self.words = set()

    def start(self):
        return subprocess.Popen([os.environ["BUILD"] + "/mkoz", "--quiet", "apply"], env=self.environment,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def collect(self, again):
        """Takes those that ended; a worker that was killed is followed by another."""
        for place, worker in enumerate(self.running):
            if worker.poll() is None:
                continue
            self.ended[worker.returncode] += 1
            words = worker.stderr.read().decode(errors="replace").strip()
            if words:
                self.words.add(words)
            self.running[place] = self.start() if again or worker.returncode == -9 else None
        self.running = [worker for worker in self.running if worker]

    def disturb(self, chance):
        worker = chance.choice(self.running)
        if worker.poll() is not None:
            return
        if chance.random() < 0.5:
            worker.kill()
            self.killed += 1
        elif len(self.frozen) < len(self.running) // 2:
            worker.send_signal(signal.SIGSTOP)
            self.stopped += 1
            self.frozen.append((time.monotonic() + LEASE * chance.uniform(1.2, 2), worker))

    def thaw(self):
        for until, worker in self.frozen:
            if time.monotonic() > until:
                worker.send_signal(signal.SIGCONT)
        self.frozen = [entry for entry in self.frozen if time.monotonic() <= entry[0]]


def ask(what):
    with urllib.request.urlopen(f"{os.environ['SIM_URL']}/_sim/{what}") as answer:
        return json.load(answer)


def judge(count, wanted):
    """What is wrong, in words."""
    seen = collections.Counter((change["id"], change["field"]) for entry in ask("writes") for change in entry["changes"]
                               if change["field"] != "client")
    wrong = [f"lost: {what}" for what in wanted - seen]
    wrong += [f"doubled: {what}" for what in seen - wanted if what in wanted]
    wrong += [f"unapproved: {what}" for what in seen - wanted if what not in wanted]
    left = {row["id"]: row for row in ask("state")["clients"]}
    for number in range(count):
        row = left.get("c%023d" % (FIRST + number))
        if is_cancelled(number) != (row is None):
            wrong.append(f"{FIRST + number}: removed or not, wrongly")
        elif row and (row["status"], row["implanted"], row["name"]) != (1, True, "Assinante de Muitos"):
            wrong.append(f"{FIRST + number}: {row}")
    return wrong


def run(how_many):
    count = len(json.load(open(WORLD + "/many.json"))["clients"])
    wanted = collections.Counter(what for number in range(count) for what in changes_of(number))
    total = sum(count_changes(number) for number in range(count))
    chance = random.Random(int(os.environ.get("SEED", time.time())))
    began = time.monotonic()
    workers = Workers(how_many)
    pause = max(0.15, min(5.0, total / 4000))
    following = began + 0.1
    while workers.running:
        time.sleep(0.02)
        if time.monotonic() > following:
            workers.disturb(chance)
            following = time.monotonic() + chance.uniform(0.5, 1.5) * pause
        workers.thaw()
        workers.collect(again=False)
        if time.monotonic() - began > 120 + total / 10:
            for worker in workers.running:
                worker.kill()
            raise SystemExit("workers: they do not come to an end")
    took = time.monotonic() - began
    database = sqlite3.connect(f"file:{WORLD}/state/store.db?mode=ro", uri=True)
    taken_over = database.execute("SELECT count(*) FROM (SELECT 1 FROM journal WHERE event = 'claimed' "
                                  "GROUP BY change_id HAVING count(*) > 1)").fetchone()[0]
    wrong = judge(count, wanted)
    print("\n".join(wrong[:40]))
    print(f"workers: {how_many} on {total} changes in {took:.1f} s, {workers.killed} killed, {workers.stopped} frozen "
          f"past their lease, {taken_over} changes taken over; ends {dict(workers.ended)}; {len(wrong)} wrong")
    for words in sorted(workers.words):
        print("    " + words)
    odd = [status for status in workers.ended if status not in (0, -9)]
    sys.exit(1 if wrong or odd or not workers.killed or not workers.stopped else 0)


if __name__ == "__main__":
    if sys.argv[1] == "world":
        make_world(int(sys.argv[2]))
    else:
        run(int(sys.argv[2]))
