//! The words of the pages of payments, in four languages. Source: UX 4.6, 4.7, A-05; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    title, find_label, find_hint, came_title, came_none, see_search, when, amount, channel, page,
    lying_same, lying_other, due_wait, due_letter, due_return, due_decide, by, age, suggested,
    nothing_lies, pairs_title, pairs_text, pairs_none, taken_title, taken_none, taken, no_cut,
    no_cut_over, under_review, reversed, payment, clocks, c_paid, c_credited, c_sent, c_confirmed,
    not_yet, not_needed, not_credited, not_sent, not_confirmed, bars_cut, held, account_closed,
    may_go, gone, provider, receipt_code, begun, under_way, waits, nothing_left, twin, told,
    learnt, refund_hint, letter_title, letter_text, letter_left, asked_on, back_title, back_to,
    iban_hint, payee_hint, back_waits, account, due_title, with_it, c_taken,
    sender, transfer_under_way, refund_to_sender, refund_to_payee,
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
