"""How iissubactl check shows what it found: the table, causes grouped, details, the tree, and the page."""
import json
import os
import re
import unittest

from html_page import HtmlPage, assert_a_browser_shows
from support import ACCOUNT, BUILD, IISSUBACTL, Machine, needs, run, width

COLUMNS = ["Site", "Account", "Sends", "Store", "SAM", "Lockout", "Sync", "Verdict"]
ENCRYPTED = "4963446270000000220000004000000031b103f72f60cf45"


def cells(line, starts):
    """A line's cells, by the columns where the heading's begin."""
    found, at, used = [""], 0, 0
    for character in line:
        while at + 1 < len(starts) and used >= starts[at + 1]:
            found.append("")
            at += 1
        found[-1] += character
        used += width(character)
    return [cell.strip() for cell in found + [""] * (len(starts) - len(found))]


def sites(text):
    return "".join(f'<IIsFtpServer Location="/LM/MSFTPSVC/{n}" {attributes}/>'
                   for n, attributes in text.items()) + "</MBProperty>"


class Checked(unittest.TestCase):
    def machine(self, **other_sites):
        machine = Machine(self, "full")
        given = {n.lstrip("site"): attributes for n, attributes in other_sites.items()}
        machine.edit("MetaBase.xml", "</MBProperty>", sites(given))
        return machine

    def check(self, machine, *arguments, columns=None):
        environment = {k: v for k, v in os.environ.items() if k != "COLUMNS"}
        environment.update({} if columns is None else {"COLUMNS": str(columns)})
        done = run(IISSUBACTL, "--machine", machine.path, "check", *arguments, env=environment)
        self.assertIn(done.returncode, (0, 1, 4), done.stderr)
        return done.stdout

    def table(self, shown):
        lines = shown.split("\nStore, SAM:")[0].splitlines()
        starts = [lines[0].index(name) for name in COLUMNS]
        return [cells(line, starts) for line in lines[1:]]


