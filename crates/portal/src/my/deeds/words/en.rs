use super::Words;

pub(super) const WORDS: Words = Words {
    you: "you",
    key_sent: "You sent a key to {what}.",
    new_key: "You gave a new key: {what}.",
    digits_sent: "You sent the 13 digits to {what}.",
    phone_changed: "Your number is now {what}.",
    email_changed: "Your e-mail is now {what}.",
    password_set: "You chose a password.",
    password_gone: "You removed the password.",
    second_added: "You added an app for codes.",
    second_gone: "You removed the app for codes.",
    test_sent: "You asked for a test message to {what}.",
};
