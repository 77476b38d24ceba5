"""Towns people leave, and shores they cross between, from the Senegal river to Spain."""

from __future__ import annotations

from tessera.cli.demo.words.tables import Place, places

ORIGINS = places("""
    Mbour / M'Bour / Mbur | Thiès | SN
    Saint-Louis / St-Louis / Ndar | Saint-Louis | SN
    Kayar / Cayar | Thiès | SN
    Thiaroye / Tiaroye | Dakar | SN
    Rufisque / Rufisk | Dakar | SN
    Kolda | Kolda | SN
    Tambacounda / Tamba / Tambakunda | Tambacounda | SN
    Louga | Louga | SN
    Ziguinchor / Zinguinchor | Ziguinchor | SN
    Kaolack / Kaolak | Kaolack | SN
    Joal / Joal-Fadiouth | Thiès | SN
    Barra | North Bank | GM
    Brikama / Brikamah | West Coast | GM
    Farafenni / Farafeni | North Bank | GM
    Basse / Basse Santa Su | Upper River | GM
    Serekunda / Serrekunda | Kanifing | GM
    Kayes / Kaye | Kayes | ML
    Sikasso / Sikaso | Sikasso | ML
    Nioro / Nioro du Sahel | Kayes | ML
    Labé / Labe | Labé | GN
    Mamou / Mamu | Mamou | GN
    Kankan / Cancan | Kankan | GN
    Béni Mellal / Beni Mellal / بني ملال | Béni Mellal-Khénifra | MA
    Khouribga / Juribga / خريبكة | Béni Mellal-Khénifra | MA
    Nador / Nadur / الناظور | Oriental | MA
    Guelmim / Guelmin / كلميم | Guelmim-Oued Noun | MA
    Fquih Ben Salah / Fkih Ben Saleh | Béni Mellal-Khénifra | MA
    Larache / Laratxe / العرائش | Tanger-Tétouan | MA
    Mostaganem / Mustaghanim / مستغانم | Mostaganem | DZ
    Chlef / Ech Cheliff / الشلف | Chlef | DZ
    Rosso / روصو | Trarza | MR
    Kaédi / Kaedi / كيهيدي | Gorgol | MR
    Nouadhibou / Nuadibú / نواذيبو | Dakhlet Nouadhibou | MR
""")

ATLANTIC_STARTS = places("""
    Mbour / M'Bour / Mbur | Thiès | SN
    Saint-Louis / St-Louis / Ndar | Saint-Louis | SN
    Kayar / Cayar | Thiès | SN
    Kafountine / Kafuntin | Ziguinchor | SN
    Joal / Joal-Fadiouth | Thiès | SN
    Barra | North Bank | GM
    Nouadhibou / Nuadibú | Dakhlet Nouadhibou | MR
    Nouakchott / Nuakchot | Nouakchott | MR
""")
ATLANTIC_ENDS = places("""
    La Restinga / Restinga | El Hierro | ES
    Los Cristianos | Tenerife | ES
    Arguineguín / Arguineguin | Gran Canaria | ES
    Arrecife / Arecife | Lanzarote | ES
    Gran Tarajal | Fuerteventura | ES
    Nouadhibou / Nuadibú | Dakhlet Nouadhibou | MR
    Saint-Louis / St-Louis / Ndar | Saint-Louis | SN
""")
CANARY_STARTS = places("""
    Tan-Tan / Tantan | Guelmim-Oued Noun | MA
    Sidi Ifni / Sidi-Ifni | Guelmim-Oued Noun | MA
    Agadir | Souss-Massa | MA
    Mirleft / Mirelft | Guelmim-Oued Noun | MA
""")
CANARY_ENDS = places("""
    Arrecife / Arecife | Lanzarote | ES
    Gran Tarajal | Fuerteventura | ES
    Arguineguín / Arguineguin | Gran Canaria | ES
    Tan-Tan / Tantan | Guelmim-Oued Noun | MA
""")
STRAIT_STARTS = places("""
    Nador / Nadur | Oriental | MA
    Tanger / Tánger / Tangier | Tanger-Tétouan | MA
    Al Hoceïma / Alhucemas / Al Hoceima | Tanger-Tétouan | MA
    Fnideq / Castillejos | Tanger-Tétouan | MA
    Kénitra / Kenitra | Rabat-Salé | MA
    Mostaganem / Mustaghanim | Mostaganem | DZ
""")
STRAIT_ENDS = places("""
    Motril | Granada | ES
    Almería / Almeria | Almería | ES
    Algeciras | Cádiz | ES
    Tarifa | Cádiz | ES
    Carboneras | Almería | ES
    Barbate | Cádiz | ES
    Nador / Nadur | Oriental | MA
    Al Hoceïma / Alhucemas / Al Hoceima | Tanger-Tétouan | MA
""")
ROAD_STARTS = places("""
    Rosso / Roso | Saint-Louis | SN
    Nouakchott / Nuakchot | Nouakchott | MR
    Nouadhibou / Nuadibú | Dakhlet Nouadhibou | MR
    Bamako | Bamako | ML
    Kidira | Tambacounda | SN
    Gao | Gao | ML
""")
ROAD_ENDS = places("""
    Casablanca / Casa | Casablanca-Settat | MA
    Oujda / Uchda | Oriental | MA
    Nador / Nadur | Oriental | MA
    Agadir | Souss-Massa | MA
    Rabat | Rabat-Salé | MA
    Tiznit | Souss-Massa | MA
    Nouakchott / Nuakchot | Nouakchott | MR
""")


def origins_of(country: str) -> tuple[Place, ...]:
    return tuple(place for place in ORIGINS if place.country == country)
