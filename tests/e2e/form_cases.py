"""The cases of ../shared/cases that are about the form of a file: dumps, exports of the registry, templates.
A row of CASES is a folder there, and a function that gets the test and a copy of the folder."""
import json

from support import HOSTSIM, IISSUBACTL, run


def log_on(folder, *arguments, password="vagrant"):
    """hostsim logon of the account tester by SAM's own check: exit code, status, standard error."""
    done = run(HOSTSIM, "logon", "--machine", folder, "--user", "tester", "--password-stdin",
               "--no-subauth", "--json", *arguments, input=password)
    return done.returncode, json.loads(done.stdout)["status_name"] if done.stdout else "", done.stderr


def admitted(test, folder):
    test.assertEqual(log_on(folder), (0, "STATUS_SUCCESS", ""))
    test.assertEqual(log_on(folder, password="another")[:2], (1, "STATUS_WRONG_PASSWORD"))


def john_show(test, folder):
    code, _, said = log_on(folder)
    test.assertEqual(code, 2)
    test.assertIn("pwdump.txt:1: ", said)
    test.assertIn("john --show", said)
    test.assertNotIn("VAGRANT", said)


def lm_placeholder(test, folder):
    admitted(test, folder)
    test.assertEqual(log_on(folder, "--response", "lm", password="")[:2],
                     (1, "STATUS_WRONG_PASSWORD"))


def multiline_string(test, folder):
    """Read; written back with the string as it was."""
    done = run(IISSUBACTL, "--machine", folder, "set", "web", "--no-secret")
    test.assertEqual(done.returncode, 0, done.stderr)
    test.assertIn(b'"note"="one\r\ntwo"\r\n', (folder / "registry.reg").read_bytes())


def regedit4(test, folder):
    status = run(IISSUBACTL, "--machine", folder, "status")
    test.assertIn("IISSUBA", status.stdout)
    test.assertNotEqual(status.returncode, 2)
    done = run(IISSUBACTL, "--machine", folder, "set", "web", "--no-secret")
    test.assertEqual(done.returncode, 0)
    test.assertIn("registry.reg was REGEDIT4", done.stderr)
    text = (folder / "registry.reg").read_bytes()
    test.assertTrue(text.startswith(b"\xff\xfe"))
    test.assertIn('"Auth132"="IISSUBA"', text.decode("utf-16"))


def secpol_strings(test, folder):
    """[Privilege Rights] is in force, and there is nothing to be told of [Strings]."""
    accounts = json.loads((folder / "sam.json").read_text())["accounts"]
    secrets = {account["name"]: account.get("password", "") for account in accounts}
    for user, code in (("IUSR_SERVERNAME", 0), ("Administrator", 1)): # Guests alone
        done = run(HOSTSIM, "logon", "--machine", folder, "--user", user, "--type", "interactive",
                   "--no-subauth", "--password-stdin", input=secrets[user])
        test.assertEqual((done.returncode, done.stderr), (code, ""), done.stdout)


CASES = {
    "pwdump-domain-name": admitted,
    "pwdump-john-show": john_show,
    "pwdump-lm-placeholder": lm_placeholder,
    "pwdump-utf16": admitted,
    "pwdump-utf8-bom": admitted,
    "reg-multiline-string": multiline_string,
    "reg-regedit4": regedit4,
    "secpol-strings": secpol_strings,
}
