//! What moves and refusals leave to others: who is read, who shares, and who is owed what.

use super::*;
use crate::agents::queues::found_in;
use crate::paid::Paid;
use crate::share::advise::{Question, answers};
use crate::share::groups::documents::{DocumentOf, Sent, add};
use crate::share::groups::tests::{draft, pro_rata, signed};
use crate::share::moved::{MovedOut, leave};
use crate::share::tasks::{Settled, credit_again, settle};
use crate::testing::{move_in_at, night};
use portal::agent::Queue;
use portal::sharing::{AdviceAsked, Groups as _, KeyShown, KeyWanted};
use sharing::{Act, Key, Membership, Paper, Rounding, Rounds, Terms};
use store::{KeptSharingTask, SharingTaskKind};
use timeline::Fact;

const LATER: &str = "2026-11-22T10:00:00+01:00";

impl World {
    fn url(&self) -> String {
        format!("sqlite:{}", self.folder.path().join("t.db").display())
    }

    fn leave(&mut self) -> Vec<MovedOut> {
        leave(&mut self.engine, Dso::Ores, ("worker", instant(LATER))).unwrap()
    }

    fn members(&mut self, number: u64) -> Vec<Membership> {
        let kept = load(&mut self.engine.store, self.group).unwrap();
        let all = kept.dossier.members.into_iter();
        all.filter(|one| one.joining.ean == ean(number)).collect()
    }

    fn tasks(&mut self) -> Vec<KeptSharingTask> {
        self.engine.store.open_sharing_tasks(Dso::Ores).unwrap()
    }

    /// What waits at the desk: what it is, and how much.
    fn waits(&mut self) -> Vec<(String, Option<units::MicroEuro>)> {
        let found = found_in(&mut self.engine, Queue::Sharing, instant(LATER)).unwrap();
        found.into_iter().map(|one| (one.what, one.amount)).collect()
    }
}

/// A listed home has signed nothing: its quarter-hours are nobody's to try keys on, as long as the operator has not
/// accepted the group.
#[test]
fn pd_04_pd_06_keys_of_a_dossier_that_is_not_accepted_are_tried_without_a_figure() {
    let mut world = World::new();
    world.add(ean(11), Direction::Injection, 60, 0..ALL);
    world.add(ean(12), Direction::OffTake, 30, 0..ALL);
    let home = move_in_at(&mut world.engine, ean(12), "2026-10-01T00:00:00+02:00");
    let group = draft(&mut world.engine);
    let filed = [
        Act::Joined(joining(11, Role::Producer)),
        Act::Joined(joining(12, Role::Consumer)),
        pro_rata("2026-10-01T00:00:00+02:00"),
    ];
    file(&mut world.engine, group, &filed, "an", now()).unwrap();
    let person = world.engine.store.group(group).unwrap().unwrap().head.representative.unwrap();
    let own = visitor(access::Role::Representative, person);
    let url = world.url();
    let World { engine, intervals, folder, .. } = world;
    let pages = crate::share::pages::Representatives::over(engine, intervals, november());
    let mut engine = Engine::open(&url).unwrap();
    let wanted = KeyWanted {
        key: KeyShown::ProRata,
        from: "2026-12-01".parse().unwrap(),
        shares: Vec::new(),
        ranks: Vec::new(),
        reason: String::new(),
    };
    let figures = || {
        let tried = pages.simulation(&own, group, &AdviceAsked::default()).unwrap().unwrap();
        let key = pages.try_key(&own, group, &wanted).unwrap().unwrap();
        let keys = key.map(|key| (key.shared.is_some(), key.more.len())).unwrap_or_default();
        (tried.keys.len(), keys)
    };
    assert_eq!(figures(), (0, (false, 0)), "a draft");
    for paper in [Paper::Statutes, Paper::Convention, Paper::Authorisation, Paper::Notification] {
        file(&mut engine, group, &[Act::Papered { paper, signed: signed() }], "an", now()).unwrap();
    }
    file(&mut engine, group, &[Act::Submitted], "an", now()).unwrap();
    assert_eq!(figures().0, 0, "handed in");
    let looks = |engine: &mut Engine| {
        let looks = engine.store.person_looks(home.id, 100).unwrap().into_iter();
        looks.filter(|look| look.person == person && look.reason == "sharing").count()
    };
    assert_eq!(looks(&mut engine), 0, "nobody was read");
    let starts = instant("2026-10-01T00:00:00+02:00");
    file(&mut engine, group, &[Act::Accepted { starts }], "an", now()).unwrap();
    let (keys, (shared, more)) = figures();
    assert!(keys > 0 && shared && more == 2, "{keys} {shared} {more}");
    assert_eq!(looks(&mut engine), 2, "each trial is a look");
    // A group that has ended reads no fresh day.
    let ended = Act::Ended { at: instant("2026-11-01T00:00:00+01:00") };
    file(&mut engine, group, &[ended], "an", november()).unwrap();
    assert_eq!(pages.simulation(&own, group, &AdviceAsked::default()).unwrap().unwrap().keys, []);
    assert_eq!(looks(&mut engine), 2);
    drop(folder);
}

