"""The report's warnings on reasons that say too little (spec/wrap-up-taxonomy.md, rule 4)."""

from collections.abc import Mapping

MOST_OTHER_PERCENT = 5
MOST_ONE_CODE_PERCENT = 40


def share_warnings(counts: Mapping[str, int]) -> list[str]:
    """Return the report's warnings on reasons that say too little (rule 4).

    `counts` are handled interactions per stored reason, redirects already followed.
    """
    total = sum(counts.values())
    other = sum(count for reason, count in counts.items() if reason.startswith("other/"))
    warnings = []
    if other * 100 > MOST_OTHER_PERCENT * total:
        warnings.append(
            f"other is {other} of {total} contacts, more than {MOST_OTHER_PERCENT} %:"
            ' look at the weekly "new code?" list.'
        )
    for reason, count in sorted(counts.items()):
        if count * 100 > MOST_ONE_CODE_PERCENT * total:
            warnings.append(
                f"{reason} is {count} of {total} contacts, more than {MOST_ONE_CODE_PERCENT} %:"
                " consider splitting it."
            )
    return warnings
