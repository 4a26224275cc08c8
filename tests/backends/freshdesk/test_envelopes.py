import pytest

from csr_desk.backends.freshdesk.envelopes import Complaint, Said, said


def test_a_list_of_complaints() -> None:
    found = said(
        b'{"description": "Validation failed", "errors": [{"field": "email", "message": "taken",'
        b' "code": "duplicate_value", "additional_info": {"user_id": 81000000301}}, "more", 7]}'
    )
    assert found.words == "Validation failed"
    assert found.complaints[0] == Complaint("email", "taken", "duplicate_value", "81000000301")
    assert found.codes == {"duplicate_value"}
    assert found.sentences == "Validation failed. email: taken. more. 7."


def test_one_sentence_with_a_code() -> None:
    found = said(b'{"code": "access_denied", "message": "You are not allowed"}')
    assert (found.code, found.sentences) == ("access_denied", "You are not allowed.")


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("cf_root_cause", "cf_root_cause"),
        ("custom_fields.cf_root_cause", "cf_root_cause"),
        ("custom_fields[cf_root_cause]", "cf_root_cause"),
        ("ticket[custom_fields][cf_x]", "cf_x"),
        ("tags[]", "tags"),
        ("", ""),
    ],
)
def test_a_field_is_named_as_the_account_names_it(field: str, name: str) -> None:
    body = f'{{"errors": [{{"field": "{field}", "message": "no"}}]}}'.encode()
    assert said(body).complaints[0].field == name


@pytest.mark.parametrize(
    "body", [b"", b"  ", b"<html>", b'{"a', b"[", b"null", b"{}", b"[]", b"\xef\xbb\xbf<p>"]
)
def test_what_says_nothing(body: bytes) -> None:
    assert said(body)._replace(is_page=False) == Said()


@pytest.mark.parametrize(("body", "words"), [(b"plain words", "plain words"), (b'"text"', "text")])
def test_words_without_an_envelope(body: bytes, words: str) -> None:
    assert said(body).words == words


def test_markup_is_known_as_such() -> None:
    assert said(b" <?xml version='1.0'?><Error/>").is_page
    assert not said(b"{}").is_page


@pytest.mark.parametrize(
    "body", [b'{"errors": {"a": 1}}', b'{"errors": null}', b'{"errors": [null, {}, [1]]}']
)
def test_odd_envelopes_are_read_without_words(body: bytes) -> None:
    assert not said(body).sentences
