//! All prompts with their ids and their words in French, Dutch, German and English, which are Fluent in `locales`
//! and constants once this crate is built. Figures stand in braces. Source: UX 6.1, 4.8; those that are not there
//! are drafts.

use units::Language;

include!(concat!(env!("OUT_DIR"), "/prompts.rs"));

/// Figures, days and clocks as they are spoken.
pub(crate) mod spoken {
    include!(concat!(env!("OUT_DIR"), "/speech.rs"));
}

mod all {
    include!(concat!(env!("OUT_DIR"), "/all.rs"));
}
pub use all::all_texts;

/// Whether a language says a number as it says one: French does so of nothing, too. Source: Unicode CLDR, plural rules.
fn is_one(value: &str, language: Language) -> bool {
    match (value.parse::<u64>(), language) {
        (Ok(0 | 1), Language::Fr) | (Ok(1), Language::Nl | Language::De | Language::En) => true,
        (Ok(_) | Err(_), _) => false,
    }
}

/// `text` with its `{names}` replaced; of `{days~fr:jour|jours}` comes the word that goes with the number of `days`. A
/// value is put in as it is, and a name without one stays in its braces.
pub(crate) fn fill(text: &str, language: Language, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(16));
    let mut rest = text;
    while let Some((before, (inside, after))) =
        rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        out.push_str(before);
        let (name, forms) = match inside.split_once('~') {
            Some((name, forms)) => {
                (name, forms.split_once(':').and_then(|of| of.1.split_once('|')))
            }
            None => (inside, None),
        };
        let value = values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        match (value, forms) {
            (Some(value), Some((one, other))) => {
                out.push_str(if is_one(value, language) { one } else { other });
            }
            (Some(value), None) => out.push_str(value),
            (None, _) => {
                out.push('{');
                out.push_str(inside);
                out.push('}');
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

macro_rules! prompts {
    ($($id:ident, $name:literal, $key:ident;)*) => {
        /// Which prompt it is; a voice may be recorded under its name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum PromptId {
            $($id,)*
        }

        impl PromptId {
            pub const ALL: &[Self] = &[$(Self::$id,)*];

            /// Never changes.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$id => $name,)*
                }
            }

            /// The words, with names of figures in braces.
            pub fn text(self, language: Language) -> &'static str {
                let words = Words::of(language);
                match self {
                    $(Self::$id => words.$key,)*
                }
            }
        }
    };
}

