#!/usr/bin/env python3
"""Do the tests see it when the code is changed in one place? Makes single changes, and runs the tests on each.

    mutation.py                     all mutants of all rooms: hours
    mutation.py --room lsass        those of one room (more than one --room may be given)
    mutation.py --count 100         that many of each room, chosen by --seed
    mutation.py --quick             by the units alone that take less than a second
    mutation.py --known             what was judged before is not tried again

Results are kept in build/mutation, by the text of the function and of the tests: what is interrupted goes on where it
was. Prints the score of each room, and each mutant that no test finds. survivors.txt has those that change nothing,
with the reason. Exits 1 where one that is not there survives.
"""
import argparse
import collections
import hashlib
import itertools
import json
import os
import signal
import sys
from pathlib import Path

from mutants import ROOMS, SOURCE, all_mutants, sample
from world import World
import tests

JUDGED = Path(__file__).with_name("survivors.txt")


def judged():
    """Key of a mutant without effect -> the reason."""
    lines = JUDGED.read_text().splitlines() if JUDGED.is_file() else []
    return dict(line.split(" => ", 1) for line in lines if " => " in line and line[0] != "#")


class Results:
    """What was found of each mutant; a line of JSON each, kept at once."""

    def __init__(self, path):
        self.path = path
        self.known = {}
        lines = path.read_text().splitlines() if path.is_file() else []
        for line in lines:
            entry = json.loads(line)
            self.known[entry["key"]] = entry
        self.texts = {}

    def text_of(self, mutant):
        text = (SOURCE / mutant.file).read_text()[mutant.function.at:mutant.function.end]
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def of(self, mutant, tried):
        """The test that found it, "" where all of `tried` did not; None where that is not known."""
        entry = self.known.get(mutant.key)
        if entry is None or entry["text"] != self.text_of(mutant):
            return None
        return entry["found"] if entry["found"] or entry["tried"] == tried else None

    def keep(self, mutant, found, tried):
        entry = {"key": mutant.key, "text": self.text_of(mutant), "found": found, "tried": tried}
        self.known[mutant.key] = entry
        with self.path.open("a") as file:
            file.write(json.dumps(entry) + "\n")


def digest(test):
    """Of what a test is made of: its source and what all tests share."""
    folder = SOURCE / "tests"
    names = [folder / "units" / f"{test.name}.c", folder / "e2e" / f"{test.name}.py",
             *folder.glob("units/[!t]*.c"), folder / "e2e/support.py"]
    text = b"".join(path.read_bytes() for path in sorted(names) if path.is_file())
    return hashlib.sha256(text).hexdigest()[:8]


def try_mutant(world, number, candidates, results, found_last):
    """found_last: of each function, the test that found one of its mutants last; it may find the next too."""
    mutant = world.numbered[number]
    function = world.functions[mutant.file, mutant.function.name]
    calling = sorted((test for test in candidates if function in test.calls),
                     key=lambda test: test.name != found_last.get(function))
    tried = " ".join(f"{test.name}:{digest(test)}" for test in sorted(calling))
    found = results.of(mutant, tried)
    if found is None:
        found = next((test.name for test in calling if tests.finds(test, number)), "")
        results.keep(mutant, found, tried)
    found_last[function] = found or found_last.get(function)
    return found


def measured(world, pattern):
    found = [tests.measure(*test, world.folder / "called")
             for test in tests.named(world.host, world.build, pattern)]
    usable = [test for test in found if test and test.calls]
    return sorted(usable, key=lambda test: test.takes)


def table(outcomes, reasons):
    """By room: mutants, found, without effect, score."""
    print(f"{'room':<14} {'mutants':>8} {'found':>8} {'no effect':>10} {'score':>8}")
    rooms = collections.defaultdict(list)
    for mutant, found in outcomes:
        rooms[mutant.room].append((mutant, found))
        rooms["all"].append((mutant, found))
    for room, those in rooms.items():
        killed = sum(bool(found) for _, found in those)
        without = sum(not found and mutant.key in reasons for mutant, found in those)
        score = 100 * killed / max(1, len(those) - without)
        print(f"{room:<14} {len(those):>8} {killed:>8} {without:>10} {score:>6.1f} %")


def print_stale(reasons):
    """Those of survivors.txt that the code no longer has; whether there are any."""
    keys = {mutant.key for room in ROOMS for mutant in all_mutants(room)}
    stale = [key for key in reasons if key not in keys]
    for key in stale:
        print(f"survivors.txt: no such mutant: {key}", flush=True)
    return bool(stale)


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--room", action="append", choices=ROOMS)
    parser.add_argument("--count", type=int)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--known", action="store_true")
    parser.add_argument("--quick", dest="tests", action="store_const", const=tests.QUICK)
    parser.add_argument("--tests", default="", metavar="REGEX", help="only the tests that are named so")
    parser.add_argument("--build", type=Path, default=os.environ.get("IISSUBA_BUILD", SOURCE / "build/host"))
    parser.add_argument("--folder", type=Path, default=SOURCE / "build/mutation")
    return parser.parse_args()


def main():
    asked = options()
    os.nice(19)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    asked.folder.mkdir(parents=True, exist_ok=True)
    reasons = judged()
    stale = print_stale(reasons)
    by_room = [sample(room, asked.count, asked.seed) for room in asked.room or ROOMS]
    # One of each room after the other: what is interrupted has some of each.
    chosen = [m for those in itertools.zip_longest(*by_room) for m in those if m]
    if asked.known:
        chosen = [m for m in chosen if m.key not in reasons]
    world = World(asked.build.resolve(), asked.folder.resolve(), chosen)
    world.make()
    candidates = measured(world, asked.tests)
    results = Results(asked.folder / "results.jsonl")
    outcomes = []
    found_last = {}
    for number, mutant in sorted(world.numbered.items()):
        found = try_mutant(world, number, candidates, results, found_last)
        outcomes.append((mutant, found))
        if not found and mutant.key not in reasons:
            print(f"no test finds: {mutant.file}:{mutant.line}: {mutant.key}", flush=True)
    table(outcomes, reasons)
    survives = any(not found and mutant.key not in reasons for mutant, found in outcomes)
    return 1 if stale or survives else 0


if __name__ == "__main__":
    sys.exit(main())