/// Before it shares: of whom a mandate is there as a document that somebody of the operator goes by, and nothing from
/// before they lived there. What only the representative has seen lets nobody be read.
#[test]
fn es_12_pd_03_pd_04_keys_of_a_dossier_are_tried_on_mandates_that_the_operator_has_seen() {
    let mut world = World::new();
    world.add(ean(11), Direction::Injection, 60, 0..ALL);
    world.add(ean(12), Direction::OffTake, 30, 0..ALL);
    world.add(ean(13), Direction::OffTake, 90, 0..ALL);
    let roof = move_in_at(&mut world.engine, ean(11), "2026-01-01T00:00:00+01:00");
    // Who moved in on the 26th; before that somebody else lived there.
    let home = move_in_at(&mut world.engine, ean(12), "2026-10-26T00:00:00+01:00");
    let listed = move_in_at(&mut world.engine, ean(13), "2026-10-01T00:00:00+02:00");
    let group = draft(&mut world.engine);
    let filed = [
        Act::Joined(joining(11, Role::Producer)),
        Act::Joined(joining(12, Role::Consumer)),
        Act::Joined(joining(13, Role::Consumer)),
        pro_rata("2026-10-01T00:00:00+02:00"),
    ];
    file(&mut world.engine, group, &filed, "an", now()).unwrap();
    let person = world.engine.store.group(group).unwrap().unwrap().head.representative.unwrap();
    let own = visitor(access::Role::Representative, person);
    let url = world.url();
    let World { engine, intervals, folder, .. } = world;
    // The thirty days are 2 to 31 October.
    let at = instant("2026-11-01T10:00:00+01:00");
    let pages = crate::share::pages::Representatives::over(engine, intervals, at);
    let mut engine = Engine::open(&url).unwrap();
    let masters = crate::sealed::MasterKeys::of(Some(&"07".repeat(32))).unwrap();
    let tried =
        |who: &portal::my::Visitor| pages.simulation(who, group, &AdviceAsked::default()).unwrap();
    let looks = |engine: &mut Engine, account: &store::Account| {
        let looks = engine.store.person_looks(account.id, 100).unwrap().into_iter();
        looks.filter(|look| look.person == person && look.reason == "sharing").count()
    };
    let sent = |engine: &mut Engine, number: u64| {
        let bytes = format!("%PDF-1.7 mandate {number}");
        let of = DocumentOf::Mandate(ean(number));
        let sent =
            Sent { of, on: "2026-10-28".parse().unwrap(), signer: "Bo", bytes: bytes.as_bytes() };
        add(engine, &masters, (group, person, "an"), &sent, at).unwrap().unwrap()
    };
    let starts = instant("2026-12-01T00:00:00+01:00");
    let would = Act::Proposed { person: person + 7, verdict: sharing::Verdict::Accept { starts } };
    sent(&mut engine, 11);
    let of_home = sent(&mut engine, 12);
    assert_eq!(tried(&own).unwrap().keys, [], "any picture may be sent as a mandate");
    for paper in [Paper::Statutes, Paper::Convention, Paper::Authorisation, Paper::Notification] {
        file(&mut engine, group, &[Act::Papered { paper, signed: signed() }], "an", at).unwrap();
    }
    file(&mut engine, group, &[Act::Submitted], "an", at).unwrap();
    assert_eq!(tried(&own).unwrap().keys, [], "handed in, and nobody has looked");
    assert_eq!([&roof, &home, &listed].map(|one| looks(&mut engine, one)), [0, 0, 0]);
    file(&mut engine, group, std::slice::from_ref(&would), "desk", at).unwrap();
    let found = tried(&own).unwrap();
    assert!(found.of_draft && !found.keys.is_empty());
    let pro_rata = found.keys.iter().find(|one| one.key == KeyShown::ProRata).unwrap();
    // From the 26th on 60 Wh for two that take 30: the listed one counts like the one that is known.
    assert_eq!(pro_rata.shared.0, 6 * 96 * 60_000);
    let of = |number: u64| {
        pro_rata.more.iter().find(|(whose, ..)| *whose == Some(ean(number))).unwrap().1
    };
    assert_eq!((of(12), of(13), of(11)), (6 * 96 * 30_000, 6 * 96 * 30_000, 6 * 96 * 60_000));
    assert_eq!([&roof, &home, &listed].map(|one| looks(&mut engine, one)), [1, 1, 0]);
    // What is filed after it nobody has seen, words are no document, and neither is one that was let go of.
    let words = sharing::Signed { on: "2026-10-28".parse().unwrap(), ..signed() };
    let by_words = Act::Mandated { ean: ean(13), signed: words };
    file(&mut engine, group, &[by_words], "an", at).unwrap();
    assert_eq!(tried(&own).unwrap().keys, [], "another look is needed");
    file(&mut engine, group, std::slice::from_ref(&would), "desk", at).unwrap();
    assert_ne!(tried(&own).unwrap().keys, []);
    assert_eq!([&roof, &home, &listed].map(|one| looks(&mut engine, one)), [2, 2, 0]);
    engine.store.drop_sharing_document(group, of_home).unwrap();
    tried(&own).unwrap();
    assert_eq!([&home, &listed].map(|one| looks(&mut engine, one)), [2, 0], "no such document");
    assert!(tried(&visitor(access::Role::Representative, person + 1)).is_none());
    // Whoever took the dossier back reads nobody any more.
    file(&mut engine, group, &[Act::Withdrawn], "an", at).unwrap();
    assert_eq!(tried(&own).unwrap().keys, []);
    drop(folder);
}

