"""What real NTLM clients send, captured on loopback, and judged by the package, SAM and the verifier.

Servers of three ages challenge them: NT 4.0's Type 2, 2000's with NTLM2 session, and 2003's, whose
AvPairs have DNS names and the time.
"""
import base64
import ctypes.util
import http.server
import json
import os
import socket
import socketserver
import struct
import subprocess
import threading
import time
import unittest
from pathlib import Path
from typing import NamedTuple

import ntlm_verifier
from support import HOSTSIM, Machine, needs, run

PYTHON = "/usr/bin/python3"  # Debian's own, which has Debian's modules
HERE = Path(__file__).parent
DOMAIN, USER = "WORKGROUP", "ftpuser"
PASSWORDS = ("Secret-1", "a secret beyond 14 characters")  # of more than 32, wget sends 32
SIGNATURE = b"NTLMSSP\0"

# MS-NLMP 2.2.2.5
UNICODE, OEM, REQUEST_TARGET, NTLM, ALWAYS_SIGN = 1, 2, 4, 0x200, 0x8000
TARGET_IS_SERVER, SESSION_SECURITY, TARGET_INFO = 0x20000, 0x80000, 0x800000
AS_ASKED = 0xE0000030  # signing, sealing, and their keys
NT4 = REQUEST_TARGET | NTLM | ALWAYS_SIGN | TARGET_IS_SERVER
AGES = {"NT 4.0": NT4, "2000": NT4 | SESSION_SECURITY,
        "2003": NT4 | SESSION_SECURITY | TARGET_INFO}


def av_pairs():
    """MS-NLMP 2.2.2.1: names, and the time; a department's DNS names, as real ones are."""
    dns = "anonymous-ftp.department-of-geography.faculty-of-sciences.university.example.edu"
    names = ((2, DOMAIN), (1, "SERVERNAME"), (4, dns.partition(".")[2]), (3, dns),
             (5, dns.partition(".")[2]))
    pairs = [(kind, name.encode("utf-16-le")) for kind, name in names]
    pairs += [(7, struct.pack("<Q", int((time.time() + 11644473600) * 10_000_000))), (0, b"")]
    return b"".join(struct.pack("<HH", kind, len(value)) + value for kind, value in pairs)


def type_2(age, negotiated, challenge):
    flags = AGES[age] | negotiated & AS_ASKED | (UNICODE if negotiated & UNICODE else OEM)
    target = "SERVERNAME".encode("utf-16-le" if flags & UNICODE else "ascii")
    info = av_pairs() if flags & TARGET_INFO else b""
    at = 48
    fields = struct.pack("<HHI", len(target), len(target), at)
    ours = struct.pack("<HHI", len(info), len(info), at + len(target))
    return (SIGNATURE + struct.pack("<I", 2) + fields + struct.pack("<I", flags) + challenge +
            bytes(8) + ours + target + info)


class Captured(NamedTuple):
    challenge: bytes
    nt: bytes
    lm: bytes
    user: str
    domain: str
    workstation: str

    def form(self):
        marked = ntlm_verifier.is_session_mark(self.lm) and any(self.lm)
        if len(self.nt) > 24:
            return "NTLMv2"
        return "NTLM2 session" if marked else "NTLMv1" if self.nt else "LM"


def type_3(challenge, message):
    """MS-NLMP 2.2.1.3: fields by length and offset."""
    def field(at):
        size, _, offset = struct.unpack_from("<HHI", message, at)
        assert offset + size <= len(message)
        return message[offset:offset + size]

    def name(at):
        # wget's are OEM, whatever its flags say; all names here are ASCII.
        return field(at).decode("utf-16-le" if b"\0" in field(at) else "ascii")
    return Captured(challenge, field(20), field(12), name(36), name(28), name(44))


class HttpServer:
    """Speaks NTLM over HTTP, and admits everybody."""

    def __init__(self, test, age):
        captured = self.captured = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            challenge = b""

            def do_GET(self):
                token = base64.b64decode(self.headers.get("Authorization", "NTLM ")[5:])
                if token.startswith(SIGNATURE + b"\3"):
                    captured.append(type_3(self.challenge, token))
                    self.answer(200, "")
                elif token.startswith(SIGNATURE + b"\1"):
                    type(self).challenge = struct.pack("<d", time.time())
                    negotiated, = struct.unpack_from("<I", token, 12)
                    told = type_2(age, negotiated, self.challenge)
                    self.answer(401, "NTLM " + base64.b64encode(told).decode())
                else:
                    self.answer(401, "NTLM")

            def answer(self, status, challenge):
                self.send_response(status)
                if challenge:
                    self.send_header("WWW-Authenticate", challenge)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        serve(test, server)
        self.port = server.server_address[1]


