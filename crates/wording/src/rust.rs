//! What the compiler reads.

use crate::Family;
use std::collections::BTreeSet;
use std::fmt::Write;

pub fn code(family: &Family, languages: &[&str], first: &str) -> String {
    let mut code = String::new();
    // Writing to a text cannot fail.
    let _ = match family.keys.iter().any(|key| key.contains('.')) {
        true => messages(&mut code, family),
        false => words(&mut code, family, languages, first),
    };
    code
}

/// Every family with its keys and what each says, in the order of the languages' codes; empty where it has no text.
pub fn all(families: &[Family], languages: &[&str]) -> String {
    let codes: BTreeSet<&str> = languages.iter().copied().collect();
    let count = codes.len();
    let mut code = format!(
        "type Family = (&'static str, &'static [(&'static str, [&'static str; {count}])]);\n\n"
    );
    let languages = codes.iter().copied().collect::<Vec<_>>().join(", ");
    code.push_str(&format!("/// In: {languages}.\npub(crate) static FAMILIES: &[Family] = &[\n"));
    for family in families {
        code.push_str(&format!("    ({:?}, &[\n", family.name));
        for (at, key) in family.keys.iter().enumerate() {
            let text = |code: &&str| {
                let texts = family.texts.iter().find(|(known, _)| known == code);
                texts.and_then(|(_, texts)| texts.get(at)).map_or("", String::as_str)
            };
            let texts: Vec<&str> = codes.iter().map(text).collect();
            code.push_str(&format!("        ({key:?}, {texts:?}),\n"));
        }
        code.push_str("    ]),\n");
    }
    code.push_str("];\n\n/// Family and key of every text, with what it says in each language, in the order of their codes.\n");
    code.push_str("pub fn all_texts() -> impl Iterator<Item = (&'static str, &'static str, ");
    code.push_str(&format!("[&'static str; {count}])> {{\n"));
    code.push_str("    let of = |(family, texts): &'static (&'static str, &'static [_])| {\n");
    code.push_str("        texts.iter().map(|(key, texts)| (*family, *key, *texts))\n    };\n");
    code + "    FAMILIES.iter().flat_map(of)\n}\n"
}

/// A constant of the type `Texts` for each message: a field for each attribute that any message has, with its
/// text in all languages. Those that not every message has are options.
fn messages(code: &mut String, family: &Family) -> std::fmt::Result {
    let keys = || family.keys.iter().filter_map(|key| key.split_once('.'));
    let mut messages: Vec<&str> = keys().map(|(message, _)| message).collect();
    messages.dedup();
    let fields: BTreeSet<&str> = keys().map(|(_, field)| field).collect();
    for message in &messages {
        writeln!(code, "/// Compiled from `{}.ftl`.", family.name)?;
        writeln!(code, "pub(crate) const {}: Texts = Texts {{", message.to_uppercase())?;
        for field in &fields {
            let key = format!("{message}.{field}");
            let at = family.keys.iter().position(|known| *known == key);
            let of = |(_, texts): &(String, Vec<String>)| at.and_then(|at| texts.get(at).cloned());
            let texts: Vec<String> = family.texts.iter().filter_map(of).collect();
            let always = keys().filter(|(_, known)| known == field).count() == messages.len();
            match (always, texts.is_empty()) {
                (true, _) => writeln!(code, "    {field}: {texts:?},")?,
                (false, true) => writeln!(code, "    {field}: None,")?,
                (false, false) => writeln!(code, "    {field}: Some({texts:?}),")?,
            }
        }
        writeln!(code, "}};\n")?;
    }
    Ok(())
}

/// A struct with a field for each key, and a constant of it for each language.
fn words(code: &mut String, family: &Family, languages: &[&str], first: &str) -> std::fmt::Result {
    writeln!(code, "/// Compiled from `{}.ftl`.", family.name)?;
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
