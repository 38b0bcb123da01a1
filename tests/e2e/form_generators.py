"""Files of every form that a server's own programs write, made from the formats' documentation.

Each generator takes a random.Random and the number of the code page that will be chosen, and gives
the file's bytes and what has to be read: ("read", model), or ("refused", line, words). Nothing here
looks at how the project reads. Sources are named at each generator.
"""
import json
import struct

CODE_PAGES = (1252, 1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258, 874)
LSA = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Lsa"
WORDS = ["a", "Auth0", "Stack", "b c", "x=y", "[k]", "; no", 'q"q', "b\\s", "100%", "-", "@", "tab\tx"]
BEYOND = ["ä", "€", "é ü", "Ж", "שלום", "ไทย", "漢字", "\U0001F600"]


def encode(rng, text, forms=("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be")):
    """A text in one of the encodings that a text file comes in (RFC 3629, RFC 2781)."""
    form = rng.choice(forms)
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(form, b"")
    return mark + text.encode(form)


def has(text, code_page):
    """Whether a code page has all of a text."""
    try:
        text.encode(f"cp{code_page}")
    except UnicodeEncodeError:
        return False
    return True


def word(rng, only=None):
    """A name or a value: ASCII with all that needs escaping, or beyond."""
    text = rng.choice(WORDS)
    if rng.random() < 0.4:
        text += rng.choice(BEYOND)
    return text if only is None or has(text, only) else rng.choice(WORDS)


# ---- regedit: KB 310516; REGEDIT4 is the same in ANSI, and so are the bytes of hex(1), (2), (7)

def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def hex_lines(rng, prefix, data, end):
    """Bytes as regedit wraps them: lines of at most 80 characters, which a backslash joins."""
    digits = "%02x" if rng.random() < 0.8 else "%02X"
    line, lines = prefix, []
    for at, byte in enumerate(data):
        piece = digits % byte + ("" if at == len(data) - 1 else ",")
        if len(line) + len(piece) > 78:
            lines.append(line + "\\")
            line = "  "
        line += piece
    return end.join(lines + [line])


def registry_value(rng, version, code_page, end):
    """How a value is written, its type, and its bytes."""
    only = code_page if version == 4 else None
    ansi = f"cp{code_page}" if version == 4 else "utf-16-le"
    kind = rng.choice(["sz", "sz", "lines", "dword", "binary", "expand", "multi", "hexsz", "other"])
    if kind in ("sz", "lines"):
        text = word(rng, only)
        if kind == "lines":
            text += rng.choice(["\r\n", "\n", end]) + word(rng, only)
        return quoted(text), 1, (text + "\0").encode("utf-16-le")
    if kind == "dword":
        number = rng.getrandbits(32)
        return "dword:%08x" % number, 4, struct.pack("<I", number)
    if kind in ("expand", "multi", "hexsz"):
        texts = [word(rng, only) for _ in range(rng.randrange(4) if kind == "multi" else 1)]
        text = "".join(t + "\0" for t in texts) + ("\0" if kind == "multi" else "")
        number = {"hexsz": 1, "expand": 2, "multi": 7}[kind]
        return (hex_lines(rng, "hex(%x):" % number, text.encode(ansi), end), number,
                text.encode("utf-16-le"))
    number = 3 if kind == "binary" else rng.choice([0, 5, 6, 8, 10, 11])
    data = rng.randbytes(rng.choice([0, 1, 4, 8, 30, 90]))
    prefix = "hex:" if number == 3 else "hex(%x):" % number
    return hex_lines(rng, prefix, data, end), number, data