class Shown(Checked):
    def test_the_table_is_what_json_says_a_line_a_site(self):
        machine = self.machine(
            site2='AnonymousUserPass="another one"', site3='AnonymousUserName="IUSR_OLD"',
            site4='AnonymousPasswordSync="FALSE"', site5=f'AnonymousUserPass="{ENCRYPTED}"',
            site6='AnonymousUserName="日本語"', site7='AnonymousUserName="u\u0308mlaut"',
            site8='AnonymousUserPass=""')
        machine.account(bad_password_count=2)
        answer = json.loads(self.check(machine, "--json"))
        rows = self.table(self.check(machine))
        marks = {"same": "=", "other": "x", "none": "-", "unknown": "?"}
        self.assertEqual(len(rows), 8)
        numbers = {}
        for number, cause in enumerate(answer["causes"], 1):
            for node in cause["nodes"]:
                numbers.setdefault(node, []).append(str(number))
        for row, node in zip(rows, answer["nodes"]):
            verdict = "granted" if node["granted"] else "refused" if node["tried"] else "not tried"
            found = numbers.get(node["node"], [])
            self.assertEqual(row, [
                node["node"].removeprefix("/LM/"), node["account"], node["presented"],
                marks[node["stored"]], marks[node["sam"]],
                "-" if not node["in_sam"] else "2 of 5", "on" if node["sync"] else "off",
                verdict + (f" ({','.join(found)})" if found else "")], node["node"])
        said = {row[0]: row[2:5] for row in rows}
        self.assertEqual([said[f"MSFTPSVC/{n}"] for n in (1, 2, 3, 5, 8)], [
            ["password", "=", "="], ["password", "x", "x"], ["password", "-", "-"],
            ["encrypted", "?", "?"], ["nothing", "x", "x"]])

    def test_lockout_is_no_a_count_or_locked(self):
        machine = Machine(self, "full")
        for changes, said in (({}, "no"), ({"bad_password_count": 3}, "3 of 5"),
                              ({"lockout_time": "2999-01-01T00:00:00Z", "bad_password_count": 5},
                               "locked")):
            machine.account(**changes)
            self.assertEqual(self.table(self.check(machine))[0][5], said)
        machine.edit("secpol.inf", "LockoutBadCount = 5", "LockoutBadCount = 0")
        machine.account(lockout_time=None)
        self.assertEqual(self.table(self.check(machine))[0][5], "no")

    def test_it_is_no_wider_than_the_terminal_where_that_can_be(self):
        machine = self.machine(site2='AnonymousUserName="an account with quite a long name of its own"',
                               site3='AnonymousUserName="' + "語" * 30 + '"')
        whole = self.check(machine)
        self.assertIn("an account with quite a long name of its own", whole)
        for columns in (80, 100, 160):
            lines = self.check(machine, columns=columns).split("\nStore, SAM:")[0].splitlines()
            self.assertLessEqual(max(map(width, lines)), columns)
            self.assertEqual(lines[0].split(), COLUMNS)
            self.assertTrue(columns == 160 or any("..." in line for line in lines))
            self.assertEqual([line.split("  ")[-1].strip() for line in lines],
                             [line.split("  ")[-1].strip() for line in whole.splitlines()[:len(lines)]])
        self.assertLessEqual(max(map(width, self.check(Machine(self, "full"), columns=80).splitlines())), 80)

    def test_one_cause_is_said_once_with_its_nodes_and_its_mends(self):
        machine = self.machine(site2="", site3="", site4='AnonymousUserName="IUSR_OLD"',
                               site5='AnonymousUserName="IUSR_OLD"')
        machine.account(flags=["USER_NORMAL_ACCOUNT", "USER_ACCOUNT_DISABLED"])
        shown = self.check(machine)
        self.assertEqual(shown.count("disabled: "), 1)
        self.assertRegex(shown, r"disabled: .*\n   at MSFTPSVC/1, MSFTPSVC/2, MSFTPSVC/3\n"
                                r"   evidence: .*\n   mend on the server: net user \w+ /active:yes\n")
        self.assertEqual(shown.count("other-computer: "), 1)
        for site in (4, 5):
            self.assertRegex(shown, rf"\n   at MSFTPSVC/{site}\n   mend: .*"
                                    rf"put /LM/MSFTPSVC/{site}/AnonymousUserName {ACCOUNT}")
        causes = {c["cause"]: c for c in json.loads(self.check(machine, "--json"))["causes"]}
        self.assertEqual(causes["disabled"]["nodes"], [f"/LM/MSFTPSVC/{n}" for n in (1, 2, 3)])
        self.assertEqual(len(causes["disabled"]["mends"]), 1)
        self.assertEqual(len(causes["other-computer"]["mends"]), 2)

    def test_details_come_with_v_alone(self):
        machine = self.machine(site2='AnonymousUserPass="another one"')
        line = f"/LM/MSFTPSVC/2  {ACCOUNT}  synchronization on  logon STATUS_WRONG_PASSWORD"
        self.assertNotIn(line, self.check(machine))
        for option in ("-v", "--verbose"):
            self.assertIn(line, self.check(machine, option))

    def test_the_tree_is_drawn_where_there_is_room_or_with_v(self):
        machine = self.machine(site2='AnonymousUserName="IUSR_OLD"')
        tree = re.escape("""
/
`-- LM
    `-- MSFTPSVC  AnonymousUserName "IUSR_SERVERNAME"
        |         AnonymousUserPass ********
        |         AnonymousPasswordSync "TRUE"
        |         AllowAnonymous "TRUE"
        |         AnonymousOnly "FALSE"
        |-- 1     (sets nothing itself)
        `-- 2     AnonymousUserName "IUSR_OLD"
""")
        for columns, option, drawn in ((99, None, False), (None, None, False), (100, None, True),
                                       (40, "-v", True), (None, "-v", True)):
            shown = self.check(machine, *([option] if option else []), columns=columns)
            self.assertEqual(bool(re.search(tree, shown)), drawn, (columns, option, shown))

    def test_without_a_metabase_the_enrolled_accounts_are_judged(self):
        machine = Machine(self, "full")
        machine.file("MetaBase.xml").unlink()
        before = machine.snapshot()
        done = machine.ctl("check")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("the enrolled accounts are judged", done.stderr)
        self.assertEqual(self.table(done.stdout),
                         [["(enrolled)", ACCOUNT, "as stored", "=", "=", "no", "on", "granted"]])
        self.assertEqual(machine.snapshot(), before)
        for changes, cause in ((dict(workstations="OTHER"), "workstations"),
                               (dict(account_expires="2001-01-01"), "expired"),
                               (dict(groups=["Administrators"]), "administrator")):
            other = Machine(self, "full")
            other.file("MetaBase.xml").unlink()
            other.account(**changes)
            answer = json.loads(other.ctl("check", "--json").stdout)
            (only,) = answer["nodes"]
            self.assertEqual((only["node"], [f["cause"] for f in only["findings"]]), (None, [cause]))
            self.assertEqual(only["granted"], cause == "administrator")
        self.assertEqual(machine.ctl("check", "MSFTPSVC/1").returncode, 2)

    def test_of_an_enrolled_account_the_package_and_its_store_are_judged(self):
        machine = Machine(self, "full")
        machine.file("MetaBase.xml").unlink()

        def judged():
            done = machine.ctl("check", "--json")
            node = json.loads(done.stdout)["nodes"][0]
            return done.returncode, node["logon"], [f["cause"] for f in node["findings"]]

        machine.account(password="another")  # synchronization is on: SAM is not asked
        self.assertEqual(judged(), (0, "granted", []))
        self.assertEqual(self.table(machine.ctl("check").stdout)[0][3:5], ["=", "x"])
        machine.ctl("set", ACCOUNT, "--no-secret")
        code, _, causes = judged()
        self.assertEqual((code, causes), (1, ["no-secret"]))
        machine.ctl("set", ACCOUNT, "--sync", "off", input="one\n")
        self.assertEqual(judged(), (4, "not tried", ["password-unknown"]))
        machine.ctl("set", ACCOUNT, input="one\n")
        machine.ctl("set", "nobody", input="one\n")
        answer = json.loads(machine.ctl("check", "--json").stdout)
        gone = next(n for n in answer["nodes"] if n["account"] == "nobody")
        self.assertEqual([f["cause"] for f in gone["findings"]], ["account-missing"])
        self.assertTrue(gone["findings"][0]["mend"].endswith("remove nobody"))
        mend = run("sh", "-c", gone["findings"][0]["mend"],
                   env={**os.environ, "PATH": f"{BUILD}:{os.environ['PATH']}"})
        self.assertEqual(mend.returncode, 0, mend.stderr)
        self.assertEqual(judged(), (0, "granted", []))
        machine.edit("registry.reg", '"Auth132"="IISSUBA"\r\n', "")
        self.assertEqual(judged()[2], ["not-registered"])
        machine.ctl("remove", ACCOUNT)
        done = machine.ctl("check")
        self.assertEqual((done.returncode, done.stdout),
                         (1, "There is no metabase, and no account is enrolled.\n"))


