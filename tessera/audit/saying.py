"""Lines, and what the chains say of themselves, in words. A line without a sentence here stops the build."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .heads import Comparison, Trouble
from .models import Line

# Verb -> what was done. In percent only what comes with the line: counts and states.
SENTENCES: dict[str, Promise] = {
    # The network
    "network.founded": _("set up the network"),
    "network.changed": _("changed the network's name or look"),
    "organisation.added": _("added an organisation"),
    "organisation.left": _("ended the accounts of an organisation that left"),
    "signed-in": _("signed in"),
    "locked": _("locked"),
    "member.joined": _("accepted an invitation"),
    "member.confirmed": _("typed their words again"),
    "words.changed": _("got new words"),
    "renewal.begun": _("asked for new words for somebody who lost theirs"),
    "renewal.withdrawn": _("took that back"),
    "renewal.offered": _("made new words, which two colleagues have to confirm"),
    "member.renewed": _("confirmed the new words of a member as the second; they count from now on"),
    "member.lifted": _("closed every room to a member, for a journey"),
    "return.asked": _("is back and waits for two colleagues"),
    "member.returned": _("gave a member the key back as the second who confirmed"),
    "second-factor.switched-on": _("switched the second factor on"),
    "second-factor.switched-off": _("switched the second factor off"),
    "recovery-codes.renewed": _("got new codes on paper"),
    "session.ended": _("ended one of their sessions"),
    "sessions.ended": _("ended their other sessions"),
    "backup.taken": _("A backup was taken"),
    "poster.put-up": _("showed an entry of the directory to everybody"),
    "poster.changed": _("changed what everybody sees of the directory; entries: %(posters)s"),
    "poster.taken-down": _("took an entry of the directory from public view"),
    "poster.put-right": _("put right what everybody sees of the directory; entries: %(posters)s"),
    "rules.shipped": _("The rules that came with the software were taken in: edition %(edition)s"),
    "rules.published": _("published rules as the second who read them: edition %(edition)s"),
    "letterbox.opened": _("opened a letterbox"),
    "card.kept": _("brought the card of another server"),
    # Rooms and who belongs to them
    "vault.created": _("opened the room for the first time"),
    "vault.rekeyed": _("gave the room a new key"),
    "today.shown": _("looked at what waits today"),
    "members.listed": _("looked at who belongs to the room"),
    "member.invited": _("invited somebody"),
    "invitation.opened": _("looked at the form of an invitation"),
    "invitation.shown": _("looked at an invitation"),
    "invitation.withdrawn": _("took an invitation back"),
    "member.shown": _("looked at a member"),
    "keys.confirmed": _("compared a member's keys by voice and confirmed them"),
    "member.let-in": _("let somebody in"),
    "member.removed": _("removed a member"),
    "member.taken-out": _("closed this room to somebody"),
    "organisation.parted": _("let an organisation leave the room; people: %(members)s"),
    # What was agreed, and the post
    "consents.listed": _("looked at what was agreed about somebody"),
    "consent.shown": _("looked at what somebody agreed to"),
    "consent.given": _("wrote down that somebody agreed; recipients: %(recipients)s"),
    "consent.withdrawn": _("wrote down that somebody took it back"),
    "urgent.shown": _("looked at what was sent in danger to life"),
    "urgent.reviewed": _("reviewed what was sent in danger to life"),
    "urgent.told": _("wrote down that the person was told"),
    "inbox.listed": _("looked at what came"),
    "outbox.listed": _("looked at what was sent"),
    "envelope.shown": _("looked at an envelope"),
    "envelope.opened": _("opened an envelope as the first"),
    "envelope.answered": _("answered an envelope"),
    "envelope.kept-by-law": _("said that a law obliges to keep an envelope"),
    "envelope.deleted": _("deleted what came in an envelope"),
    "envelope.asked-back": _("asked an envelope back"),
    "envelope.fetched": _("saved a sealed envelope as a file"),
    "envelope.carried": _("took a sealed envelope to its server"),
    "envelope.brought": _("took in an envelope that was carried here"),
    "record.disclosed": _("sent a record to another organisation; fields: %(fields)s"),
    "recordings.listed": _("looked at the recordings of the words"),
    "recording.played": _("played a recording of the words"),
    "rights.listed": _("looked at what somebody asks about their record"),
    "rights.shown": _("looked at a request about a record"),
    "rights.asked": _("wrote down what somebody asks about their record"),
    "rights.longer": _("took longer over a request about a record"),
    "rights.answered": _("answered a request about a record"),
    "copy.shown": _("opened somebody’s own copy of their record"),
    "paper.shown": _("opened a paper for an authority"),
    "paper.prepared": _("prepared a paper for an authority; fields: %(fields)s"),
    "paper.approved": _("wrote down that a lawyer approved a paper for an authority"),
    "paper.handed-over": _("wrote down that a paper was handed to an authority"),
    "correspondents.listed": _("looked at who is written to"),
    "correspondent.shown": _("looked at the keys of another organisation"),
    "correspondent.compared": _("compared the words of another organisation"),
    "correspondent.ended": _("ended writing to another organisation"),
    "own-words.shown": _("looked at the room's own words"),
    "room.named": _("named the room"),
    # The directory and the rules
    "directory.listed": _("looked at the directory"),
    "entry.shown": _("looked at an entry of the directory"),
    "entry.opened": _("made an entry of the directory"),
    "entry.changed": _("changed an entry of the directory"),
    "entry.deleted": _("deleted an entry of the directory"),
    "entry.confirmed": _("confirmed that an entry is right"),
    "entry.shown-to-everybody": _("showed an entry to everybody"),
    "entry.shown-to-members": _("showed an entry to members only"),
    "entry.hidden-for-its-keeper": _("took from public view an entry that another organisation keeps"),
    "newcomer.vouched-for": _("vouched for an organisation that would join the network"),
    "newcomer.vouched-for-no-more": _("took back the word for an organisation that would join the network"),
    "newcomer.admitted": _("took an organisation into the network for which two had vouched"),
    "posters.compared": _("compared what everybody sees with what members agreed on"),
    "entry.taken-up": _("took up an entry that nobody kept"),
    "firewall.checked": _("wrote down what a service asks"),
    "suggestion.shown": _("looked at a suggestion"),
    "suggestion.made": _("suggested a change to an entry"),
    "suggestion.taken-over": _("took over a suggestion"),
    "suggestion.declined": _("declined a suggestion"),
    "directory-lists.shown": _("looked at the directories that came in"),
    "directory-list.shown": _("looked at a directory that came in"),
    "directory.uploaded": _("uploaded a directory"),
    "directory.import-started": _("started to take in a directory"),
    "directory.import-cancelled": _("gave up taking in a directory"),
    "directory.imported": _("A directory came in; entries: %(entries)s"),
    "directory.taken-back": _("took back a directory; entries: %(entries)s"),
    "directory.exported": _("downloaded the directory"),
    "help.asked": _("looked up what can be asked for"),
    "rules.listed": _("looked at the rules"),
    "rule.shown": _("looked at a rule"),
    "rules.exported": _("downloaded a table of the rules"),
    "rules.proposed": _("proposed a rule"),
    "proposal.shown": _("looked at a proposal"),
    "proposal.reviewed": _("read a proposal and stands for it"),
    "proposal.withdrawn": _("withdrew a proposal"),
    # How long records are kept
    "retention.shown": _("looked at how long records are kept"),
    "periods.set": _("said how long records are kept"),
    "clock.confirmed": _("confirmed that the server's date is right: %(day)s"),
    "restore.looked-through": _("looked for what a backup may have brought back"),
    "ending.listed": _("looked at the records whose time is nearly over"),
    "sought.kept": _("said until when a request is kept"),
    "found.kept": _("said until when the record of somebody found is kept"),
    "remains.kept": _("said until when the record of remains is kept"),
    "records.ended": _("The time of records was over and they were deleted: %(records)s"),
    "deletions.repeated": _(
        "Records or files that had been deleted before came back with a backup and were deleted again: %(records)s"
    ),
    "leaving.shown": _("looked at copies of this room that leave"),
    "vault.copied": _("had a copy of the room made for another server"),
    "vault.copy-shown": _("looked at the words for a copy of the room"),
    "vault.copy-fetched": _("downloaded the copy of the room"),
    "vault.copy-deleted": _("deleted the copy of the room that lay on the server"),
    "vault.copy-arrived": _("wrote down that the copy of the room opened on another server"),
    "vault.brought": _("brought the room here from another server"),
    "vault.close-asked": _("asked for the room to be closed for good"),
    "vault.close-withdrawn": _("took back that the room is to be closed"),
    "vault.close-shown": _("looked at how the room is closed"),
    "vault.closed": _("closed the room for good"),
    "trustees.shown": _("looked at the trusted people"),
    "trustee.appointed": _("chose a trusted person"),
    "trustee.dismissed": _("dismissed a trusted person"),
    "lockdown.shown": _("looked at the page of the lockdown"),
    "room.locked-down": _("locked the room down"),
    "reopening.asked": _("asked the trusted people to open the room"),
    "reopening.withdrawn": _("took that request back"),
    "reopening.refused": _("refused, for the room, what somebody asked of the trusted people"),
    "share.given": _("gave a part of the room's key to who asked for it"),
    "share.refused": _("gave no part of the room's key"),
    "room.reopened": _("opened the room again with three parts of its key"),
    # Records
    "people.listed": _("looked at a list of records"),
    "person.shown": _("looked at a record"),
    "form.shown": _("looked at a form of a record"),
    "sought.opened": _("opened a request"),
    "sought.changed": _("changed a request"),
    "sought.deleted": _("deleted a request"),
    "found.opened": _("wrote down somebody found"),
    "found.changed": _("changed the record of somebody found"),
    "found.deleted": _("deleted the record of somebody found"),
    "remains.opened": _("wrote down remains"),
    "remains.changed": _("changed the record of remains"),
    "remains.deleted": _("deleted the record of remains"),
    "candidates.shown": _("looked at who a record could be"),
    "searched": _("searched the room"),
    "search.shown": _("looked at the results of a search"),
    "attachment.added": _("added a file to a record"),
    "attachment.shown": _("asked for a file"),
    "attachment.read": _("downloaded a file"),
    "attachment.deleted": _("deleted a file"),
    # Lists
    "lists.shown": _("looked at the imports"),
    "list.shown": _("looked at an import"),
    "import.uploaded": _("uploaded a list"),
    "import.text-chosen": _("chose how the letters of a list are read"),
    "import.columns-said": _("said what the columns of a list hold"),
    "import.started": _("started an import"),
    "import.running": _("let an import run"),
    "import.landed": _("finished an import; records: %(records)s"),
    "import.cancelled": _("cancelled an import"),
    "import.refused": _("uploaded a list that could not be read"),
    "import.taken-back": _("took an import back; deleted: %(deleted)s, kept: %(kept)s"),
    "import.abandoned": _("A list that nobody went on with for two months was deleted"),
    "import.problems-exported": _("downloaded the problems of a list"),
    # The log itself
    "log.shown": _("read this log"),
    "proof.shown": _("checked the log"),
    "proof.accepted": _("accepted that the logs disagreed"),
}


@dataclass(frozen=True, slots=True)
class Said:
    title: Promise
    said: Promise


TROUBLES: dict[Trouble, Said] = {
    Trouble.VAULT_WENT_BACK: Said(
        _("This room is not the one it was"),
        _(
            "The network remembers lines of this room's log that are not here any more. The room's file was put"
            " back to an earlier state, or lines were cut off or changed. What was entered since may be missing."
        ),
    ),
    Trouble.COMMONS_WENT_BACK: Said(
        _("The network is not the one it was"),
        _(
            "This room remembers lines of the network's log that are not there any more. The network's database"
            " was put back to an earlier state. Somebody who was removed since may have an account again:"
            " look through the members."
        ),
    ),
    Trouble.HEAD_LOST: Said(
        _("The network forgot how far this room's log had come"),
        _(
            "What the network remembered of this room was deleted or put back. Nothing in the room is changed,"
            " but until this is settled nobody would notice if the room were put back, too."
        ),
    ),
    Trouble.HEAD_FORGED: Said(
        _("What the network remembers of this room was not written by it"),
        _(
            "The signature does not belong to this room. Somebody wrote to the network's database, or put"
            " another file in its place."
        ),
    ),
}

# What a checkpoint says, with the kind of note it is shown in.
COMPARISONS: dict[Comparison, tuple[str, Promise]] = {
    Comparison.CONTINUES: (
        "ok",
        _("The log continues this checkpoint: up to line %(number)s it is the same as then."),
    ),
    Comparison.DIFFERS: (
        "no",
        _(
            "Line %(number)s is not the one of this checkpoint: what was recorded up to then was changed, or the"
            " log was continued from an earlier state."
        ),
    ),
    Comparison.TOO_SHORT: (
        "no",
        _(
            "The log ends before line %(number)s of this checkpoint: it was put back to an earlier state, or"
            " lines were cut off."
        ),
    ),
    Comparison.ANOTHER_CHAIN: ("wait", _("This checkpoint belongs to another log, so it says nothing here.")),
    Comparison.FORGED: (
        "no",
        _("This checkpoint's signature does not belong to this room: it was not made here."),
    ),
}


def say(line: Line) -> str:
    """What was done, without who and when; the verb itself where only other software knows the words."""
    sentence = SENTENCES.get(line.verb)
    return str(sentence) % json.loads(line.details) if sentence else line.verb
