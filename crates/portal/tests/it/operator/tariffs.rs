//! The pages of tariffs as a browser gets them.

use super::*;
use portal::my::Tariff;
use portal::operator::{
    TariffAlarm, TariffCheck, TariffDraft, TariffDraftView, TariffEffect, TariffFault, TariffLine,
    TariffRefused, TariffTold, TariffWish, Tariffs, TariffsView, Written,
};
use units::ObisCode;

fn draft(number: i64, own: bool, state: ChangeState) -> TariffDraft {
    TariffDraft {
        number,
        prices: 2,
        from: day("2027-01-01"),
        source: "decision <7>".to_owned(),
        reason: "new quarter".to_owned(),
        asked_by: "di #1".to_owned(),
        asked_at: Some(noon()),
        own,
        state,
        decided: (state != ChangeState::Waits).then(|| ("ed".into(), Some(noon()), "late".into())),
    }
}

fn check() -> TariffCheck {
    let of = |register: ObisCode, before: Option<&str>| TariffEffect {
        energy: Energy::Electricity,
        tariff: Tariff::Social,
        register,
        from: day("2026-11-01"),
        before: before.map(|price| price.parse().unwrap()),
        after: "0.22238".parse().unwrap(),
        until: before.map(|_| day("2027-04-01")),
        over: before.is_none().then(|| (day("2026-11-01"), day("2026-11-19"))),
        accounts: 412,
    };
    TariffCheck {
        of: vec![of(ObisCode::IMPORT_PEAK, Some("0.25")), of(ObisCode::IMPORT_OFF_PEAK, None)],
        uncharged: 3,
        alarms_left: 1,
    }
}

/// A comma in the wrong place.
fn leaps() -> TariffCheck {
    let mut check = check();
    check.of[0].after = "0.750001".parse().unwrap();
    check
}

impl Tariffs for Room {
    fn tariffs(&self, _: &Visitor, energy: Energy) -> Result<TariffsView, MyError> {
        let line = |from: &str, to: Option<&str>| TariffLine {
            tariff: Tariff::Social,
            register: None,
            price: "0.25".parse().unwrap(),
            from: day(from),
            to: to.map(day),
            in_force: to.is_some(),
            source: "decision <6>".to_owned(),
            asked_by: "di".to_owned(),
            by: "ed".to_owned(),
            at: to.map(|_| noon()),
        };
        let alarm = |missing: bool| TariffAlarm {
            energy: Energy::Gas,
            tariff: Tariff::Average,
            register: ObisCode::GAS_VOLUME,
            missing,
            day: day("2026-12-01"),
        };
        Ok(TariffsView {
            dso: Dso::Ores,
            energy,
            lines: vec![
                line("2027-01-01", None),
                line("2026-10-01", Some("2027-01-01")),
                line("2026-10-01", Some("2026-10-01")),
            ],
            older: 7,
            alarms: vec![alarm(true), alarm(false)],
            ahead_days: 31,
            waiting: vec![draft(1, false, ChangeState::Waits)],
            decided: vec![draft(3, false, ChangeState::TurnedDown)],
            first_day: day("2026-11-21"),
        })
    }

    fn check_tariffs(&self, _: &Visitor, wish: &TariffWish) -> TariffTold<TariffCheck> {
        Ok(match &wish.written {
            Written::Lines(text) if text.contains("water") => Err(TariffRefused::Lines(vec![
                (3, TariffFault::Energy("water".to_owned())),
                (5, TariffFault::Charged(day("2026-11-21"))),
            ])),
            Written::One([.., price]) if price == "22" => {
                Err(TariffRefused::Lines(vec![(1, TariffFault::InCents)]))
            }
            Written::One([.., price]) if price == "0.750001" => Ok(leaps()),
            Written::Lines(_) | Written::One(_) => Ok(check()),
        })
    }

    fn ask_tariffs(&self, _: &Visitor, wish: &TariffWish, attempt: &str) -> TariffTold<i64> {
        self.done.lock().unwrap().push(format!("{wish:?} {attempt}"));
        Ok(Ok(1))
    }

