"""No text can ruin a file: what MetaBase.xml or a .reg file cannot hold is refused before anything
is written, and what is written reads back as it was given, by Python's own expat too.

Sources: XML 1.0 (section 2.2, Char; 2.11, line ends; 3.3.3, attributes), RFC 3629.
"""
import os
import re
import subprocess
import unittest
import xml.etree.ElementTree

from support import ACCOUNT, HOSTSIM, IISSUBACTL, Machine

# What XML's Char does not have, and bytes that are no UTF-8: a lone surrogate, an overlong form.
NOT_XML = [chr(c).encode() for c in range(1, 32) if chr(c) not in "\t\n\r"] + \
    ["\uFFFE".encode(), "\uFFFF".encode(), b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xc0\xaf", b"\xff"]
# What is text, however odd. XML reads it as it is.
TEXT = ["&<>\"'", "]]>", "a&#10;b", "&amp;", "\x7f", "\x85", "\u2028", "\uFEFF", "\uFFFD", "é€",
        "\U0001FFFE", "\U0010FFFF", "  a  ", "<!--", "%s%n"]


def run_bytes(*words, given=b""):
    return subprocess.run([os.fsencode(w) for w in words], input=given, capture_output=True,
                          timeout=60)


class Ruin(unittest.TestCase):
    def setUp(self):
        self.machine = Machine(self, "full")

    def ctl(self, *words, given=b""):
        return run_bytes(IISSUBACTL, "--machine", self.machine.path, *words, given=given)

    def refused(self, *words, given=b"", code=2):
        before = self.machine.snapshot()
        done = self.ctl(*words, given=given)
        self.assertEqual(done.returncode, code, (words, given, done.stdout, done.stderr))
        self.assertEqual(self.machine.snapshot(), before, (words, given))
        return done.stderr

    def read(self, node, attribute):
        """By Python's expat alone."""
        tree = xml.etree.ElementTree.parse(self.machine.file("MetaBase.xml"))
        return next(e.get(attribute) for e in tree.iter() if e.get("Location") == node)

    def test_put_refuses_what_xml_cannot_hold(self):
        for text in NOT_XML + [b"\r", b"\n", b"\t"]:
            self.refused("put", "MSFTPSVC/1/ServerComment", b"a" + text + b"b", "--apply")

    def test_sync_refuses_what_xml_cannot_hold(self):
        for text in NOT_XML + [b"\r", b"\0"]:
            said = self.refused("sync", "Anonymous", ACCOUNT, "--apply",
                                given=b"a" + text + b"b\n", code=2)
            self.assertNotIn(b"a" + text + b"b", said)

    def test_what_put_and_sync_write_reads_back_as_it_was_given(self):
        for text in TEXT:
            done = self.ctl("put", "MSFTPSVC/1/ServerComment", text.encode(), "--apply")
            self.assertEqual(done.returncode, 0, (text, done.stderr))
            self.assertEqual(self.read("/LM/MSFTPSVC/1", "ServerComment"), text)
            secret = text.strip() + "\t!"
            done = self.ctl("sync", "Anonymous", ACCOUNT, "--apply", given=secret.encode() + b"\n")
            self.assertEqual(done.returncode, 0, (text, done.stderr))
            self.assertEqual(self.read("/LM/MSFTPSVC", "AnonymousUserPass"), secret)
            self.assertEqual(self.machine.sam_account(ACCOUNT)["password"], secret)

    def test_a_nul_in_a_secret_is_refused_and_not_cut_off(self):
        for given in (b"a\0bcdef\n", b"\0\n", b"abc\0\n", b"abc\0"):
            said = self.refused("set", "somebody", given=given)
            self.assertIn(b"NUL", said)
            self.refused("put", "MSFTPSVC/AnonymousUserPass", "-", "--apply", given=given)

    def test_one_line_end_is_no_part_of_a_secret_and_a_carriage_return_is_refused(self):
        for given in (b"abc\r\r\n", b"a\rb\n", b"\rabc\n", b"abc\r\r"):
            self.assertIn(b"carriage return", self.refused("set", "somebody", given=given))
        for given in (b"abc\n", b"abc\r\n", b"abc", b"abc\r"):
            self.assertEqual(self.ctl("set", ACCOUNT, given=given).returncode, 0, given)
            code, _ = self.machine.logon(password="abc")
            self.assertEqual(code, 0, given)

    def test_a_name_that_the_registry_cannot_keep_is_refused(self):
        for text in NOT_XML + [b"\n", b"\r", b"\t"]:
            if text not in ("\uFFFE".encode(), "\uFFFF".encode()):
                self.refused("set", b"a" + text + b"b", "--no-secret")
        self.refused("stack", b"sufficient\nmetabase")

    def test_a_schema_whose_names_are_no_names_ruins_nothing(self):
        for name in ('A" B="', "A B", "A>", "1", "A/"):
            schema = self.machine.file("MBSchema.xml")
            escaped = name.replace('"', "&quot;").replace(">", "&gt;")
            schema.write_text(
                '<?xml version="1.0"?><MetaData><DatabaseMeta><Collection InternalName="MetabaseBa'
                'seClass"></Collection><Collection InternalName="IIsConfigObject"><Property '
                f'InternalName="{escaped}" ID="9999" Type="STRING" UserType="IIS_MD_UT_SERVER" '
                'Attributes="INHERIT"/></Collection></DatabaseMeta></MetaData>')
            done = self.ctl("put", "MSFTPSVC/9999", "x", "--apply")
            self.assertNotEqual(done.returncode, 0, (name, done.stdout))
            xml.etree.ElementTree.parse(self.machine.file("MetaBase.xml"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
