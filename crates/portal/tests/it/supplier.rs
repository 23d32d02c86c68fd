//! The pages of a supplier as a browser gets them, over an office in memory.

use crate::html;
use crate::site::{Answer, Site, reporter};
use crate::staff;
use access::Role;
use calendar::{Instant, SettlementDay};
use portal::StateCounts;
use portal::my::{MyError, Visitor};
use portal::supplier::{
    BilledAt, BilledPeriod, ConsentLine, CustomerLine, CustomerPeriods, Customers, DisputeLine,
    DisputeWanted, Files, MonthLine, NotTaken, Overview, Page, PayoutLine, PayoutStands,
    RequestLine, RequestWanted, Said, Settlement, SharedLine, SharedPoint, StatementOf,
    StatementTold, SupplierOffice, SupplierOptions, Sure, Tariff, TariffLine, TookPart, Wish,
};
use procedures::{Channel, Ground, Outcome, RequestError, State, Step, Subject, Turn};
use std::sync::{Arc, Mutex};
use units::{AccountId, Ean, Energy, Language, MicroEuro, MilliWattHours, ObisCode};

fn noon() -> Instant {
    "2026-11-20T14:05:00+01:00".parse().unwrap()
}

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

fn eur(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

fn account(number: i64) -> AccountId {
    crate::fake::account(number)
}

fn ean(number: i64) -> Ean {
    crate::fake::ean(number)
}

/// Keeps what was done.
#[derive(Clone, Default)]
pub struct Office {
    done: Arc<Mutex<Vec<String>>>,
}

impl Office {
    fn did(&self, what: String) {
        self.done.lock().unwrap().push(what);
    }
}

fn dispute(turn: Turn) -> DisputeLine {
    let said = |outcome| Said {
        at: noon(),
        by: "An".to_owned(),
        words: "<b>12 euro".to_owned(),
        evidence: vec!["payout 7".to_owned()],
        outcome,
    };
    DisputeLine {
        id: 5,
        subject: Subject::Settlement,
        about: "2026-10".to_owned(),
        turn,
        due: day("2026-12-04"),
        late: false,
        said: vec![said(None), said(Some(Outcome::Explained))],
    }
}

fn year() -> BilledPeriod {
    let (from, last) = (day("2025-01-05"), day("2026-01-04"));
    BilledPeriod { from, last, ends: BilledAt::Year }
}

impl SupplierOffice for Office {
    fn told(&self, _: &Visitor) -> Result<Vec<portal::ToldLine>, MyError> {
        let reference = "4490123456789".parse().unwrap();
        let at = "2026-11-20T14:05:00+01:00".parse().unwrap();
        let line = |words, state| portal::ToldLine { at, words, state };
        Ok(vec![
            line(portal::ToldWords::PrepaymentEnded(reference), portal::ToldState::Left),
            line(portal::ToldWords::YearReady(reference), portal::ToldState::Waits),
        ])
    }

    fn overview(&self, _: &Visitor) -> Result<Option<Overview>, MyError> {
        Ok(Some(Overview {
            supplier: "Energy A".to_owned(),
            counts: StateCounts([40, 7, 3, 2, 1]),
            open_requests: 2,
            late_requests: 1,
            open_disputes: 1,
            payouts: 3,
            shared_months: 1,
        }))
    }

    fn requests(&self, _: &Visitor) -> Result<Vec<RequestLine>, MyError> {
        let line = |id: i64, state: State, steps: Vec<Step>| RequestLine {
            id,
            ean: ean(id),
            wish: Wish::Default,
            asked_at: noon(),
            lived_at: noon(),
            by: "An".to_owned(),
            state,
            due: day("2026-11-30"),
            late: id == 2,
            documents: vec!["letter <RR 1>".to_owned()],
            steps: steps.into_iter().map(|step| TookPart { day: noon().day(), step }).collect(),
        };
        let refused = Step::Refused { channel: Channel::Card };
        Ok(vec![
            line(1, State::Requested, Vec::new()),
            line(2, State::LetterSent, vec![Step::LetterSent]),
            line(3, State::Refused, vec![Step::LetterSent, refused]),
        ])
    }

    fn ask(
        &self,
        _: &Visitor,
        wanted: &RequestWanted,
        attempt: &str,
    ) -> Result<Result<i64, NotTaken>, MyError> {
        let RequestWanted { ean: asked, ground, documents } = wanted;
        self.did(format!("{} {documents:?} {}", ground.name(), attempt.len()));
        Ok(match ground {
            Ground::Paid if *asked != ean(1) => Err(NotTaken::Unknown),
            Ground::Default { owed, .. } if *owed < eur("100") => {
                Err(NotTaken::Request(RequestError::TooLittle { least: eur("100") }))
            }
            Ground::Household { .. } => Err(NotTaken::Unknown),
            Ground::Default { .. } | Ground::Judgment { .. } | Ground::Paid => Ok(9),
        })
    }

    fn withdraw(&self, _: &Visitor, id: i64) -> Result<Result<(), NotTaken>, MyError> {
        self.did(format!("withdraw {id}"));
        Ok(if id == 1 { Ok(()) } else { Err(NotTaken::Unknown) })
    }

    fn settlement(
        &self,
        _: &Visitor,
        month: Option<SettlementDay>,
        most: usize,
    ) -> Result<Settlement, MyError> {
        let line = |number: i64| MonthLine {
            ean: ean(number),
            received: eur("50"),
            back: eur("10"),
            recovered: eur("7"),
            remitted: eur("33"),
        };
        Ok(Settlement {
            first: month.unwrap_or(day("2026-11-01")),
            has_next: month.is_some(),
            lines: (1..=40).map(line).take(most.max(40)).collect(),
            payouts: vec![PayoutLine {
                id: 7,
                from: day("2026-11-01"),
                last: day("2026-11-07"),
                moved: eur("33"),
                carried_in: eur("-3"),
                carried_out: MicroEuro::ZERO,
                pay: eur("30"),
                stands: PayoutStands::Approved,
            }],
            not_yet: eur("1287"),
        })
    }

    fn payout(&self, _: &Visitor, id: i64) -> Result<Option<Files>, MyError> {
        let (csv, json) = ("payout\r\n".to_owned(), "{\"payout\":7}".to_owned());
        Ok((id == 7).then_some(Files { csv, json }))
    }

    fn customers(&self, _: &Visitor, after: Option<AccountId>) -> Result<Customers, MyError> {
        let (energy, opened, closed) = (Energy::Electricity, day("2026-01-05"), None);
        let newest = Some(year());
        let line =
            CustomerLine { account: account(1), ean: ean(1), energy, opened, closed, newest };
        Ok(Customers { lines: vec![line], more: after.is_none() })
    }

    fn periods(
        &self,
        visitor: &Visitor,
        whose: StatementOf,
    ) -> Result<Option<CustomerPeriods>, MyError> {
        let own = [StatementOf::Account(account(1)), StatementOf::Point(ean(1))];
        let line = self.customers(visitor, None)?.lines.remove(0);
        let (over, runs_to) = (vec![year()], Some(day("2027-01-04")));
        Ok(own.contains(&whose).then_some(CustomerPeriods { line, over, runs_to }))
    }

    fn statement(
        &self,
        visitor: &Visitor,
        whose: StatementOf,
        days: (Option<SettlementDay>, Option<SettlementDay>),
    ) -> Result<Option<StatementTold>, MyError> {
        let Some(told) = self.periods(visitor, whose)? else { return Ok(None) };
        let (csv, json) = (format!("{days:?}\r\n"), "{}".to_owned());
        Ok(Some(match days {
            (None, None) | (Some(_), Some(_)) if days.0.is_none_or(|from| from == year().from) => {
                StatementTold::Files(Files { csv, json })
            }
            _ => StatementTold::NoPeriod(told),
        }))
    }

    fn tariff(&self, _: &Visitor) -> Result<Tariff, MyError> {
        let line = |coming: bool| TariffLine {
            energy: Energy::Electricity,
            social: coming,
            register: Some(ObisCode::IMPORT_PEAK),
            price: "0.342150000".to_owned(),
            from: day("2027-01-01"),
            coming,
        };
        Ok(Tariff { lines: vec![line(false), line(true)], counts: [40, 13] })
    }

    fn consents(&self, _: &Visitor) -> Result<Vec<ConsentLine>, MyError> {
        Ok(vec![ConsentLine { account: account(1), ean: ean(1), last: day("2027-01-31") }])
    }

    fn detailed(&self, _: &Visitor, asked: AccountId) -> Result<Option<String>, MyError> {
        Ok((asked == account(1)).then(|| "day,peak_kwh\r\n".to_owned()))
    }

    fn sharing(&self, _: &Visitor) -> Result<Vec<SharedLine>, MyError> {
        let kwh = |number: i64| MilliWattHours(number * 1_000_000);
        let point = SharedPoint {
            ean: ean(1),
            received: kwh(96),
            residual: kwh(224),
            given: kwh(0),
            surplus: kwh(0),
        };
        let (group, month, version) = (1_000_000_001, day("2026-10-01"), 2);
        Ok(vec![SharedLine { group, month, version, kind: Sure::Final, points: vec![point] }])
    }

    fn sharing_file(
        &self,
        _: &Visitor,
        group: i64,
        month: SettlementDay,
        version: i32,
    ) -> Result<Option<String>, MyError> {
        let known = (group, month, version) == (1_000_000_001, day("2026-10-01"), 2);
        Ok(known.then(|| "start\r\n".to_owned()))
    }

    fn disputes(&self, _: &Visitor) -> Result<Vec<DisputeLine>, MyError> {
        Ok(vec![dispute(Turn::Supplier), DisputeLine { id: 6, ..dispute(Turn::Closed) }])
    }

    fn open_dispute(
        &self,
        _: &Visitor,
        wanted: &DisputeWanted,
        _: &str,
    ) -> Result<Result<i64, NotTaken>, MyError> {
        self.did(format!("{} {} {:?}", wanted.subject.name(), wanted.about, wanted.evidence));
        Ok(Ok(5))
    }

    fn reply(
        &self,
        _: &Visitor,
        id: i64,
        words: Option<(&str, Vec<String>)>,
    ) -> Result<Result<(), NotTaken>, MyError> {
        self.did(format!("reply {id} {words:?}"));
        Ok(if id == 5 { Ok(()) } else { Err(NotTaken::Unknown) })
    }
}

fn site() -> (Site, Arc<Mutex<Vec<String>>>) {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let gate = staff::gate(staff::Staff::default());
    let options = SupplierOptions { help_phone: "0800 00 000".to_owned() };
    let office = Office::default();
    let done = Arc::clone(&office.done);
    let (router, _) =
        portal::supplier::router(Arc::new(office), &gate, options, reporter(&reports));
    (Site::serving(router, reports), done)
}

fn get(site: &Site, path: &str) -> Answer {
    site.request("GET", path, &format!("cookie: session={}\r\n", Role::Supplier))
}

fn post(site: &Site, path: &str, body: &str) -> Answer {
    let head = format!(
        "cookie: session=supplier\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n",
        body.len()
    );
    site.send("POST", path, &head, body.as_bytes())
}

const ATTEMPT: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn each_page_is_sound_in_each_language_and_small() {
    let (site, _) = site();
    for language in Language::ALL {
        let disputes = Page::Disputes.path(language);
        let mut paths: Vec<String> =
            Page::ALL.iter().map(|page| page.path(language).to_owned()).collect();
        paths.extend([format!("{disputes}/new"), format!("{disputes}/5"), format!("{disputes}/6")]);
        paths.push(format!("{}/{}", Page::Data.path(language), account(1)));
        for path in paths {
            let answer = get(&site, &path);
            assert_eq!(answer.status, 200, "{path}");
            let page = answer.text();
            html::assert_sound(&page);
            assert!(page.contains(&format!("<html lang=\"{}\"", language.code())), "{path}");
            assert!(!page.contains('{') && !page.contains('}'), "a value is missing: {path}");
            assert!(page.len() <= 30_000, "{path}: {} bytes", page.len());
        }
    }
    assert_eq!(site.reports(), Vec::<String>::new());
}

#[test]
fn f_60_a_request_is_a_form_and_one_press_and_its_answer_stands_in_the_list() {
    let (site, done) = site();
    let path = "/en/supplier/ask";
    let bare = post(&site, path, "ean=12");
    assert_eq!(bare.status, 422);
    let text = bare.text();
    html::assert_sound(&text);
    assert!(text.contains("href=\"#ean\"") && text.contains("href=\"#wish\""), "{text}");
    assert!(text.contains("value=\"12\""), "what was typed is kept");
    let ask = |more: &str| post(&site, path, &format!("ean={}&attempt={ATTEMPT}&{more}", ean(1)));
    let day = ask("wish=default");
    for field in ["#notified", "#owed", "#both"] {
        assert!(day.text().contains(&format!("href=\"{field}\"")), "{field}");
    }
    assert!(done.lock().unwrap().is_empty());
    let small = ask("wish=default&notified=2026-10-01&owed=50&both=one&documents=letter");
    assert!(small.text().contains("at least") && small.text().contains("€100"));
    let sent = ask("wish=default&notified=2026-10-01&owed=150&both=one&documents=a%0D%0A%0D%0Ab");
    assert_eq!((sent.status, sent.header("location")), (303, Some("/en/supplier/requests")));
    assert_eq!(done.lock().unwrap()[1], "default [\"a\", \"b\"] 32");
    let list = get(&site, "/en/supplier/requests").text();
    for said in [
        "Refused by the customer (by reply card)",
        "Only the justice of the peace may impose it now.",
        "Late: was due on",
        "letter &#60;RR 1&#62;",
    ] {
        assert!(list.contains(said), "{said}: {list}");
    }
    assert_eq!(list.matches("name=\"end\"").count(), 2, "what has ended is not taken back");
    assert_eq!(post(&site, "/en/supplier/requests", "id=1&end=yes").status, 303);
    assert_eq!(post(&site, "/en/supplier/requests", "id=8&end=yes").status, 404);
}

#[test]
fn pd_04_what_is_anothers_is_answered_like_what_is_not() {
    let (site, _) = site();
    let mut bodies = Vec::new();
    for path in [
        format!("/en/supplier/data/{}.csv", account(2)),
        format!("/en/supplier/data/{}.json", account(3)),
        format!("/en/supplier/data/{}.csv", ean(1)),
        format!("/en/supplier/data/{}", account(2)),
        format!("/en/supplier/consents/{}.csv", account(2)),
        "/en/supplier/settlement/8.csv".to_owned(),
        "/en/supplier/settlement/x.json".to_owned(),
        "/en/supplier/sharing/1_2026-10_2.csv".to_owned(),
        "/en/supplier/sharing/x.csv".to_owned(),
        "/en/supplier/disputes/7".to_owned(),
    ] {
        let answer = get(&site, &path);
        assert_eq!(answer.status, 404, "{path}");
        bodies.push(answer.text());
    }
    bodies.dedup();
    // The language links of a dispute keep its number.
    assert!(bodies.len() <= 2, "{bodies:?}");
    for role in [Role::Customer, Role::AgentL2, Role::Cpas, Role::Representative] {
        let answer =
            site.request("GET", "/en/supplier/overview", &format!("cookie: session={role}\r\n"));
        assert_eq!(answer.status, 303, "{role} is sent away");
    }
}

#[test]
fn pa_33_pa_35_files_come_as_csv_and_json() {
    let (site, _) = site();
    let file = |path: &str| {
        let answer = get(&site, path);
        assert_eq!(answer.status, 200, "{path}");
        (answer.header("content-type").unwrap().to_owned(), answer.text())
    };
    let month = file("/en/supplier/settlement/2026-10.csv");
    assert!(month.0.starts_with("text/csv"));
    assert_eq!(month.1.lines().count(), 41, "all of them, not only those on the page");
    assert!(month.1.contains(&format!("{},50.000000,10.000000,7.000000,33.000000", ean(1))));
    let json = file("/en/supplier/settlement/2026-10.json");
    let read: serde_json::Value = serde_json::from_str(&json.1).unwrap();
    assert_eq!(read["payouts"][0]["pay_eur"], "30.000000");
    assert_eq!(read["customers"].as_array().unwrap().len(), 40);
    let xml = file("/en/supplier/settlement/2026-10.xml");
    assert_eq!(xml.0, "application/xml");
    assert!(
        xml.1.starts_with(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<settlement month=\"2026-10\" "
        )
    );
    assert!(xml.1.ends_with("</settlement>\n"));
    assert_eq!(xml.1.matches("<customer ean=").count(), 40);
    let first = format!(
        "<customer ean=\"{}\" received_eur=\"50.000000\" given_back_eur=\"10.000000\" \
         advances_recovered_eur=\"7.000000\" to_remit_eur=\"33.000000\"/>",
        ean(1)
    );
    assert!(xml.1.contains(&first), "{}", xml.1);
    assert!(xml.1.contains(" pay_eur=\"30.000000\"/>"), "the payouts too");
    assert_eq!(file("/en/supplier/settlement/7.json").1, "{\"payout\":7}");
    assert_eq!(file(&format!("/en/supplier/data/{}.json", account(1))).0, "application/json");
    assert_eq!(file("/en/supplier/sharing/1000000001_2026-10_2.csv").1, "start\r\n");
    let page = get(&site, "/en/supplier/settlement?month=2026-10").text();
    assert!(page.contains("30 of 40 shown"), "{page}");
    assert!(page.contains("<dt>Difference</dt><dd>€0.00</dd>"), "{page}");
}

#[test]
fn pa_33_pd_06_periods_are_a_list_and_other_days_are_refused_with_it() {
    let (site, _) = site();
    let own = format!("/en/supplier/data/{}", account(1));
    let link = format!("{own}.csv?from=2025-01-05&#38;to=2026-01-04");
    let list = get(&site, "/en/supplier/data").text();
    assert!(
        list.contains(&link) && list.contains("05/01/2025 to 04/01/2026: billing year"),
        "{list}"
    );
    // The point is typed, and the address names its account.
    let typed = |of: &str| post(&site, "/en/supplier/data", &format!("ean={of}"));
    let found = typed(&ean(1).to_string());
    assert_eq!((found.status, found.header("location")), (303, Some(own.as_str())));
    for (wrong, said) in
        [(ean(2).to_string(), "You have no such customer here."), ("12".into(), "Enter the 18")]
    {
        let answer = typed(&wrong);
        let text = answer.text();
        html::assert_sound(&text);
        assert_eq!(answer.status, 422, "{wrong}");
        assert!(text.contains(said) && text.contains("href=\"#ean\""), "{text}");
        assert!(text.contains(&format!("value=\"{wrong}\"")), "what was typed is kept: {text}");
    }
    let page = get(&site, &own).text();
    html::assert_sound(&page);
    assert!(page.contains(&link) && page.contains("The one that runs ends on"), "{page}");
    for days in ["from=2026-02-22&to=2026-02-22", "from=2026-02-22", "from=then", "to=2026-13-01"] {
        let answer = get(&site, &format!("{own}.json?{days}"));
        let text = answer.text();
        html::assert_sound(&text);
        assert_eq!(answer.status, 422, "{days}");
        assert!(text.contains("These days are no billing period.") && text.contains(&link));
    }
    assert_eq!(get(&site, &format!("{own}.csv?from=2025-01-05&to=2026-01-04")).status, 200);
}

#[test]
fn f_s8_a_dispute_is_opened_written_to_and_closed() {
    let (site, done) = site();
    let bare = post(&site, "/en/supplier/disputes/new", "about=");
    assert_eq!(bare.status, 422);
    for field in ["#subject", "#about", "#words"] {
        assert!(bare.text().contains(&format!("href=\"{field}\"")), "{field}");
    }
    let body =
        format!("attempt={ATTEMPT}&subject=sharing&about=2026-10&words=96+kWh&evidence=row+3");
    let sent = post(&site, "/en/supplier/disputes/new", &body);
    assert_eq!((sent.status, sent.header("location")), (303, Some("/en/supplier/disputes/5")));
    let page = get(&site, "/en/supplier/disputes/5").text();
    assert!(page.contains("&#60;b&#62;12 euro") && page.contains("explained"), "{page}");
    assert_eq!(get(&site, "/en/supplier/disputes/6").text().matches("<textarea").count(), 0);
    assert_eq!(post(&site, "/en/supplier/disputes/5", "words=more&evidence=a").status, 303);
    assert_eq!(post(&site, "/en/supplier/disputes/5", "end=yes&words=").status, 303);
    assert_eq!(post(&site, "/en/supplier/disputes/9", "end=yes").status, 404);
    assert_eq!(
        *done.lock().unwrap(),
        [
            "sharing 2026-10 [\"row 3\"]",
            "reply 5 Some((\"more\", [\"a\"]))",
            "reply 5 None",
            "reply 9 None"
        ]
    );
}

#[test]
fn ux_8_7_a_supplier_reads_whose_prepayment_has_ended_and_whose_year_is_ready() {
    let (site, _) = site();
    let page = get(&site, "/en/supplier/notices").text();
    let words = html::words(&page).replace('\u{a0}', " ");
    for part in [
        "This customer pays in advance no more.",
        "The data for the yearly bill are ready.",
        "Reference 4490 1234 56789",
        "leaves soon",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(get(&site, "/en/supplier/overview").text().contains("href=\"/en/supplier/notices\""));
}
