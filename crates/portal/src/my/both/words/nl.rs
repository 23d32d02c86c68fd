use super::Words;

pub(super) const WORDS: Words = Words {
    link: "Beide opladen met één betaling",
    title: "Beide opladen: {amount}",
    divided: "We verdelen het zo dat beide ongeveer even lang meegaan.",
    one_payment: "Het is één betaling voor beide.",
    otherwise: "Anders verdelen",
    for_energy: "{energy}, in euro",
    total: "Samen, in euro",
    in_all: "{amount} samen",
    each_days: "elk ≈ {days} {days~dag|dagen}",
    only_one: "Slechts één opladen",
};
