"""Actions are keyword-only, name who acts, and write their line; and nothing but actions writes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.rules.addresses import every_address
from tests.rules.project import PACKAGE, ROOT, parsed, place_of, sources

# Nobody acts in these yet: the function makes the member, or finds out who it is.
NOBODY_YET = {
    "tessera.accounts.actions.found_network": "the first member is made by it",
    "tessera.accounts.actions.accept_invitation": "the member is made by it",
    "tessera.accounts.actions.sign_in": "who it is turns out in it",
    "tessera.accounts.actions.finish_sign_in": "who it is turns out in it",
    "tessera.accounts.renewing.actions.offer_keys": "who it is turns out in it",
    "tessera.access.actions.publish_worked": "the software brings them, before anybody is there",
}
# These stand beside the actions that need them; they change nothing that belongs to anybody.
NO_ACTIONS = {
    "tessera.accounts.actions.invitation_proof": "computes",
    "tessera.exchange.actions.suggested": "reads",
}
# What writes besides actions, and why no line is missing.
BESIDE_ACTIONS = {
    "accounts/drafts.py": "what somebody was writing, sealed to themselves",
    "accounts/second_factor.py": "codes, for the actions that ask for one or switch them on and off",
    "accounts/throttle.py": "counts tries before anybody is known",
    "audit/heads.py": "where the chains of lines stand",
    "audit/lines.py": "the lines",
    "cli/languages.py": "catalogues, no rows",
    "vault/attachments.py": "ends files for the action or the unlock that says so",
    "vault/clock.py": "when a clock was believed",
    "vault/tombstones.py": "keyed hashes of what an action or the unlock deleted, and its deletion again, with the line",
    "vault/upkeep.py": "what is due at an unlock, with the line that says how much",
    "tracing/retention.py": "searches after their day",
    "exchange/leftovers.py": "imports that nobody went on with, with a line for each",
    "exchange/directory_lists/work.py": "entries of a list, whose beginning and end leave lines",
    "exchange/imports/work.py": "batches of an import, whose beginning and end leave lines",
    "vault/returning/lifting.py": "grants lifted and given back, for the actions that say so",
    "vault/leaving/bringing.py": "what a room forgets of where it was, and what did not become a room, for the action",
    "vault/leaving/closing.py": "wraps of a closed room, for the action that said so, or at the next start",
    "vault/leaving/taking.py": "how far the copy is that the action began",
    "vault/trust/shares.py": "shares: with each new key, and for the actions that take or delete them",
    "vault/rotation.py": "wraps: of who leaves for the action, and of a new key with the line that says so",
    "directory/describing.py": "places at which nothing is any more, for the action",
    "directory/posters.py": "posters, and of each its digest, for the actions that say so",
    "directory/writing.py": "entries and posters, for the actions and imports that hand them in",
    "envelopes/carrying.py": "how far an envelope has come on its way to another server, in nobody's name; newer cards",
    "envelopes/attached.py": "files of an envelope, in the transaction that takes it in",
    "envelopes/ending.py": "what came in envelopes, for the action or the unlock that says so",
    "envelopes/following.py": "newer keys of those who were compared, as the cards that are here say",
    "envelopes/inbox.py": "envelopes as they come, in no member's name; who opens one first leaves the line",
    "envelopes/keys.py": "the room's own keys: with each new key of the vault, and for the action that opens the letterbox",
    "envelopes/of_the_post.py": "what receipts and withdrawals of other rooms say",
    "envelopes/outbox.py": "how far an envelope has come that an action wrote",
    "envelopes/sending.py": "envelopes for the actions that write them",
    "records/consent/ending.py": "what was agreed about records that end, for the action or the unlock that ends them",
    "records/paper/sent.py": "papers about records that end, for the action or the unlock that ends them",
    "records/rights/ending.py": "requests about records that end, for the action or the unlock that ends them",
    "tracing/writing.py": "rows for the actions and imports that hand them in",
}
_WITHOUT_TABLES = frozenset("common sealing linkage".split())

WRITES = frozenset(
    "save save_base create bulk_create get_or_create update_or_create update bulk_update delete".split()
)


@dataclass(slots=True)
class Function:
    """A function of some actions module: where it is, what it takes, and the full names of what it calls."""

    name: str
    where: str
    takes: ast.arguments
    calls: set[str] = field(default_factory=set)

    @property
    def is_public(self) -> bool:
        return not self.name.rpartition(".")[2].startswith("_")


def functions_of(path: Path, module: str) -> Iterator[Function]:
    tree = parsed(path)
    known = dict(_imported(tree, module))
    local = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    known |= {name: f"{module}.{name}" for name in local}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            calls = {_full_name(one.func, known) for one in ast.walk(node) if isinstance(one, ast.Call)}
            yield Function(f"{module}.{node.name}", place_of(path, node), node.args, calls)


def _imported(tree: ast.Module, module: str) -> Iterator[tuple[str, str]]:
    """Name here -> full name there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            above = module.split(".")[: -node.level] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            for one in node.names:
                yield one.asname or one.name, f"{source}.{one.name}"


