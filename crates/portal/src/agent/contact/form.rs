//! What the form of contact data is filled in with.

use super::super::api::{ContactEntry, HeardBy};
use super::words::Words;
use crate::my::WhenLow;
use crate::pay::forms;
use crate::pay::frame::PageError;
use serde::Deserialize;
use units::{Email, Language, Phone};

pub(super) const HEARD: &str = "c_heard";
pub(super) const PHONE: &str = "c_phone";
pub(super) const EMAIL: &str = "c_email";
pub(super) const STREET: &str = "c_street";
pub(super) const POSTCODE: &str = "c_postcode";
pub(super) const TOWN: &str = "c_town";
pub(super) const VALUE: &str = "c_value";
pub(super) const LOW: &str = "c_low";
pub(super) const LANGUAGE: &str = "c_language";
pub(super) const SEEN: &str = "c_seen";
pub(super) const WAYS: [&str; 4] = ["c_sms", "c_mail", "c_letter", "c_voice"];

pub(super) const USUAL: &str = "usual";
pub(super) const EURO: &str = "euro";
pub(super) const DAYS: &str = "days";

const YES: &str = "1";
/// As a household may choose by itself. Source: PA-12, C-09.
const MOST_MICRO_EURO: i64 = 100_000_000;
const MOST_DAYS: u16 = 30;
const LETTERS: usize = 80;

/// The fields that only this form has.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(in crate::agent) struct Fields {
    pub c_heard: String,
    pub c_language: String,
    pub c_phone: String,
    pub c_email: String,
    pub c_street: String,
    pub c_postcode: String,
    pub c_town: String,
    pub c_low: String,
    pub c_value: String,
    pub c_sms: String,
    pub c_mail: String,
    pub c_letter: String,
    pub c_voice: String,
    pub c_seen: String,
}

impl Fields {
    pub(in crate::agent) fn tidy(&self, shorten: impl Fn(&str, usize) -> String) -> Self {
        let short = |text: &String| shorten(text, LETTERS);
        Self {
            c_heard: short(&self.c_heard),
            c_language: short(&self.c_language),
            c_phone: short(&self.c_phone),
            c_email: shorten(&self.c_email, 254),
            c_street: short(&self.c_street),
            c_postcode: shorten(&self.c_postcode, 10),
            c_town: short(&self.c_town),
            c_low: short(&self.c_low),
            c_value: short(&self.c_value),
            c_sms: short(&self.c_sms),
            c_mail: short(&self.c_mail),
            c_letter: short(&self.c_letter),
            c_voice: short(&self.c_voice),
            c_seen: short(&self.c_seen),
        }
    }

    /// The form as it first stands: what is known.
    pub(super) fn of(entry: &ContactEntry, seen: usize, language: Language) -> Self {
        let (low, value) = match entry.low {
            WhenLow::Usual => (USUAL, String::new()),
            WhenLow::Euro(amount) => (EURO, forms::shown(amount, language)),
            WhenLow::Days(days) => (DAYS, days.to_string()),
        };
        let mark = |on: bool| if on { YES.to_owned() } else { String::new() };
        Self {
            c_heard: String::new(),
            c_language: entry.language.code().to_owned(),
            c_phone: entry.phone.map(|phone| phone.national()).unwrap_or_default(),
            c_email: entry.email.as_ref().map(ToString::to_string).unwrap_or_default(),
            c_street: entry.street.clone(),
            c_postcode: entry.postcode.clone(),
            c_town: entry.town.clone(),
            c_low: low.to_owned(),
            c_value: value,
            c_sms: mark(entry.sms),
            c_mail: mark(entry.mail),
            c_letter: mark(entry.letter),
            c_voice: mark(entry.voice),
            c_seen: seen.to_string(),
        }
    }

    /// As a form carries them from page to page.
    pub(super) fn carried(&self) -> Vec<(&'static str, String)> {
        let [sms, mail, letter, voice] = WAYS;
        let all = [
            (HEARD, &self.c_heard),
            (LANGUAGE, &self.c_language),
            (PHONE, &self.c_phone),
            (EMAIL, &self.c_email),
            (STREET, &self.c_street),
            (POSTCODE, &self.c_postcode),
            (TOWN, &self.c_town),
            (LOW, &self.c_low),
            (VALUE, &self.c_value),
            (sms, &self.c_sms),
            (mail, &self.c_mail),
            (letter, &self.c_letter),
            (voice, &self.c_voice),
            (SEEN, &self.c_seen),
        ];
        all.into_iter().map(|(name, value)| (name, value.clone())).collect()
    }

    fn low(&self) -> Option<WhenLow> {
        match self.c_low.as_str() {
            EURO => forms::amount(&self.c_value)
                .filter(|amount| amount.0 <= MOST_MICRO_EURO)
                .map(WhenLow::Euro),
            DAYS => self
                .c_value
                .parse()
                .ok()
                .filter(|days| (1..=MOST_DAYS).contains(days))
                .map(WhenLow::Days),
            _ => Some(WhenLow::Usual),
        }
    }

