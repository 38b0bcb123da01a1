"""iissubactl check and sync: a scenario for each cause of the administrators' list (facts 4).

Each scenario breaks a healthy machine in one way; check has to find that cause, hold it against the
logon, change nothing, and find nothing once the mend is made.
"""
import json
import os
import re
import time
import unittest

from support import ACCOUNT, BUILD, IISSUBACTL, Machine, run, run_on_terminal

OLD = "IUSR_OLDSERVER"
NEVER = "00" * 21
NOW = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def metabase(old, new):
    return lambda machine: machine.edit("MetaBase.xml", old, new)


def account(**changes):
    return lambda machine: machine.account(**changes)


def policy(right, old, new):
    def change(machine):
        text = machine.file("secpol.inf").read_text()
        found = re.search(rf"^{right} = (.*)$", text, re.M)
        if found is None:
            machine.file("secpol.inf").write_text(
                text.replace("[Privilege Rights]", f"[Privilege Rights]\n{right} = {new}"))
        else:
            machine.edit("secpol.inf", found.group(0), f"{right} = {found.group(1).replace(old, new)}")
    return change


def ctl(*arguments, input=""):
    def change(machine):
        done = machine.ctl(*arguments, input=input)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    return change


def both(*changes):
    def change(machine):
        for one in changes:
            one(machine)
    return change


def lsa(line, key=""):
    """Adds a line to the Lsa key, or to one below it."""
    head = r"Control\Lsa" + key + "]\r\n"
    return lambda machine: machine.edit("registry.reg", head, head + line + "\r\n")


def registry(old, new=""):
    return lambda machine: machine.edit("registry.reg", old, new)


def node(text):
    """Adds a node to the metabase."""
    return lambda machine: machine.edit("MetaBase.xml", "</MBProperty>", text + "</MBProperty>")


SYNC_OFF = ctl("toggle", "MSFTPSVC", "off", "--apply")
SYNC = ctl("sync", "Anonymous", ACCOUNT, "--apply", input="one password\n")
ENABLED = ["USER_NORMAL_ACCOUNT", "USER_DONT_EXPIRE_PASSWORD"]

REGISTRY_VALUES = ("[Registry Values]\nMACHINE\\System\\CurrentControlSet\\Control\\Lsa\\"
                   "CrashOnAuditFail=")
EXPAND = ",".join(f"{byte:02x}" for byte in "IISSUBA\0".encode("utf-16-le"))

