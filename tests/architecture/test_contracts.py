"""Each contract of .importlinter is broken once, in a copy of the code, and says so."""

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = configparser.ConfigParser()
CONTRACTS.read(ROOT / ".importlinter")
PREFIX = "importlinter:contract:"
NAMES = [name.removeprefix(PREFIX) for name in CONTRACTS.sections() if name.startswith(PREFIX)]

# What breaks it: the module that is changed, and what it then imports.
BREACHES = {
    "floors": ("kernel/clock.py", "noroshi.warnings.rules"),
    "rooms": ("parties/rules.py", "noroshi.parties.models"),
    "ledger": ("ledger/merkle.py", "noroshi.ledger.verify"),
    "offline": ("ledger/verify.py", "django.db"),
    "purity": ("warnings/rules.py", "django.db"),
    "formats": ("formats/kev.py", "noroshi.formats.epss"),
    "doors": ("entrypoints/shapes.py", "noroshi.parties.models"),
}


def test_every_contract_has_its_breach():
    assert sorted(BREACHES) == sorted(NAMES)


@pytest.mark.parametrize("contract", NAMES)
def test_a_breach_is_found(contract, tmp_path):
    module, imported = BREACHES[contract]
    copy = copied(tmp_path)
    assert lint(tmp_path, contract).returncode == 0
    with (copy / module).open("a") as file:
        file.write(f"\nimport {imported}\n")
    result = lint(tmp_path, contract)
    assert result.returncode == 1, result.stdout
    assert CONTRACTS[PREFIX + contract]["name"] in result.stdout.partition("Broken contracts")[2]


def test_a_package_without_a_floor_is_found(tmp_path):
    attic = copied(tmp_path) / "attic"
    attic.mkdir()
    (attic / "__init__.py").touch()
    result = lint(tmp_path, "floors")
    assert result.returncode == 1
    assert "attic" in result.stdout


def copied(folder: Path) -> Path:
    source = ROOT / "src" / "noroshi"
    return shutil.copytree(source, folder / "noroshi", ignore=shutil.ignore_patterns("__pycache__"))


def lint(folder: Path, contract: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--config", ROOT / ".importlinter", "--no-cache", "--contract", contract],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
