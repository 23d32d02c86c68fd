//! The pages of operators as a browser gets them, over a room in memory.

mod agreement;
mod dossiers;
mod flows;
mod rights;
mod tariffs;
mod team;
mod tell;
mod texts;
mod training;

use crate::html;
use crate::site::{Answer, Site, reporter};
use crate::staff;
use access::Role;
use calendar::{Instant, SettlementDay};
use portal::ShownState;
use portal::agent::Queue;
use portal::my::{MyError, Visitor};
use portal::operator::{
    AuditKind, AuditLine, AuditView, AuditWanted, CalendarSet, CalendarView, Change, ChangeState,
    ChangeView, Decided, Effect, EffectOf, FigureLine, FiguresView, Health, INCIDENT_KINDS,
    IncidentLine, IncidentsView, Measure, NewIncident, NewWork, OperatorOptions, OperatorRefused,
    Operators, Page, ParameterLine, ParameterView, RoomView, Tile, TileView, Told, ValueKind,
    VersionLine, WaitView, Wish, WorkLine, Works,
};
use std::sync::{Arc, Mutex};
use units::{Dso, Energy, Language};

const STOPS: &str = "ndp.exceptional";
const LOW: &str = "credit.low_threshold";
const ATTEMPT: &str = "0123456789abcdef0123456789abcdef";

fn noon() -> Instant {
    "2026-11-20T14:05:00+01:00".parse().unwrap()
}

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

/// Keeps what was done.
#[derive(Clone, Default)]
struct Room {
    done: Arc<Mutex<Vec<String>>>,
}

impl Room {
    fn did(&self, what: String) {
        self.done.lock().unwrap().push(what);
    }
}

fn line(name: &str) -> ParameterLine {
    ParameterLine {
        name: name.to_owned(),
        value: Some("5.00".to_owned()),
        unit: "EUR".to_owned(),
        from: Some(day("2020-11-01")),
        source: "S3".to_owned(),
        confidence: "H".to_owned(),
        confirm: true,
        next: Some(day("2026-12-01")),
        waits: true,
        read: true,
    }
}

fn effect() -> Effect {
    let of = |energy: Energy, until: Option<&str>| EffectOf {
        energy,
        before: Some("5.00".to_owned()),
        until: until.map(day),
    };
    Effect {
        of: vec![of(Energy::Electricity, Some("2027-01-01")), of(Energy::Gas, None)],
        unit: "EUR".to_owned(),
        states: Some((1_000, vec![(ShownState::InOrder, ShownState::Low, 412)])),
    }
}

fn change(number: i64, own: bool, state: ChangeState) -> Change {
    Change {
        number,
        wish: Wish {
            name: LOW.to_owned(),
            value: "8.00".to_owned(),
            energy: None,
            from: day("2026-12-01"),
            reason: "the board <decided>".to_owned(),
        },
        dso: Some(Dso::Ores),
        asked_by: "di #1".to_owned(),
        asked_at: Some(noon()),
        own,
        state,
        decided: (state != ChangeState::Waits).then(|| ("ed".into(), Some(noon()), "late".into())),
    }
}

impl Works for Room {
    fn works(&self, _: &Visitor) -> Result<Vec<WorkLine>, MyError> {
        Ok(vec![WorkLine {
            id: "page-work".to_owned(),
            kind: "supply".to_owned(),
            energy: None,
            area: Some("Amay".to_owned()),
            from: noon().plus_h(24),
            until: noon().plus_h(26),
        }])
    }

    fn plan_work(&self, _: &Visitor, new: &NewWork, attempt: &str) -> Told<()> {
        let said = format!(
            "work {} {:?} {:?} {} {} {attempt}",
            new.kind,
            new.energy,
            new.area,
            new.from.to_local_string(),
            new.until.to_local_string()
        );
        self.done.lock().unwrap().push(said);
        Ok(Ok(()))
    }

    fn cancel_work(&self, _: &Visitor, id: &str) -> Told<()> {
        if id == "gone" {
            return Ok(Err(OperatorRefused::Decided));
        }
        self.done.lock().unwrap().push(format!("call off {id}"));
        Ok(Ok(()))
    }
}

