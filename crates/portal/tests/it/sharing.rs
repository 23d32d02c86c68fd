//! The pages of energy sharing as a browser gets them, over a group in memory.

use crate::html;
use crate::site::{Answer, Site, reporter};
use crate::staff;
use access::Role;
use calendar::SettlementDay;
use portal::my::{MyError, Visitor};
use portal::sharing::{
    BillLine, FormShown, GroupLine, GroupView, Groups, KeyLine, KeyOutcome, KeyShown, LeaveRefused,
    MemberLine, MemberMonth, MonthView, MySharing, Page, Shared, SharingOptions, Simulation,
    StateShown, Task, TaskShown, VersionLine, VersionShown,
};
use std::sync::{Arc, Mutex};
use units::{Ean, Language, MicroEuro, MilliWattHours, NanoEuroPerKwh};

/// One group of whoever represents one; what was ended is noted.
#[derive(Default)]
pub struct Street(pub Arc<Mutex<Vec<String>>>);

const GROUP: i64 = 1_000_000_001;

fn ean(number: i64) -> Ean {
    crate::fake::ean(number)
}

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

fn kwh(text: &str) -> MilliWattHours {
    text.parse().unwrap()
}

fn group_line() -> GroupLine {
    GroupLine {
        id: GROUP,
        name: "Rue Haute".to_owned(),
        form: FormShown::Renewable,
        state: StateShown::Accepted,
        starts: Some(day("2026-10-01")),
        open: 1,
    }
}

fn view() -> GroupView {
    let member = |number: i64, injects: bool| MemberLine {
        ean: ean(number),
        takes: !injects,
        injects,
        quarter_hours: true,
        mandate: Some(day("2026-09-01")),
        from: day("2026-10-01"),
        to: (number == 3).then(|| day("2026-12-01")),
    };
    let task =
        |what, done| Task { what, done, points: if done { Vec::new() } else { vec![ean(2)] } };
    GroupView {
        line: group_line(),
        tasks: vec![task(TaskShown::Statutes, true), task(TaskShown::Notices, false)],
        returned: Some("La page 2 manque.".to_owned()),
        members: vec![member(1, true), member(2, false), member(3, false)],
        keys: vec![KeyLine {
            version: 1,
            key: KeyShown::Fixed,
            from: day("2026-10-01"),
            shares: vec![(ean(2), "3/5".to_owned()), (ean(3), "2/5".to_owned())],
            holds: true,
        }],
    }
}

fn version(seq: i32) -> VersionLine {
    VersionLine {
        month: "2026-10".to_owned(),
        first: day("2026-10-01"),
        seq,
        version: if seq == 1 { VersionShown::Final } else { VersionShown::Corrected(seq) },
        made: day("2026-11-20"),
        cause: if seq == 1 { String::new() } else { "compteur remplacé".to_owned() },
        sha256: "5f2c".repeat(16),
        changed: 2,
    }
}

fn flat() -> Shared {
    Shared { offtake: kwh("320.000"), received: kwh("96.400"), ..Shared::default() }
}

fn roof() -> Shared {
    Shared { injection: kwh("180.000"), given: kwh("96.400"), ..Shared::default() }
}

impl Groups for Street {
    fn groups(&self, _: &Visitor) -> Result<Vec<GroupLine>, MyError> {
        Ok(vec![group_line()])
    }

    fn group(&self, _: &Visitor, group: i64) -> Result<Option<GroupView>, MyError> {
        Ok((group == GROUP).then(view))
    }

    fn simulation(&self, _: &Visitor, group: i64) -> Result<Option<Simulation>, MyError> {
        let outcome = |key, of_today, more: i64| KeyOutcome {
            key,
            of_today,
            shared: kwh("90.000"),
            more: vec![(ean(2), more), (ean(3), -more)],
        };
        let keys = vec![
            outcome(KeyShown::Fixed, true, 0),
            outcome(KeyShown::ProRata, false, 4_200_000),
            outcome(KeyShown::FlemishOptimal, false, -1_100_000),
        ];
        let (from, to) = (day("2026-10-21"), day("2026-11-19"));
        Ok((group == GROUP).then(|| Simulation { group: view(), from, to, keys }))
    }

    fn month(
        &self,
        _: &Visitor,
        group: i64,
        month: Option<SettlementDay>,
    ) -> Result<Option<Option<MonthView>>, MyError> {
        let view = MonthView {
            name: "Rue Haute".to_owned(),
            version: version(2),
            months: vec![day("2026-10-01"), day("2026-09-01")],
            total: Shared { injection: kwh("180.000"), given: kwh("96.400"), ..flat() },
            members: vec![(ean(1), roof(), 0), (ean(2), flat(), 3)],
        };
        let is_there = month.is_none_or(|month| month == day("2026-10-01"));
        Ok((group == GROUP).then(|| is_there.then_some(view)))
    }

