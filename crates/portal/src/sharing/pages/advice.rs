//! Who would have gained by another key: a table of keys and members, in kWh and in euro. Source: UX R-04.

use super::{Names, bare, is_more, key_name, kwh, signed_kwh};
use crate::language::Writes as _;
use crate::pay::frame::Frame;
use crate::sharing::api::{Gain, KeyWay, Simulation};
use crate::sharing::words::Words;
use crate::words::fill;
use units::{Ean, MicroEuro, MilliWattHours};

pub(in crate::sharing) const SUPPLIED: &str = "supplied";
pub(in crate::sharing) const SURPLUS: &str = "surplus";
pub(in crate::sharing) const PANELS: &str = "panels";

/// What was typed to ask for something else than what was measured.
#[derive(Debug, Default, Clone)]
pub(in crate::sharing) struct AdviceTyped {
    pub supplied: String,
    pub price: String,
    pub surplus: String,
    pub panels: String,
    pub newcomer: bool,
}

impl AdviceTyped {
    /// Whether today's key is no longer what was measured.
    fn changes(&self) -> bool {
        self.newcomer || !self.panels.is_empty()
    }
}

/// Kilowatt-hours, and euro where prices are known.
type Cell = (String, Option<String>);

/// Keys to which the group comes in the same way, beside each other.
#[derive(Debug)]
pub(super) struct Board {
    pub title: &'static str,
    pub keys: Vec<String>,
    /// Shared in all under each.
    pub all: Vec<String>,
    /// Whose, and under each key kWh and euro.
    pub rows: Vec<(String, Vec<Cell>)>,
}

fn euro(gain: MicroEuro, frame: &Frame) -> String {
    frame.language.effect(gain)
}

pub(super) fn boards(
    page: &Simulation,
    typed: &AdviceTyped,
    frame: &Frame,
    m: &'static Words,
) -> Vec<Board> {
    let names = Names::of(&page.group);
    let mut whose: Vec<Option<Ean>> = Vec::new();
    for (ean, ..) in page.keys.iter().flat_map(|key| &key.more) {
        if !whose.contains(ean) {
            whose.push(*ean);
        }
    }
    // The newcomer last.
    whose.sort_by_key(|ean| {
        (ean.is_none(), page.group.members.iter().position(|one| Some(one.ean) == *ean))
    });
    let mut found = Vec::new();
    for (way, title) in [(KeyWay::Filed, m.adv_filed), (KeyWay::Asked, m.adv_asked)] {
        let of_way = page.keys.iter().filter(|key| key.way == way);
        let keys: Vec<_> =
            of_way.filter(|key| typed.changes() || page.of_draft || !key.of_today).collect();
        if keys.is_empty() {
            continue;
        }
        let rows = whose.iter().map(|ean| {
            let name = ean.map_or_else(|| m.adv_newcomer.to_owned(), |ean| names.short(ean));
            let cell = |more: &[Gain]| match more.iter().find(|(of, ..)| of == ean) {
                Some((_, mwh, eur)) => {
                    let kwh = if is_more(*mwh) { signed_kwh(*mwh, frame) } else { "0".to_owned() };
                    (bare(&kwh), eur.map(|eur| euro(eur, frame)))
                }
                None => ("–".to_owned(), None),
            };
            (name, keys.iter().map(|key| cell(&key.more)).collect())
        });
        let named = |key: &&crate::sharing::api::KeyOutcome| {
            let name = key_name(key.key, m);
            match key.of_today && !page.of_draft {
                true => format!("{name} ({})", m.today),
                false => name.to_owned(),
            }
        };
        found.push(Board {
            title,
            rows: rows.collect(),
            keys: keys.iter().map(named).collect(),
            all: keys.iter().map(|key| bare(&kwh(key.shared, frame))).collect(),
        });
    }
    found
}

/// What the key of today has shared, in words.
pub(super) fn of_today(page: &Simulation, frame: &Frame, m: &'static Words) -> Option<String> {
    let today = page.keys.iter().find(|key| key.of_today)?;
    let shared = fill(m.sim_shared, &[("shared", &kwh(MilliWattHours(today.shared.0), frame))]);
    Some(format!("{} ({}) · {shared}", key_name(today.key, m), m.today))
}
