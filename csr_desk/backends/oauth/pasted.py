"""The answer of a browser on another machine, as the agent pastes it (over ssh)."""

import re
from urllib.parse import parse_qs, urlsplit

from csr_desk.backends.failures import SignedOut
from csr_desk.backends.oauth.attempt import Attempt, code_of, is_same

_CODE = re.compile(r"[A-Za-z0-9._~+/=-]{6,2048}")
_LONGEST = 8_192


def code_from(pasted: str, attempt: Attempt) -> str:
    """Return the code of a pasted address, or of a pasted code; SignedOut with what is wrong.

    The whole address is the better one, because it shows that the answer belongs to this attempt.
    """
    # Terminals break long lines when they are copied.
    text = re.sub(r"\s+", "", pasted)[:_LONGEST].strip("'\"<>")
    if "=" in text and ("?" in text or text.startswith(("code=", "state=", "error="))):
        try:
            query = urlsplit(text).query or text
        except ValueError:
            query = text.partition("?")[2]
        answer = parse_qs(query.partition("#")[0])
        if "code" in answer or "error" in answer:
            if not is_same(answer.get("state", [""])[0], attempt.state):
                raise SignedOut("The address belongs to another sign-in: open the last one shown")
            return code_of(answer)
    elif _CODE.fullmatch(text) and "://" not in text:
        return text
    raise SignedOut(
        "There is no code in it: copy the whole address that the browser shows in the end,"
        f" it begins with {attempt.redirect_uri}"
    )
