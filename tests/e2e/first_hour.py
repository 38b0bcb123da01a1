"""def/first-hour.txt, an administrator's first hour: its commands are run again, and say what it says.

The first part is on a fake server; the second is on Windows itself, in Wine, where IIS's live metabase is that of the
stand-in for IISADMIN. `first_hour.py --write` writes what the commands say now, of the parts that can be run here.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from support import BUILD, HOSTSIM, SOURCE, run
from windows import BUILT, LSA, MSV1_0, SOURCE_KEY, WINE, hold_server, wine

DOCUMENT = SOURCE / "def/first-hour.txt"
PARTS = re.compile(r"^(?=\d\. .*\n=+$)", re.M)
# A line of a command, and what it says below it, all behind four spaces.
STEP = re.compile(r"^    (?P<prompt>\$|C:\\iissuba>) (?P<command>.+)\n"
                  r"(?:^\n*^    (?!\$ |C:\\iissuba> ).*\n)*", re.M)
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
LIMIT = 30


def parts():
    return PARTS.split(DOCUMENT.read_text())[1:]


def indented(text):
    return "".join(f"    {line}\n" if line else "\n" for line in text.splitlines())


class Watch:
    """iissubactl watch, in a window of its own: what it has said since it was last asked."""

    def __init__(self, words, **options):
        self.out = tempfile.TemporaryFile()
        self.told = 0
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=self.out,
                                        stderr=subprocess.STDOUT, **options)

    def says(self):
        """Waits for a line that was not there before."""
        begun = time.monotonic()
        while True:
            self.out.seek(self.told)
            text = self.out.read().decode("utf-8", "replace")
            if text.endswith("\n"):
                self.told += len(text.encode())
                return text.replace("\r", "")
            if time.monotonic() - begun > LIMIT:
                raise AssertionError("watch says nothing")
            time.sleep(0.02)

    def end(self):
        self.process.terminate()
        self.process.wait(LIMIT)
        self.out.close()


class Hour(unittest.TestCase):
    maxDiff = None
    watch = None

    def follow(self, part):
        """The part as it reads when its commands are run now."""
        def again(found):
            return f"    {found['prompt']} {found['command']}\n" + indented(self.said(found["command"]))
        self.addCleanup(lambda: self.watch and self.watch.end())
        return STEP.sub(again, part)

    def compare(self, number):
        part = parts()[number]
        self.assertGreater(len(STEP.findall(part)), 10)
        self.assertEqual(TIME.sub("TIME", self.follow(part)), TIME.sub("TIME", part))


class OnAFakeServer(Hour):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="iissuba-hour."))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.env = {**os.environ, "PATH": f"{BUILD}:{os.environ['PATH']}", "COLUMNS": "80"}

    def said(self, command):
        if command.endswith(" watch"):
            self.watch = Watch(command.split(), cwd=self.folder, env=self.env)
            return self.watch.says()
        if command == "# what watch says":
            return self.watch.says()
        done = subprocess.run(["sh", "-c", command], cwd=self.folder, env=self.env, text=True, timeout=120,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.stdout

    def test_the_commands_say_what_the_document_says(self):
        self.compare(0)


@unittest.skipUnless((BUILT / "iisadmin").exists() and shutil.which(WINE), "needs the Windows build and Wine")
class OnTheServer(Hour):
    @classmethod
    def setUpClass(cls):
        hold_server(cls)

    def setUp(self):
        from fake_iisadmin import FOLDER, Iisadmin
        self.folder = Path(tempfile.mkdtemp(prefix="iissuba-hour."))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        made = run(HOSTSIM, "init", self.folder / "machine")
        self.assertEqual(made.returncode, 0, made.stderr)
        self.remove()
        wine("reg", "add", MSV1_0, "/f")
        wine("reg", "delete", LSA, "/v", "LmCompatibilityLevel", "/f")
        self.addCleanup(self.remove)
        shutil.copy(self.folder / "machine/MetaBase.xml", self.folder / "served.xml")
        self.fake = Iisadmin(self, self.folder / "served.xml", FOLDER / "MBSchema.xml")
        self.fake.start()
        (self.folder / "new-password.txt").write_text("Another-Secret-7\n")

    def remove(self):
        wine("iissubactl.exe", "unregister", "--purge")
        wine("reg", "delete", MSV1_0, "/f")
        wine("reg", "delete", SOURCE_KEY, "/f")

    def said(self, command):
        if command == "rem what watch says":
            return self.watch.says()
        words, _, given = command.partition(" < ")
        words = words.split()
        words = [words[0] + ".exe", *words[1:]]
        if words[-1] == "watch":
            self.watch = Watch([WINE, *words], cwd=BUILT)
            return self.watch.says()
        text = (self.folder / given).read_text() if given else ""
        try:
            done = wine(*words, input=text, timeout=60)
        except subprocess.TimeoutExpired:  # seen in Wine under load, of commands that read (live.py)
            done = wine(*words, input=text, timeout=60)
        self.assertNotIn("Another-Secret-7", done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_the_commands_say_what_the_document_says(self):
        self.compare(1)


class Written(unittest.TestCase):
    def test_what_a_command_says_no_more_is_found(self):
        class Other(OnAFakeServer):
            def said(self, command):
                return "something else\n"
        part = parts()[0]
        self.assertNotEqual(TIME.sub("TIME", Other().follow(part)), TIME.sub("TIME", part))


def write():
    text = DOCUMENT.read_text()
    for part, case in zip(parts(), (OnAFakeServer, OnTheServer)):
        if not getattr(case, "__unittest_skip__", False):
            class Writing(case):
                def runTest(self):
                    nonlocal text
                    text = text.replace(part, self.follow(part))
            unittest.TextTestRunner().run(unittest.TestSuite([Writing()]))
    DOCUMENT.write_text(text)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write()
    else:
        unittest.main(verbosity=2)
