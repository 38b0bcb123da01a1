#!/usr/bin/env python3
"""Files as servers and their programs write them: dumps, exports of the registry, templates, metabases,
sam.json and batch's input, in the encodings and forms that people have. Each is read as what it says, or
refused by line for what it is; nothing of it is passed over in silence."""
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from form_cases import admitted, log_on
from support import BUILD, HOSTSIM, IISSUBACTL, Machine, needs, run


LM, NT, NO_LM = ("5229b7f52540641daad3b435b51404ee", "e02bc503339d51f71d913c245d35b50b",
                 "aad3b435b51404eeaad3b435b51404ee")  # of the password vagrant; of none
SAM = {"accounts": [{"name": "tester", "rid": 1000}, {"name": "SERVERNAME$", "rid": 1001},
                    {"name": "kept", "rid": 1002, "password": "its own"}]}
LSA = "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa]\r\n"
VERSION_5 = "Windows Registry Editor Version 5.00\r\n\r\n"
VERSION_4 = "REGEDIT4\r\n\r\n"


def forms(kind, contents, page):
    """What units/forms.c reads of a file."""
    with tempfile.TemporaryDirectory(prefix="iissuba-e2e.") as folder:
        done = subprocess.run([BUILD / "units/forms", folder], capture_output=True, check=True,
                              input=b"%s %d\n%s" % (kind.encode(), len(contents), contents),
                              env={**os.environ, "IISSUBA_CODE_PAGE": str(page)})
    return json.loads(done.stdout)


def iconv(data, page):
    """The text in glibc's understanding; None where it has none."""
    done = subprocess.run(["iconv", "-f", f"CP{page}", "-t", "UTF-8"], input=data,
                          capture_output=True, check=False)
    return done.stdout.decode() if done.returncode == 0 else None


def run_bytes(given, *arguments):
    return subprocess.run([str(a) for a in arguments], input=given, capture_output=True,
                          check=False).stdout


def prefixed(text):
    """All elements with a prefix, which the root declares."""
    text = re.sub(r"<(/?)(\w)", r"<\1mb:\2", text)
    return re.sub(r"<mb:configuration[^>]*>", '<mb:configuration xmlns:mb="'
                  'urn:microsoft-catalog:XML_Metabase_V64_0">', text)


def utf16(text, form="utf-16-le"):
    return {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}[form] + text.encode(form)


class Folder(unittest.TestCase):
    def folder(self, **files):
        parent = Path(tempfile.mkdtemp(prefix="iissuba-e2e."))
        self.addCleanup(shutil.rmtree, parent)
        for name, contents in {"sam_json": json.dumps(SAM).encode(), **files}.items():
            name = name.replace("_", ".") if name != "smbpasswd" else name
            (parent / name).write_bytes(contents if isinstance(contents, bytes)
                                        else contents.encode())
            (parent / name).chmod(0o600)
        return parent


