"""The suite of kiosk.c for pytest, in which each case is a test of its own. The environment's PACKAGE is the file:

PACKAGE=./kiosk.so python3 -m pytest test_kiosk.py
"""
import os

import pytest
from hostsim import Case, Host, Status

CASES = [
    Case("me", name="the first of the list", workstation="HALL", authoritative=True, hostile=True),
    Case("me", name="the last, in another case", workstation="sHOP"),
    Case("me", name="another place", workstation="YARD", status=Status.INVALID_WORKSTATION),
    Case("me", name="nowhere", status=Status.INVALID_WORKSTATION),
    Case("me", name="disabled", workstation="HALL", account={"flags": ["USER_ACCOUNT_DISABLED"]},
         status=Status.ACCOUNT_DISABLED),
]


@pytest.fixture(scope="module")
def host():
    with Host() as made:
        made.add_account(name="me", rid=1001, workstations=["HALL", "Shop"])
        made.set_package(os.environ["PACKAGE"])
        yield made


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(host, case):
    host.check([case])
