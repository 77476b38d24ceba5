"""What is wrong with a cell of a rule table, in words. A code without a sentence here stops the build."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .tables import CellError

SENTENCES: dict[str, Promise] = {
    "no_utf8": _("The file is not in UTF-8. Save it as CSV UTF-8 and send it again."),
    "no_table": _("This is no table in CSV that can be read. Save it as CSV UTF-8 and send it again."),
    "row_uneven": _("This row has more or fewer cells than there are headings, or there are too many rows."),
    "column_missing": _("This column is missing."),
    "column_unknown": _("Nobody knows what this column holds. Take it out, or look at its spelling."),
    "twice": _("“%(text)s” stands here twice. Each has a name of its own."),
    "no_code": _("“%(text)s” is no name for a row: small letters and figures, with hyphens between them."),
    "no_place_code": _("“%(text)s” is no name for a place: the country's two letters, a hyphen, the place: CH-zurich."),
    "other_country": _("“%(text)s” is not the country with which the name of the place begins."),
    "asks_status": _("A question about status or papers is never asked here, not even by other words."),
    "code_taken": _("“%(text)s” is asked already, by that name. Choose another."),
    "letters_unseen": _("It holds a character that nobody sees. Type it anew, without copying it from elsewhere."),
    "letters_strange": _("“%(text)s” holds letters of another alphabet, which can look like others. Type it anew."),
    "turns_writing": _("It holds a character that turns or hides how it is shown. Type it anew, without copying it from elsewhere."),
    "no_address": _("“%(text)s” is no address of a page. It begins with https:// and holds no blanks."),
    "ends_first": _("It ends on %(text)s, before it begins."),
    "no_such_rule": _("There is no rule called “%(text)s”."),
    "no_such_place": _("“%(text)s” is no country's two letters, and no place or group of these tables."),
    "no_such_group": _("There is no group called “%(text)s”."),
    "no_such_question": _("There is no question called “%(text)s”."),
    "no_country": _("“%(text)s” is no country's two letters."),
    "where_unreadable": _("“%(text)s” says nowhere. Write countries, places, group:name, everywhere, or everywhere except US."),
    "condition_unreadable": _("“%(text)s” cannot be read. Write: nationality in group:ecowas, or a question's name = yes."),
    "prevail_over_each_other": _("“%(text)s” prevails over this one, itself or through others. One has to give way."),
    "not_one_of": _("“%(text)s” is none of: %(known)s."),
    "no_day": _("“%(text)s” is no day. Write it as 2024-03-21."),
    "blank": _("This must not be blank."),
    "too_long": _("This is longer than %(most)s letters."),
    "english_missing": _("The English text is missing. It is the one that the others translate."),
    "answered_otherwise": _("This person is answered “%(answered)s” by %(rule)s, and not “%(expected)s” as expected."),
    "contradicts": _("%(one)s and %(other)s can say opposite things to one person about “%(need)s”. Say which prevails."),
    "without_example": _("There is no example person for this rule. Write at least one, with the answer you expect."),
}  # fmt: skip


def say_error(error: CellError) -> str:
    return str(SENTENCES[error.code]) % dict(error.values)
