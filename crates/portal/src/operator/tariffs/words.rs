//! The words of tariffs, in four languages. Source: UX 4.6, 8.8; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    title, lead, alarms, no_alarm, a_missing, a_old, prices, none, older, replaced, people, published, draft, source,
    source_hint, import, csv, csv_hint, by_hand, send_file, file, file_hint, e_file, e_large, e_text, basis, register, all, peak, off_peak, from_hint, price, price_hint,
    check_title, none_before, last_day, accounts, over, none_over, uncharged, left, none_left, publish, leap, leap_tick, e_leap,
    f_heading, f_empty, f_many, f_line, f_fields, f_dso, f_foreign, f_energy, f_basis, f_register, f_not_charged,
    f_day, f_price, f_positive, f_cents, f_twice, f_known, f_charged, e_csv, e_source, e_basis, e_price,
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
