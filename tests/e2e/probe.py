"""hostsim probe: nothing in what is sound, and each check finds the package that breaks what it is about."""
import concurrent.futures
import itertools
import json
import os
import random
import re
import shutil
import struct
import subprocess
import tempfile
import unittest
from pathlib import Path

from support import ACCOUNT, BUILD, HOSTSIM, PACKAGE, SOURCE, Machine, run

WRONG = BUILD / "packages/wrong.so"
# Its sound self admits that password in clear; more than one name where the forms look alike.
SOUND = (WRONG, "--response", "cleartext")

# What no page forbids, and what is wrong on malformed input alone; each other check finds a breach.
UNWISE = {"authoritative-is-boolean", "which-fields-on-refusal", "user-flags", "ex-user-flags",
          "logoff-time", "kickoff-time", "call-time", "repeated-calls", "concurrent-calls", "status-documented"}
UNWISE_FAMILIES = ("level-", "flags-", "type-", "state-", "rid-", "workstation", "credential-",
                   "form-", "name-", "domain-")
ROBUSTNESS = {"hostile-levels", "generic-empty", "generic-text", "generic-long",
              "kerberos-null-pointers"}


def grade_of(name):
    return ("unwise" if name in UNWISE or name.startswith(UNWISE_FAMILIES)
            else "robustness" if name in ROBUSTNESS else "breach")


def probe(*arguments, bug=None, input=""):
    environment = {**os.environ, **({"WRONG": bug} if bug else {})}
    return run(HOSTSIM, "probe", *arguments, env=environment, input=input)


def image(flags=0x4160, shared=False, signed=1):
    """A Windows image of headers alone, for x64, with one section."""
    directories = [(0, 0)] * 16
    directories[4] = (0x400, 8 * signed)  # the certificate table
    optional = struct.pack("<H68xH40x", 0x20B, flags) + b"".join(
        struct.pack("<II", *directory) for directory in directories)
    section = struct.pack("<8sIIII12xI", b".data", 0x1000, 0x1000, 0x200, 0x200,
                          0x40000040 | (0x10000000 if shared else 0))
    return (b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0"
            + struct.pack("<HH12xHH", 0x8664, 1, len(optional), 0x2022) + optional + section
            + bytes(0x200))


def results(done):
    """The checks by name."""
    return {check["name"]: check for check in json.loads(done.stdout)["checks"]}


