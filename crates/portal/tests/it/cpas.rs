//! The pages of a CPAS as a browser gets them, over an office in memory.

use crate::html;
use crate::site::{Answer, Site, reporter};
use crate::staff;
use access::Role;
use calendar::Instant;
use portal::cpas::{
    AccessWanted, AidCopy, AidEffect, AidFacts, AidLine, AidPart, AidPreview, AidRefused,
    AidStanding, AidWanted, Client, ClientLine, ClientSeen, CpasOffice, CpasOptions, Due, InCharge,
    Lapse, Motive, NotAsked, NotFound, NotGiven, NotTaken, NoteLine, Page, Protection, Register,
    TeamLook, TopUps, Wish,
};
use portal::my::{CaseLine, MyError, PlanLine, RepaidBy, RepaidFor, Told, Visitor};
use portal::{ReliefStanding, ShownState};
use procedures::{CaseKind, Outcome};
use std::sync::{Arc, Mutex};
use units::{AccountId, Dso, Ean, Energy, Language, MicroEuro};

pub fn noon() -> Instant {
    "2026-11-20T14:05:00+01:00".parse().unwrap()
}

pub fn eur(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

pub fn account(number: i64) -> AccountId {
    AccountId::new(Dso::Ores, number).unwrap()
}

pub fn ean(number: i64) -> Ean {
    crate::fake::ean(number)
}

pub fn client(number: i64, due: Due, state: ShownState) -> ClientLine {
    ClientLine {
        account: account(number),
        ean: ean(number),
        name: format!("Client {number}"),
        town: "Namur".to_owned(),
        energy: Energy::Electricity,
        state,
        balance: eur("-6.20"),
        due,
        lasts: (state == ShownState::Low).then(|| noon().plus_h(30)),
        until: Some(noon().day().plus(30)),
        mine: number % 2 == 1,
        now: noon(),
    }
}

/// Keeps what was done.
#[derive(Clone, Default)]
pub struct Office {
    done: Arc<Mutex<Vec<String>>>,
    /// At a terminal of its own.
    sells: bool,
}

impl Office {
    pub fn did(&self, what: String) {
        self.done.lock().unwrap().push(what);
    }
}

impl CpasOffice for Office {
    fn sells(&self, visitor: &Visitor) -> Result<bool, MyError> {
        assert_eq!(visitor.role, Role::Cpas);
        Ok(self.sells)
    }

    fn told(&self, _: &Visitor) -> Result<Vec<portal::ToldLine>, MyError> {
        Ok(vec![portal::ToldLine {
            at: noon(),
            words: portal::ToldWords::Sent {
                subject: "Rue Neuve: Electricity".to_owned(),
                text: "There is news. <b>".to_owned(),
                language: Language::En,
                address: "office@example.be".to_owned(),
            },
            state: portal::ToldState::Left,
        }])
    }

    fn work(&self, _: &Visitor) -> Result<Vec<ClientLine>, MyError> {
        let day = noon().day();
        Ok(vec![
            client(1, Due::Nothing, ShownState::InOrder),
            client(2, Due::Ends(day.plus(3)), ShownState::InOrder),
            client(3, Due::Emergency(eur("4.90")), ShownState::Emergency),
            client(4, Due::Held(Some(noon().plus_h(60))), ShownState::HeldOn),
            client(5, Due::Off(noon().plus_h(-3)), ShownState::Off),
            client(6, Due::Off(noon().plus_h(-30)), ShownState::Off),
            client(7, Due::Limited(day.plus(60)), ShownState::Low),
            client(8, Due::Held(None), ShownState::HeldOn),
            client(9, Due::Low, ShownState::Low),
        ])
    }

    fn find(&self, _: &Visitor, reference: &str) -> Result<Result<AccountId, NotFound>, MyError> {
        Ok(match reference {
            "own" => Ok(account(1)),
            "x" => Err(NotFound::NotAReference),
            _ => Err(NotFound::NoAccess),
        })
    }

    fn ask_access(
        &self,
        _: &Visitor,
        wanted: &AccessWanted<'_>,
    ) -> Result<Result<String, NotAsked>, MyError> {
        Ok(match wanted.reference {
            "x" => Err(NotAsked::NotAReference),
            "often" => Err(NotAsked::Wait { until: noon() }),
            "own" => Err(NotAsked::Held { account: account(1) }),
            _ if wanted.months > 6 => Err(NotAsked::TooLong { most: 6 }),
            _ => Ok("abc123".to_owned()),
        })
    }

    fn enter_code(
        &self,
        _: &Visitor,
        challenge: &str,
        code: &str,
    ) -> Result<Result<AccountId, NotGiven>, MyError> {
        assert_eq!(challenge, "abc123");
        Ok(match code {
            "482913" => Ok(account(1)),
            "999999" => Err(NotGiven::Held { account: account(1) }),
            "" => Err(NotGiven::Over),
            _ => Err(NotGiven::Wrong { left: 2 }),
        })
    }

    fn most_months(&self) -> Result<i32, MyError> {
        Ok(6)
    }

    fn client(&self, _: &Visitor, asked: AccountId) -> Result<Option<Client>, MyError> {
        let by_law = asked == account(2);
        if asked != account(1) && !by_law {
            return Ok(None);
        }
        let day = noon().day();
        let seen = ClientSeen {
            balances: (0..90).map(|back| (day.plus(back - 90), eur("5"))).collect(),
            top_ups: TopUps {
                count: 4,
                sum: eur("80"),
                usual: Some(eur("20")),
                every_days: Some(9),
                last: None,
            },
            off: vec![(noon().plus_h(-3), None), (noon().plus_h(-300), Some(noon().plus_h(-290)))],
            debts: vec![PlanLine {
                what: RepaidFor::Advance,
                how: RepaidBy::Day(eur("1")),
                total: eur("20"),
                left: eur("12"),
                next: None,
                ends: None,
            }],
            messages: vec![Told {
                at: noon(),
                channel: "sms".to_owned(),
                text: "<b>your power is off".to_owned(),
            }],
        };
        let line = client(1, Due::Off(noon().plus_h(-3)), ShownState::Off);
        let words = "Comes <b>on</b> Friday".to_owned();
        let note = NoteLine { at: noon(), by: "An".to_owned(), words };
        // By law the state alone; somebody there has paid and has not pressed.
        let mut card = crate::fake::card(3);
        if by_law {
            card.supply = portal::Supply::ReadyForReconnection;
        }
        let others = vec![(8, "Jo".to_owned())];
        let charge = InCharge { person: Some((7, "An".to_owned())), others };
        Ok(Some(Client {
            line,
            card,
            by_law,
            seen: (!by_law).then_some(seen),
            notes: vec![note],
            charge,
        }))
    }

    fn aid_form(
        &self,
        _: &Visitor,
        asked: AccountId,
        copy_of: Option<i64>,
    ) -> Result<Option<AidFacts>, MyError> {
        let line = client(1, Due::Off(noon()), ShownState::Off);
        let (least, most, cap) = (eur("5"), eur("250"), eur("100"));
        let other =
            (asked == account(2)).then(|| ClientLine { energy: Energy::Gas, ..line.clone() });
        let copy = copy_of.filter(|id| *id == 3).map(|id| AidCopy {
            id,
            amount: eur("45.50"),
            other: (asked == account(2)).then_some(eur("30")),
            motive: Some(Motive::Winter),
            budget: "2026-1".to_owned(),
            on: None,
            waits: true,
        });
        let (first_day, last_day) = (noon().day().plus(3), noon().day().plus(31));
        let facts = AidFacts { line, least, most, cap, other, copy, first_day, last_day };
        Ok((asked == account(1) || asked == account(2)).then_some(facts))
    }

    fn aid_preview(
        &self,
        _: &Visitor,
        _: AccountId,
        wanted: &AidWanted,
    ) -> Result<Result<AidPreview, AidRefused>, MyError> {
        let amount = wanted.amount;
        if wanted.on.is_some_and(|day| !day.is_working_day()) {
            return Ok(Err(AidRefused::NotADay));
        }
        if amount > eur("250") {
            let (least, most) = (eur("5"), eur("250"));
            return Ok(Err(AidRefused::OutOfBounds { least, most }));
        }
        let (balance, repaid) = ((eur("-6.20"), eur("43.80")), eur("6.20"));
        let effect = AidEffect { balance, repaid, days: Some(15) };
        let of = |energy, amount| AidPart { energy, amount, effect };
        let mut parts = vec![of(Energy::Electricity, amount)];
        parts.extend(wanted.other.map(|amount| of(Energy::Gas, amount)));
        let sum: i64 = parts.iter().map(|part| part.amount.0).sum();
        let (second, cap) = (sum > eur("100").0, eur("100"));
        Ok(Ok(AidPreview { parts, second, cap }))
    }

    fn give_aid(
        &self,
        _: &Visitor,
        _: AccountId,
        wanted: &AidWanted,
        attempt: &str,
    ) -> Result<Result<i64, AidRefused>, MyError> {
        let AidWanted { amount, motive, budget, other, on, copy_of } = wanted;
        let mut said = format!("{amount} {} {budget} {}", motive.name(), attempt.len());
        said.extend(other.map(|other| format!(" and {other}")));
        said.extend(on.map(|day| format!(" on {day}")));
        said.extend(copy_of.map(|id| format!(" for {id}")));
        self.did(said);
        Ok(Ok(9))
    }

    fn decide_aid(
        &self,
        _: &Visitor,
        id: i64,
        sign: bool,
    ) -> Result<Result<(), AidRefused>, MyError> {
        self.did(format!("decide {id} {sign}"));
        Ok(if id == 9 { Ok(()) } else { Err(AidRefused::SamePerson) })
    }

    fn register(
        &self,
        _: &Visitor,
        month: Option<calendar::SettlementDay>,
    ) -> Result<Register, MyError> {
        let line = |id: i64, budget: &str, standing| AidLine {
            id,
            account: account(1),
            reference: ean(1).reference(),
            energy: Energy::Electricity,
            on: (id == 7).then(|| noon().day().plus(3)),
            copy_of: (id == 7).then_some(3),
            to_copy: id == 7,
            together: id == 7,
            at: noon(),
            by: "=An".to_owned(),
            amount: eur("50"),
            motive: Some(Motive::Winter),
            budget: budget.to_owned(),
            standing,
        };
        let lines = vec![
            line(1, "2026-1", AidStanding::Booked(noon())),
            line(2, "", AidStanding::Booked(noon())),
            line(3, "2026-1", AidStanding::Cancelled(noon())),
            line(8, "2026-1", AidStanding::Waiting { own: true }),
            line(9, "2026-1", AidStanding::Waiting { own: false }),
            line(7, "2026-1", AidStanding::Planned(noon().day().plus(3))),
            line(6, "2026-1", AidStanding::Lapsed(noon(), Lapse::NoMandate)),
        ];
        let first = month.unwrap_or("2026-11-01".parse().unwrap());
        Ok(Register { first, lines, now: noon() })
    }

    fn protection(&self, _: &Visitor, of: AccountId) -> Result<Option<Protection>, MyError> {
        if of != account(1) && of != account(2) {
            return Ok(None);
        }
        let day = noon().day();
        let asked = |about, answer| CaseLine {
            number: 7,
            about,
            asked: day,
            due: day.plus(-1),
            late: true,
            bars_cuts: false,
            words: "A child of two.".to_owned(),
            proposes: None,
            called: None,
            answer,
        };
        let answer = Some((day, Outcome::Done, "It waits until Monday.".to_owned()));
        Ok(Some(Protection {
            line: client(1, Due::Nothing, ShownState::InOrder),
            relief: (of == account(1)).then_some(ReliefStanding::Open),
            wishes: vec![Wish::DelayCut, Wish::ReducedPower],
            asked: vec![asked(CaseKind::ReducedPower, None), asked(CaseKind::DelayCut, answer)],
            proofs: crate::cpas_tasks::proofs(day),
            sitting: crate::cpas_tasks::sitting(),
            writes: true,
            today: day,
        }))
    }

    fn ask_for(
        &self,
        _: &Visitor,
        of: AccountId,
        wish: Wish,
        words: &str,
    ) -> Result<Result<(), NotTaken>, MyError> {
        if of != account(1) {
            return Ok(Err(NotTaken::NoClient));
        }
        if wish == Wish::ChangePlan {
            return Ok(Err(NotTaken::NotOpen));
        }
        if wish != Wish::Relief && words.is_empty() {
            return Ok(Err(NotTaken::NoWords));
        }
        self.did(format!("asks {} {words}", wish.name()));
        Ok(Ok(()))
    }

    fn looks(&self, _: &Visitor) -> Result<Vec<TeamLook>, MyError> {
        let look = |by: &str, reason: &str, all| TeamLook {
            at: noon(),
            by: by.to_owned(),
            reference: ean(1).reference(),
            reason: reason.to_owned(),
            all,
        };
        Ok(vec![
            look("An", "emergency, the holder told the code", true),
            look("<b>Jo</b>", "by law", false),
        ])
    }
}

fn site() -> Site {
    site_and_done().0
}

pub fn site_and_done() -> (Site, Arc<Mutex<Vec<String>>>) {
    site_of(Office::default())
}

fn site_of(office: Office) -> (Site, Arc<Mutex<Vec<String>>>) {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let gate = staff::gate(staff::Staff::default());
    let options = CpasOptions { help_phone: "0800 00 000".to_owned() };
    let done = Arc::clone(&office.done);
    let (router, _) = portal::cpas::router(Arc::new(office), &gate, options, reporter(&reports));
    (Site::serving(router, reports), done)
}

pub fn get(site: &Site, role: Role, path: &str) -> Answer {
    site.request("GET", path, &format!("cookie: session={role}\r\n"))
}

pub fn post(site: &Site, path: &str, body: &str) -> Answer {
    let head = format!(
        "cookie: session=cpas\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n",
        body.len()
    );
    site.send("POST", path, &head, body.as_bytes())
}

#[test]
fn each_page_is_sound_in_each_language_and_small() {
    let site = site();
    for language in Language::ALL {
        let client = Page::Client.path(language);
        let paths = [
            Page::Work.path(language).to_owned(),
            Page::Access.path(language).to_owned(),
            format!("{client}/{}", account(1)),
            format!("{client}/{}", account(2)),
            format!("{}/{}", Page::Aid.path(language), account(1)),
            Page::Register.path(language).to_owned(),
            format!("{}/{}", Page::Protection.path(language), account(1)),
            format!("{}/{}", Page::Protection.path(language), account(2)),
            Page::Looks.path(language).to_owned(),
            Page::Sittings.path(language).to_owned(),
            Page::Early.path(language).to_owned(),
            Page::Paper.path(language).to_owned(),
            Page::Law.path(language).to_owned(),
            Page::Team.path(language).to_owned(),
            format!("{}/{}", Page::Message.path(language), account(1)),
            format!("{}/{}", Page::Plan.path(language), account(1)),
            format!("{}/{}", Page::Sheet.path(language), account(1)),
            format!("{}/{}", Page::Sheet.path(language), account(2)),
        ];
        for path in paths {
            let answer = get(&site, Role::Cpas, &path);
            assert_eq!(answer.status, 200, "{path}");
            let page = answer.text();
            html::assert_sound(&page);
            assert!(page.contains(&format!("<html lang=\"{}\"", language.code())), "{path}");
            assert!(!page.contains("{") && !page.contains("}"), "a value is missing: {path}");
            assert!(page.len() <= 30_000, "{path}: {} bytes", page.len());
        }
    }
    assert_eq!(site.reports(), Vec::<String>::new());
}

#[test]
fn s_06_what_protects_a_client_is_shown_and_asked_for_with_errors_at_their_fields() {
    let (site, done) = site_and_done();
    let path = format!("{}/{}", Page::Protection.path(Language::En), account(1));
    let page = get(&site, Role::Cpas, &path).text();
    for words in ["Ask for relief now", "Late: was due by", "It waits until Monday.", "Done on"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let without = format!("{}/{}", Page::Protection.path(Language::En), account(2));
    assert!(!get(&site, Role::Cpas, &without).text().contains("relief"), "electricity has none");
    let asked = post(&site, &path, "wish=relief");
    assert_eq!((asked.status, asked.header("location")), (303, Some(path.as_str())));
    let asked = post(&site, &path, "wish=delay_cut&why=Moves+on+Friday");
    assert_eq!(asked.status, 303);
    for (body, error) in [
        ("wish=delay_cut&why=", "Say why."),
        ("wish=&why=kept", "Choose what you ask."),
        ("wish=change_plan&why=kept", "This cannot be asked here."),
    ] {
        let answer = post(&site, &path, body);
        assert_eq!(answer.status, 422, "{body}");
        let page = answer.text();
        html::assert_sound(&page);
        assert!(page.contains(error), "{body}: {page}");
        assert_eq!(page.contains(">kept</textarea>"), body.contains("kept"), "{body}");
    }
    let nobody = format!("{}/{}", Page::Protection.path(Language::En), account(9));
    assert_eq!(get(&site, Role::Cpas, &nobody).status, 404);
    assert_eq!(post(&site, &nobody, "wish=delay_cut&why=x").status, 404);
    assert_eq!(*done.lock().unwrap(), ["asks relief ", "asks delay_cut Moves on Friday"]);
}

#[test]
fn s_12_each_page_of_a_social_service_that_sells_leads_to_its_terminal() {
    let (selling, _) = site_of(Office { sells: true, ..Office::default() });
    let site = site();
    for language in Language::ALL {
        let sell = format!("href=\"{}\"", portal::shop::Page::Sell.path(language));
        for page in [Page::Work, Page::Access, Page::Looks] {
            let own = get(&selling, Role::Cpas, page.path(language)).text();
            html::assert_sound(&own);
            assert_eq!(own.matches(&sell).count(), 1, "{own}");
            let none = get(&site, Role::Cpas, page.path(language)).text();
            assert!(!none.contains(&sell), "it has no terminal: {none}");
        }
    }
    let page = get(&selling, Role::Cpas, Page::Work.path(Language::En)).text();
    assert!(html::words(&page).contains("Our terminal"));
}

#[test]
fn s_11_a_team_reads_who_looked_and_why() {
    let site = site();
    let page = get(&site, Role::Cpas, Page::Looks.path(Language::En)).text();
    assert!(page.contains("Emergency") && page.contains("Everything agreed"), "{page}");
    assert!(page.contains("by law") && !page.contains("<b>Jo"), "{page}");
    assert_eq!(get(&site, Role::Merchant, Page::Looks.path(Language::En)).status, 303);
}

#[test]
fn f_20_the_longest_off_stands_first_and_then_who_is_held_for_the_shortest() {
    let text = get(&site(), Role::Cpas, "/en/cpas/work").text();
    let order: Vec<&str> = text.match_indices("Client ").map(|(at, _)| &text[at..at + 8]).collect();
    let wanted = [6, 5, 8, 4, 3, 7, 9, 2, 1].map(|number| format!("Client {number}"));
    assert_eq!(order, wanted);
    assert!(text.contains("Off for 30 h") && text.contains("Emergency: €4.90 left"));
    assert!(text.contains("9 clients. Off: 2. Soon out of credit: 3."), "{text}");
    // What a colleague has to sign, and what waits for its day: one press from the register.
    assert!(text.contains("Aid to sign: 2. Planned: 1."), "{text}");
    assert!(text.contains("href=\"/en/cpas/register\""), "{text}");
}

#[test]
fn s_01_each_client_has_its_state_and_whoever_runs_low_is_told_for_how_long() {
    let text = get(&site(), Role::Cpas, "/en/cpas/work").text();
    let of = |number: u8| {
        let cards = text.split("<li class=\"card\">");
        let name = format!("Client {number}");
        cards.into_iter().find(|card| card.contains(&name)).unwrap().to_owned()
    };
    let low = of(9);
    assert!(low.contains("class=\"chip s2\">Low</b>"), "{low}");
    assert!(low.contains("Credit until about ") && !low.contains("Nothing is due"), "{low}");
    // Something else is due: how long the credit lasts stands below it.
    let limited = of(7);
    assert!(limited.contains("Limited power until") && limited.contains("Credit until about "));
    assert!(of(1).contains("class=\"chip s1\">OK</b>") && of(1).contains("Nothing is due"));
    assert!(of(6).contains("class=\"chip s5\">Off</b>"), "{}", of(6));
}

#[test]
fn f_21_access_is_asked_in_a_form_and_given_with_a_code() {
    let site = site();
    let path = "/en/cpas/access";
    let bare = post(&site, path, "reference=1234");
    assert_eq!(bare.status, 422);
    let text = bare.text();
    html::assert_sound(&text);
    assert!(text.contains("href=\"#purpose\"") && text.contains("href=\"#months\""));
    assert!(text.contains("value=\"1234\""), "what was typed is kept");
    let ask = |reference: &str, months: &str| {
        let body = format!("reference={reference}&purpose=budget_help&months={months}");
        post(&site, path, &body)
    };
    assert!(ask("x", "3").text().contains("href=\"#reference\""));
    assert!(ask("1", "9").text().contains("6 months at most"));
    assert!(ask("often", "3").text().contains("Too many requests"));
    let asked = ask("4901234567890", "3");
    assert_eq!(asked.status, 200);
    html::assert_sound(&asked.text());
    assert!(asked.text().contains("If the reference exists, the client now has a code."));
    let enter =
        |code: &str| post(&site, "/en/cpas/access/code", &format!("challenge=abc123&code={code}"));
    assert!(enter("111111").text().contains("2 tries are left"));
    assert!(enter("").text().contains("holds no more"));
    assert!(enter("999999").text().contains("for as long"));
    let given = enter("482+913");
    let client = format!("/en/cpas/client/{}", account(1));
    assert_eq!((given.status, given.header("location")), (303, Some(client.as_str())));
}

#[test]
fn m_press_a_social_service_reads_that_its_client_has_to_press_the_button() {
    let site = site();
    for (language, said) in [
        (Language::Fr, "Le compteur est prêt. Le ménage"),
        (Language::Nl, "De meter is klaar. Het gezin"),
        (Language::De, "Der Zähler ist bereit. Der Haushalt"),
        (Language::En, "The meter is ready. The household"),
    ] {
        let page = |number: i64| {
            let path = format!("{}/{}", Page::Client.path(language), account(number));
            html::words(&get(&site, Role::Cpas, &path).text()).replace('\u{a0}', " ")
        };
        assert!(page(2).contains(said), "{}", page(2));
        assert!(!page(1).contains(said), "nothing to press");
    }
}

#[test]
fn pd_04_by_law_the_state_alone_and_without_a_mandate_nothing() {
    let site = site();
    let path = |number: i64| format!("/en/cpas/client/{}", account(number));
    let agreed = get(&site, Role::Cpas, &path(1)).text();
    assert!(agreed.contains("Balance over 90 days") && agreed.contains("&#60;b&#62;your power"));
    assert!(agreed.contains("Below zero on 0 of 90 days."), "{agreed}");
    let by_law = get(&site, Role::Cpas, &path(2)).text();
    assert!(by_law.contains("Access by law") && !by_law.contains("Balance over 90 days"));
    let none = get(&site, Role::Cpas, &path(3));
    assert_eq!(none.status, 404);
    assert!(!none.text().contains(&ean(3).to_string()), "nothing of whom it is");
    for role in [Role::Customer, Role::AgentL2, Role::Merchant] {
        assert_eq!(get(&site, role, &path(1)).status, 303, "{role} is sent away");
    }
}

pub const ATTEMPT: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn f_22_aid_is_a_form_its_effect_and_one_press() {
    let (site, done) = site_and_done();
    let path = format!("/en/cpas/aid/{}", account(1));
    let bare = post(&site, &path, "amount=x");
    assert_eq!(bare.status, 422);
    assert!(bare.text().contains("href=\"#amount\"") && bare.text().contains("href=\"#motive\""));
    let body = "amount=50&motive=winter&budget=2026-1";
    let preview = post(&site, &path, body).text();
    html::assert_sound(&preview);
    for said in ["€43.80", "Repays emergency credit", "15 days", "Credit it now"] {
        assert!(preview.contains(said), "{said}: {preview}");
    }
    assert!(post(&site, &path, &body.replace("50", "150")).text().contains("Send for signature"));
    let much = post(&site, &path, &body.replace("50", "900")).text();
    assert!(much.contains("between €5 and €250"), "{much}");
    assert!(done.lock().unwrap().is_empty(), "a look does nothing");
    let given = post(&site, &path, &format!("{body}&confirm=yes&attempt={ATTEMPT}"));
    assert_eq!((given.status, given.header("location")), (303, Some("/en/cpas/register")));
    assert_eq!(*done.lock().unwrap(), ["50.000000 winter 2026-1 32"]);
    let none = get(&site, Role::Cpas, &format!("/en/cpas/aid/{}", account(3)));
    assert_eq!(none.status, 404);
}

#[test]
fn s_10_the_register_adds_up_what_was_booked_and_nothing_else() {
    let (site, done) = site_and_done();
    let page = get(&site, Role::Cpas, "/en/cpas/register?month=2026-11").text();
    assert!(page.contains("Register of aid: 2026-11") && page.contains("month=2026-10"));
    assert!(page.contains("<dt>2026-1</dt><dd>€50.00</dd>"), "{page}");
    assert!(page.contains("<dt><b>Total credited</b></dt><dd>€100.00</dd>"), "{page}");
    assert_eq!(page.matches("value=\"yes\"").count(), 1, "a colleague's alone");
    assert_eq!(page.matches("value=\"no\"").count(), 3, "until its day it can be taken back");
    let october = get(&site, Role::Cpas, "/en/cpas/register?month=2026-10").text();
    assert!(october.contains("<dt><b>Total credited</b></dt><dd>€0.00</dd>"), "booked in November");
    let file = get(&site, Role::Cpas, "/en/cpas/register/csv").text();
    assert_eq!(file.lines().count(), 8);
    assert!(file.contains("\"'=An\",50.000000,winter,\"2026-1\",booked,"), "{file}");
    let signed = post(&site, "/en/cpas/register", "aid=9&sign=yes");
    assert_eq!(signed.status, 303);
    let own = post(&site, "/en/cpas/register", "aid=8&sign=yes");
    assert_eq!(own.status, 409);
    assert!(own.text().contains("A colleague has to sign."));
    assert_eq!(*done.lock().unwrap(), ["decide 9 true", "decide 8 true"]);
}

#[test]
fn ux_8_3_a_social_service_reads_what_was_written_to_it_and_nobody_else_does() {
    let site = site();
    let work = get(&site, Role::Cpas, "/en/cpas/work").text();
    assert!(work.contains("href=\"/en/cpas/notices\""), "{work}");
    for language in Language::ALL {
        let page = get(&site, Role::Cpas, Page::Told.path(language)).text();
        html::assert_sound(&page);
        assert!(page.contains("<b lang=\"en\">Rue Neuve: Electricity</b>"), "{page}");
        assert!(page.contains("There is news. &#60;b&#62;"), "words are words: {page}");
    }
    let words = html::words(&get(&site, Role::Cpas, "/en/cpas/notices").text());
    assert!(words.contains("to office@example.be") && words.contains("sent"), "{words}");
    for role in [Role::Supplier, Role::Merchant, Role::Customer, Role::AgentL2] {
        assert_eq!(get(&site, role, "/en/cpas/notices").status, 303, "{role}");
    }
}

#[test]
fn s_02_a_reference_leads_to_a_client_of_ones_own_and_a_code_that_is_not_needed_says_so() {
    let site = site();
    let path = "/en/cpas/work";
    let page = get(&site, Role::Cpas, path).text();
    html::assert_sound(&page);
    assert!(page.contains("name=\"reference\""), "{page}");
    let client = format!("/en/cpas/client/{}", account(1));
    let found = post(&site, path, "reference=own");
    assert_eq!((found.status, found.header("location")), (303, Some(client.as_str())));
    for (reference, words) in [("x", "Enter the 13 digits"), ("other", "No access with this")] {
        let none = post(&site, path, &format!("reference={reference}"));
        assert_eq!(none.status, 422);
        html::assert_sound(&none.text());
        let page = none.text();
        assert!(page.contains(words) && page.contains("href=\"#reference\""), "{page}");
        assert!(page.contains(&format!("value=\"{reference}\"")), "what was typed is kept");
    }
    let asked = "reference=own&purpose=budget_help&months=3";
    for (path, body) in
        [("/en/cpas/access", asked), ("/en/cpas/access/code", "challenge=abc123&code=999999")]
    {
        let held = post(&site, path, body);
        assert_eq!(held.status, 422, "{path}");
        assert!(held.text().contains(&format!("href=\"{client}\"")), "{}", held.text());
    }
}
