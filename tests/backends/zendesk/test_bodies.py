"""The JSON of one write: changed keys alone, in one spelling."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.writes import HandleTime, OutComment, Requester, Write
from csr_desk.backends.zendesk.bodies import (
    LONGEST_BYTES,
    body,
    changes,
    clean_tag,
    tags_after,
    ticket_keys,
    too_long,
)
from csr_desk.domain.queue_row import Priority, Status

BASE = RemoteTicket(
    id="42",
    stamp="2026-11-22T08:00:00Z",
    subject="Pump",
    status=Status.OPEN,
    priority=Priority.NORMAL,
    requester="7",
    created_at=0,
    updated_at=0,
    tags=("b", "vip"),
    custom={"900": 120, "901": "35", "902": None},
)
UPDATE = Write("m-1", "u-1", "42", BASE, began_at=0)
CREATE = Write("m-2", "u-2", None, None, began_at=0)
STAMPED = {"safe_update": True, "updated_stamp": BASE.stamp}


def ticket(write: Write) -> dict[str, Any]:
    whole = json.loads(body(write))
    assert list(whole) == ["ticket"], "trap 1: never flat"
    found = whole["ticket"]
    assert isinstance(found, dict)
    return found


def test_trap_1_every_body_is_wrapped_and_an_update_carries_its_stamp() -> None:
    assert ticket(UPDATE) == {**STAMPED, "metadata": {"csr_desk_op": "m-1"}}


def test_an_update_without_its_base_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="as it was read last"):
        body(UPDATE._replace(base=None))


@pytest.mark.parametrize("public", [True, False])
def test_trap_3_public_is_always_told(public: bool) -> None:
    keys = ticket(UPDATE._replace(comment=OutComment("Hi\n\nthere", is_public=public)))
    assert keys["comment"] == {"html_body": "<p>Hi</p><p>there</p>", "public": public}
    first = ticket(CREATE._replace(comment=OutComment("Hi", is_public=public)))
    assert first["comment"]["public"] is public


def test_trap_4_tags_go_out_as_the_whole_set() -> None:
    keys = ticket(UPDATE._replace(add_tags=("Late Parcel", "vip"), remove_tags=("b",)))
    assert keys["tags"] == ["late_parcel", "vip"]


@pytest.mark.parametrize(
    ("add", "remove"), [((), ()), (("vip",), ()), ((), ("gone",)), (("B",), ("x",)), ((" ",), ())]
)
def test_tags_that_stay_as_they_are_are_not_sent(
    add: tuple[str, ...], remove: tuple[str, ...]
) -> None:
    assert "tags" not in ticket(UPDATE._replace(add_tags=add, remove_tags=remove))


def test_a_tag_is_spelled_as_zendesk_spells_it() -> None:
    assert clean_tag("  Very  LATE ") == "very_late"
    assert clean_tag("csr:reason:order/late") == "csr:reason:order/late"


def test_the_last_tag_can_be_taken_away() -> None:
    assert tags_after(UPDATE._replace(remove_tags=("b", "VIP"))) == []


def test_fields_are_sent_in_zendesks_words() -> None:
    fields = {
        "status": Status.PENDING,
        "priority": Priority.URGENT,
        "subject": "New\x00",
        "assignee": "77",
        "group": None,
    }
    keys = ticket(UPDATE._replace(fields=fields))
    assert keys["status"] == "pending"
    assert keys["priority"] == "urgent"
    assert keys["subject"] == "New"
    assert keys["assignee_id"] == 77
    assert keys["group_id"] is None


def test_numbers_out_of_the_store_are_words_too() -> None:
    keys = ticket(UPDATE._replace(fields={"status": 4, "priority": 1}))
    assert (keys["status"], keys["priority"]) == ("solved", "low")


def test_a_custom_status_stands_for_its_category() -> None:
    keys = ticket(UPDATE._replace(fields={"custom_status": "88", "status": 2}))
    assert keys["custom_status_id"] == 88
    assert "status" not in keys
    assert (
        ticket(UPDATE._replace(fields={"custom_status": None, "status": 2}))["status"] == "pending"
    )


@pytest.mark.parametrize("write", [UPDATE, CREATE])
def test_trap_23_priority_is_never_null(write: Write) -> None:
    assert "priority" not in ticket(write._replace(fields={"priority": Priority.NONE}))


def test_custom_fields_are_named_once() -> None:
    write = UPDATE._replace(
        custom={"900": 5, "905": "pump"},
        handle_time=HandleTime(60, 0, 30),
        time_total_field="900",
        time_last_field="901",
    )
    assert ticket(write)["custom_fields"] == [
        {"id": 900, "value": 210},
        {"id": 901, "value": 90},
        {"id": 905, "value": "pump"},
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [(None, 90), ("", 90), ("35", 125), (35.0, 125), ("x", 90), ("inf", 90), (0, 90)],
)
def test_handle_time_adds_to_what_is_there(before: object, after: int) -> None:
    base = BASE._replace(custom={"900": before})
    write = UPDATE._replace(
        base=base, handle_time=HandleTime(90, 0, 0), time_total_field="900", time_last_field="901"
    )
    keys = ticket(write)
    assert keys["custom_fields"][0] == {"id": 900, "value": after}
    assert keys["safe_update"] is True
    assert "time_spent" not in keys["metadata"]


def test_handle_time_without_fields_stands_in_the_audit() -> None:
    keys = ticket(UPDATE._replace(handle_time=HandleTime(100, 2, 100)))
    assert keys["metadata"] == {"csr_desk_op": "m-1", "time_spent": "3m22s"}
    assert "custom_fields" not in keys


def test_a_last_time_equal_to_the_one_before_is_told_in_the_audit() -> None:
    write = UPDATE._replace(
        handle_time=HandleTime(35, 0, 0), time_total_field="900", time_last_field="901"
    )
    assert ticket(write)["metadata"]["time_spent"] == "0m35s"


def test_trap_21_macros_are_named_with_the_text_they_made() -> None:
    keys = ticket(UPDATE._replace(macros=("5", "6", "5"), comment=OutComment("Done", True)))
    assert keys["macro_ids"] == [5, 6]
    assert keys["comment"]["html_body"] == "<p>Done</p>"


def test_a_new_ticket_is_known_by_our_uid_and_has_its_requester() -> None:
    write = CREATE._replace(
        comment=OutComment("It leaks", is_public=True),
        requester=Requester(None, "Ada", "ada@example.com"),
        subject="Leak",
        add_tags=("Water",),
        fields={"priority": 3, "assignee": "77"},
    )
    assert ticket(write) == {
        "assignee_id": 77,
        "comment": {"html_body": "<p>It leaks</p>", "public": True},
        "external_id": "u-2",
        "metadata": {"csr_desk_op": "m-2"},
        "priority": "high",
        "requester": {"email": "ada@example.com", "name": "Ada"},
        "subject": "Leak",
        "tags": ["water"],
    }


def test_the_customers_own_words_are_the_customers() -> None:
    write = CREATE._replace(
        comment=OutComment("It leaks", is_public=True, by_customer=True),
        requester=Requester("7", "Ada"),
    )
    keys = ticket(write)
    assert keys["requester_id"] == keys["submitter_id"] == 7
    assert "requester" not in keys
    agents = ticket(write._replace(comment=OutComment("We saw it", is_public=True)))
    assert "submitter_id" not in agents


def test_the_words_of_a_customer_without_an_id_name_no_submitter() -> None:
    write = CREATE._replace(
        comment=OutComment("It leaks", is_public=True, by_customer=True),
        requester=Requester(None, "Ada", "ada@example.com"),
    )
    assert "submitter_id" not in ticket(write)


@pytest.mark.parametrize(
    ("requester", "name"),
    [
        (Requester(None, "", "", "+49 30 1"), "Caller +49 30 1"),
        (Requester(None, "", "a@example.com"), "a@example.com"),
        (Requester(None, ""), "Caller"),
    ],
)
def test_a_requester_always_has_a_name(requester: Requester, name: str) -> None:
    assert ticket(CREATE._replace(requester=requester))["requester"]["name"] == name


def test_a_phone_contact_without_words_is_a_private_note() -> None:
    keys = ticket(CREATE._replace(channel="phone"))
    assert keys["comment"] == {
        "html_body": "<p>Phone contact. No text was written.</p>",
        "public": False,
    }
    assert "safe_update" not in keys


def test_trap_15_a_follow_up_names_the_closed_ticket() -> None:
    assert ticket(CREATE._replace(follow_up_of="42"))["via_followup_source_id"] == 42


def test_trap_20_a_text_that_would_be_cut_is_told_before_it_is_sent() -> None:
    assert too_long(UPDATE) is None
    fits = "x" * (LONGEST_BYTES - len("<p></p>"))
    assert too_long(UPDATE._replace(comment=OutComment(fits, True))) is None
    words = too_long(UPDATE._replace(comment=OutComment(fits + "x", True)))
    assert words is not None
    assert words.startswith("The text takes 64,001 bytes")
    assert too_long(UPDATE._replace(comment=OutComment("ü" * 40_000, True)))


def test_only_what_changes_the_ticket_counts_as_a_change() -> None:
    assert not changes(ticket_keys(UPDATE))
    assert not changes(ticket_keys(UPDATE._replace(macros=("5",))))
    assert changes(ticket_keys(UPDATE._replace(fields={"status": 1})))
    assert changes(ticket_keys(CREATE))


WRITES = st.builds(
    Write,
    marker=st.just("m"),
    uid=st.just("u"),
    ticket=st.just("42"),
    base=st.just(BASE),
    began_at=st.just(0),
    comment=st.none()
    | st.builds(OutComment, st.text(), st.booleans(), st.just(False), st.just(())),
    fields=st.fixed_dictionaries(
        {},
        optional={
            "status": st.sampled_from(Status),
            "priority": st.sampled_from(Priority),
            "subject": st.text(),
            "assignee": st.none() | st.just("77"),
            "group": st.none() | st.just("9"),
        },
    ),
    custom=st.dictionaries(st.sampled_from(["900", "905"]), st.text(st.characters()) | st.none()),
    add_tags=st.lists(st.text(), max_size=3).map(tuple),
    remove_tags=st.lists(st.sampled_from(["b", "VIP", "x"]), max_size=3).map(tuple),
    handle_time=st.none() | st.builds(HandleTime, *[st.integers(0, 9_999)] * 3),
    time_total_field=st.none() | st.just("900"),
    time_last_field=st.none() | st.just("901"),
    macros=st.just(()),
    requester=st.none(),
    subject=st.just(""),
    channel=st.just(""),
    follow_up_of=st.none(),
)


@given(WRITES)
def test_the_same_write_is_the_same_bytes_and_sends_only_what_changes(write: Write) -> None:
    text = body(write)
    assert text == body(write._replace())
    text.encode()
    keys = ticket(write)
    assert ("status" in keys) == ("status" in write.fields)
    assert ("comment" in keys) == (write.comment is not None)
    assert keys.get("priority", "") is not None
    ids = [field["id"] for field in keys.get("custom_fields", [])]
    assert len(ids) == len(set(ids))
    assert set(keys) <= {
        *("safe_update", "updated_stamp", "metadata", "comment", "custom_fields", "tags"),
        *("status", "priority", "subject", "assignee_id", "group_id"),
    }
