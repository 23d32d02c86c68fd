use super::Words;

pub(super) const WORDS: Words = Words {
    choose: "Choisir les mouvements",
    month: "Mois",
    last_months: "les 3 derniers mois",
    kind: "Genre",
    all_kinds: "tous",
    money: "Argent",
    use_: "Consommation",
    repayments: "Remboursements",
    anything_else: "Le reste",
    show: "Afficher",
    none_of_these: "Aucun mouvement de ce genre.",
    after: "Solde",
    used: "{energy} utilisés.",
    used_provisional: "{energy}, sans relevé\u{a0}: provisoire.",
    left: "Il reste {left} à rembourser.",
    all_repaid: "Tout est remboursé.",
    paid: "Payé\u{a0}: {paid}, dont {repays} rembourse.",
    of_day: "Pour le {day}.",
};
