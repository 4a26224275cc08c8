"""The lines of the summary sheet: a name, a live value, its numerator and denominator."""

from datetime import datetime
from fractions import Fraction
from typing import Final

from csr_desk.domain import kpi
from csr_desk.domain.kpi.bands import Band
from csr_desk.domain.kpi.ratio import PERCENT, POINTS, SECONDS, Exact, places_of
from csr_desk.domain.kpi.wilson import Z
from csr_desk.reports.export_columns import sheet_text
from csr_desk.reports.export_formulas import Formula
from csr_desk.reports.export_sheets import Format, Formats, Sheet
from csr_desk.reports.report_labels import span

HEADS: Final = (
    *(("Figure", 42), ("Value", 20), ("Unit", 13), ("Numerator", 14), ("Denominator", 14)),
    *(("h:mm:ss", 10), ("Usual", 18), ("Before", 12), ("Change", 12), ("Name", 30)),
    ("Definition", 100),
)
LABEL, VALUE, UNIT, NUM, DEN, CLOCK, BAND, BEFORE, CHANGE, NAME, WHAT = range(len(HEADS))
_DAY_S: Final = 86_400
_SCALE: Final = {PERCENT: 100, POINTS: 100}
_Z: Final = f"{Z:.14f}"


class Page:
    """The sheet in writing, from top to bottom."""

    def __init__(self, sheet: Sheet, formats: Formats) -> None:
        self.sheet, self.formats, self.row = sheet, formats, 0
        for place, (_, width) in enumerate(HEADS):
            sheet.set_column(place, place, width)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def text(self, place: int, words: str, chosen: Format | None = None) -> None:
        """Write words, never as a formula."""
        self.sheet.write_string(self.row, place, sheet_text(words), chosen)

    def moment(self, place: int, at: datetime) -> None:
        """Write a date and time."""
        self.sheet.write_datetime(self.row, place, at, self.formats.moment)

    def heads(self) -> None:
        """Write the heads of the lines and keep what is above them in sight."""
        for place, (head, _) in enumerate(HEADS):
            to_the_right = place in (VALUE, NUM, DEN, CLOCK, BEFORE, CHANGE)
            self.text(place, head, self.formats.head_right if to_the_right else self.formats.head)
        self.row += 1
        self.sheet.freeze_panes(self.row, 1)

    def section(self, title: str) -> None:
        """Write the heading of a section below an empty line."""
        self.row += 1
        for place in range(len(HEADS)):
            self.text(place, title if place == LABEL else "", self.formats.section)
        self.row += 1

    def count(self, label: str, number: Exact, formula: str, unit: str = "contacts") -> None:
        """Write a line with a plain number."""
        self.figure(label, kpi.count(number, unit), Formula(formula))

    def figure(self, label: str, figure: kpi.Figure, formula: Formula | None) -> None:
        """Write a figure as formulas that show its value already; without a formula, as it is."""
        self.text(LABEL, label)
        self.text(UNIT, figure.unit, self.formats.unit)
        if figure.text == kpi.NOT_MEASURED:
            self.text(VALUE, figure.text, self.formats.right)
        elif formula is None:
            self._as_it_is(figure)
        else:
            self._live(figure, formula)
        self.row += 1

    def _as_it_is(self, figure: kpi.Figure) -> None:
        value = shown(figure)
        if isinstance(value, str):
            self.text(VALUE, value, self.formats.right)
        else:
            self.sheet.write_number(self.row, VALUE, value, self._format(figure))
        self.sheet.write_number(self.row, NUM, kpi.plain(figure.num))
        if figure.den is not None:
            self.sheet.write_number(self.row, DEN, kpi.plain(figure.den))

    def _live(self, figure: kpi.Figure, formula: Formula) -> None:
        line = self.row + 1
        places = places_of(figure.unit)
        self._formula(NUM, formula.num, kpi.plain(figure.num))
        value = f"ROUND(D{line},{places})"
        if figure.den is not None:
            self._formula(DEN, formula.den, kpi.plain(figure.den))
            scale = _SCALE.get(figure.unit, 1)
            value = f'IF(E{line}>0,ROUND({scale}*D{line}/E{line},{places}),"{kpi.DASH}")'
        self._formula(VALUE, value, shown(figure), self._format(figure))
        if figure.unit == SECONDS:
            seconds = shown(figure)
            clock = "" if isinstance(seconds, str) else seconds / _DAY_S
            body = f'IF(ISNUMBER(B{line}),B{line}/{_DAY_S},"")'
            self._formula(CLOCK, body, clock, self.formats.clock)

    def _format(self, figure: kpi.Figure) -> Format:
        return self.formats.of_unit(figure.unit, is_count=figure.den is None)

    def _formula(
        self, place: int, body: str, value: str | float, chosen: Format | None = None
    ) -> None:
        formula = "=" + body.replace("{row}", str(self.row + 1))
        self.sheet.write_formula(self.row, place, formula, chosen, value)

    def band(self, band: Band, figure: kpi.Figure) -> None:
        """Write on a figure's line whether it is below, within or above what is usual."""
        line = self.row + 1
        usual = span(band)
        tests = [f'"within {usual}"']
        if band.high is not None:
            tests.append(f'IF(B{line}>{band.high},"above {usual}",{tests[-1]})')
        if band.low is not None:
            tests.append(f'IF(B{line}<{band.low},"below {usual}",{tests[-1]})')
        place = "" if figure.value is None else f"{band.place(figure.value)} {usual}"
        self._formula(BAND, f'IF(ISNUMBER(B{line}),{tests[-1]},"")', place, self.formats.unit)

    def before(self, was: kpi.Figure) -> None:
        """Write on a figure's line what it was in the period before."""
        value = shown(was)
        if isinstance(value, str):
            self.text(BEFORE, value, self.formats.right)
        else:
            self.sheet.write_number(self.row, BEFORE, value, self._format(was))

    def change(self, now: kpi.Figure, was: kpi.Figure) -> None:
        """Write on a figure's line by how much it changed."""
        line = self.row + 1
        change: str | float = ""
        if now.value is not None and was.value is not None:
            change = kpi.plain(Fraction(now.value) - Fraction(was.value))
        body = f'IF(AND(ISNUMBER(B{line}),ISNUMBER(H{line})),ROUND(B{line}-H{line},3),"")'
        self._formula(CHANGE, body, change)

    def interval(self, label: str, of: int, sign: str, bound: float | None) -> None:
        """Write a bound of the 95 % Wilson interval of the share on line `of` (kpi.md 5)."""
        num, den = f"D{of}", f"E{of}"
        share, square = f"{num}/{den}", f"{_Z}^2"
        root = f"SQRT({share}*(1-{share})/{den}+{square}/(4*{den}^2))"
        bare = f"100*({share}+{square}/(2*{den}){sign}{_Z}*{root})/(1+{square}/{den})"
        inside = f"MAX(0,{bare})" if sign == "-" else f"MIN(100,{bare})"
        self.text(LABEL, label)
        self.text(UNIT, "%", self.formats.unit)
        self._formula(
            VALUE,
            f'IF({den}>0,ROUND({inside},2),"{kpi.DASH}")',
            kpi.DASH if bound is None else bound,
            self.formats.of_unit("%", is_count=False),
        )
        self.row += 1

    def colours(self, first: int) -> None:
        """Colour the values by the word beside them; no first contact rate is too high."""
        word, name = f"LEFT($G{first + 1},5)", f"LEFT($J{first + 1},4)"
        good = f'OR({word}="withi",AND({word}="above",{name}="fcr_"))'
        outside = f'OR({word}="below",{word}="above")'
        for rule, chosen in ((good, self.formats.within), (outside, self.formats.outside)):
            look = {"type": "formula", "criteria": f"={rule}", "format": chosen}
            place = (first, VALUE, self.row, VALUE)
            self.sheet.conditional_format(*place, {**look, "stop_if_true": True})


def shown(figure: kpi.Figure) -> str | int | float:
    """Return the value of a figure as its cell shows it."""
    return kpi.DASH if figure.value is None else kpi.plain(Fraction(figure.value))
