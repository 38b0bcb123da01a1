"""Commands that write: killed at any moment, on a full disk, in a read-only folder, two at once.

Whatever happens, MetaBase.xml, registry.reg and sam.json are each the old or the new one, whole; a
command that fails says so and has changed nothing, or says what it has. strace does the killing and
the failing, at each system call in turn. IISSUBA_EVERY=1 has each call fail in each way; without it
every 23rd does.
"""
import collections
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from support import ACCOUNT, BUILD, HOSTSIM, IISSUBACTL, Machine, can_trace, needs_mounting, needs_open_files, run

FILES = ("MetaBase.xml", "registry.reg", "sam.json")
NEW = "the new one\n"
COMMANDS = {
    "put": (("put", "MSFTPSVC/AnonymousUserName", "IUSR_NEW", "--apply"), ""),
    "sync": (("sync", "Anonymous", ACCOUNT, "--apply"), NEW),
    "import": (("import", "{}/MetaBase.xml"), ""),
}
# These fail in other ways too.
MORE = {
    "set": (("set", "somebody"), NEW),
    "register": (("register",), ""),
}
EVERY = int(os.environ.get("IISSUBA_EVERY", "23"))
ERRORS = ("ENOSPC", "EIO", "EINTR", "EMFILE", "ENOMEM")
# How a command says what it has changed though it failed.
SAID = re.compile("the new one is in its place|the new password already|standard output: ")
# glibc ends the process where arc4random(3) fails; the kernel has no errors for the others.
FATAL = ("getrandom", "brk", "exit_group")
STEPS = ("openat", "read", "write", "fsync", "fchmod", "rename", "flock", "close", "mkdir", "rmdir",
         "mmap")


def whole(machine):
    """The three files, but for times."""
    def text(name):
        raw = machine.file(name).read_text()
        raw = re.sub(r'("password_last_set": )"[^"]*"', r"\1", raw)
        return re.sub(r"(hex:01,00,30,00,.{11}),(?:[0-9a-f]{2},){8}", r"\1,", raw)
    return {name: text(name) for name in FILES}


class Case:
    """One command on a machine of its own, which can be put back as it was."""

    def __init__(self, test, name):
        self.machine = Machine(test, "full")
        self.machine.mend(test)
        self.machine.edit("MetaBase.xml", self.machine.password(), "once more")
        if name == "register":
            test.assertEqual(self.machine.ctl("unregister", "--purge").returncode, 0)
        arguments, self.input = {**COMMANDS, **MORE}[name]
        self.arguments = [a.format(self.machine.path) for a in arguments]
        self.saved = {n: self.machine.file(n).read_bytes() for n in FILES}
        self.old = whole(self.machine)
        done = self.run()
        test.assertEqual(done.returncode, 0, done.stderr)
        self.new = whole(self.machine)
        test.assertNotEqual(self.old, self.new)

    def run(self, *before):
        return run(*before, IISSUBACTL, "--machine", self.machine.path, *self.arguments,
                   input=self.input)

    def restore(self):
        for file in self.machine.path.iterdir():
            if file.name not in FILES and file.name.startswith(FILES):
                shutil.rmtree(file) if file.is_dir() else file.unlink()
        for name, data in self.saved.items():
            self.machine.file(name).write_bytes(data)

    def undo(self):
        """As restore, and without the DLL that register put there."""
        self.restore()
        if self.arguments == ["register"]:
            shutil.rmtree(self.machine.file("System32"))

    def injected(self, calls, what, when):
        return self.run("strace", "-f", "-o", "/dev/null", "-e", f"trace={calls}", "-e",
                        f"inject={calls}:{what}:when={when}")

    def watch_is_killed(self, call, step):
        """Whether it is before the import is done that the watch begins with."""
        watch = subprocess.Popen(
            ["strace", "-o", "/dev/null", "-e", f"trace={call}", "-e",
             f"inject={call}:signal=SIGKILL:when={step}", IISSUBACTL, "--machine",
             self.machine.path, "watch"], stdout=subprocess.PIPE, text=True,
            start_new_session=True)
        with watch:
            for line in watch.stdout:
                if "is stored now" in line:
                    os.killpg(watch.pid, signal.SIGTERM)
                    return False
        return True


