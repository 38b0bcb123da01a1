"""iissubactl on a machine folder: each command, what it says, what it never loses."""
import json
import os
import re
import shutil
import subprocess
import unittest
from datetime import datetime, timezone
from pathlib import Path

from support import ACCOUNT, BUILD, HOSTSIM, IISSUBACTL, SOURCE, Machine, open_terminal, run, width

DLL = "System32/iissuba.so"


class Register(unittest.TestCase):
    def test_register_and_unregister_restore_the_box(self):
        for auth132 in ('"Auth132"="IISSUBA"', '"Auth132"="OTHERDLL"', ""):
            with self.subTest(auth132):
                machine = Machine(self)
                machine.edit("registry.reg", '"Auth132"="IISSUBA"', auth132)
                done = machine.ctl("register")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertTrue(machine.file(DLL).exists())
                self.assertIn('"Auth132"="IISSUBA"', machine.file("registry.reg").read_text())
                done = machine.ctl("unregister")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertFalse(machine.file(DLL).exists())
                text = machine.file("registry.reg").read_text()
                self.assertEqual('"Auth132"' in text, auth132 != "")
                self.assertIn(auth132, text)
                self.assertNotIn("PreviousAuth132", text)

    def test_registering_twice_says_so_and_loses_nothing(self):
        machine = Machine(self)
        machine.edit("registry.reg", '"Auth132"="IISSUBA"', '"Auth132"="OTHERDLL"')
        self.assertIn("Registered in the place of OTHERDLL", machine.ctl("register").stdout)
        again = machine.ctl("register")
        self.assertEqual(again.returncode, 0)
        self.assertIn("Already registered", again.stdout)
        self.assertIn("OTHERDLL again", machine.ctl("unregister").stdout)
        self.assertIn('"Auth132"="OTHERDLL"', machine.file("registry.reg").read_text())

    def test_unregistering_what_was_not_registered_here_leaves_it(self):
        machine = Machine(self)
        before = machine.snapshot()
        done = machine.ctl("unregister")
        self.assertEqual(done.returncode, 1)
        self.assertIn("Not unregistered", done.stdout)
        self.assertEqual(machine.snapshot(), before)

    def test_the_stored_accounts_stay(self):
        machine = Machine(self, "full")
        self.assertEqual(machine.ctl("unregister").returncode, 0)
        self.assertIn(ACCOUNT, machine.ctl("list").stdout)

    def test_purging_takes_the_stored_accounts_the_stack_and_the_dll_too(self):
        machine = Machine(self)
        before = machine.snapshot()
        machine.mend(self)
        self.assertEqual(machine.ctl("stack", "sufficient sam").returncode, 0)
        done = machine.ctl("unregister", "--purge")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(machine.snapshot(), before)

    def test_purging_takes_our_dll_wherever_it_came_from_but_no_other(self):
        for theirs in (False, True):
            with self.subTest(theirs=theirs):
                machine = Machine(self)
                machine.file("System32").mkdir()
                shutil.copy(BUILD / "iissuba.so", machine.file(DLL))
                if theirs:
                    machine.file(DLL).write_text("Microsoft's own")
                done = machine.ctl("unregister", "--purge")
                self.assertEqual(done.returncode, 1)  # Auth132 was not registered from here
                self.assertIn("Removed: the stored accounts", done.stdout)
                self.assertEqual(machine.file(DLL).exists(), theirs)

    def test_another_dll_in_its_place_is_not_overwritten(self):
        machine = Machine(self)
        machine.file("System32").mkdir()
        machine.file(DLL).write_text("Microsoft's own")
        before = machine.snapshot()
        done = machine.ctl("register")
        self.assertEqual(done.returncode, 3)
        self.assertIn("left alone", done.stderr)
        self.assertEqual(machine.snapshot(), before)

    def test_a_dll_that_was_there_before_stays_after(self):
        machine = Machine(self)
        machine.file("System32").mkdir()
        shutil.copy(BUILD / "iissuba.so", machine.file(DLL))
        self.assertEqual(machine.ctl("register").returncode, 0)
        self.assertEqual(machine.ctl("unregister").returncode, 0)
        self.assertTrue(machine.file(DLL).exists())

    def test_another_dll_by_its_path(self):
        machine = Machine(self)
        other = machine.parent / "other.so"
        shutil.copy(BUILD / "iissuba.so", other)
        self.assertEqual(machine.ctl("register", "--dll", other).returncode, 0)
        self.assertIn('"Auth132"="OTHER"', machine.file("registry.reg").read_text())
        self.assertTrue(machine.file("System32/other.so").exists())
        code, answer = machine.logon(password="x")
        self.assertEqual(answer["called"], "Msv1_0SubAuthenticationRoutine")
        self.assertEqual(machine.ctl("register", "--dll", "/no/such/dll").returncode, 2)

    def test_status_tells_whether_it_can_work(self):
        machine = Machine(self)
        done = machine.ctl("status")
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"there is none; run: iissubactl --machine {machine.path} register\n",
                      done.stdout)
        machine.mend(self)
        done = machine.ctl("status")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("1, of which 0 without a secret", done.stdout)


