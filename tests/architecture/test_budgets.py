"""Small modules, small functions, no function written twice, no word that vows to come back."""

import ast
import re
import statistics
from collections import defaultdict

from tests.architecture.sources import ROOT, functions, modules


def test_modules_are_small():
    sizes = {path: text.count("\n") for path, text, _ in modules()}
    assert {path: size for path, size in sizes.items() if size > 400} == {}
    assert statistics.median(sizes.values()) <= 120


def test_functions_are_small():
    sizes = [
        (node.end_lineno - node.lineno + 1, f"{path}:{node.lineno} {node.name}")
        for path, node in functions()
    ]
    assert [place for size, place in sizes if size > 50] == []
    assert statistics.quantiles([size for size, _ in sizes], n=10)[-1] <= 25


def test_no_function_body_stands_twice():
    bodies = defaultdict(list)
    for path, node in functions():
        body = node.body[1:] if ast.get_docstring(node) else node.body
        if sum(part.end_lineno - part.lineno + 1 for part in body) >= 4:
            bodies["\n".join(map(ast.dump, body))].append(f"{path}:{node.lineno}")
    assert [places for places in bodies.values() if len(places) > 1] == []


def test_broad_excepts_stand_at_the_two_edges_only():
    broad = [
        f"{path}:{node.lineno}"
        for path, _, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
    ]
    assert len(broad) <= 2, broad


def test_nothing_is_left_for_later():
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError")
    assert [str(path) for path, text, _ in modules() if words.search(text)] == []


def test_no_signals_and_no_save_override():
    for path, _, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and "models" in (path.stem, path.parent.name):
                names = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
                assert "save" not in names, f"{path}: {node.name}"
            if isinstance(node, ast.ImportFrom):
                assert "signals" not in (node.module or ""), path


def test_statements_stand_in_their_rooms_sql():
    """SQL is written in a room's sql.py, in migrations, and where the house runs its database."""
    allowed = (
        "sql.py",
        "matching_sql.py",
        "deciding_sql.py",
        "raising_sql.py",
        "reminding_sql.py",
        "calendar_sql.py",
        "collections_sql.py",
        "misp_sql.py",
        "partners_sql.py",
        "searching_sql.py",
        "registering_sql.py",
        "comparing_sql.py",
        "bills_sql.py",
        "sharing_sql.py",
        "taking_sql.py",
        "board_sql.py",
        "migrate.py",
        "database.py",
        "insertion.py",
        "postgres.py",
        "scope.py",
    )
    statement = re.compile(r"^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TEMP)\s")
    for path, _, tree in modules():
        if path.name in allowed:
            continue
        texts = [
            n.value
            for n in ast.walk(tree)
            if isinstance(n, ast.Constant) and isinstance(n.value, str)
        ]
        assert [text for text in texts if statement.match(text)] == [], path


def test_no_registry_and_no_other_machine_is_named():
    registry = re.compile("py" + r"pi\.org|python" + r"hosted|registry\." + "npm")
    for folder in ("src", "docs", "requirements", "tests"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix in {
                ".py",
                ".md",
                ".lock",
                ".in",
                ".html",
                ".json",
                ".jsonl",
            }:
                assert not registry.search(path.read_text(encoding="utf-8")), path
