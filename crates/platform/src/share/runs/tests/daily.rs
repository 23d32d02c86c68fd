//! What sharing gives back day by day on prepaid accounts, and what a final month makes of it.

use super::*;
use crate::testing::{move_in_at, night, sound};
use timeline::Fact;
use units::MicroEuro;

const HALLOWEEN: &str = "2026-10-31T07:00:00+01:00";
const ALL_SAINTS: &str = "2026-11-01T07:00:00+01:00";

impl World {
    fn days(&mut self, at: &str) -> Vec<(String, String)> {
        let (engine, intervals) = (&mut self.engine, &mut self.intervals);
        let all = credit_days(engine, intervals, Dso::Ores, instant(at), |_| Ok(())).unwrap();
        let mut found = Vec::new();
        for group in all {
            for (_, day, outcome) in group.days.unwrap() {
                let said = outcome.map_or_else(|why| why, |eur| eur.to_string());
                found.push((day.to_string(), said));
            }
        }
        found
    }

    /// Key, kilowatt-hours, amount and day of each line.
    fn lines(&mut self, home: &store::Account) -> Vec<String> {
        let facts = self.engine.store.facts(&[home.id]).unwrap();
        let mut energies = std::collections::BTreeMap::new();
        for fact in facts.iter().filter(|fact| fact.kind == "shared_energy") {
            match serde_json::from_str(&fact.body).unwrap() {
                Fact::SharedEnergy { id, kwh, .. } => energies.insert(id, kwh),
                other => panic!("{other:?}"),
            };
        }
        let of_month = format!("sharing/{}/2026-10/", self.group);
        let entries = self.engine.store.entries(&[home.id]).unwrap().into_iter();
        let own = entries.filter(|entry| entry.kind == ledger::EntryKind::SharedEnergy);
        own.map(|entry| {
            let legs = entry.transaction.postings().iter();
            let legs = legs.filter(|one| one.account == ledger::LedgerAccount::CustomerCredit);
            let amount = MicroEuro(legs.map(|one| -one.amount.0).sum());
            let key = entry.key.unwrap();
            let short = key.strip_prefix(&of_month).unwrap();
            format!("{short} {} {amount} on {}", energies[&key], entry.day)
        })
        .collect()
    }

    /// From which day on and for how many kilowatt-hours a supplier's file gives back, of `[from, to)`.
    fn given_in(&mut self, from: Option<&str>, to: &str) -> Vec<String> {
        let at = instant("2026-11-21T12:00:00+01:00");
        let (from, to) = (from.map(|day| day.parse().unwrap()), to.parse().unwrap());
        let year = crate::bank::year::year(&mut self.engine, ean(2), from, to, at).unwrap();
        year.shared.iter().map(|one| format!("{} {}", one.since, one.energy)).collect()
    }

    fn told(&mut self, home: &store::Account, fact: &Fact, at: &str) {
        self.engine.record(home, fact, instant(at)).unwrap();
    }

    /// The nights of the last days of October, up to and with the one of `to`.
    fn nights(&mut self, home: &store::Account, days: std::ops::RangeInclusive<i64>, kwh: i64) {
        for day in days {
            let text = if day <= 31 {
                format!("2026-10-{day:02}")
            } else {
                format!("2026-11-{:02}", day - 31)
            };
            night(&mut self.engine, home, &text, (day - 28) * kwh);
        }
    }
}

/// A flat with an account since 29 October that uses 3 kWh a day, as its quarter-hours say: 2.88 kWh.
fn flat(parameters: &[(&str, &str)]) -> (World, store::Account) {
    let mut world = World::with(parameters, |members| members);
    world.engine.quarters = Some(world.intervals_folder());
    let home = move_in_at(&mut world.engine, ean(2), "2026-10-29T00:00:00+01:00");
    (world, home)
}

const COMPONENT: [(&str, &str); 1] = [("price.energy_component", "0.14")];

fn line(key: &str, kwh: &str, eur: &str, day: &str) -> String {
    format!("{key} {kwh} {eur} on {day}")
}

fn of_day(day: &str) -> String {
    line(&format!("day/average/{day}"), "1.440000", "0.201600", day)
}

