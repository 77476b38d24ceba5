"""Month and weekday names in English, Spanish, French and Arabic (both calendars of month names in use)."""

from __future__ import annotations

_MONTHS = (
    "january jan enero ene janvier janv يناير جانفي",
    "february feb febr febrero febr fevrier fevr fev فبراير فيفري شباط",
    "march mar marzo mars مارس اذار",
    "april apr abril abr avril avr ابريل افريل نيسان",
    "may mayo mai مايو ماي ايار",
    "june jun junio juin يونيو جوان حزيران",
    "july jul julio juillet juil يوليو جويلية تموز",
    "august aug agosto ago aout اغسطس اوت اب",
    "september sep sept septiembre set setiembre septembre سبتمبر ايلول",
    "october oct octubre octobre اكتوبر",
    "november nov noviembre novembre نوفمبر",
    "december dec diciembre dic decembre ديسمبر",
)

MONTHS: dict[str, int] = {
    name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()
}
"""Names and usual abbreviations in `plain` form to 1-12."""

MONTH_PHRASES: dict[str, str] = {
    "كانون الثاني": "january",
    "كانون الاول": "december",
    "تشرين الاول": "october",
    "تشرين الثاني": "november",
}
"""The four months of the Levant that are written in two words, to a name in `MONTHS`."""

_WEEKDAYS = (
    "monday mon lunes lun lundi",
    "tuesday tue tues martes mardi",
    "wednesday wed miercoles mie mercredi mer",
    "thursday thu thur thurs jueves jue jeudi jeu",
    "friday fri viernes vie vendredi ven",
    "saturday sat sabado sab samedi sam",
    "sunday sun domingo dom dimanche dim",
)

WEEKDAYS: dict[str, int] = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
"""Names and usual abbreviations in `plain` form to 0 (Monday) to 6; "mar" is left to March."""
