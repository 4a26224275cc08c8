"""What an SLA calculation refuses (sla.md rule 10): one error, its code says which.

SlaProblem
├── calendar_without_window    refused when a calendar is made
├── target_must_be_positive    the target is 0 s or less
├── pause_reversed             a pause ends before it begins
├── end_before_start           elapsed time is asked backwards
├── no_due_in_ten_years        the search has ended without a due instant
└── instant_out_of_range       a date such as 9999-12-31, which no calendar reaches
"""

from enum import StrEnum


class ProblemCode(StrEnum):
    """Why a calculation has no result."""

    CALENDAR_WITHOUT_WINDOW = "calendar_without_window"
    TARGET_MUST_BE_POSITIVE = "target_must_be_positive"
    PAUSE_REVERSED = "pause_reversed"
    END_BEFORE_START = "end_before_start"
    NO_DUE_IN_TEN_YEARS = "no_due_in_ten_years"
    INSTANT_OUT_OF_RANGE = "instant_out_of_range"


_SENTENCES = {
    ProblemCode.CALENDAR_WITHOUT_WINDOW: "The calendar has no opening hours: give at least one"
    " weekday a window.",
    ProblemCode.TARGET_MUST_BE_POSITIVE: "The target is not above zero: give it at least one"
    " second.",
    ProblemCode.PAUSE_REVERSED: "A pause ends before it begins: correct one of its two times.",
    ProblemCode.END_BEFORE_START: "The end lies before the start: correct one of the two times.",
    ProblemCode.NO_DUE_IN_TEN_YEARS: "The target is not reached within ten years: shorten it, or"
    " give the calendar more hours.",
    ProblemCode.INSTANT_OUT_OF_RANGE: "The time lies outside the years 1900 to 9900: correct it.",
}


class SlaProblem(ValueError):
    """A calculation without a result; its words are a sentence for people."""

    def __init__(self, code: ProblemCode) -> None:
        super().__init__(_SENTENCES[code])
        self.code = code
