//! The words of the page of a meter, in four languages. Source: UX 4.6, 8.2; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    title, contract_title, reference, since, supplier, operator, price, social, average, rates, two, single, meter_title, no_meter, from, from_to, read, registers_title, registers_lead, no_registers, midnight, by_day, by_night, shows, corrected, csv, told_title, told_lead, nothing_told,
    port_title, port_lead, port_closed, port_open, port_agree, port_renew, port_take_back, port_agreed,
    port_back, asked_title, asked_prepay, asked_end, a_handled, a_visit, a_absent, a_activated, a_refused,
    a_stopped, a_ended,
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
