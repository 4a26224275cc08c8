"""Security codes: three or four digits beside the word for them, or after a card number."""

import re
from collections.abc import Iterable

from csr_desk.domain.pii.finding import BULLET, MASKED_NUMBER, Finding

# Short ones stand alone; long ones may be part of a compound or of a text without spaces.
_SHORT = r"cvv(?:[ -]?[12])?|cvc(?:[ -]?[12])?|cav[12]?|cvn[12]?|cvd|csc|cid"
_LONG = (
    r"card[ -]?(?:verification|security)|security[ -]?(?:code|number)|verification (?:value|number)"
    r"|sicherheits(?:code|nummer)|prüf(?:ziffern?|nummer|zahl|code)|kartenpr(?:ue|ü)f\w{0,12}"
    r"|cryptogramme|code de (?:sécurité|securite|vérification)|c[óo]digo de segur(?:idad|ança|anca)"
    r"|codice di (?:sicurezza|controllo)|(?:beveiligings|veiligheids)code|kod (?:cvv|zabezpiecz\w*)"
    r"|kod bezpieczeństwa|sikkerhedskode|säkerhetskod|turvakoodi|güvenlik kodu|код безопасности"
    r"|安全码|安全碼|セキュリティコード|보안 ?코드"
)
_WORDS = rf"(?:(?<![^\W\d_])(?:{_SHORT})(?![^\W\d_]{{2}})|{_LONG})"
_STEMS = (
    *("cv", "csc", "cid", "cav", "security", "verification", "sicherheit", "prüf"),
    *("kartenpr", "cryptogramme", "code de", "segur", "codice", "veilig", "kod", "код", "安全"),
    *("セキュリティ", "보안"),
)
_SPACED = r"[0-9](?:[ -][0-9]){2,3}(?![0-9]|[ -][0-9])"
_CODE = rf"([0-9]{{3}}(?![0-9])|[0-9]{{4}}(?![0-9]|[-/.][0-9])|{_SPACED})"
_BACK = r"on the back|auf der rückseite|au dos"
_BETWEEN = rf"(?:[^0-9•]{{0,20}}|[^0-9•\n]{{0,12}}(?:{_BACK})[^0-9•\n]{{0,12}})"
_LABELLED = re.compile(rf"(?i){_WORDS}{_BETWEEN}(?<![0-9]){_CODE}")
_LABEL_AFTER = re.compile(
    r"(?i)(?<![0-9.,/-])(?<![•*xX][ ])([0-9]{3,4})[ \t\"'(,:=-]{1,4}"
    r"(?:(?:is|ist|est|es|è|as|als)[ ]+)?"
    r"(?:(?:my|the|its?|mein|der|die|das|mon|le|mi|el|il|mio)[ ]+)?"
    rf"{_WORDS}(?![^\W\d_])(?![^0-9•\n]{{0,4}}[0-9])"
)
_PART = r"[\s,;|/:)\]}\"'*\-.\x7f]{1,5}"
_EXPIRY_WORD = (
    r"(?:exp\w{0,8}|valid\w{0,4}|thru|until|date|good|gültig|bis|ablauf\w{0,8}|verfall\w{0,8}"
    r"|validade|caduc\w{0,6}|vence|scad\w{0,6})"
)
_MONTH = r"(?:0[1-9]|1[0-2]|[1-9])"
_EXPIRY = rf"(?:{_EXPIRY_WORD}[\s.:]{{0,3}}){{0,3}}{_MONTH}[ ]?[/.\- ]?[ ]?(?:20)?[2-4][0-9]"
_AMOUNT = (
    r"[ ]?(?:[€$£¥%]|(?:eur|usd|gbp|chf|pln|sek|times|days|items|pcs|euros?|dollars?)\b)"
    r"|[.,:/-]?[0-9]"
)
_AFTER_EXPIRY = re.compile(rf"(?i){_PART}{_EXPIRY}{_PART}(?:code[ :]*)?([0-9]{{3,4}})(?![0-9])")
_AFTER_NUMBER = re.compile(rf"(?i){_PART}([0-9]{{3}})(?![0-9])(?!{_AMOUNT})")
_AFTER_AMEX = re.compile(rf"(?i){_PART}([0-9]{{4}})(?![0-9])(?!{_AMOUNT})")
_ANCHOR = re.compile(rf"{MASKED_NUMBER} [0-9]{{4}}(?![0-9])")


def security_codes(folded: str, cards: Iterable[Finding]) -> list[Finding]:
    """Return the security codes of a folded text: labelled ones and those after a card number."""
    found: list[Finding] = []
    if any(stem in folded.lower() for stem in _STEMS):
        for shape in (_LABELLED, _LABEL_AFTER):
            found.extend(Finding("cvv", *code.span(1)) for code in shape.finditer(folded))
    places = [(card.end, card.brand == "amex") for card in cards if card.kind == "pan"]
    if BULLET in folded:
        places.extend((anchor.end(), False) for anchor in _ANCHOR.finditer(folded))
    for end, is_amex in places:
        found.extend(_after_card(folded, end, is_amex))
    return found


def _after_card(folded: str, end: int, is_amex: bool) -> list[Finding]:
    for shape in (_AFTER_EXPIRY, _AFTER_AMEX if is_amex else _AFTER_NUMBER):
        if code := shape.match(folded, end):
            return [Finding("cvv", *code.span(1))]
    return []
