"""A real IIS 6.0 server's metabase, where it is at hand."""
import unittest

from support import SHARED_DATA, Machine

METABASE = SHARED_DATA / "iis6-metabase.xml"


@unittest.skipUnless(METABASE.exists(), "the real metabase is not at hand")
class RealMetabase(unittest.TestCase):
    def test_import_names_what_it_found_and_enrols_nothing_it_cannot_verify(self):
        machine = Machine(self)
        before = machine.snapshot()
        done = machine.ctl("import", METABASE)
        self.assertEqual(done.returncode, 1, done.stderr)
        for said in ("IUSR_OVAL-IIS6-A: not enrolled: only the server that wrote this metabase can "
                     "read its password",
                     "/LM/W3SVC: synchronization on, password encrypted",
                     "IWAM_OVAL-IIS6-A: left out",
                     "0 of 1 anonymous account enrolled.",
                     f"iissubactl --machine {machine.path} set IUSR_OVAL-IIS6-A\n"):
            self.assertIn(said, done.stdout)
        self.assertNotIn("49634462", done.stdout)
        self.assertEqual(machine.snapshot(), before)

    def test_what_it_says_next_mends_it(self):
        machine = Machine(self)
        machine.account(name="IUSR_OVAL-IIS6-A")
        done = machine.ctl("set", "IUSR_OVAL-IIS6-A", input="what the server knows\n")
        self.assertEqual(done.returncode, 0)
        machine.ctl("register")
        code, answer = machine.logon(user="IUSR_OVAL-IIS6-A", password="what the server knows")
        self.assertEqual((code, answer["status_name"]), (0, "STATUS_SUCCESS"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
