"""What --json prints is what def/json/*.schema.json says, for every command that has it."""
import copy
import json
import os
import subprocess
import unittest

from manual import commands, options
from support import ACCOUNT, BUILD, HOSTSIM, IISSUBACTL, SOURCE, Machine, run

try:
    import jsonschema
except ImportError:
    jsonschema = None

ON_WINDOWS = {"service", "collect"}  # tests/e2e/wine.py and service.py have their answers


def schema(program, command):
    whole = json.loads((SOURCE / f"def/json/{program.name}.schema.json").read_text())
    return {"$ref": f"#/$defs/{command}", "$defs": whole["$defs"]}


@unittest.skipUnless(jsonschema, "python3-jsonschema is not installed")
class Answers(unittest.TestCase):
    def setUp(self):
        self.machine = Machine(self)
        self.seen = set()

    def holds(self, program, command, answer):
        validator = jsonschema.Draft202012Validator(schema(program, command))
        self.assertEqual([e.message for e in validator.iter_errors(answer)], [], (command, answer))
        # Each member is asked for: without it the answer is none.
        if command != "bench":
            for member in schema(program, command)["$defs"][command].get("required", ()):
                less = copy.deepcopy(answer)
                del less[member]
                self.assertFalse(validator.is_valid(less), (command, member))
        self.seen.add((program.name, command))
        return answer

    def ask(self, program, *words, code=0, input=""):
        command = words[0]
        done = run(program, *words, "--json", "--machine", self.machine.path, input=input)
        self.assertEqual(done.returncode, code, (words, done.stdout, done.stderr))
        return self.holds(program, command, json.loads(done.stdout))

    def ctl(self, *words, **more):
        return self.ask(IISSUBACTL, *words, **more)

    def test_iissubactl_answers_as_its_schema_says(self):
        self.assertFalse(self.ctl("status", code=1)["can_work"])
        self.assertEqual(len(self.ctl("check", code=1)["plan"]), 2)
        self.assertTrue(self.ctl("register")["dll_added"])
        self.assertFalse(self.ctl("register")["dll_added"])
        self.assertEqual(len(self.ctl("status", code=1)["mends"]), 1)  # nobody is enrolled
        self.assertEqual(self.ctl("import")["enrolled"], 1)
        self.assertTrue(self.ctl("status")["can_work"])
        self.assertEqual(self.ctl("import")["accounts"][0]["action"], "unchanged")
        self.assertFalse(self.ctl("set", "somebody", "--sync", "off", input="x\n")["in_sam"])
        self.assertTrue(self.ctl("set", ACCOUNT, "--no-secret")["in_sam"])
        accounts = self.ctl("list")["accounts"]
        self.assertEqual({a["account"]: (a["sync"], a["secret"]) for a in accounts},
                         {"somebody": (False, "stored"), ACCOUNT: (True, "none")})
        self.assertFalse(self.ctl("status", code=1)["can_work"])  # none of the two can be admitted
        self.assertEqual(self.ctl("stack")["lines"], ["sufficient metabase"])
        both = ["sufficient metabase", "sufficient caller"]
        self.assertEqual(self.ctl("stack", *both)["lines"], both)
        status = self.ctl("status")  # the caller is believed
        self.assertEqual((status["stack"]["lines"], status["accounts"]["able"]), (both, 1))
        self.ctl("remove", "somebody")
        self.assertTrue(self.ctl("observe", "on")["on"])
        self.assertIsNone(self.ctl("observe", "off")["until"])
        self.ctl("check")
        self.ctl("find", "AnonymousUserName")
        self.assertIsNone(self.ctl("get", "MSFTPSVC/AnonymousUserPass")["value"])
        self.ctl("get", "MSFTPSVC/1/ServerComment")
        whole = self.ctl("enum", "MSFTPSVC")["nodes"][0]
        self.assertEqual(whole["below"], ["/LM/MSFTPSVC/1"])
        self.assertEqual(len(self.ctl("enum", "--all")["nodes"]), 5)
        self.assertEqual(self.ctl("get", "MSFTPSVC")["nodes"], [whole])
        gone = self.ctl("delete", "MSFTPSVC/AllowAnonymous")
        self.assertEqual((gone["before"], gone["after"], gone["changed"]), (True, True, False))
        self.assertEqual(self.ctl("delete", "MSFTPSVC/AllowAnonymous", "--apply")["after_source"],
                         "default")
        put = self.ctl("put", "MSFTPSVC/1/ServerComment", "new")
        self.assertEqual((put["before"], put["after"], put["changed"]), ("FTP Site 1", "new", False))
        self.assertTrue(self.ctl("put", "MSFTPSVC/1/ServerComment", "new", "--apply")["changed"])
        self.assertFalse(self.ctl("put", "MSFTPSVC/1/ServerComment", "new", "--apply")["differs"])
        secret = self.ctl("put", "MSFTPSVC/AnonymousUserPass", "-", "--apply", input="s3cret\n")
        self.assertEqual((secret["before"], secret["after"], secret["changed"]), (None, None, True))
        self.assertEqual(self.ctl("sync", "Anonymous", ACCOUNT)["nodes"][0]["password"], "readable")
        self.assertTrue(self.ctl("sync", "Anonymous", ACCOUNT, "--apply", input="s3cret\n")["changed"])
        toggle = self.ctl("toggle", "MSFTPSVC", "off", "--apply")
        self.assertEqual((toggle["before"]["state"], toggle["after"]["state"]), (1, 2))
        self.ctl("toggle", "MSFTPSVC", "off")
        self.machine.edit("registry.reg", f'"{ACCOUNT}"=hex:01', f'"{ACCOUNT}"=hex:ff')
        damaged = self.ctl("list")["accounts"][0]
        self.assertEqual((damaged["readable"], damaged["sync"]), (False, None))
        self.assertIn(f"set {ACCOUNT}", damaged["mend"])
        self.assertTrue(self.ctl("unregister", "--purge")["dll_removed"])
        self.assertTrue(self.ctl("unregister", code=1)["left_alone"])
        self.watch()
        self.every_command(IISSUBACTL)

    def watch(self):
        with subprocess.Popen([IISSUBACTL, "--machine", self.machine.path, "watch", "--json"], text=True,
                              stdout=subprocess.PIPE) as watch:
            for line in watch.stdout:
                if self.holds(IISSUBACTL, "watch", json.loads(line))["account"] is not None:
                    break
            watch.terminate()

    def every_command(self, program):
        """Each that has --json was asked, and has a schema."""
        with_json = {name for name in (c.split()[0] for c in commands(program))
                     if "json" in dict(options(program, name))}
        self.assertEqual({(program.name, c) for c in with_json - ON_WINDOWS}, self.seen)
        without = {c.split()[0] for c in commands(program)} - with_json
        self.assertEqual(without, {"help", "completion"})  # a text for people, and a script

    def test_hostsim_answers_as_its_schema_says(self):
        new = self.machine.parent / "new"
        self.holds(HOSTSIM, "init", json.loads(run(HOSTSIM, "init", new, "--json").stdout))
        package = self.machine.parent / "package"
        self.holds(HOSTSIM, "new-package", json.loads(run(HOSTSIM, "new-package", package, "--json").stdout))
        demo = run(HOSTSIM, "demo", "--json")
        self.assertEqual((demo.returncode, demo.stderr), (0, ""))
        demo = self.holds(HOSTSIM, "demo", json.loads(demo.stdout))
        self.assertEqual((len(demo["steps"]), demo["failed"]), (demo["expected"], 0))
        for more in ([], ["--ex"], ["--hostile"], ["--stress", "2"], ["--type", "interactive"]):
            self.ask(HOSTSIM, "logon", "--user", ACCOUNT, *more, code=1)
        lines = f'{{"user": "{ACCOUNT}"}}\n{{"no": 1}}\n{{"generic": "00"}}\n'
        done = run(HOSTSIM, "batch", "--machine", self.machine.path, "--json", "--package",
                   BUILD / "examples/counter.so", input=lines)
        answers = [self.holds(HOSTSIM, "batch", json.loads(line)) for line in done.stdout.splitlines()]
        self.assertEqual([a["line"] for a in answers], [1, 2, 3])
        probe = run(HOSTSIM, "probe", BUILD / "examples/hours.so", "--only", "exports", "--json")
        self.holds(HOSTSIM, "probe", json.loads(probe.stdout))
        for accepted in ([], ["--baseline", "wrong.json"]):
            probe = run(HOSTSIM, "probe", BUILD / "packages/wrong.so", "--response", "cleartext", "--json",
                        "--only", "outputs-set", *accepted, cwd=self.machine.path,
                        env={**os.environ, "WRONG": "outputs-set"})
            self.holds(HOSTSIM, "probe", json.loads(probe.stdout))
            (self.machine.path / "wrong.json").write_text(probe.stdout)
        self.assertEqual(json.loads(probe.stdout)["counts"]["accepted"], 1)
        login = self.ask(HOSTSIM, "ftp-login", "anonymous", input="me@example.com\n", code=1)
        self.assertEqual(login, {"granted": False, "code": 530,
                                 "reply": "530 User me@example.com cannot log in."})
        with subprocess.Popen([HOSTSIM, "ftp", "--machine", self.machine.path, "--json", "--listen",
                               "127.0.0.1:0"], stdout=subprocess.PIPE, text=True) as ftp:
            self.holds(HOSTSIM, "ftp", json.loads(ftp.stdout.readline()))
            ftp.terminate()
        bench = run(HOSTSIM, "bench", "--only", "reload", "--json")
        self.holds(HOSTSIM, "bench", json.loads(bench.stdout))
        self.every_command(HOSTSIM)

    def test_an_error_is_on_standard_error_alone(self):
        for words in (["remove", "nobody"], ["find", "Path", "--schema", "/no"], ["get", "/nowhere/Path"],
                      ["toggle", "/nowhere", "off"], ["sync", "Anonymous", "nobody"], ["stack", "x"]):
            done = run(IISSUBACTL, *words, "--json", "--machine", self.machine.path)
            self.assertGreater(done.returncode, 0, words)
            self.assertEqual((done.stdout, len(done.stderr.splitlines())), ("", 1), words)


@unittest.skipUnless(jsonschema, "python3-jsonschema is not installed")
class Schemas(unittest.TestCase):
    def test_they_are_schemas_and_a_wrong_answer_is_none(self):
        for program in (IISSUBACTL, HOSTSIM):
            whole = json.loads((SOURCE / f"def/json/{program.name}.schema.json").read_text())
            jsonschema.Draft202012Validator.check_schema(whole)
        good = {"on": True, "until": None}
        validator = jsonschema.Draft202012Validator(schema(IISSUBACTL, "observe"))
        self.assertTrue(validator.is_valid(good))
        for wrong in ({}, {"on": 1, "until": None}, {**good, "more": 1}, {"on": True, "until": 3}):
            self.assertFalse(validator.is_valid(wrong))


if __name__ == "__main__":
    unittest.main(verbosity=2)
