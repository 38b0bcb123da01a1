"""What is asked for is done, or the exit code says that it is not: a folder that is not there, output that
nobody can read, names and numbers that do not exist."""
import os
import shutil
import subprocess
import unittest

from manual import commands, options
from options import ARGUMENTS
from support import ACCOUNT, BUILD, HOSTSIM, IISSUBACTL, Machine, run

TOOLS = (IISSUBACTL, HOSTSIM)
NOT_HERE = {"service", "collect"}  # they are for Windows, and end before anything


def each_command(program):
    for command in commands(program):
        name = command.split()[0]
        yield name, dict(options(program, name))


class Promises(unittest.TestCase):
    def setUp(self):
        self.machine = Machine(self, "full")

    def words(self, program, name, known):
        given = [{"DIR": str(self.machine.parent / "new"), "FILE": str(BUILD / "examples/hours.so")}.get(a, a)
                 for a in ARGUMENTS.get(name, [])]
        words = [program, name, *given] + (["--machine", str(self.machine.path)] if "machine" in known else [])
        more = {"logon": ["--user", ACCOUNT], "ftp": ["--listen", "127.0.0.1:0"],
                "probe": ["--only", "exports"], "set": ["--no-secret"]}
        return words + more.get(name, [])

    def test_a_folder_that_is_not_there_is_exit_2_for_every_command(self):
        typed = self.machine.parent / "typo"
        asked = 0
        for program in TOOLS:
            for name, known in each_command(program):
                if "machine" not in known:
                    continue
                for folder, why in ((typed, "No such file or directory"),
                                    (self.machine.file("sam.json"), "Not a directory")):
                    words = [folder if w == str(self.machine.path) else w
                             for w in self.words(program, name, known)]
                    done = run(*words)
                    self.assertEqual((done.returncode, done.stdout), (2, ""), words)
                    self.assertIn(str(folder), done.stderr)
                    self.assertIn(why, done.stderr)
                    self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                    asked += 1
        self.assertFalse(typed.exists())
        self.assertGreater(asked, 40)

    def test_output_that_cannot_be_written_is_an_error_of_every_command(self):
        reader, writer = os.pipe()
        os.close(reader)
        self.addCleanup(os.close, writer)
        asked = 0
        for program in TOOLS:
            rows = [*each_command(program), ("--help", {}), ("--version", {})]
            for name, known in rows:
                if name in NOT_HERE or name in ("batch", "bench"):
                    continue
                with open("/dev/full", "w", encoding="ascii") as full:
                    for output, why in ((full, "No space left on device"), (writer, "Broken pipe")):
                        shutil.rmtree(self.machine.parent / "new", ignore_errors=True)
                        self.machine.ctl("set", ACCOUNT, "--no-secret")  # for remove
                        done = subprocess.run(self.words(program, name, known), stdout=output, text=True,
                                              stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=60)
                        self.assertEqual(done.returncode, 2 if name == "ftp" else 3, (program, name))
                        self.assertIn(f"{program.name}: standard output: {why}\n", done.stderr)
                        asked += 1
        self.assertGreater(asked, 40)

    def test_batch_stops_where_its_answers_are_not_read(self):
        with open("/dev/full", "w", encoding="ascii") as full:
            done = subprocess.run([HOSTSIM, "batch", "--machine", self.machine.path], stdout=full, text=True,
                                  stderr=subprocess.PIPE, input='{"user": "x"}\n' * 1000, timeout=60)
        self.assertEqual((done.returncode, done.stderr),
                         (3, "hostsim: standard output: No space left on device\n"))
        self.assertLess(self.machine.events().count("\tSecurity\t"), 10)

    def test_what_a_check_of_probe_is_called_is_known(self):
        package = BUILD / "examples/hours.so"
        for name, meant in (("typo", ""), ("level-netwrok", " (did you mean level-network?)")):
            done = run(HOSTSIM, "probe", package, "--only", name)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(f'--only: "{name}": no check\'s name begins so{meant}', done.stderr)

    def test_status_is_0_only_where_somebody_can_be_admitted(self):
        machine = Machine(self)
        for words, code, told in (
                (["register"], 1, f"no logon can be admitted; run: iissubactl --machine {machine.path} import"),
                (["set", ACCOUNT, "--no-secret"], 1, "no logon can be admitted"),
                (["stack", "sufficient metabase", "sufficient caller"], 0,
                 "Stack       sufficient metabase\n            sufficient caller\n"),
                (["stack", "sufficient metabase"], 1, "Stack       sufficient metabase\n"),
                (["set", ACCOUNT, "--sync", "off"], 1, "no logon can be admitted"),
                (["set", ACCOUNT], 0, "Accounts    1, of which 0 without a secret")):
            done = machine.ctl(*words, input="secret\n")
            self.assertEqual((done.returncode, done.stderr), (0, ""), words)
            status = machine.ctl("status")
            self.assertEqual(status.returncode, code, (words, status.stdout))
            self.assertIn(told, status.stdout)

    def test_an_account_that_sam_does_not_have_is_enrolled_with_a_warning(self):
        done = self.machine.ctl("set", "IUSR_ELSEWHERE", "--no-secret")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stderr, r"^iissubactl: warning: .*: there is no account IUSR_ELSEWHERE; "
                                      r"it is enrolled all the same\n$")
        self.assertIn("IUSR_ELSEWHERE", self.machine.ctl("list").stdout)
        self.assertEqual(self.machine.ctl("set", ACCOUNT, "--no-secret").stderr, "")

    def test_a_port_beyond_65535_is_refused(self):
        for port in ("65536", "-1", "x", "", "99999999999999999999", "0x50", "80 "):
            done = run(HOSTSIM, "ftp", "--machine", self.machine.path, "--listen", f"127.0.0.1:{port}")
            self.assertEqual((done.returncode, done.stdout), (2, ""), port)
            self.assertIn("with a port from 0 to 65535", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
