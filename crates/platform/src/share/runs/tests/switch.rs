//! A switch of supplier and a move within a month that is shared.

use super::*;
use crate::suppliers::Houses;
use calendar::SettlementDay;
use portal::my::Visitor;
use portal::supplier::SupplierOffice as _;
use store::{NewEndpoint, Owner, Ways};
use units::Language;

fn contract(world: &mut World, account: &store::Account, supplier: &str, from: &str) {
    let from = Some(from.parse::<SettlementDay>().unwrap());
    let fact = timeline::Fact::Contract { supplier: supplier.to_owned(), from };
    world.engine.record(account, &fact, instant("2026-11-02T10:00:00+01:00")).unwrap();
}

/// Somebody who works for a supplier.
fn at_supplier(world: &mut World, supplier: &str) -> Visitor {
    let ways = Ways::empty(Language::En, now());
    let role = access::Role::Supplier;
    let person = world.engine.store.add_person(Dso::Ores, role.code(), None, &ways).unwrap().id;
    world.engine.store.set_supplier_of(person, Some(supplier), now()).unwrap();
    Visitor { person, role, name: supplier.to_owned(), language: Language::En, session: 1 }
}

impl World {
    fn report_of(&mut self, supplier: &str) -> Result<super::super::report::Ready, String> {
        let of = (self.group, OCTOBER, None);
        let to = Recipient::Supplier(supplier.to_owned());
        prepare(&mut self.engine, &mut self.intervals, of, &to)
            .map_err(|failure| chain(failure.as_ref()))
    }
}

/// The first and the last quarter-hour of a report, and how many lines of how many points it has.
fn span(csv: &str) -> (String, String, usize) {
    let lines: Vec<&str> = csv.lines().filter(|line| !line.starts_with('#')).skip(1).collect();
    let start = |line: &&str| line[..16].to_owned();
    (start(lines.first().unwrap()), start(lines.last().unwrap()), lines.len())
}

#[test]
fn es_15_pa_30_after_a_switch_within_a_month_each_supplier_is_told_its_own_days() {
    let mut world = World::new();
    let home = crate::testing::move_in_at(&mut world.engine, ean(2), "2026-09-15T00:00:00+02:00");
    contract(&mut world, &home, "A", "2026-09-15");
    contract(&mut world, &home, "B", "2026-10-16");
    let mut endpoint = |supplier: &str| {
        let (owner, url) =
            (Owner::Supplier(supplier.to_owned()), "https://partner.example/".to_owned());
        let new = NewEndpoint { dso: Dso::Ores, owner, url, loopback: false, types: Vec::new() };
        let add = |engine: &mut Engine| Ok(engine.store.add_endpoint(&new, now())?);
        world.engine.locked(Dso::Ores, add).unwrap()
    };
    let [to_a, to_b, to_named] = ["A", "B", "S2"].map(&mut endpoint);
    world.all();
    let done = world.make(None).unwrap();
    assert_eq!(done.run.kind, RunKind::Final);
    let (a, b) = (world.report_of("A").unwrap(), world.report_of("B").unwrap());
    let days = 15 * 96;
    let whole = usize::try_from(QUARTERS).unwrap();
    assert_eq!(span(&a.csv()), ("2026-10-01T00:00".into(), "2026-10-15T23:45".into(), days));
    assert_eq!(
        span(&b.csv()),
        ("2026-10-16T00:00".into(), "2026-10-31T23:45".into(), whole - days)
    );
    let all = world.engine.store.volumes(world.group, OCTOBER.0, done.run.seq).unwrap();
    let all = all.into_iter().find(|one| one.ean == ean(2)).unwrap();
    let (of_a, of_b) = (&a.volumes[0], &b.volumes[0]);
    assert_eq!((a.volumes.len(), b.volumes.len(), of_a.missing), (1, 1, 0));
    assert_eq!(of_a.offtake, i64::try_from(days).unwrap() * 30_000);
    assert_eq!(of_a.offtake + of_b.offtake, all.offtake);
    assert_eq!(of_a.received + of_b.received, all.received);
    assert!(of_a.sha256 != of_b.sha256 && of_a.sha256 != all.sha256, "of their own lines");
    let json = String::from_utf8(a.bytes(As::Json).unwrap()).unwrap();
    assert!(json.contains("2026-10-15T23:45") && !json.contains("2026-10-16T"), "{json}");
    // Whom the household named when it joined has a contract with nobody there.
    assert!(world.report_of("S2").unwrap_err().contains("supplies nobody"));
    // A correction of a day goes to who supplied on it.
    world.add(ean(2), Direction::OffTake, 50, 20 * 96..20 * 96 + 4);
    world.make(Some("register replaced")).unwrap();
    let (a, b) = (world.report_of("A").unwrap(), world.report_of("B").unwrap());
    assert!(!concerns(&a) && concerns(&b));
    let mut told = |endpoint: i64| world.engine.store.deliveries(endpoint, 9).unwrap().len();
    assert_eq!((told(to_a), told(to_b), told(to_named)), (1, 2, 0));
    // The same on the pages of suppliers, and each look is kept at the household.
    let [at_a, at_b, at_named] = ["A", "B", "S2"].map(|who| at_supplier(&mut world, who));
    let url = format!("sqlite:{}", world.folder.path().join("t.db").display());
    let houses = Houses::over(Engine::open(&url).unwrap(), Dso::Ores, november());
    let offtake = |who: &Visitor| -> Vec<i64> {
        let lines = houses.sharing(who).unwrap();
        let points = lines.iter().flat_map(|line| &line.points);
        points.map(|point| point.received.0 + point.residual.0).collect()
    };
    assert_eq!(offtake(&at_a), [of_a.offtake]);
    assert_eq!(offtake(&at_b), [of_b.offtake + 4 * 20_000]);
    assert_eq!(offtake(&at_named), [0; 0]);
    let looks = world.engine.store.person_looks(home.id, 9).unwrap();
    let people: Vec<i64> = looks.iter().map(|look| look.person).collect();
    assert!(people.contains(&at_a.person) && people.contains(&at_b.person), "{looks:?}");
    assert!(!people.contains(&at_named.person), "{looks:?}");
}

