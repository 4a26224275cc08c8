"""What all verbs share: help, usage, errors, doctor, keys, times, tables."""

import argparse
import io
import json
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from csr_desk import errors
from csr_desk.cli import bench, key_bytes, main, parser, when
from csr_desk.cli.output import Output
from csr_desk.cli.progress import Bar
from csr_desk.domain.instants import to_instant
from tests.cli.line import Line

NOW = to_instant(datetime(2026, 11, 23, 12, tzinfo=UTC))
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("verb", [one for one in parser.VERBS if one != "bench"])
def test_each_verb_has_its_help_of_a_sentence_options_and_an_example(line: Line, verb: str) -> None:
    said = line.ok(verb, "--help")
    assert parser.VERBS[verb].summary in said.out
    assert f"example:\n  csr-desk {parser.VERBS[verb].example}" in said.out
    assert "--json" in said.out


@pytest.mark.parametrize("verb", [one for one in parser.VERBS if one not in ("bench", "restore")])
def test_each_example_is_understood(verb: str) -> None:
    import shlex
    from importlib import import_module

    words = shlex.split(parser.VERBS[verb].example)
    options = parser.split(words)
    of_verb = parser.of_verb(verb)
    import_module(f"csr_desk.cli.{parser.VERBS[verb].module}").arguments(verb, of_verb)
    assert isinstance(of_verb.parse_intermixed_args(options.rest, options), argparse.Namespace)


def test_the_list_of_verbs(line: Line) -> None:
    said = line.ok("--help")
    assert all(f"  {verb} " in said.out for verb in parser.VERBS)


def test_an_unknown_verb_is_usage_and_names_the_verbs(line: Line) -> None:
    said = line("qeue")
    assert (said.code, said.out) == (2, "")
    assert 'Did you mean "queue"?' in said.err
    for later in ("escalate", "transfer", "pop"):
        assert line(later).code == 2


@pytest.mark.parametrize(
    ("arguments", "code", "name"),
    [
        (("nix",), 2, "usage"),
        (("queue", "--nix"), 2, "usage"),
        (("log", "--limit", "many"), 2, "usage"),
        (("show", "77"), 1, "refused"),
        ((), 2, "usage"),
    ],
)
def test_errors_in_json_are_one_document(
    line: Line, arguments: tuple[str, ...], code: int, name: str
) -> None:
    said = line(*arguments, "--json")
    assert (said.code, said.err) == (code, "")
    assert set(said.document["error"]) == {"code", "message", "hint"}
    assert said.document["error"]["code"] == name


def test_wrong_settings_are_78_with_file_and_line(line: Line) -> None:
    line.config.write_text('[desk]\nzoen = "UTC"\n', encoding="utf-8")
    for verb in (("log",), ("queue", "--json"), ("keys",)):
        said = line(*verb)
        assert said.code == 78
        assert "config.toml:2" in said.out + said.err
    checked = line("doctor", "--json")
    assert checked.code == 1
    wrong = [one for one in checked.document["checks"] if not one["ok"]]
    assert [one["name"] for one in wrong] == ["settings"]
    assert "config.toml:2" in wrong[0]["detail"]