def registry_key(rng, version, code_page, index, end, model):
    """A key's lines; its values are added to the model."""
    only = code_page if version == 4 else None
    path = rng.choice(["", "MSV1_0", "MSV1_0\\IISSUBA", f"K{index}\\{word(rng, only)}"])
    path = path.replace("\\\\", "").replace("tab\tx", "t")
    root = LSA if rng.random() < 0.8 else LSA.upper()
    lines = [f"[{root}{chr(92) if path else ''}{path}]"]
    values = model.setdefault(path.lower(), {})
    for number in range(rng.randrange(5)):
        if rng.random() < 0.2:
            lines.append("; " + word(rng, only))
        name = "" if not values and rng.random() < 0.3 else f"{index}.{number} {word(rng, only)}"
        written, kind, data = registry_value(rng, version, code_page, end)
        lines.append(("@" if name == "" else quoted(name)) + "=" + written)
        values[name] = (kind, data.hex())
    return lines


def break_registry(rng, lines, line_of):
    """A form that is refused, at the end of the text: what the line has to say."""
    line, says = rng.choice([
        (f"[-{LSA}\\Gone]", "takes no deletions"), ('"gone"=-', "takes no deletions"),
        ("@=-", "takes no deletions"), ("[HKEY_USERS\\.DEFAULT]", "key at or below"),
        ('"open"="and never closed', "closing quotation mark"), ("nonsense", "a [key]"),
        ('"n"=hex:0,g', "two hex digits"), ('"n"=qword:1', "as the value")])
    lines += [f"[{LSA}\\Broken]", line]
    return line_of(lines), says


def registry(rng, code_page):
    version = rng.choice([5, 5, 4])
    end = rng.choice(["\r\n", "\r\n", "\n"])
    model = {}
    lines = ["REGEDIT4" if version == 4 else "Windows Registry Editor Version 5.00"]
    for index in range(rng.randrange(5)):
        lines += [""] + registry_key(rng, version, code_page, index, end, model)
    answer = ("read", {key: values for key, values in model.items() if values})
    if rng.random() < 0.2:
        line, says = break_registry(rng, lines, lambda all_: sum(1 + l.count("\n") for l in all_))
        answer = ("refused", line, says)
    text = end.join(lines) + end
    return (text.encode(f"cp{code_page}") if version == 4 else encode(rng, text)), answer


def registry_read(read):
    """The dump of forms.c in the model's form: keys in lower case, values by name."""
    model = {}
    for path, values, _ in read[0]:
        if values:
            key = bytes.fromhex(path).decode("utf-16-le").lower()
            model[key] = {bytes.fromhex(name).decode("utf-16-le"): (kind, data)
                          for name, kind, data, _ in values}
    return model


# ---- dumps: smbpasswd(5); the output of pwdump, fgdump and impacket's secretsdump; john's and
# hashcat's manuals

ACCOUNTS = ["tester", "Administrator", "Guest", "SERVER$", "web anon", "Jürgen"]
EMPTY = ("aad3b435b51404eeaad3b435b51404ee", "31d6cfe0d16ae931b73c59d7e0c089c0")
SAM = json.dumps([{"name": name, "rid": 1000 + i} for i, name in enumerate(ACCOUNTS)])
NO_PASSWORD = "NO PASSWORD*********************"
BANNERS = [
    "Impacket v0.12.0 - Copyright Fortra, LLC and its affiliated companies",
    "[*] Target system bootKey: 0x0123456789abcdef0123456789abcdef",
    "[*] Dumping local SAM hashes (uid:rid:lmhash:nthash)", "[*] Cleaning up...",
    "[-] SAM hashes extraction failed: [Errno 2] No such file", "[*] Reading and decrypting hashes",
    "fgDump 2.1.0 - fizzgig and the mighty group at foofus.net", "Passwords dumped successfully",
    "--- Session ID: 2010-09-12-20-11-32 ---", "OS (127.0.0.1): Microsoft Windows 2000 Server",
    "pwdump6 Version 1.7.2 by fizzgig and the mighty group at foofus.net", "Completed.",
    "Pwdump v7.1 - raw password extractor", "Author: Andres Tarasco Acuna"]
