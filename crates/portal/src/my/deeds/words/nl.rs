use super::Words;

pub(super) const WORDS: Words = Words {
    you: "jij",
    key_sent: "Je stuurde een sleutel naar {what}.",
    new_key: "Je gaf een nieuwe sleutel: {what}.",
    digits_sent: "Je stuurde de 13 cijfers naar {what}.",
    phone_changed: "Je nummer is nu {what}.",
    email_changed: "Je e-mail is nu {what}.",
    password_set: "Je koos een wachtwoord.",
    password_gone: "Je haalde het wachtwoord weg.",
    second_added: "Je voegde een app voor codes toe.",
    second_gone: "Je haalde de app voor codes weg.",
    test_sent: "Je vroeg een testbericht op {what}.",
};
