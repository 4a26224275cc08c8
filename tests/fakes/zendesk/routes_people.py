"""Users: me, show, search, create, update, merge, identities."""

from tests.fakes.zendesk import records
from tests.fakes.zendesk.core import Core
from tests.fakes.zendesk.merging import merge_users
from tests.fakes.zendesk.oauth import token_record
from tests.fakes.zendesk.paging import page
from tests.fakes.zendesk.routing import Call, route
from tests.fakes.zendesk.wire import (
    Answer,
    Json,
    answer,
    bad_request,
    forbidden,
    invalid_field,
    too_many_values,
)

USER_KEYS = {
    "name", "email", "phone", "role", "external_id", "organization_id", "organization", "notes",
    "details", "tags", "alias", "locale", "locale_id", "time_zone", "verified", "suspended",
    "skip_verify_email", "identities", "user_fields", "default_group_id", "signature",
    "custom_role_id", "remote_photo_url", "shared_phone_number",
}  # fmt: skip
_NOT_STORED = {"skip_verify_email", "identities", "organization", "remote_photo_url", "email"}


@route("GET", "users/me")
def show_me(call: Call) -> Answer:
    """Answer 200 also without a sign-in (trap 7)."""
    return answer({"user": {**call.me, "authenticity_token": "SCRUBBED"}})


@route("GET", "oauth/tokens/current")
def show_token(call: Call) -> Answer:
    return answer({"token": token_record(call.core.oauth.current(call.request))})


@route("DELETE", "oauth/tokens/current")
def revoke_token(call: Call) -> Answer:
    call.core.oauth.kill(call.core.oauth.current(call.request))
    return answer(None, 204)


@route("GET", "users")
def list_users(call: Call) -> Answer:
    request, rows = call.request, call.core.state.rows("users")
    roles = request.query.get("role[]") or request.query.get("role")
    if roles:
        rows = [row for row in rows if row["role"] in roles]
    external = request.first("external_id")
    if external:
        rows = [row for row in rows if row["external_id"] == external]
    return _listed(call, rows)


def _listed(call: Call, rows: list[Json]) -> Answer:
    part, beside = page(call.core, call.request, [row for row in rows if row["active"]])
    return answer({"users": part, **beside})


@route("GET", "users/show_many")
def show_many(call: Call) -> Answer:
    ids, external = call.request.ids(), call.request.first("external_ids").split(",")
    if len(ids) > 100:
        raise too_many_values("ids")
    rows = [
        row
        for row in call.core.state.rows("users")
        if row["id"] in ids or (row["external_id"] or "\0") in external
    ]
    more = {"next_page": None, "previous_page": None, "count": len(rows)}
    return answer({"users": rows, **more})


@route("GET", "users/search")
def search_users(call: Call) -> Answer:
    request, rows = call.request, call.core.state.rows("users")
    if "page[size]" in request.query:
        raise bad_request("InvalidPaginationParameter", "page[size] is not supported here")
    external, words = request.first("external_id"), request.first("query").lower()
    if external:
        rows = [row for row in rows if row["external_id"] == external]
    else:
        words = words.removeprefix("email:").removeprefix("phone:").strip('"')
        rows = [row for row in rows if _mentions(call.core, row, words)]
    return _listed(call, rows)


@route("GET", "users/autocomplete")
def autocomplete(call: Call) -> Answer:
    words = call.request.first("name").lower()
    if len(words) < 2:
        raise bad_request("InvalidValue", "name must have at least two characters")
    rows = [row for row in call.core.state.rows("users") if _mentions(call.core, row, words)]
    return _listed(call, rows)


def _mentions(core: Core, row: Json, words: str) -> bool:
    values = [row["name"], row["email"], row["phone"], row["external_id"]]
    others = [one["value"] for one in core.state.rows("identities") if one["user_id"] == row["id"]]
    return any(words in str(value).lower() for value in values + others if value)


@route("GET", "users/{id}")
def show_user(call: Call) -> Answer:
    return answer({"user": call.core.state.row("users", call.id)})


@route("POST", "users")
def create_user(call: Call) -> Answer:
    given = _given(call)
    if given is None:
        return answer({})
    return answer({"user": _made(call.core, given)}, 201)


@route("POST", "users/create_or_update")
def create_or_update(call: Call) -> Answer:
    core, given = call.core, _given(call)
    if not core.options.allows_user_changes:
        raise forbidden()
    if given is None:
        return answer({})
    email, external = str(given.get("email") or "").lower(), given.get("external_id")
    for row in core.state.rows("users"):
        if (email and owner_of(core, email) == row["id"]) or (
            external and row["external_id"] == external
        ):
            return answer({"user": _changed(core, row["id"], given)})
    return answer({"user": _made(core, given)}, 201)


@route("PUT", "users/{id}")
def update_user(call: Call) -> Answer:
    row, given = call.core.state.row("users", call.id), _given(call)
    if given is None:
        return answer({"user": row})
    return answer({"user": _changed(call.core, call.id, given)})


@route("DELETE", "users/{id}")
def delete_user(call: Call) -> Answer:
    gone = call.core.state.change("users", call.id, active=False, updated_at=call.core.stamp())
    return answer({"user": gone})


@route("PUT", "users/{id}/merge")
def merge_user(call: Call) -> Answer:
    given = call.wrapped("user") or {}
    winner = int(given.get("id") or 0)
    if not winner:
        email = str(given.get("email") or "").lower()
        winner = owner_of(call.core, email) or 0
    return answer({"user": merge_users(call.core, call.id, winner)})


def _given(call: Call) -> Json | None:
    given = call.wrapped("user")
    for key in given or {}:
        if key not in USER_KEYS:
            call.core.unpermitted.append(f"user.{key}")
    return given


def owner_of(core: Core, email: str) -> int | None:
    """Return the id of the user who has an address, primary or not."""
    found = (
        one["user_id"]
        for one in core.state.rows("identities")
        if one["type"] == "email" and one["value"].lower() == email
    )
    return next(found, None)


def _made(core: Core, given: Json) -> Json:
    email = str(given.get("email") or "").lower() or None
    if not given.get("name"):
        raise invalid_field("name", "Name: is too short (minimum one character)")
    if email and owner_of(core, email) is not None:
        raise invalid_field("email", f"Email: {email} is already being used by another user")
    kept = {key: value for key, value in given.items() if key in USER_KEYS - _NOT_STORED}
    name, role = str(kept.pop("name")), str(kept.pop("role", "end-user"))
    made = records.user(core, name, email, role, **kept)
    core.state.put("users", made["id"], made)
    if email:
        row = records.identity(core, made["id"], "email", email, primary=True)
        core.state.put("identities", row["id"], row)
    return made


def _changed(core: Core, user_id: int, given: Json) -> Json:
    """Change a user; a new e-mail only becomes a secondary address."""
    kept = {key: value for key, value in given.items() if key in USER_KEYS - _NOT_STORED}
    email = str(given.get("email") or "").lower()
    if email and owner_of(core, email) not in (None, user_id):
        raise invalid_field("email", f"Email: {email} is already being used by another user")
    if email and owner_of(core, email) is None:
        row = records.identity(core, user_id, "email", email, primary=False)
        core.state.put("identities", row["id"], row)
        if core.state.row("users", user_id)["email"] is None:
            kept["email"] = email
    return core.state.change("users", user_id, **kept, updated_at=core.stamp())
