"""LibreOffice without a window: workbooks computed again by a program that is not ours."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from csr_desk.reports.export_sheets import letters_of

TIMEOUT_S = 180
Place = tuple[str, str]
Cells = dict[Place, Any]


def office() -> str:
    """Return the program, or skip the test; in CI a missing one is a failure."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return found
    why = "LibreOffice is not installed; `apt-get install libreoffice-calc-nogui` brings it"
    if os.environ.get("CI") and not os.environ.get("CSR_DESK_NO_OFFICE"):
        pytest.fail(f"{why}, and CI may not skip what needs it")
    pytest.skip(why)


def convert(paths: Iterable[Path], folder: Path) -> None:
    """Open workbooks in LibreOffice and let it save them anew under the same names."""
    folder.mkdir(parents=True, exist_ok=True)
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [
            *(office(), f"-env:UserInstallation={profile}", "--headless", "--convert-to"),
            *("xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), *map(str, paths)),
        ],
        check=True,
        timeout=TIMEOUT_S,
        capture_output=True,
    )


class Computed(NamedTuple):
    """A workbook as written and as LibreOffice computed it, and the places of its formulas."""

    before: Cells
    after: Cells
    formulas: tuple[Place, ...]

    def differences(self) -> list[str]:
        """Return each formula whose written value is not the computed one."""
        return [
            f"{place}: {self.before.get(place)!r} is written, {self.after.get(place)!r} computed"
            for place in self.formulas
            if not same(self.before.get(place), self.after.get(place))
        ]


def computed(paths: Iterable[Path], folder: Path) -> list[Computed]:
    """Let LibreOffice compute every formula of workbooks by itself.

    The values the formulas came with are taken away before, so that none of them can be read back.
    """
    bare = folder / "bare"
    bare.mkdir(parents=True)
    places = {path: _without_values(path, bare / path.name) for path in paths}
    convert([bare / path.name for path in places], folder / "computed")
    return [
        Computed(cells(path), cells(folder / "computed" / path.name), found)
        for path, found in places.items()
    ]


def _without_values(path: Path, bare: Path) -> tuple[Place, ...]:
    """Save a workbook without the values of its formulas; return where these are."""
    book = openpyxl.load_workbook(path)
    book.save(bare)
    return tuple(
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    )


def cells(path: Path) -> Cells:
    """Return every value of a workbook by sheet and place; empty text is no value."""
    book = CalamineWorkbook.from_path(path)
    return {
        (sheet, f"{letters_of(column)}{row}"): value
        for sheet in book.sheet_names
        for row, values in enumerate(
            book.get_sheet_by_name(sheet).to_python(skip_empty_area=False), 1
        )
        for column, value in enumerate(values)
        if value != ""
    }


def same(one: Any, other: Any) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1.0, abs(one))
    return bool(one == other)
