//! The state card: energy first, then state and amount, until when, and one next step, in four
//! languages. Source: UX 4.2 to 4.9.

mod hours;
mod words;

pub(crate) use hours::spared;
pub(crate) use words::Words;

use crate::language::{Writes as _, share};
use crate::my::RepaidBy;
use crate::view::{HeldBy, Modifier, ShownState, StateCard, Supply, Until};
use crate::words::{by, fill};
use calendar::{Instant, SettlementDay};
use units::{Energy, Language, MicroEuro};

/// A state as word, colour and shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chip {
    pub class: &'static str,
    pub word: &'static str,
}

impl Chip {
    pub(crate) fn of(state: ShownState, language: Language) -> Self {
        let w = Words::of(language);
        let (class, word) = match state {
            ShownState::InOrder => ("s1", w.chip_ok),
            ShownState::Low => ("s2", w.chip_low),
            ShownState::Emergency => ("s3", w.chip_emergency),
            ShownState::HeldOn => ("s4", w.chip_held),
            ShownState::Off => ("s5", w.chip_off),
        };
        Self { class, word }
    }
}

/// The card as ready text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Card {
    pub title: String,
    pub notes: Vec<String>,
    pub until: Option<String>,
    pub warning: Option<&'static str>,
    pub step: String,
    /// What follows the step.
    pub then: Vec<&'static str>,
    pub explanation: Vec<String>,
    pub help: Option<String>,
    /// What the people at the meter have to do, for whoever speaks with them. Source: UX 4.3, M-press.
    pub for_staff: Option<&'static str>,
    /// Label and amount.
    pub amounts: Vec<(&'static str, String)>,
    pub stamp: String,
    /// Money is of use now: nobody who waits for the meter is asked for any. A payment that is under way takes nothing
    /// away: somebody else may have begun it and left. Source: UX 4.2, 4.3.
    pub takes_money: bool,
}

/// The words that depend on the state: title, line below it, the one step and what follows it.
struct Said {
    title: String,
    until: Option<String>,
    step: String,
    then: Vec<&'static str>,
    explanation: Vec<String>,
}

/// As it is said to the household.
pub(crate) fn card(card: &StateCard, language: Language) -> Card {
    in_words(card, language, Words::of(language))
}

/// As it is said of the household, to whoever works on its case.
pub(crate) fn card_of_a_case(card: &StateCard, language: Language) -> Card {
    in_words(card, language, &Words::of_a_case(language))
}

fn in_words(card: &StateCard, language: Language, w: &Words) -> Card {
    let energy = card.energy;
    let said = said(card, language, w);
    let waits_for_the_meter = !matches!(
        card.supply,
        Supply::Connected | Supply::DisconnectOrdered | Supply::Disconnected
    );
    // Whoever has paid enough is not held up by what a stranger began. Source: UX 4.2 rule 1.
    let counts = |modifier: &&Modifier| {
        !(waits_for_the_meter && matches!(modifier, Modifier::PaymentUnderWay))
    };
    let told = card.modifiers.iter().filter(counts);
    let mut notes: Vec<String> =
        told.map(|modifier| modifier_line(modifier, card.now, language, w)).collect();
    let paid_after_order =
        card.supply == Supply::DisconnectOrdered && card.state < ShownState::HeldOn;
    if paid_after_order {
        notes.push(by(energy, w.already_sent_power, w.already_sent_gas).to_owned());
    }
    let nothing_due = card.state == ShownState::Off && due(card.to_clear, language).is_none();
    let off_gas = card.state == ShownState::Off && energy == Energy::Gas;
    Card {
        title: said.title,
        notes,
        until: said.until,
        warning: off_gas.then_some(w.smell_gas),
        step: said.step,
        then: said.then,
        explanation: said.explanation,
        help: help(card, language),
        for_staff: for_staff(card, w),
        amounts: amounts(card, language),
        stamp: stamp(card, language),
        takes_money: !waits_for_the_meter && !nothing_due,
    }
}