class Dumps(Folder):
    def test_an_account_is_found_behind_its_domain(self):
        for line in (f"LAB\\tester:1000:{LM}:{NT}:::\r\n",
                     f"lab.example\\tester:1105:{NO_LM}:{NT}::: (pwdLastSet=2024-01-01 00:00)\n",
                     f"SERVERNAME\\TESTER:1000:{LM.upper()}:{NT.upper()}:[U ]:LCT-5D0A1B2C:\n"):
            with self.subTest(line):
                admitted(self, self.folder(pwdump_txt=line))

    def test_a_machines_own_account_has_no_id(self):
        folder = self.folder(pwdump_txt=f"[*] $MACHINE.ACC \nLAB\\SERVERNAME$:{NO_LM}:{NT}:::\n"
                                        f"tester:1000:{NO_LM}:{NT}:::\n")
        done = run(HOSTSIM, "logon", "--machine", folder, "--user", "SERVERNAME$", "--no-subauth",
                   "--password", "vagrant", "--parameter-control", "0x800")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_lists_that_are_no_dumps_are_refused_for_what_they_are(self):
        for lines, line, says in (
                (f"tester:VAGRANT:1000:{LM}:{NT}:::\n\n1 password hash cracked, 0 left\n", 1, "john"),
                (f"# mine\n$NT${NT}:vagrant\n", 2, "john"), (f"tester:$NT${NT}\n", 1, "john"),
                (f"{NT}:vagrant\n", 1, "hashcat"), (f"tester:{NT}\n", 1, "hashcat"),
                (f"other:1:{LM}:{NT}:::\ntester:{NT}:vagrant\n", 2, "hashcat"),
                (f"tester:1000:{NT[1:]}:{NT}:::\n", 1, "32 hex digits")):
            with self.subTest(lines):
                code, _, said = log_on(self.folder(pwdump_txt=lines))
                self.assertEqual(code, 2)
                self.assertIn(f"pwdump.txt:{line}: expected", said)
                self.assertIn(says, said)
                self.assertNotIn("vagrant", said.lower())
                self.assertNotIn(NT, said)

    def test_no_lm_hash_beside_another_nt_hash(self):
        for lm in (NO_LM, NO_LM.upper(), "NO PASSWORD*********************", "X" * 32, "*" * 32):
            with self.subTest(lm):
                folder = self.folder(smbpasswd=f"tester:1000:{lm}:{NT}:[U          ]:LCT-0:\n")
                admitted(self, folder)
                self.assertEqual(log_on(folder, "--response", "lm", password="")[0], 1)

    def test_every_encoding(self):
        text = f"tester:1000:{NO_LM}:{NT}:::\r\n"
        for name, contents in (("smbpasswd", b"\xef\xbb\xbf" + text.encode()),
                               ("smbpasswd", utf16(text)), ("pwdump_txt", utf16(text)),
                               ("pwdump_txt", utf16(text, "utf-16-be"))):
            with self.subTest(contents):
                admitted(self, self.folder(**{name: contents}))
        code, _, said = log_on(self.folder(pwdump_txt=text.encode("utf-16-le")))
        self.assertEqual((code, "pwdump.txt:1: expected text without NUL" in said), (2, True), said)

    def test_what_gives_no_hash_is_counted_and_named_by_line(self):
        lines = ["Impacket v0.12.0 - Copyright Fortra, LLC", "", "# a comment",
                 f"Administrator:500:{NO_LM}:{NT}:::", f"Guest:501:{NO_LM}:{NT}:::",
                 f"tester:1000:{NO_LM}:{NT}:::", f"kept:1002:{NO_LM}:{NT}:::",
                 "[*] Dumping LSA Secrets", "[*] _SC_MSFTPSVC ", "(Unknown User):hunter2",
                 "[*] Cleaning up... "]
        code, _, said = log_on(self.folder(pwdump_txt="\n".join(lines)))
        self.assertEqual(code, 0)
        self.assertRegex(said, r"^hostsim: .*pwdump.txt: 8 of 9 lines give no hash to an account: "
                               r"sam.json has no such account \(line 4-5\); the account has its "
                               r"secret already \(line 7\); messages \(line 1, 8-9, 11\); secrets "
                               r"that are no hashes of an account \(line 10\)\n$")
        self.assertNotIn("hunter2", said)
        checked = run(IISSUBACTL, "--machine", self.folder(pwdump_txt=lines[3] + "\n"), "check")
        self.assertIn("1 of 1 lines give no hash", checked.stderr)


