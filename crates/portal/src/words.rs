//! How values are put into words. These are kept as Fluent in `locales`, and become constants while this crate
//! is built: a missing text does not compile. Source: CM-02, DESIGN 7.

use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use unic_langid::LanguageIdentifier;
use units::{Energy, Language};

/// The words of a family: `Words`, compiled from `locales/LANGUAGE/FAMILY.ftl`.
macro_rules! catalogue {
    ($family:literal) => {
        include!(concat!(env!("OUT_DIR"), "/", $family, ".rs"));
    };
}
pub(crate) use catalogue;

mod all {
    include!(concat!(env!("OUT_DIR"), "/all.rs"));
}
use all::FAMILIES;
pub use all::all_texts;

/// Key and text of each of a family, in the order in which they are written.
pub(crate) fn texts_of(
    family: &str,
    language: Language,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let texts = FAMILIES.iter().find(|(name, _)| *name == family).map(|(_, texts)| *texts);
    texts.unwrap_or_default().iter().map(move |(key, texts)| (*key, in_words(*texts, language)))
}

fn in_words([de, en, fr, nl]: [&'static str; 4], language: Language) -> &'static str {
    match language {
        Language::Fr => fr,
        Language::Nl => nl,
        Language::De => de,
        Language::En => en,
    }
}

/// The text by a name of the platform, such as `credited out of suspense` or `CG-07`; `None` if it has none.
pub(crate) fn named(family: &str, name: &str, language: Language) -> Option<&'static str> {
    let name = name.to_ascii_lowercase().replace([' ', '-'], "_");
    texts_of(family, language).find(|(key, _)| *key == name).map(|(_, text)| text)
}

/// The name of all this, alike in each language.
pub(crate) const PRODUCT: &str = "Tirelire";

pub(crate) fn by(energy: Energy, power: &'static str, gas: &'static str) -> &'static str {
    match energy {
        Energy::Electricity => power,
        Energy::Gas => gas,
    }
}

/// Whether a language says a number as it says one: French does so of 0 and 1,5 too. Source: Unicode CLDR, plural rules.
fn is_one(code: &str, value: &str) -> bool {
    let rules = code.parse::<LanguageIdentifier>().ok();
    let rules = rules.and_then(|of| PluralRules::create(of, PluralRuleType::CARDINAL).ok());
    let number = value.replace(',', ".");
    rules.is_some_and(|rules| rules.select(number.as_str()) == Ok(PluralCategory::ONE))
}

/// The form that belongs to a number, of `fr:jour|jours`: what `wording` makes of a plural. A text knows its language, so
/// whoever fills it in need not. `None` if these are no two forms.
fn form_of<'a>(forms: &'a str, value: &str) -> Option<&'a str> {
    let (code, forms) = forms.split_once(':')?;
    let (one, other) = forms.split_once('|')?;
    Some(if is_one(code, value) { one } else { other })
}

