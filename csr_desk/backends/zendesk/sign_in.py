"""How one signs in to Zendesk: where its OAuth lives, and what it asks for.

Ticket audits need the global `read` (spec/zendesk.md 2.2), and looking for what was sent reads
audits; so both global scopes are asked for.
"""

from typing import Final

from csr_desk.backends.oauth.attempt import Endpoints

_DAY_S = 86_400

OAUTH: Final = Endpoints(
    authorize="/oauth/authorizations/new",
    token="/oauth/tokens",
    revoke="/api/v2/oauth/tokens/current",
    scope="read write",
    access_s=_DAY_S,
    refresh_s=90 * _DAY_S,
)
