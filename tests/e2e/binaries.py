"""What the built files promise: exports, imports, hardening, layout, and the arrows between folders."""
import concurrent.futures
import json
import os
import re
import shlex
import shutil
import tempfile
import unittest
from pathlib import Path

from support import BUILD, GENERATOR, PACKAGE, SOURCE, needs, run

WIN64 = Path(os.environ.get("IISSUBA_WIN64_BUILD") or "/nowhere")
WIN32 = Path(os.environ.get("IISSUBA_WIN32_BUILD") or "/nowhere")
EXPORTS = {"Msv1_0SubAuthenticationRoutine", "Msv1_0SubAuthenticationRoutineEx",
           "RegisterIISSUBA", "UnregisterIISSUBA", "DllRegisterServer", "DllUnregisterServer"}


# All that an 80486 without a coprocessor executes, of what a compiler makes for NT's flat memory (Intel's
# i486 Programmer's Reference Manual, chapter 26); a conditional jump or setting is J or SET.
I486 = set("""adc add and bsf bsr bswap bt btc btr bts call cbw cdq cld cmp cmps cmpxchg cwd cwde dec div idiv
    imul inc J jmp lea leave lods mov movs movsx movzx mul neg nop not or pop popa popf push pusha pushf rcl rcr
    ret rol ror sar sbb scas SET shl shld shr shrd std stos sub test xadd xchg xlat xor""".split())
CONDITIONS = "a ae b be c e g ge l le na nae nb nbe nc ne ng nge nl nle no np ns nz o p pe po s z".split()
PREFIXES = {"lock", "rep", "repz", "repnz", "fs", "data16"}
FLOATING_POINT = re.compile(r"f\w+|emms|v\w+|cvt\w+|u?comis[sd]|round\w+|rcp[sp]s|rsqrt[sp]s|"
                            r"(add|sub|mul|div|sqrt|min|max|cmp\w*|haddp?|hsubp?|addsub|dp)[sp][sd]")


def reviewed(name, machine):
    """The pairs of DLL and function in a reviewed list; a fourth word names the only machine that has it."""
    pairs = set()
    for line in (SOURCE / name).read_text().splitlines():
        if line and not line.startswith("#"):
            dll, function, version, *only = line.split()
            assert version in ("3.1", "3.5", "3.51", "4.0", "5.2", "ifs"), line
            assert only in ([], ["x86"], ["x64"]), line
            if only in ([], [machine]):
                pairs.add((dll, function))
    return pairs


class Linux(unittest.TestCase):
    def test_the_package_exports_the_six_and_nothing_else(self):
        lines = run("nm", "-D", "--defined-only", PACKAGE).stdout.splitlines()
        self.assertEqual({line.split()[-1] for line in lines}, EXPORTS)

    def test_everything_is_hardened(self):
        for name in ("hostsim", "iissubactl", "iissuba.so"):
            headers = run("readelf", "-Wld", BUILD / name).stdout
            self.assertIn("GNU_RELRO", headers, name)
            self.assertRegex(headers, r"BIND_NOW|Flags: NOW", name)
            self.assertRegex(headers, r"GNU_STACK .* RW ", name)
            self.assertIn("DYN", run("readelf", "-h", BUILD / name).stdout, name)
            symbols = run("nm", "-D", BUILD / name).stdout
            self.assertIn("__stack_chk_fail", symbols, name)

    def test_no_path_of_the_build_is_in_the_package(self):
        self.assertNotIn(str(SOURCE).encode(), (BUILD / "iissuba.so").read_bytes())


