"""--lsa: the same logon through the fake LSA and through Windows' own, for which a stand-in answers
(tests/lsa): it is secur32.dll in the System32 of a Wine prefix of its own, a copy of the tests' one.
It reads what it is handed as ntsecapi.h declares it, answers by a rule, and writes down what it saw.
"""
import json
import os
import re
import shutil
import subprocess
import unittest
from pathlib import Path

from support import ACCOUNT, Machine
from windows import BUILT, LSA, MSV1_0, WINE, hold_server, windows_path, wine

STANDIN = BUILT / "lsa/standin.dll"
PASSWORD = "P\u00e4ssword \U0001f600"
KEYS = "a5" * 4  # what the stand-in's session keys are made of
INTERACTIVE, NETWORK, SUBAUTH = 2, 4, 5  # MSV1_0_LOGON_SUBMIT_TYPE


def utf16(text):
    return text.encode("utf-16-le").hex()


@unittest.skipUnless(BUILT.exists() and shutil.which(WINE), "needs the Windows build and Wine")
class WindowsLsa(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """A copy of the prefix: other programs in it go on with Wine's secur32.dll."""
        given = Path(os.environ["WINEPREFIX"])
        cls.prefix = given.with_name(given.name + "-lsa")
        shutil.rmtree(cls.prefix, ignore_errors=True)
        subprocess.run(["cp", "-al", given, cls.prefix], stderr=subprocess.DEVNULL)
        for name in ("system.reg", "user.reg", "userdef.reg"):
            (cls.prefix / name).unlink(missing_ok=True)  # Wine writes into these
            shutil.copy2(given / name, cls.prefix)
        cls.addClassCleanup(shutil.rmtree, cls.prefix, ignore_errors=True)
        cls.env = {**os.environ, "WINEPREFIX": str(cls.prefix)}
        cls.secur32 = cls.prefix / "drive_c/windows/system32/secur32.dll"
        hold_server(cls, env=cls.env)
        cls.wines = cls.secur32.read_bytes()
        holder = unittest.TestCase()
        cls.addClassCleanup(holder.doCleanups)
        cls.server = Machine(holder, "full")
        # The copy has what another test had put there at that moment.
        wine("reg", "delete", MSV1_0, "/f", env=cls.env)
        for value in ("LmCompatibilityLevel", "LimitBlankPasswordUse"):
            wine("reg", "delete", LSA, "/v", value, "/f", env=cls.env)
        wine("reg", "import", windows_path(cls.server.file("registry.reg")), env=cls.env)

    def setUp(self):
        """Each has a machine folder of its own; they have the one registry."""
        self.put_secur32(STANDIN.read_bytes())
        self.machine = Machine(self)
        shutil.rmtree(self.machine.path)
        shutil.copytree(self.server.path, self.machine.path)
        self.folder = windows_path(self.machine.path)
        self.record = self.machine.parent / "record"
        self.rules = self.machine.parent / "rules.ini"
        self.answers()

    def put_secur32(self, contents):
        self.secur32.unlink()  # a link to the other prefix's
        self.secur32.write_bytes(contents)

    def answers(self, rules=None, **settings):
        """What the stand-in answers, a status and a sub-status by the user's name; its settings."""
        lines = ["[lsa]", f"record={windows_path(self.record)}",
                 *(f"{key}={value}" for key, value in settings.items()),
                 "[answers]", *(f"{name}={rule}" for name, rule in (rules or {}).items())]
        self.rules.write_text("\n".join(lines) + "\n")
        self.record.unlink(missing_ok=True)

    def run_in_wine(self, *arguments, **options):
        env = {**self.env, "LSA_STANDIN": windows_path(self.rules), "WINEDLLOVERRIDES": "secur32=n,b",
               **options.pop("env", {})}
        done = wine(*arguments, env=env, **options)
        for secret in (KEYS, PASSWORD, utf16(PASSWORD)):
            self.assertNotIn(secret.lower(), (done.stdout + done.stderr).lower())
        return done

    def logon(self, *arguments, password=PASSWORD, user=ACCOUNT, **options):
        """hostsim logon --lsa --json: the exit code, and the answer or what was said instead."""
        given = ("--password-stdin",) if password is not None else ()
        done = self.run_in_wine("hostsim.exe", "logon", "--machine", self.folder, "--user", user,
                                "--lsa", "--json", *given, *arguments, input=password or "", **options)
        return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr

    def batch(self, *lines, code):
        text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
        done = self.run_in_wine("hostsim.exe", "batch", "--machine", self.folder, "--lsa", input=text)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def seen(self):
        """What the stand-in wrote down, and the fields of the last block."""
        lines = [json.loads(line) for line in self.record.read_text().splitlines()] \
            if self.record.exists() else []
        calls = [line for line in lines if "call" in line]
        return calls, {line["field"]: line["bytes"] for line in lines if "field" in line}

    def call(self, name):
        calls = [call for call in self.seen()[0] if call["call"] == name]
        self.assertEqual(len(calls), 1, calls)
        return calls[0]

    def test_a_network_logon_s_block_holds_what_was_asked(self):
        code, answer = self.logon("--response", "cleartext", "--workstation", "WS1",
                                  "--domain", "DOMAIN", "--parameter-control", "0x40")
        self.assertEqual((code, answer["comparison"]), (0, "agree"), answer)
        call = self.call("LsaLogonUser")
        self.assertEqual(call["wrong"], "")
        self.assertEqual((call["message"], call["logon_type"], call["trusted"]), (NETWORK, 3, True))
        self.assertEqual((call["control"], call["origin"], call["source"]),
                         (132 << 24 | 0x42, "hostsim", "hostsim"))
        fields = self.seen()[1]
        self.assertEqual(len(fields.pop("challenge")), 16)
        self.assertEqual(fields, {"domain": utf16("DOMAIN"), "user": utf16(ACCOUNT),
                                  "workstation": utf16("WS1"), "nt": utf16(PASSWORD), "lm": ""})
        self.assertEqual(self.call("LsaLookupAuthenticationPackage")["name"],
                         "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0")

    def test_each_form_of_a_credential_is_the_one_that_the_fake_lsa_gets(self):
        recorded = self.machine.parent / "recorded"
        for response, message in (("lm", "lm20"), ("ntlmv1", "subauth"), ("ntlm2-session", "lm20"),
                                  ("ntlmv2", "subauth"), ("lmv2", "lm20")):
            with self.subTest(response):
                self.answers()
                recorded.unlink(missing_ok=True)
                self.logon("--response", response, "--message", message, "--record",
                           windows_path(recorded), "--package-id", "132", password="abc")
                fields, call = self.seen()[1], self.call("LsaLogonUser")
                line = json.loads(recorded.read_text())
                self.assertEqual([fields[k] for k in ("challenge", "nt", "lm")],
                                 [line[k] for k in ("challenge", "nt_response", "lm_response")])
                self.assertGreater(len(fields["nt"]) + len(fields["lm"]), 40)
                self.assertEqual((call["message"], call["package_id"], call["control"] >> 24),
                                 (SUBAUTH, 132, 0) if message == "subauth" else (NETWORK, 0, 132))

    def test_an_interactive_logon_hands_over_the_password_itself(self):
        for name, number in (("interactive", 2), ("batch", 4), ("service", 5),
                             ("network-cleartext", 8)):
            self.answers()
            self.logon("--type", name, "--domain", "D")
            call, fields = self.call("LsaLogonUser"), self.seen()[1]
            self.assertEqual((call["message"], call["logon_type"]), (INTERACTIVE, number))
            self.assertEqual(fields, {"domain": utf16("D"), "user": utf16(ACCOUNT),
                                      "password": utf16(PASSWORD)})

    def test_a_restriction_of_the_account_is_compared_with_its_reason(self):
        disabled = ["USER_NORMAL_ACCOUNT", "USER_ACCOUNT_DISABLED"]
        self.machine.account(flags=disabled, password="abc", nt_hash=None, lm_hash=None)
        for rule, verdict in (("C000006E C0000072", "agree"), ("C000006E C0000070", "differ"),
                              ("C000006D 0", "differ"), ("0 0", "differ")):
            self.answers({ACCOUNT: rule})
            code, answer = self.logon("--no-subauth", password="abc")
            self.assertEqual((code, answer["comparison"]), (int(verdict == "differ"), verdict), answer)
            self.assertEqual(answer["sub_status_name"], "STATUS_ACCOUNT_DISABLED")
            real = answer["real_lsa"]
            self.assertEqual((real["lsa_status"], real["sub_status"]),
                             tuple(f"0x{int(part, 16):08X}" for part in rule.split()))

    def test_of_a_logon_that_is_granted_the_profile_is_shown_and_all_is_given_back(self):
        self.answers({ACCOUNT: "0 0"})
        code, answer = self.logon(password=self.machine.password())
        self.assertEqual((code, answer["lsa_status_name"]), (0, "STATUS_SUCCESS"), answer)
        self.assertEqual(answer["real_lsa"], {
            "lsa_status": "0x00000000", "lsa_status_name": "STATUS_SUCCESS",
            "sub_status": "0x00000000", "sub_status_name": "STATUS_SUCCESS",
            "logon_id": "0x100001234", "profile": {
                "type": "MSV1_0_LM20_LOGON_PROFILE", "kickoff_time": "2006-08-14T03:33:20Z",  # 128 * 10^15
                "logoff_time": "never", "user_flags": 0x124, "logon_domain_name": "REALDOMAIN",
                "logon_server": "REALSERVER"}})
        freed = self.call("LsaFreeReturnBuffer")
        self.assertEqual((freed["profile_wiped"], freed["block_wiped"]), (True, True))
        self.assertFalse(self.call("LsaDeregisterLogonProcess")["token_open"])

    def test_a_profile_that_is_missing_or_broken_is_none(self):
        for profile in ("none", "wrong"):
            self.answers({ACCOUNT: "0 0"}, profile=profile)
            code, answer = self.logon(password=self.machine.password())
            self.assertEqual((code, answer["real_lsa"]["profile"]), (0, None))
            self.assertEqual(self.call("LsaDeregisterLogonProcess")["token_open"], False)

    def test_for_people_both_answers_stand_below_each_other(self):
        self.answers({ACCOUNT: "C0000234 0"})
        done = self.run_in_wine("hostsim.exe", "logon", "--machine", self.folder, "--user", ACCOUNT,
                                "--lsa", "--password-stdin", input="abc")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("\n  fake LSA       STATUS_LOGON_FAILURE (0xC000006D), SubStatus STATUS_SUCCESS "
                      "(0x00000000)\n  Windows' LSA   STATUS_ACCOUNT_LOCKED_OUT (0xC0000234), SubStatus "
                      "STATUS_SUCCESS (0x00000000)\n  differ\n", done.stdout)

    def test_batch_compares_each_line_and_counts(self):
        user = {"user": ACCOUNT, "password": self.machine.password()}
        self.answers({ACCOUNT: "0 0", "other": "C0000234 0"})
        lines = [user, {"user": "other", "password": "x"}, {"user": "third", "password": "x"},
                 {**user, "account": {"rid": 500}}, {**user, "package": "iissuba.dll"},
                 {**user, "hostile": True}, {**user, "stress": 3}, {**user, "filter": True},
                 {**user, "protocol": "kerberos"}, {**user, "caller": "NetworkService"},
                 {**user, "flags": 1}, {**user, "session_keys": True}, {**user, "hostile": False},
                 {"user": ACCOUNT, "type": "interactive"}, {"generic": "00"}, "{", {"usr": "x"}]
        answers = self.batch(*lines, code=2)
        summary = answers.pop()
        verdicts = [answer.get("comparison") for answer in answers]
        none = "not comparable"
        self.assertEqual(verdicts[:15], ["agree", "differ", "agree", *9 * [none], "agree", none, none])
        self.assertEqual(verdicts[15:], [None, None])
        for answer, verdict in zip(answers, verdicts):
            self.assertEqual("why" in answer, verdict == none, answer)
            self.assertEqual("real_lsa" in answer, verdict in ("agree", "differ"), answer)
        self.assertIn("lockout", answers[13]["why"])
        self.assertEqual(summary, {"summary": {"agree": 3, "differ": 1, "not_comparable": 11,
                                               "not_answered": 2}})
        asked = [call for call in self.seen()[0] if call["call"] == "LsaLogonUser"]
        self.assertEqual(len(asked), 4)

    def test_a_name_beyond_ascii_and_a_raw_response_of_64_kib_are_handed_over_whole(self):
        name, long = "J\u00fcrgen \U0001f600", "5a" * 65535
        self.answers({name: "0 0"})
        line = {"user": name, "domain": "\u00c4", "workstation": "", "challenge": "0123456789abcdef",
                "nt_response": long, "lm_response": "01"}
        self.assertEqual(self.batch(line, code=1)[0]["comparison"], "differ")
        self.assertEqual(self.seen()[1], {"user": utf16(name), "domain": utf16("\u00c4"),
                                          "workstation": "", "challenge": "0123456789abcdef",
                                          "nt": long, "lm": "01"})

    def test_batch_s_exit_code_says_whether_any_differ(self):
        self.answers()
        wrong = {"user": ACCOUNT, "password": "x"}
        self.assertEqual(self.batch(wrong, code=0)[-1]["summary"]["agree"], 1)
        self.answers({ACCOUNT: "0 0"})
        self.assertEqual(self.batch(wrong, code=1)[-1]["summary"]["differ"], 1)

    def test_without_the_privilege_it_says_how_to_run_as_localsystem(self):
        for caller, arguments in (("administrator", ()), ("administrator", ("--message", "subauth")),
                                  ("administrator-2000", ("--no-subauth",))):
            self.answers(caller=caller)
            code, said = self.logon(*arguments)
            self.assertEqual(code, 3, said)
            for words in ("SeTcbPrivilege", "LocalSystem", "NT 4.0, 2000 and 2003",
                          "at HH:MM /interactive cmd", "psexec -s -i cmd", "take it away afterwards\n"):
                self.assertIn(words, said)
            if caller == "administrator":
                self.assertNotIn("LsaLogonUser", [call["call"] for call in self.seen()[0]])

    def test_without_a_package_the_untrusted_connection_is_enough_from_xp_on(self):
        self.answers(caller="administrator")
        code, answer = self.logon("--no-subauth")
        self.assertEqual((code, answer["comparison"]), (0, "agree"))
        self.assertFalse(self.call("LsaLogonUser")["trusted"])

    def test_an_lsa_that_is_not_as_it_should_be_is_said_in_words(self):
        self.answers(package="absent")
        code, said = self.logon()
        self.assertEqual(code, 3)
        self.assertIn("has no package MICROSOFT_AUTHENTICATION_PACKAGE_V1_0: STATUS_NO_SUCH_PACKAGE",
                      said)
        self.put_secur32((BUILT / "packages/nothing.dll").read_bytes())
        code, said = self.logon()
        self.assertEqual((code, said), (3, "hostsim: --lsa: secur32.dll has no "
                                           "LsaRegisterLogonProcess\n"))

    def test_a_dll_that_somebody_planted_is_not_loaded(self):
        self.put_secur32(self.wines)
        planted = self.machine.parent / "planted"
        planted.mkdir()
        for name in ("hostsim.exe", "iissuba.dll"):
            shutil.copy2(BUILT / name, planted)
        for name in ("secur32.dll", "SECUR32.DLL"):
            shutil.copy2(STANDIN, planted / name)
        shutil.copy2(STANDIN, self.machine.parent / "secur32.dll")
        for cwd in (planted, self.machine.parent):
            done = self.run_in_wine(windows_path(planted / "hostsim.exe"), "logon", "--machine",
                                    self.folder, "--user", ACCOUNT, "--lsa", cwd=cwd,
                                    env={"WINEPATH": windows_path(planted)})
            self.assertIn(done.returncode, (1, 3), done.stderr)
            self.assertEqual(self.seen()[0], [])

    def test_what_makes_no_sense_with_it_is_refused(self):
        """test_windows_lsa has all that a request can say."""
        for arguments in (("--hostile",), ("--stress", "2"), ("--session-keys",),
                          ("--package", "iissuba.dll"), ("--package-id", "0")):
            code, said = self.logon(*arguments)
            self.assertEqual(code, 2, (arguments, said))
            self.assertIn(f"hostsim: {arguments[0][2:]}: ", said)
        for arguments in (("--package", "iissuba.dll"), ("--hostile",)):
            done = self.run_in_wine("hostsim.exe", "batch", "--machine", self.folder, "--lsa",
                                    *arguments)
            self.assertEqual(done.returncode, 2, done.stdout)
        self.assertNotIn("LsaLogonUser", [call["call"] for call in self.seen()[0]])

    def check(self, *arguments):
        done = self.run_in_wine("iissubactl.exe", "check", "--lsa", *arguments)
        return done.returncode, done.stdout + done.stderr

    def test_check_puts_the_service_s_own_logon_through_both(self):
        self.answers({ACCOUNT: "0 0"})
        code, said = self.check("--machine", self.folder, "--json")
        nodes = json.loads(said)["nodes"]
        self.assertEqual(code, 0, said)
        self.assertEqual({node["comparison"] for node in nodes}, {"agree"})
        self.assertEqual(nodes[0]["real_lsa"], nodes[0]["fake_lsa"])
        call, fields = self.seen()[0][3], self.seen()[1]
        self.assertEqual((call["call"], call["message"], call["control"] >> 24),
                         ("LsaLogonUser", NETWORK, 132))
        self.assertEqual((fields["user"], fields["workstation"]), (utf16(ACCOUNT), utf16("SERVERNAME")))
        self.assertGreater(len(fields["nt"]), 48)
        self.answers({ACCOUNT: "C000006E C0000070"})
        code, said = self.check("--machine", self.folder)
        self.assertEqual(code, 1)
        self.assertRegex(said, r"\n  differ +the fake LSA and Windows' own:\n  fake LSA +STATUS_SUCCESS "
                               r"\(0x00000000\), SubStatus .*\n  Windows' LSA +"
                               r"STATUS_ACCOUNT_RESTRICTION \(0xC000006E\), SubStatus "
                               r"STATUS_INVALID_WORKSTATION")

    def test_check_of_this_server_asks_nothing_that_would_count_as_a_wrong_password(self):
        metabase = windows_path(self.machine.file("MetaBase.xml"))
        code, said = self.check("--metabase", metabase, "--json")
        self.assertEqual(code, 1)
        self.assertIn("comparison", said)
        fields = self.seen()[1]
        self.assertEqual((fields["user"], fields["nt"], fields["lm"]), (utf16(ACCOUNT), "", ""))
        self.machine.edit("MetaBase.xml", 'AnonymousPasswordSync="TRUE"', 'AnonymousPasswordSync="FALSE"')
        self.answers()
        code, said = self.check("--metabase", metabase)
        self.assertIn("not comparable", said)
        self.assertIn("counts towards lockout", said)
        self.assertNotIn("LsaLogonUser", [call["call"] for call in self.seen()[0]])

    def test_check_without_the_privilege_says_so_and_is_for_check_alone(self):
        self.answers(caller="administrator")
        code, said = self.check("--machine", self.folder)
        self.assertEqual(code, 3)
        self.assertRegex(said, "SeTcbPrivilege.*psexec")
        done = self.run_in_wine("iissubactl.exe", "list", "--lsa")
        self.assertEqual(done.returncode, 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
