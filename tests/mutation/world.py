"""A build with mutants, made of one without: the files that have some are compiled anew, into copies of its archives,
and what is linked of these is linked anew. All else is the other build's.
"""
import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

from mutants import SOURCE, with_mutants

# With the project's own warnings, which are errors: what the compiler refuses is no mutant.
FLAGS = ["-O1", "-g0", "-Wno-misleading-indentation"]
PROGRAMS = ("hostsim", "iissubactl", "iissuba.so")
CORE = "libiissuba_core.a"  # is part of every program


def refused_by(said):
    """The mutants that a compiler's errors are about: they stand in them, or in what leads to them."""
    refused = set()
    for part in re.split(r"^(?=\S.*: error: )", said, flags=re.M)[1:]:
        head, *rest = part.splitlines()
        leads = [line for line in rest if ": note: " in line]
        refused |= {int(n) for line in (head, *leads) for n in re.findall(r"^mutant-(\d+):", line)}
    # In what is inlined, the place stands before the error's line.
    return refused or {int(n) for n in re.findall(r"inlined from .* at mutant-(\d+):", said)}


def checked(command, folder):
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{shlex.join(map(str, command))[:300]} ...\n{done.stdout[-4000:]}")


class World:
    """host: the build without mutants; folder: where the other is made. numbered: the mutants that compile."""

    def __init__(self, host, folder, mutants):
        self.host = host
        self.folder = folder
        self.build = folder / "build"
        self.numbered = dict(enumerate(mutants, 1))
        names = sorted({(m.file, m.function.name) for m in mutants})
        self.functions = {name: number for number, name in enumerate(names)}
        commands = json.loads((host / "compile_commands.json").read_text())
        self.commands = {str(Path(c["file"]).relative_to(SOURCE)): c for c in reversed(commands)
                         if Path(c["file"]).is_relative_to(SOURCE)}

    def make(self):
        shutil.rmtree(self.folder / "objects", ignore_errors=True)
        shutil.rmtree(self.build, ignore_errors=True)
        objects = {}  # of the host's build -> ours
        for name in sorted({m.file for m in self.numbered.values()}):
            objects[self.host_object(name)] = self.compile(name)
        own = self.folder / "objects/mutant.o"
        checked(["cc", "-O1", "-fPIC", "-fvisibility=hidden", "-D_GNU_SOURCE", "-c",
                 Path(__file__).with_name("mutant.c"), "-o", own], self.folder)
        self.link_all(objects, own, self.archives(objects, own))
        self.fill_up()

    def host_object(self, name):
        command = self.commands[name]
        words = shlex.split(command["command"])
        return Path(command["directory"], words[words.index("-o") + 1])

    def compile(self, name):
        """The object of a file with its mutants, without those that the compiler refuses."""
        text = self.folder / "sources" / name
        made = self.folder / "objects" / (name.replace("/", "-") + ".o")
        for folder in (text.parent, made.parent):
            folder.mkdir(parents=True, exist_ok=True)
        words = shlex.split(self.commands[name]["command"])
        words[words.index("-o") + 1] = str(made)
        words[-1:] = [f"-I{(SOURCE / name).parent}", *FLAGS, str(text)]
        while True:
            own = [(number, m) for number, m in self.numbered.items() if m.file == name]
            text.write_text(with_mutants(name, own, self.functions))
            done = subprocess.run(words, cwd=self.commands[name]["directory"], stderr=subprocess.PIPE, text=True)
            if done.returncode == 0:
                return made
            refused = refused_by(done.stderr) & set(self.numbered)
            if not refused:
                raise SystemExit(f"{name} with mutants does not compile:\n{done.stderr[-3000:]}")
            for number in refused:
                del self.numbered[number]

    def links(self):
        """Of each archive and each program: the folder that it is made in, and the words of the command; by Ninja or
        make, whichever built it."""
        if (self.host / "build.ninja").is_file():
            said = subprocess.run(["ninja", "-C", self.host, "-t", "commands"], check=True, capture_output=True, text=True)
            commands = [(self.host, part) for line in said.stdout.splitlines() if line.startswith(": &&")
                        for part in line.split("&&")]
        else:
            commands = [(link.parents[2], link.read_text().splitlines()[0]) for link in self.host.glob("obj/**/link.txt")]
        for folder, command in commands:
            words = shlex.split(command)
            if len(words) > 2 and (words[1] == "qc" or "-o" in words):
                yield folder, words

    def archives(self, objects, own):
        """Copies of the archives in which an object is replaced; the host's -> ours."""
        copies = {}
        members = self.folder / "objects/members"
        members.mkdir()
        for folder, words in self.links():
            inside = [word for word in words if folder / word in objects]
            if words[1] != "qc" or not (inside or words[2].endswith(CORE)):
                continue
            theirs = Path(os.path.normpath(folder / words[2]))
            copy = self.folder / "objects" / theirs.name
            shutil.copy(theirs, copy)
            for word in inside:
                member = members / Path(word).name  # the name that the archive knows it by
                shutil.copy(objects[folder / word], member)
                checked(["ar", "r", copy, member], self.folder)
            checked(["ar", "rs", copy, own], self.folder)
            copies[theirs] = copy
        return copies

    def link_all(self, objects, own, archives):
        """The units and the programs, with our objects and archives."""
        replaced = {**objects, **archives}
        for folder, words in self.links():
            if words[1] == "qc":
                continue
            at = words.index("-o") + 1
            target = Path(os.path.normpath(folder / words[at]))
            if target.name not in PROGRAMS and not target.name.startswith("test_"):
                continue
            ours = self.build / target.relative_to(self.host)
            ours.parent.mkdir(parents=True, exist_ok=True)
            words = [str(replaced.get(Path(os.path.normpath(folder / word)), word)) for word in words]
            words[at] = str(ours)
            checked([*words, own] if target.name == "iissuba.so" else words, folder)

    def fill_up(self):
        """What is not made here is the other build's."""
        for folder in (self.host, self.host / "units"):
            for path in folder.iterdir():
                ours = self.build / path.relative_to(self.host)
                if not ours.exists():
                    ours.symlink_to(path)
