"""What the invented organisations offer, and the offices and funders around them. Names are those of storybooks.

Telephone numbers end in zeros, so that nobody is called by mistake.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DemoPlace:
    city: str
    country: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class DemoCheck:
    """What an organisation found a service to ask, so many days before the demonstration is laid out."""

    organisation: int
    days_ago: int
    identity: str
    status: str
    shared: str
    report: str = "unknown"
    shared_with: str = ""


@dataclass(frozen=True, slots=True)
class DemoService:
    """A service of organisation number `of`. `names` and `texts` by language, the first being its own."""

    of: int
    names: Mapping[str, str]
    texts: Mapping[str, str]
    themes: tuple[str, ...]
    place: DemoPlace | None
    languages: tuple[str, ...]
    hours: Mapping[str, str] = field(default_factory=dict)  # "MO,TU" -> "09:00-17:00"
    papers: str = ""
    fees: str = ""
    phone: str = ""
    alert: str = ""
    public: bool = True
    confidential: bool = False
    checks: tuple[DemoCheck, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoOffice:
    name: str
    language: str
    committee: str
    holder: str
    files: tuple[str, ...]
    term_ends: str
    place: DemoPlace


@dataclass(frozen=True, slots=True)
class DemoOther:
    """An organisation that is no member: a funder, or one that may become a member."""

    name: str
    language: str
    kind: str  # IATI OrganisationType
    text: str


CHOLUTECA = DemoPlace("Choluteca", "HN", 13.3, -87.19)
PROGRESO = DemoPlace("El Progreso", "HN", 15.4, -87.8)
TENOSIQUE = DemoPlace("Tenosique", "MX", 17.476, -91.423)
CABORCA = DemoPlace("Caborca", "MX", 30.717, -112.158)
MBOUR = DemoPlace("Mbour", "SN", 14.422, -16.964)
NADOR = DemoPlace("Nador", "MA", 35.168, -2.934)
TARAJAL = DemoPlace("Gran Tarajal", "ES", 28.212, -14.022)
ALMERIA = DemoPlace("Almería", "ES", 36.834, -2.464)

# What each organisation works on, whom it serves, and by whom it is led, in the order of `organisations.ORGANISATIONS`.
PROFILES: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], DemoPlace], ...] = (
    (("family-tracing", "advocacy"), ("families", "migrants"), ("families", "women"), CHOLUTECA),
    (
        ("women", "protection", "children"),
        ("women", "children", "migrants"),
        ("women", "survivors"),
        PROGRESO,
    ),
    (("shelter", "food", "health"), ("migrants", "children"), ("faith",), TENOSIQUE),
    (("family-tracing",), ("families",), ("women",), CABORCA),
    (("family-tracing", "community"), ("families",), ("women", "families"), MBOUR),
    (("advocacy", "information"), ("migrants",), ("workers", "diaspora"), NADOR),
    (("shelter", "health", "information"), ("migrants", "children"), (), TARAJAL),
    (("legal", "documents"), ("migrants", "families", "survivors"), ("women",), ALMERIA),
)

_WEEKDAYS = "MO,TU,WE,TH,FR"
_EVERY_DAY = "MO,TU,WE,TH,FR,SA,SU"

SERVICES: tuple[DemoService, ...] = (
    DemoService(
        2,
        {
            "es": "Cama y comida en La Ceiba",
            "en": "Bed and meals at La Ceiba",
            "fr": "Lit et repas à La Ceiba",
            "ar": "سرير ووجبات في لا سيبا",
        },
        {
            "es": "Tres noches de descanso, tres comidas, ducha y una llamada gratis a casa. Se puede llegar a cualquier hora.",
            "en": "Three nights of rest, three meals, a shower and a free call home. People can arrive at any hour.",
            "fr": "Trois nuits de repos, trois repas, une douche et un appel gratuit à la maison. On peut arriver à toute heure.",
            "ar": "ثلاث ليالٍ من الراحة، وثلاث وجبات، ودش، ومكالمة مجانية إلى البيت. يمكن الوصول في أي ساعة.",
        },
        ("shelter", "food", "water", "information"),
        TENOSIQUE,
        ("es", "en", "ht"),
        {_EVERY_DAY: "00:00-23:59"},
        "none",
        "Gratis",
        "+52 934 000 0000",
        checks=(
            DemoCheck(0, 40, "sometimes", "no", "no", "yes"),
            DemoCheck(3, 25, "sometimes", "no", "no", "yes"),
        ),
    ),
    DemoService(
        2,
        {
            "es": "Consultorio del albergue",
            "en": "Doctor at the shelter",
            "fr": "Médecin au refuge",
            "ar": "طبيب في المأوى",
        },
        {
            "es": "Curaciones, medicinas básicas y control del embarazo. También para vecinas y vecinos.",
            "en": "Wounds, basic medicine and care in pregnancy. Also for neighbours.",
            "fr": "Soins des plaies, médicaments de base et suivi de grossesse. Aussi pour les voisins.",
            "ar": "علاج الجروح وأدوية أساسية ومتابعة الحمل. وللجيران أيضًا.",
        },
        ("health", "pregnancy"),
        TENOSIQUE,
        ("es", "en"),
        {"MO,WE,FR": "09:00-14:00"},
        "none",
        "Gratis",
        "+52 934 000 0000",
        checks=(DemoCheck(0, 40, "no", "no", "no"), DemoCheck(1, 200, "no", "no", "no")),
    ),
    DemoService(
        1,
        {"es": "Casa segura", "en": "Safe house"},
        {
            "es": "Para mujeres que huyen de alguien, con sus hijas e hijos. Se llega solo acompañada por la Colectiva.",
            "en": "For women who flee somebody, with their children. Only together with the collective.",
        },
        ("shelter", "women", "protection"),
        None,
        ("es",),
        phone="+504 2600 0000",
        public=False,
        confidential=True,
    ),
    DemoService(
        1,
        {
            "es": "Acompañamiento para denunciar",
            "en": "Somebody at your side when you report violence",
            "fr": "Accompagnement pour porter plainte",
            "ar": "مرافقة عند تقديم شكوى",
        },
        {
            "es": "Una compañera va con usted a la fiscalía, traduce y se queda hasta el final.",
            "en": "A companion goes with you to the prosecutor, translates, and stays until the end.",
            "fr": "Une accompagnatrice va avec vous au parquet, traduit et reste jusqu’à la fin.",
            "ar": "ترافقكم زميلة إلى النيابة وتترجم وتبقى حتى النهاية.",
        },
        ("protection", "women", "legal"),
        PROGRESO,
        ("es",),
        {_WEEKDAYS: "08:00-16:00"},
        "",
        "Gratis",
        "+504 2600 0000",
        checks=(DemoCheck(0, 30, "yes", "no", "no", "yes"),),
    ),
    DemoService(
        0,
        {"es": "Buscar juntas", "en": "Searching together", "fr": "Chercher ensemble"},
        {
            "es": "Abrimos la solicitud con usted y preguntamos en morgues, hospitales y albergues.",
            "en": "We open the request with you and ask in morgues, hospitals and shelters.",
            "fr": "Nous ouvrons la demande avec vous et interrogeons morgues, hôpitaux et refuges.",
        },
        ("family-tracing", "mental-health"),
        CHOLUTECA,
        ("es",),
        {"TU,TH": "14:00-18:00"},
        "none",
        "Gratis",
        "+504 2700 0000",
    ),
    DemoService(
        3,
        {"es": "Mesa de identificación", "en": "Desk for identification"},
        {
            "es": "Recibe fichas y toma muestras familiares con la autoridad, por cita.",
            "en": "Takes descriptions, and family samples together with the authority, by appointment.",
        },
        ("family-tracing",),
        CABORCA,
        ("es", "en"),
        {"MO,TU": "10:00-13:00"},
        "some",
        "Gratis",
        "+52 637 000 0000",
        checks=(
            DemoCheck(0, 60, "yes", "no", "yes", "no", "la fiscalía, cuando hay muestra"),
            DemoCheck(2, 50, "yes", "no", "yes", "no", "la fiscalía"),
        ),
    ),
    DemoService(
        4,
        {"fr": "Permanence des mères", "en": "The mothers’ open door", "ar": "استقبال الأمهات"},
        {
            "fr": "Thé, écoute, et la liste des départs tenue avec vous. En wolof et en français.",
            "en": "Tea, somebody who listens, and the list of departures kept with you. In Wolof and French.",
            "ar": "شاي وإصغاء، وقائمة المغادرين نكتبها معكم. بالولوفية والفرنسية.",
        },
        ("family-tracing", "mental-health", "community"),
        MBOUR,
        ("fr", "wo"),
        {"MO,WE,SA": "15:00-19:00"},
        "none",
        "Gratuit",
        "+221 33 000 00 00",
    ),
    DemoService(
        5,
        {
            "fr": "Numéro d’alerte en mer",
            "en": "Alarm line for boats",
            "es": "Línea de alerta en el mar",
            "ar": "خط إنذار البحر",
        },
        {
            "fr": "Pour qui est en mer ou attend une barque : nous appelons les secours et restons en ligne.",
            "en": "For whoever is at sea or waits for a boat: we call rescue and stay on the line.",
            "es": "Para quien está en el mar o espera una barca: llamamos al rescate y seguimos en la línea.",
            "ar": "لمن في البحر أو ينتظر قاربًا: نتصل بالإنقاذ ونبقى على الخط.",
        },
        ("protection", "information", "family-tracing"),
        None,
        ("fr", "ar", "en", "es"),
        {_EVERY_DAY: "00:00-23:59"},
        "none",
        "Gratuit",
        "+212 500 000 000",
        checks=(DemoCheck(6, 20, "no", "no", "no"), DemoCheck(4, 35, "no", "no", "no")),
    ),
    DemoService(
        5,
        {"fr": "Visites à l’hôpital", "en": "Hospital visits", "ar": "زيارات في المستشفى"},
        {
            "fr": "Nous accompagnons aux urgences et aux soins..",
            "en": "We go with you to the emergency ward and to treatment.",
            "ar": "نرافقكم إلى قسم الطوارئ وإلى العلاج.",
        },
        ("health", "pregnancy"),
        NADOR,
        ("fr", "ar", "en"),
        {_WEEKDAYS: "09:00-17:00"},
        "",
        "Gratuit",
        "+212 500 000 000",
        public=False,
        checks=(DemoCheck(6, 20, "yes", "sometimes", "sometimes", "unknown", "la police, la nuit"),),
    ),
    DemoService(
        6,
        {
            "es": "Primera acogida del Faro",
            "en": "First welcome at the lighthouse",
            "fr": "Premier accueil du Phare",
            "ar": "الاستقبال الأول في المنارة",
        },
        {
            "es": "Ropa seca, comida caliente, intérpretes y tiempo. Niñas y niños solos duermen en una casa aparte.",
            "en": "Dry clothes, a hot meal, interpreters and time. Children who are alone sleep in a house of their own.",
            "fr": "Vêtements secs, repas chaud, interprètes et du temps. Les enfants seuls dorment dans une maison à part.",
            "ar": "ملابس جافة ووجبة ساخنة ومترجمون ووقت. ينام الأطفال الوحيدون في بيت خاص.",
        },
        ("shelter", "goods", "food", "children", "information"),
        TARAJAL,
        ("es", "fr", "ar", "wo", "bm"),
        {_EVERY_DAY: "00:00-23:59"},
        "none",
        "Gratis",
        "+34 928 000 000",
        checks=(
            DemoCheck(7, 15, "sometimes", "no", "no", "yes"),
            DemoCheck(5, 15, "sometimes", "no", "no", "yes"),
        ),
    ),
    DemoService(
        6,
        {
            "es": "Clases de español en el puerto",
            "en": "Spanish lessons at the harbour",
            "fr": "Cours d’espagnol au port",
            "ar": "دروس الإسبانية في الميناء",
        },
        {
            "es": "Cada tarde, para mayores y pequeños, con merienda.",
            "en": "Every afternoon, for old and young, with a snack.",
            "fr": "Chaque après-midi, pour petits et grands, avec un goûter.",
            "ar": "كل عصر، للكبار والصغار، مع وجبة خفيفة.",
        },
        ("education", "children", "community"),
        TARAJAL,
        ("es", "fr", "ar"),
        {_WEEKDAYS: "17:00-19:00"},
        "none",
        "Gratis",
    ),
    DemoService(
        7,
        {
            "es": "Consulta jurídica del Paraguas",
            "en": "Lawyers of the Borrowed Umbrella",
            "fr": "Consultation juridique du Parapluie",
            "ar": "استشارة قانونية في المظلة",
        },
        {
            "es": "Asilo, permiso de residencia, reagrupación familiar y denuncias. Quien no puede venir, llama.",
            "en": "Asylum, residence, family reunification and complaints. Whoever cannot come, calls.",
            "fr": "Asile, titre de séjour, regroupement familial et plaintes. Qui ne peut pas venir appelle.",
            "ar": "اللجوء والإقامة ولمّ الشمل والشكاوى. ومن لا يستطيع الحضور يتصل.",
        },
        ("legal", "documents", "family-tracing"),
        ALMERIA,
        ("es", "fr", "ar"),
        {"MO,TU,WE,TH": "10:00-14:00"},
        "none",
        "Gratis",
        "+34 950 000 000",
        alert="La semana próxima solo por teléfono.",
        checks=(DemoCheck(6, 10, "yes", "no", "no", "yes"), DemoCheck(5, 90, "yes", "no", "no", "yes")),
    ),
    DemoService(
        7,
        {
            "es": "Salarios no pagados",
            "en": "Unpaid wages",
            "fr": "Salaires impayés",
            "ar": "أجور غير مدفوعة",
        },
        {
            "es": "Reclamamos con usted lo que el patrón debe, en el campo y en las casas.",
            "en": "We claim with you what the employer owes, in the fields and in the houses.",
            "fr": "Nous réclamons avec vous ce que l’employeur doit, aux champs et dans les maisons.",
            "ar": "نطالب معكم بما يدين به صاحب العمل، في الحقول وفي البيوت.",
        },
        ("work", "legal"),
        ALMERIA,
        ("es", "ar"),
        {"SA": "10:00-13:00"},
        "none",
        "Gratis",
    ),
)

OFFICES: tuple[DemoOffice, ...] = (
    DemoOffice(
        "Diputación de la Isla de los Pájaros",
        "es",
        "Comisión de movilidad humana",
        "Aurelia Tornasol Bravo",
        ("Ley de búsqueda", "Presupuesto forense"),
        "2027-08-31",
        TENOSIQUE,
    ),
    DemoOffice(
        "Mairie de la Baie aux Lanternes",
        "fr",
        "Commission des affaires sociales",
        "Cheikh Anta Soleil-Levant",
        ("Cimetière municipal", "Registre des disparus en mer"),
        "2025-01-31",
        MBOUR,
    ),
)

NEWCOMER = DemoOther(
    "Cocinas del Puente",
    "es",
    "24",
    "Vecinas que cocinan para quien pasa por la estación de autobuses, desde hace cinco años.",
)
WHY_VOUCHED = "Les llevamos comida cada semana desde 2023 y conocemos a sus tres coordinadoras."

FUNDERS: tuple[DemoOther, ...] = (
    DemoOther(
        "Fundación Molino de Papel", "es", "60", "Fondos flexibles de dos años para organizaciones pequeñas."
    ),
    DemoOther(
        "Agence des Phares Unis",
        "fr",
        "40",
        "Agence multilatérale inventée, qui finance l’accueil et les soins.",
    ),
)