    /// What was keyed in, and how it was heard. Errors: at each field what is wrong.
    pub(super) fn entered(
        &self,
        heard: &[HeardBy],
        language: Language,
    ) -> Result<(ContactEntry, HeardBy), Vec<PageError>> {
        let m = Words::of(language);
        let mut errors = Vec::new();
        let mut wrong = |field: &'static str, text: &'static str| {
            errors.push(PageError::at(field, text));
        };
        let by = HeardBy::of_name(&self.c_heard).filter(|by| heard.contains(by));
        if by.is_none() {
            wrong(HEARD, m.e_heard);
        }
        let phone = self.c_phone.parse::<Phone>().ok();
        if phone.is_none() && !self.c_phone.is_empty() {
            wrong(PHONE, m.e_phone);
        }
        let email = self.c_email.to_lowercase().parse::<Email>().ok();
        if email.is_none() && !self.c_email.is_empty() {
            wrong(EMAIL, m.e_email);
        }
        // Without its town a letter has nowhere to go.
        let place = [&self.c_street, &self.c_postcode, &self.c_town];
        if place.iter().any(|part| part.is_empty()) && !place.iter().all(|part| part.is_empty()) {
            wrong(STREET, m.e_address);
        }
        let low = self.low();
        if low.is_none() {
            wrong(VALUE, m.e_low);
        }
        let Some(spoken) = self.c_language.parse::<Language>().ok() else {
            wrong(LANGUAGE, m.e_language);
            return Err(errors);
        };
        let (Some(by), Some(low), true) = (by, low, errors.is_empty()) else { return Err(errors) };
        let chosen = |field: &String| !field.is_empty();
        let entry = ContactEntry {
            language: spoken,
            phone,
            email,
            street: self.c_street.clone(),
            postcode: self.c_postcode.clone(),
            town: self.c_town.clone(),
            low,
            sms: chosen(&self.c_sms),
            mail: chosen(&self.c_mail),
            letter: chosen(&self.c_letter),
            voice: chosen(&self.c_voice),
        };
        Ok((entry, by))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> ContactEntry {
        ContactEntry {
            language: Language::Nl,
            phone: Some("0475 12 34 56".parse().unwrap()),
            email: None,
            street: "Kaai 1".to_owned(),
            postcode: "5000".to_owned(),
            town: "Namur".to_owned(),
            low: WhenLow::Euro("8".parse().unwrap()),
            sms: true,
            mail: false,
            letter: true,
            voice: false,
        }
    }

    fn filled() -> Fields {
        Fields { c_heard: "call".to_owned(), ..Fields::of(&entry(), 3, Language::En) }
    }

    #[test]
    fn cm_07_what_the_form_shows_comes_back_as_it_was() {
        for language in Language::ALL {
            let fields = Fields { c_heard: "card".into(), ..Fields::of(&entry(), 3, language) };
            let entered = fields.entered(&HeardBy::ALL, language).unwrap();
            assert_eq!(entered, (entry(), HeardBy::Card), "{language}");
        }
    }

    #[test]
    fn cm_07_what_cannot_be_is_told_at_its_field() {
        let wrong = |fields: Fields| -> Vec<&'static str> {
            let errors = fields.entered(&[HeardBy::Call], Language::En).unwrap_err();
            errors.into_iter().filter_map(|error| error.field).collect()
        };
        assert_eq!(wrong(Fields { c_heard: String::new(), ..filled() }), [HEARD]);
        assert_eq!(wrong(Fields { c_heard: "card".into(), ..filled() }), [HEARD], "not theirs");
        assert_eq!(wrong(Fields { c_phone: "12".into(), ..filled() }), [PHONE]);
        assert_eq!(wrong(Fields { c_email: "an at home".into(), ..filled() }), [EMAIL]);
        assert_eq!(wrong(Fields { c_town: String::new(), ..filled() }), [STREET]);
        assert_eq!(wrong(Fields { c_value: "101".into(), ..filled() }), [VALUE]);
        assert_eq!(wrong(Fields { c_low: DAYS.into(), c_value: "0".into(), ..filled() }), [VALUE]);
        assert_eq!(wrong(Fields { c_language: "ru".into(), ..filled() }), [LANGUAGE]);
        let none = Fields {
            c_phone: String::new(),
            c_street: String::new(),
            c_postcode: String::new(),
            c_town: String::new(),
            ..filled()
        };
        let (entered, _) = none.entered(&[HeardBy::Call], Language::En).unwrap();
        assert_eq!((entered.phone, entered.town.as_str()), (None, ""), "nothing may be known");
    }
}