fn given(days: &[&str]) -> Vec<(String, String)> {
    days.iter().map(|day| ((*day).to_owned(), "0.201600".to_owned())).collect()
}

#[test]
fn es_19_pa_38_a_whole_day_gives_back_with_the_day_and_its_final_month_nothing_more() {
    let (mut world, home) = flat(&COMPONENT);
    world.all();
    assert_eq!(world.days(HALLOWEEN), [], "no day is settled yet");
    world.nights(&home, 29..=30, 3);
    assert_eq!(world.days(HALLOWEEN), given(&["2026-10-29", "2026-10-30"]));
    assert_eq!(world.days(HALLOWEEN), [], "once");
    sound(&mut world.engine);
    world.nights(&home, 31..=31, 3);
    assert_eq!(world.days(ALL_SAINTS), given(&["2026-10-31"]));
    let days = ["2026-10-29", "2026-10-30", "2026-10-31"].map(of_day);
    assert_eq!(world.lines(&home), days);
    world.nights(&home, 32..=50, 3);
    let done = world.make(None).unwrap();
    assert_eq!(done.run.kind, RunKind::Final);
    assert_eq!(done.credited[0].outcome, Ok(MicroEuro::ZERO));
    assert_eq!(world.lines(&home), days, "nothing is given twice");
    assert_eq!(world.days(ALL_SAINTS), [], "of a month that is final");
    sound(&mut world.engine);
    // A correction of the month is a line of the month.
    world.add(ean(3), Direction::OffTake, 0, ALL - 4..ALL);
    world.make(Some("register replaced")).unwrap();
    let more = line("2/average", "0.060000", "0.008400", "2026-11-20");
    assert_eq!(world.lines(&home).last(), Some(&more));
    sound(&mut world.engine);
}

#[test]
fn es_19_es_13_a_day_that_is_not_whole_waits_for_its_month() {
    let (mut world, home) = flat(&COMPONENT);
    world.add(ean(1), Direction::Injection, 60, 0..ALL);
    world.add(ean(2), Direction::OffTake, 30, 0..ALL);
    // A quarter-hour of the other flat is missing on the 30th.
    world.add(ean(3), Direction::OffTake, 90, 0..ALL - 100);
    world.add(ean(3), Direction::OffTake, 90, ALL - 99..ALL);
    world.nights(&home, 29..=31, 3);
    assert_eq!(world.days(ALL_SAINTS), given(&["2026-10-29", "2026-10-31"]));
    world.nights(&home, 32..=38, 3);
    world.add(ean(3), Direction::OffTake, 90, ALL - 100..ALL - 99);
    assert_eq!(world.days("2026-11-07T07:00:00+01:00"), [], "a week has gone by");
    world.nights(&home, 39..=50, 3);
    world.make(None).unwrap();
    let rest = line("1/average", "1.440000", "0.201600", "2026-11-20");
    assert_eq!(world.lines(&home), [of_day("2026-10-29"), of_day("2026-10-31"), rest]);
    sound(&mut world.engine);
}

#[test]
fn es_19_es_13_what_is_estimated_is_not_settled() {
    let (mut world, home) = flat(&COMPONENT);
    world.all();
    let first = Quarter::starting_at(time_of(OCTOBER).unwrap().first).unwrap();
    let guessed = Interval {
        quarter: Quarter(first.0 + ALL - 100),
        energy: MilliWattHours(90_000),
        quality: Quality::Estimated,
        register: Register::Total,
    };
    let name = "guess".to_owned();
    let source = Source { sha256: hash_of(name.as_bytes()), name, learnt_at: now() };
    let direction = Direction::OffTake;
    let series = Series { point: ean(3).into(), direction, intervals: vec![guessed] };
    world.intervals.add(Dso::Ores, &[series], &source).unwrap();
    world.nights(&home, 29..=31, 3);
    assert_eq!(world.days(ALL_SAINTS), given(&["2026-10-29", "2026-10-31"]));
}

