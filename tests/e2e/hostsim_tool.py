"""hostsim's commands as a user types them: options, exit codes, JSON, what is logged."""
import os
import subprocess
import unittest

from support import ACCOUNT, HOSTSIM, PACKAGE, Machine, open_terminal, run

KEYS = ["status", "status_name", "win32", "message", "authoritative", "user_flags",
        "which_fields", "logoff_time", "kickoff_time", "called", "elapsed_ns", "lsa_status",
        "lsa_status_name", "sub_status", "sub_status_name", "logon_id", "anonymous",
        "refused_by_filter"]
GRANTED = ["profile", "token"]
FORMS = ["cleartext", "lm", "ntlmv1", "ntlm2-session", "ntlmv2", "lmv2"]


class Logon(unittest.TestCase):
    def setUp(self):
        self.machine = Machine(self, "full")
        self.password = self.machine.password()

    def test_every_form_is_admitted_and_a_wrong_one_denied(self):
        for form in FORMS:
            for extra in ((), ("--ex",)):
                code, answer = self.machine.logon("--response", form, *extra,
                                                  password=self.password)
                self.assertEqual((code, answer["status_name"]), (0, "STATUS_SUCCESS"), form)
                self.assertEqual(answer["user_flags"], 2 if form == "cleartext" else 0)
                code, answer = self.machine.logon("--response", form, *extra, password="wrong")
                self.assertEqual((code, answer["win32"]), (1, 1326), form)
                self.assertEqual(answer["message"],
                                 "Logon failure: unknown user name or bad password.")

    def test_json_has_the_keys_in_their_order(self):
        _, answer = self.machine.logon(password=self.password)
        self.assertEqual(list(answer), KEYS + GRANTED)
        self.assertEqual(answer["status"], "0x00000000")
        self.assertEqual(answer["logoff_time"], "never")
        self.assertGreater(answer["elapsed_ns"], 0)

    def test_text_says_the_same(self):
        done = run(HOSTSIM, "logon", "--machine", self.machine.path, "--user", ACCOUNT,
                   "--password", self.password)
        self.assertEqual(done.returncode, 0)
        self.assertIn("STATUS_SUCCESS (0x00000000)", done.stdout)

    def test_levels_refuse_forms(self):
        refused = {4: ["lm"], 5: ["lm", "ntlmv1", "ntlm2-session"]}
        for level in range(6):
            self.machine.edit("registry.reg", "Control\\Lsa]\r\n",
                              f'Control\\Lsa]\r\n"LmCompatibilityLevel"=dword:0000000{level}\r\n')
            for form in FORMS:
                for route in ((), ("--no-subauth",)):
                    code, _ = self.machine.logon("--response", form, *route,
                                                 password=self.password)
                    self.assertEqual(code, form in refused.get(level, []), (level, form, route))
            self.machine.edit("registry.reg",
                              f'"LmCompatibilityLevel"=dword:0000000{level}\r\n', "")

    def test_a_level_beyond_the_highest_counts_as_the_highest_on_both_routes(self):
        self.machine.edit("registry.reg", "Control\\Lsa]\r\n",
                          'Control\\Lsa]\r\n"LmCompatibilityLevel"=dword:00000100\r\n')
        for route in ((), ("--no-subauth",)):
            self.assertEqual(self.machine.logon("--response", "ntlmv1", *route,
                                                password=self.password)[0], 1, route)
            self.assertEqual(self.machine.logon("--response", "ntlmv2", *route,
                                                password=self.password)[0], 0, route)

    def test_callers_types_and_packages(self):
        cases = [
            (("--caller", "NetworkService"), "STATUS_PRIVILEGE_NOT_HELD", 1314),
            (("--caller", "NetworkService", "--no-subauth"), "STATUS_SUCCESS", 0),
            (("--package-id", "131"), "STATUS_DLL_NOT_FOUND", 126),
            (("--package", "/no/such/file"), "STATUS_DLL_NOT_FOUND", 126),
            (("--package", PACKAGE), "STATUS_SUCCESS", 0),
            (("--package-id", "132"), "STATUS_SUCCESS", 0),
            (("--type", "interactive"), "STATUS_SUCCESS", 0),
            (("--no-subauth",), "STATUS_SUCCESS", 0),
            (("--domain", "SOMEWHERE"), "STATUS_SUCCESS", 0),
        ]
        for arguments, name, win32 in cases:
            code, answer = self.machine.logon(*arguments, password=self.password)
            self.assertEqual((answer["status_name"], answer["win32"]), (name, win32), arguments)
            self.assertEqual(code, 0 if win32 == 0 else 1)

    def test_wrong_words_are_exit_2(self):
        base = ("--machine", self.machine.path, "--user", ACCOUNT)
        for arguments in ((), ("--machine", self.machine.path), ("--user", "x"),
                          (*base, "--response", "kerberos"), (*base, "--package-id", "256"),
                          (*base, "--package-id", "-1"), (*base, "--type", "carrier-pigeon"),
                          (*base, "--caller", "me"), (*base, "extra"), (*base, "--nonsense"),
                          (*base, "--password", "x", "--password-stdin"),
                          (*base, "--type", "interactive", "--package-id", "132"),
                          (*base, "--no-subauth", "--package-id", "132"),
                          (*base, "--password", "x" * 300),
                          (*base, "--password", "x" * 15, "--response", "lm")):
            done = run(HOSTSIM, "logon", *arguments)
            self.assertEqual(done.returncode, 2, (arguments, done.stdout))
            self.assertNotEqual(done.stderr, "")

    def test_windows_own_lsa_is_not_here(self):
        before = self.machine.snapshot()
        for command in (("logon", "--user", ACCOUNT), ("batch",)):
            done = run(HOSTSIM, *command, "--machine", self.machine.path, "--lsa", input="{}")
            self.assertEqual((done.returncode, done.stdout, done.stderr),
                             (2, "", "hostsim: --lsa: Windows' own LSA can be asked on Windows alone\n"))
        self.assertEqual(self.machine.snapshot(), before)

    def test_hours_give_the_times(self):
        self.machine.account(logon_hours="ff" * 20 + "7f")
        _, answer = self.machine.logon(password=self.password)
        self.assertRegex(answer["logoff_time"] + answer["status_name"],
                         r"^\d{4}-\d\d-\d\dT\d\d:00:00Z|HOURS")
        self.assertEqual(answer["kickoff_time"], "never")

    def test_no_secret_reaches_a_log_or_an_answer(self):
        for password in (self.password, "wrong-Password-1"):
            for form in FORMS[:1] + FORMS[2:]:
                done = run(HOSTSIM, "logon", "--machine", self.machine.path, "--user", ACCOUNT,
                           "--password-stdin", "--response", form, "--json", input=password)
                self.assertNotIn(password, done.stdout + done.stderr)
        self.machine.ftp_login()
        self.assertNotEqual(self.machine.events(), "")
        self.assertNotIn(self.password, self.machine.events())
        self.assertNotIn("wrong-Password-1", self.machine.events())

    def test_a_name_cannot_forge_a_line_of_the_log(self):
        self.machine.logon(user="x\n2000-01-01T00:00:00Z\tSecurity\t540\tSuccess\tforged")
        self.assertEqual([line.split("\t")[2] for line in self.machine.events().splitlines()],
                         ["681", "529"])

    def test_bad_passwords_lock_out_and_are_written_back(self):
        for _ in range(5):
            self.machine.logon("--no-subauth", password="wrong")
        self.assertEqual(self.machine.sam_account()["bad_password_count"], 5)
        code, answer = self.machine.logon("--no-subauth", password=self.password)
        self.assertEqual((code, answer["win32"]), (1, 1909))
        self.machine.account(lockout_time=None, bad_password_count=None)
        self.assertEqual(self.machine.logon("--no-subauth", password=self.password)[0], 0)

    def test_what_the_package_refuses_does_not_lock_out(self):
        before = self.machine.file("sam.json").read_bytes()
        for _ in range(6):
            self.assertEqual(self.machine.logon(password="wrong")[1]["status_name"],
                             "STATUS_WRONG_PASSWORD")
        self.assertEqual(self.machine.logon(password=self.password)[0], 0)
        self.assertEqual(self.machine.file("sam.json").read_bytes(), before)


