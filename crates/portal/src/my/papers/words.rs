//! The words of documents, in four languages. Source: UX 4.6, 8.2; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    title, letters_title, no_letters, open_pdf, receipts_title, no_receipts, receipts_lead, to_credit,
    repaid, to_emergency, paid, paid_online, paid_shop, paid_transfer, paid_office, paid_aid, code,
    months_title, years_title, statement_of, statement_lead, opening, paid_in, used, other, closing,
    adds_up, moved_title, month, nothing_moved, print, back, yearly_lead,
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
