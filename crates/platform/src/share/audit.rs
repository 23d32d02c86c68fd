//! `tirelire sim --sharing N`: random groups in the core and in the second books, equal in every cell, and sound by
//! themselves.

use super::runs::MonthRows;
use crate::failure::{Failure, refuse};
use calendar::Instant;
use sharing::month::{self, Curve, Time};
use sharing::{
    Act, Allocation, Block, Dossier, FiledKey, Form, Group, Joining, Key, MISSING, Member,
    Membership, Metering, Opening, Perimeter, Place, QUARTER_HOUR_US, Role, Rounding, Rounds,
    Share, Work,
};
use sim::sharing::kept::{self, Cell, Kept};
use sim::sharing::{Terms, draw};
use std::collections::BTreeMap;
use std::io::Write;
use units::Ean;

/// Compares `groups` groups from seed `from` on, and as many that are kept with dates. Errors: the first that differ are
/// written out.
pub fn run(groups: u64, from: u64, out: &mut dyn Write) -> Result<(), Failure> {
    let (mut cells, mut differing) = (0usize, 0u64);
    let mut by_key = BTreeMap::<&str, u64>::new();
    for seed in from..from.saturating_add(groups) {
        let drawn = draw::group(seed);
        *by_key.entry(drawn.key).or_default() += 1;
        match compare(&drawn) {
            Ok(compared) => cells += compared,
            Err(why) => {
                differing += 1;
                if differing <= 10 {
                    writeln!(out, "seed {seed}, key {}: {why}", drawn.key)?;
                }
            }
        }
    }
    let mut kept_cells = 0usize;
    for seed in from..from.saturating_add(groups) {
        match compare_kept(&kept::month(seed)) {
            Ok(compared) => kept_cells += compared,
            Err(why) => {
                differing += 1;
                if differing <= 10 {
                    writeln!(out, "seed {seed}, kept: {why}")?;
                }
            }
        }
    }
    let keys: Vec<String> = by_key.iter().map(|(key, count)| format!("{key} {count}")).collect();
    writeln!(
        out,
        "{groups} groups from seed {from} ({}): {cells} cells, as many kept with dates: {kept_cells} cells, \
         {differing} groups differ",
        keys.join(", ")
    )?;
    if differing == 0 { Ok(()) } else { refuse(format!("{differing} of {groups} groups differ")) }
}

fn at(quarter: usize) -> Instant {
    at_from(1_767_225_600, quarter)
}

fn at_from(first_s: i64, quarter: usize) -> Instant {
    let quarters = i64::try_from(quarter).unwrap_or(0);
    Instant(first_s * 1_000_000 + quarters * QUARTER_HOUR_US)
}

/// How many cells agree.
fn compare(drawn: &draw::Drawn) -> Result<usize, Failure> {
    let key: Key = drawn.key.parse()?;
    let rounding =
        if drawn.each_share_alone { Rounding::EachShare6dp } else { Rounding::LargestRemainder };
    let rounds = drawn.rounds.map_or(Rounds::All, Rounds::Count);
    let members = drawn.members.iter().map(|member| Member {
        id: member.id.clone(),
        share: member.share.and_then(|(above, below)| Share::new(above, below)),
        group: (key == Key::Cascade).then_some(member.group),
        from: member.from.map(at),
        to: member.to.map(at),
    });
    let group = Group::new(key, rounds, rounding, members.collect())?;
    let terms =
        Terms { key: drawn.key, rounds: drawn.rounds, each_share_alone: drawn.each_share_alone };
    let mut cells = 0;
    for quarter in 0..drawn.quarters {
        let members = drawn.members_at(quarter);
        let books = sim::sharing::allocate(&terms, &members).ok_or("the books do not know it")?;
        let core = of_core(&group, quarter, &members)?;
        laws(&members, &core, rounding).map_err(|why| format!("quarter-hour {quarter}, {why}"))?;
        for (member, books) in members.iter().zip(books) {
            let core = core.get(&member.id).copied().unwrap_or_default();
            if core != books {
                return refuse(format!(
                    "quarter-hour {quarter}, member `{}`: core received and gave {core:?}, books {books:?}",
                    member.id
                ));
            }
            cells += 2;
        }
    }
    Ok(cells)
}

fn ean(number: u64) -> Result<Ean, Failure> {
    let digits = 54_144_900_000_000_000u64.checked_add(number).ok_or("no such point")?;
    Ok(Ean::with_check_digit(digits).ok_or("no such point")?)
}

