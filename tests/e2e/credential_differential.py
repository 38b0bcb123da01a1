"""Some 25,000 credentials, judged by the package, by SAM's check and by a second verifier.

The triples (account, credential, level) come of a fixed seed; only the blob's time is the present.
Each goes through SAM's own check, through the package's module sam, which holds it against the same
two OWFs, and, where those are a password's, through its module metabase, where it is enrolled.
"""
import collections
import hmac
import itertools
import json
import random
import shutil
import struct
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from ntlm_verifier import (LM_OF_EMPTY, NT_OF_EMPTY, Account, Credential, admits, lm_owf, nt_owf,
                           response, session_challenge, upper, v2_proof)
from support import HOSTSIM, IISSUBACTL, Machine, run

SEED = 13
ROUNDS = 8  # triples of each kind of account with each pair of fields
USUAL_ROUNDS = 40  # and further ones with those pairs that clients send
LEVELS = range(6)
CLEARTEXT_ALLOWED = 2  # MSV1_0_CLEARTEXT_PASSWORD_ALLOWED, ntsecapi.h
PASSWORDS = ("Secret-1", "", "p", "exactly14chars", "Eight-88", "fifteen-chars-1", "P\u00e4ssw\u00f6rd",
             "0123456", "L" + 98 * "o" + "ng")
NAMES = ("IUSR_Server{}", "M\u00fcller-\u00ff\u00df{}", "\u039f\u03b4\u03cc\u03c2{}")
DOMAINS = ("", "Domain", "SERVERNAME", "d\u00f6main.Example", "\u03a3\u03c2")
BLOB_TIME = int((time.time() + 11644473600) * 10_000_000)  # FILETIME


def lm_or_empty(password):
    """What a client holds that makes an LM response whatever the password is."""
    return lm_owf(oem(password)) or LM_OF_EMPTY


def oem(password):
    return password.encode("cp437")


def other_case(password):
    return password.swapcase() if password.swapcase() != password else password + "x"


# The accounts: from a password, and another one, which is not the account's

ACCOUNTS = {
    "both": lambda own, other: Account(nt_owf(own), lm_owf(oem(own))),
    "both again": lambda own, other: Account(nt_owf(own), lm_owf(oem(own))),
    "NT alone": lambda own, other: Account(nt_owf(own), None),
    "LM alone": lambda own, other: Account(None, lm_or_empty(own)),
    "none": lambda own, other: Account(None, None),
    "NT with the placeholder": lambda own, other: Account(nt_owf(own), LM_OF_EMPTY),
    "the placeholder alone": lambda own, other: Account(None, LM_OF_EMPTY),
    "empty with the placeholder": lambda own, other: Account(NT_OF_EMPTY, LM_OF_EMPTY),
    "LM of another": lambda own, other: Account(nt_owf(own), lm_or_empty(other)),
}


class Client:
    """Somebody who believes to know the password, and makes fields of it."""

    def __init__(self, chance, password, user, domain):
        self.chance = chance
        self.password = password
        self.challenge = chance.randbytes(8)
        self.nonce = chance.randbytes(8)
        # Today's Windows leaves final sigma as it is.
        name = upper(user) if chance.random() < 0.95 else upper(user).replace("\u03a3", "\u03c2")
        at = chance.choice([domain, domain, upper(domain), "", "", domain.lower()])
        self.v2_key = hmac.digest(nt_owf(password), (name + at).encode("utf-16-le"), "md5")

    def ntlmv1(self):
        return response(nt_owf(self.password), self.challenge)

    def session(self):
        return response(nt_owf(self.password), session_challenge(self.challenge, self.nonce))

    def mark(self):
        return self.nonce + bytes(16)

    def v2(self, kind=b"\1\1", size=None):
        size = size or self.chance.choice([28, 32, 77, 260])
        blob = kind + bytes(6) + struct.pack("<Q", BLOB_TIME) + self.nonce + bytes(4)
        blob = (blob + self.chance.randbytes(size))[:size]
        return v2_proof(self.v2_key, self.challenge, blob) + blob

    def lmv2(self):
        return v2_proof(self.v2_key, self.challenge, self.nonce) + self.nonce

    def lm(self):
        return response(lm_or_empty(self.password), self.challenge)

    def unicode(self):
        return self.password.encode("utf-16-le")

    def random(self):
        return self.chance.randbytes(self.chance.randrange(1, 90))

    def resized(self, field):
        """A byte less or more."""
        return field[:-1] if self.chance.random() < 0.5 else field + b"\0"


