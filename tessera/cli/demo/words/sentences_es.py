"""What people write about a search, in Spanish: an opening, a detail, a closing.

`[o|a]` is the man's and the woman's ending; a sentence with one is not used where the sex is unknown. Slots:
{place}, {relation} ("su madre"), {Relation} ("Su madre"), {craft}, {start}, {aboard}.
A key other than the three, such as "seen soon", holds what only fits some records.
"""

from __future__ import annotations

SOUGHT = {
    "any": (
        "Llamó por última vez desde {place} y dijo que al día siguiente seguía camino.",
        "El último mensaje de voz llegó desde {place}; se oía tranquil[o|a].",
        "Salió con dos vecinos del pueblo y la familia supo algo hasta {place}.",
        "En la última llamada contó que le habían prestado el teléfono en {place}.",
        "Mandó una foto desde {place} y después el teléfono quedó apagado.",
        "Quedó de llamar al llegar a una casa conocida en {place} y esa llamada no llegó.",
        "Escribió desde {place} que le dolía un pie y que iba a descansar unos días.",
        "Desde {place} pidió que le guardaran su cumpleaños para celebrarlo después.",
        "La última vez que habló, desde {place}, preguntó por cada uno de la casa.",
    ),
    "sea": (
        "Dijo desde {place} que esa noche iba a embarcar.",
        "La última llamada fue desde la playa de {place}, con mucho viento de fondo.",
        "Un compañero que se quedó en tierra contó que el grupo estaba listo para salir de {place}.",
        "Desde {place} mandó la ubicación y pidió que rezaran hasta la llegada.",
    ),
    "desert": (
        "Desde {place} contó que caminarían tres noches con un guía.",
        "Compró dos galones de agua en {place} y mandó foto del recibo.",
        "El grupo con el que salió de {place} dice que se quedó atrás, cansad[o|a], bajo un árbol.",
    ),
    "rail": (
        "Se quedó dormid[o|a] junto a las vías en {place} y el grupo siguió camino.",
        "Desde {place} dijo que esperaban el tren de la madrugada.",
        "Los que iban en el mismo vagón le perdieron la pista pasando {place}.",
    ),
    "river": (
        "Desde {place} dijo que el río venía alto y que iban a esperar a que bajara.",
        "Contó en {place} que cruzarían en una balsa con otra familia.",
    ),
    "road": (
        "Subió a un autobús nocturno en {place} y no volvió a escribir.",
        "Desde {place} dijo que trabajaría dos meses para juntar el siguiente pasaje.",
    ),
    "detail": (
        "Viajaba con un primo menor que ahora está a salvo con la familia.",
        "Habla poco y se ríe tapándose la boca.",
        "Sabe coser y siempre lleva hilo y aguja.",
        "Le gusta el fútbol y presume de portero.",
        "Es zurd[o|a] y escribe con letra muy redonda.",
        "Camina con una leve cojera por una caída de la infancia.",
        "Usa lentes para leer y los pierde con frecuencia.",
        "Iba a reunirse con una hermana a la que no veía desde hacía nueve años.",
        "Dos niños de la casa preguntan cada tarde si ya llamó.",
        "Cocina muy bien y reparte lo que hace.",
        "Estudiaba mecánica y arreglaba las motos de todo el barrio.",
        "Tiene miedo al agua desde pequeñ[o|a].",
        "Llevaba puesta la ropa que le regalaron para el viaje.",
    ),
    "americas": (
        "Trabajaba en el corte de café y sabe de injertos.",
        "Toca la guitarra y canta en la iglesia.",
        "Vendía baleadas en la terminal antes de irse.",
    ),
    "west africa": (
        "Pescaba desde niñ[o|a] y conoce las estrellas.",
        "Habla cuatro lenguas y hace de intérprete para todos.",
    ),
    "maghreb": (
        "Aprendió español viendo partidos en el café.",
        "Trabajaba en una panadería y se levanta antes que nadie.",
    ),
    "closing": (
        "{Relation} guarda encendido el teléfono todas las noches.",
        "{Relation} pide que la llamada sea de día y sin dar nombres a quien conteste.",
        "La familia prefiere que no se publique la foto.",
        "La familia quiere saber, sea cual sea la noticia.",
        "Ya se preguntó en hospitales y albergues, sin resultado.",
        "{Relation} no lee; conviene dejar un mensaje de voz.",
        "En la casa siguen poniendo su plato los domingos.",
    ),
    "kin": ("Hay muestra de ADN de {relation} tomada en la jornada de marzo.",),
}