#[test]
fn pd_03_pd_06_a_representative_reads_a_member_since_it_shares_and_none_without_a_mandate() {
    let mut world = World::new();
    world.all();
    world.add(ean(4), Direction::OffTake, 500, 0..ALL);
    let from = instant("2026-10-31T00:00:00+01:00");
    let last = Joining { from, ..joining(4, Role::Consumer) };
    file(&mut world.engine, world.group, &[Act::Joined(last)], "an", now()).unwrap();
    let mut kept = load(&mut world.engine.store, world.group).unwrap();
    let days = ("2026-10-02".parse().unwrap(), "2026-10-31".parse().unwrap());
    let question = Question { shared_only: true, ..Question::default() };
    let (today, _) = answers(&mut world.intervals, &kept, days, &question).unwrap();
    assert_eq!(today.members[&ean(4)].offtake, 96 * 500_000, "of its one day");
    assert!(today.members[&ean(3)].offtake > 96 * 90_000);
    for member in &mut kept.dossier.members {
        if member.joining.ean == ean(3) {
            member.joining.mandate = None;
        }
    }
    let (today, _) = answers(&mut world.intervals, &kept, days, &question).unwrap();
    assert!(!today.members.contains_key(&ean(3)), "nobody let it be read");
}

#[test]
fn pd_03_pd_07_who_signed_for_later_and_moves_out_before_never_joins() {
    let from = instant("2027-01-01T00:00:00+01:00");
    let mut world = World::with(&[], |mut members| {
        members[1].from = from;
        members.push(joining(4, Role::Consumer));
        members
    });
    let home = prepaid(&mut world);
    moves_out(&mut world, &home);
    let moved =
        MovedOut { group: world.group, ean: ean(2), account: home.id, from, outcome: Ok(()) };
    assert_eq!(world.leave(), [moved]);
    assert_eq!(world.members(2)[0].to, Some(from));
    assert_eq!(world.engine.store.memberships_of(ean(2)).unwrap(), [], "of no quarter-hour");
    assert_eq!(world.leave(), []);
}

