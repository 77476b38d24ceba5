"""The 21 tables of the Human Services Data Specification 3.0: the one description that reading, writing and checking use.

Written by us as a short text, which `schema.read_tables` explains.
"""

from __future__ import annotations

from tessera.exchange.directories.schema import Table, read_tables

_TEXT = """
organization organizations.csv
  id uuid required unique
  name string required
  alternate_name string
  description string required
  email email
  website uri
  tax_status string
  tax_id string
  year_incorporated number
  legal_status string
  logo string
  uri uri
  parent_organization_id uuid

program programs.csv
  id uuid required unique
  organization_id uuid required unique in organization
  name string required
  alternate_name string
  description string required

service services.csv
  id uuid required unique
  organization_id uuid required -> organization
  program_id uuid -> program
  name string required
  alternate_name string
  description string
  url uri
  email email
  status string required one of active|inactive|defunct|temporarily closed
  interpretation_services string
  application_process string
  fees_description string
  wait_time string
  fees string
  accreditations string
  eligibility_description string
  minimum_age number
  maximum_age number
  assured_date date
  assurer_email email
  licenses string
  alert string
  last_modified datetime

attribute attributes.csv
  id uuid required unique
  link_id uuid required
  taxonomy_term_id uuid required -> taxonomy_term
  link_type string
  link_entity string required
  value string

service_at_location service_at_location.csv
  id uuid required unique
  service_id uuid required in service
  location_id uuid required -> location
  description string

location locations.csv
  id uuid required unique
  location_type string required one of physical|postal|virtual
  url uri
  organization_id uuid -> organization
  name string
  alternate_name string
  description string
  transportation string
  latitude number
  longitude number
  external_identifier string
  external_identifier_type string

phone phones.csv
  id uuid required unique
  location_id uuid in location
  service_id uuid in service
  organization_id uuid in organization
  contact_id uuid in contact
  service_at_location_id uuid in service_at_location
  number string required
  extension number
  type string
  description string

contact contacts.csv
  id uuid required unique
  organization_id uuid in organization
  service_id uuid in service
  service_at_location_id uuid in service_at_location
  location_id uuid in location
  name string
  title string
  department string
  email email

address addresses.csv
  id uuid required unique
  location_id uuid in location
  attention string
  address_1 string required
  address_2 string
  city string required
  region string
  state_province string required
  postal_code string required
  country string required
  address_type string required one of physical|postal|virtual

schedule schedules.csv
  id uuid required unique
  service_id uuid in service
  location_id uuid in location
  service_at_location_id uuid in service_at_location
  valid_from date
  valid_to date
  dtstart date
  timezone number
  until date
  count number
  wkst string one of MO|TU|WE|TH|FR|SA|SU
  freq string one of WEEKLY|MONTHLY
  interval number
  byday string
  byweekno string
  bymonthday string
  byyearday string
  description string
  opens_at time
  closes_at time
  schedule_link uri
  attending_type string
  notes string

funding funding.csv
  id uuid required unique
  organization_id uuid in organization
  service_id uuid in service
  source string

service_area service_areas.csv
  id uuid required unique
  service_id uuid in service
  name string
  description string
  extent string
  extent_type string
  uri string

required_document required_documents.csv
  id uuid required unique
  service_id uuid in service
  document string
  uri uri

language languages.csv
  id uuid required unique
  service_id uuid in service
  location_id uuid in location
  phone_id uuid in phone
  name string
  code string
  note string

accessibility accessibility.csv
  id uuid required unique
  location_id uuid in location
  description string
  details string
  url uri

taxonomy_term taxonomy_terms.csv
  id uuid required unique
  code string unique
  name string required
  description string required
  parent_id uuid
  taxonomy string
  language string
  taxonomy_id uuid -> taxonomy
  term_uri uri

metadata metadata.csv
  id uuid required unique
  resource_id uuid required
  resource_type string required
  last_action_date date required
  last_action_type string required
  field_name string required
  previous_value string required
  replacement_value string required
  updated_by string required

meta_table_description meta_table_descriptions.csv
  id uuid required unique
  name string
  language string
  character_set string

cost_option cost_options.csv
  id uuid required unique
  service_id uuid required in service
  valid_from date
  valid_to date
  option string
  currency string
  amount number
  amount_description string

organization_identifier organization_identifiers.csv
  id uuid required unique
  organization_id uuid required in organization
  identifier_scheme string
  identifier_type string required
  identifier string required

taxonomy taxonomies.csv
  id uuid required unique
  name string required
  description string required
  uri uri
  version string
"""

TABLES: dict[str, Table] = read_tables(_TEXT)
"""Name in the singular -> table, in the order of the specification."""

DOCUMENTS = ("organization", "service", "location", "taxonomy", "taxonomy_term")
"""The tables whose rows are documents of their own. What is said of one of these twice is one document."""

NESTED = (
    "attribute", "language", "phone", "contact", "program", "address", "schedule", "funding", "service_area",
    "required_document", "accessibility", "cost_option", "organization_identifier", "service_at_location",
)  # fmt: skip
"""The tables whose rows stand in other documents, what stands in others of them first.

`attribute` is nested by its `link_id`, in a row of any table; HSDS 3 writes that where the specification's own
JSON has room for it only in services, and later versions have it everywhere.
"""

LISTED = ("metadata", "meta_table_description")
"""The tables that are lists of their own, without a parent."""

BY_STEM: dict[str, str] = {table.stem: table.name for table in TABLES.values()}
BY_PLURAL: dict[str, str] = {table.plural: table.name for table in TABLES.values()}


def children_of(table: str) -> tuple[str, ...]:
    """The tables whose rows stand in a document of this one."""
    inside = (name for name in NESTED if table in TABLES[name].parents.values())
    return (*inside, *(() if table == "attribute" else ("attribute",)))
