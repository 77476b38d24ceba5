"""From uploaded files to a directory, whatever their layout: the one way in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tessera.exchange.directories.directory import Directory
from tessera.exchange.directories.draft import Draft
from tessera.exchange.directories.hsds1 import read_hsds1
from tessera.exchange.directories.hsds_json import read_hsds_json
from tessera.exchange.directories.hsds_tables import read_hsds_tables
from tessera.exchange.directories.illinois import read_illinois
from tessera.exchange.directories.layouts import Layout, Opened, open_files
from tessera.exchange.directories.nesting import nest
from tessera.exchange.directories.ohana import read_ohana
from tessera.exchange.directories.own_fields import set_unreadable_aside
from tessera.exchange.directories.problems import Place
from tessera.exchange.directories.returning import take_back
from tessera.exchange.directories.services_advisor import read_services_advisor

_READERS: dict[Layout, Callable[[Opened, Draft], None]] = {
    Layout.HSDS3_JSON: lambda opened, draft: read_hsds_json(opened.documents, draft),
    Layout.HSDS3_TABLES: lambda opened, draft: read_hsds_tables(opened.sheets, draft),
    Layout.HSDS1_TABLES: lambda opened, draft: read_hsds1(opened.sheets, draft),
    Layout.OHANA_TABLES: lambda opened, draft: read_ohana(opened.sheets, draft),
    Layout.SERVICES_ADVISOR: lambda opened, draft: read_services_advisor(opened.documents, draft),
    Layout.ILLINOIS_EXPORT: lambda opened, draft: read_illinois(opened.sheets, draft),
}


def read_directory(files: Mapping[str, bytes], *, source: str) -> Directory:
    """The directory in these files (see `files_of`), with every problem that came up.

    `source` names the list, and goes into each identifier that is no UUID yet: the same list read again under the
    same name gives the same identifiers. Raises a `DirectoryError` where the files cannot be read at all.
    """
    opened = open_files(files)
    draft = Draft(source)
    for name in opened.ignored:
        draft.problem("file_ignored", Place(name, 0))
    _READERS[opened.layout](opened, draft)
    take_back(draft)
    set_unreadable_aside(draft)
    return nest(draft)
