"""The zip for servers: unpacked into a fresh Wine prefix, installed, tried, uninstalled, nothing left.

IISSUBA_WINDOWS_BUILD names the build, whose own `package` target has to have run.
"""
import difflib
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import time
import unittest
import zipfile
from pathlib import Path

from fake_iisadmin import Iisadmin
from support import ACCOUNT, SOURCE, Machine, run
from windows import BUILT, MSV1_0, SOURCE_KEY, WINE, hold_server, windows_path, wine

RUN_ONCE = r"HKLM\Software\Microsoft\Windows\CurrentVersion\RunOnce"

DEVICES = re.compile(r"\\Control\\(DeviceClasses|ServiceCurrent|Class|Video|Network|GraphicsDrivers)\b"
                     r"|\\CurrentControlSet\\Enum\b|\\CurrentControlSet\\Services\\Tcpip\b"
                     r"|\\CurrentVersion\\NetworkCards\b|\\Explorer\\SessionInfo\b"
                     r"|\\Volatile Environment\b|\\Hardware Profiles\b|\\Software\\Wine\\")


def build_package(test, folder):
    """Has cpack make the zip in the folder."""
    done = run("cpack", "--config", BUILT / "CPackConfig.cmake", "-B", folder)
    test.assertEqual(done.returncode, 0, done.stderr)
    return next(Path(folder).glob("iissuba-*.zip"))


@unittest.skipUnless((BUILT / "CPackConfig.cmake").exists() and shutil.which(WINE),
                     "needs the Windows build and Wine")
