"""The mutants of a tree: which there are, a sample of them, and files whose functions hold them.

A function with mutants has, before its own body, each mutant's whole body behind a condition. So one build serves all
of them, and the environment chooses (mutant.c).
"""
import hashlib
from pathlib import Path
from typing import NamedTuple

from changes import Function, Change, changes_of, functions_of

SOURCE = Path(__file__).resolve().parents[2]

# Room: its folder. Only what Linux builds: not NAME_win32.c.
ROOMS = {
    "lsass": "shim/lsass",
    "registration": "shim/registration",
    "enrolment": "shim/enrolment",
    "metabase": "shim/metabase",
    "machine": "hostsim/machine",
    "package": "hostsim/package",
    "lsa": "hostsim/lsa",
}

DECLARED = "extern int mutant_active;\nextern unsigned char *mutant_called;\n"


class Mutant(NamedTuple):
    room: str
    file: str
    function: Function
    change: Change
    line: int
    key: str  # without line numbers: it outlives changes elsewhere


def one_line(text):
    return " ".join(text.split())


def mutants_of_file(room, name):
    text = (SOURCE / name).read_text()
    seen = {}
    for function in functions_of(text):
        for change in changes_of(text, function):
            start = text.rfind("\n", 0, change.at) + 1
            line = text[start:text.find("\n", change.at)].strip()
            old = one_line(text[change.at:change.end])
            new = "nothing" if change.new in ("", ";") else one_line(change.new)
            key = f"{name}: {function.name}: {line}: {old} -> {new}"
            seen[key] = seen.get(key, 0) + 1
            if seen[key] > 1:
                key += f" ({seen[key]})"
            yield Mutant(room, name, function, change, text.count("\n", 0, change.at) + 1, key)


def all_mutants(room):
    found = []
    for path in sorted((SOURCE / ROOMS[room]).glob("*.c")):
        if not path.stem.endswith("_win32"):
            found += mutants_of_file(room, str(path.relative_to(SOURCE)))
    return found


def sample(room, count, seed):
    """count of a room's mutants, the same for the same seed and sources; all of them where count is None."""
    found = all_mutants(room)
    if count is None or count >= len(found):
        return found
    # By the hash of each one's key: a change to the code replaces few of the sample.
    order = sorted(found, key=lambda m: hashlib.sha256(f"{seed} {m.key}".encode()).digest())
    return order[:count]


def with_mutants(name, numbered, functions):
    """The text of a file whose functions hold these mutants; functions: number of each function."""
    text = (SOURCE / name).read_text()
    by_function = {}
    for number, mutant in numbered:
        by_function.setdefault(mutant.function, []).append((number, mutant.change))
    parts = []
    at = 0
    for function, changes in sorted(by_function.items(), key=lambda item: item[0].at):
        body = text[function.at:function.end]
        parts.append(text[at:function.at])
        parts.append(f"mutant_called[{functions[name, function.name]}] = 1;\n")
        for number, change in changes:
            own = (body[:change.at - function.at] + change.new + body[change.end - function.at:])
            parts.append(f'if (mutant_active == {number}) {{\n#line 1 "mutant-{number}"\n{own}}} else\n')
        line = text.count("\n", 0, function.at) + 1
        parts.append(f'{{\n#line {line} "{name}"\n{body}}}\n')
        at = function.end
    return DECLARED + f'#line 1 "{name}"\n' + "".join(parts) + text[at:]