SECRETS = ["[*] Dumping LSA Secrets", "[*] $MACHINE.ACC ",
           "LAB\\SERVER$:aes256-cts-hmac-sha1-96:" + "ab" * 32, "LAB\\SERVER$:des-cbc-md5:" + "cd" * 8,
           "LAB\\SERVER$:plain_password_hex:" + "01" * 40, "[*] DPAPI_SYSTEM ",
           "dpapi_machinekey:0x" + "12" * 20, "dpapi_userkey:0x" + "34" * 20, "[*] NL$KM ",
           " 0000   8D D2 8E 67 54 58 89 B1  C9 53 B9 5B 46 A2 B3 66   ...gTX...S.[F..f",
           "NL$KM:" + "8d" * 64, "[*] _SC_MSFTPSVC ", "(Unknown User):Service-1", "LAB\\svc:a:b",
           "[*] Dumping cached domain logon information (domain/username:hash)",
           "LAB/boss:$DCC2$10240#boss#" + "ef" * 16 + ": (2024-01-01 00:00:00+00:00)"]


def account_line(rng, name, lm, nt):
    """One account in one of the programs' ways, and the hashes that it says."""
    domain = rng.choice(["", "", "LAB\\", "lab.example\\"])
    if name.endswith("$") and rng.random() < 0.5:
        return f"{domain}{name}:{lm}:{nt}:::", lm, nt
    case = rng.choice([str.lower, str.upper])
    kind = rng.choice(["pwdump", "pwdump", "secretsdump", "smbpasswd"])
    if kind == "smbpasswd":
        lm = rng.choice([lm, "X" * 32])
        line = f"{name}:1000:{lm.upper()}:{nt.upper()}:[U          ]:LCT-5D0A1B2C:"
    elif kind == "secretsdump":
        line = f"{domain}{name}:1000:{lm}:{nt}::: (pwdLastSet=2024-01-01 00:00) (status=Enabled)"
    else:
        no_lm = lm == EMPTY[0] and rng.random() < 0.5
        line = f"{domain}{name}:1000:{NO_PASSWORD if no_lm else case(lm)}:{case(nt)}:a comment:home:"
    return line, lm, nt


def wrong_hashes(rng):
    """A line of a list that is no dump, and what it is called."""
    hash_ = rng.randbytes(16).hex()
    return rng.choice([
        (f"tester:SECRET:1000:{EMPTY[0]}:{hash_}:::", "john --show"),
        (f"tester:SE:CRET:1000:{EMPTY[0]}:{hash_}:::", "john --show"),
        (f"$NT${hash_}:secret", "john's own"), (f"tester:$NT${hash_}", "john's own"),
        (f"{hash_}:secret", "hashcat"), (hash_, "hashcat"), (f"tester:{hash_}", "hashcat"),
        (f"tester:{hash_}:secret", "hashcat"), ("tester:1000", "32 hex digits"),
        (f"tester:1000:{hash_[:-1]}:{hash_}:::", "32 hex digits"),
        (f"tester:x:{hash_}:{hash_}:::", "the id being a number")])


def hashes(rng, code_page):
    model = {name: [None, None] for name in ACCOUNTS}
    lines, unused = [], {"messages": [], "no such": [], "already": [], "secrets": []}
    for _ in range(rng.randrange(8)):
        kind = rng.choice(["account"] * 5 + ["banner", "nobody", "comment"])
        if kind == "banner":
            lines.append(rng.choice(BANNERS))
            unused["messages"].append(len(lines))
        elif kind == "comment":
            lines.append(rng.choice(["", "# a comment"]))
        else:
            name = "nobody_history0" if kind == "nobody" else rng.choice(ACCOUNTS)
            name = rng.choice([name, name.upper()]) if name != "Jürgen" else name
            lm, nt = rng.choice([EMPTY[0], rng.randbytes(16).hex()]), rng.randbytes(16).hex()
            line, lm, nt = account_line(rng, name, lm, nt)
            lines.append(line)
            own = next((a for a in ACCOUNTS if a.lower() == name.lower()), None)
            if own is None:
                unused["no such"].append(len(lines))
            elif model[own] != [None, None]:
                unused["already"].append(len(lines))
            else: # that LM hash beside another NT hash means that there is none
                model[own] = [None if lm in (EMPTY[0], "X" * 32) else lm, nt]
    if rng.random() < 0.2:
        for line in SECRETS:
            lines.append(line)
            unused["messages" if line.startswith("[*]") else "secrets"].append(len(lines))
    answer = ("read", model, {why: at for why, at in unused.items() if at})
    if rng.random() < 0.2:
        at = rng.randrange(len(lines) + 1) if not any("LSA Secrets" in l for l in lines) else 0
        line, says = wrong_hashes(rng)
        lines.insert(at, line)
        answer = ("refused", at + 1, says)
    end = rng.choice(["\r\n", "\n"])
    text = end.join(lines) + rng.choice(["", end])
    forms = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be")
    return encode(rng, text, forms + ((f"cp{code_page}",) if has(text, code_page) else ())), answer


