"""A day's use in minutes: logons, reloads, edits, the watch and the FTP service over one machine folder. Nothing
grows: no memory, no descriptors, no threads, no temporary files.

IISSUBA_DAY says how many edits there are; a thousand logons and ten reloads come with each. A day is 10,000.
"""
import os
import re
import signal
import subprocess
import threading
import time
import unittest
from pathlib import Path

from ftp_clients import FtpService, all_of
from support import BUILD, IISSUBACTL, Machine

EDITS = int(os.environ.get("IISSUBA_DAY", "30"))
LOGONS, RELOADS = 1000 * EDITS, 10 * EDITS
# KiB of memory after the first fifth. A snapshot that is not given back takes 2.
GROWTH = {"logons": 100, "watch": 600, "ftp": 600}
LIMIT = 60  # seconds that a loaded machine may take for an import


def held_now(process):
    folder = Path(f"/proc/{process.pid}")
    status = (folder / "status").read_text()
    try:
        descriptors = len(os.listdir(folder / "fd"))
    except PermissionError:  # root alone may count those of a process that keeps no core
        descriptors = 0
    return (int(re.search(r"VmRSS:\s+(\d+)", status)[1]),
            int(re.search(r"Threads:\s+(\d+)", status)[1]), descriptors)


def held(process):
    """What a process keeps: KiB, threads, descriptors; the least of some looks, for it is at work."""
    looks = []
    for _ in range(8):
        looks.append(held_now(process))
        time.sleep(0.005)
    return tuple(min(each) for each in zip(*looks))


class Day(unittest.TestCase):
    def setUp(self):
        self.machine = Machine(self, "full")
        self.machine.edit("MetaBase.xml", self.machine.password(), "first")
        self.machine.account(password="first")
        self.machine.mend(self)
        self.failed = []
        self.over = threading.Event()
        self.done = {"edits": 0, "sessions": 0}
        self.granted = 0

    def begin(self, *words, **options):
        process = subprocess.Popen([str(w) for w in words], text=True, **options)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def edit(self, number):
        """Every second one is of a password, the others of what no import reads."""
        words = (("MSFTPSVC/AnonymousUserPass", "-") if number % 2 else
                 ("MSFTPSVC/1/ServerComment", str(number)))
        done = self.machine.ctl("put", *words, "--apply",
                                input=("second", "first")[number // 2 % 2])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.done["edits"] += 1

    def edit_all(self):
        for number in range(EDITS):
            self.edit(number)

    def session(self):
        """Whether it logs on: not between an edit and the import of it."""
        with self.service.connect() as connection:
            connection.sendall(b"USER anonymous\r\nPASS x\r\nPWD\r\nQUIT\r\n")
            reply = all_of(connection)
        self.assertRegex(reply, rb"(?m)^(230|530) ")
        self.done["sessions"] += 1
        return b"\n230 " in reply

    def sessions(self):
        while not self.over.is_set():
            self.granted += self.session()
            time.sleep(0.005)

    def guarded(self, work):
        def run():
            try:
                work()
            except Exception as error:  # told by the test, which is another thread
                self.failed.append(error)
        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def follow(self, host, processes):
        """Each tenth of the logons, when as many edits are made: what all processes hold then."""
        points = []
        for line in host.stdout:
            while self.done["edits"] < EDITS * (len(points) + 1) // 10 and not self.failed:
                time.sleep(0.01)
            counts = [int(n) for n in line.split()]
            points.append((counts, self.done.copy(), {n: held(p) for n, p in processes.items()}))
            host.stdin.write("on\n")
            host.stdin.flush()
        return points

    def wait_for_import(self):
        """Until the store has what the metabase says."""
        begun = time.monotonic()
        while not self.session():
            self.assertLess(time.monotonic() - begun, LIMIT)
            time.sleep(0.05)

    def test_a_day_s_use_leaves_nothing_behind(self):
        before = {p.name for p in self.machine.path.iterdir()}
        self.service = FtpService(self, self.machine)
        watch = self.begin(IISSUBACTL, "--machine", self.machine.path, "watch",
                           stdout=subprocess.DEVNULL)
        host = self.begin(BUILD / "units/soak", self.machine.path, LOGONS, RELOADS,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        work = [self.guarded(self.edit_all), self.guarded(self.sessions)]
        points = self.follow(host, {"logons": host, "watch": watch, "ftp": self.service.process})
        host.stdin.close()
        host.stdout.close()
        self.assertEqual(host.wait(LIMIT), 0)
        work[0].join()
        self.over.set()
        work[1].join()
        self.assertEqual(self.failed, [])
        self.wait_for_import()
        if "IISSUBA_DAY" in os.environ:
            print(*points, self.done, sep="\n")
        self.check_counts(points[-1][0])
        self.check_growth(points)
        watch.send_signal(signal.SIGTERM)
        self.assertEqual(watch.wait(LIMIT), 0)
        self.service.stop()
        self.assertEqual(self.service.code, 0)
        after = {p.name for p in self.machine.path.iterdir()}
        self.assertEqual(after - before - {"events.log", "MetaBase.xml.bak"}, set())

    def check_counts(self, counts):
        logons, reloads, granted, wrong = counts
        self.assertGreaterEqual(logons, LOGONS)
        self.assertGreaterEqual(reloads, RELOADS)
        self.assertGreaterEqual(granted, logons // 3 - reloads)
        self.assertEqual(wrong, 0)
        self.assertEqual(self.done["edits"], EDITS)
        self.assertGreater(self.granted, 0)

    def check_growth(self, points):
        first, last = points[1][2], points[-1][2]
        for name, (memory, threads, descriptors) in last.items():
            self.assertLess(memory - first[name][0], GROWTH[name], (name, points))
            self.assertLessEqual(threads, first[name][1], (name, points))
            self.assertLessEqual(descriptors, first[name][2], (name, points))


if __name__ == "__main__":
    unittest.main(verbosity=2)
