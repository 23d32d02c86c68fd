use super::Words;

pub(super) const WORDS: Words = Words {
    barcode: "Code-barres pour le magasin\u{a0}: {digits}",
    shop_says: "Pour le scanner du magasin.",
    transfer_says: "Scannez ce code dans l’app de votre banque. Vous choisissez le montant.",
    send_title: "Envoyer à un proche",
    send_lead: "Votre proche reçoit seulement les chiffres et l’énergie. Pas de nom, pas de solde.",
    to: "Numéro de gsm ou e-mail",
    to_hint: "De la personne qui paie pour vous.",
    send: "Envoyer les chiffres",
    sent: "C’est envoyé.",
    e_wait: "Trop de messages envoyés. Réessayez après {time}.",
    e_not_now: "L’envoi n’a pas marché. Réessayez dans quelques minutes.",
};
