//! What sharing gives back on prepaid accounts: by basis, rate, month and supplier; and months that people end.

use super::*;
use crate::share::advise::{Question, answers};
use sharing::{Key, Rounding, Rounds, Share, Terms};

fn flats(prices: &str) -> World {
    let mut world = World::with(&[("price.energy_component", prices)], |members| members);
    world.engine.quarters = Some(world.intervals_folder());
    world
}

/// Key, kilowatt-hours and amount of each credit.
fn facts(engine: &mut Engine, home: &store::Account) -> Vec<(String, String, String)> {
    let all = engine.store.facts(&[home.id]).unwrap();
    let credits = all.iter().filter(|fact| fact.kind == "shared_energy");
    credits
        .map(|fact| match serde_json::from_str(&fact.body).unwrap() {
            timeline::Fact::SharedEnergy { id, eur, kwh, .. } => (id, kwh, eur.to_string()),
            other => panic!("{other:?}"),
        })
        .collect()
}

fn supplied(world: &mut World, home: &store::Account, from: &str, supplier: &str) {
    let (from, supplier) = (Some(from.parse().unwrap()), supplier.to_owned());
    let fact = timeline::Fact::Contract { supplier, from };
    world.engine.record(home, &fact, november()).unwrap();
}

/// A protected household has back what of the social price is energy, not of the average one.
#[test]
fn es_18_es_19_a_protected_household_has_the_component_of_the_social_price_back() {
    let mut world = flats("average=0.14 social=0.06");
    crate::testing::social_price(&mut world.engine, "2026-10-01");
    let home = prepaid(&mut world);
    let from = "2026-10-31".parse().unwrap();
    let protected = timeline::Fact::Protected { from, to: None, category: "federal".to_owned() };
    world.engine.record(&home, &protected, november()).unwrap();
    world.all();
    let done = world.make(None).unwrap();
    // 96 quarter-hours of 15 Wh at each price: 0.2016 and 0.0864.
    let key = |side: &str| format!("sharing/{}/2026-10/{}/{side}", world.group, done.run.seq);
    let line = |side: &str, eur: &str| (key(side), "1.440000".to_owned(), eur.to_owned());
    let expected = [line("average", "0.201600"), line("social", "0.086400")];
    assert_eq!(facts(&mut world.engine, &home), expected);
    crate::testing::sound(&mut world.engine);
}

#[test]
fn es_19_the_component_of_the_rate_at_which_it_was_shared_comes_back() {
    let mut world = flats("0.14/0.05");
    let home = prepaid(&mut world);
    world.all();
    world.make(None).unwrap();
    let time = time_of(OCTOBER).unwrap();
    let mut femto = 0i128;
    for quarter in usize::try_from(ALL - 192).unwrap()..time.quarters {
        let peak = calendar::two_rate_slot(time.at(quarter)) == calendar::TariffSlot::Peak;
        femto += if peak { 140_000_000 } else { 50_000_000 } * 15_000;
    }
    let eur = units::MicroEuro(i64::try_from(femto / 1_000_000_000).unwrap());
    assert!(eur < "0.4032".parse().unwrap() && eur > "0.144".parse().unwrap(), "{eur}");
    let [(_, kwh, amount)] = &facts(&mut world.engine, &home)[..] else { panic!() };
    assert_eq!((kwh.as_str(), amount.clone()), ("2.880000", eur.to_string()));
    crate::testing::sound(&mut world.engine);
}

#[test]
fn es_19_nobody_is_paid_for_taking_a_component_above_the_price_is_refused() {
    let mut world = flats("0.41");
    let home = prepaid(&mut world);
    world.all();
    let done = world.make(None).unwrap();
    let why = done.credited[0].outcome.clone().unwrap_err();
    assert_eq!(why, "the energy component of 2026-10-30 is above the price that is charged then");
    assert_eq!(facts(&mut world.engine, &home), []);
}

#[test]
fn es_19_pa_43_the_line_of_a_credit_names_its_own_kilowatt_hours() {
    let mut world = flats("0.14");
    let home = prepaid(&mut world);
    world.all();
    world.make(None).unwrap();
    world.add(ean(3), Direction::OffTake, 0, ALL - 4..ALL);
    world.make(Some("register replaced")).unwrap();
    world.add(ean(1), Direction::Injection, 0, ALL - 4..ALL);
    world.make(Some("and the roof's too")).unwrap();
    let energies: Vec<String> =
        facts(&mut world.engine, &home).into_iter().map(|(_, kwh, _)| kwh).collect();
    assert_eq!(energies, ["2.880000", "0.060000", "-0.120000"]);
}

