//! Lines of text as acts: `press blue`, `wait 1h`, `load 2.3kW`, `card in`, `order cut`.

use crate::card::{CardTerms, Chip, DebtPlan, Way};
use crate::load::Draw;
use crate::screen::Button;
use calendar::Instant;
use std::str::FromStr;
use supply::CommandKind;
use units::{MicroEuro, parse_decimal};

/// One thing done before a meter, or to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    Press { button: Button, held_s: u16, times: u8 },
    Wait { seconds: i64 },
    Until { at: Instant },
    Load(Draw),
    Order(CommandKind),
    Card(CardAct),
    Meter(MeterAct),
    Show,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardAct {
    New { other_home: bool },
    Load { amount: MicroEuro, terms: CardTerms },
    In { way: Way },
    Out,
    Chip(Chip),
    Clean,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeterAct {
    Network { there: bool },
    ShortCircuit,
    Clock { ahead_s: i64 },
    Prepayment { active: bool },
    BreakDown,
    Repair,
}

/// A line that is no act.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{line}` is not understood: {expected}")]
pub struct WrongLine {
    pub line: String,
    pub expected: &'static str,
}

impl Act {
    pub const HELP: &str = "\
press BUTTON [3s] [x4]          green strip main | euro volume arrow | blue red lever
wait 1h30m · until 2026-11-02T09:30:00+01:00
load 2.3kW [1kW 0W] · load 800l/h · load 0
order release | cut | limit 10 | unlimit | show -3.63 11.37 | tell TEXT | calendar NAME
card new | other | load 20.00 [debt 60.00 5.00] | in [wrong] | out | dirty | damaged | clean
network off | on · short · clock 5m · prepayment on | off · break · repair · show";

    /// Reads a line. `now` is the time of amounts that are pushed without one.
    /// Errors: the line, and what would be understood.
    pub fn parse(line: &str, now: Instant) -> Result<Self, WrongLine> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let wrong = |expected| WrongLine { line: line.trim().to_owned(), expected };
        match words.as_slice() {
            ["press", button, how @ ..] => {
                press(button, how).ok_or_else(|| wrong("press BUTTON [3s] [x4]"))
            }
            ["wait", time] => {
                let seconds = seconds(time).ok_or_else(|| wrong("wait 1h30m, at most 400 days"))?;
                Ok(Self::Wait { seconds })
            }
            ["until", at] => {
                let at = at.parse().map_err(|_| wrong("until 2026-11-02T09:30:00+01:00"))?;
                let most = now.plus_s(LONGEST_WAIT_S);
                if at > most {
                    Err(wrong("until at most 400 days later"))
                } else {
                    Ok(Self::Until { at })
                }
            }
            ["load", loads @ ..] => load(loads).ok_or_else(|| wrong("load 2.3kW, load 800l/h")),
            ["order", order @ ..] => order_of(order, now).map(Self::Order).ok_or_else(|| {
                wrong("order release, cut, limit 10, unlimit, show -3.63 11.37, tell, calendar")
            }),
            ["card", act @ ..] => card(act).map(Self::Card).ok_or_else(|| {
                wrong("card new, other, load 20.00, in [wrong], out, dirty, damaged, clean")
            }),
            ["show"] => Ok(Self::Show),
            words => {
                let act = meter(words).ok_or_else(|| {
                    wrong("press, wait, until, load, order, card, network, short, clock, prepayment, break, repair, show")
                });
                act.map(Self::Meter)
            }
        }
    }
}

/// So that a slip of the finger does not run for minutes.
const LONGEST_WAIT_S: i64 = 400 * 86_400;

fn press(button: &str, how: &[&str]) -> Option<Act> {
    let button = Button::from_str(button).ok()?;
    let (mut held_s, mut times) = (0, 1);
    for word in how {
        match word.strip_prefix('x') {
            Some(count) => times = count.parse().ok()?,
            None => held_s = u16::try_from(seconds(word)?).ok()?,
        }
    }
    Some(Act::Press { button, held_s, times })
}

