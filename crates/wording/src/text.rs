//! One message: what a Fluent pattern is as a template.

use fluent_syntax::ast::{
    Attribute, Expression, InlineExpression, Message, Pattern, PatternElement, Variant, VariantKey,
};
use fluent_syntax::unicode::unescape_unicode_to_string;
use std::collections::BTreeSet;

/// A text with its values in braces.
#[derive(Debug, Clone)]
pub struct Text {
    /// As a program has it: `_` for `-`.
    pub key: String,
    pub template: String,
    pub values: BTreeSet<String>,
}

/// What is wrong with which key.
type Refused = (String, String);

/// The text of a message, or those of its attributes as `KEY.ATTRIBUTE`.
pub fn of(message: &Message<&str>, language: &str) -> Result<Vec<Text>, Refused> {
    let name = message.id.name;
    match (&message.value, message.attributes.as_slice()) {
        (Some(pattern), []) => Ok(vec![one(name.to_owned(), pattern, language)?]),
        (None, attributes) => {
            let of = |attribute: &Attribute<&str>| {
                one(format!("{name}.{}", attribute.id.name), &attribute.value, language)
            };
            attributes.iter().map(of).collect()
        }
        (Some(_), _) => Err((name.to_owned(), "has a text beside attributes".into())),
    }
}

fn one(name: String, pattern: &Pattern<&str>, language: &str) -> Result<Text, Refused> {
    let mut text =
        Text { key: name.replace('-', "_"), template: String::new(), values: BTreeSet::new() };
    if let Err(what) = text.add(pattern, language) {
        return Err((name, what));
    }
    if text.template.trim().is_empty() {
        return Err((name, "is empty".into()));
    }
    Ok(text)
}

impl Text {
    fn add(&mut self, pattern: &Pattern<&str>, language: &str) -> Result<(), String> {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => self.template.push_str(value),
                PatternElement::Placeable { expression } => self.put(expression, language)?,
            }
        }
        Ok(())
    }

    fn put(&mut self, expression: &Expression<&str>, language: &str) -> Result<(), String> {
        match expression {
            Expression::Inline(InlineExpression::VariableReference { id }) => {
                let name = id.name.replace('-', "_");
                self.template.push_str(&format!("{{{name}}}"));
                self.values.insert(name);
                Ok(())
            }
            Expression::Inline(InlineExpression::StringLiteral { value }) => {
                let value = unescape_unicode_to_string(value);
                if value.contains(['{', '}']) {
                    return Err("has a brace: it would be taken for a value".into());
                }
                self.template.push_str(&value);
                Ok(())
            }
            Expression::Select {
                selector: InlineExpression::VariableReference { id },
                variants,
            } => {
                let name = id.name.replace('-', "_");
                let (one, other) = forms(variants)?;
                self.template.push_str(&format!("{{{name}~{language}:{one}|{other}}}"));
                self.values.insert(name);
                Ok(())
            }
            _ => Err("has more than values, quoted text and plurals".into()),
        }
    }
}

/// The two forms of a plural. No language of ours has more for numbers that people count to.
fn forms(variants: &[Variant<&str>]) -> Result<(String, String), String> {
    let (mut one, mut other) = (None, None);
    for variant in variants {
        let form = match variant.value.elements.as_slice() {
            [PatternElement::TextElement { value }] if !value.contains(['|', '}']) => *value,
            _ => return Err("has a plural that is not a word alone".into()),
        };
        match (&variant.key, variant.default) {
            (VariantKey::Identifier { name: "one" }, false) => one = Some(form.to_owned()),
            (VariantKey::Identifier { name: "other" }, true) => other = Some(form.to_owned()),
            _ => return Err("has a plural with other forms than [one] and *[other]".into()),
        }
    }
    one.zip(other).ok_or_else(|| "has a plural that lacks a form".into())
}
