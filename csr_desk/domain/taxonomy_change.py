"""What one version of the codes may change against the one before (rule 5 of the taxonomy)."""

from collections.abc import Mapping

from csr_desk.domain.taxonomy import Code, Taxonomy


def check_successor(old: Taxonomy, new: Taxonomy) -> list[str]:
    """Return a sentence for every code that vanished, came back or stands for something else.

    A code may be added, retired or merged, each under a higher version; it is never deleted and
    never used again for another meaning. An empty list means the new codes may be used.
    """
    before, after = _all_codes(old), _all_codes(new)
    problems = [
        sentence
        for name, code in before.items()
        if (sentence := _changed(name, code, after.get(name)))
    ]
    if new.version < old.version:
        problems.append(f"The version went from {old.version} back to {new.version}.")
    elif new.version == old.version and _choosable(before) != _choosable(after):
        problems.append(f"The codes changed: raise version to {old.version + 1} in the file.")
    return problems


def _changed(name: str, old: Code, new: Code | None) -> str:
    if new is None:
        return f'"{name}" is gone; codes are never deleted, write retired = … instead.'
    if old.merged_into and new.merged_into != old.merged_into:
        return f'"{name}" was merged into "{old.merged_into}" and must stay so.'
    if new.since != old.since:
        return f'"{name}" is of version {old.since}; a new meaning needs a new name.'
    if new.choosable and not old.choosable:
        return f'"{name}" was retired; a new meaning needs a new name.'
    return ""


def _all_codes(taxonomy: Taxonomy) -> Mapping[str, Code]:
    """Return every code of every field under a name that tells the fields apart."""
    fields: dict[str, tuple[Code, ...]] = {
        "outcome": taxonomy.outcomes,
        "cause": taxonomy.causes,
        "next action": taxonomy.next_actions,
    }
    others = {f"{field} {code.name}": code for field, codes in fields.items() for code in codes}
    return {**taxonomy.codes, **others}


def _choosable(codes: Mapping[str, Code]) -> set[str]:
    return {name for name, code in codes.items() if code.choosable}