fn said(card: &StateCard, language: Language, w: &Words) -> Said {
    let energy = card.energy;
    let balance = language.balance_in_sentence(card.balance);
    let of_balance = |text: &str| fill(text, &[("balance", &balance)]);
    let of_amount = |text: &str, amount: &str| fill(text, &[("amount", amount)]);
    let about = match card.until {
        Some(Until::About(end)) => language.about(card.now, end),
        Some(Until::Held(_)) | None => None,
    };
    let of_until = |text: &str| about.as_ref().map(|until| fill(text, &[("until", until)]));
    let press = by(energy, w.press_power, w.press_gas);
    let (mut then, mut explanation) = (Vec::new(), Vec::new());
    let (title, until, step) = match card.state {
        ShownState::InOrder => {
            let days = match card.until {
                Some(Until::About(end)) => end.day().days_since(card.now.day()),
                Some(Until::Held(_)) | None => 0,
            };
            // Whose credit ends tomorrow has something to do, and shops close. A closed card knows no end.
            let soon = about.is_some() && days < MANY_DAYS;
            let lasts = if soon { w.lasts } else { w.lasts_days };
            let step = if soon { w.top_up_some_time } else { w.nothing_to_do };
            let lasts = fill(lasts, &[("days", &days.to_string()), ("until", "{until}")]);
            (of_balance(w.in_order_title), of_until(&lasts), step.to_owned())
        }
        ShownState::Low => {
            let credit = language.short_money(card.emergency_credit);
            let starts = by(energy, w.emergency_starts_power, w.emergency_starts_gas);
            explanation.push(fill(starts, &[("credit", &credit)]));
            (of_balance(w.low_title), of_until(w.lasts), w.top_up_some_time.to_owned())
        }
        ShownState::Emergency => {
            explanation.extend(of_until(w.emergency_lasts));
            explanation.push(w.repaid_first.to_owned());
            explanation.extend(hours::last_open(card, language));
            let step = match due(card.to_clear, language) {
                Some(amount) => of_amount(w.above_zero, &amount),
                None => w.top_up_some_time.to_owned(),
            };
            let left = language.balance_in_sentence(card.emergency_left);
            let stays = of_balance(by(energy, w.stays_on_power, w.stays_on_gas));
            (fill(w.emergency_title, &[("left", &left)]), Some(stays), step)
        }
        ShownState::HeldOn => {
            let title = match (card.held_by, card.until) {
                (Some(HeldBy::Calendar), Some(Until::Held(end))) => {
                    let title = by(energy, w.held_until_title_power, w.held_until_title_gas);
                    fill(title, &[("until", &language.until_clock(card.now, end))])
                }
                _ => by(energy, w.held_title_power, w.held_title_gas).to_owned(),
            };
            explanation
                .extend(card.held_by.map(|held_by| held_because(held_by, card, language, w)));
            explanation.extend(hours::last_open(card, language));
            let words = match card.held_by {
                Some(HeldBy::Limiter) => w.full_power,
                Some(HeldBy::Order | HeldBy::Calendar | HeldBy::Guard) | None => {
                    by(energy, w.stay_on_power, w.stay_on_gas)
                }
            };
            let step = match due(card.minimum(), language) {
                Some(amount) => of_amount(words, &amount),
                None => w.top_up_some_time.to_owned(),
            };
            (title, Some(of_balance(w.used_up)), step)
        }
        ShownState::Off => {
            let step = match (card.supply, due(card.to_clear, language)) {
                (Supply::ReadyForReconnection, _) => format!("{} {press}", w.meter_ready),
                (Supply::LeakTesting, _) => w.test_runs.to_owned(),
                // Only the step to do now is left. Source: UX 4.2 rule 1.
                (Supply::ReconnectOrdered, _) => w.being_told.to_owned(),
                (Supply::Connected | Supply::DisconnectOrdered | Supply::Disconnected, None) => {
                    w.nothing_to_pay.to_owned()
                }
                (
                    Supply::Connected | Supply::DisconnectOrdered | Supply::Disconnected,
                    Some(amount),
                ) => {
                    then.extend([w.wait_for_text, press]);
                    of_amount(w.back_on, &amount)
                }
            };
            let title = by(energy, w.off_title_power, w.off_title_gas);
            // Whoever has paid a part of it, or was cut for something else, has some of it left.
            let exhausted = card.balance.0.saturating_add(card.emergency_credit.0) <= 0;
            let words = if exhausted { w.off_used_up } else { w.balance_is };
            (title.to_owned(), Some(of_balance(words)), step)
        }
    };
    Said { title, until, step, then, explanation }
}

/// What is left to do at the meter, said of the household and not to it.
fn for_staff(card: &StateCard, w: &Words) -> Option<&'static str> {
    match card.supply {
        Supply::ReadyForReconnection => {
            Some(by(card.energy, w.staff_press_power, w.staff_press_gas))
        }
        Supply::ReconnectOrdered => Some(w.staff_being_told),
        Supply::LeakTesting => Some(w.staff_test_runs),
        Supply::Connected | Supply::DisconnectOrdered | Supply::Disconnected => None,
    }
}

/// For how long the credit is expected to last, in the words of the card: for channels that say the same. Days, if
/// there are many, and the words for their end. Source: G-I3.
pub fn lasts_in_words(card: &StateCard, language: Language) -> Option<(Option<i32>, String)> {
    let Some(Until::About(end)) = card.until else { return None };
    lasts(card.now, end, language)
}

/// The same of an end that is known.
pub(crate) fn lasts(
    now: Instant,
    end: Instant,
    language: Language,
) -> Option<(Option<i32>, String)> {
    let days = end.day().days_since(now.day());
    let words = language.about(now, end)?;
    Some(((days >= MANY_DAYS).then_some(days), words))
}

/// From how many days on their number is said.
const MANY_DAYS: i32 = 3;
/// Within so many days a day and a month name one day only.
const MONTHS_DAYS: i32 = 300;

/// An amount to pay, if there is one.
fn due(amount: MicroEuro, language: Language) -> Option<String> {
    (amount > MicroEuro::ZERO).then(|| language.money(amount))
}

fn held_because(by: HeldBy, card: &StateCard, language: Language, w: &Words) -> String {
    match by {
        HeldBy::Calendar => spared(card.spared, language),
        HeldBy::Order => w.by_order.to_owned(),
        HeldBy::Limiter => w.by_limiter.to_owned(),
        HeldBy::Guard => w.by_guard.to_owned(),
    }
}

