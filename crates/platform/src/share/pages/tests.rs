//! What representatives and households file by their pages.

use super::*;
use crate::intervals::open;
use crate::share::groups::tests::{self, ean, joining, signed};
use crate::testing::{furnished, instant, move_in};
use access::Role;
use portal::sharing::Newcomer;
use sharing::{Joining, Notice, Rounding, Rounds, Terms};
use store::Ways;
use units::Dso;

mod protected;

/// The form that opens a group.
const ATTEMPT: &str = "0123456789abcdef0123456789abcdef";

struct World {
    _folder: tempfile::TempDir,
    desk: Representatives,
    group: i64,
    representative: i64,
}

fn now() -> Instant {
    instant("2026-11-20T10:00:00+01:00")
}

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

fn visitor(person: i64, role: Role) -> Visitor {
    Visitor { person, role, name: "Anne".to_owned(), language: Language::Fr, session: 1 }
}

impl World {
    /// A roof (1) and flats (2, 3, 4), of which 2 has an account; the key is fixed: 40, 40 and 20 %.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("t.db").display());
        let mut engine = furnished(store::Store::open(&url).unwrap(), &[]);
        move_in(&mut engine, ean(2));
        let mut members = vec![joining(1, sharing::Role::Producer)];
        members.extend([2, 3, 4].map(|number| joining(number, sharing::Role::Consumer)));
        let group = tests::sharing(&mut engine, members);
        let shares = [(2, "2/5"), (3, "2/5"), (4, "1/5")];
        let terms = Terms {
            key: Key::Fixed,
            rounds: Rounds::ONE,
            rounding: Rounding::LargestRemainder,
            shares: shares.map(|(number, share)| (ean(number), share.parse().unwrap())).into(),
            groups: [].into(),
        };
        let from = instant("2026-11-01T00:00:00+01:00");
        let act = Act::KeyFiled { from, terms, approval: None };
        file(&mut engine, group, &[act], "an", now()).unwrap();
        let representative =
            engine.store.group(group).unwrap().unwrap().head.representative.unwrap();
        let intervals = open(&url, &Place::default()).unwrap();
        let desk = Representatives::over(engine, intervals, now());
        Self { _folder: folder, desk, group, representative }
    }

    fn kept(&self) -> Kept {
        load(&mut of(&self.desk.engine).store, self.group).unwrap()
    }

    fn own(&self) -> Visitor {
        visitor(self.representative, Role::Representative)
    }

    /// Keeps what the members agreed to pay, from November on.
    fn agree(&self, price: &str, network: Option<&str>) {
        let wanted = TermsWanted {
            from: day("2026-11-01"),
            price: price.parse().unwrap(),
            fee: MicroEuro::ZERO,
            network: network.map(|text| text.parse().unwrap()),
        };
        let kept = self.desk.agree(&self.own(), self.group, &wanted).unwrap();
        assert_eq!(kept, Some(Ok(())));
    }

    /// Somebody who lives at a point.
    fn household(&self, number: u64) -> Visitor {
        let mut engine = of(&self.desk.engine);
        let account = engine.account_of(ean(number)).unwrap();
        let ways = Ways::empty(Language::Fr, now());
        let code = Role::Customer.code();
        let person = engine.store.add_person(Dso::Ores, code, None, &ways).unwrap();
        engine.store.give_account(person.id, account.id, now()).unwrap();
        visitor(person.id, Role::Customer)
    }
}

#[test]
fn es_12_a_household_leaves_and_the_shares_of_the_others_make_the_same() {
    let world = World::new();
    let household = world.household(2);
    let first = day("2026-12-01");
    // Neither somebody else's point nor a day that has begun.
    assert_eq!(world.desk.leave_own(&household, ean(3), first).unwrap(), None);
    let today = world.desk.leave_own(&household, ean(2), day("2026-11-20")).unwrap();
    assert_eq!(today, Some(Err(LeaveRefused::Day)));
    assert_eq!(world.desk.leave_own(&household, ean(2), first).unwrap(), Some(Ok(())));
    let kept = world.kept();
    let key = kept.dossier.key_at(first.start()).unwrap();
    let shares: Vec<(Ean, String)> =
        key.terms.shares.iter().map(|(ean, share)| (*ean, share.to_string())).collect();
    assert_eq!(shares, [(ean(3), "2/3".to_owned()), (ean(4), "1/3".to_owned())]);
    assert_eq!(kept.dossier.key_at(now()).unwrap().terms.shares.len(), 3, "until then all three");
    let twice = world.desk.leave_own(&household, ean(2), day("2026-12-05")).unwrap();
    assert_eq!(twice, Some(Err(LeaveRefused::NoMember)));
    let by = &kept.acts.last().unwrap().by;
    assert_eq!(*by, format!("household #{}", household.person));
}

#[test]
fn pd_06_a_member_keeps_its_number_when_others_leave() {
    let world = World::new();
    let own = world.own();
    let point = |visitor: &Visitor, number| world.desk.point(visitor, world.group, number).unwrap();
    let all = || [1, 2, 3, 4, 5].map(|number| point(&own, number));
    let known = [1, 2, 3, 4].map(|number| Some(ean(number)));
    assert_eq!(all()[..4], known);
    assert_eq!((all()[4], point(&own, 0)), (None, None));
    let ending = Ending { ean: ean(2), day: day("2026-12-01"), other: None };
    let left = world.desk.end(&own, world.group, &ending).unwrap();
    assert_eq!(left, Some(Ok(())));
    assert_eq!(all()[..4], known);
    let view = world.desk.group(&own, world.group).unwrap().unwrap();
    for member in view.members {
        assert_eq!(point(&own, member.number), Some(member.ean));
    }
    let stranger = visitor(world.representative + 1, Role::Representative);
    assert_eq!(point(&stranger, 1), None, "another's group tells nothing");
}

