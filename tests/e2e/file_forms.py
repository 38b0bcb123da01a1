#!/usr/bin/env python3
"""Files of every legal form (form_generators.py) are read as what they say, or refused for the reason
that is documented; what the project writes back is read again as the same.

IISSUBA_FORMS: how many files of each kind; 300 where it is not set. IISSUBA_FORMS_SEED: which."""
import json
import os
import random
import re
import subprocess
import tempfile
import unittest

import form_generators as forms
from support import BUILD

COUNT = int(os.environ.get("IISSUBA_FORMS", "300"))
SEED = int(os.environ.get("IISSUBA_FORMS_SEED", "1"))
LINES = {"no such": "no such account", "already": "secret already", "messages": "messages",
         "secrets": "no hashes of an account"}


def ranges(text):
    """The lines that "2, 4-6" names."""
    numbers = []
    for part in text.split(", "):
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


class FileForms(unittest.TestCase):
    def answers(self, kind, code_page, files):
        """What forms.c makes of files."""
        given = b"".join(b"%s %d\n%s" % (kind.encode(), len(data), data) for data in files)
        if kind == "hashes":
            accounts = forms.SAM.encode()
            given = b"accounts %d\n%s" % (len(accounts), accounts) + given
        with tempfile.TemporaryDirectory(prefix="iissuba-e2e.") as folder:
            done = subprocess.run([BUILD / "units/forms", folder], input=given, check=True,
                                  capture_output=True, timeout=3000,
                                  env={**os.environ, "IISSUBA_CODE_PAGE": str(code_page)})
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        return answers[1:] if kind == "hashes" else answers

    def each(self, kind, generator, check):
        """COUNT files, in each code page alike; how many were refused is checked too."""
        refused = 0
        pages = forms.CODE_PAGES
        for at, page in enumerate(pages):
            rng = random.Random(SEED * 1000 + at)
            made = [generator(rng, page) for _ in range(COUNT // len(pages))]
            answers = self.answers(kind, page, [data for data, _ in made])
            self.assertEqual(len(answers), len(made))
            for (data, expected), answer in zip(made, answers):
                refused += expected[0] == "refused"
                with self.subTest(kind=kind, page=page, file=data):
                    self.compare(expected, answer, check)
        self.assertLess(COUNT // 20, refused)

    def compare(self, expected, answer, check):
        if expected[0] == "refused":
            self.assertIn("error", answer, expected)
            self.assertIn(expected[2], answer["error"])
            if expected[1] is not None:
                self.assertRegex(answer["error"], f"^file:{expected[1]}: ")
        else:
            self.assertNotIn("error", answer)
            self.assertTrue(answer.get("again", True), answer.get("why"))
            check(expected, answer)

    def test_registry(self):
        def check(expected, answer):
            self.assertEqual(forms.registry_read(answer["read"]), expected[1])
        self.each("registry", forms.registry, check)

    def test_dumps(self):
        def check(expected, answer):
            self.assertEqual(answer["read"], expected[1])
            said = {}
            for why, words in LINES.items():
                found = re.search(words + r" \(line ([^)]*)\)", answer["notices"])
                if found:
                    said[why] = ranges(found.group(1))
            self.assertEqual(said, expected[2])
        self.each("hashes", forms.hashes, check)

    def test_templates(self):
        def check(expected, answer):
            model = dict(expected[1])
            unknown = model.pop("unknown")
            rights = {name: [h.strip() for h in holders.split(",") if h.strip()]
                      for name, holders in answer["rights"].items()}
            read = {key: answer[key] for key in ("threshold", "guest", "audit")}
            self.assertEqual({**read, "rights": rights}, model)
            self.assertEqual([int(n) for n in re.findall(r"file:(\d+): \[N", answer["notices"],
                                                         re.I)], unknown)
        self.each("template", forms.template, check)

    def test_metabases(self):
        def check(expected, answer):
            self.assertEqual(answer["read"], expected[1])
        self.each("metabase", forms.metabase, check)

    def test_sam(self):
        def check(expected, answer):
            self.assertEqual(answer["read"], expected[1])
        self.each("sam", forms.sam, check)


if __name__ == "__main__":
    unittest.main(verbosity=2)