# ---- security templates: secedit's reference; "General Syntax Rules for INF Files", "INF Strings
# Section"

RIGHTS = ["SeNetworkLogonRight", "SeDenyNetworkLogonRight", "SeInteractiveLogonRight",
          "SeBatchLogonRight", "SeServiceLogonRight"]
HOLDERS = ["*S-1-1-0", "*S-1-5-32-545", "Guests", "Backup Operators", "LAB\\Jürgen", "tester"]


def comment(rng):
    return rng.choice(["", "", "", " ; a comment with = and [x]", "\t;"])


def holder(rng, strings):
    """A holder as it is written, and as it is meant."""
    name = rng.choice(HOLDERS)
    kind = rng.random()
    if kind < 0.3:
        return f'"{name}"', name
    if kind < 0.5:
        key = f"Name{len(strings)}"
        strings[key] = name
        return f"%{rng.choice([key, key.upper()])}%", name
    return name, name


def template_section(rng, name, strings, model):
    """A section's lines."""
    key = lambda text: rng.choice([text, text.lower()])
    equals = rng.choice([" = ", "=", "\t=\t"])
    if name == "Privilege Rights":
        lines = []
        for right in rng.sample(RIGHTS, rng.randrange(len(RIGHTS))):
            holders = [holder(rng, strings) for _ in range(rng.randrange(4))]
            between = rng.choice([",", ", "])
            written = between.join(h[0] for h in holders)
            if len(holders) > 1 and rng.random() < 0.3: # a backslash joins lines
                written = written.replace(between, between + "\\\n  ", 1)
            lines.append(key(right) + equals + written + comment(rng))
            model["rights"][right] = [h[1] for h in holders]
        return lines + [key("SeShutdownPrivilege") + equals + "*S-1-5-32-544"]
    if name == "System Access":
        model["threshold"] = rng.randrange(20)
        model["guest"] = rng.random() < 0.5
        return [key("LockoutBadCount") + equals + str(model["threshold"]) + comment(rng),
                f"EnableGuestAccount{equals}{int(model['guest'])}", 'NewGuestName = "Visitor; x"']
    if name == "Event Audit":
        model["audit"] = [rng.randrange(4) for _ in range(3)]
        return [f"{k}{equals}{v}{comment(rng)}" for k, v in
                zip(["AuditLogonEvents", "AuditAccountLogon", "AuditAccountManage"], model["audit"])]
    return {"Profile Description": ["%Example%", "Description=%Unknown string%"],
            "Version": ['signature="$CHICAGO$"', "Revision=1"], "Unicode": ["Unicode=yes"],
            "Registry Values": ['MACHINE\\Software\\x=4,1'], "Nonsense": ["a", "b=c\\", "%d%"],
            "File Security": ['"%SystemDrive%\\",0,"D:AR(A;OICI;FA;;;BA)"']}[name]


