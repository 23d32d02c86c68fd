//! The words of the reconciliation, in four languages. Source: UX 4.6, 8.8; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    n_agreement, title, lead, from, to, hint, show, none_wrong, some_wrong, w_bank, w_online, w_terminals, outside, payments, credited, suspense, ledger, day, no_money, agrees, differs, x_missing, x_doubled, x_amounts, x_days, lines, amount, remarks, period, p_remitted, p_owed, p_open, e_days,
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
