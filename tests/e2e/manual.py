"""The man pages and --help say the same."""
import re
import subprocess
import unittest

from support import HOSTSIM, IISSUBACTL, SOURCE, needs, run

OPTION = re.compile(r"--[a-z][a-z-]*")


@needs("groff")
class Manual(unittest.TestCase):
    def rendered(self, name):
        page = name if "." in name else f"{name}.1"
        done = subprocess.run(["groff", "-man", "-Tascii", "-P-cbou", "-rLL=200n", "-ww",
                               SOURCE / f"def/man/{page}"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def test_each_option_is_in_both(self):
        for program in (IISSUBACTL, HOSTSIM):
            said = run(program, "--help").stdout
            manual = self.rendered(program.name)
            options = set(OPTION.findall(said))
            self.assertGreater(len(options), 5)
            self.assertEqual(set(OPTION.findall(manual)) - {"--help"}, options - {"--help"},
                             program.name)

    def tagged(self, name, first, last):
        """What stands in bold before a paragraph, between two sections of the source."""
        source = (SOURCE / f"def/man/{name}.1").read_text().replace("\\-", "-")
        section = source.split(f".SH {first}\n")[1].split(f".SH {last}\n")[0]
        return re.findall(r"^\.TP\n\.B (.*)$", section, re.M)

    def test_each_command_of_iissubactl_is_in_both_with_the_same_arguments(self):
        said = run(IISSUBACTL, "--help").stdout.split("Commands:\n")[1].split("\n\n")[0]
        commands = re.findall(r"^  (\S.*)$", said, re.M)
        self.assertGreater(len(commands), 10)
        self.assertEqual(self.tagged("iissubactl", "THE PACKAGE", "OPTIONS"), commands)

    def test_each_option_of_iissubactl_is_in_both_with_its_argument(self):
        said = run(IISSUBACTL, "--help").stdout.split("Options:\n")[1].split("\n\n")[0]
        self.assertEqual(self.tagged("iissubactl", "OPTIONS", "EXIT STATUS"),
                         re.findall(r"^  (\S.*)$", said, re.M))

    def test_each_command_of_hostsim_is_in_both_with_the_same_arguments(self):
        said = run(HOSTSIM, "--help").stdout
        commands = [re.split(r"  +", line.strip())[0]
                    for line in re.findall(r"^  ([a-z].*)$", said, re.M)]
        self.assertEqual(self.tagged("hostsim", "COMMANDS", "OPTIONS OF LOGON"), commands)

    def test_what_the_options_of_logon_take_is_in_both(self):
        said = run(HOSTSIM, "--help").stdout
        manual = self.rendered("hostsim")
        for words in ("cleartext|lm|ntlmv1|ntlm2-session|ntlmv2|lmv2", "network|interactive|network-cleartext|batch|service", "ntlm|kerberos", "2003|2008",
                      "LocalSystem|NetworkService", "ftp-only|full"):
            self.assertIn(words, said)
            self.assertIn(words, manual)


    def test_the_library_s_header_and_its_manual_have_the_same_functions_and_fields(self):
        header = (SOURCE / "hostsim/library/hostsim.h").read_text()
        code = re.sub(r"/\*.*?\*/", "", header, flags=re.S)
        declared = {re.sub(r"\s+", " ", d) for d in re.findall(
            r"^(\w[\w *]*?\bhostsim_\w+\([^;]*\);)", code, re.M)}
        self.assertGreater(len(declared), 8)
        page = (SOURCE / "def/man/libhostsim.3").read_text()
        self.assertEqual(set(re.findall(r"^\.B (\w.*\);)$", page, re.M)), declared)
        fields = re.search(r"struct hostsim_case \{(.*?)\n\};", code, re.S)[1]
        manual = self.rendered("libhostsim.3")
        for field in re.findall(r"(\w+);", fields):
            self.assertTrue(field == "name" or re.search(rf"\b{field}\b", manual), field)


if __name__ == "__main__":
    unittest.main(verbosity=2)
