"""The fake IISADMIN in Wine: it does what is documented of the real one, seen from other processes.

tests/iisadmin has the fake, and adminbase.exe, which is each of the other processes.
"""
import re
import shutil
import tempfile
import time
import unittest
from pathlib import Path

from fake_iisadmin import (BUSY, CALL_FAILED, CLASS, DENIED, EXISTS, FILE, FOLDER, INHERIT,
                           ISINHERITED, NO_DATA, NO_PATH, NO_SERVER, PARTIAL_PATH, SECURE, SERVER,
                           SERVICE_KEY, STAYS_SECURE, SWITCHES, Iisadmin, Record, records)
from support import SHARED_DATA
from windows import WINE, hold_server, wine

SITE = "LM/MSFTPSVC/1"
LONG = "0123456789" * 25
METABASE = """<?xml version="1.0"?>
<configuration xmlns="urn:microsoft-catalog:XML_Metabase_V64_0">
<MBProperty>
<IIS_Global Location="." ChangeNumber="700">
</IIS_Global>
<IIsConfigObject Location="/LM">
</IIsConfigObject>
<IIsFtpService Location="/LM/MSFTPSVC"
    AllowAnonymous="TRUE"
    AnonymousOnly="FALSE"
    AnonymousUserName="IUSR_SERVERNAME"
    AnonymousUserPass="Secret-1"
    AccessFlags="AccessRead | AccessScript"
    LogonMethod="3"
    LogFileDirectory="%windir%\\logs"
    MimeMap=".a,text/plain
            .b,text/html"
    AdminACL="0102ff"
    IPSecurity="180000"
    NotInTheSchema="1">
    <Custom Name="A" ID="40000" Value="of its own" Type="STRING" UserType="IIS_MD_UT_SERVER" Attributes="NO_ATTRIBUTES"/>
    <Custom Name="B" ID="40001" Value="7" Type="DWORD" UserType="300" Attributes="INHERIT"/>
</IIsFtpService>
<IIsFtpServer Location="/LM/MSFTPSVC/1"
    ServerComment="a &lt; b &amp; &quot;c&quot;"
    AnonymousUserPass="4963446200ff">
</IIsFtpServer>
<IIsFtpVirtualDir Location="/LM/MSFTPSVC/1/ROOT" Path="C:\\Inetpub">
</IIsFtpVirtualDir>
<IIsConfigObject Location="/LM/MSFTPSVC/2">
</IIsConfigObject>
</MBProperty>
</configuration>
"""


