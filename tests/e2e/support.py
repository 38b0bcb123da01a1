"""What the end-to-end tests share: the built programs, machine folders, and running things.

The environment names the builds: IISSUBA_BUILD (Linux), IISSUBA_WIN64_BUILD (Windows; may be unset).
"""
import json
import os
import pty
import re
import shutil
import subprocess
import tempfile
import unicodedata
import unittest
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("IISSUBA_BUILD", SOURCE / "build/host"))
HOSTSIM = BUILD / "hostsim"
IISSUBACTL = BUILD / "iissubactl"
PACKAGE = BUILD / "iissuba.so"
ACCOUNT = "IUSR_SERVERNAME"
SHARED_DATA = SOURCE.parent / "shared/data"
GENERATOR = ["-G", "Ninja"] if shutil.which("ninja") else []  # of a build in a copy


def run(*arguments, input="", env=None, cwd=None, timeout=120):
    """Runs a program; the answer has returncode, stdout and stderr as text."""
    return subprocess.run([str(a) for a in arguments], input=input, capture_output=True,
                          text=True, env=env, cwd=cwd, timeout=timeout)


def width(text):
    """The columns that a text takes on a terminal, for what stands in the tests."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
               for c in text)


def open_terminal():
    """Our end of a terminal, and the program's; leaves the test out where there are none."""
    try:
        return pty.openpty()
    except OSError as error:
        raise unittest.SkipTest(f"needs a terminal, of /dev/pts: {error}") from error


def run_on_terminal(*arguments):
    """Runs a program on a terminal of its own; what it showed there, and the exit code."""
    ours, theirs = open_terminal()
    process = subprocess.Popen([str(a) for a in arguments], stdin=theirs, stdout=theirs,
                               stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the last one on the terminal has gone
            break
        if not part:
            break
        shown += part
    os.close(ours)
    return shown.decode(errors="replace"), process.wait(60)


class Machine:
    """A machine folder, removed at the end of the test."""

    def __init__(self, test, kind="ftp-only"):
        self.parent = Path(tempfile.mkdtemp(prefix="iissuba-e2e."))
        test.addCleanup(shutil.rmtree, self.parent, ignore_errors=True)
        self.path = self.parent / "machine"
        made = run(HOSTSIM, "init", self.path, "--kind", kind)
        test.assertEqual(made.returncode, 0, made.stderr)

    def file(self, name):
        return self.path / name

    def password(self):
        found = re.search(r'AnonymousUserPass="([^"]*)"', self.file("MetaBase.xml").read_text())
        return found.group(1) if found else None

    def edit(self, name, old, new):
        text = self.file(name).read_bytes()
        assert old.encode() in text, f"{old!r} is not in {name}"
        self.file(name).write_bytes(text.replace(old.encode(), new.encode()))

    def account(self, **changes):
        """Changes members of the anonymous account in sam.json; None removes one."""
        sam = json.loads(self.file("sam.json").read_text())
        for account in sam["accounts"]:
            if account["name"] == ACCOUNT:
                for member, value in changes.items():
                    account.pop(member, None)
                    if value is not None:
                        account[member] = value
        self.file("sam.json").write_text(json.dumps(sam, indent=2))

    def sam_account(self, name=ACCOUNT):
        sam = json.loads(self.file("sam.json").read_text())
        return next(a for a in sam["accounts"] if a["name"] == name)

    def ctl(self, *arguments, input=""):
        return run(IISSUBACTL, "--machine", self.path, *arguments, input=input)

    def mend(self, test):
        """Registers and imports."""
        for arguments in (("register",), ("import", self.file("MetaBase.xml"))):
            done = self.ctl(*arguments)
            test.assertEqual(done.returncode, 0, done.stderr + done.stdout)

    def logon(self, *arguments, user=ACCOUNT, password=None):
        """hostsim logon --json: the exit code and the answer."""
        given = ["--password-stdin"] if password is not None else []
        done = run(HOSTSIM, "logon", "--machine", self.path, "--user", user, "--json", *given,
                   *arguments, input=password or "")
        return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr

    def ftp_login(self, user="anonymous", password="someuser@example.com", site=1):
        return run(HOSTSIM, "ftp-login", "--machine", self.path, "--site", site, user,
                   input=password)

    def events(self):
        log = self.file("events.log")
        return log.read_text() if log.exists() else ""

    def snapshot(self):
        """All files and their contents."""
        return {p.relative_to(self.path): p.read_bytes()
                for p in self.path.rglob("*") if p.is_file()}


def can_trace():
    """Whether strace is here, and may make system calls fail."""
    done = run("strace", "-o", "/dev/null", "-e", "inject=write:error=EIO:when=1000", "true") \
        if shutil.which("strace") else None
    return done is not None and done.returncode == 0


CAP_SYS_PTRACE = 19  # its bit, capabilities(7)


def needs_open_files(test):
    """
    For a test that looks at the files which iissubactl has open, or has strace do so. It lets nobody see
    them but who may see everybody's.
    """
    held = re.search(r"^CapEff:\t(\w+)$", Path("/proc/self/status").read_text(), re.M)
    return unittest.skipUnless(int(held[1], 16) >> CAP_SYS_PTRACE & 1,
                               "needs CAP_SYS_PTRACE, to see what iissubactl has open")(test)


def needs_mounting(test):
    """For a test that mounts something in a namespace of its own."""
    with tempfile.TemporaryDirectory() as folder:
        done = run("unshare", "--mount", "mount", "--bind", folder, folder) \
            if shutil.which("unshare") else None
    return unittest.skipUnless(done is not None and done.returncode == 0,
                               "needs to mount: root, with CAP_SYS_ADMIN")(test)


def needs(program):
    return unittest.skipUnless(shutil.which(program), f"{program} is not installed")
