//! The words of the pages that everybody reads, in English and French. Source: UX 7.1, 8.9.

mod en;
mod fr;

use crate::developers::words::two_languages;

two_languages! {
    lead, first, first_text, to_sandbox, calls, calls_text, go_on, by_order, fetch, described,
    ignore, made_from, parameters, optional, such_as, answers, hook_lead, types, who, check,
    check_1, check_2, check_3, check_4, check_5, vector, answer, answer_1, answer_2, after,
    answer_3, answer_4, answer_5, errors_lead, status, may_again, not_again, show, braces, comes_at,
    versions_lead, versions_keep, not_found, not_found_text,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::developers::words::tests::say_the_same;
    use units::Language;

    #[test]
    fn ux_7_1_the_guide_says_the_same_in_two_languages() {
        say_the_same(&Words::of(Language::En).all(), &Words::of(Language::Fr).all());
    }
}
