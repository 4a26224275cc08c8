"""Personal data that must not stand in a public post, where everyone can read the reply."""

import re
from collections.abc import Collection

from csr_desk.domain.pii.finding import Finding, Shield, without_overlaps
from csr_desk.domain.pii.folding import fold, has_digits
from csr_desk.domain.pii.masking import find

# Standards are written like order numbers.
_STANDARD = r"(?:ISO|DIN|RFC|COVID|SHA|UTF|IEC|EN)-"
_ORDER_CODE = re.compile(
    rf"(?<![A-Za-z0-9-])(?!{_STANDARD})[A-Z]{{1,5}}-(?:[0-9]{{2,4}}-)?[0-9]{{3,12}}(?![A-Za-z0-9])"
)
_ORDER_WORD = (
    r"(?<![^\W\d_])(?:orders?|purchase|invoice|ticket|case|bestell(?:ung|nummer|nr)?"
    r"|auftrag(?:snummer)?|rechnung(?:snummer)?|commande|facture|pedido|factura|ordine|fattura"
    r"|encomenda|zamówieni\w{0,4}|заказ\w{0,3}|注文|订单|주문)"
)
_NUMBER_WORD = r"(?:(?:numbers?|no|nr|num|id|nummer|número|numéro|n[°º]|№|#)[.: ]{0,3}){1,3}"
_CODE = r"[A-Z]{0,5}-?[0-9][0-9-]"
_ORDER_LABELLED = re.compile(
    rf"(?i){_ORDER_WORD}[ :]{{0,3}}{_NUMBER_WORD}({_CODE}{{1,18}}[0-9])\b"
    rf"|{_ORDER_WORD}[ :]{{1,3}}({_CODE}{{2,18}}[0-9])\b"
    r"|(?<!\w)#([0-9]{4,12})\b"
)
_EMAIL = re.compile(r"[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}")
_PHONE = re.compile(
    r"(?<![\w+])(?:\+|00)[1-9](?:[ ().\-/]{0,3}[0-9]){6,13}(?!\w)"
    r"|(?<![\w.,-])\(?[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4}(?![\w-])"
    r"|(?<![\w.,-])\(?0[0-9]{1,4}\)?(?:[ /.\-]{1,3}[0-9]{2,8}){1,5}(?![\w-])"
    r"|(?<![\w.,-])0[1-9][0-9]{8,10}(?!\w)"
)
_WHOLE = Shield(pan=True, iban=True, national_id=True)


def public_post_findings(
    text: str,
    *,
    order_numbers: Collection[str] = (),
    emails: Collection[str] = (),
    phones: Collection[str] = (),
    own: Collection[str] = (),
) -> tuple[Finding, ...]:
    """Return the personal data in a public post: of cards, banks, identity, orders, mail, phones.

    The named values are those on file for the customer and are found in any form; `own` are the
    desk's public addresses and numbers, which may stand in a post.
    """
    folded = fold(text)
    found = find(text, _WHOLE, frozenset()) if has_digits(text) else []
    for kind, values in (("order_number", order_numbers), ("email", emails), ("phone", phones)):
        found += [hit for value in values for hit in _named(kind, value, folded)]
    found += [Finding("email", *hit.span()) for hit in _EMAIL.finditer(folded)]
    for hit in (*_ORDER_CODE.finditer(folded), *_ORDER_LABELLED.finditer(folded)):
        found.append(Finding("order_number", *hit.span(hit.lastindex or 0)))
    found += [Finding("phone", *hit.span()) for hit in _PHONE.finditer(folded)]
    ours = {_bare(value) for value in own}
    return tuple(
        finding
        for finding in without_overlaps(found)
        if _bare(folded[finding.start : finding.end]) not in ours
    )


def _named(kind: str, value: str, folded: str) -> list[Finding]:
    bare = _bare(value)
    if len(bare) < 3:
        return []
    loose = r"[ ().\-/]{0,3}".join(map(re.escape, bare)) if kind != "email" else re.escape(bare)
    shape = re.compile(rf"(?<!\w){loose}(?!\w)", re.IGNORECASE)
    return [Finding(kind, *hit.span()) for hit in shape.finditer(folded)]


def _bare(value: str) -> str:
    folded = fold(value).strip().lower()
    return folded if "@" in folded else re.sub(r"[^\w]", "", folded)
