//! Public pages that explain: no power, the meter, how it works, help to pay, the right to refuse, accessibility, privacy.
//! Source: UX 8.1 P-03, P-05, P-06, P-07, P-08, P-11, P-12; texts are drafts.

mod office;
mod symbol;

use crate::easy::Easy;
use crate::language::{Paths as _, Writes as _};
use crate::my::help::OutsideForm;
use crate::my::outside::PricesUsed;
use crate::my::{Page, PublicFacts};
use crate::pay::frame::{Frame, PageError};
use crate::words::{fill, texts_of};
use askama::Template;
pub(crate) use office::OfficeSearch;
use symbol::Symbol;
use units::Language;

/// What a page says, with `{values}` that are put in.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub title: &'static str,
    /// A heading, and its sentences.
    pub parts: Vec<(&'static str, Vec<&'static str>)>,
}

/// A page that explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Explained {
    NoPower,
    YourMeter,
    HowItWorks,
    HelpToPay,
    Refuse,
    Accessibility,
    Privacy,
}

impl Explained {
    pub const ALL: [Self; 7] = [
        Self::NoPower,
        Self::YourMeter,
        Self::HowItWorks,
        Self::HelpToPay,
        Self::Refuse,
        Self::Accessibility,
        Self::Privacy,
    ];

    /// Its id in UX 8.
    pub fn id(self) -> &'static str {
        match self {
            Self::NoPower => "P-03",
            Self::YourMeter => "P-08",
            Self::HowItWorks => "P-05",
            Self::HelpToPay => "P-06",
            Self::Refuse => "P-07",
            Self::Accessibility => "P-11",
            Self::Privacy => "P-12",
        }
    }

    pub fn path(self, language: Language) -> &'static str {
        use Language::{De, En, Fr, Nl};
        match (self, language) {
            (Self::NoPower, Fr) => "/fr/plus-de-courant",
            (Self::NoPower, Nl) => "/nl/geen-stroom",
            (Self::NoPower, De) => "/de/kein-strom",
            (Self::NoPower, En) => "/en/no-power",
            (Self::YourMeter, Fr) => "/fr/votre-compteur",
            (Self::YourMeter, Nl) => "/nl/je-meter",
            (Self::YourMeter, De) => "/de/ihr-zaehler",
            (Self::YourMeter, En) => "/en/your-meter",
            (Self::HowItWorks, Fr) => "/fr/comment-ca-marche",
            (Self::HowItWorks, Nl) => "/nl/hoe-werkt-het",
            (Self::HowItWorks, De) => "/de/wie-es-geht",
            (Self::HowItWorks, En) => "/en/how-it-works",
            (Self::HelpToPay, Fr) => "/fr/aide-paiement",
            (Self::HelpToPay, Nl) => "/nl/hulp-bij-betalen",
            (Self::HelpToPay, De) => "/de/hilfe-beim-zahlen",
            (Self::HelpToPay, En) => "/en/help-to-pay",
            (Self::Refuse, Fr) => "/fr/refuser-le-prepaiement",
            (Self::Refuse, Nl) => "/nl/weigeren",
            (Self::Refuse, De) => "/de/ablehnen",
            (Self::Refuse, En) => "/en/refuse",
            (Self::Accessibility, Fr) => "/fr/accessibilite",
            (Self::Accessibility, Nl) => "/nl/toegankelijkheid",
            (Self::Accessibility, De) => "/de/barrierefreiheit",
            (Self::Accessibility, En) => "/en/accessibility",
            (Self::Privacy, Fr) => "/fr/vie-privee",
            (Self::Privacy, Nl) => "/nl/privacy",
            (Self::Privacy, De) => "/de/datenschutz",
            (Self::Privacy, En) => "/en/privacy",
        }
    }

    /// What its texts begin with.
    fn key(self) -> &'static str {
        match self {
            Self::NoPower => "no_power",
            Self::YourMeter => "your_meter",
            Self::HowItWorks => "how_it_works",
            Self::HelpToPay => "help_to_pay",
            Self::Refuse => "refuse",
            Self::Accessibility => "accessibility",
            Self::Privacy => "privacy",
        }
    }

    pub(crate) fn told(self, language: Language) -> Told {
        let mut told = Told::default();
        for (key, text) in texts_of("public", language) {
            let Some(place) = key.strip_prefix(self.key()) else { continue };
            // `_1` is the heading of the first part, `_1_2` its second sentence.
            match (place.matches('_').count(), told.parts.last_mut()) {
                (0, _) => told.title = text,
                (2.., Some((_, sentences))) => sentences.push(text),
                _ => told.parts.push((text, Vec::new())),
            }
        }
        told
    }
}

#[derive(Debug, Template)]
#[template(path = "my/explained.html")]
pub(crate) struct ExplainedPage {
    frame: Frame,
    title: &'static str,
    /// Before what the page has beside its text, and behind it.
    parts: Vec<Part>,
    after: Vec<Part>,
    errors: Vec<PageError>,
    links: Vec<(&'static str, &'static str)>,
    /// The easy version.
    easy: Option<(&'static str, &'static str)>,
    live: Live,
}

