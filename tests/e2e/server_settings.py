"""What the server itself says, and a logon and check follow: the names that Auth<N> may have, the Web
service's own switches, nodes that are no sites, <Custom> without a name, Guest as Windows NT has it.

Right is what is documented: LoadLibrary's page for names, the IIS 6.0 reference for properties.
"""
import json
import shutil
import unittest

from check_tool import paste
from support import ACCOUNT, BUILD, Machine


def wide(text, type_number):
    data = ",".join(f"{byte:02x}" for byte in (text + "\0").encode("utf-16-le"))
    return f"hex({type_number}):{data}"


def quoted(text):
    return '"' + text.replace("\\", "\\\\") + '"'


# What Auth<N> holds, and the file below System32 that LoadLibrary takes; None: there is none.
NAMES = [
    ("IISSUBA", "iissuba.so"),
    ("iissuba.DLL", "iissuba.so"),
    (r"C:\WINDOWS\System32\IISSUBA.dll", "iissuba.so"),
    (r"d:\winnt\system32\iissuba", "iissuba.so"),
    (r"\WINNT\system32\iissuba.dll", "iissuba.so"),
    (r"inetsrv\iissuba.dll", "inetsrv/iissuba.so"),
    (r"C:\WINDOWS\system32\inetsrv\iissuba", "inetsrv/iissuba.so"),
    ("IISSUBA.", "iissuba"),
    ("IISSUBA.dll.", "iissuba.dll"),
    ("IISSUBA.ocx", "iissuba.ocx"),
    ("IISSUBA.2", "iissuba.2"),
    ("IISSUBA.2.dll", "iissuba.2.so"),
    ("IISSUBA ", None),
    (" IISSUBA", None),
    ("IISSUBA.dll ", None),
    ('"IISSUBA"', None),
    (r"%SystemRoot%\System32\IISSUBA.dll", None),
    (r"C:\ftp\IISSUBA.dll", None),
    (r"C:IISSUBA.dll", None),
    (r"\\server\share\System32\IISSUBA.dll", None),
    (r"C:\WINDOWS\System32\..\System32\IISSUBA.dll", None),
    ("C:/WINDOWS/System32/IISSUBA.dll", None),
    ("./IISSUBA", None),
]


class AuthNames(unittest.TestCase):
    def machine(self, value, file, name="Auth132", package="iissuba.so"):
        machine = Machine(self, "full")
        machine.edit("registry.reg", 'MSV1_0]\r\n"Auth132"="IISSUBA"\r\n',
                     f'MSV1_0]\r\n"{name}"={value}\r\n')
        shutil.rmtree(machine.file("System32"))
        if file is not None:
            place = machine.file("System32") / file
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(BUILD / package, place)
        return machine

    def causes(self, machine):
        node = json.loads(machine.ctl("check", "--json").stdout)["nodes"][0]
        causes = [finding["cause"] for finding in node["findings"]]
        self.assertNotIn("contradicted", causes)
        self.assertNotIn("unexplained", causes)
        return causes, node["granted"]

    def test_the_file_is_the_one_that_loadlibrary_takes(self):
        for name, file in NAMES:
            for type_number, value in ((1, quoted(name)), (2, wide(name, 2))):
                if type_number == 1 and '"' in name:
                    continue
                with self.subTest(name, type=type_number):
                    machine = self.machine(value, file or "iissuba.so")
                    causes, granted = self.causes(machine)
                    self.assertEqual(granted, file is not None, causes)
                    self.assertEqual("dll-missing" in causes, file is None)
                    self.assertEqual("auth-value-type" in causes, type_number == 2)
                    if file is not None and file != "iissuba.so":  # and no other
                        machine = self.machine(value, "iissuba.so")
                        self.assertEqual(self.causes(machine)[1], False)

    def test_status_looks_where_the_logon_does(self):
        for name, file in NAMES[:7]:
            with self.subTest(name):
                machine = self.machine(quoted(name), file)
                done = machine.ctl("status")
                self.assertEqual(done.returncode, 0, done.stdout)
                self.assertIn(f"DLL         {machine.file('System32')}/{file}\n", done.stdout)
        done = self.machine(quoted("IISSUBA "), "iissuba.so").ctl("status")
        self.assertEqual(done.returncode, 1)
        done = self.machine("dword:00000084", "iissuba.so").ctl("status")
        self.assertEqual(done.returncode, 1)
        self.assertIn("it is not REG_SZ", done.stdout)

    def test_register_knows_its_own_name_and_keeps_another_with_its_type(self):
        own = self.machine(quoted("IISSUBA.dll"), "iissuba.so")
        before = own.file("registry.reg").read_bytes()
        self.assertIn("Nothing was changed", own.ctl("register").stdout)
        self.assertEqual(own.file("registry.reg").read_bytes(), before)
        for value in (wide("OTHER", 2), "dword:00000084", quoted("OTHER.dll"),
                      quoted(r"C:\ftp\IISSUBA.dll"), "hex(7):41,00,00,00,00,00"):
            with self.subTest(value):
                machine = self.machine(value, None)
                machine.edit("registry.reg", '"PreviousAuth132"="IISSUBA"\r\n', "")
                self.assertEqual(machine.ctl("register").returncode, 0)
                text = machine.file("registry.reg").read_text()
                self.assertIn('"Auth132"="IISSUBA"\n', text)
                self.assertIn(f'"PreviousAuth132"={value}\n', text)
                self.assertEqual(self.causes(machine), ([], True))
                self.assertEqual(machine.ctl("unregister").returncode, 0)
                self.assertIn(f'MSV1_0]\n"Auth132"={value}\n', machine.file("registry.reg").read_text())

    def test_a_package_with_a_dot_in_its_name_is_registered_by_all_of_it(self):
        machine = Machine(self)
        dll = machine.parent / "my.package.so"
        shutil.copy(BUILD / "iissuba.so", dll)
        done = machine.ctl("register", "--dll", dll)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('"Auth132"="MY.PACKAGE.DLL"', machine.file("registry.reg").read_text())
        self.assertTrue(machine.file("System32/my.package.so").exists())
        machine.ctl("import", machine.file("MetaBase.xml"))
        self.assertTrue(self.causes(machine)[1])

    def test_a_filter_is_asked_by_any_name_that_loads_and_is_an_event_by_any_other(self):
        for value, asked in ((quoted("HOURS"), True), (quoted("HOURS.dll"), True),
                             (quoted(r"C:\WINNT\system32\hours.dll"), True),
                             (wide("HOURS", 2), True), (quoted("HOURS "), False),
                             ("dword:00000001", False), ("hex(7):48,00,00,00,00,00", False),
                             ("hex:48,00", False), (quoted("IISSUBA"), False)):
            with self.subTest(value):
                machine = self.machine(value, "hours.so", "Auth0", "examples/hours.so")
                code, answer = machine.logon("--no-subauth", password=machine.password())
                self.assertEqual(code, 0, answer)
                self.assertEqual(answer["called"],
                                 "Msv1_0SubAuthenticationFilter" if asked else "none")
                self.assertEqual("Auth0 below Lsa\\MSV1_0 names a package" in machine.events(),
                                 not asked)