class Pop3Server:
    """AUTH NTLM of a POP3 server with an empty box (MS-POP3)."""

    def __init__(self, test, age):
        captured = self.captured = []

        class Handler(socketserver.StreamRequestHandler):
            def say(self, text):
                self.wfile.write(text.encode() + b"\r\n")

            def token(self):
                return base64.b64decode(self.rfile.readline())

            def handle(self):
                self.say("+OK")
                while words := self.rfile.readline().decode().split():
                    if words[0] == "CAPA":
                        self.say("+OK\r\nSASL NTLM\r\nUIDL\r\n.")
                    elif words == ["AUTH", "NTLM"]:
                        self.authenticate()
                    elif words[0] == "STAT":
                        self.say("+OK 0 0")
                    elif words[0] in ("LIST", "UIDL"):
                        self.say("+OK\r\n.")
                    else:
                        self.say("+OK")

            def authenticate(self):
                challenge = struct.pack("<d", time.time())
                self.say("+ ")
                negotiated, = struct.unpack_from("<I", self.token(), 12)
                told = type_2(age, negotiated, challenge)
                self.say("+ " + base64.b64encode(told).decode())
                captured.append(type_3(challenge, self.token()))
                self.say("+OK")

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        serve(test, server)
        self.port = server.server_address[1]


def serve(test, server):
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    test.addCleanup(server.server_close)
    test.addCleanup(server.shutdown)


class SmbServer:
    """impacket's, behind a relay that keeps what is said."""

    def __init__(self, test):
        self.said = {"client": b"", "server": b""}
        self.process = subprocess.Popen([PYTHON, HERE / "smb_server.py"], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL)
        test.addCleanup(self.stop)
        behind = int(self.process.stdout.readline())
        said = self.said

        class Relay(socketserver.BaseRequestHandler):
            def handle(self):
                with socket.create_connection(("127.0.0.1", behind)) as server:
                    back = threading.Thread(target=pump, args=(server, self.request, "server"))
                    back.start()
                    pump(self.request, server, "client")
                    back.join()

        def pump(source, target, who):
            try:
                while block := source.recv(65536):
                    said[who] += block
                    target.sendall(block)
                target.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # one of the two has gone

        relay = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Relay)
        relay.daemon_threads = True
        serve(test, relay)
        self.port = relay.server_address[1]

    def stop(self):
        self.process.communicate(timeout=60)

    @property
    def captured(self):
        challenge = self.said["server"].partition(SIGNATURE + b"\2\0\0\0")[2][12:20]
        _, sign, message = self.said["client"].partition(SIGNATURE + b"\3\0\0\0")
        return [type_3(challenge, sign + message)] if message else []


def imports(module):
    found = Path(PYTHON).exists() and run(PYTHON, "-c", f"import {module}").returncode == 0
    return unittest.skipUnless(found, f"{module} is not installed")


