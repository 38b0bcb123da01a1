"""bash, zsh and fish complete each command, option and word as the tools' tables have them."""
import os
import re
import select
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from manual import commands, options
from support import BUILD, HOSTSIM, IISSUBACTL, needs, open_terminal, run

TOOLS = (IISSUBACTL, HOSTSIM)


def names(program):
    return [command.split()[0] for command in commands(program)]


def script(program, shell):
    done = run(program, "completion", shell)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="iissuba-completion."))
        self.addCleanup(shutil.rmtree, self.folder)
        (self.folder / "a folder").mkdir()
        (self.folder / "a file.xml").write_text("")
        self.env = {"PATH": f"{BUILD}:{os.environ['PATH']}", "HOME": str(self.folder), "LANG": "C.UTF-8",
                    "TERM": "dumb"}

    def check(self, complete):
        """Holds what a shell offers against the tables; complete takes lines and gives lists."""
        asked, expected = [], []

        def ask(line, *answer):
            asked.append(line)
            expected.append(set(answer))
        for program in TOOLS:
            tool = program.name
            ask(f"{tool} ", *names(program))
            ask(f"{tool} help ", *names(program))
            ask(f"{tool} completion ", "bash", "zsh", "fish")
            ask(f"{tool} --machine 'a folder' --code-page 1252 ", *names(program))
            for command in names(program):
                known = options(program, command)
                ask(f"{tool} {command} --", *(f"--{name}" for name, _ in known))
                for name, takes in known:
                    if "|" in takes:
                        ask(f"{tool} {command} --{name} ", *takes.split("|"))
                    elif takes == "DIR":
                        ask(f"{tool} {command} --{name} a", "a folder")
                    elif takes == "FILE":
                        ask(f"{tool} {command} --{name} a", "a folder", "a file.xml")
        ask("iissubactl toggle MSFTPSVC ", "on", "off")
        ask("iissubactl --machine 'a folder' service st", "start", "stop", "status")
        ask("hostsim init a", "a folder")
        ask("hostsim probe a", "a folder", "a file.xml")
        answers = complete(asked)
        self.assertEqual(len(answers), len(asked))
        for line, found, right in zip(asked, answers, expected):
            self.assertEqual(set(found), right, line)


class Bash(Folder):
    PROGRAM = r'''
for tool in iissubactl hostsim; do source <($tool completion bash); done
compopt() { :; }   # is for a line that is being edited
while IFS= read -r line; do
    eval "COMP_WORDS=($line)"
    case $line in *" ") COMP_WORDS+=('') ;; esac
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
    _${COMP_WORDS[0]}
    printf '%s\n' "${COMPREPLY[@]}" '='
done
'''

    def complete(self, lines):
        done = run("bash", "--norc", "-c", self.PROGRAM, input="\n".join(lines) + "\n", env=self.env,
                   cwd=self.folder)
        self.assertEqual(done.stderr, "")
        return [[w for w in part.split("\n") if w] for part in done.stdout.split("=\n")[:-1]]

    def test_bash_offers_what_the_tables_have(self):
        self.check(self.complete)


@needs("fish")
class Fish(Folder):
    PROGRAM = r'''
for tool in iissubactl hostsim; $tool completion fish | source; end
while read -l line
    complete -C $line; echo =
end
'''

    def complete(self, lines):
        done = run("fish", "--no-config", "-c", self.PROGRAM, input="\n".join(lines) + "\n",
                   env=self.env, cwd=self.folder)
        self.assertEqual(done.stderr, "")
        return [[w.split("\t")[0].rstrip("/").replace("\\", "") for w in part.split("\n") if w]
                for part in done.stdout.split("=\n")[:-1]]

    def test_fish_offers_what_the_tables_have(self):
        self.check(self.complete)


