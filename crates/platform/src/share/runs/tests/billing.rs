//! Bills of a month and version by what was agreed, and the checksums of its files.

use super::*;
use crate::share::pages::Representatives;
use portal::my::Visitor;
use portal::sharing::{AgreeRefused, Bills, FileForm, Groups as _, TermsWanted, VersionShown};

struct Desk {
    pages: Representatives,
    own: Visitor,
    group: i64,
    url: String,
    _folder: tempfile::TempDir,
}

/// October: final, then corrected. November runs, and was made by hand.
fn desk(parameters: &[(&str, &str)]) -> Desk {
    let mut world = World::with(parameters, |members| members);
    world.all();
    world.make(None).unwrap();
    world.add(ean(3), Direction::OffTake, 0, 0..4);
    world.make(Some("register replaced")).unwrap();
    let of = (world.group, OCTOBER.next());
    make(&mut world.engine, &mut world.intervals, of, None, ("an", november())).unwrap();
    let group = world.group;
    let person = world.engine.store.group(group).unwrap().unwrap().head.representative.unwrap();
    let own = visitor(access::Role::Representative, person);
    let World { engine, intervals, folder, .. } = world;
    let url = format!("sqlite:{}", folder.path().join("t.db").display());
    let pages = Representatives::over(engine, intervals, november());
    Desk { pages, own, group, url, _folder: folder }
}

impl Desk {
    fn agree(&self, from: &str, price: &str, network: Option<&str>) {
        let wanted = TermsWanted {
            from: from.parse().unwrap(),
            price: price.parse().unwrap(),
            fee: "2.00".parse().unwrap(),
            network: network.map(|text| text.parse().unwrap()),
        };
        assert_eq!(self.pages.agree(&self.own, self.group, &wanted).unwrap(), Some(Ok(())));
    }

    fn bills(&self, asked: Option<(&str, Option<i32>)>) -> Bills {
        let asked = asked.map(|(month, seq)| (month.parse().unwrap(), seq));
        self.pages.bills(&self.own, self.group, asked).unwrap().unwrap()
    }
}