#[test]
fn es_05_a_key_is_filed_from_tomorrow_on_and_says_what_does_not_fit() {
    let world = World::new();
    let wanted = |from: &str, shares: &[(u64, &str)]| KeyWanted {
        key: KeyShown::Fixed,
        from: day(from),
        shares: shares.iter().map(|(number, share)| (ean(*number), (*share).to_owned())).collect(),
        ranks: Vec::new(),
        reason: String::new(),
    };
    let all: &[(u64, &str)] = &[(2, "50 %"), (3, "0,25"), (4, "1/4")];
    let tried = |wanted: &KeyWanted| world.desk.try_key(&world.own(), world.group, wanted).unwrap();
    let preview = tried(&wanted("2026-12-01", all)).unwrap().unwrap();
    assert_eq!((preview.sum, preview.shared), (Some(100_000), None), "nothing is measured");
    for (wanted, refused) in [
        (wanted("2026-11-20", all), KeyRefused::Day),
        (wanted("2026-12-01", &[(2, "half")]), KeyRefused::Share(ean(2))),
        (wanted("2026-12-01", &[(2, "80 %"), (3, "30 %")]), KeyRefused::Sum(Some(110_000))),
        (wanted("2026-12-01", &[(1, "80 %")]), KeyRefused::Share(ean(1))),
    ] {
        assert_eq!(tried(&wanted).unwrap().unwrap_err(), refused, "{wanted:?}");
        let filed = world.desk.file_key(&world.own(), world.group, &wanted).unwrap().unwrap();
        assert_eq!(filed, Err(refused));
    }
    let before = world.kept().acts.len();
    let wanted = wanted("2026-12-01", all);
    let stranger = visitor(world.representative + 1, Role::Representative);
    assert_eq!(world.desk.file_key(&stranger, world.group, &wanted).unwrap(), None);
    let filed = world.desk.file_key(&world.own(), world.group, &wanted).unwrap();
    assert_eq!(filed, Some(Ok(())));
    assert_eq!(world.kept().acts.len(), before + 1);
    let later = world.desk.file_key(&world.own(), world.group, &wanted).unwrap();
    assert_eq!(later, Some(Err(KeyRefused::Later)));
}

#[test]
fn es_12_all_participants_of_a_file_join_or_none_and_each_bad_line_is_named() {
    let world = World::new();
    let join = |csv: &str| world.desk.join(&world.own(), world.group, csv).unwrap().unwrap();
    let heading = "ean;role;from;municipality;signed_on;mandate;meter\n";
    let line = |number: u64, rest: &str| format!("{};{rest};smart\n", ean(number));
    let good = "consumer;2026-12-01;63079;2026-11-01;M-1";
    let before = world.kept().acts.len();
    let bad = [
        heading.to_owned(),
        line(5, good),
        line(6, "neighbour;2026-12-01;63079;2026-11-01;M-1"),
        line(2, good),
        line(7, "consumer;2026-12-01;62063;2026-11-01;M-1"),
        line(8, "consumer;2026-12-01;63079;;"),
        line(9, "consumer"),
    ]
    .concat();
    let field = |name: &str| LineProblem::Field(name.to_owned());
    assert_eq!(
        join(&bad).unwrap_err(),
        JoinStopped::Lines(vec![
            (3, field("role")),
            (4, LineProblem::Twice),
            (5, LineProblem::Perimeter),
            (6, LineProblem::Unmet),
            (7, LineProblem::Values),
        ])
    );
    assert_eq!(world.kept().acts.len(), before, "nothing of the file is kept");
    let columns = JoinStopped::Lines(vec![(1, LineProblem::Columns)]);
    assert_eq!(join("ean;role\n").unwrap_err(), columns);
    let many: String = (0..501).map(|number| line(100 + number, good)).collect();
    let many = join(&format!("{heading}{many}")).unwrap_err();
    assert_eq!(many, JoinStopped::Lines(vec![(1, LineProblem::Many { most: 500 })]));
    assert_eq!(join(&[heading, &line(5, good), &line(6, good)].concat()), Ok(2));
    assert_eq!(world.kept().dossier.members.len(), 6);
}

#[test]
fn es_18_the_notice_is_kept_with_day_signer_and_what_was_shown() {
    let world = World::new();
    {
        let mut engine = of(&world.desk.engine);
        let late = Joining {
            from: instant("2026-12-01T00:00:00+01:00"),
            social_tariff: true,
            ..joining(5, sharing::Role::Consumer)
        };
        // Nobody joins a group that shares without the notice.
        let join = |late: &Joining| Act::Joined(late.clone());
        file(&mut engine, world.group, &[join(&late)], "an", now()).unwrap_err();
        let notice = Notice::SocialTariff;
        let acts = [Act::Noticed { ean: ean(5), notice, signed: signed() }, join(&late)];
        file(&mut engine, world.group, &acts, "an", now()).unwrap();
    }
    let prices = ("0.15".parse().unwrap(), "0.16".parse().unwrap());
    let found = world.desk.notices(&world.own(), world.group, Some(prices)).unwrap().unwrap();
    assert_eq!(found.lines.len(), 1);
    // Social 0.20 against 0.15 and 0.16.
    assert_eq!(found.warning.unwrap().gain, -110_000_000);
    let signing = |on: &str| Signing {
        ean: ean(5),
        social: true,
        on: day(on),
        signer: "B. Member".to_owned(),
        document: "D-2".to_owned(),
        prices,
    };
    let sign =
        |signing: &Signing| world.desk.sign(&world.own(), world.group, signing).unwrap().unwrap();
    assert_eq!(sign(&signing("2026-11-21")), Err(SignRefused::Day));
    let other = Signing { ean: ean(3), ..signing("2026-11-19") };
    assert_eq!(sign(&other), Err(SignRefused::NoMember));
    assert_eq!(sign(&signing("2026-11-19")), Ok(()));
    let found = world.desk.notices(&world.own(), world.group, None).unwrap().unwrap();
    let shown = "D-2 (shown: -0.110000000 EUR/kWh at 0.150000000 and network 0.160000000)";
    let signed = found.lines[0].signed.clone().unwrap();
    let kept = world.kept().dossier.notices.get(&(ean(5), Notice::SocialTariff)).cloned();
    let told = sharing::Told { shared: prices.0, network: prices.1, shown: true };
    assert_eq!(kept.unwrap().told, Some(told), "the household reads it again");
    assert_eq!(signed, (day("2026-11-19"), Some("B. Member".to_owned()), shown.to_owned()));
    // Whatever the group agrees on since, its page says what it was shown.
    world.agree("0.12", Some("0.16"));
    move_in(&mut of(&world.desk.engine), ean(5));
    let mine = world.desk.mine(&world.household(5)).unwrap();
    assert_eq!((mine[0].warning.unwrap().gain, mine[0].shown), (-110_000_000, true));
}