class OnTerminal(Folder):
    """At a prompt, with the tabulator key."""

    def typed(self, shell, start, line):
        """What stands on the line once the key was pressed behind it, and it was sent to echo."""
        ours, theirs = open_terminal()
        process = subprocess.Popen(shell, stdin=theirs, stdout=theirs, stderr=theirs, env=self.env,
                                   cwd=self.folder, start_new_session=True)
        os.close(theirs)
        self.addCleanup(process.wait)
        self.addCleanup(os.close, ours)
        self.addCleanup(process.kill)
        os.write(ours, f"{start}; echo RE''ADY\n".encode())
        self.wait(ours, b"READY\r")
        os.write(ours, line.encode() + b"\t\x01echo GO''T: \x05\n")
        return re.search(rb"GOT: (.*?)\r", self.wait(ours, b"GOT: [^\r]*\r"))[1].decode().rstrip()

    def wait(self, ours, pattern):
        shown, end = b"", time.monotonic() + 60
        while not re.search(pattern, shown):
            self.assertLess(time.monotonic(), end, shown)
            if select.select([ours], [], [], 1)[0]:
                shown += os.read(ours, 4096)
        return shown

    LINES = (("iissubactl obs", "iissubactl observe"), ("iissubactl --mac", "iissubactl --machine"),
             ("hostsim logon --respo", "hostsim logon --response"),
             ("hostsim logon --response clear", "hostsim logon --response cleartext"),
             ("iissubactl --machine x toggle y of", "iissubactl --machine x toggle y off"))

    def test_bash_completes_at_its_prompt(self):
        start = "; ".join(f"source <({tool.name} completion bash)" for tool in TOOLS)
        for line, whole in self.LINES:
            self.assertEqual(self.typed(["bash", "--norc", "-i"], start, line), whole)

    @needs("zsh")
    def test_zsh_completes_at_its_prompt(self):
        for tool in TOOLS:
            (self.folder / f"_{tool.name}").write_text(script(tool, "zsh"))
        start = "fpath=($PWD $fpath); autoload -U compinit; compinit -u -D; bindkey -e"
        for line, whole in self.LINES:
            self.assertEqual(self.typed(["zsh", "-f", "-i"], start, line), whole)


@needs("zsh")
class Zsh(Folder):
    """zsh completes at a prompt alone: there a key has what it would list written to a file."""

    SETUP = r'''
fpath=($PWD $fpath); autoload -U compinit; compinit -u -D; bindkey -e; PS1=
compadd() {
    if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
        local -a hits
        builtin compadd -A hits "$@"
        (( $#hits )) && print -rl -- $hits >> found
    fi
    builtin compadd "$@"
}
offer() { zle list-choices; print = >> found; zle kill-whole-line; }
zle -N offer; bindkey '^T' offer
'''

    def complete(self, lines):
        (self.folder / ".zshrc").write_text(self.SETUP)
        found = self.folder / "found"
        found.write_text("")
        ours, theirs = open_terminal()
        process = subprocess.Popen(["zsh", "-d", "-i"], stdin=theirs, stdout=theirs, stderr=theirs,
                                   env=self.env, cwd=self.folder, start_new_session=True)
        os.close(theirs)
        self.addCleanup(process.wait)
        self.addCleanup(os.close, ours)
        self.addCleanup(process.kill)
        for number, line in enumerate(lines, 1):
            os.write(ours, line.encode() + b"\x14")
            end = time.monotonic() + 60
            while len(re.findall("^=$", found.read_text(), re.M)) < number:
                self.assertLess(time.monotonic(), end, line)
                if select.select([ours], [], [], 0.01)[0]:
                    os.read(ours, 65536)
        return [[w.replace("\\", "") for w in part.split("\n") if w]
                for part in found.read_text().split("=\n")[:-1]]

    def test_zsh_offers_what_the_tables_have(self):
        for tool in TOOLS:
            (self.folder / f"_{tool.name}").write_text(script(tool, "zsh"))
        self.check(self.complete)


class Script(unittest.TestCase):
    def test_another_shell_is_refused(self):
        for program in TOOLS:
            done = run(program, "completion", "csh")
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn('expected bash, zsh or fish, not "csh"', done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
