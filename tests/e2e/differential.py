"""The same 2,304 logons through every build of the DLL: the same answers, line by line."""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from support import BUILD

WIN64 = Path(os.environ.get("IISSUBA_WIN64_BUILD") or "/nowhere")
WIN32 = Path(os.environ.get("IISSUBA_WIN32_BUILD") or "/nowhere")
WINE32 = Path(__file__).parent / "wine32"


def answers(command, prefix=None):
    """The lines of one build; by way of a file, for Wine's services would hold a pipe open."""
    environment = dict(os.environ, WINEDEBUG="-all", DISPLAY="")
    if prefix:
        environment["WINEPREFIX"] = str(prefix)
    with tempfile.TemporaryFile() as out:
        done = subprocess.run([str(word) for word in command], stdout=out, env=environment,
                              stderr=subprocess.DEVNULL, cwd=prefix.parent if prefix else None,
                              timeout=300)
        out.seek(0)
        text = out.read().decode().replace("\r", "")
    assert done.returncode == 0, text[-2000:]
    return [line for line in text.splitlines() if " authoritative " in line]


class Differential(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.linux = answers([BUILD / "units/table", BUILD / "iissuba.so"])

    def test_the_table_is_whole_and_reaches_every_status(self):
        self.assertEqual(len(self.linux), 6 * 3 * 8 * 16)
        self.assertEqual(len(set(self.linux)), len(self.linux))
        statuses = {line.split(": ")[1].split()[0] for line in self.linux}
        self.assertEqual(statuses, {"0x00000000", "0xC0000064", "0xC000006A", "0xC000006F",
                                    "0xC0000070", "0xC0000072", "0xC0000193", "0xC0000234"})

    @unittest.skipUnless((WIN64 / "units/table.exe").exists(), "needs the 64-bit Windows build")
    def test_the_64_bit_dll_answers_the_same(self):
        self.assertEqual(self.linux, answers(["wine", "units/table.exe", "iissuba.dll"],
                                             WIN64 / "wineprefix"))

    @unittest.skipUnless(os.environ.get("IISSUBA_WINE32_ROOT"), "needs 32-bit Wine")
    def test_the_32_bit_dll_answers_the_same(self):
        self.assertEqual(self.linux, answers([WINE32, "units/table.exe", "iissuba.dll"],
                                             WIN32 / "wineprefix"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
