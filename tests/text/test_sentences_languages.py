"""Sentences as the languages of the newsroom write them."""

from __future__ import annotations

import pytest

from factbase.text.sentences import split

# A bar stands where one sentence ends and the next begins.
GERMAN = [
    "Das Treffen fand am 3. Oktober in Berlin statt. | Am 4. Oktober reisten sie ab.",
    "Der 2. Weltkrieg endete im 20. Jahrhundert. | Danach kam der Frieden.",
    "Sie kauften z. B. Brot, Milch u. a. Waren. | Das war alles.",
    "Er kommt z.B. aus Köln, d. h. vom Rhein. | Sie nicht.",
    "Frau Dr. med. Weber traf Prof. Kuhn und Hrn. Adler.",
    "Es kamen ca. 300 Gäste, ggf. Mehrkosten trägt der Verein.",
    "„Wir gehen.“ | Dann schwieg er.",
    "»Wer war das?« | Niemand wusste es.",
    "Er sagte: „Kommt mit!“ | Alle kamen.",
    "„Kommt ihr?“, fragte sie.",
    "Siehe Nr. 5 und Abs. 2 auf S. 17.",
    "Das Werk der Muster GmbH. | Die Halle steht leer.",
    "Ludwig XIV. Bourbon war König. | Er starb 1715. | Das ist lange her.",
    "Sie zahlten 1.000.000 Euro. | Das waren 3,5 Prozent.",
    "Es gab Bier, Saft usw. | Alle waren zufrieden.",
    "1. Januar und 2. Februar sind Feiertage.",
    "Gewählt wurde 2021. | Koalitionen gab es nicht.",
]
FRENCH = [
    "Il est parti. | Elle reste ici.",
    "« Il est parti. » | Elle pleure.",
    "«\u00a0Il est parti.\u00a0» | Elle pleure.",
    "«\u202fViens\u202f!\u202f» | Personne ne vint.",
    "Qui est-ce ? | C'est M. Dupont.",
    "M. Martin et Mme Petit ont vu le Dr. Roux, cf. p. 12.",
    "Voir l'art. 5, al. 2 et le n° 14.",
    "Quoi ?! | Rien.",
    "« Pourquoi ? » demanda-t-il.",
    "Il est né en 100 av. J.-C. Rome était loin.",
    "Il aime le thé, le café, etc. | Nous aussi.",
    "J.-P. Durand est venu. | L'après-midi fut long.",
]
ITALIAN = [
    "Il sig. Rossi e la dott.ssa Bianchi sono qui. | Va bene.",
    "Ho visto l'Avv. Conti e l'ing. Serra. | È tardi.",
    "Si veda l'art. 3, comma 2, a pag. 40.",
    "«È tardi.» | Poi uscì.",
    "La Esempio S.p.A. Milano fallì. | Nel 2010 chiuse.",
    "«Chi è?» chiese lei.",
    "Costa 170.500,00 euro. | È caro.",
    "Pane, vino, ecc. | Tutto buono.",
    "S. Francesco nacque ad Assisi. | Così dicono.",
]
SPANISH = [
    "¿Cómo está? | Muy bien.",
    "¡Hola! | ¿Quién es?",
    "El Sr. García y la Dra. Ruiz llegaron. | Después se fueron.",
    "Vive en EE. UU. | Allí trabaja.",
    "El Gobierno de EE. UU. Federal no respondió.",
    "Véase el art. 4, la pág. 12 y el núm. 7.",
    "«Basta.» | Luego calló.",
    "—No. | —Sí, dijo ella.",
    "A las 5 p. m. llegó. | Era tarde.",
    "Ud. sabe, p. ej. Madrid. | Otros no.",
    "«¿Quién?» preguntó.",
]
ALBANIAN = [
    "Ai erdhi në Tiranë. | Ajo nuk erdhi.",
    "Z. Hoxha dhe znj. Leka folën me Dr. Prifti. | Pastaj u larguan.",
    "Mori bukë, qumësht, etj. | Kjo ishte e gjitha.",
    "Kompania Shembull sh.p.k. Tiranë u mbyll. | Ndërsa tjetra jo.",
    "„Nuk e di.“ | Kështu tha ai.",
    "“Pse?” | Askush nuk u përgjigj.",
    "Shih nr. 5, fq. 12 dhe neni 3.",
    "U pa p.sh. Kukësi. | Të tjerët jo.",
    "Jetonte në SHBA. | Tani është këtu.",
    "Më 28 Nëntor 1912. | Flamuri u ngrit.",
]
CROATIAN = [
    "Sastanak je bio 5. Svibnja u Zagrebu. | Nakon toga su otišli.",
    "Od 2015. Hrvatska ima zakon. | Prije ga nije bilo.",
    "Rođen je u Splitu 1950. | Umro je 2010. godine.",
    "Dr. sc. Ana Horvat i prof. Babić su došli. | Ostali nisu.",
    "„Ne znam.“ | Tako je rekao.",
    "»Tko je?« | Nitko nije odgovorio.",
    "Kupio je kruh, mlijeko itd. | To je sve.",
    "Vidi čl. 5, st. 2 i br. 7.",
    "Tvrtka Primjer d.o.o. Zagreb je zatvorena. | Druga nije.",
    "Npr. Rijeka je luka, tj. Grad na moru.",
    "Papa Ivan Pavao II. Wojtyła je došao.",
    "Otišao je na Krk. | Tamo je ostao.",
    "Ima ih pet. | Svi su tu.",
]
SERBIAN = [
    "Он је дошао. | Она није дошла.",
    "Др. Петровић и проф. Јовић су ту. | Остали нису.",
    "„Не знам.“ | Тако је рекао.",
    "Купио је хлеб, млеко итд. | То је све.",
    "Види чл. 5 и бр. 7.",
    "Састанак је био 5. Маја. | После тога су отишли.",
    "Од 2015. Србија има закон. | Пре га није било.",
    "Нпр. Ниш је град.",
    "Ко је то? | Нико не зна.",
]
OTHERS = [
    "Ο καιρός είναι καλός. | Η θάλασσα είναι ήρεμη.",
    "Он пришёл. | Она ушла.",
    "هل هو هنا؟ | نعم.",
    "वह आया। | वह गई।",
    "Przyszedł wczoraj. | Łódź jest daleko.",
]
LANGUAGES = {
    "de": GERMAN,
    "fr": FRENCH,
    "it": ITALIAN,
    "es": SPANISH,
    "sq": ALBANIAN,
    "hr": CROATIAN,
    "bs": CROATIAN,
    "sr": SERBIAN,
    "sr-Latn": CROATIAN,
    "el": OTHERS,
}


def sentences(text: str, language: str | None = None) -> list[str]:
    return [text[start:end] for _, _, start, end in split(text, language)]


@pytest.mark.parametrize(
    ("language", "marked"), [(code, text) for code, texts in LANGUAGES.items() for text in texts]
)
def test_a_language_ends_its_sentences(language: str, marked: str) -> None:
    parts = marked.split(" | ")

    assert sentences(" ".join(parts), language) == parts


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "el"])
def test_a_text_of_some_length_needs_no_code(language: str) -> None:
    text = " ".join(LANGUAGES[language]).replace(" | ", " ")

    assert split(text) == split(text, language)


def test_a_code_may_name_a_country_or_a_script() -> None:
    text = "Am 3. Oktober ging Herr Maier nach Wien."

    assert len(split(text, "de-AT")) == len(split(text, "DE_ch")) == 1
    assert len(split(text, "en-GB")) == 2


def test_a_language_without_words_of_its_own_is_split_as_the_nearest_that_has_them() -> None:
    text = "Am 3. Oktober ging der Herr nicht nach Wien."

    assert split(text, "lb") == split(text, "de")