    fn tariff_draft(&self, _: &Visitor, number: i64) -> Result<Option<TariffDraftView>, MyError> {
        let price = (
            Energy::Electricity,
            Tariff::Social,
            Some(ObisCode::IMPORT_PEAK),
            day("2027-01-01"),
            "0.22238".parse().unwrap(),
        );
        let view =
            |draft: TariffDraft, check| Some(TariffDraftView { draft, prices: vec![price], check });
        let late = TariffRefused::Lines(vec![(1, TariffFault::Charged(day("2026-11-21")))]);
        Ok(match number {
            1 => view(draft(1, false, ChangeState::Waits), Some(Ok(check()))),
            2 => view(draft(2, true, ChangeState::Waits), Some(Err(late))),
            3 => view(draft(3, false, ChangeState::TurnedDown), None),
            4 => view(draft(4, false, ChangeState::Waits), Some(Ok(leaps()))),
            _ => None,
        })
    }

    fn decide_tariffs(&self, _: &Visitor, number: i64, publish: bool, why: &str) -> TariffTold<()> {
        if number == 2 {
            return Ok(Err(TariffRefused::SamePerson));
        }
        self.done.lock().unwrap().push(format!("tariff {number} {publish} {why}"));
        Ok(Ok(()))
    }
}

const TARIFFS: &str = "/en/operations/tariffs";

pub(super) fn paths(base: &str) -> Vec<String> {
    let mut all: Vec<String> = (1..=3).map(|number| format!("{base}/{number}")).collect();
    all.extend([base.to_owned(), format!("{base}?energy=gas")]);
    all
}

