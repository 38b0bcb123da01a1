"""Situations that public documents describe: what check says of each, and that its mend mends it. They
are listed in hostsim/diagnosis/KNOWN.md, with whether the tools had to learn them."""
import json
import unittest

from check_tool import (ACCOUNT, ENABLED, NOW, SYNC_OFF, account, both, ctl, lsa, metabase, node,
                        policy, registry)
from support import SOURCE, Machine

FTP, WEB = "/LM/MSFTPSVC/1", "/LM/W3SVC/1"


def web(service="", root=""):
    """A Web service of the same account."""
    return lambda m: node(
        f'<IIsWebService Location="/LM/W3SVC" AnonymousUserName="{ACCOUNT}" '
        f'AnonymousUserPass="{m.password()}" {service}/>'
        f'<IIsWebServer Location="{WEB}"/><IIsWebVirtualDir Location="{WEB}/ROOT" {root}/>')(m)


def guest(machine):
    """Guest is on and has no password; synchronization is off."""
    metabase(f'AnonymousUserName="{ACCOUNT}"', 'AnonymousUserName="Guest"')(machine)
    metabase(f'AnonymousUserPass="{machine.password()}"', 'AnonymousUserPass=""')(machine)
    SYNC_OFF(machine)
    sam = json.loads(machine.file("sam.json").read_text())
    next(a for a in sam["accounts"] if a["rid"] == 501).update(password="", flags=ENABLED)
    machine.file("sam.json").write_text(json.dumps(sam))
    machine.edit("secpol.inf", "EnableGuestAccount = 0", "EnableGuestAccount = 1")


def iwam(machine):
    web(root='WAMUserName="IWAM_SERVERNAME" WAMUserPass="what the metabase has"')(machine)
    sam = json.loads(machine.file("sam.json").read_text())
    sam["accounts"].append({"name": "IWAM_SERVERNAME", "rid": 1002, "password": "what SAM has"})
    machine.file("sam.json").write_text(json.dumps(sam))


def nothing(machine):
    pass


# The source, what is the case, the causes by node, what the mend begins with, what it does.
SITUATIONS = [
    ("KB 207671", web(root=r'Path="\\FILES\web"'), {WEB: ["network-token"]},
     "iissubactl --machine MACHINE toggle /LM/W3SVC/1 off --apply", ctl("toggle", WEB, "off", "--apply")),
    ("KB 280383", web(root=r'Path="\\FILES\web" UNCUserName="FILES\reader"'), {}, None, nothing),
    ("KB 907273", web('AuthFlags="AuthAnonymous"', 'AuthFlags="AuthNTLM"'),
     {WEB: ["anonymous-not-allowed"]},
     "iissubactl --machine MACHINE put /LM/W3SVC/1/ROOT/AuthFlags 'AuthAnonymous | AuthNTLM' --apply",
     ctl("put", WEB + "/ROOT/AuthFlags", "AuthAnonymous | AuthNTLM", "--apply")),
    ("KB 823659", policy("SeNetworkLogonRight", "*S-1-1-0", "*S-1-5-32-544,*S-1-5-32-551"),
     {FTP: ["no-network-right"]}, f"ntrights -u {ACCOUNT} +r SeNetworkLogonRight",
     policy("SeNetworkLogonRight", "*S-1-5-32-551", ACCOUNT)),
    ("KB 271071", both(SYNC_OFF, policy("SeInteractiveLogonRight", "*S-1-5-32-546", "*S-1-5-32-551")),
     {FTP: ["no-local-right"]}, f"ntrights -u {ACCOUNT} +r SeInteractiveLogonRight",
     policy("SeInteractiveLogonRight", "*S-1-5-32-551", ACCOUNT)),
    ("Windows Server 2003 Security Guide",
     policy("SeDenyNetworkLogonRight", "", "*S-1-5-7,Administrator,SUPPORT_388945a0,Guest,*S-1-5-32-546"),
     {FTP: ["denied-network"]}, "ntrights -u Guests -r SeDenyNetworkLogonRight", policy("SeDenyNetworkLogonRight", ",*S-1-5-32-546", "")),
    ("KB 232564", both(SYNC_OFF, lsa('"CrashOnAuditFail"=dword:00000002')),
     {FTP: ["audit-log-full"]}, "reg add HKLM\\", registry('AuditFail"=dword:00000002',
                                                          'AuditFail"=dword:00000001')),
    ("KB 174074", account(lockout_time=NOW, bad_password_count=5), {FTP: ["locked-out"]},
     f"net user {ACCOUNT} /active:yes", account(lockout_time=None, bad_password_count=None)),
    ("Accounts: Limit local account use of blank passwords to console logon only",
     both(web('AnonymousPasswordSync="FALSE"'), guest, lsa('"LimitBlankPasswordUse"=dword:00000001')),
     {WEB: ["blank-password"]}, "iissubactl --machine MACHINE sync Anonymous Guest --apply",
     ctl("sync", "Anonymous", "Guest", "--apply", input="one password\n")),
    ("Windows NT 3.51 Resource Kit, FTP Server service", guest, {}, None, nothing),
    ("KB 896861", both(web(), lsa('"DisableLoopbackCheck"=dword:00000001')), {}, None, nothing),
    ("KB 246261", lsa('"RestrictAnonymous"=dword:00000002'), {}, None, nothing),
    ("KB 239869", lsa('"LmCompatibilityLevel"=dword:00000005'), {}, None, nothing),
    ("KB 299656", both(SYNC_OFF, lsa('"NoLMHash"=dword:00000001')), {}, None, nothing),
    ("KB 297989", iwam, {}, None, nothing),
    ("KB 323384", metabase('AnonymousOnly="FALSE"', 'AnonymousOnly="TRUE"'), {}, None, nothing),
]


