"""iissubactl's find, get, put and toggle: on a metabase of our own, and on a real one where it is at hand."""
import json
import os
import random
import re
import shutil
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

from support import ACCOUNT, HOSTSIM, IISSUBACTL, SHARED_DATA, Machine, run, run_on_terminal, width

REAL = SHARED_DATA / "iis6-metabase.xml"
SCHEMA = SHARED_DATA / "iis6-mbschema.xml"
ENCRYPTED = "4963446270000000220000004000000031b103f72f60cf45"

SAMPLE = f"""\ufeff<?xml version ="1.0"?>\r
<configuration xmlns="urn:microsoft-catalog:XML_Metabase_V64_0">\r
<MBProperty>\r
<IIsFtpService\tLocation ="/LM/MSFTPSVC"\r
\t\tAllowAnonymous="TRUE"\r
\t\tAnonymousUserName="IUSR_A"\r
\t\tAnonymousUserPass="{ENCRYPTED}"\r
\t>\r
</IIsFtpService>\r
<!-- a comment, AnonymousUserName="IUSR_A" -->\r
<IIsFtpServer\tLocation ="/LM/MSFTPSVC/1"\r
\t\tServerBindings=":21:\r
\t\t\t:2121:"\r
\t>\r
\t<Custom\r
\t\tName="UnknownName_6022"\r
\t\tID="6022"\r
\t\tValue="TRUE"\r
\t\tType="BOOL"\r
\t\tUserType="IIS_MD_UT_FILE"\r
\t\tAttributes="INHERIT"\r
\t/>\r
</IIsFtpServer>\r
<IIsFtpVirtualDir\tLocation ="/LM/MSFTPSVC/1/ROOT"\r
\t>\r
</IIsFtpVirtualDir>\r
</MBProperty>\r
</configuration>\r
"""


