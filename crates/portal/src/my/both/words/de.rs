use super::Words;

pub(super) const WORDS: Words = Words {
    link: "Beide mit einer Zahlung aufladen",
    title: "Beide aufladen: {amount}",
    divided: "Wir teilen so, dass beide etwa gleich lange reichen.",
    one_payment: "Es ist eine Zahlung für beide.",
    otherwise: "Anders aufteilen",
    for_energy: "{energy}, in Euro",
    total: "Insgesamt, in Euro",
    in_all: "{amount} insgesamt",
    each_days: "je ≈ {days} {days~Tag|Tage}",
    only_one: "Nur eines aufladen",
};
