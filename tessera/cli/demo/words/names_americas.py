"""Names of Honduras, Guatemala, El Salvador, Nicaragua and Mexico.

One or two given names and two surnames. English names arrive by ear (Yeison, Brayan), so each family writes
them its own way; officials drop second surnames and swap b and v, s and z, y and ll.
"""

from __future__ import annotations

from tessera.cli.demo.words.tables import names

GIVEN_MEN = names("""
    José / Jose / Josué | Chepe / Pepe
    Luis / Luiz | Lucho / Güicho
    Carlos / Karlos | Carlitos / Calín
    Juan / Jhuan | Juancho / Juanito
    Wilmer / Wilmar / Guilmer / Wílmer | Wil
    Yeison / Jeison / Jason / Yeyson | Yei
    Brayan / Bryan / Brian / Brallan | Bray
    Kevin / Kevyn / Quevin | Kev
    Selvin / Celvin / Selbin | Selo
    Elmer / Élmer / Helmer | Mero
    Denis / Dennis / Denys | Nis
    Marvin / Marbin / Marvyn | Marvincito
    Óscar / Oscar / Hoscar | Oscarín
    Nelson / Nélson / Nelzon | Nel
    Santos / Zantos | Santitos
    Edwin / Edwing / Eduin | Win
    Darwin / Daruin / Darwing | Dar
    Francisco / Fransisco | Paco / Chico
    Jesús / Jesus / Hesús | Chuy
    Ignacio / Ygnacio | Nacho
    Roberto / Rroberto | Beto
    Alberto / Halberto | Tito
    Eduardo / Heduardo | Lalo / Guayo
    Rigoberto / Rigoverto | Rigo
    Reynaldo / Reinaldo | Rey
    Víctor / Victor / Bictor | Vito
    Javier / Xavier / Jabier | Javi
    Wilfredo / Wuilfredo / Guilfredo | Fredo
    Antonio / Antonyo | Toño
    Ángel / Angel | Angelito
    Jairo / Yairo / Jayro | Jairito
    Osman / Hosman / Ozman | Os
    Mynor / Minor / Maynor | Mino
    Rolando / Rrolando | Rolo
    Gerson / Jerson / Guerson | Ger
    Milton / Mílton / Milthon | Mil
    Rubén / Ruben / Rubem | Rube
    Fredy / Freddy / Fredi | Fre
""")

GIVEN_WOMEN = names("""
    María / Maria | Mari / Marita
    Yesenia / Jessenia / Llesenia / Yessenia | Yesi
    Suyapa / Zuyapa | Suya
    Dilcia / Dilsia / Dylcia | Dil
    Karla / Carla | Karlita
    Reina / Reyna | Reinita
    Heidy / Heydi / Jeidi / Haidy | Hei
    Wendy / Wendi / Güendy | Wen
    Iris / Yris / Hiris | Irisita
    Mirna / Myrna | Mirnita
    Guadalupe / Guadalup | Lupe / Lupita
    Rosario / Rrosario | Chayo
    Concepción / Concepcion / Consepción | Concha / Conchita
    Josefa / Yosefa | Chepita
    Dolores / Dolorez | Lola
    Gloria / Glorya | Glorita
    Marleny / Marleni / Marlene | Marle
    Yolanda / Llolanda | Yoli
    Norma / Nhorma | Normita
    Delmy / Delmi | Del
    Xenia / Senia / Zenia | Xeni
    Lesly / Leslie / Lesli | Les
    Brenda / Vrenda | Bren
    Ingrid / Yngrid / Ingris | Ingri
    Elvira / Elbira | Elvi
    Santa / Zanta | Santita
    Olga / Holga | Olguita
    Vilma / Wilma / Bilma | Vil
""")

SURNAMES = names("""
    Hernández / Hernandez / Ernández / Hernandes
    Martínez / Martinez / Martines
    López / Lopez / Lopes
    García / Garcia / Garsía
    Rodríguez / Rodriguez / Rodrigues
    Pineda / Pinera / Pinedo
    Cáceres / Caceres / Cásares / Casseres
    Mejía / Mejia / Megía / Mexía
    Flores / Florez / Flórez
    Reyes / Rreyes / Rellez
    Orellana / Oreyana / Horellana
    Velásquez / Velasquez / Velázquez / Belázquez
    Vásquez / Vazquez / Basquez
    Cruz / Crus
    Rivera / Ribera / Rivero
    Alvarado / Albarado
    Murillo / Muriyo / Morillo
    Aguilar / Aguilera / Haguilar
    Lemus / Lémuz / Lemos
    Portillo / Portiyo
    Villeda / Viyeda / Villela
    Funes / Fúnez / Funez
    Escobar / Escovar
    Benítez / Benitez / Venítez
    Maradiaga / Maradeaga / Madariaga
    Banegas / Vanegas / Venegas
    Cálix / Calix / Cálic
    Ordóñez / Ordoñez / Ordonez
    Gáleas / Galeas / Galeaz
    Sabillón / Savillón / Sabiyón
    Zúniga / Zúñiga / Suniga
    Bonilla / Boniya
    Oseguera / Ozeguera / Oceguera
    Tábora / Tabora / Távora
    Ayala / Allala
    Guevara / Guebara
    Chicas / Chica
    Umanzor / Humanzor / Umansor
    Quintanilla / Quintaniya
    Argueta / Arguetta
    Melgar / Melgár
    Salazar / Zalazar
    Domínguez / Dominguez / Domingues
    Carranza / Carransa
    Barahona / Varahona / Baraona
    Discua / Dizcua
    Euceda / Eusceda / Uceda
    Turcios / Tursios
""")

# Mayan surnames are written by ear in the registers of other countries, hence the wide spread.
SURNAMES_MAYA = names("""
    Tzoc / Soc / Tzoq
    Xol / Shol / Chol
    Caal / Cal / Ca'al
    Choc / Chok / Choq
    Ixcoy / Ischoy / Ixcoi
    Tum / Tun / Thum
    Ajanel / Ahanel / Axanel
    Tecún / Tecum / Tekún
    Coc / Coq / Cok
    Batz / Bats / Vatz
    Quiej / Quiéj / Quieh
    Xicará / Shicará / Sicará
    Mejicanos / Mexicanos
    Sis / Siz / Ciz
""")

# What the village calls somebody, which has nothing to do with the register.
BY_NAMES_MEN = ("Flaco", "Colocho", "Chele", "Zurdo", "Profe", "Canche", "Grillo", "Cuate")
BY_NAMES_WOMEN = ("Colocha", "Chela", "Canche", "Profe", "Paloma", "Nena")
