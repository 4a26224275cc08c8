"""The choices of a nested field, in each of the shapes that accounts have been seen with."""

from typing import Any

from tests.fakes.common.wire import Json

REGIONS: Json = {"Europe": {"Germany": ["Köln", "Berlin"], "Norway": []}, "Asia": {"Japan": []}}
NESTED = [
    {"id": 81000000731, "name": "cf_region_2", "label": "Country", "level": 2},
    {"id": 81000000732, "name": "cf_region_3", "label": "City", "level": 3},
]


def nested_choices(shape: str) -> Any:
    """Return the regions as `maps`, as `lists` of one-key maps, or as `objects`."""
    if shape == "maps":
        return REGIONS
    if shape == "lists":
        return [
            {area: [{land: [{city: []} for city in cities]} for land, cities in lands.items()]}
            for area, lands in REGIONS.items()
        ]
    return _objects(REGIONS, None)


def _objects(level: Any, parent: int | None) -> list[Json]:
    found = []
    for place, value in enumerate(level, start=1):
        own = (parent or 0) * 10 + place
        below = _objects(level[value], own) if isinstance(level, dict) else []
        found.append(
            {"id": own, "position": place, "value": value, "parent_choice_id": parent,
             "choices": below}
        )  # fmt: skip
    return found
