"""libhostsim for Windows as another project has it: the component `library` of the Windows build, and nothing else.

IISSUBA_WINDOWS_BUILD names the build, IISSUBA_BUILD the one of Linux, whose hostsim writes a package to begin with.
"""
import os
import re
import shlex
import shutil
import tempfile
import unittest
from pathlib import Path

from support import HOSTSIM, SOURCE, needs, run
from windows import BUILT, WINE, wine

ARCH = "i686" if BUILT.name == "win32" else "x86_64"
GCC = f"{ARCH}-w64-mingw32-gcc"
INSTALLED = """bin/hostsim.dll bin/hostsim.exe include/hostsim/abi/rtl.h include/hostsim/abi/subauth_abi.h include/hostsim/hostsim.h lib/hostsim.lib
    lib/libhostsim.dll.a lib/cmake/hostsim/hostsimConfig.cmake lib/cmake/hostsim/hostsimConfigVersion.cmake
    lib/cmake/hostsim/hostsimTargets-relwithdebinfo.cmake lib/cmake/hostsim/hostsimTargets.cmake
    lib/pkgconfig/hostsim.pc""".split()
OWN_OF_WINDOWS = {"advapi32.dll", "kernel32.dll", "msvcrt.dll", "ntdll.dll", "user32.dll"}
WITHOUT_RUNTIME = """#include <hostsim.h>
int start(void);
int start(void)
{
    static const struct hostsim_case cases[] = {{.user = "nobody", .status = STATUS_NO_SUCH_USER, .no_subauth = true}};
    struct hostsim *host = hostsim_new();
    int wrong = hostsim_run(host, cases, HOSTSIM_COUNT(cases)) != 0;
    hostsim_close(host);
    return wrong == 0 ? 7 : 8;
}
"""


@unittest.skipUnless((BUILT / "hostsim.dll").exists() and shutil.which(WINE), "needs the Windows build and Wine")
class WindowsLibrary(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="iissuba-windows-library."))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.prefix = cls.folder / "an installed place"
        done = run("cmake", "--install", BUILT, "--component", "library", "--prefix", cls.prefix)
        assert done.returncode == 0, done.stderr

    def built(self, *arguments, **more):
        done = run(*arguments, **more)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_it_is_whole_and_needs_windows_own_libraries_alone(self):
        there = {str(p.relative_to(self.prefix)) for p in self.prefix.rglob("*") if p.is_file()}
        self.assertEqual(there, set(INSTALLED))
        dump = run(GCC.replace("gcc", "objdump"), "-p", self.prefix / "bin/hostsim.dll").stdout
        self.assertLessEqual({name.lower() for name in re.findall(r"DLL Name: (\S+)", dump)}, OWN_OF_WINDOWS)
        names = set(re.findall(r"\b(hostsim_\w+)$", dump.split("[Ordinal/Name Pointer] Table")[1], re.M))
        self.assertEqual(names, set((SOURCE / "def/libhostsim.symbols").read_text().split()))

    def test_the_servers_zip_has_nothing_of_it(self):
        plain = self.folder / "plain"
        self.built("cmake", "--install", BUILT, "--prefix", plain)
        self.assertEqual([p.name for p in plain.rglob("*") if p.name in ("hostsim.dll", "hostsim.h")], [])

    def test_a_new_package_is_a_dll_whose_suite_passes(self):
        path = self.folder / "token"
        self.built(HOSTSIM, "new-package", path, "--generic")
        environment = {**os.environ, "CMAKE_PREFIX_PATH": str(self.prefix)}
        preset = "win32" if ARCH == "i686" else "win64"
        self.built("cmake", "--preset", preset, f"-DCMAKE_CROSSCOMPILING_EMULATOR={WINE}", cwd=path, env=environment)
        self.built("cmake", "--build", "--preset", preset, cwd=path)
        # Wine does not always begin on a busy machine.
        done = self.built("ctest", "--preset", preset, "-R", "suite", "--repeat", "until-pass:3", cwd=path)
        self.assertIn("1/1 Test #1: suite", done)

    @needs("pkg-config")
    def test_a_project_builds_with_pkg_config(self):
        flags = self.built("pkg-config", "--cflags", "--libs", "hostsim",
                           env={**os.environ, "PKG_CONFIG_PATH": str(self.prefix / "lib/pkgconfig")})
        self.built(GCC, "-std=c11", "-Wall", "-Wextra", "-Werror", SOURCE / "hostsim/examples/test_kiosk.c", "-o",
                   self.prefix / "bin/suite.exe", *shlex.split(flags))
        self.addCleanup((self.prefix / "bin/suite.exe").unlink)
        done = wine(self.prefix / "bin/suite.exe", BUILT / "examples/kiosk.dll", cwd=self.prefix / "bin")
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)

    @needs("lld-link")
    def test_a_linker_like_microsofts_takes_the_import_library(self):
        """A program without a C runtime, by clang and lld-link: what of MSVC is here."""
        source = self.folder / "start.c"
        source.write_text(WITHOUT_RUNTIME)
        self.built("clang", f"--target={ARCH}-w64-windows-gnu", "-fms-extensions", "-std=c11", "-Wall", "-Wextra",
                   "-Wno-missing-field-initializers", "-Werror", "-c", "-I", self.prefix / "include/hostsim", source,
                   "-o", self.folder / "start.obj")
        machine = "x86" if ARCH == "i686" else "x64"
        self.built("lld-link", f"/machine:{machine}", "/entry:start", "/subsystem:console", "/nodefaultlib", "/safeseh:no",
                   f"/out:{self.prefix}/bin/start.exe", self.folder / "start.obj", self.prefix / "lib/hostsim.lib")
        self.addCleanup((self.prefix / "bin/start.exe").unlink)
        self.assertEqual(wine(self.prefix / "bin/start.exe", cwd=self.prefix / "bin").returncode, 7)


if __name__ == "__main__":
    unittest.main(verbosity=2)
