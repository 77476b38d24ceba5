"""Names of Senegal, The Gambia, Mali and Guinea.

The same families live on both sides of a colonial spelling: French Ndiaye is Gambian Njie, Diallo is Jallow.
A father's given name is asked everywhere, because a few surnames are shared by very many people.
Given names and surnames that together would name a public figure are left out.
"""

from __future__ import annotations

from tessera.cli.demo.words.tables import names

GIVEN_MEN = names("""
    Mamadou / Mamadu / Mahmadou | Modou / Doudou | Mamadou / Momodou
    Amadou / Ahmadou / Amadu | Doudou | Amadou / Ahmadou
    Ibrahima / Ibrahim / Ibra | Ibou / Ibra | Ebrima / Ebrahima
    Ousmane / Ousman / Usmane | Ous | Ousman / Usman
    Cheikh / Sheikh / Cheick / Cheikhe | Cheikhouna | Sheikh
    Moussa / Musa / Mousa | Baye | Musa
    Abdoulaye / Abdulaye / Abdoulaï | Ablaye / Laye | Abdoulie / Abdulie
    Souleymane / Souleïmane / Suleymane | Jules | Sulayman
    Boubacar / Boubakar / Aboubacar | Bouba | Bubacarr
    Lamine / Lamin / Laminé | Lam | Lamin
    Bakary / Bacary / Bakari | Baks | Bakary
    Alioune / Aliune / Aliou | Badou | Alieu
    Modou / Modu | Mod | Modou
    Seydou / Saidou / Seidou | Seyd | Saidou
    Malick / Malik / Malique | Mal | Malick
    Omar / Oumar / Umar | Omzo | Omar
    Issa / Isa / Essa | Iss | Essa
    Samba / Sambah | Samb | Samba
    Adama / Adamah | Ada | Adama
    Saliou / Salio / Saliu | Sal | Saliu
    Fodé / Fode / Foday | Fod | Foday
    Drissa / Idris / Driss | Dri | Drissa
    Thierno / Cerno / Tierno | Thié | Cherno
    Assane / Hassane / Asane | Ass | Assan
    Ousseynou / Ousseinou / Useynou | Ouzin | Ousainou
    Lassana / Lasana / Lansana | Lass | Lansana
    Serigne / Sërin / Serign | Sering | Sering
""")

GIVEN_WOMEN = names("""
    Fatou / Fatu / Faatu | Fatim | Fatou
    Fatoumata / Fatumata / Fatimata | Fatou / Tata | Fatoumatta
    Aminata / Aminatta / Amineta | Ami / Mina | Aminata
    Mariama / Mariema / Maryama | Mari | Mariama
    Aïssatou / Aissatou / Aysatu | Aïssa | Isatou
    Awa / Hawa / Aoua | Awou | Awa
    Khady / Kadi / Hady | Khadou | Haddy
    Ndèye / Ndeye / N'Deye | Ndey | Ndey
    Bintou / Bintu / Binetou | Bin | Binta
    Coumba / Kumba / Koumba | Coumbis | Kumba
    Rokhaya / Rokaya / Roqaya | Rokhy | Rohey
    Kadiatou / Kadiatu / Cadiatou | Kadia | Kaddijatou
    Oumou / Umu / Oumu | Oum | Oumie
    Astou / Astu / Hastou | Ass | Astou
    Sokhna / Sokna / Soxna | Sokh | Sohna
    Maïmouna / Maimouna / Maymuna | Mouna | Maimuna
    Salimata / Salimatou / Selimata | Sali | Salimatou
    Nafissatou / Nafisatu / Nafi | Nafi | Nafisatou
    Djénéba / Djeneba / Jeneba | Djé | Jainaba
    Ramatoulaye / Ramatulaye / Ramata | Rama | Ramatoulie
""")

SURNAMES = names("""
    Ndiaye / N'Diaye / Ndiay / Njaay || Njie
    Diop / Dioop / Joop || Jobe
    Diallo / Dialo / Jallo || Jallow / Jalloh
    Fall / Faal / Fal || Faal
    Ba / Bâ / Bah || Bah
    Sow / Sowe / So || Sowe
    Cissé / Cisse / Sissé || Ceesay
    Touré / Toure / Turé || Touray
    Traoré / Traore / Traouré || Trawally
    Camara / Kamara / Camarah || Camara
    Sarr / Sar / Saar || Saar
    Diouf / Diuf / Juuf || Joof
    Faye / Faï / Fay || Faye
    Gueye / Guèye / Gaye || Gaye
    Seck / Sekk / Sec || Secka
    Mbaye / M'Baye / Mbay || Mbye
    Diatta / Jatta / Diata || Jatta
    Sané / Sane / Saané || Sanneh
    Badji / Baji / Badjie || Badjie
    Diédhiou / Diedhiou / Jediou || Jadju
    Coly / Koly / Coli || Colley
    Keïta / Keita / Keyta || Keita
    Coulibaly / Koulibaly / Culibali || Kulibaly
    Diarra / Jara / Diara || Jarra
    Barry / Bari / Barri || Barry
    Sylla / Silla / Syla || Sillah
    Bangoura / Bangura / Bangora || Bangura
    Condé / Conde / Kondé || Kondeh
    Sidibé / Sidibe / Sidibeh || Sidibeh
    Kanté / Kante / Canté || Kanteh
    Thiam / Tiam / Chaam || Cham
    Niang / Gnang / Nyang || Nyang
    Lo / Lô / Loh || Lowe
""")
