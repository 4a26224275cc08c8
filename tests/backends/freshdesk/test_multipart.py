"""Keys and files as a form: another reader finds the same fields, names and bytes in it."""

import re
from email import message_from_bytes
from email.message import Message
from email.parser import HeaderParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.backends.freshdesk.multipart import Multipart, file_name, multipart
from csr_desk.backends.writes import OutFile

NAMES = st.text(max_size=20) | st.sampled_from([
    'a"; filename="b', "x\r\nX-Evil: 1", "../../etc/passwd", "ünï 🦜.pdf", "", "a\\", "50%22.txt",
    "\ud83d", "line\x85end", "\u2028",
])  # fmt: skip
CONTENTS = st.binary(max_size=80) | st.sampled_from([
    b"\r\n--csrdesk-", b"--", b"\r\n", b"\r", b"\n", b"\x00\xff", b"line\r\nline\n",
])  # fmt: skip
FILES = st.lists(st.builds(OutFile, NAMES, st.text(max_size=8), CONTENTS), max_size=3)
VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


class Part:
    """A part as the standard library's mail parser reads it."""

    def __init__(self, part: Message) -> None:
        raw = next(value for name, value in part.raw_items() if name == "Content-Disposition")
        # The parser keeps UTF-8 in headers as escapes of its own.
        head = raw.encode("ascii", "surrogateescape").decode()
        told = HeaderParser().parsestr(f"Content-Disposition: {head}\n")
        self.name = told.get_param("name", header="Content-Disposition")
        self.file_name = told.get_param("filename", header="Content-Disposition")
        self.content_type = part.get_content_type()
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        self.content = content


def read(form: Multipart) -> list[Part]:
    whole = f"Content-Type: {form.content_type}\r\n\r\n".encode() + form.body
    found = message_from_bytes(whole)
    assert not found.defects
    assert found.is_multipart()
    parts = found.get_payload()
    assert isinstance(parts, list)
    return [Part(one) for one in parts if isinstance(one, Message)]


def test_lists_and_custom_fields_have_their_own_names() -> None:
    keys = {
        "subject": "Broken",
        "priority": 2,
        "private": True,
        "type": None,
        "tags": ["a", "b"],
        "custom_fields": {"cf_order": "12", "cf_vip": False},
    }
    found = [(one.name, one.content) for one in read(multipart(keys, (), "m-1"))]
    assert found == [
        ("subject", b"Broken"),
        ("priority", b"2"),
        ("private", b"true"),
        ("type", b""),
        ("tags[]", b"a"),
        ("tags[]", b"b"),
        ("custom_fields[cf_order]", b"12"),
        ("custom_fields[cf_vip]", b"false"),
    ]


FIELDS = st.dictionaries(st.sampled_from(["body", "subject", "note"]), VALUES, min_size=1)


@given(FIELDS, FILES, st.text())
def test_every_form_is_read_as_it_was_made(
    keys: dict[str, str], files: list[OutFile], marker: str
) -> None:
    parts = read(multipart(keys, files, marker.encode("utf-8", "replace").decode()))
    fields = [(one.name, one.content.decode()) for one in parts if one.file_name is None]
    assert fields == list(keys.items())
    sent = [one for one in parts if one.file_name is not None]
    assert [one.content for one in sent] == [file.content for file in files]
    assert [one.file_name for one in sent] == [file_name(file.name) for file in files]
    assert {one.name for one in sent} <= {"attachments[]"}


@given(NAMES)
def test_a_file_name_breaks_out_of_no_header(name: str) -> None:
    clean = file_name(name)
    assert clean
    assert not re.search(r'[\x00-\x1f"\\/]', clean)


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("lamp ü.jpg", "lamp ü.jpg"),
        ("100%.txt", "100%.txt"),
        ('say "cheese".png', "say _cheese_.png"),
        ("../../x", ".._.._x"),
        (" ", "file"),
    ],
)
def test_the_file_name_is_kept_where_it_is_harmless(name: str, sent: str) -> None:
    assert file_name(name) == sent


def test_equal_writes_are_equal_bytes_and_no_content_ends_a_part() -> None:
    first = multipart({"body": "x"}, [OutFile("a", "text/plain", b"1")], "m-1")
    assert first == multipart({"body": "x"}, [OutFile("a", "text/plain", b"1")], "m-1")
    assert first != multipart({"body": "x"}, [OutFile("a", "text/plain", b"1")], "m-2")
    boundary = first.content_type.partition("boundary=")[2]
    hostile = multipart({}, [OutFile("a", "", b"x\r\n--" + boundary.encode() + b"--\r\n")], "m-1")
    assert boundary not in hostile.content_type
    assert [one.content for one in read(hostile)] == [b"x\r\n--" + boundary.encode() + b"--\r\n"]


def test_a_strange_content_type_is_not_sent() -> None:
    files = [OutFile("a", "text/plain\r\nX: 1", b"1"), OutFile("b", "image/png", b"2")]
    found = read(multipart({}, files, "m-1"))
    assert [one.content_type for one in found] == ["application/octet-stream", "image/png"]