class Registry(Folder):
    def dump(self, folder):
        return (folder / "registry.reg").read_bytes()

    def test_a_string_holds_its_line_breaks(self):
        for text, form, kept in (
                (VERSION_5 + LSA + '"a"="one\r\n[two]\r\n"\r\n"b"="c"\r\n', "utf-8", "one\r\n[two]"),
                ((VERSION_5 + LSA + '"a"="; one\r\ntwo"\r\n').replace("\r", ""), "utf-8", "one\ntwo"),
                (VERSION_5 + LSA + '"n\r\nm"="ä\r\n\r\n=x \r\n"\r\n', "utf-16", '"n\r\nm"="ä\r\n')):
            with self.subTest(text):
                folder = self.folder(registry_reg=utf16(text) if form == "utf-16" else text)
                done = run(IISSUBACTL, "--machine", folder, "set", "web", "--no-secret")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn(kept, self.dump(folder).decode(form))

    def test_half_a_character_is_refused(self):
        text = utf16(VERSION_5 + LSA + '"a"="b"\r\n')
        for half in ("\ud800", "\udc00", "\udc00\ud800"):
            broken = text.replace("b".encode("utf-16-le"),
                                  half.encode("utf-16-le", "surrogatepass"))
            done = run(IISSUBACTL, "--machine", self.folder(registry_reg=broken), "list")
            self.assertEqual(done.returncode, 2)
            self.assertIn("registry.reg:4: expected a character", done.stderr)
        done = run(IISSUBACTL, "--machine", self.folder(registry_reg=text + b"x"), "list")
        self.assertIn("registry.reg:5: expected whole UTF-16 units", done.stderr)

    def test_regedit4_is_read_and_becomes_version_5(self):
        stack = "\0".join(["required metabase", "optional sam", "", ""]).encode()
        text = VERSION_4 + LSA.replace("Lsa]", "Lsa\\MSV1_0\\IISSUBA]") + \
            "; a comment\r\n\"Stack\"=hex(7):" + ",\\\r\n  ".join("%02x" % b for b in stack) + "\r\n"
        folder = self.folder(registry_reg=text)
        shown = run(IISSUBACTL, "--machine", folder, "stack")
        self.assertEqual(shown.stdout.splitlines()[:2], ["required metabase", "optional sam"])
        done = run(IISSUBACTL, "--machine", folder, "set", "web", "--no-secret")
        self.assertEqual(done.returncode, 0)
        self.assertIn("version 5", done.stderr)
        self.assertIn("; a comment\r\n\"Stack\"=hex(7):72,00,", self.dump(folder).decode("utf-16"))
        again = run(IISSUBACTL, "--machine", folder, "stack")
        self.assertEqual((again.stdout, again.stderr), (shown.stdout, ""))

    def test_whatever_writes_it_says_that_the_form_changes(self):
        for command in (("register",), ("import", "MetaBase.xml"), ("stack", "required sam"),
                        ("remove", "IUSR_SERVERNAME"),
                        ("sync", "Anonymous", "IUSR_SERVERNAME", "--apply")):
            machine = Machine(self, "full")
            path = machine.file("registry.reg")
            path.write_bytes(path.read_bytes().replace(
                b"Windows Registry Editor Version 5.00", b"REGEDIT4").replace(
                    b"=hex(7):", b"=hex(3):"))
            machine.edit("MetaBase.xml", 'AnonymousUserPass="', 'AnonymousUserPass="x')
            given = [machine.file(a) if a == "MetaBase.xml" else a for a in command]
            done = machine.ctl(*given, input="Secret-1\n")
            said = "registry.reg was REGEDIT4" in done.stderr
            written = path.read_bytes().startswith(b"\xff\xfe")
            self.assertEqual((done.returncode in (0, 1), said, written), (True, True, True),
                             (command, done.stderr, done.stdout))

    def test_what_is_not_ascii_needs_the_code_page(self):
        text = VERSION_4 + LSA.replace("Lsa]", "Lsa\\MSV1_0\\IISSUBA\\Accounts]")
        for page, name in ((1252, "Jürgen €"), (1251, "Жанна"), (874, "ไทย")):
            record = run(IISSUBACTL, "--machine", self.folder(), "set", name, "--no-secret")
            self.assertEqual(record.returncode, 0)
            folder = self.folder(registry_reg=(text + f'"{name}"=hex:' + ",".join(
                ["01"] + ["00"] * 3) + "\r\n").encode(f"cp{page}"))
            refused = run(IISSUBACTL, "--machine", folder, "list")
            self.assertEqual(refused.returncode, 2)
            self.assertRegex(refused.stderr, "registry.reg:4: expected .*--code-page")
            taken = run(IISSUBACTL, "--code-page", page, "--machine", folder, "list")
            self.assertNotEqual(taken.returncode, 2, taken.stderr)
            self.assertIn(name, taken.stdout + taken.stderr)
        for tool, wrong in ((IISSUBACTL, "932"), (HOSTSIM, "x"), (HOSTSIM, "")):
            self.assertEqual(run(tool, "--code-page", wrong, "list").returncode, 2)

    @needs("iconv")
    def test_every_byte_of_every_code_page_is_what_iconv_says(self):
        """IBM's 874, which iconv has, is not Windows': that one has a test of its own above."""
        for page in range(1250, 1259):
            def read(data):
                return forms("registry", (VERSION_4 + LSA).encode() + b'"x"="' + data + b'"\r\n',
                             page)
            known = bytes(byte for byte in range(0x80, 0x100)
                          if iconv(bytes([byte]), page) is not None)
            apart = b" ".join(bytes([byte]) for byte in known) # else iconv composes letters
            data = read(apart)["read"][0][0][1][0][2]
            self.assertEqual(bytes.fromhex(data).decode("utf-16-le"), iconv(apart, page) + "\0")
            for byte in set(range(0x80, 0x100)) - set(known):
                self.assertRegex(read(bytes([byte])).get("error", ""),
                                 f"^file:4: expected a character of code page {page}")

    def test_deletions_are_refused_for_what_they_are(self):
        for line, number in (("[-" + LSA[1:], 3), (LSA + '"Auth132"=-\r\n', 4), (LSA + "@=-\r\n", 4)):
            for head in (VERSION_5, VERSION_4):
                done = run(IISSUBACTL, "--machine", self.folder(registry_reg=head + line), "list")
                self.assertEqual(done.returncode, 2)
                self.assertIn(f"registry.reg:{number}: expected", done.stderr)
                self.assertIn("takes no deletions", done.stderr)