@unittest.skipUnless(FOLDER.exists() and shutil.which(WINE), "needs the Windows build and Wine")
class Fake(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        hold_server(cls)

    def setUp(self):
        folder = Path(tempfile.mkdtemp(prefix="iissuba-iisadmin."))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.file = folder / "MetaBase.xml"
        self.file.write_text(METABASE)


class Reading(Fake):
    def setUp(self):
        super().setUp()
        self.fake = Iisadmin(self, self.file)

    def test_each_type_of_a_node_comes_as_documented(self):
        expected = [
            (1002, "string", 0, SERVER, 28, "IIsFtpService"),
            (5005, "dword", INHERIT, SERVER, 4, "1"),
            (5006, "dword", INHERIT, SERVER, 4, "0"),
            (6020, "string", INHERIT, FILE, 32, "IUSR_SERVERNAME"),
            (6021, "string", INHERIT | SECURE, FILE, 18, "Secret-1"),
            (6016, "dword", INHERIT, FILE, 4, "513"),
            (6013, "dword", INHERIT, FILE, 4, "3"),
            (4001, "expandsz", INHERIT, SERVER, 28, r"%windir%\logs"),
            (6015, "multisz", INHERIT, FILE, 56, ".a,text/plain|.b,text/html"),
            (6027, "binary", 0xD, SERVER, 3, "0102ff"),
            (6019, "binary", 0x9, FILE, 3, "180000"),
            (40000, "string", 0, SERVER, 22, "of its own"),
            (40001, "dword", INHERIT, 300, 4, "7"),
        ]
        expected = [Record("LM/MSFTPSVC", *fields) for fields in expected]
        self.assertEqual(records(self.fake.ask("data", "LM/MSFTPSVC")), expected)
        one_by_one = [self.fake.get("LM/MSFTPSVC", record.id) for record in expected]
        self.assertEqual(one_by_one, expected)
        dumped = self.fake.ask("dump", "/LM/MSFTPSVC/")
        self.assertEqual([record[1:] for record in records(dumped)][:13],
                         [record[1:] for record in expected])

    def test_all_keys_are_listed_and_a_config_object_has_no_key_type(self):
        said = self.fake.ask("dump", "LM")
        self.assertEqual([line for line in said.splitlines() if "\t" not in line],
                         ["LM", "LM/MSFTPSVC", SITE, SITE + "/ROOT", "LM/MSFTPSVC/2"])
        self.assertEqual([r.path for r in records(said) if r.id == 1002],
                         ["LM/MSFTPSVC", SITE, SITE + "/ROOT"])

    def test_what_is_inherited_says_so_and_comes_only_where_it_is_asked_for(self):
        own, above = self.fake.get("LM/MSFTPSVC", 6020), self.fake.get(SITE + "/ROOT", 6020)
        self.assertEqual((own.attributes, above.attributes), (INHERIT, INHERIT | ISINHERITED))
        self.assertEqual(above.value, own.value)
        self.assertEqual(self.fake.refused("get", SITE + "/ROOT", 6020, 0), NO_DATA)
        # What is not handed down stays where it is.
        self.assertEqual(self.fake.refused("get", SITE, 40000), NO_DATA)
        self.assertEqual(self.fake.get(SITE, 1002).value, "IIsFtpServer")

    def test_all_data_of_a_key_with_what_it_inherits(self):
        found = {r.id: r for r in records(self.fake.ask("dump", SITE + "/ROOT", INHERIT))}
        self.assertEqual(set(found), {1002, 3001, 1015, 6021, 5005, 5006, 6020, 6016, 6013, 4001,
                                      6015, 6027, 6019, 40001})
        self.assertEqual(found[3001].attributes, INHERIT)
        self.assertEqual(found[1015].attributes, INHERIT | ISINHERITED)
        self.assertEqual(found[6021].value, "secret-of-/LM/MSFTPSVC/1")  # the nearest one
        own = {r.id for r in records(self.fake.ask("dump", SITE + "/ROOT"))}
        self.assertEqual(own, {1002, 3001})

    def test_a_path_that_is_not_there_is_refused_unless_a_part_will_do(self):
        missing = SITE + "/ROOT/no/such"
        self.assertEqual(self.fake.refused("get", missing, 6020), NO_PATH)
        self.assertEqual(self.fake.refused("get", missing, 6020, PARTIAL_PATH), NO_PATH)
        self.assertEqual(self.fake.refused("dump", missing), NO_PATH)
        self.assertEqual(self.fake.refused("data", missing), NO_PATH)
        found = self.fake.get(missing, 3001, INHERIT | PARTIAL_PATH)
        self.assertEqual((found.value, found.attributes), (r"C:\Inetpub", INHERIT | ISINHERITED))
        # All data of it is what it would inherit; only its keys are not there to be listed.
        found = records(self.fake.client("dump", missing, INHERIT | PARTIAL_PATH).stdout)
        self.assertIn(3001, {r.id for r in found})
        self.assertTrue(all(r.attributes & ISINHERITED for r in found))

    def test_paths_of_what_sets_a_property_are_relative_to_where_it_is_asked(self):
        self.assertEqual(self.fake.ask("paths", "LM", 6021), "/MSFTPSVC/\n/MSFTPSVC/1/\n")
        self.assertEqual(self.fake.ask("paths", SITE, 6021), "/\n")
        self.assertEqual(self.fake.ask("paths", "LM", 9999), "")
        self.assertEqual(self.fake.refused("paths", "LM/NOTHING", 6021), NO_PATH)

    def test_names_match_in_either_case_and_between_either_slash(self):
        self.assertEqual(self.fake.get(r"\lm\Msftpsvc/1/", 1002).value, "IIsFtpServer")

    def test_what_is_encrypted_in_the_file_comes_in_clear(self):
        self.assertEqual(self.fake.get(SITE, 6021).value, "secret-of-/LM/MSFTPSVC/1")


class Writing(Fake):
    def setUp(self):
        super().setUp()
        self.fake = Iisadmin(self, self.file)

    def test_a_value_of_each_type_comes_back(self):
        for number, (kind, value, size) in enumerate(
                (("dword", "4294967295", 4), ("string", "a text", 14), ("string", "", 2),
                 ("expandsz", "%path%", 14), ("multisz", "one|two", 18),
                 ("binary", "00ff10", 3), ("binary", "", 0)), 50000):
            self.fake.ask("set", SITE, number, INHERIT, SERVER, kind, value)
            found = self.fake.get(SITE, number)
            self.assertEqual(found[2:], (kind, INHERIT, SERVER, size, value))

    def test_a_buffer_that_is_too_small_is_told_how_large_to_be(self):
        self.fake.set_text(SITE, 50000, LONG)
        said = self.fake.ask("get", SITE, 50000)
        self.assertEqual(said.splitlines()[0], "grown from 8 to 502")
        self.assertEqual(records(said)[0].value, LONG)
        self.assertNotIn("grown", self.fake.ask("get", SITE, 5005))

    def test_names_and_values_beyond_ascii_and_long_ones(self):
        path = f"{SITE}/Gr\u00fcn \u65e5\u672c"
        self.fake.ask("add", path)
        self.fake.set_text(path, 50000, "\u20ac \u00fc \U0001f600")
        self.assertEqual(self.fake.get(path.upper(), 50000).value, "\u20ac \u00fc \U0001f600")
        self.assertIn(path, self.fake.ask("dump", SITE).splitlines())
        long = f"{SITE}/{LONG}"
        self.fake.ask("add", long)
        self.fake.set_text(long, 50000, LONG * 8)
        self.assertEqual(self.fake.get(long, 50000).value, LONG * 8)
        self.assertIn(long, self.fake.ask("dump", SITE).splitlines())
        self.assertEqual(self.fake.refused("add", f"{SITE}/{LONG}0123456"), "8007007B")

    def test_keys_are_added_and_deleted_with_all_below(self):
        self.fake.ask("add", SITE + "/new")
        self.assertEqual(self.fake.refused("add", SITE + "/NEW"), EXISTS)
        self.assertEqual(self.fake.refused("add", SITE + "/not/there"), NO_PATH)
        self.assertNotIn("not", self.fake.ask("dump", SITE))
        self.fake.ask("add", SITE + "/new/below")
        self.fake.ask("remove", SITE + "/new")
        self.assertEqual(self.fake.refused("remove", SITE + "/new"), NO_PATH)
        self.assertEqual(self.fake.refused("dump", SITE + "/new/below"), NO_PATH)

    def test_a_value_is_deleted_and_what_is_above_is_in_force(self):
        self.fake.set_text(SITE, 6020, "other")
        self.fake.ask("delete", SITE, 6020)
        self.assertEqual(self.fake.get(SITE, 6020).value, "IUSR_SERVERNAME")
        self.assertEqual(self.fake.refused("delete", SITE, 6020), NO_DATA)

    def test_the_master_root_handle_is_for_reading(self):
        self.assertEqual(self.fake.refused("root-write", "LM"), DENIED)

    def test_a_secure_property_stays_secure(self):
        self.assertEqual(self.fake.refused("set", SITE, 6021, INHERIT, FILE, "string", "x"),
                         STAYS_SECURE)
        self.fake.set_text(SITE, 6021, "new", attributes=INHERIT | SECURE)
        self.assertEqual(self.fake.get(SITE, 6021).value, "new")
        # One of our own, once it is.
        self.fake.set_text(SITE, 50000, "new", attributes=SECURE)
        self.assertEqual(self.fake.refused("set", SITE, 50000, 0, FILE, "string", "x"),
                         STAYS_SECURE)

    def test_each_change_raises_the_change_number(self):
        first = self.fake.change_number()
        self.assertEqual(first, 700)
        self.fake.set_text(SITE, 50000, "x")
        self.fake.ask("delete", SITE, 50000)
        self.fake.ask("many", SITE, 5)
        self.assertEqual(self.fake.change_number(), first + 7)

    def test_save_data_writes_a_metabase_that_says_the_same(self):
        self.fake.set_text(SITE, 6021, "new", attributes=INHERIT | SECURE)
        self.fake.ask("set", SITE, 50000, 0, 7, "multisz", 'a|<"b">|c & d')
        before = self.file.read_bytes()
        self.assertFalse(self.fake.saved.exists())
        self.fake.ask("save")
        self.assertEqual(self.file.read_bytes(), before)
        text = self.fake.saved.read_text("utf-8-sig")
        self.assertIn('AnonymousUserPass="new"', text)
        self.assertEqual([p.name for p in self.file.parent.iterdir() if "Meta" not in p.name], [])
        dumped = self.fake.ask("dump", "LM")
        self.fake.stop()
        self.assertEqual(self.fake.ask("dump", "LM"), dumped)


class Locking(Fake):
    def setUp(self):
        super().setUp()
        self.fake = Iisadmin(self, self.file)

    def try_all(self):
        """Whether a key, one above, one below and one beside can be changed."""
        answers = []
        for path in (SITE, "LM/MSFTPSVC", SITE + "/ROOT", "LM/MSFTPSVC/2"):
            done = self.fake.client("set", path, 50000, 0, SERVER, "dword", 1)
            answers.append(done.stdout.strip())
        return answers

    def test_a_handle_for_writing_keeps_others_from_its_key_and_those_above_and_below(self):
        holder = self.fake.background("hold", SITE, 4000)
        holder.wait_for("held")
        self.assertEqual(self.try_all(), [BUSY, BUSY, BUSY, ""])
        self.assertEqual(self.fake.refused("hold", SITE, 0, "read"), BUSY)
        self.assertEqual(self.fake.get(SITE, 1002).value, "IIsFtpServer")  # by the root handle
        self.assertEqual(self.fake.refused("save"), BUSY)
        holder.end()
        self.assertEqual(self.try_all(), ["", "", "", ""])
        self.fake.ask("save")

    def test_a_handle_for_reading_keeps_writers_away_alone(self):
        holder = self.fake.background("hold", SITE, 3000, "read")
        holder.wait_for("held")
        self.assertEqual(self.try_all(), [BUSY, BUSY, BUSY, ""])
        self.fake.ask("hold", SITE, 0, "read")
        self.fake.ask("save")

    def test_who_waits_long_enough_gets_the_key(self):
        holder = self.fake.background("hold", SITE, 1500)
        holder.wait_for("held")
        begin = time.monotonic()
        self.assertEqual(self.fake.refused("hold", SITE, 0, wait_ms=200), BUSY)
        self.fake.ask("hold", SITE, 0, wait_ms=30000)
        self.assertLess(time.monotonic() - begin, 25)


class Telling(Fake):
    def setUp(self):
        super().setUp()
        self.fake = Iisadmin(self, self.file)

    def test_another_process_is_told_when_the_handle_is_closed(self):
        watcher = self.fake.background("watch", 6)
        watcher.wait_for("ready")
        self.fake.set_text(SITE, 6020, "other")
        watcher.wait_for("change /LM/MSFTPSVC/1/ 4 6020")
        self.fake.ask("delete", SITE, 6020)
        watcher.wait_for("change /LM/MSFTPSVC/1/ 8 6020")
        self.fake.ask("add", SITE + "/\u00fc")
        watcher.wait_for("change /LM/MSFTPSVC/1/\u00fc/ 2")
        self.fake.ask("remove", SITE + "/\u00fc")
        watcher.wait_for("change /LM/MSFTPSVC/1/\u00fc/ 1")
        self.fake.get(SITE, 6020)
        watcher.end()
        self.assertEqual(watcher.lines().count("notify 1"), 4)

    def test_nobody_is_told_of_what_they_changed_through_the_same_instance(self):
        other = self.fake.background("watch", 6)
        other.wait_for("ready")
        watcher = self.fake.background("watch", 3, SITE)
        watcher.wait_for("ready")
        other.wait_for("change /LM/MSFTPSVC/1/ 4 60001")
        self.fake.set_text(SITE, 6020, "other")
        watcher.wait_for("change /LM/MSFTPSVC/1/ 4 6020")
        self.assertNotIn("change /LM/MSFTPSVC/1/ 4 60001", watcher.lines())

    def test_a_hundred_entries_at_most_come_in_a_call(self):
        watcher = self.fake.background("watch", 5)
        watcher.wait_for("ready")
        self.fake.ask("many", SITE, 250)
        watcher.wait_for("notify 50")
        watcher.end()
        self.assertEqual([line for line in watcher.lines() if line.startswith("notify")],
                         ["notify 100", "notify 100", "notify 50"])
        self.assertEqual(len({line for line in watcher.lines() if line.startswith("change")}), 250)

    def test_shutdown_is_told_and_what_was_changed_is_saved(self):
        watcher = self.fake.background("watch", 20)
        watcher.wait_for("ready")
        self.fake.set_text(SITE, 6020, "other")
        self.assertEqual(self.fake.stop().returncode, 0)
        watcher.wait_for("shutdown")
        watcher.end()
        self.assertRegex(watcher.lines()[-1], r"^80[0-9A-F]{6}$")
        self.assertEqual(self.fake.get(SITE, 6020).value, "other")

    def test_who_does_not_come_back_keeps_the_service_for_five_seconds(self):
        watcher = self.fake.background("watch", 30, "-", "hang")
        watcher.wait_for("ready")
        begin = time.monotonic()
        self.fake.stop()
        while self.fake.state() != "STOPPED":
            self.assertLess(time.monotonic() - begin, 40)
        self.assertIn("shutdown", watcher.lines())
        self.assertGreater(time.monotonic() - begin, 4.9)

    def test_a_dead_server_is_told_by_nothing_but_the_next_call(self):
        watcher = self.fake.background("watch", 20)
        watcher.wait_for("ready")
        self.fake.switch("DieOn", "SetData")
        self.assertEqual(self.fake.refused("set", SITE, 6020, 1, 2, "string", "x"), CALL_FAILED)
        watcher.end()
        # Its next call finds nobody there, or somebody who is about to go.
        self.assertIn(watcher.lines()[-1], (NO_SERVER, CALL_FAILED))
        self.assertNotIn("shutdown", watcher.lines())


class Service(Fake):
    def test_it_is_started_on_demand_and_stopped_is_stopped(self):
        fake = Iisadmin(self, self.file)
        self.assertEqual(fake.state(), "STOPPED")
        fake.change_number()
        self.assertEqual(fake.state(), "RUNNING")
        self.assertEqual(fake.stop().returncode, 0)
        self.assertEqual(fake.state(), "STOPPED")
        time.sleep(1)
        self.assertEqual(fake.state(), "STOPPED")

    def test_the_change_number_outlives_the_service_where_it_was_stopped(self):
        fake = Iisadmin(self, self.file)
        fake.set_text(SITE, 50000, "x")
        fake.stop()
        self.assertEqual(fake.change_number(), 701)

    def test_it_dies_in_the_call_that_is_named_and_can_be_started_again(self):
        fake = Iisadmin(self, self.file)
        for name, arguments in (("GetAllData", ("dump", SITE)), ("SaveData", ("save",)),
                                ("SetData", ("set", SITE, 50000, 0, 1, "string", "lost"))):
            fake.switch("DieOn", name)
            self.assertEqual(fake.change_number(), 700)
            self.assertEqual(fake.refused(*arguments), CALL_FAILED)
            self.assertEqual(fake.state(), "STOPPED")
            fake.switch("DieOn")
        self.assertEqual(fake.refused("get", SITE, 50000), NO_DATA)

    def test_access_is_denied_by_a_switch(self):
        fake = Iisadmin(self, self.file)
        fake.get(SITE, 6020)
        fake.switch("DenyAccess", 1)
        for arguments in (("get", SITE, 6020), ("dump", SITE), ("paths", SITE, 6020),
                          ("data", SITE), ("hold", SITE, 0), ("hold", SITE, 0, "read")):
            self.assertEqual(fake.refused(*arguments), DENIED, arguments)
        fake.switch("DenyAccess", 0)
        fake.get(SITE, 6020)

    def test_it_is_busy_for_a_while_by_a_switch(self):
        fake = Iisadmin(self, self.file)
        fake.change_number()
        fake.switch("BusyMs", 3000)
        begin = time.monotonic()
        self.assertEqual(fake.refused("hold", SITE, 0), BUSY)
        fake.ask("hold", SITE, 0, "read")
        while fake.client("hold", SITE, 0).returncode != 0:
            self.assertLess(time.monotonic() - begin, 30)
        self.assertGreater(time.monotonic() - begin, 1)

    def test_each_call_takes_longer_by_a_switch(self):
        fake = Iisadmin(self, self.file)
        fake.change_number()
        fake.switch("DelayMs", 1500)
        begin = time.monotonic()
        fake.change_number()
        self.assertGreater(time.monotonic() - begin, 1.5)

    def test_a_metabase_that_is_none_says_so(self):
        self.file.write_text("<configuration>")
        fake = Iisadmin(self, self.file)
        self.assertEqual(fake.client("number").returncode, 1)
        said = wine("reg", "query", SWITCHES, "/v", "Fault").stdout
        self.assertIn("well-formed XML", said)

    def test_it_leaves_nothing_behind(self):
        classes = r"HKLM\SOFTWARE\Classes"
        keys = [SERVICE_KEY, SWITCHES, rf"{classes}\CLSID\{CLASS}", rf"{classes}\AppID\{CLASS}",
                classes + r"\Interface\{70B51430-B6CA-11D0-B9B9-00A0C922E750}",
                classes + r"\Interface\{A9E69612-B80D-11D0-B9B9-00A0C922E750}"]
        fake = Iisadmin(self, self.file)
        fake.change_number()
        self.assertEqual([wine("reg", "query", key).returncode for key in keys], [0] * 6)
        fake.remove()
        self.assertEqual([wine("reg", "query", key).returncode for key in keys], [1] * 6)

    @unittest.skipUnless((SHARED_DATA / "iis6-metabase.xml").exists(), "the real files are not here")
    def test_a_real_metabase_is_served_with_its_own_schema(self):
        text = (SHARED_DATA / "iis6-metabase.xml").read_bytes()
        schema = self.file.parent / "MBSchema.xml"
        self.file.write_bytes(text)
        schema.write_bytes((SHARED_DATA / "iis6-mbschema.xml").read_bytes())
        fake = Iisadmin(self, self.file)
        found = records(fake.ask("dump", "LM"))
        paths = {record.path for record in found}
        locations = set(re.findall(rb'Location\s*="(/LM/[^"]+)"', text))
        self.assertGreater(len(locations), 30)
        self.assertLessEqual({path.replace("LM/", "/LM/", 1) for path in paths if path != "LM"},
                             {location.decode() for location in locations})
        self.assertIn(("LM/W3SVC", 6021, "secret-of-/LM/W3SVC"),
                      {(r.path, r.id, r.value) for r in found})
        self.assertEqual(fake.change_number(), 769)
        fake.ask("save")
        fake.stop()
        self.assertEqual(records(fake.ask("dump", "LM")), found)


if __name__ == "__main__":
    unittest.main(verbosity=2)
