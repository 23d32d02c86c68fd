//! The words of endpoints, in English and French. Source: UX 7.1.

mod en;
mod fr;

use crate::developers::words::two_languages;

two_languages! {
    title, lead, none, no_keys, not_owner, all_types, on, off, open, whose, types, made, add_title, url, url_hint,
    types_title, types_hint, kind_title, kind_pair, kind_shared, add, secret_title, secret_lead, secret_new, secret_old,
    secret_text, verify_with, back, one, why_off, secrets_title, secrets_until, secrets_now, rotate, rotate_text,
    test, test_text, switch_off, switch_on, since_title, since, since_hint, since_button, again, done_test,
    done_replay, done_off, done_on, sent_title, sent_none, s_waits, s_leaving, s_delivered, s_given_up, s_withdrawn,
    next_at, body, no_attempt, attempt, no_answer, ms, masked, read_only, e_unknown, e_not_address, e_not_https,
    e_password, e_not_public, e_not_found, e_type, e_known, e_many, e_off, e_no_event, e_day,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::developers::words::tests::say_the_same;
    use units::Language;

    #[test]
    fn ux_7_1_endpoints_say_the_same_in_two_languages() {
        say_the_same(&Words::of(Language::En).all(), &Words::of(Language::Fr).all());
    }
}
