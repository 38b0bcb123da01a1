"""Whatever is wrong at once, the plan that check gives is a way out: its steps are made as they are
printed, in their order, and check then finds nothing. What is printed for the server's own prompt is
made by a stand-in for net, ntrights and IIS, which knows of them what their documents say.

PLANS is how many machines are broken in several ways at random.
"""
import json
import os
import random
import re
import unittest
from xml.sax.saxutils import quoteattr

from check_tool import (ENABLED, NEVER, NOW, OLD, SCENARIOS, account, both, ctl, metabase, paste,
                        policy)
from mends import carets, percents, split
from support import ACCOUNT, Machine

COUNT = int(os.environ.get("PLANS", "20"))
FLAG = {"/active:yes": "USER_ACCOUNT_DISABLED"}


class Server:
    """The server that a machine folder is a picture of, at its own prompt."""

    def __init__(self, machine):
        self.machine = machine

    def run(self, command):
        words = split(carets(percents(command)), False)
        {"net": self.net, "ntrights": self.ntrights, "iissubactl": self.iissubactl}[words[0]](*words[1:])

    def net(self, what, name, *rest):
        {"user": self.net_user, "localgroup": self.net_localgroup}[what](name, *rest)

    def change_sam(self, change):
        path = self.machine.file("sam.json")
        sam = json.loads(path.read_text())
        change(sam)
        path.write_text(json.dumps(sam))

    def one(self, sam, name):
        return next(a for a in sam["accounts"] if a["name"].lower() == name.lower())

    def net_user(self, name, *changes):
        def change(sam):
            if "/add" in changes:
                assert name.lower() not in (a["name"].lower() for a in sam["accounts"]), name
                sam["accounts"].append({"name": name, "rid": 2000 + len(sam["accounts"]),
                                        "password": "typed", "groups": ["Users"]})
                assert changes == ("*", "/add", "/expires:never")
                return
            (what,) = changes
            found = self.one(sam, name)
            if what == "/active:yes":  # unlocks, too
                found["flags"] = [f for f in found["flags"] if f != "USER_ACCOUNT_DISABLED"]
                found.pop("lockout_time", None), found.pop("bad_password_count", None)
            else:
                key, value = {"/expires:never": ("account_expires", "never"),
                              "/times:all": ("logon_hours", "all"),
                              "/workstations:*": ("workstations", "")}[what]
                found[key] = value
        self.change_sam(change)

    def net_localgroup(self, group, name, flag):
        assert flag == "/delete"
        self.change_sam(lambda sam: self.one(sam, name)["groups"].remove(group))

    def ntrights(self, flag, holder, how, right):
        assert flag == "-u" and how in ("+r", "-r")
        path = self.machine.file("secpol.inf")
        text = path.read_text()
        found = re.search(rf"^{right} = (.*)$", text, re.M)
        held = [h for h in found.group(1).split(",") if h] if found else []
        sids = {"Guests": "*S-1-5-32-546", "Everyone": "*S-1-1-0"}
        if how == "+r":
            held.append(holder)
        else:
            assert {holder, sids.get(holder)} & set(held), (holder, held)
            held = [h for h in held if h not in (holder, sids.get(holder))]
        line = f"{right} = {','.join(held)}"
        path.write_text(text.replace(found.group(0), line) if found
                        else text.replace("[Privilege Rights]", "[Privilege Rights]\n" + line))

    def iissubactl(self, *words):
        """IIS reads what it encrypted: here that is what SAM has, or was set since."""
        path = self.machine.file("MetaBase.xml")
        path.write_text(re.sub(r'"4963446[0-9a-f]*"', '"one password"', path.read_text()))
        done = self.machine.ctl(*words, input="one password\n")
        assert done.returncode == 0, (words, done.stdout, done.stderr)


class Plans(unittest.TestCase):
    def answer(self, machine):
        done = machine.ctl("check", "--json")
        self.assertIn(done.returncode, (0, 1, 4), done.stderr)
        return done.returncode, json.loads(done.stdout)

    def follow(self, machine, plan):
        for step in plan:
            self.assertIsNone(step["no_mend"])
            if step["on_server"]:
                Server(machine).run(step["mend"])
            else:
                done = paste(step["mend"], input="one password\n")
                self.assertEqual(done.returncode, 0, (step["mend"], plan, done.stdout, done.stderr))

    def mended(self, machine, said=""):
        """The plan's commands, once they were made and nothing is found any more."""
        _, answer = self.answer(machine)
        plan = answer["plan"]
        commands = [step["mend"] for step in plan]
        self.assertEqual(len(set(commands)), len(commands))
        for node in answer["nodes"]:
            for finding in node["findings"]:
                self.assertIn(finding["mend"], commands, (said, finding))
        self.follow(machine, plan)
        code, after = self.answer(machine)
        self.assertEqual((code, [n["findings"] for n in after["nodes"] if n["findings"]]), (0, []),
                         (said, commands))
        return commands

    def test_each_cause_alone(self):
        for cause, breaks, _ in SCENARIOS:
            with self.subTest(cause):
                machine = Machine(self, "full")
                breaks(machine)
                self.mended(machine, cause)

    def rename(self, machine, name):
        """Gives the anonymous account another name, in SAM and in the metabase."""
        machine.account(name=name)
        machine.edit("MetaBase.xml", f'AnonymousUserName="{ACCOUNT}"',
                     f"AnonymousUserName={quoteattr(name)}")

    def test_several_at_once_whatever_the_account_is_called(self):
        source = random.Random(int(os.environ.get("PLANS_SEED", "15")))
        names = [ACCOUNT, "web anon", "a&b", "50% off%PATH%", "x^y", "o'neil", "-force", "it!",
                 "über", "漢字", "(a)", "a b  c", "$(id)", "#1"]
        several = 0
        for number in range(COUNT):
            chosen = source.sample(SCENARIOS, source.randint(2, 5))
            name = source.choice(names)
            with self.subTest(number=number, causes=[c[0] for c in chosen], name=name):
                machine = Machine(self, "full")
                for _, breaks, _ in chosen:
                    try:
                        breaks(machine)
                    except AssertionError:  # the one before has changed the same line
                        pass
                if f'AnonymousUserName="{ACCOUNT}"' in machine.file("MetaBase.xml").read_text():
                    self.rename(machine, name)
                several += len(self.mended(machine)) > 1
        self.assertGreater(several, COUNT // 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
