//! Every word and sentence of the top-up, in four languages. Where UX gives a text, it is taken from there, but for "we
//! will write to you": of a guest we know no address. Source: UX 4.3, 4.6 to 4.10.

use crate::words::{by, catalogue, fill};
use units::Energy;

catalogue!("pay");

impl Words {
    /// What is said of one of two energies.
    pub(crate) fn of_part(&self, energy: &str, what: &str) -> String {
        fill(self.of_part, &[("energy", energy), ("what", what)])
    }

    pub(crate) fn energy_name(&self, energy: Energy) -> &'static str {
        by(energy, self.power, self.gas)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::{are_plain, say_the_same};
    use units::Language;

    #[test]
    fn four_languages_say_the_same_in_short_sentences() {
        say_the_same(|language| Words::of(language).all());
        are_plain(|language| Words::of(language).all(), false);
    }

    #[test]
    fn a_guest_is_told_of_no_balance() {
        for language in Language::ALL {
            for (key, text) in Words::of(language).all() {
                for word in ["solde", "saldo", "balance"] {
                    assert!(!text.to_lowercase().contains(word), "{word} in {key}, {language}");
                }
            }
        }
    }
}