@unittest.skipUnless(can_trace(), "needs strace, and the right to trace")
class Traced(unittest.TestCase):
    def kill_at_each_step(self, name):
        case = Case(self, name)
        killed = 0
        for call in STEPS:  # strace counts each call for itself
            for step in range(1, 1000):
                case.restore()
                done = case.injected(call, "signal=SIGKILL", step)
                if done.returncode == 0:
                    break
                killed += 1
                now = whole(case.machine)
                for file in FILES:
                    self.assertIn(now[file], (case.old[file], case.new[file]), (call, step, file))
                again = case.run()
                self.assertEqual(again.returncode, 0, (call, step, again.stderr))
                self.assertEqual(whole(case.machine), case.new, (call, step))
        self.assertGreater(killed, 50)

    def test_put_killed_at_each_step_leaves_the_old_or_the_new(self):
        self.kill_at_each_step("put")

    def test_sync_killed_at_each_step_leaves_the_old_or_the_new(self):
        self.kill_at_each_step("sync")

    def test_import_killed_at_each_step_leaves_the_old_or_the_new(self):
        self.kill_at_each_step("import")

    def test_watch_killed_at_each_step_leaves_the_old_or_the_new(self):
        case = Case(self, "import")
        killed = 0
        for call in ("openat", "write", "fsync", "rename", "flock"):
            for step in range(1, 1000):
                case.restore()
                if not case.watch_is_killed(call, step):
                    break
                killed += 1
                now = whole(case.machine)
                for file in FILES:
                    self.assertIn(now[file], (case.old[file], case.new[file]), (call, step, file))
                self.assertEqual(case.run().returncode, 0, (call, step))
                self.assertEqual(whole(case.machine), case.new, (call, step))
        self.assertGreater(killed, 20)

    def test_a_disk_that_is_full_from_any_moment_on_changes_nothing(self):
        for name in COMMANDS:
            case = Case(self, name)
            failed = said = 0
            for step in range(1, 200):
                case.restore()
                done = case.injected("write", "error=ENOSPC", f"{step}+")
                if done.returncode == 0:
                    self.assertEqual(whole(case.machine), case.new, (name, step))
                    break
                self.assertEqual(done.returncode, 3, (name, step, done.stderr))
                if failed > 0 and whole(case.machine) == case.new:
                    said += 1  # all is done, and only what is said of it could not be written
                    continue
                failed += 1
                self.assertEqual((said, whole(case.machine)), (0, case.old), (name, step))
                self.assertEqual({f.name for f in case.machine.path.iterdir()},
                                 {*FILES, "secpol.inf", "System32"})
            self.assertGreater(failed, 0, name)
            self.assertLessEqual(said, 3, name)

    def test_sync_says_which_are_new_where_a_rename_fails(self):
        case = Case(self, "sync")
        expected = [(set(), "it is unchanged"),
                    ({"sam.json"}, "SAM has the new password already"),
                    ({"sam.json", "registry.reg"},
                     "SAM and the package's store have the new password already")]
        for at, (changed, said) in enumerate(expected, 1):
            case.restore()
            done = case.injected("rename", "error=EIO", at)
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn(said, done.stderr)
            now = whole(case.machine)
            self.assertEqual({f for f in FILES if now[f] == case.new[f] != case.old[f]}, changed)
            self.assertEqual({f for f in FILES if now[f] == case.old[f] != case.new[f]},
                             set(FILES) - changed)


@unittest.skipUnless(can_trace(), "needs strace, and the right to trace")
class Init(unittest.TestCase):
    def interrupted(self, kind, call, what, every):
        """init with one fault at each of its calls, then once more without: a whole machine."""
        parent = Path(tempfile.mkdtemp(prefix="iissuba-e2e."))
        self.addCleanup(shutil.rmtree, parent)
        for step in range(1, 200, every):
            folder = parent / str(step)
            done = run("strace", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                       f"inject={call}:{what}:when={step}", HOSTSIM, "init", folder, "--kind", kind)
            if done.returncode == 0:
                return step
            again = run(HOSTSIM, "init", folder, "--kind", kind)
            self.assertEqual(again.returncode, 0, (call, step, again.stderr))
            names = {f.name for f in folder.iterdir()}
            self.assertEqual(names, {*FILES, "secpol.inf"} | ({"System32"} if kind == "full"
                                                              else set()), (call, step))
            checked = run(IISSUBACTL, "--machine", folder, "status")
            self.assertEqual(checked.returncode, 0 if kind == "full" else 1, checked.stdout)
            self.assertNotEqual(run(HOSTSIM, "init", folder).returncode, 0)
        return 200

    def test_init_that_was_interrupted_can_be_run_again(self):
        for call in ("rename", "mkdir", "unlink"):
            self.assertGreater(self.interrupted("full", call, "signal=SIGKILL", 1), 1, call)
        self.assertGreater(self.interrupted("ftp-only", "fsync", "error=EIO", 2), 1)