/// Its number stands in the report: whoever reads it has looked at the household.
#[test]
fn pd_05_es_15_a_report_of_a_point_that_is_in_the_month_no_more_is_a_look_at_its_household() {
    let mut world = World::new();
    let home = crate::testing::move_in_at(&mut world.engine, ean(2), "2026-10-20T00:00:00+02:00");
    contract(&mut world, &home, "A", "2026-10-20");
    world.all();
    let of = (world.group, OCTOBER);
    let early = ("worker", instant("2026-11-03T06:00:00+01:00"));
    let (engine, intervals) = (&mut world.engine, &mut world.intervals);
    let made = make_until(engine, intervals, of, None, early, false).unwrap();
    assert_eq!(made.run.kind, RunKind::Provisional);
    // It was no member after all.
    let left = sharing::Act::Left { ean: ean(2), to: instant("2026-10-01T00:00:00+02:00") };
    file(&mut world.engine, world.group, &[left], "an", november()).unwrap();
    world.make(None).unwrap();
    let whole = Recipient::Representative;
    let of = (world.group, OCTOBER, None);
    let read = prepare(&mut world.engine, &mut world.intervals, of, &whole).unwrap();
    assert!(read.changed.contains(&ean(2)), "{:?}", read.changed);
    assert_eq!(read.accounts.into_iter().collect::<Vec<_>>(), [home.id]);
    let read = world.report_of("A").unwrap();
    assert_eq!(read.changed, [ean(2)]);
    assert_eq!(read.accounts.into_iter().collect::<Vec<_>>(), [home.id]);
}

#[test]
fn pd_07_es_15_after_a_move_the_next_households_days_go_to_its_own_supplier_and_looks_are_its_own()
{
    let mut world = World::new();
    let home = crate::testing::move_in_at(&mut world.engine, ean(2), "2026-10-30T00:00:00+01:00");
    let gone = timeline::Fact::MoveOut { registers: None };
    world.engine.record(&home, &gone, instant("2026-10-30T12:00:00+01:00")).unwrap();
    crate::testing::night(&mut world.engine, &home, "2026-10-30", 1);
    let closed = world.engine.store.account(home.id).unwrap().unwrap().closed_at.unwrap();
    assert_eq!(closed.day(), "2026-10-31".parse().unwrap());
    let next = crate::testing::move_in_at(&mut world.engine, ean(2), "2026-10-31T00:00:00+01:00");
    assert_ne!(next.id, home.id);
    contract(&mut world, &next, "B", "2026-10-31");
    world.all();
    world.make(None).unwrap();
    let (old, new) = (world.report_of("S2").unwrap(), world.report_of("B").unwrap());
    assert_eq!(span(&old.csv()).1, "2026-10-30T23:45", "up to the last day of the household");
    assert_eq!(span(&new.csv()), ("2026-10-31T00:00".into(), "2026-10-31T23:45".into(), 96));
    assert_eq!(old.accounts.into_iter().collect::<Vec<_>>(), [home.id]);
    assert_eq!(new.accounts.into_iter().collect::<Vec<_>>(), [next.id]);
    let [at_old, at_new] = ["S2", "B"].map(|who| at_supplier(&mut world, who));
    let url = format!("sqlite:{}", world.folder.path().join("t.db").display());
    let houses = Houses::over(Engine::open(&url).unwrap(), Dso::Ores, november());
    for who in [&at_old, &at_new] {
        assert_eq!(houses.sharing(who).unwrap().len(), 1);
    }
    let mut looked = |account: units::AccountId| -> Vec<i64> {
        let looks = world.engine.store.person_looks(account, 9).unwrap();
        looks.iter().map(|look| look.person).collect()
    };
    assert_eq!(looked(home.id), [at_old.person]);
    assert_eq!(looked(next.id), [at_new.person]);
}
