//! What a protected household loses is reckoned and kept whichever way it joins, and told if it is protected later.

use super::*;
use crate::share::groups::warned;
use crate::share::tasks::{Settled, settle};
use store::SharingTaskKind;
use timeline::Fact;

const HEADING: &str = "ean;role;from;meter;municipality;signed_on;mandate;social_tariff;notices\n";

impl World {
    fn join_protected(&self, number: u64, signed_on: &str) -> Joined {
        self.join_as(number, signed_on, "N-1")
    }

    fn join_as(&self, number: u64, signed_on: &str, notice: &str) -> Joined {
        let ean = ean(number);
        let line = format!("{ean};consumer;2026-12-01;smart;63079;{signed_on};M-1;yes;{notice}\n");
        self.desk.join(&self.own(), self.group, &format!("{HEADING}{line}")).unwrap().unwrap()
    }

    /// How often a household was told what the social tariff does not count on.
    fn social_news(&self, number: u64) -> usize {
        let mut engine = of(&self.desk.engine);
        let account = engine.account_of(ean(number)).unwrap();
        let told = engine.store.messages(&[account.id]).unwrap();
        told.iter().filter(|one| one.body.contains("sharing_social")).count()
    }

    /// Where the notice of a point is kept.
    fn notice(&self, number: u64) -> Option<String> {
        let kept = self.kept();
        let signed = kept.dossier.notices.get(&(ean(number), Notice::SocialTariff));
        signed.map(|signed| signed.document.clone())
    }
}

/// Days on which it signed before the group had a price, and after.
const BEFORE: &str = "2026-11-01";
const AFTER: &str = "2026-11-20";

#[test]
fn es_18_who_joins_by_a_file_has_signed_since_the_group_agreed_and_is_told_what_was_reckoned() {
    let world = World::new();
    {
        let mut engine = of(&world.desk.engine);
        move_in(&mut engine, ean(5));
        with_house(&mut engine);
    }
    let unmet = || Err(JoinStopped::Lines(vec![(2, LineProblem::Unmet)]));
    assert_eq!(world.join_protected(5, AFTER), unmet(), "nothing was agreed: nothing was shown");
    world.agree("0.15", None);
    assert_eq!(world.join_protected(5, AFTER), unmet(), "without the network nothing is reckoned");
    world.agree("0.15", Some("0.16"));
    // On paper it was signed before there was a figure: whatever stands on it, it was not this one.
    assert_eq!(world.join_protected(5, BEFORE), unmet());
    let forged = "N-1 (shown: -0.010000000 EUR/kWh at 0.250000000 and network 0.010000000)";
    assert_eq!(world.join_as(5, BEFORE, forged), unmet());
    let household = world.household(5);
    assert_eq!((world.join_as(5, AFTER, forged), world.social_news(5)), (Ok(1), 1));
    // Social 0.20 against 0.15 and 0.16. Nobody showed it: it says what it is, and a text is no figure.
    let reckoned =
        "(reckoned 2026-11-20: -0.110000000 EUR/kWh at 0.150000000 and network 0.160000000)";
    assert_eq!(world.notice(5), Some(format!("{forged} {reckoned}")));
    let signed = world.kept().dossier.notices[&(ean(5), Notice::SocialTariff)].clone();
    let prices: [NanoEuroPerKwh; 2] = ["0.15", "0.16"].map(|text| text.parse().unwrap());
    let told = sharing::Told { shared: prices[0], network: prices[1], shown: false };
    assert_eq!(signed.told, Some(told));
    // It reads what holds now, not what it never saw.
    world.agree("0.12", Some("0.16"));
    let mine = world.desk.mine(&household).unwrap();
    assert_eq!((mine[0].warning.unwrap().gain, mine[0].shown), (-80_000_000, false));
    // On R-08 these prices need not be typed.
    let found = world.desk.notices(&world.own(), world.group, None).unwrap().unwrap();
    assert_eq!(found.warning.unwrap().gain, -80_000_000);
}

impl World {
    /// A group with an act that nobody can read, before the own one in their order or after it.
    fn unreadable(&self) -> i64 {
        let mut engine = of(&self.desk.engine);
        let faulty = tests::sharing(
            &mut engine,
            vec![joining(20, sharing::Role::Producer), joining(21, sharing::Role::Consumer)],
        );
        let head = engine.store.group(faulty).unwrap().unwrap().head;
        let acts = engine.store.group_acts(faulty).unwrap().len();
        let act = store::GroupAct { at: now(), by: "an".into(), body: "?".into() };
        engine.store.add_group_act(faulty, acts, &act, &head, &[]).unwrap();
        faulty
    }

