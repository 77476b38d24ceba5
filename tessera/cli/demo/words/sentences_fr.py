"""What people write about a search, in French: an opening, a detail, a closing.

`[il|elle]` is the man's and the woman's form; a sentence with one is not used where the sex is unknown.
Slots: {place}, {relation} ("sa mère"), {Relation} ("Sa mère"), {craft}, {start}, {aboard}.
A key other than the three, such as "seen soon", holds what only fits some records.
"""

from __future__ import annotations

SOUGHT = {
    "any": (
        "[Il|Elle] a appelé pour la dernière fois depuis {place} et disait reprendre la route le lendemain.",
        "Le dernier message vocal venait de {place} ; la voix était calme.",
        "Parti[|e] avec deux voisins, [il|elle] a donné des nouvelles jusqu'à {place}.",
        "Au dernier appel, quelqu'un lui avait prêté un téléphone à {place}.",
        "Une photo est arrivée de {place}, puis le téléphone est resté éteint.",
        "[Il|Elle] devait rappeler en arrivant chez une connaissance à {place} ; l'appel n'est pas venu.",
        "Depuis {place}, [il|elle] a demandé des nouvelles de chacun à la maison.",
        "De {place}, [il|elle] écrivait que le travail au marché suffisait pour manger.",
    ),
    "sea": (
        "[Il|Elle] a dit depuis {place} que le départ était pour la nuit.",
        "Le dernier appel venait de la plage de {place}, avec beaucoup de vent.",
        "Un ami resté à terre raconte que le groupe était prêt à quitter {place}.",
        "Depuis {place}, [il|elle] a demandé qu'on prie jusqu'à l'arrivée.",
        "[Il|Elle] connaissait bien la mer et a quitté {place} sans crainte.",
    ),
    "road": (
        "[Il|Elle] est monté[|e] dans un car de nuit à {place} et n'a plus écrit.",
        "À {place}, [il|elle] comptait travailler deux mois pour payer la suite.",
        "Le camion s'est arrêté à {place} et le groupe s'est séparé.",
    ),
    "detail": (
        "[Il|Elle] voyageait avec un cousin plus jeune, aujourd'hui en sécurité.",
        "Couturi[er|ère] de métier, toujours du fil dans la poche.",
        "[Il|Elle] chante bien et connaît beaucoup de chansons par cœur.",
        "[Il|Elle] parle peu et rit en se cachant la bouche.",
        "[Il|Elle] aime le football et joue gardien de but.",
        "Gauch[er|ère], avec une écriture très ronde.",
        "[Il|Elle] boite un peu depuis une chute d'enfance.",
        "[Il|Elle] allait rejoindre une sœur pas revue depuis neuf ans.",
        "Deux enfants de la maison demandent chaque soir des nouvelles.",
        "[Il|Elle] étudiait la mécanique et réparait les motos du quartier.",
        "[Il|Elle] portait le vêtement offert pour le voyage.",
        "[Il|Elle] parle un peu d'espagnol, appris avec des touristes.",
    ),
    "west africa": (
        "[Il|Elle] parle quatre langues et sert d'interprète à tout le monde.",
        "Connu[|e] au port pour ses plaisanteries et sa voix grave.",
    ),
    "maghreb": (
        "[Il|Elle] travaillait dans une boulangerie et se lève avant tout le monde.",
        "[Il|Elle] a appris l'espagnol en regardant des matchs au café.",
    ),
    "closing": (
        "{Relation} garde le téléphone allumé toutes les nuits.",
        "{Relation} demande qu'on appelle en journée, sans donner de nom à qui répond.",
        "La famille préfère que la photo ne soit pas publiée.",
        "La famille veut savoir, quelle que soit la nouvelle.",
        "Les hôpitaux et les foyers ont déjà été appelés, sans résultat.",
        "{Relation} ne lit pas ; mieux vaut laisser un message vocal.",
        "À la maison, son assiette est mise chaque vendredi.",
    ),
    "kin": ("Un prélèvement d'ADN de {relation} a été fait en mars.",),
}

