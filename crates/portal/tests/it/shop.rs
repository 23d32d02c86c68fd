//! A shop's pages as a browser gets them, over one terminal in memory.

use crate::html;
use crate::site::{Answer, Site, reporter};
use crate::staff;
use access::{Pin, Role, TillRight};
use calendar::{Instant, SettlementDay};
use expect_test::expect;
use portal::my::{Door, MyError, Visitor};
use portal::shop::{
    ClosedShift, CommissionSheet, Corrected, Counted, Counter, Earned, EnergySales, Hand, LimitNow,
    NotEntered, OpenShift, Page, PersonRefused, PersonShift, PersonWanted, Point, SaleView,
    Selling, SheetBody, SheetLine, ShiftView, Shop, ShopOffice, ShopOptions, ShopRefused,
    ShopStaff, Standing, TerminalNow, Ticket, TicketState, TillPerson, Told, UndoReason, Undoing,
    Unfinished, WaitingSale, Week, WeekLine,
};
use std::sync::{Arc, Mutex};
use units::{Ean, Energy, Language, MicroEuro, PaymentReference};
use vending::{CashCount, Commission, Holding, Means, Room};

fn noon() -> Instant {
    "2026-11-20T14:05:00+01:00".parse().unwrap()
}

fn reference() -> PaymentReference {
    "541449012345678908".parse::<Ean>().unwrap().reference()
}

