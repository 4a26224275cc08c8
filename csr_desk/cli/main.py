"""Carries a verb out: parses, runs, and turns every failure into one sentence and an exit code."""

import os
import sys
from contextlib import suppress
from importlib import import_module

from csr_desk import errors
from csr_desk.cli import parser
from csr_desk.cli.context import Context
from csr_desk.cli.environment import Environment
from csr_desk.cli.output import Output
from csr_desk.cli.piped import is_text

_TAKES_FILES = ("import", "backup", "restore", "report")
"""Verbs whose arguments may be names of files, which are bytes and need not be text."""

INTERRUPTED = 130
"""What a shell gives for a program that Ctrl+C ended (128 + SIGINT)."""


def main(arguments: list[str], environment: Environment) -> int:
    """Carry out the verb of a command line and return the exit code of cli.md; never raises."""
    out = Output(environment.variables, as_json="--json" in arguments)
    try:
        code = _run(arguments, environment, out)
        sys.stdout.flush()
    except errors.DeskError as error:
        code = _told(out, error)
    except SystemExit as ended:  # argparse has printed its help; a signal ended `keys --press`
        code = int(ended.code or 0)
    except BrokenPipeError:
        _forget_stdout()
        code = 0
    except KeyboardInterrupt:
        out.note("Stopped. What was done before stays.")
        code = INTERRUPTED
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        hint = "Free some space, or check the file's rights, and try again."
        code = _told(out, errors.DeskError(f"{place}{error.strerror or error}", hint))
    return code


def _run(arguments: list[str], environment: Environment, out: Output) -> int:
    options = parser.split(arguments)
    if options.verb == "bench":
        from csr_desk.cli import bench

        return bench.run(options.rest)
    if options.verb not in _TAKES_FILES and not all(map(is_text, options.rest)):
        raise errors.Usage("an argument is not UTF-8", "Type it as UTF-8.")
    module = import_module(f"csr_desk.cli.{parser.VERBS[options.verb].module}")
    verb_parser = parser.of_verb(options.verb)
    module.arguments(options.verb, verb_parser)
    verb_parser.parse_intermixed_args(options.rest, options)
    out.as_json = options.json
    return int(module.run(Context(options.verb, options, out, environment)))


def _told(out: Output, error: errors.DeskError) -> int:
    try:
        out.error(error)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_stdout()
    except OSError:
        _forget_stdout()
        out.note(str(error))
    return error.exit_code


def _forget_stdout() -> None:
    """Let what is still in the buffer go nowhere, so that Python's exit does not complain."""
    with suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
