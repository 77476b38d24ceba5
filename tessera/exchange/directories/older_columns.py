"""The columns of the two layouts that came before HSDS 3: HSDS 1.1, and the one of the Ohana API before it.

By table, in the plural as its file is called. These tell layouts apart; what becomes of the columns is for
`hsds1` and `ohana`.
"""

from __future__ import annotations

_HSDS1 = """
organizations: id name alternate_name description email url tax_status tax_id year_incorporated legal_status
programs: id organization_id name alternate_name
services: id organization_id program_id name alternate_name description url email status interpretation_services
    application_process wait_time fees accreditations licenses
service_at_location: id service_id location_id description
services_at_location: id service_id location_id description
locations: id organization_id name alternate_name description transportation latitude longitude
phones: id location_id service_id organization_id contact_id service_at_location_id number extension type language
    department description
contacts: id organization_id service_id service_at_location_id location_id name title department email
physical_addresses: id location_id organization_id attention address_1 address_2 address_3 address_4 city region
    state_province postal_code country
postal_addresses: id location_id organization_id attention address_1 address_2 address_3 address_4 city region
    state_province postal_code country
regular_schedules: id service_id location_id service_at_location_id weekday opens_at closes_at
holiday_schedules: id service_id location_id service_at_location_id closed opens_at closes_at start_date end_date
funding: id organization_id service_id source
eligibility: id service_id eligibility
service_areas: id service_id service_area description
required_documents: id service_id document
payments_accepted: id service_id payment
languages: id service_id location_id language
accessibility_for_disabilities: id location_id accessibility details
taxonomy: id name parent_id parent_name vocabulary
service_taxonomy: id service_id taxonomy_id taxonomy_detail
metadata: id resource_id last_action_date last_action_type field_name previous_value replacement_value updated_by
meta_table_description: id name language character_set
"""
_OHANA = """
organizations: id accreditations alternate_name date_incorporated description email funding_sources legal_status
    licenses name tax_id tax_status website
programs: id organization_id name alternate_name
services: id location_id program_id accepted_payments alternate_name application_process audience description
    eligibility email fees funding_sources interpretation_services keywords languages name required_documents
    service_areas status wait_time website taxonomy_ids
locations: id organization_id accessibility admin_emails alternate_name description email languages latitude
    longitude name short_desc transportation website virtual
phones: id contact_id location_id organization_id service_id country_prefix department extension number
    number_type vanity_number
contacts: id location_id organization_id service_id name title email department
addresses: id location_id address_1 address_2 city state_province postal_code country
mail_addresses: id location_id attention address_1 address_2 city state_province postal_code country
regular_schedules: id location_id service_id weekday opens_at closes_at
holiday_schedules: id location_id service_id start_date end_date closed opens_at closes_at
taxonomy: taxonomy_id name parent_id parent_name
"""


def _read(text: str) -> dict[str, frozenset[str]]:
    tables = (line.partition(":") for line in text.replace("\n    ", " ").strip().splitlines())
    return {name: frozenset(columns.split()) for name, _, columns in tables}


HSDS1_COLUMNS = _read(_HSDS1)
OHANA_COLUMNS = _read(_OHANA)
