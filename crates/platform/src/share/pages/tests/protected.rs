//! What a protected household loses is reckoned and kept whichever way it joins, and told if it is protected later.

use super::*;
use crate::share::groups::warned;
use crate::share::tasks::{Settled, settle};
use store::SharingTaskKind;
use timeline::Fact;

const HEADING: &str = "ean;role;from;meter;municipality;signed_on;mandate;social_tariff;notices\n";

impl World {
    fn join_protected(&self, number: u64) -> Joined {
        let ean = ean(number);
        let line = format!("{ean};consumer;2026-12-01;smart;63079;2026-11-01;M-1;yes;N-1\n");
        self.desk.join(&self.own(), self.group, &format!("{HEADING}{line}")).unwrap().unwrap()
    }

    /// Where the notice of a point is kept.
    fn notice(&self, number: u64) -> Option<String> {
        let kept = self.kept();
        let signed = kept.dossier.notices.get(&(ean(number), Notice::SocialTariff));
        signed.map(|signed| signed.document.clone())
    }
}

#[test]
fn es_18_who_joins_by_a_file_is_warned_by_what_the_group_agreed_or_signs_still() {
    let world = World::new();
    let unmet = || Err(JoinStopped::Lines(vec![(2, LineProblem::Unmet)]));
    assert_eq!(world.join_protected(5), unmet(), "nothing was agreed: no warning, no notice");
    world.agree("0.15", None);
    assert_eq!(world.join_protected(5), unmet(), "without the network nothing can be reckoned");
    world.agree("0.15", Some("0.16"));
    assert_eq!(world.join_protected(5), Ok(1));
    // Social 0.20 against 0.15 and 0.16.
    let shown = "N-1 (shown: -0.110000000 EUR/kWh at 0.150000000 and network 0.160000000)";
    assert_eq!(world.notice(5).as_deref(), Some(shown));
    let prices = ("0.15".parse().unwrap(), "0.16".parse().unwrap());
    assert_eq!(warned::shown_prices(shown), Some(prices), "the household reads it later");
    // On R-08 these prices need not be typed.
    let found = world.desk.notices(&world.own(), world.group, None).unwrap().unwrap();
    assert_eq!((found.prices, found.warning.unwrap().gain), (Some(prices), -110_000_000));
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
            mandate: (day("2026-11-05"), "B. Member".to_owned(), "M-5".to_owned()),
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
    assert!(document.starts_with("N-5 (shown: -0.110000000 EUR/kWh at "), "{document}");
}

#[test]
fn es_18_pd_04_who_is_protected_later_is_told_once_and_the_group_learns_nothing() {
    let world = World::new();
    let household = world.household(2);
    world.agree("0.15", Some("0.16"));
    let look = |at: Instant| warned::look(&mut of(&world.desk.engine), Dso::Ores, at).unwrap();
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
    protect("2027-02-01", None);
    let again = instant("2027-02-03T06:00:00+01:00");
    assert_eq!((look(again), tasks().len()), (1, 1));
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
}
