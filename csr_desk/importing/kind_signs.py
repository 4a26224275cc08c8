"""What speaks for a kind of record: the fields it needs, telling columns, words of file names."""

KINDS = ("agents", "customers", "orders", "order_lines", "tickets", "chats", "canned", "articles",
         "answers")  # fmt: skip
"""In the order in which files of one call are taken in: who is referred to comes first."""

# One group of each must be there: every field of the group has a column.
_NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "tickets": (
        ("subject", "status"),
        ("subject", "requester_name"),
        ("subject", "requester_email"),
        ("subject", "requester_id"),
        ("subject", "created_at"),
        ("subject", "body"),
        ("id", "status", "requester_name"),
        ("id", "status", "requester_email"),
        ("body", "requester_email"),
    ),
    "customers": (("name",), ("last_name",), ("email",), ("company", "phone")),
    "orders": (("id", "customer_id"), ("id", "customer_email"), ("id", "customer_name")),
    "order_lines": (("order_id", "product"), ("order_id", "product_id")),
    "canned": (("title", "body"), ("name", "body"), ("title", "actions"), ("subflow", "steps")),
    "articles": (("title", "body"),),
    "agents": (("name",), ("last_name",), ("email",)),
    "chats": (("turns",),),
    "answers": tuple(
        (score, who)
        for score in ("score", "csat", "nps", "ces")
        for who in ("ticket", "customer_email", "customer_id", "interaction")
    ),
}

# Column names that say more than one point.
SIGNS: dict[str, dict[str, int]] = {
    "tickets": {
        "subject": 3, "ticketid": 6, "requesterid": 5, "requester": 3, "requesteremail": 5,
        "submitterid": 5, "comments": 2, "priority": 2, "betreff": 3, "duebytime": 3, "via": 2,
        "assignee": 2, "sujet": 3, "asunto": 3, "helpdeskticket": 5, "responderid": 4,
    },
    "customers": {"customerid": 3, "kundennummer": 3, "contactid": 3, "enduser": 3, "fax": 1},
    "orders": {
        "orderid": 3, "ordernumber": 3, "orderdate": 4, "bestellnummer": 3, "purchasedate": 3,
        "trackingnumber": 3, "shippeddate": 3,
    },
    "order_lines": {
        "orderlineid": 6, "productid": 4, "productname": 4, "quantity": 4, "unitprice": 4, "sku": 4,
    },
    "canned": {
        "shortcut": 6, "shortcode": 6, "subflow": 5, "steps": 5, "actions": 5, "contenthtml": 3,
        "content": 1, "folderid": 1, "groupids": 3,
    },
    "articles": {
        "articleid": 6, "sectionid": 6, "section": 4, "descriptiontext": 3, "htmlurl": 2,
        "categoryid": 3, "promoted": 4, "labelnames": 3, "seodata": 4,
    },
    "agents": {
        "employeeid": 8, "agentid": 6, "ticketscope": 6, "occasional": 5, "reportsto": 3,
        "staffid": 6,
    },
    "chats": {"turns": 9, "transcript": 9},
    "answers": {
        "score": 4, "rating": 4, "csat": 8, "nps": 8, "ces": 8, "csatscore": 8, "npsscore": 8,
        "cesscore": 8, "ratingsdefaultquestion": 8, "surveyid": 6, "answeredat": 5,
        "respondedat": 5, "ratedat": 5,
    },
}  # fmt: skip
_WORDS: dict[str, str] = {
    "tickets": "tickets ticket cases issues anfragen vorgange demandes tiquets incidencias"
    " helpdesk requests",
    "customers": "customers customer contacts contact users user kunden clients clientes people"
    " kontakte",
    "orders": "orders order bestellungen auftrage commandes pedidos sales invoices",
    "order_lines": "orderlines orderline lines lineitems items orderitems positionen lignes"
    " lineas orderdetails details",
    "canned": "canned cannedresponses responses macros templates textbausteine vorlagen modeles"
    " plantillas scripts agentscripts snippets replies",
    "articles": "articles article knowledge knowledgebase faq artikel help helpcenter kb"
    " solutionarticles",
    "agents": "agents agent supportreps reps employees staff mitarbeiter agenten operators",
    "chats": "chats chat transcripts conversations",
    "answers": "answers answer csat nps ces survey surveys ratings rating satisfaction feedback"
    " umfrage umfragen bewertungen surveyresults satisfactionratings responsessurvey",
}


def words_of(kind: str) -> set[str]:
    """Return the words by which files of a kind are named."""
    return set(_WORDS[kind].split())


def needs(kind: str, mapped: dict[str, str]) -> str:
    """Return what a kind lacks among the mapped columns, as a phrase; '' when nothing."""
    fields = set(mapped.values())
    if any(set(group) <= fields for group in _NEEDS[kind]):
        return ""
    return " or ".join(" and ".join(group) for group in _NEEDS[kind][:3])
