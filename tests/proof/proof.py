#!/usr/bin/env python3
"""Frama-C's Eva shows that what lsass parses has no undefined behaviour, whatever is handed over.

No invalid access, no overflow, no read of what is not initialised: for each entry point below, with buffers of exactly
their length. Each driver, ENTRY.c, says what is arbitrary and within which bounds. Some contents stand for what Frama-C
cannot take, by its contract: crypto.c for libcrypto, any_upcase.c for Windows' table, credential.c's own for keys.c.

Bugs that are put in show that an alarm would be raised.
"""
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
LEAST_REACHED = 97  # per cent of the statements in the functions that are reached

CRYPTO = ["shim/lsass/owf_pair.c", "shim/lsass/ntlm.c", "shim/lsass/hmac_md5.c", "shim/text/wide.c",
          "tests/proof/any_upcase.c", "tests/proof/crypto.c"]

# Entry point: its sources, and for how many states of a function apart Eva is to be exact.
ENTRIES = {
    "request": (["shim/lsass/request.c"],
                "request_read:300,requests:300,account_read:600,accounts:600"),
    "restrictions": (["shim/lsass/restrictions.c", "shim/text/wide.c", "tests/proof/any_upcase.c"],
                     "restriction_workstation_allows:500,trimmed:100,wide_same:100"),
    "stack": (["shim/lsass/stack.c", "shim/lsass/modules.c"],
              "stack_parse:2000,parse_line:2000,next_word:200,word_is:100,lines:2000,near_sound:4000,"
              "stack_run:100"),
    "record": (["shim/lsass/record.c", *CRYPTO], "record_decode:100"),
    "credential": (["shim/lsass/credential.c", *CRYPTO], "credential_check_kept:50"),
    "text": (["shim/text/wide.c", "shim/text/utf.c", "tests/proof/any_upcase.c"],
             "utf8_valid:300,utf8_to_utf16:600,utf16_to_utf8:600,next_code_point:100,wide_same:50"),
    "upcase": (["shim/text/upcase_posix.c"], "range_of:1000"),
}

# A bug: its entry point, the file, what stands there and what takes its place.
BUGS = {
    "a length check that is off by one": (
        "stack", "shim/lsass/stack.c",
        "while (from < line->units && is_space", "while (from <= line->units && is_space"),
    "the same where a response is compared": (
        "credential", "shim/lsass/credential.c",
        "return request->nt.size == RESPONSE_SIZE;", "return request->nt.size >= RESPONSE_SIZE - 1;"),
    "the same in a record": (
        "record", "shim/lsass/record.c", "size != RECORD_SIZE", "size + 1 < RECORD_SIZE"),
    "no look at NULL for a buffer": (
        "request", "shim/lsass/request.c",
        "if (string->Length > string->MaximumLength || (string->Length > 0 && string->Buffer == NULL)) {\n"
        "        return false;\n    }\n    *view = (struct bytes)",
        "if (string->Length > string->MaximumLength) {\n        return false;\n    }\n    *view = (struct bytes)"),
    "no look at NULL for logon hours": (
        "request", "shim/lsass/request.c", " && bytes != NULL && bytes[0]", " && bytes[0]"),
    "logoff plus delay beyond the last time": (
        "restrictions", "shim/lsass/restrictions.c",
        " || force_logoff > NT_NEVER - logoff", ""),
}

# Of the processor's own headers first, then the system's, for libcrypto's types. Frama-C knows no _Alignas.
PREPROCESSOR = (f"-I{HERE}/include -I{HERE} -I{SOURCE}/shim -I{SOURCE}/shim/lsass -I{SOURCE}/shim/text "
                "'-D_Alignas(bytes)=' -idirafter /usr/include -idirafter /usr/include/x86_64-linux-gnu")
EVA = ["-machdep", "gcc_x86_64", "-c11", "-eva", "-eva-precision", "1",
       "-eva-domains", "equality,symbolic-locations,octagon", "-eva-ilevel", "64", "-eva-plevel", "100",
       "-eva-auto-loop-unroll", "65", "-eva-split-return", "full",
       "-eva-alloc-builtin", "fresh", "-eva-no-alloc-returns-null", "-eva-no-show-progress",
       "-eva-msg-key=-final-states,-initial-state"]


def analysed(entry, replaced=None, *options):
    """What Eva says of an entry point; replaced: a source's name and the file in its place."""
    sources, exact = ENTRIES[entry]
    files = [str(replaced[1] if replaced and name == replaced[0] else SOURCE / name) for name in sources]
    done = subprocess.run(["frama-c", f"-cpp-extra-args={PREPROCESSOR}", *EVA, "-eva-slevel-function", exact,
                           *options, str(HERE / f"{entry}.c"), *files],
                          capture_output=True, text=True, timeout=600)
    return done.stdout + done.stderr


def numbers(pattern, said):
    found = re.search(pattern, said)
    return tuple(map(int, found.groups())) if found else (0, 0)


def alarms(said):
    return re.findall(r"\[eva:alarm\][^\n]*\n(?: [^\n]*\n)*", said)


@unittest.skipUnless(shutil.which("frama-c"), "frama-c is not installed (def/setup proof)")
class Proof(unittest.TestCase):
    def test_no_entry_point_has_undefined_behaviour(self):
        print(f"\n{'entry point':<14} {'functions':>10} {'statements':>12} {'alarms':>8}")
        for entry in ENTRIES:
            with self.subTest(entry=entry):
                said = analysed(entry)
                reached, of = numbers(r"(\d+) statements reached \(out of (\d+)\)", said)
                functions = numbers(r"(\d+) functions analyzed \(out of (\d+)\)", said)[0]
                print(f"{entry:<14} {functions:>10} {f'{reached}/{of}':>12} {len(alarms(said)):>8}", flush=True)
                self.assertIn("0 alarms generated", said, said[-4000:])
                self.assertEqual(alarms(said), [])
                for kind in ("Assertions", "Preconditions"):
                    self.assertRegex(said, rf"{kind} +\d+ valid +0 unknown +0 invalid", said[-2000:])
                self.assertGreaterEqual(100 * reached, LEAST_REACHED * of)

    def test_bugs_that_are_put_in_raise_an_alarm(self):
        for bug, (entry, name, sound, broken) in BUGS.items():
            with self.subTest(bug), tempfile.TemporaryDirectory() as folder:
                text = (SOURCE / name).read_text()
                self.assertEqual(text.count(sound), 1)
                copy = Path(folder) / Path(name).name
                copy.write_text(text.replace(sound, broken))
                said = analysed(entry, (name, copy), "-eva-stop-at-nth-alarm", "1")
                self.assertTrue(alarms(said), said[-3000:])


if __name__ == "__main__":
    unittest.main(verbosity=2)
