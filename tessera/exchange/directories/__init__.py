"""Directories of services: lists in six layouts read into documents of HSDS 3, and written as such. Pure, all in memory."""

from tessera.exchange.directories.absences import every_part
from tessera.exchange.directories.attributes import SOURCE, TEXT, put, taxonomy_name, texts, values
from tessera.exchange.directories.checks import FINDING_CODES, Finding, NotValid, check
from tessera.exchange.directories.directory import Directory, Document
from tessera.exchange.directories.errors import DIRECTORY_CODES, DirectoryError, NoKnownLayout
from tessera.exchange.directories.identifiers import made
from tessera.exchange.directories.layouts import Layout, recognise
from tessera.exchange.directories.nesting import PLACEHOLDER
from tessera.exchange.directories.own_fields import FIELDS, OWN_FIELDS, read_own
from tessera.exchange.directories.problems import PROBLEM_CODES, Problem
from tessera.exchange.directories.reading import read_directory
from tessera.exchange.directories.typed_values import Unreadable
from tessera.exchange.directories.uploads import files_of
from tessera.exchange.directories.writing import write_json, write_tables

__all__ = [
    "DIRECTORY_CODES",
    "FIELDS",
    "FINDING_CODES",
    "OWN_FIELDS",
    "PLACEHOLDER",
    "PROBLEM_CODES",
    "SOURCE",
    "TEXT",
    "Directory",
    "DirectoryError",
    "Document",
    "Finding",
    "Layout",
    "NoKnownLayout",
    "NotValid",
    "Problem",
    "Unreadable",
    "check",
    "every_part",
    "files_of",
    "made",
    "put",
    "read_directory",
    "read_own",
    "recognise",
    "taxonomy_name",
    "texts",
    "values",
    "write_json",
    "write_tables",
]