WEB = '<IIsWebService Location="/LM/W3SVC" AnonymousUserName="{0}" AnonymousUserPass="{1}" {2}/>\n'


class Settings(unittest.TestCase):
    def check(self, machine, *arguments):
        done = machine.ctl("check", "--json", *arguments)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        found = {node["node"]: node for node in json.loads(done.stdout)["nodes"]}
        for node in found.values():
            for finding in node["findings"]:
                self.assertNotIn(finding["cause"], ("contradicted", "unexplained"), finding)
        return {name: [f["cause"] for f in node["findings"]] for name, node in found.items()}

    def add(self, machine, *nodes):
        text = "\n".join(nodes).replace("PASSWORD", machine.password())
        machine.edit("MetaBase.xml", "</MBProperty>", text + "\n</MBProperty>")
        return machine

    def web(self, service="", *nodes):
        machine = Machine(self, "full")
        return self.add(machine, WEB.format(ACCOUNT, "PASSWORD", service),
                        '<IIsWebServer Location="/LM/W3SVC/1"/>', *nodes)

    def test_the_web_service_goes_by_authflags_and_not_by_allowanonymous(self):
        for flags, site, root, granted in (
                ("", "", "", True), ('AuthFlags="AuthAnonymous | AuthNTLM"', "", "", True),
                ('AuthFlags="AuthNTLM"', "", "", False), ('AuthFlags="0"', "", "", False),
                ('AuthFlags="5"', "", "", True), ('AuthFlags="4"', "", "", False),
                ('AuthFlags="AuthNTLM"', "", 'AuthFlags="AuthAnonymous"', True),
                ("", "", 'AuthFlags="AuthBasic | AuthNTLM"', False),
                ('AllowAnonymous="FALSE"', "", "", True)):
            with self.subTest(flags=flags, root=root):
                machine = self.web(flags, f'<IIsWebVirtualDir Location="/LM/W3SVC/1/ROOT" {root}/>')
                causes = self.check(machine)
                self.assertEqual(causes["/LM/W3SVC/1"],
                                 [] if granted else ["anonymous-not-allowed"])
                self.assertEqual(causes["/LM/MSFTPSVC/1"], [])

    def test_the_mend_of_authflags_keeps_the_others(self):
        root = '<IIsWebVirtualDir Location="/LM/W3SVC/1/ROOT" {}/>'
        for service, nodes, put in (
                ('AuthFlags="AuthBasic | AuthNTLM"', (), "1/AuthFlags 'AuthAnonymous | AuthBasic | AuthNTLM'"),
                ('AuthFlags="AuthNTLM"', (root.format(""),), "1/AuthFlags 'AuthAnonymous | AuthNTLM'"),
                ("", (root.format('AuthFlags="AuthNTLM"'),),
                 "1/ROOT/AuthFlags 'AuthAnonymous | AuthNTLM'"),
                ('AuthFlags="4"', (), "1/AuthFlags 5"), ('AuthFlags="0"', (), "1/AuthFlags 1")):
            with self.subTest(service, nodes=nodes):
                machine = self.web(service, *nodes)
                node = json.loads(machine.ctl("check", "W3SVC/1", "--json").stdout)["nodes"][0]
                mend = node["findings"][0]["mend"]
                self.assertIn(f"put /LM/W3SVC/{put} --apply", mend)
                done = paste(mend)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(self.check(machine, "W3SVC/1"), {"/LM/W3SVC/1": []})

    def test_isolation_mode_however_it_is_written_makes_the_process_localsystem(self):
        pools = ('<IIsApplicationPools Location="/LM/W3SVC/AppPools"/>',
                 '<IIsApplicationPool Location="/LM/W3SVC/AppPools/DefaultAppPool" '
                 'AppPoolIdentityType="2"/>')
        pool = ' AppPoolId="DefaultAppPool"'
        for mode, allowed in (("", True), (pool, False), ('IIs5IsolationModeEnabled="TRUE"' + pool, True),
                              ('IIs5IsolationModeEnabled="FALSE"' + pool, False)):
            with self.subTest(mode):
                machine = self.web(mode, *pools)
                self.assertEqual(self.check(machine)["/LM/W3SVC/1"],
                                 [] if allowed else ["no-process-allowed"])
        for value, allowed in (("1", True), ("0", False)):
            with self.subTest(custom=value):
                machine = self.web('AppPoolId="DefaultAppPool"', *pools)
                machine.edit("MetaBase.xml", ' AppPoolId="DefaultAppPool"/>',
                             ' AppPoolId="DefaultAppPool"><Custom ID="9203" '
                             f'Value="{value}" Type="DWORD"/></IIsWebService>')
                self.assertEqual(self.check(machine)["/LM/W3SVC/1"],
                                 [] if allowed else ["no-process-allowed"])

    def test_what_is_no_site_is_neither_checked_nor_does_it_disagree(self):
        template = 'AnonymousUserName="{0}" AnonymousUserPass="template"'
        for name, node in {
                "an FTP template": '<IIsFtpServer Location="/LM/MSFTPSVC/Info/Templates/Own" '
                                   + template.format("IUSR_BUILDBOX") + "/>",
                "a template of the same account": '<IIsFtpServer Location="/LM/MSFTPSVC/Info/'
                                                  'Templates/Own" ' + template.format(ACCOUNT) + "/>",
                "a Web template": '<IIsWebServer Location="/LM/W3SVC/Info/Templates/Public Web Site" '
                                  + template.format("IUSR_BUILDBOX") + "/>",
                "its root": '<IIsWebVirtualDir Location="/LM/W3SVC/Info/Templates/Public/ROOT" '
                            + template.format("IUSR_BUILDBOX") + "/>",
                "a filter": '<IIsFilter Location="/LM/W3SVC/Filters/x" AnonymousUserName="y"/>',
                "another service's": '<IIsSmtpServer Location="/LM/SMTPSVC/1" '
                                     'AnonymousUserName="IUSR_BUILDBOX"/>'}.items():
            with self.subTest(name):
                machine = self.add(Machine(self, "full"), node)
                self.assertEqual(self.check(machine), {"/LM/MSFTPSVC/1": []})
        machine = self.add(Machine(self, "full"),
                           '<IIsFtpServer Location="/LM/MSFTPSVC/12" AnonymousUserName="IUSR_OLD"/>')
        self.assertEqual(self.check(machine)["/LM/MSFTPSVC/12"][0], "other-computer")
        machine.edit("MetaBase.xml", 'Location="/LM/MSFTPSVC/12"', 'Location="/LM/MSFTPSVC/Info/12"')
        machine.edit("MetaBase.xml", 'Location="/LM/MSFTPSVC/1"', 'Location="/LM/MSFTPSVC/Info/T"')
        self.assertEqual(self.check(machine), {"/LM/MSFTPSVC": []})

    def custom(self, number, value, kind):
        return f'<Custom ID="{number}" Value="{value}" Type="{kind}" UserType="IIS_MD_UT_FILE"/>'

    def test_a_custom_without_a_name_is_the_property_of_its_number(self):
        machine = Machine(self, "full")
        for name, number, value, kind in (("AnonymousUserName", 6020, ACCOUNT, "STRING"),
                                          ("AnonymousUserPass", 6021, machine.password(), "STRING"),
                                          ("AnonymousPasswordSync", 6022, "1", "DWORD"),
                                          ("AllowAnonymous", 5005, "1", "DWORD")):
            text = machine.file("MetaBase.xml").read_text()
            written = "TRUE" if value == "1" else value
            machine.edit("MetaBase.xml", f'{name}="{written}"', f'Was{name}="x"')
            machine.edit("MetaBase.xml", "</IIsFtpService>",
                         self.custom(number, value, kind) + "\r\n</IIsFtpService>")
            self.assertNotEqual(machine.file("MetaBase.xml").read_text(), text)
            self.assertEqual(self.check(machine), {"/LM/MSFTPSVC/1": []})
        self.assertIn("TRUE", machine.ctl("get", "MSFTPSVC/AllowAnonymous").stdout)
        machine.edit("MetaBase.xml", 'ID="5005" Value="1"', 'ID="5005" Value="0"')
        self.assertEqual(self.check(machine)["/LM/MSFTPSVC/1"], ["anonymous-not-allowed"])
        done = machine.ctl("put", "MSFTPSVC/AllowAnonymous", "TRUE", "--apply")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('ID="5005" Value="1"', machine.file("MetaBase.xml").read_text())
        self.assertEqual(machine.ctl("toggle", "MSFTPSVC", "off", "--apply").returncode, 0)
        self.assertIn('ID="6022" Value="0"', machine.file("MetaBase.xml").read_text())
        self.assertEqual(self.check(machine), {"/LM/MSFTPSVC/1": []})

    def test_what_a_network_token_cannot_reach_is_found_where_it_is_needed(self):
        far = r'<IIsWebVirtualDir Location="/LM/W3SVC/1/ROOT" Path="\\FILES\web" {}/>'
        for service, root, found in (
                ("", "", True), ("", 'UNCUserName="FILES\\reader"', False),
                ('AnonymousPasswordSync="FALSE"', "", False),
                ('AnonymousPasswordSync="FALSE" LogonMethod="2"', "", True),
                ('AnonymousPasswordSync="FALSE" LogonMethod="3"', "", False)):
            with self.subTest(service, root=root):
                machine = self.web(service, far.format(root))
                self.assertEqual(self.check(machine)["/LM/W3SVC/1"],
                                 ["network-token"] if found else [])
        for path in (r"C:\web", r"\\SERVERNAME\web", r"\\servername\web"):
            machine = self.web("", far.format("").replace(r"\\FILES\web", path))
            self.assertEqual(self.check(machine)["/LM/W3SVC/1"], [])
        machine = self.web("", far.format("").replace(r"\\FILES\web", r"\\SERVERNAME2\web"))
        self.assertEqual(self.check(machine)["/LM/W3SVC/1"], ["network-token"])

    def guest(self, machine, limit):
        """The NT 3.51 FTP Server's own default: Guest, with a blank password, on."""
        machine.edit("MetaBase.xml", f'AnonymousUserName="{ACCOUNT}"', 'AnonymousUserName="Guest"')
        machine.edit("MetaBase.xml", f'AnonymousUserPass="{machine.password()}"', "")
        machine.ctl("toggle", "MSFTPSVC", "off", "--apply")
        sam = json.loads(machine.file("sam.json").read_text())
        guest = next(a for a in sam["accounts"] if a["rid"] == 501)
        guest.update(password="", flags=["USER_NORMAL_ACCOUNT", "USER_DONT_EXPIRE_PASSWORD"])
        machine.file("sam.json").write_text(json.dumps(sam))
        machine.edit("secpol.inf", "EnableGuestAccount = 0", "EnableGuestAccount = 1")
        machine.edit("registry.reg", "Control\\Lsa]\r\n",
                     f'Control\\Lsa]\r\n"LimitBlankPasswordUse"=dword:0000000{limit}\r\n')
        return machine

    def test_guest_with_a_blank_password_is_no_missing_password(self):
        machine = self.guest(Machine(self, "full"), 0)
        self.assertEqual(self.check(machine), {"/LM/MSFTPSVC/1": []})
        self.assertEqual(machine.ftp_login().returncode, 0)
        for service, limit, causes in (("", 0, []), ("", 1, ["blank-password"]),
                                       ('LogonMethod="0"', 1, [])):
            with self.subTest(service, limit=limit):
                machine = self.guest(self.web('AnonymousPasswordSync="FALSE" ' + service), limit)
                machine.edit("MetaBase.xml", f'AnonymousUserPass="{machine.password()}"', "") \
                    if machine.password() else None
                self.assertEqual(self.check(machine)["/LM/W3SVC/1"], causes)


if __name__ == "__main__":
    unittest.main(verbosity=2)