#[test]
fn es_19_days_give_back_only_where_days_are_asked_for() {
    for other in [("sharing.prepaid_when", "month"), ("sharing.prepaid_credit", "false")] {
        let (mut world, home) = flat(&[COMPONENT[0], other]);
        world.all();
        world.nights(&home, 29..=31, 3);
        assert_eq!(world.days(ALL_SAINTS), [], "{other:?}");
        world.nights(&home, 32..=50, 3);
        world.make(None).unwrap();
        let month = line("1/average", "4.320000", "0.604800", "2026-11-20");
        let month = if other.1 == "month" { vec![month] } else { vec![] };
        assert_eq!(world.lines(&home), month, "{other:?}");
    }
    let (mut world, home) = flat(&[COMPONENT[0], ("sharing.prepaid_when", "week")]);
    world.all();
    world.nights(&home, 29..=31, 3);
    let (engine, intervals) = (&mut world.engine, &mut world.intervals);
    let all = credit_days(engine, intervals, Dso::Ores, instant(ALL_SAINTS), |_| Ok(())).unwrap();
    let why = all.into_iter().next().unwrap().days.unwrap_err().to_string();
    assert!(why.contains("`sharing.prepaid_when` must be day or month"), "{why}");
}

#[test]
fn es_19_a_day_gives_no_more_energy_back_than_it_was_charged_for() {
    let (mut world, home) = flat(&COMPONENT);
    world.all();
    // The registers say 1 kWh a day, and 1.44 kWh were shared: something is wrong, and the month will say.
    world.nights(&home, 29..=31, 1);
    assert_eq!(world.days(ALL_SAINTS), []);
    // A silent meter is charged on an estimate: nothing is given back on one.
    let (mut world, home) = flat(&COMPONENT);
    world.all();
    world.nights(&home, 29..=29, 3);
    crate::testing::nights(&mut world.engine, &[], "2026-10-30");
    assert_eq!(world.days(HALLOWEEN), given(&["2026-10-29"]));
    // Without a price nothing is given back either, and why is said.
    let (mut world, home) = flat(&[]);
    world.all();
    world.nights(&home, 29..=29, 3);
    let said = world.days(HALLOWEEN);
    assert!(said[0].1.starts_with("parameter `price.energy_component` has no value"), "{said:?}");
}

#[test]
fn es_19_pa_38_a_day_follows_its_quarter_hours_up_and_down_until_its_month_is_final() {
    let (mut world, home) = flat(&COMPONENT);
    world.all();
    world.nights(&home, 29..=31, 3);
    world.days(ALL_SAINTS);
    // In the last hour of the 31st the other took nothing, then the roof gave nothing.
    world.add(ean(3), Direction::OffTake, 0, ALL - 4..ALL);
    let day = "2026-10-31";
    assert_eq!(world.days(ALL_SAINTS), [(day.to_owned(), "0.008400".to_owned())]);
    world.add(ean(1), Direction::Injection, 0, ALL - 4..ALL);
    assert_eq!(world.days(ALL_SAINTS), [(day.to_owned(), "-0.016800".to_owned())]);
    assert_eq!(world.days(ALL_SAINTS), []);
    let lines = world.lines(&home);
    let up = line("day.2/average/2026-10-31", "0.060000", "0.008400", day);
    let down = line("day.3/average/2026-10-31", "-0.120000", "-0.016800", day);
    assert_eq!(lines[3..], [up, down]);
    assert_eq!(world.make(None).unwrap().credited[0].outcome, Ok(MicroEuro::ZERO));
    assert_eq!(world.lines(&home), lines);
    sound(&mut world.engine);
    // What a correction takes is told of, and bars a cut for a time as others do.
    let known = world.engine.rebuild(std::slice::from_ref(&home), november()).unwrap();
    let account = &known[0].timeline.account;
    let rules = world.engine.books.rules(Dso::Ores, units::Energy::Electricity).unwrap();
    let at = instant("2026-11-02T07:00:00+01:00");
    let measured = account.measured_balance(at, rules.parameters.at(at.day(), at));
    assert_eq!(measured.0 - account.balance().0, 16_800);
}

