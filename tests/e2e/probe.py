"""hostsim probe: nothing in what is sound, and each check finds the package that breaks what it is about."""
import concurrent.futures
import json
import os
import re
import shutil
import unittest

from support import ACCOUNT, BUILD, HOSTSIM, PACKAGE, SOURCE, Machine, run

WRONG = BUILD / "packages/wrong.so"
# Its sound self admits that password in clear; more than one name where the forms look alike.
SOUND = (WRONG, "--response", "cleartext")

# What no page forbids, and what is wrong on malformed input alone; each other check finds a breach.
UNWISE = {"authoritative-is-boolean", "which-fields-on-refusal", "user-flags", "ex-user-flags",
          "logoff-time", "kickoff-time", "repeated-calls", "concurrent-calls", "status-documented"}
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
            kerberos = name.startswith("kerberos-")  # it has no filter
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
                generic = name.startswith(("generic-", "kerberos-"))  # it has no such exports
                self.assertEqual(check["result"], "skip" if generic else "pass", check)
        done = probe(PACKAGE, "--json")
        self.assertEqual(done.returncode, 0)
        self.assertEqual({c["result"] for c in results(done).values()}, {"pass", "skip"})

    def found_by(self, name):
        """What a check says of the package that has the bug of its name, and the whole answer."""
        if name in ("loads", "exports"):
            package = {"loads": "/dev/null", "exports": BUILD / "packages/nothing.so"}[name]
            done = probe(package, "--json")
        elif name.startswith("kerberos-"):
            done = probe(BUILD / "packages/wrong_filter.so", "--json", bug=name)
        else:
            done = probe(*SOUND, "--json", bug=name)
        return name, done, results(done)[name]

    def test_each_check_finds_the_package_that_breaks_what_it_is_about(self):
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            # which convention is right where the caller clears the stack? wine.py has this one
            names = [name for name in self.names if name != "calling-convention"]
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
        self.assertIn(f"{len(self.names)} checks: {len(self.names) - 3} passed, 1 broken, "
                      "0 not robust, 0 unwise, 2 skipped", table)

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

    def test_what_is_no_package_fails_to_load_and_all_else_is_skipped(self):
        done = probe("/no/such/package.so", "--json")
        checks = results(done)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(checks.pop("loads")["result"], "fail")
        self.assertEqual({c["result"] for c in checks.values()}, {"skip"})

    def test_wrong_words_are_exit_2(self):
        for arguments in ((), ("a", "b"), (PACKAGE, "--limit", "0"), (PACKAGE, "--nonsense"),
                          (PACKAGE, "--response", "kerberos"), (PACKAGE, "--password-stdin")):
            self.assertEqual(probe(*arguments).returncode, 2, arguments)


if __name__ == "__main__":
    unittest.main(verbosity=2)
