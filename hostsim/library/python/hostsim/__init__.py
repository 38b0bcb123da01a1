"""A fake LSA for the tests of MSV1_0 subauthentication packages: libhostsim for Python.

    from hostsim import Case, Host, Status

    def test_a_disabled_account_stays_out():
        with Host() as host:
            host.add_account(name="me", rid=1001, password="secret")
            host.set_package("./mypackage.so")
            host.check([Case("me", password="secret"),
                        Case("me", password="secret", account={"flags": ["USER_ACCOUNT_DISABLED"]},
                             status=Status.ACCOUNT_DISABLED)])

What each does is in hostsim.h and its man pages, libhostsim(3) first. The library is the one that the
environment's HOSTSIM_LIBRARY names, the one that is installed beside this module, or the system's.
"""
from __future__ import annotations

import ctypes
import enum
import json
import os
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import TracebackType
from typing import Any, Iterable, Mapping, Optional, Sequence, Type, Union

__all__ = ["Case", "Finding", "Host", "HostsimError", "Outcome", "Result", "Status", "from_nt_time", "version"]

PathLike = Union[str, "os.PathLike[str]"]
NEVER = 0x7FFFFFFFFFFFFFFF


class HostsimError(Exception):
    """What a call of the library says is wrong."""


class Status(enum.IntEnum):
    """The statuses that packages answer with (ntstatus.h). Any other number will do as well."""

    SUCCESS = 0x00000000
    UNSUCCESSFUL = 0xC0000001
    INVALID_INFO_CLASS = 0xC0000003
    INVALID_PARAMETER = 0xC000000D
    BUFFER_TOO_SMALL = 0xC0000023
    PRIVILEGE_NOT_HELD = 0xC0000061
    NO_SUCH_USER = 0xC0000064
    WRONG_PASSWORD = 0xC000006A
    PASSWORD_RESTRICTION = 0xC000006C
    LOGON_FAILURE = 0xC000006D
    ACCOUNT_RESTRICTION = 0xC000006E
    INVALID_LOGON_HOURS = 0xC000006F
    INVALID_WORKSTATION = 0xC0000070
    PASSWORD_EXPIRED = 0xC0000071
    ACCOUNT_DISABLED = 0xC0000072
    PROCEDURE_NOT_FOUND = 0xC000007A
    INSUFFICIENT_RESOURCES = 0xC000009A
    DLL_NOT_FOUND = 0xC0000135
    LOGON_TYPE_NOT_GRANTED = 0xC000015B
    ACCOUNT_EXPIRED = 0xC0000193
    PASSWORD_MUST_CHANGE = 0xC0000224
    ACCOUNT_LOCKED_OUT = 0xC0000234


class Outcome(enum.IntEnum):
    """What came of a case."""

    PASSED = 0
    DIFFERS = 1
    BROKEN = 2
    CRASHED = 3


@dataclass(frozen=True)
class Case:
    """One logon, and what is expected of it. What is left out is the usual; authoritative None is any."""

    user: str
    password: Optional[str] = None
    name: Optional[str] = None
    response: Optional[str] = None
    domain: Optional[str] = None
    workstation: Optional[str] = None
    account: Optional[Mapping[str, Any]] = None
    more: Optional[Mapping[str, Any]] = None
    ex: bool = False
    filter: bool = False
    no_subauth: bool = False
    hostile: bool = False
    status: int = Status.SUCCESS
    authoritative: Optional[bool] = None
    answer: Optional[Mapping[str, Any]] = None


@dataclass(frozen=True)
class Finding:
    """What a package did in hostile mode that it may not."""

    kind: str
    way: str
    field: str
    offset: int
    size: int
    times: int
    text: str


@dataclass(frozen=True)
class Result:
    """What came of a case. answer is all of it, as `hostsim logon --json` prints it; empty without one."""

    outcome: Outcome
    status: int
    authoritative: bool
    user_flags: int
    which_fields: int
    logoff_time: int
    kickoff_time: int
    called: str
    findings: Sequence[Finding]
    failures: Optional[str]
    answer: Mapping[str, Any]


