"""An account that is unknown costs what a wrong password costs, in instructions."""
import re
import tempfile
import unittest
from pathlib import Path

from support import BUILD, needs, run

FORMS = ["cleartext", "lm", "ntlmv1", "ntlm2-session", "ntlmv2", "lmv2"]
MARGIN = 0.02
ALL_KEPT = 1000  # accounts that there is room for
SOME_KEPT = 2    # nobody's, and the first one's


@needs("valgrind")
class Cost(unittest.TestCase):
    def instructions(self, form, kind, room, function="logon_decide", observed=0):
        with tempfile.TemporaryDirectory() as folder:
            done = run("valgrind", "--tool=callgrind", f"--toggle-collect={function}",
                       f"--callgrind-out-file={Path(folder) / 'out'}", BUILD / "units/cost",
                       FORMS.index(form), kind, room, observed)
        self.assertEqual(done.returncode, 0, done.stderr)
        count = int(re.search(r"Collected : (\d+)", done.stderr).group(1))
        self.assertGreater(count, 1000)
        return count

    def assert_all_cost_the_same(self, form, kinds, room):
        wrong = self.instructions(form, "wrong", room)
        for kind in kinds:
            with self.subTest(form=form, kind=kind):
                self.assertAlmostEqual(self.instructions(form, kind, room) / wrong, 1, delta=MARGIN)

    def test_unknown_and_secretless_accounts_cost_what_a_wrong_password_costs(self):
        for form in FORMS:
            self.assert_all_cost_the_same(form, ("unknown", "stateless"), ALL_KEPT)

    def test_so_they_do_where_not_all_accounts_keys_find_room(self):
        for form in ("ntlmv1", "ntlmv2"):
            self.assert_all_cost_the_same(form, ("unknown", "unkept"), SOME_KEPT)

    def test_a_wrong_password_costs_the_same_after_the_right_one_of_which_keys_are_kept(self):
        for form in FORMS:
            with self.subTest(form=form):
                wrong = self.instructions(form, "wrong", ALL_KEPT)
                after = (self.instructions(form, "both", ALL_KEPT) -
                         self.instructions(form, "right", ALL_KEPT))
                self.assertAlmostEqual(after / wrong, 1, delta=MARGIN)

    def test_to_tell_a_form_costs_the_same_for_unknown_accounts_new_or_not(self):
        new, seen = {}, {}
        for kind in ("wrong", "unknown", "stateless"):
            new[kind], again = (self.instructions("ntlmv2", kind, ALL_KEPT, "observe_presented", times)
                                for times in (1, 4))
            seen[kind] = again - new[kind]
        for kind in ("unknown", "stateless"):
            with self.subTest(kind):
                self.assertAlmostEqual(new[kind] / new["wrong"], 1, delta=MARGIN)
                self.assertAlmostEqual(seen[kind] / seen["wrong"], 1, delta=MARGIN)


if __name__ == "__main__":
    unittest.main(verbosity=2)
