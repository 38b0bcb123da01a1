"""The commands that the tools propose: whatever the names hold, a command that is pasted gives the
program the words that were meant, or there is no command. Hostile names by every kind of mend, through
real shells: sh and bash here, cmd.exe in Wine where IISSUBA_WINDOWS_BUILD has the Windows build.

cmd.exe is also modelled below, from "cmd /?", "Command shell overview" and "Parsing C Command-Line
Arguments", for Wine's differs from Windows' where quotes touch. MENDS is how many names there are, and
MENDS_SEED where they begin; of the commands Wine gets each MENDS_EVERY-th, for it takes a tenth of a
second for one.
"""
import os
import random
import shutil
import tempfile
import unicodedata
import unittest
from pathlib import Path
from xml.etree import ElementTree

from support import BUILD, Machine, run
from windows import BUILT, WINE, windows_path, wine

COUNT = int(os.environ.get("MENDS", "40"))
SEED = int(os.environ.get("MENDS_SEED", "15"))
EVERY = int(os.environ.get("MENDS_EVERY", "1"))
WINDOWS = BUILT.is_dir()
LSA = r"HKLM\SYSTEM\CurrentControlSet\Control\Lsa"

# What each kind's words are to be: from the machine folder (a list: --machine DIR), and two names.
TOOL = {
    "put": lambda m, a, b: options(m, "put", [at(a) + "/AnonymousUserName", b], "--apply"),
    "put-allow": lambda m, a, b: options(m, "put", [at(a) + "/AllowAnonymous", "TRUE"], "--apply"),
    "toggle": lambda m, a, b: options(m, "toggle", [a, "off"], "--apply"),
    "sync": lambda m, a, b: options(m, "sync", ["Anonymous", a], "--apply"),
    "set": lambda m, a, b: options(m, "set", [a]),
    "import": lambda m, a, b: options(m, "import", []),
    "register": lambda m, a, b: options(m, "register", []),
    "stack": lambda m, a, b: options(m, "stack", ["sufficient metabase"]),
    "look-closer": lambda m, a, b: ["hostsim", "logon", *m, "--user", a, "--json"] if m
    else ["iissubactl", "collect", "machine"],
}
SERVER = {
    "sync-on-server": lambda m, a, b: options([], "sync", ["Anonymous", a], "--apply"),
    "windows": lambda m, a, b: ["reg", "add", a, "/v", b],
    "net-user": lambda m, a, b: ["net", "user", a, "/workstations:*"],
    "net-user-add": lambda m, a, b: ["net", "user", a, "*", "/add", "/expires:never"],
    "leave-group": lambda m, a, b: ["net", "localgroup", b, a, "/delete"],
    "grant": lambda m, a, b: ["ntrights", "-u", a, "+r", "SeNetworkLogonRight"],
    "revoke": lambda m, a, b: ["ntrights", "-u", a, "-r", "SeDenyNetworkLogonRight"],
    "lsa-number": lambda m, a, b: ["reg", "add", LSA, "/v", "CrashOnAuditFail", "/t", "REG_DWORD",
                                   "/d", "1", "/f"],
    "lsa-delete": lambda m, a, b: ["reg", "delete", LSA + r"\MSV1_0", "/v", "Auth0", "/f"],
}
PROGRAMS = ("iissubactl", "hostsim", "net", "ntrights", "reg")
ACCOUNT = set('"/\\[]:;|=,+*?<>')
FORBIDDEN = {"net-user": ACCOUNT, "net-user-add": ACCOUNT, "leave-group": ACCOUNT,
             "grant": ACCOUNT - {"\\"}, "revoke": ACCOUNT - {"\\"}}


def at(node):
    return "" if node == "/" else node


def options(machine, command, words, *flags):
    """An argument that begins with a dash stands behind the options and "--" (getopt_long(3))."""
    dashed = any(word.startswith("-") for word in words)
    return ["iissubactl", *machine, command,
            *([*flags, "--", *words] if dashed else [*words, *flags])]


PARTS = ["web", "anon", "IUSR_", " ", "  ", '"', '""', "'", "''", "%", "%%", "%PATH%", "%QQ%",
         "%QQ:v=x%", "%QQ:~0,1%", "%~dp0", "%*", "%1", "^", "^^", "^%", "&", "&&", "& net user b c &",
         "|", ">out", "<in", "(", ")", "!", "!QQ!", "\\", "\\\\", '\\"', "\\\\\"", "-", "--",
         "--force", "-u", "/", "/active:no", "/add", "*", "?", "$", "$HOME", "$(id)", "`id`", ";", "#",
         "~", "=", ",", "@", "+r", "[", "]", "{a,b}", "é", "ß", "ñ", "Ω", "漢字", "😀", "\u202e",
         "\u00a0", "\u2028", "\uff02", "\uff05", "ｗｅｂ", ".", "..", "DOM\\", ":"]
