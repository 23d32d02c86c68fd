//! The pages of partners as a browser gets them.

use crate::agent::{Office, ean, eur, get, is_away, noon, post, site};
use access::{Role, TillRight};
use portal::agent::{
    Basis, Behind, LegalAsked, LegalHousehold, LegalOpens, LegalView, MandateLine, MandateState,
    MandateView, MandatesView, OfficeLine, Page, PartnerDesk, PartnerRefused, Partnered, ShopAgain,
    ShopLine, ShopView, ShopsView, StopLine, TillStanding,
};
use portal::cpas::Purpose;
use portal::my::{MyError, Visitor};
use units::{AccountId, Energy, Language};
use vending::{Holding, Room};

const ACCOUNT: AccountId = AccountId(1_000_000_017);

fn line(terminal: &str, standing: TillStanding) -> ShopLine {
    ShopLine {
        terminal: terminal.to_owned(),
        name: "Kiosk <Gare>".to_owned(),
        standing,
        heard: (terminal != "T3").then(|| noon().plus_min(-3)),
        last_sale: (terminal != "T3").then(|| noon().plus_min(-4)),
        open: 1,
        room: (terminal == "T1")
            .then(|| Room { holding: Holding::Line(eur("500")), held: eur("120") }),
        people: 2,
        waits: terminal == "T2",
    }
}

fn mandate(number: i64, state: MandateState) -> MandateLine {
    let why = || "The household asked us".to_owned();
    let ended = (state == MandateState::Ended).then(|| (noon(), Some("an #6".to_owned()), why()));
    MandateLine {
        account: ACCOUNT,
        number,
        ean: ean(),
        energy: Energy::Electricity,
        name: "An <Peeters>".to_owned(),
        town: "Namur".to_owned(),
        office: "CPAS de Namur".to_owned(),
        basis: if number == 1 { Basis::Household } else { Basis::Law("bo #7".to_owned()) },
        reason: "budget, the holder told the code".to_owned(),
        from: noon().plus_h(-48),
        last: Some(noon().day().plus(30)),
        state,
        ended,
    }
}

/// The first of a household, the second of nobody, the fourth of one that moved out.
fn asked(number: i64) -> LegalAsked {
    let household = (number != 2).then(|| LegalHousehold {
        account: ACCOUNT,
        energy: Energy::Electricity,
        name: "An <Peeters>".to_owned(),
        town: "Namur".to_owned(),
    });
    LegalAsked {
        number,
        office: "CPAS de <Namur>".to_owned(),
        by: "Julie".to_owned(),
        at: noon().plus_h(-20),
        notice: "Default 2026/<41>".to_owned(),
        dated: noon().day().plus(-9),
        purpose: Some(Purpose::SocialInquiry),
        last: noon().day().plus(81),
        household,
        opens: match number {
            2 => LegalOpens::Nobody,
            4 => LegalOpens::Fell,
            _ => LegalOpens::Household,
        },
    }
}

impl PartnerDesk for Office {
    fn shops(&self, _: &Visitor, stopped: bool, page: usize) -> Result<ShopsView, MyError> {
        let all = [
            line("T1", TillStanding::Online),
            line("T2", TillStanding::Stopped),
            line("T3", TillStanding::Offline),
        ];
        let fits = |one: &ShopLine| !stopped || one.standing == TillStanding::Stopped;
        let lines = all.into_iter().filter(fits).collect();
        Ok(ShopsView { lines, stopped, page, more: page == 0, online_min: 15 })
    }

    fn shop(&self, visitor: &Visitor, terminal: &str) -> Result<Option<ShopView>, MyError> {
        let standing = match terminal {
            "T1" => TillStanding::Online,
            "T3" => TillStanding::Offline,
            "T2" | "T4" => TillStanding::Stopped,
            _ => return Ok(None),
        };
        let stop = StopLine {
            at: noon().plus_h(-2),
            stopped: true,
            by: "cy #6".to_owned(),
            approved_by: None,
            reason: "Stolen <last night>".to_owned(),
        };
        let again = StopLine {
            at: noon().plus_h(-90),
            stopped: false,
            approved_by: Some("bo #7".to_owned()),
            reason: "found".to_owned(),
            ..stop.clone()
        };
        let waiting = (terminal == "T2").then(|| ShopAgain {
            by: "cy".to_owned(),
            at: noon().plus_h(-1),
            why: "The till is back".to_owned(),
            own: visitor.role == Role::AgentL1,
        });
        let stops = if terminal == "T1" { Vec::new() } else { vec![stop, again] };
        let rights = [TillRight::Sell, TillRight::CloseShift].into_iter().collect();
        Ok(Some(ShopView {
            line: line(terminal, standing),
            owners: vec!["Marc <Owner>".to_owned()],
            staff: vec![("Zoé".to_owned(), rights)],
            stops,
            waiting,
        }))
    }

