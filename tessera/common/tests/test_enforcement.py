"""Bodies that control migration are known by their names; those that help people on the move are not mistaken for one."""

import pytest

from tessera.common.enforcement import names_enforcement

BODIES = [
    "ICE", "I.C.E.", "U.S. Immigration and Customs Enforcement", "Instituto Nacional de Migración", "INM", "inm ",
    "Grupo Beta Tapachula", "Police aux frontières", "FRONTEX", "جهاز مكافحة الهجرة غير الشرعية", "الأمن الوطني",
    "خفر السواحل الليبي", "Bundespolizei", "Ausländerbehörde Köln", "Préfecture de Police", "Guardia Nacional",
    "Border Patrol, Tucson Sector", "Policía de Fronteras", "Servicio Nacional de Migración", "Migración Colombia",
    "Departamento de Extranjería", "Police de l’immigration: Direction de l’immigration", "UK Visas and Immigration",
    "Department of Immigration", "Deportation Unit", "Questura di Roma", "ＩＣＥ",
]  # fmt: skip
HELPERS = [
    "Servicio Jesuita a Migrantes", "Pima County Office of the Medical Examiner", "Consulado de Honduras", "DIF Chiapas",
    "Instituto de Medicina Legal", "Procuraduría de Protección de Niñas", "Fiscalía de Migrantes", "Casa del Migrante",
    "Comisión Mexicana de Ayuda a Refugiados", "Red Jesuita con Migrantes", "Clínica legal de migración", "IOM",
    "International Organization for Migration", "Croix-Rouge", "Centro de Derechos del Migrante",
    "Mixed Migration Centre", "Office for migrants' rights", "Médicos sin Fronteras", "Abogados sin Fronteras",
    "Unidad de Investigación de Delitos para Personas Migrantes", "Ice cream for all", "الهلال الأحمر", "",
]  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_body_is_known(name):
    assert names_enforcement(name)


@pytest.mark.parametrize("name", HELPERS)
def test_who_helps_is_not_mistaken(name):
    assert not names_enforcement(name)