CONTROLS = ["\n", "\r", "\t", "\x1b[2J", "\x03", "\x7f", "\x9b", "\x01"]


def hostile(source):
    name = "".join(source.choice(PARTS) for _ in range(source.randint(1, 6)))
    if source.random() < 0.05:
        name += source.choice(CONTROLS) + source.choice(PARTS)
    return name


def names(count, seed=SEED):
    source = random.Random(seed)
    fixed = ["web anon", "-x", "--", "", '"', "%", "%QQ%", "a%QQ%b", "\\", "a\\", 'a\\"', "/", "a&b",
             "web\nanon", "^", "a^", "!QQ!", "a b\\", "%QQ", "QQ%", "50% & more", "%|<>(x)^", '"&|<>()^"',
             "%a\\\\"]
    return (fixed + [hostile(source) for _ in range(count)])[:max(count, len(fixed))]


def hexed(text):
    return text.encode().hex() or "-"


def ask(kinds, given, machines, program=run, helper=BUILD / "units/mends", second=None):
    """For each kind, and each name with the one before it: what was asked, and the answer."""
    asked = [(kind, machine, name, given[i - 1] if second is None else second)
             for i, name in enumerate(given) for kind in kinds
             for machine in [machines[i % len(machines)]]]
    lines = "".join(f"{kind} {'-' if machine is None else machine.encode().hex()} "
                    f"{hexed(first)} {hexed(second)}\n" for kind, machine, first, second in asked)
    done = program(helper, input=lines)
    assert done.returncode == 0, done.stderr
    answers = done.stdout.split("\n")[:-1]
    assert len(answers) == len(asked), (len(answers), len(asked))
    return list(zip(asked, answers))


def words_of(kind, machine, first, second):
    """What is meant; None where there is to be no command."""
    of_machine = [] if machine is None or kind in SERVER else ["--machine", machine]
    meant = {**TOOL, **SERVER}[kind](of_machine, first, second)
    if any(unicodedata.category(c) == "Cc" for word in meant for c in word):
        return None
    if kind in FORBIDDEN and (not first or set(first) & FORBIDDEN[kind]):
        return None
    return meant


