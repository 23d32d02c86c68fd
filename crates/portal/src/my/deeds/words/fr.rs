use super::Words;

pub(super) const WORDS: Words = Words {
    you: "vous",
    key_sent: "Vous avez envoyé une clé à {what}.",
    new_key: "Vous avez donné une nouvelle clé\u{a0}: {what}.",
    digits_sent: "Vous avez envoyé les 13 chiffres à {what}.",
    phone_changed: "Votre numéro est maintenant {what}.",
    email_changed: "Votre e-mail est maintenant {what}.",
    password_set: "Vous avez choisi un mot de passe.",
    password_gone: "Vous avez retiré le mot de passe.",
    second_added: "Vous avez ajouté une application de codes.",
    second_gone: "Vous avez retiré l’application de codes.",
    test_sent: "Vous avez demandé un message d’essai à {what}.",
};
