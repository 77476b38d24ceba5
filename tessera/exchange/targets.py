"""What a column can hold, in words and in the groups a person would look under."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tessera.exchange.tables import Target

TARGET_CHOICES = [
    (Target.LEAVE_OUT.value, _("Leave out")),
    (
        _("Names"),
        [
            (Target.NAME.value, _("Full name")),
            (Target.GIVEN_NAME.value, _("Given names")),
            (Target.SURNAMES.value, _("Surnames, all in one column")),
            (Target.FIRST_SURNAME.value, _("First surname")),
            (Target.SECOND_SURNAME.value, _("Second surname")),
            (Target.NICKNAME.value, _("Nicknames, other names")),
            (Target.FATHER_NAME.value, _("Father's name")),
        ],
    ),
    (
        _("The person"),
        [
            (Target.REFERENCE.value, _("Reference, number in the list")),
            (Target.SEX.value, _("Sex")),
            (Target.BIRTH_DATE.value, _("Date of birth")),
            (Target.AGE.value, _("Age")),
            (Target.AGE_MIN.value, _("Age, youngest")),
            (Target.AGE_MAX.value, _("Age, oldest")),
            (Target.NATIONALITY.value, _("Nationality")),
            (Target.ORIGIN_PLACE.value, _("Where they are from")),
            (Target.HEIGHT.value, _("Height")),
            (Target.MARKS.value, _("Marks: scars, tattoos, teeth")),
            (Target.BELONGINGS.value, _("Belongings, clothes")),
            (Target.PHONE.value, _("Telephone")),
            (Target.DOCUMENT.value, _("Document number")),
            (Target.PEOPLE.value, _("Number of people in the row")),
            (Target.UNITED_PERSON.value, _("Name, sex and age in one cell (UNITED)")),
        ],
    ),
    (
        _("What happened"),
        [
            (Target.EVENT_DATE.value, _("Date: last contact, found, recovered")),
            (Target.EVENT_PLACE.value, _("Place: last contact, found, recovered")),
            (Target.EVENT_REGION.value, _("County, state, region of it")),
            (Target.EVENT_COUNTRY.value, _("Country of it")),
            (Target.CIRCUMSTANCES.value, _("What happened, in words")),
            (Target.CONTACT_WISH.value, _("Wish about contact")),
        ],
    ),
    (
        _("Remains"),
        [
            (Target.CAUSE_OF_DEATH.value, _("Cause of death")),
            (Target.BODY_CONDITION.value, _("Condition")),
            (Target.POST_MORTEM_INTERVAL.value, _("Time since death")),
            (Target.IDENTIFIED.value, _("Identified, yes or no")),
            (Target.CUSTODIAN.value, _("Where they are, who looks after them")),
        ],
    ),
    (
        _("Who is asking"),
        [
            (Target.ENQUIRER_NAME.value, _("Name of who is asking")),
            (Target.ENQUIRER_RELATION.value, _("Relation")),
            (Target.ENQUIRER_CONTACT.value, _("How to reach them")),
        ],
    ),
    (
        _("Other"),
        [
            (Target.SOURCE_NOTE.value, _("Source, in the story")),
            (Target.NOTE.value, _("Keep it in the story, with its heading")),
        ],
    ),
]