    fn protect(&self, from: &str, to: Option<&str>) -> store::Account {
        let mut engine = of(&self.desk.engine);
        let account = engine.account_of(ean(2)).unwrap();
        let (from, to) = (day(from), to.map(day));
        let fact = Fact::Protected { from, to, category: "federal".to_owned() };
        engine.record(&account, &fact, now()).unwrap();
        account
    }

    /// How many are new under the social tariff.
    fn look(&self, at: &str) -> usize {
        let mut engine = of(&self.desk.engine);
        let (new, failed) = warned::look(&mut engine, Dso::Ores, instant(at), |_| Ok(())).unwrap();
        assert!(failed.is_empty(), "{failed:?}");
        new
    }

    fn open_tasks(&self) -> usize {
        of(&self.desk.engine).store.open_sharing_tasks(Dso::Ores).unwrap().len()
    }
}

/// One group that cannot be read keeps nobody of another from being found.
#[test]
fn es_18_es_14_a_group_that_cannot_be_looked_at_holds_no_other_up() {
    let world = World::new();
    world.protect("2026-11-15", None);
    let faulty = world.unreadable();
    let mut engine = of(&world.desk.engine);
    let mut rounds = 0;
    let found = warned::look(&mut engine, Dso::Ores, now(), |_| {
        rounds += 1;
        Ok(())
    });
    let (new, failed) = found.unwrap();
    assert_eq!((new, rounds), (1, 2), "after each group the job is held on to");
    assert_eq!(failed.iter().map(|(group, _)| *group).collect::<Vec<_>>(), [faulty]);
    // Whoever has lost the job to another does nothing more.
    let lost = |_: &mut Engine| crate::failure::refuse("the job is another's");
    assert!(warned::look(&mut engine, Dso::Ores, now(), lost).is_err());
}

/// The whole job of a day, with a month that is due, a household that is protected and one that has moved out.
#[test]
fn es_18_es_14_pd_03_a_group_that_cannot_be_read_stops_nothing_of_the_job_of_a_day() {
    let world = World::new();
    let nights = |from: SettlementDay, to: SettlementDay| {
        let mut engine = of(&world.desk.engine);
        let account = engine.account_of(ean(2)).unwrap();
        let first = account.opened_at.day();
        for offset in from.days_since(first)..=to.days_since(first) {
            let on = first.plus(offset).to_string();
            crate::testing::night(&mut engine, &account, &on, i64::from(offset) + 1);
        }
        account
    };
    let opened = of(&world.desk.engine).account_of(ean(2)).unwrap().opened_at.day();
    nights(opened, day("2026-11-19"));
    world.protect("2026-11-15", None);
    world.unreadable();
    let job = |at: Instant| {
        let mut engine = of(&world.desk.engine);
        crate::share::due::do_job(&mut engine, Dso::Ores, at, |_| Ok(())).unwrap();
        crate::share::due::due(&mut engine, Dso::Ores, at).unwrap()
    };
    let due = job(now());
    assert_eq!(due.iter().map(|due| due.group).collect::<Vec<_>>(), [world.group], "October");
    assert_eq!(world.open_tasks(), 1, "who is protected is found");
    {
        let mut engine = of(&world.desk.engine);
        let account = engine.account_of(ean(2)).unwrap();
        let gone = Fact::MoveOut { registers: None };
        engine.record(&account, &gone, now().plus_h(1)).unwrap();
    }
    let account = nights(day("2026-11-20"), day("2026-11-20"));
    let mut engine = of(&world.desk.engine);
    assert!(engine.store.account(account.id).unwrap().unwrap().closed_at.is_some());
    drop(engine);
    job(instant("2026-11-22T06:00:00+01:00"));
    let member = of(&world.desk.engine).store.memberships_of(ean(2)).unwrap().remove(0);
    assert_eq!(member.to, Some(instant("2026-11-20T00:00:00+01:00")), "who moved out has left");
}

