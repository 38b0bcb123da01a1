"""Running the Windows build in Wine, for the tests that do."""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# The build to test, and the command that runs it: wine, or 32-bit Wine in a root of its own.
BUILT = Path(os.environ.get("IISSUBA_WINDOWS_BUILD", "/nowhere"))
WINE = os.environ.get("IISSUBA_WINE", "wine")
LSA = r"HKLM\SYSTEM\CurrentControlSet\Control\Lsa"
MSV1_0 = LSA + r"\MSV1_0"
SOURCE_KEY = r"HKLM\SYSTEM\CurrentControlSet\Services\EventLog\Application\IISSUBA"


# What Wine says where a program ends while another of its threads asks the server something: the DLL
# reports its events from a thread of its own.
EXITING = re.compile(r"^wine client error:[0-9a-f]+: .*$\n?", re.M)


TRIES = 3


def was_begun(done):
    """
    Not so where Wine could not load its own files, as happens on a busy machine: it ends with 53
    (kernel32.dll) or, without a word, with 1; or its own shell says so. No program of ours does, nor
    any that is run here.
    """
    return (done.returncode != 53 and (done.returncode, done.stdout, done.stderr) != (1, "", "") and
            "ShellExecuteEx failed: Internal error" not in done.stdout + done.stderr)


def wine(*arguments, input="", cwd=BUILT, env=None, timeout=300):
    """Runs a program, and again where Wine could not begin it."""
    for _ in range(TRIES):
        done = run_once(arguments, input, cwd, env, timeout)
        if was_begun(done):
            break
        print(f"Wine did not begin ({done.returncode}):", *arguments, file=sys.stderr)
    return done


def run_once(arguments, input, cwd, env, timeout):
    """Its output goes by way of files, for Wine's services would hold pipes open."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, \
            tempfile.TemporaryFile() as err:
        given.write(input if isinstance(input, bytes) else input.encode())
        given.seek(0)
        done = subprocess.run([WINE, *map(str, arguments)], stdin=given, stdout=out, stderr=err,
                              cwd=cwd, env=env, timeout=timeout)
        for name, file in (("stdout", out), ("stderr", err)):
            file.seek(0)
            setattr(done, name, file.read().decode("utf-8", "replace").replace("\r", ""))
        done.stderr = EXITING.sub("", done.stderr)
    return done


def hold_server(test_class, cwd=BUILT, env=None):
    """
    Keeps the prefix's server running until the class' tests are done. Without, it ends a few seconds
    after the last program, and who comes while it does so may find a registry that is not all there.
    """
    wine("cmd", "/c", "exit", cwd=cwd, env=env)
    held = subprocess.Popen([WINE, "cmd"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, cwd=cwd, env=env)

    def release():
        held.stdin.close()
        held.wait(60)
    test_class.addClassCleanup(release)


def windows_path(path):
    return "Z:" + str(path).replace("/", "\\")