# cause, what breaks the machine, what mends it: the printed command, or for those of Windows' own
# (net user, ntrights) what they do.
SCENARIOS = [
    ("password-differs", both(SYNC_OFF, account(password="another")), SYNC),
    ("other-computer", metabase(f'AnonymousUserName="{ACCOUNT}"', f'AnonymousUserName="{OLD}"'),
     ctl("put", "MSFTPSVC/AnonymousUserName", ACCOUNT, "--apply")),
    ("account-missing", metabase(f'AnonymousUserName="{ACCOUNT}"', 'AnonymousUserName="ftpuser"'),
     ctl("put", "MSFTPSVC/AnonymousUserName", ACCOUNT, "--apply")),
    ("locked-out", account(lockout_time=NOW, bad_password_count=5),
     account(lockout_time=None, bad_password_count=None)),
    ("disabled", account(flags=ENABLED + ["USER_ACCOUNT_DISABLED"]), account(flags=ENABLED)),
    ("expired", account(account_expires="2001-01-01"), account(account_expires="never")),
    ("logon-hours", account(logon_hours=NEVER), account(logon_hours="all")),
    ("workstations", account(workstations="DESKTOP1,DESKTOP2"), account(workstations="")),
    ("password-must-change", both(SYNC_OFF,
                                  account(password_last_set="never", flags=["USER_NORMAL_ACCOUNT"])),
     SYNC),
    ("password-expired",
     both(SYNC_OFF, account(password_last_set="2001-01-01", flags=["USER_NORMAL_ACCOUNT"])), SYNC),
    ("no-network-right", policy("SeNetworkLogonRight", "*S-1-1-0", "Administrators"),
     policy("SeNetworkLogonRight", "Administrators", "*S-1-1-0")),
    ("denied-network", both(account(groups=["Guests"]),
                            policy("SeDenyNetworkLogonRight", "", "Guests")),
     policy("SeDenyNetworkLogonRight", "Guests", "Nobody")),
    ("no-local-right", both(SYNC_OFF, policy("SeInteractiveLogonRight", "*S-1-5-32-546", "Nobody")),
     policy("SeInteractiveLogonRight", "Nobody", "*S-1-5-32-546")),
    ("denied-local", both(SYNC_OFF, policy("SeDenyInteractiveLogonRight", "", ACCOUNT)),
     policy("SeDenyInteractiveLogonRight", ACCOUNT, "Nobody")),
    ("administrator", account(groups=["Administrators"]), account(groups=[])),
    ("domain-account",
     metabase(f'AnonymousUserName="{ACCOUNT}"', f'AnonymousUserName="CORP\\{ACCOUNT}"'),
     ctl("put", "MSFTPSVC/AnonymousUserName", ACCOUNT, "--apply")),
    ("not-registered", lambda m: m.edit("registry.reg", '"Auth132"="IISSUBA"\r\n', ""),
     ctl("register")),
    ("dll-missing", lambda m: m.file("System32/iissuba.so").unlink(), ctl("register")),
    ("no-password", both(metabase("AnonymousUserPass=", "OtherPass="), SYNC_OFF), SYNC),
    ("not-enrolled", ctl("remove", ACCOUNT), SYNC),
    ("no-secret", ctl("set", ACCOUNT, "--no-secret"), SYNC),
    ("secret-differs", ctl("set", ACCOUNT, input="another\n"), SYNC),
    ("store-sync-off", ctl("set", ACCOUNT, "--sync", "off", input="another\n"), SYNC),
    ("nothing-presented", metabase("AnonymousUserPass=", "OtherPass="), SYNC),
    ("anonymous-not-allowed", metabase('AllowAnonymous="TRUE"', 'AllowAnonymous="FALSE"'),
     ctl("put", "MSFTPSVC/AllowAnonymous", "TRUE", "--apply")),
    ("audit-log-full", lsa('"CrashOnAuditFail"=dword:00000002'),
     registry('"CrashOnAuditFail"=dword:00000002', '"CrashOnAuditFail"=dword:00000001')),
    ("audit-log-full", both(SYNC_OFF, lsa('"CrashOnAuditFail"=hex(0):02,00,00,00')),
     registry('=hex(0):02,00,00,00', '=dword:00000001')),
    ("audit-log-full", lambda m: m.edit("secpol.inf", "[Version]", REGISTRY_VALUES + "4,2\n[Version]"),
     lambda m: m.edit("secpol.inf", REGISTRY_VALUES + "4,2", REGISTRY_VALUES + "4,1")),
    ("filter-missing", both(SYNC_OFF, lsa('"Auth0"="SECONDFACTOR.dll"', "\\MSV1_0")),
     registry('"Auth0"="SECONDFACTOR.dll"\r\n')),
    ("filter-missing", both(SYNC_OFF, lsa('"Auth0"=dword:00000001', "\\MSV1_0")),
     registry('"Auth0"=dword:00000001\r\n')),
    ("auth-value-type", registry('"Auth132"="IISSUBA"', '"Auth132"=dword:00000084'), ctl("register")),
    ("auth-value-type", registry('"Auth132"="IISSUBA"', '"Auth132"=hex(2):' + EXPAND), ctl("register")),
    ("dll-missing", registry('"Auth132"="IISSUBA"', '"Auth132"="IISSUBA "'), ctl("register")),
    ("dll-missing", registry('"Auth132"="IISSUBA"', r'"Auth132"="D:\\ftp\\IISSUBA.dll"'),
     ctl("register")),
    ("network-token", metabase('Path="C:\\Inetpub\\ftproot"', r'Path="\\FILES\pub"'),
     both(SYNC_OFF)),
    ("network-token", node(r'<IIsFtpVirtualDir Location="/LM/MSFTPSVC/1/ROOT/far" Path="\\FILES\far"/>'),
     ctl("put", "MSFTPSVC/1/ROOT/far/UNCUserName", "FILES\\reader", "--apply")),
    ("no-account-named", metabase("AnonymousUserName=", "OtherName="),
     ctl("put", "MSFTPSVC/AnonymousUserName", ACCOUNT, "--apply")),
]