fn eur(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

/// Numbers of sales say how they stand.
#[derive(Clone)]
struct InMemory {
    done: Arc<Mutex<Vec<String>>>,
    hand: Arc<Mutex<Hand>>,
    room: Arc<Mutex<Option<Room>>>,
    failing: Arc<Mutex<Vec<portal::my::FailureLine>>>,
}

impl Default for InMemory {
    fn default() -> Self {
        let hand = Arc::new(Mutex::new(Hand::Owner { others: true }));
        Self { done: Arc::default(), hand, room: Arc::default(), failing: Arc::default() }
    }
}

impl InMemory {
    fn did(&self, what: String) {
        self.done.lock().unwrap().push(what);
    }
}

fn standing(number: &str) -> Option<Standing> {
    let (at, code, means) = (noon(), "7KQ2-M9TD".to_owned(), Means::Cash);
    Some(match number {
        "reserved" => {
            let brings_back = Some(eur("14.58"));
            Standing::Reserved { enough: Some(true), brings_back, sold_before: None }
        }
        "short" => {
            let brings_back = Some(eur("14.58"));
            Standing::Reserved { enough: Some(false), brings_back, sold_before: Some(noon()) }
        }
        "booked" => Standing::Booked { at, code, means, undo_until: at.plus_min(10), undo_min: 10 },
        "undone" => {
            let reason = Some(UndoReason::WrongMeter);
            Standing::Undone { sold_at: at, at, code, means, reason }
        }
        "given-up" => Standing::GivenUp,
        "held" => Standing::Held,
        _ => return None,
    })
}

const SALES: [&str; 6] = ["reserved", "short", "booked", "undone", "given-up", "held"];

/// `4826` is the PIN of person 3, and 7 has guessed too often.
impl ShopStaff for InMemory {
    fn hand(&self, _: &Visitor) -> Told<Hand> {
        Ok(Ok(self.hand.lock().unwrap().clone()))
    }

    fn names(&self, _: &Visitor) -> Told<Vec<(i64, String)>> {
        Ok(Ok(vec![(3, "Ana <A>".to_owned()), (7, "Ben".to_owned())]))
    }

    fn enter(&self, _: &Visitor, number: i64, pin: &str) -> Told<Result<(), NotEntered>> {
        Ok(Ok(match (number, pin) {
            (3, "4826") => {
                *self.hand.lock().unwrap() = person(&[TillRight::CloseShift]);
                self.did("enter 3".to_owned());
                Ok(())
            }
            (3, _) => Err(NotEntered::WrongPin),
            (7, _) => Err(NotEntered::Wait { until: noon().plus_h(1) }),
            _ => Err(NotEntered::Nobody),
        }))
    }

    fn lock(&self, _: &Visitor) -> Told<()> {
        *self.hand.lock().unwrap() = Hand::Locked;
        self.did("lock".to_owned());
        Ok(Ok(()))
    }

    fn people(&self, _: &Visitor) -> Told<Vec<TillPerson>> {
        let rights = [TillRight::Sell].into_iter().collect();
        let left = Some(noon().day());
        Ok(Ok(vec![
            TillPerson { number: 3, name: "Ana <A>".to_owned(), rights, left: None },
            TillPerson { number: 5, name: "Cem".to_owned(), rights, left },
        ]))
    }

    fn add(&self, _: &Visitor, wanted: &PersonWanted<'_>) -> Told<Result<(), PersonRefused>> {
        Ok(Ok(self.took("add", wanted)))
    }

    fn change(
        &self,
        _: &Visitor,
        number: i64,
        wanted: &PersonWanted<'_>,
    ) -> Told<Result<(), PersonRefused>> {
        Ok(Ok(self.took(&format!("change {number}"), wanted)))
    }

    fn end(&self, _: &Visitor, number: i64) -> Told<Result<(), PersonRefused>> {
        self.did(format!("end {number}"));
        Ok(Ok(Err(PersonRefused::TillOpen)))
    }
}

fn person(rights: &[TillRight]) -> Hand {
    Hand::Person { name: "Ana".to_owned(), rights: rights.iter().copied().collect() }
}

impl InMemory {
    fn took(&self, what: &str, wanted: &PersonWanted<'_>) -> Result<(), PersonRefused> {
        if wanted.name.is_empty() {
            return Err(PersonRefused::Name);
        }
        if !wanted.pin.is_empty() {
            Pin::new(wanted.pin)?;
        }
        if wanted.rights.is_empty() {
            return Err(PersonRefused::NoRight);
        }
        self.did(format!("{what} {} {}", wanted.name, wanted.rights.code()));
        Ok(())
    }
}

impl ShopOffice for InMemory {
    fn week(&self, _: &Visitor, day: Option<SettlementDay>) -> Told<Week> {
        let day = day.unwrap_or(noon().day());
        let monday = day.plus(-i32::from(day.weekday().days_from_monday()));
        let count = |cash, card| CashCount { cash: eur(cash), card: eur(card) };
        let line = |day, energy| WeekLine {
            day,
            energy,
            sold: (3, count("50", "20")),
            undone: (1, count("0", "20")),
        };
        let first = day <= "2026-11-15".parse().unwrap();
        Ok(Ok(Week {
            terminal: "T1".to_owned(),
            operator: "ORES".to_owned(),
            monday,
            lines: if first {
                Vec::new()
            } else {
                vec![line(monday, Energy::Gas), line(monday.plus(1), Energy::Electricity)]
            },
            held: (u32::from(!first), if first { CashCount::default() } else { count("5", "0") }),
            owed: if first { CashCount::default() } else { count("105", "0") },
            earned: (!first).then(|| {
                let rate = |per_sale: &str, rate_hundredths| Commission {
                    per_sale: eur(per_sale),
                    rate_hundredths,
                };
                let rates = vec![(monday, rate("0.10", 125)), (monday.plus(3), rate("0", 150))];
                Earned { rates, amount: eur("1.18") }
            }),
            now: noon(),
        }))
    }

    fn sheets(&self, _: &Visitor) -> Told<Vec<CommissionSheet>> {
        let sheet = |number, earned: &str, corrects| CommissionSheet {
            number,
            issued: noon(),
            body: SheetBody {
                operator: "ORES".to_owned(),
                operator_address: "Rue Exemple 1, 5000 Namur".to_owned(),
                terminal: "T1".to_owned(),
                name: "Kiosk".to_owned(),
                address: "Rue Neuve 1, 5000 Namur".to_owned(),
                first: "2026-10-01".parse().unwrap(),
                last: "2026-10-31".parse().unwrap(),
                lines: vec![SheetLine {
                    from: "2026-10-05".parse().unwrap(),
                    last: "2026-10-31".parse().unwrap(),
                    sales: 12,
                    amount: eur("240"),
                    rate: Commission { per_sale: eur("0.10"), rate_hundredths: 125 },
                }],
                earned: eur(earned),
                corrects,
            },
        };
        let before = Corrected { number: 7, earned: eur("4.20") };
        Ok(Ok(vec![sheet(9, "4.10", Some(before)), sheet(7, "4.20", None)]))
    }

    fn limit(&self, _: &Visitor) -> Told<LimitNow> {
        let (terminal, operator) = ("T1".to_owned(), "ORES".to_owned());
        Ok(Ok(LimitNow { terminal, operator, room: *self.room.lock().unwrap() }))
    }

    fn terminal(&self, visitor: &Visitor) -> Told<TerminalNow> {
        if visitor.name == "nowhere" {
            return Ok(Err(ShopRefused::NoTerminal));
        }
        let waiting = WaitingSale {
            number: "short".to_owned(),
            amount: eur("20"),
            since: noon().plus_min(-7),
        };
        Ok(Ok(TerminalNow {
            terminal: "T1".to_owned(),
            name: "Kiosk <Centre>".to_owned(),
            operator: "ORES".to_owned(),
            version: "0.1.0".to_owned(),
            last: Some(noon()),
            waiting: vec![waiting],
            kept_h: 4,
            offline: None,
            least: eur("5"),
            most: eur("250"),
            now: noon(),
        }))
    }
}

impl Shop for InMemory {
    fn failing(&self, _: &Visitor) -> Told<Vec<portal::my::FailureLine>> {
        Ok(Ok(self.failing.lock().unwrap().clone()))
    }

    fn counter(&self, _: &Visitor) -> Told<Counter> {
        let unfinished =
            Unfinished { number: "reserved".to_owned(), amount: eur("20"), at: noon() };
        let room = *self.room.lock().unwrap();
        Ok(Ok(Counter { terminal: "T1".to_owned(), unfinished: Some(unfinished), room }))
    }

    fn look_up(&self, _: &Visitor, keyed: &str) -> Told<Point> {
        let digits: String = keyed.chars().filter(char::is_ascii_digit).collect();
        if digits.len() != 13 {
            return Ok(Err(ShopRefused::NotThirteenDigits));
        }
        if digits != format!("{:013}", reference().as_u64()) {
            return Ok(Err(ShopRefused::WrongReference));
        }
        Ok(Ok(Point {
            reference: reference(),
            energy: Energy::Electricity,
            town: "5000 Namur".to_owned(),
            least: eur("5"),
            most: eur("250"),
        }))
    }

    fn reserve(&self, _: &Visitor, selling: &Selling<'_>) -> Told<String> {
        if selling.amount > eur("250") {
            let (least, most) = (eur("5"), eur("250"));
            return Ok(Err(ShopRefused::OutsideLimits { least, most }));
        }
        if let Some(room) = *self.room.lock().unwrap()
            && let Err(over) = room.admits(selling.amount)
        {
            return Ok(Err(ShopRefused::ShopLimit { left: over.left }));
        }
        self.did(format!("reserve {} {}", selling.amount, selling.attempt));
        Ok(Ok("reserved".to_owned()))
    }

    fn confirm(&self, _: &Visitor, number: &str, means: Means) -> Told<()> {
        if number == "broken" {
            return Err(MyError::failed("could not confirm a sale", "the line is down"));
        }
        self.did(format!("confirm {number} {means:?}"));
        Ok(Ok(()))
    }

    fn give_up(&self, _: &Visitor, number: &str) -> Told<()> {
        self.did(format!("give up {number}"));
        Ok(Ok(()))
    }

    fn sale(&self, _: &Visitor, number: &str) -> Told<SaleView> {
        let Some(standing) = standing(number) else { return Ok(Err(ShopRefused::UnknownSale)) };
        Ok(Ok(SaleView {
            number: number.to_owned(),
            reference: reference(),
            energy: Energy::Electricity,
            town: "5000 Namur".to_owned(),
            amount: eur("20"),
            own: true,
            by: Some("Ana".to_owned()),
            standing,
            as_of: noon().plus_s(30),
        }))
    }

    fn last(&self, _: &Visitor) -> Told<Option<String>> {
        Ok(Ok(Some("booked".to_owned())))
    }

    fn tickets(&self, _: &Visitor, code: Option<&str>) -> Told<Vec<Ticket>> {
        let ticket = Ticket {
            number: "booked".to_owned(),
            code: Some("7KQ2-M9TD".to_owned()),
            at: noon(),
            amount: eur("20"),
            means: Means::Cash,
            by: Some("Ana".to_owned()),
            state: TicketState::Booked,
        };
        let found = code.is_none_or(|code| code == "7KQ2-M9TD");
        Ok(Ok(found.then_some(ticket).into_iter().collect()))
    }

    fn undo(&self, _: &Visitor, number: &str, reason: UndoReason) -> Told<Undoing> {
        self.did(format!("undo {number} {}", reason.name()));
        Ok(Ok(if number == "booked" { Undoing::Spent } else { Undoing::Done }))
    }

    fn shift(&self, _: &Visitor, of: Option<i64>) -> Told<ShiftView> {
        let sum = CashCount { cash: eur("50"), card: eur("20") };
        let sales = vec![EnergySales { energy: Energy::Gas, count: 3, sum }];
        let undone = (0, CashCount::default());
        let open = OpenShift { since: noon(), sales, undone, expected: sum };
        let difference = CashCount { cash: eur("-1.50"), card: MicroEuro::ZERO };
        let last = ClosedShift {
            since: noon(),
            closed_at: noon(),
            expected: sum,
            declared: sum,
            difference,
            explanation: Some("<b>wrong change</b>".to_owned()),
        };
        let people = if self.hand.lock().unwrap().is_owner() {
            vec![PersonShift { number: 3, name: "Ana".to_owned(), since: Some(noon()) }]
        } else {
            Vec::new()
        };
        let name = of.map(|_| "Ana".to_owned());
        Ok(Ok(ShiftView { name, of, open: Some(open), last: Some(last), people }))
    }

    fn close(&self, _: &Visitor, counted: &Counted<'_>) -> Told<()> {
        if counted.explanation.is_none() && counted.declared.cash != eur("50") {
            let difference = CashCount { cash: eur("-1.50"), card: MicroEuro::ZERO };
            return Ok(Err(ShopRefused::Unexplained { difference }));
        }
        let of = counted.of.map(|of| format!(" of {of}")).unwrap_or_default();
        self.did(format!("close {}{of}", counted.declared.cash));
        Ok(Ok(()))
    }
}

struct Counters {
    site: Site,
    shop: InMemory,
    doors: Vec<Door>,
}

/// What stands at each route of a shop.
pub(crate) fn doors() -> Vec<Door> {
    shop().doors
}

fn shop() -> Counters {
    let shop = InMemory::default();
    let reports = Arc::new(Mutex::new(Vec::new()));
    let gate = staff::gate(staff::Staff::default());
    let options = ShopOptions { help_phone: "0800 00 000".to_owned() };
    let (router, doors) =
        portal::shop::router(Arc::new(shop.clone()), &gate, options, reporter(&reports));
    Counters { site: Site::serving(router, reports), shop, doors }
}

impl Counters {
    fn get_as(&self, role: Role, path: &str) -> Answer {
        self.site.request("GET", path, &format!("cookie: session={}\r\n", role.name()))
    }

    fn get(&self, path: &str) -> Answer {
        self.get_as(Role::Merchant, path)
    }

    fn post_as(&self, role: Role, path: &str, body: &str) -> Answer {
        let headers = format!(
            "sec-fetch-site: same-origin\r\ncookie: session={}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n",
            role.name(),
            body.len()
        );
        self.site.send("POST", path, &headers, body.as_bytes())
    }

    fn post(&self, path: &str, body: &str) -> Answer {
        self.post_as(Role::Merchant, path, body)
    }

    fn done(&self) -> Vec<String> {
        self.shop.done.lock().unwrap().clone()
    }
}

fn keyed() -> String {
    format!("reference={:013}", reference().as_u64())
}

#[test]
fn every_page_is_sound_in_four_languages_and_keeps_its_budget() {
    let counters = shop();
    for language in Language::ALL {
        let path = |page: Page| page.path(language);
        let mut answers: Vec<Answer> = SALES
            .iter()
            .flat_map(|number| {
                let sale = format!("{}/{number}", path(Page::Sale));
                [counters.get(&sale), counters.get(&format!("{sale}/undo"))]
            })
            .collect();
        let pages = [
            Page::Sell,
            Page::Tickets,
            Page::Shift,
            Page::Settlement,
            Page::Limits,
            Page::Terminal,
            Page::Help,
            Page::Staff,
            Page::Pin,
        ];
        answers.extend(pages.map(|page| counters.get(path(page))));
        answers.extend([
            counters.get(&format!("{}?code=0000-0000", path(Page::Tickets))),
            counters.post(path(Page::Sell), &keyed()),
            counters.get(&format!("{}/3", path(Page::Staff))),
            counters.get(&format!("{}?of=3", path(Page::Shift))),
        ]);
        for answer in answers {
            let page = answer.text();
            assert_eq!(answer.status, 200, "{page}");
            html::assert_sound(&page);
            assert!(page.contains(&format!("<html lang=\"{}\"", language.code())));
            assert!(!page.contains("<script") && !page.contains("<b>wrong"), "{page}");
            assert!(page.len() <= 8_000, "{} bytes", page.len());
            assert_eq!(answer.header("cache-control"), Some("no-store"));
        }
    }
    assert!(counters.done().is_empty(), "looking does nothing");
    assert!(counters.site.reports().is_empty());
}

#[test]
fn f_30_a_sale_is_four_screens_and_each_form_leads_to_an_address_that_only_shows() {
    let counters = shop();
    assert_eq!(counters.get("/en/shop/sell").status, 200);
    let amount = counters.post("/en/shop/sell", &keyed());
    let page = amount.text();
    let attempt = html::values(&page, "name=\"attempt\" value=\"")[0].to_owned();
    assert!(html::words(&page).contains("5000 Namur"));
    let body = format!("{}&attempt={attempt}&quick=20.00", keyed());
    let reserved = counters.post("/en/shop/sell/amount", &body);
    assert_eq!(
        (reserved.status, reserved.header("location")),
        (303, Some("/en/shop/sale/reserved"))
    );
    let paid = counters.post("/en/shop/sale/reserved/paid", "means=cash");
    assert_eq!((paid.status, paid.header("location")), (303, Some("/en/shop/sale/reserved")));
    let done = [format!("reserve {} {attempt}", eur("20")), "confirm reserved Cash".to_owned()];
    assert_eq!(counters.done(), done);
    let receipt = html::words(&counters.get("/en/shop/sale/booked").text());
    assert!(receipt.contains("7KQ2-M9TD") && receipt.contains("€20.00"), "{receipt}");
}

#[test]
fn tp_05_a_form_without_a_button_or_a_key_of_ours_books_nothing() {
    let counters = shop();
    assert_eq!(counters.post("/en/shop/sale/reserved/paid", "means=gold").status, 303);
    let body = format!("{}&attempt=short&amount=20", keyed());
    assert_eq!(counters.post("/en/shop/sell/amount", &body).status, 422);
    for amount in ["", "0", "1.000", "251"] {
        let body = format!("{}&attempt=0123456789abcdef0123456789abcdef&amount={amount}", keyed());
        let answer = counters.post("/en/shop/sell/amount", &body);
        assert_eq!(answer.status, 422, "{amount}");
        let page = answer.text();
        html::assert_sound(&page);
        assert!(page.contains("<title>Error") && page.contains("href=\"#amount\""), "{amount}");
    }
    assert!(counters.done().is_empty());
}

#[test]
fn tp_06_an_answer_that_is_lost_leads_to_the_last_sale() {
    let counters = shop();
    let lost = counters.post("/en/shop/sale/broken/paid", "means=cash");
    assert_eq!(lost.status, 500);
    assert!(lost.text().contains("href=\"/en/shop/last\""));
    assert_eq!(counters.site.reports().len(), 1);
    let last = counters.get("/en/shop/last");
    assert_eq!(last.header("location"), Some("/en/shop/sale/booked"));
    assert_eq!(counters.get("/en/shop/sale/nobodys").status, 404);
}

#[test]
fn m_05_a_week_says_what_is_owed_and_leads_to_the_weeks_beside_it() {
    let counters = shop();
    let page = counters.get("/en/shop/settlement?week=2026-11-19").text();
    for part in ["16/11/2026", "22/11/2026", "To pay to ORES: €105.00", "not over yet", "sold 3"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page.contains("week=2026-11-09") && !page.contains("week=2026-11-23"), "{page}");
    let before = counters.get("/en/shop/settlement?week=2026-11-09").text();
    assert!(before.contains("Nothing was sold") && before.contains("week=2026-11-16"));
    assert!(!before.contains("not over yet") && !before.contains("CSV"), "{before}");
    // What is no day is this week.
    assert!(counters.get("/en/shop/settlement?week=x").text().contains("16/11/2026"));
    let file = counters.get("/en/shop/settlement/csv?week=2026-11-16");
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    let lines: Vec<String> = file.text().lines().map(str::to_owned).collect();
    assert_eq!(
        lines[1..],
        [
            "T1,2026-11-16,gas,3,50.000000,20.000000,1,0.000000,20.000000",
            "T1,2026-11-17,electricity,3,50.000000,20.000000,1,0.000000,20.000000",
            "T1,2026-11-16,on_hold,1,5.000000,0.000000,0,0,0",
            "T1,2026-11-16,owed,,105.000000,0.000000,,,",
            "T1,2026-11-16,commission,,1.180000,,,,",
        ]
    );
    assert_eq!(counters.get_as(Role::Cpas, "/en/shop/settlement").status, 303);
}

#[test]
fn m_01_what_brings_the_supply_back_is_told_only_after_an_amount_that_does_not() {
    let counters = shop();
    let page = |number: &str| {
        let text = counters.get(&format!("/en/shop/sale/{number}")).text();
        html::words(&text).replace('\u{a0}', " ")
    };
    let short = page("short");
    let said =
        "With this amount the supply does not come back yet. At least €14.58 brings it back.";
    assert!(short.contains(said), "{short}");
    assert!(!page("reserved").contains("14.58"), "whoever pays enough is told nothing of a cut");
}

#[test]
fn m_06_the_terminal_says_what_waits_and_how_long_it_is_kept() {
    let counters = shop();
    let page = counters.get("/en/shop/terminal").text();
    for part in [
        "Kiosk &#60;Centre&#62;",
        "online at 2:05",
        "href=\"/en/shop/sale/short\"",
        "for 7 minutes",
        "ends after 4 hours",
        "Without network nothing is sold",
        "From €5 to €250.",
        "0.1.0",
    ] {
        assert!(page.replace('\u{a0}', " ").contains(part), "{part}: {page}");
    }
}

#[test]
fn m_09_help_quotes_the_words_that_tickets_have() {
    let counters = shop();
    for (path, quoted) in [
        ("/fr/magasin/aide", ["« enregistré »", "« en attente »"]),
        ("/nl/winkel/hulp", ["“geboekt”", "“in wacht”"]),
        ("/de/laden/hilfe", ["„gebucht“", "„wartet“"]),
        ("/en/shop/help", ["“booked”", "“on hold”"]),
    ] {
        let page = counters.get(path).text().replace('\u{a0}', " ");
        for words in quoted {
            assert!(page.contains(words), "{words} in {page}");
        }
        assert!(page.contains("0800 00 000"), "{page}");
    }
}

#[test]
fn tp_24_a_receipt_that_is_asked_for_again_is_marked_as_a_copy() {
    let counters = shop();
    let first = counters.get("/en/shop/sale/booked").text();
    assert!(!first.contains("COPY"));
    let tickets = counters.get("/en/shop/tickets").text();
    assert!(tickets.contains("href=\"/en/shop/sale/booked?c=1\""));
    let copy = counters.get("/en/shop/sale/booked?c=1").text();
    assert!(copy.contains("COPY") && copy.contains("7KQ2-M9TD"));
}

#[test]
fn tp_06_an_undoing_has_a_reason_and_says_why_the_sale_stays() {
    let counters = shop();
    let none = counters.post("/en/shop/sale/booked/undo", "reason=whim");
    assert_eq!(none.status, 422);
    html::assert_sound(&none.text());
    assert!(counters.done().is_empty());
    let spent = counters.post("/en/shop/sale/booked/undo", "reason=customer");
    assert_eq!(spent.status, 409);
    assert!(spent.text().contains("has been used"));
    let done = counters.post("/en/shop/sale/undone/undo", "reason=customer");
    assert_eq!(done.header("location"), Some("/en/shop/sale/undone"));
    let both = counters.get("/en/shop/sale/undone").text();
    assert_eq!(both.matches("class=\"card ticket\"").count(), 2, "both receipts");
}

#[test]
fn tp_20_a_difference_is_told_at_its_field_with_what_was_counted() {
    let counters = shop();
    let attempt = "attempt=0123456789abcdef0123456789abcdef";
    let unclear = counters.post("/en/shop/totals", &format!("{attempt}&cash=much&card="));
    assert_eq!(unclear.status, 422);
    let page = unclear.text();
    html::assert_sound(&page);
    assert!(page.contains("value=\"much\"") && page.contains("href=\"#card\""));
    let differs = counters.post("/en/shop/totals", &format!("{attempt}&cash=48.5&card=20"));
    let page = differs.text();
    html::assert_sound(&page);
    assert!(page.contains("\u{2212}€1.50") && page.contains("href=\"#explanation\""), "{page}");
    let body = format!("{attempt}&cash=48.5&card=20&explanation=lost");
    assert_eq!(counters.post("/en/shop/totals", &body).status, 303);
    assert_eq!(counters.done(), [format!("close {}", eur("48.5"))]);
}

#[test]
fn pd_04_only_a_merchant_gets_in_and_no_page_has_room_for_a_name_or_a_balance() {
    let counters = shop();
    let sale = Page::Sale.path(Language::En);
    let own = format!("{sale}/booked");
    let gets = ["/en/shop/sell", "/en/shop/last", "/en/shop/tickets", "/en/shop/totals", &own];
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Merchant) {
        for path in gets {
            let answer = counters.get_as(role, path);
            assert_eq!(answer.header("location"), Some("/en/sign-in?away=1"), "{role} {path}");
        }
        for path in ["/en/shop/sell", "/en/shop/totals", &format!("{sale}/booked/undo")] {
            let answer = counters.post_as(role, path, "reason=customer");
            assert_eq!(answer.header("location"), Some("/en/sign-in?away=1"), "{role} {path}");
        }
    }
    let stranger = counters.site.request("GET", "/fr/magasin/vendre", "");
    assert_eq!(stranger.header("location"), Some("/fr/connexion"));
    assert!(counters.done().is_empty());
    let page = html::words(&counters.get(&own).text());
    for word in ["alance", "redit:", "Becomes"] {
        assert!(!page.contains(word), "{word} in {page}");
    }
}

