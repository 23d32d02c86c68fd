//! The words of messages, in four languages. Source: UX 4.6, 4.7, A-09; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    title, ways, sms, mail, letter, call, task, way_good, way_unknown, way_landline, way_off, way_back, quiet,
    own_quiet, declined, silent, planned, planned_at, log, none, more, to_holder, to_old, to_staff, to_supplier,
    to_party, copy_of, code_hidden, number, st_waits, st_quiet, st_leaving, st_handed, st_delivered, st_failed,
    st_withdrawn, instead, why, n_that_way, n_unknown, n_landline, n_off, n_declined, n_another, n_back,
    r_declined, r_no_way, r_no_longer, r_deeper, r_other, r_newer_code, r_returned, r_nothing_heard, r_carrier, r_demo, r_by,
    again, text, choose, when_hint, time, time_hint, now, leaves, copies, channel, channel_hint, code_note,
    nothing_to_say, nothing_to_copy, no_post, e_message, e_channel, e_time, e_no_message, e_code, e_not_so,
    e_no_way, e_waits, e_too_many, e_when,
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
