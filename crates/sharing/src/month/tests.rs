use super::*;
use crate::dossier::{
    Act, Form, Joining, Metering, Opening, Paper, Perimeter, Place, Role, Signed, Terms,
};
use crate::key::{Key, Rounding, Rounds};
use crate::parameters::SharingParameters;
use params::ParameterBook;
use units::Dso;

fn ean(number: u64) -> Ean {
    Ean::with_check_digit(54_144_900_000_000_000 + number).unwrap()
}

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

fn joined(number: u64, role: Role, from: Instant) -> Act {
    Act::Joined(Joining {
        ean: ean(number),
        role,
        from,
        place: Place::default(),
        metering: Metering::SmartQuarterHours,
        private_grid: false,
        in_compensation: false,
        social_tariff: false,
        mandate: Some(Signed {
            on: day("2026-09-01"),
            document: "D".into(),
            signer: None,
            told: None,
        }),
        supplier: None,
    })
}

fn key(from: Instant, key: Key, shares: &[(u64, &str)]) -> Act {
    let shares = shares.iter().map(|(one, share)| (ean(*one), share.parse().unwrap())).collect();
    let (rounds, rounding) = (Rounds::ONE, Rounding::LargestRemainder);
    let terms = Terms { key, rounds, rounding, shares, groups: BTreeMap::new() };
    Act::KeyFiled { from, terms, approval: None }
}

/// A key that is not a standard one.
fn approved(act: Act) -> Act {
    match act {
        Act::KeyFiled { from, terms, .. } => {
            Act::KeyFiled { from, terms, approval: Some("A-1".into()) }
        }
        other => other,
    }
}

fn dossier(acts: &[Act]) -> Dossier {
    let opening = Opening {
        form: Form::CitizenCommunity,
        name: "Vesdre".into(),
        perimeter: Perimeter::default(),
        representative: Some(1),
    };
    let book = ParameterBook::shipped().unwrap();
    let at = day("2026-09-15").start();
    let parameters = SharingParameters::new(&book, Dso::Ores, at);
    let mut dossier = Dossier::open(&opening, at, &parameters).unwrap();
    for act in acts {
        dossier.file(act, at, &parameters).unwrap();
    }
    assert!(!dossier.papers.contains_key(&Paper::Contract));
    dossier
}

fn start() -> Instant {
    day("2026-10-01").start()
}

/// Each column's Wh by quarter-hour; -1 is not known.
fn wh(values: &[i64]) -> Vec<i64> {
    values.iter().map(|value| if *value < 0 { MISSING } else { value * 1_000 }).collect()
}

fn taken(values: &[i64]) -> Curve {
    Curve { offtake: wh(values), injection: Vec::new() }
}

fn injected(values: &[i64]) -> Curve {
    Curve { offtake: Vec::new(), injection: wh(values) }
}

fn run(dossier: &Dossier, curves: &[(u64, Curve)], quarters: usize) -> Shares {
    let curves = curves.iter().map(|(number, curve)| (ean(*number), curve.clone())).collect();
    let time = Time { first: start(), quarters };
    allocate(dossier, (start(), None), time, &curves).unwrap()
}

fn received(shares: &Shares, number: u64) -> Vec<i64> {
    let values = shares.members[&ean(number)].received.iter();
    values.map(|value| if *value == MISSING { -1 } else { value / 1_000 }).collect()
}

#[test]
fn es_12_who_joins_within_a_day_shares_from_its_first_quarter_hour_and_under_the_key_of_that_time()
{
    let third = start().plus_min(30);
    let dossier = dossier(&[
        joined(1, Role::Producer, start()),
        joined(2, Role::Consumer, start()),
        joined(3, Role::Consumer, third),
        key(start(), Key::Equal, &[]),
        key(start().plus_min(45), Key::Fixed, &[(2, "0.25"), (3, "0.75")]),
        Act::Left { ean: ean(2), to: start().plus_min(60) },
    ]);
    let shares =
        run(&dossier, &[(1, injected(&[100; 5])), (2, taken(&[400; 5])), (3, taken(&[400; 5]))], 5);
    assert_eq!(received(&shares, 2), [100, 100, 50, 25, -1]);
    assert_eq!(received(&shares, 3), [-1, -1, 50, 75, 75]);
    let roof = &shares.members[&ean(1)];
    assert_eq!(roof.given, wh(&[100, 100, 100, 100, 75]), "one member's share stays with it");
    assert!(shares.is_complete());
    let totals = shares.totals();
    assert_eq!((totals.received, totals.given), (475_000, 475_000));
    assert_eq!(totals.residual_offtake(), totals.offtake - 475_000);
}