/// October's credit is booked in November, when somebody else supplies: it stands in the file of who supplied in
/// October, with its kilowatt-hours.
#[test]
fn pa_30_pa_33_a_credit_belongs_to_the_month_it_is_for_and_its_supplier() {
    let mut world = flats("0.14");
    let home = prepaid(&mut world);
    supplied(&mut world, &home, "2026-10-30", "Alpha");
    supplied(&mut world, &home, "2026-11-01", "Beta");
    world.all();
    world.make(None).unwrap();
    let at = instant("2026-12-01T12:00:00+01:00");
    let mut file = |from: Option<&str>, to: &str| {
        let from = from.map(|from| from.parse().unwrap());
        crate::bank::year::year(&mut world.engine, ean(2), from, to.parse().unwrap(), at).unwrap()
    };
    let alpha = file(None, "2026-11-01");
    let lines: Vec<_> =
        alpha.shared.iter().map(|one| (one.energy.to_string(), one.amount.to_string())).collect();
    assert_eq!(lines, [("2.880000".to_owned(), "0.403200".to_owned())]);
    let (csv, json) = crate::bank::year::written(ean(2), &alpha).unwrap();
    assert!(csv.contains(",2.880000,0.403200,"), "{csv}");
    assert!(json.contains("\"energy_kwh\": \"2.880000\""), "{json}");
    assert_eq!(file(Some("2026-11-01"), "2026-11-21").shared, []);
}

#[test]
fn pa_30_a_switch_within_the_month_divides_its_credit() {
    let mut world = flats("0.14");
    let home = prepaid(&mut world);
    supplied(&mut world, &home, "2026-10-30", "Alpha");
    supplied(&mut world, &home, "2026-10-31", "Beta");
    world.all();
    let done = world.make(None).unwrap();
    let key = format!("sharing/{}/2026-10/{}/average", world.group, done.run.seq);
    let line = |key: String| (key, "1.440000".to_owned(), "0.201600".to_owned());
    let expected = [line(key.clone()), line(format!("{key}/2026-10-31"))];
    assert_eq!(facts(&mut world.engine, &home), expected);
    // The same once more posts nothing.
    let volumes = world.engine.store.volumes(world.group, OCTOBER.0, done.run.seq).unwrap();
    let again = credit(&mut world.engine, Dso::Ores, &done.run, &volumes, november()).unwrap();
    assert_eq!(again[0].outcome, Ok(units::MicroEuro::ZERO));
    let at = instant("2026-12-01T12:00:00+01:00");
    let (from, to) = ("2026-10-31".parse().unwrap(), "2026-11-21".parse().unwrap());
    let beta = crate::bank::year::year(&mut world.engine, ean(2), Some(from), to, at).unwrap();
    assert_eq!(beta.shared.len(), 1);
    crate::testing::sound(&mut world.engine);
}

#[test]
fn es_13_two_people_make_a_month_final_without_what_is_missing() {
    let mut world = flats("0.14");
    let home = prepaid(&mut world);
    world.add(ean(1), Direction::Injection, 60, 0..ALL - 8);
    world.add(ean(2), Direction::OffTake, 30, 0..ALL);
    world.add(ean(3), Direction::OffTake, 90, 0..ALL - 96);
    assert_eq!(world.make(None).unwrap().run.kind, RunKind::Provisional);
    let of = (world.group, OCTOBER);
    let without = |world: &mut World, people: (&str, &str, &str), at: Instant| {
        make_without(&mut world.engine, &mut world.intervals, of, people, at)
            .map_err(|failure| chain(failure.as_ref()))
    };
    let now = november();
    let alone = without(&mut world, ("the meter is dead", "an", "an"), now).unwrap_err();
    assert!(alone.contains("two people"), "{alone}");
    assert!(without(&mut world, (" ", "an", "bo"), now).unwrap_err().contains("say why"));
    let early = instant("2026-10-31T12:00:00+01:00");
    let refused = without(&mut world, ("the meter is dead", "an", "bo"), early).unwrap_err();
    assert!(refused.contains("not over"), "{refused}");
    let done = without(&mut world, ("the meter is dead", "an", "bo"), now).unwrap();
    assert_eq!((done.run.kind, done.run.number), (RunKind::Final, 1));
    assert_eq!((done.run.by.as_str(), done.run.cause.as_str()), ("an, bo", "the meter is dead"));
    assert_eq!(done.missing, [(ean(1), 8), (ean(3), 96)], "they are named");
    assert_eq!(done.run.held, 0);
    // Where the other is silent the first flat has what it takes, until the roof is silent too.
    let expected = (QUARTERS - 96) * 15_000 + 88 * 30_000;
    assert_eq!(world.volume(&done.run, 2), (expected, 0));
    assert!(done.credited[0].outcome.is_ok(), "members have what is theirs: {:?}", done.credited);
    assert_eq!(facts(&mut world.engine, &home).len(), 1);
    let kept = load(&mut world.engine.store, world.group).unwrap();
    rows_of(&mut world.intervals, &kept, &done.run).unwrap();
    let at = instant("2026-10-31T23:30:00+01:00");
    let (why, ..) = explained(&mut world.intervals, &kept, &done.run, ean(2), at).unwrap();
    assert_eq!(why.received, 0);
    let twice = without(&mut world, ("once more", "an", "bo"), now).unwrap_err();
    assert!(twice.contains("final already"), "{twice}");
    // What comes later makes corrected versions, though something is missing still.
    world.add(ean(1), Direction::Injection, 60, ALL - 8..ALL);
    let corrected = world.make(Some("the roof was read")).unwrap();
    assert_eq!((corrected.run.kind, corrected.run.number), (RunKind::Corrected, 2));
    assert_eq!(world.volume(&corrected.run, 2).0, expected + 8 * 30_000);
    world.add(ean(3), Direction::OffTake, 90, ALL - 96..ALL);
    let whole = world.make(Some("and the flat")).unwrap();
    assert_eq!(world.volume(&whole.run, 2).0, QUARTERS * 15_000);
    crate::testing::sound(&mut world.engine);
}

