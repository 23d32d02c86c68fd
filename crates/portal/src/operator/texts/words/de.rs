use super::Words;

pub(super) const WORDS: Words = Words {
    n_texts: "Texte",
    title: "Was Menschen mitgeteilt wird",
    lead: "Fassung {version}. Eine Änderung kommt mit einem Release, in vier Sprachen.",
    state: "Zustand",
    draft: "Entwurf, nicht gegengelesen",
    septets: "{count} von {most} Septetts",
    no_sms: "keine SMS",
    sees: "Lesen",
    longest: "Ausgefüllt mit den längsten Werten, von niemandem.",
    c_sms: "SMS",
    c_mail: "E-Mail",
    c_letter: "Brief",
    c_voice: "Anruf",
    all_texts: "Alle Texte",
    cannot: "Nicht ausfüllbar: {why}",
};
