//! The words of letting somebody help, in four languages. Source: UX 4.6, 8.2 C-10; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    you, allow, new_key, new_key_hint, log_allowed, log_stopped, allow_title, allow_lead, name,
    name_hint, role, payer, helper, until, until_hint, phone, phone_hint, all, give, back, e_name,
    e_long, e_held, e_role, e_day, e_phone, e_many, e_wait, allowed_title, holds_until, holds_on,
    payer_sees, helper_sees, once, how, scan, sent_to, not_sent,
    saw_state, saw_balance, saw_movements, saw_both, saw_use, saw_quarters, saw_plan, saw_messages,
    saw_access, saw_top_up,
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