class Windows:
    """What both Windows builds promise; the cases below say which one."""

    def dump(self, name):
        done = run(self.OBJDUMP, "-p", self.BUILT / name)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_the_dll_exports_the_six_undecorated_and_nothing_else(self):
        table = self.dump("iissuba.dll").split("[Ordinal/Name Pointer] Table")[1]
        names = re.findall(r"^\s*\[ *\d+\] (?:\+base\[ *\d+\] +)?(?:[0-9a-f]+ )?(\S+)$",
                           table.split("\n\n")[0], re.M)
        self.assertEqual(set(names), EXPORTS)

    def imports(self, name):
        """The pairs of DLL and function."""
        imported = set()
        for table in self.dump(name).split("DLL Name: ")[1:]:
            dll = table.split(".")[0].lower()
            functions = re.findall(r"^\t[0-9a-f]+\s+\d+\s+(\w+)$", table.split("\n\n")[0], re.M)
            self.assertNotEqual(functions, [], dll)
            imported |= {(dll, function) for function in functions}
        return imported

    def test_the_dll_imports_what_the_reviewed_list_allows_and_nothing_else(self):
        self.assertEqual(self.imports("iissuba.dll"), reviewed("def/imports.txt", self.MACHINE))

    def instructions(self, name):
        """Each instruction's name, without prefixes, and its operands."""
        done = run(self.OBJDUMP, "-d", "-M", "intel", "--no-show-raw-insn", self.BUILT / name)
        found = []
        for line in re.findall(r"^ *[0-9a-f]+:\t(.*)$", done.stdout, re.M):
            words = line.split()
            while words and words[0] in PREFIXES:
                words.pop(0)
            if words:
                found.append((words[0], " ".join(words[1:])))
        # Behind the code lie the linker's lists of constructors and destructors, -1 and 0 each.
        code = [i for i, (name, _) in enumerate(found) if name == "(bad)"]
        if code:
            self.assertLessEqual(len(found) - code[0], 32)
            found = found[:code[0]]
        self.assertGreater(len(found), 8000)
        return found

    def test_the_dll_has_no_floating_point(self):
        used = {name for name, _ in self.instructions("iissuba.dll")}
        self.assertEqual({name for name in used if FLOATING_POINT.fullmatch(name)}, set())

    def test_the_dll_has_no_delay_loads_and_no_tls(self):
        directory = self.dump("iissuba.dll")
        for entry in ("Delay Import Directory", "Thread Storage Directory"):
            self.assertRegex(directory, rf"Entry \w+ 0+ 0+ {entry}")

    def test_the_dll_is_small_and_can_be_relocated(self):
        self.assertLessEqual((self.BUILT / "iissuba.dll").stat().st_size, 96 * 1024)
        dump = self.dump("iissuba.dll")
        self.assertRegex(dump, r"Entry 5 [0-9a-f]*[1-9a-f][0-9a-f]* [0-9a-f]+ Base Relocation")
        self.assertNotIn("relocations stripped", dump)

    def test_a_build_in_another_folder_gives_the_same_bytes(self):
        cache = (self.BUILT / "CMakeCache.txt").read_text()
        libraries = re.search(r"^CMAKE_FIND_ROOT_PATH:\w+=(.*)$", cache, re.M)[1]
        with tempfile.TemporaryDirectory(prefix="iissuba-elsewhere.") as folder:
            copy = Path(folder) / "a folder of another name"
            shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("build", ".git"))
            for step in (["--preset", self.PRESET, *GENERATOR, f"-DCMAKE_FIND_ROOT_PATH={libraries}",
                          "-DIISSUBA_TESTS=OFF"],
                         ["--build", "--preset", self.PRESET, "--target", "iissuba"]):
                done = run("cmake", *step, cwd=copy)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            built = copy / "build" / self.PRESET / "iissuba.dll"
            self.assertEqual(built.read_bytes(), (self.BUILT / "iissuba.dll").read_bytes())

    def test_the_tools_need_nothing_that_windows_does_not_bring(self):
        brought = {"kernel32.dll", "advapi32.dll", "ntdll.dll", "msvcrt.dll", "user32.dll",
                   "ws2_32.dll", "netapi32.dll", "ole32.dll"}
        for name in ("hostsim.exe", "iissubactl.exe"):
            imported = re.findall(r"DLL Name: (\S+)", self.dump(name))
            self.assertLessEqual({i.lower() for i in imported}, brought, name)

    def test_nx_and_aslr_are_on(self):
        for name in ("iissuba.dll", "hostsim.exe", "iissubactl.exe"):
            dump = self.dump(name)
            self.assertIn("NX_COMPAT", dump, name)
            self.assertIn("DYNAMIC_BASE", dump, name)

    def test_the_dll_names_no_path_of_the_build_and_no_time(self):
        self.assertNotIn(str(SOURCE).encode(), (self.BUILT / "iissuba.dll").read_bytes())
        self.assertRegex(self.dump("iissuba.dll"), r"Time/Date\s+(0+ |Thu Jan +1 00:00:00 1970)")