prompts! {
    Greeting, "a", greeting;
    Languages, "a_languages", languages;
    LanguagesAgain, "a_again", languages_again;
    LanguagesLast, "a_last", languages_last;
    OtherLanguage, "a_other", other_language;
    NewsOnline, "n_online", news_online;
    NewsTerminals, "n_terminals", news_terminals;
    NewsTransfers, "n_transfers", news_transfers;
    NewsTexts, "n_texts", news_texts;
    NewsMeters, "n_meters", news_meters;
    NewsWayBack, "n_way_back", news_way_back;
    NewsOther, "n_other", news_other;
    NewsWhere, "n_where", news_where;
    NewsNotTwice, "n_twice", news_not_twice;
    NewsNoCuts, "n_cuts", news_no_cuts;
    NewsNoCutsThere, "n_cuts_there", news_no_cuts_there;
    Street, "b", street;
    StreetAgain, "b_again", street_again;
    StreetLast, "b_last", street_last;
    LastFour, "b4", last_four;
    LastFourAgain, "b4_again", last_four_again;
    LastFourLast, "b4_last", last_four_last;
    LastFourWrong, "b4_wrong", last_four_wrong;
    Reference, "c", reference;
    ReferenceAgain, "c_again", reference_again;
    ReferenceLast, "c_last", reference_last;
    WrongDigit, "c2", wrong_digit;
    Unknown, "c2_unknown", unknown;
    TooShort, "c2_short", too_short;
    ReadBack, "c2_read", read_back;
    NextGroup, "c2_next", next_group;
    FirstGroup, "c2_first", first_group;
    GroupAgain, "c2_again", group_again;
    GroupLast, "c2_last", group_last;
    Found, "c_found", found;
    Ok, "e_s1", ok;
    OkDays, "e_s1_days", ok_days;
    OkUntil, "e_s1_until", ok_until;
    Low, "e_s2", low;
    LowUntil, "e_s2_until", low_until;
    LowDays, "e_s2_days", low_days;
    EmergencyPower, "e_s3", emergency_power;
    EmergencyGas, "e_s3_gas", emergency_gas;
    HeldUntilPower, "e_s4", held_until_power;
    HeldUntilGas, "e_s4_gas", held_until_gas;
    HeldPower, "e_s4_open", held_power;
    HeldGas, "e_s4_open_gas", held_gas;
    HeldByOrder, "e_s4_order", held_by_order;
    HeldByLimiter, "e_s4_limiter", held_by_limiter;
    HeldByGuard, "e_s4_guard", held_by_guard;
    ToKeepIt, "e_s4_amount", to_keep_it;
    FullPower, "e_s4_full", full_power;
    OffPower, "e_s5", off_power;
    OffGas, "e_s5_gas", off_gas;
    ToBeBack, "e_s5_amount", to_be_back;
    ThenPressPower, "e_s5_then", then_press_power;
    ThenPressGas, "e_s5_then_gas", then_press_gas;
    NothingToPay, "e_s5_wait", nothing_to_pay;
    BeingTold, "e_s5_sent", being_told;
    PressPower, "e_s5_press", press_power;
    MeterReady, "e_s5_ready", meter_ready;
    PressNowPower, "e_s5_press_now", press_now_power;
    PressGas, "e_s5_press_gas", press_gas;
    LeakTest, "e_s5_test", leak_test;
    MedicalNeed, "e_s5_need", medical_need;
    SmellGas, "e_smell", smell_gas;
    Paying, "e_paying", paying;
    Limited, "e_limited", limited;
    Time, "e_time", time;
    Stale, "e_stale", stale;
    LastTopUp, "c_top_up", last_top_up;
    AdvanceLeft, "c_advance", advance_left;
    PersonNow, "g_now", person_now;
    PersonLater, "g_later", person_later;
    Menu, "f", menu;
    MenuAgain, "f_again", menu_again;
    MenuLast, "f_last", menu_last;
    SmsSent, "sms_sent", sms_sent;
    SmsNoMobile, "sms_no_mobile", sms_no_mobile;
    SmsEnough, "sms_enough", sms_enough;
    SmsOff, "sms_off", sms_off;
    Postcode, "p", postcode;
    PostcodeAgain, "p_again", postcode_again;
    PostcodeLast, "p_last", postcode_last;
    NoShops, "p_none", no_shops;
    ShopOpen, "p_open", shop_open;
    ShopClosed, "p_closed", shop_closed;
    Sorry, "d", sorry;
    TooMany, "d_many", too_many;
    Connecting, "d_connect", connecting;
    Busy, "d_busy", busy;
    Closed, "d_closed", closed;
    CallBackHere, "d_here", call_back_here;
    CallBackHereAgain, "d_here_again", call_back_here_again;
    CallBackHereLast, "d_here_last", call_back_here_last;
    Number, "d_number", number;
    NumberAgain, "d_number_again", number_again;
    NumberLast, "d_number_last", number_last;
    NumberWrong, "d_number_wrong", number_wrong;
    NumberRead, "d_read", number_read;
    Promise, "d_promise", promise;
    Done, "z", done;
    Danger, "0", danger;
    DangerFailed, "0_failed", danger_failed;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn names(text: &str) -> BTreeSet<&str> {
        let inside = text.split('{').skip(1).filter_map(|part| part.split('}').next());
        inside.filter_map(|name| name.split('~').next()).collect()
    }

    #[test]
    fn four_languages_say_the_same_figures() {
        let mut known = BTreeSet::new();
        for id in PromptId::ALL {
            assert!(known.insert(id.name()), "{} twice", id.name());
            for language in Language::ALL {
                let (text, french) = (id.text(language), id.text(Language::Fr));
                assert_eq!(names(text), names(french), "{} {language}", id.name());
            }
        }
    }

    #[test]
    fn ux_6_a_number_has_the_word_that_goes_with_it() {
        let said = |days: &str| {
            Language::ALL.map(|language| {
                let text = spoken::Words::of(language).euros;
                fill(text, language, &[("euros", days)])
            })
        };
        assert_eq!(said("0"), ["0 euro", "0 euro", "0 Euro", "0 euros"]);
        assert_eq!(said("1"), ["1 euro", "1 euro", "1 Euro", "1 euro"]);
        assert_eq!(said("2"), ["2 euros", "2 euro", "2 Euro", "2 euros"]);
        let days = |days: &str| {
            Language::ALL.map(|language| {
                let text = PromptId::OkDays.text(language);
                let values = [("days", days), ("energy", "E"), ("left", "{days}")];
                fill(text, language, &values)
            })
        };
        assert!(days("1")[0].ends_with("environ 1 jour."), "{:?}", days("1"));
        assert!(days("2")[3].ends_with("about 2 days."), "{:?}", days("2"));
        assert!(days("1")[1].contains("{days}"), "a value is no text: {:?}", days("1"));
        assert_eq!(fill("{gone} {", Language::En, &[]), "{gone} {");
    }

    #[test]
    fn cm_02_what_is_spoken_is_there_in_four_languages_with_the_same_figures() {
        for language in Language::ALL {
            let all = spoken::Words::of(language).all();
            for ((key, text), (_, french)) in all.iter().zip(spoken::Words::of(Language::Fr).all())
            {
                assert!(!text.trim().is_empty(), "{key} {language}");
                assert_eq!(names(text), names(french), "{key} {language}");
            }
        }
    }

    #[test]
    fn every_text_is_a_prompt() {
        for language in Language::ALL {
            let mut spoken: Vec<&str> = PromptId::ALL.iter().map(|id| id.text(language)).collect();
            let mut texts: Vec<&str> =
                Words::of(language).all().iter().map(|(_, text)| *text).collect();
            spoken.sort_unstable();
            texts.sort_unstable();
            assert_eq!(spoken, texts, "{language}");
        }
    }

    #[test]
    fn g_l1_sentences_have_thirteen_words_at_most_and_none_blames() {
        let forbidden =
            ["défaut", "négligence", "sanction", "wanbetaler", "säumig", "dette", "schuld"];
        for id in PromptId::ALL {
            for language in Language::ALL {
                let text = id.text(language);
                // A figure may be two or three words: `27 euros 40`.
                let long = text.replace("{left}", "27 euros 40").replace("{amount}", "16 euros 90");
                let long = long
                    .replace("{when}", "mercredi 8 heures")
                    .replace("{by}", "demain avant 11 heures");
                let long =
                    long.replace("{until}", "à mercredi soir").replace("{credit}", "15 euros");
                for sentence in long.split(['.', '?', '!', ':']) {
                    let words = sentence.split_whitespace().count();
                    assert!(words <= 13, "{words} words, {language} {}: {sentence}", id.name());
                }
                let small = text.to_lowercase();
                for word in forbidden {
                    assert!(!small.contains(word), "{} {language}: {word}", id.name());
                }
            }
        }
    }
}