fn house(engine: &mut Engine) {
    let text = |text: &str| text.to_owned();
    let house = notify::figures::House {
        name: text("ORES"),
        site: text("ores.be"),
        help: text("078 15 78 01"),
        emergency: text("0800 87 087"),
        postal: text("Avenue 1, 6041 Gosselies"),
    };
    crate::notices::keep_house(&mut engine.store, Dso::Ores, &house).unwrap();
    engine.books = crate::books::Books::load(&mut engine.store).unwrap();
}

/// The worker has made the same month provisional on its first day: it is news all the same that it is final.
#[test]
fn es_15_cm_01z_members_hear_of_their_final_month_though_nothing_changed_in_it() {
    let mut world = World::new();
    let home = crate::testing::move_in(&mut world.engine, ean(2));
    house(&mut world.engine);
    world.all();
    let heard = |world: &mut World| {
        let all = world.engine.store.messages(&[home.id]).unwrap();
        all.iter().filter(|one| one.body.contains("sharing_volumes")).count()
    };
    let of = (world.group, OCTOBER);
    let first = ("worker", instant("2026-11-01T06:00:00+01:00"));
    let made = make_until(&mut world.engine, &mut world.intervals, of, None, first, false);
    assert_eq!(made.unwrap().run.kind, RunKind::Provisional);
    assert_eq!(heard(&mut world), 0);
    let done = world.make(None).unwrap();
    assert_eq!((done.run.kind, done.changed), (RunKind::Final, Vec::new()));
    assert_eq!(heard(&mut world), 1);
}

/// How often an account was told of the volumes of a month.
fn volumes_told(world: &mut World, home: &store::Account) -> usize {
    let all = world.engine.store.messages(&[home.id]).unwrap();
    all.iter().filter(|one| one.body.contains("sharing_volumes")).count()
}

/// The roof gives more than both flats take: what one takes less is no energy of the other.
#[test]
fn es_14_cm_01z_a_correction_is_told_to_whom_it_concerns_and_to_no_other_member() {
    let mut world = flats("0.14");
    let (home, other) = (prepaid(&mut world), crate::testing::move_in(&mut world.engine, ean(3)));
    house(&mut world.engine);
    world.add(ean(1), Direction::Injection, 60, 0..ALL);
    world.add(ean(2), Direction::OffTake, 10, 0..ALL);
    world.add(ean(3), Direction::OffTake, 20, 0..ALL);
    world.make(None).unwrap();
    let told = |world: &mut World| [&home, &other].map(|one| volumes_told(world, one));
    assert_eq!(told(&mut world), [1, 1], "what is final is news to all");
    world.add(ean(3), Direction::OffTake, 10, 0..4);
    let corrected = world.make(Some("register replaced")).unwrap();
    assert_eq!(corrected.run.kind, RunKind::Corrected);
    let changed: Vec<Ean> = corrected.changed.iter().map(|(ean, _)| *ean).collect();
    assert_eq!(changed, [ean(1), ean(3)]);
    assert!(
        corrected.credited.iter().any(|one| one.account == home.id),
        "it is listed all the same"
    );
    assert_eq!(told(&mut world), [1, 2], "nothing is another for the first");
}

