//! Easy versions of the pages that most people need: one short sentence and one picture a step. There is no sound
//! file, which the page on accessibility says. Source: UX 8.1 P-13; texts are drafts.

mod de;
mod en;
mod fr;
mod nl;
mod picture;

use crate::language::{Paths as _, Writes as _};
use crate::my::PublicFacts;
use crate::pay::frame::Frame;
use crate::public::Explained;
use crate::words::fill;
use askama::Template;
use picture::Picture;
use units::Language;

/// A page: what it is called, and its steps.
#[derive(Debug)]
struct Told {
    title: &'static str,
    /// A picture, and what it shows in one or two sentences.
    steps: &'static [(Picture, &'static str)],
}

/// All of a language: the words around, and the pages in the order of [`Easy::ALL`].
#[derive(Debug)]
struct Words {
    /// Of the link that leads to an easy version.
    name: &'static str,
    /// Of the page with more words.
    whole: &'static str,
    others: &'static str,
    pages: [Told; 5],
}

/// An easy page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Easy {
    TopUp,
    NoPower,
    HowItWorks,
    HelpToPay,
    YourMeter,
}

impl Easy {
    pub const ALL: [Self; 5] =
        [Self::TopUp, Self::NoPower, Self::HowItWorks, Self::HelpToPay, Self::YourMeter];

    /// Its id in UX 8, with that of the page which it makes easy.
    pub fn id(self) -> &'static str {
        match self {
            Self::TopUp => "P-13-02",
            Self::NoPower => "P-13-03",
            Self::HowItWorks => "P-13-05",
            Self::HelpToPay => "P-13-06",
            Self::YourMeter => "P-13-08",
        }
    }

    pub fn path(self, language: Language) -> &'static str {
        use Language::{De, En, Fr, Nl};
        match (self, language) {
            (Self::TopUp, Fr) => "/fr/facile/recharger",
            (Self::TopUp, Nl) => "/nl/makkelijk/opladen",
            (Self::TopUp, De) => "/de/leicht/aufladen",
            (Self::TopUp, En) => "/en/easy/top-up",
            (Self::NoPower, Fr) => "/fr/facile/plus-de-courant",
            (Self::NoPower, Nl) => "/nl/makkelijk/geen-stroom",
            (Self::NoPower, De) => "/de/leicht/kein-strom",
            (Self::NoPower, En) => "/en/easy/no-power",
            (Self::HowItWorks, Fr) => "/fr/facile/comment-ca-marche",
            (Self::HowItWorks, Nl) => "/nl/makkelijk/hoe-werkt-het",
            (Self::HowItWorks, De) => "/de/leicht/wie-es-geht",
            (Self::HowItWorks, En) => "/en/easy/how-it-works",
            (Self::HelpToPay, Fr) => "/fr/facile/aide-paiement",
            (Self::HelpToPay, Nl) => "/nl/makkelijk/hulp-bij-betalen",
            (Self::HelpToPay, De) => "/de/leicht/hilfe-beim-zahlen",
            (Self::HelpToPay, En) => "/en/easy/help-to-pay",
            (Self::YourMeter, Fr) => "/fr/facile/votre-compteur",
            (Self::YourMeter, Nl) => "/nl/makkelijk/je-meter",
            (Self::YourMeter, De) => "/de/leicht/ihr-zaehler",
            (Self::YourMeter, En) => "/en/easy/your-meter",
        }
    }

    /// The page with more words.
    fn whole(self, language: Language) -> &'static str {
        let explained = match self {
            Self::TopUp => return language.top_up_path(),
            Self::NoPower => Explained::NoPower,
            Self::HowItWorks => Explained::HowItWorks,
            Self::HelpToPay => Explained::HelpToPay,
            Self::YourMeter => Explained::YourMeter,
        };
        explained.path(language)
    }

    /// Of a page that explains.
    pub(crate) fn of(page: Explained) -> Option<Self> {
        match page {
            Explained::NoPower => Some(Self::NoPower),
            Explained::HowItWorks => Some(Self::HowItWorks),
            Explained::HelpToPay => Some(Self::HelpToPay),
            Explained::YourMeter => Some(Self::YourMeter),
            Explained::Refuse | Explained::Accessibility | Explained::Privacy => None,
        }
    }

    /// Address and name of the link to it.
    pub(crate) fn link(self, language: Language) -> (&'static str, &'static str) {
        (self.path(language), Words::of(language).name)
    }

    fn told(self, language: Language) -> &'static Told {
        let [top_up, no_power, works, help, meter] = &Words::of(language).pages;
        match self {
            Self::TopUp => top_up,
            Self::NoPower => no_power,
            Self::HowItWorks => works,
            Self::HelpToPay => help,
            Self::YourMeter => meter,
        }
    }
}

