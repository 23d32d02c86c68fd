use super::Words;

pub(super) const WORDS: Words = Words {
    title: "Notiz",
    lead: "Nur für den Dienst. Der Haushalt sieht sie nicht.",
    label: "Neue Notiz",
    hint: "Sie steht im Verlauf des Falls und ändert sich nicht mehr.",
    keep: "Die Notiz behalten",
    e_words: "Schreiben Sie eine Notiz.",
    e_long: "Schreiben Sie weniger: höchstens 1.000 Buchstaben.",
    here_one: "{who} sieht sich diesen Fall auch an.",
    here_many: "{who} sehen sich diesen Fall auch an.",
};
