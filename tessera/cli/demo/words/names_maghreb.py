"""Names of Morocco, Algeria and Mauritania, with the Arabic original and the Latin forms it is given.

French and Spanish offices write the same letters differently (Youssef, Yusef), articles come and go (El
Amrani, Lamrani, Amrani), and the vowels were never on the page to begin with.
"""

from __future__ import annotations

from tessera.cli.demo.words.tables import names

GIVEN_MEN = names("""
    Mohamed / Mohammed / Muhamad / Mohamad | Simo || محمد
    Ahmed / Ahmad / Hamed | Hmida || أحمد
    Youssef / Yusef / Yousef / Yusuf | Yous || يوسف
    Ayoub / Ayub / Ayyoub | Youb || أيوب
    Hamza / Hamsa / Hamzah | Hamz || حمزة
    Bilal / Billal / Belal | Bilo || بلال
    Rachid / Rashid / Rachide | Rach || رشيد
    Abdelkader / Abdulkader / Abd el Kader | Kada || عبد القادر
    Abdellah / Abdallah / Abdullah | Abdou || عبد الله
    Abderrahim / Abdel Rahim / Abdurrahim | Rahim || عبد الرحيم
    Said / Saïd / Saeed | Saïdo || سعيد
    Mustapha / Mostafa / Mustafa / Moustafa | Moss || مصطفى
    Khalid / Khaled / Jalid | Khaldi || خالد
    Hicham / Hisham / Ichem | Hich || هشام
    Yassine / Yasin / Yacine | Yass || ياسين
    Soufiane / Sufian / Sofian | Souf || سفيان
    Anass / Anas / Annas | Nass || أنس
    Omar / Oumar / Amar | Omaro || عمر
    Ilyas / Elias / Ilyass | Ily || إلياس
    Noureddine / Nordin / Nouredine | Nour || نور الدين
    Brahim / Ibrahim / Braim | Brahimo || إبراهيم
    Driss / Idriss / Dris | Drissi || إدريس
    Jamal / Djamel / Yamal | Jam || جمال
    Karim / Kareem / Carim | Karimo || كريم
""")

GIVEN_WOMEN = names("""
    Fatima / Fatma / Fátima | Fati || فاطمة
    Khadija / Khadidja / Jadiya | Khadouj || خديجة
    Aïcha / Aicha / Aisha | Aouicha || عائشة
    Zineb / Zainab / Zeineb | Zinou || زينب
    Naïma / Naima / Neima | Naïm || نعيمة
    Hanane / Hanan / Hannan | Hanou || حنان
    Samira / Samirah / Zamira | Sami || سميرة
    Salma / Selma / Salmah | Salouma || سلمى
    Nadia / Nadiya / Nadja | Nado || نادية
    Meryem / Mariam / Maryam | Mimi || مريم
    Loubna / Lubna / Lobna | Loubi || لبنى
    Ikram / Ekram / Icram | Ikou || إكرام
    Hafsa / Hafssa / Afsa | Hafs || حفصة
    Souad / Suad / Soad | Souadi || سعاد
""")

SURNAMES = names("""
    El Amrani / Lamrani / Amrani / Al Amrani ||| العمراني
    Benali / Ben Ali / Bin Ali ||| بن علي
    El Idrissi / Idrissi / Al Idrisi / Drissi ||| الإدريسي
    Bouazza / Buazza / Bouaza ||| بوعزة
    El Khattabi / Khattabi / Al Jatabi ||| الخطابي
    Chaoui / Shawi / Chaui ||| الشاوي
    Belkacem / Belqasem / Belcacem ||| بلقاسم
    Benslimane / Ben Sliman / Benseliman ||| بن سليمان
    Haddad / Hadad / El Haddad ||| حداد
    Mansouri / Mansuri / El Mansouri ||| المنصوري
    Ziani / Zyani / Ezziani ||| الزياني
    Tahiri / Tahery / Ettahiri ||| الطاهري
    Cherkaoui / Cherqaoui / Sherkawi ||| الشرقاوي
    Lahlou / Lahlu / Lehlou ||| لحلو
    Boukhari / Bujari / Bukhari ||| البوخاري
    Rahmani / Errahmani / Rahmany ||| الرحماني
    Ouali / Wali / El Ouali ||| الوالي
    Azzouzi / Azuzi / El Azzouzi ||| العزوزي
    Slimani / Sulaimani / Eslimani ||| السليماني
    Hamdaoui / Hamdawi / Jamdaui ||| الحمداوي
    Taleb / Thaleb / Ettaleb ||| الطالب
""")

# In Mauritania a man is ould (son of) and a woman mint (daughter of); the link word is often dropped abroad.
SURNAMES_MAURITANIA_MEN = names("""
    Ould Ahmed / Uld Ahmed / Ahmed ||| ولد أحمد
    Ould Sidi / Uld Sidi / Sidi ||| ولد سيدي
    Ould Brahim / Weld Brahim / Brahim ||| ولد إبراهيم
    Ould Salem / Uld Salem / Salem ||| ولد سالم
    Ould Mahmoud / Uld Mahmud / Mahmoud ||| ولد محمود
    Ould Bilal / Weld Bilal / Bilal ||| ولد بلال
""")
SURNAMES_MAURITANIA_WOMEN = names("""
    Mint Ahmed / Ment Ahmed / Ahmed ||| منت أحمد
    Mint Sidi / Ment Sidi / Sidi ||| منت سيدي
    Mint Salem / Ment Salem / Salem ||| منت سالم
    Mint Mahmoud / Ment Mahmud / Mahmoud ||| منت محمود
""")
