"""hostsim ftp as a server that strangers reach: each PASS is judged anew, no name is told by time, a crowd does
not take a processor, and a signal ends it always.

IISSUBA_SOAK=N has the soak make N sessions, and the names be tried N / 10 times each.
"""
import fcntl
import os
import random
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import threading
import time
import unittest
from pathlib import Path

from ftp_clients import FtpService, all_of, until
from support import ACCOUNT, HOSTSIM, Machine, run

SOAK = int(os.environ.get("IISSUBA_SOAK", "300"))
NAMED = "Administrator"


def say(connection, line):
    """Sends a line, or bytes; the reply to it."""
    connection.sendall(line if isinstance(line, bytes) else line.encode() + b"\r\n")
    reply = b""
    while not reply.endswith(b"\r\n"):
        block = connection.recv(1000)
        assert block, reply
        reply += block
    return reply.decode()


def codes(received):
    return [int(code) for code in re.findall(rb"^(\d{3}) ", received, re.M)]


def state_of(process):
    """R where it runs, or waits for a processor; S where it waits for something else."""
    return Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0]


def more_descriptors():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


class Service(unittest.TestCase):
    options = ()
    preexec = None

    def setUp(self):
        self.machine = Machine(self, "full")
        self.password = self.machine.sam_account(NAMED)["password"]
        self.service = FtpService(self, self.machine, *self.options, preexec=self.preexec)

    def log_in(self, user="anonymous", password="x"):
        with self.service.connect() as connection:
            connection.sendall(f"USER {user}\r\nPASS {password}\r\nQUIT\r\n".encode())
            return codes(all_of(connection))


class Judging(Service):
    def test_a_wrong_password_after_a_login_is_refused_and_ends_it(self):
        with self.service.connect() as connection:
            say(connection, f"USER {NAMED}")
            self.assertTrue(say(connection, f"PASS {self.password}").startswith("230 "))
            self.assertTrue(say(connection, "PASS wrong").startswith("530 "))
            self.assertTrue(say(connection, "PWD").startswith("530 "))
            self.assertTrue(say(connection, f"PASS {self.password}").startswith("503 "))

    def test_the_same_password_again_is_judged_again(self):
        with self.service.connect() as connection:
            say(connection, f"USER {NAMED}")
            for _ in range(3):
                self.assertTrue(say(connection, f"PASS {self.password}").startswith("230 "))
            self.machine.edit("sam.json", f'"{self.password}"', '"another"')
            self.assertTrue(say(connection, f"PASS {self.password}").startswith("530 "))
            self.assertTrue(say(connection, "TYPE I").startswith("530 "))


class Bytes(Service):
    """What a client may send that is no plain line. None of it logs anybody on, nor ends the service."""

    def tearDown(self):
        self.assertEqual(self.log_in(), [331, 230, 221])

    def answers(self, sent):
        with self.service.connect() as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            return codes(all_of(connection))

    def test_telnet_commands_are_no_command_line(self):
        for telnet in (b"\xff\xf4\xff\xf2ABOR\r\n", b"\xff\xfb\x01", b"\xff\xff\r\n"):
            self.assertIn(self.answers(telnet + b"NOOP\r\n"), ([500], [500, 200]), telnet)

    def test_a_password_that_is_not_utf_8_is_told_so_and_judged_as_no_other(self):
        self.machine.edit("sam.json", f'"{self.password}"', '"gr\u00fc\u00df"')
        user = f"USER {NAMED}\r\nPASS ".encode()
        self.assertEqual(self.answers(user + "grüß\r\n".encode()), [331, 230])
        self.assertEqual(self.answers(user + "grüß\r\n".encode("latin-1")), [331, 500])

    def test_a_right_password_with_more_behind_it_is_not_right(self):
        user = f"USER {NAMED}\r\nPASS {self.password}".encode()
        for behind in (b"\0\r\n", b"\0more\r\n", b"\rmore\r\n", b" \r\n", b"\t\r\n", b"\x7f\r\n"):
            self.assertIn(self.answers(user + behind), ([331, 500], [331, 530]), behind)

    def test_a_line_ends_with_lf_and_not_with_cr(self):
        self.assertEqual(self.answers(b"NOOP\nNOOP\r\nNOOP\r\r\n"), [200, 200, 200])
        self.assertEqual(self.answers(b"NOOP\rNOOP\r\n"), [500])
        self.assertEqual(self.answers(b"NOOP\r"), [])

    def test_pipelined_commands_are_answered_in_their_order(self):
        pair = b"USER anonymous\r\nPASS x\r\nSYST\r\n"
        self.assertEqual(self.answers(pair * 300 + b"QUIT\r\nNOOP\r\n"), [331, 230, 215] * 300 + [221])

    def test_a_half_closed_connection_gets_its_answers_and_its_end(self):
        self.assertEqual(self.answers(b"USER anonymous\r\nPASS x\r\nPWD\r\nTYPE"), [331, 230, 257])
        self.assertEqual(self.answers(b""), [])

    def test_who_sends_many_logons_at_once_waits_for_the_others(self):
        with self.service.connect() as witness, self.service.connect() as flood:
            self.service.process.send_signal(signal.SIGSTOP)
            flood.sendall(b"USER a\nPASS b\n" * 2000)
            witness.sendall(b"NOOP\r\n")
            self.service.process.send_signal(signal.SIGCONT)
            until(witness, b"200 ")
            self.assertLess(len(codes(all_there(flood))), 150)


