"""An account that is unknown costs what a wrong password costs, in instructions."""
import re
import tempfile
import unittest
from pathlib import Path

from support import BUILD, needs, run

FORMS = ["cleartext", "lm", "ntlmv1", "ntlm2-session", "ntlmv2", "lmv2"]
MARGIN = 0.02


@needs("valgrind")
class Cost(unittest.TestCase):
    def instructions(self, form, kind):
        with tempfile.TemporaryDirectory() as folder:
            done = run("valgrind", "--tool=callgrind", "--toggle-collect=logon_decide",
                       f"--callgrind-out-file={Path(folder) / 'out'}", BUILD / "units/cost", form,
                       kind)
        self.assertEqual(done.returncode, 0, done.stderr)
        count = int(re.search(r"Collected : (\d+)", done.stderr).group(1))
        self.assertGreater(count, 1000)
        return count

    def test_unknown_and_secretless_accounts_cost_what_a_wrong_password_costs(self):
        for number, form in enumerate(FORMS):
            wrong = self.instructions(number, "wrong")
            for kind in ("unknown", "stateless"):
                with self.subTest(form=form, kind=kind):
                    self.assertAlmostEqual(self.instructions(number, kind) / wrong, 1,
                                           delta=MARGIN)

    def test_a_wrong_password_costs_the_same_after_the_right_one_of_which_keys_are_kept(self):
        for number, form in enumerate(FORMS):
            with self.subTest(form=form):
                wrong = self.instructions(number, "wrong")
                after = self.instructions(number, "both") - self.instructions(number, "right")
                self.assertAlmostEqual(after / wrong, 1, delta=MARGIN)


if __name__ == "__main__":
    unittest.main(verbosity=2)