/// A modifier as a line of the card. Source: UX 4.3.
fn modifier_line(modifier: &Modifier, now: Instant, language: Language, w: &Words) -> String {
    match modifier {
        Modifier::BillingHold { since } => fill(w.hold, &[("day", &language.date(*since))]),
        Modifier::Stale { last_reading: Some(last) } => {
            fill(w.stale, &[("time", &language.instant(*last))])
        }
        Modifier::Stale { last_reading: None } => w.stale_unknown.to_owned(),
        Modifier::PaymentUnderWay => w.paying.to_owned(),
        Modifier::NotReached { called_by } => match called_by.filter(|by| *by > now) {
            Some(by) => fill(w.unreached_by, &[("until", &language.before_clock(now, by))]),
            None => w.unreached.to_owned(),
        },
        Modifier::Limited { ampere, until: Some(until) } => {
            let values = [("ampere", ampere.to_string()), ("day", language.date(*until))];
            fill(w.limited_until, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
        }
        Modifier::Limited { ampere, until: None } => {
            fill(w.limited, &[("ampere", &ampere.to_string())])
        }
        Modifier::Advance { daily: Some((each, days)), .. } => {
            let each = language.short_money(*each);
            fill(w.advance_daily, &[("each", &each), ("days", &days.to_string())])
        }
        Modifier::Advance { left, daily: None } => {
            fill(w.advance, &[("left", &language.money(*left))])
        }
        Modifier::Plan { left, how, ends } => {
            let left = language.money(*left);
            let until = ends.map(|ends| near_date(now, ends, language));
            match (how, until) {
                (Some(RepaidBy::Day(each)), Some(day)) => {
                    fill(w.plan_daily, &[("each", &language.short_money(*each)), ("day", &day)])
                }
                (Some(RepaidBy::Week(each)), Some(day)) => {
                    fill(w.plan_weekly, &[("each", &language.short_money(*each)), ("day", &day)])
                }
                (Some(RepaidBy::Share(ppm)), _) => {
                    fill(w.plan_share, &[("percent", &share(*ppm, language)), ("left", &left)])
                }
                (Some(RepaidBy::Review), _) => w.plan_review.to_owned(),
                (Some(RepaidBy::Day(_) | RepaidBy::Week(_)) | None, _) => {
                    fill(w.plan, &[("left", &left)])
                }
            }
        }
        Modifier::Newcomer => w.newcomer.to_owned(),
    }
}

/// A day without its year, unless that might be another one.
fn near_date(now: Instant, day: SettlementDay, language: Language) -> String {
    let near = day.days_since(now.day()) < MONTHS_DAYS;
    if near { language.short_date(day) } else { language.date(day) }
}

/// A person or an office, from the second state on.
fn help(card: &StateCard, language: Language) -> Option<String> {
    let w = Words::of(language);
    let question = match card.state {
        ShownState::InOrder => return None,
        ShownState::Low => w.hard_to_pay,
        ShownState::Emergency | ShownState::HeldOn => w.cannot_pay,
        ShownState::Off => w.in_need,
    };
    let whom = match (&card.help, card.state, card.until) {
        (None, ..) => w.call_operator.to_owned(),
        (Some(phone), ShownState::Off, _) => fill(w.call_now, &[("phone", phone)]),
        (Some(phone), ShownState::HeldOn, Some(Until::Held(end))) => {
            let until = language.before_clock(card.now, end);
            fill(w.call_before, &[("until", &until), ("phone", phone)])
        }
        (Some(phone), ..) => fill(w.call_us, &[("phone", phone)]),
    };
    // Before the third state nobody is told to go there.
    let office = card.office.as_ref().filter(|_| card.state != ShownState::Low);
    let (whom, office) = match (office, &card.help) {
        (None, _) => (whom, None),
        (Some(office), known) => {
            let words = if known.is_some() { w.office_too } else { w.operator_or_office };
            let said = fill(words, &[("name", &office.name), ("phone", &office.phone.national())]);
            if known.is_some() { (whom, Some(said)) } else { (said, None) }
        }
    };
    Some(match office {
        Some(office) => format!("{question} {whom}. {office}"),
        None => format!("{question} {whom}"),
    })
}

fn stamp(card: &StateCard, language: Language) -> String {
    let w = Words::of(language);
    let calculated = fill(w.calculated, &[("time", &language.instant(card.as_of))]);
    let reading = match card.last_reading {
        Some(last) => fill(w.reading, &[("time", &language.instant(last))]),
        None => w.no_reading.to_owned(),
    };
    format!("{calculated} {reading}")
}

fn amounts(card: &StateCard, language: Language) -> Vec<(&'static str, String)> {
    let needed = needed(card, language).into_iter();
    needed.map(|(label, amount)| (label, language.money(amount))).collect()
}

/// What the account needs and what for, the least first; nothing that is none. Source: PA-19, UX 4.4.
pub(crate) fn needed(card: &StateCard, language: Language) -> Vec<(&'static str, MicroEuro)> {
    let w = Words::of(language);
    let limited =
        card.modifiers.iter().any(|modifier| matches!(modifier, Modifier::Limited { .. }));
    let clear = match (card.state, limited) {
        (ShownState::Off, _) => w.label_back_on,
        (_, true) => w.label_full_power,
        (_, false) => w.label_above_zero,
    };
    // Where little money does not keep the supply on, the small amount would only mislead.
    let small = match card.held_by {
        Some(HeldBy::Order | HeldBy::Limiter) => MicroEuro::ZERO,
        Some(HeldBy::Calendar | HeldBy::Guard) | None => card.to_stay_on,
    };
    let both = [(w.label_stay_on, small), (clear, card.to_clear)];
    both.into_iter().filter(|(_, amount)| *amount > MicroEuro::ZERO).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::my::HelpOffice;
    use crate::words::tests::say_the_same;
    use calendar::Instant;
    use expect_test::{Expect, expect};
    use units::{Dso, Ean};

    fn instant(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn every_stretch() -> calendar::Spared {
        calendar::Spared { evening: Some((960, 480)), weekend: true, holidays: true }
    }

    fn sample(state: ShownState, supply: Supply, energy: Energy) -> StateCard {
        let euro = |text: &str| text.parse::<MicroEuro>().unwrap();
        let about = |text: &str| Some(Until::About(instant(text)));
        let (balance, until) = match (state, supply) {
            (ShownState::InOrder, _) => ("27.409999", about("2026-11-29T19:00:00+01:00")),
            (ShownState::Low, _) => ("3.80", about("2026-11-21T19:00:00+01:00")),
            (ShownState::Emergency, _) => ("-6.195", about("2026-11-22T13:00:00+01:00")),
            (ShownState::Off, Supply::ReadyForReconnection) => ("3.60", None),
            (ShownState::HeldOn | ShownState::Off, _) => {
                ("-16.40", Some(Until::Held(instant("2026-11-23T08:00:00+01:00"))))
            }
        };
        let due = |applies: bool, text: &str| euro(if applies { text } else { "0" });
        let held = state == ShownState::HeldOn;
        StateCard {
            ean: Ean::with_check_digit(54_144_901_234_567_890).unwrap(),
            dso: Dso::Ores,
            energy,
            state,
            supply,
            modifiers: Vec::new(),
            balance: euro(balance),
            emergency_credit: euro("15"),
            emergency_left: due(state == ShownState::Emergency, "8.805"),
            to_stay_on: due(held, "1.41"),
            to_clear: due(held || supply == Supply::Disconnected, "16.90"),
            held_by: held.then_some(HeldBy::Calendar),
            until,
            spared: every_stretch(),
            open_again: None,
            as_of: instant("2026-11-20T06:10:00+01:00"),
            now: instant("2026-11-20T14:05:00+01:00"),
            last_reading: Some(instant("2026-11-20T00:00:00+01:00")),
            help: None,
            office: None,
        }
    }

    fn check(sample: &StateCard, expected: &Expect) {
        expected.assert_eq(&text(sample, Language::En));
        for language in Language::ALL {
            plain(&text(sample, language), language);
        }
    }

    /// The card line by line.
    fn text(sample: &StateCard, language: Language) -> String {
        let card = card(sample, language);
        let mut text = format!("{}\n", card.title);
        let mut add = |mark: &str, line: &str| text.push_str(&format!("{mark} {line}\n"));
        card.notes.iter().for_each(|note| add("note:", note));
        card.until.iter().for_each(|until| add(" ", until));
        card.warning.iter().for_each(|warning| add("!", warning));
        add("->", &card.step);
        card.then.iter().for_each(|then| add("->", then));
        card.explanation.iter().for_each(|line| add(" ", line));
        card.amounts.iter().for_each(|(label, amount)| add("=", &format!("{label} {amount}")));
        card.help.iter().for_each(|help| add("?", help));
        text.replace('\u{2060}', "").replace('\u{a0}', " ")
    }

    /// Short sentences, none of the words that blame. Source: UX 4.6, G-L1, G-L3.
    fn plain(text: &str, language: Language) {
        let sentences = text.split(['.', '?', '!', '\n', ':']);
        for sentence in sentences {
            // A sign that stands alone before or after its figure is no word.
            let counts = |word: &&str| word.chars().any(char::is_alphanumeric);
            let words = sentence.split_whitespace().filter(counts).count();
            assert!(words <= 13, "{words} words in {language:?}: {sentence}");
        }
        let forbidden = [
            "debt",
            "default",
            "negligence",
            "sanction",
            "EAN",
            "dette",
            "défaut",
            "négligence",
            "schuld",
            "Schuld",
            "wanbetaler",
            "säumig",
            "GRD",
            "NDP",
        ];
        for word in forbidden {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }

    #[test]
    fn ux_4_8_who_may_be_cut_reads_the_name_and_the_number_of_their_social_service() {
        let office = HelpOffice {
            name: "CPAS de Namur".to_owned(),
            address: "Rue 1".to_owned(),
            phone: "081 00 00 00".parse().unwrap(),
        };
        let said = |state, supply, help: Option<&str>, language| {
            let mut one = sample(state, supply, Energy::Electricity);
            one.until = None;
            (one.help, one.office) = (help.map(str::to_owned), Some(office.clone()));
            let said = card(&one, language).help.unwrap_or_default();
            plain(&said, language);
            said.replace('\u{a0}', " ")
        };
        let off = (ShownState::Off, Supply::Disconnected);
        for language in Language::ALL {
            for (state, supply) in [
                (ShownState::Emergency, Supply::Connected),
                (ShownState::HeldOn, Supply::Connected),
                off,
            ] {
                for help in [None, Some("0800 00 000")] {
                    let said = said(state, supply, help, language);
                    assert!(
                        said.contains("CPAS de Namur") && said.contains("081 00 00 00"),
                        "{said}"
                    );
                }
            }
            let low = said(ShownState::Low, Supply::Connected, None, language);
            assert!(!low.contains("Namur"), "{low}");
        }
        assert_eq!(
            said(off.0, off.1, Some("0800 00 000"), Language::Fr),
            "Bébé, malade, appareil médical ? Appelez tout de suite : 0800 00 000. \
             Ou CPAS de Namur : 081 00 00 00."
        );
    }

    #[test]
    fn ux_8_5_whoever_works_on_a_case_is_not_spoken_to_as_the_household() {
        let yours = [["votre", "vos "], ["je ", "jouw"], ["ihr ", "sie "], ["your", "you "]];
        let supplies = [Supply::Connected, Supply::DisconnectOrdered, Supply::Disconnected];
        let mut seen = 0;
        for (language, yours) in Language::ALL.into_iter().zip(yours) {
            for state in ShownState::ALL {
                for supply in supplies {
                    for energy in [Energy::Electricity, Energy::Gas] {
                        let mut one = sample(state, supply, energy);
                        one.modifiers.extend([
                            Modifier::Stale { last_reading: None },
                            Modifier::PaymentUnderWay,
                            Modifier::NotReached { called_by: Some(one.now.plus_h(2)) },
                            Modifier::Newcomer,
                        ]);
                        let card = card_of_a_case(&one, language);
                        let lines = std::iter::once(card.title).chain(card.notes).chain(card.until);
                        for line in lines {
                            let small = line.to_lowercase();
                            assert!(!yours.iter().any(|word| small.contains(word)), "{line}");
                            seen += 1;
                        }
                    }
                }
            }
        }
        assert!(seen > 500, "{seen} lines");
    }

    #[test]
    fn m_press_staff_are_told_what_the_household_has_to_do_at_the_meter() {
        for language in Language::ALL {
            let told = |supply, energy| {
                let sample = sample(ShownState::Off, supply, energy);
                card(&sample, language).for_staff
            };
            let mut said = Vec::new();
            for energy in [Energy::Electricity, Energy::Gas] {
                assert_eq!(told(Supply::Disconnected, energy), None);
                said.extend(told(Supply::ReadyForReconnection, energy));
            }
            said.extend(told(Supply::ReconnectOrdered, Energy::Electricity));
            said.extend(told(Supply::LeakTesting, Energy::Gas));
            said.iter().for_each(|text| plain(text, language));
            said.sort_unstable();
            said.dedup();
            assert_eq!(said.len(), 4, "each has words of its own: {said:?}");
        }
    }

    #[test]
    fn the_card_says_state_until_when_and_one_next_step() {
        use Energy::Electricity;
        check(
            &sample(ShownState::InOrder, Supply::Connected, Electricity),
            &expect![[r#"
                You are fine: €27.40 left
                  That is enough for about 9 days, until Sunday 29 November.
                -> Nothing to do now.
            "#]],
        );
        check(
            &sample(ShownState::Low, Supply::Connected, Electricity),
            &expect![[r#"
                Low balance: €3.80 left
                  That should last until about tomorrow evening.
                -> Top up when you can.
                  At €0 your power stays on. Your €15 emergency credit starts by itself.
                ? Hard to pay? Call your operator. The CPAS of your town helps too.
            "#]],
        );
        check(
            &sample(ShownState::Emergency, Supply::Connected, Electricity),
            &expect![[r#"
                Emergency credit in use: €8.80 left
                  Your balance is −€6.20. Your power stays on.
                -> Top up when you can.
                  The emergency credit lasts until about Sunday afternoon.
                  A top-up repays the emergency credit first.
                ? Cannot pay? Call your operator. The CPAS of your town helps too.
            "#]],
        );
        check(
            &sample(ShownState::HeldOn, Supply::Connected, Electricity),
            &expect![[r#"
                Your power stays on until Monday 8 am
                  Your emergency credit is used up. Your balance is −€16.40.
                -> Top up at least €1.41 to keep your power on.
                  We do not cut at night, at weekends or on public holidays.
                = To stay on €1.41
                = To be above zero again €16.90
                ? Cannot pay? Call your operator. The CPAS of your town helps too.
            "#]],
        );
        check(
            &sample(ShownState::Off, Supply::Disconnected, Electricity),
            &expect![[r#"
                Your power is off
                  Your balance is −€16.40. Your emergency credit is used up.
                -> Top up at least €16.90.
                -> Then wait for our text.
                -> Press the green button on the meter for 3 seconds.
                = To be back on €16.90
                ? Baby, illness, medical device? Call your operator. The CPAS of your town helps too.
            "#]],
        );
    }

    #[test]
    fn what_waits_for_the_meter_or_a_press_asks_for_no_money() {
        check(
            &sample(ShownState::Off, Supply::ReconnectOrdered, Energy::Electricity),
            &expect![[r#"
                Your power is off
                  Your balance is −€16.40. Your emergency credit is used up.
                -> Please wait: the meter is being told. Usually 5 minutes.
                ? Baby, illness, medical device? Call your operator. The CPAS of your town helps too.
            "#]],
        );
        check(
            &sample(ShownState::Off, Supply::ReadyForReconnection, Energy::Electricity),
            &expect![[r#"
                Your power is off
                  Your balance is €3.60.
                -> The meter is ready. Press the green button on the meter for 3 seconds.
                ? Baby, illness, medical device? Call your operator. The CPAS of your town helps too.
            "#]],
        );
        check(
            &sample(ShownState::Off, Supply::ReadyForReconnection, Energy::Gas),
            &expect![[r#"
                Your gas is off
                  Your balance is €3.60.
                ! Smell gas? Go outside first. Then call your operator’s gas emergency number, or 112.
                -> The meter is ready. Close all gas appliances. Press the red button for 3 seconds. The meter checks for leaks.
                ? Baby, illness, medical device? Call your operator. The CPAS of your town helps too.
            "#]],
        );
        check(
            &sample(ShownState::Off, Supply::LeakTesting, Energy::Gas),
            &expect![[r#"
                Your gas is off
                  Your balance is −€16.40. Your emergency credit is used up.
                ! Smell gas? Go outside first. Then call your operator’s gas emergency number, or 112.
                -> Keep all gas appliances closed. The test takes about 12 minutes.
                ? Baby, illness, medical device? Call your operator. The CPAS of your town helps too.
            "#]],
        );
    }

    #[test]
    fn a_clock_time_is_promised_only_by_the_calendar() {
        let mut held = sample(ShownState::HeldOn, Supply::DisconnectOrdered, Energy::Gas);
        held.held_by = Some(HeldBy::Order);
        check(
            &held,
            &expect![[r#"
                Your gas is still on
                  Your emergency credit is used up. Your balance is −€16.40.
                -> Top up at least €16.90 to keep your gas on.
                  Switch-off is requested.
                = To be above zero again €16.90
                ? Cannot pay? Call your operator. The CPAS of your town helps too.
            "#]],
        );
        held.supply = Supply::Connected;
        held.held_by = Some(HeldBy::Limiter);
        held.modifiers =
            vec![Modifier::Limited { ampere: 10, until: Some("2026-02-20".parse().unwrap()) }];
        check(
            &held,
            &expect![[r#"
                Your gas is still on
                note: Limited power (10 A) until 20/02/2026. One big appliance at a time.
                  Your emergency credit is used up. Your balance is −€16.40.
                -> Top up at least €16.90 to have full power again.
                  You keep limited power instead of a cut.
                = To have full power again €16.90
                ? Cannot pay? Call your operator. The CPAS of your town helps too.
            "#]],
        );
    }

    #[test]
    fn modifiers_stand_beside_the_state() {
        let euro = |text: &str| text.parse::<MicroEuro>().unwrap();
        let mut low = sample(ShownState::Low, Supply::DisconnectOrdered, Energy::Electricity);
        low.modifiers = vec![
            Modifier::Stale { last_reading: Some(instant("2026-11-18T00:00:00+01:00")) },
            Modifier::Stale { last_reading: None },
            Modifier::PaymentUnderWay,
            Modifier::NotReached { called_by: None },
            Modifier::Limited { ampere: 10, until: None },
            Modifier::Advance { left: euro("12"), daily: None },
            Modifier::Plan { left: euro("40.001"), how: None, ends: None },
            Modifier::Newcomer,
        ];
        low.help = Some("0800 00 000 (free)".to_owned());
        check(
            &low,
            &expect![[r#"
                Low balance: €3.80 left
                note: Last reading: 18/11/2026, 12:00 am. Your balance may have changed.
                note: No reading for a while. Your balance may have changed.
                note: Payment in progress. Do not pay twice.
                note: Your meter does not answer yet. We keep trying.
                note: Limited power (10 A). One big appliance at a time.
                note: Starting credit: €12.00 left to repay.
                note: Payment plan: €40.01 left.
                note: No energy contract yet. You need one: we can help.
                note: A cut was already on its way. If your power goes off, it is switched on again.
                  That should last until about tomorrow evening.
                -> Top up when you can.
                  At €0 your power stays on. Your €15 emergency credit starts by itself.
                ? Hard to pay? Call us: 0800 00 000 (free)
            "#]],
        );
    }

    #[test]
    fn ux_4_3_what_is_repaid_says_how_much_how_often_and_how_long() {
        let euro = |text: &str| text.parse::<MicroEuro>().unwrap();
        let plan = |how, ends: &str| Modifier::Plan {
            left: euro("40.001"),
            how: Some(how),
            ends: ends.parse().ok(),
        };
        let mut one = sample(ShownState::InOrder, Supply::Connected, Energy::Electricity);
        one.modifiers = vec![
            Modifier::Advance { left: euro("12"), daily: Some((euro("1"), 12)) },
            Modifier::Advance { left: euro("1"), daily: Some((euro("1"), 1)) },
            plan(RepaidBy::Week(euro("2.5")), "2027-06-30"),
            plan(RepaidBy::Day(euro("1")), "2028-06-30"),
            plan(RepaidBy::Share(125_000), ""),
            plan(RepaidBy::Review, ""),
            // Nobody knows the end: what is left is said.
            plan(RepaidBy::Week(euro("0.01")), ""),
        ];
        let notes = |language| {
            let notes = card(&one, language).notes;
            notes.iter().for_each(|note| plain(note, language));
            notes.into_iter().map(|note| note.replace('\u{a0}', " ")).collect::<Vec<_>>()
        };
        assert_eq!(
            notes(Language::Fr),
            [
                "Crédit de départ : 1 € par jour, il reste 12 jours.",
                "Crédit de départ : 1 € par jour, il reste 1 jour.",
                "Plan de paiement : 2,50 € par semaine, jusqu’au 30/06.",
                "Plan de paiement : 1 € par jour, jusqu’au 30/06/2028.",
                "Plan de paiement : 12,5 % de chaque recharge, il reste 40,01 €.",
                "Plan de paiement : rien n’est pris tant que nous regardons.",
                "Plan de paiement : il reste 40,01 €.",
            ]
        );
        assert_eq!(notes(Language::Nl)[2], "Afbetalingsplan: € 2,50 per week, tot 30/06.");
        assert_eq!(notes(Language::De)[2], "Ratenplan: 2,50 € pro Woche, bis 30.06.");
        assert_eq!(notes(Language::En)[0], "Starting credit: €1 a day, 12 days left.");
    }

    #[test]
    fn ux_4_3_a_meter_that_does_not_answer_names_the_hour_of_the_call_until_it_is_over() {
        let mut one = sample(ShownState::Off, Supply::ReconnectOrdered, Energy::Electricity);
        let said = |one: &StateCard, language| {
            let note = card(one, language).notes.pop().unwrap();
            plain(&note, language);
            note.replace('\u{a0}', " ")
        };
        one.modifiers =
            vec![Modifier::NotReached { called_by: Some(instant("2026-11-20T16:30:00+01:00")) }];
        assert_eq!(
            Language::ALL.map(|language| said(&one, language)),
            [
                "Votre compteur ne répond pas encore. Nous vous appelons avant 16 h 30.",
                "Je meter antwoordt nog niet. We bellen je voor 16.30 uur.",
                "Ihr Zähler antwortet noch nicht. Wir rufen Sie vor 16:30 Uhr an.",
                "Your meter does not answer yet. We will call you before 4:30 pm.",
            ]
        );
        one.now = instant("2026-11-20T16:30:00+01:00");
        assert_eq!(said(&one, Language::En), "Your meter does not answer yet. We keep trying.");
    }

    #[test]
    fn tp_13_a_payment_under_way_is_said_and_takes_no_way_to_pay_away() {
        for (state, supply) in [
            (ShownState::Emergency, Supply::Connected),
            (ShownState::HeldOn, Supply::Connected),
            (ShownState::Off, Supply::Disconnected),
        ] {
            let mut sample = sample(state, supply, Energy::Electricity);
            sample.modifiers.push(Modifier::PaymentUnderWay);
            let card = card(&sample, Language::En);
            assert!(card.takes_money, "{state:?}: a stranger may have begun it");
            sample.modifiers.clear();
            let before = super::card(&sample, Language::En);
            assert_eq!((&card.step, &card.then), (&before.step, &before.then), "{state:?}");
            assert_eq!(card.notes, ["Payment in progress. Do not pay twice."]);
        }
    }

    #[test]
    fn the_same_card_in_four_languages() {
        let mut all = String::new();
        for language in Language::ALL {
            for state in ShownState::ALL {
                let supply = match state {
                    ShownState::Off => Supply::Disconnected,
                    _ => Supply::Connected,
                };
                all.push_str(&text(&sample(state, supply, Energy::Electricity), language));
            }
        }
        expect![[r#"
            Tout va bien : il vous reste 27,40 €
              C’est assez pour environ 9 jours, jusqu’au dimanche 29 novembre.
            -> Vous n’avez rien à faire.
            Solde bas : il vous reste 3,80 €
              C’est assez jusqu’à demain soir environ.
            -> Rechargez quand vous pouvez.
              À 0 €, le courant reste allumé. Votre crédit de secours de 15 € démarre tout seul.
            ? Difficile de payer ? Appelez votre gestionnaire de réseau. Le CPAS de votre commune aide aussi.
            Crédit de secours en route : il reste 8,80 €
              Votre solde est de −6,20 €. Le courant reste allumé.
            -> Rechargez quand vous pouvez.
              Le crédit de secours dure jusqu’à dimanche après-midi environ.
              Un rechargement rembourse d’abord le crédit de secours.
            ? Vous ne pouvez pas payer ? Appelez votre gestionnaire de réseau. Le CPAS de votre commune aide aussi.
            Votre courant reste allumé jusqu’à lundi 8 h
              Votre crédit de secours est épuisé. Votre solde est de −16,40 €.
            -> Pour garder le courant, rechargez au moins 1,41 €.
              Nous ne coupons pas la nuit, le week-end et les jours fériés.
            = Pour ne pas être coupé 1,41 €
            = Pour repasser en positif 16,90 €
            ? Vous ne pouvez pas payer ? Appelez votre gestionnaire de réseau. Le CPAS de votre commune aide aussi.
            Le courant est coupé
              Votre solde est de −16,40 €. Votre crédit de secours est épuisé.
            -> Rechargez au moins 16,90 €.
            -> Attendez notre SMS.
            -> Appuyez 3 secondes sur le bouton vert du compteur.
            = Pour rétablir 16,90 €
            ? Bébé, malade, appareil médical ? Appelez votre gestionnaire de réseau. Le CPAS de votre commune aide aussi.
            Alles in orde: je hebt nog € 27,40
              Dat is genoeg voor ongeveer 9 dagen, tot zondag 29 november.
            -> Je hoeft niets te doen.
            Laag saldo: je hebt nog € 3,80
              Dat is genoeg tot ongeveer morgenavond.
            -> Laad op wanneer je kunt.
              Bij € 0 blijft de stroom aan. Je noodkrediet van € 15 start vanzelf.
            ? Moeilijk om te betalen? Bel je netbeheerder. Het OCMW van je gemeente helpt ook.
            Noodkrediet loopt: je hebt nog € 8,80
              Je saldo is € −6,20. De stroom blijft aan.
            -> Laad op wanneer je kunt.
              Het noodkrediet duurt tot ongeveer zondagmiddag.
              Met een oplading betaal je eerst het noodkrediet terug.
            ? Kun je niet betalen? Bel je netbeheerder. Het OCMW van je gemeente helpt ook.
            Je stroom blijft aan tot maandag 8 uur
              Je noodkrediet is op. Je saldo is € −16,40.
            -> Wil je stroom houden? Laad minstens € 1,41 op.
              We sluiten niet af ’s nachts, in het weekend en op feestdagen.
            = Om aan te blijven € 1,41
            = Om weer boven nul te staan € 16,90
            ? Kun je niet betalen? Bel je netbeheerder. Het OCMW van je gemeente helpt ook.
            De stroom is afgesloten
              Je saldo is € −16,40. Je noodkrediet is op.
            -> Laad minstens € 16,90 op.
            -> Wacht op onze sms.
            -> Druk 3 seconden op de groene knop van de meter.
            = Om terug aan te zijn € 16,90
            ? Baby, ziek, medisch toestel? Bel je netbeheerder. Het OCMW van je gemeente helpt ook.
            Alles in Ordnung: noch 27,40 €
              Das reicht für etwa 9 Tage, bis Sonntag, 29. November.
            -> Sie müssen nichts tun.
            Niedriges Guthaben: noch 3,80 €
              Das reicht etwa bis morgen Abend.
            -> Laden Sie auf, wenn Sie können.
              Bei 0 € bleibt der Strom an. Ihr Notkredit von 15 € startet von selbst.
            ? Schwierig zu zahlen? Rufen Sie Ihren Netzbetreiber an. Auch das ÖSHZ Ihrer Gemeinde hilft.
            Notkredit läuft: noch 8,80 €
              Ihr Guthaben ist −6,20 €. Der Strom bleibt an.
            -> Laden Sie auf, wenn Sie können.
              Der Notkredit reicht etwa bis Sonntagnachmittag.
              Eine Aufladung zahlt zuerst den Notkredit zurück.
            ? Sie können nicht zahlen? Rufen Sie Ihren Netzbetreiber an. Auch das ÖSHZ Ihrer Gemeinde hilft.
            Ihr Strom bleibt bis Montag 8 Uhr an
              Ihr Notkredit ist aufgebraucht. Ihr Guthaben ist −16,40 €.
            -> Damit der Strom bleibt, laden Sie mindestens 1,41 € auf.
              Nachts, am Wochenende und an Feiertagen schalten wir nicht ab.
            = Um an zu bleiben 1,41 €
            = Um wieder im Plus zu sein 16,90 €
            ? Sie können nicht zahlen? Rufen Sie Ihren Netzbetreiber an. Auch das ÖSHZ Ihrer Gemeinde hilft.
            Der Strom ist abgeschaltet
              Ihr Guthaben ist −16,40 €. Ihr Notkredit ist aufgebraucht.
            -> Laden Sie mindestens 16,90 € auf.
            -> Warten Sie auf unsere SMS.
            -> Drücken Sie 3 Sekunden den grünen Knopf am Zähler.
            = Um wieder an zu sein 16,90 €
            ? Baby, krank, Medizingerät? Rufen Sie Ihren Netzbetreiber an. Auch das ÖSHZ Ihrer Gemeinde hilft.
            You are fine: €27.40 left
              That is enough for about 9 days, until Sunday 29 November.
            -> Nothing to do now.
            Low balance: €3.80 left
              That should last until about tomorrow evening.
            -> Top up when you can.
              At €0 your power stays on. Your €15 emergency credit starts by itself.
            ? Hard to pay? Call your operator. The CPAS of your town helps too.
            Emergency credit in use: €8.80 left
              Your balance is −€6.20. Your power stays on.
            -> Top up when you can.
              The emergency credit lasts until about Sunday afternoon.
              A top-up repays the emergency credit first.
            ? Cannot pay? Call your operator. The CPAS of your town helps too.
            Your power stays on until Monday 8 am
              Your emergency credit is used up. Your balance is −€16.40.
            -> Top up at least €1.41 to keep your power on.
              We do not cut at night, at weekends or on public holidays.
            = To stay on €1.41
            = To be above zero again €16.90
            ? Cannot pay? Call your operator. The CPAS of your town helps too.
            Your power is off
              Your balance is −€16.40. Your emergency credit is used up.
            -> Top up at least €16.90.
            -> Then wait for our text.
            -> Press the green button on the meter for 3 seconds.
            = To be back on €16.90
            ? Baby, illness, medical device? Call your operator. The CPAS of your town helps too.
        "#]].assert_eq(&all);
    }

    #[test]
    fn a_number_is_called_now_where_it_is_dark_and_before_the_cut_where_it_is_held() {
        let helped = |state, supply, until: Option<&str>| {
            let mut one = sample(state, supply, Energy::Electricity);
            one.help = Some("0800 00 000".to_owned());
            if let Some(until) = until {
                one.until = Some(Until::Held(instant(until)));
            }
            Language::ALL.map(|language| {
                let said = card(&one, language).help.unwrap_or_default();
                said.split_once("? ")
                    .or(said.split_once("\u{a0}? "))
                    .unwrap()
                    .1
                    .replace('\u{a0}', " ")
            })
        };
        let held = |until| helped(ShownState::HeldOn, Supply::Connected, until);
        assert_eq!(
            held(None),
            [
                "Appelez avant lundi 8 h : 0800 00 000",
                "Bel voor maandag 8 uur: 0800 00 000",
                "Rufen Sie vor Montag 8 Uhr an: 0800 00 000",
                "Call before Monday 8 am: 0800 00 000"
            ]
        );
        let far = held(Some("2026-12-04T08:00:00+01:00"));
        assert_eq!(far[0], "Appelez avant le vendredi 4 décembre, 8 h : 0800 00 000");
        let off = helped(ShownState::Off, Supply::Disconnected, None);
        assert_eq!(
            (&*off[0], &*off[3]),
            ("Appelez tout de suite : 0800 00 000", "Call right now: 0800 00 000")
        );
        let low = helped(ShownState::Low, Supply::Connected, None);
        assert_eq!(low[3], "Call us: 0800 00 000");
        // Some of it was paid back: it is not used up.
        let mut part = sample(ShownState::Off, Supply::Disconnected, Energy::Electricity);
        part.balance = "-4.00".parse().unwrap();
        let until = card(&part, Language::En).until.unwrap().replace('\u{2060}', "");
        assert_eq!(until, "Your balance is −€4.00.");
    }

    #[test]
    fn four_languages_say_the_same() {
        say_the_same(|language| Words::of(language).all());
    }
}
