//! One family of texts in its languages: the same keys and the same values in each.

use crate::Error;
use crate::text::{self, Text};
use fluent_syntax::ast::{Entry, Resource};
use std::fs;
use std::path::{Path, PathBuf};

/// Texts of one concept, such as those of a page.
#[derive(Debug)]
pub(crate) struct Family {
    /// As `my/help`.
    pub(crate) name: String,
    /// Keys as a program has them, in the order of the first language; `KEY.ATTRIBUTE` of a message in parts.
    pub(crate) keys: Vec<String>,
    /// Texts of a language, in the order of keys.
    pub(crate) texts: Vec<(String, Vec<String>)>,
}

impl Family {
    pub(crate) fn read(folder: &Path, name: &str, languages: &[&str]) -> Result<Self, Error> {
        let mut family = Self { name: name.to_owned(), keys: vec![], texts: vec![] };
        let mut first: Vec<Text> = vec![];
        for language in languages {
            let path = folder.join(language).join(format!("{name}.ftl"));
            let texts = of_file(&path, language)?;
            if family.texts.is_empty() {
                family.keys = texts.iter().map(|text| text.key.clone()).collect();
                first.clone_from(&texts);
            }
            let ordered = in_order(&path, &first, texts)?;
            family.texts.push(((*language).to_owned(), ordered));
        }
        let parts = family.keys.iter().filter(|key| key.contains('.')).count();
        match family.keys.iter().find(|key| !key.contains('.')) {
            Some(whole) if parts > 0 => {
                let path = folder.join(format!("{name}.ftl"));
                Err(refused(&path, whole, "has no attributes, others have"))
            }
            _ => Ok(family),
        }
    }
}

/// All texts of a file.
fn of_file(path: &Path, language: &str) -> Result<Vec<Text>, Error> {
    let source =
        fs::read_to_string(path).map_err(|source| Error::File { path: path.to_owned(), source })?;
    let resource = parse(path, &source)?;
    let mut texts: Vec<Text> = vec![];
    for entry in &resource.body {
        let message = match entry {
            Entry::Message(message) => message,
            Entry::Term(term) => {
                return Err(refused(path, term.id.name, "terms are not known here"));
            }
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => continue,
            Entry::Junk { .. } => continue,
        };
        let more = text::of(message, language).map_err(|(key, what)| refused(path, &key, what))?;
        for text in more {
            if texts.iter().any(|known| known.key == text.key) {
                return Err(refused(path, &text.key, "stands there twice"));
            }
            texts.push(text);
        }
    }
    Ok(texts)
}

fn parse<'a>(path: &Path, source: &'a str) -> Result<Resource<&'a str>, Error> {
    fluent_syntax::parser::parse(source).map_err(|(_, errors)| {
        let (at, what) = match errors.first() {
            Some(error) => (error.pos.start, error.kind.to_string()),
            None => (0, "no Fluent".to_owned()),
        };
        let before = source.get(..at).unwrap_or_default();
        Error::Syntax { path: path.to_owned(), line: before.lines().count().max(1), what }
    })
}

/// The texts of a language in the order of the first one: none missing, none more, each with the same values.
fn in_order(path: &Path, first: &[Text], mut texts: Vec<Text>) -> Result<Vec<String>, Error> {
    let mut ordered = vec![];
    for known in first {
        let Some(at) = texts.iter().position(|text| text.key == known.key) else {
            return Err(refused(path, &known.key, "is missing"));
        };
        let text = texts.swap_remove(at);
        if text.values != known.values {
            let all = |text: &Text| text.values.iter().cloned().collect::<Vec<_>>().join(", ");
            let what = format!("has the values ({}), not ({})", all(&text), all(known));
            return Err(refused(path, &known.key, what));
        }
        ordered.push(text.template);
    }
    match texts.first() {
        Some(more) => Err(refused(path, &more.key, "is not in the first language")),
        None => Ok(ordered),
    }
}

fn refused(path: &Path, key: &str, what: impl Into<String>) -> Error {
    Error::Message { path: PathBuf::from(path), key: key.to_owned(), what: what.into() }
}