ALIVE = {
    "any": (
        "Llegó a {place} caminando con un grupo de cinco personas.",
        "Se presentó en {place} y pidió ayuda para llamar a su casa.",
        "Perdió el teléfono en el camino y no recuerda los números de memoria.",
        "Se recupera en el hospital de {place}; está consciente y conversa.",
        "Lleva tres semanas en una casa de acogida de {place}.",
        "Ayuda en la cocina mientras decide cómo seguir.",
        "Una vecina de {place} le dio posada y nos llamó.",
        "Vino a consulta en {place} por una fiebre y ya está mejor.",
    ),
    "sea": (
        "Fue rescatad[o|a] cerca de {place} y pasó dos noches en el hospital.",
        "Bajó a tierra en {place} con otras cuarenta personas.",
        "Llegó a {place} con mucho frío; hoy camina sin ayuda.",
    ),
    "desert": ("Un ranchero le dio agua cerca de {place} y le acercó al centro de salud.",),
    "rail": ("Se lastimó un tobillo al bajar del tren en {place}; ya apoya el pie.",),
    "river": ("Salió del río por su pie cerca de {place} y durmió en la parroquia.",),
    "road": ("Trabaja por días en el mercado de {place}.",),
    "detail": (
        "Pregunta por un hermano del que se separó en el camino.",
        "Habla despacio y a veces olvida fechas.",
        "Da un nombre y dice que en su casa le llaman de otro modo.",
        "No sabe leer; el nombre se escribió como suena.",
        "La edad es la que dice; parece menor.",
        "Quien tomó los datos no hablaba su idioma; se apoyó en un compañero de viaje.",
        "Guarda en una bolsita lo poco que no se mojó.",
        "Sueña con abrir un taller de costura.",
        "Canta en voz baja mientras espera.",
        "Duerme mejor desde que comparte cuarto.",
        "Pide papel para dibujar.",
    ),
    "yes": (
        "Quiere que su familia sepa que está bien.",
        "Aceptó hablar con su familia cuando la encontremos.",
    ),
    "no": ("Por ahora prefiere que nadie sepa dónde está.", "Pidió que no se busque a su familia."),
    "message only": (
        "Acepta que se entregue un mensaje, sin decir el lugar.",
        "Grabó un saludo corto para los suyos; no quiere hablar todavía.",
    ),
    "not asked": (
        "Aún no se le ha preguntado si quiere que la familia lo sepa.",
        "Falta conversar con calma sobre el contacto con su casa.",
    ),
}

REMAINS = {
    "any": (
        "Restos recuperados cerca de {place} tras el reporte de un vecino.",
        "Un grupo de familias en búsqueda encontró el lugar, cerca de {place}.",
        "Un pastor dio parte del hallazgo en las afueras de {place}.",
    ),
    "seen soon": (
        "Persona fallecida en {place}; descansa en el cementerio municipal.",
        "Persona fallecida en el hospital de {place}, sin nadie que la acompañara.",
    ),
    "sea": (
        "La corriente trajo a la persona a una playa de {place}.",
        "Persona recuperada por pescadores frente a {place}.",
        "Persona fallecida en el mar y traída a puerto en {place}.",
    ),
    "desert": (
        "Bajo la sombra de un mezquite, a un día de camino de {place}.",
        "Una brigada de búsqueda marcó el punto en una vereda al norte de {place}.",
        "Quienes viajaban con la persona dejaron piedras y ramas como señal, cerca de {place}.",
    ),
    "rail": ("Junto a las vías, a la salida de {place}.",),
    "river": ("En la orilla del río, aguas abajo de {place}.",),
    "road": ("A un lado de la carretera, cerca de {place}.",),
    "detail": (
        "Sus cosas se guardaron limpias en una bolsa rotulada.",
        "Un vecino encendió una vela en el lugar.",
        "La ropa es de talla mediana.",
        "Los datos se copiaron de una ficha escrita a mano.",
        "La fecha es la del reporte; el fallecimiento pudo ser semanas antes.",
    ),
    "measured": ("La estatura se calculó con el fémur.",),
    "estimated": ("La edad es una estimación de la antropóloga.",),
    "named": ("El nombre es el que dijeron otros viajeros; nadie lo ha confirmado.",),
    "closing": (
        "Hay muestra de ADN y aún no se ha comparado.",
        "Falta la ficha dental.",
        "La identificación corresponde al servicio forense.",
        "La tumba está numerada y cada noviembre se le llevan flores.",
        "Se conserva fotografía de las pertenencias.",
        "El expediente del hospital puede consultarse con cita.",
    ),
}

ABOARD = {
    "sea": ("Iba en {craft} que salió de {start} con unas {aboard} personas.",),
    "land": ("Viajaba en {craft} que salió de {start} con unas {aboard} personas.",),
}
FOUND_FROM = {
    "sea": ("Puede venir de {craft} que salió de {start} con unas {aboard} personas.",),
    "land": ("Se relaciona con {craft} que salió de {start} con unas {aboard} personas.",),
}