impl Words {
    fn of(language: Language) -> &'static Self {
        match language {
            Language::Fr => &fr::WORDS,
            Language::Nl => &nl::WORDS,
            Language::De => &de::WORDS,
            Language::En => &en::WORDS,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "my/easy.html")]
pub(crate) struct EasyPage {
    frame: Frame,
    title: &'static str,
    /// The drawing, and the sentence.
    steps: Vec<(&'static str, String)>,
    whole: (&'static str, &'static str),
    others: &'static str,
    links: Vec<(&'static str, &'static str)>,
}

impl EasyPage {
    pub(crate) fn new(frame: Frame, page: Easy, facts: &PublicFacts, gas_phone: &str) -> Self {
        let language = frame.language;
        let (w, told) = (Words::of(language), page.told(language));
        let values = [
            ("emergency", language.short_money(facts.emergency)),
            ("start", language.short_money(facts.start)),
            ("start_day", language.short_money(facts.start_per_day)),
            ("back", language.money(facts.back_on)),
            ("ampere", facts.limit_ampere.to_string()),
            ("phone", frame.phone.clone()),
            ("gas", gas_phone.to_owned()),
        ];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        let steps = told.steps.iter().map(|(picture, text)| (picture.svg(), fill(text, &values)));
        let others = Easy::ALL.into_iter().filter(|other| *other != page);
        Self {
            steps: steps.collect(),
            whole: (page.whole(language), w.whole),
            others: w.others,
            links: others.map(|other| (other.path(language), other.told(language).title)).collect(),
            title: told.title,
            frame: frame.titled(told.title, &[]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::names;
    use std::collections::BTreeSet;

    #[test]
    fn easy_pages_show_the_same_in_four_languages() {
        for page in Easy::ALL {
            let english = page.told(Language::En);
            for language in Language::ALL {
                let told = page.told(language);
                assert_eq!(told.steps.len(), english.steps.len(), "{page:?} in {language}");
                for ((picture, text), (other, in_english)) in told.steps.iter().zip(english.steps) {
                    assert_eq!(picture, other, "{text}");
                    assert_eq!(names(text), names(in_english), "{text}");
                    assert!(language == Language::En || text != in_english, "{text}");
                }
            }
        }
        let paths = Easy::ALL.map(|page| Language::ALL.map(|language| page.path(language)));
        let paths: BTreeSet<&str> = paths.into_iter().flatten().collect();
        assert_eq!(paths.len(), Easy::ALL.len() * Language::ALL.len());
    }

    #[test]
    fn easy_sentences_have_nine_words_at_most() {
        for (page, language) in
            Easy::ALL.into_iter().flat_map(|page| Language::ALL.map(|language| (page, language)))
        {
            for (_, text) in page.told(language).steps {
                let sentences: Vec<&str> = text.split_inclusive(['.', '?', '!']).collect();
                assert!(sentences.len() <= 2, "{text}");
                for sentence in sentences {
                    let counts = |word: &&str| word.chars().any(char::is_alphanumeric);
                    let words = sentence.split_whitespace().filter(counts).count();
                    assert!(words <= 9, "{words} words in {language}: {sentence}");
                }
            }
        }
    }
}
