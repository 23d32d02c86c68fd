//! The words of the account, in four languages, beside those of the household. Source: UX 4.6, 8.2 C-14; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    ways_link, ways_title, phone, none, new_address, new_hint, change, password_title, has_password,
    no_password, new_password, password_hint, set_password, remove_password, second_title, has_second,
    no_second, needs_password, add_second, remove_second, done_title, code_sent, second_lead,
    second_key, confirm, confirm_leave, back, leave_link, leave_title, goes, goes_sign_in,
    goes_messages, goes_helpers, stays, stays_contract, stays_law, stays_cpas, come_back, send_code,
    gone_title, gone_text, phone_changed, email_changed, password_set, password_gone, second_added,
    second_gone, e_same, e_taken, e_short, e_nothing, e_not_now, e_over,
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
