//! Title and sentence of each code, in four languages, from `locales`. A sentence says what to do. `{name}` stands for
//! a member of the problem.

use super::Code;
use crate::language::Language;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    pub title: &'static str,
    pub detail: &'static str,
}

/// Title and sentence of a code in one language, with `{name}` for what a problem brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeWords {
    /// `fr`, `nl`, `de` or `en`.
    pub tag: &'static str,
    pub title: &'static str,
    pub detail: &'static str,
}

impl Code {
    /// In all languages.
    pub fn in_words(self) -> [CodeWords; 4] {
        Language::ALL.map(|language| {
            let Words { title, detail } = self.words(language);
            CodeWords { tag: language.tag(), title, detail }
        })
    }

    pub(crate) fn words(self, language: Language) -> Words {
        Words { title: self.text("title", language), detail: self.text("detail", language) }
    }

    /// A part of what is said of it; its name where there is none, which a test rules out.
    fn text(self, part: &str, language: Language) -> &'static str {
        let key = format!("{}.{part}", self.name().replace('-', "_"));
        let Some((_, _, [de, en, fr, nl])) = texts::all_texts().find(|(_, known, _)| *known == key)
        else {
            return self.name();
        };
        language.of_four([fr, nl, de, en])
    }
}

pub(crate) mod texts {
    include!(concat!(env!("OUT_DIR"), "/all.rs"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_has_words_of_its_own_in_four_languages() {
        let mut seen = BTreeSet::new();
        for code in Code::ALL {
            for language in Language::ALL {
                let Words { title, detail } = code.words(language);
                assert!(!title.is_empty() && title != code.name(), "{code:?} has no title");
                assert!(seen.insert(detail), "{code:?} in {language:?} has another code's words");
            }
            let titles: BTreeSet<_> =
                Language::ALL.iter().map(|language| code.words(*language).title).collect();
            assert_eq!(titles.len(), 4, "{code:?} is not translated: {titles:?}");
        }
    }

    #[test]
    fn a_sentence_names_members_that_come_with_its_code_and_the_same_in_each_language() {
        for code in Code::ALL {
            for language in Language::ALL {
                let named: BTreeSet<&str> = code
                    .words(language)
                    .detail
                    .split('{')
                    .skip(1)
                    .map(|rest| rest.split('}').next().unwrap())
                    .collect();
                let members: BTreeSet<&str> = code.members().iter().copied().collect();
                assert_eq!(named, members, "{code:?} in {language:?}");
            }
        }
    }

    #[test]
    fn codes_have_names_of_their_own() {
        let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert_eq!(Code::from_name(code.name()), Some(*code));
        }
    }
}
