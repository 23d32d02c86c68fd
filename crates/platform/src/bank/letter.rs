//! What the sender of money in suspense is asked, whose address nobody knows: a text for the letter, or
//! for the message that goes back over the bank. Source: TP-16.

use calendar::SettlementDay;
use units::{Language, MicroEuro};

/// What the letter is about.
#[derive(Debug)]
pub struct Asked<'a> {
    pub operator: &'a str,
    /// As the bank has told; empty if it has not.
    pub sender: &'a str,
    pub sender_iban: &'a str,
    pub amount: MicroEuro,
    pub received: SettlementDay,
    /// When it goes back by itself.
    pub returned_on: SettlementDay,
    /// To name in an answer.
    pub key: &'a str,
}

/// Cents after a comma, a point in English.
fn amount(micro: MicroEuro, language: Language) -> String {
    let cents = micro.0 / 10_000;
    let mark = if language == Language::En { '.' } else { ',' };
    format!("{}{mark}{:02} EUR", cents / 100, cents % 100)
}

fn day(day: SettlementDay, language: Language) -> String {
    let (year, month, of_month) = day.ymd();
    let mark = match language {
        Language::Fr | Language::En => '/',
        Language::Nl => '-',
        Language::De => '.',
    };
    format!("{of_month:02}{mark}{month:02}{mark}{year}")
}

/// Only the end of the account: the letter may reach somebody else.
fn tail(iban: &str) -> &str {
    iban.get(iban.len().saturating_sub(4)..).unwrap_or_default()
}

/// The text, in one language.
pub fn text(asked: &Asked<'_>, language: Language) -> String {
    let Asked { operator, sender, key, .. } = asked;
    let (sum, tail) = (amount(asked.amount, language), tail(asked.sender_iban));
    let (came, back) = (day(asked.received, language), day(asked.returned_on, language));
    match language {
        Language::Fr => format!(
            "{sender}\n\nBonjour,\n\n\
             Nous avons reçu {sum} le {came}.\n\
             L'argent vient du compte qui se termine par {tail}.\n\
             Nous ne trouvons pas le compteur à recharger.\n\
             Envoyez-nous le numéro à 18 chiffres du compteur (EAN).\n\
             Le numéro de paiement à 13 chiffres convient aussi.\n\
             Sans réponse, nous renvoyons l'argent le {back}.\n\n\
             Votre référence : {key}\n\n{operator}\n"
        ),
        Language::Nl => format!(
            "{sender}\n\nBeste,\n\n\
             We kregen {sum} op {came}.\n\
             Het geld komt van de rekening die eindigt op {tail}.\n\
             We vinden niet welke meter we moeten opladen.\n\
             Stuur ons het nummer van 18 cijfers van de meter (EAN).\n\
             Het betaalnummer van 13 cijfers is ook goed.\n\
             Zonder antwoord sturen we het geld terug op {back}.\n\n\
             Uw kenmerk: {key}\n\n{operator}\n"
        ),
        Language::De => format!(
            "{sender}\n\nGuten Tag,\n\n\
             Am {came} kamen {sum} bei uns an.\n\
             Das Geld kommt von dem Konto mit den letzten Ziffern {tail}.\n\
             Wir wissen nicht, für welchen Zähler es ist.\n\
             Schicken Sie uns die 18 Ziffern des Zählers (EAN).\n\
             Die Zahlungsnummer mit 13 Ziffern reicht auch.\n\
             Ohne Antwort geht das Geld am {back} zurück.\n\n\
             Ihr Zeichen: {key}\n\n{operator}\n"
        ),
        Language::En => format!(
            "{sender}\n\nHello,\n\n\
             We received {sum} on {came}.\n\
             It came from the account that ends in {tail}.\n\
             We cannot find the meter to top up.\n\
             Please send us the meter's 18-digit number (EAN).\n\
             The 13-digit payment number will do as well.\n\
             Without an answer we return the money on {back}.\n\n\
             Your reference: {key}\n\n{operator}\n"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tp_16_the_sender_is_asked_in_four_languages_and_told_when_the_money_goes_back() {
        let asked = Asked {
            operator: "ORES",
            sender: "A payer",
            sender_iban: "BE71096123456769",
            amount: MicroEuro(1_234_050_000),
            received: SettlementDay::from_ymd(2026, 11, 9).unwrap(),
            returned_on: SettlementDay::from_ymd(2026, 12, 9).unwrap(),
            key: "bank:B:1",
        };
        for (language, sum, back) in [
            (Language::Fr, "1234,05 EUR", "09/12/2026"),
            (Language::Nl, "1234,05 EUR", "09-12-2026"),
            (Language::De, "1234,05 EUR", "09.12.2026"),
            (Language::En, "1234.05 EUR", "09/12/2026"),
        ] {
            let text = text(&asked, language);
            for part in [sum, back, "A payer", "6769", "bank:B:1", "18", "13", "ORES"] {
                assert!(text.contains(part), "{language}: {part} in {text}");
            }
            assert!(!text.contains("BE71"), "{text}");
            for sentence in text.split(['.', '\n']) {
                assert!(sentence.split_whitespace().count() <= 13, "{sentence}");
            }
        }
    }
}
