//! The state card: energy first, then state and amount, until when, and one next step, in four
//! languages. Source: UX 4.2 to 4.9.

mod hours;
#[cfg(test)]
mod tests;
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
    pub warning: Option<String>,
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
        warning: off_gas.then(|| fill(w.smell_gas, &[("gas", &card.gas_emergency)])),
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
