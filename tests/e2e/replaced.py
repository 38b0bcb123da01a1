"""A file that is replaced stays what it was: owner, group, mode, ACL, extended attributes, links.

What a replaced file keeps is said in shim/files/files.h. The kernel tells what it is: stat(2),
getxattr(2). An ACL is the attribute system.posix_acl_access (acl(5)), written here byte by byte.
"""
import errno
import os
import shutil
import stat
import struct
import subprocess
import unittest
from pathlib import Path

from support import ACCOUNT, HOSTSIM, IISSUBACTL, Machine, can_trace, needs_mounting, needs_open_files, run

ACL = "system.posix_acl_access"
USER_OBJ, USER, GROUP_OBJ, MASK, OTHER = 0x01, 0x02, 0x04, 0x10, 0x20
PUT = ("put", "MSFTPSVC/AnonymousUserName", "IUSR_NEW", "--apply")
# The file, and a command that replaces it.
REPLACED = {
    "MetaBase.xml": (PUT, ""),
    "registry.reg": (("set", "somebody"), "secret\n"),
    "sam.json": (("sync", "Anonymous", ACCOUNT, "--apply"), "secret\n"),
}


def set_attribute(path, name, value):
    try:
        os.setxattr(path, name, value)
    except OSError as error:
        if error.errno == errno.ENOTSUP:
            raise unittest.SkipTest(f"the file system of {path} keeps no {name}") from error
        raise


def acl(*entries):
    """An ACL as the kernel takes it: version 2, then tag, permissions and id of each entry."""
    nobody = 0xFFFFFFFF
    return struct.pack("<I", 2) + b"".join(
        struct.pack("<HHI", tag, permissions, nobody if who is None else who)
        for tag, permissions, who in entries)


def attributes(path):
    return {name: os.getxattr(path, name) for name in os.listxattr(path)}


def about(path):
    found = os.stat(path)
    return found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode), attributes(path)


class Kept(unittest.TestCase):
    def replace(self, name, prepare, user=None):
        """Has the file replaced after prepare(path); it is then what it was."""
        machine = Machine(self, "full")
        path = machine.file(name)
        prepare(path)
        before, text = about(path), path.read_bytes()
        command, given = REPLACED[name]
        words = [IISSUBACTL, "--machine", machine.path, *command]
        if user is not None:
            words = [*user(machine), *words]
        done = run(*words, input=given)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotEqual(path.read_bytes(), text)
        self.assertEqual(about(path), before, name)

    def test_the_mode_stays(self):
        for name in REPLACED:
            for mode in (0o600, 0o640, 0o664, 0o444):
                self.replace(name, lambda path, mode=mode: path.chmod(mode))

    @unittest.skipUnless(os.geteuid() == 0, "needs root to give files away")
    def test_the_owner_and_the_group_stay_each_without_the_other(self):
        for name in REPLACED:
            for owner, group in ((1234, 4321), (0, 4321), (1234, 0)):
                self.replace(name, lambda path, o=owner, g=group: os.chown(path, o, g))

    def test_extended_attributes_stay(self):
        def mark(path):
            set_attribute(path, "user.origin", b"a server\0of ours")
            set_attribute(path, "user.empty", b"")
        for name in REPLACED:
            self.replace(name, mark)

    def test_an_access_control_list_stays(self):
        entries = acl((USER_OBJ, 6, None), (USER, 4, 1234), (GROUP_OBJ, 0, None), (MASK, 4, None),
                      (OTHER, 0, None))
        for name in REPLACED:
            self.replace(name, lambda path: set_attribute(path, ACL, entries))

    def test_the_folders_default_list_is_not_put_on_a_file_that_had_none(self):
        entries = acl((USER_OBJ, 7, None), (USER, 7, 1234), (GROUP_OBJ, 7, None), (MASK, 7, None),
                      (OTHER, 0, None))
        for name in REPLACED:
            self.replace(name, lambda path: set_attribute(path.parent, "system.posix_acl_default",
                                                        entries))

    def test_a_new_file_is_its_owners_alone(self):
        machine = Machine(self)
        machine.file("registry.reg").unlink()
        os.umask(0)
        self.addCleanup(os.umask, 0o022)
        self.assertEqual(machine.ctl("set", "somebody", input="secret\n").returncode, 0)
        self.assertEqual(about(machine.file("registry.reg"))[2], 0o600)

    @unittest.skipUnless(os.geteuid() == 0, "needs root to become another user")
    def test_what_cannot_be_kept_is_refused_and_said(self):
        machine = Machine(self)
        path = machine.file("MetaBase.xml")
        os.chown(machine.path, 65534, 65534)
        for folder in (machine.parent, machine.path):
            folder.chmod(0o755)
        path.chmod(0o644)
        before, text = about(path), path.read_bytes()
        programs = machine.parent / "programs"
        shutil.copytree(IISSUBACTL.parent, programs, ignore=lambda folder, names: [
            n for n in names if n != "iissubactl"])
        programs.chmod(0o755)
        done = run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                   programs / "iissubactl", "--machine", machine.path, *PUT)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("its owner (user 0, group 0) cannot be kept", done.stderr)
        self.assertIn("unchanged", done.stderr)
        self.assertEqual((about(path), path.read_bytes()), (before, text))
        self.assertEqual(len(list(machine.path.iterdir())), 4)


