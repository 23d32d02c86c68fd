use super::Words;

pub(super) const WORDS: Words = Words {
    title: "Note",
    lead: "For the desk alone. The household does not see it.",
    label: "New note",
    hint: "It stands in the story of the case and never changes.",
    keep: "Keep the note",
    e_words: "Write a note.",
    e_long: "Write less: at most 1,000 letters.",
    here_one: "{who} is looking at this case too.",
    here_many: "{who} are looking at this case too.",
};