def paste(command, input=""):
    """Has a shell do what a person does who pastes it."""
    return run("sh", "-c", command, input=input,
               env=dict(os.environ, PATH=f"{BUILD}:{os.environ['PATH']}"))


class Check(unittest.TestCase):
    def answer(self, machine, *arguments):
        done = machine.ctl("check", "--json", *arguments)
        self.assertIn(done.returncode, (0, 1, 4), done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(done.returncode == 0, answer["sound"])
        return answer

    def causes(self, machine, *arguments):
        return [f["cause"] for n in self.answer(machine, *arguments)["nodes"]
                for f in n["findings"]]

    def test_a_healthy_machine_has_no_findings(self):
        machine = Machine(self, "full")
        answer = self.answer(machine)
        self.assertTrue(answer["sound"])
        self.assertEqual([(n["node"], n["granted"], n["findings"]) for n in answer["nodes"]],
                         [("/LM/MSFTPSVC/1", True, [])])
        SYNC_OFF(machine)
        self.assertEqual(self.causes(machine), [])

    def test_each_cause_is_found_held_against_the_logon_and_gone_once_mended(self):
        self.assertGreaterEqual(len(SCENARIOS), 14)
        for cause, breaks, mends in SCENARIOS:
            with self.subTest(cause):
                machine = Machine(self, "full")
                breaks(machine)
                before = machine.snapshot()
                answer = self.answer(machine)
                node = answer["nodes"][0]
                findings = {f["cause"]: f for f in node["findings"]}
                self.assertIn(cause, findings)
                self.assertNotIn("unexplained", findings)
                self.assertNotIn("contradicted", findings)
                self.assertFalse(answer["sound"])
                self.assertEqual(node["granted"], not any(f["fatal"] for f in node["findings"]))
                for finding in findings.values():
                    for part in ("what", "evidence", "mend"):
                        self.assertNotEqual(finding[part], "", finding)
                self.assertEqual(machine.snapshot(), before, "check changed the machine")
                mends(machine)
                after = self.answer(machine)
                self.assertEqual([f for n in after["nodes"] for f in n["findings"]], [])
                self.assertTrue(after["sound"])
                login = machine.ftp_login()
                self.assertEqual(login.returncode, 0, login.stdout)

    def test_the_mends_that_are_ours_can_be_typed_as_they_are_printed(self):
        typed = 0
        for cause, breaks, _ in SCENARIOS:
            machine = Machine(self, "full")
            breaks(machine)
            for finding in self.answer(machine)["nodes"][0]["findings"]:
                if finding["on_server"]:
                    continue
                with self.subTest(cause):
                    done = paste(finding["mend"], input="one password\n")
                    self.assertEqual(done.returncode, 0, (finding["mend"], done.stderr))
                    typed += 1
        self.assertGreater(typed, 10)

    def test_a_worker_process_that_may_not_use_it_is_found(self):
        machine = Machine(self, "full")
        machine.edit("MetaBase.xml", "</MBProperty>", f"""\
<IIsWebService Location="/LM/W3SVC" AppPoolId="DefaultAppPool" IIs5IsolationModeEnabled="FALSE"
  AnonymousUserName="{ACCOUNT}" AnonymousUserPass="{machine.password()}"/>
<IIsWebServer Location="/LM/W3SVC/1"/>
<IIsApplicationPools Location="/LM/W3SVC/AppPools" AppPoolIdentityType="2"/>
<IIsApplicationPool Location="/LM/W3SVC/AppPools/DefaultAppPool"/>
</MBProperty>""")
        self.assertEqual(self.causes(machine, "MSFTPSVC/1"), [])
        self.assertEqual(self.causes(machine, "W3SVC/1"), ["no-process-allowed"])
        machine.ctl("put", "W3SVC/IIs5IsolationModeEnabled", "TRUE", "--apply")
        self.assertEqual(self.causes(machine), [])
        machine.ctl("put", "W3SVC/IIs5IsolationModeEnabled", "FALSE", "--apply")
        ctl("put", "W3SVC/AppPools/AppPoolIdentityType", "0", "--apply")(machine)
        self.assertEqual(self.causes(machine), [])

    def test_the_web_services_logon_method_decides_which_right_is_needed(self):
        rights = {"network": "SeNetworkLogonRight", "local": "SeInteractiveLogonRight",
                  "batch": "SeBatchLogonRight"}
        for method, needed in ((None, "network"), ("0", "local"), ("1", "batch"),
                               ("2", "network"), ("3", "network")):
            for granted in rights:
                with self.subTest(method=method, granted=granted):
                    machine = Machine(self, "full")
                    machine.ctl("toggle", "MSFTPSVC", "off", "--apply")
                    value = "" if method is None else f'LogonMethod="{method}"'
                    machine.edit("MetaBase.xml", "</MBProperty>", f"""\
<IIsWebService Location="/LM/W3SVC" AnonymousPasswordSync="FALSE" {value}
  AnonymousUserName="{ACCOUNT}" AnonymousUserPass="{machine.password()}"/>
</MBProperty>""")
                    machine.file("secpol.inf").write_text(
                        f"[Privilege Rights]\n{rights[granted]} = *S-1-1-0\n")
                    self.assertEqual(self.causes(machine, "W3SVC"),
                                     [] if granted == needed else [f"no-{needed}-right"])
                    # The FTP service logs on interactively, whatever the Web service does.
                    self.assertEqual(self.causes(machine, "MSFTPSVC/1"),
                                     [] if granted == "local" else ["no-local-right"])

    def test_what_it_does_not_know_it_says_it_does_not(self):
        machine = Machine(self, "full")
        machine.ctl("stack", "required sam", "required metabase")
        machine.account(password="another")
        answer = self.answer(machine)["nodes"][0]
        self.assertFalse(answer["granted"])
        self.assertEqual([f["cause"] for f in answer["findings"]], ["unexplained"])
        self.assertIn("STATUS_WRONG_PASSWORD", answer["findings"][0]["evidence"])

    def test_a_caller_that_is_believed_needs_no_secret(self):
        machine = Machine(self, "full")
        machine.ctl("set", ACCOUNT, "--no-secret")
        self.assertEqual(self.causes(machine), ["no-secret"])
        machine.ctl("stack", "sufficient metabase", "sufficient caller")
        self.assertEqual(self.causes(machine), [])

    def test_no_secret_is_in_what_it_says(self):
        for cause, breaks, _ in SCENARIOS:
            machine = Machine(self, "full")
            password = machine.password()
            breaks(machine)
            for arguments in ((), ("--json",)):
                done = machine.ctl("check", *arguments)
                self.assertNotIn(password, done.stdout + done.stderr, cause)

    def test_colour_is_for_a_terminal_alone(self):
        machine = Machine(self, "full")
        machine.account(groups=["Administrators"])
        shown, code = run_on_terminal(IISSUBACTL, "--machine", machine.path, "check")
        self.assertEqual(code, 1)
        self.assertIn("\033[32mgranted (1)\033[0m", shown)
        self.assertIn("\033[33madministrator", shown)
        self.assertNotIn("\033", machine.ctl("check").stdout)

    def test_a_node_that_is_not_there_is_exit_2(self):
        done = Machine(self, "full").ctl("check", "MSFTPSVC/9")
        self.assertEqual(done.returncode, 2)
        self.assertIn("0x80070003", done.stderr)


class SeveralNodes(unittest.TestCase):
    """One account, several nodes, different passwords (facts 4)."""

    def machine(self):
        machine = Machine(self, "full")
        machine.edit("MetaBase.xml", "</MBProperty>", """\
<IIsFtpServer\tLocation ="/LM/MSFTPSVC/2"
\t\tAnonymousUserPass="another one"
\t>
</IIsFtpServer>
</MBProperty>""")
        return machine

    def logons(self, machine):
        return [machine.ftp_login(site=site).returncode for site in (1, 2)]

    def test_check_names_the_nodes_before_anything_is_locked_and_sync_mends_it(self):
        machine = self.machine()
        done = machine.ctl("check", "-v")
        self.assertEqual(done.returncode, 1)
        self.assertIn("nodes-disagree", done.stdout)
        self.assertIn("/LM/MSFTPSVC/2 and /LM/MSFTPSVC name IUSR_SERVERNAME", done.stdout)
        self.assertNotIn("bad_password_count", machine.file("sam.json").read_text())
        self.assertEqual(self.logons(machine), [0, 1])
        planned = machine.ctl("sync", "Anonymous", ACCOUNT)
        for said in ("/LM/MSFTPSVC: set", "/LM/MSFTPSVC/2: set", "the package's store",
                     "SAM: set the password"):
            self.assertIn(said, planned.stdout)
        self.assertEqual(self.logons(machine), [0, 1])
        done = machine.ctl("sync", "Anonymous", ACCOUNT, "--apply", input="one for all\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.logons(machine), [0, 0])
        self.assertEqual(machine.ctl("check").returncode, 0)
        machine.ctl("toggle", "MSFTPSVC", "off", "--apply")
        self.assertEqual(self.logons(machine), [0, 0])

    def test_with_synchronization_off_the_wrong_node_locks_the_account_until_all_fail(self):
        machine = self.machine()
        machine.ctl("toggle", "MSFTPSVC", "off", "--apply")
        self.assertIn("nodes-disagree", machine.ctl("check").stdout)
        for _ in range(5):
            machine.ftp_login(site=2)
        self.assertEqual(self.logons(machine), [1, 1])
        self.assertIn("locked-out", machine.ctl("check", "MSFTPSVC/1").stdout)

    def test_a_wrong_node_that_is_checked_does_not_count_for_the_next(self):
        machine = self.machine()
        machine.edit("MetaBase.xml", "</MBProperty>",
                     '<IIsFtpServer\tLocation ="/LM/MSFTPSVC/3"></IIsFtpServer></MBProperty>')
        machine.ctl("toggle", "MSFTPSVC", "off", "--apply")
        machine.edit("secpol.inf", "LockoutBadCount = 5", "LockoutBadCount = 1")
        nodes = json.loads(machine.ctl("check", "--json").stdout)["nodes"]
        self.assertEqual([(n["node"][-1], n["granted"]) for n in nodes],
                         [("1", True), ("2", False), ("3", True)])

    def test_sync_leaves_no_hash_of_the_old_password(self):
        machine = Machine(self, "full")
        machine.account(password=None, nt_hash="0" * 32, lm_hash="1" * 32)
        done = machine.ctl("sync", "Anonymous", ACCOUNT, "--apply", input="new\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertFalse({"nt_hash", "lm_hash"} & set(machine.sam_account()))
        machine.ctl("toggle", "MSFTPSVC", "off", "--apply")
        self.assertEqual(machine.ftp_login().returncode, 0)

    def test_other_kinds_have_their_own_properties_and_no_place_in_the_store(self):
        machine = Machine(self, "full")
        machine.edit("MetaBase.xml", "</MBProperty>", """\
<IIsWebService\tLocation ="/LM/W3SVC"
\t\tUNCUserName="Administrator"
\t\tWAMUserName="iwam"
\t\tWAMUserPass="x"
\t>
</IIsWebService>
</MBProperty>""")
        registry = machine.file("registry.reg").read_bytes()
        done = machine.ctl("sync", "unc", "administrator", "--apply", input="for the share\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('UNCPassword="for the share"', machine.file("MetaBase.xml").read_text())
        self.assertEqual(machine.sam_account("Administrator")["password"], "for the share")
        self.assertEqual(machine.file("registry.reg").read_bytes(), registry)
        before = machine.snapshot()
        done = machine.ctl("sync", "WAM", "iwam", "--apply", input="x\n")
        self.assertEqual(done.returncode, 2)
        self.assertIn("there is no account iwam", done.stderr)
        self.assertEqual(machine.snapshot(), before)

    def test_what_cannot_be_done_changes_nothing_and_says_why(self):
        machine = self.machine()
        machine.edit("MetaBase.xml", "another one", "4963446270000000")
        before = machine.snapshot()
        for arguments, said in ((("Anonymous", ACCOUNT), "--force"),
                                (("Anonymous", "nobody"), "no node names nobody"),
                                (("Other", ACCOUNT), "expected Anonymous, WAM or UNC")):
            done = machine.ctl("sync", *arguments, "--apply", input="x\n")
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn(said, done.stderr)
            self.assertEqual(machine.snapshot(), before)


if __name__ == "__main__":
    unittest.main(verbosity=2)
