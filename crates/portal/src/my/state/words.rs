//! The words of the state, in four languages. Source: UX 4.6, 8.1 P-10; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    title, failures_title, all_works, all_but_late, fails, since, no_cuts, no_cuts_until, stopped, mended, not_twice,
    works_title, works_none, work_times,
    readings_title, readings_none, come, charged_to,
    roads_title, payments, payments_at_once, transfers, transfers_to, transfers_none, texts, texts_at_once,
    meters, meters_at_once, one_waits, waiting, on_time, soon, late,
    b_title, b_online, b_terminals, b_bank_feed, b_phone, b_sms, b_field_network, b_way_back, b_other,
    b_shops, b_pay_online, b_more,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::{are_plain, say_the_same};

    #[test]
    fn p_10_four_languages_say_the_same_in_short_sentences() {
        say_the_same(|language| Words::of(language).all());
        are_plain(|language| Words::of(language).all(), true);
    }
}
