use super::Words;

pub(super) const WORDS: Words = Words {
    n_texts: "Teksten",
    title: "Wat mensen te horen krijgen",
    lead: "Versie {version}. Een wijziging komt met een release, in vier talen.",
    state: "Toestand",
    draft: "ontwerp, niet nagelezen",
    septets: "{count} van {most} septets",
    no_sms: "geen sms",
    sees: "Lezen",
    longest: "Ingevuld met de langste waarden, van niemand.",
    c_sms: "Sms",
    c_mail: "E-mail",
    c_letter: "Brief",
    c_voice: "Oproep",
    all_texts: "Alle teksten",
    cannot: "Niet in te vullen: {why}",
};
