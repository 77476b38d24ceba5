"""The words in column headings, in English, Spanish and French, and what they mean. `plain` form, no signs.

A heading means the target of the longest phrase that it contains; of equally long ones the first below.
Phrases that begin with "=" count only where they are the whole heading.
"""

from __future__ import annotations

from enum import StrEnum


class Target(StrEnum):
    """Everything a column can be mapped to; members are plain strings as well."""

    REFERENCE = "reference"
    NAME = "name"
    GIVEN_NAME = "given_name"
    SURNAMES = "surnames"
    FIRST_SURNAME = "first_surname"
    SECOND_SURNAME = "second_surname"
    NICKNAME = "nickname"
    FATHER_NAME = "father_name"
    SEX = "sex"
    BIRTH_DATE = "birth_date"
    AGE = "age"
    AGE_MIN = "age_min"
    AGE_MAX = "age_max"
    NATIONALITY = "nationality"
    ORIGIN_PLACE = "origin_place"
    EVENT_DATE = "event_date"
    EVENT_PLACE = "event_place"
    EVENT_REGION = "event_region"
    EVENT_COUNTRY = "event_country"
    HEIGHT = "height"
    MARKS = "marks"
    BELONGINGS = "belongings"
    PHONE = "phone"
    DOCUMENT = "document"
    CIRCUMSTANCES = "circumstances"
    CAUSE_OF_DEATH = "cause_of_death"
    BODY_CONDITION = "body_condition"
    POST_MORTEM_INTERVAL = "post_mortem_interval"
    IDENTIFIED = "identified"
    PEOPLE = "people"
    ENQUIRER_NAME = "enquirer_name"
    ENQUIRER_RELATION = "enquirer_relation"
    ENQUIRER_CONTACT = "enquirer_contact"
    CONTACT_WISH = "contact_wish"
    CUSTODIAN = "custodian"
    SOURCE_NOTE = "source_note"
    UNITED_PERSON = "united_person"
    NOTE = "note"
    LEAVE_OUT = "leave_out"


SURNAME_TARGETS = frozenset({Target.SURNAMES, Target.FIRST_SURNAME, Target.SECOND_SURNAME})