#[test]
fn es_18_pa_24_a_status_put_right_moves_days_to_the_other_price() {
    let (mut world, home) = flat(&[("price.energy_component", "average=0.14 social=0.06")]);
    crate::testing::social_price(&mut world.engine, "2026-10-01");
    world.all();
    world.nights(&home, 29..=30, 3);
    assert_eq!(world.days(HALLOWEEN).len(), 2);
    let from = "2026-10-30".parse().unwrap();
    let protected = Fact::Protected { from, to: None, category: "federal".to_owned() };
    world.told(&home, &protected, "2026-10-31T10:00:00+01:00");
    let moved = |day: &str, eur: &str| [(day.to_owned(), eur.to_owned())];
    let at_once = world.days("2026-10-31T11:00:00+01:00");
    assert_eq!(at_once, moved("2026-10-30", "-0.115200"), "the night moves its charge");
    world.nights(&home, 31..=31, 3);
    assert_eq!(world.days(ALL_SAINTS), moved("2026-10-31", "0.086400"));
    let day = "2026-10-30";
    let back = line("day.2/average/2026-10-30", "-1.440000", "-0.201600", day);
    let anew = line("day/social/2026-10-30", "1.440000", "0.086400", day);
    let lines = world.lines(&home);
    assert!(lines.contains(&back) && lines.contains(&anew), "{lines:?}");
    assert_eq!(world.make(None).unwrap().credited[0].outcome, Ok(MicroEuro::ZERO));
    sound(&mut world.engine);
}

#[test]
fn es_19_pa_24_pa_38_a_status_put_right_after_the_final_month_moves_its_credit() {
    let components =
        [("price.energy_component", "average=0.14 social=0.06"), ("sharing.prepaid_when", "month")];
    let (mut world, home) = flat(&components);
    crate::testing::social_price(&mut world.engine, "2026-10-01");
    world.all();
    world.nights(&home, 29..=50, 3);
    world.make(None).unwrap();
    let again = |world: &mut World, at: &str| {
        let all = after_status(&mut world.engine, Dso::Ores, instant(at), |_| Ok(())).unwrap();
        all.into_iter().map(|one| one.outcome.unwrap().to_string()).collect::<Vec<_>>()
    };
    let next = "2026-11-21T07:00:00+01:00";
    assert_eq!(again(&mut world, next), [""; 0], "nobody's status was put right");
    let (from, to) = ("2026-10-31".parse().unwrap(), Some("2026-11-02".parse().unwrap()));
    let protected = Fact::Protected { from, to, category: "federal".to_owned() };
    world.told(&home, &protected, "2026-11-20T11:00:00+01:00");
    assert_eq!(again(&mut world, "2026-11-20T12:00:00+01:00"), ["-0.115200"]);
    world.nights(&home, 51..=51, 3);
    assert_eq!(again(&mut world, next), [""; 0], "once");
    let month = line("1/average", "4.320000", "0.604800", "2026-11-20");
    let back = line("1.2/average", "-1.440000", "-0.201600", "2026-11-20");
    let anew = line("1/social", "1.440000", "0.086400", "2026-11-20");
    let mut lines = world.lines(&home);
    assert_eq!(lines.remove(0), month);
    lines.sort_unstable();
    assert_eq!(lines, [anew, back].into_iter().rev().collect::<Vec<_>>());
    sound(&mut world.engine);
    let december = "2027-01-20T07:00:00+01:00";
    assert_eq!(again(&mut world, december), [""; 0], "it was told of long ago");
}

/// Amounts below a micro-euro are not lost and not invented: the file of the supplier adds up to the femto-euro.
#[test]
fn es_19_pa_02_pa_33_days_and_corrections_go_through_the_residue() {
    let (mut world, home) = flat(&[("price.energy_component", "0.140000301")]);
    world.all();
    world.nights(&home, 29..=31, 3);
    world.days(ALL_SAINTS);
    world.add(ean(3), Direction::OffTake, 0, ALL - 4..ALL);
    world.nights(&home, 32..=50, 3);
    world.make(None).unwrap();
    let standing = |world: &mut World| {
        let known = world.engine.rebuild(std::slice::from_ref(&home), november()).unwrap();
        known[0].timeline.account.standing()
    };
    let shared: i64 = 3 * 1_440_000 + 60_000;
    let exact = i128::from(shared) * 140_000_301;
    let posted: i64 = world
        .engine
        .store
        .entries(&[home.id])
        .unwrap()
        .iter()
        .filter(|entry| entry.kind == ledger::EntryKind::SharedEnergy)
        .flat_map(|entry| entry.transaction.postings().to_vec())
        .filter(|one| one.account == ledger::LedgerAccount::CustomerCredit)
        .map(|one| -one.amount.0)
        .sum();
    // 3 kWh a day at 0.40 leave nothing over: the residue is that of sharing.
    let residue = i128::from(standing(&mut world).residue.femto_eur());
    assert!(residue > 0);
    assert_eq!(i128::from(posted) * 1_000_000_000 - residue, exact);
    let at = instant("2026-11-21T12:00:00+01:00");
    let mut year = |from: Option<&str>, to: &str| {
        let from = from.map(|day| day.parse().unwrap());
        crate::bank::year::year(&mut world.engine, ean(2), from, to.parse().unwrap(), at).unwrap()
    };
    assert_eq!(year(None, "2026-11-17").shared.len(), 4);
    let october = year(None, "2026-11-01");
    assert_eq!(october.shared.len(), 4, "also what was corrected later");
    assert_eq!(year(Some("2026-10-31"), "2026-11-17").shared.len(), 1);
    sound(&mut world.engine);
}