#[derive(Debug)]
struct Part {
    heading: String,
    sentences: Vec<String>,
    /// Drawing, and what it shows.
    pictures: Vec<(&'static str, &'static str)>,
}

/// What a page has beside its text: a form, or figures of now.
#[derive(Debug, Default)]
pub(crate) struct Live {
    /// For whoever is not signed in.
    pub form: Option<OutsideForm>,
    /// Where whoever is signed in says it instead.
    pub own: Option<(String, &'static str)>,
    pub prices: Option<PricesUsed>,
    /// Behind the first part.
    pub office: Option<OfficeSearch>,
}

impl Explained {
    /// Behind which of its parts a page has what it has beside its text.
    fn live_after(self) -> usize {
        match self {
            // Before what follows from it.
            Self::Refuse => 3,
            // The office first: whoever reads this needs it now.
            Self::HelpToPay => 1,
            Self::NoPower
            | Self::YourMeter
            | Self::HowItWorks
            | Self::Accessibility
            | Self::Privacy => usize::MAX,
        }
    }
}

impl ExplainedPage {
    pub(crate) fn new(
        frame: Frame,
        page: Explained,
        (facts, gas_phone): (&PublicFacts, &str),
        live: Live,
    ) -> Self {
        let language = frame.language;
        let told = page.told(language);
        let values = [
            ("emergency", language.short_money(facts.emergency)),
            ("start", language.short_money(facts.start)),
            ("start_day", language.short_money(facts.start_per_day)),
            ("back", language.money(facts.back_on)),
            ("least", language.short_money(facts.least)),
            ("most", language.short_money(facts.most)),
            ("spared", crate::card::spared(facts.spared, language)),
            ("ampere", facts.limit_ampere.to_string()),
            ("refuse_days", facts.refuse_days.to_string()),
            ("answer_days", facts.answer_days.to_string()),
            ("phone", frame.phone.clone()),
            ("gas", gas_phone.to_owned()),
        ];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        let mut parts = Vec::new();
        for (place, (heading, sentences)) in told.parts.iter().enumerate() {
            let pictures = symbol::of(page, place).iter();
            parts.push(Part {
                heading: fill(heading, &values),
                sentences: sentences.iter().map(|sentence| fill(sentence, &values)).collect(),
                pictures: pictures.map(|one: &Symbol| (one.svg(), one.says(language))).collect(),
            });
        }
        let live_at = page.live_after().min(parts.len());
        let after = parts.split_off(live_at);
        let errors: Vec<PageError> =
            live.office.iter().filter_map(|office| office.error.clone()).collect();
        let others = Explained::ALL.into_iter().filter(|other| *other != page);
        let links = others.map(|other| (other.path(language), other.told(language).title));
        let mut links: Vec<_> = links.collect();
        links.extend(crate::my::outside::links(language));
        links.insert(0, (Page::Doors.path(language), crate::my::doors_title(language)));
        Self {
            parts,
            after,
            live,
            easy: Easy::of(page).map(|easy| easy.link(language)),
            links,
            title: told.title,
            frame: frame.titled(told.title, &errors),
            errors,
        }
    }

    fn error(&self, field: &str) -> Option<&str> {
        let mut at = self.errors.iter().filter(|error| error.field == Some(field));
        at.next().map(|error| error.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::names;

    #[test]
    fn every_page_says_the_same_in_four_languages() {
        for page in Explained::ALL {
            let english = page.told(Language::En);
            for language in Language::ALL {
                let told = page.told(language);
                assert_eq!(told.parts.len(), english.parts.len(), "{page:?} in {language}");
                for ((heading, sentences), (_, in_english)) in told.parts.iter().zip(&english.parts)
                {
                    assert_eq!(sentences.len(), in_english.len(), "{heading} in {language}");
                    for (sentence, other) in sentences.iter().zip(in_english) {
                        assert_eq!(names(sentence), names(other), "{sentence}");
                    }
                }
            }
        }
    }

    #[test]
    fn sentences_are_short_and_blame_nobody() {
        let (mut all, mut long) = (0, 0);
        for page in Explained::ALL {
            for language in Language::ALL {
                let told = page.told(language);
                let sentences = told.parts.iter().flat_map(|(_, sentences)| sentences.iter());
                for text in sentences.chain(told.parts.iter().map(|(heading, _)| heading)) {
                    for sentence in text.split_inclusive(['.', '?', '!', ':']) {
                        let counts = |word: &&str| word.chars().any(char::is_alphanumeric);
                        let words = sentence.split_whitespace().filter(counts).count();
                        assert!(words <= 16, "{words} words in {language}: {sentence}");
                        all += 1;
                        long += usize::from(words > 13);
                    }
                    let small = text.to_lowercase();
                    for word in
                        ["défaut", "négligence", "sanction", "wanbetaler", "säumig", "ndp", "grd"]
                    {
                        assert!(!small.contains(word), "{word} in {text}");
                    }
                }
            }
        }
        assert!(long * 20 <= all, "{long} of {all} sentences have more than 13 words");
    }
}