def wrong_template(rng):
    """A section that is refused at its second line, and what is said."""
    return rng.choice([
        (["[Privilege Rights]", "SeNonsenseRight = *S-1-1-0"], "a user right"),
        (["[Privilege Rights]", "SeTcbPrivilege = %Nowhere%"], "[Strings]"),
        (["[Privilege Rights]", 'SeTcbPrivilege = "open'], "closing quotation mark"),
        (["[Privilege Rights]", 'SeTcbPrivilege = "a, b"'], "no comma"),
        (["[System Access]", "LockoutBadCount = many"], "a number"),
        (["[System Access]", "LockoutBadCount"], "key = value"),
        (["[Event Audit]", "AuditNonsense = 3"], "a key of [Event Audit]"),
        (["[Event Audit]", "AuditDSAccess = 1", "auditdsaccess = 2"], "each key once"),
        (["; x", "[Version"], "[section]")])


def template(rng, code_page):
    model = {"rights": {}, "threshold": 0, "guest": True, "audit": [3, 3, 3], "unknown": []}
    strings, sections = {}, []
    for name in rng.sample(["Privilege Rights", "System Access", "Event Audit", "Nonsense", "Version",
                            "Profile Description", "Unicode", "Registry Values", "File Security"],
                           rng.randrange(1, 8)):
        sections.append([rng.choice([f"[{name}]", f"[{name.upper()}]"]) + comment(rng)]
                        + template_section(rng, name, strings, model))
    if strings or rng.random() < 0.3:
        sections.append(["[Strings]", 'Example = "A template, with 100% of it"']
                        + [f'{k} = "{v}"' for k, v in strings.items()])
        other = ["[Strings.0407]", 'Example = "Eine Vorlage"', 'Name0 = "Niemand"']
        sections.insert(rng.randrange(len(sections) + 1), other)
        if rng.random() < 0.3:
            sections.insert(0, sections.pop())
    answer = ("read", model)
    if rng.random() < 0.2:
        wrong, says = wrong_template(rng)
        taken = [s for s in sections if s[0].strip("[]; \t=ax\tcomment with").lower() != ""]
        sections = [s for s in taken if not s[0].lower().startswith(wrong[0].lower()[:-1])]
        sections.append(wrong)
        lines = [line for section in sections for line in section]
        answer = ("refused", sum(1 + l.count("\n") for l in lines), says)
    lines = [line for section in sections for line in section]
    at = 1
    for line in lines:
        if line.lower().startswith("[nonsense]"):
            model["unknown"].append(at)
        at += 1 + line.count("\n")
    end = rng.choice(["\r\n", "\n"])
    text = "\n".join(lines).replace("\n", end) + end
    forms = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-le", "utf-16-be")
    return encode(rng, text, forms + ((f"cp{code_page}",) if has(text, code_page) else ())), answer


# ---- MetaBase.xml: the IIS 6.0 documentation (metabase structure; IMSAdminBase2::Export), XML 1.0,
# Namespaces in XML 1.0

NAMES = {"AnonymousUserName": ["IUSR_SERVERNAME", "LAB\\Jürgen", "a&b", 'q"q', "<x>", ""],
         "AnonymousUserPass": ["secret", "p&w", "\U0001F600"],
         "AnonymousPasswordSync": ["TRUE", "FALSE"], "AllowAnonymous": ["TRUE", "FALSE"]}
IDS = {"AnonymousUserName": 6020, "AnonymousUserPass": 6021}
TYPES = ["IIsFtpService", "IIsFtpServer", "IIsFtpVirtualDir", "IIsWebService"]


def escaped(rng, name, text):
    """A value in an attribute. References are for what the test does not write back itself."""
    for plain, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(plain, entity)
    if name == "AnonymousUserName":
        return text
    return text.replace("\U0001F600", rng.choice(["\U0001F600", "&#128512;", "&#x1F600;"]))


def node(rng, prefix, location, key_type, end):
    """A node's element, and what it sets."""
    values, attributes, customs = {}, [], []
    for name in rng.sample(sorted(NAMES), rng.randrange(4)):
        values[name] = rng.choice(NAMES[name])
        text = escaped(rng, name, values[name])
        if name in IDS and rng.random() < 0.2:
            customs.append(f'\t<{prefix}Custom{end}\t\tID="{IDS[name]}"{end}\t\tValue="{text}"{end}'
                           f'\t\tType="STRING"{end}\t\tUserType="IIS_MD_UT_FILE"{end}'
                           f'\t\tAttributes="INHERIT"{end}\t/>{end}')
        else:
            attributes.append(f'{end}\t\t{name}="{text}"')
    head = f'<{prefix}{key_type}\tLocation ="{location}"' + "".join(sorted(attributes))
    return f"{head}{end}\t>{end}{''.join(customs)}</{prefix}{key_type}>{end}", values