class WithoutTheRight(unittest.TestCase):
    """As a user who may read the folder and not write it."""

    @unittest.skipUnless(os.geteuid() == 0, "needs root to become another user")
    def test_what_cannot_be_written_is_said_and_nothing_is_lost(self):
        machine = Machine(self)
        programs = machine.parent / "programs"
        programs.mkdir()
        for name in ("iissubactl", "iissuba.so"):
            shutil.copy(BUILD / name, programs)
        for path in (machine.parent, machine.path, programs):
            path.chmod(0o755)
        for path in machine.path.iterdir():
            path.chmod(0o644)
        before = machine.snapshot()
        for command in (("register",), ("set", "a", "--no-secret"), ("stack", "required sam"),
                        ("import", machine.file("MetaBase.xml"))):
            done = run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                       programs / "iissubactl", "--machine", machine.path, *command)
            self.assertEqual(done.returncode, 3, (command, done.stdout, done.stderr))
            self.assertIn("Permission denied", done.stderr)
        self.assertEqual(machine.snapshot(), before)

    def test_a_registry_that_others_can_read_is_warned_of(self):
        machine = Machine(self)
        self.assertNotIn("Others than", machine.ctl("register").stderr)
        metabase = machine.file("MetaBase.xml")
        commands = [(("register",), ""), (("set", ACCOUNT), "pass\n"), (("import", metabase), "")]
        for narrow in (True, False):
            for command, given in commands:
                machine.file("registry.reg").chmod(0o600 if narrow else 0o644)
                done = machine.ctl(*command, input=given)
                self.assertEqual(done.returncode, 0, (command, done.stderr))
                said = "Others than SYSTEM and Administrators" in done.stderr
                self.assertNotEqual(said, narrow, (command, done.stderr))