class Links(unittest.TestCase):
    def test_a_symbolic_link_stays_and_its_target_is_replaced_in_its_own_folder(self):
        for name, (command, given) in REPLACED.items():
            for relative in (False, True):
                machine = Machine(self, "full")
                elsewhere = machine.parent / "elsewhere"
                elsewhere.mkdir()
                target = elsewhere / f"kept.{name}"
                machine.file(name).rename(target)
                link = machine.file(name)
                link.symlink_to(f"../elsewhere/kept.{name}" if relative else target)
                before = target.read_bytes(), target.stat().st_ino
                done = machine.ctl(*command, input=given)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertTrue(link.is_symlink())
                self.assertNotEqual((target.read_bytes(), target.stat().st_ino), before)
                self.assertEqual({p.name for p in elsewhere.iterdir()} - {f"kept.{name}.bak"},
                                 {f"kept.{name}"})

    def test_a_link_to_nothing_is_refused_and_said(self):
        machine = Machine(self)
        machine.file("registry.reg").unlink()
        machine.file("registry.reg").symlink_to(machine.parent / "nothing")
        done = machine.ctl("set", "somebody", input="secret\n")
        self.assertEqual(done.returncode, 3)
        self.assertIn("a symbolic link to a file that is not there", done.stderr)
        self.assertFalse((machine.parent / "nothing").exists())

    def test_a_second_name_is_refused_and_said(self):
        for name, (command, given) in REPLACED.items():
            machine = Machine(self, "full")
            other = machine.parent / "another name"
            os.link(machine.file(name), other)
            before = machine.snapshot()
            done = machine.ctl(*command, input=given)
            self.assertEqual(done.returncode, 3, (name, done.stderr))
            self.assertIn(f"{name}: it has another name (a hard link)", done.stderr)
            self.assertEqual(machine.snapshot(), before)

    def test_a_backup_that_a_kill_left_as_a_second_name_does_not_stand_in_the_way(self):
        machine = Machine(self)
        os.link(machine.file("MetaBase.xml"), machine.file("MetaBase.xml.bak"))
        text = machine.file("MetaBase.xml").read_bytes()
        self.assertEqual(machine.ctl(*PUT).returncode, 0)
        self.assertEqual(machine.file("MetaBase.xml.bak").read_bytes(), text)
        self.assertNotEqual(machine.file("MetaBase.xml").read_bytes(), text)

    @needs_mounting
    def test_a_file_that_is_mounted_by_itself_is_refused_and_said(self):
        for name, (command, given) in REPLACED.items():
            machine = Machine(self, "full")
            other = machine.parent / "other"
            shutil.copy(machine.file(name), other)
            script = 'mount --bind "$1" "$2" && shift 2 && exec "$@"'
            done = run("unshare", "--mount", "sh", "-c", script, "sh", other, machine.file(name),
                       IISSUBACTL, "--machine", machine.path, *command, input=given)
            self.assertEqual(done.returncode, 3, (name, done.stderr))
            self.assertIn("is mounted by itself", done.stderr)
            self.assertIn("unchanged", done.stderr)


