"""What `cmake --install` gives works from any folder, wherever it is moved to, without the tree."""
import os
import shutil
import tempfile
import unittest
from pathlib import Path

from support import ACCOUNT, BUILD, SOURCE, run


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="iissuba-installed."))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        done = run("cmake", "--install", BUILD, "--prefix", cls.folder / "first")
        assert done.returncode == 0, done.stderr
        cls.prefix = cls.folder / "a moved place"
        (cls.folder / "first").rename(cls.prefix)
        cls.elsewhere = cls.folder / "elsewhere"
        cls.elsewhere.mkdir()

    def tool(self, name, *arguments, code=0, input=""):
        done = run(self.prefix / "bin" / name, *arguments, cwd=self.elsewhere, input=input,
                   env={"PATH": "/usr/bin:/bin", "HOME": os.devnull})
        self.assertEqual(done.returncode, code, (arguments, done.stdout, done.stderr))
        return done.stdout

    def test_the_demo_runs(self):
        self.assertRegex(self.tool("hostsim", "demo"), r"(\d+) of \1 as expected\.\n$")

    def test_a_full_machine_works_and_one_that_lacks_the_dll_is_mended(self):
        self.tool("hostsim", "init", "full", "--kind", "full")
        login = ("ftp-login", "anonymous", "--machine")
        self.tool("hostsim", *login, "full", input="a@example.com")
        self.tool("hostsim", "init", "ftp-only")
        self.tool("hostsim", *login, "ftp-only", input="a@example.com", code=1)
        self.tool("iissubactl", "--machine", "ftp-only", "register")
        self.assertIn(ACCOUNT, self.tool("iissubactl", "--machine", "ftp-only", "import",
                                         "ftp-only/MetaBase.xml"))
        self.tool("hostsim", *login, "ftp-only", input="a@example.com")

    def test_the_bench_finds_the_package(self):
        self.assertIn("two threads", self.tool("hostsim", "bench", "--only", "threads"))

    def test_the_completions_are_what_the_programs_print(self):
        for program in ("hostsim", "iissubactl"):
            for shell, file in (("bash", f"bash-completion/completions/{program}"),
                                ("fish", f"fish/vendor_completions.d/{program}.fish"),
                                ("zsh", f"zsh/site-functions/_{program}")):
                text = (self.prefix / "share" / file).read_text()
                self.assertEqual(text, self.tool(program, "completion", shell), file)

    def test_licence_changes_examples_and_manual_are_there(self):
        documents = self.prefix / "share/doc/iissuba"
        for name, source in (("LICENSE", "LICENSE"), ("CHANGELOG.md", "def/CHANGELOG.md")):
            self.assertEqual((documents / name).read_text(), (SOURCE / source).read_text())
        for source in (SOURCE / "hostsim/examples").iterdir():
            self.assertTrue((documents / "examples" / source.name).exists(), source)
        pages = {path.name for path in (self.prefix / "share/man").rglob("*.[13]")}
        self.assertEqual(pages, {path.name for path in (SOURCE / "def/man").glob("*.[13]")})

    def test_nothing_names_the_tree_or_the_build(self):
        for path in self.prefix.rglob("*"):
            if path.is_file() and path.suffix != ".a":
                self.assertNotIn(str(SOURCE).encode(), path.read_bytes(), path)


if __name__ == "__main__":
    unittest.main(verbosity=2)
