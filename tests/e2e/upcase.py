"""The upper case of Linux's build is that of the servers meant, unit by unit; what others have."""
import importlib.machinery
import importlib.util
import os
import struct
import subprocess
import tempfile
import unittest
from pathlib import Path

from support import BUILD, SOURCE, needs, run

WIN64 = Path(os.environ.get("IISSUBA_WIN64_BUILD", "/nowhere"))
UNITS = 0x10000
FINAL_SIGMA, CAPITAL_SIGMA = 0x3C2, 0x3A3


def load_script():
    loader = importlib.machinery.SourceFileLoader("upcase_table", str(SOURCE / "def/upcase-table"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("upcase_table", loader))
    loader.exec_module(module)
    return module


SCRIPT = load_script()
SAMBA = SCRIPT.sambas_table()


def table_of(data):
    return list(struct.unpack(f"<{UNITS}H", data))


def ours():
    done = subprocess.run([BUILD / "units/upcases"], capture_output=True, check=True)
    return table_of(done.stdout)


def mapped(table):
    return {unit for unit in range(UNITS) if table[unit] != unit}


def exfat_table():
    """The up-case table in a new exFAT volume, expanded (Microsoft's specification, 3.1, 7.2)."""
    with tempfile.NamedTemporaryFile() as image:
        image.truncate(64 << 20)
        done = run("mkfs.exfat", image.name)
        assert done.returncode == 0, done.stderr
        volume = Path(image.name).read_bytes()
    heap, = struct.unpack_from("<I", volume, 88)
    root, = struct.unpack_from("<I", volume, 96)
    sector, cluster = 1 << volume[108], 1 << volume[109]

    def at(number):
        return (heap + (number - 2) * cluster) * sector

    entry = next(at(root) + i for i in range(0, 512, 32) if volume[at(root) + i] == 0x82)
    first, length = struct.unpack_from("<IQ", volume, entry + 20)
    packed = list(struct.unpack_from(f"<{length // 2}H", volume, at(first)))
    table = []
    while packed:
        unit = packed.pop(0)
        if unit == 0xFFFF and packed:  # so many that are their own upper case
            table += range(len(table), len(table) + packed.pop(0))
        else:
            table.append(unit)
    return table[:UNITS] + list(range(len(table), UNITS))


class Upcase(unittest.TestCase):
    @unittest.skipUnless(SAMBA, "needs samba-libs")
    def test_the_table_is_what_its_script_makes(self):
        self.assertEqual((SOURCE / "shim/text/upcase_table.h").read_text(), SCRIPT.header(SAMBA))

    @unittest.skipUnless(SAMBA, "needs samba-libs")
    def test_every_unit_s_upper_case_is_sambas(self):
        self.assertEqual(len(mapped(SAMBA)), 636)
        table = ours()
        self.assertEqual([hex(unit) for unit in range(UNITS) if table[unit] != SAMBA[unit]], [])

    @needs("mkfs.exfat")
    def test_microsoft_s_own_younger_table_has_all_of_it(self):
        table, younger = ours(), exfat_table()
        self.assertEqual([hex(unit) for unit in mapped(table) if table[unit] != younger[unit]], [])
        self.assertEqual(len(mapped(younger) - mapped(table)), 238)
        self.assertEqual(younger[FINAL_SIGMA], CAPITAL_SIGMA)

    @unittest.skipUnless((WIN64 / "units/upcases.exe").exists(), "needs the 64-bit Windows build")
    def test_a_modern_table_differs_by_what_is_known(self):
        """Windows' build asks ntdll; Wine's has today's Unicode, and no server meant here has."""
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "table"
            environment = dict(os.environ, WINEPREFIX=str(WIN64 / "wineprefix"), WINEDEBUG="-all",
                               DISPLAY="")
            subprocess.run(["wine", "units/upcases.exe", "Z:" + str(out)], cwd=WIN64, check=True,
                           env=environment, timeout=120, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
            modern = table_of(out.read_bytes())
        table = ours()
        different = {unit for unit in range(UNITS) if table[unit] != modern[unit]}
        self.assertEqual(different - mapped(modern), {FINAL_SIGMA})
        self.assertEqual(different & mapped(table), {FINAL_SIGMA})


if __name__ == "__main__":
    unittest.main(verbosity=2)
