//! Random histories: whatever is imported, repeated, cut short, matched and given back, no cent is
//! lost and none is credited twice.

use super::people::an;
use super::world::{DSO, Line, Statement, World, camt, noon, pays, pays_ogm, statement};
use crate::bank::suspense::{credit, give_back};
use proptest::collection::vec;
use proptest::prelude::*;
use store::{LineState, Stop};

#[derive(Debug, Clone)]
enum Step {
    /// A new statement: what each line says, and its cents.
    Import(Vec<(u8, i64)>),
    /// One that was written before, again.
    Repeat(usize),
    /// The next one is cut short, then tried again.
    Crash(Vec<(u8, i64)>, u64),
    Match(usize, usize),
    Return(usize),
}

fn lines() -> impl Strategy<Value = Vec<(u8, i64)>> {
    vec((0u8..7, 1i64..9_000), 0..6)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => lines().prop_map(Step::Import),
        1 => (0usize..8).prop_map(Step::Repeat),
        2 => (lines(), 0u64..60).prop_map(|(lines, writes)| Step::Crash(lines, writes)),
        3 => (0usize..8, 0usize..3).prop_map(|(item, account)| Step::Match(item, account)),
        1 => (0usize..8).prop_map(Step::Return),
    ]
}

fn line(world: &World, (kind, cents): (u8, i64)) -> Line {
    match kind {
        0..=2 => pays_ogm(cents, &world.ogm(usize::from(kind))),
        3 => pays(cents, &format!("{} {}", world.accounts[0].ean, world.ogm(1))),
        4 => pays(cents, "cadeau"),
        5 => Line { iban: "", ..pays(cents, "contant") },
        _ => pays(-cents, "frais"),
    }
}

fn run(steps: &[Step]) {
    let mut world = World::sqlite();
    let before: i64 = (0..3).map(|account| world.balance(account).0).sum();
    let mut written: Vec<Statement> = Vec::new();
    let (mut came, mut returned) = (0i64, 0i64);
    for step in steps {
        match step {
            Step::Import(lines) | Step::Crash(lines, _) => {
                let lines = lines.iter().map(|one| line(&world, *one)).collect();
                let opening = written.last().map_or(0, Statement::closing);
                let next = statement(u32::try_from(written.len()).unwrap() + 1, opening, lines);
                let cents = next.lines.iter().map(|line| line.cents).filter(|cents| *cents > 0);
                came += cents.sum::<i64>() * 10_000;
                let file = world.write(camt(std::slice::from_ref(&next)).as_bytes());
                if let Step::Crash(_, writes) = step {
                    world.engine.store.stop_after(*writes, Stop::Fail);
                    let _ = world.import_at(file.clone(), noon());
                    world.engine.store.never_stop();
                }
                world.import_at(file, noon()).unwrap();
                written.push(next);
            }
            Step::Repeat(place) => {
                if let Some(again) = written.get(*place % written.len().max(1)).cloned() {
                    assert!(world.import(&[again]).unwrap()[0].known);
                }
            }
            Step::Match(item, account) => {
                let list = world.suspense();
                if let Some((_, item)) = list.items.get(*item % list.items.len().max(1)) {
                    let ean = world.accounts[*account].ean;
                    let key = item.key.to_string();
                    credit(&mut world.engine, &key, ean, &an(Some("bo")), noon()).unwrap();
                }
            }
            Step::Return(item) => {
                let list = world.suspense();
                if let Some((_, item)) = list.items.get(*item % list.items.len().max(1)) {
                    let done = give_back(
                        &mut world.engine,
                        &item.key.to_string(),
                        None,
                        &an(None),
                        noon(),
                    );
                    assert_eq!(done.is_ok(), item.sender_iban.is_some());
                    returned += done.map_or(0, |payout| payout.amount.0);
                }
            }
        }
    }
    let after: i64 = (0..3).map(|account| world.balance(account).0).sum();
    let suspense = world.suspense();
    assert_eq!(suspense.total, suspense.ledger);
    let credited = after - before;
    assert_eq!(i128::from(came - credited - returned), suspense.total);
    let owed = ledger::LedgerAccount::RefundPayable;
    assert_eq!(world.engine.store.house_balance(DSO, owed).unwrap(), returned);
    let (from, to) = ("2026-11-11".parse().unwrap(), "2026-11-12".parse().unwrap());
    let kept = world.engine.store.bank_lines(DSO, from, to).unwrap();
    let on_lines = kept.iter().filter(|line| line.state == LineState::Credited);
    assert_eq!(on_lines.map(|line| line.amount.0).sum::<i64>(), credited);
    world.sound();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Bank total = credited + in suspense + returned, to the cent, and `verify` stays clean.
    #[test]
    fn tp_19_no_cent_is_lost_or_credited_twice(steps in vec(step(), 1..12)) {
        run(&steps);
    }
}