impl Operators for Room {
    fn room(&self, _: &Visitor) -> Result<RoomView, MyError> {
        let oldest = Some(noon());
        let by = |part, whole| Measure::Percent { part, whole, day: day("2026-11-20") };
        let tiles = [
            (Tile::Readings, Measure::Share { part: 98, whole: 100 }, Health::Watch),
            (Tile::Charged, Measure::Day(None), Health::Good),
            (Tile::Charged, Measure::Day(Some(day("2026-11-01"))), Health::Bad),
            (Tile::Ledger, Measure::Hours(0), Health::Good),
            (Tile::Ledger, Measure::Hours(26), Health::Bad),
            (Tile::Commands, Measure::Count { count: 3, oldest }, Health::Watch),
            (Tile::FailingCommands, Measure::Count { count: 0, oldest: None }, Health::Good),
            (Tile::Unreached, Measure::Count { count: 1, oldest }, Health::Bad),
            (Tile::Suspense, Measure::Count { count: 1, oldest }, Health::Bad),
            (Tile::Notices, Measure::Count { count: 1, oldest }, Health::Bad),
            (Tile::FailedNotices, Measure::Count { count: 1, oldest }, Health::Bad),
            (Tile::Bank, Measure::Last(None), Health::Watch),
            (Tile::Bank, Measure::Last(Some(day("2026-11-19"))), Health::Good),
            (Tile::Incidents, Measure::Count { count: 1, oldest }, Health::Bad),
            (Tile::Stops, Measure::Count { count: 1, oldest }, Health::Bad),
            (Tile::BySix, by(97, 100), Health::Watch),
            (Tile::ByEight, by(0, 0), Health::Good),
            (Tile::Prices, Measure::Count { count: 4, oldest }, Health::Bad),
            (Tile::Phone, Measure::Heard { last: oldest, down: None }, Health::Good),
            (Tile::Phone, Measure::Heard { last: oldest, down: None }, Health::Watch),
            (Tile::Phone, Measure::Heard { last: None, down: None }, Health::Watch),
            (Tile::Phone, Measure::Heard { last: oldest, down: oldest }, Health::Bad),
        ];
        let tile = |(tile, measure, health)| TileView { tile, measure, health, as_of: noon() };
        Ok(RoomView { dso: Dso::Ores, tiles: tiles.map(tile).to_vec() })
    }

    fn waits(&self, _: &Visitor, queue: Queue) -> Result<Vec<WaitView>, MyError> {
        let wait = WaitView {
            what: "order_release".to_owned(),
            amount: Some("20".parse().unwrap()),
            since: noon(),
            deadline: noon().plus_min(30),
        };
        Ok(if queue == Queue::Silent { Vec::new() } else { vec![wait] })
    }

    fn figures(&self) -> Result<FiguresView, MyError> {
        let mut line = FigureLine::none("2026-11".to_owned(), Energy::Gas);
        (line.activations, line.ends, line.limited) = (12, 3, 2);
        (line.top_ups, line.topped_up) = (40, "812.50".parse().unwrap());
        (line.aids, line.aided) = (1, "20".parse().unwrap());
        (line.offs, line.off_minutes) = (7, 61);
        (line.due, line.in_time) = (30_000, 29_247);
        Ok(FiguresView { dso: Dso::Ores, open: 1_234, lines: vec![line], as_of: noon() })
    }

    fn incidents(&self, _: &Visitor) -> Result<IncidentsView, MyError> {
        let line = |kind: &str, closed_at: Option<Instant>| IncidentLine {
            told: (kind == "online").then(|| (12, noon())),
            id: format!("page-{kind}"),
            kind: kind.to_owned(),
            energy: closed_at.map(|_| Energy::Gas),
            area: closed_at.map(|_| "Huy".to_owned()),
            since: noon(),
            closed_at,
            paused_until: closed_at.map(|end| end.plus_h(24)),
            affected: 412,
        };
        let mut lines: Vec<IncidentLine> =
            INCIDENT_KINDS.iter().map(|kind| line(kind, None)).collect();
        lines.push(line("flood", Some(noon())));
        let calendar = |number: usize| portal::operator::CalendarLine {
            meter: format!("1SAG{number:08}"),
            since: noon().day(),
            days: 3,
            corrected: 1,
        };
        let calendars = (0..52).map(calendar).collect();
        Ok(IncidentsView { dso: Dso::Ores, lines, calendars, as_of: noon() })
    }

