"""hostsim bench: its figures are all there, those that no machine's speed decides are kept, and nothing is
left behind. What depends on the machine is for people to read; instructions.py guards it."""
import json
import os
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from support import HOSTSIM, run

FORMS = ["ntlmv1", "ntlm2_session", "ntlmv2", "ntlmv2_260", "ntlmv2_800", "ntlmv2_first", "lm", "lmv2",
         "cleartext", "ntlmv1_refused", "ntlm2_session_refused", "ntlmv2_refused", "lm_refused",
         "lmv2_refused", "cleartext_refused", "junk"]


class Bench(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="iissuba-bench.")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.env = {**os.environ, "TMPDIR": str(cls.folder)}
        done = run(HOSTSIM, "bench", "--quick", "--json", env=cls.env)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        cls.figures = json.loads(done.stdout)

    def bench(self, *arguments):
        return run(HOSTSIM, "bench", *arguments, env=self.env)

    def test_every_figure_of_the_design_is_there_and_is_one(self):
        names = ([("routine", f"{form}_ns") for form in FORMS] +
                 [("floor", f"{form}_ns") for form in FORMS] + [("ratio", form) for form in FORMS] +
                 [("accounts", size, name) for size in ("1", "128", "1000", "100000", "1000000")
                  for name in ("ntlmv2_ns", "bytes_per_account", "reload_ms", "ntlmv1_random_ns",
                               "ntlmv1_random_ratio", "ntlmv2_random_ns", "ntlmv2_random_ratio")] +
                 [("threads", count, "logons_per_s") for count in ("1", "2")] +
                 [("import", name) for name in ("nodes", "mb_per_s", "expat_mb_per_s", "peak_mb")] +
                 [("find", "ms"), ("find", "expat_ms")] +
                 [("reload", name) for name in ("cold_ms", "changing_ns", "changing_longest_ms",
                                                "stack_of_three_ns")] +
                 [("live", name) for name in ("nodes", "read_ms", "use_ms")] +
                 [("host", name) for name in ("logons_per_s", "sam_logons_per_s", "sam_ratio",
                                              "filter_logons_per_s")])
        for path in names:
            figure = self.figures
            for name in path:
                figure = figure[name]
            self.assertGreater(figure, 0, path)

    def test_a_logon_allocates_nothing_and_calls_the_system_only_to_look_at_the_registry(self):
        routine = self.figures["routine"]
        if routine["allocations"] is None:
            self.skipTest("a process may not be traced here")
        self.assertEqual(routine["allocations"], 0)
        self.assertLess(routine["syscalls"], 0.01)

    def test_a_million_accounts_take_96_bytes_each_at_most(self):
        self.assertLessEqual(self.figures["accounts"]["1000000"]["bytes_per_account"], 96)

    def test_an_import_keeps_no_nodes_that_hold_nothing_of_ours(self):
        found = self.figures["import"]
        self.assertGreater(found["nodes"], 5000)
        self.assertLess(found["peak_mb"], 5)  # 4 without them, and over 6 with

    def test_one_part_can_be_measured_alone_and_is_printed_as_a_table(self):
        done = self.bench("--only", "threads", "--json")
        self.assertEqual((done.returncode, list(json.loads(done.stdout))), (0, ["threads"]))
        done = self.bench("--only", "threads")
        self.assertEqual([line.split("  ")[0] for line in done.stdout.splitlines()],
                         ["one thread", "two threads", ""])

    def test_what_is_asked_wrongly_is_said(self):
        for arguments, told in ((["--only", "nothing"], 'live or host, not "nothing"'),
                                (["--loud"], '"--loud": bench has no such option'),
                                (["more"], '"more": bench takes no argument')):
            done = self.bench(*arguments)
            self.assertEqual(done.returncode, 2)
            self.assertIn(told, done.stderr)

    def test_nothing_is_left_when_it_is_interrupted(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            process = subprocess.Popen([HOSTSIM, "bench", "--only", "accounts"], env=self.env,
                                       stdout=subprocess.DEVNULL)
            while not list(self.folder.glob("hostsim.*/registry.reg")):
                self.assertIsNone(process.poll())
                time.sleep(0.001)
            process.send_signal(number)
            self.assertEqual(process.wait(60), 128 + number)
            self.assertEqual(list(self.folder.iterdir()), [])

    def tearDown(self):
        self.assertEqual(list(self.folder.iterdir()), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
