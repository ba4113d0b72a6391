"""What is refused is said in both languages, wherever the text of it is fixed."""

import ast
import importlib
from pathlib import Path

import pytest
from django.utils.translation import override

import noroshi
from noroshi.entrypoints.details import detail_word
from noroshi.parties.rules import Power

HOUSE = Path(noroshi.__file__).parent
ERRORS = {"MalformedError", "RefusedError", "AbsentError", "ConflictError", "UnavailableError"}
# What only the console, the log's own readers and other people's protocols say.
APART = (
    "demo", "formats", "ledger", "operations", "entrypoints/cli", "entrypoints/csaf", "entrypoints/misp",
    "entrypoints/taxii", "intelligence/actions/keep_misp", "intelligence/misp", "reporting/forms/signed",
    "reporting/regimes", "warnings/ssvc",
)  # fmt: skip


def fixed(node, known):
    """A text as it will be said, with x for a name at its end; None for one that is made elsewhere.
    known: the module's own names."""
    for text in (node, ended(node)):
        try:
            said = eval(compile(ast.Expression(text), "", "eval"), {**known})
        except Exception:  # noqa: BLE001 - whatever else it names is of a function
            continue
        return said if isinstance(said, str) else None
    return None


def ended(node):
    """The same with x for the name after the last colon."""
    first = node.values[0] if isinstance(node, ast.JoinedStr) else node
    said = str(first.value) if isinstance(first, ast.Constant) else ""
    is_field = " " not in said.removesuffix(": ")
    named = said.endswith(": ") and not is_field
    return ast.copy_location(ast.Constant(f"{said}x"), node) if named else node


def refusals():
    for path in sorted(HOUSE.rglob("*.py")):
        name = path.relative_to(HOUSE).as_posix()
        if name.startswith(APART) or "migrations" in name:
            continue
        calls = [
            node.args[0]
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            and node.func.id in ERRORS and node.args
        ]  # fmt: skip
        if calls:
            module = importlib.import_module(
                f"noroshi.{name[:-3].replace('/', '.').removesuffix('.__init__')}"
            )
            yield from ((name, fixed(one, vars(module))) for one in calls)


def test_every_fixed_refusal_is_said_in_japanese():
    with override("ja"):
        said = [(name, text) for name, text in refusals() if text]
        left = {one for one in said if one[1].isascii() and detail_word(one[1]) == one[1]}
    assert len(said) > 200
    assert left == set()


@pytest.mark.parametrize("power", Power)
def test_what_a_role_may_not_is_said_in_japanese(power):
    with override("ja"):
        assert not detail_word(f"this role may not {power}").isascii()


def test_fields_and_names_stay_as_they_are():
    with override("ja"):
        assert detail_word("on: a day that has come").startswith("on: ")
        assert detail_word("there is no organisation: P-EAST").endswith("P-EAST")