    fn report_incident(&self, _: &Visitor, new: &NewIncident, attempt: &str) -> Told<()> {
        let said = format!("report {} {:?} {:?} {attempt}", new.kind, new.energy, new.area);
        self.done.lock().unwrap().push(said);
        Ok(Ok(()))
    }

    fn end_incident(&self, _: &Visitor, id: &str) -> Told<()> {
        if id == "gone" {
            return Ok(Err(OperatorRefused::Decided));
        }
        self.done.lock().unwrap().push(format!("end {id}"));
        Ok(Ok(()))
    }

    fn today(&self) -> SettlementDay {
        noon().day()
    }

    fn audit(&self, _: &Visitor, wanted: &AuditWanted) -> Result<AuditView, MyError> {
        let line = |kind: AuditKind| AuditLine {
            at: noon(),
            kind,
            who: "di <#1>".to_owned(),
            what: "state".to_owned(),
            about: "…8908".to_owned(),
            before: "5.00".to_owned(),
            after: "8.00".to_owned(),
            why: "case".to_owned(),
        };
        let lines = AuditKind::ALL.map(line).to_vec();
        Ok(AuditView { dso: Dso::Ores, wanted: *wanted, lines, all: 412 })
    }

    fn audit_file(&self, _: &Visitor, wanted: &AuditWanted) -> Result<String, MyError> {
        Ok(format!("{} {} {:?}", wanted.from, wanted.to, wanted.kind))
    }

    fn parameters(
        &self,
        _: &Visitor,
        _: Energy,
        part: &str,
    ) -> Result<Vec<ParameterLine>, MyError> {
        let all = [LOW, "cut.notice_min_h"].into_iter().filter(|name| name.contains(part));
        Ok(all.map(line).collect())
    }

    fn parameter(
        &self,
        _: &Visitor,
        energy: Energy,
        name: &str,
    ) -> Result<Option<ParameterView>, MyError> {
        let version = |decided: bool| VersionLine {
            value: "5.00".to_owned(),
            from: day("2020-11-01"),
            to: decided.then(|| day("2026-12-01")),
            dso: decided.then_some(Dso::Ores),
            energy: decided.then_some(Energy::Gas),
            source: "S3".to_owned(),
            confidence: "H".to_owned(),
            confirm: !decided,
            decided: decided.then(|| Decided {
                asked_by: "di".to_owned(),
                by: "ed".to_owned(),
                at: Some(noon()),
                reason: "why".to_owned(),
            }),
            in_force: decided,
        };
        Ok([LOW, STOPS].contains(&name).then(|| ParameterView {
            now: line(name),
            kind: if name == STOPS { ValueKind::List } else { ValueKind::Money },
            energy,
            dso: Dso::Ores,
            versions: vec![version(true), version(false)],
            waiting: vec![change(1, false, ChangeState::Waits)],
            first_day: day("2026-11-21"),
        }))
    }

    fn preview(&self, _: &Visitor, wish: &Wish) -> Told<Effect> {
        if wish.from < day("2026-11-21") {
            return Ok(Err(OperatorRefused::TooEarly(day("2026-11-21"))));
        }
        Ok(match wish.value.as_str() {
            "soon" => Err(OperatorRefused::NotAValue(ValueKind::Money)),
            "5.00" => Err(OperatorRefused::SameValue),
            _ => Ok(effect()),
        })
    }

    fn ask(&self, visitor: &Visitor, wish: &Wish, attempt: &str) -> Told<i64> {
        let said = format!("{} {} {} {attempt}", visitor.role, wish.name, wish.value);
        self.done.lock().unwrap().push(said);
        Ok(Ok(1))
    }

    fn changes(&self, _: &Visitor) -> Result<Vec<Change>, MyError> {
        let states = [ChangeState::Waits, ChangeState::InForce, ChangeState::TurnedDown];
        Ok((1..).zip(states).map(|(number, state)| change(number, false, state)).collect())
    }

    fn change(&self, _: &Visitor, number: i64) -> Result<Option<ChangeView>, MyError> {
        Ok(match number {
            1 => Some(ChangeView {
                change: change(1, false, ChangeState::Waits),
                effect: Some(Ok(effect())),
            }),
            2 => Some(ChangeView {
                change: change(2, true, ChangeState::Waits),
                effect: Some(Err(OperatorRefused::TooEarly(day("2026-11-21")))),
            }),
            3 => {
                Some(ChangeView { change: change(3, false, ChangeState::TurnedDown), effect: None })
            }
            _ => None,
        })
    }

