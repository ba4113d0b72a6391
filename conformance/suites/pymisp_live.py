"""PyMISP's live suite against `/misp/`: its own tests, unchanged. Argument: the folder of PyMISP's sources.

The standard input says in JSON at which address, with which keys and which tests; what became of each goes
to the standard output. The suite makes organisations and users as the administrator of a site, whom this
interface does not have: keys of two organisations that are there stand for them. Settings and tags of a
site are kept by nobody here; what the suite says of these is agreed to, and nothing of it is counted on."""

import importlib.util
import json
import logging
import os
import sys
import types
import unittest
from pathlib import Path
from typing import Any

from pymisp import PyMISP

LONGEST = 300


class Connector(PyMISP):
    """What a site's administrator sets."""

    def get_server_setting(self, _setting: str) -> dict[str, Any]:
        return {"value": True}

    def set_server_setting(self, *_: Any, **__: Any) -> dict[str, Any]:
        return {"message": "Field updated"}

    def add_tag(self, tag: Any, **_: Any) -> Any:
        return tag

    def delete_tag(self, _tag: Any) -> dict[str, Any]:
        return {"message": "Tag deleted."}


def main(folder: str) -> None:
    """Run the tests; the folder is entered, for they read files there."""
    given = json.load(sys.stdin)
    out, sys.stdout = sys.stdout, sys.stderr
    os.chdir(folder)
    case = _suite(Path(folder) / "tests" / "testlive_comprehensive.py", given).TestComprehensive
    names = unittest.TestLoader().getTestCaseNames(case)
    found = {name: _run(case, name, given) for name in names if name not in given["left_out"]}
    json.dump({"tests": len(names), "found": found}, out)


def _suite(path: Path, given: dict[str, Any]) -> Any:
    logging.getLogger("pymisp").setLevel(logging.CRITICAL + 1)
    keys: Any = types.ModuleType("keys")
    keys.url, keys.key = given["url"], given["keys"]["admin"]
    sys.modules["keys"] = keys
    os.system = lambda _command: 1  # it would bring samples of malware
    spec: Any = importlib.util.spec_from_file_location("testlive_comprehensive", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _run(case: Any, name: str, given: dict[str, Any]) -> str:
    """`passed`, `skipped` or the last line of what is wrong; nothing stays behind."""
    own, other = (_connector(given, one, pythonify=True) for one in ("admin", "other"))
    kind: Any = type(
        name,
        (case,),
        {name: classmethod(lambda _: None) for name in ("setUpClass", "tearDownClass")},
    )
    kind.maxDiff = None
    kind.admin_misp_connector = _connector(given, "admin")
    kind.pub_misp_connector = _connector(given, "admin")
    kind.user_misp_connector, kind.delegate_user_misp_connector = own, other
    me = own.get_user("me")
    kind.test_usr = kind.test_pub = me
    kind.test_org = own.get_organisation(me.org_id)
    result = unittest.TestResult()
    kind(name).run(result)
    for connector in (own, other):
        for event in connector.events():
            connector.delete_event(event)
    wrong = [*result.failures, *result.errors]
    if result.skipped:
        return "skipped"
    return wrong[0][1].strip().splitlines()[-1][:LONGEST] if wrong else "passed"


def _connector(given: dict[str, Any], name: str, *, pythonify: bool = False) -> Any:
    connector = Connector(given["url"], given["keys"][name])
    if pythonify:
        connector.toggle_global_pythonify()
    return connector


if __name__ == "__main__":
    main(sys.argv[1])
