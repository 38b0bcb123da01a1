"""A real FTP server: vsftpd, whose PAM stack asks hostsim, serves a file exactly when the shim admits.

The two example files are what runs, their paths put in; PAM's folder is replaced in a mount namespace,
so that nothing of this machine is changed.
"""
import os
import shutil
import socket
import subprocess
import time
import unittest
from pathlib import Path

from support import HOSTSIM, SOURCE, Machine, needs_mounting, run

VSFTPD = os.environ.get("IISSUBA_VSFTPD", "")
EXAMPLES = SOURCE / "hostsim/examples"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@unittest.skipUnless(VSFTPD, "needs vsftpd")
@needs_mounting
class Vsftpd(unittest.TestCase):
    def setUp(self):
        self.machine = Machine(self)
        self.root = self.machine.parent
        self.root.chmod(0o755)
        self.port = free_port()
        served = self.root / "ftp"
        served.mkdir(mode=0o755)
        (served / "file.txt").write_text("served by a real FTP server\n")
        (self.root / "empty").mkdir()
        self.pam = self.root / "pam.d"
        shutil.copytree("/etc/pam.d", self.pam, symlinks=True)
        (self.pam / "vsftpd-hostsim").write_text(
            self.example("pam.d-vsftpd-hostsim", {"/usr/local/bin/hostsim": HOSTSIM,
                                                  "/srv/iissuba": self.machine.path}))
        self.conf = self.root / "vsftpd.conf"
        self.conf.write_text(self.example("vsftpd.conf", {
            "listen_port=2121": f"listen_port={self.port}",
            # Debian's package makes the user ftp; it is only unpacked here.
            "guest_username=ftp": "guest_username=daemon",
            "local_root=/srv/ftp": f"local_root={served}",
            "/run/vsftpd/empty": self.root / "empty"}))
        self.start()

    def example(self, name, changes):
        text = (EXAMPLES / name).read_text()
        for old, new in changes.items():
            self.assertIn(old, text)
            text = text.replace(old, str(new))
        return text

    def start(self):
        self.server = subprocess.Popen(
            ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c",
             'mount --bind "$1" /etc/pam.d && env --block-signal=CHLD "$2" "$3"; exit', "sh", self.pam, VSFTPD, self.conf],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(self.stop)
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
                return
            except OSError:
                self.assertIsNone(self.server.poll(), "vsftpd ended")
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.02)

    def stop(self):
        self.server.kill()  # and with it the whole namespace of processes, sessions too
        self.server.wait(timeout=30)
        self.server.stdout.close()

    def fetch(self, user="anonymous:someone@example.com"):
        return run("curl", "-sS", "--max-time", "20", "--user", user, f"ftp://127.0.0.1:{self.port}/file.txt")

    def assert_served(self, expected):
        done = self.fetch()
        if expected:
            self.assertEqual(done.stdout, "served by a real FTP server\n", done.stderr)
        else:
            self.assertEqual((done.returncode, done.stdout), (67, ""), done.stderr)

    def test_a_file_is_served_exactly_when_the_shim_admits(self):
        self.assert_served(False)
        self.machine.ctl("register")
        self.assert_served(False)
        self.machine.ctl("import", self.machine.file("MetaBase.xml"))
        self.assert_served(True)
        self.machine.account(password="changed behind IIS's back")
        self.assert_served(True)
        self.machine.account(flags=["USER_NORMAL_ACCOUNT", "USER_ACCOUNT_DISABLED"])
        self.assert_served(False)
        self.machine.account(flags=["USER_NORMAL_ACCOUNT"])
        self.assert_served(True)
        self.machine.ctl("unregister")
        self.assert_served(False)

    def test_other_users_are_held_against_sam(self):
        password = self.machine.sam_account("Administrator")["password"]
        self.assertEqual(self.fetch(f"Administrator:{password}").returncode, 0)
        self.assertEqual(self.fetch("Administrator:wrong").returncode, 67)


if __name__ == "__main__":
    unittest.main(verbosity=2)
