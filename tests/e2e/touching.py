"""Edits whose places touch, held against a second editor: all orders of up to four attributes, and
all sets of up to four edits of them.

The second editor takes a tag apart into its attributes, changes that list, and puts it together
again; ours patches bytes. What both follow is shim/metabase/metabase_edit.h and how IIS 6.0 writes
the file: an attribute a line, two tabs before it, in the order of their names behind Location.
"""
import itertools
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree
from pathlib import Path

from support import BUILD

NAMES = ("AllowAnonymous", "AnonymousPasswordSync", "AnonymousUserName", "AnonymousUserPass")
OLD = {"AllowAnonymous": "TRUE", "AnonymousPasswordSync": "FALSE", "AnonymousUserName": "old",
       "AnonymousUserPass": "a &amp; b"}
NEW = {"AllowAnonymous": "FALSE", "AnonymousPasswordSync": "TRUE", "AnonymousUserName": "",
       "AnonymousUserPass": "<\"new\">"}
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
BEFORE = ('\ufeff<?xml version="1.0"?>{e}<!-- kept -->{e}<configuration xmlns="urn:x">{e}'
          '<MBProperty>{e}<IIsFtpServer Location="/LM/A" AllowAnonymous="TRUE"/>{e}')
AFTER = "{e}</MBProperty>{e}</configuration>{e}"


class Tag:
    """An element's start, taken apart: [white space, name, value as it stands]."""

    def __init__(self, line_end, attributes, end):
        self.line_end, self.attributes, self.end = line_end, attributes, end

    def __str__(self):
        return "<IIsFtpServer" + "".join(f'{space}{name}="{value}"'
                                         for space, name, value in self.attributes) + self.end

    def edited(self, edits):
        """edits: name to value; None removes."""
        out = [list(attribute) for attribute in self.attributes]
        added = []
        for name, value in edits.items():
            text = None if value is None else "".join(ESCAPES.get(c, c) for c in value)
            here = [a for a in out if a[1] == name]
            for attribute in here:
                attribute[2] = text
            if not here and text is not None:
                behind = max(i for i, a in enumerate(out)
                             if a[1] == "Location" or a[1].lower() < name.lower())
                added.append((behind, name, text))
        for behind, name, text in sorted(added, reverse=True):
            out.insert(behind + 1, [self.line_end + "\t\t", name, text])
        return Tag(self.line_end, [a for a in out if a[2] is not None], self.end)


def edit_sets(names):
    """Every set of edits: each name left alone, set, or removed."""
    for choice in itertools.product(("leave", "set", "remove"), repeat=len(names)):
        edits = {n: NEW[n] if c == "set" else None for n, c in zip(names, choice) if c != "leave"}
        if edits:
            yield edits


class Touching(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="iissuba-edits."))
        self.addCleanup(shutil.rmtree, self.folder)

    def hold(self, cases):
        """cases: old text, edits as lines, expected text."""
        cases = list(cases)
        script = []
        for i, (old, edits, _) in enumerate(cases):
            path = self.folder / str(i)
            path.write_bytes(old.encode())
            script.append("\n".join([str(path), *edits, "", ""]))
        done = subprocess.run([BUILD / "units/edits"], input="".join(script).encode(),
                              capture_output=True, timeout=300)
        self.assertEqual((done.returncode, done.stdout.decode(), done.stderr), (0, "", b""))
        for i, (old, edits, expected) in enumerate(cases):
            text = (self.folder / f"{i}.out").read_bytes().decode()
            self.assertEqual(text, expected, (old, edits))
            xml.etree.ElementTree.fromstring(text.encode())
        return len(cases)

    def attribute_cases(self):
        arrangements = [order for many in range(len(NAMES) + 1)
                        for order in itertools.permutations(NAMES, many)]
        turn = 0
        for order in arrangements:
            for edits in edit_sets(NAMES):
                turn += 1
                end = "\r\n" if turn % 2 else "\n"
                space = (end + "\t\t", " ", end + "\t\t\t ")[turn % 3]
                attributes = [[space, name, OLD[name]] for name in order]
                place = 0 if turn % 5 else turn // 5 % (len(order) + 1)
                attributes.insert(place, [" ", "Location", "/LM/B"])
                close = (end + "\t>" + end + "</IIsFtpServer>", "/>", " ></IIsFtpServer>")[turn % 7 % 3]
                tag = Tag(end, attributes, close)
                lines = [f"/LM/B\t{n}\t" + ("-" if v is None else "=" + v)
                         for n, v in edits.items()]
                lines = lines[::-1] if turn % 4 == 0 else lines
                frame = BEFORE.format(e=end), AFTER.format(e=end)
                yield (str(tag).join(frame), lines, str(tag.edited(edits)).join(frame))

    def test_all_orders_and_sets_of_four_attributes(self):
        self.assertEqual(self.hold(self.attribute_cases()), 65 * 80)

    def custom_cases(self):
        for order in itertools.permutations((9001, 9002, 9003)):
            for choice in itertools.product(("leave", "set", "remove"), repeat=3):
                edits = {n: "new" if c == "set" else None
                         for n, c in zip((9001, 9002, 9003), choice) if c != "leave"}
                end = "\r\n" if sum(order[:2]) % 2 else "\n"

                def element(number, value):
                    return (f'{end}\t<Custom{end}\t\tName="UnknownName_{number}"{end}\t\tID="{number}"'
                            f'{end}\t\tValue="{value}"{end}\t\tType="STRING"{end}\t\t'
                            f'UserType="IIS_MD_UT_SERVER"{end}\t\tAttributes="INHERIT"{end}\t/>')

                def text(values):
                    head = f'<IIsFtpServer Location="/LM/B"{end}\t>'
                    return (BEFORE.format(e=end) + head + "".join(
                        element(n, v) for n, v in values if v is not None) +
                        f"{end}</IIsFtpServer>" + AFTER.format(e=end))
                yield (text([(n, "old") for n in order]),
                       [f"/LM/B\t{n}\t" + ("-" if v is None else "=" + v)
                        for n, v in edits.items()],
                       text([(n, edits.get(n, "old")) for n in order]))

    def test_all_orders_and_sets_of_three_elements(self):
        self.assertEqual(self.hold(self.custom_cases()), 6 * 27)


if __name__ == "__main__":
    unittest.main(verbosity=2)
