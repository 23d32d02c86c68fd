//! The social service of a postcode, on the page of help to pay. Source: UX 8.1 P-06.

use super::Explained;
use crate::my::HelpOffice;
use crate::my::outside::PostcodeWords;
use crate::pay::frame::PageError;
use units::Language;

/// The field of the search, also in its address.
const POSTCODE: &str = "p";

/// A search, as it stands on the page.
#[derive(Debug)]
pub(crate) struct OfficeSearch {
    pub(crate) w: PostcodeWords,
    pub(crate) action: &'static str,
    pub(crate) typed: String,
    pub(crate) error: Option<PageError>,
    pub(crate) found: Option<Found>,
    /// Searched for, and not known.
    pub(crate) unknown: bool,
}

#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) name: String,
    pub(crate) address: String,
    /// As it is read, and as a phone dials it.
    pub(crate) phone: (String, String),
}

impl OfficeSearch {
    /// `answer`: what is known of the postcode that was typed; `None` if nothing was, or it is no postcode.
    pub(crate) fn new(
        language: Language,
        typed: String,
        answer: Option<Option<HelpOffice>>,
    ) -> Self {
        let w = PostcodeWords::of(language);
        let wrong = !typed.is_empty() && answer.is_none();
        let unknown = matches!(answer, Some(None));
        let found = answer.flatten().map(|office| Found {
            name: office.name,
            address: office.address,
            phone: (office.phone.national(), office.phone.to_string()),
        });
        Self {
            action: Explained::HelpToPay.path(language),
            error: wrong.then(|| PageError::at(POSTCODE, w.wrong)),
            w,
            typed,
            found,
            unknown,
        }
    }
}
