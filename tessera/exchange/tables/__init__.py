"""Uploaded tables: reading hostile files safely, guessing what their columns hold. Pure, all in memory."""

from tessera.exchange.tables.errors import FileLost, MixedEncoding, TableError
from tessera.exchange.tables.guess import guess_columns
from tessera.exchange.tables.guess_words import Target
from tessera.exchange.tables.row_problems import RowProblem
from tessera.exchange.tables.table import Row, Table, open_table
from tessera.exchange.tables.united import read_united_person
from tessera.exchange.tables.writing import write_csv

__all__ = [
    "FileLost",
    "MixedEncoding",
    "Row",
    "RowProblem",
    "Table",
    "TableError",
    "Target",
    "guess_columns",
    "open_table",
    "read_united_person",
    "write_csv",
]
