"""What a logon costs, in instructions, through what its bare arithmetic does: held within 3 %.

Both are counted by callgrind, in one build with one libcrypto, so that the figures are the same again
and again, on a busy machine too. Less is as much a failure as more: it is written down here then.
"""
import re
import tempfile
import unittest
from pathlib import Path

from support import BUILD, needs, run

MARGIN = 0.03

# Of the whole call of the exported routine: an account (and, for NTLMv2, a domain) seen before, and
# the first time. A field of LM's is tried as LM before LMv2.
AGAIN = {"ntlmv1": 0.530, "ntlm2_session": 0.592, "ntlmv2": 0.461, "cleartext": 2.650,
         "lm": 0.532, "lmv2": 0.838}
FIRST = {"ntlmv1": 0.530, "ntlm2_session": 0.592, "ntlmv2": 0.972, "cleartext": 2.636,
         "lm": 0.530, "lmv2": 1.366}

FLOORS = {"lm": "ntlmv1", "lmv2": "ntlmv2"}  # the same arithmetic as another's


def count(form, what, function, calls):
    with tempfile.TemporaryDirectory() as folder:
        done = run("valgrind", "--tool=callgrind", f"--toggle-collect={function}",
                   f"--callgrind-out-file={Path(folder) / 'out'}", BUILD / "units/instructions",
                   BUILD / "iissuba.so", form, what, calls)
    assert done.returncode == 0, done.stderr
    return int(re.search(r"Collected : (\d+)", done.stderr).group(1))


def of_one_call(form, what, function):
    """What one call more costs. A look at the registry, due every 50 ms, may come to either."""
    with_it, without = (min(count(form, what, function, calls) for _ in range(2)) for calls in (1, 0))
    return with_it - without


@needs("valgrind")
class Instructions(unittest.TestCase):
    def check(self, what, expected):
        for form, ratio in expected.items():
            with self.subTest(form=form):
                floor = of_one_call(form, "floor", f"floor_{FLOORS.get(form, form)}")
                self.assertGreater(floor, 500)
                found = of_one_call(form, what, "Msv1_0SubAuthenticationRoutine") / floor
                self.assertAlmostEqual(found / ratio, 1, delta=MARGIN,
                                       msg=f"{what} {form}: {found:.3f} where {ratio} is written")

    def test_an_account_seen_before_costs_what_is_written_here(self):
        self.check("again", AGAIN)

    def test_the_first_logon_of_an_account_costs_what_is_written_here(self):
        self.check("first", FIRST)


if __name__ == "__main__":
    unittest.main(verbosity=2)
