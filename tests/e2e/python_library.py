"""The Python module hostsim, from `cmake --install` alone, with Debian's pytest; and the examples for pytest and cmocka."""
import os
import re
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

from support import BUILD, SOURCE, needs, run

EXAMPLES = SOURCE / "hostsim/examples"
# Debian's packages are Debian's Python's, which may not be the first one that is found.
PYTHON = next((python for python in (sys.executable, "/usr/bin/python3")
               if shutil.which(python) and run(python, "-c", "import pytest").returncode == 0), None)


@unittest.skipUnless(PYTHON, "pytest is not installed")
class PythonLibrary(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="iissuba-python."))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.prefix = cls.folder / "installed"
        done = run("cmake", "--install", BUILD, "--prefix", cls.prefix)
        assert done.returncode == 0, done.stderr
        cls.module = cls.prefix / "lib/python3/dist-packages"
        cls.environment = {**os.environ, "PYTHONPATH": str(cls.module), "PACKAGE": str(BUILD / "examples/kiosk.so"),
                           "NOTHING": str(BUILD / "packages/nothing.so"), "PYTHONDONTWRITEBYTECODE": "1",
                           **{name.upper(): str(BUILD / f"examples/{name}.so") for name in ("hours", "counter", "kiosk")}}

    def pytest(self, file, **environment):
        scratch = Path(tempfile.mkdtemp(dir=self.folder))
        shutil.copy(file, scratch)
        return run(PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", file.name, cwd=scratch,
                   env={**self.environment, **environment})

    def test_the_module_does_what_it_says(self):
        done = self.pytest(SOURCE / "tests/library/test_hostsim.py")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("11 passed", done.stdout)

    def test_the_example_passes_and_fails_where_the_package_is_another(self):
        done = self.pytest(EXAMPLES / "test_kiosk.py")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("5 passed", done.stdout)
        done = self.pytest(EXAMPLES / "test_kiosk.py", PACKAGE=str(BUILD / "iissuba.so"))
        self.assertEqual(done.returncode, 1)
        self.assertIn('case "another place": status: expected 0xC0000070 STATUS_INVALID_WORKSTATION', done.stdout)

    def test_the_example_for_cmocka_passes(self):
        program = self.folder / "cmocka_kiosk"
        done = run("cc", "-Wall", "-Wextra", "-Werror", f"-I{self.prefix}/include/hostsim", EXAMPLES / "cmocka_kiosk.c",
                   "-o", program, f"-L{self.prefix}/lib", "-lhostsim", "-lcmocka", f"-Wl,-rpath,{self.prefix}/lib")
        self.assertEqual(done.returncode, 0, done.stderr)
        done = run(program, BUILD / "examples/kiosk.so")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_its_statuses_are_the_header_s(self):
        header = (SOURCE / "shim/abi/subauth_abi.h").read_text()
        names = dict(re.findall(r"^#define STATUS_(\w+) \(\(NTSTATUS\)(0x\w+)\)", header, re.M))
        done = run(PYTHON, "-c", "import hostsim\nfor s in hostsim.Status: print(s.name, hex(s))",
                   env=self.environment)
        said = dict(line.split() for line in done.stdout.splitlines())
        self.assertEqual({name: int(number, 16) for name, number in said.items()},
                         {name: int(number, 16) for name, number in names.items()})

    @needs("mypy")
    def test_its_types_hold(self):
        done = run("mypy", "--strict", "--cache-dir=/dev/null", "-p", "hostsim", env={**self.environment, "MYPYPATH":
                   str(self.module)}, cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
