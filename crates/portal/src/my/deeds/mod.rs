//! What somebody did on their own pages, in words: theirs to read, beside who looked. Source: UX 8.2 C-10, C-14; PD-05.

mod words;

use crate::words::fill;
use calendar::Instant;
use units::Language;

/// Something that was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// A key was sent to somebody who helps.
    KeySent,
    NewKey,
    DigitsSent,
    PhoneChanged,
    EmailChanged,
    PasswordSet,
    PasswordGone,
    SecondAdded,
    SecondGone,
    TestSent,
}

/// When, and to whom or what, in no more than tells it from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeedLine {
    pub at: Instant,
    pub deed: Deed,
    pub detail: String,
}

impl Deed {
    pub const ALL: [Self; 10] = [
        Self::KeySent,
        Self::NewKey,
        Self::DigitsSent,
        Self::PhoneChanged,
        Self::EmailChanged,
        Self::PasswordSet,
        Self::PasswordGone,
        Self::SecondAdded,
        Self::SecondGone,
        Self::TestSent,
    ];

    /// As it is kept; never changes.
    pub fn code(self) -> u8 {
        match self {
            Self::KeySent => 1,
            Self::NewKey => 2,
            Self::DigitsSent => 3,
            Self::PhoneChanged => 4,
            Self::EmailChanged => 5,
            Self::PasswordSet => 6,
            Self::PasswordGone => 7,
            Self::SecondAdded => 8,
            Self::SecondGone => 9,
            Self::TestSent => 10,
        }
    }

    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.code() == code)
    }
}

/// Who did it, and what.
pub(super) fn told(line: &DeedLine, language: Language) -> (&'static str, String) {
    let w = words::Words::of(language);
    let words = match line.deed {
        Deed::KeySent => w.key_sent,
        Deed::NewKey => w.new_key,
        Deed::DigitsSent => w.digits_sent,
        Deed::PhoneChanged => w.phone_changed,
        Deed::EmailChanged => w.email_changed,
        Deed::PasswordSet => w.password_set,
        Deed::PasswordGone => w.password_gone,
        Deed::SecondAdded => w.second_added,
        Deed::SecondGone => w.second_gone,
        Deed::TestSent => w.test_sent,
    };
    (w.you, fill(words, &[("what", &line.detail)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pd_05_each_deed_is_kept_under_a_number_of_its_own() {
        let codes: std::collections::BTreeSet<u8> = Deed::ALL.map(Deed::code).into();
        assert_eq!(codes.len(), Deed::ALL.len());
        for deed in Deed::ALL {
            assert_eq!(Deed::from_code(deed.code()), Some(deed));
        }
        assert_eq!(Deed::from_code(0), None);
    }
}
