"""Rules of this code that no linter knows: foreign text, clocks and chance, swallowed errors."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "csr_desk"
TREES = {
    str(path.relative_to(PACKAGE)): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(PACKAGE.rglob("*.py"))
}
Found = Iterator[tuple[int, str]]
Rule = Callable[[str, ast.Module], Found]

ALLOWED: dict[tuple[str, str], str] = {
    ("screens/help.py", "Static(self._page)"): "`page` makes it as Content",
}
"""Places that break a rule for a reason; one that breaks none any more fails the test below."""

MARKUP_TAKERS = {"Static", "Label", "Button", "Option", "OptionList"}
MARKUP_ATTRIBUTES = {"border_title", "border_subtitle", "tooltip"}
CLOCKS_AND_CHANCE = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns",
    "time.monotonic", "time.monotonic_ns", "uuid.uuid1", "uuid.uuid4", "uuid4", "os.urandom",
    "random.random", "random.randint", "random.choice", "random.shuffle", "random.SystemRandom",
    "secrets.token_hex", "secrets.token_bytes", "secrets.choice",
}  # fmt: skip
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b")


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def returned_by(trees: Iterable[ast.AST]) -> dict[str, set[str]]:
    """Return what functions are annotated to return, by their names."""
    kinds: dict[str, set[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.returns is not None:
                kinds.setdefault(node.name, set()).add(ast.unparse(node.returns).strip("'\""))
    return kinds


EVERYWHERE = returned_by(TREES.values())


def is_safe(value: ast.expr, here: dict[str, set[str]]) -> bool:
    """Tell whether an expression is words of our own or Content, which is never markup.

    `here` says what the functions of the same module return.
    """
    match value:
        case ast.Constant():
            return True
        case ast.Starred(value=inner) | ast.GeneratorExp(elt=inner) | ast.ListComp(elt=inner):
            return is_safe(inner, here)
        case ast.BinOp(left, ast.Add(), right):
            return is_safe(left, here) and is_safe(right, here)
        case ast.Call(func=function):
            if ast.unparse(function).split(".")[0] == "Content":
                return True
            if ast.unparse(function) == "text.plain":
                return True
            name = name_of(function)
            return here.get(name, EVERYWHERE.get(name)) == {"Content"}
    return False


def without_markup(call: ast.Call) -> bool:
    return any(
        word.arg == "markup" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in call.keywords
    )


def markup(path: str, tree: ast.Module) -> Found:
    """What Textual would read as markup is our own words, or Content (reliability.md 2.2)."""
    here = returned_by([tree])
    for call in calls(tree):
        if name_of(call.func) in MARKUP_TAKERS and not without_markup(call):
            given = call.args + [word.value for word in call.keywords if word.arg == "content"]
            for value in given[:1]:
                if not is_safe(value, here):
                    yield call.lineno, f"{name_of(call.func)}({ast.unparse(value)})"
        # Host.notify cleans every toast; nothing else may reach Textual's own.
        if ast.unparse(call.func) == "super().notify" and not without_markup(call):
            yield call.lineno, "super().notify"
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if (
                    isinstance(target, ast.Attribute)
                    and target.attr in MARKUP_ATTRIBUTES
                    and not is_safe(node.value, here)
                ):
                    yield node.lineno, ast.unparse(node)


def clocks_and_chance(path: str, tree: ast.Module) -> Found:
    """Clock and chance are handed in: only __main__ knows the real ones."""
    if path == "__main__.py":
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            words = ast.unparse(node)
            if words in CLOCKS_AND_CHANCE:
                yield node.lineno, words


def swallowed_errors(path: str, tree: ast.Module) -> Found:
    """No handler takes every error and says nothing."""
    everything = {"", "Exception", "BaseException"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            kind = name_of(node.type) if node.type is not None else ""
            if kind in everything and all(isinstance(one, ast.Pass) for one in node.body):
                yield node.lineno, f"except {kind}: pass"
    for call in calls(tree):
        if name_of(call.func) == "suppress" and any(
            name_of(one) in everything for one in call.args
        ):
            yield call.lineno, ast.unparse(call)


def bare_database(path: str, tree: ast.Module) -> Found:
    """Actions, screens and verbs reach the database through the store's own methods.

    Reports may: they stream whole tables.
    """
    if path.split("/")[0] in {"actions", "screens", "widgets", "cli", "commands"}:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "db":
                yield node.lineno, ast.unparse(node)


def unfinished(path: str, tree: ast.Module) -> Found:
    """Nothing is left for later without an issue."""
    lines = (PACKAGE / path).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        if found := UNFINISHED.search(line):
            yield number, found[0]


RULES: tuple[Rule, ...] = (markup, clocks_and_chance, swallowed_errors, bare_database, unfinished)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_code_keeps_the_rule(rule: Rule) -> None:
    broken = [
        f"{path}:{line}: {what}"
        for path, tree in TREES.items()
        for line, what in rule(path, tree)
        if (path, what) not in ALLOWED
    ]
    assert broken == []


def test_every_allowed_place_is_there_still() -> None:
    found = {
        (path, what)
        for rule in RULES
        for path, tree in TREES.items()
        for _, what in rule(path, tree)
    }
    assert set(ALLOWED) - found == set()


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("Static(f'{name}')", markup),
        ("Label(name)", markup),
        ("box.border_title = name", markup),
        ("super().notify(message)", markup),
        ("at = datetime.now()", clocks_and_chance),
        ("new = uuid.uuid4", clocks_and_chance),
        ("try:\n    go()\nexcept Exception:\n    pass", swallowed_errors),
        ("with suppress(Exception):\n    go()", swallowed_errors),
    ],
)
def test_a_rule_finds_what_breaks_it(source: str, rule: Rule) -> None:
    assert list(rule("actions/new.py", ast.parse(source)))
