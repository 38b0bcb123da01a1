"""hostsim batch, --hostile, and packages that go wrong: lines in, answers out, exit codes."""
import json
import re
import shutil
import time
import unittest

import ntlm_verifier
from support import ACCOUNT, BUILD, HOSTSIM, PACKAGE, SOURCE, Machine, run
from hostsim_tool import FORMS, GRANTED, KEYS

WRONG = BUILD / "packages/wrong.so"
ADMITTED = ("--package", WRONG, "--password", "Probe-Pass-1", "--response", "cleartext")


class Batches(unittest.TestCase):
    def setUp(self):
        self.machine = Machine(self, "full")
        self.password = self.machine.password()

    def batch(self, *lines, options=()):
        """The exit code, and the answers; a line is a dict or text."""
        text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n"
                       for line in lines)
        done = run(HOSTSIM, "batch", "--machine", self.machine.path, *options, input=text)
        self.assertEqual(done.stderr, "")
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]

    def names(self, *lines, options=()):
        return [a.get("status_name", a.get("error")) for a in self.batch(*lines, options=options)[1]]

    def right(self, **more):
        return {"user": ACCOUNT, "password": self.password, **more}


class Batch(Batches):
    def test_a_line_is_answered_as_logon_answers(self):
        lines = [self.right(response=form, ex=ex) for form in FORMS for ex in (False, True)]
        lines += [{"user": ACCOUNT, "password": "wrong"}, {"user": "nobody"}, {"user": ACCOUNT}]
        code, answers = self.batch(*lines)
        self.assertEqual(code, 0)
        self.assertEqual([a["status_name"] for a in answers],
                         ["STATUS_SUCCESS"] * 12 + ["STATUS_WRONG_PASSWORD", "STATUS_NO_SUCH_USER",
                                                    "STATUS_WRONG_PASSWORD"])
        self.assertEqual([a["line"] for a in answers], list(range(1, 16)))
        self.assertEqual(list(answers[0]), KEYS + GRANTED + ["line"])
        self.assertEqual(list(answers[1]), KEYS + ["validation"] + GRANTED + ["line"])
        self.assertEqual(list(answers[12]), KEYS + ["line"])
        self.assertEqual(answers[0]["user_flags"], 2)
        self.assertEqual(answers[1]["called"], "Msv1_0SubAuthenticationRoutineEx")

    def test_every_option_of_logon_is_a_key(self):
        for more, name in (
                ({"package_id": 131}, "STATUS_DLL_NOT_FOUND"),
                ({"package": "/no/such"}, "STATUS_DLL_NOT_FOUND"),
                ({"package": str(PACKAGE)}, "STATUS_SUCCESS"),
                ({"no_subauth": True}, "STATUS_SUCCESS"),
                ({"no_subauth": False}, "STATUS_SUCCESS"),
                ({"type": "interactive"}, "STATUS_SUCCESS"),
                ({"caller": "NetworkService"}, "STATUS_PRIVILEGE_NOT_HELD"),
                ({"workstation": "PC1", "account": {"workstations": "PC2"}},
                 "STATUS_INVALID_WORKSTATION"),
                ({"domain": "SOMEWHERE"}, "STATUS_SUCCESS"),
                ({"message": "subauth"}, "STATUS_SUCCESS"),
                ({"message": "lm20"}, "STATUS_SUCCESS"),
                ({"parameter_control": 0x100}, "STATUS_NO_SUCH_USER")):
            self.assertEqual(self.names(self.right(**more)), [name], more)

    def test_account_overrides_sam_for_one_line_and_is_not_written_back(self):
        before = self.machine.file("sam.json").read_bytes()
        names = self.names(
            self.right(account={"flags": ["USER_ACCOUNT_DISABLED"]}),
            self.right(account={"account_expires": "2000-01-01"}),
            self.right(account={"logon_hours": "00" * 21}),
            self.right(account={"lockout_time": "never", "bad_password_count": 3}),
            self.right(account={"rid": 500}),
            self.right(no_subauth=True, account={"password": "another"}),
            {"user": ACCOUNT, "password": "another", "no_subauth": True,
             "account": {"password": "another"}},
            {"user": "new", "password": "another", "no_subauth": True,
             "account": {"rid": 4711, "password": "another"}},
            {"user": ACCOUNT, "password": "wrong", "no_subauth": True, "account": {}},
            {"user": "new", "password": "another", "no_subauth": True},
            self.right())
        self.assertEqual(names, [
            "STATUS_ACCOUNT_DISABLED", "STATUS_ACCOUNT_EXPIRED", "STATUS_INVALID_LOGON_HOURS",
            "STATUS_SUCCESS", "STATUS_NO_SUCH_USER", "STATUS_WRONG_PASSWORD", "STATUS_SUCCESS",
            "STATUS_SUCCESS", "STATUS_WRONG_PASSWORD", "STATUS_NO_SUCH_USER", "STATUS_SUCCESS"])
        self.assertEqual(self.machine.file("sam.json").read_bytes(), before)

    def test_what_a_line_without_override_changes_is_written_back(self):
        self.batch(*[{"user": ACCOUNT, "password": "wrong", "no_subauth": True}] * 5)
        self.assertEqual(self.machine.sam_account()["bad_password_count"], 5)
        self.assertEqual(self.names(self.right(no_subauth=True)), ["STATUS_ACCOUNT_LOCKED_OUT"])

    def test_raw_challenges_and_responses_are_judged_as_they_are(self):
        # MS-NLMP 4.2.2 to 4.2.4: user User, domain Domain, password Password
        vectors = [
            {"nt_response": "67c43011f30298a2ad35ece64f16331c44bdbed927841f94"},
            {"lm_response": "98def7b87f88aa5dafe2df779688a172def11c7d5ccdef13"},
            {"nt_response": "7537f803ae367128ca458204bde7caf81e97ed2683267232",
             "lm_response": "aaaaaaaaaaaaaaaa" + "00" * 16},
            {"lm_response": "86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa"},
            {"nt_response": "68cd0ab851e51c96aabc927bebef6a1c"
                            "01010000000000000000000000000000aaaaaaaaaaaaaaaa00000000"
                            "02000c0044006f006d00610069006e0001000c00530065007200760065007200"
                            "0000000000000000"}]
        base = {"user": "User", "domain": "Domain", "no_subauth": True,
                "challenge": "0123456789abcdef", "account": {"rid": 4711, "password": "Password"}}
        self.assertEqual(self.names(*[{**base, **v} for v in vectors]), ["STATUS_SUCCESS"] * 5)
        bent = [{**base, **v, "challenge": "0123456789abcdee"} for v in vectors]
        self.assertEqual(self.names(*bent), ["STATUS_WRONG_PASSWORD"] * 5)

    def long_response(self, size):
        """An NTLMv2 response of so many bytes, as a line has it."""
        blob = b"\1\1".ljust(size - ntlm_verifier.PROOF_SIZE, b"\0")
        owf = ntlm_verifier.v2_owf(ntlm_verifier.nt_owf(self.password), ACCOUNT, "")
        proof = ntlm_verifier.v2_proof(owf, bytes(8), blob)
        return {"user": ACCOUNT, "challenge": "00" * 8, "nt_response": (proof + blob).hex()}

    def test_a_response_has_as_many_bytes_as_a_counted_string(self):
        for size in (512, 513, 810, 65535):
            line = self.long_response(size)
            bent = {**line, "nt_response": line["nt_response"][:-1] + "1"}
            longer = {**line, "nt_response": line["nt_response"] + "00"}
            for route in ({}, {"ex": True}, {"no_subauth": True}):
                names = self.names({**line, **route}, {**bent, **route}, {**line, **route})
                self.assertEqual(names, ["STATUS_SUCCESS", "STATUS_WRONG_PASSWORD",
                                         "STATUS_SUCCESS"], (size, route))
            other = {"user": ACCOUNT, "lm_response": line["nt_response"]}
            self.assertEqual(self.names(other), ["STATUS_WRONG_PASSWORD"])
        for line in (longer, {"user": ACCOUNT, "lm_response": longer["nt_response"]}):
            self.assertIn("expected 0 to 65535 bytes", self.names(line)[0])

    def test_a_response_of_the_greatest_size_goes_in_by_every_door(self):
        line = self.long_response(65535)
        options = [word for key in line for word in ("--" + key.replace("_", "-"), line[key])]
        done = run(HOSTSIM, "logon", "--machine", self.machine.path, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        code, answers = self.batch({**line, "hostile": True})
        self.assertEqual((code, answers[0]["status_name"]), (0, "STATUS_SUCCESS"), answers)

    def test_a_broken_line_is_named_and_the_next_one_answered(self):
        broken = [("{", "JSON object"), ("[]", "JSON object"), ("7", "JSON object"),
                  ('{"user": "a", "user": "b"}', "JSON object"), ({}, "needs a user"),
                  ({"user": 7}, "user: expected text"), ({"user": None}, "user: expected text"),
                  ({"user": "x", "nonsense": 1}, "no such key: nonsense"),
                  ({"user": "x", "machine": "y"}, "no such key: machine"),
                  ({"user": "x", "ex": "yes"}, "ex: expected true or false"),
                  ({"user": "x", "package_id": 256}, "package_id: expected 0 to 255"),
                  ({"user": "x", "package_id": -1}, "package_id: expected 0 to 255"),
                  ({"user": "x", "response": "kerberos"}, 'response: expected cleartext, lm, ntlmv1, ntlm2-session, ntlmv2 or lmv2, not "kerberos"'),
                  ({"user": "x", "challenge": "00"}, "challenge: expected 8 to 8 bytes"),
                  ({"user": "x", "nt_response": "0g"}, "nt_response: expected hex digits"),
                  ({"user": "x", "nt_response": "000"}, "nt_response: expected 0 to"),
                  ({"user": "x", "nt_response": "00", "password": "x"}, "exclude each other"),
                  ({"user": "x", "hostile": True, "no_subauth": True}, "network logons"),
                  ({"user": "x", "account": 7}, "account: expected an object"),
                  ({"user": "x", "account": {}}, "a name and a rid"),
                  ({"user": "x", "account": {"rid": "x"}}, "expected rid to be a whole number"),
                  ({"user": "x", "account": {"rid": 1, "flags": ["USER_X"]}}, "expected flags"),
                  ({"user": "x", "account": {"rid": 1, "nonsense": 1}}, "expected nonsense")]
        for line, what in broken:
            code, answers = self.batch(line, "", "  ", self.right())
            self.assertEqual(code, 2, line)
            self.assertIn(what, answers[0]["error"])
            self.assertEqual((answers[0]["line"], list(answers[0])), (1, ["line", "error"]))
            self.assertEqual((answers[1]["line"], answers[1]["status_name"]), (4, "STATUS_SUCCESS"))

    def test_the_package_of_all_lines_is_for_those_that_go_through_one(self):
        lines = [self.right(), self.right(no_subauth=True), self.right(type="interactive"),
                 self.right(no_subauth=True, package=str(WRONG))]
        answers = self.names(*lines, options=("--package", PACKAGE))
        self.assertEqual(answers[:3], ["STATUS_SUCCESS"] * 3)
        self.assertIn("not with no-subauth", answers[3])

    def test_the_last_line_needs_no_end_and_no_line_is_too_long(self):
        done = run(HOSTSIM, "batch", "--machine", self.machine.path,
                   input=json.dumps({"user": ACCOUNT, "password": "x" * 1_000_000}) + "\n" +
                   json.dumps(self.right()))
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertIn("longer than", answers[0]["error"])
        self.assertEqual(answers[1]["status_name"], "STATUS_SUCCESS")

    def test_wrong_words_are_exit_2(self):
        for arguments in ((), ("--machine", "/no/such"), ("--machine", self.machine.path, "x"),
                          ("--machine", self.machine.path, "--tap")):
            self.assertEqual(run(HOSTSIM, "batch", *arguments).returncode, 2, arguments)

    def test_no_secret_is_in_an_answer(self):
        text = json.dumps(self.right()) + "\n" + json.dumps({"user": ACCOUNT, "password": 7})
        text += '\n{"user": "x", "password": "unfinished-secret\n'
        done = run(HOSTSIM, "batch", "--machine", self.machine.path, input=text)
        for secret in (self.password, "unfinished-secret"):
            self.assertNotIn(secret, done.stdout + done.stderr)


class Record(Batches):
    def replayed(self, folder, file):
        done = run(HOSTSIM, "batch", "--machine", folder, input=file.read_text())
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_a_recorded_session_replays_with_the_same_answers(self):
        before = self.machine.parent / "before"
        shutil.copytree(self.machine.path, before)
        file = self.machine.parent / "session"
        lines = [self.right(response=form, ex=ex) for form in FORMS for ex in (False, True)]
        lines += [{"user": ACCOUNT, "password": "wrong", "no_subauth": True}] * 6
        lines += [self.right(no_subauth=True), self.right(type="interactive"), {"user": "nobody"},
                  self.right(caller="NetworkService"), self.right(package_id=7),
                  self.right(package=str(PACKAGE), domain="D\u00f6main", workstation="\\\\PC1"),
                  self.right(parameter_control=0x100), self.right(flags=2),
                  self.right(message="subauth"),
                  {"user": ACCOUNT, "nt_response": "01" * 65535, "lm_response": "02" * 65535}]
        _, answers = self.batch(*lines, options=("--record", file))
        self.assertEqual(file.stat().st_mode & 0o077, 0)
        self.assertIn("STATUS_ACCOUNT_LOCKED_OUT", {a["status_name"] for a in answers})
        again = self.replayed(before, file)
        for answer in answers + again:
            del answer["elapsed_ns"]
        self.assertEqual(again, answers)

    def test_logon_and_the_ftp_service_record_too(self):
        file = self.machine.parent / "session"
        self.machine.logon("--record", file, password=self.password)
        run(HOSTSIM, "ftp-login", "--machine", self.machine.path, "--record", file, "anonymous",
            input="me@example.com")
        answers = self.replayed(self.machine.path, file)
        self.assertEqual([a["status_name"] for a in answers], ["STATUS_SUCCESS"] * 2)
        self.assertEqual({a["called"] for a in answers}, {"Msv1_0SubAuthenticationRoutine"})

    def test_what_cannot_be_recorded_is_not_done(self):
        done = run(HOSTSIM, "logon", "--machine", self.machine.path, "--user", ACCOUNT,
                   "--record", "/no/such/folder/file")
        self.assertEqual((done.returncode, done.stdout), (3, ""))
        self.assertIn("/no/such/folder/file", done.stderr)


class Filter(Batches):
    """The example hours.c, as Auth0."""

    def setUp(self):
        super().setUp()
        self.machine.edit("registry.reg", '"Auth132"=', '"Auth0"="HOURS"\r\n"Auth132"=')
        shutil.copy(BUILD / "examples/hours.so", self.machine.file("System32"))

    def at(self, hours, **more):
        return self.right(no_subauth=True, account={"parameters": hours}, **more)

    def never(self):
        hour = time.gmtime().tm_hour
        return f"hours={(hour + 2) % 23}-{(hour + 2) % 23}"

    def test_whom_sam_admits_the_filter_may_still_refuse(self):
        never = self.never()
        _, answers = self.batch(self.at("hours=0-24"), self.at("x hours=0-24 y"), self.at(never),
                                self.at(""), self.at("hours="), self.at("hours=7"),
                                self.at("hours=0-24", type="interactive"),
                                {"user": ACCOUNT, "password": "wrong", "no_subauth": True},
                                self.right())
        self.assertEqual([(a["status_name"], a["called"]) for a in answers], [
            ("STATUS_SUCCESS", "Msv1_0SubAuthenticationFilter"),
            ("STATUS_SUCCESS", "Msv1_0SubAuthenticationFilter"),
            ("STATUS_INVALID_LOGON_HOURS", "Msv1_0SubAuthenticationFilter"),
            ("STATUS_SUCCESS", "Msv1_0SubAuthenticationFilter"),
            ("STATUS_INVALID_LOGON_HOURS", "Msv1_0SubAuthenticationFilter"),
            ("STATUS_INVALID_LOGON_HOURS", "Msv1_0SubAuthenticationFilter"),
            ("STATUS_SUCCESS", "Msv1_0SubAuthenticationFilter"),
            ("STATUS_WRONG_PASSWORD", "none"),
            ("STATUS_SUCCESS", "Msv1_0SubAuthenticationRoutine")])

    def test_a_ticket_s_line_can_name_the_filter_to_ask(self):
        never = self.never()
        ticket = {"user": ACCOUNT, "password": self.password, "protocol": "kerberos"}
        named = {**ticket, "package": str(BUILD / "examples/hours.so")}
        _, answers = self.batch({**named, "account": {"parameters": "hours=0-24"}},
                                {**named, "account": {"parameters": never}},
                                {**ticket, "account": {"parameters": never}})
        self.assertEqual([(a["status_name"], a["called"], a.get("kdc_error")) for a in answers], [
            ("STATUS_SUCCESS", "Msv1_0SubAuthenticationFilter", None),
            ("STATUS_INVALID_LOGON_HOURS", "Msv1_0SubAuthenticationFilter", "KDC_ERR_POLICY"),
            ("STATUS_SUCCESS", "none", None)])


class Generic(Batches):
    """The example counter.c, beside hours.c and ours: several packages in one server."""

    def setUp(self):
        super().setUp()
        self.machine.edit("registry.reg", '"Auth132"=',
                          '"Auth0"="COUNTER"\r\n"Auth7"="HOURS"\r\n"Auth132"=')
        for name in ("hours", "counter"):
            shutil.copy(BUILD / f"examples/{name}.so", self.machine.file("System32"))

    def test_bytes_go_in_and_bytes_come_back_and_packages_do_not_meet(self):
        ask = {"generic": b"count".hex(), "package_id": 0}
        code, answers = self.batch(
            ask, self.right(no_subauth=True), self.right(), self.right(package_id=7, filter=True),
            self.right(no_subauth=True), ask, {**ask, "generic": ""}, {**ask, "package_id": 7},
            {**ask, "package_id": 8}, {**ask, "caller": "NetworkService"},
            {**ask, "generic_as": "bytes"}, {**ask, "generic_as": "request"})
        self.assertEqual(code, 0, answers)
        self.assertEqual([(a["status_name"], a["called"].removeprefix("Msv1_0SubAuthentication"),
                           bytes.fromhex(a.get("returned", ""))) for a in answers], [
            ("STATUS_SUCCESS", "RoutineGeneric", b"0"), ("STATUS_SUCCESS", "Filter", b""),
            ("STATUS_SUCCESS", "Routine", b""), ("STATUS_SUCCESS", "Filter", b""),
            ("STATUS_SUCCESS", "Filter", b""), ("STATUS_SUCCESS", "RoutineGeneric", b"2"),
            ("STATUS_INVALID_PARAMETER", "RoutineGeneric", b""),
            ("STATUS_PROCEDURE_NOT_FOUND", "none", b""), ("STATUS_DLL_NOT_FOUND", "none", b""),
            ("STATUS_PRIVILEGE_NOT_HELD", "none", b""), ("STATUS_SUCCESS", "RoutineGeneric", b"2"),
            ("STATUS_INVALID_PARAMETER", "RoutineGeneric", b"")])

    def test_a_broken_generic_line_is_named(self):
        for line, what in (({"generic": 7}, "expected hex digits"), ({"generic": "0"}, "bytes in hex"),
                           ({"generic": "0g"}, "expected hex digits"),
                           ({"generic": "", "user": "x"}, "not user"),
                           ({"generic": "", "package_id": 256}, "package_id: expected 0 to 255"),
                           ({"generic": "", "generic_as": "text"}, "expected bytes or request"),
                           ({"generic": "", "generic_as": 7}, "expected bytes or request"),
                           ({"generic": "00" * 65537}, "expected 0 to 65536 bytes")):
            code, answers = self.batch(line)
            self.assertEqual(code, 2)
            self.assertIn(what, answers[0]["error"])

    def test_both_examples_break_nothing_of_the_contract(self):
        for name, least in (("hours", 45), ("counter", 50)):
            done = run(HOSTSIM, "probe", BUILD / f"examples/{name}.so", "--json")
            self.assertEqual(done.returncode, 0, done.stdout)
            results = [c["result"] for c in json.loads(done.stdout)["checks"]]
            self.assertEqual(set(results), {"pass", "skip"})
            self.assertGreater(results.count("pass"), least)


class Hostile(Batches):
    def logon(self, user, *options):
        done = run(HOSTSIM, "logon", "--machine", self.machine.path, "--user", user, *options)
        return done

    def admitted(self, user):
        """A line that the wrong package admits, as far as it comes to that."""
        return {"user": user, "password": "Probe-Pass-1", "response": "cleartext"}

    def strangers(self):
        """Accounts of whose names the wrong package does what they say."""
        sam = json.loads(self.machine.file("sam.json").read_text())
        sam["accounts"] += [{"name": name, "rid": 2000 + at} for at, name in enumerate(
            ("over-read", "write", "silent", "crash", "fine"))]
        self.machine.file("sam.json").write_text(json.dumps(sam))

    def test_our_package_gives_no_finding_and_the_answer_it_gives_otherwise(self):
        for form in FORMS:
            code, answers = self.batch(self.right(response=form),
                                       {"user": ACCOUNT, "password": "wrong", "response": form},
                                       options=("--hostile",))
            self.assertEqual(code, 0, answers)
            self.assertEqual([a["status_name"] for a in answers],
                             ["STATUS_SUCCESS", "STATUS_WRONG_PASSWORD"])
            for answer in answers:
                self.assertEqual(answer["hostile"]["findings"], [])
                self.assertGreater(answer["hostile"]["calls"], 150)
        said = re.search(r"in (\d+) ways", (SOURCE / "hostsim/README.md").read_text())
        self.assertEqual({a["hostile"]["calls"] for a in answers}, {2 * int(said.group(1))})
        done = self.logon(ACCOUNT, "--password", self.password, "--hostile")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"hostile +\d+ calls, 0 findings")

    def test_each_wrong_package_is_told_by_field_offset_and_direction(self):
        self.strangers()
        expected = {"over-read": ("read", "UserAll->UserName.Buffer", 18, 18),
                    "write": ("write", "UserAll->LogonCount", 306, 316),
                    "silent": ("unset", "Authoritative", 0, 1)}
        for user, (kind, field, offset, size) in expected.items():
            done = self.logon(user, *ADMITTED, "--hostile", "--json")
            self.assertEqual(done.returncode, 3, done.stderr)
            finding = json.loads(done.stdout)["hostile"]["findings"][0]
            self.assertEqual((finding["kind"], finding["field"], finding["offset"],
                              finding["size"]), (kind, field, offset, size))
            self.assertIn(finding["text"], self.logon(user, *ADMITTED, "--hostile").stdout)
        fine = self.logon("fine", *ADMITTED, "--hostile")
        self.assertEqual(fine.returncode, 0, fine.stdout)

    def test_a_crash_is_an_error_and_the_next_line_is_answered(self):
        self.strangers()
        done = self.logon("crash", *ADMITTED)
        self.assertEqual((done.returncode, done.stdout), (3, ""))
        self.assertRegex(done.stderr, "^hostsim: the package crashed in Msv1_0SubAuthentication"
                                      r"Routine: SIGSEGV at address 0x0, at wrong\.so\+0x[0-9a-f]+")
        code, answers = self.batch(self.admitted("crash"), self.admitted("fine"),
                                   options=("--package", WRONG))
        self.assertEqual(code, 3)
        self.assertIn("SIGSEGV at address 0x0", answers[0]["error"])
        self.assertEqual(answers[1]["status_name"], "STATUS_SUCCESS")

    def test_a_crash_in_hostile_mode_is_a_finding_and_all_ways_are_gone_through(self):
        self.strangers()
        code, answers = self.batch(self.admitted("fine"), self.admitted("crash"),
                                   options=("--package", WRONG, "--hostile"))
        self.assertEqual(code, 3)
        fine, crash = (answer["hostile"] for answer in answers)
        self.assertEqual((crash["findings"][0]["kind"], crash["findings"][0]["way"]),
                         ("crash", "as lsass hands it over"))
        self.assertEqual(crash["findings"][0]["crash"], "SIGSEGV at address 0x0")
        self.assertEqual((crash["calls"], fine["findings"]), (fine["calls"], []))
        self.assertEqual([a["status_name"] for a in answers],
                         ["STATUS_SUCCESS", "STATUS_UNSUCCESSFUL"])
        self.assertGreater(crash["findings"][0]["times"], 100)


if __name__ == "__main__":
    unittest.main(verbosity=2)
