"""The words of the directory: kinds of entries and organisations, themes, communities, and what a mark may say.

Organisation kinds are the codes of IATI's OrganisationType list. Codes are stored; the words people read are translated.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    SERVICE = "service", _("Service")
    ORGANISATION = "organisation", _("Organisation")
    OFFICE = "office", _("Public office")
    LOCATION = "location", _("Place")


LIST_TITLES = {
    EntryKind.SERVICE: _("Services"),
    EntryKind.ORGANISATION: _("Organisations"),
    EntryKind.OFFICE: _("Public offices"),
}


class OrganisationKind(models.TextChoices):
    """IATI OrganisationType, as far as it occurs among those who help people on the move and who fund it."""

    GOVERNMENT = "10", _("Government")
    LOCAL_GOVERNMENT = "11", _("Local government")
    OTHER_PUBLIC = "15", _("Other public body")
    INTERNATIONAL_NGO = "21", _("International organisation of civil society")
    NATIONAL_NGO = "22", _("National organisation of civil society")
    REGIONAL_NGO = "23", _("Regional organisation of civil society")
    PARTNER_COUNTRY_NGO = "24", _("Organisation of civil society in the country itself")
    PUBLIC_PRIVATE = "30", _("Partnership of public and private bodies")
    MULTILATERAL = "40", _("Multilateral organisation (United Nations and others)")
    FOUNDATION = "60", _("Foundation")
    PRIVATE = "70", _("Company")
    ACADEMIC = "80", _("University, training, research")
    OTHER = "90", _("Other")


FUNDERS_AND_AGENCIES = frozenset({OrganisationKind.MULTILATERAL, OrganisationKind.FOUNDATION})
"""Entries, never members: who gives money has no vote."""


class Theme(models.TextChoices):
    """What can be asked for. The same words head lists, answers of "What can I ask for here", and searches."""

    HEALTH = "health", _("Health care")
    MENTAL_HEALTH = "mental-health", _("Psychological and social support")
    PREGNANCY = "pregnancy", _("Pregnancy and birth")
    LEGAL = "legal", _("Legal help")
    SHELTER = "shelter", _("Shelter and housing")
    FOOD = "food", _("Food")
    WATER = "water", _("Water, washing, toilets")
    GOODS = "goods", _("Clothes and household things")
    CASH = "cash", _("Money")
    EDUCATION = "education", _("School and courses")
    WORK = "work", _("Work")
    DOCUMENTS = "documents", _("Identity papers")
    PROTECTION = "protection", _("Protection from violence")
    WOMEN = "women", _("For women")
    CHILDREN = "children", _("For children")
    FAMILY_TRACING = "family-tracing", _("Looking for relatives")
    TRANSPORT = "transport", _("Transport")
    INFORMATION = "information", _("Information and advice")
    COMMUNITY = "community", _("Community and meeting others")
    ADVOCACY = "advocacy", _("Speaking up for rights")


class Community(models.TextChoices):
    """Whom an organisation serves, and by whom it is led: two different questions with the same words."""

    MIGRANTS = "migrants", _("Migrants and refugees")
    WOMEN = "women", _("Women")
    CHILDREN = "children", _("Children and young people")
    LGBTQ = "lgbtq", _("LGBTQ people")
    WORKERS = "workers", _("Workers")
    FAITH = "faith", _("Faith groups")
    SURVIVORS = "survivors", _("Survivors of violence")
    DIASPORA = "diaspora", _("Diaspora")
    FAMILIES = "families", _("Families of the missing")
    INDIGENOUS = "indigenous", _("Indigenous peoples")
    DISABLED = "disabled", _("People with disabilities")
    OLDER = "older", _("Older people")
    HOST = "host", _("The host community")


class Answer(models.TextChoices):
    """To a question of a firewall mark. Unknown is an answer of its own, and never reads as "no"."""

    NO = "no", _("No")
    SOMETIMES = "sometimes", _("Sometimes")
    YES = "yes", _("Yes")
    UNKNOWN = "unknown", _("Not known")


class Papers(models.TextChoices):
    """Which documents a service really requires. That nothing is written down never means that none are asked."""

    UNKNOWN = "", _("Not known")
    NONE = "none", _("None")
    SOME = "some", _("These")


class Status(models.TextChoices):
    """HSDS 3 `service.status`."""

    ACTIVE = "active", _("Open now")
    TEMPORARILY_CLOSED = "temporarily closed", _("Closed for a time")
    INACTIVE = "inactive", _("Not offered at present")
    DEFUNCT = "defunct", _("Ended")
