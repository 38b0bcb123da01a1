"""A second verifier of NTLM credentials, which the shim's and SAM's own are held against.

Written from MS-NLMP 3.3, RFC 1320 (MD4) and FIPS 46-3 (DES) alone; both are here, for OpenSSL 3 may
lack them. Run by itself it tests itself with MS-NLMP 4.2's vectors.
"""
import functools
import hashlib
import hmac
import struct
import unittest
from typing import NamedTuple, Optional

RESPONSE_SIZE = 24
PROOF_SIZE = 16
BLOB_LEAST = 28  # MS-NLMP 2.2.2.7, without AvPairs
LM_PASSWORD_MOST = 14
MASK = 0xFFFFFFFF


# MD4

def _rotated(value, count):
    value &= MASK
    return (value << count | value >> (32 - count)) & MASK


MD4_ROUNDS = (
    (lambda x, y, z: x & y | ~x & z, 0, list(range(16)), (3, 7, 11, 19)),
    (lambda x, y, z: x & y | x & z | y & z, 0x5A827999,
     [4 * (i % 4) + i // 4 for i in range(16)], (3, 5, 9, 13)),
    (lambda x, y, z: x ^ y ^ z, 0x6ED9EBA1,
     [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15], (3, 9, 11, 15)))


@functools.lru_cache(maxsize=None)
def md4(data):
    state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476]
    padded = data + b"\x80" + bytes(-(len(data) + 9) % 64) + struct.pack("<Q", 8 * len(data))
    for at in range(0, len(padded), 64):
        words = struct.unpack_from("<16I", padded, at)
        a, b, c, d = state
        for mix, constant, order, shifts in MD4_ROUNDS:
            for i, word in enumerate(order):
                turned = _rotated(a + mix(b, c, d) + words[word] + constant, shifts[i % 4])
                a, b, c, d = d, turned, b, c
        state = [(old + new) & MASK for old, new in zip(state, (a, b, c, d))]
    return struct.pack("<4I", *state)


# DES; FIPS 46-3 counts bits from 1, the highest first

PERMUTATION = (16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10,
               2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25)
INITIAL = tuple(start - 8 * i for start in (58, 60, 62, 64, 57, 59, 61, 63) for i in range(8))
FINAL = tuple(INITIAL.index(bit) + 1 for bit in range(1, 65))
CHOICE_1 = (57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19,
            11, 3, 60, 52, 44, 36, 63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61,
            53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4)
CHOICE_2 = (14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
            41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36,
            29, 32)
ROTATIONS = (1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1)
BOXES = (
    ("e4d12fb83a6c5907", "0f74e2d1a6cb9538", "41e8d62bfc973a50", "fc8249175b3ea06d"),
    ("f18e6b34972dc05a", "3d47f28ec01a69b5", "0e7ba4d158c6932f", "d8a13f42b67c05e9"),
    ("a09e63f51dc7b428", "d709346a285ecbf1", "d6498f30b12c5ae7", "1ad069874fe3b52c"),
    ("7de3069a1285bc4f", "d8b56f03472c1ae9", "a690cb7df13e5284", "3f06a1d8945bc72e"),
    ("2c417ab6853fd0e9", "eb2c47d150fa3986", "421bad78f9c5630e", "b8c71e2d6f09a453"),
    ("c1af92680d34e75b", "af427c9561de0b38", "9ef528c3704a1db6", "432c95fabe17608d"),
    ("4b2ef08d3c975a61", "d0b7491ae35c2f86", "14bdc37eaf680592", "6bd814a7950fe23c"),
    ("d2846fb1a93e50c7", "1fd8a374c56b0e92", "7b419ce206adf358", "21e74a8dfc90356b"))


def _permuted(value, width, table):
    """The bits of a value that is so wide, in the table's order."""
    result = 0
    for bit in table:
        result = result << 1 | value >> (width - bit) & 1
    return result


def _by_bytes(table):
    """A permutation of 64 bits as a table for each of its bytes."""
    return [[_permuted(byte << shift, 64, table) for byte in range(256)]
            for shift in range(56, -8, -8)]


def _substituted(box, chunk):
    """What six bits come to through a box and the permutation after it."""
    row, column = chunk >> 4 & 2 | chunk & 1, chunk >> 1 & 15
    return _permuted(int(BOXES[box][row][column], 16) << 28 - 4 * box, 32, PERMUTATION)


INITIAL_BYTES, FINAL_BYTES = _by_bytes(INITIAL), _by_bytes(FINAL)
SUBSTITUTED = [[_substituted(box, chunk) for chunk in range(64)] for box in range(8)]


def _through(tables, block):
    result = 0
    for table, byte in zip(tables, block):
        result |= table[byte]
    return result


@functools.lru_cache(maxsize=None)
def _round_keys(key):
    """Sixteen keys of eight chunks, for a key of seven bytes (MS-NLMP 6: DES's without parity)."""
    bits = int.from_bytes(key, "big")
    with_parity = 0
    for shift in range(49, -7, -7):
        with_parity = with_parity << 8 | (bits >> shift & 127) << 1
    halves = _permuted(with_parity, 64, CHOICE_1)
    left, right = halves >> 28, halves & 0xFFFFFFF
    keys = []
    for count in ROTATIONS:
        left = (left << count | left >> 28 - count) & 0xFFFFFFF
        right = (right << count | right >> 28 - count) & 0xFFFFFFF
        one = _permuted(left << 28 | right, 56, CHOICE_2)
        keys.append([one >> shift & 63 for shift in range(42, -6, -6)])
    return keys


@functools.lru_cache(maxsize=None)
def des(key, block):
    """One block under a key of seven bytes."""
    halves = _through(INITIAL_BYTES, block)
    left, right = halves >> 32, halves & MASK
    for keys in _round_keys(key):
        wide = (right & 1) << 33 | right << 1 | right >> 31
        mixed = left
        for box, key_chunk in enumerate(keys):
            mixed ^= SUBSTITUTED[box][wide >> 28 - 4 * box & 63 ^ key_chunk]
        left, right = right, mixed
    return _through(FINAL_BYTES, (right << 32 | left).to_bytes(8, "big")).to_bytes(8, "big")


# MS-NLMP 3.3: one-way functions and responses

def nt_owf(password):
    return md4(password.encode("utf-16-le"))


@functools.lru_cache(maxsize=None)
def lm_owf(oem):
    """Of a password in bytes; None where it has none: too long, or not the same in every code page."""
    if len(oem) > LM_PASSWORD_MOST or any(byte > 127 for byte in oem):
        return None
    padded = oem.upper().ljust(LM_PASSWORD_MOST, b"\0")
    return des(padded[:7], b"KGS!@#$%") + des(padded[7:], b"KGS!@#$%")


NT_OF_EMPTY = nt_owf("")
LM_OF_EMPTY = lm_owf(b"")


def response(owf, challenge):
    """DESL(): the response of LM and of NTLMv1."""
    padded = owf.ljust(21, b"\0")
    return b"".join(des(padded[at:at + 7], challenge) for at in (0, 7, 14))


def session_challenge(challenge, lm_field):
    return hashlib.md5(challenge + lm_field[:8]).digest()[:8]


def upper(text):
    """By Windows XP's table, as far as ASCII, Latin-1 and Greek: one unit for one."""
    return "".join(_UPPER.get(character, character) for character in text)


_UPPER = {chr(c): chr(c - 32) for c in (*range(0x61, 0x7B), *range(0xE0, 0xF7), *range(0xF8, 0xFF),
                                        *range(0x3B1, 0x3C2), *range(0x3C3, 0x3CC))}
_UPPER.update({"\u00ff": "\u0178", "\u03c2": "\u03a3", "\u03ac": "\u0386", "\u03ad": "\u0388",
               "\u03ae": "\u0389", "\u03af": "\u038a", "\u03cc": "\u038c", "\u03cd": "\u038e",
               "\u03ce": "\u038f"})


def v2_owf(owf, user, domain):
    """The user is put in upper case here; the domain is taken as it is."""
    return hmac.digest(owf, (upper(user) + domain).encode("utf-16-le"), "md5")


def v2_proof(owf, challenge, rest):
    """NTLMv2's with the blob, LMv2's with the client's nonce."""
    return hmac.digest(owf, challenge + rest, "md5")


# What is proven by what

class Account(NamedTuple):
    nt_owf: Optional[bytes]
    lm_owf: Optional[bytes]


class Credential(NamedTuple):
    user: str
    domain: str
    challenge: bytes
    nt: bytes
    lm: bytes
    cleartext: bool  # MSV1_0_CLEARTEXT_PASSWORD_ALLOWED


def usable_lm_owf(account):
    """LM("") is what dumps print for "none": it counts where the password is known to be empty."""
    if account.lm_owf == LM_OF_EMPTY and account.nt_owf != NT_OF_EMPTY:
        return None
    return account.lm_owf


def is_session_mark(lm_field):
    return len(lm_field) == RESPONSE_SIZE and lm_field[8:] == bytes(16)


def _v2_proves(account, credential, proof, rest):
    domains = (credential.domain, upper(credential.domain), "")
    return any(v2_proof(v2_owf(account.nt_owf, credential.user, domain), credential.challenge,
                        rest) == proof for domain in domains)


def _nt_response_proves(account, level, credential):
    nt, lm, challenge = credential.nt, credential.lm, credential.challenge
    if len(nt) == RESPONSE_SIZE:
        if is_session_mark(lm):
            challenge = session_challenge(challenge, lm)
        return level < 5 and response(account.nt_owf, challenge) == nt
    proof, blob = nt[:PROOF_SIZE], nt[PROOF_SIZE:]
    return (len(blob) >= BLOB_LEAST and blob[:2] == b"\1\1" and
            _v2_proves(account, credential, proof, blob))


def _lm_response_proves(account, level, credential):
    lm, owf = credential.lm, usable_lm_owf(account)
    if len(lm) != RESPONSE_SIZE or is_session_mark(lm):
        return False
    if level < 4 and owf is not None and response(owf, credential.challenge) == lm:
        return True
    return account.nt_owf is not None and _v2_proves(account, credential, lm[:PROOF_SIZE],
                                                     lm[PROOF_SIZE:])


def _oem_password_proves(account, oem):
    owf = usable_lm_owf(account)
    return owf is not None and lm_owf(oem) == owf


def admits(account, level, credential):
    """Whether the credential proves the account's password at this LmCompatibilityLevel.

    The NT field decides where there is one and an NT OWF to hold it against; else the LM field
    does. Where passwords in the clear are allowed, a field may be one, at every level.
    """
    if credential.nt and account.nt_owf is not None:
        return (credential.cleartext and md4(credential.nt) == account.nt_owf or
                _nt_response_proves(account, level, credential))
    if credential.cleartext and credential.lm and _oem_password_proves(account, credential.lm):
        return True
    if credential.cleartext and not credential.nt and not credential.lm:
        return account.nt_owf == NT_OF_EMPTY  # both fields empty: the empty password
    return _lm_response_proves(account, level, credential)


def of_hex(text):
    return bytes.fromhex(text)


class Vectors(unittest.TestCase):
    """MS-NLMP 4.2, RFC 1320 A.5, and DES's usual example."""
    CHALLENGE = of_hex("0123456789abcdef")
    NONCE = of_hex("aaaaaaaaaaaaaaaa")
    NT = of_hex("a4f49c406510bdcab6824ee7c30fd852")
    LM = of_hex("e52cac67419a9a224a3b108f3fa6cb6d")
    NTLMV1 = of_hex("67c43011f30298a2ad35ece64f16331c44bdbed927841f94")
    LM_RESPONSE = of_hex("98def7b87f88aa5dafe2df779688a172def11c7d5ccdef13")
    SESSION = of_hex("7537f803ae367128ca458204bde7caf81e97ed2683267232")
    LMV2 = of_hex("86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa")
    BLOB = of_hex("01010000000000000000000000000000aaaaaaaaaaaaaaaa0000000002000c0044006f006d0061"
                  "0069006e0001000c005300650072007600650072000000000000000000")
    NTLMV2 = of_hex("68cd0ab851e51c96aabc927bebef6a1c") + BLOB
    MARK = NONCE + bytes(16)

    def test_md4(self):
        for text, digest in ((b"", "31d6cfe0d16ae931b73c59d7e0c089c0"),
                             (b"abc", "a448017aaf21d8525fc10ae87aa6729d"),
                             (b"1234567890" * 8, "e33b4ddc9c38f2199c3e7b164fcc0536")):
            self.assertEqual(md4(text).hex(), digest)

    def test_des(self):
        # 133457799BBCDFF1 without its parity
        bits = "".join(f"{byte:08b}"[:7] for byte in of_hex("133457799bbcdff1"))
        key = int(bits, 2).to_bytes(7, "big")
        self.assertEqual(des(key, of_hex("0123456789abcdef")).hex(), "85e813540f0ab405")

    def test_one_way_functions_and_responses(self):
        self.assertEqual(nt_owf("Password"), self.NT)
        self.assertEqual(lm_owf(b"Password"), self.LM)
        self.assertEqual(LM_OF_EMPTY.hex(), "aad3b435b51404eeaad3b435b51404ee")
        self.assertEqual(response(self.NT, self.CHALLENGE), self.NTLMV1)
        self.assertEqual(response(self.LM, self.CHALLENGE), self.LM_RESPONSE)
        self.assertEqual(response(self.NT, session_challenge(self.CHALLENGE, self.MARK)),
                         self.SESSION)
        owf = v2_owf(self.NT, "User", "Domain")
        self.assertEqual(owf.hex(), "0c868a403bfd7a93a3001ef22ef02e3f")
        self.assertEqual(v2_proof(owf, self.CHALLENGE, self.NONCE) + self.NONCE, self.LMV2)
        self.assertEqual(v2_proof(owf, self.CHALLENGE, self.BLOB) + self.BLOB, self.NTLMV2)

    def judged(self, nt=b"", lm=b"", level=0, account=None, cleartext=False):
        return admits(account or Account(self.NT, self.LM), level,
                      Credential("User", "Domain", self.CHALLENGE, nt, lm, cleartext))

    def test_each_form_is_admitted_up_to_its_level(self):
        for nt, lm, levels in ((self.NTLMV1, b"", 5), (b"", self.LM_RESPONSE, 4),
                               (self.SESSION, self.MARK, 5), (self.NTLMV2, b"", 6),
                               (b"", self.LMV2, 6)):
            admitted = [self.judged(nt, lm, level) for level in range(6)]
            self.assertEqual(admitted, [level < levels for level in range(6)])

    def test_the_nt_field_decides(self):
        self.assertFalse(self.judged(self.SESSION, self.LM_RESPONSE))
        self.assertFalse(self.judged(b"x", self.LMV2))
        self.assertTrue(self.judged(b"x", self.LM_RESPONSE, account=Account(None, self.LM)))
        self.assertFalse(self.judged(b"", self.MARK))

    def test_passwords_in_the_clear(self):
        unicode = "Password".encode("utf-16-le")
        wrong = "pASSWORD".encode("utf-16-le")
        self.assertTrue(self.judged(unicode, cleartext=True))
        self.assertFalse(self.judged(unicode))
        self.assertFalse(self.judged(wrong, b"pASSWORD", cleartext=True))
        self.assertTrue(self.judged(b"", b"pASSWORD", cleartext=True))

    def test_the_placeholder_is_no_lm_owf(self):
        for owf, admitted in ((self.NT, False), (None, False), (NT_OF_EMPTY, True)):
            account = Account(owf, LM_OF_EMPTY)
            self.assertEqual(self.judged(b"", response(LM_OF_EMPTY, self.CHALLENGE),
                                         account=account), admitted)
            self.assertEqual(self.judged(b"", b"\0", account=account, cleartext=True), admitted)

    def test_final_sigma_is_capital_sigma(self):
        self.assertEqual(upper("\u03bf\u03b4\u03cc\u03c2 \u00fc\u00ff\u00df\u00f7"),
                         "\u039f\u0394\u038c\u03a3 \u00dc\u0178\u00df\u00f7")


if __name__ == "__main__":
    unittest.main(verbosity=2)
