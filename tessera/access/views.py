"""The rules for those who keep them: the table, each rule with its example persons, proposals and their reviews."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext as _, gettext_lazy as lazy
from django.views.decorators.http import require_POST

from tessera.accounts import drafts
from tessera.accounts.rules import Permission, may
from tessera.directory.access import in_directory
from tessera.directory.models import ROOM
from tessera.vault.queries import colleague_name
from tessera.vault.requests import VaultRequest

from . import actions, editions, reading
from .csv_tables import changes_to, read_csv, write_csv
from .forms import FurtherForm, SituationForm
from .models import Edition, Proposal
from .queries import proposed_rows, services_for
from .row_forms import EXPECTED_WORDS, LABELS, TABLE_WORDS, RuleForm, TableForm, example_forms, example_rows
from .rule_set import TEXTS, RuleSet
from .saying import say_error
from .tables import COLUMNS, CellError, TablesWrong
from .telling import NEED_WORDS, place_name, say, tell_answer, tell_rule

READ, WRITE = Permission.READ_RECORDS, Permission.WRITE_RECORDS
UNDOES = lazy(
    "What it would change was changed by another edition meanwhile, and it would undo that. Nothing was published:"
    " withdraw it, and propose it again on what counts now."
)
NOT_AS_PUBLISHED = lazy(
    "The rules that count now are not those that were published last: something ended in between, or somebody changed it on"
    " the server's disk. Nothing was published, and nothing is until the right ones are back from a backup: this proposal"
    " waits."
)


@in_directory(READ, line="help.asked")
def member_help(request: VaultRequest) -> HttpResponse:
    """The same four questions as for everybody, answered also with services that only members know."""
    _number, rules = editions.current()
    language = get_language() or "en"
    sent = request.POST or None
    form = SituationForm(sent, rules=rules, language=language)
    if not (sent and form.is_valid()):
        return render(request, "access/member_help.html", {"form": form})
    facts = form.facts(sent, rules)
    answers = rules.answer(facts)
    shown = {
        "form": form,
        "facts": facts,
        "place": place_name(facts.place, rules, language),
        "need": NEED_WORDS[facts.need],
        "answers": [tell_answer(one, rules, language, facts) for one in answers],
        "further": FurtherForm(facts, answers, rules, language),
        "services": services_for(ROOM, facts, answers),
    }
    return render(request, "access/member_help.html", shown)


@in_directory(READ, line="rules.listed")
def rules(request: VaultRequest) -> HttpResponse:
    """Those that count now; none of them while they are not the ones that were published."""
    are_as_published = editions.are_as_published()
    number, found = editions.current() if are_as_published else (0, RuleSet({}))
    language = get_language() or "en"
    told = [(tell_rule(rule, language), rule) for rule in found.rules.values()]
    shown = {
        "number": number,
        "are_as_published": are_as_published,
        "rules": sorted(told, key=lambda one: (one[1].where.everywhere, one[1].code)),
        "proposals": Proposal.objects.still_open(),
        "tables": TABLE_WORDS.items(),
    }
    return render(request, "access/rules.html", shown | _rights(request))


@in_directory(READ, line="rule.shown")
def rule(request: VaultRequest, code: str) -> HttpResponse:
    number, found = editions.current()
    if code not in found.rules:
        raise Http404
    language = get_language() or "en"
    shown = {
        "rule": tell_rule(found.rules[code], language),
        "row": editions.rows_of(editions.current_tables(), "rules", code)[0],
        "columns": [(LABELS[column], column) for column in COLUMNS["rules"]],
        "examples": _examples(found, code, language),
        "editions": [
            one for one in Edition.objects.order_by("-number") if code in one.changed.get("rules", [])
        ],
        "number": number,
    }
    return render(request, "access/rule.html", shown | _rights(request))


@in_directory(WRITE, line="form.shown", keep_draft=True)
def propose_rule(request: VaultRequest, code: str = "") -> HttpResponse:
    """A rule as it should be, with its example persons; kept as a proposal that two others read."""
    tables = editions.current_tables()
    row = next(iter(editions.rows_of(tables, "rules", code)), None)
    if code and row is None:
        raise Http404
    before = editions.rows_of(tables, "examples", code) if code else []
    taken = {one["code"] for one in tables["rules"]}
    kept = drafts.reopen(request)
    sent = request.POST or kept or QueryDict()
    form = RuleForm(sent or None, row=row, taken=taken, languages=_languages(request, sent))
    people = example_forms(sent or None, before)
    if request.method == "POST" and form.is_valid() and people.is_valid():
        changed = form.changed_row()
        name = changed["code"]
        changes = {"rules": {name: [changed]}, "examples": {name: example_rows(people, name, before)}}
        try:
            made = actions.propose(
                title=changed["title:en"][:200],
                changes=changes,
                why=sent.get("why", "")[:2000],
                by=request.member,
            )
        except TablesWrong as wrong:
            form.blame(wrong.errors)
        except actions.SaysTheSame:
            form.add_error(None, _("It says the same as the table that counts now."))
        else:
            drafts.discard(request)
            messages.success(request, _("Proposed. It counts once two others have read it."))
            return redirect("proposal", vault=request.vault.pk, uid=made.uid)
    shown = {"form": form, "people": people, "code": code, "why": sent.get("why", ""), "kept": kept}
    return render(request, "access/rule_form.html", shown)


@in_directory(READ, line="proposal.shown")
def proposal(request: VaultRequest, uid: UUID) -> HttpResponse:
    """What would change, cell by cell, and whether the examples still hold."""
    found = get_object_or_404(Proposal, pk=uid)
    tables = editions.current_tables()
    errors: list[str] = []
    if found.is_open:
        if not editions.are_as_published():
            errors = [str(NOT_AS_PUBLISHED)]
        if editions.undoes(found.changes, tables, since=found.edition):
            errors.append(str(UNDOES))
        try:
            editions.checked(editions.with_changes(tables, found.changes))
        except TablesWrong as wrong:
            errors += [_cell(one) for one in wrong.errors]
    standing = reading.standing(found, reading.inside())
    shown = {
        "proposal": found,
        "by": colleague_name(found.by),
        "rows": proposed_rows(tables, found),
        "errors": errors,
        "reviewers": [colleague_name(one.by) for one in standing.reviews],
        "is_mine": found.by == request.member.id,
        "standing": standing,
        "may_review": may(request.member, Permission.PUBLISH),
    }
    return render(request, "access/proposal.html", shown | _rights(request))


@in_directory(Permission.PUBLISH, line="proposal.shown")
@require_POST
def review_proposal(request: VaultRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(Proposal, pk=uid)
    try:
        edition = actions.review(proposal=found, by=request.member)
        messages.success(request, _("Published: everybody sees it now.") if edition else _written_down(found))
    except TablesWrong:
        messages.error(
            request, _("It no longer fits what was published meanwhile. Nothing was published: see below.")
        )
    except actions.ChangedMeanwhile:
        messages.error(request, UNDOES)
    except actions.NotAsPublished:
        messages.error(request, NOT_AS_PUBLISHED)
    except (actions.NotOpen, actions.OwnProposal):
        messages.error(
            request, _("It was published or withdrawn meanwhile, or it is your own. Nothing was published.")
        )
    return redirect("proposal", vault=request.vault.pk, uid=uid)


@in_directory(WRITE, line="proposal.shown")
@require_POST
def withdraw_proposal(request: VaultRequest, uid: UUID) -> HttpResponse:
    try:
        actions.withdraw(proposal=get_object_or_404(Proposal, pk=uid), by=request.member)
        messages.success(request, _("Withdrawn. The rules stay as they are."))
    except actions.NotOpen:
        messages.error(request, _("It was published or withdrawn meanwhile."))
    return redirect("rules", vault=request.vault.pk)


@in_directory(WRITE, line="form.shown")
def upload_rule_table(request: VaultRequest) -> HttpResponse:
    """A table out of a spreadsheet program, as a proposal; every cell that is wrong is named, and nothing is kept then."""
    form = TableForm(request.POST or None, request.FILES or None)
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        table = form.cleaned_data["table"]
        try:
            rows = read_csv(table, form.cleaned_data["file"].content())
            changes = changes_to(editions.current_tables(), table, rows)
            title = _("Table %(table)s") % {"table": table}
            made = actions.propose(title=title, changes=changes, why="", by=request.member)
        except TablesWrong as wrong:
            errors = [_cell(one) for one in wrong.errors]
        except actions.SaysTheSame:
            errors = [_("It says the same as the table that counts now.")]
        else:
            messages.success(request, _("Proposed. It counts once two others have read it."))
            return redirect("proposal", vault=request.vault.pk, uid=made.uid)
    return render(request, "access/upload.html", {"form": form, "errors": errors})


@in_directory(READ, line="rules.exported")
def rule_table(_request: VaultRequest, table: str) -> HttpResponse:
    """A table as it counts now, for a spreadsheet program."""
    if table not in COLUMNS:
        raise Http404
    content = write_csv(table, editions.current_tables()[table])
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{table}.csv"'
    return answer


def _written_down(proposal: Proposal) -> str:
    """What is still missing after somebody read it."""
    if reading.standing(proposal, reading.inside()).missing:
        return _("Written down. One more has to read it.")
    return _("Written down. Somebody of another organisation than its author's has to read it too.")


def _cell(error: CellError) -> str:
    """Which cell, and what is wrong with it."""
    where = _("%(table)s, row %(row)s, column %(column)s") % {
        "table": TABLE_WORDS[error.table],
        "row": error.row,
        "column": error.column or "–",
    }
    return f"{where}: {say_error(error)}"


def _examples(found: RuleSet, code: str, language: str) -> list[dict[str, Any]]:
    """The example persons of a rule, with what it answers them today."""
    return [
        {
            "person": say(example.person, language),
            "place": place_name(example.facts.place, found, language),
            "on": example.facts.on,
            "expected": EXPECTED_WORDS[example.expected],
            "holds": found.answer_of(code, example.facts) == example.expected,
        }
        for example in found.examples
        if example.rule == code
    ]


def _languages(request: VaultRequest, sent: QueryDict) -> list[tuple[str, str]]:
    """English, the language the reader reads in or asked for, and those in which something was written already."""
    known = dict(settings.PUBLIC_LANGUAGES)
    asked = request.GET.get("language", get_language() or "en")
    written = [code for code in known if any(sent.get(f"{text}:{code}") for text in TEXTS)]
    return [(code, known[code]) for code in dict.fromkeys(["en", asked, *written]) if code in known]


def _rights(request: VaultRequest) -> dict[str, bool]:
    return {"may_write": may(request.member, WRITE)}
