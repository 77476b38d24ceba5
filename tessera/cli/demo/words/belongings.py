"""What people carry: clothes, keepsakes and papers, in several wordings and three languages.

`{colour}` and `{initials}` are filled in when the thing is described; a wording without them is the vaguer
account of somebody who saw less.
"""

from __future__ import annotations

from tessera.cli.demo.words.tables import wordings

CLOTHES = wordings("""
    cap | gorra de color {colour} / gorra / cachucha {colour} | casquette de couleur {colour} / casquette | {colour} cap / baseball cap
    t-shirt | camiseta de color {colour} / playera de color {colour} | tee-shirt de couleur {colour} / tricot de couleur {colour} | {colour} T-shirt
    shirt | camisa de color {colour} a cuadros / camisa de manga larga | chemise de couleur {colour} à carreaux / chemise à manches longues | {colour} checked shirt / long-sleeved shirt
    hoodie | sudadera con capucha de color {colour} / sudadera | pull à capuche de couleur {colour} / sweat à capuche | {colour} hoodie / hooded sweatshirt
    jacket | chamarra de color {colour} / chaqueta impermeable | blouson de couleur {colour} / veste imperméable | {colour} jacket / waterproof jacket
    jeans | pantalón de mezclilla / vaqueros | pantalon en jean / jean délavé | jeans / denim trousers
    track suit | pantalón de correr de color {colour} / pantalón con rayas a los lados | jogging de couleur {colour} / survêtement à bandes | {colour} track-suit trousers / striped sweatpants
    football shirt | camiseta de fútbol con el número 10 / camiseta de un equipo, de color {colour} | maillot de foot numéro 10 / maillot d'équipe de couleur {colour} | football shirt, number 10 / {colour} team shirt
    trainers | tenis de color {colour} / zapatillas de correr | baskets de couleur {colour} / chaussures de sport | {colour} trainers / sports shoes
    boots | botas de trabajo cafés / botas con punta reforzada | bottes de travail marron / chaussures de chantier | brown work boots / boots with hard toes
    sandals | sandalias de plástico / chanclas de color {colour} | sandales en plastique / claquettes de couleur {colour} | plastic sandals / {colour} flip-flops
    scarf | pañuelo de color {colour} / pañoleta bordada | foulard de couleur {colour} / foulard brodé | {colour} scarf / embroidered scarf
    robe | túnica larga de color {colour} / túnica tradicional | boubou de couleur {colour} / longue tunique | long {colour} robe / traditional tunic
    belt | cinturón de cuero con hebilla de caballo / cincho vaquero | ceinture de cuir à boucle en forme de cheval / ceinture à grosse boucle | leather belt with a horse buckle / cowboy belt
    backpack | mochila escolar de color {colour} / mochila pequeña | sac à dos d'écolier de couleur {colour} / petit sac à dos | {colour} school backpack / small rucksack
    life vest | chaleco salvavidas de color {colour} / chaleco flotador | gilet de sauvetage de couleur {colour} / gilet flottant | {colour} life jacket
    rain trousers | pantalón de pescador impermeable / pantalón de hule | pantalon de ciré / pantalon de pêche imperméable | fisherman's oilskin trousers
""")  # noqa: E501 - one row is one line, or the table stops being a table

# What nobody wears where names come from. Oilskins and life vests belong to the sea routes.
CLOTHES_ELSEWHERE = {
    "americas": frozenset({"robe", "life vest", "rain trousers"}),
    "west africa": frozenset({"belt"}),
    "maghreb": frozenset({"belt", "rain trousers"}),
}

