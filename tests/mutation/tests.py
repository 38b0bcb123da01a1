"""The tests that may find a mutant: which functions each calls, how long it takes, and running one."""
import contextlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from typing import NamedTuple

# These look at something other than what a function does: at texts, at instructions and time, at what another
# compiler makes, at a build of their own.
LEFT_OUT = {
    "arrows", "documents", "texts", "manual", "mutant_texts", "known", "binaries", "library",
    "cost", "instructions", "bench", "secrecy", "memory", "test_stack_depth", "demo",
}
# Units that take seconds, most of them with processes, threads, or cases at random of what others test by hand.
SLOW = ("live", "hostile", "races", "unload", "example")
QUICK = f"^test_(?!{'|'.join(SLOW)})"
FEWER = {"IISSUBA_TREES": "300", "IISSUBA_TOUCHING": "11", "IISSUBA_LSA_CASES": "100"}  # of what is made at random
MEMORY_MOST = 4 << 30  # bytes
FUNCTIONS = 4096       # MUTANT_FUNCTIONS of mutant.h


class Test(NamedTuple):
    name: str
    command: list
    environment: dict
    takes: float  # seconds of the wall
    calls: frozenset  # functions' numbers


class Ran(NamedTuple):
    code: int  # None: it did not end in time
    took: float
    said: str


def limit(processor):
    """processor: seconds of it that each process may take."""
    resource.setrlimit(resource.RLIMIT_CPU, (processor, processor))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_MOST, MEMORY_MOST))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 28, 1 << 28))


def run(command, environment, seconds, processor):
    """In an empty folder of its own, for that many seconds of the wall and of the processor; whatever it started is
    ended with it."""
    folder = tempfile.mkdtemp(prefix="iissuba-mutant.")
    os.chmod(folder, 0o755)  # some tests go on as another user
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=lambda: limit(processor),
                               env={**os.environ, **FEWER, **environment, "TMPDIR": folder})
    try:
        said = process.communicate(timeout=seconds)[0]
        code = process.returncode
    except subprocess.TimeoutExpired:
        said, code = b"", None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        shutil.rmtree(folder, ignore_errors=True)
    return Ran(code, time.monotonic() - began, said.decode(errors="replace"))


def named(host, build, pattern):
    """Name, command and environment of each test that ctest knows and that is not left out: in `build`."""
    done = subprocess.run(["ctest", "--test-dir", host, "--show-only=json-v1", "-LE", "slow"],
                          check=True, capture_output=True, text=True)
    for test in json.loads(done.stdout.replace(str(host), str(build)))["tests"]:
        if test["name"] in LEFT_OUT or not re.search(pattern, test["name"]) or "wine" in test["name"]:
            continue
        properties = {p["name"]: p["value"] for p in test["properties"]}
        environment = dict(line.split("=", 1) for line in properties.get("ENVIRONMENT", []))
        command = test["command"]
        if command[-1].endswith(".py"):
            command = [*command, "--failfast"]
        yield test["name"], command, environment


def measure(name, command, environment, called):
    """Runs a test without a mutant; None where it fails, which is said."""
    called.write_bytes(bytes(FUNCTIONS))
    ran = run(command, {**environment, "IISSUBA_MUTANT_CALLED": str(called)}, 600, 600)
    if ran.code != 0:
        print(f"{name} fails without a mutant, and is left out:\n{ran.said[-1500:]}", flush=True)
        return None
    calls = {number for number, byte in enumerate(called.read_bytes()) if byte}
    return Test(name, command, environment, ran.took, frozenset(calls))


def finds(test, number):
    """Whether the test finds the mutant, by failing or by not ending."""
    ran = run(test.command, {**test.environment, "IISSUBA_MUTANT": str(number)}, 20 + 20 * test.takes,
              3 + int(5 * test.takes))
    return ran.code != 0
