//! The words of flows, in four languages. Source: UX 4.6, 8.8; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    n_flows, title, f_head_end, f_orders, f_bank, f_sms, f_mail, f_letters, f_webhooks, waiting, oldest, dead, last, never, dead_title, dead_lead, none_dead, attempts, reason, too_old, again_title, which, why, why_hint, again, e_which, e_why, e_gone, e_too_old, e_address, e_theirs,
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