class Mends(unittest.TestCase):
    def hold(self, asked, answer, words):
        """One answer against what is meant; words are what the program got."""
        self.assertEqual(words, words_of(*asked), (asked, answer))

    def sort(self, answered):
        """Those with a command; of the others, that there is to be none."""
        commands = []
        for asked, answer in answered:
            if answer.startswith("- "):
                self.assertIsNone(words_of(*asked), (asked, answer))
            else:
                self.assertIsNotNone(words_of(*asked), (asked, answer))
                commands.append((asked, answer))
        self.assertGreater(len(commands), len(answered) // 3)
        return commands

    def folder(self):
        folder = Path(tempfile.mkdtemp(prefix="iissuba-mends."))
        self.addCleanup(shutil.rmtree, folder)
        return folder


class InSh(Mends):
    def paste(self, shell, commands):
        """What the stand-ins got: a list of words a command, in which words end in NUL."""
        folder = self.folder()
        for program in PROGRAMS:
            stand_in = folder / program
            stand_in.write_text('#!/bin/sh\nprintf "%s\\0" "${0##*/}" "$@"; printf "\\1"\n')
            stand_in.chmod(0o755)
        done = run(*shell, input="".join(answer + "\n" for _, answer in commands), cwd=folder,
                   env={"PATH": f"{folder}:/usr/bin:/bin", "HOME": "/nowhere", "LC_ALL": "C.UTF-8"})
        self.assertEqual(done.stderr, "")
        return [got.split("\0")[:-1] for got in done.stdout.split("\1")[:-1]]

    def test_what_arrives_is_what_was_meant(self):
        folders = ["server", "my server", "-d", "it's", "$(id)", "a\nb", "%QQ%"]
        commands = self.sort(ask(TOOL, names(COUNT), folders))
        for shell in (("sh",), ("bash", "--norc", "--noprofile", "-H")):
            with self.subTest(shell):
                arrived = self.paste(shell, commands)
                self.assertEqual(len(arrived), len(commands))
                for (asked, answer), words in zip(commands, arrived):
                    self.hold(asked, answer, words)

    def test_what_needs_no_quotes_has_none(self):
        answered = ask(["put"], ["IUSR_NEW", "/LM/MSFTPSVC/1"], ["server"])
        self.assertEqual(answered[1][1], "iissubactl --machine server put "
                         "/LM/MSFTPSVC/1/AnonymousUserName IUSR_NEW --apply")

    def test_what_is_longer_than_a_prompt_takes_is_no_command(self):
        for kind in ("put", "set", "net-user"):
            kept = cut = 0
            for length in range(900, 2100, 5):
                (_, answer), = ask([kind], ["a" * length], [None])
                kept += not answer.startswith("- ") and len(answer) <= 2047 and "a" * length in answer
                cut += "longer than a prompt takes" in answer
            self.assertEqual(kept + cut, 240, kind)
            self.assertGreater(min(kept, cut), 8, kind)

    def test_what_is_not_utf_8_is_no_command(self):
        done = run(BUILD / "units/mends", input=f"set {b'a'.hex()} ff -\n")
        self.assertIn("- no command can be given: a name in it is not UTF-8", done.stdout)


# What cmd.exe does, modelled. A variable is whatever could be one: any name that does not begin
# with a quote, a caret or a blank.
def percents(line):
    out, at_ = "", 0
    while at_ < len(line):
        end = line.find("%", at_ + 1) if line[at_] == "%" else -1
        if end > at_ + 1 and line[at_ + 1] not in '"^ ':
            out, at_ = out + "EXPANDED", end + 1
        else:
            out, at_ = out + line[at_], at_ + 1
    return out


def carets(line):
    """Without its carets. A mark of the shell's own that is neither quoted nor escaped: ValueError."""
    out, quoted, at_ = "", False, 0
    while at_ < len(line):
        c = line[at_]
        if c == "^" and not quoted:
            at_ += 1
            c = line[at_]
        elif c == '"':
            quoted = not quoted
        elif c in "&|<>()" and not quoted:
            raise ValueError(f"{c} at {at_} of {line}")
        out, at_ = out + c, at_ + 1
    if quoted:
        raise ValueError(f"quotes stay open: {line}")
    return out


def split(line, doubled):
    """The C runtime's words. doubled: whether "" in quotes is a quote, as from 2008 on."""
    words, word, quoted, at_ = [], None, False, 0
    while at_ < len(line):
        c = line[at_]
        run_ = len(line[at_:]) - len(line[at_:].lstrip("\\"))
        if run_ and line[at_ + run_:at_ + run_ + 1] == '"':
            word = (word or "") + "\\" * (run_ // 2) + ('"' if run_ % 2 else "")
            at_ += run_ + run_ % 2
        elif run_:
            word, at_ = (word or "") + "\\" * run_, at_ + run_
        elif c == '"' and quoted and doubled and line[at_ + 1:at_ + 2] == '"':
            word, at_ = (word or "") + '"', at_ + 2
        elif c == '"':
            word, quoted, at_ = word or "", not quoted, at_ + 1
        elif c in " \t" and not quoted:
            words, word, at_ = words + ([word] if word is not None else []), None, at_ + 1
        else:
            word, at_ = (word or "") + c, at_ + 1
    return words + ([word] if word is not None else [])


class InModelledCmd(Mends):
    def test_the_model_does_what_the_documents_say(self):
        self.assertEqual(carets('a ^& "b ^& c"'), 'a & "b ^& c"')
        self.assertRaises(ValueError, carets, "a & b")
        self.assertEqual(percents("a %PATH% %"), "a EXPANDED %")
        for doubled in (False, True):  # the examples of "Parsing C Command-Line Arguments"
            self.assertEqual(split('"a b c" d e', doubled), ["a b c", "d", "e"])
            self.assertEqual(split(r'"ab\"c" "\\" d', doubled), [r'ab"c', "\\", "d"])
            self.assertEqual(split(r'a\\\b d"e f"g h', doubled), [r"a\\\b", "de fg", "h"])
            self.assertEqual(split(r'a\\\"b c d', doubled), [r'a\"b', "c", "d"])
            self.assertEqual(split(r'a\\\\"b c" d e', doubled), [r"a\\b c", "d", "e"])

    def test_what_arrives_is_what_was_meant(self):
        for asked, answer in self.sort(ask(SERVER, names(COUNT), ["server", None])):
            for doubled in (False, True):
                self.hold(asked, answer, split(carets(percents(answer)), doubled))
                self.hold(asked, answer, split(percents(carets(answer)), doubled))


@unittest.skipUnless(WINDOWS, "there is no Windows build")
class InWinesCmd(Mends):
    def set_up(self):
        folder = self.folder()
        for program in PROGRAMS:
            shutil.copy(BUILT / "units/words.exe", folder / f"{program}.exe")
        return folder

    def parse(self, output, commands):
        """The words of each command: "[length]bytes" a word, "[end]" behind them."""
        data, at_, arrived, words = output.encode(), 0, [], []
        while (at_ := data.find(b"[", at_)) >= 0:
            close = data.find(b"]", at_)
            inside = data[at_ + 1:close]
            at_ = close + 1
            if inside == b"end":
                arrived, words = arrived + [words], []
            else:
                words.append(data[at_:at_ + int(inside)].decode())
                at_ += int(inside)
        self.assertEqual(len(arrived), len(commands), output[-2000:])
        return arrived

    def through(self, commands, begin):
        """Held against what is meant, but for the program's own name, which is its line's first."""
        for (asked, answer), words in zip(commands, self.parse(begin(commands), commands)):
            self.hold(asked, answer, [answer.split()[0], *words])

    def at_the_prompt(self, commands):
        folder = self.set_up()
        typed = "@echo off\r\nset QQ=value\r\n" + "".join(f"{a}\r\n" for _, a in commands)
        done = wine("cmd", input=typed.encode("cp437"), cwd=folder, timeout=300 + len(commands))
        return done.stdout[done.stdout.index("["):]  # behind Wine's greeting

    def by_slash_c(self, commands):
        folder = self.set_up()
        (folder / "typed").write_text("".join(f"{answer}\n" for _, answer in commands))
        done = wine("net.exe", "--prompt", "typed", cwd=folder, env=dict(os.environ, QQ="value"),
                    timeout=300 + len(commands))
        return done.stdout

    def commands(self, seed):
        """Of a few names only, unless it is said how many."""
        given = names(COUNT, seed)
        if "MENDS" not in os.environ:
            given = random.Random(seed).sample(given, 6)
        machines = [r"C:\my server", "-d", "50%QQ%", None]
        of_ours = ask(TOOL, given, machines, wine, "units/mends.exe")
        return self.sort((of_ours + ask(SERVER, given, [None]))[::EVERY])

    def test_at_the_prompt(self):
        def typable(text):
            try:
                return bool(text.encode("cp437"))
            except UnicodeEncodeError:
                return False
        self.through([c for c in self.commands(SEED) if typable(c[1])], self.at_the_prompt)

    def test_by_its_switch_c_with_characters_that_no_code_page_has(self):
        beyond = [c for c in self.commands(SEED + 1) if not c[1].isascii()]
        self.assertGreater(len(beyond), 5)
        self.through(beyond[:max(24, COUNT)], self.by_slash_c)


    def test_the_real_tool_takes_each_name_as_it_is_meant(self):
        """Names that the ANSI code page does not have come as they are, and not by best fit."""
        given = ["ｗｅｂ", "漢字", "-x", "50%QQ% off", 'a"b&c', "\uff02 x \uff02", "web anon\\"]
        for name in given:
            machine = Machine(self)
            folder = windows_path(machine.path)
            (_, answer), = ask(["put"], ["/LM/MSFTPSVC/1"], [folder], wine, "units/mends.exe",
                               second=name)
            place = self.folder()
            shutil.copy(BUILT / "units/words.exe", place / "words.exe")
            shutil.copy(BUILT / "iissubactl.exe", place)
            (place / "typed").write_text(answer + "\n")
            done = wine("words.exe", "--prompt", "typed", cwd=place,
                        env=dict(os.environ, QQ="value"))
            root = ElementTree.parse(machine.file("MetaBase.xml")).getroot()
            named = [node.get("AnonymousUserName") for node in root.iter()
                     if node.get("Location") == "/LM/MSFTPSVC/1"]
            self.assertEqual(named, [name], (answer, done.stdout, done.stderr))

    def test_a_folder_that_the_code_page_does_not_have_is_refused(self):
        folder = self.folder()
        shutil.copy(BUILT / "units/words.exe", folder / "words.exe")
        shutil.copy(BUILT / "iissubactl.exe", folder)
        (folder / "typed").write_text("iissubactl --machine 漢字 list\n")
        done = wine("words.exe", "--prompt", "typed", cwd=folder)
        self.assertIn("code page does not have", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