@unittest.skipUnless(WIN64.exists(), "needs the 64-bit Windows build")
class Windows64(Windows, unittest.TestCase):
    BUILT = WIN64
    PRESET = "win64"
    MACHINE = "x64"
    OBJDUMP = "x86_64-w64-mingw32-objdump"


@unittest.skipUnless((WIN32 / "iissuba.dll").exists(), "needs the 32-bit Windows build")
class Windows32(Windows, unittest.TestCase):
    BUILT = WIN32
    PRESET = "win32"
    MACHINE = "x86"
    OBJDUMP = "i686-w64-mingw32-objdump"

    def test_the_dll_is_marked_for_the_subsystem_version_of_nt_4(self):
        dump = self.dump("iissuba.dll")
        for field in ("MajorOSystemVersion", "MajorSubsystemVersion"):
            self.assertRegex(dump, rf"{field}\s+4\n")

    def test_the_dll_runs_on_the_processors_of_nt_4(self):
        conditional = {"j" + c: "J" for c in CONDITIONS} | {"set" + c: "SET" for c in CONDITIONS}
        used = {(conditional.get(name, name), operands if name == "nop" else "")
                for name, operands in self.instructions("iissuba.dll")}
        self.assertEqual({pair for pair in used if pair[0] not in I486 or pair[1]}, set())

    def test_the_dll_may_have_its_own_handler_of_exceptions(self):
        self.assertNotIn("NO_SEH", self.dump("iissuba.dll"))

    def test_the_tools_import_what_the_reviewed_lists_allow_and_nothing_else(self):
        tools = self.imports("iissubactl.exe") | self.imports("hostsim.exe")
        beyond = {i for i in tools if i[0] != "msvcrt"} - reviewed("def/imports.txt", self.MACHINE)
        self.assertEqual(beyond, reviewed("def/imports-tools.txt", self.MACHINE))


class Layout(unittest.TestCase):
    """abi_layout.h's table holds for every compiler and its headers, and can fail."""

    COMPILERS = [["gcc"], ["gcc", "-m32", "-ffreestanding"], ["clang"],
                 ["x86_64-w64-mingw32-gcc-win32"], ["i686-w64-mingw32-gcc-win32"]]

    def compiles(self, compiler, folder):
        return run(*compiler, "-std=c11", "-fsyntax-only", Path(folder) / "abi_assert.c")

    def test_offsets_and_sizes_are_those_of_the_table_everywhere(self):
        for compiler in self.COMPILERS:
            with self.subTest(compiler[0]):
                if shutil.which(compiler[0]) is None:
                    self.skipTest(f"{compiler[0]} is not installed")
                done = self.compiles(compiler, SOURCE / "shim/abi")
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_each_line_of_the_table_can_fail(self):
        table = (SOURCE / "shim/abi/abi_layout.h").read_text()
        lines = [l for l in table.splitlines() if re.match(r"(FIELD|SIZE)\(", l)]
        self.assertGreater(len(lines), 75)
        with tempfile.TemporaryDirectory() as folder:
            for name in ("subauth_abi.h", "rtl.h", "abi_assert.c"):
                shutil.copy(SOURCE / "shim/abi" / name, folder)
            wrong = re.sub(r"(\d+), (\d+)\)$",
                           lambda m: f"{int(m[1]) + 1}, {int(m[2]) + 1})", table, flags=re.M)
            (Path(folder) / "abi_layout.h").write_text(wrong)
            for compiler in (["gcc"], ["i686-w64-mingw32-gcc-win32"]):
                if shutil.which(compiler[0]):
                    said = self.compiles([*compiler, "-fmax-errors=0"], folder).stderr
                    self.assertEqual(said.count("error: static assertion failed"), len(lines))


class Clang(unittest.TestCase):
    @unittest.skipIf(os.environ.get("IISSUBA_SANITIZED"), "clang has built the same for the sanitizers")
    @needs("clang")
    def test_what_gcc_builds_without_a_warning_clang_does_too(self):
        commands = json.loads((BUILD / "compile_commands.json").read_text())
        self.assertGreater(len(commands), 80)

        def check(entry):
            arguments = shlex.split(entry["command"])
            at = arguments.index("-o")
            return run("clang", *arguments[1:at], "-fsyntax-only", entry["file"],
                       cwd=entry["directory"])
        with concurrent.futures.ThreadPoolExecutor() as pool:
            for done in pool.map(check, commands):
                self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main(verbosity=2)
