"""The sample's sentences, read from the TOML files beside this module once a process."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of request: what customers write about it and what the desk answers."""

    name: str
    reason: str
    team: str
    tags: Lines
    subjects: Lines
    problems: Lines
    asks: Lines
    answers: Lines


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """The sentences of one language; `moods` is empty where only plain messages exist."""

    language: str
    greetings: Lines
    closings: Lines
    thanks: Lines
    chasing: Lines
    agent_greetings: Lines
    agent_closings: Lines
    interim: Lines
    moods: tuple[tuple[str, Lines], ...]
    topics: tuple[Topic, ...]

    def topic(self, name: str) -> Topic:
        """Return a topic by name, or the first one where the language has no words for it."""
        return next((one for one in self.topics if one.name == name), self.topics[0])


@cache
def table(name: str) -> dict[str, Any]:
    """Return one text file as a dictionary."""
    path = resources.files("csr_desk.demo") / "texts" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def lines(name: str, key: str) -> Lines:
    """Return one list of strings of a text file."""
    return tuple(table(name)[key])


def _topic(kind: dict[str, Any], words: dict[str, Any]) -> Topic:
    texts = (tuple(words[key]) for key in ("subjects", "problems", "asks", "answers"))
    return Topic(kind["name"], kind["reason"], kind["team"], tuple(kind["tags"]), *texts)


@cache
def phrasebook(language: str) -> Phrasebook:
    """Return the sentences of a language; KeyError or FileNotFoundError for an unknown one."""
    english = table("english")
    words = english if language == "en" else table(f"languages/{language}")
    topics = tuple(
        _topic(kind, kind if language == "en" else words[kind["name"]])
        for kind in english["topic"]
        if language == "en" or kind["name"] in words
    )
    moods = ("plain", "angry", "grateful", "worried") if language == "en" else ()
    interim = "agent_interim" if language == "en" else "interim"
    return Phrasebook(
        language,
        greetings=tuple(words["greetings"]),
        closings=tuple(words["closings"]),
        thanks=tuple(words["thanks"]),
        chasing=tuple(words["chasing"]),
        agent_greetings=tuple(words["agent_greetings"]),
        agent_closings=tuple(words["agent_closings"]),
        interim=tuple(words[interim]),
        moods=tuple((mood, tuple(words[mood])) for mood in moods),
        topics=topics,
    )
