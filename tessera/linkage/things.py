"""Marks and things in three languages: a scar is a "cicatriz", so that a family's words meet a clerk's.

A word that is here becomes its English form; any other stays as it is written. Words that only join others go.
"""

from __future__ import annotations

from tessera.linkage.folding import fold_words

_JOINING = {
    "en": "a an and at in of on the with her his their its to from for over under t",
    "es": "a al con de del el en la las los su sus un una unos unas y por sobre",
    "fr": "a au aux avec d de des du en et l la le les sa ses son sur un une",
}

# English first, the other forms after it; Spanish and French in their own tables.
_ENGLISH = """
    scar scars scarred | tattoo tattoos tattooed tatoo | left | right | no without none not | arm arms forearm |
    hand hands | face facial | leg legs | foot feet | finger fingers | cheek cheeks | chin | neck | ear ears | eye eyes |
    eyebrow eyebrows | nose | forehead | shoulder shoulders | wrist wrists | knee knees | back | chest | tooth teeth |
    mole moles | burn burns burned burnt | birthmark birthmarks | missing lacks lost | gold golden | broken fractured |
    piercing pierced piercings | cross | rose | heart | star | name | surgery surgical operation | big large |
    small little | long | upper | lower |
    black | blue | white | red | grey gray | brown | green | yellow | pink | orange | purple | dark | light |
    shirt shirts tshirt | jeans jean denim | trousers pants pant | shoes shoe | jacket jackets | trainers sneakers
    sneaker trainer | boots boot | belt belts | backpack rucksack knapsack | phone phones cellphone mobile cell telephone |
    cap | hat | sweater jumper pullover sweatshirt | hoodie hooded | underwear briefs boxers | socks sock | blouse | dress |
    skirt | coat | sandals sandal | bag | wallet purse | watch wristwatch | ring rings | necklace chain | bracelet | earring
    earrings | rosary | photograph photo photos photographs picture | leather | silver | money | card | document
"""
_SPANISH = """
    scar cicatriz cicatrices | tattoo tatuaje tatuajes tatuado | left izquierdo izquierda izq | right derecho derecha der |
    no sin ninguno ninguna ningun | arm brazo brazos antebrazo | hand mano manos | face cara rostro | leg pierna piernas |
    foot pie pies | finger dedo dedos | cheek mejilla mejillas cachete | chin menton barbilla | neck cuello |
    ear oreja orejas oido | eye ojo ojos | eyebrow ceja cejas | nose nariz | forehead frente | shoulder hombro hombros |
    wrist muneca munecas | knee rodilla rodillas | back espalda | chest pecho | tooth diente dientes muela muelas |
    mole lunar lunares | burn quemadura quemaduras | birthmark | missing falta faltan perdido | gold oro dorado dorada |
    broken roto rota quebrado fractura | piercing perforacion perforaciones | cross cruz | rose rosa | heart corazon |
    star estrella | name nombre | surgery cirugia operacion | big grande grandes | small pequeno pequena chico |
    long largo larga | upper superior | lower inferior |
    black negro negra negros negras | blue azul azules | white blanco blanca blancos blancas | red rojo roja rojos rojas |
    grey gris grises | brown cafe marron | green verde verdes | yellow amarillo amarilla | pink rosado rosada |
    orange anaranjado naranja | purple morado morada | dark oscuro oscura | light claro clara |
    shirt camisa camisas camiseta playera | jeans mezclilla vaqueros bluyin yin | trousers pantalon pantalones |
    shoes zapato zapatos | jacket chaqueta chamarra chumpa | trainers tenis zapatillas | boots bota botas |
    belt cinturon cincho faja | backpack mochila | phone telefono celular | cap gorra | hat sombrero |
    sweater sueter buzo | hoodie capucha sudadera | underwear calzoncillo calzon boxer bikini | socks calcetin calcetines |
    blouse blusa | dress vestido | skirt falda | coat abrigo | sandals sandalias chanclas | bag bolsa bolso |
    wallet cartera billetera | watch reloj | ring anillo anillos | necklace collar cadena | bracelet pulsera brazalete |
    earring arete aretes | rosary rosario | photograph foto fotos fotografia | leather cuero | silver plata |
    money dinero | card tarjeta | document documento
"""
_FRENCH = """
    scar cicatrice cicatrices | tattoo tatouage tatouages tatoue | left gauche | right droite droit |
    no sans aucun aucune pas | arm bras | hand main mains | face visage | leg jambe jambes | foot pied pieds |
    finger doigt doigts | cheek joue joues | chin menton | neck cou | ear oreille oreilles | eye oeil yeux |
    eyebrow sourcil | nose nez | forehead front | shoulder epaule epaules | wrist poignet | knee genou genoux | back dos |
    chest poitrine | tooth dent dents | mole grain | burn brulure | missing manque manquante | gold or dore |
    broken casse fracture | piercing perce | cross croix | heart coeur | star etoile | name nom | surgery chirurgie |
    big grand grande | small petit petite | long longue | upper superieure | lower inferieure |
    black noir noire | blue bleu bleue | white blanc blanche | red rouge | grey gris grise | brown brun marron |
    green vert verte | yellow jaune | purple violet | dark fonce | light clair |
    shirt chemise maillot | trousers pantalon | shoes chaussure chaussures | jacket veste blouson | trainers baskets |
    boots bottes | belt ceinture | phone telephone portable | cap casquette | hat chapeau | sweater pull |
    hoodie capuche | underwear slip calecon | socks chaussettes | blouse chemisier | dress robe | skirt jupe |
    coat manteau | sandals sandales | bag sac | wallet portefeuille | watch montre | ring bague anneau |
    necklace collier | earring boucle | rosary chapelet | leather cuir | silver argent | money monnaie | card carte
"""


def _table(rows: str) -> dict[str, str]:
    return {form: row.split()[0] for row in rows.split("|") for form in row.split()}


_TABLES = {"en": _table(_ENGLISH), "es": _table(_SPANISH), "fr": _table(_FRENCH)}
for _language in ("es", "fr"):
    # The first of a row is English: "scar" is no Spanish word.
    _TABLES[_language] = {form: to for form, to in _TABLES[_language].items() if form != to or form == "no"}
_MEANING = {form: to for table in (_TABLES["fr"], _TABLES["es"], _TABLES["en"]) for form, to in table.items()}
_LANGUAGE_OF = {
    language: frozenset(_TABLES[language]) | frozenset(joining.split())
    for language, joining in _JOINING.items()
}
_ALL_JOINING = frozenset(word for row in _JOINING.values() for word in row.split())


def thing_words(text: str) -> tuple[str, ...]:
    """The telling words of a mark or a thing; empty for "none", which says no more than a blank."""
    words = fold_words(text)
    telling = [_MEANING.get(word, word) for word in words if word not in _ALL_JOINING]
    return () if set(telling) <= {"no"} else tuple(telling)


def languages(text: str) -> frozenset[str]:
    """The languages that most of the words of a text are of; empty where no word is known."""
    words = fold_words(text)
    counts = {language: sum(word in known for word in words) for language, known in _LANGUAGE_OF.items()}
    most = max(counts.values())
    return frozenset(language for language, count in counts.items() if most and count == most)


def oppose(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two phrases that share a thing say the contrary of it: left and right, with and without."""
    sides = {"left", "right"}
    here, there = sides.intersection(one), sides.intersection(other)
    contrary = bool(here and there and not here & there) or ("no" in one) != ("no" in other)
    return contrary and bool(set(one) & set(other) - sides - {"no"})
