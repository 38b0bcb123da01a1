"""Ended from outside at any moment, on a terminal: echo is back, no temporary folder stays, no child runs on."""
import os
import random
import re
import select
import shutil
import signal
import subprocess
import tempfile
import termios
import time
import unittest
from pathlib import Path

from support import ACCOUNT, BUILD, HOSTSIM, IISSUBACTL, Machine, open_terminal

TIMES = int(os.environ.get("ENDED", "3"))  # how often, at a moment at random, each is ended


class OnTerminal:
    """A program that has a terminal for itself."""

    def __init__(self, test, *words, env=None):
        self.ours, self.theirs = open_terminal()
        test.addCleanup(os.close, self.ours)
        test.addCleanup(os.close, self.theirs)
        self.before = termios.tcgetattr(self.theirs)
        self.shown = b""
        self.process = subprocess.Popen([str(w) for w in words], stdin=self.theirs, stdout=self.theirs,
                                        stderr=self.theirs, env=env, start_new_session=True,
                                        preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)))
        test.addCleanup(self.process.wait)
        test.addCleanup(self.process.kill)

    def read(self, seconds):
        while select.select([self.ours], [], [], seconds)[0]:
            self.shown += os.read(self.ours, 65536)
            seconds = 0
        return self.shown

    def wait_for(self, pattern):
        end = time.monotonic() + 60
        while not re.search(pattern, self.read(0.05)):
            if time.monotonic() > end or self.process.poll() is not None:
                raise AssertionError(f"{pattern} did not come: {self.shown}")

    def echoes(self):
        return bool(termios.tcgetattr(self.theirs)[3] & termios.ECHO)

    def type(self, text):
        os.write(self.ours, text)

    def ended(self):
        end = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < end:
            self.read(0.05)
        return self.process.poll()


class Prompts(unittest.TestCase):
    def commands(self, machine):
        return (([IISSUBACTL, "--machine", machine.path, "set", ACCOUNT], rb"Secret of"),
                ([IISSUBACTL, "--machine", machine.path, "sync", "Anonymous", ACCOUNT, "--apply"], rb"Secret of"),
                ([IISSUBACTL, "--machine", machine.path, "put", "MSFTPSVC/AnonymousUserPass", "--apply"],
                 rb"Secret of"),
                ([HOSTSIM, "logon", "--machine", machine.path, "--user", ACCOUNT, "--password-stdin"],
                 rb"Password: "),
                ([HOSTSIM, "ftp-login", "--machine", machine.path, "anonymous"], rb"Password: "))

    def test_what_is_typed_is_not_shown_and_echo_is_back_afterwards(self):
        machine = Machine(self, "full")
        for words, prompt in self.commands(machine):
            program = OnTerminal(self, *words)
            program.wait_for(prompt)
            self.assertFalse(program.echoes(), words)
            program.type(b"Typed-Secret\n")
            if words[0] == IISSUBACTL:
                program.wait_for(rb"Once more")
                program.type(b"Typed-Secret\n")
            self.assertIn(program.ended(), (0, 1), program.shown)
            self.assertTrue(program.echoes(), words)
            self.assertNotIn(b"Typed-Secret", program.read(0))

    def test_ctrl_c_and_other_ends_at_a_prompt_bring_echo_back(self):
        machine = Machine(self, "full")
        before = machine.snapshot()
        for words, prompt in self.commands(machine):
            for end in (b"\x03", b"\x1c", signal.SIGTERM, signal.SIGHUP):
                program = OnTerminal(self, *words)
                program.wait_for(prompt)
                program.type(b"half of it")
                if isinstance(end, bytes):
                    program.type(end)
                else:
                    program.process.send_signal(end)
                number = {b"\x03": signal.SIGINT, b"\x1c": signal.SIGQUIT}.get(end, end)
                self.assertEqual(program.ended(), -number, words)
                self.assertEqual(termios.tcgetattr(program.theirs)[3], program.before[3], words)
                self.assertEqual(machine.snapshot(), before)

    def test_ctrl_z_at_a_prompt_brings_echo_back_until_it_goes_on(self):
        machine = Machine(self, "full")
        program = OnTerminal(self, IISSUBACTL, "--machine", machine.path, "set", ACCOUNT)
        program.wait_for(rb"Secret of")
        program.process.send_signal(signal.SIGTSTP)
        os.waitid(os.P_PID, program.process.pid, os.WSTOPPED | os.WNOWAIT)
        self.assertTrue(program.echoes())
        program.process.send_signal(signal.SIGCONT)
        end = time.monotonic() + 60
        while program.echoes():
            self.assertLess(time.monotonic(), end)
        program.type(b"a\n")
        program.wait_for(rb"Once more")
        program.type(b"a\n")
        self.assertEqual(program.ended(), 0, program.shown)


