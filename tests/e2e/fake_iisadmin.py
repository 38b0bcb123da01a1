"""The fake IISADMIN of tests/iisadmin in the prefix of a Windows build, for the tests that need one.

    hold_server(cls)                      services end with the prefix's last program
    fake = Iisadmin(test, "MetaBase.xml") installed now, removed at the end of the test
    fake.client("get", "LM/MSFTPSVC/1", 6021)
"""
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections import namedtuple
from pathlib import Path

from windows import BUILT, WINE, windows_path, wine

FOLDER = BUILT / "iisadmin"
SWITCHES = r"HKLM\SOFTWARE\iissuba-tests\IISADMIN"
SERVICE_KEY = r"HKLM\SYSTEM\CurrentControlSet\Services\IISADMIN"
CLASS = "{A9E69610-B80D-11D0-B9B9-00A0C922E750}"

# HRESULTs, as adminbase prints them.
BUSY = "80070094"
DENIED = "80070005"
NO_DATA = "800CC801"
NO_PATH = "80070003"
STAYS_SECURE = "800CC808"
EXISTS = "800700B7"
NO_SERVER = "800706BA"
CALL_FAILED = "800706BE"

# On a busy machine Wine's COM may not find a service yet that was made a moment ago.
NOT_YET = "80070002"

INHERIT, PARTIAL_PATH, SECURE, ISINHERITED = 1, 2, 4, 0x20
SERVER, FILE = 1, 2

Record = namedtuple("Record", "path id type attributes user_type size value")


def records(text):
    """The records that adminbase printed."""
    found = []
    for line in text.splitlines():
        fields = line.split("\t")
        if len(fields) == 7:
            path, number, kind, attributes, user_type, size, value = fields
            found.append(Record(path, int(number), kind, int(attributes, 16), int(user_type),
                                int(size), value))
    return found


class Iisadmin:
    """It is not running yet: whoever comes first has it started."""

    def __init__(self, test, metabase, schema=None, env=None):
        self.test = test
        self.env = dict(os.environ if env is None else env)
        self.metabase = Path(metabase)
        self.saved = Path(str(metabase) + ".saved")
        given = [windows_path(metabase)] + ([windows_path(schema)] if schema else [])
        done = self.wine("fake_iisadmin.exe", "--install", *given)
        test.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        test.addCleanup(self.remove)

    def wine(self, *arguments, wait_ms=0, timeout=300):
        return wine(*arguments, cwd=FOLDER, env={**self.env, "ADMINBASE_WAIT": str(wait_ms)},
                    timeout=timeout)

    def remove(self):
        done = self.wine("fake_iisadmin.exe", "--remove")
        self.test.assertEqual((done.returncode, done.stderr), (0, ""))

    def client(self, *arguments, **options):
        """What adminbase answers: a process of its own. wait_ms is how long OpenKey may wait."""
        for _ in range(20):
            done = self.wine("adminbase.exe", *arguments, **options)
            if not done.stdout.rstrip().endswith(NOT_YET):
                break
            time.sleep(0.5)
        return done

    def start(self):
        """Has it running, as it is on a server."""
        self.change_number()

    def ask(self, *arguments, **options):
        """
        The same, where it has to succeed: what it printed. Wine's COM may have no interface of a service
        that has just been stopped and is started anew (E_NOINTERFACE): it is asked once more.
        """
        done = self.client(*arguments, **options)
        if done.stdout.rstrip().endswith("80004002"):
            time.sleep(0.5)
            done = self.client(*arguments, **options)
        self.test.assertEqual(done.returncode, 0, f"{arguments}: {done.stdout}{done.stderr}")
        return done.stdout

    def refused(self, *arguments, **options):
        """The same, where it has to fail: the HRESULT."""
        done = self.client(*arguments, **options)
        self.test.assertEqual(done.returncode, 1, f"{arguments}: {done.stdout}{done.stderr}")
        return done.stdout.split()[-1]

    def get(self, path, number, attributes=INHERIT):
        return records(self.ask("get", path, number, attributes))[0]

    def set_text(self, path, number, text, attributes=INHERIT, user_type=FILE):
        self.ask("set", path, number, attributes, user_type, "string", text)

    def change_number(self):
        return int(self.ask("number"))

    def state(self):
        """The service's, as STOPPED or RUNNING; asking does not start it."""
        return re.search(r"STATE +: +\d+ +(\w+)", self.wine("sc", "query", "IISADMIN").stdout)[1]

    def stop(self):
        return self.wine("net", "stop", "IISADMIN")

    def switch(self, name, value=None):
        """Sets a switch, a number or a text; None takes it away."""
        if value is None:
            done = self.wine("reg", "delete", SWITCHES, "/v", name, "/f")
        else:
            kind = "REG_DWORD" if isinstance(value, int) else "REG_SZ"
            done = self.wine("reg", "add", SWITCHES, "/v", name, "/t", kind, "/d", value, "/f")
        self.test.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def background(self, *arguments):
        return Background(self.test, arguments)


class Background:
    """An adminbase that goes on while the test does something else."""

    def __init__(self, test, arguments):
        self.test = test
        self.folder = Path(tempfile.mkdtemp(prefix="iissuba-adminbase."))
        test.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        with (self.folder / "said").open("wb") as said:
            self.process = subprocess.Popen([WINE, "adminbase.exe", *map(str, arguments)],
                                            cwd=FOLDER, stdin=subprocess.DEVNULL, stdout=said,
                                            stderr=subprocess.DEVNULL)
        test.addCleanup(self.end)

    def end(self):
        """It ends by itself: what it was given to do takes seconds."""
        self.process.wait(60)

    def lines(self):
        text = (self.folder / "said").read_text("utf-8", "replace")
        return text.replace("\r", "").split("\n")[:-1]

    def wait_for(self, line, count=1):
        """Until it has said the line so many times."""
        until = time.monotonic() + 60
        while self.lines().count(line) < count:
            ended = self.process.poll() is not None
            self.test.assertLess(time.monotonic(), until, f"{line!r} not in {self.lines()}")
            time.sleep(0.02)
            if ended and self.lines().count(line) < count:
                self.test.fail(f"it ended before it said {line!r}: {self.lines()}")