class Page(Checked):
    def page(self, machine, *arguments):
        path = machine.parent / "page.html"
        self.check(machine, "--html", path, *arguments)
        return path.read_text("utf-8")

    def broken(self):
        machine = self.machine(site2='AnonymousUserPass="another one"',
                               site3='AnonymousUserName="IUSR_OLD"', site4=f'AnonymousUserPass="{ENCRYPTED}"')
        machine.account(flags=["USER_NORMAL_ACCOUNT", "USER_ACCOUNT_DISABLED"])
        return machine

    def test_it_says_what_the_table_says(self):
        machine = self.broken()
        page = HtmlPage(self, self.page(machine))
        shown = self.check(machine, "-v")
        self.assertEqual(page.rows, [COLUMNS, *self.table(shown)])
        for cause in json.loads(self.check(machine, "--json"))["causes"]:
            for part in (cause["cause"], cause["what"], *(m["mend"] for m in cause["mends"])):
                self.assertIn(" ".join(part.split()), page.text())
        self.assertIn("1 sets nothing itself", page.text())

    def test_it_fetches_nothing_runs_nothing_and_tells_no_secret(self):
        machine = self.broken()
        text = self.page(machine)
        page = HtmlPage(self, text)
        self.assertFalse(page.tags & {"script", "link", "img", "iframe", "object", "embed", "form",
                                      "base", "a"})
        for tag, name, value in page.attributes:
            self.assertFalse(name.startswith("on") or name in ("src", "href", "style"), (tag, name))
        self.assertNotRegex(text, r"url\(|@import|://")
        self.assertIn(("meta", "content", "default-src 'none'; style-src 'unsafe-inline'"),
                      page.attributes)
        for secret in (machine.password(), "another one", ENCRYPTED):
            self.assertNotIn(secret, text)

    def test_what_a_file_says_stays_text(self):
        machine = self.machine(site2='AnonymousUserName="&lt;b&gt;&amp;amp;&quot;\'\u202eevil\u0085&lt;/b&gt;"')
        text = self.page(machine)
        self.assertNotIn("b", HtmlPage(self, text).tags)
        self.assertNotRegex(text, "[\u0080-\u009f\u202e]")
        self.assertIn("&lt;b&gt;&amp;amp;&quot;&#39;\\u202eevil\\u0085&lt;/b&gt;", text)

    def test_without_a_metabase_there_is_a_page_too(self):
        machine = Machine(self, "full")
        machine.file("MetaBase.xml").unlink()
        page = HtmlPage(self, self.page(machine))
        self.assertEqual(page.rows[1][:3], ["(enrolled)", ACCOUNT, "as stored"])
        self.assertIn("Enrolled accounts", page.text())

    def test_a_page_that_cannot_be_written_is_exit_3(self):
        machine = Machine(self, "full")
        for path in (machine.parent / "none/page.html", machine.parent, "/dev/full"):
            done = machine.ctl("check", "--html", path)
            self.assertEqual((done.returncode, done.stdout), (3, ""))
            self.assertIn(f"{path}: it cannot be written: ", done.stderr)

    @needs("chromium")
    def test_a_browser_shows_it(self):
        machine = self.broken()
        self.page(machine)
        assert_a_browser_shows(self, machine.parent / "page.html")


if __name__ == "__main__":
    unittest.main(verbosity=2)