#[test]
fn es_19_pa_30_each_day_is_in_the_file_of_who_supplied_then() {
    let (mut world, home) = flat(&COMPONENT);
    world.all();
    for (from, supplier) in [("2026-10-29", "Alpha"), ("2026-10-31", "Beta")] {
        let (from, supplier) = (Some(from.parse().unwrap()), supplier.to_owned());
        world.told(&home, &Fact::Contract { supplier, from }, "2026-10-29T12:00:00+01:00");
    }
    world.nights(&home, 29..=31, 3);
    assert_eq!(world.days(ALL_SAINTS).len(), 3);
    // In an hour of each supplier the other flat took nothing.
    world.add(ean(3), Direction::OffTake, 0, ALL - 100..ALL - 96);
    world.add(ean(3), Direction::OffTake, 0, ALL - 4..ALL);
    world.nights(&home, 32..=50, 3);
    world.make(None).unwrap();
    let alpha = world.given_in(None, "2026-10-31");
    assert_eq!(alpha, ["2026-10-29 1.440000", "2026-10-30 1.440000", "2026-10-29 0.060000"]);
    let beta = world.given_in(Some("2026-10-31"), "2026-11-17");
    assert_eq!(beta, ["2026-10-31 1.440000", "2026-10-31 0.060000"]);
    sound(&mut world.engine);
}

/// A bill is made up to the anniversary of the contract: what is corrected before and behind it are two lines.
#[test]
fn es_19_pa_33_a_correction_is_in_the_year_of_its_days() {
    let (mut world, home) = flat(&COMPONENT);
    world.all();
    let from = Some("2025-10-31".parse().unwrap());
    let contract = Fact::Contract { supplier: "Alpha".to_owned(), from };
    world.told(&home, &contract, "2026-10-29T12:00:00+01:00");
    world.nights(&home, 29..=31, 3);
    assert_eq!(world.days(ALL_SAINTS).len(), 3);
    // In an hour on each side of the anniversary the other flat took nothing.
    world.add(ean(3), Direction::OffTake, 0, ALL - 100..ALL - 96);
    world.add(ean(3), Direction::OffTake, 0, ALL - 4..ALL);
    world.nights(&home, 32..=50, 3);
    world.make(None).unwrap();
    let before = world.given_in(None, "2026-10-31");
    assert_eq!(before, ["2026-10-29 1.440000", "2026-10-30 1.440000", "2026-10-29 0.060000"]);
    let after = world.given_in(Some("2026-10-31"), "2026-11-17");
    assert_eq!(after, ["2026-10-31 1.440000", "2026-10-31 0.060000"]);
    sound(&mut world.engine);
}

