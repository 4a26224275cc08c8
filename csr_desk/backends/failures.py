"""How a call to a helpdesk fails; each leaf is a behaviour of the sync engine.

BackendFailure
├── NotSent       retry: no byte left this machine (no route, refused, TLS not finished)
├── NoAnswer      a read: retry; a write: in doubt, read back before anything is sent again
├── TryLater      wait: the helpdesk answered "not now", nothing was applied (429, 503 to a read)
├── SignedOut     sign in: the secret is no longer accepted
├── Halt          stop the account and ask: foreign host, bad certificate, another account
├── Clash         read again and merge: the ticket is not what the change was made against
├── Expired       begin the stream anew: the helpdesk does not know its cursor any more
└── Rejected      ask: the helpdesk understood and said no; `words` are its own
    ├── Forbidden     role, plan or scope forbid it; the sign-in is good
    ├── Missing       there is no such record, or none this agent may see
    ├── Closed        the ticket is closed for good: a follow-up ticket can be made
    └── Incomplete    fields must be filled first; `fields` names them
"""

from collections.abc import Mapping


class BackendFailure(Exception):
    """A failed call; `words` say what happened, the helpdesk's own words where it spoke."""

    def __init__(self, words: str, *, after_s: float | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.after_s = after_s


class NotSent(BackendFailure):
    """No byte of the request left this machine."""


class NoAnswer(BackendFailure):
    """The request may have been applied: the answer was lost, cut, or none of a helpdesk's."""


class TryLater(BackendFailure):
    """The helpdesk wants it later; `after_s` seconds when it said so.

    `is_narrow` when only requests of this kind must wait, not the whole account.
    """

    def __init__(
        self, words: str, *, after_s: float | None = None, is_narrow: bool = False
    ) -> None:
        super().__init__(words, after_s=after_s)
        self.is_narrow = is_narrow


class SignedOut(BackendFailure):
    """The secret is no longer accepted."""


class Halt(BackendFailure):
    """Something is so wrong that the account stops until the agent has looked."""


class Clash(BackendFailure):
    """The ticket changed since the stamp the write names."""


class Expired(BackendFailure):
    """The cursor of a stream is not known any more."""


class Rejected(BackendFailure):
    """The helpdesk said no and applied nothing; `fields` maps a field's id to its complaint."""

    def __init__(self, words: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(words)
        self.fields = dict(fields or {})


class Forbidden(Rejected):
    """Role, plan or scope forbid it."""


class Missing(Rejected):
    """There is no such record, or none this agent may see."""


class Closed(Rejected):
    """The ticket is closed for good."""


class Incomplete(Rejected):
    """Required fields are empty; `fields` maps each field's id to what the helpdesk said."""
