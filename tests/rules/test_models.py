# ruff: noqa: DJ008 - the bad examples are never shown
"""Every model says where its rows live, every field what it holds, and relations stay within their place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tessera.common.places import ON_DISK_IN_CLEAR, Holds, InCommons, InKeys, InVault, Place
from tests.rules.project import layers, our_apps

PLACES = {InCommons: Place.COMMONS, InKeys: Place.KEYS, InVault: Place.VAULT}
OUR_MODELS = [model for config in our_apps() for model in config.get_models(include_auto_created=True)]


def complaints_about(model: type[models.Model]) -> Iterator[str]:
    yield from _about_place(model)
    yield from _about_classes(model)
    for field in model._meta.get_fields():
        if field.is_relation and field.concrete and field.related_model:
            yield from _about_relation(model, field)


def _about_place(model: type[models.Model]) -> Iterator[str]:
    said = [base for base in PLACES if issubclass(model, base)]
    if model._meta.auto_created:
        yield (
            f"{model.__name__} is the hidden table of a many-to-many field, which cannot say its place:"
            " write the model out and name it with through=…"
        )
    elif len(said) != 1:
        yield (
            f"{model.__name__} has to inherit exactly one of InCommons, InKeys, InVault (tessera.common.places),"
            f" and inherits {[base.__name__ for base in said] or 'none'}."
        )
    elif model.place != PLACES[said[0]]:
        yield f"{model.__name__} inherits {said[0].__name__}, and sets place to {model.place!r}: leave `place` out."


def _about_classes(model: type[models.Model]) -> Iterator[str]:
    classified = getattr(model, "classified", {})
    fields = {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
    for name in sorted(fields - set(classified)):
        yield f'{model.__name__}.{name} is not classified: add "{name}": Holds.… to {model.__name__}.classified.'
    for name in sorted(set(classified) - fields):
        yield f"{model.__name__}.classified names {name}, and there is no such field: take it out."
    for name, holds in classified.items():
        if not isinstance(holds, Holds):
            yield f"{model.__name__}.classified gives {name} {holds!r}, which is none of Holds."
        elif getattr(model, "place", None) in {Place.COMMONS, Place.KEYS} and holds not in ON_DISK_IN_CLEAR:
            yield (
                f"{model.__name__}.{name} holds {holds.value}, and {model.place.value} lies readable on the disk:"
                " move the field into a vault, or seal it."
            )


def _about_relation(model: type[models.Model], field: models.Field) -> Iterator[str]:
    other = field.related_model
    said = f"{model.__name__}.{field.name} points at {other.__name__}"
    if getattr(model, "place", None) != getattr(other, "place", None):
        yield f"{said}, which lives elsewhere: keep its identifier in a UUIDField, never a foreign key."
    own, others = model._meta.app_label, other._meta.app_label
    if own != others and layers()[others] >= layers()[own]:
        yield (
            f"{said}, and `{others}` does not lie below `{own}`: keep an identifier, or move the relation to"
            f" `{others}`."
        )


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_model_is_placed_classified_and_related_downwards(model: type[models.Model]) -> None:
    found = list(complaints_about(model))
    assert not found, "\n" + "\n".join(found)


def test_every_table_is_one_of_ours() -> None:
    """What comes with Django and others keeps nothing here: their tables would have no place."""
    foreign = [model for model in apps.get_models(include_auto_created=True) if model not in OUR_MODELS]
    assert not foreign, f"{foreign} would make tables that say no place."


# Each check, fed something bad.


def _complaint(model: type[models.Model], words: str) -> None:
    found = list(complaints_about(model))
    assert any(words in one for one in found), found


@isolate_apps("tessera.vault")
def test_a_model_without_a_place_is_noticed() -> None:
    class Lost(models.Model):
        classified = {"id": Holds.HOUSEKEEPING}

        class Meta:
            app_label = "vault"

    _complaint(Lost, "has to inherit exactly one of")


@isolate_apps("tessera.vault")
def test_a_field_without_a_class_and_a_class_without_a_field_are_noticed() -> None:
    class Note(InVault, models.Model):
        text = models.TextField()

        classified = {"id": Holds.HOUSEKEEPING, "txet": Holds.CONTENT}

        class Meta:
            app_label = "vault"

    _complaint(Note, 'add "text": Holds.… to Note.classified')
    _complaint(Note, "names txet")


@isolate_apps("tessera.accounts")
@pytest.mark.parametrize("place", [InCommons, InKeys])
def test_a_name_readable_on_the_disk_is_noticed(place: type) -> None:
    class Person(place, models.Model):  # type: ignore[misc,valid-type]
        name = models.TextField()

        classified = {"id": Holds.HOUSEKEEPING, "name": Holds.PERSONAL}

        class Meta:
            app_label = "accounts"

    _complaint(Person, "lies readable on the disk")


@isolate_apps("tessera.accounts", "tessera.vault")
def test_a_relation_out_of_a_vault_is_noticed() -> None:
    class Somebody(InCommons, models.Model):
        class Meta:
            app_label = "accounts"

    class Note(InVault, models.Model):
        by = models.ForeignKey(Somebody, on_delete=models.CASCADE)

        class Meta:
            app_label = "vault"

    _complaint(Note, "never a foreign key")


@isolate_apps("tessera.tracing", "tessera.records", "tessera.exchange")
def test_a_relation_upwards_is_noticed() -> None:
    class Run(InVault, models.Model):
        class Meta:
            app_label = "exchange"

    class Person(InVault, models.Model):
        run = models.ForeignKey(Run, on_delete=models.CASCADE)

        class Meta:
            app_label = "tracing"

    _complaint(Person, "`exchange` does not lie below `tracing`")


@isolate_apps("tessera.tracing")
def test_a_hidden_table_is_noticed() -> None:
    class Person(InVault, models.Model):
        friends = models.ManyToManyField("self")

        classified = {"id": Holds.HOUSEKEEPING, "friends": Holds.PERSONAL}

        class Meta:
            app_label = "tracing"

    _complaint(Person.friends.through, "hidden table")
