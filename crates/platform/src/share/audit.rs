//! `tirelire sim --sharing N`: random groups in the core and in the second books, equal in every cell, and sound by
//! themselves.

use crate::failure::{Failure, refuse};
use calendar::Instant;
use sharing::{
    Allocation, Block, Group, Key, MISSING, Member, QUARTER_HOUR_US, Rounding, Rounds, Share, Work,
};
use sim::sharing::{Terms, draw};
use std::collections::BTreeMap;
use std::io::Write;

/// Compares `groups` groups from seed `from` on. Errors: the first that differ are written out.
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
    let keys: Vec<String> = by_key.iter().map(|(key, count)| format!("{key} {count}")).collect();
    writeln!(
        out,
        "{groups} groups from seed {from} ({}): {cells} cells, {differing} groups differ",
        keys.join(", ")
    )?;
    if differing == 0 { Ok(()) } else { refuse(format!("{differing} of {groups} groups differ")) }
}

fn at(quarter: usize) -> Instant {
    let quarters = i64::try_from(quarter).unwrap_or(0);
    Instant(1_767_225_600_000_000 + quarters * QUARTER_HOUR_US)
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