def _full_name(called: ast.expr, known: dict[str, str]) -> str:
    if isinstance(called, ast.Name):
        return known.get(called.id, called.id)
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        return f"{known.get(called.value.id, called.value.id)}.{called.attr}"
    return ""


def complaints_about_actions(functions: list[Function]) -> list[str]:
    writing = _that_write_a_line(functions)
    found = []
    for one in functions:
        if not one.is_public or one.name in NO_ACTIONS:
            continue
        names = {argument.arg for argument in one.takes.kwonlyargs}
        if one.takes.args or one.takes.posonlyargs:
            found.append(f"{one.where} {one.name} takes arguments by position: put * before the first.")
        if "by" not in names and one.name not in NOBODY_YET:
            found.append(f"{one.where} {one.name} does not say who acts: add by: Member.")
        if one.name not in writing:
            found.append(f"{one.where} {one.name} leaves no audit line: call write_line in its transaction.")
    return found


def _that_write_a_line(functions: list[Function]) -> set[str]:
    """Full names of the functions that write a line, or call one that does."""
    writing = {"tessera.audit.lines.write_line"}
    while True:
        more = {one.name for one in functions if one.calls & writing} - writing
        if not more:
            return writing
        writing |= more


def _all_functions() -> list[Function]:
    return [
        one
        for path in sources("actions.py")
        for one in functions_of(path, ".".join(path.relative_to(ROOT).with_suffix("").parts))
    ]


def test_actions_name_who_acts_and_leave_a_line() -> None:
    found = complaints_about_actions(_all_functions())
    assert not found, "\n" + "\n".join(found)


def test_the_exceptions_exist() -> None:
    gone = set(NOBODY_YET | NO_ACTIONS) - {one.name for one in _all_functions()}
    assert not gone, f"Take {sorted(gone)} out of the exceptions."


def writes_in(path: Path) -> list[str]:
    """Calls of the ORM's writing methods, and where they stand."""
    return [
        f"{place_of(path, node)} calls .{node.func.attr}(…): ask an action to do it, which writes the line."
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
    ]


def _modules_of_views() -> list[Path]:
    modules = {one.view.__module__ for one in every_address()}
    return sorted({*(ROOT / (name.replace(".", "/") + ".py") for name in modules), *sources("views.py")})


@pytest.mark.parametrize("path", _modules_of_views(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_views_write_nothing_themselves(path: Path) -> None:
    found = writes_in(path)
    assert not found, "\n" + "\n".join(found)


def test_nothing_else_writes() -> None:
    parts = {path: path.relative_to(PACKAGE) for path in sources() if path.name != "actions.py"}
    writing = {
        str(inside): writes_in(path)
        for path, inside in parts.items()
        if inside.parts[0] not in _WITHOUT_TABLES and writes_in(path)
    }
    unexplained = [one for name, found in writing.items() if name not in BESIDE_ACTIONS for one in found]
    assert not unexplained, "\n" + "\n".join(unexplained)
    assert not set(BESIDE_ACTIONS) - set(writing), "Take out of BESIDE_ACTIONS what writes nothing any more."


_BAD_ACTIONS = """
from tessera.audit.lines import write_line

def by_position(record, *, by): write_line(by=by)
def by_nobody(*, record): write_line(by=None)
def without_line(*, by): _save()
def through_a_helper(*, by): _write()
def _write(): write_line()
def _save(): pass
"""


def test_each_check_notices_what_it_is_for(tmp_path: Path) -> None:
    path = tmp_path / "actions.py"
    path.write_text(_BAD_ACTIONS)
    found = complaints_about_actions(list(functions_of(path, "tessera.bad.actions")))
    assert [one.split(" ", 2)[1:] for one in found] == [
        ["tessera.bad.actions.by_position", "takes arguments by position: put * before the first."],
        ["tessera.bad.actions.by_nobody", "does not say who acts: add by: Member."],
        ["tessera.bad.actions.without_line", "leaves no audit line: call write_line in its transaction."],
    ]


def test_a_view_that_writes_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "views.py"
    path.write_text("def view(request):\n    Person.objects.filter(pk=1).delete()\n")
    assert "views.py:2 calls .delete(…)" in writes_in(path)[0]