def wrong_metabase(rng, prefix):
    """What replaces what in a text, and what is said."""
    wrong = [(f"<{prefix}configuration", f"<!DOCTYPE x><{prefix}configuration", "no document type"),
             (f"</{prefix}MBProperty>", f"<{prefix}a/></{prefix}MBProperty>", "Location")]
    if prefix:
        wrong.append((f"xmlns:{prefix[:-1]}=", "xmlns:other=", f"xmlns:{prefix[:-1]}"))
        wrong.append((f"</{prefix}MBProperty>", f'<IIsFtpServer Location="/x"/></{prefix}MBProperty>',
                      "the prefix of"))
    else:
        wrong.append(("</MBProperty>", '<x:a Location="/x"/></MBProperty>', "the prefix of"))
    return rng.choice(wrong)


def metabase(rng, code_page):
    del code_page # XML names its encoding itself
    prefix = rng.choice(["", "", "mb:", "ns0:"])
    end = rng.choice(["\r\n", "\n"])
    form = rng.choice(["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be"])
    declared = rng.choice(["", f' encoding="{"UTF-8" if "utf-8" in form else "UTF-16"}"'])
    namespace = "urn:microsoft-catalog:XML_Metabase_V64_0"
    xmlns = f' xmlns:{prefix[:-1]}="{namespace}"' if prefix else \
        rng.choice(["", f' xmlns="{namespace}"'])
    text = f'<?xml version ="1.0"{declared}?>{end}<{prefix}configuration{xmlns}>{end}' \
           f'<{prefix}MBProperty>{end}'
    model = {}
    text += f'<{prefix}IIS_Global\tLocation ="."{end}\t\tSessionKey="49634b62{"a0" * 20}"{end}' \
            f'\t>{end}</{prefix}IIS_Global>{end}'
    for index in range(rng.randrange(1, 5)):
        location = f"/LM/MSFTPSVC/{index}"
        key_type = rng.choice(TYPES)
        element, values = node(rng, prefix, location, key_type, end)
        if rng.random() < 0.3: # an export: what it inherits stands in an element of its own
            marked = rng.random() < 0.5
            extra, inherited = node(rng, prefix, ("inherited:" if marked else "") + location,
                                    key_type if marked else "IIsInheritedProperties", end)
            element = rng.choice([element + extra, extra + element])
            values = {**inherited, **values}
        text += element
        if values or key_type != "IIsFtpVirtualDir":
            model[location] = [key_type, values]
    text += f"</{prefix}MBProperty>{end}</{prefix}configuration>{end}"
    answer = ("read", model)
    if rng.random() < 0.2:
        old, new, says = wrong_metabase(rng, prefix)
        text = text.replace(old, new, 1)
        answer = ("refused", None, says)
    return encode(rng, text, (form,)), answer


# ---- sam.json: RFC 8259, in the encodings of text files

def sam(rng, code_page):
    accounts = [{"name": f"{word(rng, code_page)} {i}", "rid": 1000 + i, "password": word(rng),
                 "full_name": word(rng)} for i in range(rng.randrange(4))]
    model = {"computer": "SERVERNAME", "accounts": accounts}
    text = json.dumps(model, ensure_ascii=rng.random() < 0.3, indent=rng.choice([None, 2]))
    answer = ("read", model)
    if rng.random() < 0.2:
        bad, says = rng.choice([("\0", "NUL"), ('{"a": 1, "a": 2}', "JSON"), ("[", "JSON")])
        text = bad if bad != "\0" else text + bad
        answer = ("refused", None, says)
    return encode(rng, text), answer
