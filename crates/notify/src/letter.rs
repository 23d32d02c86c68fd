//! What stands in every letter beside its text: greeting, date, the card, the reply. Source: UX 5.5.

use crate::figures::House;
use crate::message::Message;
use crate::texts::{InFour, of};
use calendar::SettlementDay;
use units::{Energy, Language, PaymentReference};

/// What there is to cut out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutOut {
    Nothing,
    /// The reference, to pay with.
    Card,
    /// To be sent back.
    Refusal,
}

/// The letter of a message has the card where it asks to pay, and a reply where one is awaited.
pub fn cut_out(message: Message) -> CutOut {
    use Message as Of;
    match message {
        Of::RightToRefuse => CutOut::Refusal,
        Of::Activated
        | Of::Low
        | Of::BothLow
        | Of::Forecast
        | Of::EmergencyOn
        | Of::EmergencyLow
        | Of::Held
        | Of::LastCall
        | Of::Cut
        | Of::OffSupply => CutOut::Card,
        Of::AccountCode
        | Of::Credited
        | Of::CreditedOff
        | Of::Press
        | Of::LeakSeen
        | Of::Unreached
        | Of::PaymentFailed
        | Of::TakenBack
        | Of::NoReference
        | Of::Plan
        | Of::AdvanceRepaid
        | Of::AccessAsked
        | Of::AccessEnded
        | Of::Aid
        | Of::Limited
        | Of::ReliefGranted
        | Of::ReliefRefused
        | Of::NoReading
        | Of::Price
        | Of::Appointment
        | Of::AppointmentSoon
        | Of::Survey
        | Of::Ended
        | Of::ContactChanged
        | Of::LookedAt
        | Of::Year
        | Of::Sharing
        | Of::SharingKey
        | Of::SharingVolumes
        | Of::SharingSign
        | Of::Merchant
        | Of::MerchantWeek
        | Of::ConsentEnds
        | Of::Answered
        | Of::CallMissed
        | Of::AccessGiven
        | Of::OfficeCall
        | Of::OfficeMeet
        | Of::OfficePapers
        | Of::OfficeDecision
        | Of::OfficeRenew
        | Of::OfficeHelp
        | Of::Balance => CutOut::Nothing,
    }
}

/// Words of the frame in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    pub language: Language,
    pub greeting: &'static str,
    /// To whom, where no name is known.
    pub resident: &'static str,
    /// Beside the date of a letter that was printed before.
    pub copy: &'static str,
    worked_out: &'static str,
    pub card_title: &'static str,
    pub reference: &'static str,
    pub transfer: &'static str,
    pub payee: &'static str,
    pub account: &'static str,
    pub communication: &'static str,
    pub transfer_alt: &'static str,
    pub reply: &'static str,
    pub refuse: &'static str,
    pub call_me: &'static str,
    pub phone: &'static str,
    pub date: &'static str,
    pub signature: &'static str,
}

/// The words of the frame.
pub fn frame(language: Language) -> Frame {
    let of = |texts: InFour| of(texts, language);
    Frame {
        language,
        greeting: of(["Bonjour,", "Dag,", "Guten Tag,", "Hello,"]),
        resident: of(["À l’occupant", "Aan de bewoner", "An die Bewohner", "To the resident"]),
        copy: of(["Copie", "Kopie", "Kopie", "Copy"]),
        worked_out: of(["Calculé le", "Berekend op", "Berechnet am", "Worked out on"]),
        card_title: of([
            "Carte à découper et à garder",
            "Kaart om uit te knippen en te bewaren",
            "Karte zum Ausschneiden und Aufbewahren",
            "Card to cut out and keep",
        ]),
        reference: of([
            "Référence (13 chiffres)",
            "Referentie (13 cijfers)",
            "Referenz (13 Ziffern)",
            "Reference (13 digits)",
        ]),
        transfer: of([
            "Payer par virement",
            "Betalen met overschrijving",
            "Mit Überweisung bezahlen",
            "Pay by bank transfer",
        ]),
        payee: of(["Bénéficiaire", "Begunstigde", "Empfänger", "Payee"]),
        account: of(["Compte", "Rekening", "Konto", "Account"]),
        communication: of(["Communication", "Mededeling", "Mitteilung", "Message"]),
        transfer_alt: of([
            "Code QR du virement, pour l’application de votre banque",
            "QR-code van de overschrijving, voor de app van je bank",
            "QR-Code der Überweisung, für die App Ihrer Bank",
            "QR code of the transfer, for the app of your bank",
        ]),
        reply: of(["Carte-réponse", "Antwoordkaart", "Antwortkarte", "Reply card"]),
        refuse: of([
            "Je refuse le prépaiement.",
            "Ik weiger voorafbetaling.",
            "Ich lehne die Vorauszahlung ab.",
            "I refuse prepayment.",
        ]),
        call_me: of([
            "Appelez-moi, j’ai une question.",
            "Bel me, ik heb een vraag.",
            "Rufen Sie mich an, ich habe eine Frage.",
            "Call me, I have a question.",
        ]),
        phone: of(["Téléphone", "Telefoon", "Telefon", "Phone"]),
        date: of(["Date", "Datum", "Datum", "Date"]),
        signature: of(["Signature", "Handtekening", "Unterschrift", "Signature"]),
    }
}