/// A kept group as its dossier says it.
fn dossier(kept: &Kept) -> Result<Dossier, Failure> {
    let opening = Opening {
        form: Form::CitizenCommunity,
        name: "drawn".to_owned(),
        perimeter: Perimeter::default(),
        representative: None,
    };
    let mut dossier = Dossier::of(&[Act::Opened(opening)])?;
    let at = |quarter: usize| at_from(kept.first_s, quarter);
    for member in &kept.members {
        let role = match (member.takes, member.injects) {
            (true, true) => Role::Both,
            (true, false) => Role::Consumer,
            (false, _) => Role::Producer,
        };
        let joining = Joining {
            ean: ean(member.number)?,
            role,
            from: at(member.from),
            place: Place::default(),
            metering: Metering::SmartQuarterHours,
            private_grid: false,
            in_compensation: false,
            social_tariff: false,
            mandate: None,
            supplier: None,
        };
        dossier.members.push(Membership { joining, to: member.to.map(at), signed: None });
    }
    for (version, key) in (1..).zip(&kept.keys) {
        let drawn = &key.terms;
        let mut terms = sharing::Terms {
            key: drawn.key.parse()?,
            rounds: drawn.rounds.map_or(Rounds::All, Rounds::Count),
            rounding: match drawn.each_share_alone {
                true => Rounding::EachShare6dp,
                false => Rounding::LargestRemainder,
            },
            shares: BTreeMap::new(),
            groups: BTreeMap::new(),
        };
        for (number, (above, below)) in &key.shares {
            let share = Share::new(*above, *below).ok_or("no such share")?;
            terms.shares.insert(ean(*number)?, share);
        }
        for (number, rank) in &key.ranks {
            terms.groups.insert(ean(*number)?, *rank);
        }
        dossier.keys.push(FiledKey { version, from: at(key.from), terms, approval: None });
    }
    Ok(dossier)
}

/// How many cells of a kept group agree: members that come, go and come again, versions of the key within the time, who was
/// not measured and keeps its place, a group that begins or ends within it, and what the key gave before the use was the
/// cap; of whole days also their sums, on which money rests. Whoever the core has lost is compared too. Source: ES-09,
/// ES-12, ES-13, ES-15.
fn compare_kept(kept: &Kept) -> Result<usize, Failure> {
    let dossier = dossier(kept)?;
    let known = |values: &[Option<i64>]| -> Vec<i64> {
        values.iter().map(|value| value.unwrap_or(MISSING)).collect()
    };
    let mut curves = BTreeMap::new();
    for (number, (taken, injected)) in &kept.curves {
        curves.insert(ean(*number)?, Curve { offtake: known(taken), injection: known(injected) });
    }
    let at = |quarter: usize| at_from(kept.first_s, quarter);
    let time = Time { first: at(0), quarters: kept.quarters };
    let span = (at(kept.starts), kept.ends.map(at));
    let shares = month::allocate(&dossier, span, time, &curves)?;
    let before_cap = month::before_cap(&dossier, &shares);
    let mut cells = same_cells(kept, &shares, &before_cap)?;
    if !kept.days.is_empty() {
        let rows = MonthRows::new(shares, BTreeMap::new(), &dossier, span);
        cells += same_days(kept, &rows)?;
    }
    Ok(cells)
}

/// Each point in each quarter-hour, whether the core names it or not, and what holds of all of them together.
fn same_cells(
    kept: &Kept,
    shares: &month::Shares,
    before_cap: &BTreeMap<Ean, Vec<i64>>,
) -> Result<usize, Failure> {
    let mut cells = 0;
    for quarter in 0..kept.quarters {
        let of = |values: Option<&Vec<i64>>| {
            let value = values.and_then(|values| values.get(quarter)).copied();
            value.filter(|value| *value != MISSING)
        };
        let books = kept.books(quarter).ok_or("the books do not know it")?;
        let (mut here, mut shared) = (Vec::new(), BTreeMap::new());
        for (number, (taken, injected)) in &kept.curves {
            let ean = ean(*number)?;
            let member = shares.members.get(&ean);
            let core = Cell {
                received: of(member.map(|member| &member.received)),
                given: of(member.map(|member| &member.given)),
                before_cap: of(before_cap.get(&ean)),
            };
            let books = books.get(number).copied().unwrap_or_default();
            if core != books {
                return refuse(format!(
                    "quarter-hour {quarter}, `{ean}`: core {core:?}, books {books:?}"
                ));
            }
            let value = |values: &[Option<i64>]| values.get(quarter).copied().flatten();
            here.push(sim::sharing::Member {
                id: ean.to_string(),
                share: None,
                group: 0,
                offtake: value(taken).filter(|_| core.received.is_some()),
                injection: value(injected).filter(|_| core.given.is_some()),
            });
            let both = (core.received.unwrap_or(0), core.given.unwrap_or(0));
            shared.insert(ean.to_string(), both);
            cells += 3;
        }
        let key = kept.keys.iter().rfind(|key| key.from <= quarter);
        let rounding = match key.is_some_and(|key| key.terms.each_share_alone) {
            true => Rounding::EachShare6dp,
            false => Rounding::LargestRemainder,
        };
        laws(&here, &shared, rounding).map_err(|why| format!("quarter-hour {quarter}, {why}"))?;
    }
    Ok(cells)
}

