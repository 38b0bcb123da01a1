"""No control character and no escape of a file reaches a terminal raw, whatever prints it.

ECMA-48's control functions begin with C0 and C1; Unicode's UAX #9 has those that turn text around.
"""
import json
import os
import re
import subprocess
import unittest

from support import ACCOUNT, HOSTSIM, IISSUBACTL, Machine, run_on_terminal

RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# XML can hold C1 and what turns text around; JSON and arguments hold ESC too.
IN_XML = "a\x9b31mred\x85\u202etxt\u2066b\x7f"
EVIL = "\x1b]0;title\x07\x1b[2J" + IN_XML


class Terminal(unittest.TestCase):
    def printed(self, *words, given=""):
        done = subprocess.run([os.fsencode(w) for w in words], input=given.encode(),
                              capture_output=True, timeout=60)
        text = (done.stdout + done.stderr).decode()  # it is UTF-8, whatever it tells of
        self.assertEqual(RAW.findall(text), [], (words, text))
        return text

    def test_what_metabase_and_registry_hold_is_printed_without_control_characters(self):
        machine = Machine(self, "full")
        machine.edit("MetaBase.xml", 'ServerComment="FTP Site 1"', f'ServerComment="{IN_XML}"')
        machine.edit("MetaBase.xml", "</MBProperty>",
                     f'<IIsWebService Location="/LM/{IN_XML}" AnonymousUserName="u{IN_XML}">'
                     "</IIsWebService></MBProperty>")
        ctl = [IISSUBACTL, "--machine", machine.path]
        for words in (["find", "ServerComment"], ["get", "MSFTPSVC/1/ServerComment"],
                      ["find", "AnonymousUserName"], ["import"], ["check"], ["list"],
                      ["put", "MSFTPSVC/1/ServerComment", "x"], ["status"],
                      ["toggle", IN_XML, "off"], ["sync", "Anonymous", "u" + IN_XML]):
            self.printed(*ctl, *words)
        for words in (["find", "ServerComment"], ["check"], ["get", "MSFTPSVC/1/ServerComment"]):
            json.loads(self.printed(*ctl, *words, "--json"))
        shown = self.printed(*ctl, "get", "MSFTPSVC/1/ServerComment")
        self.assertIn(r"a\u009b31mred\u0085\u202etxt\u2066b\u007f", shown)
        value = json.loads(self.printed(*ctl, "get", "MSFTPSVC/1/ServerComment", "--json"))
        self.assertEqual(value["value"], IN_XML)

    def test_what_a_fault_quotes_of_a_file_is_printed_without_control_characters(self):
        machine = Machine(self, "full")
        for name, old, new in (("MetaBase.xml", "<MBProperty>", f'<MBProperty><A Location="{IN_XML}"/>'),
                               ("MetaBase.xml", "<configuration", f"<\x9bconfiguration"),
                               ("registry.reg", '"Auth132"', f'"{EVIL}"=nothing\n"Auth132"'),
                               ("sam.json", '"rid"', '"\\u001b[2J\\u009b": 1, "rid"'),
                               ("secpol.inf", "LockoutBadCount = 5", f"LockoutBadCount = {EVIL}")):
            saved = machine.file(name).read_bytes()
            machine.edit(name, old, new)
            for words in ([IISSUBACTL, "--machine", machine.path, "check"],
                          [IISSUBACTL, "--machine", machine.path, "status"],
                          [IISSUBACTL, "--machine", machine.path, "find", "Path"],
                          [HOSTSIM, "logon", "--machine", machine.path, "--user", "x"]):
                self.printed(*words)
            machine.file(name).write_bytes(saved)

    def test_arguments_and_bytes_that_are_no_utf_8_are_printed_without_control_characters(self):
        machine = Machine(self, "full")
        for text in (EVIL.encode(), b"\x9b2J", b"a\xffb", b"\xe2\x82", b"\xf0\x9f\x9b\n\x9b"):
            for words in (["set", text, "--no-secret"], [text], ["--machine", text, "list"],
                          ["find", text], ["import", text], ["--" + text.decode("latin-1"), "list"]):
                self.printed(IISSUBACTL, "--machine", machine.path, *words)
            for words in (["logon", "--machine", machine.path, "--user", text], [text],
                          ["logon", "--machine", text, "--user", "x"], ["init", machine.path, text]):
                self.printed(HOSTSIM, *words)

    def test_what_is_ours_stays_on_a_terminal_and_text_stays_text(self):
        machine = Machine(self)
        shown, _ = run_on_terminal(IISSUBACTL, "--machine", machine.path, "check")
        self.assertIn("\033[31m", shown)
        machine.edit("MetaBase.xml", 'ServerComment="FTP Site 1"', 'ServerComment="Größe €𝄞"')
        self.assertIn("Größe €𝄞", self.printed(IISSUBACTL, "--machine", machine.path, "get",
                                               "MSFTPSVC/1/ServerComment"))

    def test_events_log_stays_utf_8_and_a_line_stays_a_line(self):
        machine = Machine(self, "full")
        for text in (b"a\xffb", b"\xe2\x82", "é".encode() * 3000, EVIL.encode(), b"a\nb"):
            subprocess.run([os.fsencode(w) for w in (HOSTSIM, "ftp-login", "--machine", machine.path,
                                                     "--site", "1", text)], input=b"x", timeout=60,
                           capture_output=True)
            subprocess.run([os.fsencode(w) for w in (HOSTSIM, "logon", "--machine", machine.path,
                                                     "--user", text)], input=b"", timeout=60,
                           capture_output=True)
        log = machine.file("events.log").read_bytes().decode()
        self.assertEqual([c for c in RAW.findall(log)], [])
        for line in log.splitlines():
            self.assertRegex(line, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\t")


if __name__ == "__main__":
    unittest.main(verbosity=2)
