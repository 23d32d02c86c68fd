//! The words of visits, in four languages. Source: UX 4.6, 4.7, A-12; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    title, lead, all, s_planned, s_done, s_absent, s_impossible, s_cancelled, away, letter, letter_cannot, letter_waits, letter_left, letter_open, earlier, later, today, none, week,
    r_card_swap, r_new_meter, r_silent, r_reading, r_fault, morning, afternoon, photos_count, swap_waits, one, new,
    new_lead, back, to_list, about, when, why_go, task, task_hint, day, day_hint, slot, address, phone,
    unknown, resident, made, moved_to, told_by, steps, next, none_next, absent_note, k_moved, k_cancelled, k_coming,
    k_done, k_absent, k_impossible, l_moved, l_cancelled, l_coming, l_done, l_absent, l_impossible, k_taken_back, l_taken_back, why, why_hint,
    words, words_hint, seen, seen_hint, plate, plate_hint, first, second, volume, register_hint, photos, photos_hint,
    no_photos, photo, photo_at, add, others, to_request, told, told_nobody, call_them, request_hears, result,
    new_meter, swap_title, swap_lead, swap_button, read_outs, read_outs_hint, sales, sales_hint, old_plate,
    old_plate_hint, new_plate, new_plate_hint, noted_plate, plates_differ, plates_agree, rates, two, single, weekly, weekly_hint, accepts, accepts_yes,
    accepts_no, old_balance, begins_with, advanced, old_debt, findings, blocked, waiting_title, asked_by, second_needed,
    approve, turn_down, cannot, e_reason, e_day, e_slot, e_task, e_past, e_far, e_off, e_slot_over, e_same_place,
    e_not_yet, e_not_now, e_overtaken, e_unknown, e_why, e_words, e_long, e_plate, e_registers, e_request, e_picture,
    e_large, e_many, e_no_key, e_no_photo, e_not_here, e_card, e_other_home, e_sales, e_findings, e_weekly, e_before,
    e_new_meter, e_waits, e_same_person, e_old_plate, e_rates,
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
