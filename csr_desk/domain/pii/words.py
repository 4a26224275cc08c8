"""Words beside numbers: those that announce a card, and those that announce something else."""

import re

# Matched inside compounds too (Kreditkarte, debitcard), but not in "discard" or "carton".
CARD = re.compile(
    r"(?i)(?:credit|debit|bank|prepaid|gift|atm|(?<![^\W\d_]))[ _-]?cards?(?![a-z]{2})"
    r"|card_?(?:no|num)|kart[ey]|kreditkort|betalingskort|kortnummer|carte(?![a-z])|tarjeta"
    r"|cart[ãa]o|carta(?![a-z])|karta|kartu|visa|master ?card|maestro|amex|american express|diners"
    r"|discover(?![a-z])|union ?pay|\bjcb\b|\b(?:pan|cc|ccn|kk|mc|cvv2?|cvc2?|exp)\b"
    r"|expir(?:y|es|ation)|карт[аыуео]|カード|信用卡|银行卡|卡号|卡號|카드|بطاقة|כרטיס|कार्ड|บัตร|κάρτα"
)

# Whole words; the number after one of these is the number of that thing.
_OTHER_WORDS = frozenset(
    (
        *("id", "ids", "uid", "uuid", "guid", "ref", "refs", "sn", "trk", "po", "inv", "wo", "rma"),
        *("awb", "ts", "tel", "fax", "version", "ean", "upc", "gtin", "isbn", "issn", "sku"),
        *("asin", "imei", "imeisv", "meid", "iccid", "imsi", "vin", "eid", "iban", "usps", "ups"),
        *(
            "fedex",
            "dhl",
            "gls",
            "dpd",
            "hermes",
            "epoch",
            "timestamp",
            "barcode",
            "siret",
            "siren",
        ),
    )
)
# Beginnings of words, for plurals and compounds (orders, orderId, Bestellnummer).
_OTHER_STEMS = (
    *("order", "ticket", "track", "shipment", "shipping", "parcel", "consignment", "waybill"),
    *("invoice", "serial", "serien", "reference", "referenz", "bestell", "auftrag", "rechnung"),
    *("sendung", "paket", "vorgang", "kundennummer", "kundennr", "telefon", "commande", "suivi"),
    *("facture", "colis", "pedido", "factura", "seguimiento", "envío", "ordine", "fattura"),
    *("spedizione", "encomenda", "zamówieni", "paczk", "zakaz", "заказ", "трек", "накладн"),
    *("注文", "订单", "訂單", "运单", "주문"),
)
# Words of every day ("just in case 4111 …"), which name something only with "number", "no." or "#".
_OTHER_IF_LABELLED = frozenset(
    (
        *("case", "lot", "batch", "so", "call", "phone", "mobile", "cell", "handy", "account"),
        *("konto", "customer", "kunden", "message", "request", "session", "trace", "package"),
        *("device", "policy", "contract", "meter", "sim", "build", "member", "loyalty", "booking"),
    )
)
_FILLER = (
    r"(?:[ \t:=\"'(\[_/\-\x7f]|[:=][ \t]*\r?\n|\.(?=[ \t]*[:#])"
    r"|(?:numbers?|num|no|nr|número|numero|numéro|nummer|номер|is|was|are|ist|lautet|est|es|è|id|key)"
    r"(?![^\W\d_])\.?|[#№°º&])"
)
_LEAD = re.compile(
    rf"(?<![^\W\d_])([^\W\d_]+)((?:(?<=ref|tel|inv|ord|seq)\.)?{_FILLER}*+)\Z", re.IGNORECASE
)
_HASH = re.compile(r"#[ \t]*\Z")
_ID = re.compile(r"(?i)(?<![^\W_])id(?![^\W_])|\bs/n\b")
_LABEL = re.compile(r"(?i)#|№|(?<![^\W_])(?:n[°º]|nr|no|num|numbers?|nummer|id)(?![^\W_])")
_REACH = 48
_REACH_AFTER = 24


def announces_other(before: str) -> bool:
    """Say whether the words right before a number name it an order, a ticket, a parcel, a phone."""
    tail = before[-_REACH:]
    lead = _LEAD.search(tail)
    if lead is None:
        return _HASH.search(tail) is not None
    if CARD.search(lead[1]):
        return False
    word = lead[1].lower()
    if word in _OTHER_WORDS or word.startswith(_OTHER_STEMS):
        return True
    if word in _OTHER_IF_LABELLED and _LABEL.search(lead[2]):
        return True
    label = tail[max(0, lead.start() - 2) :]
    return _HASH.search(tail) is not None or _ID.search(label) is not None


def card_named(before: str, after: str) -> bool:
    """Say whether a card is spoken of close to a number."""
    return bool(CARD.search(before[-_REACH:]) or CARD.search(after[:_REACH_AFTER]))