class FewDescriptors(Service):
    preexec = staticmethod(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40)))

    def idle_share(self):
        """The share of the time in which it wants a processor, where nobody says anything."""
        states = []
        for _ in range(100):
            time.sleep(0.01)
            states.append(state_of(self.service.process))
        return states.count("R") / len(states)

    def crowd(self, size):
        crowd = []
        for _ in range(size):
            crowd.append(socket.create_connection(("127.0.0.1", self.service.port), timeout=60))
            self.addCleanup(crowd[-1].close)
        return crowd

    def test_they_are_told_so_who_are_too_many_and_the_others_can_log_on(self):
        crowd = self.crowd(60)
        greetings = [until_line(connection) for connection in crowd]
        admitted = [c for c, greeting in zip(crowd, greetings) if greeting.startswith(b"220 ")]
        self.assertGreater(len(admitted), 5)
        self.assertTrue(all(g[:4] in (b"220 ", b"421 ") for g in greetings), greetings)
        self.assertLess(self.idle_share(), 0.3)
        for connection in admitted:
            connection.sendall(b"USER anonymous\r\nPASS x\r\n")
        for connection in admitted:
            self.assertIn(b"230 ", until(connection, b" logged in."))

    def test_where_the_limit_falls_meanwhile_it_waits_and_takes_no_processor(self):
        pid = self.service.process.pid
        descriptors = 8
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (descriptors, 40))
        crowd = self.crowd(20)
        self.assertLess(self.idle_share(), 0.3)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (40, 40))
        self.assertEqual(until_line(crowd[0])[:4], b"220 ")
        self.assertEqual(until_line(crowd[-1])[:3] in (b"220", b"421"), True)


def all_there(connection):
    """What has come by now."""
    received = b""
    connection.setblocking(False)
    try:
        while block := connection.recv(65536):
            received += block
    except BlockingIOError:
        pass
    return received


def until_line(connection):
    received = b""
    while not received.endswith(b"\n"):
        block = connection.recv(1000)
        if not block:
            break
        received += block
    return received


class Crowd(Service):
    def crowd(self, size):
        if more_descriptors() < size + 100:
            self.skipTest(f"this process may not have {size} descriptors")
        crowd = []
        for _ in range(size):
            crowd.append(socket.create_connection(("127.0.0.1", self.service.port), timeout=60))
            self.addCleanup(crowd[-1].close)
        return crowd

    def test_thousands_that_are_idle_do_not_hold_up_one_that_is_there(self):
        with self.service.connect() as witness:
            crowd = self.crowd(2500)
            told = [until_line(connection)[:3] for connection in crowd]
            self.assertEqual(set(told), {b"220", b"421"})
            for connection in crowd[:500]:
                connection.shutdown(socket.SHUT_WR)
            self.assertTrue(say(witness, "USER anonymous").startswith("331 "))
            self.assertTrue(say(witness, "PASS x").startswith("230 "))
            self.assertEqual(self.log_in(), [331, 230, 221])

    def test_a_signal_ends_it_with_thousands_connected(self):
        for connection in self.crowd(1500)[:900]:
            connection.sendall(b"USER a\r\nPASS b\r\n" * 20)
        began = time.monotonic()
        self.service.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.service.process.wait(20), 0)
        self.assertLess(time.monotonic() - began, 15)


