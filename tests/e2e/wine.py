"""The Windows binaries in Wine: registering as Windows does it, and logons through the real registry.

One registry, so one test after the other: ctest gives this file the registry for itself.
"""
import json
import os
import random
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from manual import commands, options
from support import ACCOUNT, HOSTSIM, IISSUBACTL, Machine, run
from windows import BUILT, LSA, MSV1_0, SOURCE_KEY, WINE, hold_server, windows_path, wine

FORMS = ["cleartext", "lm", "ntlmv1", "ntlm2-session", "ntlmv2", "lmv2"]


def values():
    """All values below MSV1_0, as reg query lists them."""
    return wine("reg", "query", MSV1_0, "/s").stdout


def auth132():
    found = re.search(r"^ +Auth132 +REG_SZ +(\S+)$", values(), re.M)
    return found.group(1) if found else None


@unittest.skipUnless(BUILT.exists() and shutil.which(WINE), "needs the Windows build and Wine")
class Wine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        hold_server(cls)

    def setUp(self):
        wine("reg", "delete", MSV1_0, "/f")
        wine("reg", "delete", SOURCE_KEY, "/f")
        wine("reg", "delete", LSA, "/v", "LmCompatibilityLevel", "/f")
        wine("reg", "add", MSV1_0, "/f")
        self.addCleanup(wine, "reg", "delete", MSV1_0, "/f")

    def enrol(self, secret):
        done = wine("iissubactl.exe", "set", ACCOUNT, input=secret + "\n")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def set_auth132(self, name):
        wine("reg", "add", MSV1_0, "/v", "Auth132", "/t", "REG_SZ", "/d", name, "/f")

    def rundll32(self, function):
        return wine("rundll32", f"iissuba.dll,{function}").stdout

    def test_rundll32_registers_and_unregisters(self):
        self.assertEqual(self.rundll32("UnregisterIISSUBA"),
                         "Not registered: there is no Auth132. Nothing was changed.\n")
        self.assertEqual(self.rundll32("RegisterIISSUBA"), "Registered: Auth132 is IISSUBA.\n")
        self.assertEqual(auth132(), "IISSUBA")
        before = values()
        self.assertIn("Already registered", self.rundll32("RegisterIISSUBA"))
        self.assertEqual(values(), before)
        self.assertIn("Unregistered: Auth132 is removed", self.rundll32("UnregisterIISSUBA"))
        self.assertIsNone(auth132())

    def test_registering_makes_an_event_source_and_unregistering_removes_it(self):
        self.assertNotEqual(wine("reg", "query", SOURCE_KEY).returncode, 0)
        self.rundll32("RegisterIISSUBA")
        shown = wine("reg", "query", SOURCE_KEY).stdout
        self.assertRegex(shown, r"EventMessageFile +REG_EXPAND_SZ "
                                r"+%SystemRoot%\\System32\\IISSUBA\.dll\n")
        self.assertRegex(shown, r"TypesSupported +REG_DWORD +0x7\n")
        self.rundll32("UnregisterIISSUBA")
        self.assertNotEqual(wine("reg", "query", SOURCE_KEY).returncode, 0)

    def test_a_new_secret_is_in_force_within_a_second_and_no_logon_is_answered_wrongly(self):
        changes = 8
        self.rundll32("RegisterIISSUBA")
        self.enrol("first")
        with tempfile.TemporaryFile("w+") as said, subprocess.Popen(
                [WINE, "units/reload_win32.exe", "iissuba.dll", str(changes)], cwd=BUILT,
                stdin=subprocess.DEVNULL, stdout=said) as process:
            def wait_for(line):
                while line not in (os.pread(said.fileno(), 4096, 0).decode().split()):
                    self.assertIsNone(process.poll(), f"ended before it said {line}")
                    time.sleep(0.01)

            wait_for("ready")
            for change in range(1, changes + 1):
                secret = "second\n" if change % 2 else "first\n"
                done = wine("iissubactl.exe", "set", ACCOUNT, input=secret)
                self.assertEqual(done.returncode, 0, done.stderr)
                if change < changes:
                    wait_for(str(change))
            self.assertEqual(process.wait(60), 0)
            said.seek(0)
            seen = json.loads(said.read().splitlines()[-1])
        self.assertEqual((seen["changes"], seen["wrong"]), (changes, 0), seen)
        self.assertLess(seen["slowest_ms"], 1000, seen)
        self.assertGreater(seen["logons"], 100, seen)

    def test_hostile_mode_finds_what_a_package_does_wrong_and_nothing_in_ours(self):
        self.rundll32("RegisterIISSUBA")
        self.enrol("first")
        self.assertEqual(wine("iissubactl.exe", "observe", "on").returncode, 0)
        machine = Machine(self)
        folder = windows_path(machine.path)
        lines = [{"user": ACCOUNT, "password": "first"},
                 *({"user": name, "package": "packages\\wrong.dll", "account": {"rid": 4711},
                    "password": "Probe-Pass-1", "response": "cleartext"}
                   for name in ("over-read", "write", "silent", "crash", "fine"))]
        done = wine("hostsim.exe", "batch", "--machine", folder, "--hostile",
                    input="".join(json.dumps(line) + "\n" for line in lines))
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertEqual([a["status_name"] for a in answers], [
            "STATUS_SUCCESS", "STATUS_SUCCESS", "STATUS_SUCCESS", "STATUS_WRONG_PASSWORD",
            "STATUS_UNSUCCESSFUL", "STATUS_SUCCESS"])
        found = [[(f["kind"], f.get("field", f.get("crash"))) for f in a["hostile"]["findings"]]
                 for a in answers]
        self.assertEqual(found, [
            [], [("read", "UserAll->UserName.Buffer")], [("write", "UserAll->LogonCount")],
            [("unset", "Authoritative")], [("crash", "access violation at address 0x0")], []])

    def test_files_in_the_encodings_of_windows_programs(self):
        """In UTF-16 a letter's half may be what ends a text for the C runtime, or a line."""
        machine = Machine(self)
        names = ("\u011a", "\u0a0d", "Jürgen")
        sam = {"accounts": [{"name": name, "rid": 1000 + i} for i, name in enumerate(names)]}
        machine.file("sam.json").write_bytes(json.dumps(sam, ensure_ascii=False).encode("utf-16"))
        dump = "".join(f"LAB\\{name}:1000:{'X' * 32}:e02bc503339d51f71d913c245d35b50b:::\r\n"
                       for name in names)
        machine.file("pwdump.txt").write_bytes(dump.encode("utf-16"))
        machine.file("smbpasswd").write_bytes("# Jürgen\n".encode("cp1252"))
        lines = "".join(json.dumps({"user": name, "password": "vagrant", "no_subauth": True},
                                   ensure_ascii=False) + "\r\n" for name in names)
        batch = ("batch", "--machine", windows_path(machine.path))
        refused = wine("hostsim.exe", *batch, input=lines.encode("utf-16"))
        self.assertEqual((refused.returncode, "--code-page" in refused.stderr), (2, True))
        done = wine("hostsim.exe", "--code-page", "1252", *batch, input=lines.encode("utf-16"))
        self.assertEqual([json.loads(line).get("status_name") for line in done.stdout.splitlines()],
                         ["STATUS_SUCCESS"] * 3, done.stdout + done.stderr)

    def test_probe_finds_nothing_in_ours_and_each_kind_of_wrong(self):
        self.rundll32("RegisterIISSUBA")
        self.enrol("first")
        machine = Machine(self)
        ours = wine("hostsim.exe", "probe", "iissuba.dll", "--machine",
                    windows_path(machine.path), "--user", ACCOUNT, "--password-stdin", "--json",
                    input="first\n")
        self.assertEqual(ours.returncode, 0, ours.stdout)
        for check in json.loads(ours.stdout)["checks"]:
            if not check["name"].startswith("today-"):  # the servers that it is for ask none of it
                generic = check["name"].startswith(("generic-", "kerberos-"))  # no such exports
                self.assertEqual(check["result"], "skip" if generic else "pass", check)
        for example in ("hours", "counter"):
            done = wine("hostsim.exe", "probe", f"examples\\{example}.dll", "--json")
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertEqual({c["result"] for c in json.loads(done.stdout)["checks"]
                              if not c["name"].startswith("today-")}, {"pass", "skip"})
        done = wine("hostsim.exe", "probe", "packages\\cdecl.dll", "--json")
        found = {c["name"]: c for c in json.loads(done.stdout)["checks"]}["calling-convention"]
        x86 = b"PE\0\0\x4c\x01" in (BUILT / "hostsim.exe").read_bytes()[:1024]
        self.assertEqual((done.returncode, found["result"]), (1, "fail") if x86 else (0, "pass"))
        for bug, name in (("crash", "level-network"), ("exit", "level-network"),
                          ("hang", "loads"), ("hostile-logon-hours", "hostile-logon-hours"),
                          ("user-all-unwritten", "user-all-unwritten"),
                          ("authoritative-on-refusal", "authoritative-on-refusal")):
            done = wine("hostsim.exe", "probe", "packages\\wrong.dll", "--response", "cleartext",
                        "--limit", "2", "--only", name, "--json", env={**os.environ, "WRONG": bug})
            report = json.loads(done.stdout)
            found = {c["name"]: c for c in report["checks"]}[name]
            self.assertEqual((done.returncode, found["result"]), (1, "fail"), (bug, found))
            if bug == "crash":
                self.assertRegex(report["findings"][0]["place"], r"^wrong\.dll\+0x[0-9a-f]+")

    def test_probe_finds_what_is_left_behind(self):
        """Wine counts no handles itself. LEFT=all: each kind, by each call and by one of ten."""
        kinds = {"handles-left": "handles-left", "key-left": "handles-left", "heap-left": "heap-left",
                 "large-left": "heap-left", "process-heap-left": "heap-left",
                 "own-heap-left": "heap-left", "sections-left": "sections-left"}
        cases = [(bug + rate, check) for bug, check in kinds.items() for rate in ("", "-in-ten")]
        if os.environ.get("LEFT") != "all":
            cases = cases[3::4]  # key, large and own heap
        for bug, check in cases:
            with self.subTest(bug):
                done = wine("hostsim.exe", "probe", "packages\\wrong.dll", "--response", "cleartext",
                            "--only", check, "--json", env={**os.environ, "WRONG": bug})
                found = {c["name"]: c for c in json.loads(done.stdout)["checks"]}[check]
                self.assertEqual((done.returncode, found["grade"]), (1, "breach"), found)

    def test_probe_says_why_a_dll_is_not_loaded(self):
        machine = Machine(self)
        wrong = (BUILT / "packages/wrong.dll").read_bytes()
        for name, content, why in (
                ("needs.dll", wrong.replace(b"msvcrt.dll\0", b"msvcrx.dll\0"),
                 r"it needs msvcrx\.dll, which cannot be loaded"),
                ("text.dll", b"this is no DLL\r\n" * 100, "it is no DLL")):
            path = machine.path / name
            path.write_bytes(content)
            done = wine("hostsim.exe", "probe", windows_path(path), "--only", "loads", "--json")
            self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
            self.assertRegex(json.loads(done.stdout)["checks"][0]["got"],
                             f"^it does not load: .*: {why}$")

    def test_another_dll_is_kept_and_put_back(self):
        self.set_auth132("OTHERDLL")
        self.assertIn("Not unregistered: Auth132 is OTHERDLL",
                      self.rundll32("UnregisterIISSUBA"))
        self.assertIn("Registered in the place of OTHERDLL", self.rundll32("RegisterIISSUBA"))
        self.assertEqual(auth132(), "IISSUBA")
        self.assertIn("OTHERDLL again", self.rundll32("UnregisterIISSUBA"))
        self.assertEqual(auth132(), "OTHERDLL")

    def test_regsvr32_registers_and_unregisters(self):
        self.assertEqual(wine("regsvr32", "/s", "iissuba.dll").returncode, 0)
        self.assertEqual(auth132(), "IISSUBA")
        self.assertEqual(wine("regsvr32", "/s", "/u", "iissuba.dll").returncode, 0)
        self.assertIsNone(auth132())

    def test_iissubactl_says_the_same_and_exits_accordingly(self):
        system32 = Path(os.environ["WINEPREFIX"]) / "drive_c/windows/system32/iissuba.dll"
        self.set_auth132("OTHERDLL")
        done = wine("iissubactl.exe", "unregister")
        self.assertEqual(done.returncode, 1)
        done = wine("iissubactl.exe", "register")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Registered in the place of OTHERDLL", done.stdout)
        self.assertTrue(system32.exists())
        self.assertEqual(wine("iissubactl.exe", "status").returncode, 1)  # nobody is enrolled
        done = wine("iissubactl.exe", "stack", "sufficient metabase", "sufficient caller")
        self.assertEqual(done.stdout, "sufficient metabase\nsufficient caller\n")
        self.assertEqual(wine("iissubactl.exe", "set", "someone", input="secret\n").returncode, 0)
        self.assertRegex(wine("iissubactl.exe", "list").stdout, "someone +on +stored")
        self.assertEqual(wine("iissubactl.exe", "status").returncode, 0)
        self.assertEqual(wine("iissubactl.exe", "remove", "SOMEONE").returncode, 0)
        self.assertIn("Observing is on until ", wine("iissubactl.exe", "observe", "on").stdout)
        self.assertRegex(wine("reg", "query", MSV1_0 + r"\IISSUBA", "/v", "ObserveUntil").stdout,
                         r"REG_BINARY +[0-9A-F]{14}01")
        self.assertEqual(wine("iissubactl.exe", "observe", "off").stdout, "Observing is off.\n")
        self.assertEqual(wine("iissubactl.exe", "unregister").returncode, 0)
        self.assertEqual(auth132(), "OTHERDLL")
        self.assertFalse(system32.exists())

    def holds_collect(self, answer):
        """By def/json; in the order in which they are read."""
        self.assertEqual(set(answer), {"folder", "files"})
        self.assertEqual([f["name"] for f in answer["files"]],
                         ["sam.json", "secpol.inf", "registry.reg", "MetaBase.xml"])
        self.assertTrue(all(f["collected"] for f in answer["files"]), answer)

    def test_collect_makes_a_machine_folder_without_secrets_that_check_takes(self):
        machine = Machine(self, "full")
        secret = machine.password()
        wine("reg", "import", windows_path(machine.file("registry.reg")))
        wine("reg", "add", MSV1_0 + r"\OTHER", "/v", "Key", "/d", "another package's", "/f")
        folder = machine.parent / "collected"
        done = wine("iissubactl.exe", "--metabase", windows_path(machine.file("MetaBase.xml")),
                    "collect", windows_path(folder))
        self.assertIn(done.returncode, (0, 1), done.stderr)
        files = {path.name: path.read_text() for path in folder.iterdir()}
        self.assertEqual(set(files), {"sam.json", "secpol.inf", "registry.reg", "MetaBase.xml"})
        for name, text in files.items():
            self.assertNotIn(secret, text, name)
            self.assertNotIn("another package's", text)
        self.assertIn('"Auth132"="IISSUBA"', files["registry.reg"])
        record = re.search(rf'"{ACCOUNT}"=hex:([0-9a-f,\\\s]+)', files["registry.reg"])[1]
        stored = [int(digits, 16) for digits in re.findall("[0-9a-f]{2}", record)]
        self.assertEqual((len(stored), stored[4], stored[16:]), (48, 7, [0] * 32))
        # What Wine does not give is named.
        self.assertEqual("not collected" in done.stdout, done.returncode == 1)
        told = wine("iissubactl.exe", "--metabase", windows_path(machine.file("MetaBase.xml")), "collect",
                    windows_path(machine.parent / "again"), "--json")
        self.assertEqual(told.returncode, done.returncode, told.stderr)
        self.holds_collect(json.loads(told.stdout))
        again = wine("iissubactl.exe", "collect", windows_path(folder))
        self.assertEqual(again.returncode, 2)
        self.assertIn("there already", again.stderr)
        checked = run(IISSUBACTL, "--machine", folder, "check", "--json")
        node = json.loads(checked.stdout)["nodes"][0]
        self.assertEqual(node["account"], ACCOUNT)
        causes = {finding["cause"] for finding in node["findings"]}
        self.assertLessEqual({"password-unknown", "dll-missing"}, causes)

    def test_the_metabase_commands_say_and_do_the_same_as_on_linux(self):
        machine = Machine(self, "full")
        text = machine.file("MetaBase.xml").read_bytes()
        copies = [machine.parent / name for name in ("linux.xml", "windows.xml")]
        for copy in copies:
            copy.write_bytes(text)
        for arguments in (("find", "AnonymousUserName"), ("find", "AnonymousUserPass", "--json"),
                          ("find", "WAMUserName"), ("get", "MSFTPSVC/1/AnonymousUserName"),
                          ("get", "MSFTPSVC/9/AnonymousUserName"), ("--json", "get", "msftpsvc/6022"),
                          ("put", "MSFTPSVC/1/AnonymousUserName", "IUSR <\u00fc> & co", "--apply"),
                          ("put", "MSFTPSVC/1/AnonymousUserName", "\u03a9\u8a9e\U0001d11e", "--apply"),
                          ("put", "MSFTPSVC/1/AnonymousUserName", "a \\\" b\\\\\" \\", "--apply"),
                          ("put", "MSFTPSVC/1/AnonymousUserName", "", "--apply"),
                          ("put", "MSFTPSVC/AllowAnonymous", "perhaps"),
                          ("put", "MSFTPSVC/AnonymousUserPass", "-", "--apply"),
                          ("toggle", "MSFTPSVC", "off", "--apply"),
                          ("toggle", "MSFTPSVC", "on", "--apply"), ("nonsense",)):
            linux = run(IISSUBACTL, "--metabase", copies[0], *arguments, input="new\n")
            windows = wine("iissubactl.exe", "--metabase", windows_path(copies[1]), *arguments,
                           input="new\n")
            self.assertEqual(
                (windows.returncode, windows.stdout.replace(windows_path(copies[1]), "FILE"),
                 windows.stderr.replace(windows_path(copies[1]), "FILE")),
                (linux.returncode, linux.stdout.replace(str(copies[0]), "FILE"),
                 linux.stderr.replace(str(copies[0]), "FILE")), arguments)
            self.assertEqual(copies[1].read_bytes(), copies[0].read_bytes(), arguments)
        self.assertNotEqual(copies[0].read_bytes(), text)

    def test_a_name_that_the_code_page_does_not_have_is_itself_and_such_a_path_is_refused(self):
        machine = Machine(self, "full")
        name = "\u03a9\u8a9e"
        machine.edit("sam.json", '"Administrator"', f'"{name}"')
        password = machine.sam_account(name)["password"]
        arguments = ("logon", "--machine", windows_path(machine.path), "--user", name,
                     "--no-subauth", "--password", password)
        done = wine("hostsim.exe", *arguments)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        done = wine("iissubactl.exe", "--metabase", windows_path(machine.path) + "\\" + name, "find",
                    "Path")
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("the system's code page does not have", done.stderr)

    def test_check_and_sync_work_on_a_machine_folder_with_the_real_registry(self):
        machine = Machine(self, "full")
        wine("reg", "import", windows_path(machine.file("registry.reg")))
        folder = windows_path(machine.path)
        done = wine("iissubactl.exe", "--machine", folder, "check", "--json")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertTrue(json.loads(done.stdout)["sound"])
        wine("iissubactl.exe", "set", ACCOUNT, input="another\n")
        done = wine("iissubactl.exe", "--machine", folder, "check")
        self.assertEqual(done.returncode, 1)
        self.assertIn("secret-differs", done.stdout)
        done = wine("iissubactl.exe", "--machine", folder, "sync", "Anonymous", ACCOUNT, "--apply",
                    input="one for all\n")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(wine("iissubactl.exe", "--machine", folder, "check").returncode, 0)
        self.assertEqual(machine.sam_account()["password"], "one for all")

    def test_check_without_a_machine_folder_looks_at_this_server(self):
        machine = Machine(self, "full")
        done = wine("iissubactl.exe", "--metabase", windows_path(machine.file("MetaBase.xml")),
                    "check", "--json")
        self.assertEqual(done.returncode, 1, done.stderr)
        node = json.loads(done.stdout)["nodes"][0]
        self.assertEqual((node["node"], node["account"]), ("/LM/MSFTPSVC/1", ACCOUNT))
        self.assertIn("not-registered", {finding["cause"] for finding in node["findings"]})
        self.assertIn("sam.json       collected", done.stderr)
        temporary = Path(os.environ["WINEPREFIX"]) / "drive_c"
        self.assertEqual(list(temporary.rglob("iissubactl.[0-9]*")), [])

    def both(self, machine, *arguments, user=ACCOUNT, password=None):
        """The same logon on Linux and in Wine, elapsed_ns apart."""
        given = ["--password-stdin"] if password is not None else []
        common = ["--user", user, "--json", *given, *arguments]
        linux = run(HOSTSIM, "logon", "--machine", machine.path, *common, input=password or "")
        windows = wine("hostsim.exe", "logon", "--machine", windows_path(machine.path), *common,
                       input=password or "")
        answers = []
        for done in (linux, windows):
            self.assertEqual(done.stderr, "", arguments)
            answer = json.loads(done.stdout)
            answer.pop("elapsed_ns")
            # Where sam.json does not say when the password was set, it is the present.
            answer.get("profile", {}).pop("password_last_set", None)
            answers.append((done.returncode, list(answer.items())))
        self.assertEqual(*answers, f"{arguments}")
        return answers[0]

    def test_a_logon_gives_the_same_json_on_linux_and_on_windows(self):
        machine = Machine(self, "full")
        done = wine("reg", "import", windows_path(machine.file("registry.reg")))
        self.assertEqual(done.returncode, 0, done.stderr)
        password = machine.password()
        seen = set()
        for form in FORMS:
            for given in (password, "wrong"):
                for route in ((), ("--ex",), ("--no-subauth",)):
                    code, answer = self.both(machine, "--response", form, *route, password=given)
                    seen.add(dict(answer)["status_name"])
                    machine.account(bad_password_count=None, bad_password_time=None,
                                    lockout_time=None)
        changes = [dict(flags=["USER_NORMAL_ACCOUNT", "USER_ACCOUNT_DISABLED"]),
                   dict(account_expires="2001-01-01"), dict(workstations="OTHER"),
                   dict(logon_hours="00" * 21), dict(logon_hours="ff" * 20 + "7f"),
                   dict(lockout_time="2020-01-01T00:00:00Z"),
                   dict(flags=["USER_SERVER_TRUST_ACCOUNT"]), dict(rid=500)]
        machine.edit("secpol.inf", "LockoutDuration = 30", "LockoutDuration = -1")
        for change in changes:
            original = machine.file("sam.json").read_bytes()
            if "rid" in change:
                machine.file("sam.json").write_bytes(
                    original.replace(b'"rid": 500', b'"rid": 999'))
            machine.account(**change)
            _, answer = self.both(machine, "--workstation", "WS1", password=password)
            seen.add(dict(answer)["status_name"])
            machine.file("sam.json").write_bytes(original)
        for arguments in (("--caller", "NetworkService"), ("--package-id", "7"),
                          ("--type", "interactive")):
            self.both(machine, *arguments, password=password)
        self.both(machine, user="nobody", password="x")
        self.assertEqual(seen, {"STATUS_" + name for name in (
            "SUCCESS", "WRONG_PASSWORD", "ACCOUNT_DISABLED", "ACCOUNT_EXPIRED",
            "INVALID_WORKSTATION", "INVALID_LOGON_HOURS", "ACCOUNT_LOCKED_OUT", "NO_SUCH_USER")})

    def test_the_ftp_only_box_in_wine(self):
        machine = Machine(self)
        alone = machine.parent / "alone"
        alone.mkdir()
        shutil.copy(BUILT / "hostsim.exe", alone)
        wine("reg", "import", windows_path(machine.file("registry.reg")))
        self.assertEqual(auth132(), "IISSUBA")
        arguments = ("ftp-login", "--machine", windows_path(machine.path), "anonymous")
        done = wine(alone / "hostsim.exe", *arguments, input="a@example.com", cwd=alone)
        self.assertEqual((done.returncode, done.stdout),
                         (1, "530 User a@example.com cannot log in.\n"))
        self.assertIn("[126]", machine.events())
        self.assertIn("Registered", self.rundll32("RegisterIISSUBA"))
        done = wine("iissubactl.exe", "import", windows_path(machine.file("MetaBase.xml")))
        self.assertEqual(done.returncode, 0, done.stderr)
        done = wine("hostsim.exe", *arguments, input="a@example.com")
        self.assertEqual((done.returncode, done.stdout), (0, "230 Anonymous user logged in.\n"))
        self.rundll32("UnregisterIISSUBA")
        self.assertEqual(auth132(), "IISSUBA")  # as the box had it

    def ftp_service(self, machine):
        """hostsim.exe ftp; the port that it listens on."""
        port_file = machine.parent / "port"
        process = subprocess.Popen(
            [WINE, "hostsim.exe", "ftp", "--machine", windows_path(machine.path), "--listen",
             "127.0.0.1:0", "--port-file", windows_path(port_file)], cwd=BUILT,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait, 60)
        self.addCleanup(process.kill)
        deadline = time.monotonic() + 60
        while not port_file.exists() or not port_file.read_text().endswith("\n"):
            self.assertIsNone(process.poll())
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)
        return int(port_file.read_text())

    def test_the_ftp_service_judges_each_password_and_bears_a_crowd(self):
        machine = Machine(self, "full")
        password = machine.sam_account("Administrator")["password"]
        port = self.ftp_service(machine)

        def connected():
            connection = socket.create_connection(("127.0.0.1", port), timeout=60)
            self.addCleanup(connection.close)
            return connection, connection.makefile("rb")

        def talk(*lines):
            connection, answers = connected()
            told = [answers.readline()[:3]]
            for line in lines:
                connection.sendall(line.encode() + b"\r\n")
                told.append(answers.readline()[:3])
            return told

        self.assertEqual(talk("USER Administrator", f"PASS {password}", "PASS wrong", "PWD"),
                         [b"220", b"331", b"230", b"530", b"530"])
        self.assertEqual(talk("USER nobody", "PASS x"), [b"220", b"331", b"530"])
        crowd = [connected() for _ in range(300)]
        for connection, _ in crowd:
            connection.sendall(b"NOOP\r\nUSER a\r\n" * 3 + b"QUIT\r\n")
        for connection, answers in crowd:
            self.assertEqual([line[:3] for line in answers], [b"220"] + [b"200", b"331"] * 3 + [b"221"])
        self.assertEqual(talk("NOOP"), [b"220", b"200"])

    def test_a_port_that_is_none_is_refused(self):
        machine = Machine(self, "full")
        for port in ("65536", "-1", "x", ""):
            done = wine("hostsim.exe", "ftp", "--machine", windows_path(machine.path), "--listen",
                        f"127.0.0.1:{port}")
            self.assertEqual(done.returncode, 2)
            self.assertIn("0 to 65535", done.stderr)

    def test_check_leaves_out_a_package_that_is_not_the_dll_beside_the_tool(self):
        machine = Machine(self, "full")
        system32 = Path(os.environ["WINEPREFIX"]) / "drive_c/windows/system32/marks.dll"
        shutil.copy(BUILT / "packages/marks.dll", system32)
        self.addCleanup(system32.unlink)
        wine("reg", "import", windows_path(machine.file("registry.reg")))
        self.set_auth132("MARKS")
        mark = machine.parent / "mark"
        for trust, causes in (((), ["package-left-out"]), (("--trust-package",), [])):
            done = wine("iissubactl.exe", "--machine", windows_path(machine.path), "--json", "check",
                        *trust, env={**os.environ, "MARKS": windows_path(mark)})
            node = json.loads(done.stdout)["nodes"][0]
            self.assertEqual([f["cause"] for f in node["findings"]], causes, done.stdout)
            self.assertEqual(mark.exists(), bool(trust))


