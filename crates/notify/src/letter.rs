//! What stands in every letter beside its text: greeting, date, the card, the reply. Source: UX 5.5.

use crate::figures::House;
use crate::message::Message;
use crate::texts::{fill, frame::Words};
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
    /// To be sent back, with a phone, a language and who helps.
    HowToReach,
}

/// The letter of a message has the card where it asks to pay, and a reply where one is awaited.
pub fn cut_out(message: Message) -> CutOut {
    use Message as Of;
    match message {
        Of::RightToRefuse => CutOut::Refusal,
        Of::Unreachable => CutOut::HowToReach,
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
        | Of::PlanStarts
        | Of::Plan
        | Of::PlanPaused
        | Of::PlanPaid
        | Of::PlanDone
        | Of::PlanProposed
        | Of::AdvanceRepaid
        | Of::AccessAsked
        | Of::AccessEnded
        | Of::Aid
        | Of::AidOff
        | Of::Limited
        | Of::ReliefProvisional
        | Of::ReliefGranted
        | Of::ReliefRefused
        | Of::NoReading
        | Of::Price
        | Of::Rules
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
        | Of::SharingSocial
        | Of::Merchant
        | Of::MerchantWeek
        | Of::EndpointOff
        | Of::ConsentEnds
        | Of::Answered
        | Of::CallMissed
        | Of::AccessGiven
        | Of::AccessByLaw
        | Of::OfficeCall
        | Of::OfficeMeet
        | Of::OfficePapers
        | Of::OfficeDecision
        | Of::OfficeRenew
        | Of::OfficeHelp
        | Of::Balance
        | Of::Stopped
        | Of::NewDevice
        | Of::Incident => CutOut::Nothing,
    }
}

/// Words of the frame in one language.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    pub language: Language,
    pub greeting: &'static str,
    /// To whom, where no name is known.
    pub resident: &'static str,
    /// Beside the date of a letter that was printed before.
    pub copy: &'static str,
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
    /// Who helps, and where they are called.
    pub helper: &'static str,
    pub helper_phone: &'static str,
    /// Each language in its own words.
    pub write_in: [&'static str; 4],
    w: &'static Words,
}

/// The words of the frame.
pub fn frame(language: Language) -> Frame {
    let w = Words::of(language);
    Frame {
        language,
        greeting: w.greeting,
        resident: w.resident,
        copy: w.copy,
        card_title: w.card_title,
        reference: w.reference,
        transfer: w.transfer,
        payee: w.payee,
        account: w.account,
        communication: w.communication,
        transfer_alt: w.transfer_alt,
        reply: w.reply,
        refuse: w.refuse,
        call_me: w.call_me,
        phone: w.phone,
        date: w.date,
        signature: w.signature,
        helper: w.helper,
        helper_phone: w.helper_phone,
        write_in: ["Français", "Nederlands", "Deutsch", "English"],
        w,
    }
}

impl Frame {
    /// `21 novembre 2026`.
    pub fn dated(self, day: SettlementDay) -> String {
        let (year, month, of_month) = day.ymd();
        let name = match month {
            1 => self.w.january,
            2 => self.w.february,
            3 => self.w.march,
            4 => self.w.april,
            5 => self.w.may,
            6 => self.w.june,
            7 => self.w.july,
            8 => self.w.august,
            9 => self.w.september,
            10 => self.w.october,
            11 => self.w.november,
            _ => self.w.december,
        };
        let text = if of_month == 1 { self.w.dated_first } else { self.w.dated };
        let (day, year) = (of_month.to_string(), year.to_string());
        fill(text, &[("day", &day), ("month", name), ("year", &year)])
    }

    /// As of when figures are. Source: CM-04.
    pub fn worked_out(self, as_of: &str) -> String {
        fill(self.w.worked_out, &[("time", as_of)])
    }

    pub fn energy(self, energy: Energy) -> &'static str {
        crate::figures::energy(energy, self.language)
    }

    /// Where the card is of use.
    pub fn use_at(self, house: &House) -> String {
        fill(self.w.use_at, &[("help", &house.help), ("site", &house.site)])
    }

    /// What is read out in place of the QR code.
    pub fn qr_alt(self, reference: PaymentReference) -> String {
        fill(self.w.qr_alt, &[("reference", &reference.to_string())])
    }

    /// What is read out in place of the bars.
    pub fn barcode_alt(self, reference: PaymentReference) -> String {
        fill(self.w.barcode_alt, &[("reference", &reference.to_string())])
    }

    /// What is read out in place of the drawing of a meter with its button.
    pub fn button_alt(self) -> &'static str {
        self.w.button_alt
    }

    /// Where a reply goes.
    pub fn send_to(self, house: &House) -> String {
        fill(self.w.send_to, &[("name", &house.name), ("postal", &house.postal)])
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
