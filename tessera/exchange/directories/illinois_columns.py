"""The columns of the legal-aid directory of Illinois, as its publisher exported them, and what each becomes."""

from __future__ import annotations

ORGANIZATION = {
    "Organization ID": "id",
    "Title": "name",
    "Alternate name": "alternate_name",
    "Body": "description",
    "Website address": "website",
}
SERVICE = {
    "Services-ID": "id",
    "Title": "name",
    "Website address": "url",
    "Organization ID": "organization_id",
}
LOCATION = {"Location_id": "id", "Field 2": "name", "Organization ID": "organization_id"}
"""Heading -> field of HSDS, for what is copied as it is."""

PHONES = {
    "Phone number": {},
    "Toll-free phone number": {"description": "Toll-free phone number"},
    "TTY phone number": {"type": "textphone"},
}
"""Heading of a telephone number -> what its phone says beside the number."""

APPLYING = (
    "Application process",
    "Process for applying by phone",
    "Process for applying by email",
    "Process for applying online",
    "Process for walk-ins",
)
FEES = ("Income eligibility and fees", "Flat fee description", "Sliding scale fees description")
WHOM = ("An individual must be one of these to qualify",)
"""Headings whose cells make up one text: application_process, fees_description, eligibility_description."""

HOURS = "Hours of operation"
DATES = ("Dates and hours", "Recurring dates")
AREAS = ("Counties", "Cities", "Zip codes")

_ELSEWHERE = {
    "organizations": """
        Organization provides services to the public?|Display physical address to public users?|Mailing address
        |Mailing address is the same as the physical address|Physical address|Imported table|Services""",
    "services": """
        Is this service open?|Service type|Same phone number as organization?|Level of service
        |Is this service a hotline?|Is this service an advice desk or walk-in clinic?
        |Average volume for this service|Same hours as location|Service availability
        |Is this location open at least weekly|Same holidays as location|Holiday schedule|Geolocation
        |Same income eligibility as location|Max percentage of income standard|Amenities offered
        |Navigator availability|Is printing free for legal self-help center users?|Printing costs
        |Is scanning free for legal self-help center users?|Scanning costs
        |Is this service limited to specific populations?|Featured content|Application form link
        |Maximum callbacks per intake slot|Callback slots per applicant|Service is delivered|Location ID""",
    "locations": """
        Use the same address as the organization|Location|Is this location open at least weekly
        |Holiday schedule (location closed)|Income eligibility and fees|Income standard for eligibility
        |Max percentage of income standard|Sliding scale fees description|Flat fee description
        |Location takes legal volunteers?|A licensed attorney is available to support legal volunteers.
        |Malpractice insurance is provided for legal volunteers.|Attachments
        |Research and/or clerking services are provided to volunteers.|Same phone number as organization?
        |The office, equipment, and supplies are available to volunteers to conduct pro bono work.
        |Location serves all of Illinois|Service area limited to specific|Services""",
}
_MAPPED = {
    "organizations": (*ORGANIZATION, "Phone number"),
    "services": (*SERVICE, "Phone number", *APPLYING, *FEES, *WHOM, HOURS, DATES[0]),
    "locations": (*LOCATION, *PHONES, HOURS, DATES[1], *AREAS),
}

ILLINOIS_COLUMNS: dict[str, frozenset[str]] = {
    name: frozenset((*_MAPPED[name], *(" ".join(one.split()) for one in text.split("|"))))
    for name, text in _ELSEWHERE.items()
}
"""Table -> every heading that it has; what is not mapped becomes an attribute."""
