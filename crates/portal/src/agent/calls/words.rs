//! The words of the page of calls, in four languages. Source: UX 4.6, 4.7, A-10; drafts.

use crate::words::catalogue;
use units::Language;

catalogue!("agent/calls");

/// A path through a call in words: each step with the keys that were pressed there.
pub(crate) fn path_words(path: &[(String, String)], language: Language) -> String {
    let w = Words::of(language);
    let steps = path.iter().map(|(node, keys)| {
        let name = match node.as_str() {
            "language" => w.p_language,
            "street" => w.p_street,
            "last_four" => w.p_last_four,
            "reference" => w.p_reference,
            "groups" => w.p_groups,
            "menu" => w.p_menu,
            "postcode" => w.p_postcode,
            "call_back" => w.p_call_back,
            "number" => w.p_number,
            "number_read" => w.p_number_read,
            "done" => w.p_done,
            "transferring" => w.p_transferring,
            other => other,
        };
        if keys.is_empty() { name.to_owned() } else { format!("{name} [{keys}]") }
    });
    steps.collect::<Vec<_>>().join(" → ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::{are_plain, say_the_same};

    #[test]
    fn four_languages_say_the_same_in_short_sentences() {
        say_the_same(|language| Words::of(language).all());
        are_plain(|language| Words::of(language).all(), true);
    }
}
