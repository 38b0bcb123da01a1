"""The demo: the whole story comes out, and a story that does not is told as such."""
import shutil
import tempfile
import unittest
from pathlib import Path

from support import BUILD, HOSTSIM, run


class Demo(unittest.TestCase):
    def test_every_step_comes_out_as_expected(self):
        told = run(HOSTSIM, "demo")
        self.assertEqual(told.returncode, 0, told.stdout + told.stderr)
        self.assertNotIn("NOT AS EXPECTED", told.stdout)
        for said in ("530 User someuser@example.com cannot log in.",
                     "230 Anonymous user logged in.",
                     "The specified module could not be found.", "[126]", "[1326]", "[1909]",
                     "48 of 48 as expected."):
            self.assertIn(said, told.stdout)

    def test_it_leaves_nothing_behind(self):
        with tempfile.TemporaryDirectory() as folder:
            told = run(HOSTSIM, "demo", env={"TMPDIR": folder})
            self.assertEqual(told.returncode, 0)
            self.assertEqual(list(Path(folder).iterdir()), [])

    def test_a_dll_that_is_none_makes_it_fail(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("hostsim", "iissubactl"):
                shutil.copy(BUILD / name, folder)
            (Path(folder) / "iissuba.so").write_text("not a library")
            told = run(Path(folder) / "hostsim", "demo")
            self.assertEqual(told.returncode, 1, told.stdout)
            self.assertIn("NOT AS EXPECTED", told.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