class _Case(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("user", ctypes.c_char_p), ("password", ctypes.c_char_p),
                ("response", ctypes.c_char_p), ("domain", ctypes.c_char_p), ("workstation", ctypes.c_char_p),
                ("account", ctypes.c_char_p), ("more", ctypes.c_char_p), ("ex", ctypes.c_bool),
                ("filter", ctypes.c_bool), ("no_subauth", ctypes.c_bool), ("hostile", ctypes.c_bool),
                ("status", ctypes.c_int32), ("authoritative", ctypes.c_int), ("answer", ctypes.c_char_p)]


class _Finding(ctypes.Structure):
    pass


_Finding._fields_ = [("next", ctypes.POINTER(_Finding)), ("kind", ctypes.c_char_p), ("way", ctypes.c_char_p),
                     ("field", ctypes.c_char_p), ("offset", ctypes.c_int64), ("size", ctypes.c_size_t),
                     ("times", ctypes.c_uint), ("text", ctypes.c_char_p)]


class _Result(ctypes.Structure):
    _fields_ = [("outcome", ctypes.c_int), ("status", ctypes.c_int32), ("authoritative", ctypes.c_bool),
                ("user_flags", ctypes.c_uint32), ("which_fields", ctypes.c_uint32),
                ("logoff_time", ctypes.c_int64), ("kickoff_time", ctypes.c_int64), ("called", ctypes.c_char_p),
                ("findings", ctypes.POINTER(_Finding)), ("failures", ctypes.c_char_p),
                ("answer", ctypes.c_char_p)]


def _library_path() -> str:
    file = "hostsim.dll" if sys.platform == "win32" else "libhostsim.so.0"
    named = os.environ.get("HOSTSIM_LIBRARY")
    # PREFIX/lib/python3/dist-packages/hostsim/__init__.py
    beside = Path(__file__).resolve().parents[3] / file
    return named or (str(beside) if beside.exists() else file)


def _load() -> ctypes.CDLL:
    library = ctypes.CDLL(_library_path())
    host, text, size = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t
    for name, result, arguments in (
            ("new", host, []), ("open", host, [text]), ("close", None, [host]),
            ("add_account", ctypes.c_bool, [host, text]), ("set_package", ctypes.c_bool, [host, text]),
            ("set_filter", ctypes.c_bool, [host, text]), ("set_time", ctypes.c_bool, [host, text]),
            ("run_sized", text, [host, size, ctypes.POINTER(_Case), size]), ("error", text, [host]),
            ("failed", size, [host, size]), ("result_of", ctypes.POINTER(_Result), [host, size]),
            ("generic", ctypes.c_int32, [host, text, size, ctypes.c_void_p, ctypes.POINTER(size)]),
            ("version", text, [])):
        function = getattr(library, f"hostsim_{name}")
        function.restype = result
        function.argtypes = arguments
    return library


_library = _load()


def version() -> str:
    """The version of the library that is loaded."""
    return _text(_library.hostsim_version())


