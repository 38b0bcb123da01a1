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


    def test_each_function_of_the_library_has_its_manual(self):
        header = (SOURCE / "hostsim/library/hostsim.h").read_text()
        code = re.sub(r"/\*.*?\*/", "", header, flags=re.S)
        declared = {re.sub(r"\s+", " ", d) for d in re.findall(
            r"^(\w[\w *]*?\bhostsim_\w+\([^;]*\);)", code, re.M)}
        macros = set(re.findall(r"^#define ((?:HOST|host)\w+)\(", code, re.M))
        said = set()
        for name in macros | {re.search(r"(hostsim_\w+)\(", d)[1] for d in declared}:
            source = (SOURCE / f"def/man/{name}.3").read_text()
            other = re.fullmatch(r"\.so man3/(\w+\.3)\n", source)
            page = other[1] if other else f"{name}.3"
            source = (SOURCE / "def/man" / page).read_text()
            self.assertIn(name, source.split(".SH NAME\n")[1].split(" \\-")[0].split(", "))
            self.assertRegex(source, rf"(?m)^\.B .*\b{name}\(")
            self.assertIn(name, self.rendered(page))
            said |= set(re.findall(r"^\.B (\w.*\);)$", source, re.M))
        self.assertEqual(said, declared)

    def test_each_field_of_the_library_s_structures_is_in_its_manual(self):
        header = (SOURCE / "hostsim/library/hostsim.h").read_text()
        code = re.sub(r"/\*.*?\*/", "", header, flags=re.S)
        for name, page in (("case", "run"), ("result", "result_of"), ("finding", "result_of"),
                           ("routines", "set_package")):
            fields = re.search(rf"struct hostsim_{name} \{{(.*?)\n\}};", code, re.S)[1]
            manual = (SOURCE / f"def/man/hostsim_{page}.3").read_text()
            for field in re.findall(r"(\w+);", fields):
                self.assertRegex(manual, rf"\b{field}\b", name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