class Situations(unittest.TestCase):
    def check(self, machine):
        done = machine.ctl("check", "--json")
        self.assertEqual(done.stderr, "")
        answer = json.loads(done.stdout)
        findings = [f for n in answer["nodes"] for f in n["findings"]]
        self.assertEqual(done.returncode, 1 if findings else 0)
        for one in answer["nodes"]:
            self.assertEqual(one["granted"], not any(f["fatal"] for f in one["findings"]), one)
        return findings, {n["node"]: [f["cause"] for f in n["findings"]]
                          for n in answer["nodes"] if n["findings"]}

    def test_check_says_what_is_the_matter_and_its_mend_mends_it(self):
        for source, case, expected, mend, mends in SITUATIONS:
            with self.subTest(source):
                machine = Machine(self, "full")
                machine.account(groups=["Guests"])
                case(machine)
                findings, causes = self.check(machine)
                self.assertEqual(causes, expected)
                if findings:
                    said = findings[0]["mend"].replace(str(machine.path), "MACHINE")
                    self.assertTrue(said.startswith(mend), said)
                mends(machine)
                self.assertEqual(self.check(machine), ([], {}))
                self.assertEqual(machine.ftp_login().returncode, 0)

    def test_a_locked_account_is_event_539_to_the_server(self):
        machine = Machine(self, "full")
        SITUATIONS[[s[0] for s in SITUATIONS].index("KB 174074")][1](machine)
        machine.ftp_login()
        self.assertIn("\tSecurity\t539\t", machine.events())

    def test_they_are_listed_in_the_document(self):
        text = (SOURCE / "hostsim/diagnosis/KNOWN.md").read_text()
        part = text.partition("## Public situations\n")[2]
        rows = [line.strip("|").split(" | ") for line in part.splitlines() if line.startswith("| ")][2:]
        self.assertEqual([(row[0].strip(), row[2].strip("` ")) for row in rows],
                         [(s[0], next(iter(s[2].values()), ["nothing"])[0]) for s in SITUATIONS])
        self.assertGreaterEqual(len([row for row in rows if row[3].strip() == "no"]), 5)


if __name__ == "__main__":
    unittest.main(verbosity=2)
