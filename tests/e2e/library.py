"""libhostsim as another project has it: from `cmake --install` alone, by find_package and by pkg-config."""
import os
import re
import shlex
import shutil
import tempfile
import unittest
from pathlib import Path

from support import ACCOUNT, BUILD, HOSTSIM, SOURCE, Machine, needs, run

# What packages call and find in their host.
CALLS = set((SOURCE / "def/package-calls.symbols").read_text().split())
HOURS = BUILD / "examples/hours.so"


class Library(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="iissuba-library."))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.prefix = cls.folder / "an installed place"
        done = run("cmake", "--install", BUILD, "--prefix", cls.prefix)
        assert done.returncode == 0, done.stderr
        cls.source = cls.folder / "project"
        shutil.copytree(SOURCE / "tests/library", cls.source)

    def passes(self, program):
        done = run(program, HOURS)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout + done.stderr, r"PASSED +\] 12 test")

    def test_a_project_builds_with_find_package_shared_and_static_and_passes(self):
        for step in (["-B", "build", f"-DCMAKE_PREFIX_PATH={self.prefix}"], ["--build", "build"]):
            done = run("cmake", *step, cwd=self.source)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for kind in ("hostsim", "static"):
            self.passes(self.source / f"build/consumer_{kind}")
            done = run(self.source / f"build/suite_{kind}")  # the one in C++
            self.assertEqual((done.returncode, done.stdout), (0, "as expected\n"), done.stderr)

    @needs("pkg-config")
    def test_a_project_builds_with_pkg_config_and_passes(self):
        found = list(self.prefix.rglob("hostsim.pc"))
        environment = {**os.environ, "PKG_CONFIG_PATH": str(found[0].parent)}
        flags = run("pkg-config", "--cflags", "--libs", "hostsim", env=environment)
        self.assertEqual(flags.returncode, 0, flags.stderr)
        program = self.folder / "by pkg-config"
        done = run("cc", "-Wall", "-Wextra", "-Werror", self.source / "consumer.c", "-o", program,
                   *shlex.split(flags.stdout), "-lcmocka",
                   f"-Wl,-rpath,{found[0].parents[1]}")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.passes(program)

    def test_a_package_for_windows_compiles_unchanged(self):
        package = self.folder / "sdk_style.so"
        include = self.prefix / "include/hostsim"
        done = run("cc", "-std=c11", "-shared", "-fPIC", "-fshort-wchar", "-Wall", "-Wextra", "-Werror",
                   f"-I{include}", f"-I{include}/windows", SOURCE / "tests/packages/sdk_style.c", "-o", package)
        self.assertEqual(done.returncode, 0, done.stderr)
        machine = Machine(self)
        answers = {"Guest of the house": 0, "guEST": 0, "gues": 0xC000006C, "a guest": 0xC000006C}
        for comment, status in answers.items():
            machine.account(user_comment=comment)
            code, answer = machine.logon("--package", package)
            self.assertEqual((code, int(answer["status"], 16)), (int(status != 0), status), comment)

    @needs("x86_64-w64-mingw32-gcc")
    def test_and_does_so_for_windows(self):
        done = run("x86_64-w64-mingw32-gcc", "-std=c11", "-fsyntax-only", "-Wall", "-Wextra", "-Werror",
                   SOURCE / "tests/packages/sdk_style.c")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_ntstatus_h_has_every_name(self):
        source = self.folder / "names.c"
        source.write_text("#include <ntstatus.h>\nint main(void) { return STATUS_WAIT_1 + STATUS_SUCCESS != 1 ||"
                          " STATUS_HUNG_DISPLAY_DRIVER_THREAD != (NTSTATUS)0xC0000415; }\n")
        include = self.prefix / "include/hostsim"
        done = run("cc", "-Wall", "-Werror", f"-I{include}", f"-I{include}/windows", source, "-o", self.folder / "names")
        self.assertEqual((done.returncode, run(self.folder / "names").returncode), (0, 0), done.stderr)

    def test_the_rules_of_midl_user_allocate_are_held(self):
        """By the program that loads the package, whatever it is linked to."""
        broken = {"own": "the buffer is not of MIDL_user_allocate", "more": "MaximumLength is more than was allocated",
                  "dangle": "the buffer is freed and still there", "nothing": "a length beyond MaximumLength, or without"}
        ended = {"twice": "Parameters.Buffer is freed twice", "foreign": "this is not of MIDL_user_allocate"}
        machine = Machine(self)
        for rule in (None, *broken, *ended):
            machine.account(parameters="old")
            done = run(HOSTSIM, "logon", "--machine", machine.path, "--user", ACCOUNT, "--package",
                       BUILD / "packages/allocates.so", env={**os.environ, "ALLOCATES": rule or ""})
            self.assertEqual(done.returncode, 0 if rule is None else 3, (rule, done.stderr))
            if rule is None:
                self.assertEqual(machine.sam_account()["parameters"], "seen")
            self.assertIn(broken.get(rule) or ended.get(rule) or "", done.stderr)
            self.assertEqual("SIGABRT" in done.stderr, rule in ended, done.stderr)

    def test_the_shared_library_shows_what_the_header_declares_and_nothing_else(self):
        header = (SOURCE / "hostsim/library/hostsim.h").read_text()
        declared = set(re.findall(r"^\w[\w *]*?(hostsim_\w+)\(", header, re.M))
        shown = run("nm", "-D", "--defined-only", BUILD / "libhostsim.so").stdout
        self.assertEqual({line.split()[-1] for line in shown.splitlines()}, declared | CALLS)
        names = (SOURCE / "def/libhostsim.symbols").read_text().split()
        self.assertEqual((names, set(names)), (sorted(names), declared))

    def test_the_static_library_shows_no_other_names_either(self):
        shown = run("nm", "-g", "--defined-only", BUILD / "libhostsim.a").stdout
        names = {line.split()[-1] for line in shown.splitlines() if len(line.split()) == 3}
        self.assertEqual(names, CALLS | set((SOURCE / "def/libhostsim.symbols").read_text().split()))

    def test_the_soname_stays_until_programs_have_to_be_built_anew(self):
        dynamic = run("readelf", "-d", BUILD / "libhostsim.so").stdout
        self.assertRegex(dynamic, r"SONAME.*\[libhostsim\.so\.0\]")

    def test_the_programs_and_their_manuals_are_installed_too(self):
        for name in ("bin/hostsim", "bin/iissubactl", "share/man/man1/hostsim.1"):
            self.assertTrue((self.prefix / name).exists(), name)

    def test_no_path_of_the_build_is_in_what_is_installed(self):
        for path in self.prefix.rglob("*"):
            if path.is_file() and path.suffix in (".cmake", ".pc", ".h"):
                self.assertNotIn(str(BUILD), path.read_text(), path)
                self.assertNotIn(str(SOURCE), path.read_text(), path)


if __name__ == "__main__":
    unittest.main(verbosity=2)