PHRASES: dict[Target, str] = {
    Target.UNITED_PERSON: """
        name gender age
    """,
    Target.REFERENCE: """
        =id, =row, =no, =num, =numero, =n, =folio, =ref, =code, =codigo, =index, rec id, record id,
        case id, case number, case no, main id, incident id, web id, reference, referencia,
        reference number, registro, numero de caso, expediente, numero de expediente, folio unico,
        identifiant, numero de dossier, dossier, file number, ml number, ome number
    """,
    Target.NAME: """
        name, names, full name, person name, missing person, nombre completo, nombre y apellidos,
        nombres y apellidos, =nombre, =nombres, =nombre s, nombre de la persona, nombre de la persona desaparecida,
        nombre del desaparecido, nombre del migrante, =nom, nom complet, nom et prenom, nom et prenoms,
        nom prenom, noms et prenoms, aliases, alias
    """,
    Target.GIVEN_NAME: """
        given name, given names, first name, forename, forenames, christian name, primer nombre,
        segundo nombre, middle name, nombre de pila, nombres de pila, prenom, prenoms
    """,
    Target.FIRST_SURNAME: """
        surname, last name, family name, primer apellido, first surname, apellido paterno, apellido,
        nom de famille, patronyme
    """,
    Target.SURNAMES: """
        surnames, last names, family names, apellidos, noms de famille
    """,
    Target.SECOND_SURNAME: """
        second surname, segundo apellido, apellido materno, second last name, maternal surname,
        deuxieme nom
    """,
    Target.NICKNAME: """
        nickname, nicknames, apodo, apodos, sobrenombre, surnom, known as, conocido como, conocida como
    """,
    Target.FATHER_NAME: """
        father name, name of father, father s name, nombre del padre, padre, nom du pere, fathers name
    """,
    Target.SEX: """
        sex, gender, sexo, genero, sexe, genre
    """,
    Target.BIRTH_DATE: """
        birth date, date of birth, birthdate, birthday, dob, born, year of birth, birth year,
        fecha de nacimiento, fecha nacimiento, fec nac, nacimiento, ano de nacimiento, date de naissance,
        ne le, naissance, annee de naissance
    """,
    Target.AGE: """
        age, ages, edad, edades, age at disappearance, age at death, edad aproximada, estimated age,
        edad estimada
    """,
    Target.AGE_MIN: """
        age min, min age, minimum age, age from, edad minima, edad desde, age minimum, age minimal
    """,
    Target.AGE_MAX: """
        age max, max age, maximum age, age to, edad maxima, edad hasta, age maximum, age maximal
    """,
    Target.NATIONALITY: """
        nationality, nationalities, citizenship, country of origin, nacionalidad, ciudadania,
        pais de origen, pays d origine, nationalite, citoyennete, country of birth, pais de nacimiento,
        pays de naissance
    """,
    Target.ORIGIN_PLACE: """
        origin, origin place, place of origin, region of origin, birthplace, place of birth, birth place,
        hometown, home, home address, address, street, street number, address 1, address 2, suburb,
        postcode, zip, zip code, =state, =city, place of residence, residence, lugar de origen,
        lugar de nacimiento, origen, procedencia, domicilio, direccion, lugar de residencia, residencia,
        comunidad de origen, municipio de origen, estado de origen, departamento de origen,
        lieu de naissance, lieu d origine, origine, adresse, domicile, residence habituelle,
        region d origine
    """,
    Target.EVENT_DATE: """
        event date, last date, date last seen, last seen, last contact, date of last contact, date,
        found dead, date found, found on, reporting date, reported date, incident date, discovery date,
        date of death, date of discovery, date of disappearance, missing since, disappeared on, fecha,
        fecha del hallazgo, fecha de hallazgo, fecha de desaparicion, fecha de la desaparicion,
        fecha del ultimo contacto, ultimo contacto, fecha de los hechos, fecha de percato,
        fecha de muerte, fecha de defuncion, fecha de la primera nota que refiere al hallazgo,
        date de disparition, date du deces, date de decouverte, date du dernier contact, dernier contact,
        disparu le, vu pour la derniere fois, =ano, =year, =annee
    """,
    Target.EVENT_PLACE: """
        event place, last place, place last seen, last location, last known location, place found,
        found at, place of death, place of discovery, location of death, location description, location,
        place, where found, where last seen, lugar, lugar del hallazgo, lugar de hallazgo,
        sitio de hallazgo, lugar de desaparicion, lugar de la desaparicion, ultimo lugar,
        ultimo paradero, ciudad o localidad, localidad, municipio, lieu, lieu de disparition,
        lieu du deces, lieu de decouverte, dernier lieu, coordinates, coordenadas, location coodinates
    """,
    Target.EVENT_REGION: """
        event region, county, region, province, =estado, entidad, entidad federativa, departamento,
        provincia, departement, estado de desaparicion, corridor
    """,
    Target.EVENT_COUNTRY: """
        event country, country of incident, country, country of death, country of disappearance, pais,
        pais de desaparicion, pais del hallazgo, pays, pays de disparition, pays du deces
    """,
    Target.HEIGHT: """
        height, height cm, stature, estatura, talla, taille, altura
    """,
    Target.MARKS: """
        marks, distinguishing marks, distinguishing features, tattoos, tattoo, scars,
        scars marks tattoos, dental, teeth, prosthesis, senas particulares, senas, tatuajes, tatuaje,
        cicatrices, lunares, rasgos, dientes, signes particuliers, tatouages, cicatrices et tatouages,
        marques, dents, physical description, descripcion fisica, media filiacion
    """,
    Target.BELONGINGS: """
        belongings, clothing, clothes, effects, personal effects, property, pertenencias, ropa,
        vestimenta, prendas, objetos, objetos personales, vetements, effets personnels, effets, objets,
        tenue
    """,
    Target.PHONE: """
        phone, phone number, telephone, mobile, cell, cell phone, whatsapp, telefono, celular,
        numero de telefono, portable, numero de telephone, tel
    """,
    Target.DOCUMENT: """
        document, documents, documentos, document number, id number, identity card, passport,
        passport number, soc sec id, national id, ssn, documento, numero de documento,
        documento de identidad, dni, cedula, pasaporte, curp, dpi, ine, piece d identite,
        carte d identite, passeport, numero de passeport, cni
    """,
    Target.CIRCUMSTANCES: """
        circumstances, circumstance, what happened, events, narrative, description of incident,
        circunstancias, hechos, descripcion de los hechos, relato, narracion, circonstances, recit,
        faits, migration route, ruta migratoria, ruta, route migratoire
    """,
    Target.CAUSE_OF_DEATH: """
        cause of death, cause death, causes of death, manner of death, determined cod,
        ome determined cod, cod, causa de muerte, causa de la muerte, causa de defuncion, cause du deces,
        cause de deces, cause de la mort
    """,
    Target.BODY_CONDITION: """
        body condition, condition of body, condition of remains, state of remains, decomposition,
        estado del cuerpo, condicion del cuerpo, estado de los restos, descomposicion, etat du corps,
        decomposition du corps
    """,
    Target.POST_MORTEM_INTERVAL: """
        post mortem interval, postmortem interval, pmi, time since death, intervalo post mortem,
        intervalo postmortem, tiempo de muerte, intervalle post mortem, delai post mortem
    """,
    Target.IDENTIFIED: """
        identified, identification, is identified, identified yes no, identificado, identificada,
        identificacion, personas identificadas, identifie, identifiee, identity known, id status,
        identification status
    """,
    Target.PEOPLE: """
        =number, people, number of people, number dead, number missing, total dead and missing, deaths,
        dead, victims, minimum estimated number of missing, numero de cuerpos, numero de personas,
        personas, cuerpos, victimas, muertos, nombre de morts, nombre de personnes, nombre de victimes,
        victimes, morts, total de cuerpos y osamentas
    """,
    Target.ENQUIRER_NAME: """
        enquirer, enquirer name, reported by, relative name, family member, contact person, contact name,
        next of kin, reporter, informant, complainant, nombre del familiar, familiar,
        nombre del denunciante, denunciante, persona que busca, persona que reporta, nombre de contacto,
        persona de contacto, reportado por, demandeur, nom du demandeur, personne a contacter,
        nom du proche, proche, signale par
    """,
    Target.ENQUIRER_RELATION: """
        enquirer relation, relationship, relation, relation to missing, kinship, parentesco, relacion,
        vinculo, relacion con la persona, lien, lien de parente, parente, lien avec la personne
    """,
    Target.ENQUIRER_CONTACT: """
        enquirer contact, enquirer phone, contact, contact details, contact phone, contact number, email,
        e mail, correo, correo electronico, contacto, telefono de contacto, telefono del familiar,
        telefono familiar, datos de contacto, coordonnees, contact du demandeur, telephone du demandeur,
        courriel, family phone, relative phone, phone of family
    """,
    Target.CONTACT_WISH: """
        contact wish, contact wishes, wishes contact, wants contact, how to contact, may be contacted,
        desea contacto, desea ser contactado, forma de contacto, souhaite etre contacte,
        souhait de contact
    """,
    Target.CUSTODIAN: """
        custodian, held by, morgue, mortuary, cemetery, medical examiner, place of burial, burial,
        custodio, resguardado por, panteon, cementerio, semefo, servicio medico forense, depositaire,
        cimetiere, institut medico legal
    """,
    Target.SOURCE_NOTE: """
        source, sources, information source, source note, fuente, fuentes, nombre del medio, medio, url,
        link, links, vinculo al archivo de internet, vinculo web al medio digital, media, source quality
    """,
    Target.NOTE: """
        =age at, mother name, mother s name, name of mother, nombre de la madre, madre, nom de la mere,
        note, notes, remarks, comments, comment, observations, additional information, notas, nota,
        observaciones, comentarios, informacion adicional, remarques, commentaires, commentaire,
        informations complementaires
    """,
    Target.LEAVE_OUT: """
        interview, interviewer, date of interview, interview date, fecha de entrevista, entrevistador,
        date de l entretien, timestamp, created at, updated at, date of entry in database,
        fecha de registro, fecha de captura, fecha de reporte
    """,
}

BARE_NAMES = frozenset(("name", "names", "nom", "noms", "nombre", "nombres", "nombre s"))
"""Headings that mean the whole name only where no other column holds a part of it."""

MIDDLE_NAMES = frozenset(("segundo nombre", "middle name"))
