"""iissubactl.exe on the live metabase: IISADMIN is the tests' own (tests/iisadmin), and all between
the two is real. What it says and does is held against what it says and does on a file.

One registry, so one test after the other: ctest gives this file the registry for itself.
"""
import os
import random
import re
import shutil
import tempfile
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

from fake_iisadmin import FILE, INHERIT, SECURE, SERVER, Iisadmin, records
from support import ACCOUNT, SHARED_DATA, Machine
from windows import BUILT, MSV1_0, SOURCE_KEY, WINE, hold_server, windows_path, wine

SERVICE = "LM/MSFTPSVC"
NAME, PASS, SYNC = 6020, 6021, 6022
ENCRYPTED = re.compile(rb'"4963(4462|4b62)[0-9a-f]*"')


def nodes(metabase):
    """Each node's location and what it sets itself, by name."""
    for node in xml.fromstring(Path(metabase).read_bytes())[0]:
        sets = {name: value for name, value in node.attrib.items() if name != "Location"}
        sets.update({child.get("Name"): child.get("Value") for child in node})
        yield node.get("Location"), sets


@unittest.skipUnless(BUILT.exists() and shutil.which(WINE), "needs the Windows build and Wine")
class Live(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        hold_server(cls)

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="iissuba-live."))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.machine = Machine(self, "full")
        self.metabase = self.machine.file("MetaBase.xml")
        self.schema = BUILT / "iisadmin/MBSchema.xml"

    def install(self, metabase=None, schema=None):
        self.metabase = metabase or self.metabase
        self.schema = schema or self.schema
        self.iis = Iisadmin(self, self.metabase, self.schema)

    def ctl(self, *arguments, code=0, input=""):
        done = wine("iissubactl.exe", "--schema", windows_path(self.schema), *arguments, input=input)
        self.assertEqual(done.returncode, code, f"{arguments}: {done.stdout}{done.stderr}")
        return done

    def said(self, name, options, commands):
        """What many commands print, run by one script, for a start of Wine is slow."""
        script = self.folder / f"{name}.cmd"
        out = self.folder / f"{name}.out"
        options = " ".join(["--schema", windows_path(self.schema), *options])
        script.write_text("@echo off\n" + "".join(
            f"echo {line} >> {windows_path(out)}\n"
            f"iissubactl.exe {options} {line} >> {windows_path(out)} 2>&1\n" for line in commands))
        done = wine("cmd", "/c", windows_path(script))
        self.assertEqual(done.returncode, 0, done.stderr)
        return out.read_text("utf-8", "replace").replace("\r", "").replace(
            windows_path(self.metabase), "the live metabase")

    def same(self, commands):
        """Each command says over the live metabase what it says of the file."""
        live = self.said("live", [], commands)
        file = self.said("file", ["--metabase", windows_path(self.metabase)], commands)
        self.assertEqual(live, file)
        return live

    def dumped(self):
        """The records that nodes set themselves, without order."""
        return sorted(records(self.iis.ask("dump", "LM", 0)))

    def test_find_and_get_say_what_they_say_of_the_file(self):
        self.install()
        commands = []
        for location, sets in nodes(self.metabase):
            for name in sets:
                commands.append(f"get {location}/{name}")
                commands.append(f"--json get {location}/{name}")
        names = {name for _, sets in nodes(self.metabase) for name in sets}
        commands += [f"find {name}" for name in sorted(names)]
        commands += ["find NoSuchName", "get NOWHERE/ServerComment", f"get {SERVICE}/NoSuchName",
                     f"get {SERVICE}/1/AnonymousUserName", f"find AnonymousUserName {ACCOUNT}",
                     "get AnonymousOnly", f"get {SERVICE}/1/ROOT/6022"]
        said = self.same(commands)
        self.assertIn("********", said)
        self.assertNotIn(self.machine.password(), said)
        print(f"{len(commands)} commands", end=" ... ")

    @unittest.skipUnless((SHARED_DATA / "iis6-metabase.xml").exists(), "the real files are not here")
    def test_each_property_of_a_real_metabase_is_found_at_each_node_that_sets_it(self):
        """find prints every node that sets a property, so all values are compared; of get some."""
        readable = self.folder / "MetaBase.xml"
        readable.write_bytes(ENCRYPTED.sub(
            b'"00ff"', (SHARED_DATA / "iis6-metabase.xml").read_bytes()))
        schema = self.folder / "MBSchema.xml"
        shutil.copy(SHARED_DATA / "iis6-mbschema.xml", schema)
        self.install(readable, schema)
        # A file's own element, which IIS keeps no node for.
        served = [(location, sets) for location, sets in nodes(readable) if location != "."]
        names = {name for _, sets in served for name in sets}
        chance = random.Random(3)
        gets = [f"get {location}/{name}" for location, sets in served for name in sets
                if " " not in location]
        commands = [f"find {name}" for name in sorted(names)] + chance.sample(gets, 40)
        self.same(commands)
        print(f"{len(names)} properties, {len(gets)} places", end=" ... ")

    def test_an_edit_changes_the_one_record_and_keeps_what_it_is(self):
        self.install()
        before = self.dumped()
        self.ctl("put", "MSFTPSVC/AnonymousUserName", "IUSR_NEW", "--apply")
        changed = [r for r in self.dumped() if r not in before]
        self.assertEqual(len(changed), 1)
        self.assertEqual(changed[0][1:5], (NAME, "string", INHERIT, FILE))
        self.assertEqual(changed[0].value, "IUSR_NEW")
        self.assertEqual(len(self.dumped()), len(before))
        # What is inherited becomes the node's own, with the attributes that it is inherited with.
        self.ctl("put", "MSFTPSVC/1/AnonymousUserPass", "-", "--apply", input="s3cret\n")
        own = self.iis.get(f"{SERVICE}/1", PASS, attributes=0)
        self.assertEqual((own.attributes, own.user_type, own.value),
                         (INHERIT | SECURE, FILE, "s3cret"))
        self.assertTrue(self.iis.saved.exists())

    def test_random_edits_leave_what_they_leave_in_a_file(self):
        self.install()
        file = self.folder / "MetaBase.xml"
        shutil.copy(self.metabase, file)
        chance = random.Random(5)
        done = 0
        for _ in range(20):
            node = chance.choice(["MSFTPSVC", "MSFTPSVC/1", "MSFTPSVC/1/ROOT"])
            edit = chance.choice([
                ["put", f"{node}/AnonymousUserName", chance.choice(["IUSR_A", "IUSR_\u00fc", "a&b"])],
                ["put", f"{node}/AllowAnonymous", chance.choice(["TRUE", "FALSE"])],
                ["put", f"{node}/AnonymousOnly", chance.choice(["TRUE", "FALSE"])],
                ["toggle", node, chance.choice(["on", "off"])]])
            live = wine("iissubactl.exe", "--schema", windows_path(self.schema), *edit, "--apply")
            filed = wine("iissubactl.exe", "--schema", windows_path(self.schema), "--metabase",
                         windows_path(file), *edit, "--apply")
            self.assertEqual(live.returncode, filed.returncode, f"{edit}: {live.stderr}")
            done += live.returncode == 0
        print(f"{done} edits", end=" ... ")
        self.metabase = file
        self.same([f"get {location}/{name}" for location in ("MSFTPSVC", "MSFTPSVC/1",
                                                             "MSFTPSVC/1/ROOT")
                   for name in ("AnonymousUserName", "AllowAnonymous", "AnonymousOnly",
                                "AnonymousPasswordSync", "AnonymousUserPass")])

    def test_a_property_of_every_type_long_ones_and_names_beyond_ascii(self):
        self.install()
        for secret in ("s", "x" * 250):
            self.ctl("put", "MSFTPSVC/AnonymousUserPass", "-", "--apply", input=secret + "\n")
            self.assertEqual(self.iis.get(SERVICE, PASS).value, secret)
        self.ctl("put", "MSFTPSVC/AnonymousUserName", "IUSR_\u00fc\u20ac", "--apply")
        self.assertEqual(self.iis.get(SERVICE, NAME).value, "IUSR_\u00fc\u20ac")
        self.iis.ask("set", SERVICE, 9001, INHERIT, SERVER, "string", "y" * 3000)
        for number, kind, value, shown in ((9002, "multisz", "one|two", '"one"'),
                                           (9003, "binary", "00ff10", "00ff10"),
                                           (9004, "expandsz", "%windir%", "%windir%"),
                                           (9005, "dword", "4294967295", "4294967295")):
            self.iis.ask("set", SERVICE, number, 0, SERVER, kind, value)
            self.assertIn(shown, self.ctl("get", f"MSFTPSVC/{number}").stdout)
        self.assertIn("y" * 3000, self.ctl("get", "MSFTPSVC/9001").stdout)
        self.ctl("put", "MSFTPSVC/9002", "three", "four", "--apply")
        self.assertEqual(self.iis.get(SERVICE, 9002, attributes=0).value, "three|four")

    def test_import_reads_the_password_that_iis_has(self):
        self.install()
        for key in (MSV1_0, SOURCE_KEY):
            wine("reg", "delete", key, "/f")
        wine("reg", "add", MSV1_0, "/f")
        self.addCleanup(wine, "reg", "delete", MSV1_0, "/f")
        done = self.ctl("import")
        self.assertIn(f"{ACCOUNT}: enrolled with its secret\n", done.stdout)
        self.assertNotIn(self.machine.password(), done.stdout + done.stderr)
        self.assertIn("stored", self.ctl("list").stdout)

    def test_what_iisadmin_refuses_is_said_in_words(self):
        self.install()
        self.iis.change_number()
        self.iis.switch("DenyAccess", 1)
        done = self.ctl("find", "AnonymousUserName", code=2)
        self.assertIn("access is denied; run it as an administrator (0x80070005)", done.stderr)
        self.iis.switch("DenyAccess")
        self.iis.switch("BusyMs", 3000)
        self.ctl("put", "MSFTPSVC/AnonymousUserName", "IUSR_BUSY", "--apply")
        self.iis.switch("BusyMs")
        held = self.iis.background("hold", SERVICE, 4000)
        held.wait_for("held")
        self.ctl("put", "MSFTPSVC/AnonymousUserName", "IUSR_HELD", "--apply")
        held.end()
        self.assertEqual(self.iis.get(SERVICE, NAME).value, "IUSR_HELD")

    def test_where_iisadmin_dies_it_is_said_and_the_next_command_works(self):
        self.install()
        for method, said in (("GetAllData", "the IISADMIN service"),
                             ("SetData", "nothing is changed"),
                             ("SaveData", "changed already: 1 property")):
            with self.subTest(method):
                self.iis.change_number()
                self.iis.switch("DieOn", method)
                done = wine("iissubactl.exe", "put", "MSFTPSVC/AnonymousUserName", method, "--apply")
                self.assertEqual(done.returncode, 2 if method == "GetAllData" else 3, done.stderr)
                self.assertIn(said, done.stderr)
                self.assertIn("IISADMIN", done.stderr)
                self.iis.switch("DieOn")
                self.ctl("put", "MSFTPSVC/AnonymousUserName", "AGAIN", "--apply")
                self.assertEqual(self.iis.get(SERVICE, NAME).value, "AGAIN")

    def test_the_file_of_a_running_iisadmin_is_not_edited(self):
        inetsrv = Path(os.environ["WINEPREFIX"]) / "drive_c/windows/system32/inetsrv"
        inetsrv.mkdir(exist_ok=True)
        self.addCleanup(shutil.rmtree, inetsrv, ignore_errors=True)
        file = inetsrv / "MetaBase.xml"
        self.install()
        done = self.ctl("--offline", "find", "AnonymousUserName", code=2)
        self.assertIn("IIS 4.0 and 5.0 have none", done.stderr)
        shutil.copy(self.metabase, file)
        before = file.read_bytes()
        self.iis.change_number()  # it runs
        edits = [["put", "MSFTPSVC/AllowAnonymous", "FALSE"], ["toggle", "MSFTPSVC", "off"]]
        for options in (["--offline"], ["--metabase", r"C:\windows\SYSTEM32\inetsrv\MetaBase.xml"]):
            for edit in edits:
                done = self.ctl(*options, *edit, "--apply", code=2)
                self.assertIn("net stop iisadmin", done.stderr)
        self.assertEqual(list(inetsrv.iterdir()), [file])
        self.assertEqual(file.read_bytes(), before)
        told = before.replace(b'Location="/LM">', b'Location="/LM" EnableEditWhileRunning="1">')
        self.assertNotEqual(told, before)
        file.write_bytes(told)
        self.ctl("--offline", *edits[0], "--apply")
        self.assertNotEqual(file.read_bytes(), told)
        file.write_bytes(before)
        self.iis.stop()
        self.ctl("--offline", *edits[0], "--apply")
        self.assertEqual((inetsrv / "MetaBase.xml.bak").read_bytes(), before)
        self.assertNotEqual(file.read_bytes(), before)

    def test_where_iis_is_not_installed_the_file_is_meant(self):
        done = self.ctl("find", "AnonymousUserName", code=2)
        self.assertIn("MetaBase.xml: there is no such file", done.stderr)

    def test_sync_looks_for_the_account_in_sam_before_it_changes_anything(self):
        self.install()
        before = self.dumped()
        done = self.ctl("sync", "Anonymous", ACCOUNT, "--apply", code=2, input="new\n")
        self.assertIn(f"there is no account {ACCOUNT} on this computer", done.stderr)
        done = self.ctl("sync", "Anonymous", "NOBODY", "--apply", code=2, input="new\n")
        self.assertIn("the live metabase: no node names NOBODY", done.stderr)
        self.assertEqual(self.dumped(), before)


if __name__ == "__main__":
    unittest.main(verbosity=2)
