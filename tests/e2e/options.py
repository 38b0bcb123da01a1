"""Each command takes the options that its help names, and refuses every other with exit code 2."""
import itertools
import re
import shutil
import unittest
from pathlib import Path

from manual import GENERAL, commands, options
from support import ACCOUNT, HOSTSIM, IISSUBACTL, Machine, run

REFUSED = re.compile(r"--[a-z-]+ is for .*, not for |has no such option|needs a value|takes no value")
# What follows a command so that it does something and comes to an end.
ARGUMENTS = {"set": [ACCOUNT], "remove": [ACCOUNT], "find": ["Path"], "get": ["MSFTPSVC/1/ServerComment"],
             "put": ["MSFTPSVC/1/ServerComment", "x"], "delete": ["MSFTPSVC/1/ServerComment"], "toggle": ["MSFTPSVC", "off"],
             "sync": ["Anonymous", ACCOUNT], "collect": ["DIR"], "service": ["status"],
             "completion": ["bash"], "init": ["DIR"], "new-package": ["DIR"], "probe": ["FILE"], "ftp-login": ["x"]}
# These take long, or do not end: of them only what is read first is asked.
LONG = {"demo", "bench", "ftp", "watch", "probe"}
VALUES = {"site": "1", "limit": "1", "package-id": "132", "stress": "1", "parameter-control": "0",
          "flags": "0", "idle-timeout": "1", "challenge": "00" * 8, "nt-response": "00" * 24,
          "lm-response": "00" * 24, "listen": "127.0.0.1:0", "user": ACCOUNT, "password": "x",
          "code-page": "1252", "limit": "1"}


def table(program):
    """The options of each command: name, and what it takes."""
    return {command.split()[0]: dict(options(program, command)) for command in commands(program)}


class Matrix(unittest.TestCase):
    """Each command with each option that any command of the two tools has, and with one that none has."""

    def setUp(self):
        self.machine = Machine(self)
        self.fresh = self.machine.parent / "fresh"
        shutil.copytree(self.machine.path, self.fresh)

    def value(self, name, takes):
        if takes == "DIR":
            return str(self.machine.path)
        if takes == "FILE":
            return str(self.machine.file("MetaBase.xml"))
        if "|" in takes:
            return takes.split("|")[0]
        return VALUES.get(name, "x")

    def ask(self, program, command, option, known):
        arguments = [a if a not in ("DIR", "FILE") else str(self.machine.parent / "other")
                     for a in ARGUMENTS.get(command, [])]
        where = ["--machine", self.machine.path] if "machine" in known and "--machine" not in option else []
        # Where the option is taken, the second one ends it.
        end = ["--code-page", "0"] if command in LONG else []
        return run(program, command, *option, *where, *end, *arguments)

    def test_each_option_is_taken_and_documented_or_exit_2(self):
        asked = 0
        both = {program: table(program) for program in (IISSUBACTL, HOSTSIM)}
        every = {name: takes for program in both.values() for known in program.values()
                 for name, takes in known.items()}
        every["nonsense"] = ""
        for program, of_tool in both.items():
            for (command, known), (name, takes) in itertools.product(of_tool.items(), every.items()):
                if name in GENERAL - {"code-page"}:
                    continue
                takes = known.get(name, takes)
                option = [f"--{name}"] + ([self.value(name, takes)] if takes else [])
                with self.subTest(program=program.name, command=command, option=option):
                    done = self.ask(program, command, option, known)
                    asked += 1
                    if name in known:
                        self.assertNotRegex(done.stderr, REFUSED)
                        shutil.rmtree(self.machine.parent / "other", ignore_errors=True)
                    else:
                        self.assertEqual((done.returncode, done.stdout), (2, ""))
                        self.assertRegex(done.stderr, REFUSED)
                        self.assertEqual(len(done.stderr.splitlines()), 1)
                        self.assertIn(f"--{name}", done.stderr)
                        self.assertTrue(done.stderr.startswith(f"{program.name}: "))
                if name in known and name != "json":  # it may have changed the machine
                    shutil.rmtree(self.machine.path)
                    shutil.copytree(self.fresh, self.machine.path)
        self.assertGreater(asked, 900)

    def test_what_takes_a_value_needs_one_and_what_takes_none_gets_none(self):
        for program in (IISSUBACTL, HOSTSIM):
            for command, known in table(program).items():
                for name, takes in known.items():
                    option = f"--{name}" if takes else f"--{name}=x"
                    done = run(program, command, option)
                    self.assertEqual((done.returncode, done.stdout), (2, ""), (command, option))
                    self.assertIn(f"--{name} needs a value: --{name} {takes}" if takes else
                                  f'"--{name}=x": --{name} takes no value', done.stderr)

    def test_a_choice_takes_its_words_alone(self):
        for program in (IISSUBACTL, HOSTSIM):
            for command, known in table(program).items():
                for name, takes in known.items():
                    if "|" in takes:
                        done = run(program, command, f"--{name}", "no-such-word")
                        self.assertEqual(done.returncode, 2, (command, name))
                        self.assertIn("no-such-word", done.stderr)


