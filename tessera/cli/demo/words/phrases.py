"""Short phrases by language: who asks, how to reach them safely, who keeps somebody who died, vessels."""

from __future__ import annotations

from tessera.cli.demo.words.tables import wordings

RELATIONS = wordings("""
    mother | su madre | sa mère | mother
    father | su padre | son père | father
    sister | su hermana | sa sœur | sister
    brother | su hermano | son frère | brother
    aunt | su tía | sa tante | aunt
    wife | su esposa | son épouse | wife
    husband | su esposo | son mari | husband
    cousin | su primo | son cousin | cousin
    friend | su amiga | son amie | friend
""")

# Those whose sample can be compared with somebody's remains.
KIN = frozenset({"mother", "father", "sister", "brother"})

CONTACTS = {
    "es": (
        "{phone}, por la mañana",
        "{phone}, solo mensajes de voz",
        "{phone}, después de las 18 h; contesta la nieta",
        "{phone}, teléfono de una vecina de confianza",
        "por medio de la tienda de la esquina en {origin}, los domingos",
        "{phone}, no dejar recado con otra persona",
    ),
    "fr": (
        "{phone}, le matin",
        "{phone}, messages vocaux seulement",
        "{phone}, après 18 h ; sa fille répond",
        "{phone}, téléphone d'une voisine de confiance",
        "par le télécentre de {origin}, le vendredi",
        "{phone}, ne pas laisser de message à un tiers",
    ),
}

CUSTODIANS = {
    "es": (
        "Servicio forense regional, {place}",
        "Cementerio municipal de {place}, lote {number}",
        "Cementerio de {place}, nicho {number}",
        "Depósito del hospital de {place}",
        "Medicina legal, {place}",
    ),
    "fr": (
        "Morgue de l'hôpital régional, {place}",
        "Cimetière de {place}, carré {number}",
        "Cimetière de {place}, tombe {number}",
        "Institut médico-légal, {place}",
    ),
}

# By language, then by who says where: families say "near", finders pace it out, and at sea there is a shore.
NEAR = {
    "es": {
        "family": ("cerca de {place}", "por {place}"),
        "land": ("cerca de {place}", "afueras de {place}", "{km} km al norte de {place}"),
        "sea": ("costa de {place}", "frente a {place}"),
    },
    "fr": {
        "family": ("près de {place}", "vers {place}"),
        "land": ("près de {place}", "environs de {place}", "à {km} km au nord de {place}"),
        "sea": ("côte de {place}", "au large de {place}"),
    },
}

# How a group travelled, as it is remembered, by kind of way.
CRAFTS = {
    "ocean": wordings("""
        blue and white | un cayuco azul y blanco | une pirogue bleue et blanche | a blue and white boat
        eye | un cayuco con un ojo en la proa | une pirogue avec un œil à la proue | a boat with an eye
        two motors | un cayuco verde de dos motores | une pirogue verte à deux moteurs | a green boat
        star | un cayuco con una estrella amarilla | une pirogue à étoile jaune | a boat with a yellow star
    """),
    "strait": wordings("""
        grey inflatable | una lancha neumática gris | un canot pneumatique gris | a grey inflatable
        black inflatable | una neumática negra sin nombre | un canot noir sans nom | a black inflatable
        red wooden | una patera de madera roja | une barque de bois rouge | a red wooden boat
    """),
    "road": wordings("""
        trailer | un tráiler blanco de caja larga | un camion blanc à longue remorque | a white trailer
        tarpaulin | un camión con lona verde | un camion bâché de vert | a lorry with a green tarpaulin
        bus | un autobús viejo pintado de azul | un vieux car peint en bleu | an old blue bus
    """),
    "rail": wordings("""
        yellow wagon | un vagón de carga amarillo | un wagon de marchandises jaune | a yellow goods wagon
        grain wagon | un vagón granelero | un wagon à grain | a grain wagon
    """),
    "raft": wordings("""
        tyres | una balsa de cámaras de llanta | un radeau de chambres à air | a raft of inner tubes
        launch | una lancha azul | une barque bleue | a blue launch
    """),
    "guide": wordings("""
        van | una camioneta gris de doble cabina | une camionnette grise | a grey van
        on foot | un grupo a pie con dos guías | un groupe à pied avec deux guides | a group on foot
    """),
}
