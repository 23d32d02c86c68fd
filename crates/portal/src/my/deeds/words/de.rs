use super::Words;

pub(super) const WORDS: Words = Words {
    you: "Sie",
    key_sent: "Sie haben einen Schlüssel an {what} gesandt.",
    new_key: "Sie haben einen neuen Schlüssel gegeben: {what}.",
    digits_sent: "Sie haben die 13 Ziffern an {what} gesandt.",
    phone_changed: "Ihre Nummer ist jetzt {what}.",
    email_changed: "Ihre E-Mail ist jetzt {what}.",
    password_set: "Sie haben ein Passwort gewählt.",
    password_gone: "Sie haben das Passwort entfernt.",
    second_added: "Sie haben eine App für Codes hinzugefügt.",
    second_gone: "Sie haben die App für Codes entfernt.",
    test_sent: "Sie haben eine Testnachricht an {what} verlangt.",
};