#[test]
fn pd_03_pd_07_who_would_leave_later_leaves_with_the_move() {
    let mut world = World::new();
    let home = prepaid(&mut world);
    let left = Act::Left { ean: ean(2), to: instant("2026-12-31T00:00:00+01:00") };
    file(&mut world.engine, world.group, &[left], "an", november()).unwrap();
    assert_eq!(world.leave(), [], "it lives there");
    moves_out(&mut world, &home);
    let left = world.leave();
    assert_eq!((left.len(), left[0].outcome.clone()), (1, Ok(())));
    assert_eq!(world.members(2)[0].to, Some(instant("2026-11-20T00:00:00+01:00")));
    assert_eq!(world.leave(), []);
}

#[test]
fn pd_03_es_12_a_later_key_keeps_nobody_in_a_group_who_has_moved_out() {
    let mut world = World::new();
    let home = prepaid(&mut world);
    let terms = Terms {
        key: Key::Fixed,
        rounds: Rounds::ONE,
        rounding: Rounding::LargestRemainder,
        shares: [(ean(2), "2/5".parse().unwrap()), (ean(3), "3/5".parse().unwrap())].into(),
        groups: [].into(),
    };
    let from = instant("2027-01-01T00:00:00+01:00");
    let key = Act::KeyFiled { from, terms, approval: None };
    file(&mut world.engine, world.group, &[key], "an", november()).unwrap();
    moves_out(&mut world, &home);
    assert_eq!(world.leave()[0].outcome, Ok(()));
    assert_eq!(world.members(2)[0].to, Some(instant("2026-11-20T00:00:00+01:00")));
    let kept = load(&mut world.engine.store, world.group).unwrap();
    assert!(kept.dossier.member_at(ean(2), from).is_none());
    assert_eq!(world.tasks(), []);
}

/// A household that was handed over on the last day of October, of which a month is final.
fn left_in_a_final_month(world: &mut World) -> store::Account {
    let home = move_in_at(&mut world.engine, ean(2), "2026-10-30T00:00:00+01:00");
    night(&mut world.engine, &home, "2026-10-30", 1);
    let gone = Fact::MoveOut { registers: None };
    world.engine.record(&home, &gone, instant("2026-10-31T09:00:00+01:00")).unwrap();
    night(&mut world.engine, &home, "2026-10-31", 2);
    assert!(world.engine.store.account(home.id).unwrap().unwrap().closed_at.is_some());
    home
}

#[test]
fn mk_06_pd_03_what_a_move_leaves_in_a_final_month_waits_for_a_person() {
    let mut world = World::with(&[("sharing.prepaid_credit", "false")], |members| members);
    let home = left_in_a_final_month(&mut world);
    world.all();
    assert_eq!(world.make(None).unwrap().run.kind, RunKind::Final);
    let left = world.leave();
    let why = left[0].outcome.clone().unwrap_err();
    assert!(why.starts_with("its months up to 2026-10-31 are final"), "{why}");
    // From the first day that is open on it is a member no more.
    assert_eq!(world.members(2)[0].to, Some(instant("2026-11-01T00:00:00+01:00")));
    assert_eq!(world.leave(), [], "filed once");
    assert_eq!(world.waits(), [("still_member".to_owned(), None)]);
    let task = world.tasks().remove(0).task;
    assert_eq!((task.account, task.kind), (home.id, SharingTaskKind::StillMember));
    let done = |by: &str, how: &str| {
        let paid = Paid {
            eur: units::MicroEuro::ZERO,
            by: by.to_owned(),
            how: how.to_owned(),
            approved_by: None,
        };
        Settled { task: task.key.clone(), paid }
    };
    let at = instant(LATER);
    assert!(settle(&mut world.engine, &done("An", " "), at).is_err(), "says how");
    let unknown = Settled { task: "member/9/9".to_owned(), ..done("An", "corrected") };
    assert!(settle(&mut world.engine, &unknown, at).is_err());
    settle(&mut world.engine, &done("An", "month corrected"), at).unwrap();
    assert_eq!(world.waits(), []);
    assert!(settle(&mut world.engine, &done("An", "month corrected"), at).is_err(), "once");
}

