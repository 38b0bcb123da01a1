"""Every broken input file of a machine folder: exit 2, file and line, and nothing changed."""
import unittest

from support import ACCOUNT, HOSTSIM, IISSUBACTL, Machine, run

NESTING = 100 << 20

SAM = '{"accounts": [\n{"name": "a", "rid": 1,\n%s}]}'
REG = "Windows Registry Editor Version 5.00\n\n" \
      "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa]\n"
XML = '<?xml version="1.0"?>\n<configuration>\n<MBProperty>\n'

CASES = [
    # file, contents, line, what the message says
    ("sam.json", b'{"accounts": [\n{"name": "a"', 2, "JSON"),
    ("sam.json", b'[{"name": "a", "name": "b"}]', 1, "once"),
    ("sam.json", b"", 1, "JSON"),
    ("sam.json", b'"text"', 1, "JSON"),
    ("sam.json", b'{"accounts": 5}', 1, "array of accounts"),
    ("sam.json", b'{"accounts": [],\n"colour": 1}', 1, "colour"),
    ("sam.json", b'[\n\n5]', 3, "object"),
    ("sam.json", b'[\n{"name": "a"}]', 2, "rid"),
    ("sam.json", b'[\n{"name": "a", "rid": 1},\n{"name": "A", "rid": 2}]', 3, "already"),
    ("sam.json", b'[\n{"name": "a", "rid": 1},\n{"name": "b",\n"rid": 1}]', 4, "already"),
    ("sam.json", (SAM % '"colour": 1').encode(), 3, "colour"),
    ("sam.json", (SAM % '"password": 5').encode(), 3, "password"),
    ("sam.json", (SAM % '"nt_hash": "xyz"').encode(), 3, "nt_hash"),
    ("sam.json", (SAM % '"lm_hash": 0').encode(), 3, "lm_hash"),
    ("sam.json", (SAM % '"flags": "USER_NORMAL_ACCOUNT"').encode(), 3, "flags"),
    ("sam.json", (SAM % '"flags":\n["USER_NONSENSE"]').encode(), 3, "flags"),
    ("sam.json", (SAM % '"account_expires": "soon"').encode(), 3, "account_expires"),
    ("sam.json", (SAM % '"password_last_set": -1').encode(), 3, "password_last_set"),
    ("sam.json", (SAM % '"logon_hours": "ffff"').encode(), 3, "logon_hours"),
    ("sam.json", (SAM % ('"logon_hours": "%s"' % ("zz" * 21))).encode(), 3, "logon_hours"),
    ("sam.json", (SAM % '"workstations": [1]').encode(), 3, "workstations"),
    ("sam.json", (SAM % '"groups": "Guests"').encode(), 3, "groups"),
    ("sam.json", (SAM % '"bad_password_count": -1').encode(), 3, "bad_password_count"),
    ("sam.json", (SAM % '"lockout_time": true').encode(), 3, "lockout_time"),
    ("sam.json", (SAM % '"parameters": []').encode(), 3, "parameters"),
    ("sam.json", b'[\n{"name": "\xff", "rid": 1}]', 2, "UTF-8"),
    ("secpol.inf", b"[System Access]\nLockoutBadCount = many\n", 2, "number"),
    ("secpol.inf", b"[System Access]\n\nNonsense = 1\n", 3, "Nonsense"),
    ("secpol.inf", b"[System Access]\nLockoutBadCount\n", 2, "key = value"),
    ("secpol.inf", b"[System Acc", 1, "[section]"),
    ("secpol.inf", b"\nLockoutBadCount = 1\n", 2, "[section]"),
    ("secpol.inf", b"[Privilege Rights]\nSeNonsenseRight = *S-1-1-0\n", 2, "SeNonsenseRight"),
    ("secpol.inf", b"[System Access]\n\xff\n", 2, "UTF-8"),
    ("secpol.inf", b"[System Access]\n\0\n", 2, "NUL"),
    ("registry.reg", b"", 1, "Windows Registry Editor"),
    ("registry.reg", b"REGEDIT5\n", 1, "Windows Registry Editor"),
    ("registry.reg", (REG + '"a"="b').encode(), 4, "quotation mark"),
    ("registry.reg", (REG + '"a"=hex:00,\\').encode(), 4, "backslash"),
    ("registry.reg", (REG + '"a"=number:5').encode(), 4, "as the value"),
    ("registry.reg", (REG + "[HKEY_USERS\\x]").encode(), 4, "key at or below"),
    ("registry.reg", REG.encode() + b'"a"="\xff"', 4, "UTF-8"),
    ("MetaBase.xml", XML.encode(), 4, "well-formed"),
    ("MetaBase.xml", (XML + '<IIsFtpServer Location="/LM/MSFTPSVC/1"').encode(), 4,
     "well-formed"),
    ("MetaBase.xml", (XML + '<a Location="/LM" AnonymousOnly="yes"/>').encode(), 4, "TRUE or"),
    ("MetaBase.xml", (XML + '<a Location="/LM">\n<b/></a>').encode(), 5, "<Custom>"),
    ("MetaBase.xml", XML.encode() + b'<a Location="/\xff"/>', 4, "well-formed"),
    ("MetaBase.xml", b"<html/>", 1, "<configuration>"),
    ("pwdump.txt", b"# hashes\na:1\n", 2, "name:id"),
]

