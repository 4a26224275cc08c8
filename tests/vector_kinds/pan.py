"""Vectors of the card shield: numbers that must be masked, texts that must stay, security codes.

A file holds lists under `positives`, `negatives` and `cvv`; a case is a text or an object with one.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from csr_desk.domain.pii import Masked, mask
from tests.vector_kinds import Result

_CARD_KINDS = {"pan", "track"}
_TEXT_KEYS = ("text", "input", "value", "body")


def run(path: Path) -> Result:
    """Mask every case of one file: a line per failing case, a note per rate."""
    corpus = json.loads(path.read_text(encoding="utf-8"))
    result = Result()
    positives, negatives, codes = _sections(corpus)
    hits = _check(result, positives, _positive)
    clean = _check(result, negatives, _negative)
    masked = _check(result, codes, _code)
    result.notes = [
        f"recall {_share(hits, len(positives))}",
        f"false positives {_share(len(negatives) - clean, len(negatives))}",
        f"security codes {_share(masked, len(codes))}",
    ]
    return result


def _sections(corpus: Any) -> tuple[list[Any], list[Any], list[Any]]:
    if isinstance(corpus, list):
        stays = [_is_negative(case) for case in corpus]
        return (
            [case for case, stay in zip(corpus, stays, strict=True) if not stay],
            [case for case, stay in zip(corpus, stays, strict=True) if stay],
            [],
        )
    return corpus.get("positives", []), corpus.get("negatives", []), corpus.get("cvv", [])


def _is_negative(case: Any) -> bool:
    return isinstance(case, dict) and str(case.get("must", "detect")) not in ("detect", "mask")


def _check(result: Result, cases: Iterable[Any], judge: Any) -> int:
    passed = 0
    for case in cases:
        text = _text(case)
        problem = judge(case, text, mask(text)) if text is not None else "the case has no text"
        if problem:
            result.failures.append(f"{_label(case)} {text!r}: {problem}")
        else:
            passed += 1
    result.passed += passed
    return passed


def _text(case: Any) -> str | None:
    if isinstance(case, str):
        return case
    return next((case[key] for key in _TEXT_KEYS if isinstance(case.get(key), str)), None)


def _label(case: Any) -> str:
    if not isinstance(case, dict):
        return "case"
    return " ".join(str(case[key]) for key in ("brand", "form", "kind", "name") if key in case)


def _positive(case: Any, text: str, masked: Masked) -> str:
    cards = [finding for finding in masked.findings if finding.kind in _CARD_KINDS]
    if not cards:
        return "no card number was found"
    wanted = case.get("last4") if isinstance(case, dict) else None
    if wanted is not None and str(wanted) not in [card.last4 for card in cards]:
        return f"last four are {cards[0].last4}, not {wanted}"
    left = _digits(masked.text)
    for card in cards:
        number = _digits(text[card.start : card.end])
        if number in left or number[:-4] in left:
            return "the digits are still in the masked text"
        if f"•••• {card.last4}" not in masked.text:
            return f"the mask does not read •••• {card.last4}"
    return ""


def _negative(_case: Any, _text: str, masked: Masked) -> str:
    cards = [finding for finding in masked.findings if finding.kind in _CARD_KINDS]
    return f"taken for a {cards[0].brand} number" if cards else ""


def _code(_case: Any, text: str, masked: Masked) -> str:
    if not any(finding.kind == "cvv" for finding in masked.findings):
        return "no security code was found"
    code = re.findall(r"\d{3,4}", text)[-1]
    return "the security code is still in the masked text" if code in masked.text else ""


def _digits(text: str) -> str:
    return "".join(
        str(digit) for char in text if (digit := unicodedata.digit(char, None)) is not None
    )


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} = {part / whole if whole else 0:.3f}"
