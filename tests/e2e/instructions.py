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

# The whole call of the exported routine for an account (and, for NTLMv2, a domain) seen before; and,
# of those that are granted, the first time: the first refusal of an account writes its event.
AGAIN = {"ntlmv1": 0.538, "ntlm2_session": 0.599, "ntlmv2": 0.453, "ntlmv2_260": 0.618,
         "ntlmv2_800": 0.776, "lm": 0.535, "lmv2": 0.844, "cleartext": 2.591,
         "ntlmv1_refused": 0.579, "ntlm2_session_refused": 0.636, "ntlmv2_refused": 0.880,
         "lm_refused": 0.706, "lmv2_refused": 0.706, "cleartext_refused": 2.973, "junk": 0.581}
FIRST = {"ntlmv1": 0.538, "ntlm2_session": 0.599, "ntlmv2": 0.969, "ntlmv2_260": 0.983,
         "ntlmv2_800": 1.013, "lm": 0.535, "lmv2": 1.358, "cleartext": 2.591}


def counts(folder):
    """The least of each line's counts: a look at the registry, due every 50 ms, may come to any call."""
    least = {}
    for dump in Path(folder).iterdir():
        text = dump.read_text()
        if name := re.search(r"^desc: Trigger: Client Request: (\w+) (\w+)$", text, re.M):
            count = int(re.search(r"^totals: (\d+)$", text, re.M).group(1))
            least[name.groups()] = min(count, least.get(name.groups(), count))
    return least


@needs("valgrind")
class Instructions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            done = run("valgrind", "--tool=callgrind", "--toggle-collect=Msv1_0SubAuthenticationRoutine",
                       f"--callgrind-out-file={Path(folder) / 'out'}", BUILD / "units/instructions",
                       BUILD / "iissuba.so")
            assert done.returncode == 0, done.stderr
            cls.counts = counts(folder)

    def check(self, what, expected):
        for line, ratio in expected.items():
            with self.subTest(line=line):
                floor = self.counts[line, "floor"]
                self.assertGreater(floor, 500)
                found = self.counts[line, what] / floor
                self.assertAlmostEqual(found / ratio, 1, delta=MARGIN,
                                       msg=f"{what} {line}: {found:.3f} where {ratio} is written")

    def test_every_line_of_the_bench_is_held(self):
        self.assertEqual({line for line, _ in self.counts}, set(AGAIN))

    def test_an_account_seen_before_costs_what_is_written_here(self):
        self.check("again", AGAIN)

    def test_the_first_logon_of_an_account_costs_what_is_written_here(self):
        self.check("first", FIRST)


if __name__ == "__main__":
    unittest.main(verbosity=2)
