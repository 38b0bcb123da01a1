"""The zips for servers: the same bytes whenever and wherever they are packed, and what is in them is told."""
import hashlib
import json
import os
import shutil
import tempfile
import time
import unittest
import zipfile
from pathlib import Path

from support import run

BUILDS = {kind: Path(os.environ.get(f"IISSUBA_{kind}_BUILD") or "/nowhere") for kind in ("WIN64", "WIN32")}


class Zips:
    """What both zips promise; the cases below say which one."""

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="iissuba-zips."))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.zip = cls.pack("first")

    @classmethod
    def pack(cls, name, **environment):
        done = run("cpack", "--config", BUILDS[cls.KIND] / "CPackConfig.cmake", "-B", cls.folder / name,
                   env={**os.environ, **environment})
        assert done.returncode == 0, done.stdout + done.stderr
        return next((cls.folder / name).glob("iissuba-*.zip"))

    def files(self):
        with zipfile.ZipFile(self.zip) as packed:
            return {name.split("/", 1)[1]: packed.read(name) for name in packed.namelist()}

    def test_packed_later_and_elsewhere_it_is_the_same_bytes(self):
        time.sleep(1)  # what is copied has another time then
        again = self.pack("another place")
        self.assertEqual(again.read_bytes(), self.zip.read_bytes())
        digest = Path(f"{again}.sha256").read_text().split()[0]
        self.assertEqual(hashlib.sha256(again.read_bytes()).hexdigest(), digest)

    def test_its_time_is_what_the_environment_says(self):
        with zipfile.ZipFile(self.pack("dated", SOURCE_DATE_EPOCH="1057017600")) as packed:
            self.assertEqual({one.date_time for one in packed.infolist()}, {(2003, 7, 1, 0, 0, 0)})

    def test_the_sbom_names_each_file_by_its_checksum_and_each_library_by_its_version(self):
        files = self.files()
        sbom = json.loads(files.pop("sbom.spdx.json"))
        del files["SHA256SUMS.txt"]  # of which it has the checksum
        told = {one["fileName"][2:]: {c["algorithm"]: c["checksumValue"] for c in one["checksums"]}
                for one in sbom["files"]}
        self.assertEqual(told, {name: {"SHA1": hashlib.sha1(data).hexdigest(),
                                       "SHA256": hashlib.sha256(data).hexdigest()}
                                for name, data in files.items()})
        self.assertEqual({one["name"] for one in sbom["packages"]},
                         {"iissuba", "openssl", "expat", "jansson", "mingw-w64", "gcc"})
        for one in sbom["packages"]:
            self.assertRegex(one["versionInfo"], r"^\d")
        known = {one["SPDXID"] for one in sbom["packages"] + sbom["files"]} | {"SPDXRef-DOCUMENT"}
        self.assertEqual(len(known), len(sbom["packages"]) + len(sbom["files"]) + 1)
        for relation in sbom["relationships"]:
            self.assertLessEqual({relation["spdxElementId"], relation["relatedSpdxElement"]}, known)

    def test_the_readme_is_about_this_architecture(self):
        readme = self.files()["README.txt"].decode("ascii")
        for word, is_there in self.SAID.items():
            self.assertEqual(word in readme, is_there, word)


@unittest.skipUnless((BUILDS["WIN64"] / "CPackConfig.cmake").exists(), "needs the 64-bit Windows build")
class Zip64(Zips, unittest.TestCase):
    KIND = "WIN64"
    SAID = {"NT 4.0": False, "nt4.inf": False, "IIS 6.0": True, "IIS 4.0": False, "Server 2003 (x64)": True}


@unittest.skipUnless((BUILDS["WIN32"] / "CPackConfig.cmake").exists(), "needs the 32-bit Windows build")
class Zip32(Zips, unittest.TestCase):
    KIND = "WIN32"
    SAID = {"NT 4.0": True, "iissuba-nt4.inf": True, "IIS 4.0": True, "(x64)": False}


if __name__ == "__main__":
    unittest.main(verbosity=2)
