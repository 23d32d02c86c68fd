use super::Words;

pub(super) const WORDS: Words = Words {
    title: "Note",
    lead: "Pour les agents seulement. Le ménage ne la voit pas.",
    label: "Nouvelle note",
    hint: "Elle s’ajoute à l’histoire du dossier et ne change plus.",
    keep: "Garder la note",
    e_words: "Écrivez une note.",
    e_long: "Écrivez moins\u{a0}: 1 000 lettres au plus.",
    here_one: "{who} regarde aussi ce dossier.",
    here_many: "{who} regardent aussi ce dossier.",
};
