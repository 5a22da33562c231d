"""The source read as a tree: which modules are pages, rules or declarations, and which of their calls write."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LAYERS = [layer.replace("(", "").replace(")", "") for layer in CONTRACTS[0]["layers"]]
RANK = {name.strip(): -depth for depth, layer in enumerate(LAYERS) for name in layer.split("|")}
OURS = [name for name in RANK if (ROOT / name).is_dir()]
SOURCES = [path for name in OURS for path in (ROOT / name).rglob("*.py") if "migrations" not in path.parts]

ACTING = {"user", "by", "seconded_by", "cycle"}
"""Who acts and in which cycle, as parameters are called everywhere."""

READING_PLACES = {"views", "pages", "rules", "ledger", "tables", "filters", "forms", "report", "papers"}
READING_ENDS = tuple(f"_{place}" for place in READING_PLACES)
READING_CLASSES = ("Page", "View", "Ledger", "Table", "FilterSet", "Form")
SAVES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
QUERY_WRITES = {"update", "delete"}
QUERIES = ("objects", "all_rows", "_base_manager", "_default_manager", "filter(", "exclude(")
RECORDING = {"record", "record_many", "lock"}


def only_reads(path: Path, source: str) -> bool:
    """By its place (a module or a package of that name, however deep) or by the classes it declares."""
    parts = {*path.with_suffix("").parts}
    return bool(parts & READING_PLACES) or path.stem.endswith(READING_ENDS) or any(_declares(source))


def _declares(source: str) -> Iterator[bool]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            yield from (ast.unparse(base).partition("[")[0].endswith(READING_CLASSES) for base in node.bases)


BASES = {"villages/village_ledgers.py"}
"""What the declarations about villages inherit takes a merger's rows along, inside the merger's transaction."""


def modules_that_only_read() -> dict[str, str]:
    """Path → source."""
    found = {str(path.relative_to(ROOT)): path.read_text() for path in SOURCES if "management" not in path.parts}
    found = {name: source for name, source in found.items() if name not in BASES}
    return {name: source for name, source in found.items() if only_reads(Path(name), source)}


def writes(source: str) -> list[str]:
    """Calls that save, delete or record; what a service is called, and a page's own method, is no such call."""
    tree = ast.parse(source)
    ours = {*_imported(tree, "services"), "self", "super()"}
    history = {*_imported(tree, "history"), "history"}
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [ast.unparse(call) for call in calls if _writes(call, ours, history)]


def _imported(tree: ast.AST, package: str) -> set[str]:
    """The names that stand for something below a package of that name."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and package in f"{node.module}".split(".")
        for alias in node.names
    }


def _writes(call: ast.expr, ours: set[str], history: set[str]) -> bool:
    if isinstance(call, ast.Name):
        return call.id in history & RECORDING
    if not isinstance(call, ast.Attribute):
        return False
    asked = ast.unparse(call.value)
    if call.attr in SAVES:
        return asked not in ours
    if call.attr in QUERY_WRITES:
        return any(word in f"{asked}(" if word.endswith("(") else word in asked for word in QUERIES)
    return call.attr in RECORDING and asked in history


def acting(source: str) -> Iterator[tuple[str, str]]:
    """Parameters that hand on who acts or in which cycle: name, and type as written."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
                if one.arg in ACTING:
                    yield one.arg, ast.unparse(one.annotation) if one.annotation else ""
