"""The module hostsim as another project has it: run by pytest in a scratch folder (e2e/python_library.py). The environment
names packages of the build: HOURS, COUNTER, KIOSK, NOTHING."""
import os
import signal
import subprocess
import sys
from datetime import datetime, timezone

import pytest
from hostsim import Case, Host, HostsimError, Outcome, Status, from_nt_time, version

HALL = {"workstations": ["HALL"]}


@pytest.fixture
def host():
    with Host() as made:
        made.add_account(name="me", rid=1001, password="secret", password_last_set="2003-06-01",
                         account_expires="2003-08-01")
        yield made


def test_what_came_of_each_case_can_be_read(host):
    host.set_package(os.environ["KIOSK"])
    results = host.run([Case("me", workstation="HALL", account=HALL), Case("me", name="no", account=HALL),
                        Case("me", response="kerberos")])
    assert [result.outcome for result in results] == [Outcome.PASSED, Outcome.DIFFERS, Outcome.BROKEN]
    first, second, third = results
    assert (first.status, first.authoritative, first.failures, first.findings) == (Status.SUCCESS, True, None, ())
    assert from_nt_time(first.logoff_time) is None
    assert first.called == "Msv1_0SubAuthenticationRoutine"
    assert first.answer["status_name"] == "STATUS_SUCCESS"
    assert second.status == Status.INVALID_WORKSTATION
    assert second.failures.startswith('case "no": status: expected 0x00000000')
    assert third.answer == {}
    assert third.failures == ('case "2": response: expected cleartext, lm, ntlmv1, ntlm2-session, ntlmv2 or lmv2, '
                              'not "kerberos"')


def test_a_difference_is_an_assertion_that_names_its_case(host):
    host.set_package(os.environ["KIOSK"])
    host.check([Case("me", status=Status.INVALID_WORKSTATION)])
    with pytest.raises(AssertionError, match='case "here": authoritative: expected no, got yes'):
        host.check([Case("me", name="here", status=Status.INVALID_WORKSTATION, authoritative=False)])


def test_mistakes_are_told_by_the_call_that_makes_them(host, tmp_path):
    for account, says in (({"name": "x"}, "rid"), ({"name": "x", "rid": 7, "flags": ["USER_X"]}, "flags"),
                          ({"name": "ME", "rid": 7}, "there already")):
        with pytest.raises(HostsimError, match=says):
            host.add_account(**account)
    for file in (tmp_path / "none.so", os.environ["NOTHING"], sys.executable):
        with pytest.raises(HostsimError, match=os.path.basename(file)):
            host.set_package(file)
    with pytest.raises(HostsimError, match="cannot be loaded: .*No such file or directory"):
        host.set_package(tmp_path / "none.so")
    with pytest.raises(HostsimError, match="MsV1_0|Msv1_0SubAuthenticationFilter"):
        host.set_filter(os.environ["KIOSK"])
    with pytest.raises(HostsimError, match="expected a time"):
        host.set_time("soon")
    with pytest.raises(HostsimError, match="sam.json"):
        Host(tmp_path)
    for broken in (lambda: Case("m\0e"), lambda: Case("me", password="a\0b")):
        with pytest.raises(ValueError):
            host.run([broken()])
    host.close()
    with pytest.raises(HostsimError, match="closed"):
        host.run([])


def test_the_time_is_the_tests(host):
    case = Case("me", password="secret", no_subauth=True)
    host.set_time(datetime(2003, 7, 1, 12, tzinfo=timezone.utc))
    assert host.logon(case).status == Status.SUCCESS
    host.set_time("2003-09-01T12:00:00Z")
    assert host.logon(case).status == Status.ACCOUNT_EXPIRED
    with pytest.raises(ValueError):
        host.set_time(datetime(2003, 7, 1))


def test_a_time_of_a_result_is_a_datetime():
    assert from_nt_time(0x7FFFFFFFFFFFFFFF) is None
    assert from_nt_time(116444736000000000) == datetime(1970, 1, 1, tzinfo=timezone.utc)


def test_a_filter_is_asked_about_whom_sam_admits(host):
    host.set_time("2003-07-01T12:00:00Z")
    host.set_filter(os.environ["HOURS"])
    closed = {"parameters": "hours=7-7"}
    host.check([Case("me", password="secret", no_subauth=True),
                Case("me", password="secret", no_subauth=True, account=closed, status=Status.INVALID_LOGON_HOURS),
                Case("me", password="wrong", no_subauth=True, account=closed, status=Status.WRONG_PASSWORD)])


def test_generic_answers_bytes(host):
    host.set_package(os.environ["COUNTER"])
    assert host.generic(b"count") == (Status.SUCCESS, b"0")
    host.check([Case("me", filter=True)])
    assert host.generic(b"count") == (Status.SUCCESS, b"1")
    assert host.generic(b"") == (Status.INVALID_PARAMETER, b"")
    assert version().count(".") == 2


@pytest.mark.parametrize("end", ["raise SystemExit", "os.kill(os.getpid(), 9)", "os.abort()", "os._exit(3)"])
def test_nothing_is_left_whatever_ends_the_test(tmp_path, end):
    program = ("import os, hostsim\n"
               "host = hostsim.Host()\n"
               "host.add_account(name='me', rid=1001, password='x')\n"
               "host.check([hostsim.Case('me', password='x', no_subauth=True)])\n"
               f"print('ran', flush=True)\n{end}\n")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                          env={**os.environ, "TMPDIR": str(tmp_path)}, cwd=tmp_path)
    assert done.stdout == "ran\n", done.stderr
    assert done.returncode in (0, 3, -signal.SIGKILL, -signal.SIGABRT)
    assert list(tmp_path.iterdir()) == []