#[test]
fn es_16_pd_04_bills_are_of_the_month_and_version_that_are_asked_for_by_what_held_then() {
    let desk = desk(&[]);
    let before = desk.bills(None);
    assert_eq!((before.lines.len(), before.terms.len()), (0, 0), "nothing was agreed");
    let month = "2026-10-01";
    let file =
        |seq| desk.pages.bills_file(&desk.own, desk.group, (month.parse().unwrap(), seq)).unwrap();
    assert_eq!(file(1), None);
    desk.agree("2026-11-01", "0.10", None);
    desk.agree("2026-11-01", "0.20", None);
    // Nothing held in October before: it is the first word on it.
    desk.agree("2026-10-01", "0.15", Some("0.16"));
    desk.agree("2026-10-01", "0.15", Some("0.16"));
    let of = |asked| {
        let bills = desk.bills(asked);
        let line = bills.lines.iter().find(|line| line.ean == ean(3)).copied().unwrap();
        let version = bills.version.unwrap();
        (version.month, version.seq, line.energy.to_string(), line.network.is_some())
    };
    // 134.1 kWh of the first version; in the second the flat took nothing in an hour: 0.18 kWh less.
    assert_eq!(of(Some((month, Some(1)))), ("2026-10".into(), 1, "20.120000".into(), true));
    assert_eq!(of(Some((month, None))), ("2026-10".into(), 2, "20.090000".into(), true));
    let november = desk.bills(None);
    assert_eq!(november.version.unwrap().version, VersionShown::Provisional);
    assert!(november.lines.iter().all(|line| line.network.is_none()), "of November's terms");
    assert_eq!(november.months.len(), 2);
    let october = desk.bills(Some((month, None)));
    assert_eq!(october.versions.iter().map(|one| one.seq).collect::<Vec<_>>(), [1, 2]);
    let holds: Vec<bool> = october.terms.iter().map(|terms| terms.holds).collect();
    assert_eq!(holds, [true, false, false], "all of it is shown, and what was sent twice once");
    assert!(!october.changed_since, "no others held when it was made");
    assert_eq!(october.next, "2026-12-01".parse().unwrap(), "what is new holds from next month on");
    assert!(desk.bills(Some(("2026-09-01", None))).version.is_none());
    assert!(desk.bills(Some((month, Some(3)))).version.is_none());
    let csv = file(2).unwrap();
    let line = csv.lines().find(|line| line.contains(&ean(3).to_string())).unwrap();
    let begins =
        format!("{},2026-10,2,corrected,{},133.920000,0.150000000,20.090000", desk.group, ean(3));
    assert!(line.starts_with(&begins), "{line}");
    assert!(line.ends_with(",2026-10,2026-11-20T10:00:00+01:00,no"), "{line}");
    let provisional =
        desk.pages.bills_file(&desk.own, desk.group, ("2026-11-01".parse().unwrap(), 1));
    let text = provisional.unwrap().unwrap();
    assert!(text.lines().skip(1).all(|line| line.contains(",2026-11,1,provisional,")), "{text}");
    // Nobody else's group.
    let other = visitor(access::Role::Representative, desk.own.person + 1);
    assert_eq!(desk.pages.bills(&other, desk.group, None).unwrap(), None);
    let wanted = TermsWanted {
        from: month.parse().unwrap(),
        price: "0.01".parse().unwrap(),
        fee: units::MicroEuro::ZERO,
        network: None,
    };
    assert_eq!(desk.pages.agree(&other, desk.group, &wanted).unwrap(), None);
    let first = (month.parse().unwrap(), 1);
    assert_eq!(desk.pages.bills_file(&other, desk.group, first).unwrap(), None);
    assert_eq!(desk.bills(None).terms.len(), 3, "what a stranger typed was not kept");
}

/// Bills of a final month are sent: what is agreed later changes them only with a cause, and they say so.
#[test]
fn es_14_es_16_what_is_agreed_later_changes_no_final_month_without_a_cause() {
    let desk = desk(&[]);
    desk.agree("2026-10-01", "0.15", None);
    let wanted = |from: &str, price: &str| TermsWanted {
        from: from.parse().unwrap(),
        price: price.parse().unwrap(),
        fee: "2.00".parse().unwrap(),
        network: None,
    };
    let later = |from: &str| {
        desk.pages.agree(&desk.own, desk.group, &wanted(from, "0.20")).unwrap().unwrap()
    };
    let october: calendar::SettlementDay = "2026-10-01".parse().unwrap();
    assert_eq!(later("2026-10-01"), Err(AgreeRefused::Final(october)));
    assert_eq!(later("2026-09-01"), Ok(()), "nothing held in September, and October keeps its own");
    let energy = || {
        let bills = desk.bills(Some(("2026-10-01", Some(1))));
        let line = bills.lines.iter().find(|line| line.ean == ean(3)).copied().unwrap();
        (line.energy.to_string(), bills.changed_since)
    };
    assert_eq!(energy(), ("20.120000".to_owned(), false));
    // Somebody who runs the operator's terminal says why.
    let mut engine = Engine::open(&desk.url).unwrap();
    let terms = |cause: &str| store::SharingTerms {
        from_month: OCTOBER.0,
        price: "0.20".parse().unwrap(),
        fee: "2.00".parse().unwrap(),
        network: None,
        at: november().plus_h(1),
        by: "an".to_owned(),
        cause: cause.to_owned(),
    };
    let of = (desk.group, Dso::Ores);
    let agreed = |engine: &mut Engine, cause| terms::agree(engine, of, &terms(cause)).unwrap();
    assert_eq!(agreed(&mut engine, " "), terms::Agreed::Final(OCTOBER));
    assert_eq!(agreed(&mut engine, "mistyped"), terms::Agreed::Kept);
    assert_eq!(agreed(&mut engine, "mistyped"), terms::Agreed::Known);
    assert_eq!(engine.store.sharing_terms(desk.group).unwrap().last().unwrap().cause, "mistyped");
    // Those of the version that lies behind its first terms say that they are others.
    assert_eq!(energy().0, "26.820000");
    assert!(desk.bills(Some(("2026-11-01", None))).changed_since);
}

