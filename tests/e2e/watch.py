"""iissubactl watch on a machine folder: the store is in step with the metabase, whatever happens."""
import fcntl
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from support import ACCOUNT, IISSUBACTL, Machine, needs_open_files, run

LIMIT = 20  # seconds that a loaded machine may take; what it took on a quiet one is printed


class Watched(unittest.TestCase):
    def setUp(self):
        self.machine = Machine(self)
        self.assertEqual(self.machine.ctl("register").returncode, 0)
        self.said = Path(tempfile.mkdtemp(prefix="iissuba-watch."))
        self.addCleanup(shutil.rmtree, self.said, ignore_errors=True)
        self.process = None
        self.addCleanup(self.end)

    def begin(self, **options):
        with (self.said / "out").open("wb") as out:
            self.process = subprocess.Popen([IISSUBACTL, "--machine", self.machine.path, "watch"],
                                            stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                            **options)
        return self.process

    def end(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(LIMIT)

    def lines(self):
        return (self.said / "out").read_text()

    def wait_for(self, holds, what):
        begun = time.monotonic()
        while not holds():
            self.assertLess(time.monotonic() - begun, LIMIT, f"{what}: {self.lines()}")
            time.sleep(0.01)
        return time.monotonic() - begun

    def admits(self, password):
        code, _ = self.machine.logon("--response", "ntlmv2", password=password)
        return code == 0

    def follows(self, password):
        return self.wait_for(lambda: self.admits(password), f"{password} is not in force")

    def change(self, old, new):
        """As an editor does that replaces the file."""
        path = self.machine.file("MetaBase.xml")
        text = path.read_text()
        self.assertIn(old, text)
        temporary = path.with_name("MetaBase.xml.tmp")
        temporary.write_text(text.replace(old, new))
        temporary.rename(path)

    def secret(self, value):
        return f'AnonymousUserPass="{value}"'

    def started(self):
        """Begins, and has imported once."""
        self.password = self.machine.password()
        self.begin()
        self.wait_for(self.lines, "it says nothing")  # the password may be in force before it begins
        self.follows(self.password)


class Follows(Watched):
    def test_it_imports_when_it_begins_and_after_each_change(self):
        self.started()
        took = []
        old = self.password
        for number in range(5):
            new = f"New-{number}"
            self.change(self.secret(old), self.secret(new))
            took.append(self.follows(new))
            self.assertFalse(self.admits(old))
            self.assertEqual(self.machine.ftp_login().returncode, 0)
            old = new
        self.assertLess(min(took), 1)
        print(f"in force after {', '.join(f'{t:.2f}' for t in took)} s", end=" ... ")

    def test_a_file_that_is_written_in_place_is_followed_too(self):
        self.started()
        self.machine.edit("MetaBase.xml", self.secret(self.password), self.secret("In-place-1"))
        self.follows("In-place-1")

    def test_a_change_while_it_was_not_there_is_found_when_it_begins(self):
        self.started()
        self.end()
        self.change(self.secret(self.password), self.secret("Meanwhile-1"))
        self.assertFalse(self.admits("Meanwhile-1"))
        self.begin()
        self.follows("Meanwhile-1")

    def test_a_hundred_changes_at_once_are_a_few_imports(self):
        self.started()
        for number in range(101):
            self.change(self.secret(self.machine.password()), self.secret(f"Many-{number}"))
        self.follows("Many-100")
        told = self.lines().count("is stored now")
        self.assertLess(told, 60, self.lines())

    def test_the_third_state_keeps_the_last_secret_and_says_so_once(self):
        self.started()
        done = self.machine.ctl("toggle", "MSFTPSVC", "off", "--apply")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.wait_for(lambda: self.lines().count("is stored now") == 2, "synchronization is off")
        done = self.machine.ctl("toggle", "MSFTPSVC", "on", "--apply")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIsNone(self.machine.password())
        self.wait_for(lambda: "Its last secret is kept" in self.lines(), "nothing is said")
        self.assertTrue(self.admits(self.password))
        self.change('ServerComment="', 'ServerComment="x')
        self.change('AnonymousUserName="', 'AnonymousUserName="')
        time.sleep(0.5)  # whatever comes of it has come
        self.assertEqual(self.lines().count("Its last secret is kept"), 1)
        self.assertEqual(self.machine.events().count("\t1105\t"), 1)

    def test_an_account_that_is_renamed_goes_and_a_person_s_stays(self):
        self.started()
        self.assertEqual(self.machine.ctl("set", "BY_HAND", input="Secret-1\n").returncode, 0)
        self.change(f'AnonymousUserName="{ACCOUNT}"', 'AnonymousUserName="IUSR_NEW"')
        self.wait_for(lambda: "IUSR_NEW" in self.machine.ctl("list").stdout, "it is not enrolled")
        listed = self.machine.ctl("list").stdout
        self.assertNotIn(ACCOUNT, listed)
        self.assertIn("BY_HAND", listed)
        self.assertIn(f"Account {ACCOUNT} is no longer", self.lines())

    def test_a_metabase_that_is_broken_changes_nothing_until_it_is_mended(self):
        self.started()
        whole = self.machine.file("MetaBase.xml").read_text()
        stored = self.machine.file("registry.reg").read_bytes()
        self.machine.file("MetaBase.xml").write_text(whole[:len(whole) // 2])
        self.wait_for(lambda: "could not be brought into step" in self.lines(), "nothing is said")
        self.machine.file("MetaBase.xml").unlink()
        time.sleep(0.5)
        self.assertEqual(self.machine.file("registry.reg").read_bytes(), stored)
        self.machine.file("MetaBase.xml").write_text(whole.replace(self.password, "Mended-1"))
        self.follows("Mended-1")
        self.assertEqual(self.machine.events().count("\t1103\t"), 1)

    def test_a_store_that_cannot_be_opened_is_told_and_tried_again(self):
        self.started()
        registry = self.machine.file("registry.reg")
        whole = registry.read_bytes()
        registry.write_text("not a registry\n")
        self.change(self.secret(self.password), self.secret("Store-1"))
        self.wait_for(lambda: "could not be brought into step" in self.lines(), "nothing is said")
        self.assertIn("registry.reg:1", self.lines())
        registry.write_bytes(whole)
        self.follows("Store-1")

    def test_what_could_not_be_written_is_not_said_to_be_stored(self):
        """No file may grow beyond 600 bytes, which the registry's is longer than."""
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))
        stored = self.machine.file("registry.reg").read_bytes()
        self.begin(preexec_fn=limit)
        self.wait_for(lambda: "could not be brought into step" in self.lines(), "nothing is said")
        self.assertNotIn("is stored now", self.lines() + self.machine.events())
        self.assertEqual(self.machine.file("registry.reg").read_bytes(), stored)

    def test_a_folder_that_goes_and_comes_back_is_joined_again(self):
        self.started()
        away = self.machine.path.with_name("away")
        self.machine.path.rename(away)
        self.wait_for(lambda: "can no longer be watched" in self.lines(), "nothing is said")
        away.rename(self.machine.path)
        self.change(self.secret(self.password), self.secret("Back-1"))
        self.follows("Back-1")
        self.assertEqual(self.lines().count("from now on"), 2)

    def test_encrypted_and_disagreeing_passwords_change_nothing_and_are_told_once(self):
        self.started()
        self.change(self.secret(self.password), self.secret("49634462cafe"))
        self.wait_for(lambda: "cannot be used" in self.lines(), "nothing is said")
        self.assertTrue(self.admits(self.password))
        self.change('ServerComment="', 'ServerComment="x')
        time.sleep(0.5)
        self.assertEqual(self.lines().count("cannot be used"), 1)

    def test_it_ends_within_a_second_and_says_nothing_secret(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(number):
                self.started()
                begun = time.monotonic()
                self.process.send_signal(number)
                self.assertEqual(self.process.wait(LIMIT), 0)
                print(f"{time.monotonic() - begun:.2f} s", end=" ... ")
                self.assertNotIn(self.password, self.lines() + self.machine.events())

    def test_killed_at_any_point_it_loses_nothing(self):
        self.started()
        self.assertEqual(self.machine.ctl("set", "BY_HAND", input="Secret-1\n").returncode, 0)
        chance = random.Random(1)
        for number in range(30):
            new = f"Kill-{number}"
            self.change(self.secret(self.machine.password()), self.secret(new))
            time.sleep(chance.uniform(0, 0.3))
            self.process.kill()
            self.process.wait(LIMIT)
            listed = self.machine.ctl("list")
            self.assertEqual(listed.returncode, 0, listed.stderr)
            self.assertTrue({ACCOUNT, "BY_HAND"} <= set(re.findall(r"^\S+", listed.stdout, re.M)))
            self.begin()
        self.follows("Kill-29")
        self.end()
        left = {p.name for p in self.machine.path.iterdir()}
        self.assertEqual([n for n in left if re.search(r"\.\w{6}$", n)], [], left)

    def waits_for_the_lock(self):
        """Whether it has read the metabase, and another process has what it needs next."""
        path = Path(f"/proc/{self.process.pid}")
        folder = str(self.machine.path.resolve())
        held = [os.path.realpath(fd) for fd in (path / "fd").iterdir()]
        return held.count(folder) == 1

    def test_it_ends_while_another_of_these_tools_holds_the_lock(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(number):
                self.started()
                held = os.open(self.machine.path, os.O_RDONLY)
                fcntl.flock(held, fcntl.LOCK_EX)
                stored = self.machine.file("registry.reg").read_bytes()
                new = f"Never-{number}"
                self.change(self.secret(self.password), self.secret(new))
                try:
                    self.wait_for(self.waits_for_the_lock, "it does not wait")
                    self.process.send_signal(number)
                    self.assertEqual(self.process.wait(LIMIT), 0, self.lines())
                finally:
                    self.process.kill()
                    self.process.wait()
                    os.close(held)
                self.assertEqual(self.machine.file("registry.reg").read_bytes(), stored)
                self.assertNotIn("could not be brought", self.lines() + self.machine.events())

    def test_it_waits_for_another_of_these_tools(self):
        self.started()
        held = os.open(self.machine.path, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
        self.change(self.secret(self.password), self.secret("Later-1"))
        time.sleep(0.5)
        os.close(held)
        self.follows("Later-1")

    def test_it_says_what_it_waits_for_and_waits(self):
        self.started()
        away = self.machine.path.with_name("away")
        self.machine.path.rename(away)
        self.wait_for(lambda: "No such file or directory; waiting for it" in self.lines(),
                      "nothing is said")
        away.rename(self.machine.path)
        self.change(self.secret(self.password), self.secret("Back-1"))
        self.follows("Back-1")

    def test_a_machine_folder_has_no_service(self):
        for word in ("install", "remove", "start", "stop", "status", "run"):
            done = self.machine.ctl("service", word)
            self.assertEqual(done.returncode, 2)
            self.assertIn("--machine is for other commands, not for service", done.stderr)
        self.assertIn("A machine folder has no service: use watch",
                      run(IISSUBACTL, "help", "service").stdout)

    def test_a_machine_has_to_be_named(self):
        done = run(IISSUBACTL, "watch")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--machine DIR", done.stderr)


class Long(Watched):
    """As many changes as a day may have: IISSUBA_CHANGES, of which CI has few."""

    CHANGES = int(os.environ.get("IISSUBA_CHANGES", "100"))
    GROWTH = 512  # KiB of memory: 50 bytes a change in ten thousand

    def held(self):
        """What the process has at rest: descriptors, threads, KiB of memory."""
        process = Path(f"/proc/{self.process.pid}")
        found = []
        for _ in range(20):
            memory = re.search(r"VmRSS:\s+(\d+)", (process / "status").read_text())[1]
            found.append((len(os.listdir(process / "fd")), len(os.listdir(process / "task")),
                          int(memory)))
            time.sleep(0.01)
        return min(found)

    def stored(self):
        """Another one each time that the store is written."""
        found = self.machine.file("registry.reg").stat()
        return found.st_ino, found.st_mtime_ns

    def burst(self, chance, number):
        """So many changes, up to nine, that are one import; the last brings another password."""
        before = self.stored()
        size = chance.randint(1, 9)
        for i in range(number, number + size):
            text = re.sub('AnonymousUserPass="[^"]*"', self.secret(f"Long-{i}"), self.whole)
            if chance.random() < 0.3:
                text = text.replace(f'"{ACCOUNT}"', '"IUSR_OTHER"')
            if i + 1 < number + size and chance.random() < 0.1:
                text = text[:chance.randrange(len(text))]
            temporary = self.machine.file("MetaBase.xml.tmp")
            temporary.write_text(text)
            temporary.rename(self.machine.file("MetaBase.xml"))
        self.wait_for(lambda: self.stored() != before, "nothing is imported")
        return size

    def go_away_and_come_back(self):
        away = self.machine.path.with_name("away")
        said = (self.said / "out").stat().st_size
        self.machine.path.rename(away)
        self.wait_for(lambda: (self.said / "out").stat().st_size > said, "nothing is said")
        away.rename(self.machine.path)

    @needs_open_files
    def test_a_day_s_changes_leave_no_descriptor_no_thread_and_no_memory(self):
        self.started()
        self.whole = self.machine.file("MetaBase.xml").read_text()
        chance = random.Random(3)
        bursts = done = 0
        points = []
        while done < self.CHANGES:
            if bursts % 40 == 10:
                self.go_away_and_come_back()
            done += self.burst(chance, done)
            bursts += 1
            if done >= self.CHANGES * (len(points) + 1) // 10:
                points.append((done, *self.held()))
        print(f"{bursts} imports; changes, descriptors, threads, KiB: {points}", end=" ... ")
        first, last = points[1], points[-1]  # what is kept for good is there by then
        self.assertEqual(last[1:3], first[1:3], points)
        self.assertLess(last[3] - first[3], self.GROWTH, points)


if __name__ == "__main__":
    unittest.main(verbosity=2)
