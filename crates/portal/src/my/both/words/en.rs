use super::Words;

pub(super) const WORDS: Words = Words {
    link: "Top up both in one payment",
    title: "Top up both: {amount}",
    divided: "We divide it so that both last about as long.",
    one_payment: "It is one payment for both.",
    otherwise: "Divide it otherwise",
    for_energy: "{energy}, in euro",
    total: "In all, in euro",
    in_all: "{amount} in all",
    each_days: "each ≈ {days} {days~day|days}",
    only_one: "Top up only one",
};
