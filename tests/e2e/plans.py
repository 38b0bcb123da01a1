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


class Server:
    """The server that a machine folder is a picture of, at its own prompt."""

    def __init__(self, machine):
        self.machine = machine

    def run(self, command):
        words = split(carets(percents(command)), False)
        {"net": self.net, "ntrights": self.ntrights, "reg": self.reg,
         "iissubactl": self.iissubactl}[words[0]](*words[1:])

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

    def reg(self, what, key, flag, name, *rest):
        assert flag == "/v" and rest[-1] == "/f"
        head = key.replace("HKLM\\", "[HKEY_LOCAL_MACHINE\\") + "]"
        path = self.machine.file("registry.reg")
        before, found, after = path.read_text().partition(head + "\n")
        values, bracket, others = after.partition("\n[")
        values = re.sub(rf'^"{name}"=(?:.*\\\n)*.*\n?', "", values, flags=re.M | re.I)
        if what == "add":
            assert rest[0:3] == ("/t", "REG_DWORD", "/d")
            values = f'"{name}"=dword:{int(rest[3]):08x}\n' + values
        else:
            assert what == "delete" and found
        path.write_text(before + head + "\n" + values + bracket + others)

    def iissubactl(self, *words):
        """IIS reads what it encrypted: here that is what SAM has, or was set since."""
        path = self.machine.file("MetaBase.xml")
        path.write_text(re.sub(r'"4963446[0-9a-f]*"', '"one password"', path.read_text()))
        done = self.machine.ctl(*words, input="one password\n")
        assert done.returncode == 0, (words, done.stdout, done.stderr)


def rename(machine, name):
    """Gives the anonymous account another name, in SAM and in the metabase."""
    machine.account(name=name)
    machine.edit("MetaBase.xml", f'AnonymousUserName="{ACCOUNT}"',
                 f"AnonymousUserName={quoteattr(name)}")


def encrypt(machine):
    machine.edit("MetaBase.xml", f'AnonymousUserPass="{machine.password()}"',
                 'AnonymousUserPass="4963446270000000"')


class Plans(unittest.TestCase):
    """Following a plan."""

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
                if finding["cause"] != "password-unknown":
                    self.assertIn(finding["mend"], commands, (said, finding))
        self.follow(machine, plan)
        code, after = self.answer(machine)
        left = [f for n in after["nodes"] for f in n["findings"] if f["cause"] != "password-unknown"]
        self.assertEqual((code, left), (0 if after["untried"] == 0 else 4, []), (said, commands))
        return commands


