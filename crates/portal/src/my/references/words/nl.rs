use super::Words;

pub(super) const WORDS: Words = Words {
    barcode: "Streepjescode voor de winkel: {digits}",
    shop_says: "Voor de scanner van de winkel.",
    transfer_says: "Scan deze code in de app van je bank. Je kiest het bedrag.",
    send_title: "Naar iemand sturen",
    send_lead: "Die persoon krijgt alleen de cijfers en de energie. Geen naam, geen saldo.",
    to: "Gsm-nummer of e-mail",
    to_hint: "Van wie voor je betaalt.",
    send: "De cijfers sturen",
    sent: "Verstuurd.",
    e_wait: "Te veel berichten verstuurd. Probeer opnieuw na {time}.",
    e_not_now: "Versturen lukte niet. Probeer het over enkele minuten opnieuw.",
};