/// Lists of who is protected come late: it was so all the time.
#[test]
fn es_18_a_status_that_is_renewed_late_is_told_once() {
    let world = World::new();
    with_house(&mut of(&world.desk.engine));
    world.agree("0.15", Some("0.16"));
    world.protect("2026-11-15", Some("2027-01-01"));
    assert_eq!((world.look("2026-11-20T12:00:00+01:00"), world.social_news(2)), (1, 1));
    assert_eq!((world.look("2027-01-05T06:00:00+01:00"), world.open_tasks()), (0, 0));
    world.protect("2027-01-01", None);
    assert_eq!((world.look("2027-01-10T06:00:00+01:00"), world.open_tasks()), (0, 1), "again");
    assert_eq!(world.social_news(2), 1, "it was under the tariff without a break");
}

#[test]
fn es_18_another_time_under_the_tariff_is_another_word_though_one_was_signed() {
    let world = World::new();
    with_house(&mut of(&world.desk.engine));
    world.agree("0.15", Some("0.16"));
    world.protect("2028-02-01", Some("2029-01-01"));
    assert_eq!(world.look("2028-02-03T06:00:00+01:00"), 1);
    let sign = |on: &str| {
        let signed = sharing::Signed { on: day(on), ..signed() };
        let said = sharing::Act::Noticed { ean: ean(2), notice: Notice::SocialTariff, signed };
        let at = day(on).at(12, 0);
        file(&mut of(&world.desk.engine), world.group, &[said], "an", at).unwrap();
    };
    sign("2028-02-03");
    assert_eq!((world.look("2028-02-04T06:00:00+01:00"), world.open_tasks()), (0, 0));
    assert_eq!(world.look("2029-02-04T06:00:00+01:00"), 0, "lost");
    world.protect("2031-03-01", None);
    assert_eq!((world.look("2031-03-02T06:00:00+01:00"), world.social_news(2)), (1, 2));
    // Whoever signs before it begins has said it of that time.
    sign("2031-02-20");
    assert_eq!((world.look("2031-03-03T06:00:00+01:00"), world.open_tasks()), (0, 0));
}

#[test]
fn es_18_nobody_is_sent_to_a_page_that_has_no_price_and_is_told_when_there_is_one() {
    let world = World::new();
    let household = world.household(2);
    with_house(&mut of(&world.desk.engine));
    world.protect("2026-11-15", None);
    let told = |at: &str| (world.look(at), world.open_tasks(), world.social_news(2));
    assert_eq!(told("2026-11-20T12:00:00+01:00"), (1, 1, 0), "a person looks");
    assert_eq!(world.desk.mine(&household).unwrap()[0].warning, None);
    assert_eq!(told("2026-11-21T06:00:00+01:00"), (0, 1, 0));
    world.agree("0.15", Some("0.16"));
    assert_eq!(told("2026-11-22T06:00:00+01:00"), (0, 1, 1));
    let open = of(&world.desk.engine).store.open_sharing_tasks(Dso::Ores).unwrap();
    assert!(open[0].task.why.contains("-0.110000000 EUR/kWh"), "{}", open[0].task.why);
    assert_eq!(told("2026-11-23T06:00:00+01:00"), (0, 1, 1), "once");
}

#[test]
fn es_18_in_a_draft_the_notice_of_a_file_stays_an_open_task_without_prices() {
    let world = World::new();
    let (draft, own) = {
        let mut engine = of(&world.desk.engine);
        let draft = tests::draft(&mut engine);
        let head = engine.store.group(draft).unwrap().unwrap().head;
        (draft, visitor(head.representative.unwrap(), Role::Representative))
    };
    let line = format!("{};consumer;2026-12-01;smart;63079;2026-11-01;M-1;yes;N-1\n", ean(15));
    let csv = format!("{HEADING}{line}");
    assert_eq!(world.desk.join(&own, draft, &csv).unwrap().unwrap(), Ok(1));
    let view = world.desk.group(&own, draft).unwrap().unwrap();
    let notices = view.tasks.iter().find(|task| task.what == TaskShown::Notices).unwrap();
    assert_eq!((notices.done, &notices.points[..]), (false, &[ean(15)][..]));
}

#[test]
fn es_18_who_comes_in_the_place_of_another_is_warned_as_well() {
    let world = World::new();
    let ending = Ending {
        ean: ean(3),
        day: day("2026-12-01"),
        other: Some(Newcomer {
            ean: ean(5),
            quarter_hours: true,
            mandate: (day(AFTER), "B. Member".to_owned(), "M-5".to_owned()),
            social_tariff: true,
            in_compensation: false,
            notices: "N-5".to_owned(),
        }),
    };
    let unmet = Err(EndRefused::Newcomer(LineProblem::Unmet));
    let tried = || world.desk.try_end(&world.own(), world.group, &ending).unwrap().unwrap();
    assert_eq!(tried().map(|_| ()), unmet);
    world.agree("0.15", Some("0.16"));
    assert!(tried().is_ok());
    assert_eq!(world.desk.end(&world.own(), world.group, &ending).unwrap(), Some(Ok(())));
    let document = world.notice(5).unwrap();
    assert!(
        document.starts_with("N-5 (reckoned 2026-11-20: -0.110000000 EUR/kWh at "),
        "{document}"
    );
}

