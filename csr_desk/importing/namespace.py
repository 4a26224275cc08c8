"""The name of a file's source, under which its numbers are kept apart from other sources' numbers.

Customer 1 of one shop is not customer 1 of another, yet the orders of a shop must find their own
customers, whichever file comes first. So the name comes from what the files of one export share:
the helpdesk they come from, what is special in the file name, else the folder. The map file
overrules it.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from csr_desk.importing.columns import squashed
from csr_desk.importing.kind_signs import KINDS, words_of
from csr_desk.importing.words import word_set

_COMMON = word_set(
    "export exports exported data list all new old copy final full dump backup report table sheet"
    " liste daten kopie copie donnees datos import imported rejected csv tsv json jsonl ndjson xlsx"
    " xls txt latest current my the of and details"
    " jan feb mar apr may jun jul aug sep oct nov dec january february march april june july"
    " august september october november december"
)
_ZENDESK = ({"requesterid", "submitterid"}, {"groupstations", "assigneestations"})
_FRESHDESK = (
    {"ticketid", "duebytime"},
    {"frescalated"},
    {"ticketid", "agentinteractions"},
    {"ccemails", "fwdemails"},
)


def vendor(columns: Iterable[str]) -> str:
    """Return `zendesk` or `freshdesk` when the column names are those of its exports, else ''."""
    names = {squashed(column) for column in columns}
    if any(sign <= names for sign in _ZENDESK):
        return "zendesk"
    return "freshdesk" if any(sign <= names for sign in _FRESHDESK) else ""


def namespace(path: Path, columns: Iterable[str], url: str = "") -> str:
    """Return the source name of a file: lower case letters, digits and hyphens, never empty."""
    host = urlsplit(url).hostname or "" if url else ""
    if host.endswith((".zendesk.com", ".freshdesk.com")):
        return host
    if maker := vendor(columns):
        return maker
    words = [word for word in re.split(r"[\W_\d]+", path.name.casefold()) if word]
    kinds = {word for kind in KINDS for word in words_of(kind)} | _COMMON | {"support"}
    special = [word for word in words if squashed(word) not in kinds]
    folder = re.sub(r"[\W_]+", "-", path.resolve().parent.name.casefold()).strip("-")
    return "-".join(special) or folder or "import"
