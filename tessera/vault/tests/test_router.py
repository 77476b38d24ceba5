"""Where rows live, and that rows of two places, or of two vaults, never point at each other."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, models

from tessera.accounts.models import Member, Organisation
from tessera.common.places import Place
from tessera.tracing.actions import open_record
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Name, Person
from tessera.vault.current import VaultLocked, alias_of, current_vault, key_of_alias
from tessera.vault.models import Attachment, Colleague, Vault, Wrap
from tessera.vault.opening import open_vault, opened
from tessera.vault.router import PlacesRouter, place_of_alias

ROUTER = PlacesRouter()
SOME_VAULT = "vault-5f1c9f0e-2f0e-4a57-9d3e-111111111111"


def test_every_model_says_where_it_lives():
    assert {model.place for model in apps.get_models()} == set(Place)


def test_rows_go_to_their_place(house):
    with house.open(house.marta) as room:
        for model, alias in ((Member, "default"), (Wrap, "keys"), (Person, room.alias)):
            assert ROUTER.db_for_read(model) == ROUTER.db_for_write(model) == alias


def test_tables_are_made_in_their_place_only():
    places = {"default": Place.COMMONS, "keys": Place.KEYS, SOME_VAULT: Place.VAULT}
    for alias, place in places.items():
        assert place_of_alias(alias) == place
        for model in apps.get_models():
            allowed = ROUTER.allow_migrate(alias, model._meta.app_label, model._meta.model_name, model=model)
            assert allowed == (model.place == place)


def test_the_databases_hold_no_others_tables(house):
    with house.open(house.marta) as room:
        tables = {
            place: set(connections[alias].introspection.table_names())
            for place, alias in ((Place.COMMONS, "default"), (Place.KEYS, "keys"), (Place.VAULT, room.alias))
        }
    for model in apps.get_models():
        holding = {place for place, names in tables.items() if model._meta.db_table in names}
        assert holding == {model.place}


def test_a_migration_that_names_no_place_is_refused():
    for alias in ("default", "keys", SOME_VAULT):
        with pytest.raises(ImproperlyConfigured, match="does not say where it runs"):
            ROUTER.allow_migrate(alias, "tracing")
        assert ROUTER.allow_migrate(alias, "tracing", place="vault") == (alias == SOME_VAULT)
        assert ROUTER.allow_migrate(alias, "tracing", model_name="person") == (alias == SOME_VAULT)


def test_a_model_that_names_no_place_has_no_rows():
    class Homeless(models.Model):
        class Meta:
            app_label = "vault"
            managed = False

        def __str__(self) -> str:
            return ""

    try:
        with pytest.raises(ImproperlyConfigured, match="Homeless does not say where its rows live"):
            Homeless.objects.count()
    finally:
        del apps.all_models["vault"]["homeless"]
        apps.clear_cache()


def test_places_do_not_point_at_each_other(house):
    with house.open(house.marta):
        person = open_record(draft=PersonDraft(), by=house.marta.member)
        for one, other in (
            (person, house.marta.member),
            (house.vault, person),
            (Wrap.objects.first(), house.vault),
            (house.marta.member, Wrap.objects.first()),
        ):
            assert not ROUTER.allow_relation(one, other)
        assert ROUTER.allow_relation(house.marta.member, house.casa)
        assert ROUTER.allow_relation(person, person)


def test_rows_of_two_vaults_do_not_point_at_each_other(house):
    stranger, theirs = house.stranger()
    with open_vault(theirs, stranger.session):
        their_person = open_record(draft=PersonDraft(), by=stranger.member)
    with house.open(house.marta):
        ours = open_record(draft=PersonDraft(), by=house.marta.member)
        assert not ROUTER.allow_relation(ours, their_person)
        with pytest.raises(ValueError, match="prevents this relation"):
            Name(text="Amadou", person=ours).person = their_person


def test_a_row_kept_from_one_vault_is_not_saved_into_another(house):
    """An instance remembers its vault; while another one is open, saving it reaches neither."""
    stranger, theirs = house.stranger()
    with open_vault(theirs, stranger.session):
        kept = open_record(draft=PersonDraft(reference="T-1"), by=stranger.member)
    with house.open(house.marta):
        before = Person.objects.count()
        with pytest.raises(Exception, match=r"vault-.*doesn't exist"):
            kept.save(using=alias_of(theirs.id))
        assert Person.objects.count() == before


def test_inside_another_vault_the_first_waits(house):
    stranger, theirs = house.stranger(name="Awa")
    with house.open(house.marta) as ours:
        with open_vault(theirs, stranger.session) as room:
            assert current_vault() == room
            assert [colleague.name for colleague in Colleague.objects.all()] == ["Awa"]
            with pytest.raises(VaultLocked, match="Another vault"):
                key_of_alias(ours.alias)
        assert current_vault() == ours
        assert [colleague.name for colleague in Colleague.objects.all()] == ["Marta"]


def test_the_same_vault_inside_itself_is_closed_by_the_outer_block(house):
    with house.open(house.marta) as outer:
        with opened(house.vault.id, outer.key) as inner:
            assert inner is outer
        assert Colleague.objects.count() == 1
    with pytest.raises(VaultLocked):
        current_vault()


def test_a_lazy_query_that_left_its_vault_reads_nothing(house):
    with house.open(house.marta):
        later = Colleague.objects.all()
        fixed = Colleague.objects.using(current_vault().alias)
    with pytest.raises(VaultLocked):
        list(later)
    with pytest.raises(Exception, match="doesn't exist"):
        list(fixed)


def test_an_open_vault_is_open_in_its_own_thread_only(house):
    from tests.at_once import at_once

    with house.open(house.marta):
        outcomes = at_once(Colleague.objects.count, lambda: list(Attachment.objects.all()))
    assert [type(outcome) for outcome in outcomes] == [VaultLocked, VaultLocked]


def test_keys_do_not_show_in_messages(house):
    with house.open(house.marta) as room:
        assert room.key.hex() not in repr(room)
        assert "key" not in repr(room)
        assert room.key.hex() not in str(connections[room.alias].settings_dict)


def test_a_vault_is_called_by_its_organisation(house):
    assert str(Vault.objects.get(pk=house.vault.pk)) == "Casa"
    assert Organisation.objects.get() == house.casa