    fn decide(&self, _: &Visitor, number: i64, approve: bool, why: &str) -> Told<()> {
        if number == 2 {
            return Ok(Err(OperatorRefused::SamePerson));
        }
        self.done.lock().unwrap().push(format!("decide {number} {approve} {why}"));
        Ok(Ok(()))
    }

    fn calendar(&self, _: &Visitor, energy: Energy) -> Result<CalendarView, MyError> {
        let open = || vec![(480, 960)];
        let set = |from: &str, stops: Vec<(SettlementDay, SettlementDay)>| CalendarSet {
            from: day(from),
            week: [open(), open(), open(), open(), open(), Vec::new(), Vec::new()],
            holidays: stops.is_empty(),
            stops,
        };
        let stop = (day("2026-12-28"), day("2026-12-30"));
        let one = (day("2027-02-03"), day("2027-02-03"));
        Ok(CalendarView {
            dso: Dso::Ores,
            energy,
            sets: vec![set("2026-11-20", Vec::new()), set("2026-12-01", vec![stop, one])],
            holidays: vec![day("2026-12-25")],
            as_of: noon(),
        })
    }
}

fn site() -> (Site, Vec<portal::my::Door>, Arc<Mutex<Vec<String>>>) {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let room = Room::default();
    let done = Arc::clone(&room.done);
    let gate = staff::gate(staff::Staff::default());
    let options = OperatorOptions { help_phone: "0800 00 000".to_owned() };
    let (router, doors) =
        portal::operator::router(Arc::new(room), &gate, options, reporter(&reports));
    (Site::serving(router, reports), doors, done)
}

/// What stands at each route of operators.
pub(crate) fn doors() -> Vec<portal::my::Door> {
    site().1
}

fn get(site: &Site, role: Role, path: &str) -> Answer {
    site.request("GET", path, &format!("cookie: session={role}\r\n"))
}

fn post(site: &Site, role: Role, path: &str, body: &str) -> Answer {
    let head = format!(
        "cookie: session={role}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n",
        body.len()
    );
    site.send("POST", path, &head, body.as_bytes())
}

fn paths(language: Language) -> Vec<String> {
    let path = |page: Page| page.path(language);
    let parameters = path(Page::Parameters);
    let mut all = vec![
        parameters.to_owned(),
        format!("{parameters}?energy=gas&q=credit"),
        format!("{parameters}/{LOW}"),
        format!("{parameters}/{LOW}?energy=gas"),
        path(Page::Room).to_owned(),
        path(Page::Runbooks).to_owned(),
        path(Page::Parity).to_owned(),
        format!("{}/unreached", path(Page::Room)),
        format!("{}/silent", path(Page::Room)),
        path(Page::Audit).to_owned(),
        path(Page::Figures).to_owned(),
        path(Page::Incidents).to_owned(),
        format!("{}?from=2026-11-01&to=2026-11-02&kind=look", path(Page::Audit)),
        path(Page::Calendar).to_owned(),
        path(Page::Changes).to_owned(),
        path(Page::Flows).to_owned(),
        path(Page::Texts).to_owned(),
        format!("{}/M04", path(Page::Texts)),
        path(Page::Agreement).to_owned(),
        format!("{}?from=2026-11-01&to=2026-11-03", path(Page::Agreement)),
    ];
    all.extend(dossiers::paths(path(Page::Dossiers)));
    all.extend(tariffs::paths(path(Page::Tariffs)));
    all.extend(team::paths(path(Page::Team)));
    all.extend(rights::paths(path(Page::Rights)));
    all.extend((1..=3).map(|number| format!("{}/{number}", path(Page::Changes))));
    all
}

