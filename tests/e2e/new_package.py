"""hostsim new-package: the folder that it writes builds, its suite passes and probe finds nothing, as it is; and both
find what an author breaks.

One kind is built; NEW_PACKAGE_KINDS=filter,routine,generic,kerberos builds those that it names.
"""
import json
import os
import re
import shutil
import tempfile
import unittest
from pathlib import Path

from support import BUILD, HOSTSIM, SOURCE, run

EXAMPLES = {"filter": "hours", "routine": "kiosk", "generic": "counter", "kerberos": "second_factor"}
BUILT = os.environ.get("NEW_PACKAGE_KINDS", "routine").split(",")


class NewPackage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="iissuba-new-package."))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.prefix = cls.folder / "installed"
        done = run("cmake", "--install", BUILD, "--prefix", cls.prefix)
        assert done.returncode == 0, done.stderr

    def made(self, kind):
        """A new folder, and its name."""
        path = Path(tempfile.mkdtemp(dir=self.folder)) / f"my-{kind}_1"
        done = run(HOSTSIM, "new-package", path, f"--{kind}")
        self.assertEqual(done.returncode, 0, done.stderr)
        return path

    def failing(self, path):
        """Configures, builds, and runs both tests; those that fail."""
        environment = {**os.environ, "CMAKE_PREFIX_PATH": str(self.prefix)}
        for step in (("cmake", "--preset", "linux"), ("cmake", "--build", "--preset", "linux")):
            done = run(*step, cwd=path, env=environment)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertNotIn("warning", done.stderr)
        done = run("ctest", "--preset", "linux", cwd=path)
        self.assertEqual(len(re.findall(r"Test +#\d+: (?:suite|probe)", done.stdout)), 2, done.stdout)
        return re.findall(r"Test +#\d+: (\w+) \.+\**Failed", done.stdout)

    def test_it_is_an_example_with_its_suite_and_exports(self):
        for kind, example in EXAMPLES.items():
            path = self.made(kind)
            source = (path / f"{path.name}.c").read_text()
            examples = SOURCE / "hostsim/examples"
            self.assertEqual(source, (examples / f"{example}.c").read_text())
            self.assertEqual((path / f"test_{path.name}.c").read_text(),
                             (examples / f"test_{example}.c").read_text())
            exports = (path / f"{path.name}.def").read_text().split()[1:]
            self.assertEqual(sorted(exports), sorted(re.findall(r"^NTSTATUS NTAPI (\w+)\(", source, re.M)))
            for file in path.rglob("*"):
                if file.is_file():
                    self.assertNotRegex(file.read_text(), r"@[A-Z]+@", file)
            readme = (path / "README.md").read_text()
            self.assertEqual("Lsa\\Kerberos" in readme, kind == "kerberos")
            for named in re.findall(r"^\| `([^`]+)`", readme, re.M):
                self.assertTrue((path / named).exists(), named)

    def test_it_passes_as_it_is_and_fails_where_it_is_broken(self):
        for kind in BUILT:
            path = self.made(kind)
            self.assertEqual(self.failing(path), [], kind)
        if kind == "routine":
            source = path / f"{path.name}.c"
            sound = source.read_text()
            source.write_text(sound.replace("    *Authoritative = TRUE;\n", "    UserAll->UserName.Buffer[0] = 0;\n"))
            self.assertNotEqual(source.read_text(), sound)
            self.assertEqual(self.failing(path), ["suite", "probe"])

    def test_it_says_in_json_where_it_is(self):
        path = Path(tempfile.mkdtemp(dir=self.folder)) / "x"
        done = run(HOSTSIM, "new-package", path, "--json")
        self.assertEqual((done.returncode, json.loads(done.stdout)), (0, {"folder": str(path)}))

    def test_what_is_no_name_or_there_already_is_refused(self):
        there = self.made("filter")
        before = {p: p.read_bytes() for p in there.rglob("*") if p.is_file()}
        for words in ([there], ["1x"], ["a b"], ["a.b"], [""], ["x/"], ["x" * 41], [], ["x", "y"], ["-x"],
                      ["x", "--filter", "--routine"], ["x", "--library"], ["no/such/folder/x"]):
            done = run(HOSTSIM, "new-package", *words, cwd=self.folder)
            self.assertEqual((done.returncode, done.stdout), (2, ""), words)
            self.assertNotEqual(done.stderr, "")
        self.assertEqual({p: p.read_bytes() for p in there.rglob("*") if p.is_file()}, before)
        self.assertFalse((self.folder / "x").exists())


if __name__ == "__main__":
    unittest.main(verbosity=2)
