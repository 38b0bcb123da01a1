"""The memory of a process that loaded the package and put logons through it: what a core would hold."""
import os
import re
import subprocess
import unittest

from cost import FORMS
from support import ACCOUNT, BUILD, PACKAGE, Machine, run

REMEMBERS = BUILD / "units/remembers"
PASSWORD = "q7Zk-31-Wxv9"  # ASCII and short, so that it has an LM form


def memory(pid):
    """All that the process can read, by mapping."""
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as mem:
        for line in maps:
            begin, end, rights = re.match(r"(\w+)-(\w+) (\S+)", line).groups()
            # the kernel's own pages, which are no memory of the process, cannot be read so
            if rights[0] == "r" and not re.search(r"\[v\w+\]$", line):
                mem.seek(int(begin, 16))
                text = bytearray()
                while len(text) < int(end, 16) - int(begin, 16):
                    part = mem.read(int(end, 16) - int(begin, 16) - len(text))
                    assert part, line
                    text += part
                yield line, bytes(text)


class Memory(unittest.TestCase):
    def setUp(self):
        self.machine = Machine(self, "full")
        self.assertEqual(self.machine.ctl("set", ACCOUNT, input=PASSWORD + "\n").returncode, 0)
        record = re.search(rf'"{ACCOUNT}"=hex:([0-9a-f,\\\s]+)',
                           self.machine.file("registry.reg").read_text())[1]
        self.record = bytes.fromhex(re.sub(r"[^0-9a-f]", "", record))

    def found(self, process, needle):
        return [name for name, text in memory(process.pid) for _ in re.finditer(
            re.escape(needle), text)]

    def begin(self):
        environment = dict(os.environ, IISSUBA_MACHINE=str(self.machine.path))
        process = subprocess.Popen([REMEMBERS, "judge", PACKAGE], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, env=environment, bufsize=0)
        self.addCleanup(process.wait)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stdin.close)
        return process

    def log_on(self, process, form, password):
        """What was answered, what was presented, and NTOWFv2."""
        line = run(REMEMBERS, "make", FORMS.index(form), password).stdout
        presented, v2_owf = line.rstrip().rsplit(" ", 1)
        process.stdin.write(presented.encode() + b"\n")
        return (process.stdout.readline().decode().strip(),
                [bytes.fromhex(field) for field in presented.split(" ")[2:]], bytes.fromhex(v2_owf))

    def secrets(self, password, responses, v2_owf):
        """What may be nowhere: the password, the record as it is stored, what was presented, keys."""
        for text in (password, password.upper()):
            yield from (text.encode("utf-8"), text.encode("utf-16-le"))
        yield self.record
        for part in self.stored():
            yield ",".join(f"{byte:02x}" for byte in part[:6]).encode()  # as registry.reg has it
        yield from (response[:16] for response in responses if len(response) >= 16)
        yield v2_owf
        for key in (self.stored()[0], v2_owf):  # RFC 2104's two pads
            yield from (bytes(byte ^ pad for byte in key) for pad in (0x36, 0x5C))

    def test_after_each_logon_the_password_is_nowhere_and_an_owf_only_in_the_snapshot(self):
        process = self.begin()
        for form in FORMS:
            for password, answer in ((PASSWORD, "granted"), ("another-4711", "denied")):
                with self.subTest(form=form, answer=answer):
                    said, *made = self.log_on(process, form, password)
                    self.assertEqual(said, answer)
                    for secret in self.secrets(password, *made):
                        self.assertEqual(self.found(process, secret), [])
                    for owf in self.stored():
                        self.assertEqual(len(self.found(process, owf)), 1)

    def stored(self):
        """NT and LM OWF, where the record has them (record.h)."""
        size = 16
        at = len(self.record) - 2 * size
        return self.record[at:at + size], self.record[at + size:]

    def test_the_search_finds_what_is_there(self):
        process = self.begin()
        self.log_on(process, "ntlmv2", PASSWORD)
        self.assertNotEqual(self.found(process, b"Msv1_0SubAuthenticationRoutine"), [])
        self.assertNotEqual(self.found(process, str(PACKAGE).encode()), [])

    def test_nothing_secret_is_in_events(self):
        process = self.begin()
        for form in FORMS:
            self.log_on(process, form, "another-4711")
        self.assertIn(ACCOUNT, self.machine.events())
        for secret in ("another-4711", PASSWORD, *(owf.hex() for owf in self.stored())):
            self.assertNotIn(secret.lower(), self.machine.events().lower())


if __name__ == "__main__":
    unittest.main(verbosity=2)