    fn stop_shop(&self, _: &Visitor, terminal: &str, why: &str) -> Partnered {
        if terminal == "T2" {
            return Ok(Err(PartnerRefused::Stopped));
        }
        self.did(format!("stop {terminal} {why}"));
        Ok(Ok(()))
    }

    fn ask_shop_again(&self, _: &Visitor, terminal: &str, why: &str) -> Partnered {
        if terminal == "T2" {
            return Ok(Err(PartnerRefused::Waits));
        }
        self.did(format!("again {terminal} {why}"));
        Ok(Ok(()))
    }

    fn decide_shop_again(&self, visitor: &Visitor, terminal: &str, approve: bool) -> Partnered {
        if visitor.role == Role::AgentL1 {
            return Ok(Err(PartnerRefused::SamePerson));
        }
        self.did(format!("decide {terminal} {approve}"));
        Ok(Ok(()))
    }

    fn offices(&self, _: &Visitor) -> Result<Vec<OfficeLine>, MyError> {
        let people = vec![("Julie".to_owned(), false), ("Karl".to_owned(), true)];
        Ok(vec![OfficeLine { name: "CPAS de <Namur>".to_owned(), people, open: 12 }])
    }

    fn mandates(
        &self,
        _: &Visitor,
        open: bool,
        behind: Option<Behind>,
    ) -> Result<MandatesView, MyError> {
        let all = [MandateState::Open, MandateState::Over, MandateState::Ended];
        let mut lines: Vec<MandateLine> =
            (1..).zip(all).map(|(number, state)| mandate(number, state)).collect();
        lines.retain(|line| !open || line.state == MandateState::Open);
        let last = lines.last().map(|last| (last.from, last.account, last.number));
        let asked = if behind.is_none() { vec![asked(1), asked(2)] } else { Vec::new() };
        Ok(MandatesView { asked, lines, open, more: last.filter(|_| behind.is_none()) })
    }

    fn mandate(
        &self,
        _: &Visitor,
        account: AccountId,
        number: i64,
    ) -> Result<Option<MandateView>, MyError> {
        let state = match (account, number) {
            (ACCOUNT, 1) => MandateState::Open,
            (ACCOUNT, 2) => MandateState::Over,
            (ACCOUNT, 3) => MandateState::Ended,
            _ => return Ok(None),
        };
        let looks = vec![("Julie".to_owned(), noon().plus_h(-3))];
        Ok(Some(MandateView { line: mandate(number, state), looks }))
    }

    fn end_mandate(&self, _: &Visitor, account: AccountId, number: i64, why: &str) -> Partnered {
        if number == 3 {
            return Ok(Err(PartnerRefused::Ended));
        }
        self.did(format!("end {account} {number} {why}"));
        Ok(Ok(()))
    }

    fn asked_by_law(&self, _: &Visitor, number: i64) -> Result<Option<LegalView>, MyError> {
        let answered = (number == 3)
            .then(|| (false, noon(), "bo #7".to_owned(), "The notice is of <another>".to_owned()));
        Ok((1..=4).contains(&number).then(|| LegalView { asked: asked(number), answered }))
    }

    fn answer_by_law(&self, _: &Visitor, number: i64, why: Option<&str>) -> Partnered {
        if number == 4 {
            return Ok(Err(PartnerRefused::Fell));
        }
        self.did(format!("law {number} {why:?}"));
        Ok(Ok(()))
    }
}

/// Every page of partners, with who looks at it.
pub(crate) fn paths(language: Language) -> Vec<(Role, String)> {
    let path = Page::Partners.path(language);
    let mut all = Vec::new();
    for role in [Role::AgentL1, Role::AgentL2] {
        for rest in ["", "?kind=stopped&page=1", "/shop/T1", "/shop/T2", "/services", "/mandates"] {
            all.push((role, format!("{path}{rest}")));
        }
        all.push((role, format!("{path}/mandates?kind=all")));
        all.push((role, format!("{path}/mandates/{ACCOUNT}/1")));
        all.push((role, format!("{path}/mandates/{ACCOUNT}/3")));
        all.extend((1..=4).map(|number| (role, format!("{path}/mandates/asked/{number}"))));
    }
    all
}

