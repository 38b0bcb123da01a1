"""Real FTP clients, many at once, and clients that mean no good, against hostsim ftp."""
import ftplib
import re
import signal
import socket
import subprocess
import threading
import time
import unittest

from support import HOSTSIM, Machine, needs, run


class FtpService:
    """hostsim ftp on a port of its own."""

    def __init__(self, test, machine, *options, preexec=None):
        port_file = machine.parent / "port"
        self.process = subprocess.Popen(
            [HOSTSIM, "ftp", "--machine", machine.path, "--listen", "127.0.0.1:0", "--port-file",
             port_file, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            preexec_fn=preexec)
        test.addCleanup(self.stop)
        deadline = time.monotonic() + 30
        while not port_file.exists():
            assert self.process.poll() is None, self.process.stderr.read()
            assert time.monotonic() < deadline
            time.sleep(0.005)
        self.port = int(port_file.read_text())

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.code = self.process.wait(timeout=30)
        finally:
            self.process.kill()
        self.process.stdout.close()
        self.process.stderr.close()

    def connect(self):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        greeting = connection.recv(1000)
        assert greeting.startswith(b"220 "), greeting
        return connection


def until(connection, awaited):
    """Reads up to and with what is awaited."""
    received = b""
    while awaited not in received:
        block = connection.recv(1000)
        assert block, received
        received += block
    return received


def all_of(connection):
    """What comes until the other side closes."""
    received = b""
    try:
        while block := connection.recv(65536):
            received += block
    except ConnectionResetError:
        pass
    return received


class Relay:
    """Stands between a client and the service, and keeps what the client says."""

    def __init__(self, test, port):
        self.target = port
        self.said = b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.threads = []
        self.accepting = threading.Thread(target=self.accept)
        self.accepting.start()
        test.addCleanup(self.close)

    def accept(self):
        try:
            while True:
                client, _ = self.listener.accept()
                service = socket.create_connection(("127.0.0.1", self.target))
                for one, other, keep in ((client, service, True), (service, client, False)):
                    thread = threading.Thread(target=self.pass_on, args=(one, other, keep))
                    thread.start()
                    self.threads.append(thread)
        except OSError:
            pass

    def pass_on(self, one, other, keep):
        try:
            while block := one.recv(4096):
                if keep:
                    self.said += block
                other.sendall(block)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.accepting.join(30)
        for thread in self.threads:
            thread.join(30)


class Clients(unittest.TestCase):
    def setUp(self):
        self.machine = Machine(self)
        self.machine.mend(self)
        self.service = FtpService(self, self.machine)
        self.relay = Relay(self, self.service.port)

    def both_ways(self, attempt):
        """The client gets in with the shim, and does not without it."""
        attempt(True)
        self.assertTrue(self.relay.said.endswith(b"QUIT\r\n"), self.relay.said)
        self.assertEqual(self.machine.ctl("unregister").returncode, 0)
        attempt(False)

    def test_ftplib_logs_in_and_out(self):
        def attempt(admitted):
            with ftplib.FTP() as client:
                client.connect("127.0.0.1", self.relay.port, timeout=60)
                self.assertIn("Microsoft FTP Service", client.getwelcome())
                if not admitted:
                    with self.assertRaisesRegex(ftplib.error_perm, "530 User .* cannot log in"):
                        client.login("anonymous", "a@example.com")
                    return
                self.assertEqual(client.login("anonymous", "a@example.com"),
                                 "230 Anonymous user logged in.")
                self.assertEqual(client.pwd(), "/")
                self.assertTrue(client.sendcmd("SYST").startswith("215 Windows_NT"))
                self.assertTrue(client.voidcmd("TYPE I").startswith("200"))
                self.assertTrue(client.quit().startswith("221"))
        self.both_ways(attempt)

    @needs("curl")
    def test_curl_logs_in_and_out(self):
        def attempt(admitted):
            done = run("curl", "-sSv", "--head", f"ftp://127.0.0.1:{self.relay.port}/")
            if admitted:
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn("230 Anonymous user logged in.", done.stderr)
            else:
                self.assertEqual(done.returncode, 67, done.stderr)  # login denied
        self.both_ways(attempt)

    @needs("tnftp")
    def test_tnftp_logs_in_and_out(self):
        def attempt(admitted):
            done = run("tnftp", "-n", "-v", input=f"open 127.0.0.1 {self.relay.port}\n"
                       "user anonymous someone@example.com\npwd\nquit\n")
            said = done.stdout + done.stderr
            self.assertIn("220 SERVERNAME Microsoft FTP Service", said)
            self.assertEqual("230 Anonymous user logged in." in said, admitted, said)
            self.assertEqual("530 User someone@example.com cannot log in." in said, not admitted)
            self.assertIn("221 Goodbye.", said)
        self.both_ways(attempt)

    @needs("lftp")
    def test_lftp_logs_in_and_out(self):
        def attempt(admitted):
            done = run("lftp", "--norc", "-c",
                       "debug 5; set net:max-retries 1; set net:reconnect-interval-base 1; "
                       "set ftp:ssl-allow no; set ftp:use-feat no; "
                       f"open -u anonymous,a@example.com -p {self.relay.port} 127.0.0.1; "
                       "quote NOOP; bye")
            said = done.stdout + done.stderr
            self.assertEqual("230 Anonymous user logged in." in said, admitted, said)
            self.assertEqual("200 NOOP" in said, admitted, said)
        self.both_ways(attempt)

    def test_200_connections_at_once_are_all_answered(self):
        connections = [self.service.connect() for _ in range(200)]
        for connection in connections:
            connection.sendall(b"USER anonymous\r\nPASS a@example.com\r\nQUIT\r\n")
        for connection in connections:
            codes = re.findall(rb"^(\d{3}) ", all_of(connection), re.M)
            self.assertEqual(codes, [b"331", b"230", b"221"])
            connection.close()

    def test_a_change_in_the_folder_is_in_force_for_the_next_logon(self):
        with self.service.connect() as connection:
            connection.sendall(b"USER anonymous\r\nPASS x\r\n")
            until(connection, b"230 ")
            self.machine.edit("MetaBase.xml", 'AllowAnonymous="TRUE"', 'AllowAnonymous="FALSE"')
            connection.sendall(b"USER anonymous\r\nPASS x\r\nQUIT\r\n")
            self.assertIn(b"530 User x cannot log in.", all_of(connection))

    def test_a_folder_that_breaks_meanwhile_is_421_and_the_service_goes_on(self):
        sound = self.machine.file("sam.json").read_bytes()
        self.machine.file("sam.json").write_bytes(b"{")
        with self.service.connect() as connection:
            connection.sendall(b"USER anonymous\r\nPASS x\r\n")
            self.assertIn(b"421 ", all_of(connection))
        self.machine.file("sam.json").write_bytes(sound)
        with self.service.connect() as connection:
            connection.sendall(b"USER anonymous\r\nPASS x\r\nQUIT\r\n")
            self.assertIn(b"230 ", all_of(connection))

    def test_it_ends_cleanly_when_told_to(self):
        connection = self.service.connect()
        self.service.stop()
        self.assertEqual(self.service.code, 0)
        self.assertEqual(all_of(connection), b"")
        connection.close()


class NoGood(unittest.TestCase):
    """Each is dropped, and another client that is connected all the while is served."""

    def setUp(self):
        machine = Machine(self, "full")
        self.service = FtpService(self, machine, "--idle-timeout", "2")
        self.witness = self.service.connect()
        self.addCleanup(self.witness.close)

    def tearDown(self):
        with self.service.connect() as other:
            other.sendall(b"USER anonymous\r\nPASS x\r\nQUIT\r\n")
            self.assertIn(b"230 Anonymous user logged in.", all_of(other))

    def witness_is_served(self):
        self.witness.sendall(b"USER anonymous\r\nPASS x\r\n")
        until(self.witness, b"230 ")

    def test_a_mebibyte_without_a_newline(self):
        with self.service.connect() as connection:
            try:
                connection.sendall(b"A" * (1 << 20))
            except (ConnectionResetError, BrokenPipeError):
                pass
            self.witness_is_served()
            self.assertRegex(all_of(connection), rb"^(500 |$)")

    def test_a_long_line_is_told_500(self):
        with self.service.connect() as connection:
            connection.sendall(b"A" * 2000)
            self.assertIn(b"500 ", all_of(connection))
            self.witness_is_served()

    def test_nothing_at_all(self):
        with self.service.connect() as connection:
            self.witness_is_served()
            self.assertIn(b"421 ", all_of(connection))

    def test_a_byte_now_and_then_does_not_hold_the_connection(self):
        with self.service.connect() as connection:
            began = time.monotonic()
            try:
                while time.monotonic() - began < 30:
                    connection.sendall(b"A")
                    time.sleep(0.1)
            except (ConnectionResetError, BrokenPipeError):
                pass
            self.assertLess(time.monotonic() - began, 20)

    def test_binary(self):
        for rubbish in (b"\x00\x01\x02\r\n", bytes(range(256)) + b"\n", b"USER \xff\xfe\r\n",
                        b"\x16\x03\x01\x02\x00\x01\n"):
            with self.service.connect() as connection:
                connection.sendall(rubbish)
                self.assertIn(b"500 ", all_of(connection))
        self.witness_is_served()

    def test_a_client_that_goes_away_in_the_middle(self):
        for _ in range(50):
            connection = self.service.connect()
            connection.sendall(b"USER anonymous\r\nPASS x\r\n")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.close()
        self.witness_is_served()


class Usage(unittest.TestCase):
    def test_what_cannot_be_served_is_said_at_once(self):
        machine = Machine(self)
        for arguments, said in ((("--site", "9"), "no FTP site 9"),
                                (("--listen", "nowhere"), "ADDRESS:PORT"),
                                (("--site", "x"), "--site"), (("--idle-timeout", "0"), "from 1 to 86400")):
            done = run(HOSTSIM, "ftp", "--machine", machine.path, *arguments)
            self.assertEqual(done.returncode, 2)
            self.assertIn(said, done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