class Folders(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="iissuba-ended."))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.env = {**os.environ, "TMPDIR": str(self.folder)}

    def running(self, session):
        """What still runs of a session; proc(5) has the fields."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                name, rest = (process / "stat").read_text().rsplit(")", 1)
            except OSError:
                continue  # it has ended
            state, _, _, of = rest.split()[:4]
            if int(of) == session and state != "Z":
                found.append(name)
        return found

    def begin(self, words, terminal):
        """With a terminal the system ends what runs in it, when its first process ends; without one nobody does."""
        if terminal:
            return OnTerminal(self, *words, env=self.env)
        process = subprocess.Popen([str(w) for w in words], stdin=subprocess.DEVNULL, env=self.env,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   start_new_session=True)
        self.addCleanup(process.kill)
        return process

    def end_at_random(self, *words, wait, least=0.0):
        chance = random.Random(1)
        for number in range(TIMES):
            ctrl_c = number % 3 == 0
            program = self.begin(words, ctrl_c)
            process = program.process if ctrl_c else program
            deadline = time.monotonic() + 60
            while not wait():
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.005)
            time.sleep(least + chance.random() * 0.3)
            if ctrl_c:
                program.type(b"\x03")
                code = program.ended()
            else:
                process.send_signal((signal.SIGTERM, signal.SIGHUP)[number % 2])
                code = process.wait(60)
            self.assertIn(code, {128 + n for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)})
            deadline = time.monotonic() + 10
            while self.running(process.pid) and time.monotonic() < deadline:
                time.sleep(0.01)
            self.assertEqual(self.running(process.pid), [], (words, number))
            self.assertEqual([str(p) for p in self.folder.rglob("*")], [], words)

    def test_the_demo_leaves_nothing(self):
        self.end_at_random(HOSTSIM, "demo", wait=lambda: list(self.folder.glob("*/*")))

    def test_probe_leaves_nothing_though_the_package_hangs(self):
        self.env["WRONG"] = "hang"
        self.end_at_random(HOSTSIM, "probe", BUILD / "packages/wrong.so", "--only", "level-network",
                           "--limit", "100", least=0.3,
                           wait=lambda: list(self.folder.glob("*/sam.json")))

    def test_the_bench_leaves_nothing(self):
        self.end_at_random(HOSTSIM, "bench", "--only", "accounts",
                           wait=lambda: list(self.folder.glob("*/*")))


class Colours(unittest.TestCase):
    def coloured(self, **env):
        machine = Machine(self)
        settings = {"PATH": os.environ["PATH"], "TERM": "xterm", **env}
        program = OnTerminal(self, IISSUBACTL, "--machine", machine.path, "check",
                             env={k: v for k, v in settings.items() if v is not None})
        program.ended()
        return b"\x1b[" in program.read(0)

    def test_colours_are_sent_where_they_are_taken_and_wanted(self):
        for env, expected in (({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True),
                              ({"TERM": "dumb"}, False), ({"TERM": None}, False), ({"CLICOLOR": "0"}, False),
                              ({"TERM": "dumb", "CLICOLOR_FORCE": "1"}, True),
                              ({"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False),
                              ({"CLICOLOR_FORCE": "0"}, True)):
            self.assertEqual(self.coloured(**env), expected, env)

    def test_a_pipe_gets_colours_only_where_they_are_forced(self):
        machine = Machine(self)
        for env, expected in (({}, False), ({"CLICOLOR_FORCE": "1"}, True)):
            done = subprocess.run([IISSUBACTL, "--machine", machine.path, "check"], capture_output=True,
                                  env={"PATH": os.environ["PATH"], "TERM": "xterm", **env}, timeout=60)
            self.assertEqual(b"\x1b[" in done.stdout, expected)


if __name__ == "__main__":
    unittest.main(verbosity=2)