class Tool(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="iissuba-metabase."))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.file = self.folder / "MetaBase.xml"
        self.file.write_bytes(SAMPLE.encode())

    def ctl(self, *arguments, input=""):
        return run(IISSUBACTL, "--metabase", self.file, *arguments, input=input)

    def text(self):
        return self.file.read_bytes().decode()

    def answer(self, *arguments):
        done = self.ctl("--json", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def put(self, *arguments, input=""):
        done = self.ctl("put", *arguments, "--apply", input=input)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_find_lists_the_nodes_that_set_it_by_attribute_or_custom(self):
        done = self.ctl("find", "anonymoususername")
        self.assertEqual((done.returncode, done.stdout), (0, '/LM/MSFTPSVC  "IUSR_A"\n'))
        done = self.ctl("find", "AnonymousPasswordSync")
        self.assertEqual(done.stdout, '/LM/MSFTPSVC/1  "TRUE"\n')
        self.assertEqual(self.ctl("find", "UnknownName_6022").stdout, done.stdout)
        self.assertEqual(self.ctl("find", "AnonymousUserName", "iusr_a").returncode, 0)
        done = self.ctl("find", "AnonymousUserName", "IUSR_B")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn('no node sets AnonymousUserName to "IUSR_B"', done.stderr)

    def test_get_tells_here_inherited_and_default_apart(self):
        for path, source, source_node in (("MSFTPSVC/AnonymousUserName", "here", "/LM/MSFTPSVC"),
                                   ("MSFTPSVC/1/ROOT/AnonymousUserName", "inherited",
                                    "/LM/MSFTPSVC"),
                                   ("msftpsvc/1/root/6022", "inherited", "/LM/MSFTPSVC/1"),
                                   ("MSFTPSVC/AnonymousOnly", "default", None)):
            answer = self.answer("get", path)
            self.assertEqual((answer["source"], answer["from"]), (source, source_node), path)

    def test_a_missing_node_is_told_apart_from_what_is_not_set(self):
        done = self.ctl("get", "MSFTPSVC/7/AnonymousUserName")
        self.assertEqual(done.returncode, 2)
        self.assertIn("there is no node /LM/MSFTPSVC/7 (0x80070003", done.stderr)
        done = self.ctl("get", "MSFTPSVC/1/NoSuchProperty")
        self.assertEqual(done.returncode, 1)
        self.assertIn("not in the schema", done.stderr)
        for command in (("put", "MSFTPSVC/7/AllowAnonymous", "TRUE"),
                        ("toggle", "MSFTPSVC/7", "off")):
            done = self.ctl(*command, "--apply")
            self.assertEqual(done.returncode, 2)
            self.assertIn("0x80070003", done.stderr)

    def test_find_s_values_begin_in_one_column_whatever_the_nodes_are_called(self):
        nodes = ("MSFTPSVC/日本語", "MSFTPSVC/u\u0308mlaut", "MSFTPSVC/a_long_name_of_a_node")
        self.file.write_text(SAMPLE.replace("</MBProperty>", "".join(
            f'<IIsFtpServer Location="/LM/{n}" AnonymousUserName="IUSR_A"/>' for n in nodes) + "</MBProperty>"))
        lines = self.ctl("find", "AnonymousUserName").stdout.splitlines()
        self.assertEqual(len(lines), 4)
        self.assertEqual({width(line[:line.index('"')]) for line in lines}, {width(f"/LM/{nodes[2]}") + 2})

    def test_a_slip_in_find_is_told_apart_from_what_is_set_nowhere(self):
        done = self.ctl("find", "AnonymousOnly")
        self.assertEqual((done.returncode, done.stderr),
                         (1, "iissubactl: no node sets AnonymousOnly\n"))
        done = self.ctl("find", "AnonymuosOnly")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn('"AnonymuosOnly": no node sets it, and the schema has no such property; did you '
                      "mean AnonymousOnly?", done.stderr)
        self.assertIn("name the server's MBSchema.xml", self.ctl("find", "Quite another").stderr)
        # What a node sets is a property, though the schema does not know it.
        self.assertEqual(self.ctl("find", "ServerBindings").returncode, 0)
        self.assertEqual(self.ctl("find", "ServerBindings", "nothing").returncode, 1)

    def test_enum_shows_own_and_inherited_properties_and_the_nodes_below(self):
        self.assertEqual(self.ctl("enum", "MSFTPSVC/1").stdout, f"""\
/LM/MSFTPSVC/1 (IIsFtpServer)
    AnonymousPasswordSync (BOOL)    "TRUE"
    ServerBindings        (unknown) ":21:
\t\t\t:2121:"
  inherited from /LM/MSFTPSVC:
    AllowAnonymous        (BOOL)    "TRUE"
    AnonymousUserName     (STRING)  "IUSR_A"
    AnonymousUserPass     (STRING)  ******** (encrypted by its own server)
  [/LM/MSFTPSVC/1/ROOT]
""")
        whole = self.ctl("enum", "--all").stdout
        self.assertEqual(re.findall(r"^/.*$", whole, re.M), [
            "/ (not in the file itself)", "/LM/MSFTPSVC (IIsFtpService)",
            "/LM/MSFTPSVC/1 (IIsFtpServer)", "/LM/MSFTPSVC/1/ROOT (IIsFtpVirtualDir)"])
        self.assertNotIn(ENCRYPTED[:16], whole + self.ctl("--json", "enum", "--all").stdout)
        self.assertIn(self.ctl("enum", "MSFTPSVC/1").stdout, whole)
        done = self.ctl("enum", "MSFTPSVC/7")
        self.assertEqual(done.returncode, 2)
        self.assertIn("there is no node /LM/MSFTPSVC/7 (0x80070003", done.stderr)

    def test_get_of_a_node_alone_is_enum(self):
        for node in ("MSFTPSVC/1", "MSFTPSVC", "/", "", "MSFTPSVC/1/", "/LM/MSFTPSVC/1/ROOT/"):
            for words in ((), ("--json",)):
                got = self.ctl(*words, "get", node)
                self.assertEqual((got.returncode, got.stdout),
                                 (0, self.ctl(*words, "enum", node).stdout), node)
        # A property of the schema is one, though there is a node of that name; a slash tells.
        node = '<IIsFtpServer Location="/LM/MSFTPSVC/6020"/>\r\n</MBProperty>'
        self.file.write_bytes(SAMPLE.replace("</MBProperty>", node).encode())
        self.assertIn('AnonymousUserName (STRING) "IUSR_A"', self.ctl("get", "MSFTPSVC/6020").stdout)
        self.assertIn("/LM/MSFTPSVC/6020 (IIsFtpServer)", self.ctl("get", "MSFTPSVC/6020/").stdout)

    def test_slashes_may_lean_either_way(self):
        for path in (r"MSFTPSVC\1", r"\LM\MSFTPSVC\1", r"/LM\MSFTPSVC/1", "MSFTPSVC\\1\\"):
            self.assertEqual(self.ctl("enum", path).stdout, self.ctl("enum", "MSFTPSVC/1").stdout)
        self.assertEqual(self.ctl("get", r"MSFTPSVC\AnonymousUserName").stdout,
                         self.ctl("get", "MSFTPSVC/AnonymousUserName").stdout)
        self.put(r"MSFTPSVC\1\AnonymousUserName", "IUSR_B")
        self.ctl("toggle", r"MSFTPSVC\1", "off", "--apply")
        self.assertEqual(self.answer("get", "MSFTPSVC/1/AnonymousUserName")["value"], "IUSR_B")
        self.assertFalse(self.answer("get", "MSFTPSVC/1/AnonymousPasswordSync")["value"])

    def test_delete_takes_one_property_from_one_node_and_says_what_comes_of_it(self):
        before = self.text()
        self.put("MSFTPSVC/1/AnonymousUserName", "IUSR_B")
        done = self.ctl("delete", "MSFTPSVC/1/AnonymousUserName")
        self.assertIn('"IUSR_B" -> "IUSR_A" (inherited from /LM/MSFTPSVC)', done.stdout)
        self.assertIn("Nothing is changed yet", done.stdout)
        self.assertNotEqual(self.text(), before)
        done = self.ctl("delete", "MSFTPSVC/1/AnonymousUserName", "--apply")
        self.assertEqual((done.returncode, self.text()), (0, before), done.stderr)
        done = self.ctl("delete", "MSFTPSVC/1/AnonymousPasswordSync", "--apply")
        self.assertIn('(BOOL) "TRUE" -> "TRUE" (the schema\'s default)', done.stdout)
        self.assertEqual(self.text(), re.sub(r"\r\n\t<Custom.*?/>", "", before, flags=re.S))
        self.assertEqual(self.ctl("delete", "MSFTPSVC/AnonymousUserPass", "--apply").returncode, 0)
        self.assertNotIn(ENCRYPTED, self.text())
        self.assertIn(ENCRYPTED, (self.folder / "MetaBase.xml.bak").read_text())
        done = self.ctl("delete", "MSFTPSVC/1/ServerBindings")
        self.assertIn("-> not set", done.stdout)

    def test_what_cannot_be_deleted_is_said_and_nothing_is_changed(self):
        before = self.text()
        for path, code, said in (
                ("MSFTPSVC/1/AnonymousUserName", 1, "which inherits it from /LM/MSFTPSVC"),
                ("MSFTPSVC/AnonymousOnly", 1, "AnonymousOnly is not set at /LM/MSFTPSVC;"),
                ("MSFTPSVC/1", 2, "/LM/MSFTPSVC/1 is a node: name one of its properties"),
                ("MSFTPSVC/1/", 2, "is a node"),
                ("MSFTPSVC/7/AnonymousUserName", 2, "0x80070003")):
            done = self.ctl("delete", path, "--apply")
            self.assertEqual((done.returncode, self.text()), (code, before), (path, done.stderr))
            self.assertIn(said, done.stderr)

    def test_secrets_are_shown_as_asterisks_whatever_the_schema_says(self):
        for arguments in (("get", "MSFTPSVC/AnonymousUserPass"), ("find", "AnonymousUserPass"),
                          ("--json", "get", "MSFTPSVC/AnonymousUserPass")):
            done = self.ctl(*arguments)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotIn(ENCRYPTED[:16], done.stdout + done.stderr)
        self.assertIn("********", self.ctl("find", "AnonymousUserPass").stdout)
        self.file.write_text(self.text().replace("AnonymousUserPass", "SomeOtherPass"))
        self.assertNotIn(ENCRYPTED[:16], self.ctl("find", "SomeOtherPass").stdout)
        done = self.ctl("find", "AnonymousUserPass", "guess")
        self.assertEqual(done.returncode, 2)

    def test_put_says_what_it_would_do_and_does_it_with_apply(self):
        before = self.text()
        done = self.ctl("put", "MSFTPSVC/AnonymousUserName", "IUSR_B")
        self.assertEqual(done.returncode, 0)
        self.assertIn('"IUSR_A" -> "IUSR_B"', done.stdout)
        self.assertIn("Nothing is changed yet", done.stdout)
        self.assertEqual(self.text(), before)
        self.put("MSFTPSVC/AnonymousUserName", "IUSR_<&\">")
        self.assertEqual(self.text(), before.replace('\tAnonymousUserName="IUSR_A"',
                                                     '\tAnonymousUserName="IUSR_&lt;&amp;&quot;&gt;"'))
        self.assertEqual(self.answer("get", "MSFTPSVC/AnonymousUserName")["value"], "IUSR_<&\">")
        done = self.ctl("put", "MSFTPSVC/AnonymousUserName", "IUSR_<&\">", "--apply")
        self.assertIn("Nothing is changed", done.stdout)

    def test_what_a_file_held_is_kept_beside_it_with_the_same_protection(self):
        backup = self.folder / "MetaBase.xml.bak"
        self.file.chmod(0o640)
        self.ctl("put", "MSFTPSVC/1/AllowAnonymous", "FALSE")
        self.assertFalse(backup.exists())
        for value in ("FALSE", "TRUE"):
            before = self.file.read_bytes()
            self.put("MSFTPSVC/1/AllowAnonymous", value)
            self.assertEqual(backup.read_bytes(), before)
            self.assertEqual(backup.stat().st_mode & 0o777, 0o640)
            self.assertNotEqual(self.file.read_bytes(), before)
        self.assertEqual(len(list(self.folder.iterdir())), 2)

    def test_a_backup_that_cannot_be_kept_changes_nothing(self):
        (self.folder / "MetaBase.xml.bak/in the way").mkdir(parents=True)
        before = self.file.read_bytes()
        done = self.ctl("put", "MSFTPSVC/1/AllowAnonymous", "FALSE", "--apply")
        self.assertEqual(done.returncode, 3)
        self.assertIn("no backup is kept, and nothing is changed", done.stderr)
        self.assertEqual(self.file.read_bytes(), before)

    def test_a_new_property_comes_where_iis_would_write_it(self):
        before = self.text()
        self.put("MSFTPSVC/AnonymousOnly", "true")
        self.assertEqual(self.text(), before.replace(
            '\t\tAnonymousUserName', '\t\tAnonymousOnly="TRUE"\r\n\t\tAnonymousUserName', 1))
        self.file.write_bytes(before.encode())
        self.put("MSFTPSVC/1/ROOT/AllowAnonymous", "0")
        self.assertEqual(self.text(), before.replace(
            '"/LM/MSFTPSVC/1/ROOT"', '"/LM/MSFTPSVC/1/ROOT"\r\n\t\tAllowAnonymous="FALSE"'))

    def test_a_custom_property_is_changed_where_it_stands(self):
        before = self.text()
        self.put("MSFTPSVC/1/AnonymousPasswordSync", "off")
        self.assertEqual(self.text(), before.replace('Value="TRUE"', 'Value="FALSE"'))

    def test_a_list_has_its_strings_on_lines_of_their_own(self):
        schema = self.folder / "MBSchema.xml"
        schema.write_text('<MetaData><Collection><Property InternalName="ServerBindings" ID="1023" '
                          'Type="MULTISZ" Attributes="INHERIT" DefaultValue=""/></Collection>'
                          '</MetaData>')
        answer = self.answer("get", "MSFTPSVC/1/ServerBindings")
        self.assertEqual(answer["value"], [":21:", ":2121:"])
        before = self.text()
        self.put("MSFTPSVC/1/ServerBindings", ":80:", ":8080:", "a b")
        self.assertEqual(self.text(), before.replace(
            ':21:\r\n\t\t\t:2121:', ':80:\r\n\t\t\t:8080:\r\n\t\t\ta b'))
        self.assertEqual(self.answer("get", "MSFTPSVC/1/ServerBindings")["value"],
                         [":80:", ":8080:", "a b"])

    def test_what_is_not_inherited_is_the_default_below(self):
        (self.folder / "MBSchema.xml").write_text(
            '<MetaData><Collection><Property InternalName="ServerBindings" ID="1023" Type="STRING" '
            'Attributes="NO_ATTRIBUTES" DefaultValue=":none:"/><Property InternalName="Own" '
            'ID="77" Type="STRING" Attributes="NO_ATTRIBUTES"/></Collection></MetaData>')
        answer = self.answer("get", "MSFTPSVC/1/ROOT/ServerBindings")
        self.assertEqual((answer["value"], answer["source"]), (":none:", "default"))
        said = self.ctl("get", "MSFTPSVC/1/ROOT/ServerBindings").stdout
        self.assertIn("and not inherited; the schema's default", said)
        custom = '<Custom Name="Mine" ID="70000" Value="x" Type="STRING" Attributes="{}"/>\r\n\t<Custom'
        for words, code in (("INHERIT", 0), ("NO_ATTRIBUTES", 1)):
            self.file.write_bytes(SAMPLE.replace("<Custom", custom.format(words)).encode())
            self.assertEqual(self.ctl("get", "MSFTPSVC/1/Mine").returncode, 0)
            self.assertEqual(self.ctl("get", "MSFTPSVC/1/ROOT/Mine").returncode, code, words)

    def test_two_nodes_of_one_location_are_refused_by_put(self):
        node = '<IIsFtpServer Location="/LM/msftpsvc/1"/>\r\n</MBProperty>'
        self.file.write_bytes(SAMPLE.replace("</MBProperty>", node).encode())
        before = self.text()
        done = self.ctl("put", "MSFTPSVC/1/AllowAnonymous", "TRUE", "--apply")
        self.assertEqual(done.returncode, 2)
        self.assertIn("each Location once", done.stderr)
        self.assertEqual(self.text(), before)

    def test_a_value_of_the_wrong_type_is_refused(self):
        before = self.text()
        for path, value in (("MSFTPSVC/AllowAnonymous", "perhaps"),
                            ("MSFTPSVC/AppPoolIdentityType", "4294967296"),
                            ("MSFTPSVC/AnonymousUserName", "two\nlines")):
            done = self.ctl("put", path, value, "--apply")
            self.assertEqual(done.returncode, 2, path)
            self.assertIn("expected", done.stderr)
        self.assertEqual(self.ctl("put", "MSFTPSVC/AllowAnonymous", "TRUE", "TRUE").returncode, 2)
        self.assertEqual(self.text(), before)

    def test_a_secret_comes_by_standard_input_alone(self):
        done = self.ctl("put", "MSFTPSVC/AnonymousUserPass", "geheim", "--force", "--apply")
        self.assertEqual(done.returncode, 2)
        self.assertIn("standard input", done.stderr)
        self.assertNotIn("geheim", done.stderr)
        done = self.ctl("put", "MSFTPSVC/AnonymousUserPass", "-", "--force", "--apply",
                        input="geheim\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("geheim", done.stdout)
        self.assertIn('AnonymousUserPass="geheim"', self.text())

    def test_an_encrypted_secret_is_overwritten_only_when_told_to(self):
        before = self.text()
        done = self.ctl("put", "MSFTPSVC/AnonymousUserPass", "-", "--apply", input="geheim\n")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--force", done.stderr)
        self.assertEqual(self.text(), before)

    def test_toggle_goes_through_the_four_states_of_q259353(self):
        self.file.write_text(self.text().replace(ENCRYPTED, "random"))
        steps = [("off", "state 1 (on, with a password) -> state 2 (off, with a password)"),
                 ("on", "state 2 (off, with a password) -> state 3 (on, without a password)"),
                 ("off", "state 3 (on, without a password) -> state 4 (off, without a password"),
                 ("on", "state 4 (off, without a password")]
        for turn, expected in steps:
            before = self.text()
            planned = self.ctl("toggle", "MSFTPSVC", turn)
            self.assertEqual(self.text(), before)
            done = self.ctl("toggle", "MSFTPSVC", turn, "--apply")
            self.assertEqual(done.returncode, 0, done.stderr)
            for said in (planned.stdout, done.stdout):
                self.assertIn(expected, said)
                self.assertEqual("Warning: turning synchronization on deletes AnonymousUserPass" in said,
                                 expected.startswith("state 2"))
            sync = self.answer("get", "MSFTPSVC/AnonymousPasswordSync")["value"]
            self.assertEqual(sync, turn == "on")
        self.assertNotIn("AnonymousUserPass", self.text())
        again = self.ctl("toggle", "MSFTPSVC", "on", "--apply")
        self.assertIn("already (state 3 of Q259353", again.stdout)

    def test_it_works_on_a_machine_folder_and_on_nothing_else(self):
        machine = Machine(self)
        self.assertIn(ACCOUNT, machine.ctl("find", "AnonymousUserName").stdout)
        done = run(IISSUBACTL, "find", "AnonymousUserName")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--machine", done.stderr)


class Random(unittest.TestCase):
    """Random metabases, read by ElementTree: what is in force at each node, by the documentation."""

    NAMES = {"AnonymousUserName": 6020, "LogonMethod": 6013, "AllowAnonymous": 5005, "Own": 70001}
    VALUES = {"AnonymousUserName": ("IUSR_A", "a<b&c"), "LogonMethod": ("0", "3"),
              "AllowAnonymous": ("TRUE", "FALSE"), "Own": ("x", "y")}
    PLACES = ("/", "/LM", "/LM/A", "/LM/A/1", "/LM/A/1/ROOT", "/LM/A/2", "/LM/AB")

    def write(self, chosen, file):
        root = ElementTree.Element("configuration")
        properties = ElementTree.SubElement(root, "MBProperty")
        for place in chosen.sample(self.PLACES, len(self.PLACES)):  # in any order
            node = ElementTree.SubElement(properties, "IIsObject", Location=place)
            for name, number in self.NAMES.items():
                kind = chosen.choice(("none", "none", "attribute", "custom", "local"))
                value = chosen.choice(self.VALUES[name])
                if kind == "attribute":
                    node.set(name, value)
                elif kind != "none":
                    ElementTree.SubElement(node, "Custom", Name=name, ID=str(number), Value=value,
                                           Type="STRING",
                                           Attributes="INHERIT" if kind == "custom" else "NO_ATTRIBUTES")
        ElementTree.ElementTree(root).write(file, "utf-8", xml_declaration=True)

    def expected(self, file):
        """What each node has: its own, and what is handed down to it, from whom."""
        nodes = {n.get("Location"): n for n in ElementTree.parse(file).getroot().find("MBProperty")}
        found = {}
        for place in self.PLACES:
            there = found[place] = {}
            steps = [p for p in self.PLACES if p == "/" or place == p or place.startswith(p + "/")]
            for step in sorted(steps, key=len):
                for name in self.NAMES:
                    if nodes[step].get(name) is not None:
                        there[name] = (nodes[step].get(name), step)
                for custom in nodes[step]:
                    if step == place or custom.get("Attributes") == "INHERIT":
                        there[custom.get("Name")] = (custom.get("Value"), step)
        return found

    def listed(self, file):
        done = run(IISSUBACTL, "--metabase", file, "--json", "enum", "--all")
        self.assertEqual(done.returncode, 0, done.stderr)
        nodes = json.loads(done.stdout)["nodes"]
        return {n["node"]: {p["property"]: (str(p["value"]).upper() if isinstance(p["value"], bool)
                                            else str(p["value"]), p["from"])
                            for p in n["properties"]} for n in nodes}

    def test_enum_is_what_the_documentation_says_and_delete_leaves_the_rest(self):
        chosen = random.Random(5)
        deleted = 0
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "MetaBase.xml"
            for _ in range(int(os.environ.get("LISTINGS", 15))):
                self.write(chosen, file)
                before = self.expected(file)
                self.assertEqual(self.listed(file), before)
                place, name = chosen.choice(self.PLACES), chosen.choice(sorted(self.NAMES))
                path = ("" if place == "/" else place) + "/" + name
                done = run(IISSUBACTL, "--metabase", file, "delete", path, "--apply")
                own = before[place].get(name, ("", ""))[1] == place
                self.assertEqual(done.returncode, 0 if own else 1, (path, done.stderr))
                after = self.expected(file)
                self.assertEqual(self.listed(file), after)
                self.assertNotEqual(after[place].get(name, ("", ""))[1], place)
                others = {(p, n): v for p in before for n, v in before[p].items() if n != name}
                self.assertEqual(others, {(p, n): v for p in after for n, v in after[p].items()
                                          if n != name})
                deleted += own
        self.assertGreater(deleted, 2)


class Touching(unittest.TestCase):
    """A removal and an insertion that begin at one place."""

    NODES = """<configuration>
<MBProperty>
<IIsFtpService Location="/LM/MSFTPSVC" AllowAnonymous="TRUE" AnonymousUserPass="secret"
\t\tAnonymousPasswordSync="FALSE"/>
<IIsFtpServer Location="/LM/MSFTPSVC/1"
\t\tAllowAnonymous="TRUE"
\t\tAnonymousUserPass="secret"
\t\tServerComment="x"
\t>
</IIsFtpServer>
</MBProperty>
</configuration>
"""

    def test_synchronization_on_removes_the_password_and_nothing_else(self):
        for head, end in ((b"", b"\n"), (b'\xef\xbb\xbf<?xml version ="1.0"?>\r\n', b"\r\n")):
            with self.subTest(head=head):
                machine = Machine(self, "full")
                text = head + self.NODES.encode().replace(b"\n", end)
                machine.file("MetaBase.xml").write_bytes(text)
                done = machine.ctl("toggle", "MSFTPSVC/1", "on", "--apply")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(machine.file("MetaBase.xml").read_bytes(), text.replace(
                    b'AllowAnonymous="TRUE"' + end + b'\t\tAnonymousUserPass="secret"' + end
                    + b"\t\tServer",
                    b'AllowAnonymous="TRUE"' + end + b'\t\tAnonymousPasswordSync="TRUE"' + end
                    + b"\t\tServer"))


class Broken(unittest.TestCase):
    def test_what_is_no_metabase_is_refused_with_its_line(self):
        cases = [("<configuration>\n<MBProperty>\n<A/>", ":3: expected Location"),
                 ('<configuration>\n<MBProperty><A Location="/x"><B/>', ":2: expected <Custom>"),
                 ("<other/>", ":1: expected <configuration>"),
                 ('<?xml version="1.0" encoding="iso-8859-1"?><configuration/>', "expected UTF-8"),
                 ("<configuration>", "expected well-formed XML"), ("", "expected well-formed XML")]
        with tempfile.TemporaryDirectory() as folder:
            for text, expected in cases:
                file = Path(folder) / "MetaBase.xml"
                file.write_text(text)
                for command in (("find", "AnonymousUserName"), ("get", "X/AnonymousUserName"),
                                ("put", "X/AnonymousUserName", "y", "--apply"),
                                ("toggle", "X", "on", "--apply")):
                    done = run(IISSUBACTL, "--metabase", file, *command)
                    self.assertEqual(done.returncode, 2, (text, command))
                    self.assertIn(expected, done.stderr)
                    self.assertEqual(file.read_text(), text)

    def test_utf_16_without_its_mark_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "MetaBase.xml"
            file.write_bytes(SAMPLE[1:].encode("utf-16-le"))
            done = run(IISSUBACTL, "--metabase", file, "find", "AnonymousUserName")
            self.assertEqual(done.returncode, 2)
            self.assertIn("expected UTF-8, or UTF-16 with its mark", done.stderr)

    def test_a_schema_that_is_none_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "MetaBase.xml").write_bytes(SAMPLE.encode())
            for text in ("<x/>", "<MetaData>", '<MetaData><Property InternalName="A" ID="1" '
                                               'Type="NEW"/></MetaData>'):
                (Path(folder) / "MBSchema.xml").write_text(text)
                done = run(IISSUBACTL, "--metabase", Path(folder) / "MetaBase.xml", "find", "A")
                self.assertEqual(done.returncode, 2)
                self.assertRegex(done.stderr, r"MBSchema.xml:\d+: expected")


@unittest.skipUnless(REAL.exists() and SCHEMA.exists(), "the real metabase is not at hand")
class Real(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="iissuba-metabase."))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.file = self.folder / "MetaBase.xml"
        self.file.write_bytes(REAL.read_bytes())

    def ctl(self, *arguments):
        return run(IISSUBACTL, "--metabase", self.file, "--schema", SCHEMA, *arguments)

    def test_the_four_questions(self):
        self.assertEqual(self.ctl("find", "AnonymousUserName").stdout,
                         '/LM/W3SVC  "IUSR_OVAL-IIS6-A"\n')
        self.assertEqual(self.ctl("get", "W3SVC/AnonymousUserName").stdout,
                         'AnonymousUserName (STRING) "IUSR_OVAL-IIS6-A"\n'
                         'set at this node, /LM/W3SVC\n')
        self.assertEqual(self.ctl("get", "W3SVC/1/ROOT/AnonymousUserName").stdout,
                         'AnonymousUserName (STRING) "IUSR_OVAL-IIS6-A"\n'
                         'not set at /LM/W3SVC/1/ROOT; inherited from /LM/W3SVC\n')
        self.assertEqual(self.ctl("get", "W3SVC/AnonymousUserPass").stdout,
                         'AnonymousUserPass (STRING) ******** (encrypted by its own server)\n'
                         'set at this node, /LM/W3SVC\n')

    def test_after_a_put_only_that_attribute_differs(self):
        done = self.ctl("put", "W3SVC/AnonymousUserName", "IUSR_NEW", "--apply")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.file.read_bytes(), REAL.read_bytes().replace(
            b'AnonymousUserName="IUSR_OVAL-IIS6-A"', b'AnonymousUserName="IUSR_NEW"'))

    def test_every_property_that_the_file_sets_is_understood(self):
        nodes = re.findall(r'<\w+\s+Location\s*="([^"]*)"(.*?)\n\s*>', REAL.read_text("utf-8-sig"),
                           re.S)
        types = set()
        seen = 0
        for location, attributes in nodes:
            for name, raw in re.findall(r'\n\s+(\w+)="([^"]*)"', attributes):
                if location == ".":
                    continue
                path = ("" if location == "/" else location) + "/" + name
                done = self.ctl("--json", "get", path)
                self.assertEqual(done.returncode, 0, (path, done.stderr))
                answer = json.loads(done.stdout)
                self.assertEqual((answer["source"], answer["property"]), ("here", name))
                self.assertNotEqual(answer["type"], "unknown", path)
                types.add(answer["type"])
                seen += 1
                plain = raw.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">") \
                    .replace("&quot;", '"')
                if isinstance(answer["value"], list):
                    plain = [line.strip("\t ") for line in plain.splitlines()]
                    self.assertEqual(answer["value"], plain, path)
                elif isinstance(answer["value"], str):
                    self.assertEqual(answer["value"], plain, path)
        self.assertGreater(seen, 200)
        self.assertLessEqual({"STRING", "DWORD", "BOOL", "MULTISZ", "MIMEMAP", "NTACL",
                              "IPSECLIST"}, types)

    def test_every_type_and_default_of_the_schema_is_understood(self):
        defined = {}
        for line in SCHEMA.read_text("utf-8-sig").splitlines():
            if "<Property" in line and ' ID="' in line.replace("\t", " "):
                value = dict(re.findall(r'(\w+)\s*="([^"]*)"', line))
                if "ID" in value and "Type" in value:
                    defined.setdefault(value["InternalName"], value)
        self.assertGreater(len(defined), 250)
        for name, value in list(defined.items())[::7]:
            done = self.ctl("--json", "get", f"W3SVC/{name}")
            answer = json.loads(done.stdout)
            self.assertEqual(answer["type"], value["Type"], name)
            if answer["source"] == "default" and isinstance(answer["value"], str):
                self.assertEqual(answer["value"].split(), value.get("DefaultValue", "").split())

    def test_an_encrypted_secret_is_never_shown(self):
        for name in ("AnonymousUserPass", "WAMUserPass", "AdminACL", "SessionKey"):
            for json_too in ((), ("--json",)):
                done = self.ctl(*json_too, "find", name)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertNotRegex(done.stdout, "496346|49634b")


