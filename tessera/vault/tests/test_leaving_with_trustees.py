"""A room with trustees, shared with others, that leaves: nobody of before has a part in it elsewhere, and none stays here."""

from __future__ import annotations

from django.apps import apps

from tessera.common.places import Place
from tessera.vault.leaving import actions
from tessera.vault.models import Colleague, Room, RoomKind, Vault
from tessera.vault.trust.models import Share, Trustee

from .leaving import arrived, bring, close, forget_room, is_gone, taken
from .test_giving_back import lose_words, renewed, said
from .test_giving_back_from_outside import hear
from .trusted import five


def rows_of_keys_that_name(vault):
    models = [model for model in apps.get_models() if getattr(model, "place", None) == Place.KEYS]
    named = [model for model in models if any(field.name == "vault" for field in model._meta.fields)]
    return {model.__name__: model.objects.filter(vault=vault).count() for model in named}


def test_elsewhere_it_has_no_trustees_and_belongs_to_one_organisation(house):
    five(house)
    with house.open(house.marta):
        Room.objects.update(kind=RoomKind.SHARED)
    fatou = house.stranger(name="Fatou")[0]
    content = taken(house)
    forget_room(house.vault.id)
    Share.objects.all().delete()
    vault = bring(content, fatou).vault
    with house.open(fatou, vault):
        assert not Trustee.objects.exists()
        assert Room.objects.get().kind == RoomKind.OWN
        known = Colleague.objects.exclude(signing_public=None)
        assert list(known.values_list("pk", flat=True)) == [fatou.member.id]
    assert not Share.objects.exists()


def test_closed_for_good_nothing_beside_the_wraps_names_it(house):
    trustees, rosa = five(house), house.colleague(name="Rosa")
    _account, bundle = renewed(lose_words(house, rosa.member), "rosa.again")
    hear(house, trustees[0], said(bundle))
    assert {"Wrap", "Share", "Confirmation"} <= {
        name for name, rows in rows_of_keys_that_name(house.vault.id).items() if rows
    }
    departure = arrived(house)
    with house.open(house.marta):
        actions.ask_to_close(departure=departure, by=house.marta.member)
    close(house, rosa)
    is_gone(house.vault.id)
    assert not any(rows_of_keys_that_name(house.vault.id).values())
    assert not Vault.objects.filter(pk=house.vault.pk).exists()