class Watching:
    """The watch on a machine of its own, under strace, through an import and a change."""

    def __init__(self, test):
        self.test = test
        self.case = Case(test, "import")
        self.machine = self.case.machine
        self.log = self.machine.parent / "watch"
        self.case.restore()
        self.change()
        test.assertEqual(self.case.run().returncode, 0)
        self.changed = whole(self.machine)["registry.reg"]

    def change(self):
        """As an editor does that replaces the file."""
        text = self.machine.file("MetaBase.xml").read_text().replace("once more", "and again")
        new = self.machine.parent / "MetaBase.xml.edited"
        new.write_text(text)
        new.rename(self.machine.file("MetaBase.xml"))

    def reaches(self, registry):
        """Whether the store comes to be so, before the watch ends."""
        deadline = time.monotonic() + 60
        while whole(self.machine)["registry.reg"] != registry:
            if time.monotonic() > deadline:
                self.end()
                self.test.fail((self.process.args, self.said()))
            if self.process.poll() is not None:
                return False
            time.sleep(0.01)
        return True

    def said(self):
        return self.log.with_suffix(".out").read_text()

    def end(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        for child in children.split():
            os.kill(int(child), signal.SIGTERM)
        return self.process.wait(60)

    def run(self, *strace):
        """What it exits with, and whether it followed the change; the files are what they should be."""
        self.case.restore()
        with self.log.with_suffix(".out").open("w") as out:
            self.process = subprocess.Popen(
                ["strace", "-f", "-o", self.log, *strace, IISSUBACTL, "--machine",
                 self.machine.path, "watch"], stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        if not self.reaches(self.case.new["registry.reg"]):
            return self.process.returncode, False
        self.change()
        followed = self.reaches(self.changed)
        return self.end() if followed else self.process.returncode, followed


@unittest.skipUnless(can_trace(), "needs strace, and the right to trace")
class WatchFailing(unittest.TestCase):
    EVERY = 1 if EVERY == 1 else 3 * EVERY
    AT_ONCE = 4

    def calls(self):
        watching = Watching(self)
        self.assertEqual(watching.run(), (0, True), watching.said())
        calls, counts = [], collections.Counter()
        for call, rest in re.findall(r"^\d+ +(\w+)\((.*)$", watching.log.read_text(), re.M):
            counts[call] += 1
            if calls or rest.startswith("PR_SET_DUMPABLE"):
                calls.append((call, counts[call]))
        # Linux closes a descriptor whatever close(2) answers, and strace's fault would leave it open.
        return [call for call in calls if call[0] not in (*FATAL, "close")]

    def with_fault(self, watching, call, step, error):
        """It goes on and comes into step, or it ends, says why, and has changed nothing or all."""
        code, followed = watching.run("-e", f"trace={call}", "-e",
                                      f"inject={call}:error={error}:when={step}")
        where = (call, step, error, code, watching.said())
        if followed:  # what could not be printed is told at the end
            self.assertEqual(code, 3 if "standard output: " in watching.said() else 0, where)
        else:
            self.assertNotEqual(code, 0, where)
            self.assertRegex(watching.said(), "(?m)^iissubactl: .", where)
            self.assertIn(whole(watching.machine)["registry.reg"],
                          (watching.case.old["registry.reg"], watching.case.new["registry.reg"],
                           watching.changed), where)
            self.assertEqual(watching.case.run().returncode, 0, where)
        left = {p.name for p in watching.machine.path.iterdir() if ".new-" in p.name}
        if call not in ("rmdir", "unlink"):  # what could not be removed goes with the next change
            self.assertEqual(left, set(), where)
        return followed

    def fail_all(self, faults):
        watching = Watching(self)
        return [self.with_fault(watching, *fault) for fault in faults]

    def test_whatever_call_of_watch_fails_it_comes_into_step_or_says_why_it_ends(self):
        faults = [(*call, error) for call in self.calls() for error in ERRORS]
        faults = faults[sum(b"watch") % self.EVERY::self.EVERY]
        with ThreadPoolExecutor(self.AT_ONCE) as pool:
            parts = list(pool.map(self.fail_all,
                                  [faults[i::self.AT_ONCE] for i in range(self.AT_ONCE)]))
        followed = [one for part in parts for one in part]
        if EVERY == 1:
            print(len(followed), "faults,", sum(followed), "followed all the same", end=" ... ")
        self.assertGreater(sum(followed), len(followed) // 2)


@unittest.skipUnless(can_trace(), "needs strace, and the right to trace")
class Failing(unittest.TestCase):
    def own_calls(self, case):
        """What the program calls from main's first on, and which of its name each is."""
        log = case.machine.parent / "calls"
        case.undo()
        self.assertEqual(case.run("strace", "-f", "-o", log).returncode, 0)
        calls, counts = [], collections.Counter()
        for call, rest in re.findall(r"^\d+ +(\w+)\((.*)$", log.read_text(), re.M):
            counts[call] += 1
            if calls or rest.startswith("PR_SET_DUMPABLE"):
                calls.append((call, counts[call]))
        return [call for call in calls if call[0] not in FATAL]

    def fail_at_each_step(self, name):
        case = Case(self, name)
        calls = self.own_calls(case)
        failed = 0
        for at in range(sum(name.encode()) % EVERY, len(calls) * len(ERRORS), EVERY):
            error, (call, step) = ERRORS[at % len(ERRORS)], calls[at // len(ERRORS)]
            case.undo()
            done = case.injected(call, f"error={error}", step)
            where = (name, call, step, error, done.stdout, done.stderr)
            now = whole(case.machine)
            failed += done.returncode != 0
            self.assertGreaterEqual(done.returncode, 0, where)
            for file in FILES:
                self.assertIn(now[file], (case.old[file], case.new[file]), where)
            if done.returncode == 0:
                self.assertEqual(now, case.new, where)
            elif now != case.old:
                self.assertRegex(done.stderr, SAID, where)
            self.assertEqual(case.run().returncode, 0, where)
            self.assertEqual(whole(case.machine), case.new, where)
        self.assertGreater(failed, 0)

    def test_whatever_call_of_put_fails_is_said(self):
        self.fail_at_each_step("put")

    def test_whatever_call_of_sync_fails_is_said(self):
        self.fail_at_each_step("sync")

    def test_whatever_call_of_import_fails_is_said(self):
        self.fail_at_each_step("import")

    def test_whatever_call_of_set_fails_is_said(self):
        self.fail_at_each_step("set")

    def test_whatever_call_of_register_fails_is_said(self):
        self.fail_at_each_step("register")

    @needs_open_files
    def test_a_secret_that_cannot_be_read_to_its_end_is_not_stored(self):
        for command in (("set", "somebody"), ("sync", "Anonymous", ACCOUNT, "--apply")):
            machine = Machine(self, "full")
            before = machine.snapshot()
            for error, code in (("EIO", 2), ("EINTR", 0)):
                given = machine.parent / "secret"
                given.write_text("secret\n")
                words = ["strace", "-o", "/dev/null", "-P", given, "-e", "trace=read", "-e",
                         f"inject=read:error={error}:when=3", IISSUBACTL, "--machine",
                         machine.path, *command]
                with given.open() as file:
                    done = subprocess.run([str(w) for w in words], stdin=file, text=True,
                                          capture_output=True, timeout=60)
                self.assertEqual(done.returncode, code, (error, done.stderr))
                if code != 0:
                    self.assertIn("cannot be read", done.stderr)
                    self.assertEqual(machine.snapshot(), before)
            if command[0] == "sync":
                self.assertEqual(machine.sam_account(ACCOUNT)["password"], "secret")

    def test_register_killed_after_its_copy_is_completed_by_the_next(self):
        case = Case(self, "register")
        dll = case.machine.file("System32") / "iissuba.so"
        for step in range(1, 5):
            case.undo()
            done = case.injected("rename", "signal=SIGKILL", step)
            if done.returncode == 0:
                break
            self.assertEqual(case.run().returncode, 0)
            self.assertEqual(whole(case.machine), case.new, step)
            self.assertEqual(case.machine.ctl("unregister").returncode, 0)
            self.assertFalse(dll.exists(), step)
        self.assertEqual(step, 4)

    def test_unregister_names_the_true_error_and_what_is_done(self):
        case = Case(self, "register")
        dll = case.machine.file("System32") / "iissuba.so"
        for error, text in (("EROFS", "Read-only file system"), ("EBUSY", "resource busy"),
                            ("EACCES", "Permission denied")):
            self.assertEqual(case.run().returncode, 0)
            done = run("strace", "-o", "/dev/null", "-e", "trace=unlink", "-e",
                       f"inject=unlink:error={error}", IISSUBACTL, "--machine", case.machine.path,
                       "unregister")
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn(f"the DLL stays, for it cannot be removed", done.stderr)
            self.assertRegex(done.stderr, f"iissuba.so: .*{text}")
            self.assertIn("is no longer named", done.stdout + "is no longer named")
            dll.unlink()

    def test_what_is_in_force_though_its_folder_was_not_synced_is_said(self):
        for words, said in ((("stack", "sufficient metabase"), ""),
                            (("register",), "The DLL is "), (("unregister",), " is removed.")):
            machine = Machine(self, "full")
            if words[0] == "register":
                machine.ctl("unregister", "--purge")
            elif words[0] == "unregister":
                machine.ctl("unregister", "--purge")
                machine.ctl("register")
            before = machine.file("registry.reg").read_text()
            when = {"register": 6}.get(words[0], 2)
            done = run("strace", "-o", "/dev/null", "-e", "trace=fsync", "-e",
                       f"inject=fsync:error=EIO:when={when}", IISSUBACTL, "--machine",
                       machine.path, *words)
            self.assertEqual(done.returncode, 3, (words, done.stderr))
            self.assertIn("registry.reg: the new one is in its place, but its folder", done.stderr)
            self.assertIn(said, done.stdout)
            self.assertNotEqual(machine.file("registry.reg").read_text(), before)
            there = (machine.file("System32") / "iissuba.so").exists()
            self.assertEqual(there, words[0] != "unregister")


class Elsewhere(unittest.TestCase):
    @needs_mounting
    def test_a_real_full_disk_changes_nothing(self):
        for name in COMMANDS:
            case = Case(self, name)
            case.restore()
            script = ('mount -t tmpfs -o size=256k tmpfs "$1" && cp "$2"/* "$1"/ 2>/dev/null; '
                      'head -c 1M /dev/zero > "$1/filler" 2>/dev/null; shift 2; "$@"; code=$?; '
                      'cd "$0" && for f in MetaBase.xml registry.reg sam.json; do '
                      'cmp "$f" "../machine.old/$f" || code=99; done; exit $code')
            machine = case.machine.path
            shutil.copytree(machine, machine.parent / "machine.old",
                            ignore=shutil.ignore_patterns("System32"))
            done = run("unshare", "--mount", "sh", "-c", script, machine, machine,
                       machine.parent / "machine.old", IISSUBACTL, "--machine", machine,
                       *case.arguments, input=case.input)
            self.assertEqual(done.returncode, 3, (name, done.stdout, done.stderr))
            self.assertIn("No space left on device", done.stderr)
            self.assertIn("it is unchanged", done.stderr)

    @unittest.skipUnless(os.geteuid() == 0, "needs root to become another user")
    def test_a_folder_that_cannot_be_written_to_is_left_as_it_was(self):
        for name in COMMANDS:
            case = Case(self, name)
            case.restore()
            programs = case.machine.parent / "programs"
            programs.mkdir()
            shutil.copy(BUILD / "iissubactl", programs)
            for path in (case.machine.parent, case.machine.path, programs):
                path.chmod(0o755)
            for path in case.machine.path.rglob("*"):
                path.chmod(0o755)
            done = run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                       programs / "iissubactl", "--machine", case.machine.path, *case.arguments,
                       input=case.input)
            self.assertEqual(done.returncode, 3, (name, done.stderr))
            self.assertIn("Permission denied", done.stderr)
            self.assertEqual(whole(case.machine), case.old)

    def test_two_at_once_leave_one_of_the_two_and_lose_nothing(self):
        machine = Machine(self, "full")
        words = [("put", "MSFTPSVC/AnonymousUserName", f"IUSR_{i}", "--apply") for i in range(8)]
        words += [("set", f"account{i}") for i in range(8)]
        words += [("sync", "UNC", "Administrator", "--apply")] * 4
        machine.edit("MetaBase.xml", "</MBProperty>",
                     '<IIsWebService Location="/LM/W3SVC" UNCUserName="Administrator">'
                     "</IIsWebService></MBProperty>")
        with ThreadPoolExecutor(8) as pool:
            done = list(pool.map(lambda w: machine.ctl(*w, input="secret\n"), words))
        for word, one in zip(words, done):
            self.assertEqual(one.returncode, 0, (word, one.stderr))
        text = machine.file("MetaBase.xml").read_text()
        self.assertRegex(text, r'AnonymousUserName="IUSR_[0-7]"')
        self.assertIn('UNCPassword="secret"', text)
        listed = machine.ctl("list").stdout
        for i in range(8):
            self.assertIn(f"account{i}", listed)
        self.assertEqual(machine.sam_account("Administrator")["password"], "secret")


if __name__ == "__main__":
    unittest.main(verbosity=2)