#[test]
fn es_17_the_relief_of_one_building_is_a_line_of_its_own() {
    let on = [("sharing.building_discount_enabled", "true")];
    let mut world = World::with(&on, |members| members);
    world.all();
    let run = world.make(None).unwrap().run;
    let mut kept = load(&mut world.engine.store, world.group).unwrap();
    let volumes = world.engine.store.volumes(world.group, OCTOBER.0, run.seq).unwrap();
    let prices = Prices {
        shared: "0.15".parse().unwrap(),
        fee: "2.00".parse().unwrap(),
        network: Some("0.16".parse().unwrap()),
    };
    let day = (OCTOBER.first_day().unwrap(), november());
    let mut flat = |form| {
        kept.dossier.form = form;
        let all = bills(&world.engine, &kept, &volumes, prices, day).unwrap();
        let flat = all.into_iter().find(|bill| bill.ean == ean(3)).unwrap();
        (flat.network.map(|eur| eur.to_string()), flat.relief.map(|eur| eur.to_string()))
    };
    // 134.1 kWh at 0.16: 21.456, of which 80 % are taken off.
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(flat(sharing::Form::Building), (some("4.291200"), some("17.164800")));
    assert_eq!(flat(sharing::Form::CitizenCommunity), (some("21.456000"), None));
}

#[test]
fn es_16_terms_that_are_no_prices_are_refused() {
    let mut world = World::new();
    let terms = |price: &str, fee: &str, network: Option<&str>| store::SharingTerms {
        from_month: OCTOBER.0,
        price: price.parse().unwrap(),
        fee: fee.parse().unwrap(),
        network: network.map(|text| text.parse().unwrap()),
        at: november(),
        by: "an".to_owned(),
        cause: String::new(),
    };
    let of = (world.group, Dso::Ores);
    for (wrong, why) in [
        (terms("-0.01", "0", None), "a price is from 0"),
        (terms("10.01", "0", None), "a price is from 0"),
        (terms("0.15", "0", Some("-1")), "a price is from 0"),
        (terms("0.15", "2.005", None), "whole cents"),
        (terms("0.15", "1000.01", None), "whole cents"),
    ] {
        let refused = terms::agree(&mut world.engine, of, &wrong).unwrap_err().to_string();
        assert!(refused.contains(why), "{refused}");
    }
    assert_eq!(world.engine.store.sharing_terms(world.group).unwrap(), []);
    let right = terms("0.15", "2.00", Some("0.16"));
    terms::agree(&mut world.engine, of, &right).unwrap();
    assert_eq!(world.engine.store.sharing_terms(world.group).unwrap(), [right]);
}

#[test]
fn es_15_pd_05_the_checksums_of_a_version_are_of_its_very_files_and_are_no_look() {
    let desk = desk(&[]);
    let first = (OCTOBER.first_day().unwrap(), 1);
    let sums = desk.pages.checksums(&desk.own, desk.group, first).unwrap().unwrap();
    for form in FileForm::ALL {
        let bytes = desk.pages.file(&desk.own, desk.group, first, form).unwrap().unwrap();
        let told = sums.iter().find(|(of, _)| *of == form).unwrap().1.clone();
        assert_eq!(told, Some(hash_of(&bytes)), "{form:?}");
    }
    let none = (OCTOBER.first_day().unwrap(), 7);
    assert_eq!(desk.pages.checksums(&desk.own, desk.group, none).unwrap(), None);
    let other = visitor(access::Role::Representative, desk.own.person + 1);
    assert_eq!(desk.pages.checksums(&other, desk.group, first).unwrap(), None);
}
