//! The words of a shop's people, in four languages. Source: UX 4.6, 4.7, M-07; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    n_staff, n_pin, at_till,
    staff_title, staff_lead, nobody, left, r_sell, r_undo, r_totals, r_settlement,
    add_title, name, name_hint, pin, pin_hint, new_pin, new_pin_hint, may, add, change, save,
    end_title, end_text, end, back,
    e_name, e_name_taken, e_pin_digits, e_pin_easy, e_no_right, e_till_open, see_totals,
    pin_title, who, your_pin, enter, no_people, owner_hint, lock, e_who, e_pin_wrong, e_pin_wait,
    not_allowed_title, not_allowed_text,
    sold_by, whose, tills_title, till_open, till_closed, show,
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
