#!/usr/bin/env python3
"""The house: who may include whom, read off every #include of shim/ and hostsim/.

A room is a folder. What each may use is said here for shim/, and in hostsim/CMakeLists.txt for
hostsim/'s (BELOW, which the compiler holds too); what is below a room's own neighbours may be used
as well. `arrows.py --draw` prints the rooms by floors, and what was counted."""
import collections
import pathlib
import re
import sys
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]

SHIM = {
    "shim/abi": [],
    "shim/text": ["shim/abi"],
    "shim/files": ["shim/text"],
    "shim/registry": ["shim/text", "shim/files"],
    "shim/metabase": ["shim/text", "shim/files"],
    "shim/live": ["shim/metabase"],
    "shim/watch": ["shim/live"],
    "shim/lsass": ["shim/abi", "shim/text", "shim/registry"],
    "shim/registration": ["shim/registry", "shim/lsass"],
    "shim/dll": ["shim/lsass", "shim/registration"],
    "shim/enrolment": ["shim/lsass", "shim/metabase"],
    "shim/mend": ["shim/text"],
    "shim/options": ["shim/text", "shim/files"],
    "shim/iissubactl": ["shim/enrolment", "shim/watch", "shim/registration", "shim/mend",
                        "shim/options"],
}
# What hostsim's lowest rooms stand on, and what its diagnosis implements for iissubactl.
TOOLS = ["shim/enrolment", "shim/registration", "shim/mend", "shim/options"]
PORTS = {"shim/iissubactl/fake_server.h": "hostsim/diagnosis"}
# What bench measures of the tools beyond that.
BESIDE = {"hostsim/bench": ["shim/live"]}
# Folders that are no library of a room's kind.
HOSTSIM = {
    "hostsim/commands": ["hostsim/json", "hostsim/ftp", "hostsim/probe", "hostsim/bench",
                         "hostsim/windows_lsa", "hostsim/new_package"],
    "hostsim/library": ["hostsim/json"],
    "hostsim/examples": ["shim/abi", "hostsim/library"],
}


def hostsim_rooms():
    rooms = dict(HOSTSIM)
    text = (SOURCE / "hostsim/CMakeLists.txt").read_text()
    for name, below in re.findall(r"\broom\((\w+)(?: BELOW ([\w ]+?))? FILES", text):
        rooms["hostsim/" + name] = ["hostsim/" + room for room in below.split()] or TOOLS
    for room, others in BESIDE.items():
        rooms[room] = rooms[room] + others
    return rooms


ROOMS = {**SHIM, **hostsim_rooms()}


def below(room, seen=None):
    """The room and all that is below it."""
    seen = set() if seen is None else seen
    if room not in seen:
        seen.add(room)
        for other in ROOMS[room]:
            below(other, seen)
    return seen


def files():
    return [path for top in ("shim", "hostsim") for path in sorted((SOURCE / top).rglob("*.[ch]"))]


def target(path, include, known):
    """The file of ours that an include names; None for others'."""
    for candidate in (path.parent / include, SOURCE / "shim" / include):
        if candidate in known:
            return candidate
    return next((file for file in known if file.name == include
                 and file.relative_to(SOURCE).parts[0] == "hostsim"), None)


def name(path):
    return str(path.relative_to(SOURCE))


def arrows():
    """Pairs of files: the one that includes, and the one that is included."""
    known = set(files())
    for path in sorted(known):
        for include in re.findall(r'^\s*#\s*include\s+"([^"]+)"', path.read_text(), re.M):
            found = target(path, include, known)
            if found is not None:
                yield path, found


def circles(edges):
    """The groups of nodes that reach each other (Tarjan's components of more than one)."""
    index, low, stack, out = {}, {}, [], []
    sys.setrecursionlimit(10000)

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in edges.get(node, ()):
            if other not in index:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == index[node]:
            group = stack[stack.index(node):]
            del stack[stack.index(node):]
            if len(group) > 1:
                out.append(sorted(group))

    for node in sorted(edges):
        if node not in index:
            visit(node)
    return out