class Ending(Service):
    def test_a_signal_ends_it_in_the_middle_of_a_logon_that_does_not_end(self):
        folder = os.open(self.machine.path, os.O_RDONLY)
        self.addCleanup(os.close, folder)
        fcntl.flock(folder, fcntl.LOCK_EX)
        before = self.machine.snapshot()
        with self.service.connect() as connection:
            connection.sendall(b"USER anonymous\r\nPASS x\r\n")
            waits = re.compile(rf"-> FLOCK +ADVISORY +WRITE +{self.service.process.pid} ")
            deadline = time.monotonic() + 30
            while not waits.search(Path("/proc/locks").read_text()):
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.01)
            self.service.process.send_signal(signal.SIGTERM)
            self.addCleanup(fcntl.flock, folder, fcntl.LOCK_UN)
            self.assertEqual(self.service.process.wait(15), 3)
        self.assertIn("in the middle of a logon", self.service.process.stderr.read())
        self.assertEqual(self.machine.snapshot(), before)


class BlockedSignals(Service):
    preexec = staticmethod(lambda: signal.pthread_sigmask(signal.SIG_BLOCK,
                                                          {signal.SIGTERM, signal.SIGALRM}))

    def test_a_signal_that_was_blocked_by_who_started_it_ends_it_too(self):
        self.service.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.service.process.wait(15), 0)


REFUSED = {"unknown": ("nobody", "wrong"), "wrong": (NAMED, "wrong"), "disabled": ("Guest", "wrong")}