#[test]
fn es_18_pd_04_who_is_protected_later_is_told_once_and_the_group_learns_nothing() {
    let world = World::new();
    let household = world.household(2);
    world.agree("0.15", Some("0.16"));
    let look = |at: Instant| {
        let found = warned::look(&mut of(&world.desk.engine), Dso::Ores, at, |_| Ok(())).unwrap();
        assert!(found.1.is_empty(), "{:?}", found.1);
        found.0
    };
    let tasks = || of(&world.desk.engine).store.open_sharing_tasks(Dso::Ores).unwrap();
    assert_eq!((look(now()), tasks().len()), (0, 0));
    assert!(!world.desk.mine(&household).unwrap()[0].social_tariff);
    let account = of(&world.desk.engine).account_of(ean(2)).unwrap();
    let protect = |from: &str, to: Option<&str>| {
        let (from, to) = (day(from), to.map(day));
        let fact = Fact::Protected { from, to, category: "federal".to_owned() };
        of(&world.desk.engine).record(&account, &fact, now()).unwrap();
    };
    protect("2026-11-15", Some("2026-12-31"));
    assert_eq!((look(now()), look(now().plus_h(24))), (1, 0), "once");
    let open = tasks();
    assert_eq!((open.len(), open[0].task.kind), (1, SharingTaskKind::BecameProtected));
    assert_eq!(open[0].task.account, account.id);
    assert!(open[0].task.why.contains("-0.110000000 EUR/kWh"), "{}", open[0].task.why);
    // The household reads what it loses, though it never signed.
    let mine = world.desk.mine(&household).unwrap();
    assert_eq!((mine[0].social_tariff, mine[0].warning.unwrap().gain), (true, -110_000_000));
    // The representative sees neither a notice that is needed nor another member line.
    let found = world.desk.notices(&world.own(), world.group, None).unwrap().unwrap();
    assert_eq!(found.lines, []);
    let view = world.desk.group(&world.own(), world.group).unwrap().unwrap();
    assert!(view.members.iter().all(|member| member.notices.is_empty()));
    // It is over with the tariff, and begins anew with the next time.
    assert_eq!(look(instant("2027-01-02T06:00:00+01:00")), 0);
    assert_eq!(tasks().len(), 0);
    protect("2027-02-01", Some("2027-06-30"));
    let again = instant("2027-02-03T06:00:00+01:00");
    assert_eq!((look(again), tasks().len()), (1, 1));
    // That it was so some days before is no other time.
    protect("2027-01-20", Some("2027-02-01"));
    assert_eq!((look(again.plus_h(1)), tasks().len()), (0, 1));
    // What a person has ended stays ended.
    let asked = Settled {
        task: tasks()[0].task.key.clone(),
        paid: crate::paid::Paid {
            eur: units::MicroEuro::ZERO,
            by: "E. Member".to_owned(),
            how: "signed N-9".to_owned(),
            approved_by: None,
        },
    };
    settle(&mut of(&world.desk.engine), &asked, again).unwrap();
    assert_eq!((look(again.plus_h(24)), tasks().len()), (0, 0));
    assert_eq!(look(instant("2027-07-05T06:00:00+02:00")), 0, "lost");
    // Another time is another word, and the household gives it by signing.
    protect("2028-02-01", None);
    let other_time = instant("2028-02-03T06:00:00+01:00");
    assert_eq!((look(other_time), tasks().len()), (1, 1));
    let signed = sharing::Signed { on: day("2028-02-03"), ..signed() };
    let said = sharing::Act::Noticed { ean: ean(2), notice: Notice::SocialTariff, signed };
    file(&mut of(&world.desk.engine), world.group, &[said], "an", other_time).unwrap();
    assert_eq!((look(other_time.plus_h(1)), tasks().len()), (0, 0), "it has said its word");
    let kept = of(&world.desk.engine).store.sharing_tasks_of(account.id).unwrap();
    assert_eq!(kept.len(), 3, "one for each time");
}