class Big(unittest.TestCase):
    """100,000 nodes: memory in proportion to what is kept, not to the file."""

    NODES = 100_000

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="iissuba-big."))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        machine = cls.folder / "machine"
        assert run(HOSTSIM, "init", machine, "--kind", "full").returncode == 0
        cls.machine = machine
        text = (machine / "MetaBase.xml").read_text("utf-8-sig")
        filler = "".join(f'\t\tFiller{i}="{"x" * 60}"\n' for i in range(8))
        with open(machine / "MetaBase.xml", "w", encoding="utf-8-sig", newline="") as out:
            head, tail = text.split("</MBProperty>")
            out.write(head)
            for i in range(cls.NODES):
                own = '\t\tAnonymousUserName="IUSR_SERVERNAME"\n' if i % 1000 == 0 else ""
                out.write(f'<IIsFtpVirtualDir\tLocation ="/LM/MSFTPSVC/1/ROOT/d{i}"\n{own}{filler}\t>\n'
                          "</IIsFtpVirtualDir>\n")
            out.write("</MBProperty>" + tail)

    def peak(self, *arguments):
        """The exit code, the output, and the most memory in bytes."""
        done = run("/usr/bin/env", "python3", "-c",
                   "import resource,subprocess,sys;c=subprocess.call(sys.argv[1:]);"
                   "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr);"
                   "sys.exit(c)", IISSUBACTL, "--machine", self.machine, *arguments,
                   # Where the address sanitizer is in it, that keeps what was given back.
                   env={**os.environ, "ASAN_OPTIONS": "quarantine_size_mb=1"})
        return done.returncode, done.stdout, int(done.stderr.split()[-1]) * 1024

    def test_find_and_check_keep_little(self):
        size = (self.machine / "MetaBase.xml").stat().st_size
        self.assertGreater(size, 60_000_000)
        code, out, peak = self.peak("find", "AnonymousUserName")
        self.assertEqual((code, len(out.splitlines())), (0, 101))
        self.assertLess(peak, size / 2)
        code, out, peak = self.peak("check")
        self.assertEqual(code, 0, out[-2000:])
        self.assertIn("1 node checked, 0 with findings.", out)
        self.assertLess(peak, size / 2)

    def test_progress_is_shown_on_a_terminal_alone(self):
        shown, code = run_on_terminal(IISSUBACTL, "--machine", self.machine, "find", "AnonymousOnly")
        self.assertEqual(code, 0)
        self.assertRegex(shown, r"MetaBase.xml: \d+ %\r +\r/LM")
        done = run(IISSUBACTL, "--machine", self.machine, "find", "AnonymousOnly")
        self.assertEqual(done.stderr, "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
