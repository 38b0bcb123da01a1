"""Nothing that a credential check does depends on a secret: no branch, no address (memcheck's word)."""
import unittest

from cost import FORMS
from support import BUILD, SOURCE, needs, run


@needs("valgrind")
class Secrecy(unittest.TestCase):
    maxDiff = None  # all that memcheck says

    def test_no_branch_and_no_address_depends_on_an_owf_or_on_what_is_presented(self):
        for number, form in enumerate(FORMS):
            for password, answer in (("right", "proven"), ("wrong", "not proven")):
                with self.subTest(form=form, password=password):
                    done = run("valgrind", "--quiet", "--error-exitcode=9",
                               f"--suppressions={SOURCE / 'tests/e2e/secrecy.supp'}",
                               BUILD / "units/secrecy", number, password)
                    self.assertEqual((done.returncode, done.stdout, done.stderr),
                                     (0, answer + "\n", ""))


if __name__ == "__main__":
    unittest.main(verbosity=2)