@unittest.skipUnless(can_trace(), "needs strace, and the right to trace")
class Interrupted(unittest.TestCase):
    def injected(self, machine, command, given, call, what):
        return run("strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                   f"inject={call}:{what}", IISSUBACTL, "--machine", machine.path, *command,
                   input=given)

    def test_what_a_kill_leaves_is_nobody_elses_and_the_next_run_clears_it(self):
        for name, (command, given) in REPLACED.items():
            machine = Machine(self, "full")
            machine.file(name).chmod(0o644)
            before = {p.name for p in machine.path.iterdir()}
            old = machine.file(name).read_bytes()
            for call in ("write", "fsync", "rename", "rmdir"):
                self.injected(machine, command, given, call, "signal=SIGKILL:when=1")
                left = [p for p in machine.path.iterdir()
                        if p.name not in before and not p.name.endswith(".bak")]
                for path in left:
                    self.assertEqual(path.stat().st_mode & 0o077, 0, (call, path))
                self.assertTrue(left or call == "write", (name, call))
                kept = {p: b"" for p in (machine.file(f"{name}.backup"),
                                         machine.file(f"{name}.AbCdEf"))}
                for path, text in kept.items():
                    path.write_bytes(text)
                machine.file(name).write_bytes(old)
                self.assertEqual(machine.ctl(*command, input=given).returncode, 0)
                after = {p.name for p in machine.path.iterdir() if not p.name.endswith(".bak")}
                self.assertEqual(after, before | {p.name for p in kept}, (name, call))
                for path in kept:
                    path.unlink()
                machine.file(name).write_bytes(old)

    def test_a_folder_that_cannot_be_synced_is_an_error_and_said(self):
        for name, (command, given) in REPLACED.items():
            machine = Machine(self, "full")
            text = machine.file(name).read_bytes()
            when = {"sam.json": 4}.get(name, 2)  # sync: three files first, then their folders
            done = self.injected(machine, command, given, "fsync", f"error=EIO:when={when}")
            self.assertEqual(done.returncode, 3, (name, done.stderr))
            self.assertIn(f"{name}: the new one is in its place, but its folder could not be "
                          "written to the disk: Input/output error", done.stderr)
            self.assertNotEqual(machine.file(name).read_bytes(), text)


class Written(unittest.TestCase):
    @unittest.skipUnless(can_trace(), "needs strace, and the right to trace")
    @needs_open_files
    def test_the_file_is_synced_before_the_rename_and_its_folder_after(self):
        machine = Machine(self)
        log = machine.parent / "calls"
        done = run("strace", "-f", "-y", "-o", log, "-e", "trace=fsync,rename", IISSUBACTL,
                   "--machine", machine.path, *PUT)
        self.assertEqual(done.returncode, 0, done.stderr)
        calls = [line.split(None, 1)[1] for line in log.read_text().splitlines()
                 if "(" in line]
        self.assertRegex(calls[0], r"^fsync\(\d+<.*/MetaBase\.xml\.new-")
        self.assertRegex(calls[1], r"^rename\(.*MetaBase\.xml\"\)")
        self.assertRegex(calls[2], rf"^fsync\(\d+<{machine.path}>\)")


if __name__ == "__main__":
    unittest.main(verbosity=2)
