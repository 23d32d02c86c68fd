//! What an amount does, in words: the same for a guest, for a household and for two energies. Source: PA-19,
//! TP-06, UX 4.4.

use super::api::{AmountEffect, Need};
use super::forms;
use super::words::Words;
use crate::language::Writes as _;
use crate::words::{by, fill};
use units::{Energy, Language, MicroEuro};

/// What is said of an amount before it is paid.
#[derive(Debug)]
pub(crate) struct EffectSaid {
    pub class: &'static str,
    pub text: String,
    /// What is missing to be enough.
    pub missing: Option<String>,
    /// What is enough: as a form carries it, and the words of its button.
    pub enough: Option<(String, String)>,
    /// What is to be done after paying.
    pub then: Option<&'static str>,
    /// The words of the button that pays.
    pub pay: String,
}

impl EffectSaid {
    pub(crate) fn new(
        effect: AmountEffect,
        amount: MicroEuro,
        energy: Energy,
        language: Language,
    ) -> Self {
        let w = Words::of(language);
        let short = language.short_money(amount);
        let with_amount = |text: &str| fill(text, &[("amount", &short)]);
        let (class, text) = match effect {
            AmountEffect::Nothing => ("good", w.adds),
            AmountEffect::Enough(Need::BackOn) => {
                ("good", by(energy, w.back_on_power, w.back_on_gas))
            }
            AmountEffect::Enough(Need::StayOn) => {
                ("good", by(energy, w.stay_on_power, w.stay_on_gas))
            }
            AmountEffect::TooLittle { need: Need::BackOn, .. } => {
                ("bad", by(energy, w.short_on_power, w.short_on_gas))
            }
            AmountEffect::TooLittle { need: Need::StayOn, .. } => {
                ("bad", by(energy, w.short_stay_power, w.short_stay_gas))
            }
        };
        let (missing, enough) = match effect {
            AmountEffect::TooLittle { enough, .. } => {
                let more = enough.checked_sub(amount).unwrap_or(enough);
                let (more, all) = (language.money(more), language.money(enough));
                let missing = fill(w.missing, &[("missing", &more), ("enough", &all)]);
                let take = fill(w.take_enough, &[("enough", &all)]);
                (Some(missing), Some((forms::plain(enough), take)))
            }
            AmountEffect::Nothing | AmountEffect::Enough(_) => (None, None),
        };
        Self {
            class,
            text: with_amount(text),
            missing,
            enough,
            then: (effect == AmountEffect::Enough(Need::BackOn)).then_some(w.then_press),
            pay: with_amount(if effect.suffices() { w.pay } else { w.pay_anyway }),
        }
    }
}