/// The sums of each local day, and of all of them.
fn same_days(kept: &Kept, rows: &MonthRows) -> Result<usize, Failure> {
    let (sums, volumes) = (kept.sums().ok_or("the books do not know it")?, rows.volumes()?);
    let mut cells = 0;
    for number in kept.curves.keys() {
        let ean = ean(*number)?;
        let nothing = vec![[0; 4]; kept.days.len()];
        let books = sums.get(number).unwrap_or(&nothing);
        let core = rows.shares.members.get(&ean).map(|member| rows.days(member));
        let core = core.as_ref().unwrap_or(&nothing);
        if core != books {
            return refuse(format!("days of `{ean}`: core {core:?}, books {books:?}"));
        }
        let volume = volumes.iter().find(|volume| volume.ean == ean);
        let core =
            volume.map_or([0; 4], |one| [one.offtake, one.received, one.injection, one.given]);
        let all = |place: usize| books.iter().filter_map(|day| day.get(place)).sum::<i64>();
        let books = [all(0), all(1), all(2), all(3)];
        if core != books {
            return refuse(format!("`{ean}` in all: core {core:?}, books {books:?}"));
        }
        cells += 4 * (kept.days.len() + 1);
    }
    Ok(cells)
}

/// What holds whatever the books say: nothing negative, nobody above its off-take or its injection, and what is
/// received is given. Alone-rounded shares may miss by half a milliwatt-hour each. Source: ES-09, ES-11.
fn laws(
    members: &[sim::sharing::Member],
    core: &BTreeMap<String, (i64, i64)>,
    rounding: Rounding,
) -> Result<(), String> {
    let (mut all_received, mut all_given) = (0i64, 0i64);
    for member in members {
        let (received, given) = core.get(&member.id).copied().unwrap_or_default();
        let (most, injected) = (member.offtake.unwrap_or(0), member.injection.unwrap_or(0));
        if !(0..=most).contains(&received) || !(0..=injected).contains(&given) {
            return Err(format!(
                "member `{}`: received {received} of {most}, gave {given} of {injected}",
                member.id
            ));
        }
        (all_received, all_given) = (all_received + received, all_given + given);
    }
    let half_each = i64::try_from(members.len()).unwrap_or(i64::MAX) / 2;
    let most = match rounding {
        Rounding::LargestRemainder => 0,
        Rounding::EachShare6dp => half_each,
    };
    match all_received - all_given {
        over if (0..=most).contains(&over) => Ok(()),
        over => Err(format!("{all_received} received, {all_given} given: {over} too much")),
    }
}

/// Received and given, by member.
fn of_core(
    group: &Group,
    quarter: usize,
    members: &[sim::sharing::Member],
) -> Result<BTreeMap<String, (i64, i64)>, Failure> {
    let span = group.spans().get(group.span_at(at(quarter))).ok_or("no time is that")?;
    let by_id: BTreeMap<&str, &sim::sharing::Member> =
        members.iter().map(|member| (member.id.as_str(), member)).collect();
    let ids: Vec<&str> =
        span.columns.iter().filter_map(|id| group.ids().get(*id)).map(String::as_str).collect();
    let value = |id: &str, of: fn(&sim::sharing::Member) -> Option<i64>| {
        by_id.get(id).and_then(|member| of(member)).unwrap_or(MISSING)
    };
    let offtake: Vec<i64> = ids.iter().map(|id| value(id, |member| member.offtake)).collect();
    let injections: Vec<i64> = ids.iter().map(|id| value(id, |member| member.injection)).collect();
    let (producers, injection): (Vec<usize>, Vec<i64>) =
        injections.iter().copied().enumerate().filter(|(_, injected)| *injected >= 0).unzip();
    let (mut received, mut given) = (vec![0; offtake.len()], vec![0; injection.len()]);
    let block = Block { producers: &producers, offtake: &offtake, injection: &injection };
    let mut allocation = Allocation { received: &mut received, given: &mut given };
    span.plan.allocate(block, &mut allocation, &mut Work::default())?;
    let mut all: BTreeMap<String, (i64, i64)> =
        ids.iter().zip(received).map(|(id, received)| ((*id).to_owned(), (received, 0))).collect();
    for (column, given) in producers.iter().zip(given) {
        if let Some(both) = ids.get(*column).and_then(|id| all.get_mut(*id)) {
            both.1 = given;
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The short form of `tirelire sim --sharing N`.
    #[test]
    fn es_06_es_09_core_and_second_books_agree_on_random_groups() {
        let groups = std::env::var("TIRELIRE_SIM_SEEDS").ok();
        let groups: u64 = groups.and_then(|text| text.parse().ok()).unwrap_or(2_000);
        let mut report = Vec::new();
        let agreed = run(groups, 0, &mut report);
        assert!(agreed.is_ok(), "{}", String::from_utf8_lossy(&report));
    }
}