impl Frame {
    /// `21 novembre 2026`.
    pub fn dated(self, day: SettlementDay) -> String {
        let (year, month, of_month) = day.ymd();
        let months: [InFour; 12] = [
            ["janvier", "januari", "Januar", "January"],
            ["février", "februari", "Februar", "February"],
            ["mars", "maart", "März", "March"],
            ["avril", "april", "April", "April"],
            ["mai", "mei", "Mai", "May"],
            ["juin", "juni", "Juni", "June"],
            ["juillet", "juli", "Juli", "July"],
            ["août", "augustus", "August", "August"],
            ["septembre", "september", "September", "September"],
            ["octobre", "oktober", "Oktober", "October"],
            ["novembre", "november", "November", "November"],
            ["décembre", "december", "Dezember", "December"],
        ];
        let place = usize::from(month).saturating_sub(1);
        let name = months.get(place).map_or("", |texts| of(*texts, self.language));
        match (self.language, of_month) {
            (Language::De, _) => format!("{of_month}. {name} {year}"),
            (Language::Fr, 1) => format!("1er {name} {year}"),
            _ => format!("{of_month} {name} {year}"),
        }
    }

    /// As of when figures are. Source: CM-04.
    pub fn worked_out(self, as_of: &str) -> String {
        format!("{} {as_of}.", self.worked_out)
    }

    pub fn energy(self, energy: Energy) -> &'static str {
        crate::figures::energy(energy, self.language)
    }

    /// Where the card is of use.
    pub fn use_at(self, house: &House) -> String {
        let House { help, site, .. } = house;
        match self.language {
            Language::Fr => format!("Au magasin, au {help}, sur {site}"),
            Language::Nl => format!("In de winkel, via {help}, op {site}"),
            Language::De => format!("Im Laden, unter {help}, auf {site}"),
            Language::En => format!("In shops, on {help}, at {site}"),
        }
    }

    /// What is read out in place of the QR code.
    pub fn qr_alt(self, reference: PaymentReference) -> String {
        let text = [
            "Code QR pour recharger",
            "QR-code om op te laden",
            "QR-Code zum Aufladen",
            "QR code to top up",
        ];
        format!("{}, {reference}", of(text, self.language))
    }

    /// What is read out in place of the bars.
    pub fn barcode_alt(self, reference: PaymentReference) -> String {
        let text = [
            "Code-barres de la référence",
            "Streepjescode van de referentie",
            "Strichcode der Referenz",
            "Barcode of the reference",
        ];
        format!("{} {reference}", of(text, self.language))
    }

    /// Where a reply goes.
    pub fn send_to(self, house: &House) -> String {
        let text = ["À renvoyer à", "Terug te sturen naar", "Zurück an", "Send back to"];
        format!("{} {}, {}", of(text, self.language), house.name, house.postal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cm_02_a_letter_has_its_date_as_each_language_writes_it() {
        let day = SettlementDay::from_ymd(2026, 3, 1).unwrap();
        let dated = Language::ALL.map(|language| frame(language).dated(day));
        assert_eq!(dated, ["1er mars 2026", "1 maart 2026", "1. März 2026", "1 March 2026"]);
    }

    #[test]
    fn cm_01_whoever_is_asked_to_pay_by_letter_gets_the_card() {
        let letters = Message::ALL.into_iter().filter(|message| cut_out(*message) == CutOut::Card);
        let ids: Vec<&str> = letters.map(Message::id).collect();
        let expected = ["M01", "M04", "M04-both", "M05", "M06", "M07", "M08", "M09", "M10", "M26"];
        assert_eq!(ids, expected);
    }
}