# Things that say whose they are: each pair that is hard to see keeps one of these.
KEEPSAKES = wordings("""
    rosary | rosario de madera / rosario de cuentas cafés | chapelet en bois / chapelet aux grains bruns | wooden rosary / rosary with brown beads
    prayer beads | misbaha de cuentas verdes / sarta de cuentas para rezar | chapelet musulman vert / misbaha de perles vertes | green prayer beads / string of prayer beads
    amulet | bolsita de cuero cosida para protección / amuleto de cuero | gri-gri de cuir / petit étui de cuir cousu | sewn leather amulet / leather pouch on a cord
    ring | anillo de plata con las iniciales {initials} / argolla grabada {initials} | bague en argent gravée {initials} / anneau aux initiales {initials} | silver ring engraved {initials}
    bracelet | pulsera tejida con las letras {initials} / pulsera de hilo con letras | bracelet tressé avec les lettres {initials} / bracelet de fil à lettres | woven bracelet with the letters {initials} / thread bracelet with letters
    medal | medalla de la Virgen con cadena fina / cadenita con una virgen | médaille de la Vierge sur une chaîne fine / petite chaîne avec une vierge | medal of the Virgin on a thin chain
    photo | foto de una niña en uniforme, plastificada / retrato plastificado de una niña | photo plastifiée d'une fillette en uniforme / portrait plastifié d'une petite fille | laminated photo of a girl in uniform
    watch | reloj con correa de cuero, parado / reloj de pulsera Casio | montre à bracelet de cuir, arrêtée / montre Casio | stopped watch with a leather strap / Casio wristwatch
    bible | biblia de bolsillo con dedicatoria de {initials} / Nuevo Testamento pequeño subrayado | petite bible dédicacée par {initials} / Nouveau Testament de poche | pocket Bible with a dedication by {initials}
    booklet | librito de oraciones envuelto en plástico / cuadernito de suras | livret de prières sous plastique / petit recueil de sourates | prayer booklet wrapped in plastic
    notebook | cuaderno de espiral con dibujos de casas / libreta con dibujos | cahier à spirale avec des dessins de maisons / carnet de dessins | spiral notebook with drawings of houses
    harmonica | armónica en estuche de tela / armónica vieja | harmonica dans un étui de tissu / vieil harmonica | harmonica in a cloth case / old harmonica
    key | llave atada con cinta roja / una llave con cinta | clé attachée par un ruban rouge / une clé avec un ruban | key tied with a red ribbon
    spectacles | lentes con una patilla pegada / anteojos reparados con cinta | lunettes à la branche recollée / lunettes réparées au ruban adhésif | glasses with a mended arm / spectacles mended with tape
    phone | teléfono Samsung con la pantalla estrellada / teléfono con funda de color {colour} | téléphone Samsung à l'écran fêlé / téléphone à coque de couleur {colour} | Samsung phone with a cracked screen / phone in a {colour} case
    inhaler | inhalador para el asma / aparato para el asma, de color azul | inhalateur pour l'asthme / ventoline bleue | asthma inhaler / blue inhaler
    sewing kit | hilo y agujas en una lata / costurero de lata | fil et aiguilles dans une boîte / petite boîte à couture | thread and needles in a tin / tin sewing kit
    coin | moneda con agujero colgada al cuello / moneda antigua en un cordón | pièce percée portée au cou / vieille pièce sur un cordon | holed coin on a cord
    blanket | manta de bebé con patos / cobijita bordada de patos | couverture de bébé aux canards / petite couverture brodée de canards | baby blanket with ducks
    handkerchief | pañuelo bordado con {initials} / pañuelo blanco bordado a mano | mouchoir brodé {initials} / mouchoir blanc brodé main | handkerchief embroidered {initials}
    earring | arete de plata en forma de luna / un solo arete de luna | boucle d'oreille en argent, en forme de lune / une seule boucle en lune | silver moon earring / single moon earring
    drum | tamborcito de recuerdo / llavero con forma de tambor | petit tambour souvenir / porte-clés en forme de tambour | small toy drum / drum-shaped key ring
    knife | navaja con mango de hueso / cortaplumas de hueso | canif à manche en os / couteau de poche en os | pocket knife with a bone handle
    letter | carta de su hermana metida en un plástico / carta escrita a mano en una bolsita | lettre de sa sœur sous plastique / lettre manuscrite dans un sachet | sister's letter in a plastic bag / handwritten letter in a bag
""")  # noqa: E501 - see above

# Faith shows in keepsakes: which ones are likely where names come from.
KEEPSAKES_ELSEWHERE = {
    "americas": frozenset({"prayer beads", "amulet", "booklet", "drum"}),
    "west africa": frozenset({"rosary", "medal", "bible", "harmonica"}),
    "maghreb": frozenset({"rosary", "medal", "bible", "amulet", "drum"}),
}

NUMBER_SEEN = {
    "es": (
        "papel con un teléfono que termina en {digits}",
        "número escrito dentro del cinturón, últimas cifras {digits}",
        "tarjeta de recarga con un número apuntado, solo se lee {digits}",
    ),
    "fr": (
        "papier avec un numéro finissant par {digits}",
        "numéro écrit dans la ceinture, derniers chiffres {digits}",
        "carte de recharge avec un numéro noté, on lit {digits}",
    ),
}

COLOURS = wordings("""
    blue | azul | bleue | blue
    red | rojo | rouge | red
    green | verde | verte | green
    black | negro | noire | black
    grey | gris | grise | grey
    white | blanco | blanche | white
    yellow | amarillo | jaune | yellow
    orange | naranja | orange | orange
    brown | café | marron | brown
""")