fn at(rest: &str) -> String {
    format!("{}{rest}", Page::Partners.path(Language::En))
}

#[test]
fn a_11_each_shop_says_whether_it_is_heard_of_what_it_may_hold_and_who_sells() {
    let (site, _) = site();
    let page = get(&site, Role::AgentL1, &at("")).text();
    for part in [
        "Kiosk &#60;Gare&#62;",
        "<b class=\"chip s1\">Online</b>",
        "<b class=\"chip s5\">Stopped</b>",
        "<b class=\"chip s4\">Offline</b>",
        "Not yet",
        "heard of in the last 15 minutes",
        "500.00",
        "120.00",
        "380.00",
        "No limit agreed",
        "Waits for a second person",
        "/en/agent/partners/shop/T1",
        "/en/agent/partners?page=1",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let stopped = get(&site, Role::AgentL1, &at("?kind=stopped")).text();
    assert_eq!(stopped.matches("<li class=\"card\">").count(), 1, "{stopped}");
    assert!(stopped.contains("?kind=stopped&#38;page=1"), "{stopped}");
    let one = get(&site, Role::AgentL2, &at("/shop/T1")).text();
    for part in [
        "Marc &#60;Owner&#62;",
        "Zoé",
        "It was never stopped.",
        "action=\"/en/agent/partners/shop/T1/stop\"",
    ] {
        assert!(one.contains(part), "{part}: {one}");
    }
    assert_eq!(get(&site, Role::AgentL2, &at("/shop/T9")).status, 404);
}

#[test]
fn a_11_a_terminal_is_stopped_with_a_reason_and_what_was_typed_stays() {
    let (site, done) = site();
    let empty = post(&site, Role::AgentL1, &at("/shop/T1/stop"), "why=+");
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains("href=\"#why\""), "{}", empty.text());
    let sent = post(&site, Role::AgentL1, &at("/shop/T1/stop"), "why=Stolen+today");
    assert_eq!(sent.header("location"), Some("/en/agent/partners/shop/T1"));
    let again = post(&site, Role::AgentL1, &at("/shop/T2/stop"), "why=Stolen+today");
    assert_eq!(again.status, 409);
    let page = again.text();
    assert!(page.contains("stopped already") && page.contains("by"), "{page}");
    assert_eq!(*done.lock().unwrap(), ["stop T1 Stolen today"]);
}

#[test]
fn a_11_it_sells_again_when_a_second_person_says_so() {
    let (site, done) = site();
    let own = get(&site, Role::AgentL1, &at("/shop/T2")).text();
    assert!(
        own.contains("Somebody else has to decide.") && !own.contains("value=\"yes\""),
        "{own}"
    );
    let other = get(&site, Role::AgentL2, &at("/shop/T2")).text();
    for part in
        ["The till is back", "Asked for by cy", "value=\"yes\"", "value=\"no\"", "cy #6 and bo #7"]
    {
        assert!(other.contains(part), "{part}: {other}");
    }
    assert!(!other.contains("T2/again"), "it waits already: {other}");
    assert!(get(&site, Role::AgentL2, &at("/shop/T4")).text().contains("T4/again"));
    let asked = post(&site, Role::AgentL1, &at("/shop/T4/again"), "why=It+is+back");
    assert_eq!(asked.status, 303);
    let first = post(&site, Role::AgentL1, &at("/shop/T2/decide"), "approve=yes");
    assert!(is_away(&first), "no second person");
    assert_eq!(post(&site, Role::AgentL2, &at("/shop/T2/decide"), "approve=yes").status, 303);
    assert_eq!(post(&site, Role::AgentL2, &at("/shop/T2/decide"), "approve=no").status, 303);
    assert_eq!(*done.lock().unwrap(), ["again T4 It is back", "decide T2 true", "decide T2 false"]);
}