class Accounts(unittest.TestCase):
    def setUp(self):
        self.machine = Machine(self, "full")

    def admitted(self, password):
        code, answer = self.machine.logon(password=password)
        return answer["status_name"]

    def test_set_list_remove(self):
        self.assertEqual(self.machine.ctl("set", ACCOUNT, input="n\u00e4chster\n").returncode, 0)
        self.assertEqual(self.admitted("n\u00e4chster"), "STATUS_SUCCESS")
        self.assertEqual(self.admitted(self.machine.password()), "STATUS_WRONG_PASSWORD")
        self.assertRegex(self.machine.ctl("list").stdout, f"{ACCOUNT} +on +stored")
        done = self.machine.ctl("set", ACCOUNT, "--sync", "off", input="x\n")
        self.assertIn("synchronization off", done.stdout)
        self.assertEqual(self.admitted("x"), "STATUS_NO_SUCH_USER")
        self.assertEqual(self.machine.ctl("set", ACCOUNT, "--no-secret").returncode, 0)
        self.assertRegex(self.machine.ctl("list").stdout, f"{ACCOUNT} +on +none")
        self.assertEqual(self.admitted(""), "STATUS_WRONG_PASSWORD")
        self.assertEqual(self.machine.ctl("remove", ACCOUNT.lower()).returncode, 0)
        self.assertIn("No account is enrolled", self.machine.ctl("list").stdout)
        done = self.machine.ctl("remove", ACCOUNT)
        self.assertEqual(done.returncode, 1)
        self.assertIn("not enrolled", done.stderr)

    def test_no_secret_or_an_unsound_name_changes_nothing(self):
        before = self.machine.snapshot()
        for account, secret in ((ACCOUNT, ""), (ACCOUNT, "\n"), (ACCOUNT, "x" * 5000),
                                ("", "x\n"), ("a\\b", "x\n"), ("a/b", "x\n"), ("a\nb", "x\n"),
                                ("x" * 300, "x\n")):
            done = self.machine.ctl("set", account, input=secret)
            self.assertEqual(done.returncode, 2, (account, done.stdout))
            self.assertNotEqual(done.stderr, "")
        self.assertEqual(self.machine.snapshot(), before)

    def test_a_clear_password_is_never_stored(self):
        self.machine.ctl("set", ACCOUNT, input="Sesame-open-now\n")
        stored = self.machine.file("registry.reg").read_bytes()
        self.assertNotIn(b"Sesame", stored)
        self.assertNotIn("Sesame".encode("utf-16-le").hex(",").encode(), stored)

    def test_list_s_columns_are_as_wide_as_they_are_shown(self):
        names = ["日本語のアカウント", "u\u0308mlaut", "IUSR_" + "X" * 40]
        for name in names:
            self.assertEqual(self.machine.ctl("set", name, input="x\n").returncode, 0)
        lines = self.machine.ctl("list").stdout.splitlines()
        self.assertEqual(len(lines), 2 + len(names))
        begin = len("IUSR_" + "X" * 40) + 2
        for line in lines:
            name = re.match(r"(\S.*?)  +(Sync|on)\b", line).group(1)
            self.assertEqual(line[:len(name)] + " " * (begin - width(name)), line[:begin + len(name) - width(name)])
        self.assertEqual({re.sub(r".*  on    ", "", line) for line in lines[1:]}, {"stored"})

    def test_a_damaged_record_is_listed_and_refused(self):
        text = self.machine.file("registry.reg").read_text()
        at = text.index(f'"{ACCOUNT}"=hex:01,')
        self.machine.edit("registry.reg", f'"{ACCOUNT}"=hex:01,', f'"{ACCOUNT}"=hex:02,')
        self.assertGreater(at, 0)
        self.assertIn("damaged", self.machine.ctl("list").stdout)
        self.assertEqual(self.admitted(self.machine.password()), "STATUS_WRONG_PASSWORD")
        self.assertIn("\tIISSUBA\t1013\t", self.machine.events())

    def test_on_a_terminal_the_secret_is_asked_for_twice_without_echo(self):
        for second, code in (("typed", 0), ("mistyped", 2)):
            leader, follower = open_terminal()
            process = subprocess.Popen([IISSUBACTL, "--machine", self.machine.path, "set", ACCOUNT],
                                       stdin=follower, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, text=True)
            os.close(follower)
            for line, prompt in (("typed", "Secret of"), (second, "Once more")):
                said = ""
                while prompt not in said:
                    said += process.stderr.read(1)
                while not said.endswith(": "):
                    said += process.stderr.read(1)
                os.write(leader, line.encode() + b"\n")
            process.communicate(timeout=30)
            self.assertEqual(process.returncode, code)
            os.set_blocking(leader, False)
            try:
                echoed = os.read(leader, 1000)
            except (BlockingIOError, OSError):
                echoed = b""
            os.close(leader)
            self.assertNotIn(b"typed", echoed)
        self.assertEqual(self.admitted("typed"), "STATUS_SUCCESS")


class Stack(unittest.TestCase):
    def test_the_stack_is_shown_set_and_obeyed(self):
        machine = Machine(self, "full")
        self.assertEqual(machine.ctl("stack").stdout, "sufficient metabase\n")
        self.assertEqual(machine.ctl("stack", "required sam").stdout, "required sam\n")
        machine.account(password="sam's own")
        self.assertEqual(machine.logon(password="sam's own")[1]["status_name"], "STATUS_SUCCESS")
        self.assertEqual(machine.logon(password=machine.password())[1]["status_name"],
                         "STATUS_WRONG_PASSWORD")
        machine.ctl("stack", "requisite sam", "required metabase")
        self.assertEqual(machine.logon(password="sam's own")[1]["status_name"],
                         "STATUS_WRONG_PASSWORD")

    def test_a_stack_that_cannot_be_understood_is_not_set(self):
        machine = Machine(self, "full")
        before = machine.snapshot()
        for lines, said in ((("required",), "line 1"), (("required sam", "maybe sam"), "line 2"),
                            (("required pam",), "metabase, sam or caller"),
                            (("required sam", ""), "line 2"), (("",), "line"),
                            (("required sam",) * 9, "line 9"), (("required " + "x" * 600,), "")):
            done = machine.ctl("stack", *lines)
            self.assertEqual(done.returncode, 2, lines)
            self.assertIn(said, done.stderr)
        self.assertEqual(machine.snapshot(), before)

    def test_a_stack_that_is_broken_in_the_registry_refuses_every_logon(self):
        machine = Machine(self, "full")
        machine.ctl("stack", "sufficient caller")
        self.assertEqual(machine.logon()[0], 0)
        machine.edit("registry.reg", '"Stack"=hex(7):73,', '"Stack"=hex(7):74,')
        self.assertEqual(machine.logon(password=machine.password())[1]["status_name"],
                         "STATUS_WRONG_PASSWORD")
        self.assertIn("\tIISSUBA\t1010\tError\t", machine.events())
        self.assertEqual(machine.ctl("stack").returncode, 1)
        self.assertEqual(machine.ctl("status").returncode, 1)


