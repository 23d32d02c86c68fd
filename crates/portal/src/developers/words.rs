//! The words of the newer pages of developers, in English and French: a partner's people read one of them.
//! Source: UX 7.1.

mod en;
mod fr;

/// A catalogue with these keys, from `WORDS` of the modules `fr` and `en` beside it.
macro_rules! two_languages {
    ($($key:ident),* $(,)?) => {
        #[derive(Debug)]
        pub(crate) struct Words { $(pub(crate) $key: &'static str),* }

        impl Words {
            /// French for French, English for everybody else.
            pub(crate) fn of(language: units::Language) -> &'static Self {
                match language {
                    units::Language::Fr => &fr::WORDS,
                    units::Language::Nl | units::Language::De | units::Language::En => &en::WORDS,
                }
            }

            #[cfg(test)]
            pub(crate) fn all(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($key), self.$key)),*]
            }
        }
    };
}
pub(crate) use two_languages;

two_languages! {
    lang, colon, skip, where_words, other, other_lang, start, reference, webhooks, errors, versions, foot,
    sandbox, sandbox_lead, key_title, key_text, key_button, key_none, key_wait, key_elsewhere,
    homes_title, homes_lead, h_reference, h_account, h_state, h_supply, h_beside, h_energy, none,
    wrong_title, w_unknown, w_digit, amounts_title, amounts_lead, a_other, a_fails, a_late, a_twice, a_open,
    clock_title, clock_lead, c_day, c_weekend, c_monday, c_end, c_instant, clock_all,
    terminal, terminal_lead, steps_title, s_shift, s_lookup, s_vend, s_confirm, s_receipt, s_close, broken_title,
    b_vend, b_confirm, b_lost, b_late, offline_title, offline_no, offline_yes, o_advice, o_cap, o_once,
    try_title, try_text, try_report, try_exit,
    samples, samples_lead, vector_title, samples_how,
    limits, limits_lead, l_requests, l_wrong, l_body, l_answer, l_window, l_keep, l_amount, status_title, status_text,
    status_since, status_link, seconds, days, from_to,
    made_title, made_lead, made_until, your_key, your_terminal, your_secret, calls_title, more_title, safe_title,
    safe_text,
    logs, logs_lead, error, g_days, g_id, g_status, g_day, g_show, g_title, g_none, g_at, g_what, g_key, g_took,
    g_ended, g_ms, g_bytes, g_asked, g_answered, g_once, g_body, g_answer, g_hung_up, g_nobody, g_older, g_lost,
    endpoints, g_no_key, g_safe, g_safe_text, g_api, e_id, e_status, e_day,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::words::tests::{is_spaced, names};
    use units::Language;

    #[test]
    fn ux_7_1_two_languages_say_the_same_in_short_sentences() {
        say_the_same(&Words::of(Language::En).all(), &Words::of(Language::Fr).all());
    }

    /// Key and text of both languages, in one order.
    #[track_caller]
    pub(crate) fn say_the_same(
        english: &[(&'static str, &'static str)],
        french: &[(&'static str, &'static str)],
    ) {
        assert_eq!(english.len(), french.len());
        for ((key, text), (_, french)) in english.iter().zip(french) {
            assert!(!text.is_empty() && !french.is_empty(), "{key}");
            assert_eq!(names(text), names(french), "{key}");
            assert!(is_spaced(french), "{key}: {french}");
            assert!(text.split(' ').count() <= 3 || text != french, "{key} is not translated");
            for sentence in
                text.split_inclusive(['.', ':']).chain(french.split_inclusive(['.', ':']))
            {
                let counts = |word: &&str| word.chars().any(char::is_alphanumeric);
                let words = sentence.split_whitespace().filter(counts).count();
                assert!(words <= 16, "{words} words, {key}: {sentence}");
            }
        }
    }
}
