"""Files in words: how large they are, and what speaks against opening one."""

import re

MALWARE = "malware_found"

_RUNS = re.compile(
    r"app|bat|cmd|com|dmg|docm|exe|hta|iso|jar|jse?|lnk|msi|pif|pptm|ps1|reg|scr|sh|vb[es]|wsf"
    r"|xla?m|xlsm",
    re.IGNORECASE,
)
"""Extensions of files that run something once they are opened."""


def size_words(size: int) -> str:
    """Return a size in bytes as `340 B`, `120 kB`, `3.4 MB`."""
    if size < 1_000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{round(size / 1_000)} kB"
    return f"{size / 1_000_000:.1f}".removesuffix(".0") + " MB"


def warning(name: str, scan: str) -> str:
    """Return what speaks against opening a file, "" for nothing; `scan` as the helpdesk says it."""
    if scan == MALWARE:
        return "malware found"
    if _RUNS.fullmatch(name.rstrip(" .").rpartition(".")[2]):
        return "runs a program when opened"
    return "not scanned" if scan == "failed_to_scan" else ""