class Import(unittest.TestCase):
    def test_nodes_that_disagree_are_named_and_not_enrolled(self):
        machine = Machine(self)
        machine.edit("MetaBase.xml", 'ServerComment="FTP Site 1"', 'AnonymousUserPass="other"')
        done = machine.ctl("import", machine.file("MetaBase.xml"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("different passwords", done.stdout)
        self.assertIn("/LM/MSFTPSVC/1:", done.stdout)
        self.assertIn(f"or: iissubactl --machine {machine.path} set {ACCOUNT}\n", done.stdout)
        self.assertIn("No account is enrolled", machine.ctl("list").stdout)
        self.assertNotIn("other\n", done.stdout)
        self.assertNotIn(machine.password(), done.stdout)

    def test_a_metabase_without_anonymous_accounts_says_so(self):
        machine = Machine(self)
        machine.file("MetaBase.xml").write_text("<configuration><MBProperty/></configuration>")
        done = machine.ctl("import", machine.file("MetaBase.xml"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("No node names an anonymous account", done.stdout)

    def test_without_a_file_it_is_the_machine_s_metabase(self):
        machine = Machine(self)
        own = machine.ctl("import")
        self.assertEqual(own.returncode, 0, own.stderr)
        self.assertIn("IUSR_SERVERNAME: enrolled with its secret\n", own.stdout)
        named = machine.ctl("import", machine.file("MetaBase.xml"))
        self.assertIn("IUSR_SERVERNAME: enrolled with its secret already\n", named.stdout)


    def records(self, machine):
        """The store's values as registry.reg has them, by account."""
        written = machine.file("registry.reg").read_bytes()
        text = written.decode("utf-16" if written.startswith(b"\xff\xfe") else "utf-8")
        text = re.sub(r"\\\n\s*", "", text.replace("\r", ""))
        accounts = text.split("IISSUBA\\Accounts]", 1)[-1].split("\n[", 1)[0]
        return dict(re.findall(r'^"(.*)"=hex:(.*)$', accounts, re.M))

    def told(self, machine, *arguments):
        return machine.ctl("import", *arguments).stdout.splitlines()[0]

    def test_a_second_import_follows_the_metabase_and_loses_no_secret(self):
        machine = Machine(self)
        password = f'AnonymousUserPass="{machine.password()}"'
        self.assertIn("enrolled with its secret", self.told(machine))
        first = self.records(machine)
        before = machine.file("registry.reg").stat()
        self.assertIn("enrolled with its secret already", self.told(machine))
        self.assertEqual(machine.file("registry.reg").stat().st_mtime_ns, before.st_mtime_ns)
        machine.edit("MetaBase.xml", password, 'AnonymousUserPass="changed"')
        self.assertTrue(self.told(machine).endswith("enrolled with its secret"))
        second = self.records(machine)
        self.assertNotEqual(second[ACCOUNT][-95:], first[ACCOUNT][-95:])
        machine.edit("MetaBase.xml", 'AnonymousUserPass="changed"', "")
        self.assertIn("its last secret is kept", self.told(machine))
        self.assertEqual(self.records(machine), second)
        self.assertIn("the last one is cleared", self.told(machine, "--forget"))
        self.assertEqual(self.records(machine)[ACCOUNT][-95:], ",".join(["00"] * 32))

    def test_who_left_the_metabase_goes_unless_a_person_enrolled_it(self):
        machine = Machine(self)
        machine.edit("MetaBase.xml", f'"{ACCOUNT}"', '"IUSR_\u00fc"')
        self.assertIn("IUSR_\u00fc: enrolled", self.told(machine))
        self.assertEqual(machine.ctl("set", "BY_HAND", input="Secret-1\n").returncode, 0)
        # Windows takes names in either case, beyond ASCII too.
        machine.edit("MetaBase.xml", '"IUSR_\u00fc"', '"IUSR_\u00dc"')
        done = machine.ctl("import")
        self.assertNotIn("removed", done.stdout)
        self.assertIn("BY_HAND: stays", done.stdout)
        machine.edit("MetaBase.xml", '"IUSR_\u00dc"', '"IUSR_NEW"')
        done = machine.ctl("import")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("IUSR_NEW: enrolled with its secret\n", done.stdout)
        self.assertIn("IUSR_\u00fc: removed", done.stdout)
        self.assertEqual(sorted(self.records(machine)), ["BY_HAND", "IUSR_NEW"])


class Refused(unittest.TestCase):
    """The first person on a real server learns from the events what the services present."""

    FORMS = {"cleartext": "clear text, or a response (NT field 10 bytes, LM field 0 bytes)",
             "lm": "LM or LMv2 (NT field 0 bytes, LM field 24 bytes)",
             "ntlmv1": "NTLMv1 or NTLM2 session (NT field 24 bytes, LM field 0 bytes)",
             "ntlm2-session": "NTLMv1 or NTLM2 session (NT field 24 bytes, LM field 24 bytes)",
             "ntlmv2": "NTLMv2 (NT field",
             "lmv2": "LM or LMv2 (NT field 0 bytes, LM field 24 bytes)"}

    def event(self, machine, form, password):
        before = machine.events()
        code, _ = machine.logon("--response", form, password=password)
        self.assertEqual(code, 1)
        return machine.events()[len(before):]

    def test_an_event_tells_the_form_and_lengths_of_what_was_presented_and_no_byte(self):
        machine = Machine(self, "full")
        for stored, number in (("Secret-1", "1002"), (None, "1001")):
            if stored is None:
                machine.ctl("set", ACCOUNT, "--no-secret")
            for form, told in self.FORMS.items():
                with self.subTest((form, number)):
                    event = self.event(machine, form, "Gu3ss")
                    self.assertIn(f"\t{number}\t", event)
                    self.assertIn(f"Presented was: {told}", event)
                    self.assertNotIn("proves the empty password", event)
                    self.assertNotIn("Gu3ss", event)

    def test_an_event_tells_whether_it_was_the_empty_password(self):
        machine = Machine(self, "full")
        for form in self.FORMS:
            with self.subTest(form):
                self.assertIn("which proves the empty password", self.event(machine, form, ""))


class Observed(unittest.TestCase):
    """What is presented is told while it is asked for."""

    UNTIL = r"until (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"

    def batch(self, machine, *lines):
        done = run(HOSTSIM, "batch", "--machine", machine.path,
                   input="".join(json.dumps(line) + "\n" for line in lines))
        self.assertEqual((done.returncode, len(done.stdout.splitlines())), (0, len(lines)),
                         done.stderr)

    def told(self, machine):
        return re.findall(r"\tIISSUBA\t1201\tInformation\tAccount (.*)\. This is told",
                          machine.events())

    def test_the_story_from_on_to_off(self):
        machine = Machine(self, "full")
        password = machine.password()
        lines = [{"user": user, "password": given, "response": form}
                 for user in (ACCOUNT, "Administrator") for form in Refused.FORMS
                 for given in (password, "Gu3ss-It-Well")]
        self.assertEqual(machine.ctl("observe").stdout, "Observing is off.\n")
        self.assertNotIn("Observing", machine.ctl("status").stdout)
        self.batch(machine, *lines)
        self.assertEqual(self.told(machine), [])
        before = datetime.now(timezone.utc).replace(tzinfo=None)
        said = machine.ctl("observe", "on")
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        until = datetime.strptime(re.search(self.UNTIL, said.stdout)[1], "%Y-%m-%dT%H:%M:%SZ")
        self.assertAlmostEqual((until - before).total_seconds(), 3600, delta=60)
        self.assertEqual(machine.ctl("observe").stdout, said.stdout)
        self.assertIn(re.search(self.UNTIL, said.stdout)[0], machine.ctl("status").stdout)
        self.batch(machine, *lines, *lines)
        told = self.told(machine)
        # Two lengths of clear text each; LM and LMv2 are one form.
        self.assertEqual(len(told), 2 * 6, told)
        self.assertEqual(len(set(told)), len(told), told)
        for account in (ACCOUNT, "Administrator"):
            for form in Refused.FORMS.values():
                form = form.replace("10 bytes", f"{2 * len(password)} bytes")
                self.assertTrue([t for t in told if t.startswith(f"{account}: presented was {form}")],
                                (account, form, told))
        for secret in (password, "Gu3ss-It-Well"):
            self.assertNotIn(secret, machine.events())
        self.assertEqual(machine.ctl("observe", "off").stdout, "Observing is off.\n")
        self.batch(machine, *lines)
        self.assertEqual(self.told(machine), told)
        self.assertNotIn("ObserveUntil", machine.file("registry.reg").read_text())
        self.assertEqual(machine.ctl("observe", "off").returncode, 0)

    def test_the_ftp_service_s_logons_are_told_too(self):
        machine = Machine(self)
        machine.mend(self)
        machine.ctl("observe", "on")
        self.assertEqual(machine.ftp_login().returncode, 0)
        self.assertRegex("\n".join(self.told(machine)), f"^{ACCOUNT}: presented was ")

    def test_a_moment_that_is_over_or_too_far_off_is_off(self):
        machine = Machine(self, "full")
        machine.ctl("observe", "on")
        text = machine.file("registry.reg").read_text()
        self.assertRegex(text, r'"ObserveUntil"=hex:')
        for ends in ("00,00,00,00,00,00,c0,01", "00,00,00,00,00,00,f0,01", "ff,ff,ff,ff,ff,ff,ff,ff",
                     "00,00,00,00,00,00,c0"):
            machine.file("registry.reg").write_text(
                re.sub(r'"ObserveUntil"=hex:[0-9a-f,]*', f'"ObserveUntil"=hex:{ends}', text))
            self.assertEqual(machine.ctl("observe").stdout, "Observing is off.\n", ends)
            self.batch(machine, {"user": ACCOUNT, "password": machine.password()})
            self.assertEqual(self.told(machine), [])

    def test_on_is_on_for_an_hour_from_the_last_on_and_goes_with_the_key(self):
        machine = Machine(self)
        machine.mend(self)
        for _ in range(2):
            self.assertEqual(machine.ctl("observe", "on").returncode, 0)
        self.assertEqual(machine.file("registry.reg").read_text().count("ObserveUntil"), 1)
        self.assertEqual(machine.ctl("unregister", "--purge").returncode, 0)
        self.assertNotIn("ObserveUntil", machine.file("registry.reg").read_text())
        self.assertEqual(machine.ctl("observe").stdout, "Observing is off.\n")

    def test_other_words_are_refused_and_change_nothing(self):
        machine = Machine(self)
        before = machine.snapshot()
        for words in (("ON",), ("maybe",), ("",), ("on", "off")):
            done = machine.ctl("observe", *words)
            self.assertEqual(done.returncode, 2, words)
            self.assertNotEqual(done.stderr, "")
        self.assertEqual(machine.snapshot(), before)


class Usage(unittest.TestCase):
    def test_windows_own_lsa_is_not_here_and_is_for_check_alone(self):
        machine = Machine(self)
        done = machine.ctl("check", "--lsa")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("--lsa asks the LSA of the Windows that it runs on; there is none", done.stderr)
        done = machine.ctl("list", "--lsa")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--lsa is for check, not for list", done.stderr)

    def test_wrong_words_are_exit_2_with_a_hint(self):
        machine = Machine(self)
        for arguments in ((), ("nonsense",), ("set",), ("set", "a", "b"), ("import", "a", "b"),
                          ("register", "x"), ("--nonsense",), ("set", "a", "--sync", "maybe")):
            done = machine.ctl(*arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertNotEqual(done.stderr, "")
        self.assertEqual(run(IISSUBACTL, "status").returncode, 2)

    def test_the_version_is_the_projects_in_both_tools(self):
        version = re.search(r"project\(iissuba VERSION ([\d.]+)",
                            (SOURCE / "CMakeLists.txt").read_text())[1]
        for program in (IISSUBACTL, HOSTSIM):
            for option in ("--version", "-V"):
                done = run(program, option)
                self.assertEqual((done.returncode, done.stdout, done.stderr),
                                 (0, f"{program.name} {version}\n", ""))

    def test_help_names_every_command(self):
        done = run(IISSUBACTL, "--help")
        self.assertEqual(done.returncode, 0)
        for command in ("register", "unregister", "status", "import", "set", "remove", "list",
                        "stack", "observe"):
            self.assertRegex(done.stdout, rf"(?m)^  {command}( |$)")


if __name__ == "__main__":
    unittest.main(verbosity=2)
