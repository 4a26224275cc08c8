"""Which reasons of a report say too little."""

from csr_desk.domain.kpi.outcomes import tally
from csr_desk.domain.reason_shares import Share, too_large
from csr_desk.reports.groupings import handled
from csr_desk.reports.report import Written


def shares(written: Written) -> tuple[Share, ...]:
    """Return the reasons a report warns of (spec/wrap-up-taxonomy.md, rule 4)."""
    return too_large(tally(contact.reason for contact in handled(written)))
