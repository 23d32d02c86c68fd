//! The rules that every text keeps.

use super::*;
use crate::figures::{Figures, House, Medium, names};
use crate::{gsm, mail, render};
use units::Energy;

fn everywhere(mut each: impl FnMut(Message, Energy, Language)) {
    for message in Message::ALL {
        for energy in [Energy::Electricity, Energy::Gas] {
            for language in Language::ALL {
                each(message, energy, language);
            }
        }
    }
}

/// Every text, and whether it is about one energy only.
fn all_texts() -> Vec<(Message, InFour)> {
    let mut all = Vec::new();
    for message in Message::ALL {
        let words = texts(message);
        let more = [words.sms, words.sms_gas, words.body, words.body_gas, words.voice];
        all.extend(more.into_iter().flatten().map(|text| (message, text)));
        let letters = [words.letter, words.letter_gas, words.letter_easy, words.letter_easy_gas];
        all.extend(letters.into_iter().flatten().map(|text| (message, text)));
        all.push((message, words.subject));
    }
    all
}

#[test]
fn cm_04_the_four_languages_ask_for_the_same_figures() {
    for (message, text) in all_texts() {
        let [fr, others @ ..] = text;
        let sorted = |text| {
            let mut names = names(text);
            names.sort_unstable();
            names
        };
        for other in others {
            assert_eq!(sorted(fr), sorted(other), "{message}");
        }
    }
}

#[test]
fn pd_06_who_is_told_beside_the_holder_reads_no_figure() {
    for language in Language::ALL {
        for (key, text) in copies::Words::of(language).all() {
            let known = if key == "copy" { &["label", "energy", "what", "help"][..] } else { &[] };
            assert_eq!(names(text), known, "{key} in {language}");
        }
    }
}

#[test]
fn cm_04_every_short_message_is_one_message_with_the_longest_values() {
    let house = House::example("ORES");
    let mut longest = (0, String::new());
    let mut wrong = Vec::new();
    everywhere(|message, energy, language| {
        let figures = Figures::longest(energy);
        let Some(text) = render::sms(message, &figures, &house, language) else { return };
        match text {
            Ok(text) => {
                longest = longest.clone().max((gsm::septets(&text).unwrap(), text));
            }
            Err(error) => wrong.push(format!("{message} {energy:?} {language}: {error}")),
        }
    });
    everywhere(|message, energy, language| {
        let figures = Figures::longest(energy);
        if let Err(error) = render::copy(message, &figures, &house, language, Medium::Sms) {
            wrong.push(format!("copy {message} {energy:?} {language}: {error}"));
        }
    });
    assert_eq!(wrong, Vec::<String>::new());
    assert!(longest.0 > 140, "{longest:?}");
}

#[test]
fn cm_04_the_energy_comes_first() {
    let house = House::example("ORES");
    // About the person, not about a supply, or to somebody who sells.
    let none = [
        Message::AccessAsked,
        Message::AccessEnded,
        Message::Merchant,
        Message::MerchantWeek,
        Message::EndpointOff,
        Message::NoReference,
        Message::BothLow,
        Message::AccessGiven,
        Message::AccessByLaw,
        Message::OfficeCall,
        Message::OfficeMeet,
        Message::OfficePapers,
        Message::OfficeDecision,
        Message::OfficeRenew,
        Message::OfficeHelp,
        Message::Stopped,
    ];
    everywhere(|message, energy, language| {
        if none.contains(&message) {
            return;
        }
        let figures = Figures::longest(energy);
        let word = crate::figures::filled("{energy}", &figures, &house, language, Medium::Sms);
        let word = word.unwrap();
        let written = render::written(message, &figures, &house, language).unwrap();
        assert!(written.subject.starts_with(&word), "{message} {}", written.subject);
        assert!(written.text.starts_with(&word), "{message} {}", written.text);
        let letter = render::letter(message, &figures, &house, language).unwrap();
        assert!(letter.text.starts_with(&word), "{message} {}", letter.text);
        if let Some(sms) = render::sms(message, &figures, &house, language) {
            assert!(sms.unwrap().starts_with(&word), "{message}");
        }
        if let Some(voice) = render::voice(message, &figures, &house, language) {
            assert!(voice.unwrap().starts_with(&word), "{message}");
        }
    });
}