def test_doctor_makes_nothing_and_says_what_to_run(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csr_desk.cli.findings.KEYRING_WAIT_S", 0.001)
    said = line.ok("doctor")
    assert "csr-desk demo" in said.out
    assert "keyring" in said.out
    assert not line.data.exists()
    line.ticket()
    found = {one["name"]: one for one in line.json("doctor")["checks"]}
    assert {"program", "engine", "store", "backups", "disk", "terminal"} <= set(found)
    assert "1 ticket," in found["store"]["detail"]
    (line.data / "desk.db").chmod(0o644)
    assert "desk.db is 0644" in line("doctor").out


def test_keys_with_the_agents_own_change(line: Line) -> None:
    rows = {row["id"]: row for row in line.json("keys")}
    assert rows["message.send"]["keys"] == ["f10", "ctrl+s"]
    line.config.write_text('[keys]\n"queue.play" = "J"\n', encoding="utf-8")
    rows = {row["id"]: row for row in line.json("keys")}
    assert rows["queue.play"]["keys"] == ["J"]
    assert "queue.play" in line.ok("keys").out


def test_keys_press_needs_a_keyboard(line: Line) -> None:
    said = line("keys", "--press", stdin="")
    assert said.code == 1
    assert "in a terminal" in said.err


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"j", "j"),
        ("é".encode(), "é"),
        (b"\r", "enter"),
        (b"\x13", "ctrl+s"),
        (b"\x07", "ctrl+g"),
        (b"\x1b", "escape"),
        (b"\x7f", "backspace"),
        (b" ", "space"),
        (b"\x1bOP", "f1"),
        (b"\x1b[[A", "f1"),
        (b"\x1b[11~", "f1"),
        (b"\x1b[15~", "f5"),
        (b"\x1b[24~", "f12"),
        (b"\x1b[15;2~", "shift+f5"),
        (b"\x1b[A", "up"),
        (b"\x1b[1;5C", "ctrl+right"),
        (b"\x1b[3~", "delete"),
        (b"\x1b[Z", "shift+tab"),
        (b"\x1bx", "alt+x"),
        (b"\x1bO", "alt+O"),
        (b"\x1b[99~", "unknown [99~"),
    ],
)
def test_the_names_of_keys(raw: bytes, name: str) -> None:
    assert key_bytes.name_of(raw) == name


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("2h", "2026-11-23 15:00:00"),
        ("tomorrow", "2026-11-24 09:00:00"),
        ("2026-12-01", "2026-12-01 09:00:00"),
        ("2026-12-01T10:30", "2026-12-01 10:30:00"),
        ("2026-12-01T10:30Z", "2026-12-01 11:30:00"),
        ("now", "2026-11-23 13:00:00"),
    ],
)
def test_times_to_come(typed: str, shown: str) -> None:
    assert when.moment(when.due(typed, NOW, BERLIN), BERLIN) == shown


@pytest.mark.parametrize("typed", ["", "999999w", "99999999h", "2026-02-30", "10:30 tomorrow"])
def test_no_times_to_come(typed: str) -> None:
    with pytest.raises(errors.Usage):
        when.due(typed, NOW, BERLIN)


def test_a_day_of_a_clock_change_is_taken_whole() -> None:
    begin = when.begin("2026-10-25", NOW, BERLIN)
    assert when.end("2026-10-25", NOW, BERLIN) - begin == 25 * 3600 * 1000


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (61, "1:01"), (3661, "1:01:01")])
def test_durations(seconds: int, shown: str) -> None:
    assert when.duration(seconds) == shown


class Stream(io.TextIOWrapper):
    def __init__(self, encoding: str, *, tty: bool = False) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, write_through=True)
        self.tty = tty

    def isatty(self) -> bool:
        return self.tty

    @property
    def written(self) -> bytes:
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_stdout_that_is_not_utf8(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    stream = Stream(encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    out = Output({}, as_json=True)
    out.document({"name": "山田 é"})
    out.say("山田")
    document, _, text = stream.written.decode(encoding).partition("}\n")
    assert json.loads(document + "}") == {"name": "山田 é"}
    assert text == "??\n"


@pytest.mark.parametrize(
    ("variables", "tty", "bold"),
    [
        ({"TERM": "xterm"}, True, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, True, False),
        ({"TERM": "dumb"}, True, False),
        ({"TERM": "xterm"}, False, False),
    ],
)
def test_styles_only_where_they_are_wanted(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], tty: bool, bold: bool
) -> None:
    stream = Stream("utf-8", tty=tty)
    monkeypatch.setattr(sys, "stdout", stream)
    Output(variables).say("Head", heading=True)
    assert (b"\x1b[1m" in stream.written) is bold


def test_a_progress_bar_shows_on_a_terminal_only() -> None:
    on, off = Stream("utf-8", tty=True), Stream("utf-8")
    for stream in (on, off):
        bar = Bar(stream)
        bar.show("people\x1b.csv", 5, 10, "5 rows")
        bar.clear()
    assert b" 50% 5 rows" in on.written
    assert b"\x1b.csv" not in on.written
    assert off.written == b""


def test_bench_without_a_source_tree_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr("csr_desk.__file__", f"{tmp_path}/site/csr_desk/__init__.py")
    with pytest.raises(errors.Refused, match="source tree"):
        bench.run([])


@pytest.mark.parametrize(
    ("raised", "code"), [(KeyboardInterrupt, 130), (BrokenPipeError, 0), (OSError(28, "full"), 1)]
)
def test_whatever_happens_there_is_no_traceback(
    line: Line, monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: int
) -> None:
    def fail(*_: object) -> int:
        raise raised

    monkeypatch.setattr(main, "_run", fail)
    monkeypatch.setattr(main, "_forget_stdout", lambda: None)
    said = line("log")
    assert said.code == code
    assert "Traceback" not in said.err
