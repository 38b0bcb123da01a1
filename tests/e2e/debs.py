"""cpack -G DEB: three packages that lintian finds nothing in, and that work where they are unpacked."""
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from support import BUILD, needs, run

PACKAGES = {"iissuba-tools": "usr/bin/hostsim", "libhostsim0": "usr/lib/libhostsim.so.0",
            "libhostsim-dev": "usr/include/hostsim/hostsim.h"}


@unittest.skipUnless(shutil.which("dpkg-shlibdeps"), "dpkg-dev is not installed")
class Debs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="iissuba-debs."))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        done = run("cpack", "-G", "DEB", "--config", BUILD / "CPackConfig.cmake", "-B", cls.folder)
        assert done.returncode == 0, done.stdout + done.stderr
        cls.files = {path.name.split("_")[0]: path for path in cls.folder.glob("*.deb")}
        cls.unpacked = cls.folder / "unpacked"
        for path in cls.files.values():
            subprocess.run(["dpkg-deb", "-x", path, cls.unpacked], check=True)

    def contents(self, package):
        lines = run("dpkg-deb", "-c", self.files[package]).stdout.splitlines()
        return {line.split()[5].lstrip("./") for line in lines if not line.startswith("d")}

    def test_each_file_is_in_one_package_and_each_package_has_its_own(self):
        self.assertEqual(set(self.files), set(PACKAGES))
        seen = set()
        for package, file in PACKAGES.items():
            contents = self.contents(package)
            self.assertIn(file, contents)
            self.assertEqual(seen & contents, set())
            seen |= contents

    def test_nothing_is_run_when_they_are_installed_or_removed(self):
        for path in self.files.values():
            scripts = run("dpkg-deb", "-I", path).stdout
            self.assertNotRegex(scripts, r"(pre|post)(inst|rm)")

    def test_the_tools_work_with_what_is_in_their_package(self):
        done = run(self.unpacked / "usr/bin/hostsim", "demo")
        self.assertRegex(done.stdout, r"(\d+) of \1 as expected\.\n$")

    @needs("lintian")
    def test_lintian_finds_nothing(self):
        done = run("lintian", "--fail-on", "error,warning", "--allow-root", *self.files.values())
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
