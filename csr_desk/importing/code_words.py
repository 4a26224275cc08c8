"""The words and numbers for status, priority and channel as helpdesks write them."""

from typing import Any, TypeVar

from csr_desk.domain.models import Channel, Priority, Status
from csr_desk.importing.columns import squashed
from csr_desk.importing.values import BadValue, text

Code = TypeVar("Code", Status, Priority)

_STATUS: dict[Status, str] = {
    Status.NEW: "new neu nouveau nuevo",
    Status.OPEN: "open offen ouvert abierto reopened inprogress active inbearbeitung encours"
    " enproceso assigned todo",
    Status.PENDING: "pending waiting waitingoncustomer wartend enattente pendiente awaitingcustomer"
    " awaitingreply beingprocessed warteaufkunde customerresponded",
    Status.HOLD: "hold onhold waitingonthirdparty zuruckgestellt ensuspens enespera snoozed",
    Status.SOLVED: "solved resolved gelost geloest resolu resuelto done fixed completed erledigt"
    " answered",
    Status.CLOSED: "closed geschlossen ferme clos cerrado deleted archived spam abgeschlossen",
}
_PRIORITY: dict[Priority, str] = {
    Priority.NONE: "none no keine aucune ninguna unset",
    Priority.LOW: "low niedrig gering basse faible baja p4 minor trivial",
    Priority.NORMAL: "normal medium mittel moyenne media p3 normale default",
    Priority.HIGH: "high hoch haute elevee alta p2 major",
    Priority.URGENT: "urgent dringend urgente critical kritisch critique p1 p0 blocker highest"
    " emergency sehrhoch",
}
_CHANNEL: dict[Channel, str] = {
    Channel.PHONE: "phone voice call telephone telefon voicemail anruf appel llamada inboundcall"
    " outboundcall",
    Channel.EMAIL: "email mail outboundemail smtp courriel correo",
    Channel.CHAT: "chat livechat messaging nativemessaging sms text bot mobihelp freshchat"
    " conversation",
    Channel.SOCIAL: "twitter facebook social socialmedia instagram instagramdm whatsapp x tweet"
    " facebookpost facebookmessage linkedin telegram line wechat twitterdm twitterlike",
    Channel.IN_PERSON: "inperson walkin counter desk visit vorort personlich store branch",
    Channel.WEB: "web portal form website webform feedbackwidget widget helpcenter api formular"
    " sampleticket webservice mobile mobilesdk webwidget formulaire formulario app",
}
_STATUS_WORDS = {word: code for code, words in _STATUS.items() for word in words.split()}
_PRIORITY_WORDS = {word: code for code, words in _PRIORITY.items() for word in words.split()}
_CHANNEL_WORDS = {word: code for code, words in _CHANNEL.items() for word in words.split()}
_FRESHDESK_STATUS = {
    "2": Status.OPEN, "3": Status.PENDING, "4": Status.SOLVED, "5": Status.CLOSED,
    "6": Status.PENDING, "7": Status.HOLD,
}  # fmt: skip
_PRIORITY_NUMBERS = {str(number): Priority(number) for number in range(1, 5)}
_SOURCES = {
    "1": Channel.EMAIL, "2": Channel.WEB, "3": Channel.PHONE, "5": Channel.SOCIAL,
    "6": Channel.SOCIAL, "7": Channel.CHAT, "9": Channel.WEB, "10": Channel.EMAIL,
    "11": Channel.WEB, "13": Channel.SOCIAL,
}  # fmt: skip


def status(value: Any, given: dict[str, str]) -> Status:
    """Return the status a word or a Freshdesk number means; BadValue for an unknown one."""
    return _code("status", value, given, _STATUS_WORDS, _FRESHDESK_STATUS, Status.OPEN)


def priority(value: Any, given: dict[str, str]) -> Priority:
    """Return the priority a word or a number from 1 (low) to 4 (urgent) means, or BadValue."""
    return _code("priority", value, given, _PRIORITY_WORDS, _PRIORITY_NUMBERS, Priority.NONE)


def _code(
    name: str,
    value: Any,
    given: dict[str, str],
    words: dict[str, Code],
    numbers: dict[str, Code],
    unsaid: Code,
) -> Code:
    word = text(value)
    meant = squashed(given.get(word, word))
    found = words.get(meant, numbers.get(meant)) if meant else unsaid
    if found is None:
        raise BadValue(f"the {name} “{word[:40]}” is unknown; say in --map what it means")
    return found


def channel(value: Any, given: dict[str, str]) -> Channel:
    """Return the channel of a word or a Freshdesk source number; unknown words count as web."""
    word = text(value)
    meant = squashed(given.get(word, word))
    if not meant:
        return Channel.EMAIL
    return _CHANNEL_WORDS.get(meant) or _SOURCES.get(meant) or Channel.WEB