class AtRandom(Plans):
    def test_each_cause_alone(self):
        for cause, breaks, _ in SCENARIOS:
            with self.subTest(cause):
                machine = Machine(self, "full")
                breaks(machine)
                self.mended(machine, cause)

    def test_several_at_once_whatever_the_account_is_called(self):
        source = random.Random(int(os.environ.get("PLANS_SEED", "15")))
        names = [ACCOUNT, "web anon", "a&b", "50% off%PATH%", "x^y", "o'neil", "-force", "it!",
                 "über", "漢字", "(a)", "a b  c", "$(id)", "#1"]
        several = 0
        for number in range(COUNT):
            chosen = source.sample([*SCENARIOS, ("encrypted", encrypt, None)], source.randint(2, 5))
            name = source.choice(names)
            with self.subTest(number=number, causes=[c[0] for c in chosen], name=name):
                machine = Machine(self, "full")
                for _, breaks, _ in chosen:
                    try:
                        breaks(machine)
                    except AssertionError:  # the one before has changed the same line
                        pass
                if f'AnonymousUserName="{ACCOUNT}"' in machine.file("MetaBase.xml").read_text():
                    rename(machine, name)
                several += len(self.mended(machine)) > 1
        self.assertGreater(several, COUNT // 2)


def web(service="", site="", pools='<IIsApplicationPool Location="/LM/W3SVC/AppPools/Pool"/>'):
    """The Web service beside the FTP service, with the same account, in worker processes."""
    def change(machine):
        machine.edit("MetaBase.xml", "</MBProperty>", f"""\
<IIsWebService Location="/LM/W3SVC" AnonymousUserName="{ACCOUNT}"
  AnonymousUserPass="{machine.password()}" {service}/>
<IIsApplicationPools Location="/LM/W3SVC/AppPools"/>{pools}
<IIsWebServer Location="/LM/W3SVC/1" AppPoolId="Pool" {site}/>
</MBProperty>""")
    return change


def unregister(machine):
    machine.edit("registry.reg", '"Auth132"="IISSUBA"\r\n', "")


def without_dll(machine):
    machine.file("System32/iissuba.so").unlink()


def renamed(name):
    """The account has another name in SAM than in the metabase."""
    return account(name=name)


def called(name, change):
    """The account has that name everywhere, and the store does not know it."""
    def both_names(machine):
        change(machine)
        rename(machine, name)
    return both_names


IMPORT, REGISTER = "iissubactl import", "iissubactl register"
NAMED = f'AnonymousUserName="{ACCOUNT}"'
OFF = ctl("toggle", "MSFTPSVC", "off", "--apply")
OTHERS = account(workstations="OTHER")
FTP, WEB = "MSFTPSVC/1", "W3SVC/1"
TOGGLE = "iissubactl toggle /LM/W3SVC/1 off --apply"

# What it is like, the node, what breaks a healthy machine, the causes that are named, and the plan:
# "iissubactl" stands there without its machine folder, and what begins with "$ " is the server's.
SITUATIONS = [
    ("a name with a blank", FTP, called("guest of web", OTHERS), {"workstations", "not-enrolled"},
     [IMPORT, '$ net user "guest of web" /workstations:*']),
    ("a name with a shell's mark", FTP, called("R&D", account(logon_hours=NEVER)),
     {"logon-hours", "not-enrolled"}, [IMPORT, '$ net user "R&D" /times:all']),
    ("a name with a variable's mark", FTP, called("100%PATH%", account(account_expires="2001-01-01")),
     {"expired", "not-enrolled"}, [IMPORT, '$ net user ^"100^"^%^"PATH^"^% /expires:never']),
    ("a name that looks like an option", FTP, called("-force", both(OFF, account(password="other"))),
     {"password-differs"}, ["iissubactl sync --apply -- Anonymous -force"]),

    ("not registered, and not LocalSystem", WEB, both(web(), unregister),
     {"not-registered", "no-process-allowed"}, [TOGGLE]),
    ("no DLL, and not LocalSystem", WEB, both(web(), without_dll),
     {"dll-missing", "no-process-allowed"}, [TOGGLE]),
    ("not enrolled, not LocalSystem, and another's password", WEB,
     both(web(), ctl("remove", ACCOUNT), account(password="another")),
     {"not-enrolled", "no-process-allowed"},
     [TOGGLE, f"iissubactl sync Anonymous {ACCOUNT} --apply"]),
    ("not registered, in a process that may use it", WEB,
     both(web(pools='<IIsApplicationPool Location="/LM/W3SVC/AppPools/Pool" '
                    'AppPoolIdentityType="0"/>'), unregister),
     {"not-registered"}, [REGISTER]),
    ("not registered, and NetworkService has SeTcbPrivilege", WEB,
     both(web(), unregister, policy("SeTcbPrivilege", "", "*S-1-5-20")),
     {"not-registered"}, [REGISTER]),
    ("no DLL, and not enrolled", FTP, both(without_dll, ctl("remove", ACCOUNT)),
     {"dll-missing", "not-enrolled"}, [REGISTER, IMPORT]),
    ("a broken stack, and another secret", FTP,
     both(ctl("set", ACCOUNT, input="another\n"),
          lambda m: m.edit("registry.reg", "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control"
                           "\\Lsa\\MSV1_0\\IISSUBA]", "[HKEY_LOCAL_MACHINE\\SYSTEM\\"
                           "CurrentControlSet\\Control\\Lsa\\MSV1_0\\IISSUBA]\r\n"
                           '"Stack"=hex(7):78,00,00,00,00,00')),
     {"stack-broken", "secret-differs"}, ["iissubactl stack 'sufficient metabase'", IMPORT]),
    ("denied by two", WEB, both(account(groups=["Guests", "Lost"]), web('AnonymousPasswordSync="FALSE"'),
                                policy("SeDenyNetworkLogonRight", "", "*S-1-5-32-546,Lost")),
     {"denied-network"}, ["$ ntrights -u Guests -r SeDenyNetworkLogonRight",
                          "$ ntrights -u Lost -r SeDenyNetworkLogonRight"]),
    ("another's name, and who has it is disabled", FTP,
     both(metabase(NAMED, f'AnonymousUserName="{OLD}"'),
          account(flags=ENABLED + ["USER_ACCOUNT_DISABLED"])),
     {"other-computer"}, [f"iissubactl put /LM/MSFTPSVC/AnonymousUserName {ACCOUNT} --apply",
                          f"$ net user {ACCOUNT} /active:yes"]),
    ("another's name, which SAM has, and it is disabled and not enrolled", FTP,
     both(metabase(NAMED, f'AnonymousUserName="CORP\\{OLD}"'), account(name=OLD),
          account(flags=ENABLED + ["USER_ACCOUNT_DISABLED"])),
     {"domain-account"}, [f"iissubactl put /LM/MSFTPSVC/AnonymousUserName {OLD} --apply", IMPORT]),

    ("another computer's name, and SAM has no IUSR_", FTP,
     both(metabase(NAMED, f'AnonymousUserName="{OLD}"'), renamed("someone")),
     {"other-computer", "not-enrolled"}, [f"$ net user {OLD} * /add /expires:never", IMPORT]),
    ("another computer's name, and SAM has one IUSR_ of a third", FTP,
     both(metabase(NAMED, f'AnonymousUserName="{OLD}"'), renamed("IUSR_THIRD")),
     {"other-computer", "not-enrolled"},
     ["iissubactl put /LM/MSFTPSVC/AnonymousUserName IUSR_THIRD --apply", IMPORT]),
    ("nobody is named, and SAM has no IUSR_", FTP,
     both(metabase("AnonymousUserName=", "OtherName="), renamed("someone")), {"no-account-named"},
     [f"$ net user {ACCOUNT} * /add /expires:never",
      f"iissubactl put /LM/MSFTPSVC/1/AnonymousUserName {ACCOUNT} --apply"]),
    ("the built-in administrator, and SAM has no IUSR_", FTP,
     both(metabase(NAMED, 'AnonymousUserName="Administrator"'), renamed("someone")),
     {"administrator", "not-enrolled"},
     [f"$ net user {ACCOUNT} * /add /expires:never",
      f"iissubactl put /LM/MSFTPSVC/AnonymousUserName {ACCOUNT} --apply"]),

    ("a password that expired, and that only IIS can read", FTP,
     both(OFF, encrypt, account(password_last_set="2001-01-01", flags=["USER_NORMAL_ACCOUNT"])),
     {"password-expired", "password-unknown"},
     [f"$ iissubactl sync Anonymous {ACCOUNT} --apply"]),
    ("another's name, with a password that only IIS can read", FTP,
     both(OFF, encrypt, metabase(NAMED, f'AnonymousUserName="{OLD}"')),
     {"other-computer", "password-unknown"},
     [f"iissubactl put /LM/MSFTPSVC/AnonymousUserName {ACCOUNT} --apply",
      f"$ iissubactl sync Anonymous {ACCOUNT} --apply"]),
    ("not enrolled, with a password that only IIS can read", FTP,
     both(encrypt, ctl("remove", ACCOUNT)), {"not-enrolled"}, ["$ iissubactl import"]),
]

# What it is like, the node, and what makes a sound machine one of which nothing is known to be wrong.
UNTRIED = [
    ("FTP, synchronization on", FTP, encrypt),
    ("FTP, synchronization off", FTP, both(OFF, encrypt)),
    ("Web, in clear text", WEB, both(encrypt, web('AnonymousPasswordSync="FALSE" LogonMethod="3"'))),
    ("Web, of LocalSystem", WEB, both(encrypt, web("IIs5IsolationModeEnabled='TRUE'"))),
]


class Situations(Plans):
    def test_the_causes_and_the_plan_are_the_ones_and_lead_out(self):
        for like, node, breaks, causes, plan in SITUATIONS:
            with self.subTest(like):
                machine = Machine(self, "full")
                breaks(machine)
                done = machine.ctl("check", node, "--json")
                self.assertEqual(done.returncode, 1, done.stderr)
                answer = json.loads(done.stdout)
                found = {f["cause"] for n in answer["nodes"] for f in n["findings"]}
                self.assertLessEqual(causes, found)
                said = [("$ " if step["on_server"] else "")
                        + step["mend"].replace(f" --machine {machine.path}", "")
                        for step in answer["plan"]]
                self.assertEqual(said, plan)
                for finding in (f for n in answer["nodes"] for f in n["findings"]):
                    self.assertIn(finding["mend"], [step["mend"] for step in answer["plan"]])
                self.follow(machine, answer["plan"])
                self.assertIn(machine.ctl("check", node).returncode, (0, 4),
                              machine.ctl("check", node).stdout)
                shown = Machine(self, "full")
                breaks(shown)
                self.assertEqual("All mends, in their order:" in shown.ctl("check", node).stdout,
                                 len(plan) > 1)

    def test_what_cannot_be_tried_is_said_to_be_so(self):
        for like, node, breaks in UNTRIED:
            with self.subTest(like):
                machine = Machine(self, "full")
                breaks(machine)
                done = machine.ctl("check", node, "--json")
                self.assertEqual(done.returncode, 4, done.stdout)
                answer = json.loads(done.stdout)
                (only,) = answer["nodes"]
                self.assertEqual((only["granted"], only["tried"], only["logon"]),
                                 (False, False, "not tried"))
                self.assertEqual((answer["sound"], answer["untried"], answer["plan"]), (False, 1, []))
                self.assertEqual([f["cause"] for f in only["findings"]], ["password-unknown"])
                self.assertNotIn("--force", only["findings"][0]["mend"])
                shown = machine.ctl("check", node).stdout
                self.assertIn("0 with findings, 1 not tried: only this server's IIS can read the "
                              "password.", shown)
                self.assertNotIn("WRONG_PASSWORD", shown)
                # What is known to be wrong all the same is said, and is 1 as ever.
                machine.account(flags=ENABLED + ["USER_ACCOUNT_DISABLED"])
                done = machine.ctl("check", node, "--json")
                self.assertEqual(done.returncode, 1)
                self.assertEqual([step["mend"] for step in json.loads(done.stdout)["plan"]],
                                 [f"net user {ACCOUNT} /active:yes"])

    def test_a_name_that_no_prompt_takes_gets_no_command(self):
        for name, why in (("a\nb", "control character"), ('a"b', "no account of Windows"),
                          ("x/y", "no account of Windows")):
            with self.subTest(name):
                machine = Machine(self, "full")
                called(name, OTHERS)(machine)
                done = machine.ctl("check", "--json")
                finding = next(f for f in json.loads(done.stdout)["nodes"][0]["findings"]
                               if f["cause"] == "workstations")
                self.assertIsNone(finding["mend"])
                self.assertIn(why, finding["no_mend"])
                self.assertIn("mend: no command can be given: ", machine.ctl("check").stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
