#!/usr/bin/env python3
"""Scripts, spelling and form: shellcheck, codespell and clang-format find nothing to say of the tree."""
import subprocess
import unittest

from support import SOURCE, needs, run

# Beginnings of words behind an escape: "\\tThe", two letters of a name in a test, and a header of Windows.
IGNORED_WORDS = "tthe,ot,unknwn"
GENERATED = ("hostsim/platform/status_names.inc", "shim/text/upcase_table.h")
NO_PROSE = ("tests/fuzz/corpus/", "tests/fuzz/dictionaries/")


def files():
    done = subprocess.run(["git", "ls-files"], cwd=SOURCE, capture_output=True, text=True)
    tracked = done.stdout.split() if done.returncode == 0 else []
    return [name for name in tracked if (SOURCE / name).is_file()]


def is_script(name):
    with (SOURCE / name).open("rb") as file:
        first = file.readline()
    return first.startswith(b"#!") and first.rstrip().endswith(b"sh")


class Texts(unittest.TestCase):
    def setUp(self):
        self.files = files()
        if not self.files:
            self.skipTest("no git checkout: it is not known which files are the project's")

    @needs("shellcheck")
    def test_scripts_are_sound(self):
        scripts = [name for name in self.files if is_script(name)]
        self.assertGreater(len(scripts), 10)
        done = run("shellcheck", "--external-sources", "--source-path=SCRIPTDIR",
                   "--severity=info", *scripts, cwd=SOURCE)
        self.assertEqual(done.returncode, 0, done.stdout)

    @needs("codespell")
    def test_words_are_spelled_as_they_are(self):
        named = [name for name in self.files
                 if not name.startswith(NO_PROSE) and name not in GENERATED]
        done = run("codespell", "--ignore-words-list", IGNORED_WORDS, *named, cwd=SOURCE)
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    @needs("clang-format")
    def test_c_has_the_form_of_clang_format(self):
        code = [name for name in self.files if name.endswith((".c", ".h"))]
        self.assertGreater(len(code), 300)
        done = run("clang-format", "--dry-run", "-Werror", *code, cwd=SOURCE)
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])


if __name__ == "__main__":
    unittest.main(verbosity=2)