DEEP = [
    ("sam.json", b"[" * NESTING, 1, "JSON"),
    ("sam.json", b'{"a":' * (NESTING // 5), 1, "JSON"),
    ("secpol.inf", b"[" * NESTING, 1, "[section]"),
    ("registry.reg", REG.encode() + b"[" * NESTING, 4, "]"),
    ("MetaBase.xml", XML.encode() + b'<a Location="/x">' * (NESTING // 17), 4, "<Custom>"),
]


class BrokenFiles(unittest.TestCase):
    def check(self, name, contents, line, says):
        machine = Machine(self)
        machine.file(name).write_bytes(contents)
        before = machine.snapshot()
        for command in (("logon", "--user", ACCOUNT), ("ftp-login", "anonymous")):
            done = run(HOSTSIM, command[0], "--machine", machine.path, *command[1:])
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(f"{name}:{line}: ", done.stderr)
            self.assertIn(says, done.stderr)
            self.assertLess(len(done.stderr), 1000)
        self.assertEqual(machine.snapshot(), before)

    def test_each_is_named_with_its_line_and_changes_nothing(self):
        for case in CASES:
            with self.subTest(case[:2]):
                self.check(*case)

    def test_100_mib_of_nesting_is_refused(self):
        for name, contents, line, says in DEEP:
            with self.subTest(name):
                self.check(name, contents, line, says)

    def test_no_error_repeats_a_password(self):
        for text in ('[{"password": "hunter2"', '[{"password": "hunter2" "x"}]',
                     '[{"name": "a", "rid": 1, "nt_hash": "hunter2"}]',
                     '[{"password": hunter2}]', '[{"password": "hunter2\xff"}]',
                     '[{"password": "hunter2", "password": "hunter2"}]'):
            machine = Machine(self)
            machine.file("sam.json").write_bytes(text.encode("latin-1"))
            done = run(HOSTSIM, "logon", "--machine", machine.path, "--user", "x")
            self.assertEqual(done.returncode, 2)
            self.assertNotIn("hunter", done.stderr)

    def test_a_missing_sam_json_is_named(self):
        machine = Machine(self)
        machine.file("sam.json").unlink()
        done = run(HOSTSIM, "logon", "--machine", machine.path, "--user", "x")
        self.assertEqual(done.returncode, 2)
        self.assertIn("sam.json", done.stderr)

    def test_every_other_file_may_be_missing(self):
        machine = Machine(self)
        for name in ("secpol.inf", "registry.reg", "MetaBase.xml"):
            machine.file(name).unlink()
        code, answer = machine.logon("--no-subauth", password=machine.sam_account()["password"])
        self.assertEqual(code, 0, answer)

    def test_a_folder_that_is_not_there_is_named(self):
        done = run(HOSTSIM, "logon", "--machine", "/nowhere/at/all", "--user", "x")
        self.assertEqual(done.returncode, 2)
        self.assertIn("/nowhere/at/all", done.stderr)

    def test_a_folder_in_the_place_of_a_file_is_named(self):
        machine = Machine(self)
        machine.file("secpol.inf").unlink()
        machine.file("secpol.inf").mkdir()
        done = run(HOSTSIM, "logon", "--machine", machine.path, "--user", "x")
        self.assertEqual(done.returncode, 2)
        self.assertIn("secpol.inf", done.stderr)

    def test_iissubactl_refuses_a_broken_registry_and_metabase_too(self):
        machine = Machine(self)
        sound = machine.file("registry.reg").read_bytes()
        machine.file("registry.reg").write_bytes(b"REGEDIT5\n")
        before = machine.snapshot()
        for command in (("register",), ("unregister",), ("status",), ("list",), ("stack",),
                        ("stack", "required sam"), ("set", "a", "--no-secret"), ("remove", "a"),
                        ("import", machine.file("MetaBase.xml"))):
            done = machine.ctl(*command)
            self.assertEqual(done.returncode, 2, command)
            self.assertIn("registry.reg:1: ", done.stderr)
        self.assertEqual(machine.snapshot(), before)
        machine.file("registry.reg").write_bytes(sound)
        machine.file("MetaBase.xml").write_bytes(b"<configuration>")
        done = machine.ctl("import", machine.file("MetaBase.xml"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("MetaBase.xml:1: ", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