const RIGHTS: &str = "sell=1&totals=1";

#[test]
fn m_07_each_route_opens_to_the_right_that_it_needs_and_to_nobody_else() {
    let hands = [
        ("owner", Hand::Owner { others: true }),
        ("sell", person(&[TillRight::Sell])),
        ("undo", person(&[TillRight::UndoOwnSale])),
        ("totals", person(&[TillRight::CloseShift])),
        ("settlement", person(&[TillRight::Settlement])),
        ("nothing", person(&[])),
        ("locked", Hand::Locked),
    ];
    let counters = shop();
    let mut table = String::new();
    let english = counters.doors.iter().filter(|door| door.path.starts_with("/en/"));
    for door in english {
        let path =
            door.path.replace("{number}", if door.path.contains("staff") { "3" } else { "booked" });
        let mut open = Vec::new();
        for (name, hand) in &hands {
            *counters.shop.hand.lock().unwrap() = hand.clone();
            let before = counters.done().len();
            let answer = if door.method == "GET" {
                counters.get(&path)
            } else {
                // Enough for each of the forms, so that only a right can be missing.
                let form = format!(
                    "{}&attempt=0123456789abcdef0123456789abcdef&quick=20.00&means=cash&cash=50\
                     &card=20&reason=customer&name=Ana&pin=4826&staff=3&{RIGHTS}",
                    keyed()
                );
                counters.post(&path, &form)
            };
            let to_pin = answer.header("location") == Some("/en/shop/pin");
            let refused = answer.status == 403 || to_pin;
            if refused {
                assert_eq!(counters.done().len(), before, "{name} {} {path}", door.method);
                assert_eq!(to_pin, *name == "locked", "{name} {path}");
            } else {
                open.push(*name);
            }
        }
        table.push_str(&format!("{} {}: {}\n", door.method, door.path, open.join(" ")));
    }
    expect![[r#"
        GET /en/shop/sell: owner sell
        POST /en/shop/sell: owner sell
        POST /en/shop/sell/amount: owner sell
        GET /en/shop/sale/{number}: owner sell undo totals settlement nothing
        POST /en/shop/sale/{number}/paid: owner sell
        POST /en/shop/sale/{number}/not-paid: owner sell
        GET /en/shop/sale/{number}/undo: owner undo
        POST /en/shop/sale/{number}/undo: owner undo
        GET /en/shop/last: owner sell undo totals settlement nothing
        GET /en/shop/tickets: owner sell undo totals settlement nothing
        GET /en/shop/totals: owner totals
        POST /en/shop/totals: owner totals
        GET /en/shop/settlement: owner settlement
        GET /en/shop/settlement/csv: owner settlement
        GET /en/shop/settlement/sheet/{number}: owner settlement
        GET /en/shop/limits: owner settlement
        GET /en/shop/terminal: owner sell undo totals settlement nothing
        GET /en/shop/help: owner sell undo totals settlement nothing locked
        GET /en/shop/staff: owner
        POST /en/shop/staff: owner
        GET /en/shop/staff/{number}: owner
        POST /en/shop/staff/{number}: owner
        GET /en/shop/pin: owner sell undo totals settlement nothing locked
        POST /en/shop/pin: owner sell undo totals settlement nothing locked
    "#]]
    .assert_eq(&table);
}

#[test]
fn m_07_a_person_without_a_right_does_not_see_the_action() {
    let counters = shop();
    let of = |rights: &[TillRight], path: &str| {
        *counters.shop.hand.lock().unwrap() = person(rights);
        counters.get(path).text()
    };
    let sale = "/en/shop/sale/booked";
    let seller = of(&[TillRight::Sell], sale);
    assert!(!seller.contains(&format!("{sale}/undo")) && seller.contains("Next sale"));
    for gone in ["/en/shop/totals", "/en/shop/settlement", "/en/shop/staff"] {
        assert!(!seller.contains(&format!("href=\"{gone}\"")), "{gone}");
    }
    let undoes = of(&[TillRight::UndoOwnSale], sale);
    assert!(undoes.contains(&format!("{sale}/undo")) && !undoes.contains("Next sale"));
    assert!(!of(&[TillRight::UndoOwnSale], "/en/shop/sale/reserved").contains("name=\"means\""));
    assert!(seller.contains("At the till: Ana"), "it says who it is");
    let totals = of(&[TillRight::CloseShift], "/en/shop/totals");
    assert!(!totals.contains("?of=3"), "the tills of others are the owner's");
}

#[test]
fn m_07_receipts_tickets_and_totals_name_the_person() {
    let counters = shop();
    let copy = html::words(&counters.get("/en/shop/sale/booked?c=1").text());
    assert!(copy.contains("Sold by\nAna"), "{copy}");
    let undone = html::words(&counters.get("/en/shop/sale/undone").text());
    assert_eq!(undone.matches("Sold by\nAna").count(), 2, "{undone}");
    assert!(counters.get("/en/shop/tickets").text().contains("Sold by: Ana"));
    let own = counters.get("/en/shop/totals").text();
    assert!(own.contains("href=\"/en/shop/totals?of=3\"") && !own.contains("Till of Ana"));
    let theirs = counters.get("/en/shop/totals?of=3").text();
    assert!(theirs.contains("Till of Ana") && theirs.contains("name=\"of\" value=\"3\""));
    let body = "attempt=0123456789abcdef0123456789abcdef&cash=50&card=20&of=3";
    let closed = counters.post("/en/shop/totals", body);
    assert_eq!(closed.header("location"), Some("/en/shop/totals?of=3"));
    assert_eq!(counters.done(), [format!("close {} of 3", eur("50"))]);
}

#[test]
fn m_07_a_till_is_entered_by_a_pin_which_is_never_shown_again() {
    let counters = shop();
    let page = counters.get("/en/shop/pin").text();
    assert!(page.contains("Ana &#60;A&#62;") && page.contains("type=\"password\""), "{page}");
    for (body, status, words) in [
        ("pin=9371", 422, "Choose your name"),
        ("staff=9&pin=9371", 422, "Choose your name"),
        ("staff=3&pin=9371", 422, "not right"),
        ("staff=7&pin=9371", 429, "Wait until 3:05"),
    ] {
        let answer = counters.post("/en/shop/pin", body);
        let page = answer.text();
        html::assert_sound(&page);
        assert_eq!(answer.status, status, "{body}");
        assert!(page.contains(words) && !page.contains("9371"), "{body}: {page}");
    }
    assert!(counters.done().is_empty());
    let entered = counters.post("/en/shop/pin", "staff=3&pin=4826");
    assert_eq!(entered.header("location"), Some("/en/shop/totals"), "where they may begin");
    let locked = counters.post("/en/shop/pin", "act=lock");
    assert_eq!(locked.header("location"), Some("/en/shop/pin"));
    assert!(!counters.get("/en/shop/pin").text().contains("value=\"lock\""));
    assert_eq!(counters.get("/en/shop/help").status, 200, "help is for everybody");
}

#[test]
fn m_07_the_owner_adds_people_and_each_error_stands_at_its_field() {
    let counters = shop();
    for (body, field, words) in [
        (format!("name=&pin=4826&{RIGHTS}"), "name", "Enter a name"),
        (format!("name=Dee&pin=12&{RIGHTS}"), "pin", "4 to 6 digits"),
        (format!("name=Dee&pin=1234&{RIGHTS}"), "pin", "guess"),
        ("name=Dee&pin=4826".to_owned(), "may", "Choose what"),
    ] {
        let answer = counters.post("/en/shop/staff", &body);
        let page = answer.text();
        html::assert_sound(&page);
        assert_eq!(answer.status, 422, "{body}");
        assert!(page.contains(&format!("href=\"#{field}\"")) && page.contains(words), "{page}");
        assert!(!page.contains("4826") && !page.contains("1234"), "{page}");
    }
    assert!(counters.done().is_empty());
    assert_eq!(counters.post("/en/shop/staff", &format!("name=Dee&pin=4826&{RIGHTS}")).status, 303);
    let kept = counters.post("/en/shop/staff/3", &format!("name=Anna&pin=&{RIGHTS}&act=save"));
    assert_eq!(kept.status, 303);
    let open = counters.post("/en/shop/staff/3", "act=end");
    assert_eq!(open.status, 409);
    assert!(open.text().contains("href=\"/en/shop/totals?of=3\""), "it is closed first");
    assert_eq!(counters.done(), ["add Dee 5", "change 3 Anna 5", "end 3"]);
    let list = counters.get("/en/shop/staff").text();
    assert!(list.contains("Left on 20/11/2026") && !list.contains("/en/shop/staff/5"), "{list}");
    assert_eq!(counters.get("/en/shop/staff/5").header("location"), Some("/en/shop/staff"));
}

#[test]
fn m_05_a_commission_is_shown_with_its_rates_and_is_paid_apart() {
    let counters = shop();
    let page = counters.get("/en/shop/settlement").text().replace('\u{a0}', " ");
    for part in [
        "To pay to ORES: €105.00",
        "Your commission: €1.18",
        "€0.10 for each sale and 1.25 % of the money",
        "19/11: €0.00 for each sale and 1.50 %",
        "ORES pays it apart",
        "rounded once a week, half a cent up",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let none = counters.get("/en/shop/settlement?week=2026-11-09").text();
    assert!(!none.contains("commission"), "nothing was agreed on");
    let french = counters.get("/fr/magasin/decompte").text().replace('\u{a0}', " ");
    assert!(french.contains("1,25 %"), "{french}");
}

#[test]
fn m_05_the_commission_of_a_month_is_a_numbered_sheet_to_print() {
    let counters = shop();
    let week = counters.get("/en/shop/settlement").text().replace('\u{a0}', " ");
    assert!(week.contains("Sheet 9: October 2026, €4.10"), "{week}");
    assert!(week.contains("href=\"/en/shop/settlement/sheet/7\""), "{week}");
    let sheet = |path: &str| {
        let page = counters.get(path).text();
        html::assert_sound(&page);
        html::words(&page).replace('\u{a0}', " ")
    };
    let first = sheet("/en/shop/settlement/sheet/7");
    for part in [
        "Commission, sheet 7",
        "ORES, Rue Exemple 1, 5000 Namur",
        "Kiosk, Rue Neuve 1, 5000 Namur",
        "T1",
        "05/10/2026 to 31/10/2026",
        "€0.10 for each sale and 1.25 % of the money",
        "€240.00",
        "Commission: €4.20",
    ] {
        assert!(first.contains(part), "{part}: {first}");
    }
    assert!(!first.contains("replaces"), "{first}");
    let second = sheet("/fr/magasin/decompte/sheet/9");
    assert!(
        second.contains("Cette feuille remplace la feuille 7. Elle disait 4,20 €."),
        "{second}"
    );
    assert!(second.contains("Différence : −0,10 €"), "{second}");
    for none in ["8", "x", "-1", "07"] {
        let answer = counters.get(&format!("/en/shop/settlement/sheet/{none}"));
        assert_eq!(answer.status, 404, "{none}");
        html::assert_sound(&answer.text());
    }
    assert_eq!(counters.get_as(Role::Cpas, "/en/shop/settlement/sheet/7").status, 303);
}

#[test]
fn m_08_a_shop_sees_its_limit_what_is_used_and_left_and_is_warned_from_a_fifth_on() {
    let counters = shop();
    let set = |holding, held: &str| {
        *counters.shop.room.lock().unwrap() = Some(Room { holding, held: eur(held) });
    };
    let limits = || counters.get("/en/shop/limits").text();
    let sell = || counters.get("/en/shop/sell").text();
    let none = limits();
    html::assert_sound(&none);
    assert!(none.contains("There is no limit") && !none.contains("Credit line"), "{none}");
    set(Holding::Line(eur("500")), "399.99");
    let words = html::words(&limits());
    for part in ["Credit line\n€500.00", "Used\n€399.99", "Left\n€100.01", "to ORES"] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(!limits().contains("role=\"status\"") && !sell().contains("may hold"));
    set(Holding::Line(eur("500")), "400");
    for page in [limits(), sell()] {
        html::assert_sound(&page);
        assert!(page.contains("Only €100.00 left"), "{page}");
    }
    set(Holding::Float(eur("500")), "-120");
    let words = html::words(&limits());
    assert!(words.contains("Paid in advance\n€500.00") && words.contains("Used\n€380.00"));
    // What does not fit is told at the amount, with what was keyed in.
    set(Holding::Line(eur("500")), "480.50");
    let body = format!("{}&attempt=0123456789abcdef0123456789abcdef&amount=20", keyed());
    let over = counters.post("/en/shop/sell/amount", &body);
    let page = over.text();
    html::assert_sound(&page);
    assert_eq!(over.status, 422);
    assert!(page.contains("href=\"#amount\"") && page.contains("value=\"20\""), "{page}");
    assert!(page.contains("take €19.50 more"), "{page}");
    assert!(counters.done().is_empty());
}

#[test]
fn cm_10_whoever_sells_is_told_what_fails_in_four_languages() {
    let counters = shop();
    *counters.shop.failing.lock().unwrap() = crate::state::everywhere();
    for (language, said) in [
        (Language::Fr, "Les terminaux des magasins ne marchent pas bien."),
        (Language::Nl, "De toestellen in de winkels werken niet goed."),
        (Language::De, "Die Terminals der Läden funktionieren nicht gut."),
        (Language::En, "The terminals in shops do not work well."),
    ] {
        let page = counters.get(Page::Sell.path(language)).text();
        html::assert_sound(&page);
        assert!(html::words(&page).contains(said), "{language:?}");
    }
    counters.shop.failing.lock().unwrap().clear();
    assert!(!counters.get(Page::Sell.path(Language::Fr)).text().contains("Les terminaux"));
}
