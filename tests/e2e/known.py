"""hostsim/diagnosis/KNOWN.md: what a server says of itself, and what of it a logon goes by.

Each property of MBSchema.xml (the real one where ../shared/data is, else the tests' own), each value of
the Lsa key and each line of secedit's is on the table. What is followed changes what the tools say of a
machine that is prepared for it; what is passed over, all at once, changes nothing; and the code names
nothing that is not followed.
"""
import json
import re
import time
import unittest
from pathlib import Path

from support import ACCOUNT, HOSTSIM, SHARED_DATA, SOURCE, Machine, run

TABLE = SOURCE / "hostsim/diagnosis/KNOWN.md"
SCHEMAS = [SHARED_DATA / "iis6-mbschema.xml", SOURCE / "tests/iisadmin/MBSchema.xml"]
HEADERS = "/usr/share/mingw-w64/include/"
LSA = "MACHINE\\System\\CurrentControlSet\\Control\\Lsa\\"
# Followed, and in no enum property: the element's name, and what only the tool asks for.
BY_NAME = {"KeyType", "EnableEditWhileRunning"}


class Section:
    """One part of the table: rows of cells, and what each of the two tables names."""

    def __init__(self, text):
        followed, _, passed = text.partition("**Passed over**")
        self.rows = [[cell.strip() for cell in line.strip("|").split(" | ")]
                     for line in followed.splitlines() if line.startswith("| `")]
        self.followed = [row[0].strip("`") for row in self.rows]
        reasons = [line.strip("|").split(" | ") for line in passed.splitlines()
                   if line.startswith("| ") and "`" in line]
        assert all(reason.strip() for reason, _ in reasons)
        self.passed = [name for _, names in reasons for name in re.findall(r"`([^`]+)`", names)]
        self.ids = {row[0].strip("`"): row[1] for row in self.rows}
        self.ids.update(re.findall(r"`(\w+)` (\d+)", passed))
        self.all = self.followed + self.passed


PARTS = re.split(r"^## (.*)\n", TABLE.read_text(), flags=re.M)[1:]
SECTIONS = {title: Section(text) for title, text in zip(PARTS[::2], PARTS[1::2])
            if "**Followed**" in text}
PROPERTIES = SECTIONS["Properties of the metabase"]
VALUES = SECTIONS["Values of the Lsa key"]
ACCESS, RIGHTS = SECTIONS["[System Access]"], SECTIONS["[Privilege Rights]"]
AUDIT, REGISTRY_VALUES = SECTIONS["[Event Audit]"], SECTIONS["[Registry Values]"]


def code(*leave_out):
    files = [path for top in ("shim", "hostsim") for path in sorted((SOURCE / top).rglob("*.[ch]"))]
    return "\n".join(path.read_text() for path in files if path.name not in leave_out)


def schema(path):
    text = path.read_text("utf-8-sig")
    found = re.findall(r'<Property\s+InternalName\s*="(\w+)"\s+ID="(\d+)"', text)
    assert len(found) > 20, path
    return dict(found)