#[test]
fn es_19_pa_32_what_a_closed_account_is_owed_waits_until_somebody_has_paid_it() {
    let mut world = World::with(&[("price.energy_component", "0.14")], |members| members);
    let home = prepaid(&mut world);
    world.all();
    moves_out(&mut world, &home);
    let done = world.make(None).unwrap();
    let owed: units::MicroEuro = "0.4032".parse().unwrap();
    let what = "owed 2026-10".to_owned();
    assert_eq!(world.waits(), [(what.clone(), Some(owed))]);
    let task = world.tasks().remove(0);
    assert_eq!((task.task.account, task.task.month), (home.id, Some(OCTOBER.0)));
    let volumes = world.engine.store.volumes(world.group, OCTOBER.0, done.run.seq).unwrap();
    let again = |world: &mut World| {
        let at = instant(LATER);
        credit(&mut world.engine, Dso::Ores, &done.run, &volumes, at).unwrap();
    };
    again(&mut world);
    assert_eq!(world.waits().len(), 1, "one task");
    let paid = |eur: &str| {
        let (by, how) = ("An".to_owned(), "transfer 17".to_owned());
        let paid = Paid { eur: eur.parse().unwrap(), by, how, approved_by: None };
        Settled { task: task.task.key.clone(), paid }
    };
    let why = settle(&mut world.engine, &paid("0.3"), instant(LATER)).unwrap_err();
    assert_eq!(why.to_string(), "0.403200 EUR wait by now, not 0.300000");
    settle(&mut world.engine, &paid("0.4032"), instant(LATER)).unwrap();
    assert_eq!(world.waits(), []);
    again(&mut world);
    assert_eq!(world.waits(), [], "paid once");
    crate::testing::sound(&mut world.engine);
    // A correction: the difference waits, and no more.
    world.add(ean(3), Direction::OffTake, 0, ALL - 4..ALL);
    world.make(Some("register replaced")).unwrap();
    let more: units::MicroEuro = "0.0084".parse().unwrap();
    assert_eq!(world.waits(), [(what, Some(more))]);
    assert_eq!(shared_entries(&mut world.engine, &home), Vec::<String>::new());
    crate::testing::sound(&mut world.engine);
}

#[test]
fn es_19_mk_06_a_month_without_a_price_waits_and_is_credited_when_it_has_one() {
    use crate::books::{Books, EnteredParameter, enter_parameter};
    let mut world = World::new();
    let home = prepaid(&mut world);
    world.all();
    world.make(None).unwrap();
    assert_eq!(world.waits(), [("not_credited 2026-10".to_owned(), None)]);
    let at = instant(LATER);
    // No word ends it: the night finds its month by it.
    let waits = world.tasks().remove(0).task.key;
    let word = || Paid {
        eur: units::MicroEuro::ZERO,
        by: "An".to_owned(),
        how: "price entered".to_owned(),
        approved_by: None,
    };
    let ended = settle(&mut world.engine, &Settled { task: waits.clone(), paid: word() }, at);
    assert_eq!(ended.unwrap_err().to_string(), format!("`{waits}` ends when it is credited"));
    let still = credit_again(&mut world.engine, Dso::Ores, at).unwrap();
    assert!(still.iter().all(|one| one.outcome.is_err()) && world.waits().len() == 1);
    let entry = EnteredParameter {
        name: "price.energy_component".to_owned(),
        value: "0.14".to_owned(),
        scope: params::Scope { dso: Some(Dso::Ores), energy: None },
        valid_from: "2026-01-01".parse().unwrap(),
        recorded_at: instant("2026-11-21T10:00:00+01:00"),
    };
    let number = enter_parameter(&mut world.engine.store, &entry, "first").unwrap();
    world.engine.store.approve(store::Book::Parameters, number, "second").unwrap();
    world.engine.books = Books::load(&mut world.engine.store).unwrap();
    let done = credit_again(&mut world.engine, Dso::Ores, at).unwrap();
    assert_eq!(done[0].outcome, Ok("0.4032".parse().unwrap()));
    assert_eq!(shared_entries(&mut world.engine, &home).len(), 1);
    assert_eq!((world.waits(), world.tasks()), (vec![], vec![]));
    assert_eq!(credit_again(&mut world.engine, Dso::Ores, at).unwrap(), []);
    crate::testing::sound(&mut world.engine);
}

/// The night that settles the last day comes after the handover: its day is of the next household, once.
#[test]
fn es_19_pa_28_a_day_of_a_handover_is_given_back_once_and_to_who_was_charged_for_it() {
    let mut world = World::with(&[("price.energy_component", "0.14")], |members| members);
    left_in_a_final_month(&mut world);
    let next = move_in_at(&mut world.engine, ean(2), "2026-10-31T10:00:00+01:00");
    world.all();
    let done = world.make(None).unwrap();
    // 96 quarter-hours of 15 Wh at 0.14: the 30th of who has left, the 31st of who came.
    let day: units::MicroEuro = "0.2016".parse().unwrap();
    assert_eq!(world.waits(), [("owed 2026-10".to_owned(), Some(day))]);
    let posted: Vec<_> = done.credited.iter().filter_map(|one| one.outcome.clone().ok()).collect();
    assert_eq!(posted, [day]);
    assert_eq!(shared_entries(&mut world.engine, &next).len(), 1);
    crate::testing::sound(&mut world.engine);
}

