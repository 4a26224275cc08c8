"""Headless code never loads Textual, and the first paint loads nothing that can wait."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HEADLESS = [
    "store",
    "actions",
    "domain",
    "reports",
    "importing",
    "demo",
    "cli",
    "commands",
    "backends",
    "sync",
]
LAZY = (
    "httpx",
    "holidays",
    "keyring",
    "msgspec",
    "openpyxl",
    "plotext",
    "python_calamine",
    "textual_plotext",
    "importlib.metadata",
    "xlsxwriter",
)


def loaded_by(code: str) -> set[str]:
    """Return what is in sys.modules after some code in a fresh interpreter."""
    script = f"{code}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def modules_of(package: str) -> list[str]:
    files = sorted((ROOT / "csr_desk" / package).rglob("*.py"))
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files]
    return [name.removesuffix(".__init__") for name in names]


@pytest.mark.parametrize("package", HEADLESS)
def test_headless_modules_never_load_textual(package: str) -> None:
    found = loaded_by("\n".join(f"import {name}" for name in modules_of(package)))
    assert not {name for name in found if name.partition(".")[0] == "textual"}


def test_keys_and_settings_load_no_textual() -> None:
    found = loaded_by("import csr_desk.keymap, csr_desk.config, csr_desk.start, csr_desk.__main__")
    assert "textual" not in found


def test_a_report_that_is_only_read_loads_no_workbook() -> None:
    found = loaded_by("import csr_desk.cli.report, csr_desk.reports.export_xlsx")
    assert not found & set(LAZY)


def test_the_app_loads_nothing_that_can_wait() -> None:
    places = "\n".join(
        f"load({name!r})" for name in ("queue", "ticket", "customer", "canned", "wrap_up", "log")
    )
    found = loaded_by(f"import csr_desk.app\nfrom csr_desk.screens.table import load\n{places}")
    assert not found & set(LAZY)
