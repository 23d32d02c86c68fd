//! The words of moving, in four languages. Source: UX 4.6, 8.2; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    title, out_title, out_lead, balance_now, of_aid, what_happens, positive, positive_aid, negative, no_cut,
    until_then, day, day_hint, leftover, refund, transfer, iban, iban_hint, address, address_hint, phone, phone_hint,
    send, taken, waits, answered_by, e_day, e_no_day, e_leftover, e_iban, e_address, e_long,
    in_title, in_own, in_start, in_repay, in_end, in_letter, case_out, case_refund, case_transfer, case_address,
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
