use super::Words;

pub(super) const WORDS: Words = Words {
    nothing_title: "Seite nicht gefunden",
    nothing_text: "An dieser Adresse gibt es nichts.",
    nothing_advice: "Prüfen Sie die Adresse, oder beginnen Sie auf der ersten Seite.",
    method_title: "Diese Seite kann man nur lesen",
    method_text: "Es wurde nichts gesendet und nichts geändert.",
    begin_again: "Öffnen Sie die Seite neu und beginnen Sie wieder.",
    large_title: "Das war zu viel Text",
    large_text: "Es wurde nichts behalten und nichts geändert.",
    large_advice: "Gehen Sie zurück und schreiben Sie weniger.",
    failed_title: "Das hat nicht geklappt",
    failed_text: "Der Fehler liegt bei uns. Nichts hat sich geändert: kein Geld, kein Strom.",
    failed_advice: "Versuchen Sie es in einigen Minuten wieder. Zahlen Sie nicht zweimal.",
    elsewhere_title: "Das kam von einer anderen Seite",
    elsewhere_text: "Zu Ihrer Sicherheit ist nichts geschehen.",
};