#[test]
fn a_11_social_services_have_their_people_and_what_they_may_do() {
    let (site, _) = site();
    let page = get(&site, Role::AgentL1, &at("/services")).text();
    for part in [
        "CPAS de &#60;Namur&#62;",
        "Julie",
        "Karl (signs in no more)",
        "Open mandates",
        "<b>12</b>",
        "See the state and the balance",
        "Ask for limited power or reconnection",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn pd_03_mandates_say_who_looks_at_whom_by_whose_agreement_and_until_when() {
    let (site, _) = site();
    let open = get(&site, Role::AgentL1, &at("/mandates")).text();
    assert_eq!(open.matches("<li class=\"card\">").count(), 3, "with what waits: {open}");
    let all = get(&site, Role::AgentL1, &at("/mandates?kind=all")).text();
    for part in [
        "An &#60;Peeters&#62; · Namur · Electricity",
        "CPAS de Namur",
        "Given by the household",
        "By law, entered by bo #7",
        "Ended by an #6",
        "The household asked us",
        "?kind=all&#38;page=",
    ] {
        assert!(all.contains(part), "{part}: {all}");
    }
    let digits = ean().to_string();
    let reference = format!("{:013}", ean().reference().as_u64());
    assert!(!all.contains(&digits) && !all.contains(&reference), "{all}");
    let one = get(&site, Role::AgentL1, &at("/mandates/1000000017/1")).text();
    assert!(one.contains("Julie") && one.contains("The household reads your reason"), "{one}");
    let ended = get(&site, Role::AgentL1, &at("/mandates/1000000017/3")).text();
    assert!(!ended.contains("<textarea"), "{ended}");
    assert_eq!(get(&site, Role::AgentL1, &at("/mandates/1000000017/9")).status, 404);
    let operator = get(&site, Role::Operator, &at("/mandates"));
    assert!(is_away(&operator), "sees no household by name");
}

#[test]
fn pd_03_a_mandate_is_ended_with_a_reason_once() {
    let (site, done) = site();
    let path = at("/mandates/1000000017/1");
    let empty = post(&site, Role::AgentL1, &path, "why=");
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains("href=\"#why\""));
    let sent = post(&site, Role::AgentL1, &path, "why=They+moved");
    assert_eq!(sent.header("location"), Some(path.as_str()));
    let over = post(&site, Role::AgentL2, &at("/mandates/1000000017/3"), "why=They+moved");
    assert_eq!(over.status, 409);
    assert_eq!(*done.lock().unwrap(), ["end 1000000017 1 They moved"]);
}

#[test]
fn s_03_what_is_asked_by_law_waits_on_the_page_of_mandates_with_its_notice() {
    let (site, _) = site();
    let page = get(&site, Role::AgentL1, &at("/mandates")).text();
    for part in [
        "Asked by law",
        "CPAS de &#60;Namur&#62;",
        "Default 2026/&#60;41&#62;",
        "An &#60;Peeters&#62; · Namur · Electricity",
        "No household of yours has this reference.",
        "href=\"/en/agent/partners/mandates/asked/1\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let one = get(&site, Role::AgentL1, &at("/mandates/asked/1")).text();
    assert!(one.contains("value=\"yes\"") && one.contains("value=\"no\""), "{one}");
    let nobody = get(&site, Role::AgentL1, &at("/mandates/asked/2")).text();
    assert!(!nobody.contains("value=\"yes\"") && nobody.contains("value=\"no\""), "{nobody}");
    let answered = get(&site, Role::AgentL2, &at("/mandates/asked/3")).text();
    assert!(answered.contains("The notice is of &#60;another&#62;"), "{answered}");
    assert!(!answered.contains("<textarea"), "{answered}");
    assert_eq!(get(&site, Role::AgentL1, &at("/mandates/asked/9")).status, 404);
    let operator = get(&site, Role::Operator, &at("/mandates/asked/1"));
    assert!(is_away(&operator), "sees no household by name");
}

#[test]
fn s_03_it_is_granted_or_declined_with_a_reason() {
    let (site, done) = site();
    let path = at("/mandates/asked/1");
    let empty = post(&site, Role::AgentL1, &path, "approve=no&why=+");
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains("href=\"#why\""));
    let neither = post(&site, Role::AgentL1, &path, "");
    assert_eq!(neither.status, 422, "no button, no grant");
    let sent = post(&site, Role::AgentL1, &path, "approve=yes");
    assert_eq!(sent.header("location"), Some(path.as_str()));
    let no = post(&site, Role::AgentL2, &path, "approve=no&why=Another+notice");
    assert_eq!(no.status, 303);
    let fell = post(&site, Role::AgentL2, &at("/mandates/asked/4"), "approve=yes");
    assert_eq!(fell.status, 409);
    assert!(fell.text().contains("It opens nothing any more"));
    assert_eq!(*done.lock().unwrap(), ["law 1 None", "law 1 Some(\"Another notice\")"]);
}
