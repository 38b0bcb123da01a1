#!/usr/bin/env python3
"""clang-tidy finds nothing in shim/ and hostsim/: .clang-tidy has the checks, and why some are left out."""
import concurrent.futures
import os
import subprocess
import unittest

from support import BUILD, SOURCE, needs, run

# The sources of Linux' build; the examples are built as their authors would.
LEFT_OUT = ("_win32.c", "hostsim/examples/")


def sources():
    done = subprocess.run(["git", "ls-files", "shim/*.c", "hostsim/*.c"], cwd=SOURCE,
                          capture_output=True, text=True)
    return [name for name in done.stdout.split() if not any(part in name for part in LEFT_OUT)]


class Tidy(unittest.TestCase):
    def tidy(self, names, *options):
        return run("clang-tidy", "-p", BUILD, "--quiet", *options, *names, cwd=SOURCE)

    @needs("clang-tidy")
    def test_nothing_is_found(self):
        names = sources()
        if not names:
            self.skipTest("no git checkout: it is not known which files are the project's")
        self.assertGreater(len(names), 150)
        parts = [names[i::40] for i in range(40)]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for done in pool.map(self.tidy, parts):
                found = [line for line in done.stdout.splitlines() if " error: " in line]
                self.assertEqual((done.returncode, found), (0, []))

    @needs("clang-tidy")
    def test_a_fault_would_be_found(self):
        wrong = BUILD / "tidy-wrong.c"
        wrong.write_text("int wrong(int *p);\nint wrong(int *p) { if (!p) { return *p; } return 0; }\n")
        done = run("clang-tidy", "--quiet", f"--config-file={SOURCE / '.clang-tidy'}", wrong, "--")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("clang-analyzer-core.NullDereference", done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