class Templates(Folder):
    def logon(self, text, user="tester", kind="interactive"):
        sam = {"accounts": [{"name": "tester", "rid": 1000, "password": "vagrant",
                             "groups": ["Backup Operators"]}]}
        folder = self.folder(sam_json=json.dumps(sam), secpol_inf=text)
        done = run(HOSTSIM, "logon", "--machine", folder, "--user", user, "--type", kind,
                   "--no-subauth", "--password", "vagrant")
        return done.returncode, done.stderr

    def test_holders_as_templates_have_them(self):
        head = '[Version]\r\nsignature="$CHICAGO$"\r\n[Privilege Rights]\r\nSeInteractiveLogonRight = '
        for text in (head + '"Backup Operators", *S-1-5-32-544\r\n',
                     head + '%Ops%,%Other%\r\n[Strings]\r\nOps="Backup Operators"\r\nOther=x\r\n'
                            '[Strings.0407]\r\nOps="Niemand"\r\n',
                     head + '*S-1-5-32-544, \\\r\n   *S-1-5-32-551 ; as it was\r\n'):
            self.assertEqual(self.logon(text), (0, ""), text)
            self.assertEqual(self.logon(text.replace("Backup", "Print").replace("551", "550"))[0], 1)

    def test_a_section_that_is_not_documented_is_named(self):
        code, said = self.logon("[Privilege Rights]\nSeInteractiveLogonRight = *S-1-1-0\n"
                                "[Mine]\nanything\n[Strings]\nx\n")
        self.assertEqual(code, 0)
        self.assertRegex(said, r"^hostsim: .*secpol.inf:3: \[Mine\] .* lines 3 to 4 are passed over\n$")

    def test_what_is_refused(self):
        for text, line in (("[Privilege Rights]\nSeTcbPrivilege = %Nobody%\n", 2),
                           ("[Privilege Rights]\nSeTcbPrivilege = \\\n \"a\nSeAuditPrivilege=\n", 2),
                           ("[System Access]\nLockoutBadCount=1\nlockoutbadcount=2\n", 3),
                           (b"[Privilege Rights]\nSeTcbPrivilege = J\xfcrgen\n", 2)):
            code, said = self.logon(text)
            self.assertEqual(code, 2, text)
            self.assertIn(f"secpol.inf:{line}: expected", said)


