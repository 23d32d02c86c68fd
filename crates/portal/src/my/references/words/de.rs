use super::Words;

pub(super) const WORDS: Words = Words {
    barcode: "Strichcode für den Laden: {digits}",
    shop_says: "Für den Scanner im Laden.",
    transfer_says: "Scannen Sie diesen Code in der App Ihrer Bank. Sie wählen den Betrag.",
    send_title: "An jemanden senden",
    send_lead: "Die Person erhält nur die Ziffern und die Energie. Kein Name, kein Guthaben.",
    to: "Handynummer oder E-Mail",
    to_hint: "Von der Person, die für Sie zahlt.",
    send: "Ziffern senden",
    sent: "Gesandt.",
    e_wait: "Zu viele Nachrichten gesandt. Versuchen Sie es nach {time} wieder.",
    e_not_now: "Das Senden ging nicht. Versuchen Sie es in einigen Minuten wieder.",
};
