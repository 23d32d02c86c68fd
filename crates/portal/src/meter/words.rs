//! What the page says around a meter.

use crate::words::catalogue;
use virtual_meters::Kind;

catalogue!("meter");

impl Words {
    pub(crate) fn kind(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::SmartElectricity => self.kind_smart_electricity,
            Kind::SmartGas => self.kind_smart_gas,
            Kind::CardElectricity => self.kind_card_electricity,
            Kind::CardGas => self.kind_card_gas,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::{are_plain, say_the_same};
    use units::Language;

    #[test]
    fn four_languages_say_the_same_in_short_sentences() {
        say_the_same(|language: Language| Words::of(language).all());
        are_plain(|language: Language| Words::of(language).all(), true);
    }
}
