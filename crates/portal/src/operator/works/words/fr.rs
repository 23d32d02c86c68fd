use super::Words;

pub(super) const WORDS: Words = Words {
    title: "Travaux prévus",
    lead: "Tout le monde les lit sur la page publique jusqu’à leur fin.",
    none: "Aucuns travaux ne sont prévus.",
    kind: "Ce qui s’arrête pendant ce temps",
    energies: "Pour quelle énergie",
    area: "Commune des travaux",
    area_hint: "Laissé vide, c’est partout.",
    day: "Jour des travaux",
    day_hint: "Comme jour/mois/année, par exemple 01/12/2026.",
    begin: "De",
    end: "À",
    time_hint: "Heure et minutes, par exemple 9:30.",
    announce: "Annoncer les travaux",
    call_off: "Annuler",
    times: "Début\u{a0}: {from}. Fin\u{a0}: {to}",
    supply: "Courant ou gaz",
    e_kind: "Choisissez ce qui s’arrête.",
    e_day: "Écrivez le jour comme jour/mois/année, par exemple 01/12/2026.",
    e_time: "Écrivez l’heure et les minutes, par exemple 9:30.",
    e_over: "C’est déjà passé. Choisissez un jour plus tard.",
};