    fn member(
        &self,
        _: &Visitor,
        group: i64,
        _: Option<SettlementDay>,
        asked: Ean,
    ) -> Result<Option<MemberMonth>, MyError> {
        let first = day("2026-10-01");
        let sun = |quarter: usize, offset: usize| -> Option<i64> {
            let from_noon = (quarter.abs_diff(52) * 7 + offset * 13) % 90;
            let light = if (30..76).contains(&quarter) { 90 - from_noon } else { 0 };
            (offset != 4).then(|| i64::try_from(light).unwrap() * 1_000)
        };
        let quarters: Vec<Vec<Option<i64>>> =
            (0..31).map(|offset| (0..96).map(|quarter| sun(quarter, offset)).collect()).collect();
        let days = (0..).zip(&quarters).map(|(offset, of_day)| {
            (first.plus(offset), of_day.iter().map(|value| value.unwrap_or(0)).sum())
        });
        let gives = asked == ean(1);
        let total = if gives { roof() } else { flat() };
        let (days, version) = (days.collect(), version(2));
        let month = MemberMonth { version, ean: asked, total, gives, days, quarters };
        Ok((group == GROUP && asked != ean(4)).then_some(month))
    }

    fn versions(&self, _: &Visitor, group: i64) -> Result<Option<Vec<VersionLine>>, MyError> {
        Ok((group == GROUP).then(|| vec![version(1), version(2)]))
    }

    fn file(
        &self,
        _: &Visitor,
        group: i64,
        month: SettlementDay,
        seq: i32,
    ) -> Result<Option<String>, MyError> {
        Ok((group == GROUP).then(|| format!("start,point\n{month},{seq}\n")))
    }

    fn bills(
        &self,
        _: &Visitor,
        group: i64,
        price: NanoEuroPerKwh,
        fee: MicroEuro,
    ) -> Result<Option<Option<(VersionLine, Vec<BillLine>)>>, MyError> {
        let energy =
            MicroEuro(i64::try_from(price.cost_of(kwh("96.400")) / 1_000_000_000).unwrap());
        let line = BillLine {
            ean: ean(2),
            shared: kwh("96.400"),
            energy,
            fee,
            total: energy.checked_add(fee).unwrap(),
            paid_to_producer: MicroEuro::ZERO,
            supplier_energy: kwh("223.600"),
            supplier_network: kwh("320.000"),
        };
        Ok((group == GROUP).then(|| Some((version(2), vec![line]))))
    }

    fn leave(
        &self,
        _: &Visitor,
        group: i64,
        asked: Ean,
        day: SettlementDay,
    ) -> Result<Option<Result<(), LeaveRefused>>, MyError> {
        if group != GROUP {
            return Ok(None);
        }
        if asked == ean(3) {
            return Ok(Some(Err(LeaveRefused::NoMember)));
        }
        self.0.lock().unwrap().push(format!("{asked} {day}"));
        Ok(Some(Ok(())))
    }

    fn mine(&self, _: &Visitor) -> Result<Vec<MySharing>, MyError> {
        Ok(vec![MySharing {
            ean: ean(2),
            group: "Rue Haute".to_owned(),
            from: day("2026-10-01"),
            to: Some(day("2026-12-01")),
            social_tariff: true,
            months: vec![(version(2), flat(), Some("13.496".parse().unwrap()))],
        }])
    }
}

type Ended = Arc<Mutex<Vec<String>>>;

fn site() -> (Site, Ended) {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let street = Street::default();
    let ended = Arc::clone(&street.0);
    let gate = staff::gate(staff::Staff::default());
    let options = SharingOptions { help_phone: "0800 00 000".to_owned() };
    let (router, _) = portal::sharing::router(Arc::new(street), &gate, options, reporter(&reports));
    (Site::serving(router, reports), ended)
}

fn get(site: &Site, role: Role, path: &str) -> Answer {
    site.request("GET", path, &format!("cookie: session={role}\r\n"))
}

fn leave(site: &Site, number: i64, day: &str) -> Answer {
    let body = format!("day={day}");
    let head = format!(
        "cookie: session=representative\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n",
        body.len()
    );
    let path = format!("/en/sharing/leave/{GROUP}/{}", ean(number));
    site.send("POST", &path, &head, body.as_bytes())
}