def measure():
    """What the picture of the house comes to."""
    up, units, rooms = [], collections.defaultdict(set), collections.defaultdict(set)
    for path, found in arrows():
        here, there = name(path.parent), name(found.parent)
        if here != there:
            rooms[here].add(there)
            if there not in below(here) and PORTS.get(name(found)) != here:
                up.append(f"{name(path)} includes {name(found)}")
        if path.with_suffix("") != found.with_suffix(""):
            units[name(path.with_suffix(""))].add(name(found.with_suffix("")))
    size = collections.Counter(name(path.parent) for path in files())
    return {"up": up, "file circles": circles(units), "room circles": circles(rooms),
            "rooms": rooms, "size": size}


def floor_of(room, floors):
    if room not in floors:
        floors[room] = 1 + max((floor_of(other, floors) for other in ROOMS[room]), default=-1)
    return floors[room]


def draw():
    found = measure()
    floors = {}
    for room in ROOMS:
        floor_of(room, floors)
    for number in range(max(floors.values()), -1, -1):
        for room in sorted(room for room in floors if floors[room] == number):
            uses = " ".join(sorted(found["rooms"].get(room, ())))
            print(f"{number:2}  {room:20} {found['size'][room]:3} files   {uses}")
    largest, count = found["size"].most_common(1)[0]
    total = sum(found["size"].values())
    print(f"{len(ROOMS)} rooms on {max(floors.values()) + 1} floors; circles of rooms: "
          f"{len(found['room circles'])}, of files: {len(found['file circles'])}; arrows up: "
          f"{len(found['up'])}; the largest room: {largest}, {count} of {total} files "
          f"({100 * count // total} %)")


class Arrows(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.found = measure()
        draw()

    def test_every_file_is_in_a_room_that_is_known(self):
        self.assertEqual({name(path.parent) for path in files()} - set(ROOMS), set())
        self.assertGreater(len(files()), 300)

    def test_no_file_includes_what_its_room_may_not(self):
        self.assertEqual(self.found["up"], [])

    def test_no_room_is_part_of_a_circle(self):
        self.assertEqual(self.found["room circles"], [])
        self.assertEqual(circles(ROOMS), [])

    def test_no_file_is_part_of_a_circle(self):
        self.assertEqual(self.found["file circles"], [])

    def test_the_tools_meet_at_one_header(self):
        meeting = {name(to) for path, to in arrows()
                   if {name(path).split("/")[0] + "/" + name(path).split("/")[1],
                       name(to).split("/")[0] + "/" + name(to).split("/")[1]}
                   >= {"hostsim/diagnosis", "shim/iissubactl"}}
        self.assertEqual(meeting, set(PORTS))
        self.assertFalse(any(name(path).startswith("shim/") and name(to).startswith("hostsim/")
                             for path, to in arrows()))

    def test_lsass_code_knows_no_xml_json_or_c_runtime_output(self):
        seen = 0
        for room in ("lsass", "dll", "registration"):
            for path in (SOURCE / "shim" / room).glob("*.[ch]"):
                if not path.name.endswith("_posix.c"):
                    seen += 1
                    self.assertNotRegex(path.read_text(), r"<(expat|jansson|stdio|stdlib)\.h>",
                                        path.name)
        self.assertGreater(seen, 50)

    def test_platform_conditionals_are_in_the_abi_header_alone(self):
        for path in files():
            if path.name != "subauth_abi.h":
                self.assertNotRegex(path.read_text(), r"(?m)^#\s*if.*_WIN32", path.name)

    def test_a_header_that_two_rooms_have_is_told_apart(self):
        """hostsim's headers have no folder in an include: two of one name could be confused."""
        names = collections.Counter(path.name for path in files()
                                    if name(path).startswith("hostsim/") and path.suffix == ".h")
        self.assertEqual([header for header, count in names.items() if count > 1], [])


if __name__ == "__main__":
    if sys.argv[1:] == ["--draw"]:
        draw()
    else:
        unittest.main(verbosity=2)