#[test]
fn pd_07_es_14_who_moved_in_since_is_told_of_no_month_that_others_shared() {
    let mut world = flats("0.14");
    let home = prepaid(&mut world);
    house(&mut world.engine);
    moves_out(&mut world, &home);
    let at = "2026-11-21T10:00:00+01:00";
    let next = crate::testing::move_in_at(&mut world.engine, ean(2), at);
    world.all();
    let by = ("an", instant("2026-11-22T10:00:00+01:00"));
    let of = (world.group, OCTOBER);
    let (engine, intervals) = (&mut world.engine, &mut world.intervals);
    let done = make(engine, intervals, of, None, by).unwrap();
    assert_eq!(done.run.kind, RunKind::Final);
    assert!(done.credited.iter().any(|one| one.account == home.id && one.outcome.is_err()));
    assert_eq!([&home, &next].map(|one| volumes_told(&mut world, one)), [0, 0]);
}

/// A month in which a household has moved out and another in: the one that came has signed nothing, also before the
/// worker has filed that the other left.
#[test]
fn pd_07_es_14_who_moved_in_within_the_month_is_told_of_no_energy_that_others_shared() {
    let mut world = World::with(&[("sharing.prepaid_credit", "false")], |members| members);
    house(&mut world.engine);
    let home = crate::testing::move_in_at(&mut world.engine, ean(2), "2026-10-30T00:00:00+01:00");
    let gone = timeline::Fact::MoveOut { registers: None };
    world.engine.record(&home, &gone, instant("2026-10-30T12:00:00+01:00")).unwrap();
    crate::testing::night(&mut world.engine, &home, "2026-10-30", 1);
    assert!(world.engine.store.account(home.id).unwrap().unwrap().closed_at.is_some());
    let at = "2026-10-31T00:00:00+01:00";
    let next = crate::testing::move_in_at(&mut world.engine, ean(2), at);
    world.all();
    assert_eq!(world.make(None).unwrap().run.kind, RunKind::Final);
    assert_eq!([&home, &next].map(|one| volumes_told(&mut world, one)), [0, 0]);
}

#[test]
fn es_20_a_held_quarter_hour_says_that_the_generation_is_not_known() {
    let mut world = World::new();
    world.add(ean(1), Direction::Injection, 60, 8..ALL);
    world.add(ean(2), Direction::OffTake, 30, 0..ALL);
    world.add(ean(3), Direction::OffTake, 90, 0..ALL);
    let done = world.make(None).unwrap();
    let kept = load(&mut world.engine.store, world.group).unwrap();
    let at = instant("2026-10-01T00:15:00+02:00");
    let why = explained(&mut world.intervals, &kept, &done.run, ean(2), at).unwrap_err();
    let expected = format!(
        "the generation of {} at 2026-10-01T00:15:00+02:00 is not known: nothing of it is shared, and the month \
         is provisional",
        ean(1)
    );
    assert_eq!(why.to_string(), expected);
    assert_eq!(why.downcast::<NotMeasured>().unwrap().of, [ean(1)]);
}

/// A fixed key may leave something over: the Flemish keys, which may not, are tried with the same proportions.
#[test]
fn es_12_es_05_advice_compares_all_keys_of_a_fixed_one_below_a_whole() {
    let mut world = World::new();
    world.all();
    let share = |number: u64, above| (ean(number), Share::new(above, 10).unwrap());
    let terms = Terms {
        key: Key::Fixed,
        rounds: Rounds::ONE,
        rounding: Rounding::LargestRemainder,
        shares: [share(2, 6), share(3, 2)].into(),
        groups: [].into(),
    };
    let from = instant("2026-10-02T00:00:00+02:00");
    let act = sharing::Act::KeyFiled { from, terms, approval: None };
    file(&mut world.engine, world.group, &[act], "an", now()).unwrap();
    let kept = load(&mut world.engine.store, world.group).unwrap();
    let days = ("2026-10-02".parse().unwrap(), "2026-10-03".parse().unwrap());
    let question = Question::default();
    let (today, all) = answers(&mut world.intervals, &kept, days, &question).unwrap();
    assert_eq!(today.key.name(), "fixed");
    assert_eq!(all.len(), 8);
    let flemish = all.iter().find(|one| one.outcome.key == Key::VlFixed).unwrap();
    // 45 Wh of the 60 for who takes 30, and 15 for the other.
    assert_eq!(flemish.outcome.members[&ean(2)].received, 192 * 30_000);
    assert_eq!(flemish.outcome.members[&ean(3)].received, 192 * 15_000);
}
