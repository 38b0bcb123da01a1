"""A machine folder that somebody sent runs no code in iissubactl: check loads the DLL beside the tool alone, unless
--trust-package is given. hostsim, whose purpose it is, loads what the folder names.

The package `marks` leaves a mark wherever it is loaded.
"""
import json
import os
import shutil
import signal
import subprocess
import threading
import time
import unittest

from support import BUILD, HOSTSIM, IISSUBACTL, PACKAGE, Machine, run

MARKS = BUILD / "packages/marks.so"
AUTH132 = '"Auth132"="IISSUBA"'


class Sent(unittest.TestCase):
    """A healthy folder, in which somebody then changes something."""

    def setUp(self):
        self.machine = Machine(self, "full")
        self.mark = self.machine.parent / "mark"
        self.dll = self.machine.file("System32/iissuba.so")

    def tool(self, *arguments, program=IISSUBACTL, input=""):
        return run(program, *arguments, input=input, env={**os.environ, "MARKS": str(self.mark)},
                   timeout=60)

    def check(self, *arguments, program=IISSUBACTL):
        return self.tool("--machine", self.machine.path, "check", *arguments, program=program)

    def causes(self, *arguments):
        done = self.check("--json", *arguments)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return [[f["cause"] for f in node["findings"]] for node in json.loads(done.stdout)["nodes"]]

    def left_out(self, cause="package-left-out"):
        """It is not loaded, and text and JSON say so; with --trust-package it is."""
        before = self.machine.snapshot()
        done = self.check()
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(cause, done.stdout)
        self.assertIn("--trust-package", done.stdout)
        self.assertEqual(self.causes(), [[cause]])
        self.assertFalse(self.mark.exists(), "it was loaded")
        trusted = self.check("--trust-package")
        self.assertTrue(self.mark.exists(), trusted.stdout)
        self.assertNotIn(cause, trusted.stdout)
        self.assertEqual(self.machine.snapshot(), before)
        self.mark.unlink()


class Check(Sent):
    def test_the_same_bytes_are_as_before(self):
        self.assertEqual(self.check().returncode, 0)
        self.dll.unlink()
        self.dll.symlink_to(PACKAGE)
        self.assertEqual(self.check().returncode, 0)
        self.assertEqual(self.check("--trust-package").returncode, 0)

    def test_another_dll_of_our_name_is_left_out(self):
        shutil.copy(MARKS, self.dll)
        self.left_out()
        done = json.loads(self.check("--json").stdout)
        self.assertEqual([(n["granted"], n["logon"]) for n in done["nodes"]], [(False, "not tried")])

    def test_another_package_is_left_out(self):
        shutil.copy(MARKS, self.machine.file("System32/marks.so"))
        self.machine.edit("registry.reg", AUTH132, '"Auth132"="MARKS"')
        self.left_out()

    def test_a_filter_is_left_out_and_the_logon_is_tried_without(self):
        shutil.copy(MARKS, self.machine.file("System32/marks.so"))
        self.machine.edit("registry.reg", AUTH132, AUTH132 + '\r\n"Auth0"="MARKS"')
        # With synchronization on, no filter is asked.
        self.assertEqual(self.causes(), [[]])
        self.machine.ctl("toggle", "MSFTPSVC", "off", "--apply")
        self.left_out("filter-left-out")
        self.assertTrue(json.loads(self.check("--json").stdout)["nodes"][0]["granted"])

    def test_our_own_dll_with_a_byte_more_or_changed_is_another(self):
        own = PACKAGE.read_bytes()
        for sent in (own + b"\0", own[:-1], own[:-1] + bytes([own[-1] ^ 1]), b""):
            self.dll.write_bytes(sent)
            self.assertEqual(self.causes(), [["package-left-out"]], len(sent))

    def test_links_are_looked_through(self):
        self.dll.unlink()
        self.dll.symlink_to(MARKS)
        self.left_out()
        shutil.rmtree(self.machine.file("System32"))
        elsewhere = self.machine.parent / "elsewhere"
        elsewhere.mkdir()
        shutil.copy(MARKS, elsewhere / "iissuba.so")
        self.machine.file("System32").symlink_to(elsewhere)
        self.left_out()

    def test_a_name_with_a_path_loads_nothing(self):
        shutil.copy(MARKS, self.machine.parent / "marks.so")
        shutil.copy(MARKS, self.machine.file("marks.so"))
        for name in ("../marks", str(self.machine.file("marks")), "..\\\\marks", "..", ".", "/"):
            for value in ("Auth132", "Auth0"):
                text = AUTH132 if value == "Auth0" else ""
                before = self.machine.file("registry.reg").read_bytes()
                self.machine.edit("registry.reg", AUTH132, f'{text}\r\n"{value}"="{name}"')
                for trust in ((), ("--trust-package",)):
                    self.assertIn(self.check(*trust).returncode, (0, 1))
                    self.assertFalse(self.mark.exists(), (value, name))
                self.machine.file("registry.reg").write_bytes(before)

    def test_what_is_no_file_holds_nothing_up(self):
        self.dll.unlink()
        os.mkfifo(self.dll)
        self.assertEqual(self.causes(), [["package-left-out"]])
        self.dll.unlink()
        self.dll.mkdir()
        self.assertEqual(self.causes(), [["package-left-out"]])
        self.dll.rmdir()
        self.assertEqual(self.causes(), [["dll-missing"]])
        self.dll.symlink_to(self.dll)
        self.assertEqual(self.causes(), [["dll-missing"]])

    def test_what_is_exchanged_after_it_was_compared_is_not_loaded(self):
        ours, theirs = self.machine.parent / "ours", self.machine.parent / "theirs"
        stop = threading.Event()

        def exchange():
            while not stop.is_set():
                for source, name in ((PACKAGE, ours), (MARKS, theirs)):
                    os.symlink(source, name)
                    os.replace(name, self.dll)

        thread = threading.Thread(target=exchange)
        thread.start()
        codes = {self.check().returncode for _ in range(40)}
        stop.set()
        thread.join()
        self.assertLessEqual(codes, {0, 1})
        self.assertFalse(self.mark.exists())

    def test_where_no_dll_is_beside_the_tool_every_package_is_left_out(self):
        alone = self.machine.parent / "alone"
        alone.mkdir()
        program = shutil.copy(IISSUBACTL, alone / "iissubactl")
        done = self.check(program=program)
        self.assertEqual(done.returncode, 1)
        self.assertIn("package-left-out", done.stdout)
        self.assertEqual(self.check("--trust-package", program=program).returncode, 0)


