from typing import Any

import msgspec
import pytest

from csr_desk.backends.records import RemoteMessage
from csr_desk.backends.zendesk.comments import message
from csr_desk.backends.zendesk.structs import CommentRow


def comment(**raw: Any) -> RemoteMessage:
    return message(msgspec.convert({"id": 1, "author_id": 7, **raw}, CommentRow), "33")


def test_html_is_preferred_because_plain_text_keeps_hidden_styles() -> None:
    found = comment(
        html_body="<div><style>.x{color:red}</style><p>Hello,</p><ul><li>one</li></ul></div>",
        body=".x{color:red} Hello, one",
        plain_body=".x{color:red} Hello, one",
    )
    assert found.body == "Hello,\n\n- one"


def test_plain_text_stands_in_where_there_is_no_html() -> None:
    assert comment(html_body=None, body="Hello").body == "Hello"
    assert comment(html_body="<p> </p>", body="Hello").body == "Hello"
    assert comment(body=None, plain_body="Hello").body == "Hello"
    assert comment().body == ""


def test_a_call_is_told_in_words_with_its_recording() -> None:
    found = comment(
        type="VoiceComment",
        body="Call from +1 555 to Support",
        public=False,
        data={
            "from": "+15550100",
            "to": "+15550199",
            "call_duration": 65,
            "recording_url": "https://voice.example/r.mp3",
            "transcription_text": "I lost my parcel",
        },
    )
    assert found.body.splitlines() == [
        "Call from +1 555 to Support",
        "Call from +15550100 to +15550199",
        "Duration: 65 s",
        "Transcript: I lost my parcel",
        "Recording: https://voice.example/r.mp3",
    ]
    assert found.channel == "phone"
    assert comment(type="VoiceComment", recording_url="https://r.example").body == (
        "Recording: https://r.example"
    )


@pytest.mark.parametrize(
    ("flag", "word"),
    [
        (0, "trusted"),
        (2, "not part of"),
        (3, "not signed in"),
        (4, "automatically"),
        (5, "too big"),
        (11, "on behalf"),
        (14, "not allowed"),
        (16, "cut short"),
        (17, "private comment"),
        (18, "CCs"),
        (20, "suspended"),
        (21, "differs"),
        (22, "not confirmed"),
        (99, "warning 99"),
    ],
)
def test_flags_are_sentences(flag: int, word: str) -> None:
    (sentence,) = comment(metadata={"flags": [flag]}).warnings
    assert word in sentence
    assert sentence.endswith(".")


def test_whom_a_flag_speaks_of_is_named() -> None:
    metadata = {"flags": [11], "flags_options": {"11": {"message": {"user": "Eve"}}}}
    (sentence,) = comment(metadata=metadata).warnings
    assert sentence == "This message was submitted on behalf of its author (Eve)."
    odd = {"flags": {"2": True}, "flags_options": [1]}
    assert len(comment(metadata=odd).warnings) == 1
    assert comment(metadata={"flags": None}).warnings == ()
    assert comment(metadata={"flags": "2"}).warnings == ()


def test_the_marker_of_a_write_is_seen() -> None:
    assert comment(metadata={"custom": {"csr_desk_op": "abc"}}).marker == "abc"
    assert comment(metadata={"custom": {}}).marker is None
    assert comment(metadata={"custom": None}).marker is None
    assert comment().marker is None


def test_files_carry_their_scan_and_deleted_ones_are_left_out() -> None:
    one = {"id": 5, "file_name": "a.pdf", "content_type": "application/pdf", "size": 12}
    one |= {"content_url": "https://x.example/a", "malware_scan_result": "malware_found"}
    found = comment(attachments=[one, {**one, "id": 6, "deleted": True}])
    (file,) = found.files
    assert file == ("5", "a.pdf", "application/pdf", 12, "https://x.example/a", "malware_found")
    assert comment(attachments=[{"id": 1, "size": "odd"}]).files[0].size == 0
    assert comment(attachments=None).files == ()


@pytest.mark.parametrize(
    ("via", "channel"),
    [
        ("email", "email"),
        ("mail", "email"),
        ("web", "web"),
        ("web_widget", "web"),
        ("chat", "chat"),
        ("native_messaging", "chat"),
        ("phone_call_inbound", "phone"),
        ("voicemail", "phone"),
        ("facebook_post", "social"),
        ("instagram_dm", "social"),
        ("whatsapp", "social"),
        ("api", "api"),
        ("rule", "rule"),
        ("something_new", "something_new"),
        (4, "email"),
        (44, "phone"),
        (None, "email"),
    ],
)
def test_channels_are_an_open_set(via: Any, channel: str) -> None:
    assert comment(via={"channel": via}).channel == channel


def test_who_wrote_may_be_the_system_or_a_name() -> None:
    assert comment(author_id=-1).author == "-1"
    assert comment(author_id=None).author == "-1"
    assert comment(author_id="gone@customer.example").author == "gone@customer.example"


def test_a_comment_is_private_unless_it_says_otherwise() -> None:
    assert not comment().is_public
    assert not comment(public=False).is_public
    assert comment(public=True).is_public
