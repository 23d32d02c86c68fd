//! What screens, signs, buttons and hints are called, for whoever learns or cannot see them. The
//! displays themselves have codes and figures only.

/// The four languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    #[default]
    Fr,
    Nl,
    De,
    En,
}

impl Language {
    pub const ALL: [Self; 4] = [Self::Fr, Self::Nl, Self::De, Self::En];

    /// As in `lang` of a page.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::Nl => "nl",
            Self::De => "de",
            Self::En => "en",
        }
    }
}

pub use texts::all_texts;

mod texts {
    include!(concat!(env!("OUT_DIR"), "/all.rs"));
}

/// The word or sentence of a key; the key itself if there is none.
pub fn word(key: &'static str, language: Language) -> &'static str {
    let known = key.replace(['.', '-'], "_");
    let Some((_, _, [de, en, fr, nl])) = all_texts().find(|(_, key, _)| *key == known) else {
        return key;
    };
    match language {
        Language::Fr => fr,
        Language::Nl => nl,
        Language::De => de,
        Language::En => en,
    }
}

/// Keys of words around a meter, for faces.
#[cfg(test)]
const AROUND: [&str; 8] = [
    "ui.happened",
    "ui.load",
    "ui.new-card",
    "ui.in",
    "ui.out",
    "ui.terminal",
    "ui.keys",
    "ui.paused",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::{Button, Hint, Symbol};
    use std::collections::BTreeSet;

    /// Every screen, sign, hint and button has its words in every language, and no word is left over.
    #[test]
    fn words_are_there_for_every_key_in_every_language() {
        let signs = Symbol::ALL.map(Symbol::text);
        let hints = Hint::ALL.map(Hint::text);
        let buttons = Button::ALL.map(Button::text);
        let events = crate::event::EVENT_KEYS;
        let keys: BTreeSet<String> = crate::every_row()
            .into_iter()
            .map(|row| row.text)
            .chain(signs)
            .chain(hints)
            .chain(buttons)
            .chain(events)
            .chain(AROUND)
            .map(|key| key.replace(['.', '-'], "_"))
            .collect();
        let known: BTreeSet<String> = all_texts().map(|(_, key, _)| key.to_owned()).collect();
        assert_eq!(keys, known);
        assert_eq!(known.len(), all_texts().count(), "a key stands there twice");
        assert_eq!(word("import-t1", Language::Nl), "afname, dag");
        assert_eq!(word("ui.new-card", Language::De), "Karte");
        assert_eq!(word("no such word", Language::Fr), "no such word");
    }
}