#[test]
fn es_13_a_member_without_data_keeps_its_place_and_the_month_stays_provisional() {
    let dossier = dossier(&[
        joined(1, Role::Producer, start()),
        joined(2, Role::Consumer, start()),
        joined(3, Role::Consumer, start()),
        key(start(), Key::ProRata, &[]),
    ]);
    let curves = |late: &[i64]| [(1, injected(&[60, 60])), (2, taken(&[30, 90])), (3, taken(late))];
    let provisional = run(&dossier, &curves(&[90, -1]), 2);
    assert!(!provisional.is_complete());
    assert_eq!(provisional.members[&ean(3)].missing, 1);
    assert_eq!(received(&provisional, 2), [15, 60]);
    assert_eq!(received(&provisional, 3), [45, -1]);
    let recomputed = run(&dossier, &curves(&[90, 90]), 2);
    assert!(recomputed.is_complete());
    assert_eq!(received(&recomputed, 2), [15, 30]);
    // Nothing at all is known of it.
    let absent = run(&dossier, &curves(&[90, 90])[..2], 2);
    assert_eq!(absent.members[&ean(3)].missing, 2);
    assert_eq!(received(&absent, 2), [30, 60]);
}

#[test]
fn es_13_who_has_no_value_yet_still_counts_among_the_equal_and_in_a_relative_key() {
    let joined = || {
        vec![
            joined(1, Role::Producer, start()),
            joined(2, Role::Consumer, start()),
            joined(3, Role::Consumer, start()),
        ]
    };
    let curves = |late: i64| [(1, injected(&[60])), (2, taken(&[90])), (3, taken(&[late]))];
    let shares: &[(u64, &str)] = &[(2, "0.5"), (3, "0.5")];
    for (key_of, shares) in [(Key::Equal, &[][..]), (Key::VlRelative, shares)] {
        let mut filed = key(start(), key_of, shares);
        if let Act::KeyFiled { approval, .. } = &mut filed {
            *approval = Some("A-1".to_owned());
        }
        let dossier = dossier(&[joined(), vec![filed]].concat());
        let provisional = run(&dossier, &curves(-1), 1);
        assert_eq!(received(&provisional, 2), [30], "{key_of}: half, as when all is known");
        assert_eq!(received(&provisional, 3), [-1]);
        assert_eq!(provisional.members[&ean(1)].given, wh(&[30]), "the rest waits at the roof");
        let known = run(&dossier, &curves(90), 1);
        assert_eq!((received(&known, 2), received(&known, 3)), (vec![30], vec![30]), "{key_of}");
    }
}

#[test]
fn es_13_without_a_generation_nothing_is_shared() {
    let dossier = dossier(&[
        joined(1, Role::Producer, start()),
        joined(2, Role::Consumer, start()),
        joined(4, Role::Producer, start()),
        key(start(), Key::ProRata, &[]),
    ]);
    let two = [(1, injected(&[60, 60])), (2, taken(&[90, 90])), (4, injected(&[10, -1]))];
    let shares = run(&dossier, &two, 2);
    assert_eq!((received(&shares, 2), shares.held), (vec![70, 0], 1));
    assert_eq!(shares.members[&ean(1)].given, wh(&[60, 0]));
    assert!(!shares.is_complete());
    // A roof of which nothing came yet holds all of it.
    let shares = run(&dossier, &two[..2], 2);
    assert_eq!((received(&shares, 2), shares.held), (vec![0, 0], 2));
}

#[test]
fn es_02_only_the_direction_that_is_shared_counts() {
    let dossier = dossier(&[
        joined(1, Role::Producer, start()),
        joined(2, Role::Consumer, start()),
        key(start(), Key::ProRata, &[]),
    ]);
    let both = |offtake: &[i64], injection: &[i64]| Curve {
        offtake: wh(offtake),
        injection: wh(injection),
    };
    let curves = [(1, both(&[500], &[60])), (2, both(&[90], &[40]))];
    let shares = run(&dossier, &curves, 1);
    assert_eq!(received(&shares, 2), [60]);
    let (roof, flat) = (&shares.members[&ean(1)], &shares.members[&ean(2)]);
    assert_eq!((&roof.offtake, &flat.injection), (&vec![MISSING], &vec![MISSING]));
}

#[test]
fn es_04_a_month_has_the_quarter_hours_of_its_days() {
    let october = Time::of_days(day("2026-10-01"), day("2026-11-01"));
    assert_eq!(october.quarters, 31 * 96 + 4);
    assert_eq!(october.end(), day("2026-11-01").start());
    let march = Time::of_days(day("2026-03-01"), day("2026-04-01"));
    assert_eq!(march.quarters, 31 * 96 - 4);
}

#[test]
fn es_15_a_curve_of_another_length_is_no_curve_of_the_month() {
    let dossier = dossier(&[joined(2, Role::Consumer, start()), key(start(), Key::ProRata, &[])]);
    let curves = [(ean(2), taken(&[1, 2]))].into();
    let time = Time { first: start(), quarters: 3 };
    let refused = allocate(&dossier, (start(), None), time, &curves).unwrap_err();
    assert!(refused.to_string().ends_with("has 2 quarter-hours, not 3"), "{refused}");
}

