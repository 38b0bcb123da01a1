"""hostsim probe's reports for other programs: each is read by a consumer of its form, and says what --json says."""
import json
import os
import re
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

from html_page import HtmlPage, assert_a_browser_shows
from support import BUILD, HOSTSIM, PACKAGE, needs, run

WRONG = BUILD / "packages/wrong.so"
DEBIANS_PYTHON = "/usr/bin/python3"
JUNIT_READER = """
import json, sys, junitparser
suite, = junitparser.JUnitXml.fromfile(sys.argv[1])
failed = [c.name for c in suite if any(isinstance(r, junitparser.Failure) for r in c.result)]
print(json.dumps([suite.tests, suite.failures, suite.skipped, failed]))
"""
# A breach, what is not robust, and what is unwise.
BUGS = ("outputs-set", "hostile-levels", "user-flags")


def probe(*arguments, bug=""):
    return run(HOSTSIM, "probe", *arguments, env={**os.environ, "WRONG": bug})


class Reports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """One probe a bug, of which all forms are made but for what goes to standard output."""
        cls.folder = tempfile.TemporaryDirectory(prefix="iissuba-reports.")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.answers = {}
        for bug in ("", *BUGS):
            junit, page = (Path(cls.folder.name) / f"{bug}.{form}" for form in ("xml", "html"))
            done = probe(WRONG, "--response", "cleartext", "--json", "--junit", junit, "--html", page,
                         bug=bug)
            assert done.returncode in (0, 1), done.stderr
            cls.answers[bug] = (json.loads(done.stdout), junit, page)

    def each(self):
        for bug, answer in self.answers.items():
            with self.subTest(bug=bug):
                yield answer

    def test_junit_says_what_json_says(self):
        for answer, junit, _ in self.each():
            suite, = ElementTree.parse(junit).getroot()
            self.assertEqual(suite.get("name"), str(WRONG))
            cases = {c.get("name"): c for c in suite}
            self.assertEqual(list(cases), [c["name"] for c in answer["checks"]])
            for check in answer["checks"]:
                case = cases[check["name"]]
                self.assertEqual(case.get("classname"), check["area"])
                kinds = [child.tag for child in case]
                self.assertEqual(kinds, {"pass": [], "skip": ["skipped"], "warn": ["system-out"],
                                         "fail": ["failure"]}[check["result"]])
                if kinds == ["failure"]:
                    self.assertEqual(case[0].get("message"), check["got"])
                    self.assertIn(f"replay: {check['replay']}", case[0].text)
            results = [c["result"] for c in answer["checks"]]
            self.assertEqual([int(suite.get(n)) for n in ("tests", "failures", "skipped")],
                             [len(results), results.count("fail"), results.count("skip")])
        self.assertIn("fail", [c["result"] for c in self.answers[BUGS[0]][0]["checks"]])

    @unittest.skipUnless(run(DEBIANS_PYTHON, "-c", "import junitparser").returncode == 0,
                         "python3-junitparser is not installed")
    def test_a_consumer_reads_junit(self):
        for answer, junit, _ in self.each():
            done = run(DEBIANS_PYTHON, "-c", JUNIT_READER, junit)
            self.assertEqual(done.returncode, 0, done.stderr)
            results = [c["result"] for c in answer["checks"]]
            self.assertEqual(json.loads(done.stdout), [
                len(results), results.count("fail"), results.count("skip"),
                [c["name"] for c in answer["checks"] if c["result"] == "fail"]])

    @needs("prove")
    def test_prove_reads_tap(self):
        """TAP::Parser, Perl's own: a plan that is kept, numbers in order, and the same failures."""
        for bug in ("", BUGS[0]):
            script = Path(self.folder.name) / "probe.sh"
            script.write_text(f"exec '{HOSTSIM}' probe '{WRONG}' --response cleartext --tap\n")
            done = run("prove", "--exec", "sh", "--merge", "--verbose", script, env={**os.environ, "WRONG": bug})
            failed = [n for n, c in enumerate(self.answers[bug][0]["checks"], 1) if c["result"] == "fail"]
            self.assertEqual(done.returncode == 0, not failed, done.stdout[-2000:])
            self.assertNotIn("Parse errors", done.stdout)
            if failed:
                self.assertIn(f"Failed {len(failed)}/{len(self.answers[bug][0]['checks'])} subtests",
                              done.stdout)

    def test_github_gets_an_annotation_a_finding(self):
        for bug in ("", BUGS[0], BUGS[1]):
            answer = self.answers[bug][0]
            done = probe(WRONG, "--response", "cleartext", "--github", bug=bug)
            lines = done.stdout.splitlines()
            self.assertEqual(len(lines), len(answer["findings"]))
            for line, finding in zip(lines, answer["findings"]):
                kind, title, message = re.fullmatch(r"::(error|warning|notice) title=([^:,]*)::(.*)",
                                                    line).groups()
                self.assertEqual(kind, "error" if finding["result"] == "fail" else
                                 "notice" if finding["grade"] == "unwise" else "warning")
                whole = message.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
                self.assertEqual(whole.split("\n")[0], finding["cause"])
                self.assertIn(f"\nexpected: {finding['expected']}\n", whole)
                self.assertTrue(title.endswith(f"%3A {finding['grade']}"), title)

    def test_the_page_says_what_json_says_and_runs_nothing(self):
        for answer, _, path in self.each():
            text = path.read_text("utf-8")
            page = HtmlPage(self, text)
            self.assertEqual(page.rows[-len(answer["checks"]):],
                             [[c["name"], c["area"], c["grade"], c["got"]] for c in answer["checks"]])
            for finding in answer["findings"]:
                for part in (finding["cause"], finding["expected"], finding["source"], finding["replay"]):
                    if part:
                        self.assertIn(" ".join(part.split()), page.text())
            self.assertFalse(page.tags & {"script", "link", "img", "iframe", "object", "form", "a"})
            self.assertFalse({n for _, n, _ in page.attributes if n.startswith("on") or n in ("src", "href", "style")})

    def test_a_package_s_name_and_words_stay_text(self):
        with tempfile.TemporaryDirectory() as folder:
            package = Path(folder) / "a&<b>\"'.so"
            package.write_bytes(b"no library <i>\x1b[2J")
            junit, page = Path(folder) / "report.xml", Path(folder) / "report.html"
            done = probe(package, "--junit", junit, "--html", page)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertEqual(ElementTree.parse(junit).getroot()[0].get("name"), str(package))
            self.assertIn(str(package), HtmlPage(self, page.read_text()).text())
            self.assertFalse(HtmlPage(self, page.read_text()).tags & {"b", "i"})

    def baseline(self, bug, change=lambda report: None):
        """The --json report of a bug as a baseline's file, changed."""
        report = json.loads(json.dumps(self.answers[bug][0]))
        change(report)
        path = Path(self.folder.name) / f"baseline-{len(os.listdir(self.folder.name))}.json"
        path.write_text(json.dumps(report))
        return path

    def probe_only(self, bug, *arguments):
        """The checks in which the bugs show, asked fast."""
        return probe(WRONG, "--response", "cleartext", "--only", bug, *arguments, bug=bug)

    def test_what_a_baseline_has_fails_nothing_and_is_shown_as_accepted(self):
        bug = BUGS[0]
        baseline = self.baseline(bug)
        junit, page = (Path(self.folder.name) / f"accepted.{form}" for form in ("xml", "html"))
        done = self.probe_only(bug, "--baseline", baseline, "--json", "--junit", junit, "--html", page)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        answer = json.loads(done.stdout)
        cause, = [f["cause"] for f in answer["findings"]]
        self.assertEqual({f["result"] for f in answer["findings"]}, {"accepted"})
        self.assertEqual([c["result"] for c in answer["checks"] if c["grade"] == "breach"], ["accepted"])
        self.assertEqual((answer["counts"]["breach"], answer["counts"]["accepted"]), (1, 1))
        suite, = ElementTree.parse(junit).getroot()
        self.assertEqual((suite.get("failures"), suite.get("skipped")), ("0", "1"))
        skipped, = suite.iter("skipped")
        self.assertTrue(skipped.get("message").startswith("accepted: "), skipped.get("message"))
        shown = HtmlPage(self, page.read_text())
        self.assertIn(f"{cause} (accepted)", shown.text())
        self.assertIn("breach (accepted)", [row[2] for row in shown.rows if len(row) == 4])
        said = {form: self.probe_only(bug, "--baseline", baseline, *form) for form in ((), ("--tap",), ("--github",))}
        self.assertEqual({d.returncode for d in said.values()}, {0})
        self.assertIn(f"  breach      {cause} (accepted)\n", said[()].stdout)
        self.assertIn("accepted findings: 1\n", said[()].stdout)
        self.assertRegex(said[("--tap",)].stdout, rf"(?m)^not ok \d+ - {bug} # TODO accepted: breach: ")
        self.assertRegex(said[("--github",)].stdout, r"^::notice title=[^:]*breach \(accepted\)::")

    def test_what_is_new_worse_or_of_another_export_is_not_accepted(self):
        bug = BUGS[0]

        def graded(report):
            report["findings"][0]["grade"] = "robustness"

        def exported(report):
            report["findings"][0]["exports"] = ["Msv1_0SubAuthenticationFilter"]

        def caused(report):
            report["findings"][0]["cause"] += "!"

        for baseline in (self.baseline(""), *(self.baseline(bug, c) for c in (graded, exported, caused))):
            done = self.probe_only(bug, "--baseline", baseline, "--json")
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertEqual([f["result"] for f in json.loads(done.stdout)["findings"]], ["fail"])

    def test_a_strict_baseline_accepts_what_is_not_robust(self):
        bug = BUGS[1]
        for baseline, code in ((self.baseline(bug), 0), (self.baseline(""), 1)):
            done = self.probe_only(bug, "--strict", "--baseline", baseline, "--json")
            self.assertEqual(done.returncode, code, done.stderr)

    def test_a_crash_is_known_by_its_place_whatever_the_file_is_called(self):
        first = self.probe_only("level-0", "--json")
        self.assertEqual(first.returncode, 0, first.stderr)
        crashed = probe(WRONG, "--response", "cleartext", "--only", "level-0", "--json", bug="crash")
        report = json.loads(crashed.stdout)
        place = report["findings"][0]["place"]
        self.assertEqual(crashed.returncode, 1)
        offset = place.removeprefix("wrong.so")
        for now, code in ((f"a (1).dll{offset}", 0), ("wrong.so+0x1", 1), ("a.dll+0x1 (its_export+0x5)", 1)):
            text = crashed.stdout.replace(place, now)
            path = Path(self.folder.name) / "crash.json"
            path.write_text(text)
            done = probe(WRONG, "--response", "cleartext", "--only", "level-0", "--baseline", path, bug="crash")
            self.assertEqual(done.returncode, code, done.stdout)

    def test_a_baseline_that_is_no_report_is_named_with_the_place(self):
        path = Path(self.folder.name) / "no.json"
        finding = {"cause": "x", "grade": "breach", "place": None, "exports": []}
        for text, place in (("{\n", ":2: expected JSON"), ("[]", ": expected a report"), ('{"findings": 1}', ": expected a report"),
                            ('{"findings": [], "findings": []}', ":1: expected each JSON key once"),
                            *((json.dumps({"findings": [finding, {**finding, key: 1}]}), f": findings[1].{key}: expected")
                              for key in finding), ('{"findings": [1]}', ": findings[0]: expected an object"),
                            (json.dumps({"findings": [{**finding, "exports": [1]}]}), ": findings[0].exports: expected texts"),
                            (json.dumps({"findings": [{**finding, "grade": "bad"}]}), ": findings[0].grade: expected")):
            path.write_text(text)
            done = probe(PACKAGE, "--only", "exports", "--baseline", path)
            self.assertEqual((done.returncode, done.stdout), (2, ""), text)
            self.assertIn(f"{path}{place}", done.stderr)
        done = probe(PACKAGE, "--only", "exports", "--baseline", "/none")
        self.assertEqual((done.returncode, "/none" in done.stderr), (2, True))
        path.write_text(json.dumps(self.answers[""][0]), "utf-16")
        self.assertEqual(probe(PACKAGE, "--only", "exports", "--baseline", path).returncode, 0)

    def test_what_is_skipped_is_counted_by_area_and_named_on_demand(self):
        answer = self.answers[""][0]
        skipped = [c for c in answer["checks"] if c["result"] == "skip"]
        short, whole = (probe(WRONG, "--response", "cleartext", *v).stdout for v in ((), ("-v",)))
        lines = [line.split(None, 1)[1] for line in short.splitlines() if line.startswith("skipped ")]
        areas = [c["area"] for c in skipped]
        self.assertEqual(lines, [f"{a}: {areas.count(a)}" for a in dict.fromkeys(areas)])
        lines = [line.split(None, 1)[1] for line in whole.splitlines() if line.startswith("skipped ")]
        self.assertEqual(lines, [f"{c['name']}: {c['got']}" for c in skipped])
        self.assertEqual(probe(WRONG, "-v", "--json").returncode, 2)

    def test_list_names_every_check_without_a_package(self):
        done = run(HOSTSIM, "probe", "--list")
        self.assertEqual(done.returncode, 0, done.stderr)
        listed = [re.split("  +", line)[:2] for line in done.stdout.splitlines()]
        self.assertEqual(listed, [[c["name"], c["area"]] for c in self.answers[""][0]["checks"]])
        self.assertEqual(run(HOSTSIM, "probe").returncode, 2)

    def test_a_report_that_cannot_be_written_is_an_error(self):
        for option in ("--junit", "--html"):
            for path in ("/dev/full", self.folder.name, "/none/report"):
                done = probe(PACKAGE, "--only", "exports", option, path)
                self.assertNotIn(done.returncode, (0, 1), done.stdout)
                self.assertIn(f"{path}: it cannot be written", done.stderr)

    @needs("chromium")
    def test_a_browser_shows_the_page(self):
        assert_a_browser_shows(self, self.answers[BUGS[0]][2])


if __name__ == "__main__":
    unittest.main(verbosity=2)