/// `1h30m`, `90s`, `2d`.
fn seconds(text: &str) -> Option<i64> {
    let mut rest = text;
    let mut sum = 0i64;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let (digits, unit) = rest.split_at_checked(end)?;
        let number: i64 = digits.parse().ok()?;
        let unit_s = match unit.chars().next()? {
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        sum = sum.checked_add(number.checked_mul(unit_s)?)?;
        rest = unit.get(1..)?;
    }
    (!text.is_empty() && sum <= LONGEST_WAIT_S).then_some(sum)
}

/// Watt per phase, or gas.
fn load(words: &[&str]) -> Option<Act> {
    let draw = match words {
        ["0"] => Draw::phases([0; 3]),
        [one] if one.ends_with("l/h") => Draw::gas(one.strip_suffix("l/h")?.parse().ok()?),
        [one] => Draw::watt(watt(one)?),
        [one, two, three] => Draw::phases([watt(one)?, watt(two)?, watt(three)?]),
        _ => return None,
    };
    Some(Act::Load(draw))
}

fn watt(text: &str) -> Option<i32> {
    let watt = match text.strip_suffix("kW") {
        Some(kilowatt) => parse_decimal(kilowatt, 3).ok()?,
        None => text.strip_suffix('W')?.parse().ok()?,
    };
    // More than any connection of a home, and sums of it stay far from overflow.
    (-1_000_000..=1_000_000).contains(&watt).then(|| i32::try_from(watt).ok())?
}

fn order_of(words: &[&str], now: Instant) -> Option<CommandKind> {
    match words {
        ["release"] => Some(CommandKind::Connect),
        ["cut"] => Some(CommandKind::Disconnect),
        ["limit", ampere] => Some(CommandKind::Limit { ampere: ampere.parse().ok()? }),
        ["unlimit"] => Some(CommandKind::Unlimit),
        ["show", balance, emergency] => Some(CommandKind::Display {
            balance: balance.parse().ok()?,
            at: now,
            emergency_left: emergency.parse().ok()?,
        }),
        ["tell", text @ ..] => Some(CommandKind::Message { text: text.join(" ") }),
        ["calendar", name] => Some(CommandKind::SetCalendar { name: (*name).to_owned() }),
        _ => None,
    }
}

fn card(words: &[&str]) -> Option<CardAct> {
    match words {
        ["new"] => Some(CardAct::New { other_home: false }),
        ["other"] => Some(CardAct::New { other_home: true }),
        ["load", amount] => {
            let amount = amount.parse().ok()?;
            Some(CardAct::Load { amount, terms: CardTerms::default() })
        }
        ["load", amount, "debt", left, weekly] => {
            let plan = DebtPlan { left: left.parse().ok()?, weekly: weekly.parse().ok()? };
            let terms = CardTerms { debt: Some(plan), ..CardTerms::default() };
            Some(CardAct::Load { amount: amount.parse().ok()?, terms })
        }
        ["in", way @ ..] if way.len() <= 1 => {
            Some(CardAct::In { way: Way::named(way.first().copied())? })
        }
        ["out"] => Some(CardAct::Out),
        ["clean"] => Some(CardAct::Clean),
        [chip] => {
            let known = Chip::ALL.into_iter().find(|known| known.name() == *chip);
            known.map(CardAct::Chip)
        }
        _ => None,
    }
}

fn meter(words: &[&str]) -> Option<MeterAct> {
    match words {
        ["network", "on"] => Some(MeterAct::Network { there: true }),
        ["network", "off"] => Some(MeterAct::Network { there: false }),
        ["short"] => Some(MeterAct::ShortCircuit),
        ["clock", ahead] => {
            let ahead_s = match ahead.strip_prefix('-') {
                Some(behind) => seconds(behind)?.checked_neg()?,
                None => seconds(ahead)?,
            };
            Some(MeterAct::Clock { ahead_s })
        }
        ["prepayment", "on"] => Some(MeterAct::Prepayment { active: true }),
        ["prepayment", "off"] => Some(MeterAct::Prepayment { active: false }),
        ["break"] => Some(MeterAct::BreakDown),
        ["repair"] => Some(MeterAct::Repair),
        _ => None,
    }
}
