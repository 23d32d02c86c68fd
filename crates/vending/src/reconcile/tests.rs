use super::*;
use crate::remittance::{Holdings, SupplierId, remit};
use crate::testing::{day, eur};
use params::RemittancePeriod;
use proptest::prelude::*;
use units::AccountId;

fn entry(key: &str, on: &str, amount: &str) -> ReconcileEntry {
    ReconcileEntry { key: key.to_owned(), day: day(on), amount: eur(amount) }
}

fn sound() -> Vec<ReconcileEntry> {
    vec![
        entry("a", "2026-11-12", "20"),
        entry("b", "2026-11-12", "50"),
        entry("c", "2026-11-13", "-5"),
    ]
}

#[test]
fn tp_19_three_lists_that_agree_have_no_differences() {
    let all = sound();
    let (suspense, credited) = all.split_at(1);
    let result = three_way(&all, &all, credited, suspense);
    assert_eq!(result.differences, []);
    let eur = |text: &str| i128::from(eur(text).0);
    assert_eq!(
        result.days.get(&day("2026-11-12")),
        Some(&[eur("70"), eur("70"), eur("50"), eur("20")])
    );
}

#[test]
fn tp_19_each_kind_of_difference_is_told_down_to_the_line() {
    let all = sound();
    let faults = |outside: &[ReconcileEntry], ledger: &[ReconcileEntry]| {
        let found = three_way(outside, &all, ledger, &[]).differences;
        found.into_iter().map(|one| (one.key, one.faults)).collect::<Vec<_>>()
    };
    let missing = faults(&all, all.get(1..).unwrap());
    assert_eq!(missing, [("a".to_owned(), vec![Fault::Missing(Side::Ledger)])]);

    let mut doubled = all.clone();
    doubled.push(entry("b", "2026-11-12", "50"));
    assert_eq!(faults(&all, &doubled), [("b".to_owned(), vec![Fault::Doubled(Side::Ledger)])]);

    let mut other = all.clone();
    other[0] = entry("a", "2026-11-12", "20.01");
    assert_eq!(faults(&other, &all), [("a".to_owned(), vec![Fault::AmountsDiffer])]);
    other[0] = entry("a", "2026-11-13", "20");
    assert_eq!(faults(&other, &all), [("a".to_owned(), vec![Fault::DaysDiffer])]);

    let extra = [all.as_slice(), &[entry("z", "2026-11-12", "1")]].concat();
    let found = three_way(&extra, &all, &all, &[]).differences;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].lines, [(Side::Outside, day("2026-11-12"), eur("1"))]);
}

proptest! {
    /// Whatever one entry anywhere is removed, doubled or changed, it shows; and nothing else does.
    #[test]
    fn tp_19_any_one_change_anywhere_shows_up(amounts in proptest::collection::vec((-5i64..100, 0i32..5), 1..20), list in 0usize..3, place in 0usize..20, change in 0u8..5, by in 1i64..50) {
        let start = day("2026-11-02");
        let all: Vec<ReconcileEntry> = amounts.iter().enumerate().map(|(n, (amount, on))| ReconcileEntry { key: format!("k{n}"), day: start.plus(*on), amount: MicroEuro(*amount) }).collect();
        let mut lists = [all.clone(), all.clone(), all.clone()];
        let place = place % all.len();
        let changed = lists[list][place].clone();
        match change {
            0 => { lists[list].remove(place); }
            1 => lists[list].push(changed.clone()),
            2 => lists[list][place].amount = MicroEuro(changed.amount.0 + by),
            3 => lists[list][place].day = changed.day.plus(1),
            _ => lists[list][place].key = "another".to_owned(),
        }
        let (suspense, credited) = lists[2].split_at(lists[2].len() / 2);
        let result = three_way(&lists[0], &lists[1], credited, suspense);
        let keys: Vec<&str> = result.differences.iter().map(|one| one.key.as_str()).collect();
        if change == 4 {
            prop_assert_eq!(keys, ["another", changed.key.as_str()]);
        } else {
            prop_assert_eq!(keys, [changed.key.as_str()]);
        }
    }
}

