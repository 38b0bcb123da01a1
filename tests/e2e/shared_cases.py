"""Machine folders as people met them, which lie beside the tree (../shared/cases): each gives what
its README says is right. Where they are not there, each is left out by its name.

A case is a row of CASES: its folder, and a function that gets the test and a copy of the folder."""
import json
import shlex
import shutil
import tempfile
import unittest
from pathlib import Path

from form_cases import CASES as FORM_CASES
from support import IISSUBACTL, PACKAGE, SOURCE, run

SHARED_CASES = SOURCE.parent / "shared/cases"


def check(test, folder, *arguments):
    """iissubactl check: the exit code, and the nodes of the answer by name."""
    done = run(IISSUBACTL, "--machine", folder, "check", "--json", *arguments)
    test.assertEqual(done.stderr, "")
    return done.returncode, {node["node"]: node for node in json.loads(done.stdout)["nodes"]}


def causes(node):
    return [finding["cause"] for finding in node["findings"]]


def account_with_a_blank(test, folder):
    code, nodes = check(test, folder)
    test.assertEqual(code, 1)
    findings = {f["cause"]: f for f in nodes["/LM/MSFTPSVC/1"]["findings"]}
    test.assertEqual(findings["workstations"]["mend"], 'net user "web anon" /workstations:*')
    for finding in findings.values():
        test.assertNotIn("web", shlex.split(finding["mend"]), finding)


def web_sync_off_no_local_right(test, folder):
    code, nodes = check(test, folder)
    test.assertEqual((code, causes(nodes["/LM/W3SVC/1"])), (0, []))
    metabase = folder / "MetaBase.xml"
    metabase.write_text(metabase.read_text().replace(
        'AnonymousPasswordSync="FALSE"', 'AnonymousPasswordSync="FALSE" LogonMethod="0"'))
    code, nodes = check(test, folder)
    test.assertEqual((code, causes(nodes["/LM/W3SVC/1"])), (1, ["no-local-right"]))


def web_sync_off_no_network_right(test, folder):
    code, nodes = check(test, folder)
    test.assertEqual((code, causes(nodes["/LM/W3SVC/1"])), (1, ["no-network-right"]))
    test.assertEqual(nodes["/LM/W3SVC/1"]["logon"], "STATUS_LOGON_TYPE_NOT_GRANTED")


def password_unknown_mend(test, folder):
    code, nodes = check(test, folder)
    node = nodes["/LM/W3SVC/1"]
    test.assertEqual((code, node["logon"], node["tried"]), (4, "not tried", False))
    test.assertEqual(causes(node), ["password-unknown"])
    test.assertNotIn("--force", node["findings"][0]["mend"])
    done = run(IISSUBACTL, "--machine", folder, "check")
    test.assertIn("not tried: only this server's IIS can read", done.stdout)
    test.assertNotIn("WRONG_PASSWORD", done.stdout)


def upgraded_from_iis5(test, folder):
    code, nodes = check(test, folder)
    node = nodes["/LM/W3SVC/1"]
    test.assertEqual(code, 1)
    test.assertLessEqual({"not-registered", "no-process-allowed"}, set(causes(node)))
    mends = {finding["mend"] for finding in node["findings"]}
    test.assertEqual(mends, {f"iissubactl --machine {folder} toggle /LM/W3SVC/1 off --apply"})
    done = run("/bin/sh", "-c", *mends, env={"PATH": str(IISSUBACTL.parent)})
    test.assertEqual(done.returncode, 0, done.stderr)
    test.assertEqual(check(test, folder)[0], 0)


def crash_on_audit_fail(test, folder):
    code, nodes = check(test, folder)
    test.assertEqual((code, causes(nodes["/LM/MSFTPSVC/1"])), (1, ["audit-log-full"]))
    test.assertEqual(nodes["/LM/MSFTPSVC/1"]["logon"], "STATUS_AUDIT_FAILED")


def sound_at(location):
    def judge(test, folder):
        code, nodes = check(test, folder)
        test.assertEqual(list(nodes), [location])
        test.assertEqual((code, causes(nodes[location])), (0, []))
        test.assertTrue(nodes[location]["granted"])
    return judge


def auth_value_with_dll(test, folder):
    sound_at("/LM/MSFTPSVC/1")(test, folder)
    status = run(IISSUBACTL, "--machine", folder, "status")
    test.assertEqual(status.returncode, 0, status.stdout)
    registered = run(IISSUBACTL, "--machine", folder, "register")
    test.assertIn("Nothing was changed", registered.stdout)


CASES = {
    "password-unknown-mend": password_unknown_mend,
    "upgraded-from-iis5": upgraded_from_iis5,
    "account-with-a-blank": account_with_a_blank,
    "auth-value-with-dll": auth_value_with_dll,
    "crash-on-audit-fail": crash_on_audit_fail,
    "iis5-isolation-mode": sound_at("/LM/W3SVC/1"),
    "info-templates": sound_at("/LM/MSFTPSVC/1"),
    "web-sync-off-no-local-right": web_sync_off_no_local_right,
    "web-sync-off-no-network-right": web_sync_off_no_network_right,
    **FORM_CASES,
}


class SharedCases(unittest.TestCase):
    """Each row becomes a test of this class, below."""


def as_test(name, judge):
    @unittest.skipUnless((SHARED_CASES / name).is_dir(), f"{name} is not beside the tree")
    def test(self):
        parent = Path(tempfile.mkdtemp(prefix="iissuba-case."))
        self.addCleanup(shutil.rmtree, parent)
        folder = Path(shutil.copytree(SHARED_CASES / name, parent / name))
        folder.chmod(0o700)
        for file in folder.iterdir():
            file.chmod(0o600)  # as a server has them
        (folder / "System32").mkdir(exist_ok=True)
        shutil.copy(PACKAGE, folder / "System32")
        judge(self, folder)
    return test


for row, function in CASES.items():
    setattr(SharedCases, "test_" + row.replace("-", "_"), as_test(row, function))

if __name__ == "__main__":
    unittest.main(verbosity=2)