class Table(unittest.TestCase):
    """What is on it."""

    def test_nothing_is_on_it_twice(self):
        for title, section in SECTIONS.items():
            names = [name.lower() for name in section.all]
            self.assertEqual([n for n in names if names.count(n) > 1], [], title)
            self.assertGreater(min(len(section.followed), len(section.passed)), 2, title)

    def test_every_property_of_the_schema_is_on_it_by_its_id(self):
        for path in SCHEMAS:
            if path.exists():
                properties = schema(path)
                self.assertEqual({n: PROPERTIES.ids.get(n) for n in properties}, properties)
        if SCHEMAS[0].exists():
            self.assertEqual(set(PROPERTIES.all), set(properties := schema(SCHEMAS[0])))
            self.assertGreater(len(properties), 500)

    def test_the_code_has_the_properties_that_are_followed_and_no_other(self):
        text = (SOURCE / "shim/metabase/metabase_nodes.c").read_text()
        rows = re.findall(r'\[(\w+)\] = \{"(\w+)", (\d+),', text)
        self.assertEqual({name for _, name, _ in rows} | BY_NAME, set(PROPERTIES.followed))
        others = code("metabase_nodes.c")
        for constant, name, number in rows:
            self.assertEqual(PROPERTIES.ids[name], number)
            self.assertGreater(len(re.findall(rf"\b{constant}\b", others)), 1,
                               f"{name} is in the enum, and nobody asks for it")
        quoted = set(re.findall(r'"(\w+)"', others)) & set(PROPERTIES.all)
        self.assertEqual(quoted - set(PROPERTIES.followed), set(), "named by the code, and passed over")

    def test_the_code_has_the_values_that_are_followed_and_no_other(self):
        macros = dict(re.findall(r'#define ((?:VALUE|KEY)_\w+) u"([^"]+)"', code()))
        macros.pop("KEY_IISSUBA")  # the key of those below it
        named = {row[2].strip("`"): row[0].strip("`") for row in VALUES.rows}
        self.assertEqual(set(macros), set(named), "a value that the code names is to be on the table")
        for macro, path in named.items():
            last = macros[macro].replace("\\\\", "\\").rsplit("\\", 1)[-1]
            self.assertIn(last, path.split("\\"))
            self.assertGreater(len(re.findall(rf"\b{macro}\b", code())), 1, macro)

    def test_every_right_of_the_headers_is_on_it(self):
        headers = [Path(HEADERS, name) for name in ("winnt.h", "ntsecapi.h")]
        if not all(header.exists() for header in headers):
            self.skipTest("mingw's headers are not installed")
        text = "".join(header.read_text() for header in headers)
        rights = set(re.findall(r'TEXT\("(Se[A-Z]\w+(?:Privilege|Right))"\)', text))
        self.assertGreater(len(rights), 40)
        self.assertEqual(rights - set(RIGHTS.all), set())

    def test_policy_takes_the_lines_that_are_on_it_and_no_other(self):
        text = (SOURCE / "hostsim/machine/policy.c").read_text()
        taken = set(re.findall(r'"((?:Se[A-Z]|Audit[A-Z])\w+)"', text))
        self.assertEqual(taken, set(RIGHTS.all) | set(AUDIT.all))
        listed = text[text.index("access_keys[]"):text.index("audit_keys[]")]
        followed = set(re.findall(r'\] = "(\w+)"', listed))
        self.assertEqual(followed, set(ACCESS.followed))
        self.assertEqual(set(re.findall(r'"(\w+)"', listed)) - followed, set(ACCESS.passed))
        values = (SOURCE / "hostsim/machine/policy_values.c").read_text()
        self.assertEqual(set(re.findall(r'\] = "(\w+)"', values)), set(REGISTRY_VALUES.followed))


WEB = """\
<IIsWebService Location="/LM/W3SVC" AnonymousUserName="{0}" AnonymousUserPass="{1}"
  AppPoolId="Pool" IIs5IsolationModeEnabled="FALSE"/>
<IIsWebServer Location="/LM/W3SVC/1"/>
<IIsWebVirtualDir Location="/LM/W3SVC/1/ROOT" Path="C:\\web"/>
<IIsApplicationPools Location="/LM/W3SVC/AppPools"/>
<IIsApplicationPool Location="/LM/W3SVC/AppPools/Pool" AppPoolIdentityType="0"
  WAMUserName="IWAM_SERVERNAME" WAMUserPass="wam" UNCUserName="reader" UNCPassword="unc"/>
</MBProperty>"""
LOGONS = [
    {"user": ACCOUNT, "type": "network", "no_subauth": True, "password": "wrong"},
    {"user": ACCOUNT, "type": "network", "no_subauth": True, "password": "wrong again"},
    {"user": ACCOUNT, "type": "network", "no_subauth": True, "response": "ntlmv1"},
    {"user": ACCOUNT, "type": "network"},
    {"user": ACCOUNT, "type": "network", "caller": "NetworkService"},
    {"user": ACCOUNT, "type": "interactive", "no_subauth": True},
    {"user": ACCOUNT, "type": "batch", "no_subauth": True},
    {"user": ACCOUNT, "type": "service", "no_subauth": True},
    {"user": ACCOUNT, "type": "network", "no_subauth": True, "protocol": "kerberos"},
    {"user": "Administrator", "type": "network", "no_subauth": True, "password": "admin"},
    {"user": "nobody", "type": "network", "no_subauth": True, "password": "x"},
]
ENABLED = ["USER_NORMAL_ACCOUNT", "USER_DONT_EXPIRE_PASSWORD"]


