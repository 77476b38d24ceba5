"""What can stand in the way of a backup or of its restoration. Each says what was kept and what to do next."""


class BackupTrouble(Exception):
    """Told to the administrator in the words it carries."""


class FolderInUse(BackupTrouble):
    """There is something at the place where a backup or a data folder was to be made. It was not touched."""


class BackupUnfinished(BackupTrouble):
    """The folder has no manifest: whatever made it was interrupted, or it never was a backup."""


class BackupDamaged(BackupTrouble):
    """Files of the backup are gone, were changed, or cannot be believed."""


class KeysKeptChanging(BackupTrouble):
    """Members came or keys were changed throughout, so what was copied does not fit together."""


class WrongPepper(BackupTrouble):
    """The pepper is not the one under which this backup was taken."""


class DeletionsMissing(BackupTrouble):
    """The folder named as a list of deletions is none."""


class ToolMissing(BackupTrouble):
    """A program of PostgreSQL is missing here."""


class ToolFailed(Exception):
    """A program of PostgreSQL failed, with what it said; what it had begun is left where it was."""
