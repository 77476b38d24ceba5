"""Marks of a body that a family remembers and an examiner writes down: what it is, and where.

Several wordings of one mark are the noise: "scar from a fall" and "healed wound" are the same knee.
The vaguer wordings of a site come last.
"""

from __future__ import annotations

from tessera.cli.demo.words.tables import wordings

# Marks that can be anywhere on arms, legs or shoulders.
PLACED_MARKS = wordings("""
    scar | cicatriz / cicatriz de una caída / herida antigua ya cerrada | cicatrice / ancienne blessure refermée / cicatrice d'une chute | scar / old healed wound
    burn | quemadura antigua / marca de quemadura | ancienne brûlure / trace de brûlure | old burn / healed burn mark
    birthmark | mancha de nacimiento / lunar grande y café | tache de naissance / grande tache brune | birthmark / large brown mark
    rose | tatuaje de una rosa / rosa tatuada | tatouage d'une rose / rose tatouée | tattoo of a rose / rose tattoo
    cross | tatuaje de una cruz / cruz tatuada | tatouage d'une croix / petite croix tatouée | tattoo of a cross / small cross tattoo
    star | tatuaje de una estrella / estrella de cinco puntas tatuada | tatouage d'une étoile / étoile tatouée | star tattoo / tattoo of a star
    mother | tatuaje que dice «Mamá» / la palabra «Mamá» tatuada | tatouage « Maman » / le mot « Maman » tatoué | tattoo reading "Mamá" / the word for mother tattooed
    swallow | tatuaje de una golondrina / pájaro tatuado | tatouage d'une hirondelle / oiseau tatoué | swallow tattoo / tattoo of a bird
    anchor | ancla tatuada / tatuaje de un ancla | ancre tatouée / tatouage d'une ancre | anchor tattoo / tattooed anchor
    stitches | cicatriz con puntos / costura de seis puntos | cicatrice avec points de suture / six points de suture anciens | scar with stitches / six old stitches
    vaccine | marca de vacuna grande / huella redonda de vacuna | grande marque de vaccin / trace ronde de vaccin | large vaccination mark / round vaccine scar
    fracture | fractura antigua ya soldada / hueso soldado de una fractura | fracture ancienne consolidée / os ressoudé | old healed fracture / bone set after a break
""")  # noqa: E501 - one row is one line, or the table stops being a table

SITES = wordings("""
    left forearm | en el antebrazo izquierdo / en el brazo izq. / en un brazo | à l'avant-bras gauche / au bras gauche / sur un bras | on the left forearm / on one arm
    right forearm | en el antebrazo derecho / en el brazo der. / en un brazo | à l'avant-bras droit / au bras droit / sur un bras | on the right forearm / on one arm
    left shoulder | en el hombro izquierdo / en un hombro | à l'épaule gauche / sur une épaule | on the left shoulder / on one shoulder
    right shoulder | en el hombro derecho / en un hombro | à l'épaule droite / sur une épaule | on the right shoulder / on one shoulder
    left knee | en la rodilla izquierda / en una rodilla | au genou gauche / sur un genou | on the left knee / on one knee
    right knee | en la rodilla derecha / en una rodilla | au genou droit / sur un genou | on the right knee / on one knee
    left shin | en la espinilla izquierda / en la pierna izq. | au tibia gauche / à la jambe gauche | on the left shin / on one leg
    right ankle | en el tobillo derecho / cerca del tobillo | à la cheville droite / près de la cheville | on the right ankle / near an ankle
    left wrist | en la muñeca izquierda / en una muñeca | au poignet gauche / sur un poignet | on the left wrist / on one wrist
    right hand | en la mano derecha / en el dorso de una mano | à la main droite / sur le dos d'une main | on the right hand / on the back of a hand
    collarbone | junto a la clavícula / cerca del cuello | près de la clavicule / près du cou | by the collarbone / near the neck
    back | en la espalda / en la parte alta de la espalda | dans le dos / en haut du dos | on the back / on the upper back
""")  # noqa: E501 - see above

# Marks that have one place only.
FIXED_MARKS = wordings("""
    gold tooth | diente de oro arriba / una pieza dental con corona dorada | dent en or en haut / couronne dorée sur une dent du haut | gold upper tooth / upper tooth with a gold crown
    gap | separación entre los dientes de adelante / dientes delanteros separados | espace entre les dents de devant / dents du bonheur | gap between the front teeth / front teeth apart
    missing molar | le falta una muela abajo / ausencia antigua de un molar inferior | une molaire manque en bas / molaire inférieure absente depuis longtemps | lower molar missing / old loss of a lower molar
    braces | restos de frenillos / pegamento de brackets en los dientes | traces d'appareil dentaire / bagues dentaires | traces of dental braces / bracket glue on teeth
    chipped tooth | un diente delantero astillado / incisivo superior quebrado de antes | dent de devant ébréchée / incisive du haut ébréchée autrefois | chipped front tooth / old chip on an upper incisor
    eyebrow | línea sin pelo en una ceja / ceja partida por una cicatriz | ligne sans poil dans un sourcil / sourcil coupé par une cicatrice | bare line through an eyebrow / eyebrow crossed by a scar
    ear | oreja perforada dos veces / dos aretes en una misma oreja | oreille percée deux fois / deux trous à la même oreille | ear pierced twice / two piercings in one ear
    little finger | meñique torcido / dedo meñique que no se dobla | petit doigt tordu / auriculaire qui ne se plie pas | bent little finger / little finger that does not bend
    appendix | operación de apéndice / cicatriz de apendicectomía | opération de l'appendicite / cicatrice d'appendicectomie | appendix operation / appendectomy scar
    caesarean | cicatriz de cesárea / operada de cesárea | cicatrice de césarienne / opérée d'une césarienne | caesarean scar / scar of a caesarean
    forehead | marca pequeña en la frente / cicatriz en la frente | petite marque au front / cicatrice au front | small mark on the forehead / scar on the forehead
    temples | dos marcas de niñez en las sienes / marcas tradicionales en las sienes | deux marques d'enfance aux tempes / marques traditionnelles aux tempes | two childhood marks at the temples / traditional marks at the temples
    shoe lift | usa plantilla porque una pierna es más corta / una pierna algo más corta | porte une semelle, une jambe plus courte / une jambe un peu plus courte | wears a shoe lift, one leg shorter / one leg slightly shorter
""")  # noqa: E501 - see above

ONLY_WOMEN = frozenset({"caesarean"})
