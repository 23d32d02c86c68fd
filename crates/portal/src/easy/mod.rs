//! Easy versions of the pages that most people need: one short sentence and one picture a step, and all of it read
//! aloud where there is a voice. Source: UX 8.1 P-13; texts are drafts.

mod picture;
mod sound;
mod words;

pub use sound::Sounds;
pub(crate) use sound::{BELOW, answer};

use crate::language::{Paths as _, Writes as _};
use crate::my::PublicFacts;
use crate::pay::frame::Frame;
use crate::public::Explained;
use crate::words::fill;
use askama::Template;
use picture::Picture as P;
use units::Language;
use words::Words;

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

    fn title(self, w: &Words) -> &'static str {
        match self {
            Self::TopUp => w.top_up,
            Self::NoPower => w.no_power,
            Self::HowItWorks => w.how_it_works,
            Self::HelpToPay => w.help_to_pay,
            Self::YourMeter => w.your_meter,
        }
    }

    /// A picture, and what it shows in one or two sentences.
    fn steps(self, w: &Words) -> Vec<(P, &'static str)> {
        match self {
            Self::TopUp => vec![
                (P::Card, w.top_up_1),
                (P::Tap, w.top_up_2),
                (P::Coins, w.top_up_3),
                (P::Shop, w.top_up_4),
                (P::Check, w.top_up_5),
            ],
            Self::NoPower => vec![
                (P::Flame, w.no_power_1),
                (P::Phone, w.no_power_2),
                (P::Street, w.no_power_3),
                (P::Breaker, w.no_power_4),
                (P::Coins, w.no_power_5),
                (P::Arrow, w.no_power_6),
                (P::Press, w.no_power_7),
                (P::Phone, w.no_power_8),
            ],
            Self::HowItWorks => vec![
                (P::Coins, w.how_it_works_1),
                (P::Meter, w.how_it_works_2),
                (P::Check, w.how_it_works_3),
                (P::Calendar, w.how_it_works_4),
                (P::Lamp, w.how_it_works_5),
                (P::Moon, w.how_it_works_6),
                (P::Letter, w.how_it_works_7),
            ],
            Self::HelpToPay => vec![
                (P::Phone, w.help_to_pay_1),
                (P::People, w.help_to_pay_2),
                (P::Coins, w.help_to_pay_3),
                (P::Lamp, w.help_to_pay_4),
                (P::Letter, w.help_to_pay_5),
            ],
            Self::YourMeter => vec![
                (P::Meter, w.your_meter_1),
                (P::Press, w.your_meter_2),
                (P::Coins, w.your_meter_3),
                (P::LampOff, w.your_meter_4),
                (P::Arrow, w.your_meter_5),
                (P::Press, w.your_meter_6),
                (P::Lamp, w.your_meter_7),
            ],
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
    /// Where it is read aloud, and the words for that.
    sound: Option<String>,
    hear: &'static str,
    hear_link: &'static str,
}

/// Pictures and sentences of a page, with amounts and numbers of today.
fn filled(
    page: Easy,
    language: Language,
    facts: &PublicFacts,
    (phone, gas_phone): (&str, &str),
) -> Vec<(&'static str, String)> {
    let values = [
        ("emergency", language.short_money(facts.emergency)),
        ("start", language.short_money(facts.start)),
        ("start_day", language.short_money(facts.start_per_day)),
        ("back", language.money(facts.back_on)),
        ("ampere", facts.limit_ampere.to_string()),
        ("phone", phone.to_owned()),
        ("gas", gas_phone.to_owned()),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    let steps = page.steps(Words::of(language));
    steps.iter().map(|(picture, text)| (picture.svg(), fill(text, &values))).collect()
}

impl Easy {
    /// What a page says, for a voice.
    pub fn aloud(self, language: Language, facts: &PublicFacts, phones: (&str, &str)) -> String {
        let steps = filled(self, language, facts, phones);
        let mut said = vec![format!("{}.", self.title(Words::of(language)))];
        said.extend(steps.into_iter().map(|(_, text)| text));
        said.join("\n").replace('\u{a0}', " ")
    }
}

impl EasyPage {
    pub(crate) fn new(
        frame: Frame,
        page: Easy,
        (facts, gas_phone): (&PublicFacts, &str),
        has_sound: bool,
    ) -> Self {
        let language = frame.language;
        let w = Words::of(language);
        let title = page.title(w);
        let steps = filled(page, language, facts, (&frame.phone, gas_phone));
        let others = Easy::ALL.into_iter().filter(|other| *other != page);
        Self {
            steps,
            sound: has_sound.then(|| format!("{}{BELOW}", page.path(language))),
            hear: w.hear,
            hear_link: w.hear_link,
            whole: (page.whole(language), w.whole),
            others: w.others,
            links: others.map(|other| (other.path(language), other.title(w))).collect(),
            title,
            frame: frame.titled(title, &[]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_easy_page_has_an_address_of_its_own_in_each_language() {
        let paths = Easy::ALL.map(|page| Language::ALL.map(|language| page.path(language)));
        let paths: BTreeSet<&str> = paths.into_iter().flatten().collect();
        assert_eq!(paths.len(), Easy::ALL.len() * Language::ALL.len());
    }

    #[test]
    fn easy_sentences_have_nine_words_at_most() {
        for (page, language) in
            Easy::ALL.into_iter().flat_map(|page| Language::ALL.map(|language| (page, language)))
        {
            for (_, text) in page.steps(Words::of(language)) {
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

    /// Each text is shown: none is kept that no page says.
    #[test]
    fn p_13_every_step_that_is_written_is_on_a_page() {
        let w = Words::of(Language::En);
        let steps: usize = Easy::ALL.into_iter().map(|page| page.steps(w).len()).sum();
        let numbered = |key: &str| key.ends_with(|last: char| last.is_ascii_digit());
        assert_eq!(w.all().iter().filter(|(key, _)| numbered(key)).count(), steps);
    }
}
