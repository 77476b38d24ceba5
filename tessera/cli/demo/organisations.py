"""The eight invented organisations of five countries, their members, and how much work each of them has.

The names are those of storybooks, so that nobody takes them for an organisation that exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tessera.cli.demo import routes
from tessera.cli.demo.routes import Stretch
from tessera.cli.demo.shapes import DemoMember, DemoOrganisation, Role

NETWORK_NAME = "Red Dos Orillas · Réseau Deux Rives"

ORGANISATIONS = (
    DemoOrganisation(
        "Comité de Familias Hilo Azul",
        "HN",
        "es",
        "north",
        "Choluteca",
        "committee of families",
        "Madres, padres y hermanas que buscan juntos a quienes salieron y no volvieron a llamar.",
    ),
    DemoOrganisation(
        "Colectiva de Mujeres La Tinaja Cantora",
        "HN",
        "es",
        "north",
        "El Progreso",
        "women's group",
        "Recibe a mujeres que regresan, acompaña a sus hijas e hijos y ayuda a sus familias a buscar.",
    ),
    DemoOrganisation(
        "Albergue La Ceiba de los Mil Pasos",
        "MX",
        "es",
        "north",
        "Tenosique",
        "shelter",
        "Cama, comida y llamada gratis a casa para quien pasa por la frontera sur, los siete días.",
    ),
    DemoOrganisation(
        "Grupo de Apoyo Forense Piedra con Nombre",
        "MX",
        "es",
        "north",
        "Caborca",
        "forensic support group",
        "Antropólogas y voluntarias que devuelven el nombre a quienes fallecieron en el desierto.",
    ),
    DemoOrganisation(
        "Association des Mères de la Lampe-Tempête",
        "SN",
        "fr",
        "atlantic",
        "Mbour",
        "committee of families",
        "Des mères de pêcheurs tiennent la liste des départs et attendent ensemble les nouvelles.",
    ),
    DemoOrganisation(
        "Veilleurs du Cerf-Volant",
        "MA",
        "fr",
        "atlantic",
        "Nador",
        "monitors",
        "Bénévoles qui suivent les traversées, visitent les hôpitaux et entretiennent les tombes.",
    ),
    DemoOrganisation(
        "Casa de Acogida El Faro Dormilón",
        "ES",
        "es",
        "atlantic",
        "Gran Tarajal",
        "shelter",
        "Recibe a quien llega por mar, con intérpretes, ropa seca y tiempo para contar.",
    ),
    DemoOrganisation(
        "Clínica Jurídica Paraguas Prestado",
        "ES",
        "es",
        "atlantic",
        "Almería",
        "legal clinic",
        "Abogadas que acompañan a familias lejanas ante juzgados, hospitales y cementerios.",
    ),
)

_TEAM: tuple[tuple[int, str, str, Role, str], ...] = (
    (0, "Marta Elvia Sabillón Tábora", "marta.sabillon", "administrator", "es"),
    (0, "Nery Adalid Cálix", "nery.calix", "coordinator", "es"),
    (0, "Digna Emérita Umanzor", "digna.umanzor", "case_worker", "es"),
    (1, "Suyapa Iveth Banegas", "suyapa.banegas", "coordinator", "es"),
    (1, "Lesly Carolina Discua", "lesly.discua", "case_worker", "es"),
    (2, "Fray Anselmo Tuz Ovando", "anselmo.tuz", "coordinator", "es"),
    (2, "Rocío Chablé Mayo", "rocio.chable", "case_worker", "es"),
    (2, "Hannah Birchwater", "hannah.birchwater", "reader", "en"),
    (3, "Itzel Noriega Bojórquez", "itzel.noriega", "coordinator", "es"),
    (3, "Plutarco Yocupicio", "plutarco.yocupicio", "case_worker", "es"),
    (3, "Amparo Grijalva Monge", "amparo.grijalva", "reader", "es"),
    (4, "Yacine Ndoumbé Sarr", "yacine.sarr", "coordinator", "fr"),
    (4, "El Hadji Mor Talla Niang", "mor.niang", "case_worker", "fr"),
    (5, "Loubna Ezziani", "loubna.ezziani", "coordinator", "fr"),
    (5, "Tarik Oubenali", "tarik.oubenali", "case_worker", "fr"),
    (5, "Solène Kervadec", "solene.kervadec", "reader", "fr"),
    (6, "Candelaria Perdomo Umpiérrez", "candelaria.perdomo", "coordinator", "es"),
    (6, "Lamine Colley", "lamine.colley", "case_worker", "en"),
    (7, "Remedios Galdeano Cazorla", "remedios.galdeano", "coordinator", "es"),
    (7, "Iñaki Lizarreta", "inaki.lizarreta", "case_worker", "es"),
    (7, "Aziza Belhaouari", "aziza.belhaouari", "reader", "fr"),
)
MEMBERS = tuple(DemoMember(*row) for row in _TEAM)


@dataclass(frozen=True, slots=True)
class Workload:
    """How many records an organisation keeps, how many of them are `pairs`, from where, along what."""

    sought: int
    alive: int
    remains: int
    pairs: int
    nationalities: Mapping[str, int]
    stretches: tuple[Stretch, ...]


_HOME = {"HN": 90, "SV": 5, "GT": 3, "NI": 2}
_TRANSIT = {"HN": 42, "GT": 26, "SV": 14, "NI": 8, "MX": 10}
_SENEGAL = {"SN": 80, "GM": 9, "ML": 6, "GN": 5}
_CROSSING = {"MA": 36, "SN": 22, "GN": 14, "ML": 12, "DZ": 8, "GM": 8}
_ISLANDS = {"SN": 40, "MA": 20, "ML": 14, "GM": 12, "MR": 8, "GN": 6}

# In the order of ORGANISATIONS. In all 400 sought, 400 found alive, 500 remains, 60 pairs.
WORKLOADS = (
    Workload(90, 20, 30, 9, _HOME, (routes.BORDER, routes.RAILS, routes.RIVER, routes.DESERT)),
    Workload(35, 45, 10, 5, _HOME, (routes.BORDER, routes.RAILS)),
    Workload(50, 120, 25, 9, _TRANSIT, (routes.BORDER, routes.RAILS)),
    Workload(50, 15, 175, 10, _TRANSIT, (routes.DESERT, routes.RIVER)),
    Workload(65, 30, 40, 8, _SENEGAL, (routes.ATLANTIC, routes.SAHARA)),
    Workload(35, 45, 85, 7, _CROSSING, (routes.STRAIT, routes.CANARY, routes.SAHARA)),
    Workload(35, 95, 25, 6, _ISLANDS, (routes.ATLANTIC, routes.CANARY)),
    Workload(40, 30, 110, 6, _CROSSING, (routes.STRAIT, routes.CANARY)),
)
