use super::Words;

pub(super) const WORDS: Words = Words {
    title: "Nota",
    lead: "Alleen voor de dienst. Het gezin ziet ze niet.",
    label: "Nieuwe nota",
    hint: "Ze staat in het verloop van het dossier en verandert niet meer.",
    keep: "De nota bewaren",
    e_words: "Schrijf een nota.",
    e_long: "Schrijf minder: hoogstens 1.000 letters.",
    here_one: "{who} bekijkt dit dossier ook.",
    here_many: "{who} bekijken dit dossier ook.",
};
