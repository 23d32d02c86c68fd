//! What the compiler reads.

use crate::Family;
use std::fmt::Write;

/// A struct with a field for each key, and a constant of it for each language.
pub fn code(family: &Family, languages: &[&str], first: &str) -> String {
    let mut code = format!("/// Compiled from `{}.ftl`.\n", family.name);
    // Writing to a text cannot fail.
    let _ = write(&mut code, family, languages, first);
    code
}

fn write(code: &mut String, family: &Family, languages: &[&str], first: &str) -> std::fmt::Result {
    writeln!(code, "#[derive(Debug)]\npub(crate) struct Words {{")?;
    for key in &family.keys {
        writeln!(code, "    pub(crate) {key}: &'static str,")?;
    }
    writeln!(code, "}}\n")?;
    for (language, texts) in &family.texts {
        writeln!(code, "static {}: Words = Words {{", language.to_uppercase())?;
        for (key, text) in family.keys.iter().zip(texts) {
            writeln!(code, "    {key}: {text:?},")?;
        }
        writeln!(code, "}};\n")?;
    }
    writeln!(code, "impl Words {{")?;
    writeln!(code, "    pub(crate) fn of(language: units::Language) -> &'static Self {{")?;
    writeln!(code, "        match language {{")?;
    for language in languages {
        let has = family.texts.iter().any(|(known, _)| known == language);
        let words = if has { *language } else { first }.to_uppercase();
        writeln!(code, "            units::Language::{} => &{words},", variant(language))?;
    }
    writeln!(code, "        }}\n    }}\n")?;
    writeln!(code, "    #[cfg(test)]")?;
    writeln!(code, "    pub(crate) fn all(&self) -> Vec<(&'static str, &'static str)> {{")?;
    writeln!(code, "        vec![")?;
    for key in &family.keys {
        writeln!(code, "            ({key:?}, self.{key}),")?;
    }
    writeln!(code, "        ]\n    }}\n}}")
}

/// `fr` as `units` has it: `Fr`.
fn variant(language: &str) -> String {
    let mut letters = language.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
