"""Two commands that write at once, on one folder and on two: nothing of either is lost, none waits
for ever.

strace holds the first one up at each of its renames; the second begins when the first has read what
it changes, and is about to put the new file in place. IISSUBA_PAIRS=all tries each pair in both
orders; without it each pair is tried in one.
"""
import itertools
import os
import re
import shutil
import subprocess
import time
import unittest

from support import ACCOUNT, HOSTSIM, IISSUBACTL, Machine, can_trace

HELD = 60000  # microseconds before each rename
NODES = ('<IIsWebService Location="/LM/W3SVC" UNCUserName="Administrator" WAMUserName="Guest">'
         "</IIsWebService></MBProperty>")


def metabase(pattern):
    return lambda machine, text: re.search(pattern, text)


def registry(pattern):
    return lambda machine, text: re.search(pattern, machine.file("registry.reg").read_text())


def no(check):
    return lambda machine, text: not check(machine, text)


def password_of(name, attribute):
    """sync: SAM and the metabase have it."""
    return lambda machine, text: (machine.sam_account(name).get("password") == "secret" and
                                  f'{attribute}="secret"' in text)


# Commands that write, their input, and what shows that they did. No two are of one thing.
METABASE = {
    "put": (("put", "MSFTPSVC/AnonymousOnly", "TRUE", "--apply"), "",
            metabase('MSFTPSVC"[^>]*AnonymousOnly="TRUE"')),
    "toggle": (("toggle", "MSFTPSVC/1", "off", "--apply"), "",
               metabase('MSFTPSVC/1"[^>]*AnonymousPasswordSync="FALSE"')),
    "sync UNC": (("sync", "UNC", "Administrator", "--apply"), "secret\n",
                 password_of("Administrator", "UNCPassword")),
    "sync WAM": (("sync", "WAM", "Guest", "--apply"), "secret\n",
                 password_of("Guest", "WAMUserPass")),
}
COMMANDS = {
    **METABASE,
    "import": (("import",), "", registry(f'"{ACCOUNT}"=')),
    "set": (("set", "somebody"), "secret\n", registry('"somebody"=')),
    "remove": (("remove", "gone"), "", no(registry('"gone"='))),
    "stack": (("stack", "required metabase"), "", registry('"Stack"=')),
    "register": (("register", "--dll", "{dll}"), "", registry('"Auth132"="OTHER"')),
    "logon": (None, "wrong",
              lambda machine, text: machine.sam_account(ACCOUNT).get("bad_password_count") == 1),
}


@unittest.skipUnless(can_trace(), "needs strace, and the right to trace")
class AtOnce(unittest.TestCase):
    def machine(self):
        machine = Machine(self, "full")
        machine.edit("MetaBase.xml", "</MBProperty>", NODES)
        self.assertEqual(machine.ctl("remove", ACCOUNT).returncode, 0)
        self.assertEqual(machine.ctl("set", "gone", input="secret\n").returncode, 0)
        shutil.copy(IISSUBACTL.parent / "iissuba.so", machine.parent / "other.so")
        return machine

    def words(self, name, machine, file):
        words = COMMANDS[name][0]
        if words is None:
            return [HOSTSIM, "logon", "--machine", machine.path, "--user", ACCOUNT,
                    "--no-subauth", "--password-stdin"]
        elsewhere = [] if file is None or name not in METABASE else ["--metabase", file]
        return [IISSUBACTL, "--machine", machine.path, *elsewhere,
                *(w.format(dll=machine.parent / "other.so") for w in words)]

    def begin(self, words, given):
        process = subprocess.Popen([str(w) for w in words], stdin=subprocess.PIPE, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.kill)
        process.stdin.write(given)
        process.stdin.close()
        process.stdin = None
        return process

    def held(self, words, given, folders):
        """The first one, when it has read all and is about to change something."""
        process = self.begin(["strace", "-f", "-o", "/dev/null", "-e", "trace=rename", "-e",
                              f"inject=rename:delay_enter={HELD}", *words], given)
        while process.poll() is None and not any(list(f.glob("*.new-*")) for f in folders):
            time.sleep(0.001)
        return process

    def both(self, first, second, machines, files):
        folders = {m.path for m in machines} | {f.parent for f in files if f is not None}
        folders |= {m.path / "System32" for m in machines}
        ours = self.held(self.words(first, machines[0], files[0]), COMMANDS[first][1], folders)
        theirs = self.begin(self.words(second, machines[1], files[1]), COMMANDS[second][1])
        for name, process in ((first, ours), (second, theirs)):
            _, said = process.communicate(timeout=60)
            self.assertIn(process.returncode, (0, 1) if name == "logon" else (0,),
                          (first, second, said))
            process.stdout.close() if process.stdout else None
        for name, machine, file in zip((first, second), machines, files):
            text = (file or machine.file("MetaBase.xml")).read_text()
            self.assertTrue(COMMANDS[name][2](machine, text), (first, second, name))

    def test_every_pair_on_one_folder_loses_nothing(self):
        pairs = itertools.permutations(COMMANDS, 2) if os.environ.get("IISSUBA_PAIRS") == "all" \
            else itertools.combinations(COMMANDS, 2)
        saved = self.machine()
        for first, second in pairs:
            machine = Machine.__new__(Machine)
            machine.parent, machine.path = saved.parent, saved.parent / "machine.now"
            shutil.copytree(saved.path, machine.path, dirs_exist_ok=True)
            self.both(first, second, (machine, machine), (None, None))
            shutil.rmtree(machine.path)

    def test_every_pair_on_a_metabase_that_is_elsewhere_loses_nothing(self):
        for first, second in itertools.combinations(METABASE, 2):
            machine, other = self.machine(), self.machine()
            file = other.file("MetaBase.xml")
            self.both(first, second, (machine, machine), (file, file))
            self.both(second, first, (other, machine), (machine.file("MetaBase.xml"),) * 2)

    def test_two_that_need_each_others_folder_do_not_wait_for_ever(self):
        """Each is held up when it has one of the two locks, so that the other has one too."""
        machine, other = self.machine(), self.machine()
        held = ["strace", "-f", "-o", "/dev/null", "-e", "trace=flock", "-e",
                "inject=flock:delay_exit=200000"]
        ours = self.begin(held + self.words("sync UNC", machine, other.file("MetaBase.xml")),
                          "secret\n")
        theirs = self.begin(held + self.words("sync WAM", other, machine.file("MetaBase.xml")),
                            "secret\n")
        for process in (ours, theirs):
            _, said = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0, said)

    def test_a_folder_by_another_name_is_the_same_folder(self):
        machine = self.machine()
        link = machine.parent / "link"
        link.symlink_to(machine.path)
        elsewhere = machine.parent / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "MetaBase.xml").symlink_to(machine.file("MetaBase.xml"))
        self.both("sync UNC", "put", (machine, machine), (link / "MetaBase.xml",
                                                          elsewhere / "MetaBase.xml"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
