//! `tirelire share advise`: all keys on the quarter-hours of a time that has passed, with another member or
//! other panels if asked for. Source: ES-12, UX R-04.

use super::runs::{Intervals, curves};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::intervals::{Place, open};
use crate::share::groups::{Kept, load};
use crate::share::runs::kwh;
use calendar::{Instant, SettlementDay};
use clap::Args;
use serde_json::json;
use sharing::advice::{
    Outcome, Worth, as_filed, candidates, gain, typical_offtake, under, with_member, with_panels,
    without_member,
};
use sharing::month::{Curve, Time, Volumes};
use sharing::{Dossier, Joining, Key, Membership, Metering, Role, Terms};
use std::collections::BTreeMap;
use std::io::Write;
use units::{Ean, MicroEuro, NanoEuroPerKwh, parse_decimal};

#[derive(Debug, Args)]
pub struct Advise {
    #[arg(long)]
    group: i64,
    #[arg(long)]
    from: SettlementDay,
    /// The last day.
    #[arg(long)]
    to: SettlementDay,
    /// A point that is no member, as if it were.
    #[arg(long)]
    add: Option<Ean>,
    /// As what: consumer, producer or both.
    #[arg(long, default_value = "consumer", requires = "add")]
    role: Role,
    /// So many times the injection, such as 1.5.
    #[arg(long)]
    panels: Option<String>,
    /// What the supplier's energy costs, in EUR/kWh; gains are in euro then.
    #[arg(long, requires_all = ["price", "surplus_price"])]
    supplied_price: Option<NanoEuroPerKwh>,
    /// What shared energy costs, in EUR/kWh.
    #[arg(long)]
    price: Option<NanoEuroPerKwh>,
    /// What the surplus is sold at, in EUR/kWh.
    #[arg(long)]
    surplus_price: Option<NanoEuroPerKwh>,
    #[command(flatten)]
    place: Place,
}

/// What is asked of past data.
#[derive(Debug, Clone, Default)]
pub struct Question {
    pub add: Option<(Ean, Role)>,
    /// Injection, in millionths of what was measured.
    pub panels_ppm: Option<i64>,
    pub worth: Option<Worth>,
    /// A key that is not filed yet, and no other.
    pub terms: Option<Terms>,
    /// With the members of then, such as those of the day on which a key begins. Else with whoever is a member or will
    /// be one by what is on file.
    pub at: Option<Instant>,
    /// A member as if it were none.
    pub without: Option<Ean>,
    /// One more like those who take: [`NEWCOMER`].
    pub typical: bool,
    /// Only of members that gave their mandate, and of each only what was measured since it shares: what a
    /// representative may know. Source: PD-04, PD-06.
    pub shared_only: bool,
    /// Of a dossier that shares nothing yet: only these are read, each since then. The others count as those who take do
    /// on average. Source: PD-04, PD-06.
    pub readable: Option<BTreeMap<Ean, Instant>>,
}

/// The number of a newcomer who is no home: the last of the country's, which no supply point has.
pub const NEWCOMER: u64 = 54_999_999_999_999_999;

/// Under which the typical newcomer stands among the others.
pub fn newcomer_ean() -> Option<Ean> {
    Ean::with_check_digit(NEWCOMER)
}

/// One key's answer: for each member its volumes, and in euro what they are worth more than today's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub outcome: Outcome,
    /// Of the key that holds now, or that a group which has not begun has on file.
    pub of_today: bool,
    pub gains: BTreeMap<Ean, (i64, Option<MicroEuro>)>,
}