class FtpLogin(unittest.TestCase):
    def test_the_decision_and_its_reply(self):
        machine = Machine(self)
        done = machine.ftp_login()
        self.assertEqual((done.returncode, done.stdout),
                         (1, "530 User someuser@example.com cannot log in.\n"))
        machine.mend(self)
        done = machine.ftp_login()
        self.assertEqual((done.returncode, done.stdout), (0, "230 Anonymous user logged in.\n"))
        self.assertEqual(machine.ftp_login(user="FTP").returncode, 0)
        administrator = machine.sam_account("Administrator")["password"]
        self.assertEqual(machine.ftp_login("Administrator", administrator).returncode, 0)
        self.assertEqual(machine.ftp_login("Administrator", "wrong").returncode, 1)

    def test_the_user_from_pam(self):
        machine = Machine(self, "full")
        arguments = (HOSTSIM, "ftp-login", "--machine", machine.path, "--user-from-pam")
        self.assertEqual(run(*arguments, input="x\0", env={"PAM_USER": "anonymous"}).returncode, 0)
        self.assertEqual(run(*arguments, input="x\0", env={"PAM_USER": "nobody"}).returncode, 1)
        self.assertEqual(run(*arguments, env={}).returncode, 2)
        self.assertEqual(run(*arguments, "anonymous", env={"PAM_USER": "x"}).returncode, 2)

    def test_a_password_ends_at_nul_or_line_end_and_nothing_is_behind_it(self):
        machine = Machine(self, "full")
        password = machine.sam_account("Administrator")["password"]
        for end in ("", "\n", "\r\n", "\0"):
            self.assertEqual(machine.ftp_login("Administrator", password + end).returncode, 0, end)
        before = machine.snapshot()
        for end in ("\0rest", "\nrest", "\r\nrest", "\0\0", "\n\n", "\0\n", "\n\0", "\nrest\n"):
            done = machine.ftp_login("Administrator", password + end)
            self.assertEqual(done.returncode, 2, end)
            self.assertIn("more behind its end", done.stderr)
            self.assertNotIn(password, done.stderr)
            code, said = machine.logon("--no-subauth", user="Administrator", password=password + end)
            self.assertEqual(code, 2, end)
        self.assertEqual(machine.snapshot(), before)

    def test_a_cr_without_lf_is_part_of_the_password(self):
        machine = Machine(self, "full")
        password = machine.sam_account("Administrator")["password"]
        for end in ("\r", "\r\r\n", "\rrest", "\r\0"):
            self.assertEqual(machine.ftp_login("Administrator", password + end).returncode, 1, end)

    def test_at_a_terminal_a_password_is_one_line(self):
        machine = Machine(self, "full")
        password = machine.sam_account("Administrator")["password"]
        ours, theirs = open_terminal()
        self.addCleanup(os.close, ours)
        self.addCleanup(os.close, theirs)
        with subprocess.Popen([HOSTSIM, "ftp-login", "--machine", machine.path, "Administrator"],
                              stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as login:
            self.assertEqual(login.stderr.read(len("Password: ")), b"Password: ")
            os.write(ours, password.encode() + b"\n")
            self.assertEqual(login.wait(60), 0)

    def test_a_site_that_is_not_there_is_exit_2(self):
        self.assertEqual(Machine(self).ftp_login(site=3).returncode, 2)

    def test_an_event_says_why(self):
        machine = Machine(self)
        machine.ftp_login()
        self.assertIn("\tMSFTPSVC\t100\tWarning\tThe server was unable to logon the Windows NT "
                      "account 'IUSR_SERVERNAME' due to the following error: The specified module "
                      "could not be found. The data is the error code. [126]\n", machine.events())


class Init(unittest.TestCase):
    def test_the_ftp_only_box_answers_530_and_the_full_one_230(self):
        self.assertEqual(Machine(self, "ftp-only").ftp_login().returncode, 1)
        self.assertEqual(Machine(self, "full").ftp_login().returncode, 0)

    def test_what_is_there_is_not_overwritten(self):
        machine = Machine(self)
        before = machine.snapshot()
        done = run(HOSTSIM, "init", machine.path)
        self.assertEqual(done.returncode, 2)
        self.assertIn("nothing was changed", done.stderr)
        self.assertEqual(machine.snapshot(), before)

    def test_secrets_are_the_owners_alone(self):
        machine = Machine(self, "full")
        for name in ("sam.json", "MetaBase.xml", "registry.reg"):
            self.assertEqual(machine.file(name).stat().st_mode & 0o077, 0, name)

    def test_passwords_are_random(self):
        self.assertNotEqual(Machine(self).password(), Machine(self).password())

    def test_wrong_words_are_exit_2(self):
        for arguments in ((), ("--kind", "half", "x"), ("a", "b"), ("/no/such/parent/folder",)):
            self.assertEqual(run(HOSTSIM, "init", *arguments).returncode, 2)


class Help(unittest.TestCase):
    def test_help_names_every_command(self):
        done = run(HOSTSIM, "--help")
        self.assertEqual(done.returncode, 0)
        for command in ("init", "demo", "logon", "ftp", "ftp-login"):
            self.assertRegex(done.stdout, rf"(?m)^  {command}( |$)")
        self.assertEqual(run(HOSTSIM).returncode, 2)
        self.assertEqual(run(HOSTSIM, "nonsense").returncode, 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