/// `template` with its `{names}` replaced. A value is put in as it is, also if it looks like a name. `{days~en:day|days}` is
/// the word that belongs to the number of `days`.
pub(crate) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) => {
                let (name, forms) = match name.split_once('~') {
                    Some((name, forms)) => (name, Some(forms)),
                    None => (name, None),
                };
                let value = values.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
                let value = value.unwrap_or("");
                out.push_str(forms.and_then(|forms| form_of(forms, value)).unwrap_or(value));
                // German dates end with a full stop, as sentences do.
                let stops = out.ends_with('.') && forms.is_none();
                rest = tail.strip_prefix('.').filter(|_| stops).unwrap_or(tail);
            }
            None => rest = after,
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// What a text has values put in for.
    pub(crate) fn names(text: &str) -> BTreeSet<&str> {
        let inside = text.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        inside.filter_map(|name| name.split('~').next()).collect()
    }

    #[test]
    fn a_sentence_ends_with_one_full_stop() {
        let until = |day: &str| fill("bis {day}. Danach nicht.", &[("day", day)]);
        assert_eq!(until("25.05."), "bis 25.05. Danach nicht.");
        assert_eq!(until("25.05.2027"), "bis 25.05.2027. Danach nicht.");
    }

    #[test]
    fn one_day_is_no_days() {
        let words = |days: &str| fill("about {days} {days~en:day|days}", &[("days", days)]);
        assert_eq!(
            [words("1"), words("0"), words("21")],
            ["about 1 day", "about 0 days", "about 21 days"]
        );
    }

    /// Where a German writes `0 Tage`, a French writes `0 jour`; of a million `de jours`, which nobody here has.
    #[test]
    fn french_has_one_of_nothing() {
        let words = |days: &str| fill("{days} {days~fr:jour|jours}", &[("days", days)]);
        assert_eq!(
            ["0", "1", "1,5", "2", "21"].map(words),
            ["0 jour", "1 jour", "1,5 jour", "2 jours", "21 jours"]
        );
        let words = |days: &str| fill("{days} {days~de:Tag|Tage}", &[("days", days)]);
        assert_eq!(["0", "1", "1,5", "2"].map(words), ["0 Tage", "1 Tag", "1,5 Tage", "2 Tage"]);
    }

    /// Key and text of a catalogue, in its own order.
    type Texts = Vec<(&'static str, &'static str)>;

    /// Four languages say the same: every text is there, with the same values, and none is left in English.
    #[track_caller]
    pub(crate) fn say_the_same(of: impl Fn(Language) -> Texts) {
        let english = of(Language::En);
        for language in Language::ALL {
            for ((key, text), (_, in_english)) in of(language).iter().zip(&english) {
                assert!(!text.trim().is_empty(), "{key} in {language}");
                assert!(language != Language::Fr || is_spaced(text), "{key}: {text}");
                let (forms, own) = (text.matches('~'), format!("~{}:", language.code()));
                assert_eq!(forms.count(), text.matches(&own).count(), "forms of {key}: {text}");
                assert_eq!(names(text), names(in_english), "{key} in {language}");
                // Names of fields, of the bank's product and of languages may be alike.
                let long = text.split(' ').count() > 3;
                assert!(language == Language::En || !long || text != in_english, "{key}");
            }
        }
    }

    /// Whether each colon has a no-break space before it, but for those of a time or an address.
    pub(crate) fn is_spaced(text: &str) -> bool {
        let mut pairs = text.split(':').zip(text.split(':').skip(1));
        pairs.all(|(before, after)| {
            let ends = after.is_empty() || after.starts_with(|next: char| next.is_whitespace());
            !ends || before.ends_with('\u{a0}') || before.ends_with('\u{202f}')
        })
    }

    /// The colon is a word of the page (`frame.w.colon`): French has a no-break space before it.
    #[test]
    fn no_template_writes_a_colon_behind_a_word_by_itself() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let (mut folders, mut seen, mut wrong) = (vec![root.clone()], 0, Vec::new());
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let name = path.strip_prefix(&root).unwrap().display().to_string();
                seen += 1;
                for (line, text) in (1..).zip(std::fs::read_to_string(&path).unwrap().lines()) {
                    let bare = text.replace("</b>", "").replace("</span>", "");
                    if bare.contains("}}: ") || bare.contains("}}:<") || bare.ends_with("}}:") {
                        wrong.push(format!("{name}:{line}: {text}"));
                    }
                }
            }
        }
        assert!(seen > 100, "{seen} templates");
        assert_eq!(wrong, Vec::<String>::new());
    }

    /// Short sentences: a few may have more than 13 words where `all` is false, none more than 16; and none
    /// of the words that blame. Source: UX 4.6, G-L1, G-L3.
    #[track_caller]
    pub(crate) fn are_plain(of: impl Fn(Language) -> Texts, all: bool) {
        let (mut count, mut long) = (0, 0);
        for language in Language::ALL {
            for (key, text) in of(language) {
                let text = &of_many(text);
                for sentence in text.split_inclusive(['.', '?', '!', ':']) {
                    let counts = |word: &&str| word.chars().any(char::is_alphanumeric);
                    let words = sentence.split_whitespace().filter(counts).count();
                    let most = if all { 13 } else { 16 };
                    assert!(words <= most, "{words} words, {key} in {language}: {sentence}");
                    count += 1;
                    long += usize::from(words > 13);
                }
                let small = text.to_lowercase();
                for word in BLAME {
                    assert!(!small.contains(word), "{word} in {key}, {language}");
                }
            }
        }
        assert!(long * 20 <= count, "{long} of {count} sentences have more than 13 words");
    }

    /// As it is said of many: of two forms one is read.
    fn of_many(text: &str) -> String {
        let parts = text.split('{').map(|part| match part.split_once('}') {
            Some((name, tail)) => match name.split_once('|') {
                Some((_, many)) => format!("{many}{tail}"),
                None => format!("{name}{tail}"),
            },
            None => part.to_owned(),
        });
        parts.collect()
    }

    const BLAME: [&str; 14] = [
        "dette",
        "schuld",
        "debt",
        "défaut",
        "négligence",
        "sanction",
        "wanbetaler",
        "säumig",
        "félicit",
        "ndp",
        "ppp",
        "payg",
        "grd",
        "default",
    ];

    #[test]
    fn values_are_put_in_as_they_are() {
        assert_eq!(fill("{a} of {b}.", &[("a", "{b}"), ("b", "2")]), "{b} of 2.");
        assert_eq!(fill("{gone} {", &[]), " ");
    }
}
