use super::Words;

pub(super) const WORDS: Words = Words {
    link: "Recharger les deux en un paiement",
    title: "Recharger les deux\u{a0}: {amount}",
    divided: "Nous répartissons pour que les deux durent à peu près autant.",
    one_payment: "C’est un seul paiement pour les deux.",
    otherwise: "Répartir autrement",
    for_energy: "{energy}, en euros",
    total: "En tout, en euros",
    in_all: "{amount} en tout",
    each_days: "≈ {days} {days~fr:jour|jours} chacun",
    only_one: "Recharger un seul",
};