/// Each household of a point, as its page shows October: what it received, and how many quarter-hours it sees.
fn octobers(world: World, homes: &[&store::Account], url: &str) -> Vec<Option<(i64, usize)>> {
    use portal::sharing::WhyOf;
    let World { mut engine, intervals, folder, .. } = world;
    let mut people = Vec::new();
    for home in homes {
        let ways = store::Ways::empty(units::Language::Fr, now());
        let code = access::Role::Customer.code();
        let person = engine.store.add_person(Dso::Ores, code, None, &ways).unwrap();
        engine.store.give_account(person.id, home.id, now()).unwrap();
        people.push(visitor(access::Role::Customer, person.id));
    }
    let pages = crate::share::pages::Representatives::over(engine, intervals, november());
    let shown = people
        .iter()
        .map(|who| {
            let mine = pages.mine(who).unwrap();
            let [mine] = &mine[..] else { panic!("{mine:?}") };
            let newest = mine.newest.as_ref()?;
            let seen = newest.quarters.iter().flatten().filter(|one| one.is_some()).count();
            let days: i64 = newest.days.iter().map(|(_, mwh)| *mwh).sum();
            assert_eq!(days, newest.total.received.0);
            assert_eq!(mine.months[0].1, newest.total);
            Some((newest.total.received.0, seen))
        })
        .collect();
    // A quarter-hour is explained to whoever lived there in it, and to nobody else.
    let mut engine = Engine::open(url).unwrap();
    for (place, home) in homes.iter().enumerate() {
        let to = engine.handed_over(home, november()).unwrap().map(|(end, _)| end);
        for (hour, at) in [8, 12].map(|hour| (hour, format!("2026-10-31T{hour:02}:00:00+01:00"))) {
            let at = instant(&at);
            let lived = home.opened_at <= at && to.is_none_or(|to| at < to);
            let told = pages.why(&people[place], WhyOf::Own, ean(2), at).unwrap();
            assert_eq!(told.is_some(), lived, "{place} at {hour}");
        }
    }
    drop(folder);
    shown
}

/// The registers were read at nine, and the next household has its account from ten on.
#[test]
fn es_20_pd_07_in_the_month_of_a_move_each_household_sees_its_own_quarter_hours() {
    for (read, of_first) in [(true, 96 + 36), (false, 96)] {
        let mut world = World::new();
        let home = move_in_at(&mut world.engine, ean(2), "2026-10-30T00:00:00+01:00");
        night(&mut world.engine, &home, "2026-10-30", 1);
        let both = [units::ObisCode::IMPORT_PEAK, units::ObisCode::IMPORT_OFF_PEAK];
        let registers = both.into_iter().zip(["2", "0"].map(str::to_owned)).collect();
        let gone = Fact::MoveOut { registers: read.then_some(registers) };
        world.engine.record(&home, &gone, instant("2026-10-31T09:00:00+01:00")).unwrap();
        night(&mut world.engine, &home, "2026-10-31", 2);
        let home = world.engine.store.account(home.id).unwrap().unwrap();
        let next = move_in_at(&mut world.engine, ean(2), "2026-10-31T10:00:00+01:00");
        world.all();
        world.make(None).unwrap();
        let url = world.url();
        let shown = octobers(world, &[&home, &next], &url);
        let of = |count: usize| Some((i64::try_from(count).unwrap() * 15_000, count));
        assert_eq!(shown, [of(of_first), of(56)], "read: {read}");
    }
}

#[test]
fn pd_07_who_has_moved_out_sees_nothing_of_the_time_after_though_nobody_came() {
    let mut world = World::new();
    let home = left_in_a_final_month(&mut world);
    let home = world.engine.store.account(home.id).unwrap().unwrap();
    world.all();
    world.make(None).unwrap();
    let url = world.url();
    let shown = octobers(world, &[&home], &url);
    assert_eq!(shown, [Some((96 * 15_000, 96))]);
}