/// The answers for all keys, today's first, and what today is: before a group begins nothing is shared. Quarter-hours
/// that are not measured share nothing, as in a provisional month. Who joins later counts as if it had shared all the
/// time. Errors: no members, days that are not in order, nothing measured. Source: ES-12.
pub fn answers(
    intervals: &mut Intervals,
    kept: &Kept,
    (from, to): (SettlementDay, SettlementDay),
    question: &Question,
) -> Result<(Outcome, Vec<Answer>), Failure> {
    if to < from || to.days_since(from) > 366 {
        return refuse(format!("{from} to {to} is no time of up to a year"));
    }
    let time = Time::of_days(from, to.next());
    let last = time.at(time.quarters.saturating_sub(1));
    let filed = kept.dossier.key_at(last).or_else(|| kept.dossier.keys.first());
    let mut empty = kept.dossier.clone();
    empty.keys = filed.cloned().into_iter().collect();
    for key in &mut empty.keys {
        key.from = time.first;
    }
    empty.members.clear();
    // As if those of the last day had shared all the time.
    let now = listed(&empty, kept, (time, question), |member| member.is_at(last));
    let expected = listed(&empty, kept, (time, question), |member| match question.at {
        Some(at) => member.is_at(at),
        None => member.to.is_none() || member.is_at(last),
    });
    let since = kept.dossier.state.shares();
    if question.shared_only && since.is_none() {
        return refuse(format!("group {} does not share", kept.id));
    }
    if now.members.is_empty() && expected.members.is_empty() {
        return refuse(format!("group {} has no member on {to}", kept.id));
    }
    let mut then = expected.clone();
    if let Some((ean, role)) = question.add {
        if then.members.iter().any(|member| member.joining.ean == ean) {
            return refuse(format!("point `{ean}` is a member already"));
        }
        then = with_member(&then, newcomer(ean, role, time.first));
    }
    let mut all = now.clone();
    // Whoever has not begun to share is not read by who may know only what is shared.
    if !question.shared_only {
        let later = then.members.iter().filter(|member| !is_in(&now, member.joining.ean));
        all.members.extend(later.cloned());
    }
    if let Some(readable) = &question.readable {
        all.members.retain(|member| readable.contains_key(&member.joining.ean));
    }
    let read = curves(intervals, kept.dso, &all, time, None)?;
    let mut measured: BTreeMap<Ean, Curve> =
        read.into_iter().map(|(ean, quarters)| (ean, quarters.curve)).collect();
    if let (true, Some((starts, _))) = (question.shared_only, since) {
        for member in kept.dossier.members.iter().filter(|member| member.is_at(last)) {
            let since = member.joining.from.max(starts);
            if let Some(curve) = measured.get_mut(&member.joining.ean) {
                forget(curve, time, since);
            }
        }
    }
    for (ean, since) in question.readable.iter().flatten() {
        if let Some(curve) = measured.get_mut(ean) {
            forget(curve, time, *since);
        }
    }
    let like = if question.readable.is_some() { &all } else { &now };
    let typical = typical_offtake(like, &measured);
    for member in &then.members {
        let joining = &member.joining;
        if measured.contains_key(&joining.ean) {
            continue;
        }
        // Like the others, since what it takes itself is not known: nobody's curve. What it injects nobody can tell.
        let like = typical.clone().filter(|_| joining.role.takes());
        let offtake = like.unwrap_or_else(|| vec![sharing::MISSING; time.quarters]);
        measured.insert(joining.ean, taken(offtake));
    }
    if let Some(ean) = question.without {
        then = without_member(&then, ean);
    }
    if let (true, Some(ean), Some(offtake)) = (question.typical, newcomer_ean(), typical) {
        then = with_member(&then, newcomer(ean, Role::Consumer, time.first));
        measured.insert(ean, taken(offtake));
    }
    let known = measured.values().any(|curve| {
        curve.offtake.iter().chain(&curve.injection).any(|value| *value != sharing::MISSING)
    });
    if !known {
        return refuse(format!("nothing is measured from {from} to {to}"));
    }
    let shares = (time.first, None);
    // Quarter-hours of a draft, or from before its first key, were nobody's to share.
    let begun = !now.members.is_empty()
        && kept.dossier.key_at(last).is_some()
        && since.is_some_and(|(starts, _)| starts <= last);
    let today = if begun { as_filed(&now, shares, time, &measured)? } else { nothing_shared(&now) };
    let alone: BTreeMap<Ean, Volumes> =
        measured.iter().map(|(ean, curve)| (*ean, unshared(curve))).collect();
    let scaled = match question.panels_ppm {
        Some(ppm) => match with_panels(&then, &measured, (ppm, 1_000_000)) {
            Some(scaled) => scaled,
            None => return refuse("so many panels do not fit"),
        },
        None => measured,
    };
    let of_today = now.keys.last().map(|key| key.terms.key);
    let candidates = match &question.terms {
        Some(terms) => vec![terms.clone()],
        None => candidates(&then, time.first),
    };
    let mut found = Vec::new();
    for terms in candidates {
        let is_today = question.terms.is_none() && of_today == Some(terms.key);
        let outcome = if is_today && begun {
            as_filed(&then, shares, time, &scaled)?
        } else {
            under(&then, shares, time, &scaled, &terms)?
        };
        let gains = gains((&today, &alone), &outcome, question.worth)?;
        found.push(Answer { of_today: is_today, gains, outcome });
    }
    found.sort_by_key(|answer| !answer.of_today);
    Ok((today, found))
}

/// The members that are wanted, each once, as if they had shared all the time; of whoever may know only what is shared,
/// those with a mandate.
fn listed(
    empty: &Dossier,
    kept: &Kept,
    (time, question): (Time, &Question),
    wanted: impl Fn(&Membership) -> bool,
) -> Dossier {
    let mut found = empty.clone();
    for member in kept.dossier.members.iter().filter(|member| wanted(member)) {
        let may = !question.shared_only || kept.dossier.mandate_of(member).is_some();
        if may && !is_in(&found, member.joining.ean) {
            found = with_member(&found, Joining { from: time.first, ..member.joining.clone() });
        }
    }
    found
}