class NtlmClients(unittest.TestCase):
    def setUp(self):
        self.machine = Machine(self, "full")
        self.longest = 0  # NT field

    def judged(self, seen, password):
        """What the three say of a client's fields, where this is the account's password."""
        done = self.machine.ctl("set", USER, input=password)
        self.assertEqual(done.returncode, 0, done.stderr)
        line = {"user": seen.user, "domain": seen.domain, "workstation": seen.workstation,
                "challenge": seen.challenge.hex(), "nt_response": seen.nt.hex(),
                "lm_response": seen.lm.hex()}
        lines = [{**line, "account": {"rid": 5000}},
                 {**line, "account": {"rid": 5000, "password": password}, "no_subauth": True}]
        done = run(HOSTSIM, "batch", "--machine", self.machine.path,
                   input="".join(json.dumps(one) + "\n" for one in lines))
        answers = [json.loads(answer) for answer in done.stdout.splitlines()]
        account = ntlm_verifier.Account(ntlm_verifier.nt_owf(password),
                                        ntlm_verifier.lm_owf(password.encode()))
        admitted = ntlm_verifier.admits(account, 0, ntlm_verifier.Credential(
            seen.user, seen.domain, seen.challenge, seen.nt, seen.lm, False))
        return [answer.get("status_name", answer) for answer in answers] + [
            "STATUS_SUCCESS" if admitted else "STATUS_WRONG_PASSWORD"]

    def judge(self, captured, password):
        """What was captured is right for the password, and wrong for another; its form and size."""
        self.assertEqual(len(captured), 1, "one Type 3 was to be captured")
        seen = captured[0]
        self.assertEqual(seen.user.lower(), USER)
        self.assertEqual(self.judged(seen, password), ["STATUS_SUCCESS"] * 3, seen)
        self.assertEqual(self.judged(seen, password + "x"), ["STATUS_WRONG_PASSWORD"] * 3, seen)
        bent = seen._replace(challenge=bytes([seen.challenge[0] ^ 1]) + seen.challenge[1:])
        self.assertEqual(self.judged(bent, password), ["STATUS_WRONG_PASSWORD"] * 3, seen)
        alone = seen._replace(nt=b"")
        self.assertEqual(len(set(self.judged(alone, password))), 1, alone)
        return seen.form()

    def forms(self, call, ages=AGES, kind=HttpServer):
        """The form that a client sends to each server, whatever the password."""
        forms = []
        for age in ages:
            of_passwords = []
            for password in PASSWORDS:
                server = kind(self, age)
                call(server.port, password)
                of_passwords.append(self.judge(server.captured, password))
                self.longest = max(len(server.captured[0].nt), self.longest)
            self.assertEqual(len(set(of_passwords)), 1, of_passwords)
            forms += of_passwords[:1]
        return forms

    def library(self, name, ages=AGES, **environment):
        def call(port, password):
            done = run(PYTHON, HERE / "ntlm_library_client.py", name, port, DOMAIN, USER,
                       input=password, env={**os.environ, **environment})
            self.assertEqual((done.returncode, done.stderr), (0, ""))
        return self.forms(call, ages)

    @needs("curl")
    def test_curl(self):
        for option in ("--ntlm", "--anyauth"):
            def call(port, password):
                done = run("curl", "-s", "-S", option, "-K", "-", f"http://127.0.0.1:{port}/",
                           input=f'user = "{DOMAIN}\\\\{USER}:{password}"\n')
                self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(self.forms(call), ["NTLMv1", "NTLMv2", "NTLMv2"])
        self.assertGreater(self.longest, 512)

    @needs("wget")
    def test_wget(self):
        def call(port, password):
            done = run("wget", "-q", "-t", "1", "-O", "-", f"--user={USER}",
                       f"--password={password}", f"http://127.0.0.1:{port}/")
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.forms(call), ["NTLMv1"] * 3)

    @needs("fetchmail")
    def test_fetchmail(self):
        home = self.machine.parent

        def call(port, password):
            done = run("fetchmail", "--nosyslog", "--pidfile", home / "pid", "-f", "-",
                       input=f'poll 127.0.0.1 service {port} protocol pop3 auth ntlm '
                             f'user "{USER}" password "{password}" sslproto ""\n',
                       env={**os.environ, "FETCHMAILHOME": str(home)})
            self.assertEqual(done.returncode, 1, done.stderr)  # no mail
        self.assertEqual(self.forms(call, kind=Pop3Server), ["NTLMv1"] * 3)

    @imports("impacket")
    def test_impacket(self):
        # Without AvPairs it cannot make its NTLMv2.
        self.assertEqual(self.library("impacket", ["2003"]), ["NTLMv2"])
        self.assertGreater(self.longest, 512)
        self.assertEqual(self.library("impacket-v1"), ["NTLMv1", "NTLM2 session", "NTLM2 session"])

    @imports("gssapi")
    def test_gss_ntlmssp(self):
        for level in range(6):
            self.assertEqual(self.library("gss-ntlmssp", LM_COMPAT_LEVEL=str(level)),
                             ["NTLMv2"] * 3 if level >= 3 else
                             ["NTLMv1", "NTLM2 session", "NTLM2 session"], level)
        self.assertGreater(self.longest, 512)

    @imports("ntlm_auth")
    def test_ntlm_auth(self):
        configuration = self.machine.parent / "openssl.cnf"  # MD4 is in the legacy provider
        configuration.write_text("openssl_conf = a\n[a]\nproviders = b\n[b]\ndefault = c\n"
                                 "legacy = c\n[c]\nactivate = 1\n")
        for name, forms in (("ntlm-auth-0", ["NTLMv1", "NTLM2 session", "NTLM2 session"]),
                            ("ntlm-auth-1", ["NTLMv1", "NTLM2 session", "NTLM2 session"]),
                            ("ntlm-auth", ["NTLMv2"] * 3)):
            self.assertEqual(self.library(name, OPENSSL_CONF=str(configuration)), forms, name)

    @unittest.skipUnless(ctypes.util.find_library("ntlm"), "libntlm is not installed")
    def test_libntlm(self):
        self.assertEqual(self.library("libntlm"), ["NTLMv1"] * 3)

    @needs("smbclient")
    @imports("impacket")
    def test_smbclient(self):
        for options, form in (((), "NTLMv2"), (("client ntlmv2 auth=no",), "NTLM2 session")):
            for password in PASSWORDS:
                server = SmbServer(self)
                done = run("smbclient", "//127.0.0.1/SHARE", "-p", server.port, "-c", "exit", "-U",
                           f"{DOMAIN}/{USER}%{password}",
                           *[f"--option={option}" for option in options])
                self.assertEqual(self.judge(server.captured, password), form, done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