NT_FIELDS = {
    "none": lambda c: b"",
    "NTLMv1": Client.ntlmv1,
    "NTLM2 session": Client.session,
    "NTLMv2": Client.v2,
    "NTLMv2, again": Client.v2,
    "NTLMv2, long": lambda c: c.v2(size=c.chance.choice([513, 700, 810, 4096])),
    "NTLMv2, RespType 2": lambda c: c.v2(b"\2\1"),
    "NTLMv2, HiRespType 2": lambda c: c.v2(b"\1\2"),
    "NTLMv2, HiRespType 0": lambda c: c.v2(b"\1\0"),
    "NTLMv2, a blob of 27": lambda c: c.v2(size=27),
    "NTLMv2, a blob of 8": lambda c: c.v2(size=8),
    "NTLMv2, resized": lambda c: c.resized(c.v2()),
    "NTLMv1, resized": lambda c: c.resized(c.ntlmv1()),
    "LM": Client.lm,
    "LMv2": Client.lmv2,
    "LM field of NTLM2 session": Client.mark,
    "Unicode": Client.unicode,
    "Unicode, other case": lambda c: other_case(c.password).encode("utf-16-le"),
    "Unicode, resized": lambda c: c.resized(c.unicode()),
    "OEM": lambda c: oem(c.password),
    "zeros": lambda c: bytes(24),
    "random": Client.random,
}
LM_FIELDS = {
    "none": lambda c: b"",
    "LM": Client.lm,
    "LM of the placeholder": lambda c: response(LM_OF_EMPTY, c.challenge),
    "LMv2": Client.lmv2,
    "NTLM2 session": Client.mark,
    "NTLM2 session, another nonce": lambda c: c.chance.randbytes(8) + bytes(16),
    "NTLMv1": Client.ntlmv1,
    "NTLMv2": Client.v2,
    "LM, resized": lambda c: c.resized(c.lm()),
    "OEM": lambda c: oem(c.password),
    "OEM, other case": lambda c: oem(other_case(c.password)),
    "OEM, padded": lambda c: oem(c.password).ljust(14, b"\0"),
    "Unicode": Client.unicode,
    "a NUL": lambda c: b"\0",
    "zeros": lambda c: bytes(24),
    "random": Client.random,
}


USUAL = (("none", "LM"), ("NTLMv1", "none"), ("NTLMv1", "LM"), ("NTLM2 session", "NTLM2 session"),
         ("NTLMv2", "none"), ("NTLMv2", "LMv2"), ("NTLMv2, long", "zeros"), ("none", "LMv2"),
         ("Unicode", "none"), ("Unicode", "OEM"), ("none", "OEM"))


class Triple(NamedTuple):
    kinds: tuple  # of account, NT field and LM field
    enrolled: bool  # the account's OWFs are those of its name's password
    account: Account
    level: int
    credential: Credential


def believed(chance, own):
    """The password that a client takes for the account's."""
    draw = chance.random()
    if draw < 0.8:
        return own
    return other_case(own) if draw < 0.87 else "" if draw < 0.94 else chance.choice(PASSWORDS)


def bent(chance, fields):
    """One bit off, in one of them."""
    place = chance.choice([i for i, field in enumerate(fields) if field])
    field = bytearray(fields[place])
    field[chance.randrange(len(field))] ^= 1 << chance.randrange(8)
    return [bytes(field) if i == place else other for i, other in enumerate(fields)]


def triple_of(chance, shape, nt_kind, lm_kind):
    number = chance.randrange(len(PASSWORDS))
    name = chance.choice(NAMES).format(number)
    user = chance.choice([name, name, upper(name)])
    domain = chance.choice(DOMAINS)
    client = Client(chance, believed(chance, PASSWORDS[number]), user, domain)
    fields = [client.challenge, NT_FIELDS[nt_kind](client), LM_FIELDS[lm_kind](client)]
    if chance.random() < 0.1:
        fields = bent(chance, fields)
    account = ACCOUNTS[shape](PASSWORDS[number], chance.choice(PASSWORDS))
    enrolled = shape.startswith("both") and PASSWORDS[number] != ""
    return Triple((shape, nt_kind, lm_kind), enrolled, account, chance.choice(LEVELS),
                  Credential(user, domain, *fields, chance.random() < 0.4))


def triples():
    chance = random.Random(SEED)
    kinds = list(itertools.product(ACCOUNTS, NT_FIELDS, LM_FIELDS)) * ROUNDS
    kinds += [(shape, *pair) for shape in ACCOUNTS for pair in USUAL] * USUAL_ROUNDS
    return [triple_of(chance, *kind) for kind in kinds]


def line_of(triple, owfs, **more):
    """As batch reads it; the account is SAM's for this line, with these OWFs."""
    asked = triple.credential
    hashes = {key: owf.hex() for key, owf in zip(("nt_hash", "lm_hash"), owfs) if owf is not None}
    account = {"rid": 5000, **hashes}
    return {"user": asked.user, "domain": asked.domain, "challenge": asked.challenge.hex(),
            "nt_response": asked.nt.hex(), "lm_response": asked.lm.hex(),
            "parameter_control": CLEARTEXT_ALLOWED if asked.cleartext else 0,
            "account": account, **more}


class Route(NamedTuple):
    name: str
    stack: str  # of the folder's package
    takes: object  # which triples
    line: object


