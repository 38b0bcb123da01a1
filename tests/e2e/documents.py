"""The documents say what is so: links lead somewhere, files and functions that are named are there, commands
that are marked as runnable end as it is said.

A block of commands is marked by the line <!-- run --> above it. Its commands run one by one, in the order of the
document, in one scratch folder in which build/ and the tree's own folders stand too and the built tools are
found by name. A command ends with 0, or with what "# exit N" behind it says.
"""
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from support import BUILD, SOURCE

README_MOST = 150  # lines

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
RUNNABLE = re.compile(r"^<!-- run -->\n+```sh\n(.*?)^```$", re.M | re.S)
INLINE = re.compile(r"(`+)(.+?)\1", re.S)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
REFERENCE = re.compile(r"^\[[^\]]+\]:\s*(\S+)", re.M)
HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.M)
ELSEWHERE = re.compile(r"[a-z][a-z+.-]*:")
# Endings that only a file of ours has; a machine folder's files have others.
OURS = (".c", ".h", ".py", ".md", ".mc", ".cmake", ".in", ".reasons")


def tree_files(tree):
    """All files but what was built."""
    for folder, folders, files in os.walk(tree):
        folders[:] = [name for name in folders if name not in ("build", ".git", "__pycache__")]
        yield from (Path(folder) / file for file in files)


def documents(tree):
    return sorted(path for path in tree_files(tree) if path.suffix == ".md")


def prose(text):
    """Without the blocks."""
    return FENCE.sub("", text)


def anchors(text):
    """What GitHub makes of the headings."""
    found = []
    for heading in HEADING.findall(prose(text)):
        heading = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        count = found.count(anchor)
        found.append(anchor if count == 0 else f"{anchor}-{count}")
    return found


def broken_links(document):
    text = prose(document.read_text())
    text_without_code = INLINE.sub("", text)
    for link in LINK.findall(text_without_code) + REFERENCE.findall(text_without_code):
        if ELSEWHERE.match(link):
            continue
        path, _, anchor = link.partition("#")
        target = document if path == "" else document.parent / path
        if not target.exists():
            yield f"{link}: there is no such file"
        elif anchor and (target.suffix != ".md" or anchor not in anchors(target.read_text())):
            yield f"{link}: there is no such heading"


def words_of_code(text):
    for _, code in INLINE.findall(prose(text)):
        yield from (word.strip(",.;:()'\"") if not word.endswith("()") else word
                    for word in code.split())
    for language, block in FENCE.findall(text):
        if language in ("", "sh"):  # the program that a line begins with
            yield from (line.split()[0] for line in block.splitlines() if line.strip())


def is_there(word, document, tree, names):
    """NAME stands for any name, as * does."""
    pattern = re.sub(r"(?<![A-Za-z0-9])NAME(?![A-Za-z0-9])", "*", word)
    if "/" not in pattern:
        return any(Path(name).match(pattern) for name in names)
    return any(True for root in (tree, document.parent) for _ in root.glob(pattern))


def missing_files(document, tree):
    names = {path.name for path in tree_files(tree)}
    tops = {path.name for path in tree.iterdir() if path.is_dir()} - {"build"}
    for word in words_of_code(document.read_text()):
        first = word.split("/")[0]
        ours = word.endswith(OURS) or "/" in word and first in tops or re.fullmatch(r"test_\w+", word)
        if not ours or word.startswith(("-", "<", "/")) or "..." in word:
            continue
        if re.fullmatch(r"test_\w+", word):
            word += ".c"
        if not is_there(word, document, tree, names):
            yield f"{word}: there is no such file"


def missing_functions(document, sources):
    for word in words_of_code(document.read_text()):
        if re.fullmatch(r"\w+\(\)", word) and f" {word[:-1]}" not in sources:
            yield f"{word}: there is no such function"


def commands(text):
    """The commands of a document, each with the code it is to exit with."""
    for block in RUNNABLE.findall(text):
        for line in block.replace("\\\n", "").splitlines():
            said = re.search(r"\s# exit (\d+)$", line)
            if line.strip():
                yield line, int(said.group(1)) if said else 0


def failing_commands(document, tree, build):
    wanted = list(commands(document.read_text()))
    if not wanted:
        return
    with tempfile.TemporaryDirectory(prefix="iissuba-documents.") as folder:
        scratch = Path(folder)
        for path in tree.iterdir():
            if path.is_dir() and not path.name.startswith(".") and path.name != "build":
                (scratch / path.name).symlink_to(path)
        (scratch / "build").mkdir()
        (scratch / "build/host").symlink_to(build)
        environment = {**os.environ, "PATH": f"{build}:{os.environ['PATH']}", "HOME": folder}
        for line, code in wanted:
            done = subprocess.run(["bash", "-c", line], cwd=scratch, env=environment, timeout=120,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, errors="replace")
            if done.returncode != code:
                yield f"{line}: exit {done.returncode} instead of {code}:\n{done.stdout}"