fn paths(language: Language) -> Vec<(Role, String)> {
    let own = |page: Page, rest: &str| {
        (Role::Representative, format!("{}/{GROUP}{rest}", page.path(language)))
    };
    vec![
        (Role::Representative, Page::Groups.path(language).to_owned()),
        own(Page::Group, ""),
        own(Page::Members, ""),
        own(Page::Key, ""),
        own(Page::Volumes, ""),
        own(Page::Volumes, "?m=2026-09"),
        own(Page::Volumes, &format!("/{}", ean(1))),
        own(Page::Volumes, &format!("/{}?m=2026-10", ean(2))),
        own(Page::Files, ""),
        own(Page::Bills, ""),
        own(Page::Bills, "?price=0.15&fee=2,00"),
        own(Page::Leave, &format!("/{}", ean(2))),
        (Role::Customer, Page::Mine.path(language).to_owned()),
    ]
}

#[test]
fn each_page_of_sharing_is_sound_in_each_language_and_leads_somewhere() {
    let (site, _) = site();
    for language in Language::ALL {
        for (role, path) in paths(language) {
            let answer = get(&site, role, &path);
            assert_eq!(answer.status, 200, "{path}");
            let page = answer.text();
            html::assert_sound(&page);
            assert!(page.contains(&format!("<html lang=\"{}\"", language.code())), "{path}");
            assert!(!page.contains('{') && !page.contains('}'), "a value is missing: {path}");
            assert!(!page.contains("<script"), "{path}");
            assert!(page.len() < 30_000, "{path} has {} bytes before compression", page.len());
            for href in html::values(&page, "href=\"") {
                let own = Page::ALL.iter().any(|own| href.starts_with(own.path(language)));
                if own {
                    let href = href.replace("&amp;", "&").replace("&#38;", "&");
                    assert_eq!(get(&site, role, &href).status, 200, "{href} on {path}");
                }
            }
        }
    }
    assert_eq!(site.reports(), Vec::<String>::new());
}

#[test]
fn es_20_a_group_of_somebody_else_is_as_no_group() {
    let (site, _) = site();
    for (role, path) in paths(Language::En) {
        let stranger = path.replace(&GROUP.to_string(), "1000000002");
        if stranger != path {
            assert_eq!(get(&site, role, &stranger).status, 404, "{stranger}");
        }
    }
    let nobody = format!("/en/sharing/volumes/{GROUP}/{}", ean(4));
    assert_eq!(get(&site, Role::Representative, &nobody).status, 404);
}

#[test]
fn es_16_the_help_with_billing_says_what_to_enter_and_adds_up() {
    let (site, _) = site();
    let bills = |query: &str| {
        let path = format!("/en/sharing/bills/{GROUP}{query}");
        let answer = get(&site, Role::Representative, &path);
        (answer.status, html::words(&answer.text()).replace('\u{a0}', " "))
    };
    let (status, words) = bills("?price=0.15&fee=2.00");
    assert_eq!(status, 200);
    for figure in ["€14.46", "€2.00", "€16.46", "223.6 kWh", "320.0 kWh"] {
        assert!(words.contains(figure), "{figure} in {words}");
    }
    let (status, words) = bills("?price=cheap&fee=-1");
    assert_eq!(status, 422);
    assert!(words.contains("Enter a price between 0 and 10 euro for a kWh"));
    assert!(words.contains("Enter a fee between 0 and 1000 euro"));
}

#[test]
fn es_12_a_representative_ends_a_membership_and_reads_why_not() {
    let (site, ended) = site();
    let done = leave(&site, 2, "2026-12-01");
    let members = format!("/en/sharing/participants/{GROUP}");
    assert_eq!((done.status, done.header("location")), (303, Some(members.as_str())));
    assert_eq!(*ended.lock().unwrap(), [format!("{} 2026-12-01", ean(2))]);
    for (number, day, says) in [
        (2, "soon", "Choose a day from tomorrow on"),
        (3, "2026-12-01", "This point is no member, or has left already"),
    ] {
        let answer = leave(&site, number, day);
        assert_eq!(answer.status, 422);
        assert!(html::words(&answer.text()).contains(says), "{says}");
    }
    assert_eq!(ended.lock().unwrap().len(), 1);
}

#[test]
fn es_14_files_are_named_by_month_and_version() {
    let (site, _) = site();
    let file = |name: &str| {
        get(&site, Role::Representative, &format!("/fr/partage/fichiers/{GROUP}/{name}"))
    };
    assert_eq!(file("2026-10-2.csv").text(), "start,point\n2026-10-01,2\n");
    for name in ["2026-13-1.csv", "2026-10.csv", "2026-10-2.xlsx", "x"] {
        assert_eq!(file(name).status, 404, "{name}");
    }
}