#[test]
fn cm_04_no_text_blames_frightens_praises_or_links() {
    // UX 4.6 and 4.7: blame, debt, praise for using less, words of our own trade, paths, card data.
    let forbidden = [
        "défaut",
        "négligence",
        "sanction",
        "wanbetaler",
        "säumig",
        "dette",
        "schuld",
        "debt",
        "bravo",
        "félicit",
        "proficiat",
        "glückwunsch",
        "congrat",
        "well done",
        "ean",
        "ndp",
        "ppp ",
        "payg",
        "grd",
        "http",
        "www.",
        "urgent",
        "dringend",
        "dernier avertissement",
        "aanmaning",
        "mahnung",
    ];
    for (message, text) in all_texts() {
        for text in text {
            let bare: String = text.to_lowercase().replace("{clean}", "");
            for word in forbidden {
                let hit = bare
                    .split(|sign: char| !sign.is_alphanumeric() && sign != '.' && sign != ' ')
                    .any(|part| match word {
                        "ean" | "ndp" | "grd" => part.split(' ').any(|one| one == word),
                        _ => part.contains(word),
                    });
                assert!(!hit, "{message}: `{word}` in {text}");
            }
            assert!(!text.contains("{site}/"), "{message}: a path in {text}");
        }
    }
}

/// Words of each sentence. A figure is what it says; a date or an amount is one word with its sign.
fn sentence_words(text: &str) -> Vec<(usize, String)> {
    let text = text.replace(" €", "€").replace("\u{a0}", "");
    let text = text.replace(". 8 Uhr", " 8 Uhr").replace("ppp.example.be", "site");
    text.split(['.', '?', ':'])
        .map(|sentence| {
            let phone = sentence.replace("0800 00 000", "0800").replace("0800 00 001", "0800");
            (phone.split_whitespace().count(), sentence.trim().to_owned())
        })
        .collect()
}

