use super::Words;

pub(super) const WORDS: Words = Words {
    n_texts: "Textes",
    title: "Ce que les gens reçoivent",
    lead: "Version {version}. Un changement vient avec une livraison, en quatre langues.",
    state: "État",
    draft: "projet, pas relu",
    septets: "{count} sur {most} septets",
    no_sms: "pas de SMS",
    sees: "Lire",
    longest: "Rempli avec les plus longues valeurs, fictives.",
    c_sms: "SMS",
    c_mail: "E-mail",
    c_letter: "Lettre",
    c_voice: "Appel",
    all_texts: "Tous les textes",
    cannot: "Impossible à remplir\u{a0}: {why}",
};
