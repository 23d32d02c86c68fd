use super::Words;

pub(super) const WORDS: Words = Words {
    nothing_title: "Pagina niet gevonden",
    nothing_text: "Er staat niets op dit adres.",
    nothing_advice: "Kijk het adres na, of begin op de eerste pagina.",
    method_title: "Deze pagina kan je alleen lezen",
    method_text: "Er is niets verstuurd en niets veranderd.",
    begin_again: "Open de pagina opnieuw en begin opnieuw.",
    large_title: "Dat was te veel tekst",
    large_text: "Er is niets bewaard en niets veranderd.",
    large_advice: "Ga terug en schrijf minder.",
    failed_title: "Dat is niet gelukt",
    failed_text: "De fout ligt bij ons. Er is niets veranderd: geen geld, geen stroom.",
    failed_advice: "Probeer het over enkele minuten opnieuw. Betaal niet twee keer.",
    elsewhere_title: "Dit kwam van een andere site",
    elsewhere_text: "Voor je veiligheid is er niets gebeurd.",
};
