"""Sends every model to the place it says: commons, keys, or the vault that is open."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from tessera.common.places import Place

from .current import ALIAS_PREFIX, current_vault


class PlacesRouter:
    def db_for_read(self, model: type[models.Model], **_hints: Any) -> str:
        return _alias_for(_place_of(model))

    def db_for_write(self, model: type[models.Model], **_hints: Any) -> str:
        return _alias_for(_place_of(model))

    def allow_relation(self, one: models.Model, other: models.Model, **_hints: Any) -> bool:
        """Rows of two places, or of two vaults, never point at each other."""
        same_place = _place_of(type(one)) == _place_of(type(other))
        return same_place and one._state.db == other._state.db  # noqa: SLF001 - Django documents it

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        model = hints.get("model") or (model_name and apps.get_model(app_label, model_name))
        place = hints.get("place") or (model and _place_of(model))
        if not place:
            raise ImproperlyConfigured(
                f"A data migration of '{app_label}' does not say where it runs: give it hints={{'place': …}}."
            )
        return bool(place == place_of_alias(db))


def place_of_alias(alias: str) -> Place:
    if alias.startswith(ALIAS_PREFIX):
        return Place.VAULT
    return Place.KEYS if alias == "keys" else Place.COMMONS


def _place_of(model: type[models.Model]) -> Place:
    place = getattr(model, "place", None)
    if place is None:
        raise ImproperlyConfigured(f"{model.__name__} does not say where its rows live (see common.places).")
    return Place(place)


def _alias_for(place: Place) -> str:
    if place == Place.VAULT:
        return current_vault().alias
    return "keys" if place == Place.KEYS else "default"