/// In whose name people are written to.
pub fn with_house(engine: &mut Engine) {
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

#[test]
fn cm_01z_members_with_an_account_hear_of_their_group() {
    let world = World::new();
    let tell = |to: Option<Ean>| {
        world.desk.tell(&world.own(), world.group, to, News::Volumes).unwrap().unwrap()
    };
    assert_eq!(tell(None), Some(4), "no word of who has an account");
    assert_eq!(tell(Some(ean(9))), None);
    // Without a house in whose name people are written to nothing waits.
    let mut engine = of(&world.desk.engine);
    let account = engine.account_of(ean(2)).unwrap();
    let kinds = |engine: &mut Engine| {
        let all = engine.store.messages(&[account.id]).unwrap();
        all.iter().filter(|one| one.body.contains("sharing_")).count()
    };
    assert_eq!(kinds(&mut engine), 0);
    with_house(&mut engine);
    let email = Some("group@example.be".parse().unwrap());
    let ways = Ways { email, ..Ways::empty(Language::Fr, now()) };
    engine.store.set_ways(world.representative, &ways).unwrap();
    drop(engine);
    for _twice in 0..2 {
        assert_eq!(tell(Some(ean(2))), Some(1));
    }
    assert_eq!(tell(Some(ean(3))), Some(1), "the same of who has none. Source: PD-01");
    assert_eq!(kinds(&mut of(&world.desk.engine)), 1, "once a day");
    // Another key is news by itself.
    let (key, from) = (KeyShown::Equal, day("2026-12-01"));
    let wanted =
        KeyWanted { key, from, shares: Vec::new(), ranks: Vec::new(), reason: String::new() };
    let filed = world.desk.file_key(&world.own(), world.group, &wanted).unwrap();
    assert_eq!(filed, Some(Ok(())));
    assert_eq!(kinds(&mut of(&world.desk.engine)), 2);
    // Whoever represents the group hears of it once, by its name, and of no home. Source: PD-01.
    let mut engine = of(&world.desk.engine);
    let told = engine.store.partner_notices(Dso::Ores, Instant(0)).unwrap();
    let told: Vec<&store::NewPartnerNotice> = told.iter().map(|one| &one.notice).collect();
    let [mail] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((mail.message.as_str(), mail.person), ("M29-key", world.own().person));
    let group = engine.store.group(world.group).unwrap().unwrap().head.name;
    assert!(mail.body.starts_with(&group) && !mail.body.contains("5414"), "{}", mail.body);
    // They read it on a page of their own, and nobody else does. Source: UX 8.6.
    drop(engine);
    let lines = portal::sharing::Groups::told(&world.desk, &world.own()).unwrap();
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    let portal::ToldWords::Sent { text, .. } = &line.words else { panic!("{line:?}") };
    assert!(text.starts_with(&group), "{text}");
    let stranger = visitor(world.representative + 1, Role::Representative);
    assert_eq!(portal::sharing::Groups::told(&world.desk, &stranger).unwrap(), []);
}

/// A representative who lists homes learns of none whether it is protected, takes gas or shares elsewhere: it is
/// one answer, that counts and stands in the audit.
#[test]
fn pd_04_pd_06_a_representative_learns_nothing_of_a_home_that_has_not_said_its_word() {
    let world = World::new();
    let (protected, elsewhere, most) = {
        let mut engine = of(&world.desk.engine);
        let account = crate::testing::move_in_protected(&mut engine, ean(12));
        tests::sharing(
            &mut engine,
            vec![joining(20, sharing::Role::Producer), joining(21, sharing::Role::Consumer)],
        );
        let most = engine.books.payments(Dso::Ores, now()).unwrap().lookup_wrong_max_per_h;
        (account, ean(21), most)
    };
    let join = |csv: &str| world.desk.join(&world.own(), world.group, csv).unwrap().unwrap();
    let heading = "ean;role;from;meter;municipality;signed_on;mandate;social_tariff;notices\n";
    let line = |ean: Ean, rest: &str| format!("{ean};consumer;2026-12-01;smart;63079;{rest}\n");
    let unsaid = "2026-11-01;M-1;;";
    let looks = || {
        let mut engine = of(&world.desk.engine);
        engine.store.person_looks(protected.id, 100).unwrap().len()
    };
    // A line that is wrong by itself is said, and then nothing of a home.
    let both = [heading, &line(protected.ean, unsaid), &line(elsewhere, "2026-11-01;;;")].concat();
    let unmet = JoinStopped::Lines(vec![(3, LineProblem::Unmet)]);
    assert_eq!((join(&both).unwrap_err(), looks()), (unmet, 0));
    // The same answer for what it has and where it shares.
    let all = [heading, &line(protected.ean, unsaid), &line(elsewhere, unsaid)].concat();
    let refused =
        JoinStopped::Lines(vec![(2, LineProblem::Household), (3, LineProblem::Household)]);
    assert_eq!(join(&all).unwrap_err(), refused);
    assert_eq!(looks(), 1, "whoever was asked about stands in the audit");
    for _ in 2..most {
        join(&[heading, &line(elsewhere, unsaid)].concat()).unwrap_err();
    }
    let wait = join(&[heading, &line(elsewhere, unsaid)].concat()).unwrap_err();
    assert!(matches!(wait, JoinStopped::Wait(_)), "{wait:?}");
    // Later the household has signed: its word decides, with what it was warned of by what the group agreed on.
    world.agree("0.15", Some("0.16"));
    let later = now().plus_h(2);
    let desk = Representatives { clock: Arc::new(move || later), ..world.desk };
    let signed = [heading, &line(protected.ean, "2026-11-20;M-1;yes;N-1")].concat();
    let own = visitor(world.representative, Role::Representative);
    assert_eq!(desk.join(&own, world.group, &signed).unwrap(), Some(Ok(1)));
}

#[test]
fn r_02_pd_05_documents_are_sealed_told_by_their_content_and_filed_in_the_dossier() {
    use portal::sharing::{
        DocumentShown, Dossiers, FormShown, NewGroup, NewPaper, OpenRefused, PaperOf, PaperRefused,
        SubmitRefused, TaskShown,
    };
    let world = World::new();
    let own = world.own();
    let new = |municipality: &str| NewGroup {
        form: FormShown::Renewable,
        name: "Rue Basse".to_owned(),
        building: String::new(),
        municipality: municipality.to_owned(),
        station: String::new(),
        wind: false,
    };
    let desk = &world.desk;
    assert_eq!(desk.open_group(&own, &new(""), ATTEMPT).unwrap(), Err(OpenRefused::Perimeter));
    assert_eq!(
        desk.open_group(&own, &new("Huy"), ATTEMPT).unwrap(),
        Err(OpenRefused::Municipality)
    );
    let group = desk.open_group(&own, &new("63079"), ATTEMPT).unwrap().unwrap();
    let lines = desk.groups(&own).unwrap();
    assert!(lines.iter().any(|line| line.id == group && line.state == StateShown::Draft));
    let of = |task, on: &str| NewPaper {
        of: PaperOf::Paper(task),
        on: day(on),
        signer: "An Peeters".to_owned(),
    };
    let statutes = of(TaskShown::Statutes, "2026-11-02");
    let pdf = b"%PDF-1.7 statutes";
    let send = |desk: &Representatives, paper: &NewPaper, bytes: &[u8]| {
        desk.add_document(&own, group, paper, bytes).unwrap().unwrap()
    };
    assert_eq!(send(desk, &statutes, pdf), Err(PaperRefused::NoKey), "never in clear");
    let World { desk, _folder, group: world_group, .. } = world;
    let masters = crate::sealed::MasterKeys::of(Some(&"07".repeat(32))).unwrap();
    let desk = &desk.with_masters(masters);
    assert_eq!(send(desk, &statutes, b"GIF89a"), Err(PaperRefused::NotADocument));
    let large = [&pdf[..], &vec![b' '; 4_000_000]].concat();
    assert_eq!(send(desk, &statutes, &large), Err(PaperRefused::TooLarge));
    let contract = of(TaskShown::Contract, "2026-11-02");
    assert_eq!(send(desk, &contract, pdf), Err(PaperRefused::Needless));
    let tomorrow = of(TaskShown::Statutes, "2026-11-21");
    assert_eq!(send(desk, &tomorrow, pdf), Err(PaperRefused::Day));
    assert_eq!(desk.dossier(&own, group).unwrap().unwrap().documents, [], "nothing of it stays");
    assert_eq!(send(desk, &statutes, pdf), Ok(()));
    assert_eq!(send(desk, &statutes, b"\x89PNG\r\n\x1a\n2"), Ok(()));
    let view = desk.dossier(&own, group).unwrap().unwrap();
    let shown: Vec<_> = view.documents.iter().map(|one| (one.seq, one.kind, one.holds)).collect();
    assert_eq!(shown, [(1, DocumentShown::Pdf, false), (2, DocumentShown::Png, true)]);
    let task = view.group.tasks.iter().find(|task| task.what == TaskShown::Statutes);
    assert!(task.unwrap().done, "the task is done by it");
    let opened = desk.document(&own, group, 1).unwrap();
    assert_eq!(opened, Some((DocumentShown::Pdf, pdf.to_vec())));
    // What is kept is not what was sent, and it opens at its place only.
    let mut engine = super::of(&desk.engine);
    let (_, sealed) = engine.store.sharing_document(group, 1).unwrap().unwrap();
    assert!(!sealed.contains("statutes"));
    assert!(desk.masters.open_bytes(&format!("group/{group}/document/2"), &sealed).is_err());
    let looks = engine.store.document_looks_between(Dso::Ores, now(), now().plus_h(1)).unwrap();
    assert_eq!(looks.iter().map(|look| (look.group, look.seq)).collect::<Vec<_>>(), [(group, 1)]);
    drop(engine);
    // Whose mandate is opened hears of it. Source: PD-05.
    let mandate =
        NewPaper { of: PaperOf::Mandate(ean(2)), on: day("2026-11-02"), signer: "Bob".to_owned() };
    assert_eq!(desk.add_document(&own, world_group, &mandate, pdf).unwrap(), Some(Ok(())));
    assert!(desk.document(&own, world_group, 1).unwrap().is_some());
    let mut engine = super::of(&desk.engine);
    let home = engine.account_of(ean(2)).unwrap();
    let looks = engine.store.person_looks(home.id, 9).unwrap();
    assert_eq!(looks.iter().map(|look| look.person).collect::<Vec<_>>(), [own.person]);
    drop(engine);
    // Also of one that another has replaced: name and signature are the same.
    let again = b"%PDF-1.7 put right";
    assert_eq!(desk.add_document(&own, world_group, &mandate, again).unwrap(), Some(Ok(())));
    assert!(desk.document(&own, world_group, 1).unwrap().is_some());
    let mut engine = super::of(&desk.engine);
    assert_eq!(engine.store.person_looks(home.id, 9).unwrap().len(), 2);
    drop(engine);
    let stranger = visitor(own.person + 1, Role::Representative);
    assert_eq!(desk.document(&stranger, group, 1).unwrap(), None);
    assert_eq!(desk.dossier(&stranger, group).unwrap(), None);
    let Some(Err(SubmitRefused::Open(open))) = desk.submit(&own, group).unwrap() else {
        panic!("it lacks nearly everything")
    };
    assert!(open.contains(&TaskShown::Convention) && !open.contains(&TaskShown::Statutes));
    assert_eq!(desk.withdraw(&own, group).unwrap(), Some(Ok(())));
    assert_eq!(send(desk, &statutes, pdf), Err(PaperRefused::Closed));
    assert_eq!(desk.answer(&own, group, "why?").unwrap(), Some(Err(SubmitRefused::State)));
}

#[test]
fn r_10_the_effect_on_the_key_is_told_before_a_point_leaves_or_another_takes_its_place() {
    let world = World::new();
    let own = world.own();
    let ending = |number: u64, other: Option<Newcomer>| Ending {
        ean: ean(number),
        day: day("2026-12-01"),
        other,
    };
    let tried = |ending: &Ending| world.desk.try_end(&own, world.group, ending).unwrap().unwrap();
    let before = world.kept().acts.len();
    let effect = tried(&ending(2, None)).unwrap();
    assert_eq!((effect.key, effect.sum), (Some(KeyShown::Fixed), Some((100_000, 100_000))));
    let left = [
        (ean(2), Some(40_000), None),
        (ean(3), Some(40_000), Some(66_667)),
        (ean(4), Some(20_000), Some(33_333)),
    ];
    assert_eq!(effect.shares, left);
    let other = |number: u64, quarter_hours: bool| Newcomer {
        ean: ean(number),
        quarter_hours,
        mandate: (day("2026-11-05"), "B. Member".to_owned(), "M-5".to_owned()),
        social_tariff: false,
        in_compensation: false,
        notices: String::new(),
    };
    let effect = tried(&ending(2, Some(other(5, true)))).unwrap();
    assert_eq!(effect.sum, Some((100_000, 100_000)));
    assert_eq!(effect.shares[0], (ean(2), Some(40_000), None));
    assert_eq!(effect.shares[3], (ean(5), None, Some(40_000)));
    assert_eq!(world.kept().acts.len(), before, "nothing is filed by looking");
    for (ending, refused) in [
        (ending(9, None), EndRefused::Leave(LeaveRefused::NoMember)),
        (
            Ending { day: day("2026-11-20"), ..ending(2, None) },
            EndRefused::Leave(LeaveRefused::Day),
        ),
        (ending(2, Some(other(3, true))), EndRefused::Newcomer(LineProblem::Twice)),
        (ending(2, Some(other(5, false))), EndRefused::Newcomer(LineProblem::Unmet)),
    ] {
        assert_eq!(tried(&ending).unwrap_err(), refused);
        let done = world.desk.end(&own, world.group, &ending).unwrap();
        assert_eq!(done, Some(Err(refused)));
    }
    let stranger = visitor(world.representative + 1, Role::Representative);
    assert_eq!(world.desk.end(&stranger, world.group, &ending(2, None)).unwrap(), None);
    let done = world.desk.end(&own, world.group, &ending(2, Some(other(5, true)))).unwrap();
    assert_eq!(done, Some(Ok(())));
    let kept = world.kept();
    let at = day("2026-12-01").start();
    let (_, shares) = kept.dossier.shares_at(at).unwrap();
    assert_eq!(shares[&ean(5)], "2/5".parse().ok());
    assert!(!shares.contains_key(&ean(2)));
    assert_eq!(kept.dossier.member_at(ean(5), at).unwrap().joining.role, sharing::Role::Consumer);
}

/// A home in somebody's place is as unknown as one of a table: one answer, counted and in the audit.
#[test]
fn pd_04_whoever_comes_in_a_place_is_refused_without_a_word_of_why() {
    let world = World::new();
    let protected = {
        let mut engine = of(&world.desk.engine);
        crate::testing::move_in_protected(&mut engine, ean(12))
    };
    let ending = Ending {
        ean: ean(3),
        day: day("2026-12-01"),
        other: Some(Newcomer {
            ean: protected.ean,
            quarter_hours: true,
            mandate: (day("2026-11-05"), "B. Member".to_owned(), "M-5".to_owned()),
            social_tariff: false,
            in_compensation: false,
            notices: String::new(),
        }),
    };
    let end = || world.desk.end(&world.own(), world.group, &ending).unwrap().unwrap();
    assert!(world.desk.try_end(&world.own(), world.group, &ending).unwrap().unwrap().is_ok());
    assert_eq!(end(), Err(EndRefused::Newcomer(LineProblem::Household)));
    let looks = of(&world.desk.engine).store.person_looks(protected.id, 100).unwrap();
    assert_eq!(looks.len(), 1, "whoever was asked about stands in the audit");
    let waits = (0..50).find_map(|_| match end() {
        Err(EndRefused::Wait(until)) => Some(until),
        _ => None,
    });
    assert!(waits.is_some(), "nobody asks about home after home");
}

#[test]
fn es_05_a_key_that_is_not_a_standard_one_waits_for_the_operator() {
    let world = World::new();
    let own = world.own();
    let page = || {
        let asked = AdviceAsked::default();
        world.desk.simulation(&own, world.group, &asked).unwrap().unwrap()
    };
    let offered = page().offered;
    assert!(offered.contains(&(KeyShown::Equal, KeyWay::Filed)));
    assert!(offered.contains(&(KeyShown::Hybrid, KeyWay::Asked)));
    assert!(offered.iter().all(|(key, _)| *key != KeyShown::FlemishOptimal), "not in Wallonia");
    let wanted = |reason: &str| KeyWanted {
        key: KeyShown::Hybrid,
        from: day("2026-12-01"),
        shares: vec![(ean(2), "30 %".to_owned()), (ean(3), "30 %".to_owned())],
        ranks: Vec::new(),
        reason: reason.to_owned(),
    };
    let tried = world.desk.try_key(&own, world.group, &wanted("")).unwrap().unwrap().unwrap();
    assert_eq!((tried.way, tried.sum), (KeyWay::Asked, Some(60_000)));
    let file = |reason: &str| world.desk.file_key(&own, world.group, &wanted(reason)).unwrap();
    assert_eq!(file(" "), Some(Err(KeyRefused::Reason)));
    assert_eq!(file("The bakery works at night"), Some(Ok(())));
    assert_eq!(world.kept().dossier.keys.len(), 2, "nothing holds before it is approved");
    assert_eq!(page().asked, Some((KeyShown::Hybrid, day("2026-12-01"))));
    let flemish = KeyWanted { key: KeyShown::FlemishOptimal, ..wanted("why") };
    let refused = world.desk.file_key(&own, world.group, &flemish).unwrap();
    assert_eq!(refused, Some(Err(KeyRefused::Approval)));
}

#[test]
fn es_05_a_cascade_is_asked_for_with_the_order_that_was_typed() {
    let world = World::new();
    let own = world.own();
    let wanted = |ranks: &[(u64, &str)]| KeyWanted {
        key: KeyShown::Cascade,
        from: day("2026-12-01"),
        shares: Vec::new(),
        ranks: ranks.iter().map(|(number, rank)| (ean(*number), (*rank).to_owned())).collect(),
        reason: "The school first".to_owned(),
    };
    let file = |wanted: &KeyWanted| world.desk.file_key(&own, world.group, wanted).unwrap();
    for wrong in ["0", "1000", "first", "1.5"] {
        assert_eq!(file(&wanted(&[(2, wrong)])), Some(Err(KeyRefused::Rank(ean(2)))), "{wrong}");
    }
    assert_eq!(file(&wanted(&[(3, "1"), (2, "2"), (4, "2")])), Some(Ok(())));
    let asked = world.kept().dossier.asked.unwrap().1;
    let ranks: Vec<(Ean, u32)> = asked.groups.into_iter().collect();
    assert_eq!(ranks, [(ean(2), 2), (ean(3), 1), (ean(4), 2)]);
}

#[test]
fn r_03_a_label_is_the_representatives_alone_and_goes_away_again() {
    let world = World::new();
    let own = world.own();
    let label =
        |number: u64, text: &str| world.desk.label(&own, world.group, ean(number), text).unwrap();
    let labels = || -> Vec<Option<String>> {
        let view = world.desk.group(&own, world.group).unwrap().unwrap();
        view.members.into_iter().map(|member| member.label).collect()
    };
    assert_eq!(label(2, "  Flat  3 "), Some(true));
    assert_eq!(labels(), [None, Some("Flat 3".to_owned()), None, None]);
    assert_eq!(label(2, &"x".repeat(41)), Some(false));
    assert_eq!(label(3, &ean(3).to_string()), Some(false), "an EAN is no name");
    assert_eq!(label(9, "Shop"), Some(false), "who is no member has none");
    let stranger = visitor(world.representative + 1, Role::Representative);
    assert_eq!(world.desk.label(&stranger, world.group, ean(2), "Mine").unwrap(), None);
    assert_eq!(label(2, ""), Some(true));
    assert_eq!(labels(), [None, None, None, None]);
}

#[test]
fn r_01_the_next_step_of_a_group_that_shares_is_its_month() {
    let world = World::new();
    let own = world.own();
    let lines = world.desk.groups(&own).unwrap();
    let line = lines.into_iter().find(|line| line.id == world.group).unwrap();
    let found = line.month.unwrap();
    assert_eq!((found.first, found.made, found.late), (day("2026-10-01"), false, false));
    assert_eq!(found.by, day("2026-11-25"));
}

/// Whoever is listed in a draft knows nothing of the group: nobody writes to them, whoever they are.
#[test]
fn pd_03_pd_04_a_draft_writes_to_nobody() {
    use portal::sharing::{Dossiers, FormShown, NewGroup};
    let world = World::new();
    let (own, desk) = (world.own(), &world.desk);
    let new = NewGroup {
        form: FormShown::Renewable,
        name: "Rue Basse".to_owned(),
        building: String::new(),
        municipality: "63079".to_owned(),
        station: String::new(),
        wind: false,
    };
    let group = desk.open_group(&own, &new, ATTEMPT).unwrap().unwrap();
    let mut engine = of(&desk.engine);
    let listed = Act::Joined(Joining {
        from: instant("2029-01-01T00:00:00+01:00"),
        ..joining(5, sharing::Role::Consumer)
    });
    file(&mut engine, group, &[listed], "an", now()).unwrap();
    drop(engine);
    for what in [News::Any, News::Key, News::Volumes, News::Sign] {
        assert_eq!(desk.tell(&own, group, None, what).unwrap(), Some(None));
    }
}

#[test]
fn pd_07_a_month_is_a_households_own_if_nobody_else_lived_there_in_it() {
    let at = |text: &str| instant(&format!("2026-{text}T12:00:00+01:00"));
    let account = |opened: &str, closed: Option<&str>| {
        let world = World::new();
        let known = of(&world.desk.engine).account_of(ean(2)).unwrap();
        store::Account { opened_at: at(opened), closed_at: closed.map(at), ..known }
    };
    let october = Month(2026 * 12 + 9);
    let (stays, came) = (account("09-03", None), account("10-20", None));
    assert!(is_own(&stays, &[], october) && is_own(&came, &[], october));
    assert!(!is_own(&came, &[], Month(october.0 - 1)), "before it lived there");
    // Who left on the 20th keeps what was before, and nothing of the month in which others came.
    let gone = account("09-03", Some("10-20"));
    let (next, before) = ([(at("10-20"), None)], [(at("09-03"), Some(at("10-20")))]);
    assert!(is_own(&gone, &next, Month(october.0 - 1)) && !is_own(&gone, &next, october));
    assert!(!is_own(&came, &before, october) && is_own(&came, &before, october.next()));
    assert!(!is_own(&gone, &[], october.next()));
}

#[test]
fn r_01_a_form_that_is_sent_twice_opens_one_group() {
    use portal::sharing::{Dossiers, FormShown, NewGroup, OpenRefused};
    let world = World::new();
    let (own, desk) = (world.own(), &world.desk);
    let new = NewGroup {
        form: FormShown::Renewable,
        name: "Rue Basse".to_owned(),
        building: String::new(),
        municipality: "63079".to_owned(),
        station: String::new(),
        wind: false,
    };
    let open = |who: &Visitor, new: &NewGroup, attempt| desk.open_group(who, new, attempt).unwrap();
    let wrong = NewGroup { municipality: String::new(), ..new.clone() };
    assert_eq!(open(&own, &wrong, ATTEMPT), Err(OpenRefused::Perimeter), "nothing was opened");
    let group = open(&own, &new, ATTEMPT).unwrap();
    assert_eq!(open(&own, &new, ATTEMPT), Ok(group), "sent twice");
    let count = of(&desk.engine).store.groups_of_representative(own.person).unwrap().len();
    let other = open(&own, &new, "fedcba9876543210fedcba9876543210").unwrap();
    assert_ne!(other, group, "another form");
    // Another person's form is another one, whatever it is called.
    let person = tests::representative(&mut of(&desk.engine), Dso::Ores).id;
    let colleague = visitor(person, Role::Representative);
    let theirs = open(&colleague, &new, ATTEMPT).unwrap();
    assert!(theirs != group && theirs != other);
    let now = of(&desk.engine).store.groups_of_representative(own.person).unwrap().len();
    assert_eq!(now, count + 1);
}

#[test]
fn r_02_the_same_document_twice_is_named_and_another_dossier_may_have_it() {
    use portal::sharing::{Dossiers, NewPaper, PaperOf, PaperRefused};
    let mut world = World::new();
    world.desk.masters = crate::sealed::MasterKeys::of(Some(&"07".repeat(32))).unwrap();
    let (own, desk) = (world.own(), &world.desk);
    let paper = |of: PaperOf| NewPaper { of, on: day("2026-11-02"), signer: "Lea".to_owned() };
    let send = |of: PaperOf, bytes: &[u8]| {
        desk.add_document(&own, world.group, &paper(of), bytes).unwrap().unwrap()
    };
    let statutes = PaperOf::Paper(TaskShown::Statutes);
    assert_eq!(send(statutes, b"%PDF-1.7 one"), Ok(()));
    assert_eq!(send(PaperOf::Mandate(ean(2)), b"%PDF-1.7 two"), Ok(()));
    let acts = world.kept().acts.len();
    assert_eq!(send(statutes, b"%PDF-1.7 one"), Err(PaperRefused::Twice(1)), "sent twice");
    assert_eq!(send(statutes, b"%PDF-1.7 two"), Err(PaperRefused::Twice(2)), "as another paper");
    assert_eq!(send(PaperOf::Mandate(ean(3)), b"%PDF-1.7 two"), Err(PaperRefused::Twice(2)));
    assert_eq!(world.kept().acts.len(), acts, "nothing of it is filed");
    assert_eq!(send(statutes, b"%PDF-1.7 three"), Ok(()));
    // In another dossier it is another document, and what was let go of may come again.
    let mut engine = of(&desk.engine);
    let other = tests::draft(&mut engine);
    let sent = crate::share::groups::documents::Sent {
        of: crate::share::groups::documents::DocumentOf::Paper(Paper::Statutes),
        on: day("2026-11-02"),
        signer: "Lea",
        bytes: b"%PDF-1.7 one",
    };
    let add = |engine: &mut Engine, group: i64| {
        let whose = (group, 1, "an");
        crate::share::groups::documents::add(engine, &desk.masters, whose, &sent, now()).unwrap()
    };
    assert_eq!(add(&mut engine, other), Ok(1));
    engine.store.drop_sharing_document(world.group, 1).unwrap();
    assert_eq!(add(&mut engine, world.group), Ok(4));
    drop(engine);
    assert_eq!(desk.document(&own, world.group, 1).unwrap(), None, "let go of");
    let view = desk.dossier(&own, world.group).unwrap().unwrap();
    assert_eq!(view.documents.iter().map(|one| one.seq).collect::<Vec<_>>(), [2, 3, 4]);
}

/// What was right when it joined may be wrong when the dossier is handed in, and again when it is accepted.
#[test]
fn es_12_what_has_changed_of_a_member_is_named_when_the_dossier_is_handed_in() {
    use portal::sharing::{Dossiers, MemberChanged, SubmitRefused};
    let world = World::new();
    let (own, desk) = (world.own(), &world.desk);
    let group = {
        let mut engine = of(&desk.engine);
        let group = tests::draft(&mut engine);
        let starts = instant("2027-01-01T00:00:00+01:00");
        crate::testing::move_in(&mut engine, ean(22));
        let of_january = |number, role| Joining { from: starts, ..joining(number, role) };
        let mut acts = vec![
            Act::Represented { person: Some(own.person) },
            Act::Joined(of_january(21, sharing::Role::Producer)),
            Act::Joined(of_january(22, sharing::Role::Consumer)),
            tests::pro_rata("2027-01-01T00:00:00+01:00"),
        ];
        let papers =
            [Paper::Statutes, Paper::Convention, Paper::Authorisation, Paper::Notification];
        acts.extend(papers.map(|paper| Act::Papered { paper, signed: signed() }));
        file(&mut engine, group, &acts, "an", now()).unwrap();
        let home = engine.account_of(ean(22)).unwrap();
        engine.record(&home, &timeline::Fact::MoveOut { registers: None }, now()).unwrap();
        crate::testing::night(&mut engine, &home, "2026-11-20", 22);
        group
    };
    let submit = |at: &str| {
        let mut engine = of(&desk.engine);
        file(&mut engine, group, &[Act::Submitted], "an", instant(at))
            .map(|_| ())
            .map_err(|failure| super::dossier::refused(failure).unwrap())
    };
    let moved = Err(SubmitRefused::Member(MemberChanged::MovedOut, ean(22)));
    assert_eq!(submit("2026-11-22T10:00:00+01:00"), moved);
    // The representative ends that membership; the dossier lacks a consumer then.
    let to = instant("2027-01-02T00:00:00+01:00");
    file(&mut of(&desk.engine), group, &[Act::Left { ean: ean(22), to }], "an", now()).unwrap();
    let open = submit("2026-11-22T10:00:00+01:00").unwrap_err();
    assert_eq!(open, SubmitRefused::Open(vec![TaskShown::Pair]));
    let next = Joining { from: to, ..joining(23, sharing::Role::Consumer) };
    file(&mut of(&desk.engine), group, &[Act::Joined(next)], "an", now()).unwrap();
    assert_eq!(desk.submit(&own, group).unwrap(), Some(Ok(())));
}

/// That a home has come under the social tariff is not told to whoever handed it in: one answer, counted, and a look.
#[test]
fn pd_04_es_12_a_representative_learns_that_something_changed_and_not_what() {
    use portal::sharing::{Dossiers, MemberChanged, SubmitRefused};
    let world = World::new();
    let (own, desk) = (world.own(), &world.desk);
    let (group, home) = {
        let mut engine = of(&desk.engine);
        let group = tests::draft(&mut engine);
        let starts = instant("2027-01-01T00:00:00+01:00");
        let of_january = |number, role| Joining { from: starts, ..joining(number, role) };
        let mut acts = vec![
            Act::Represented { person: Some(own.person) },
            Act::Joined(of_january(21, sharing::Role::Producer)),
            Act::Joined(of_january(22, sharing::Role::Consumer)),
            tests::pro_rata("2027-01-01T00:00:00+01:00"),
        ];
        let papers =
            [Paper::Statutes, Paper::Convention, Paper::Authorisation, Paper::Notification];
        acts.extend(papers.map(|paper| Act::Papered { paper, signed: signed() }));
        file(&mut engine, group, &acts, "an", now()).unwrap();
        (group, crate::testing::move_in_protected(&mut engine, ean(22)))
    };
    let submit = || desk.submit(&own, group).unwrap().unwrap();
    let changed = SubmitRefused::Member(MemberChanged::Household, ean(22));
    assert_eq!(submit(), Err(changed));
    let looks = of(&desk.engine).store.person_looks(home.id, 9).unwrap();
    assert_eq!(looks.iter().filter(|look| look.person == own.person).count(), 1, "{looks:?}");
    let waits = (0..50).any(|_| matches!(submit(), Err(SubmitRefused::Wait(_))));
    assert!(waits, "nobody asks about homes again and again");
    let stranger = visitor(world.representative + 1, Role::Representative);
    assert_eq!(desk.submit(&stranger, group).unwrap(), None);
}

/// The group of who lived there before, and whether they had the social tariff, is nobody else's to read.
#[test]
fn pd_01_pd_07_who_moves_in_reads_nothing_of_the_sharing_before() {
    use crate::share::groups::joining_acts;
    let world = World::new();
    let mut engine = of(&world.desk.engine);
    let home = move_in(&mut engine, ean(5));
    let joining = Joining { social_tariff: true, ..joining(5, sharing::Role::Consumer) };
    let acts = joining_acts(joining, vec![(Notice::SocialTariff, signed())]);
    let before = instant("2026-10-30T12:00:00+01:00");
    file(&mut engine, world.group, &acts, "an", before).unwrap();
    drop(engine);
    let first = world.household(5);
    let read = |who: &Visitor| {
        let mine = world.desk.mine(who).unwrap().into_iter();
        mine.map(|one| (one.from.to_string(), one.social_tariff)).collect::<Vec<_>>()
    };
    assert_eq!(read(&first), [("2026-10-01".to_owned(), true)]);
    let mut engine = of(&world.desk.engine);
    for (day, kwh) in [("2026-10-30", 1), ("2026-10-31", 2), ("2026-11-01", 3)] {
        crate::testing::night(&mut engine, &home, day, kwh);
    }
    let gone = timeline::Fact::MoveOut { registers: None };
    engine.record(&home, &gone, instant("2026-11-02T09:00:00+01:00")).unwrap();
    crate::testing::night(&mut engine, &home, "2026-11-02", 4);
    assert!(engine.store.account(home.id).unwrap().unwrap().closed_at.is_some());
    crate::testing::move_in_at(&mut engine, ean(5), "2026-11-04T10:00:00+01:00");
    drop(engine);
    let next = world.household(5);
    // While the point still is a member it is told that it is, and nothing of whom it was agreed with.
    assert_eq!(read(&next), [("2026-11-04".to_owned(), false)]);
    let by = ("worker", instant("2026-11-20T10:00:00+01:00"));
    let left = crate::share::moved::leave(&mut of(&world.desk.engine), Dso::Ores, by).unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(read(&next), []);
    assert_eq!(read(&first), [("2026-10-01".to_owned(), true)], "their own stays theirs");
    // Nor may a representative let them in on what the others had signed. Source: PD-03, ES-18.
    let mut engine = of(&world.desk.engine);
    let again = |on: &str| {
        let signed = sharing::Signed { on: day(on), ..signed() };
        let from = instant("2026-12-01T00:00:00+01:00");
        let mandate = Some(signed.clone());
        let joining = Joining {
            social_tariff: true,
            from,
            mandate,
            ..tests::joining(5, sharing::Role::Consumer)
        };
        joining_acts(joining, vec![(Notice::SocialTariff, signed)])
    };
    let refused = file(&mut engine, world.group, &again("2026-10-20"), "an", now()).unwrap_err();
    let why = refused.downcast_ref::<JoinRefused>();
    assert!(matches!(why, Some(JoinRefused::SignedBefore { .. })), "{refused}");
    file(&mut engine, world.group, &again("2026-11-10"), "an", now()).unwrap();
    drop(engine);
    assert!(read(&next).contains(&("2026-12-01".to_owned(), true)), "on their own word");
}

/// Today's quarter-hours, and those before, are nobody's to give away by a page.
#[test]
fn pd_03_pd_07_by_the_page_a_point_joins_from_tomorrow_on() {
    let world = World::new();
    let join = |from: &str| {
        let csv = format!(
            "ean;role;from;meter;municipality;signed_on;mandate\n{};consumer;{from};smart;63079;2026-11-01;M-1\n",
            ean(15)
        );
        world.desk.join(&world.own(), world.group, &csv).unwrap().unwrap()
    };
    let field = || Err(JoinStopped::Lines(vec![(2, LineProblem::Field("from".to_owned()))]));
    assert_eq!(join("2026-11-05"), field());
    assert_eq!(join("2026-11-20"), field());
    assert_eq!(join("2026-11-21"), Ok(1));
}

/// What a protected household is warned of is what its account does: the social price stays on what is shared, but
/// for its energy component.
#[test]
fn es_18_the_warning_is_reckoned_as_the_account_is_credited() {
    let world = World::new();
    let warned = |component: &str| {
        let mut engine = of(&world.desk.engine);
        let from = day("2026-10-01");
        let entered = crate::books::EnteredParameter {
            name: "price.energy_component".into(),
            value: component.into(),
            scope: params::Scope { dso: None, energy: None },
            valid_from: from,
            recorded_at: instant("2026-09-01T07:00:00+02:00"),
        };
        let number = crate::books::enter_parameter(&mut engine.store, &entered, "first").unwrap();
        engine.store.approve(store::Book::Parameters, number, "second").unwrap();
        crate::testing::social_price(&mut engine, "2026-10-01");
        let kept = load(&mut engine.store, world.group).unwrap();
        let prices = ("0.15".parse().unwrap(), "0.16".parse().unwrap());
        warned::warning(&engine, &kept, prices, now()).unwrap().unwrap()
    };
    let warning = warned("average=0.14 social=0.06");
    // 0.25 at the social tariff, of which 0.06 comes back: shared it costs 0.15 and the 0.19 that stay.
    assert_eq!(
        (warning.now.to_string(), warning.network.to_string()),
        ("0.250000000".into(), "0.190000000".into())
    );
    assert_eq!(warning.gain, -90_000_000);
}
