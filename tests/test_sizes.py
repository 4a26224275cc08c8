"""The sizes the code holds to (DESIGN): small modules, short functions."""

import ast
from pathlib import Path
from statistics import median

PACKAGE = Path(__file__).resolve().parents[1] / "csr_desk"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_MODULE, LONGEST_APP, MEDIAN_MODULE = 400, 150, 90
LONGEST_FUNCTION, WANTED_FUNCTION, SHARE_OVER_WANTED = 60, 40, 0.02


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions_of(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        (f"{path.relative_to(PACKAGE)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, kinds)
    ]


def test_no_module_is_too_long() -> None:
    assert [str(path) for path in MODULES if lines_of(path) > LONGEST_MODULE] == []


def test_the_median_module_is_small() -> None:
    sizes = [lines_of(path) for path in MODULES if path.name != "__init__.py"]
    assert median(sizes) <= MEDIAN_MODULE


def test_the_app_is_small() -> None:
    assert lines_of(PACKAGE / "app.py") <= LONGEST_APP


def test_functions_are_short() -> None:
    found = [entry for path in MODULES for entry in functions_of(path)]
    assert [name for name, size in found if size > LONGEST_FUNCTION] == []
    over = [name for name, size in found if size > WANTED_FUNCTION]
    assert len(over) <= SHARE_OVER_WANTED * len(found), over