class Words(unittest.TestCase):
    def answer(self, *words):
        done = run(*words)
        return done.returncode, done.stdout, done.stderr

    def test_options_stand_anywhere_with_a_space_or_an_equals_sign_and_cut_short(self):
        machine = Machine(self)
        expected = self.answer(IISSUBACTL, "find", "ServerComment", "--machine", machine.path)
        self.assertEqual(expected[0], 0)
        for words in (["--machine", machine.path, "find", "ServerComment"],
                      [f"--machine={machine.path}", "find", "ServerComment"],
                      ["find", f"--mach={machine.path}", "ServerComment"],
                      ["--mach", machine.path, "find", "--", "ServerComment"],
                      ["find", "--machine", "none", "ServerComment", "--machine", machine.path]):
            self.assertEqual(self.answer(IISSUBACTL, *words), expected, words)
        code, out, error = self.answer(IISSUBACTL, "find", "--m", machine.path, "ServerComment")
        self.assertEqual((code, out), (2, ""))
        self.assertIn('"--m" can be --machine or --metabase', error)

    def test_behind_two_dashes_there_are_arguments_alone(self):
        machine = Machine(self)
        done = machine.ctl("set", "--no-secret", "--", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("--json", machine.ctl("list").stdout)
        self.assertEqual(machine.ctl("remove", "--", "--json").returncode, 0)

    def test_a_word_that_is_nearly_one_is_told_which(self):
        for words, meant in ((["lst"], "(did you mean list?)"), (["REGISTER"], "(did you mean register?)"),
                             (["cheek"], "(did you mean check?)"), (["help", "syn"], "(did you mean sync?)"),
                             (["check", "--jsno"], "(did you mean --json?)"),
                             (["completion", "bsh"], '"bsh" (did you mean bash?)'),
                             (["set", "x", "--sync", "of"], '"of" (did you mean off?)'),
                             (["list", "--amchine=x"], "(did you mean --machine?)")):
            code, out, error = self.answer(IISSUBACTL, *words)
            self.assertEqual((code, out, len(error.splitlines())), (2, "", 1))
            self.assertIn(meant, error)
        for words in (["xyzzy"], ["list", "--xyzzy"]):
            self.assertNotIn("did you mean", self.answer(IISSUBACTL, *words)[2])

    def test_help_and_version_are_asked_for_in_every_way(self):
        for program in (IISSUBACTL, HOSTSIM):
            all_help = self.answer(program, "--help")
            self.assertEqual((all_help[0], all_help[2]), (0, ""))
            for words in (["-h"], ["help"], ["--code-page", "1252", "--help"], ["--hel"]):
                self.assertEqual(self.answer(program, *words), all_help, words)
            for word in (c.split()[0] for c in commands(program)):
                one = self.answer(program, "help", word)
                self.assertEqual((one[0], one[2]), (0, ""))
                self.assertTrue(one[1].startswith(f"usage: {program.name} {word}"))
                for words in ([word, "--help"], [word, "-h"], ["-h", word]):
                    self.assertEqual(self.answer(program, *words), one, words)
                self.assertEqual(self.answer(program, word, "-V"), self.answer(program, "--version"))
            self.assertEqual(self.answer(program)[0], 2)
            # On Windows it asks for help; here it is a name.
            self.assertEqual(self.answer(program, "/?")[0], 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