class Package(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="iissuba-package."))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.zip = build_package(cls("runTest"), cls.folder)
        with zipfile.ZipFile(cls.zip) as packed:
            packed.extractall(cls.folder / "unpacked")
        cls.unpacked = next((cls.folder / "unpacked").iterdir())
        cls.env = {**os.environ, "WINEPREFIX": str(cls.folder / "prefix")}
        subprocess.run([SOURCE / "tests/e2e/make-wineprefix", WINE], env=cls.env, check=True)
        hold_server(cls, cwd=cls.unpacked, env=cls.env)
        cls.system32 = cls.folder / "prefix/drive_c/windows/system32/iissuba.dll"

    def runTest(self):
        """For setUpClass, which asserts."""

    def wine(self, *arguments, input=""):
        return wine(*arguments, input=input, cwd=self.unpacked, env=self.env)

    def tool(self, *arguments, input=""):
        return self.wine("iissubactl.exe", *arguments, input=input)

    def script(self, name):
        return self.wine("cmd", "/c", windows_path(self.unpacked / name))

    def install_inf(self, name, section="DefaultInstall"):
        return self.wine("rundll32", "setupapi,InstallHinfSection", section, "128",
                         windows_path(self.unpacked / name))

    def server(self):
        """An FTP-only server: its registry is imported; the machine folder has the rest."""
        self.wine("reg", "delete", MSV1_0, "/f")
        machine = Machine(self)
        done = self.wine("reg", "import", windows_path(machine.file("registry.reg")))
        self.assertEqual(done.returncode, 0, done.stderr)
        return machine

    def whole_registry(self):
        """Each value behind its key; but for the devices and services that Wine finds meanwhile."""
        lines = []
        file = self.folder / "registry.txt"
        for hive in (r"HKLM\SYSTEM", r"HKLM\Software\Microsoft", "HKCU"):
            done = self.wine("reg", "export", hive, windows_path(file), "/y")
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            key = ""
            for line in file.read_text("utf-16").splitlines():
                key = line if line.startswith("[") else key
                if not DEVICES.search(key):
                    lines.append(key + line)
        return lines

    def assert_registry_is(self, before):
        now = self.whole_registry()
        self.assertEqual("\n".join(difflib.unified_diff(before, now, n=0, lineterm="")), "")

    def login(self, machine):
        done = self.wine("hostsim.exe", "ftp-login", "--machine", windows_path(machine.path),
                         "anonymous", input="a@example.com")
        return done.returncode, done.stdout

    def test_the_checksums_are_those_of_all_files_and_the_licences_are_there(self):
        sums = dict(line.split(" *")[::-1]
                    for line in (self.unpacked / "SHA256SUMS.txt").read_text().splitlines())
        files = {str(p.relative_to(self.unpacked)): p for p in self.unpacked.rglob("*")
                 if p.is_file() and p.name != "SHA256SUMS.txt"}
        self.assertEqual(set(sums), set(files))
        for name, file in files.items():
            self.assertEqual(hashlib.sha256(file.read_bytes()).hexdigest(), sums[name], name)
        self.assertLessEqual({"LICENSE.txt", "licences/openssl.txt", "licences/expat.txt",
                              "licences/jansson.txt", "licences/mingw-w64.txt",
                              "licences/gcc.txt"}, set(files))
        zip_sum = Path(str(self.zip) + ".sha256").read_text().split()[0]
        self.assertEqual(hashlib.sha256(self.zip.read_bytes()).hexdigest(), zip_sum)

    def test_what_windows_reads_has_windows_line_ends_and_no_path_of_the_build(self):
        for file in self.unpacked.rglob("*"):
            if not file.is_file():
                continue
            data = file.read_bytes()
            self.assertNotIn(str(SOURCE).encode(), data, file)
            if file.suffix in (".cmd", ".inf") or file.name == "README.txt":
                self.assertEqual(data.count(b"\n"), data.count(b"\r\n"), file)
                self.assertTrue(data.isascii(), file)

    def test_the_readme_names_every_file(self):
        readme = (self.unpacked / "README.txt").read_text()
        for file in self.unpacked.iterdir():
            if file.name == "README.txt":
                continue
            self.assertIn(file.name, readme)

    def test_install_a_logon_and_uninstall_leave_the_registry_as_it_was(self):
        machine = self.server()
        before = self.whole_registry()
        self.assertEqual(self.login(machine), (1, "530 User a@example.com cannot log in.\n"))
        done = self.script("install.cmd")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("iissubactl status", done.stdout)
        self.assertIn("The service IISSUBA runs.", done.stdout)
        done = self.tool("import", windows_path(machine.file("MetaBase.xml")))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.tool("status").returncode, 0)
        self.assertEqual(self.login(machine), (0, "230 Anonymous user logged in.\n"))
        self.assertNotEqual(self.whole_registry(), before)
        done = self.script("uninstall.cmd")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertFalse(self.system32.exists())
        self.assert_registry_is(before)

    def test_from_install_cmd_to_230_with_the_password_that_iis_has(self):
        machine = self.server()
        iis = Iisadmin(self, machine.file("MetaBase.xml"), env=self.env)
        self.assertFalse((self.system32.parent / "inetsrv/MetaBase.xml").exists())
        iis.start()
        before = self.whole_registry()
        self.assertEqual(self.login(machine), (1, "530 User a@example.com cannot log in.\n"))
        self.assertEqual(self.script("install.cmd").returncode, 0)
        until = time.monotonic() + 60
        while ACCOUNT not in self.tool("list").stdout:
            self.assertLess(time.monotonic(), until, "the service enrols nobody")
        self.assertEqual(self.tool("status").returncode, 0)
        self.assertEqual(self.login(machine), (0, "230 Anonymous user logged in.\n"))
        done = self.script("uninstall.cmd")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("The service IISSUBA is removed.", done.stdout)
        self.assertFalse(self.system32.exists())
        self.assertFalse((self.system32.parent / "iissubactl.exe").exists())
        self.assert_registry_is(before)

    def test_uninstalling_where_nothing_was_named_before_leaves_nothing(self):
        self.server()
        self.wine("reg", "delete", MSV1_0, "/v", "Auth132", "/f")
        before = self.whole_registry()
        self.script("install.cmd")
        self.assertTrue(self.system32.exists())
        self.assertEqual(self.script("uninstall.cmd").returncode, 0)
        self.assertFalse(self.system32.exists())
        self.assert_registry_is(before)

    def test_a_file_of_that_name_is_left_alone(self):
        self.server()
        self.system32.write_text("Microsoft's own")
        self.addCleanup(self.system32.unlink)
        before = self.whole_registry()
        done = self.script("install.cmd")
        self.assertEqual(done.returncode, 3)
        self.assertIn("left alone", done.stderr)
        self.assertEqual(self.system32.read_text(), "Microsoft's own")
        self.assert_registry_is(before)

    def test_the_inf_installs_and_uninstall_takes_it_back(self):
        machine = self.server()
        before = self.whole_registry()
        self.install_inf("iissuba.inf")
        self.assertTrue(self.system32.exists())
        self.assertEqual(self.wine("reg", "query", SOURCE_KEY).returncode, 0)
        self.tool("import", windows_path(machine.file("MetaBase.xml")))
        self.assertEqual(self.login(machine), (0, "230 Anonymous user logged in.\n"))
        done = self.script("uninstall.cmd")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertFalse(self.system32.exists())
        self.assert_registry_is(before)

    def test_the_inf_for_nt_4_registers_at_the_next_logon(self):
        if not (self.unpacked / "iissuba-nt4.inf").exists():
            self.skipTest("there is no 64-bit NT 4.0")
        self.server()
        before = self.whole_registry()
        for logs_on in (True, False):
            self.install_inf("iissuba-nt4.inf")
            query = self.wine("reg", "query", RUN_ONCE, "/v", "iissuba")
            command = re.search(r"REG_SZ +(.*)$", query.stdout, re.M)[1].split(" ", 1)
            if logs_on:
                self.wine(*command)
                self.assertEqual(self.tool("list").returncode, 0)
                self.assertIn("PreviousAuth132", self.wine("reg", "query", MSV1_0, "/s").stdout)
            self.script("uninstall.cmd")
            self.assertFalse(self.system32.exists())
            self.assert_registry_is(before)


if __name__ == "__main__":
    unittest.main(verbosity=2)