#[test]
fn o_11_what_is_missing_or_old_stands_first_with_its_day() {
    let (site, _, _) = site();
    let page = get(&site, Role::Auditor, TARIFFS).text();
    let words = html::words(&page).replace('\u{a0}', " ");
    for said in [
        "Gas, Average tariff, 24.2.3",
        "there is none from 01/12/2026 on.",
        "it is still the one of 01/12/2026.",
        "Asked for by di, published by ed",
        "from 01/10/2026, replaced before it began",
        "7 older prices are not shown here.",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
    assert!(!page.contains("<textarea"), "an auditor enters nothing");
}

#[test]
fn o_11_a_file_takes_a_look_at_what_it_does_and_one_press() {
    let (site, _, done) = site();
    let send = |body: &str| post(&site, Role::Operator, TARIFFS, body);
    let bare = send("kind=lines&csv=&t_source=&reason=quarter");
    assert_eq!(bare.status, 422);
    let text = bare.text();
    html::assert_sound(&text);
    assert!(text.contains("<title>Error") && text.contains("value=\"quarter\""), "{text}");
    for field in ["csv", "t_source"] {
        assert!(text.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    let wrong = send("kind=lines&csv=a%0D%0Awater&t_source=s&reason=r");
    assert_eq!(wrong.status, 422);
    let text = wrong.text();
    html::assert_sound(&text);
    let words = html::words(&text);
    for said in [
        "Line 3: “water” is no energy. Write electricity or gas.",
        "Line 5: Days before 2026-11-21",
    ] {
        assert_eq!(words.matches(said).count(), 2, "at the top and at the field: {words}");
    }
    assert!(text.contains("a\r\nwater</textarea>"), "what was pasted is kept");
    let body = "kind=lines&csv=a%0D%0Ab&t_source=s&reason=r";
    let look = send(body);
    assert_eq!(look.status, 200);
    let text = look.text();
    html::assert_sound(&text);
    let words = html::words(&text).replace('\u{a0}', " ");
    for said in [
        "€0.2500 / kWh",
        "€0.22238 / kWh",
        "412",
        "no price",
        "The days from 01/11/2026 to 19/11/2026 are over. The next night charges them.",
        "Open accounts that last night did not charge: 3.",
        "Prices that are still missing or old after this: 1.",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
    assert!(!words.contains("No day that is over is charged anew."));
    assert!(done.lock().unwrap().is_empty(), "a look does nothing");
    let back = send(&format!("{body}&change=yes")).text();
    assert!(back.contains("a\r\nb</textarea>"), "what was pasted is kept");
    let sent = send(&format!("{body}&confirm=yes&attempt={ATTEMPT}"));
    assert_eq!((sent.status, sent.header("location")), (303, Some("/en/operations/tariffs/1")));
    let said = done.lock().unwrap().join("");
    assert!(said.contains("Lines(\"a\\r\\nb\")") && said.contains(ATTEMPT), "{said}");
}

#[test]
fn o_11_one_price_is_typed_and_what_is_wrong_stands_at_its_field() {
    let (site, _, done) = site();
    let send = |body: &str| post(&site, Role::Operator, TARIFFS, body);
    let bare = send("kind=one&p_price=0.05");
    assert_eq!(bare.status, 422);
    let text = bare.text();
    html::assert_sound(&text);
    for field in ["p_energy", "p_basis", "p_from", "p_source", "p_reason"] {
        assert!(text.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    assert!(text.contains("value=\"0.05\"") && !text.contains("href=\"#csv\""));
    let body = "kind=one&p_energy=gas&p_basis=social&p_register=&p_from=01%2F01%2F2027\
                &p_source=s&p_reason=r&p_price=";
    let cents = send(&format!("{body}22"));
    assert_eq!(cents.status, 422);
    assert!(cents.text().contains("<a href=\"#p_price\">Write the price in euro, not in cents."));
    assert_eq!(send(&format!("{body}0,05")).status, 200);
    let sent = send(&format!("{body}0,05&confirm=yes&attempt={ATTEMPT}"));
    assert_eq!(sent.status, 303);
    let said = done.lock().unwrap().join("");
    assert!(said.contains(r#"One(["gas", "social", "", "2027-01-01", "0,05"])"#), "{said}");
}

#[test]
fn o_11_a_second_person_publishes_and_a_no_has_a_reason() {
    let (site, _, done) = site();
    let path = format!("{TARIFFS}/1");
    assert!(get(&site, Role::Operator, &path).text().contains("value=\"yes\">Publish"));
    assert_eq!(post(&site, Role::Operator, &path, "approve=no").status, 422);
    assert_eq!(post(&site, Role::Operator, &path, "approve=no&why=wrong").status, 303);
    assert_eq!(post(&site, Role::Operator, &path, "approve=yes").status, 303);
    let own = format!("{TARIFFS}/2");
    let page = get(&site, Role::Operator, &own).text();
    assert!(!page.contains("value=\"yes\">Publish"), "nobody publishes their own");
    assert!(page.contains("Days before 2026-11-21 have another price already."), "{page}");
    assert_eq!(post(&site, Role::Operator, &own, "approve=yes").status, 409);
    assert_eq!(get(&site, Role::Operator, &format!("{TARIFFS}/9")).status, 404);
    assert_eq!(*done.lock().unwrap(), ["tariff 1 false wrong", "tariff 1 true "]);
}

#[test]
fn o_11_a_price_that_leaps_is_compared_by_whoever_asks_and_by_whoever_publishes() {
    let (site, _, done) = site();
    let said = "over three times the one before, or under a third";
    let body = "kind=one&p_energy=gas&p_basis=social&p_register=&p_from=2027-01-01\
                &p_source=s&p_reason=r&p_price=0.750001";
    let look = post(&site, Role::Operator, TARIFFS, body).text();
    html::assert_sound(&look);
    assert!(look.contains(said) && look.contains("name=\"leap\" value=\"yes\""), "{look}");
    let confirm = format!("{body}&confirm=yes&attempt={ATTEMPT}");
    let bare = post(&site, Role::Operator, TARIFFS, &confirm);
    assert_eq!(bare.status, 422);
    html::assert_sound(&bare.text());
    assert!(bare.text().contains("href=\"#leap\""), "{}", bare.text());
    assert!(bare.text().contains("name=\"p_price\" value=\"0.750001\""), "what was typed is kept");
    assert!(done.lock().unwrap().is_empty());
    let ticked = format!("{confirm}&leap=yes");
    assert_eq!(post(&site, Role::Operator, TARIFFS, &ticked).status, 303);
    let draft = format!("{TARIFFS}/4");
    let page = get(&site, Role::Operator, &draft).text();
    assert!(page.contains(said) && page.contains("name=\"leap\""), "{page}");
    let bare = post(&site, Role::Operator, &draft, "approve=yes");
    assert_eq!(bare.status, 422);
    assert!(bare.text().contains("href=\"#leap\""), "{}", bare.text());
    assert_eq!(done.lock().unwrap().len(), 1, "nothing is published");
    assert_eq!(post(&site, Role::Operator, &draft, "approve=yes&leap=yes").status, 303);
    // Turned down without a tick, and a usual price asks for none.
    assert_eq!(post(&site, Role::Operator, &draft, "approve=no&why=typo").status, 303);
    let usual = get(&site, Role::Operator, &format!("{TARIFFS}/1")).text();
    assert!(!usual.contains(said) && !usual.contains("name=\"leap\""), "{usual}");
}

#[test]
fn o_11_a_file_is_sent_as_it_is_and_looked_at_like_pasted_lines() {
    let (site, _, done) = site();
    let send = |file: &[u8], language: &str| {
        let mut body = Vec::new();
        for (name, value) in [("t_source", "decision 7"), ("reason", "quarter")] {
            body.extend(
                format!(
                    "--x1\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
                )
                .into_bytes(),
            );
        }
        body.extend(
            b"--x1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"p.csv\"\r\n\
              Content-Type: text/csv\r\n\r\n",
        );
        body.extend(file);
        body.extend(b"\r\n--x1--\r\n");
        let path = portal::operator::Page::Tariffs.path(language.parse().unwrap());
        let headers = format!(
            "sec-fetch-site: same-origin\r\ncookie: session={}\r\n\
             content-type: multipart/form-data; boundary=x1\r\ncontent-length: {}\r\n",
            Role::Operator.name(),
            body.len()
        );
        site.send("POST", &format!("{path}/file"), &headers, &body)
    };
    let form = get(&site, Role::Operator, TARIFFS).text();
    assert!(form.contains("action=\"/en/operations/tariffs/file?energy=electricity\" enctype="));
    // A spreadsheet marks its text; what is wrong can be put right in the lines themselves.
    let wrong = send("\u{feff}a\r\nwater".as_bytes(), "en");
    assert_eq!(wrong.status, 422);
    let text = wrong.text();
    html::assert_sound(&text);
    assert!(text.contains("a\r\nwater</textarea>") && text.contains("value=\"decision 7\""));
    assert!(html::words(&text).contains("Line 3: “water” is no energy."));
    let look = send(b"a\r\nb", "en");
    assert_eq!(look.status, 200);
    let text = look.text();
    html::assert_sound(&text);
    assert!(html::words(&text).contains("no price") && done.lock().unwrap().is_empty());
    for (file, said) in [
        (Vec::new(), "Choose a file."),
        (vec![b'a'; 100_001], "The file is too large. Send 100 kB at most."),
        (vec![0xff, 0xfe, b'a'], "This is no text. Save it as CSV in UTF-8."),
    ] {
        let page = send(&file, "en");
        assert_eq!(page.status, 422, "{said}");
        let text = page.text();
        html::assert_sound(&text);
        assert_eq!(html::words(&text).matches(said).count(), 2, "on top and at the field: {text}");
        assert!(text.contains("href=\"#file\"") && text.contains("value=\"quarter\""));
    }
    // A long file is sent once more to be kept.
    let long = format!("a\r\n{}", "x,".repeat(45_000));
    let page = send(long.as_bytes(), "fr");
    assert_eq!(page.status, 200);
    let csv = "x%2C".repeat(45_000);
    let body = format!("kind=lines&csv={csv}&t_source=s&reason=r&confirm=yes&attempt={ATTEMPT}");
    assert_eq!(post(&site, Role::Operator, TARIFFS, &body).status, 303);
}