fn moves() -> (PaidPeriod, Vec<Movement>, Vec<Payout>) {
    let account = AccountId(1);
    let mut holdings = Holdings::default();
    holdings.enter(account, day("2026-01-01"), SupplierId("A".to_owned()));
    let moved = |key: &str, kind, amount: &str| {
        let on = day("2026-11-12");
        Movement { key: key.to_owned(), account, day: on, of_day: on, kind, amount: eur(amount) }
    };
    let movements = vec![
        moved("t", MovementKind::TopUpCredited, "75"),
        moved("c", MovementKind::CollectedForOperator, "7"),
        moved("r", MovementKind::Refund, "3"),
    ];
    let period = PaidPeriod::of(RemittancePeriod::Weekly, day("2026-11-12"));
    let payouts = remit(period, &movements, &holdings, &BTreeMap::new()).unwrap();
    (period, movements, payouts)
}

#[test]
fn tp_19_credited_is_remitted_owed_and_open() {
    let (period, movements, payouts) = moves();
    let figures = PeriodFigures::of(period, &movements, &payouts).unwrap();
    let eur = |text: &str| i128::from(eur(text).0);
    let expected = PeriodFigures {
        credited: eur("72"),
        remitted: eur("65"),
        owed_to_operator: eur("7"),
        open: 0,
    };
    assert_eq!(figures, expected);
}

#[test]
fn tp_19_a_payout_that_is_short_doubled_or_changed_is_a_gap() {
    let (period, movements, payouts) = moves();
    let gaps = |payouts: &[Payout]| PeriodFigures::of(period, &movements, payouts).unwrap_err();
    let mut short = payouts.clone();
    short[0].pay = eur("64.99");
    assert_eq!(gaps(&short), [PeriodGap::Unbalanced { excess_micro_eur: 10_000 }]);
    let mut without = payouts.clone();
    without[0].lines.pop();
    assert!(matches!(gaps(&without)[..], [PeriodGap::NotOnce { times: 0, .. }]));
    let mut changed = payouts.clone();
    changed[0].lines[0].movement.amount = eur("7.01");
    assert!(matches!(gaps(&changed)[..], [PeriodGap::NotAMovement { .. }]));
    let twice = [payouts.clone(), payouts].concat();
    assert!(gaps(&twice).iter().any(|gap| matches!(gap, PeriodGap::NotOnce { times: 2, .. })));
}

#[test]
fn tp_19_before_it_is_remitted_what_was_credited_is_open() {
    let (period, movements, payouts) = moves();
    let so_far = |payouts: &[Payout]| PeriodFigures::so_far(period, &movements, payouts);
    let eur = |text: &str| i128::from(eur(text).0);
    let figures = |remitted: &str, open: &str| PeriodFigures {
        credited: eur("72"),
        remitted: eur(remitted),
        owed_to_operator: eur("7"),
        open: eur(open),
    };
    assert_eq!(so_far(&[]), Ok(figures("0", "65")));
    assert_eq!(so_far(&payouts), Ok(figures("65", "0")));
    let mut part = payouts.clone();
    part[0].lines.retain(|line| line.movement.key != "r");
    assert_eq!(so_far(&part), Ok(figures("68", "-3")));
    let mut changed = payouts.clone();
    changed[0].lines[0].movement.amount = MicroEuro(1);
    assert!(matches!(so_far(&changed).unwrap_err()[..], [PeriodGap::NotAMovement { .. }]));
    let twice = so_far(&[payouts.clone(), payouts].concat()).unwrap_err();
    assert!(twice.iter().all(|gap| matches!(gap, PeriodGap::NotOnce { times: 2, .. })));
}