class Probe(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        done = probe(*SOUND, "--json")
        assert done.returncode == 0, done.stdout
        cls.names = list(results(done))

    def test_there_are_at_least_60_checks_each_with_a_name_of_its_own(self):
        self.assertGreaterEqual(len(self.names), 60)
        self.assertEqual(len(set(self.names)), len(self.names))
        said = re.search(r"(\d+) checks\b", (SOURCE / "hostsim/README.md").read_text())
        self.assertEqual(int(said.group(1)), len(self.names))

    def test_a_sound_package_passes_every_check(self):
        done = probe(*SOUND, "--json")
        for name, check in results(done).items():
            kerberos = name.startswith(("kerberos-", "today-"))  # no filter, and no DLL
            self.assertEqual((name, check["result"], check["replay"]),
                             (name, "skip" if kerberos else "pass", None))
            self.assertNotEqual(check["expected"] + check["source"], "")
            self.assertNotEqual(check["got"], "")

    def test_ours_passes_every_check_where_it_admits_and_where_it_does_not(self):
        machine = Machine(self, "full")
        for form in ("ntlmv2", "ntlmv1", "cleartext"):
            done = probe(PACKAGE, "--machine", machine.path, "--user", ACCOUNT, "--password-stdin",
                         "--response", form, "--json", input=machine.password())
            self.assertEqual(done.returncode, 0, done.stderr)
            for name, check in results(done).items():
                generic = name.startswith(("generic-", "kerberos-", "today-"))  # no such exports
                self.assertEqual(check["result"], "skip" if generic else "pass", check)
        done = probe(PACKAGE, "--json")
        self.assertEqual(done.returncode, 0)
        self.assertEqual({c["result"] for c in results(done).values()}, {"pass", "skip"})

    def found_by(self, name):
        """What a check says of the package that has the bug of its name, and the whole answer."""
        if name in ("loads", "exports"):
            package = {"loads": __file__, "exports": BUILD / "packages/nothing.so"}[name]
            done = probe(package, "--json")
        elif name.startswith("kerberos-"):
            done = probe(BUILD / "packages/wrong_filter.so", "--json", bug=name)
        else:
            done = probe(*SOUND, "--json", bug=name)
        return name, done, results(done)[name]

    def test_each_check_finds_the_package_that_breaks_what_it_is_about(self):
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            # which convention is right where the caller clears the stack? wine.py has this one
            names = [name for name in self.names
                     if name != "calling-convention" and not name.startswith("today-")]
            for name, done, check in pool.map(self.found_by, names):
                with self.subTest(name):
                    grade = grade_of(name)
                    self.assertEqual(check["grade"], grade, check)
                    self.assertEqual(check["result"], "fail" if grade == "breach" else "warn")
                    report = json.loads(done.stdout)
                    worst = {finding["grade"] for finding in report["findings"]}
                    self.assertEqual(done.returncode, 1 if "breach" in worst else 0)
                    self.assertEqual("breach" in worst, grade == "breach", report["findings"])
                    self.assertTrue(any(name in finding["checks"] for finding in report["findings"]))
                    self.assertNotEqual(check["got"], "")

    def test_one_cause_in_many_checks_is_one_finding(self):
        report = json.loads(probe(*SOUND, "--json", bug="authoritative-on-refusal").stdout)
        self.assertEqual([(f["cause"], f["grade"], f["area"]) for f in report["findings"]],
                         [("Authoritative is not set", "breach", "outputs")])
        self.assertEqual(report["findings"][0]["checks"],
                         ["outputs-set", "authoritative-on-refusal"])
        report = json.loads(probe(*SOUND, "--json", bug="hostile-as-lsass").stdout)
        self.assertEqual([f["cause"] for f in report["findings"]],
                         ["read of UserAll->UserName.Buffer beyond its end"])
        self.assertGreater(len(report["findings"][0]["checks"]), 10)
        self.assertEqual(report["counts"]["breach"], 1)
        areas = {area["area"]: (area["passed"], area["asked"]) for area in report["areas"]}
        self.assertEqual(areas["levels"], (9, 9))
        self.assertEqual(areas["hostile"][0], 0)

    def test_crashes_are_told_apart_by_where_they_are(self):
        report = json.loads(probe(*SOUND, "--json",
                                  bug="crash-on-a-long-name,abort-on-one-letter").stdout)
        crashes = [f for f in report["findings"] if f["cause"].startswith("crash: ")]
        self.assertEqual(sorted((f["cause"].split(" at ")[0], "name-long" in f["checks"],
                                 "name-one-letter" in f["checks"]) for f in crashes),
                         [("crash: SIGABRT", False, True), ("crash: SIGSEGV", True, False)])
        for crash in crashes:
            self.assertRegex(crash["place"], r"^wrong\.so\+0x[0-9a-f]+")
            self.assertEqual(crash["exports"], ["Msv1_0SubAuthenticationRoutine",
                                                "Msv1_0SubAuthenticationRoutineEx"])
        abort, segv = sorted(crashes, key=lambda crash: crash["cause"])
        self.assertRegex(abort["place"], ", in libc")
        self.assertNotIn(", in", segv["place"])
        if shutil.which("addr2line"):
            offset = re.search(r"\+(0x[0-9a-f]+)", segv["place"]).group(1)
            line = run("addr2line", "-f", "-e", WRONG, offset).stdout.split()[0]
            self.assertIn(line, ("go_wrong", "Msv1_0SubAuthenticationRoutine",
                                 "Msv1_0SubAuthenticationRoutineEx"))
        checks = {c["name"]: c for c in report["checks"]}
        self.assertEqual(checks["loads"]["result"], "pass")
        self.assertEqual(checks["form-cleartext"]["result"], "pass")

    def found_left(self, case):
        """What is said of a package that leaves something behind, in each call or in one of ten."""
        bug, check = case
        return case, results(probe(*SOUND, "--json", "--only", check, bug=bug))[check]

    def test_what_is_left_behind_by_each_call_and_by_one_of_ten(self):
        kinds = {"handles-left": "handles-left", "heap-left": "heap-left", "large-left": "heap-left",
                 "sections-left": "sections-left"}
        cases = [(bug + rate, check) for bug, check in kinds.items() for rate in ("", "-in-ten")]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for case, found in pool.map(self.found_left, cases):
                with self.subTest(case):
                    self.assertEqual(found["grade"], "breach", found)

    def test_handles_are_counted_where_there_are_none_left(self):
        for bug in ("handles-left", "handles-left-in-ten"):
            few = subprocess.run(
                ["prlimit", "--nofile=200:200", HOSTSIM, "probe", *SOUND, "--json", "--only",
                 "handles-left"], env={**os.environ, "WRONG": bug}, capture_output=True, text=True)
            self.assertEqual(results(few)["handles-left"]["grade"], "breach", few.stdout)

    def test_the_limit_is_a_call_s_and_not_a_line_s(self):
        """2 ms a call is slow; many of them take longer than the limit, and none hangs."""
        done = probe(*SOUND, "--json", "--only", "call-time", "--limit", "1", bug="call-time")
        check = results(done)["call-time"]
        self.assertEqual((done.returncode, check["grade"]), (0, "unwise"), check)
        self.assertRegex(check["got"], r"^\d+\.\d ms a call$")

    def test_what_a_package_prints_is_no_answer_and_is_shown_with_what_was_found(self):
        report = json.loads(probe(*SOUND, "--json", bug="chatty").stdout)
        self.assertEqual(report["findings"], [])
        report = json.loads(probe(*SOUND, "--json", bug="chatty,parameters-sound").stdout)
        self.assertEqual(len(report["findings"]), 1)
        self.assertIn("to standard output\nto standard error\n", report["findings"][0]["stderr"])
        report = json.loads(probe(*SOUND, "--json", "--only", "name-", bug="summary").stdout)
        ended = "it ended the process that it was called in: exit 1 (Sanitizer: {} in wrong)"
        self.assertEqual({f["cause"] for f in report["findings"]},
                         {ended.format("one"), ended.format("other")})
        table = probe(*SOUND, bug="chatty,exit").stdout
        self.assertRegex(table, r"(?m)^ +stderr +to standard output\n +to standard error$")

    def probe_right(self, name):
        return name, run(HOSTSIM, "probe", BUILD / "packages/right.so", "--json",
                         env={**os.environ, "RIGHT": name})

    def test_no_breach_in_what_does_nothing_wrong(self):
        unwise = {"slow": {"call-time"}, "odd-status": {"status-documented"},
                  "any-level": {"level-0", "level-255"}, "limits": {"repeated-calls"},
                  "guests": {"flags-guest"}, "logs-off-at-once": {"logoff-time"},
                  "kicks-off-first": {"kickoff-time"}}
        names = [*unwise, "plain", "chatty", "refuses", "keeps", "threads", "parameters",
                 "not-authoritative", "high-flags", "logs-off-soon", "filter-refuses"]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for name, done in pool.map(self.probe_right, names):
                with self.subTest(name):
                    self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                    report = json.loads(done.stdout)
                    self.assertEqual({f["grade"] for f in report["findings"]} - {"unwise"}, set())
                    found = {check for f in report["findings"] for check in f["checks"]}
                    self.assertLessEqual(unwise.get(name, set()), found)

    def causes(self, bug):
        done = probe(*SOUND, "--json", bug=bug)
        return bug, {f["cause"]: f["grade"] for f in json.loads(done.stdout)["findings"]}

    def test_of_two_faults_in_one_package_both_are_reported(self):
        """PAIRS says how many pairs; the faults are loud and quiet, and of each export."""
        bugs = ["crash-on-a-long-name", "abort-on-one-letter", "hostile-user-name",
                "hostile-nt-response", "user-all-unwritten", "request-unwritten", "heap-left",
                "sections-left", "authoritative-on-success", "parameters-sound", "times-set",
                "generic-return", "ex-which-fields", "status-documented", "hostile-levels"]
        pairs = list(itertools.combinations(bugs, 2))
        random.Random(16).shuffle(pairs)
        pairs = pairs[:int(os.environ.get("PAIRS", "8"))]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            alone = dict(pool.map(self.causes, sorted({bug for pair in pairs for bug in pair})))
            both = dict(pool.map(self.causes, [",".join(pair) for pair in pairs]))
        self.assertEqual([bug for bug, causes in alone.items() if not causes], [])
        for one, other in pairs:
            with self.subTest(f"{one}, {other}"):
                found = both[f"{one},{other}"]
                for bug in (one, other):
                    self.assertLessEqual(alone[bug].items(), found.items())

    def test_a_write_that_is_expected_is_no_finding(self):
        for arguments, code in (((), 1), (("--expect-write", "LogonCount"), 0),
                                (("--expect-write", "Parameters"), 1),
                                (("--expect-write", "Logon"), 2),
                                (("--expect-write", "FullName", "--expect-write", "LogonCount"), 0)):
            done = probe(*SOUND, *arguments, bug="user-all-unwritten")
            self.assertEqual(done.returncode, code, (arguments, done.stdout, done.stderr))

    def test_robustness_fails_where_it_is_told_to(self):
        for arguments, code, result in (((), 0, "warn"), (("--strict",), 1, "fail")):
            done = probe(*SOUND, "--json", *arguments, bug="generic-text")
            self.assertEqual((done.returncode, results(done)["generic-text"]["result"]),
                             (code, result))

    def test_what_a_generic_call_takes_is_said(self):
        checks = results(probe(BUILD / "examples/counter.so", "--json"))
        self.assertEqual(checks["generic-text"]["got"], "it takes this: 0x00000000 STATUS_SUCCESS")
        self.assertEqual(checks["generic-request"]["got"],
                         "it does not take this: 0xC000000D STATUS_INVALID_PARAMETER")
        self.assertEqual(checks["kerberos-filter"]["got"], "0x00000000 STATUS_SUCCESS")

    def test_a_replay_line_shows_the_same_again(self):
        machine = Machine(self)
        for name, key in (("level-interactive", "status"), ("hostile-domain", "findings"),
                          ("which-fields", "which_fields"), ("ex-actions", "actions")):
            _, _, check = self.found_by(name)
            done = run(HOSTSIM, "batch", "--machine", machine.path, "--package", WRONG,
                       input=check["replay"] + "\n", env={**os.environ, "WRONG": name})
            hostile = json.loads(done.stdout)["hostile"]
            if key == "findings":
                self.assertEqual(hostile["findings"][0]["text"], check["got"])
            else:
                self.assertIn({"status": "0x00000000", "which_fields": 1, "actions": 0x100}[key],
                              (hostile["raw"][key],))

    def test_a_crash_an_exit_and_a_hang_are_findings_and_it_goes_on(self):
        place = r"wrong\.so\+0x[0-9a-f]+( \(Msv1_0SubAuthenticationRoutine\+0x[0-9a-f]+\))?"
        for bug, got in (("crash", rf"crash: SIGSEGV at address 0x0, at {place} \(as lsass hands it over\)"),
                         ("exit", "it ended the process that it was called in: exit 7")):
            checks = results(probe(*SOUND, "--json", bug=bug))
            self.assertRegex(checks["level-network"]["got"], f"^{got}$")
            self.assertEqual(checks["hostile-as-lsass"]["result"], "fail")
            self.assertIsNotNone(checks["level-network"]["replay"])
        done = probe(*SOUND, "--json", "--limit", "1", bug="hang")
        checks = results(done)
        self.assertEqual(done.returncode, 1)
        hung = [c for c in checks.values() if c["got"] == "it did not return within 1 s, and was ended"]
        self.assertGreaterEqual(len(hung), 2)
        self.assertEqual(checks["hostile-levels"]["got"], "it hangs: nothing more is asked")

    def test_tap_and_the_table_say_the_same(self):
        done = probe(*SOUND, "--tap", bug="parameters-sound")
        lines = done.stdout.splitlines()
        self.assertEqual(lines[-1], f"1..{len(self.names)}")
        tests = [line for line in lines if line.startswith(("ok ", "not ok "))]
        self.assertEqual(len(tests), len(self.names))
        number = self.names.index("parameters-sound") + 1
        self.assertIn(f"not ok {number} - parameters-sound", tests)
        unwise = probe(*SOUND, "--tap", bug="user-flags").stdout
        self.assertRegex(unwise, r"(?m)^ok \d+ - user-flags # TODO unwise: 0x100$")
        table = probe(*SOUND, bug="parameters-sound").stdout
        self.assertRegex(table, r"^outputs +\d+/\d+\n  breach +Parameters has a length beyond")
        self.assertIn(f"{len(self.names)} checks: {len(self.names) - 8} passed, 1 broken, "
                      "0 not robust, 0 unwise, 7 skipped", table)

    def test_only_asks_the_checks_that_are_named(self):
        checks = results(probe(*SOUND, "--json", "--only", "state-"))
        self.assertEqual({name.split("-")[0] for name in checks}, {"loads", "state"})

    def test_only_asks_all_others_too_where_what_is_named_judges_their_answers(self):
        checks = results(probe(*SOUND, "--json", "--only", "which-fields-on",
                               bug="which-fields-on-refusal"))
        self.assertEqual(list(checks), ["loads", "which-fields-on-refusal"])
        self.assertEqual(checks["which-fields-on-refusal"]["result"], "warn")

    def test_a_password_that_was_given_is_in_no_output(self):
        machine = Machine(self, "full")
        for output in ("--json", "--tap", "--only"):
            done = probe(WRONG, "--machine", machine.path, "--user", ACCOUNT, "--password-stdin",
                         *((output, "") if output == "--only" else (output,)),
                         input=machine.password(), bug="status-documented")
            self.assertIn("THE PASSWORD", done.stdout)
            self.assertNotIn(machine.password(), done.stdout + done.stderr)

    def test_what_is_no_package_fails_to_load_and_says_why(self):
        text = self.folder("text.so", b"this is no package\n")
        needs = self.folder("needs.so", PACKAGE.read_bytes().replace(b"libc.so.6\0", b"lixc.so.6\0"))
        narrow = bytearray(PACKAGE.read_bytes())
        narrow[4] = 1  # ELFCLASS32
        for file, why in ((text, "invalid ELF header|file too short"), (needs, "lixc.so.6: cannot open"),
                          (self.folder("narrow.so", narrow), "wrong ELF class"),
                          (self.folder("image.dll", image()), "DLL for Windows \\(x64, 64 bits\\)")):
            done = probe(file, "--json")
            checks = results(done)
            self.assertEqual(done.returncode, 1)
            loads = checks.pop("loads")
            self.assertEqual(loads["grade"], "breach")
            self.assertRegex(loads["got"], f"^it does not load: .*({why})")
            self.assertEqual({c["result"] for n, c in checks.items() if not n.startswith("today-")},
                             {"skip"})

    def folder(self, name, content):
        """A file of that name in a folder of its own."""
        path = Path(tempfile.mkdtemp()) / name
        self.addCleanup(shutil.rmtree, path.parent)
        path.write_bytes(content)
        return path

    def test_what_lsass_of_today_asks_of_a_file_is_unwise_and_no_breach(self):
        wanted = {"today-shared-sections": image(shared=True), "today-aslr": image(flags=0x4120),
                  "today-nx": image(flags=0x4060), "today-guard": image(flags=0x0160),
                  "today-signature": image(signed=0)}
        for lacks, content in {**wanted, "nothing": image()}.items():
            checks = results(probe(self.folder("image.dll", content), "--json", "--only", "today-"))
            self.assertEqual({n: c["grade"] for n, c in checks.items() if n != "loads"},
                             {n: "unwise" if n == lacks else "pass" for n in wanted}, lacks)
        whole = image()
        for end in range(0, len(whole), 7):  # what is cut off is never read beyond
            cut = self.folder("cut.dll", whole[:end])
            self.assertEqual(probe(cut, "--json", "--only", "today-").returncode, 1)

    def test_what_is_asked_and_is_not_there_is_exit_2(self):
        machine = Machine(self, "full")
        for arguments, why in ((("/no/such/package.so",), "/no/such/package.so: there is no such file"),
                               ((PACKAGE, "--only", "nosuch"), "no check's name begins so"),
                               ((PACKAGE, "--machine", machine.path, "--user", "nobody-here"),
                                "has no account nobody-here"),
                               ((PACKAGE, "--machine", "/no/such/machine"), "/no/such/machine")):
            done = probe(*arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""), arguments)
            self.assertIn(why, done.stderr)
        done = run(HOSTSIM, "logon", "--machine", machine.path, "--user", ACCOUNT, "--ways", "no such way")
        self.assertEqual((done.returncode, "no way begins so" in done.stderr), (2, True))
        done = run(HOSTSIM, "batch", "--machine", machine.path,
                   input=json.dumps({"user": ACCOUNT, "ways": "no such way"}) + "\n")
        self.assertEqual((done.returncode, "no way begins so" in done.stdout), (2, True))

    def test_an_account_that_is_named_without_a_machine_is_made_up(self):
        done = probe(*SOUND, "--json", "--user", "somebody", "--password-stdin", input="Probe-Pass-1\n")
        self.assertEqual(done.returncode, 0, done.stdout)
        checks = results(done)
        self.assertEqual(checks["level-network"]["got"], "0x00000000 STATUS_SUCCESS")
        self.assertEqual({c["result"] for c in checks.values()}, {"pass", "skip"})

    def test_wrong_words_are_exit_2(self):
        for arguments in ((), ("a", "b"), (PACKAGE, "--limit", "0"), (PACKAGE, "--nonsense"),
                          (PACKAGE, "--response", "kerberos"), (PACKAGE, "--password-stdin")):
            self.assertEqual(probe(*arguments).returncode, 2, arguments)


if __name__ == "__main__":
    unittest.main(verbosity=2)
