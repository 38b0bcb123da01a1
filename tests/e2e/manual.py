"""The man pages and --help say the same."""
import re
import subprocess
import unittest

from support import HOSTSIM, IISSUBACTL, SOURCE, needs, run

GENERAL = {"code-page", "help", "version"}


def commands(program):
    """The commands as --help shows them, with their arguments."""
    said = run(program, "--help").stdout.split("Commands:\n")[1].split("\n\n")[0]
    return re.findall(r"^  (\S.*)$", said, re.M)


def options(program, command):
    """The options of a command, as its help shows them: name, and what it takes."""
    said = run(program, "help", command.split()[0]).stdout.split("\nOptions:\n")[1]
    return re.findall(r"^  --(\S+)(?: (\S+))?$", said, re.M)


@needs("groff")
class Manual(unittest.TestCase):
    def rendered(self, name):
        page = name if "." in name else f"{name}.1"
        done = subprocess.run(["groff", "-man", "-Tascii", "-P-cbou", "-rLL=200n", "-ww",
                               SOURCE / f"def/man/{page}"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def source(self, name):
        return (SOURCE / f"def/man/{name}.1").read_text().replace("\\-", "-")

    def tagged(self, name, first, last):
        """What stands in bold before a paragraph, between two sections of the source."""
        section = self.source(name).split(f".SH {first}\n")[1].split(f".SH {last}\n")[0]
        return re.findall(r"^\.TP\n\.B (.*)$", section, re.M)

    def test_each_command_is_in_both_with_the_same_arguments(self):
        for program, first, last in ((IISSUBACTL, "THE PACKAGE", "OPTIONS"),
                                     (HOSTSIM, "COMMANDS", "OPTIONS OF INIT")):
            said = commands(program)
            self.assertGreater(len(said), 8)
            self.assertEqual(self.tagged(program.name, first, last), said)

    def test_each_command_has_the_same_options_in_both(self):
        for program in (IISSUBACTL, HOSTSIM):
            page = self.source(program.name)
            for command in commands(program):
                paragraph = re.split(r"\n\.(?:TP|SH)", page.split(f"\n.B {command}\n")[1])[0]
                told = re.search(r"^Options: (.*)\.$", paragraph, re.M | re.S)
                told = set(re.findall(r"--([a-z-]+)", told[1])) if told else set()
                known = {name for name, _ in options(program, command)}
                self.assertLessEqual(GENERAL, known)
                self.assertEqual(told, known - GENERAL, command)

    def test_each_option_is_explained_in_both_with_what_it_takes(self):
        for program in (IISSUBACTL, HOSTSIM):
            known = {f"--{name} {takes}".strip() for command in commands(program)
                     for name, takes in options(program, command)}
            self.assertGreater(len(known), 10)
            told = {tag.strip() for line in re.findall(r"^\.TP\n\.B (--.*)$",
                                                       self.source(program.name), re.M)
                    for tag in line.split(",")}
            self.assertEqual(told, known, program.name)

    @needs("mandoc")
    def test_the_pages_have_a_date_and_no_fault_that_mandoc_finds(self):
        for page in (SOURCE / "def/man").glob("*.[0-9]"):
            if page.read_text().startswith(".so "):
                continue
            self.assertRegex(page.read_text(), r'^\.TH \w+ \d "20\d\d-\d\d-\d\d" ', page.name)
            done = run("mandoc", "-T", "lint", "-W", "style", page)
            self.assertEqual((done.stdout, done.returncode), ("", 0))

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
            self.assertIn(name, re.split(r",\s", source.split(".SH NAME\n")[1].split(" \\-")[0]))
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