class Names(Service):
    def setUp(self):
        super().setUp()
        self.machine.edit("secpol.inf", "LockoutBadCount = 5", "LockoutBadCount = 0")

    def test_a_refusal_takes_as_long_for_a_name_that_is_known(self):
        """Interleaved at random, so that what the machine does besides is shared out."""
        took = {"unknown": [], "wrong": []}
        rounds = max(40, SOAK // 10)
        with self.service.connect() as connection:
            for _ in range(rounds):
                for case in random.sample(sorted(took), len(took)):
                    user, password = REFUSED[case]
                    say(connection, f"USER {user}")
                    began = time.perf_counter()
                    self.assertTrue(say(connection, f"PASS {password}").startswith("530 "))
                    took[case].append(time.perf_counter() - began)
        unknown, known = (statistics.median(took[case]) for case in ("unknown", "wrong"))
        if "IISSUBA_SOAK" in os.environ:
            for case, times in took.items():
                print(case, rounds, [f"{q * 1e6:.0f}" for q in statistics.quantiles(times, n=4)], "us")
        self.assertLess(max(unknown, known) / min(unknown, known), 2, (unknown, known))

    @unittest.skipUnless(shutil.which("strace"), "strace is not installed")
    def test_a_refusal_asks_the_same_of_the_system_for_a_name_that_is_known(self):
        asked = {}
        account = self.machine.sam_account()
        self.machine.account(lockout_time=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
        wrong = "x" * len(account["password"])
        cases = {"unknown": ("nobody", wrong), "wrong": (NAMED, wrong), "disabled": ("Guest", wrong),
                 "locked out": (ACCOUNT, wrong),
                 "locked out, and right": (ACCOUNT, account["password"])}
        self.machine.edit("secpol.inf", "SeInteractiveLogonRight = *S-1-5-32-544,*S-1-5-32-546",
                          "SeInteractiveLogonRight = *S-1-5-32-544")
        for case, (user, password) in cases.items():
            trace = self.machine.parent / "trace"
            done = run("strace", "-o", trace, "-e", "trace=file,desc,network", "-e",
                       "signal=none", HOSTSIM, "ftp-login", "--machine", self.machine.path, user, input=password)
            if not trace.exists() or "exited with" not in trace.read_text():
                self.skipTest("this process may not trace")
            asked[case] = re.findall(r"^(\w+)\(", trace.read_text(), re.M)
        for case in cases:
            self.assertEqual(asked[case], asked["unknown"], case)

    def test_a_wrong_password_is_counted_on_the_disk_before_it_is_answered(self):
        with self.service.connect() as connection:
            for count in range(1, 6):
                say(connection, f"USER {NAMED}")
                say(connection, "PASS wrong")
                self.assertEqual(self.machine.sam_account(NAMED)["bad_password_count"], count)


class FullDisk(unittest.TestCase):
    def test_where_nothing_can_be_written_nobody_logs_on_by_a_name(self):
        """Else right passwords were told from wrong ones, and none of these would be counted."""
        machine = Machine(self, "full")
        password = machine.sam_account(NAMED)["password"]

        def fill():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

        before = machine.file("sam.json").read_bytes()
        for user, given, code in ((NAMED, password, 3), (NAMED, "wrong", 3), ("nobody", "wrong", 3),
                                  ("anonymous", "x", 0)):
            done = subprocess.run([HOSTSIM, "ftp-login", "--machine", machine.path, user],
                                  input=given.encode(), capture_output=True, preexec_fn=fill)
            self.assertEqual(done.returncode, code, (user, given, done.stderr))
            self.assertEqual(b"230 " in done.stdout, code == 0)
        self.assertEqual(machine.file("sam.json").read_bytes(), before)


class Usage(unittest.TestCase):
    def test_a_port_that_is_none_is_refused(self):
        machine = Machine(self)
        for port in ("65536", "70000", "-1", "", "x", "0x50", "21x", " 21", "+21", "4294967317",
                     "99999999999999999999"):
            done = subprocess.run([HOSTSIM, "ftp", "--machine", machine.path, "--listen",
                                   f"127.0.0.1:{port}"], capture_output=True, text=True, timeout=20)
            self.assertEqual(done.returncode, 2, port)
            self.assertIn("0 to 65535", done.stderr, port)


class Soak(Service):
    def state(self):
        process = Path(f"/proc/{self.service.process.pid}")
        status = (process / "status").read_text()
        return {"KiB": int(re.search(r"VmRSS:\s+(\d+)", status).group(1)),
                "threads": int(re.search(r"Threads:\s+(\d+)", status).group(1)),
                "descriptors": self.descriptors(process)}

    def descriptors(self, process):
        """Root alone may count those of a process that keeps no core."""
        try:
            return len(os.listdir(process / "fd"))
        except PermissionError:
            return None

    def sessions(self, count):
        talks = (b"USER anonymous\r\nPASS x\r\nPWD\r\nQUIT\r\n",
                 f"USER {NAMED}\r\nPASS {self.password}\r\nQUIT\r\n".encode(),
                 b"USER nobody\r\nPASS x\r\nQUIT\r\n", b"USER anonymous\r\nPASS x\r\n", b"\xff\xf4\r\n", b"A" * 3000, b"")
        for at in range(count):
            with self.service.connect() as connection:
                connection.sendall(talks[at % len(talks)])
                connection.shutdown(socket.SHUT_WR)
                all_of(connection)

    def test_sessions_leave_nothing_behind(self):
        self.sessions(SOAK // 3)
        time.sleep(0.5)  # the last one's descriptor is closed
        before = self.state()
        workers = [threading.Thread(target=self.sessions, args=(SOAK // 4,)) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        deadline = time.monotonic() + 10
        while (after := self.state())["descriptors"] != before["descriptors"] and \
                time.monotonic() < deadline:
            time.sleep(0.05)
        if "IISSUBA_SOAK" in os.environ:
            print(SOAK // 3, before, SOAK // 4 * 4, after)
        self.assertLess(after["KiB"] - before["KiB"], 600)
        self.assertEqual(after["threads"], before["threads"])
        self.assertEqual(after["descriptors"], before["descriptors"])
        self.assertEqual([p.name for p in self.machine.path.iterdir() if ".json." in p.name], [])
        self.service.stop()
        self.assertEqual(self.service.code, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
