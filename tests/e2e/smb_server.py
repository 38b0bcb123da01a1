"""impacket's SMB server, which admits everybody: its port on standard output, until stdin ends.

Run with Debian's own Python, which has impacket.
"""
import sys
import tempfile
import threading

from impacket import smbserver


def main():
    with tempfile.TemporaryDirectory() as folder:
        server = smbserver.SimpleSMBServer("127.0.0.1", 0)
        server.addShare("SHARE", folder)
        server.setSMB2Support(True)
        inner = server._SimpleSMBServer__server
        threading.Thread(target=server.start, daemon=True).start()
        print(inner.socket.getsockname()[1], flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
