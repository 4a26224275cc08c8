"""Zendesk's open set of channels in the desk's words; what the desk has no word for stays."""

from csr_desk.backends.values import text
from csr_desk.backends.zendesk.structs import Via

_EXACT = {
    "": "email",
    "email": "email",
    "mail": "email",
    "web": "web",
    "web_form": "web",
    "web_widget": "web",
    "help_center": "web",
    "mobile": "web",
    "mobile_sdk": "web",
    "chat": "chat",
    "native_messaging": "chat",
    "messaging": "chat",
    "voice": "phone",
    "voicemail": "phone",
    "whatsapp": "social",
    "wechat": "social",
    "telegram": "social",
    "viber": "social",
    "line": "social",
    "any_channel": "social",
    "0": "web",
    "4": "email",
    "5": "api",
    "8": "rule",
    "29": "chat",
    "44": "phone",
    "45": "phone",
    "46": "phone",
}
_FAMILIES = (
    ("phone_call", "phone"),
    ("facebook", "social"),
    ("instagram", "social"),
    ("twitter", "social"),
    ("x_corp", "social"),
)


def channel(via: Via | None) -> str:
    """Return the channel of a ticket or comment."""
    told = text(via.channel).lower() if via is not None else ""
    if told in _EXACT:
        return _EXACT[told]
    return next((word for start, word in _FAMILIES if told.startswith(start)), told)