#[test]
fn cm_04_sentences_have_thirteen_words_at_most() {
    let house = House::example("ORES");
    let mut long = Vec::new();
    everywhere(|message, energy, language| {
        let figures = Figures::longest(energy);
        let mut seen = vec![render::written(message, &figures, &house, language).unwrap().text];
        seen.extend(render::sms(message, &figures, &house, language).map(Result::unwrap));
        seen.extend(render::voice(message, &figures, &house, language).map(Result::unwrap));
        let letter = render::letter(message, &figures, &house, language).unwrap().text;
        seen.extend(letter.lines().map(str::to_owned));
        for text in seen {
            let words = sentence_words(&text).into_iter().filter(|(words, _)| *words > 13);
            long.extend(words.map(|(words, text)| format!("{message} {language} {words}: {text}")));
        }
    });
    long.sort();
    long.dedup();
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn cm_04_a_mail_is_small_and_loads_nothing() {
    let house = House::example("ORES");
    everywhere(|message, energy, language| {
        let figures = Figures::longest(energy);
        let written = render::written(message, &figures, &house, language).unwrap();
        let parts = render::mail(&written, &house, language, "23/12 14:30");
        assert!(parts.html.len() <= mail::MOST_HTML_BYTES);
        for loaded in ["<img", "src=", "url(", "<link", "<script", "@import"] {
            assert!(!parts.html.contains(loaded), "{message}: {loaded}");
        }
        assert_eq!(parts.html.matches("<a ").count(), 1, "one button");
        // The plain part says every sentence of the other.
        let flat = parts.plain.replace('\n', " ");
        for line in written.text.split(". ").take(3) {
            assert!(flat.contains(line), "{message}: {line}");
        }
        let start: String = parts.subject.chars().take(40).collect();
        assert!(!start.contains('{'), "{message}: {start}");
        assert!(parts.subject.chars().count() <= 60, "{message} {}", parts.subject);
    });
}

#[test]
fn cm_02_a_letter_has_as_many_lines_points_and_steps_in_each_language() {
    for message in Message::ALL {
        let words = texts(message);
        let letters = [words.letter, words.letter_gas, words.letter_easy, words.letter_easy_gas];
        for [fr, others @ ..] in letters.into_iter().flatten() {
            let shape = |text: &str| -> Vec<char> {
                let kind = |line: &str| match line.chars().next() {
                    Some(sign) if sign == '-' || sign.is_ascii_digit() => sign,
                    _ => '.',
                };
                text.lines().map(kind).collect()
            };
            for other in others {
                assert_eq!(shape(fr), shape(other), "{message}: {other}");
            }
        }
    }
}

/// One idea a line: L1, L2 and L4 have an easy version, whose sentences are shorter.
#[test]
fn ux_5_5_easy_letters_have_short_lines_and_start_with_what_they_are_about() {
    let house = House::example("ORES");
    let mut easy = Vec::new();
    everywhere(|message, energy, language| {
        let figures = Figures { easy: true, ..Figures::longest(energy) };
        let usual = render::letter(message, &Figures::longest(energy), &house, language).unwrap();
        let letter = render::letter(message, &figures, &house, language).unwrap();
        assert_eq!(letter.subject, usual.subject);
        if letter.text == usual.text {
            assert!(texts(message).letter_easy.is_none(), "{message}");
            return;
        }
        easy.push(message);
        assert!(letter.text.starts_with(crate::figures::energy(energy, language)), "{message}");
        let words = by_energy(texts(message), energy);
        for line in of(words, language).lines() {
            let bare = line.trim_start_matches("- ");
            for (count, sentence) in sentence_words(bare) {
                assert!(count <= 9, "{message} {language} {count}: {sentence}");
            }
        }
    });
    easy.dedup();
    assert_eq!(easy, [Message::Activated, Message::Cut, Message::Limited]);
}

/// Who asks for easy words needs them most: what is left out is what somebody does not do.
#[test]
fn cm_02_an_easy_letter_names_the_hazards_of_the_usual_one() {
    let cut: [[&str; 4]; 3] = [
        ["bébé", "baby", "baby", "baby"],
        ["malade", "ziek", "krank", "ill"],
        ["appareil médical", "medisch toestel", "medizingerät", "medical device"],
    ];
    let gas = [["odeur de gaz", "ruik je gas", "gasgeruch", "smell gas"]];
    let limited: [[&str; 4]; 4] = [
        [
            "chauffage électrique",
            "elektrische verwarming",
            "elektrische heizung",
            "electric heating",
        ],
        ["un seul gros appareil", "één groot toestel", "ein großes gerät", "one big appliance"],
        ["four, bouilloire", "oven, waterkoker", "ofen, wasserkocher", "oven, kettle"],
        ["cpas", "ocmw", "öshz", "cpas"],
    ];
    let both = |usual: Option<InFour>, easy: Option<InFour>, hazards: &[[&str; 4]]| {
        for letter in [usual.unwrap(), easy.unwrap()] {
            for (place, language) in Language::ALL.into_iter().enumerate() {
                let text = of(letter, language).to_lowercase();
                for hazard in hazards {
                    assert!(
                        text.contains(hazard[place]),
                        "{language}: {} in {text}",
                        hazard[place]
                    );
                }
            }
        }
    };
    let words = texts(Message::Cut);
    both(words.letter, words.letter_easy, &cut);
    both(words.letter_gas, words.letter_easy_gas, &gas);
    let words = texts(Message::Limited);
    both(words.letter, words.letter_easy, &limited);
}

fn by_energy(words: Texts, energy: Energy) -> InFour {
    let gas = words.letter_easy_gas.filter(|_| energy == Energy::Gas);
    gas.or(words.letter_easy).unwrap()
}

#[test]
fn cm_02_a_letter_says_what_a_mail_says_where_it_has_no_words_of_its_own() {
    let house = House::example("ORES");
    everywhere(|message, energy, language| {
        let figures = Figures::longest(energy);
        let letter = render::letter(message, &figures, &house, language).unwrap();
        let written = render::written(message, &figures, &house, language).unwrap();
        assert_eq!(letter.subject, written.subject);
        if texts(message).letter.is_none() {
            assert_eq!(letter.text.replace('\n', " "), written.text, "{message}");
        }
    });
}

#[test]
fn cm_04_what_stays_on_comes_before_what_stops() {
    let house = House::example("ORES");
    for energy in [Energy::Electricity, Energy::Gas] {
        for (language, on, up) in [
            (Language::Fr, ["reste", "continue"], "épuisé"),
            (Language::Nl, ["blijft", "blijft"], "op."),
            (Language::De, ["bleibt", "bleibt"], "aufgebraucht"),
            (Language::En, ["stays on", "stays on"], "used up"),
        ] {
            let figures = Figures::longest(energy);
            let text = render::sms(Message::Held, &figures, &house, language).unwrap().unwrap();
            let stays = on.iter().filter_map(|word| text.find(word)).min().unwrap();
            assert!(stays < text.find(up).unwrap(), "{text}");
        }
    }
}

#[test]
fn pa_19_the_amount_to_stay_on_stands_before_the_amount_to_be_back_on() {
    let house = House::example("ORES");
    let figures = Figures {
        stay: Some(units::MicroEuro(2_265_064)),
        clear: Some(units::MicroEuro(17_765_063)),
        ..Figures::longest(Energy::Electricity)
    };
    for message in [Message::Held, Message::LastCall] {
        for language in Language::ALL {
            let text = render::sms(message, &figures, &house, language).unwrap().unwrap();
            let at =
                |amount: &str| text.find(amount).or(text.find(&amount.replace(',', "."))).unwrap();
            assert!(at("2,27 €") < at("17,77 €"), "{text}");
        }
    }
}

/// Nobody reckons from the middle of a Friday which morning comes 65 hours later.
#[test]
fn cm_01i_a_last_call_days_before_the_end_names_the_day_and_stays_one_short_message() {
    let house = House::example("ORES");
    let of = |as_of: &str, until: &str| {
        let (as_of, until) = (as_of.parse().unwrap(), Some(until.parse().unwrap()));
        let figures = Figures { as_of, until, ..Figures::longest(Energy::Electricity) };
        Language::ALL.map(|language| {
            let text = render::sms(Message::LastCall, &figures, &house, language);
            let subject = render::written(Message::LastCall, &figures, &house, language);
            let (text, subject) = (text.unwrap().unwrap(), subject.unwrap().subject);
            let (_, until) = subject.split_once(", ").unwrap();
            assert!(text.contains(&format!("{until}.")) || until.ends_with('.'), "{text}");
            let (begin, _) = text.split_once(". ").unwrap();
            begin.to_owned()
        })
    };
    let friday = "2026-11-06T15:00:00+01:00";
    assert_eq!(
        of(friday, "2026-11-09T08:00:00+01:00"),
        [
            "Électricité: encore 65 heures, jusque lundi 8h",
            "Elektriciteit: nog 65 uur, tot maandag 8u",
            "Strom: noch 65 Stunden, bis Montag 8 Uhr",
            "Electricity: 65 hours left, until Monday 8am",
        ]
    );
    // The evening before nobody asks which day.
    let [_, _, _, english] = of("2026-11-08T18:00:00+01:00", "2026-11-09T08:00:00+01:00");
    assert_eq!(english, "Electricity: 14 hours left, until 8am");
    // The longest that a calendar of ours has, to the longest day; then days, and a date.
    of("2026-12-19T12:00:00+01:00", "2026-12-23T14:30:00+01:00");
    let [_, _, _, english] = of(friday, "2026-11-11T14:30:00+01:00");
    assert_eq!(english, "Electricity: 4 days left, until Wednesday 2:30pm");
    let [french, ..] = of(friday, "2026-11-18T14:30:00+01:00");
    assert_eq!(french, "Électricité: encore 11 jours, jusque 18/11 14h30");
}

/// What stands around a text is in the language of the text, too.
#[test]
fn cm_02_the_frame_of_mails_and_letters_has_its_own_words_in_each_language() {
    let texts = |language| {
        let (frame, figures) = (frame::Words::of(language), super::figures::Words::of(language));
        [frame.all(), figures.all()].concat()
    };
    let english = texts(Language::En);
    for language in [Language::Fr, Language::Nl, Language::De] {
        for ((key, text), (_, in_english)) in texts(language).iter().zip(&english) {
            let values = |text: &str| text.matches('{').count();
            assert_eq!(values(text), values(in_english), "{key} in {language}");
            // A date is figures but for the name of its month.
            let long = text.split(' ').count() > 3 && !text.starts_with('{');
            assert!(!long || text != in_english, "{key} in {language}: {text}");
        }
    }
}

#[test]
fn what_is_put_in_is_not_filled_again() {
    assert_eq!(fill("{a}, {b}.", &[("a", "{b}"), ("b", "2")]), "{b}, 2.");
    assert_eq!(fill("{gone} {", &[("a", "1")]), " {");
}
