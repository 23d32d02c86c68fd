//! All texts of the release by file, and those that hold a word. Source: UX O-05.

use super::api::{Wording, WordsOf};
use super::words::Words;
use crate::agent::Menu;
use crate::language::Paths as _;
use crate::operator::paths::Page;
use crate::pay::frame::Frame;
use crate::words::fill;
use access::Role;
use askama::Template;
use std::collections::BTreeMap;
use units::Language;

/// More than this of a search are counted only.
const MOST_SHOWN: usize = 150;

pub(super) fn name_of(of: WordsOf, t: &Words) -> &'static str {
    match of {
        WordsOf::Pages => t.of_pages,
        WordsOf::Messages => t.of_messages,
        WordsOf::PhoneLine => t.of_phone,
        WordsOf::Interface => t.of_interface,
        WordsOf::Meters => t.of_meters,
    }
}

/// The files of one kind: address, name, and how many texts it has.
#[derive(Debug)]
pub(super) struct Files {
    pub(super) of: &'static str,
    pub(super) files: Vec<(String, &'static str, usize)>,
}

/// The files of all kinds.
pub(super) fn files(all: &[Wording], language: Language) -> Vec<Files> {
    let mut counts: BTreeMap<(WordsOf, &'static str), usize> = BTreeMap::new();
    for one in all {
        let count = counts.entry((one.of, one.family)).or_default();
        *count = count.saturating_add(1);
    }
    let path = Page::Texts.path(language);
    let t = Words::of(language);
    let kind = |of: WordsOf| {
        let own = counts.iter().filter(|((known, _), _)| *known == of);
        let file = |((of, family), count): (&(WordsOf, &'static str), &usize)| {
            (format!("{path}?kind={}/{family}", of.name()), *family, *count)
        };
        Files { of: name_of(of, t), files: own.map(file).collect() }
    };
    WordsOf::ALL.map(kind).into_iter().filter(|kind| !kind.files.is_empty()).collect()
}

/// `{days~en:day|days}` as an editor reads it: `(day|days)`.
fn as_written(text: &str) -> String {
    let parts = text.split('{').enumerate().map(|(place, part)| match part.split_once('}') {
        Some((name, tail)) if place > 0 => match name.split_once('~') {
            Some((_, forms)) => {
                let forms = forms.split_once(':').map_or(forms, |(_, forms)| forms);
                format!("({forms}){tail}")
            }
            None => format!("{{{name}}}{tail}"),
        },
        _ => part.to_owned(),
    });
    parts.collect()
}

#[derive(Debug)]
struct Row {
    file: String,
    key: &'static str,
    /// Code of the language, and what it says.
    texts: Vec<(&'static str, String)>,
}

#[derive(Debug, Template)]
#[template(path = "operator/wordings.html")]
pub(super) struct WordingsPage {
    frame: Frame,
    t: &'static Words,
    menu: Menu,
    path: &'static str,
    asked: String,
    count: String,
    rows: Vec<Row>,
}

impl WordingsPage {
    /// Of a file, if one is named, else of all: what holds the word asked for.
    pub(super) fn new(
        frame: Frame,
        role: Role,
        all: &[Wording],
        (file, asked): (&str, &str),
    ) -> Self {
        let t = Words::of(frame.language);
        let small = asked.trim().to_lowercase();
        let file_of = |one: &Wording| format!("{}/{}", one.of.name(), one.family);
        let holds = |one: &&Wording| {
            let named = file.is_empty() || file_of(one) == file;
            let mut texts = one.texts.iter().map(|(_, text)| text.to_lowercase());
            named && (one.key.contains(&small) || texts.any(|text| text.contains(&small)))
        };
        let found: Vec<&Wording> = all.iter().filter(holds).collect();
        let most = if file.is_empty() { MOST_SHOWN } else { found.len() };
        let row = |one: &&Wording| Row {
            file: format!("{} · {}", name_of(one.of, t), one.family),
            key: one.key,
            texts: one
                .texts
                .iter()
                .filter(|(_, text)| !text.is_empty())
                .map(|(language, text)| (language.code(), as_written(text)))
                .collect(),
        };
        let counts =
            [("count", found.len().to_string()), ("shown", most.min(found.len()).to_string())];
        let path = Page::Texts.path(frame.language);
        Self {
            menu: Menu::at(frame.language, role, path),
            count: fill(t.found, &counts.each_ref().map(|(name, text)| (*name, text.as_str()))),
            rows: found.iter().take(most).map(row).collect(),
            frame: frame.titled(t.words_title, &[]),
            asked: asked.to_owned(),
            path,
            t,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::as_written;

    #[test]
    fn o_05_an_editor_reads_forms_and_names() {
        let read = [
            ("{days} {days~en:day|days} left", "{days} (day|days) left"),
            ("no value", "no value"),
            ("{a}{b}", "{a}{b}"),
            ("a } alone {", "a } alone "),
        ];
        for (text, shown) in read {
            assert_eq!(as_written(text), shown);
        }
    }
}