def from_nt_time(time: int) -> Optional[datetime]:
    """A time of a result; None for never."""
    return None if time == NEVER else datetime(1601, 1, 1, tzinfo=timezone.utc) + timedelta(microseconds=time // 10)


def _text(value: Optional[bytes]) -> str:
    return "" if value is None else value.decode("utf-8", "replace")


def _bytes(value: Optional[str]) -> Optional[bytes]:
    """A text as the library takes it: what follows a NUL would be lost in silence."""
    if value is not None and "\0" in value:
        raise ValueError("a text with a NUL in it")
    return None if value is None else value.encode()


def _json(value: Optional[Mapping[str, Any]]) -> Optional[bytes]:
    return None if value is None else json.dumps(value).encode()


def _signed(status: int) -> int:
    return ctypes.c_int32(status & 0xFFFFFFFF).value


def _case(case: Case) -> _Case:
    expected = 0 if case.authoritative is None else 2 if case.authoritative else 1
    return _Case(_bytes(case.name), _bytes(case.user), _bytes(case.password), _bytes(case.response),
                 _bytes(case.domain), _bytes(case.workstation), _json(case.account), _json(case.more), case.ex,
                 case.filter, case.no_subauth, case.hostile, _signed(case.status), expected, _json(case.answer))


def _findings(first: Any) -> Sequence[Finding]:
    found = []
    while first:
        here = first.contents
        found.append(Finding(_text(here.kind), _text(here.way), _text(here.field), here.offset, here.size,
                             here.times, _text(here.text)))
        first = here.next
    return tuple(found)


def _result(result: Any) -> Result:
    failures = result.failures
    return Result(Outcome(result.outcome), result.status & 0xFFFFFFFF, result.authoritative, result.user_flags,
                  result.which_fields, result.logoff_time, result.kickoff_time, _text(result.called),
                  _findings(result.findings), None if failures is None else _text(failures),
                  json.loads(result.answer) if result.answer else {})


class Host:
    """A server: of a machine folder, or, without one, empty and in memory. It belongs to one thread at a time."""

    def __init__(self, folder: Optional[PathLike] = None) -> None:
        self._host: Optional[int] = None
        self._host = _library.hostsim_new() if folder is None else _library.hostsim_open(os.fsencode(folder))
        if self._host is None:
            raise MemoryError("hostsim")
        error = self._error()
        if error:
            self.close()
            raise HostsimError(error)

    def close(self) -> None:
        """Unloads the package, and frees the host; done again, nothing happens."""
        if self._host is not None:
            _library.hostsim_close(self._host)
        self._host = None

    def __enter__(self) -> "Host":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 traceback: Optional[TracebackType]) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def _open(self) -> int:
        if self._host is None:
            raise HostsimError("the host is closed")
        return self._host

    def _error(self) -> str:
        return _text(_library.hostsim_error(self._open()))

    def _done(self, done: bool) -> None:
        if not done:
            raise HostsimError(self._error())

    def add_account(self, **account: Any) -> None:
        """Adds an account: sam.json's keys, of which name and rid are required."""
        self._done(_library.hostsim_add_account(self._open(), _json(account)))

    def set_package(self, file: PathLike) -> None:
        """Names the package under test, which is loaded."""
        self._done(_library.hostsim_set_package(self._open(), os.fsencode(file)))

    def set_filter(self, file: PathLike) -> None:
        """Names a file that is Auth0: it is asked about every logon that SAM admits."""
        self._done(_library.hostsim_set_filter(self._open(), os.fsencode(file)))

    def set_time(self, time: Union[str, datetime, None]) -> None:
        """Sets what the host takes the time to be: a datetime with its zone, or a text as 2003-07-01T12:00:00Z."""
        if isinstance(time, datetime):
            if time.tzinfo is None:
                raise ValueError("a time without its zone")
            time = time.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._done(_library.hostsim_set_time(self._open(), _bytes(time)))

    def run(self, cases: Iterable[Case]) -> Sequence[Result]:
        """Runs the cases, and gives what came of each, as expected or not."""
        table = [_case(case) for case in cases]
        array = (_Case * len(table))(*table)
        host = self._open()
        wrong = _library.hostsim_run_sized(host, ctypes.sizeof(_Case), array, len(table))
        if wrong is not None and self._error():  # the server itself failed
            raise HostsimError(_text(wrong))
        return tuple(_result(_library.hostsim_result_of(host, i).contents) for i in range(len(table)))

    def check(self, cases: Iterable[Case]) -> None:
        """Runs the cases. AssertionError, which names each difference, where one is not as expected."""
        wrong = [result.failures for result in self.run(cases) if result.failures is not None]
        if wrong:
            raise AssertionError("\n".join(wrong))

    def logon(self, case: Case) -> Result:
        """Does one logon, whatever is expected of it."""
        return self.run([case])[0]

    def generic(self, submit: bytes, room: int = 65536) -> "tuple[int, bytes]":
        """Calls RoutineGeneric. Its status, and what it returned, of which at most room bytes."""
        returned = ctypes.create_string_buffer(room)
        size = ctypes.c_size_t(room)
        status = _library.hostsim_generic(self._open(), submit, len(submit), returned, ctypes.byref(size))
        if self._error():
            raise HostsimError(self._error())
        return status & 0xFFFFFFFF, returned.raw[:size.value]
