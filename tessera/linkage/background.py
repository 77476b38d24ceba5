"""How common words are before anything is counted: a list of a dozen cannot say that many people are called María.

Shares are of people (or places, marks, things) that have the word, rounded by hand to a few steps; what is not
here is taken to be rare. Names: after the counts of common names by country in Wikipedia's lists (gathered in
`sigpwned/popular-names-by-country-dataset`, CC0) and the orders of magnitude in Spain's register (INE, 2015);
those of West Africa, the Horn, Bangladesh and Haiti are judged, no register was at hand. Places, marks and
things are judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tessera.linkage.folding import consonants

UNSEEN_SHARE = 1 / 1000
_MOST_OF_A_SOUND = 0.3


@dataclass(frozen=True, slots=True)
class Background:
    """The share expected of a word, and of the sound that it and its other spellings have."""

    words: Mapping[str, float]
    sounds: Mapping[str, float]

    @classmethod
    def of(cls, shares: Mapping[float, str]) -> Background:
        words = {word: share for share, row in shares.items() for word in row.split()}
        sounds: dict[str, float] = {}
        for word, share in words.items():
            sound = consonants(word)
            sounds[sound] = min(_MOST_OF_A_SOUND, sounds.get(sound, 0.0) + share)
        return cls(words, sounds)

    def word(self, word: str) -> float:
        return self.words.get(word, UNSEEN_SHARE)

    def sound(self, sound: str) -> float:
        return self.sounds.get(sound, UNSEEN_SHARE)


NAMES = Background.of({
    0.15: "maria mohammad mohamed muhammad mohammed mohamud",
    0.08: """
        jose juan hernandez garcia martinez lopez gonzalez rodriguez perez
        ahmed ali hassan islam begum khatun rahman hossain diallo nguyen singh jean
    """,
    0.04: """
        luis carlos ana francisco antonio jesus miguel pedro jorge manuel angel alejandro rosa carmen guadalupe
        sanchez ramirez flores cruz gomez diaz
        ahmad omar ibrahim hussein hussain hasan abdullah abdi abdallah yusuf youssef khan uddin miah akter akhter
        aktar mahmoud mustafa fatima aisha mahamat adam osman said
        mamadou moussa amadou ibrahima ousmane fatou fatoumata aminata mariama ndiaye diop fall sow ba bah barry
        traore coulibaly keita camara toure cisse sy haile tesfay kidane gebre pierre joseph marie louis charles
    """,
    0.02: """
        victor daniel david fernando ricardo roberto eduardo oscar mario rafael javier alberto sergio santos marta
        martha margarita juana gloria elena isabel luz teresa elizabeth patricia sandra jessica kevin cristian
        torres morales reyes ruiz ortiz gutierrez castillo rivera ramos mendoza alvarez romero chavez vasquez
        vazquez castro jimenez moreno aguilar munoz rojas medina vargas guzman mejia zelaya pineda orellana lemus
        aguilera herrera delgado santiago mendez guerrero contreras salazar velasquez velazquez soto dominguez
        khalid khaled hamid hamed saleh salah salem karim rahim abdul abdulrahman abdelrahman jamal kamal nasir
        khadija zahra hawa halima amina awa aissatou oumar omar alpha abdoulaye abdou cheikh modou samba demba
        aliou lamine souleymane boubacar adama kone konate sidibe sissoko balde sarr seck faye gueye diouf
        yohannes tekle berhane samuel yonas abraham daniel mehari araya solomon robel
        sarkar sheikh molla chowdhury alam das kumar sultana rana
    """,
    0.01: """
        andres diego ivan julio cesar raul ramon enrique pablo hector martin jaime edwin wilmer jefferson brayan
        dina karla karina claudia monica silvia yolanda reina blanca alma sara rosario dolores irma maritza
        leon rios campos estrada ortega vega nunez navarro carrillo dominguez padilla molina sandoval figueroa
        miranda rosales cabrera fuentes lara paz caceres murillo escobar bonilla amaya alvarado ayala portillo
        bangura kamara sesay conteh mensah okafor musa haruna abubakar usman bello idris ismail issa yahya
        jacques michel paul francois saint etienne jeune desir
    """,
})  # fmt: skip

COUNTRY_WORDS = frozenset(
    """
    afghanistan afganistan algeria argelia algerie bangladesh benin bolivia brazil brasil burkina faso cameroon
    camerun cameroun chad tchad chile china colombia colombie congo cuba ecuador equateur egypt egipto egypte eritrea
    erythree ethiopia etiopia ethiopie france francia gambia gambie ghana greece grecia guatemala guinea guinee haiti
    honduras india iran iraq irak italy italia italie jordan jordania ivory coast marfil ivoire kenya kenia lebanon
    libano liban libya libia libye mali mauritania mauritanie mexico mexique morocco marruecos maroc myanmar nepal
    nicaragua niger nigeria pakistan panama peru perou salvador senegal sierra leone leona somalia somalie spain espana
    espagne sudan soudan syria siria syrie togo tunisia tunez tunisie turkey turquia turquie uganda ukraine ucrania
    united states estados unidos etats unis usa eeuu uk kingdom venezuela vietnam yemen
    """.split()
)

PLACES = Background.of(
    {
        0.2: " ".join(sorted(COUNTRY_WORDS)),
        0.1: """
            san santa santo villa county departamento department provincia province estado state region ciudad city
            municipio district distrito municipality
        """,
        0.03: """
            desert desierto frontera border rio river norte sur este oeste north south east west nuevo nueva puerto
            pueblo aldea barrio colonia cantone canton arizona texas sonora chiapas francisco marta cruz rosa
        """,
    }
)

MARKS = Background.of(
    {
        0.3: "scar tattoo left right",
        0.1: "arm hand face leg mole tooth no big small forehead",
        0.05: """
            back chest shoulder wrist knee foot finger cheek chin neck ear eye eyebrow nose burn birthmark missing
            gold broken piercing cross name rose heart star surgery operation letters long old teeth upper lower
        """,
    }
)

BELONGINGS = Background.of(
    {
        0.3: "black blue white shirt jeans trousers shoes",
        0.15: "red grey brown green jacket trainers boots belt backpack phone cap sweater underwear socks",
        0.08: """
            yellow pink orange purple dark light hoodie blouse dress skirt coat hat sandals bag wallet watch ring
            necklace bracelet earring rosary photograph leather cotton silver gold money card document big small
        """,
    }
)

NOTHING = Background({}, {})