/// Takes away what was before an instant.
fn forget(curve: &mut Curve, time: Time, since: Instant) {
    for values in [&mut curve.offtake, &mut curve.injection] {
        for (place, value) in values.iter_mut().enumerate() {
            if time.at(place) < since {
                *value = sharing::MISSING;
            }
        }
    }
}

fn is_in(dossier: &Dossier, ean: Ean) -> bool {
    dossier.members.iter().any(|member| member.joining.ean == ean)
}

fn taken(offtake: Vec<i64>) -> Curve {
    let injection = vec![sharing::MISSING; offtake.len()];
    Curve { offtake, injection }
}

/// What a point takes and injects without any sharing; what is not measured is none.
fn unshared(curve: &Curve) -> Volumes {
    let sum = |values: &[i64]| {
        let known = values.iter().filter(|value| **value != sharing::MISSING);
        known.fold(0i64, |sum, value| sum.saturating_add(*value))
    };
    Volumes { offtake: sum(&curve.offtake), injection: sum(&curve.injection), ..Volumes::default() }
}

/// Of a group that has not begun.
fn nothing_shared(now: &Dossier) -> Outcome {
    let key = now.keys.last().map_or(Key::ProRata, |key| key.terms.key);
    Outcome { key, totals: Volumes::default(), members: BTreeMap::new() }
}

/// Who is no member today is compared with what it has alone.
fn gains(
    (today, alone): (&Outcome, &BTreeMap<Ean, Volumes>),
    then: &Outcome,
    worth: Option<Worth>,
) -> Result<BTreeMap<Ean, (i64, Option<MicroEuro>)>, Failure> {
    let mut found = BTreeMap::new();
    for (ean, volumes) in &then.members {
        let now = today.members.get(ean).or_else(|| alone.get(ean)).copied().unwrap_or_default();
        let shared = |one: Volumes| one.received.saturating_add(one.given);
        let eur = match worth.map(|worth| gain(now, *volumes, worth)) {
            Some(None) => return refuse(format!("the gain of `{ean}` is too large")),
            Some(Some(eur)) => Some(eur),
            None => None,
        };
        found.insert(*ean, (shared(*volumes).saturating_sub(shared(now)), eur));
    }
    Ok(found)
}

fn newcomer(ean: Ean, role: Role, from: Instant) -> Joining {
    Joining {
        ean,
        role,
        from,
        place: sharing::Place::default(),
        metering: Metering::SmartQuarterHours,
        private_grid: false,
        in_compensation: false,
        social_tariff: false,
        mandate: None,
        supplier: None,
    }
}

pub fn run(url: &str, asked: &Advise, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let mut intervals = open(url, &asked.place)?;
    let kept = load(&mut engine.store, asked.group)?;
    let panels_ppm = asked.panels.as_deref().map(|text| parse_decimal(text, 6)).transpose()?;
    if panels_ppm.is_some_and(|ppm| ppm < 0) {
        return refuse("panels are counted from 0 on");
    }
    let worth = match (asked.supplied_price, asked.price, asked.surplus_price) {
        (Some(supplied), Some(shared), Some(surplus)) => Some(Worth { supplied, shared, surplus }),
        _ => None,
    };
    let add = asked.add.map(|ean| (ean, asked.role));
    let question = Question { add, panels_ppm, worth, ..Question::default() };
    let (_, all) = answers(&mut intervals, &kept, (asked.from, asked.to), &question)?;
    for answer in all {
        print(&answer, as_json, out)?;
    }
    Ok(())
}

fn print(answer: &Answer, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let outcome = &answer.outcome;
    let key = outcome.key.name();
    if as_json {
        let members: Vec<_> = outcome
            .members
            .iter()
            .map(|(ean, volumes)| {
                let (more, eur) = answer.gains.get(ean).copied().unwrap_or_default();
                json!({
                    "point": ean, "received_kwh": kwh(volumes.received),
                    "given_kwh": kwh(volumes.given), "more_kwh": kwh(more),
                    "gain_eur": eur.map(|eur| eur.to_string()),
                })
            })
            .collect();
        let line = json!({
            "kind": "sharing_advice", "key": key, "of_today": answer.of_today,
            "shared_kwh": kwh(outcome.totals.received),
            "injection_kwh": kwh(outcome.totals.injection), "members": members,
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let today = if answer.of_today { ", the key of today" } else { "" };
    writeln!(out, "{key}{today}: {} kWh shared", kwh(outcome.totals.received))?;
    for (ean, (more, eur)) in &answer.gains {
        let eur = eur.map(|eur| format!(", {eur} EUR")).unwrap_or_default();
        writeln!(out, "  {ean}  {:>16} kWh more than today{eur}", kwh(*more))?;
    }
    Ok(())
}