def ago(**units):
    seconds = {"minutes": 60, "days": 86400}
    then = time.time() - sum(seconds[unit] * count for unit, count in units.items())
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(then))


def hours_until_soon():
    """Logon hours of all but the hour that is twelve away."""
    now = time.gmtime()
    away = ((now.tm_wday + 1) % 7 * 24 + now.tm_hour + 12) % 168
    units = bytearray(b"\xff" * 21)
    units[away // 8] &= ~(1 << away % 8)
    return units.hex()


class Heeded(unittest.TestCase):
    """What the tools make of it."""

    def machine(self):
        machine = Machine(self, "full")
        self.password = machine.password()
        machine.edit("MetaBase.xml", "</MBProperty>", WEB.format(ACCOUNT, self.password))
        sam = json.loads(machine.file("sam.json").read_text())
        for account in sam["accounts"]:
            if account["rid"] == 500:
                account["password"] = "admin"
            if account["rid"] == 501:
                account.update(password="", flags=ENABLED)
        machine.file("sam.json").write_text(json.dumps(sam))
        return machine

    def metabase(self, machine, node, name, value):
        """Sets a property at a node; None takes it away."""
        text = machine.file("MetaBase.xml").read_text("utf-8-sig")
        tag = re.search(rf'<\w+\s+Location="{node}"[^>]*?(?=\s*/?>)', text).group(0)
        bare = re.sub(rf'\s{name}="[^"]*"', "", tag)
        new = bare if value is None else f'{bare} {name}="{value}"'
        machine.file("MetaBase.xml").write_text(text.replace(tag, new), "utf-8")

    def lsa(self, machine, path, line):
        """Adds a line to a key below Lsa; an account of the same name goes."""
        text = machine.file("registry.reg").read_text()
        key = "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa" + path + "]\n"
        name = line.split("=", 1)[0]
        text = re.sub(re.escape(key) + r"(?:[^\[]*\n)?" + re.escape(name) + "=[^\n]*\n",
                      lambda found: found.group(0).replace(found.group(0).splitlines()[-1] + "\n", ""),
                      text)
        text = text if key in text else text + "\n" + key
        machine.file("registry.reg").write_text(text.replace(key, key + line + "\n"))

    def policy(self, machine, section, line):
        text = machine.file("secpol.inf").read_text()
        name = line.split("=", 1)[0].strip()
        text = re.sub(rf"^{re.escape(name)} *=.*\n", "", text, flags=re.M | re.I)
        text = text if f"[{section}]" in text else f"[{section}]\n" + text
        machine.file("secpol.inf").write_text(text.replace(f"[{section}]\n", f"[{section}]\n{line}\n"))

    def outcome(self, machine):
        """All that the tools say of the machine, without what differs from one time to the next."""
        said = []
        for arguments in (("check", "--json"), ("status",), ("sync", "WAM", "IWAM_SERVERNAME"),
                          ("sync", "UNC", "reader"), ("import", machine.file("MetaBase.xml")),
                          ("check", "--json")):
            done = machine.ctl(*arguments)
            self.assertIn(done.returncode, (0, 1, 2), done.stderr)
            self.assertNotIn('"contradicted"', done.stdout, "check and the logon do not agree")
            said.append(done.stdout + done.stderr)
        lines = "\n".join(json.dumps({"password": self.password, **logon}) for logon in LOGONS)
        done = run(HOSTSIM, "batch", "--machine", machine.path, input=lines)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        for line in done.stdout.splitlines():
            answer = json.loads(line)
            for key in ("elapsed_ns", "logon_id"):
                answer.pop(key, None)
            said.append(json.dumps(answer))
        said.append(machine.ftp_login().stdout)
        said.append(machine.ftp_login("Administrator", "admin").stdout)
        said.append(" ".join(re.findall(r"\t(?:Security|MSFTPSVC|hostsim)\t\d+", machine.events())))
        said.append(" ".join(machine.ctl("unregister").stdout.split()))
        text = "\n".join(said).replace(str(machine.path), "MACHINE")
        text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "TIME", text)
        return text.replace(self.password, "PASSWORD")

    def differs(self, prepare, change):
        """Whether the change makes a difference to a machine that was prepared."""
        said = []
        for changes in ((prepare,), (prepare, change)):
            machine = self.machine()
            for one in changes:
                one(machine)
            said.append(self.outcome(machine))
        return said[0] != said[1]

    def hold(self, section, perturbed, elsewhere=()):
        self.assertEqual(set(perturbed) | set(elsewhere), set(section.followed))
        for name, (prepare, change) in perturbed.items():
            with self.subTest(name):
                self.assertTrue(self.differs(prepare, change), f"{name} is followed by nobody")

    def test_the_outcome_of_the_same_is_the_same(self):
        self.assertFalse(self.differs(lambda m: None, lambda m: None))

    def test_properties_that_are_followed_make_a_difference(self):
        def put(node, name, value):
            return lambda m: self.metabase(m, node, name, value)

        def nothing(machine):
            pass

        def type_of(machine):
            machine.edit("MetaBase.xml", '<IIsWebServer Location="/LM/W3SVC/1"',
                         '<IIsObject Location="/LM/W3SVC/1"')

        ftp, web, pool = "/LM/MSFTPSVC", "/LM/W3SVC", "/LM/W3SVC/AppPools/Pool"
        off = put(web, "AnonymousPasswordSync", "FALSE")
        far = put("/LM/W3SVC/1/ROOT", "Path", r"\\FILES\web")
        perturbed = {
            "KeyType": (nothing, type_of),
            "AnonymousUserName": (nothing, put(ftp, "AnonymousUserName", "IUSR_OLD")),
            "AnonymousUserPass": (nothing, put(ftp, "AnonymousUserPass", "another")),
            "AnonymousPasswordSync": (nothing, put(ftp, "AnonymousPasswordSync", "FALSE")),
            "AllowAnonymous": (nothing, put(ftp, "AllowAnonymous", "FALSE")),
            "AnonymousOnly": (nothing, put(ftp, "AnonymousOnly", "TRUE")),
            "AuthFlags": (nothing, put(web, "AuthFlags", "AuthNTLM")),
            "LogonMethod": (lambda m: (off(m), self.policy(m, "Privilege Rights",
                                                           "SeInteractiveLogonRight = Nobody")),
                            put(web, "LogonMethod", "0")),
            "IIs5IsolationModeEnabled": (put(pool, "AppPoolIdentityType", "2"),
                                         put(web, "IIs5IsolationModeEnabled", "TRUE")),
            "AppPoolId": (put("/LM/W3SVC/AppPools", "AppPoolIdentityType", "2"),
                          put(web, "AppPoolId", "Other")),
            "AppPoolIdentityType": (nothing, put(pool, "AppPoolIdentityType", "2")),
            "Path": (nothing, far),
            "UNCUserName": (far, put("/LM/W3SVC/1/ROOT", "UNCUserName", "reader")),
            "WAMUserName": (nothing, put(pool, "WAMUserName", "other")),
        }
        # The first needs an IISADMIN that runs; the others are only written, with --apply.
        elsewhere = {"EnableEditWhileRunning": "live", "UNCPassword": "check_tool",
                     "WAMUserPass": "check_tool"}
        for name, test in elsewhere.items():
            self.assertIn(name, (SOURCE / f"tests/e2e/{test}.py").read_text())
        self.hold(PROPERTIES, perturbed, elsewhere)

    def test_properties_that_are_passed_over_make_none(self):
        nodes = ("/LM", "/LM/MSFTPSVC", "/LM/MSFTPSVC/1", "/LM/MSFTPSVC/1/ROOT", "/LM/W3SVC",
                 "/LM/W3SVC/1", "/LM/W3SVC/1/ROOT", "/LM/W3SVC/AppPools/Pool")

        def all_of_them(machine):
            text = machine.file("MetaBase.xml").read_text("utf-8-sig")
            for node in nodes:
                value = str(nodes.index(node) % 2)
                more = " ".join(f'{name}="{value}"' for name in PROPERTIES.passed
                                if f'{name}="' not in text)
                tag = re.search(rf'<\w+\s+Location="{node}"', text).group(0)
                text = text.replace(tag, f"{tag} {more}")
            machine.file("MetaBase.xml").write_text(text, "utf-8")
        self.assertFalse(self.differs(lambda m: None, all_of_them))

    def test_values_that_are_followed_make_a_difference(self):
        def value(line, path=""):
            return lambda m: self.lsa(m, path, line)

        def nothing(machine):
            pass

        def guest(machine):
            self.policy(machine, "System Access", "EnableGuestAccount = 1")
            self.metabase(machine, "/LM/W3SVC", "AnonymousUserName", "Guest")
            self.metabase(machine, "/LM/W3SVC", "AnonymousUserPass", None)
            self.metabase(machine, "/LM/W3SVC", "AnonymousPasswordSync", "FALSE")
        hours = {"logon_hours": hours_until_soon()}
        # One makes a logon quicker, and one tells of it: they make no other.
        elsewhere = {"KeptKeyBytes": ("VALUE_KEY_BYTES", "test_snapshot_load"),
                     "ObserveUntil": ("VALUE_OBSERVE_UNTIL", "test_observe")}
        for name, test in elsewhere.values():
            self.assertIn(name, (SOURCE / f"tests/units/{test}.c").read_text())
        ours = "\\MSV1_0\\IISSUBA"
        self.hold(VALUES, {
            "CrashOnAuditFail": (nothing, value('"CrashOnAuditFail"=dword:00000002')),
            "LimitBlankPasswordUse": (guest, value('"LimitBlankPasswordUse"=dword:00000001')),
            "LmCompatibilityLevel": (nothing, value('"LmCompatibilityLevel"=dword:00000005')),
            "MSV1_0\\Auth0": (nothing, value('"Auth0"="NONE"', "\\MSV1_0")),
            "MSV1_0\\Auth132": (nothing, value('"Auth132"="NONE"', "\\MSV1_0")),
            "Kerberos\\Auth0": (nothing, value('"Auth0"="NONE"', "\\Kerberos")),
            ours[1:] + "\\Stack": (nothing, value('"Stack"=hex(7):41,00,00,00,00,00', ours)),
            ours[1:] + "\\ForceLogoff": (lambda m: m.account(**hours),
                                         value('"ForceLogoff"=dword:00000000', ours)),
            ours[1:] + "\\Accounts": (nothing, lambda m: m.ctl("remove", ACCOUNT)),
            ours[1:] + "\\PreviousAuth132": (nothing, value('"PreviousAuth132"="OLD"', ours)),
            ours[1:] + "\\RegisteredAuth132": (nothing, value('"RegisteredAuth132"="OLD"', ours)),
            ours[1:] + "\\InstalledDll": (nothing, value('"InstalledDll"="/nowhere"', ours)),
        }, {f"MSV1_0\\IISSUBA\\{name}" for name in elsewhere})

    def test_values_that_are_passed_over_make_none(self):
        def all_of_them(number):
            def change(machine):
                for path in VALUES.passed:
                    key, _, name = path.rpartition("\\")
                    self.lsa(machine, key and "\\" + key, f'"{name}"=dword:{number:08x}')
            return change
        for number in (1, 2):
            self.assertFalse(self.differs(lambda m: None, all_of_them(number)))

    def test_lines_that_are_followed_make_a_difference(self):
        def line(section, text):
            return lambda m: self.policy(m, section, text)

        def nothing(machine):
            pass

        def account(**changes):
            return lambda m: m.account(**changes)

        def locked_administrator(machine):
            sam = json.loads(machine.file("sam.json").read_text())
            next(a for a in sam["accounts"] if a["rid"] == 500).update(
                lockout_time=ago(minutes=1), bad_password_count=5)
            machine.file("sam.json").write_text(json.dumps(sam))

        def aged(machine):
            machine.account(flags=["USER_NORMAL_ACCOUNT"], password_last_set=ago(days=10))
        access = "System Access"
        self.hold(ACCESS, {
            "LockoutBadCount": (nothing, line(access, "LockoutBadCount = 1")),
            "ResetLockoutCount": (account(bad_password_count=4, bad_password_time=ago(minutes=60)),
                                  line(access, "ResetLockoutCount = 120")),
            "LockoutDuration": (account(bad_password_count=5, lockout_time=ago(minutes=60)),
                                line(access, "LockoutDuration = 120")),
            "MaximumPasswordAge": (aged, line(access, "MaximumPasswordAge = 5")),
            "ForceLogoffWhenHourExpire": (account(logon_hours=hours_until_soon()),
                                          line(access, "ForceLogoffWhenHourExpire = 1")),
            "EnableGuestAccount": (nothing, line(access, "EnableGuestAccount = 1")),
            "AllowAdministratorLockout": (locked_administrator,
                                          line(access, "AllowAdministratorLockout = 1")),
        })
        everyone, nobody = "*S-1-1-0", "Nobody"
        self.hold(RIGHTS, {right: (nothing, line("Privilege Rights", f"{right} = "
                                                 + (nobody if right in ("SeNetworkLogonRight",
                                                                        "SeInteractiveLogonRight")
                                                    else "*S-1-5-20" if right == "SeTcbPrivilege"
                                                    else everyone)))
                           if right not in ("SeDenyBatchLogonRight", "SeDenyServiceLogonRight") else
                           (line("Privilege Rights", f"{right.replace('Deny', '')} = {everyone}"),
                            line("Privilege Rights", f"{right} = {everyone}"))
                           for right in RIGHTS.followed})

        def wrong_once(machine):
            self.policy(machine, access, "LockoutBadCount = 1")
        self.hold(AUDIT, {key: (wrong_once, line("Event Audit", f"{key} = 0"))
                          for key in AUDIT.followed})

        def guest(machine):
            self.policy(machine, access, "EnableGuestAccount = 1")
            self.metabase(machine, "/LM/W3SVC", "AnonymousUserName", "Guest")
            self.metabase(machine, "/LM/W3SVC", "AnonymousUserPass", None)
            self.metabase(machine, "/LM/W3SVC", "AnonymousPasswordSync", "FALSE")
        self.hold(REGISTRY_VALUES, {
            name: (guest if name.startswith("LimitBlank") else nothing,
                   line("Registry Values", f"{LSA}{name}=4,{number}"))
            for name, number in (("CrashOnAuditFail", 2), ("LimitBlankPasswordUse", 1),
                                 ("LmCompatibilityLevel", 5))})

    def test_the_registry_decides_over_the_exported_line(self):
        def both(machine):
            self.lsa(machine, "", '"CrashOnAuditFail"=dword:00000001')
            self.policy(machine, "Registry Values", LSA + "CrashOnAuditFail=4,2")
        self.assertFalse(self.differs(lambda m: None, both))

    def test_lines_that_are_passed_over_make_none(self):
        def all_of_them(machine):
            for key in ACCESS.passed:
                self.policy(machine, "System Access",
                            f"{key} = " + ('"Someone"' if key.startswith("New") else "1"))
            for right in RIGHTS.passed:
                self.policy(machine, "Privilege Rights", f"{right} = *S-1-1-0,Guests")
            for key in AUDIT.passed:
                self.policy(machine, "Event Audit", f"{key} = 3")
            lines = "\n".join(f"{path}=4,2" for path in REGISTRY_VALUES.passed)
            machine.edit("secpol.inf", "[Version]", f"[Registry Values]\n{lines}\n[Version]")
        self.assertFalse(self.differs(lambda m: None, all_of_them))


if __name__ == "__main__":
    unittest.main(verbosity=2)
