"""Towns people leave, and towns on the way north, with the ways they are written down."""

from __future__ import annotations

from tessera.cli.demo.words.tables import Place, places

ORIGINS = places("""
    Choluteca / Choluteka | Choluteca | HN
    El Progreso / Progreso | Yoro | HN
    Olanchito / Olanchyto | Yoro | HN
    Danlí / Danli | El Paraíso | HN
    Juticalpa / Huticalpa | Olancho | HN
    Catacamas | Olancho | HN
    Tocoa / Tocoha | Colón | HN
    Santa Bárbara / Sta. Bárbara | Santa Bárbara | HN
    San Pedro Sula / S. P. Sula | Cortés | HN
    Choloma / Choloma Cortés | Cortés | HN
    Nacaome / Nakaome | Valle | HN
    La Esperanza / Esperanza | Intibucá | HN
    Marcala / Marcalá | La Paz | HN
    Tela | Atlántida | HN
    Joyabaj / Xoyabaj | Quiché | GT
    Nebaj / Santa María Nebaj | Quiché | GT
    Comitancillo | San Marcos | GT
    Cobán / Coban | Alta Verapaz | GT
    Jocotán / Jocotan | Chiquimula | GT
    Todos Santos / Todos Santos Cuchumatán | Huehuetenango | GT
    San Miguel / San Miguel centro | San Miguel | SV
    Chalatenango / Chalate | Chalatenango | SV
    Usulután / Usulutan | Usulután | SV
    Ilobasco | Cabañas | SV
    Chinandega | Chinandega | NI
    Estelí / Esteli | Estelí | NI
    Somoto | Madriz | NI
    Ocosingo | Chiapas | MX
    Tlapa / Tlapa de Comonfort | Guerrero | MX
    Zongolica / Songolica | Veracruz | MX
    Huejutla / Huejutla de Reyes | Hidalgo | MX
""")

BORDER_STARTS = places("""
    Corinto / frontera de Corinto | Cortés | HN
    Esquipulas | Chiquimula | GT
    Santa Elena / Santa Elena Petén | Petén | GT
    El Naranjo | Petén | GT
    Tecún Umán / Tecun Uman / Ayutla | San Marcos | GT
    Ciudad Hidalgo / Cd. Hidalgo | Chiapas | MX
""")
SOUTH_ENDS = places("""
    Tenosique / Tenosique de Pino Suárez | Tabasco | MX
    Palenque | Chiapas | MX
    Tapachula / Tapachula de Córdova | Chiapas | MX
    Arriaga | Chiapas | MX
    Salto de Agua | Chiapas | MX
    Macuspana | Tabasco | MX
    Ixtepec / Ciudad Ixtepec | Oaxaca | MX
""")
RAIL_STARTS = places("""
    Coatzacoalcos / Coatza | Veracruz | MX
    Tierra Blanca | Veracruz | MX
    Medias Aguas | Veracruz | MX
    Orizaba / Orisaba | Veracruz | MX
    Apizaco / Apisaco | Tlaxcala | MX
    Lechería / Lecheria | Estado de México | MX
""")
RAIL_ENDS = places("""
    Celaya / Selaya | Guanajuato | MX
    San Luis Potosí / San Luis / SLP | San Luis Potosí | MX
    Saltillo / Saltiyo | Coahuila | MX
    Torreón / Torreon | Coahuila | MX
    Irapuato | Guanajuato | MX
    Monterrey / Monterey | Nuevo León | MX
""")
RIVER_STARTS = places("""
    Reynosa / Reinosa | Tamaulipas | MX
    Nuevo Laredo / Nvo. Laredo | Tamaulipas | MX
    Piedras Negras | Coahuila | MX
    Ciudad Acuña / Cd. Acuña | Coahuila | MX
    Camargo | Tamaulipas | MX
""")
RIVER_ENDS = places("""
    Falfurrias / Falfurias | Texas | US
    Eagle Pass / Igle Pas | Texas | US
    Del Rio / Del Río | Texas | US
    Piedras Negras | Coahuila | MX
    Miguel Alemán / Cd. Miguel Alemán | Tamaulipas | MX
    Hebbronville / Hebronville | Texas | US
""")
DESERT_STARTS = places("""
    Altar | Sonora | MX
    Caborca / Kaborca / H. Caborca | Sonora | MX
    Nogales | Sonora | MX
    Sonoyta / Sonoita | Sonora | MX
    Sásabe / El Sásabe / Sasabe | Sonora | MX
    Hermosillo / Hermosiyo | Sonora | MX
""")
DESERT_ENDS = places("""
    Arivaca / Aribaca | Arizona | US
    Sells / Sels | Arizona | US
    Ajo | Arizona | US
    Caborca / Kaborca / H. Caborca | Sonora | MX
    Sásabe / El Sásabe / Sasabe | Sonora | MX
    Pitiquito | Sonora | MX
    Three Points / Tres Puntos | Arizona | US
""")


def origins_of(country: str) -> tuple[Place, ...]:
    return tuple(place for place in ORIGINS if place.country == country)