#[test]
fn each_page_is_sound_in_each_language_and_leads_somewhere() {
    let (site, _, _) = site();
    for language in Language::ALL {
        for path in paths(language) {
            for role in [Role::Operator, Role::Auditor] {
                let answer = get(&site, role, &path);
                assert_eq!(answer.status, 200, "{path}");
                let page = answer.text();
                html::assert_sound(&page);
                assert!(page.contains(&format!("<html lang=\"{}\"", language.code())), "{path}");
                assert!(!page.contains("{") && !page.contains("}"), "a value is missing: {path}");
                assert!(page.len() < 150_000, "{path}: {}", page.len());
                let own = Page::ALL.map(|page| page.path(language));
                for href in html::values(&page, "href=\"") {
                    let href = href.replace("&amp;", "&").replace("&#38;", "&");
                    let known = !href.contains("ndp.") && !href.contains("cut.");
                    if known && own.iter().any(|own| href.starts_with(own)) {
                        assert_eq!(get(&site, role, &href).status, 200, "{href} on {path}");
                    }
                }
                let writes = page.contains("method=\"post\" action=\"/en/operations");
                assert!(role == Role::Operator || !writes, "an auditor changes nothing: {path}");
            }
        }
    }
    assert_eq!(site.reports(), Vec::<String>::new());
}