mod advice {
    use super::*;
    use crate::advice::{Worth, as_filed, candidates, gain, under, with_member, with_panels};

    fn group() -> (Dossier, BTreeMap<Ean, Curve>, Time) {
        let dossier = dossier(&[
            joined(1, Role::Producer, start()),
            joined(2, Role::Consumer, start()),
            joined(3, Role::Consumer, start()),
            key(start(), Key::Equal, &[]),
        ]);
        let curves = [(1, injected(&[60, 60])), (2, taken(&[10, 30])), (3, taken(&[90, 90]))];
        let curves = curves.into_iter().map(|(number, curve)| (ean(number), curve)).collect();
        (dossier, curves, Time { first: start(), quarters: 2 })
    }

    #[test]
    fn es_12_all_keys_on_past_data_say_who_gains_and_who_loses() {
        let (dossier, curves, time) = group();
        let shares = (start(), None);
        let today = as_filed(&dossier, shares, time, &curves).unwrap();
        assert_eq!(today.members[&ean(2)].received, 40_000);
        let mut seen = Vec::new();
        for terms in candidates(&dossier, start()) {
            let then = under(&dossier, shares, time, &curves, &terms).unwrap();
            let received = |number| then.members[&ean(number)].received / 1_000;
            seen.push((then.key.name(), received(2), received(3)));
        }
        assert_eq!(
            seen,
            [
                ("fixed", 40, 60),
                ("equal", 40, 60),
                ("pro_rata", 21, 99),
                ("hybrid", 40, 80),
                ("cascade", 40, 80),
                ("vl_fixed", 40, 60),
                ("vl_relative", 40, 60),
                ("vl_optimal", 40, 80),
            ]
        );
        // 19 Wh less at 0.30 instead of 0.10, and 20 Wh more.
        let worth = Worth {
            supplied: "0.30".parse().unwrap(),
            shared: "0.10".parse().unwrap(),
            surplus: "0.04".parse().unwrap(),
        };
        let cascade =
            under(&dossier, shares, time, &curves, &candidates(&dossier, start())[4]).unwrap();
        let of = |number| gain(today.members[&ean(number)], cascade.members[&ean(number)], worth);
        assert_eq!(of(2), Some("0".parse().unwrap()));
        assert_eq!(of(3), Some("0.004".parse().unwrap()));
        assert_eq!(of(1), Some("0.0012".parse().unwrap()), "sold to the group, not as surplus");
    }

    #[test]
    fn es_12_another_member_and_more_panels_are_tried_before_they_are_there() {
        let (dossier, mut curves, time) = group();
        let shares = (start(), None);
        let Act::Joined(newcomer) = joined(4, Role::Consumer, start()) else { unreachable!() };
        let larger = with_member(&dossier, newcomer);
        curves.insert(ean(4), taken(&[20, 20]));
        let then = as_filed(&larger, shares, time, &curves).unwrap();
        assert_eq!(then.members[&ean(4)].received, 40_000);
        assert_eq!(then.members[&ean(3)].received, 40_000, "a third instead of a half");
        assert!(!dossier.members.iter().any(|member| member.joining.ean == ean(4)));
        let half_more = with_panels(&dossier, &curves, (3, 2)).unwrap();
        let then = as_filed(&dossier, shares, time, &half_more).unwrap();
        assert_eq!(then.totals.injection, 180_000);
        assert_eq!(then.members[&ean(3)].received, 90_000);
        assert_eq!(with_panels(&dossier, &curves, (1, 0)), None);
    }
}

#[test]
fn es_15_the_share_is_what_the_key_gives_before_the_use_is_its_cap() {
    let at = |quarters: i64| start().plus_min(15 * quarters);
    let dossier = dossier(&[
        joined(1, Role::Producer, start()),
        joined(2, Role::Consumer, start()),
        joined(3, Role::Consumer, at(1)),
        key(start(), Key::Fixed, &[(2, "0.6")]),
        key(at(1), Key::Equal, &[]),
        key(at(2), Key::ProRata, &[]),
        approved(key(at(3), Key::Cascade, &[])),
    ]);
    let curves = [
        (1, injected(&[100, 100, 100, 100, -1])),
        (2, taken(&[20, 20, 60, 20, 20])),
        (3, taken(&[20, 80, -1, 20, 20])),
    ];
    let shares = run(&dossier, &curves, 5);
    let found = before_cap(&dossier, &shares);
    let of = |number: u64| -> Vec<i64> {
        let values = found[&ean(number)].iter();
        values.map(|value| if *value == MISSING { -1 } else { value / 1_000 }).collect()
    };
    // 60 % of 100, half of it, all of it in proportion; a cascade has none, nor has what nobody knows.
    assert_eq!(of(2), [60, 50, 100, -1, -1]);
    assert_eq!(of(3), [-1, 50, -1, -1, -1]);
    assert_eq!(received(&shares, 2)[..3], [20, 20, 60], "never more than it took");
}
