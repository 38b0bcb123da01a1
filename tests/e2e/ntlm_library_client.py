"""A library of Debian's as an NTLM client over HTTP: LIBRARY PORT DOMAIN USER, the password on stdin.

Run with Debian's own Python, which has them. It ends well when the server has taken a Type 3.
"""
import base64
import ctypes
import http.client
import os
import sys
import tempfile

NTLMSSP = "1.3.6.1.4.1.311.2.2.10"


class Impacket:
    """Once with NTLMv2, and once without."""

    def __init__(self, domain, user, password, v2=True):
        from impacket import ntlm
        self.ntlm, self.who, self.v2 = ntlm, (user, password, domain), v2

    def first(self):
        self.negotiate = self.ntlm.getNTLMSSPType1("CLIENT", self.who[2], use_ntlmv2=self.v2)
        return self.negotiate.getData()

    def then(self, challenge):
        answer, _ = self.ntlm.getNTLMSSPType3(self.negotiate, challenge, *self.who,
                                              use_ntlmv2=self.v2)
        return answer.getData()


class GssNtlmssp:
    def __init__(self, domain, user, password):
        import gssapi
        with tempfile.NamedTemporaryFile("w", delete=False) as users:
            users.write(f"{domain}:{user}:{password}\n")
        os.environ["NTLM_USER_FILE"] = self.users = users.name
        mechanism = gssapi.OID.from_int_seq(NTLMSSP)
        name = gssapi.Name(f"{domain}\\{user}", gssapi.NameType.user)
        server = gssapi.Name("HTTP@localhost", gssapi.NameType.hostbased_service)
        try:
            held = gssapi.Credentials(name=name, mechs=[mechanism], usage="initiate")
            self.context = gssapi.SecurityContext(name=server, creds=held, mech=mechanism,
                                                  usage="initiate")
        finally:
            os.unlink(self.users)

    def first(self):
        return self.context.step()

    def then(self, challenge):
        return self.context.step(challenge)


class NtlmAuth:
    def __init__(self, domain, user, password, level=3):
        from ntlm_auth.ntlm import NtlmContext
        self.context = NtlmContext(user, password, domain, "CLIENT", ntlm_compatibility=level)

    def first(self):
        return self.context.step()

    def then(self, challenge):
        return self.context.step(challenge)


class LibNtlm:
    """By its three structures; each ends in 1024 bytes and how many of them are used (ntlm.h)."""
    REQUEST_HEAD, CHALLENGE_HEAD, RESPONSE_HEAD, ROOM = 32, 48, 64, 1024

    def __init__(self, domain, user, password):
        self.library = ctypes.CDLL("libntlm.so.0")
        self.who = [text.encode() for text in (domain, user, password)]

    def used(self, message, head):
        size = int.from_bytes(message.raw[head + self.ROOM:head + self.ROOM + 4], sys.byteorder)
        return message.raw[:head + size]

    def first(self):
        request = ctypes.create_string_buffer(self.REQUEST_HEAD + self.ROOM + 4)
        self.library.buildSmbNtlmAuthRequest(request, self.who[1], self.who[0])
        return self.used(request, self.REQUEST_HEAD)

    def then(self, challenge):
        given = ctypes.create_string_buffer(challenge, self.CHALLENGE_HEAD + self.ROOM + 4)
        answer = ctypes.create_string_buffer(self.RESPONSE_HEAD + self.ROOM + 4)
        self.library.buildSmbNtlmAuthResponse(given, answer, *self.who[1:])
        return self.used(answer, self.RESPONSE_HEAD)


LIBRARIES = {
    "impacket": Impacket,
    "impacket-v1": lambda *who: Impacket(*who, v2=False),
    "gss-ntlmssp": GssNtlmssp,
    "ntlm-auth": NtlmAuth,
    "ntlm-auth-0": lambda *who: NtlmAuth(*who, level=0),
    "ntlm-auth-1": lambda *who: NtlmAuth(*who, level=1),
    "libntlm": LibNtlm,
}


def asked(connection, token):
    """A request with a token; the token that comes back."""
    text = "NTLM " + base64.b64encode(token).decode()
    connection.request("GET", "/", headers={"Authorization": text})
    answer = connection.getresponse()
    answer.read()
    return answer.status, base64.b64decode(answer.getheader("WWW-Authenticate", "")[5:])


def main():
    library, port, domain, user = sys.argv[1:]
    client = LIBRARIES[library](domain, user, sys.stdin.read())
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=60)
    _, challenge = asked(connection, client.first())
    status, _ = asked(connection, client.then(challenge))
    return status != 200


if __name__ == "__main__":
    sys.exit(main())