class Documents(unittest.TestCase):
    def for_each(self, check, *arguments):
        found = documents(SOURCE)
        self.assertGreater(len(found), 5)
        for document in found:
            with self.subTest(document=str(document.relative_to(SOURCE))):
                self.assertEqual(list(check(document, *arguments)), [])

    def test_the_readme_can_be_skimmed(self):
        self.assertLessEqual(len((SOURCE / "README.md").read_text().splitlines()), README_MOST)

    def test_every_relative_link_leads_to_a_file_and_a_heading(self):
        self.for_each(broken_links)

    def test_every_file_that_is_named_is_there(self):
        for document in documents(SOURCE):
            if document.name == "CHANGELOG.md":  # tells of files that were
                continue
            with self.subTest(document=str(document.relative_to(SOURCE))):
                self.assertEqual(list(missing_files(document, SOURCE)), [])

    def test_every_function_that_is_named_is_there(self):
        sources = "\n".join(path.read_text() for path in tree_files(SOURCE)
                            if path.suffix in (".c", ".h"))
        self.for_each(missing_functions, sources)

    def test_every_command_that_is_marked_as_runnable_ends_as_it_is_said(self):
        self.assertGreater(sum(len(list(commands(d.read_text()))) for d in documents(SOURCE)), 15)
        self.for_each(failing_commands, SOURCE, BUILD)

    def test_the_readme_leads_to_every_folders_document(self):
        readme = (SOURCE / "README.md").read_text()
        for name in ("shim", "shim/lsass", "hostsim", "tests", "def"):
            self.assertTrue(f"({name}/README.md" in readme, name)
        self.assertTrue("(.github/CONTRIBUTING.md" in readme)


class Checks(unittest.TestCase):
    """Each check above finds what it is for, in a tree of its own."""

    def setUp(self):
        self.tree = Path(tempfile.mkdtemp(prefix="iissuba-documents."))
        self.addCleanup(shutil.rmtree, self.tree, ignore_errors=True)
        (self.tree / "shim").mkdir()
        (self.tree / "shim/a.c").write_text("int here(void);\n")
        (self.tree / "OTHER.md").write_text("# Other\n## A `b` (c), d\n## Twice\n## Twice\n")

    def written(self, text):
        document = self.tree / "README.md"
        document.write_text(text)
        return document

    def found(self, check, text, *arguments):
        return [finding.split(":")[0] for finding in check(self.written(text), *arguments)]

    def test_a_link_to_nothing_is_found(self):
        self.assertEqual(self.found(broken_links, "[a](shim/b.c) [b](shim/a.c) [c](http://x/y)"
                                    " ![d](e.svg)\n\n[f]: g.md\n`[h](i)`\n"),
                         ["shim/b.c", "e.svg", "g.md"])

    def test_a_link_to_a_heading_that_is_not_there_is_found(self):
        self.assertEqual(self.found(broken_links, "# Here\n[a](#here) [b](#there) [c](OTHER.md#a-b-c-d)"
                                    " [d](OTHER.md#twice-1) [e](OTHER.md#twice-2) [f](shim/a.c#l1)\n"),
                         ["#there", "OTHER.md#twice-2", "shim/a.c#l1"])

    def test_a_file_that_is_not_there_is_found(self):
        self.assertEqual(
            self.found(missing_files, "`shim/a.c` `a.c` `b.c` `shim/b` `shim/*.c` `sam.json` `NAME.c` `x_NAME.c`"
                       " `shim/a.c --no --file=x.c` `test_a`\n```\nshim/gone --now\n```\n", self.tree),
            ["b.c", "shim/b", "x_NAME.c", "test_a.c", "shim/gone"])

    def test_a_function_that_is_not_there_is_found(self):
        self.assertEqual(self.found(missing_functions, "`here()` and `gone()`", "int here(void);"),
                         ["gone()"])

    def test_a_command_that_ends_otherwise_is_found(self):
        text = ("<!-- run -->\n```sh\ntrue\nfalse\nfalse  # exit 1\ntrue  # exit 3\n"
                "ls shim/a.c\necho made > there\n```\ntext\n\n<!-- run -->\n```sh\ncat there \\\n  gone\n"
                "built\n```\n```sh\nfalse\n```\n")
        build = self.tree / "build"
        build.mkdir()
        (build / "built").write_text("#!/bin/sh\nexit 0\n")
        (build / "built").chmod(0o755)
        self.assertEqual([line.split(":")[0] for line in failing_commands(self.written(text), self.tree, build)],
                         ["false", "true  # exit 3", "cat there   gone"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
