"""The words of a helpdesk's HTML, through the gate that every mail's HTML goes through."""

from csr_desk.backends.values import Word, text
from csr_desk.textgate.html import words_of


def readable(html: Word, *plain: Word) -> str:
    """Return the words of an HTML text, or the first plain one when there is no HTML.

    HTML is preferred: plain texts keep the words of hidden style sheets, or lose line breaks.
    """
    if markup := text(html).strip():
        found = words_of(markup)
        if found.strip():
            return found
    return next((found for one in plain if (found := text(one)).strip()), "")