@unittest.skipUnless(BUILT.exists() and shutil.which(WINE), "needs the Windows build and Wine")
class CommandLine(unittest.TestCase):
    """The same tables as on Linux: a sample of tests/e2e/options.py's matrix, MATRIX of them."""

    @classmethod
    def setUpClass(cls):
        hold_server(cls)

    def test_a_sample_of_the_matrix_is_taken_or_refused_as_on_linux(self):
        chance = random.Random(os.environ.get("IISSUBA_SEED", "1"))
        for _ in range(int(os.environ.get("MATRIX", "4"))):
            program = chance.choice((IISSUBACTL, HOSTSIM))
            name = chance.choice(commands(program)).split()[0]
            option = "--" + chance.choice(["nonsense", "jsno", "purge", "ex", "user-from-pam", "force"])
            here = run(program, name, option)
            there = wine(f"{program.name}.exe", name, option)
            if option[2:] not in dict(options(program, name)):
                self.assertEqual((there.returncode, there.stdout, there.stderr),
                                 (here.returncode, here.stdout, here.stderr), (name, option))
                self.assertEqual(there.returncode, 2)

    def test_help_is_asked_for_with_a_slash_too(self):
        for words in (["/?"], ["check", "/?"]):
            done = wine("iissubactl.exe", *words)
            here = run(IISSUBACTL, *("--help" if w == "/?" else w for w in words))
            self.assertEqual((done.returncode, done.stdout), (0, here.stdout))

    def test_errors_are_told_in_the_systems_own_words(self):
        done = wine("iissubactl.exe", "--machine", r"c:\no\such", "list")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        # Wine's words for ERROR_PATH_NOT_FOUND; Windows' are alike.
        self.assertRegex(done.stderr, r"^iissubactl: c:\\no\\such: [A-Z][a-z ]+ \(3\)\n$")

    def test_service_answers_in_json(self):
        done = wine("iissubactl.exe", "service", "status", "--json")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(json.loads(done.stdout), {"service": "IISSUBA", "state": "absent"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