class Metabases(unittest.TestCase):
    def machine(self, change):
        machine = Machine(self)
        path = machine.file("MetaBase.xml")
        path.write_bytes(change(path.read_text("utf-8-sig")))
        return machine, path.read_bytes()

    FORMS = (lambda text: utf16(text, "utf-16-le"), lambda text: utf16(text, "utf-16-be"),
             lambda text: prefixed(text).encode(), lambda text: utf16(prefixed(text)),
             lambda text: b"\xef\xbb\xbf" + prefixed(text).encode())

    def test_it_is_read_edited_and_imported_in_every_form(self):
        for form in self.FORMS:
            machine, before = self.machine(form)
            machine.mend(self)
            got = machine.ctl("get", "MSFTPSVC/1/AnonymousUserName")
            self.assertIn("IUSR_SERVERNAME", got.stdout)
            put = machine.ctl("put", "MSFTPSVC/1/AllowAnonymous", "FALSE", "--apply")
            self.assertEqual(put.returncode, 0, put.stderr)
            self.assertNotEqual(machine.file("MetaBase.xml").read_bytes(), before)
            self.assertEqual(machine.file("MetaBase.xml.bak").read_bytes(), before)
            self.assertIn("FALSE", machine.ctl("get", "MSFTPSVC/1/AllowAnonymous").stdout)
            after = machine.file("MetaBase.xml").read_bytes()
            for text in ("TRUE", "FALSE"):
                machine.ctl("put", "MSFTPSVC/1/AllowAnonymous", text, "--apply")
            self.assertEqual(machine.file("MetaBase.xml").read_bytes(), after)

    def test_a_declaration_that_the_mark_contradicts_is_refused(self):
        for text, says in ((utf16('<?xml version="1.0" encoding="UTF-8"?><configuration/>'), "UTF-16"),
                           (b'<?xml version="1.0" encoding="UTF-16"?><configuration/>', "UTF-8"),
                           ('<?xml version="1.0"?><configuration/>'.encode("utf-16-le"), "its mark"),
                           ('<?xml version="1.0"?><configuration/>'.encode("utf-16-be"), "its mark"),
                           (b'<m:configuration/>', "xmlns:m"),
                           (b'<m:configuration xmlns:m="x"><MBProperty/></m:configuration>', "prefix")):
            machine, _ = self.machine(lambda _, text=text: text)
            done = machine.ctl("get", "MSFTPSVC/1/AllowAnonymous")
            self.assertEqual(done.returncode, 2)
            self.assertIn("MetaBase.xml:1: expected", done.stderr)
            self.assertIn(says, done.stderr)

    def test_what_iis_manager_saves_of_one_site(self):
        for element, place in (("IIsInheritedProperties", "/LM/MSFTPSVC/1"),
                               ("IIsFtpServer", "inherited:/LM/MSFTPSVC/1"),
                               ("IIsInheritedProperties", "inherited:/LM/MSFTPSVC/1")):
            export = ('<?xml version ="1.0"?>\n<configuration>\n<MBProperty>\n'
                      '<IIS_Global Location="." SessionKey="49634b6298000000"/>\n'
                      f'<{element} Location="{place}" AnonymousUserName="IUSR_SERVERNAME"\n'
                      '\tAnonymousUserPass="exported" AllowAnonymous="FALSE"/>\n'
                      '<IIsFtpServer Location="/LM/MSFTPSVC/1" AllowAnonymous="TRUE"/>\n'
                      '<IIsFtpVirtualDir Location="/LM/MSFTPSVC/1/ROOT"/>\n'
                      '</MBProperty>\n</configuration>\n')
            machine, _ = self.machine(lambda _, export=export: export.encode())
            for node, name, value, says in (
                    ("MSFTPSVC/1", "AllowAnonymous", "TRUE", "set at this node"),
                    ("MSFTPSVC/1", "AnonymousUserName", "IUSR_SERVERNAME", "as the export says"),
                    ("MSFTPSVC/1/ROOT", "AllowAnonymous", "TRUE", "inherited from /LM/MSFTPSVC/1")):
                got = machine.ctl("get", f"{node}/{name}")
                self.assertEqual((got.returncode, value in got.stdout, says in got.stdout),
                                 (0, True, True), got.stdout + got.stderr)
            self.assertEqual(machine.ctl("find", "AnonymousUserName").returncode, 1)
            self.assertEqual(len(machine.ctl("find", "AllowAnonymous").stdout.splitlines()), 1)
            machine.mend(self)
            self.assertIn("IUSR_SERVERNAME", machine.ctl("list").stdout)
            machine.ctl("put", "MSFTPSVC/1/AnonymousUserName", "other", "--apply")
            self.assertEqual(machine.file("MetaBase.xml").read_text(), export.replace(
                'AllowAnonymous="TRUE"', 'AllowAnonymous="TRUE"\n\t\tAnonymousUserName="other"'))