class Others(Sent):
    def setUp(self):
        super().setUp()
        shutil.copy(MARKS, self.dll)
        shutil.copy(MARKS, self.machine.file("System32/marks.so"))
        self.machine.edit("registry.reg", AUTH132, AUTH132 + '\r\n"Auth0"="MARKS"')

    def test_no_other_command_loads_a_package(self):
        machine = ("--machine", self.machine.path)
        for arguments in (("status",), ("list",), ("import", self.machine.file("MetaBase.xml")),
                          ("find", "AnonymousUserName"), ("get", "MSFTPSVC/1/AnonymousUserName"),
                          ("put", "MSFTPSVC/AllowAnonymous", "TRUE", "--apply"),
                          ("sync", "Anonymous", "IUSR_SERVERNAME", "--apply"),
                          ("toggle", "MSFTPSVC", "off", "--apply"), ("stack",),
                          ("set", "somebody"), ("remove", "somebody"), ("register",),
                          ("unregister", "--purge")):
            done = self.tool(*machine, *arguments, input="a secret\n")
            self.assertIn(done.returncode, (0, 1, 3), (arguments, done.stderr))
            self.assertFalse(self.mark.exists(), arguments)

    def test_watch_loads_none(self):
        process = subprocess.Popen([IISSUBACTL, "--machine", self.machine.path, "watch"],
                                   env={**os.environ, "MARKS": str(self.mark)},
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        process.stdout.readline()
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
        self.assertFalse(self.mark.exists())

    def test_hostsim_loads_what_the_folder_names_and_says_so(self):
        for arguments in (("logon", "--machine", self.machine.path, "--user", "IUSR_SERVERNAME"),
                          ("ftp-login", "--machine", self.machine.path, "anonymous")):
            done = self.tool(*arguments, program=HOSTSIM, input="x")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue(self.mark.exists(), arguments)
            self.mark.unlink()
        self.assertIn("loads the package that the folder names", run(HOSTSIM, "--help").stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