#[test]
fn es_19_pa_28_pa_32_who_moves_out_keeps_its_days_and_the_rest_waits_for_a_person() {
    let moved = |change: &dyn Fn(&mut World)| {
        let (mut world, home) = flat(&COMPONENT);
        world.all();
        world.nights(&home, 29..=30, 3);
        assert_eq!(world.days(HALLOWEEN).len(), 2);
        world.told(&home, &Fact::MoveOut { registers: None }, "2026-10-31T09:00:00+01:00");
        world.nights(&home, 31..=31, 3);
        assert!(world.engine.store.account(home.id).unwrap().unwrap().closed_at.is_some());
        assert_eq!(world.days(ALL_SAINTS), [], "its book is closed");
        change(&mut world);
        world.make(None).unwrap();
        assert_eq!(world.lines(&home).len(), 2);
        sound(&mut world.engine);
        let open = world.engine.store.open_sharing_tasks(Dso::Ores).unwrap();
        open.into_iter().map(|kept| kept.task.amount.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(moved(&|_| ()), [""; 0], "all of its days were given back");
    // In an hour of the 30th the other took nothing, or the roof gave nothing.
    let hour = ALL - 100..ALL - 96;
    let more = |world: &mut World| world.add(ean(3), Direction::OffTake, 0, hour.clone());
    assert_eq!(moved(&more), ["0.008400"]);
    let less = |world: &mut World| world.add(ean(1), Direction::Injection, 0, hour.clone());
    assert_eq!(moved(&less), ["-0.008400"]);
}

#[test]
fn es_19_who_was_no_member_after_all_gives_back_what_its_days_gave() {
    // From the last day on, and never: then no version names it any more.
    for (to, kwh, eur) in [
        ("2026-10-31T00:00:00+01:00", "-1.440000", "-0.201600"),
        ("2026-10-01T00:00:00+02:00", "-4.320000", "-0.604800"),
    ] {
        let (mut world, home) = flat(&COMPONENT);
        world.all();
        world.nights(&home, 29..=31, 3);
        world.days(ALL_SAINTS);
        let left = sharing::Act::Left { ean: ean(2), to: instant(to) };
        file(&mut world.engine, world.group, &[left], "an", november()).unwrap();
        world.nights(&home, 32..=50, 3);
        let done = world.make(None).unwrap();
        let own = done.credited.iter().find(|one| one.ean == ean(2)).unwrap();
        assert_eq!(own.outcome, Ok(eur.parse().unwrap()));
        let back = line("1/average", kwh, eur, "2026-11-20");
        assert_eq!(world.lines(&home).last(), Some(&back));
        sound(&mut world.engine);
    }
}

/// A group that is ended back to the first of a month has no day in it: what its days gave is taken back with the month.
#[test]
fn es_14_es_19_a_group_that_ended_before_its_days_takes_back_what_they_gave() {
    let (mut world, home) = flat(&COMPONENT);
    let november_too = 0..ALL + 2 * 96;
    world.add(ean(1), Direction::Injection, 60, november_too.clone());
    world.add(ean(2), Direction::OffTake, 30, november_too.clone());
    world.add(ean(3), Direction::OffTake, 90, november_too);
    world.nights(&home, 29..=33, 3);
    assert_eq!(world.days("2026-11-03T07:00:00+01:00").len(), 5);
    let given = |world: &mut World| {
        let (mut sum, mut count) = (MicroEuro::ZERO, 0);
        for fact in world.engine.store.facts(&[home.id]).unwrap() {
            if fact.kind == "shared_energy"
                && let Fact::SharedEnergy { eur, month, .. } =
                    serde_json::from_str(&fact.body).unwrap()
                && month == "2026-11"
            {
                (sum, count) = (sum.checked_add(eur).unwrap(), count + 1);
            }
        }
        (sum.to_string(), count)
    };
    assert_eq!(given(&mut world), ("0.403200".to_owned(), 2));
    let end = sharing::Act::Ended { at: instant("2026-11-01T00:00:00+01:00") };
    file(&mut world.engine, world.group, &[end], "an", november()).unwrap();
    world.nights(&home, 34..=61, 3);
    let at = instant("2026-12-01T07:00:00+01:00");
    assert_eq!(world.days("2026-12-01T07:00:00+01:00"), [], "nothing more by day");
    let months = |world: &mut World| {
        let all = crate::share::due::due(&mut world.engine, Dso::Ores, at).unwrap();
        all.into_iter().map(|due| due.month).collect::<Vec<_>>()
    };
    assert_eq!(months(&mut world), [OCTOBER, OCTOBER.next()]);
    let of = (world.group, OCTOBER.next());
    let done = make(&mut world.engine, &mut world.intervals, of, None, ("an", at)).unwrap();
    assert_eq!(done.run.kind, RunKind::Final);
    assert_eq!(given(&mut world), ("0.000000".to_owned(), 3));
    assert_eq!(months(&mut world), [OCTOBER], "and not once more");
    sound(&mut world.engine);
}

#[test]
fn es_14_es_19_an_end_filed_in_a_later_month_leaves_no_month_of_days_before_it_unmade() {
    let mut world = World::new();
    let end = sharing::Act::Ended { at: instant("2026-10-01T00:15:00+02:00") };
    file(&mut world.engine, world.group, &[end], "an", november()).unwrap();
    let kept = load(&mut world.engine.store, world.group).unwrap();
    let begins = |month: Month| kept.has_ended_by(time_of(month).unwrap().first);
    assert!(!begins(OCTOBER) && !begins(OCTOBER.next()), "the filing lies in November");
    assert!(begins(OCTOBER.next().next()));
}

/// A group's days of a night are one transaction: whoever is stopped in it leaves nothing half done.
#[test]
fn es_19_a_night_that_is_stopped_credits_all_of_a_group_or_nothing() {
    let (mut world, home) = flat(&COMPONENT);
    world.all();
    world.nights(&home, 29..=30, 3);
    let World { engine, intervals, .. } = &mut world;
    let stopped: Result<(), crate::failure::Failure> = engine.locked(Dso::Ores, |engine| {
        let all = credit_days(engine, intervals, Dso::Ores, instant(HALLOWEEN), |_| Ok(()))?;
        assert_eq!(all[0].days.as_ref().unwrap().len(), 2);
        crate::failure::refuse("stopped")
    });
    assert!(stopped.is_err());
    assert_eq!(world.lines(&home), [""; 0]);
    sound(&mut world.engine);
    assert_eq!(world.days(HALLOWEEN).len(), 2);
    assert_eq!(world.lines(&home).len(), 2);
    sound(&mut world.engine);
}

/// The worker does it each night, of a month that runs and of one that is provisional.
#[test]
fn es_19_the_worker_credits_days_by_itself_and_another_day_at_each_rate() {
    use crate::share::due::do_job;
    let (mut world, home) = flat(&[("price.energy_component", "0.14/0.05")]);
    world.all();
    world.nights(&home, 29..=30, 3);
    let job = |world: &mut World, at: &str| {
        do_job(&mut world.engine, Dso::Ores, instant(at), |_| Ok(())).unwrap()
    };
    assert_eq!(job(&mut world, HALLOWEEN), 0);
    assert_eq!(world.lines(&home).len(), 2);
    world.nights(&home, 31..=31, 3);
    assert_eq!(job(&mut world, ALL_SAINTS), 1, "the month is provisional");
    let lines = world.lines(&home);
    assert_eq!(lines.len(), 3);
    world.nights(&home, 32..=50, 3);
    let done = world.make(None).unwrap();
    assert_eq!(done.credited[0].outcome, Ok(MicroEuro::ZERO), "by rate as the days were");
    assert_eq!(world.lines(&home), lines);
    // What was given back of a day is explained on that day.
    let known = world.engine.rebuild(std::slice::from_ref(&home), november()).unwrap();
    let told = timeline::explain(&known[0].timeline.account, november(), november()).unwrap();
    let said: Vec<String> = told.lines.iter().map(timeline::ExplainedLine::what).collect();
    assert!(said.contains(&"shared energy of 2026-10-30".to_owned()), "{said:?}");
    // So do movements and statements, which stand on the day of the booking.
    let moved = crate::parties::movements(&known[0].timeline, "2026-10-29".parse().unwrap());
    let kind = portal::homes::MovementKind::Entry(ledger::EntryKind::SharedEnergy);
    let shared = moved.iter().filter(|line| line.kind == kind);
    let of: Vec<_> =
        shared.map(|line| (line.day.to_string(), line.of.unwrap().to_string())).collect();
    let expected =
        [("2026-11-01", "2026-10-31"), ("2026-10-31", "2026-10-29"), ("2026-10-31", "2026-10-30")];
    assert_eq!(of, expected.map(|(day, of)| (day.to_owned(), of.to_owned())));
    sound(&mut world.engine);
}