class JsonText(Folder):
    def test_sam_json_keeps_its_encoding_when_it_is_written(self):
        text = json.dumps({"accounts": [{"name": "Jürgen", "rid": 1000, "password": "vagrant"}]},
                          ensure_ascii=False)
        for contents, form in ((utf16(text), "utf-16"), (utf16(text, "utf-16-be"), "utf-16"),
                               (b"\xef\xbb\xbf" + text.encode(), "utf-8-sig"),
                               (text.encode(), "utf-8")):
            folder = self.folder(sam_json=contents)
            done = run(HOSTSIM, "logon", "--machine", folder, "--user", "Jürgen", "--no-subauth",
                       "--password", "wrong")
            self.assertEqual(done.returncode, 1, done.stderr)
            written = (folder / "sam.json").read_bytes()
            self.assertEqual(written[:1], contents[:1])
            self.assertEqual(json.loads(written.decode(form))["accounts"][0]["bad_password_count"], 1)

    def test_batch_takes_lines_in_every_encoding(self):
        sam = {"accounts": [{"name": "Jürgen", "rid": 1000, "password": "vagrant"}]}
        folder = self.folder(sam_json=json.dumps(sam))
        line = '{"user": "Jürgen", "password": "vagrant", "no_subauth": true}'
        for text in (line + "\r\n" + line, f"\n{line}\n{line}\n"):
            for given in (text.encode(), b"\xef\xbb\xbf" + text.encode(), utf16(text),
                          utf16(text, "utf-16-be")):
                done = run_bytes(given, HOSTSIM, "batch", "--machine", folder)
                answers = [json.loads(answer) for answer in done.splitlines()]
                self.assertEqual([a.get("status_name") for a in answers], ["STATUS_SUCCESS"] * 2,
                                 (given, answers))
        for start in (b"\xef", b"\xef\xbb", b"\xff", b"\xfe", b"\xff\xef"): # no mark, and not lost
            done = run_bytes(start + line.encode(), HOSTSIM, "batch", "--machine", folder)
            self.assertIn("error", json.loads(done), start)
        for broken in (b"\xef", b"\xff", b"\xef\xbb{}", b"\xff\xfe{", b"\xff\n{}\n", b""):
            for answer in run_bytes(broken, HOSTSIM, "batch", "--machine", folder).splitlines():
                self.assertIn("error", json.loads(answer), broken)


if __name__ == "__main__":
    unittest.main(verbosity=2)
