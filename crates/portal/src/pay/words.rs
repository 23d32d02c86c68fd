//! Every word and sentence of the top-up, in four languages. A missing one does not compile.
//!
//! Typed constants instead of a message format: the sentences need nothing but values put in, and so
//! the compiler counts them. `{...}` are the values. Where UX gives a text, it is taken from there,
//! but for "we will write to you": of a guest we know no address. Source: UX 4.3, 4.6 to 4.10.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::{by, catalogue, fill};
use units::Energy;

catalogue! {
    colon, skip, languages, foot, help_title, help, errors_title, error_tab, step,
    start_title, start_lead, reference, reference_hint, go_on,
    reference_digits, reference_wrong, reference_several, wait,
    amount_title, energy, power, gas, town, amount, change_reference, same_meter, quick, other_amount,
    other_hint, may_repay,
    amount_unclear, amount_limits, amount_over, amount_ceiling,
    check_title, adds, back_on_power, back_on_gas, stay_on_power, stay_on_gas,
    short_on_power, short_on_gas, short_stay_power, short_stay_gas, missing, take_enough, then_press,
    pay, pay_anyway, to_bank, change_amount, changed, attempt_used, unavailable,
    ask_title, ask_open, ask_paid, ask_advice, ask_yes, ask_no,
    waiting_title, waiting, waiting_until, go_on_paying, reloads, stop_reloading, reload,
    paid_title, paid_text, credited_title, credited_text,
    short_title, short_text, more_back_power, more_back_gas, more_stay_power, more_stay_gas, pay_rest,
    release_title, release_text, press_power, press_gas, gas_smell, on_power, on_gas,
    overdue, overdue_meter, failed_title, failed_text, expired_title, expired_text, start_again,
    refunded_title, refunded_text, charged_back_title, charged_back_text,
    given_back_title, given_back_card, given_back_other, given_back_closed,
    facts, fact_paid, fact_credited, fact_sent, fact_confirmed, not_yet, not_needed, as_of, payment,
    to_receipt, receipt_title, receipt_for, code, print, receipt_note, back,
    sms_title, sms_phone, sms_hint, sms_send, sms_sent, sms_wrong, sms_often, sms_not_now,
    in_all, of_part, not_together,
    not_found_title, not_found_text, refused_title, refused_text, broken_title, broken_text, unreadable,
}

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
