"""Words of the calendar and of forms that Django says, as words of our own.

Django knows them in fewer languages than what everybody may read is in. It looks them up under the same English words, so
that what the catalogues here say of them is what it says.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DAY_NAMES = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
MONTH_NAMES = (
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"), _("September"),
    _("October"), _("November"), _("December"),
)  # fmt: skip
FORM_ERRORS = (
    _("This field is required."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
)