#[test]
fn o_04_a_change_takes_a_form_a_look_at_its_effect_and_one_press() {
    let (site, _, done) = site();
    let path = format!("/en/operations/parameters/{LOW}");
    let bare = post(&site, Role::Operator, &path, "value=&scope=&from=soon");
    assert_eq!(bare.status, 422);
    let text = bare.text();
    html::assert_sound(&text);
    for field in ["value", "scope", "from", "reason"] {
        assert!(text.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    assert!(text.contains("value=\"soon\"") && text.contains("<title>Error"), "{text}");
    let body = "value=8.00&scope=both&from=01%2F12%2F2026&reason=a%20%3Creason%3E";
    let early = body.replace("01%2F12%2F2026", "2026-11-20");
    let early = post(&site, Role::Operator, &path, &early);
    assert_eq!(early.status, 422);
    assert!(early.text().contains("The first day that can be changed is 21/11/2026."));
    let preview = post(&site, Role::Operator, &path, body);
    assert_eq!(preview.status, 200);
    let text = preview.text();
    html::assert_sound(&text);
    assert!(text.contains("412 of 1000 accounts change their state"), "{text}");
    assert!(text.contains("a &#60;reason&#62;"));
    assert!(done.lock().unwrap().is_empty(), "a look does nothing");
    let changed = post(&site, Role::Operator, &path, &format!("{body}&change=yes")).text();
    assert!(changed.contains("value=\"8.00\""), "what was typed is kept");
    let confirm = format!("{body}&confirm=yes&attempt={ATTEMPT}");
    let asked = post(&site, Role::Operator, &path, &confirm);
    assert_eq!((asked.status, asked.header("location")), (303, Some("/en/operations/changes/1")));
    assert_eq!(*done.lock().unwrap(), [format!("operator {LOW} 8.00 {ATTEMPT}")]);
    let unknown = get(&site, Role::Operator, "/en/operations/parameters/credit.lo");
    assert_eq!(unknown.status, 404);
}

#[test]
fn o_04_a_second_person_decides_with_a_reason_to_say_no() {
    let (site, _, done) = site();
    let path = "/en/operations/changes/1";
    assert_eq!(post(&site, Role::Auditor, path, "approve=yes").status, 303, "sent away");
    assert_eq!(post(&site, Role::Operator, path, "approve=no").status, 422);
    assert_eq!(post(&site, Role::Operator, path, "approve=no&why=wrong").status, 303);
    assert_eq!(post(&site, Role::Operator, path, "approve=yes").status, 303);
    let own = post(&site, Role::Operator, "/en/operations/changes/2", "approve=yes");
    assert_eq!(own.status, 409);
    assert!(own.text().contains("Another person has to decide."));
    let own = get(&site, Role::Operator, "/en/operations/changes/2").text();
    assert!(!own.contains("value=\"yes\">Approve"), "nobody approves their own");
    assert!(own.contains("It can no longer be approved: The first day"), "{own}");
    assert_eq!(*done.lock().unwrap(), ["decide 1 false wrong", "decide 1 true "]);
}

#[test]
fn pd_04_each_route_of_operators_lets_in_whom_its_policy_says() {
    let (site, doors, _) = site();
    let mut checked = 0;
    for door in doors.iter().filter(|door| door.path.starts_with("/en")) {
        let path = door.path.replace("{name}", LOW).replace("{change}", "1");
        let path = path.replace("{queue}", "off").replace("{text}", "M04");
        let path = path.replace("{person}", "1").replace("{number}", "1").replace("{run}", "1");
        let path = path.replace("{draft}", "1");
        for role in Role::ALL.into_iter().map(Some).chain([None]) {
            let cookie = role.map(|role| format!("cookie: session={role}\r\n"));
            let head = format!("{}content-length: 0\r\n", cookie.unwrap_or_default());
            let answer = site.request(door.method.as_str(), &path, &head);
            let away = answer.header("location").is_some_and(|to| to.contains("/sign-in"));
            assert_eq!(!away, door.needs.allows(role), "{door:?} for {role:?}");
            checked += 1;
        }
    }
    assert_eq!(checked, 50 * 12);
}

#[test]
fn o_01_each_tile_has_its_age_its_health_in_words_and_a_way_that_opens() {
    let (site, _, _) = site();
    let page = get(&site, Role::Operator, "/en/operations/room").text();
    let words = html::words(&page).replace('\u{a0}', " ");
    for said in [
        "98 of 100",
        "97.00 %: 97 of 100, 20/11/2026",
        "no open accounts yet",
        "last call 20/11/2026, 2:05 pm",
        "no call since 20/11/2026, 2:05 pm",
        "no call so far",
        "reported as down since",
        "none: all are charged",
        "up to date",
        "26 hours late",
        "never",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
    for health in ["In order", "Watch", "Act now"] {
        assert!(words.contains(health), "{health}");
    }
    assert_eq!(words.matches("As of ").count(), 22, "each has its age: {words}");
    let ways = html::values(&page, "class=\"link\" href=\"");
    assert_eq!(ways.len(), 2 * 22, "each leads to what waits and to what to do: {ways:?}");
    let runbooks = get(&site, Role::Operator, "/en/operations/runbooks").text();
    for way in ways.iter().filter_map(|way| way.strip_prefix("/en/operations/runbooks#")) {
        assert!(runbooks.contains(&format!("<section class=\"card\" id=\"{way}\"")), "{way}");
    }
    for way in ways.iter().filter(|way| way.starts_with("/en/operations/room")) {
        let answer = get(&site, Role::Operator, way);
        assert_eq!(answer.status, 200, "{way}");
        assert!(!answer.text().contains(&crate::fake::ean(1).to_string()));
    }
    assert_eq!(get(&site, Role::Operator, "/en/operations/room/none").status, 404);
}

#[test]
fn o_07_the_audit_is_seen_by_operators_and_exported_by_auditors_alone() {
    let (site, _, _) = site();
    let path = "/en/operations/audit?from=2026-11-01&to=2026-11-02&kind=look";
    let seen = get(&site, Role::Operator, path).text();
    assert!(seen.contains("4 of 412 lines") && seen.contains("di &#60;#1&#62;"), "{seen}");
    assert!(!seen.contains("/audit/csv"), "an operator gets no file");
    let auditor = get(&site, Role::Auditor, path).text();
    let file = "/en/operations/audit/csv?from=2026-11-01&#38;to=2026-11-02&#38;kind=look";
    assert!(auditor.contains(file), "{auditor}");
    let file = file.replace("&#38;", "&");
    assert_eq!(get(&site, Role::Operator, &file).status, 303, "sent away");
    let file = get(&site, Role::Auditor, &file);
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(file.text(), "2026-11-01 2026-11-02 Some(Look)");
    let plain = get(&site, Role::Auditor, "/en/operations/audit/csv").text();
    assert_eq!(plain, "2026-11-14 2026-11-20 None", "the last seven days");
    assert_eq!(get(&site, Role::Auditor, "/en/operations/audit/csv?from=soon").status, 422);
}

#[test]
fn o_07_a_day_that_is_none_is_said_at_its_field_and_nothing_is_shown_instead() {
    let (site, _, _) = site();
    let path = "/en/operations/audit";
    let unclear = |query: &str, fields: &[&str]| {
        let page = get(&site, Role::Operator, &format!("{path}?{query}&kind=look"));
        assert_eq!(page.status, 422, "{query}");
        let text = page.text();
        html::assert_sound(&text);
        assert!(text.contains("<title>Error"), "{text}");
        for field in ["from", "to"] {
            let at_top = text.contains(&format!("href=\"#{field}\""));
            let at_field = text.contains(&format!("id=\"{field}-error\""));
            assert_eq!((at_top, at_field), (fields.contains(&field), at_top), "{query} {field}");
        }
        assert!(!text.contains("of 412 lines"), "{query}: what nobody asked for is not shown");
        assert!(text.contains("value=\"look\" checked"), "what was chosen is kept");
        text
    };
    let both = unclear("from=x&to=2026-99-99", &["from", "to"]);
    assert!(both.contains("value=\"x\"") && both.contains("value=\"2026-99-99\""), "{both}");
    assert!(both.contains("Write the day as day/month/year, such as 01/11/2026."));
    let kept = unclear("from=01%2F11%2F2026&to=soon", &["to"]);
    assert!(kept.contains("value=\"01/11/2026\""), "{kept}");
    let dotted = get(&site, Role::Operator, &format!("{path}?from=1.11.2026&to=2026-11-02"));
    assert!(dotted.text().contains("value=\"01/11/2026\""), "both are read, one is shown");
    let turned = unclear("from=2026-11-02&to=2026-11-01", &["to"]);
    assert!(turned.contains("The last day is before the first."));
    assert_eq!(get(&site, Role::Operator, &format!("{path}?from=&to=2026-11-01")).status, 200);
}

#[test]
fn o_03_days_without_cuts_are_added_and_taken_away_as_a_change_that_a_second_person_decides() {
    let (site, _, done) = site();
    let path = "/en/operations/calendar?energy=gas";
    let seen = get(&site, Role::Auditor, path).text();
    assert!(!seen.contains("Take this stop away"), "an auditor looks");
    let page = get(&site, Role::Operator, path).text();
    html::assert_sound(&page);
    assert!(page.contains("name=\"stop\" value=\"2026-12-28..2026-12-30\""), "{page}");
    // On the first day that can be changed no stop is known: those of December come later.
    let added = post(&site, Role::Operator, path, "from=24%2F12%2F2026&last=&reason=frost");
    assert_eq!(added.status, 200);
    let text = added.text();
    html::assert_sound(&text);
    for kept in [
        "name=\"value\" value=\"2026-12-24\"",
        "name=\"scope\" value=\"gas\"",
        "name=\"from\" value=\"21/11/2026\"",
        "action=\"/en/operations/parameters/ndp.exceptional?energy=gas\"",
    ] {
        assert!(text.contains(kept), "{kept} is not in {text}");
    }
    assert!(done.lock().unwrap().is_empty(), "a look does nothing");
    for (body, fields) in [
        ("from=soon&last=&reason=", ["from", "reason"]),
        ("from=2026-11-20&last=&reason=", ["from", "reason"]),
        ("from=2026-12-24&last=2026-12-23&reason=", ["last", "reason"]),
        ("from=2026-12-24&last=2027-02-24&reason=", ["last", "reason"]),
    ] {
        let wrong = post(&site, Role::Operator, path, body);
        assert_eq!(wrong.status, 422, "{body}");
        let text = wrong.text();
        for field in fields {
            assert!(text.contains(&format!("href=\"#{field}\"")), "{field}, {body}: {text}");
        }
        let typed = body.split('&').next().unwrap().trim_start_matches("from=");
        assert!(text.contains(&format!("value=\"{typed}\"")), "what was typed is kept");
    }
    let gone = post(&site, Role::Operator, path, "stop=2026-12-24..2026-12-26");
    assert_eq!(gone.status, 422);
    assert!(gone.text().contains("not in the calendar any more"));
}

#[test]
fn o_12_pr_15_everybody_reads_the_figures_and_has_them_as_a_file() {
    let (site, _, _) = site();
    let page = site.request("GET", "/en/figures", "");
    assert_eq!(page.status, 200, "nobody has to sign in");
    let words = html::words(&page.text()).replace('\u{a0}', " ");
    for said in [
        "1234 accounts are open",
        "November 2026 · Gas",
        "7, 2 hours in all",
        "40 · €812.50",
        "&#60; 5",
        "97.49 %",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
    assert!(!words.contains("€20"), "of one home its neighbours know which: {words}");
    assert!(!page.text().contains("/operations/"), "and nobody is led into the room");
    let own = get(&site, Role::Operator, "/en/figures").text();
    assert!(own.contains("/en/operations/room") && own.contains("1 · €20.00"));
    let file = site.request("GET", "/en/figures/csv", "");
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    let line = "ORES,2026-11,gas,12,<5,40,812.500000,<5,,7,2,<5,30000,29247\r\n";
    assert!(file.text().ends_with(line), "{}", file.text());
    let own = get(&site, Role::Operator, "/en/figures/csv").text();
    let line = "ORES,2026-11,gas,12,3,40,812.500000,1,20.000000,7,2,2,30000,29247\r\n";
    assert!(own.ends_with(line), "{own}");
}

#[test]
fn o_10_cg_08_a_failure_is_reported_by_one_press_and_ended_by_another() {
    let (site, _, done) = site();
    let path = "/en/operations/incidents";
    let page = get(&site, Role::Operator, path).text();
    let words = html::words(&page).replace('\u{a0}', " ");
    assert!(words.contains("412 accounts are affected.") && words.contains("flood"), "{words}");
    assert!(words.contains("Cuts rest until"), "{words}");
    assert_eq!(words.matches("It works again").count(), 9, "each that is open can be ended");
    // Source: MT-05.
    let meter = "Meter 1SAG00000049 · since 20/11/2026 · 3 days found, 1 put right";
    assert!(words.contains(meter) && words.contains("And 2 more."), "{words}");
    let auditor = get(&site, Role::Auditor, path).text();
    assert!(!auditor.contains("action=\"/en/operations/incidents"), "an auditor ends nothing");
    // From what has failed one press leads to where a wave is undone, for whoever may.
    for energy in ["electricity", "gas"] {
        let undo = format!("/en/operations/cuts?dso=ORES&#38;energy={energy}#undo\"");
        assert!(page.contains(&undo), "{undo} in {page}");
        assert!(!auditor.contains(&undo), "{auditor}");
    }
    let bare = post(&site, Role::Operator, path, "kind=boredom&area=Huy");
    assert_eq!(bare.status, 422);
    assert!(bare.text().contains("value=\"Huy\"") && bare.text().contains("href=\"#kind\""));
    let body = format!("kind=terminals&scope=gas&area=Huy&attempt={ATTEMPT}");
    let sent = post(&site, Role::Operator, path, &body);
    assert_eq!((sent.status, sent.header("location")), (303, Some(path)));
    let end = format!("{path}/end");
    assert_eq!(post(&site, Role::Operator, &end, "id=page-sms").status, 303);
    assert_eq!(post(&site, Role::Operator, &end, "id=gone").status, 409);
    let said = format!("report terminals Some(Gas) \"Huy\" {ATTEMPT}");
    assert_eq!(*done.lock().unwrap(), [said, "end page-sms".to_owned()]);
}

#[test]
fn p_10_work_is_announced_with_its_day_and_hours_and_called_off_by_one_press() {
    let (site, _, done) = site();
    let path = "/en/operations/incidents";
    let page = html::words(&get(&site, Role::Operator, path).text()).replace('\u{a0}', " ");
    assert!(page.contains("Supply of power or gas\n· both energies · Amay"), "{page}");
    let work = format!("{path}/work");
    let bare = post(&site, Role::Operator, &work, "w_area=Huy&w_day=soon&w_begin=25");
    assert_eq!(bare.status, 422);
    let text = bare.text();
    for kept in ["value=\"Huy\"", "value=\"soon\"", "value=\"25\""] {
        assert!(text.contains(kept), "{kept}");
    }
    for field in ["#w_kind", "#w_day", "#w_begin", "#w_end"] {
        assert!(text.contains(&format!("href=\"{field}\"")), "{field}");
    }
    let body = format!(
        "w_kind=supply&w_scope=gas&w_area=Huy&w_day=2099-01-10&w_begin=9:30&w_end=12&attempt={ATTEMPT}"
    );
    let sent = post(&site, Role::Operator, &work, &body);
    assert_eq!((sent.status, sent.header("location")), (303, Some(path)));
    let end = format!("{work}/end");
    assert_eq!(post(&site, Role::Operator, &end, "id=page-work").status, 303);
    assert_eq!(post(&site, Role::Operator, &end, "id=gone").status, 409);
    let said = format!(
        "work supply Some(Gas) \"Huy\" 2099-01-10T09:30:00+01:00 2099-01-10T12:00:00+01:00 {ATTEMPT}"
    );
    assert_eq!(*done.lock().unwrap(), [said, "call off page-work".to_owned()]);
}