ROUTES = (
    Route("SAM", "sufficient metabase", lambda t: True, 
          lambda t: line_of(t, t.account, no_subauth=True)),
    Route("module sam", "sufficient sam", lambda t: True, lambda t: line_of(t, t.account)),
    Route("module metabase", "sufficient metabase", lambda t: t.enrolled,
          lambda t: line_of(t, Account(None, None))),
)


class Servers:
    """A machine folder for each level and stack, with every name enrolled in it."""

    def __init__(self, test):
        self.first = Machine(test, "full")
        for number, password in enumerate(PASSWORDS):
            given = () if password else ("--no-secret",)  # an empty one is not taken
            for name in NAMES:
                done = self.first.ctl("set", name.format(number), *given, input=password)
                test.assertEqual(done.returncode, 0, done.stderr)
        self.folders = {}
        for level, stack in itertools.product(LEVELS, {route.stack for route in ROUTES}):
            self.folders[level, stack] = self.copy(test, level, stack)

    def copy(self, test, level, stack):
        folder = self.first.parent / f"{level} {stack}"
        shutil.copytree(self.first.path, folder)
        file = folder / "registry.reg"
        head, found, rest = file.read_bytes().decode("utf-16").partition("Control\\Lsa]\r\n")
        test.assertTrue(found)
        value = f'"LmCompatibilityLevel"=dword:{level:08x}\r\n'
        file.write_bytes((head + found + value + rest).encode("utf-16"))
        done = run(IISSUBACTL, "--machine", folder, "stack", stack)
        test.assertEqual(done.returncode, 0, done.stderr)
        return folder

    def answers(self, route, asked):
        """Each triple's status; a triple is asked of its level's server."""
        found = {}
        for level in LEVELS:
            here = [triple for triple in asked if triple.level == level]
            lines = "".join(json.dumps(route.line(triple)) + "\n" for triple in here)
            done = run(HOSTSIM, "batch", "--machine", self.folders[level, route.stack], input=lines)
            told = [json.loads(line) for line in done.stdout.splitlines()]
            found.update(zip(map(id, here), told, strict=True))
        return [found[id(triple)] for triple in asked]


class CredentialDifferential(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.triples = triples()
        cls.admitted = [admits(t.account, t.level, t.credential) for t in cls.triples]

    def test_the_triples_are_many_and_reach_every_form(self):
        self.assertGreaterEqual(len(set(self.triples)), 20_000)
        share = sum(self.admitted) / len(self.admitted)
        self.assertTrue(0.05 < share < 0.6, share)
        proven = collections.Counter()
        for triple, admitted in zip(self.triples, self.admitted):
            asked = triple.credential
            if admitted and not asked.cleartext:
                proven[triple.kinds[1] if asked.nt and triple.account.nt_owf else triple.kinds[2],
                       triple.level] += 1
        for form, highest in (("NTLMv1", 4), ("NTLM2 session", 4), ("LM", 3), ("NTLMv2", 5),
                              ("NTLMv2, long", 5), ("LMv2", 5)):
            seen = [level for level in LEVELS if proven[form, level] > 2]
            self.assertEqual(seen, list(range(highest + 1)), form)
        for kind in ("NTLMv2, RespType 2", "NTLMv2, HiRespType 2", "NTLMv2, a blob of 27"):
            self.assertEqual(sum(proven[kind, level] for level in LEVELS), 0, kind)

    def test_package_and_sam_judge_as_the_verifier_does(self):
        servers = Servers(self)
        with ThreadPoolExecutor(len(ROUTES)) as pool:
            of_routes = pool.map(lambda route: self.compared(servers, route), ROUTES)
            differences = [one for of_route in of_routes for one in of_route]
        for _, text in differences:
            print(text)
        for kind, count in collections.Counter(kind for kind, _ in differences).most_common():
            print(count, *kind, sep=" | ")
        self.assertEqual(len(differences), 0, "differences; each is printed above")

    def compared(self, servers, route):
        """What kind each difference is of, and the line that shows it again."""
        expected = [(triple, admitted) for triple, admitted in zip(self.triples, self.admitted)
                    if route.takes(triple)]
        self.assertGreater(len(expected), 5_000)
        found = []
        answers = servers.answers(route, [triple for triple, _ in expected])
        for (triple, admitted), answer in zip(expected, answers):
            name = "STATUS_SUCCESS" if admitted else "STATUS_WRONG_PASSWORD"
            got = answer.get("status_name", answer.get("error"))
            if got != name:
                found.append(((route.name, *triple.kinds, triple.credential.cleartext),
                              f"{route.name}, stack \"{route.stack}\", LmCompatibilityLevel "
                              f"{triple.level}, {triple.kinds}: expected {name}, got {got}; "
                              f"{json.dumps(route.line(triple))}; OWFs "
                              f"{[owf and owf.hex() for owf in triple.account]}"))
        return found


if __name__ == "__main__":
    unittest.main(verbosity=2)
