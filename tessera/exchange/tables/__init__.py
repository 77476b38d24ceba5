"""Uploaded tables: reading hostile files safely, guessing what their columns hold. Pure, all in memory."""

from tessera.exchange.tables.delimited import DELIMITERS
from tessera.exchange.tables.encodings import ENCODINGS
from tessera.exchange.tables.errors import TABLE_CODES, MixedEncoding, NotATable, TableError
from tessera.exchange.tables.firewall import is_firewalled
from tessera.exchange.tables.guess import ColumnGuess, guess_column, guess_columns
from tessera.exchange.tables.guess_words import TARGETS, Target
from tessera.exchange.tables.limits import DEFAULT_LIMITS, Limits
from tessera.exchange.tables.row_problems import NOTICES, ROW_CODES, RowProblem
from tessera.exchange.tables.table import Row, Table, open_table
from tessera.exchange.tables.united import UnitedPerson, read_united_person
from tessera.exchange.tables.writing import write_csv

__all__ = [
    "DEFAULT_LIMITS",
    "DELIMITERS",
    "ENCODINGS",
    "NOTICES",
    "ROW_CODES",
    "TABLE_CODES",
    "TARGETS",
    "ColumnGuess",
    "Limits",
    "MixedEncoding",
    "NotATable",
    "Row",
    "RowProblem",
    "Table",
    "TableError",
    "Target",
    "UnitedPerson",
    "guess_column",
    "guess_columns",
    "is_firewalled",
    "open_table",
    "read_united_person",
    "write_csv",
]