ALIVE = {
    "any": (
        "[Il|Elle] est arrivé[|e] à {place} à pied avec un groupe de cinq personnes.",
        "Une personne s'est présentée à {place} et a demandé à appeler sa famille.",
        "Le téléphone a été perdu en route et les numéros oubliés.",
        "[Il|Elle] se remet à l'hôpital de {place}, est conscient[|e] et parle volontiers.",
        "[Il|Elle] loge depuis trois semaines chez une famille de {place}.",
        "[Il|Elle] aide à la cuisine en attendant de décider de la suite.",
        "Une voisine de {place} l'a accueilli[|e] et nous a prévenus.",
    ),
    "sea": (
        "[Il|Elle] a été secouru[|e] près de {place} et a passé deux nuits à l'hôpital.",
        "[Il|Elle] a débarqué à {place} avec une quarantaine d'autres personnes.",
        "[Il|Elle] est revenu[|e] à {place} après une panne de moteur au large.",
    ),
    "road": (
        "[Il|Elle] travaille à la journée au marché de {place}.",
        "[Il|Elle] a été déposé[|e] par un camionneur à {place}, très fatigué[|e].",
    ),
    "detail": (
        "[Il|Elle] demande un frère perdu de vue en route.",
        "[Il|Elle] parle lentement et oublie parfois les dates.",
        "[Il|Elle] donne un nom et dit qu'à la maison on l'appelle autrement.",
        "Le nom a été écrit comme il s'entend.",
        "L'âge est celui annoncé ; [il|elle] paraît plus jeune.",
        "L'entretien s'est fait avec un compagnon de route comme interprète.",
        "[Il|Elle] garde dans un sachet le peu qui n'a pas été mouillé.",
        "[Il|Elle] rêve d'ouvrir un atelier de couture.",
        "[Il|Elle] chantonne en attendant.",
        "[Il|Elle] dort mieux depuis qu'[il|elle] partage une chambre.",
    ),
    "yes": (
        "[Il|Elle] veut que sa famille sache que tout va bien.",
        "D'accord pour parler à la famille dès qu'elle sera retrouvée.",
    ),
    "no": (
        "Pour l'instant, [il|elle] préfère que personne ne sache où [il|elle] se trouve.",
        "La famille ne doit pas être cherchée : c'est son souhait.",
    ),
    "message only": (
        "D'accord pour transmettre un message, sans dire le lieu.",
        "Un court salut a été enregistré pour les siens ; pas d'appel pour le moment.",
    ),
    "not asked": (
        "La question du contact avec la famille n'a pas encore été posée.",
        "Il reste à parler calmement du contact avec les siens.",
    ),
}

REMAINS = {
    "seen soon": (
        "Personne décédée à {place} ; elle repose au cimetière municipal.",
        "Personne décédée à l'hôpital de {place}, sans proche à ses côtés.",
    ),
    "any": (
        "Restes retrouvés près de {place} après l'appel d'un habitant.",
        "Un berger a signalé le lieu, aux abords de {place}.",
    ),
    "sea": (
        "Le courant a ramené la personne sur une plage de {place}.",
        "Personne ramenée par des pêcheurs devant {place}.",
        "Personne décédée en mer et conduite au port de {place}.",
        "Les anciens du village de {place} ont veillé jusqu'à l'arrivée des secours.",
    ),
    "road": (
        "Au bord de la route, près de {place}.",
        "Un tas de pierres signale l'endroit, sur la piste de {place}.",
    ),
    "detail": (
        "Ses affaires ont été lavées et rangées dans un sac étiqueté.",
        "Les compagnons de route ont dit une prière sur place.",
        "Des femmes du quartier ont apporté un linceul.",
        "Les données sont recopiées d'une fiche manuscrite.",
        "La date est celle du signalement ; le décès peut remonter à des semaines.",
    ),
    "measured": ("La taille a été calculée sur le fémur.",),
    "estimated": ("L'âge est une estimation du médecin.",),
    "named": ("Le nom est celui donné par d'autres voyageurs ; rien ne le confirme.",),
    "closing": (
        "Un prélèvement d'ADN existe et n'a pas encore été comparé.",
        "La fiche dentaire manque.",
        "L'identification revient au service médico-légal.",
        "La tombe est numérotée et entretenue par le comité du quartier.",
        "Une photo des affaires est conservée.",
        "Le dossier de l'hôpital se consulte sur rendez-vous.",
    ),
}

ABOARD = {
    "sea": ("À bord : {craft}, départ de {start} avec environ {aboard} personnes.",),
    "land": ("Trajet : {craft}, départ de {start} avec environ {aboard} personnes.",),
}
FOUND_FROM = {
    "sea": ("Lien possible : {craft}, départ de {start} avec environ {aboard} personnes.",),
    "land": ("Lien possible : {craft}, départ de {start} avec environ {aboard} personnes.",),
}
