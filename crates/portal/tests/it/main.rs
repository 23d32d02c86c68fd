//! The pages as a browser gets them, over invented sources.
#![cfg(test)]
// Clippy knows tests by their attribute and not the helpers beside them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod addresses;
mod agent;
mod agent_calls;
mod agent_contact;
mod agent_cuts;
mod agent_day;
mod agent_evidence;
mod agent_life;
mod agent_messages;
mod agent_notes;
mod agent_partners;
mod agent_payments;
mod agent_plans;
mod agent_visits;
mod appointments;
mod cpas;
mod cpas_aid;
mod cpas_early;
mod cpas_plan;
mod cpas_talks;
mod cpas_tasks;
mod developers;
mod developers_hooks;
mod developers_keys;
mod doors;
mod explained;
mod fake;
mod homes;
mod html;
mod meter;
mod operator;
mod parity;
mod pay;
mod payments;
mod plan;
mod production;
mod sharing;
mod shop;
mod site;
mod staff;
mod state;
mod supplier;
mod why;

use access::{Act, Needs, Role, Verb};
use calendar::{Instant, SettlementDay};
use fake::{AS_OF, Fake};
use flate2::read::GzDecoder;
use ledger::EntryKind;
use portal::accounts::Page;
use portal::homes::MovementKind;
use portal::{
    AccountItem, AccountPage, Booked, DayLine, ExplainLine, ExplainPage, Modifier, Movement,
    NoEstimate, OffPage, Quality, QualityPage, ShownState, Source, SourceError, StateCard,
    StateCounts, Supply, WorkedOut,
};
use site::Site;
use std::io::Read as _;
use std::sync::{Arc, Mutex};
use units::{AccountId, Dso, Ean, Energy, Language, MicroEuro, ObisCode};

const GZIP: &str = "cookie: session=agent_l2\r\naccept-encoding: br, gzip\r\n";

fn fake() -> Site {
    Site::of(Fake { count: 130, days: 60 })
}

fn account(id: i64) -> String {
    format!("/en/accounts/{}", fake::account(id))
}

fn explain(id: i64) -> String {
    format!("{}/explain?at=2026-03-02T06:00:00%2B01:00", account(id))
}

#[test]
fn every_page_is_sound_and_asks_for_nothing_from_elsewhere() {
    let site = fake();
    let mut paths: Vec<String> = (0..130).map(account).collect();
    paths.extend(
        [
            "/en/accounts",
            "/fr/comptes?state=DS5",
            "/nl/rekeningen?after=1000000099&state=",
            "/de/konten/schaetzungen",
            "/fr/comptes/coupes",
            "/nowhere",
            "/en/accounts?state=x",
        ]
        .map(str::to_owned),
    );
    paths.extend([explain(0), explain(2), format!("{}/explain?at=soon", account(1))]);
    for id in 0..16 {
        let own = fake::account(id);
        paths.push(format!("/fr/comptes/{own}"));
        paths.push(format!("/nl/rekeningen/{own}"));
        paths.push(format!("/de/konten/{own}"));
        paths.push(format!("/fr/comptes/{own}/explication?known=2026-03-01T06:00:00%2B01:00"));
        paths.push(format!("/nl/rekeningen/{own}/uitleg?at=gisteren"));
        paths.push(format!("/de/konten/{own}/erklaerung"));
    }
    for path in paths {
        let answer = site.get(&path);
        let page = answer.text();
        html::assert_sound(&page);
        for word in ["<script", "style=\"", " on", "//", "javascript:"] {
            let found = match word {
                // The name space of the icon is no address, and words may follow a space.
                "//" => page.replace("http://www.w3.org/2000/svg", "").contains("//"),
                " on" => page.contains(" onclick") || page.contains(" onload"),
                word => page.contains(word),
            };
            assert!(!found, "{word} in {path}");
        }
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{policy}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        // Pages with forms have to say to ourselves where they come from.
        let referrer = answer.header("referrer-policy");
        assert!([Some("no-referrer"), Some("same-origin")].contains(&referrer), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
    assert!(site.reports().is_empty());
}

#[test]
fn pages_keep_their_budget() {
    let site = fake();
    // Compressed: the first answer fits in one TCP window (UX 12, G-P1). Uncompressed: so that
    // nobody doubles a page without noticing.
    let bounds = [
        ("/en/accounts".to_owned(), 4_500, 20_000),
        (account(1), 14_000, 50_000),
        (account(4), 14_000, 50_000),
        (account(7), 14_000, 50_000),
        (explain(1), 14_000, 25_000),
        ("/en/accounts/estimates".to_owned(), 2_500, 8_000),
        ("/nowhere".to_owned(), 1_500, 4_000),
    ];
    for (path, most_compressed, most) in bounds {
        let plain = site.get(&path);
        let compressed = site.request("GET", &path, GZIP);
        assert_eq!(compressed.header("content-encoding"), Some("gzip"));
        assert_eq!(compressed.header("vary"), Some("accept-encoding"));
        let mut text = String::new();
        GzDecoder::new(compressed.body.as_slice()).read_to_string(&mut text).unwrap();
        assert_eq!(text, plain.text());
        let (small, large) = (compressed.body.len(), plain.body.len());
        println!("{path}: {large} bytes, {small} compressed");
        assert!(small <= most_compressed && large <= most, "{path}: {large}, {small} compressed");
    }
    assert_eq!(
        site.request("GET", "/en/accounts/estimates", "accept-encoding: gzip;q=0\r\n")
            .header("content-encoding"),
        None
    );
}

#[test]
fn pa_42_every_figure_says_when_and_how_it_was_come_by() {
    let site = fake();
    let words = |id: i64| html::words(&site.get(&account(id)).text()).replace('\u{a0}', " ");
    let own = words(0);
    for line in [
        "calculated, 02/03/2026, 6:00 am",
        "Estimate now",
        "estimated, 02/03/2026, 6:20 pm",
        "Method: by the hour. What the days cost, by the hour of the day.",
        "The hours are the home’s own: 28 days up to 01/03/2026.",
        "The range is that of 8 of 10 of the past days.",
        "Last real reading: 02/03/2026, 12:00 am, measured.",
        "Zero is expected about 04/03/2026, 6:30 am.",
        "It is an estimate. No supply is ever cut for it.",
    ] {
        assert!(own.contains(line), "{line} in {own}");
    }
    assert!(own.contains("\nbetween €"), "{own}");
    let flat = words(19);
    assert!(flat.contains("Method: flat. The mean of the last days, every hour alike."), "{flat}");
    assert!(!flat.contains("\nbetween €") && !flat.contains("The hours are"), "{flat}");
    let alike = words(4);
    assert!(
        alike.contains("The hours of the home are not known: every hour counts alike."),
        "{alike}"
    );
    let later = words(10);
    assert!(later.contains("The credit is not expected to end within 60 days."), "{later}");
    let emergency = words(9);
    let end = "The emergency credit is expected to last until 04/03/2026, 6:30 am.";
    assert!(emergency.contains(end), "{emergency}");
    let off = words(7);
    assert!(off.contains("None: nothing is used while the supply is off."), "{off}");
    assert!(!off.contains("How this is estimated"));
}

#[test]
fn cg_21_the_register_says_who_is_off_since_when_and_counts_by_operator_area_and_month() {
    let site = Site::of(Fake { count: 9, days: 3 });
    let page = html::words(&site.get("/en/accounts/off").text()).replace('\u{a0}', " ");
    assert!(page.contains("the longest first"), "{page}");
    assert!(page.contains("Since 10/11/2026, 8:02 am, 27 h."), "{page}");
    assert!(page.contains("First heard: not yet. Way back: waits for a payment."), "{page}");
    let cells: Vec<&str> = page.split_whitespace().collect();
    assert!(
        cells
            .join(" ")
            .contains("November 2026 · ORES, Huy Times off 12 · Off still 1 · Hours 310"),
        "{page}"
    );
    let nobody = html::words(&Site::of(Fake { count: 0, days: 0 }).get("/en/accounts/off").text());
    assert!(nobody.contains("Nobody is without supply now."), "{nobody}");
}

#[test]
fn pa_37_the_errors_of_both_methods_stand_beside_each_other() {
    let site = fake();
    let page = html::words(&site.get("/en/accounts/estimates").text());
    let figures = [
        "ORES, Electricity\nError per day\nFlat\nBy the hour",
        "Off by, mean\n€0.74\n€0.72",
        "Half within\n€0.50\n€0.50",
        "95 of 100 within\n€3.00\n€3.00",
        "Mean with sign\n−€0.99\n+€0.01",
        "Estimates\n46518\n46518",
        "01/03/2026\n46518\n€0.74\n€0.72\n28/02/2026\n46518\n€0.74\n€0.72",
        "From 01/02/2026 to 01/03/2026.",
    ];
    for figure in figures {
        assert!(page.contains(figure), "{figure} in {page}");
    }
    let nothing = Site::of(Fake { count: 0, days: 0 }).get("/en/accounts/estimates").text();
    assert!(nothing.contains("No estimate has been compared with a reading yet."));
}

#[test]
fn pa_40_a_billing_hold_is_told_in_plain_words() {
    let site = fake();
    let held = html::words(&site.get(&account(12)).text());
    let told = "On hold since 28/02/2026: a meter reading cannot be right. \
                Nothing is charged and nothing is cut. A person looks at it.";
    assert!(held.contains(told), "{held}");
    assert!(html::words(&site.get("/en/accounts").text()).contains("billing hold"));
}

#[test]
fn the_style_sheet_may_be_kept_for_good() {
    let site = fake();
    let page = site.get(&account(1)).text();
    let path = html::values(&page, "rel=\"stylesheet\" href=\"")[0];
    assert!(path.starts_with("/style-") && path.ends_with(".css"), "{path}");
    let style = site.get(path);
    assert_eq!(
        (style.status, style.header("content-type")),
        (200, Some("text/css; charset=utf-8"))
    );
    assert_eq!(style.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert!(style.body.len() <= 8 * 1024);
}

#[test]
fn the_list_is_counted_filtered_and_paged() {
    let site = fake();
    let mut seen = Vec::new();
    let mut path = "/en/accounts".to_owned();
    let mut pages = 0;
    loop {
        let page = site.get(&path).text();
        seen.extend(
            html::values(&page, "<th scope=\"row\"><a href=\"").into_iter().map(str::to_owned),
        );
        pages += 1;
        let next = html::values(&page, "class=\"button second\" href=\"")
            .first()
            .map(|next| (*next).to_owned());
        match next {
            Some(next) => path = next.replace("&#38;", "&"),
            None => break,
        }
    }
    let case = |id: i64| format!("/en/agent/case/{}", fake::account(id));
    let all: Vec<String> = (0..130).map(case).collect();
    assert_eq!((pages, seen), (3, all));

    let off = site.get("/en/accounts?state=DS5").text();
    let text = html::words(&off);
    assert!(text.contains("All accounts\n130 accounts."), "{text}");
    assert!(off.contains(
        "<a href=\"/en/accounts?state=DS5\" aria-current=\"page\"><span class=\"chip s5\">Off</span>&nbsp;<span>16</span>"
    ));
    assert_eq!(off.matches("<tr><th scope=\"row\">").count(), 16);
    assert!(
        site.get("/en/accounts?state=DS5&after=1000000049")
            .text()
            .contains("href=\"/en/accounts?state=DS5\">Back")
    );
    let none = Site::of(Fake { count: 0, days: 0 });
    assert!(none.get("/en/accounts").text().contains("There is no account yet."));
    assert!(none.get("/en/accounts?state=DS2").text().contains("No account is in this state."));
}

/// One account whose every text comes from outside.
struct One {
    page: AccountPage,
    explanation: ExplainPage,
}

fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

fn euro(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

/// The account of DOMAIN 3.8 on its eleventh day, with `odd` wherever text is free, and its figures booked at `at`.
fn one(odd: &str) -> One {
    let ean: Ean = "541449012345678908".parse().unwrap();
    let at = instant("2026-11-12T09:10:00+01:00");
    let date = |text: &str| -> SettlementDay { text.parse().unwrap() };
    let day = |day: &str, quality, parts: &[&str], charge: Option<&str>, balance: &str| DayLine {
        day: date(day),
        quality,
        energy: parts.iter().map(|part| part.parse().unwrap()).collect(),
        charge: charge.map(euro),
        collected: euro("1"),
        balance_after: Some(euro(balance)),
        explain_at: date(day).next().at(6, 0),
    };
    let top_up = || Booked {
        kind: MovementKind::Entry(EntryKind::TopUp),
        key: Some(odd.to_owned()),
        rule: "PA-21",
    };
    One {
        page: AccountPage {
            account: fake::account(1),
            estimate: Err(NoEstimate::NoDay),
            card: StateCard {
                ean,
                dso: Dso::Ores,
                energy: Energy::Electricity,
                state: ShownState::Off,
                supply: Supply::Disconnected,
                modifiers: vec![
                    Modifier::Stale { last_reading: Some(instant("2026-11-09T00:00:00+01:00")) },
                    Modifier::Limited { ampere: 10, until: Some("2026-11-20".parse().unwrap()) },
                ],
                balance: euro("-2.173076"),
                emergency_credit: euro("15"),
                emergency_left: euro("12.826924"),
                to_stay_on: MicroEuro::ZERO,
                to_clear: euro("2.673076"),
                held_by: None,
                until: None,
                spared: calendar::Spared::default(),
                open_again: None,
                as_of: instant("2026-11-12T06:00:00+01:00"),
                now: instant("2026-11-12T09:00:00+01:00"),
                last_reading: Some(instant("2026-11-12T00:00:00+01:00")),
                help: Some(odd.to_owned()),
                office: None,
            },
            registers: vec![ObisCode::IMPORT_PEAK, ObisCode::IMPORT_OFF_PEAK],
            days: vec![
                day(
                    "2026-11-10",
                    Quality::Measured,
                    &["5.450", "5.733"],
                    Some("3.421112"),
                    "-17.265063",
                ),
                day(
                    "2026-11-11",
                    Quality::Provisional,
                    &["5.650571", "5.971571"],
                    Some("3.554505"),
                    "-22.173076",
                ),
                day("2026-11-12", Quality::Held, &[], None, "-2.173076"),
            ],
            movements: vec![Movement {
                at,
                day: date("2026-11-12"),
                what: top_up(),
                amount: euro("20"),
            }],
        },
        explanation: ExplainPage {
            account: fake::account(1),
            ean,
            at,
            as_known_at: at,
            balance: euro("-2.173076"),
            lines: vec![
                ExplainLine {
                    booked_at: at,
                    day: date("2026-11-12"),
                    what: top_up(),
                    amount: euro("20"),
                    from: None,
                },
                ExplainLine {
                    booked_at: instant("2026-11-12T06:00:00+01:00"),
                    day: date("2026-11-11"),
                    what: Booked { kind: MovementKind::Energy, key: None, rule: "PA-07" },
                    amount: euro("-22.173076"),
                    from: Some(WorkedOut {
                        energy: vec!["5.650571".parse().unwrap(), "5.971571".parse().unwrap()],
                        quality: Quality::Provisional,
                        reading_version: 3,
                        price_version: 2,
                        social: true,
                        net: Some((
                            date("2026-01-01"),
                            vec!["120".parse().unwrap()],
                            vec!["114.5".parse().unwrap()],
                        )),
                    }),
                },
            ],
        },
    }
}

impl Source for One {
    fn off(&self) -> Result<OffPage, SourceError> {
        Ok(OffPage::default())
    }

    fn quality(&self) -> Result<QualityPage, SourceError> {
        Ok(QualityPage::default())
    }

    fn counts(&self) -> Result<StateCounts, SourceError> {
        Ok(StateCounts([0, 0, 0, 0, 1]))
    }

    fn accounts(
        &self,
        _: Option<ShownState>,
        _: Option<i64>,
        _: usize,
    ) -> Result<Vec<AccountItem>, SourceError> {
        let card = &self.page.card;
        Ok(vec![AccountItem {
            account: fake::account(1),
            ean: card.ean,
            dso: card.dso,
            energy: card.energy,
            state: card.state,
            balance: card.balance,
            supply: card.supply,
            as_of: card.as_of,
            modifiers: card.modifiers.clone(),
        }])
    }

    fn account(&self, _: AccountId) -> Result<Option<AccountPage>, SourceError> {
        Ok(Some(self.page.clone()))
    }

    fn explain(
        &self,
        _: AccountId,
        _: Option<Instant>,
        _: Option<Instant>,
    ) -> Result<Option<ExplainPage>, SourceError> {
        Ok(Some(self.explanation.clone()))
    }
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "<script>alert('1')</script>\"&<!--";
    let site = Site::of(one(hostile));
    let of_account = account(1);
    let typed = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
    let paths = [
        "/fr/comptes".to_owned(),
        of_account.clone(),
        format!("{of_account}/explain"),
        format!("{of_account}/explain?known={typed}"),
        format!("/en/accounts?state={typed}"),
        format!("/en/accounts?after={typed}"),
        format!("/en/accounts/{typed}"),
        format!("/{typed}"),
    ];
    for path in paths {
        let page = site.get(&path).text();
        html::assert_sound(&page);
        assert!(!page.contains("<script") && !page.contains("<!--"), "{path}");
        assert!(!page.contains("alert('"), "{path}");
    }
    let fake = fake().get(&format!("{}/explain?at={typed}", account(1))).text();
    html::assert_sound(&fake);
    assert!(fake.contains("value=\"&#34;&#62;&#60;script&#62;"));
}

#[test]
fn pa_03_every_figure_is_rounded_for_the_reader_and_leads_to_its_explanation() {
    let page = Site::of(one("shop-1")).get(&account(1)).text();
    let text = html::words(&page).replace('\u{2060}', "").replace('\u{a0}', " ");
    for words in [
        "The power is off",
        "The balance is −€2.18.",
        "Top up at least €2.68.",
        "To be back on\n€2.68",
        "Reference (13 digits)\n9012 3456 78908",
        "On average 11.4 kWh a day. Most on 11/11: 11.6 kWh.",
        "On average €4.49 a day. Most on 11/11: €4.56.",
        "10/11\nmeasured\n5.450\n5.733\n11.183",
        "11/11\nprovisional\n5.651\n5.972\n11.622",
        "12/11\nno figure yet\n–\n–\n–",
        "Total\n11.101\n11.705\n22.805",
        "10/11\nmeasured\n€3.43\n€1.00\n−€17.27",
        "12/11\nno figure yet\n–\n€1.00\n−€2.18",
        "Total\n€6.98\n€3.00",
        "12/11/2026, 9:10 am\nTop-up\nshop-1\nPA-21\n+€20.00",
    ] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
    // Two hatched parts, one frame, and a link for each figure that can be explained.
    assert_eq!(page.matches("fill=\"url(#kwh").count(), 2);
    assert_eq!(page.matches("<path class=\"frame\"").count(), 2);
    assert_eq!(page.matches("/explain?at=").count(), 1 + 2 + 8 + 1);
    assert!(page.contains("/explain?at=2026-11-12T09:10:00%2B01:00\""));
}

#[test]
fn pa_43_an_explanation_adds_up_or_says_that_it_does_not() {
    let mut one = one("shop-1");
    let path = &format!("{}/explain", account(1));
    let words = |one: One| html::words(&Site::of(one).get(path).text()).replace('\u{a0}', " ");
    let text = words(clone(&one));
    for words in [
        "Why the balance is −€2.18",
        "At 12/11/2026, 9:10 am, as known at 12/11/2026, 9:10 am.",
        "The lines add up to the balance: −€2.173076.",
        "Sum of 2 lines\n−2.173076",
        "12/11/2026, 6:00 am\n11/11/2026\nEnergy\n5.651 + 5.972 kWh, provisional, reading version 3; \
         Social tariff, price version 2; net since 01/01/2026: 120.000 kWh before, 114.500 kWh after\n\
         PA-07\n−22.173076",
    ] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
    one.explanation.balance = euro("-2.173075");
    let text = words(one);
    let says = "The lines add up to −€2.173076, not to the balance of −€2.173075.";
    assert!(text.contains(says), "{text}");
}

fn clone(one: &One) -> One {
    One { page: one.page.clone(), explanation: one.explanation.clone() }
}

#[test]
fn what_is_not_there_says_what_to_do() {
    let site = fake();
    for (path, words) in [
        ("/en/accounts/541449012345678908", "There is no account with this number."),
        ("/en/accounts/7", "There is no account with this number."),
        ("/en/accounts/%FF", "There is no account with this number."),
        ("/fr/comptes/1000000999", "Aucun compte n’a ce numéro."),
        ("/nl/rekeningen/1000000999/uitleg", "Geen rekening heeft dit nummer."),
        ("/de/konten/1000000999/erklaerung?at=x", "Kein Konto hat diese Nummer."),
        // A short address leads to no page that is not there.
        ("/accounts/541449012345678908", "Il n’y a rien à cette adresse."),
        ("/accounts/%FF/explain", "Il n’y a rien à cette adresse."),
    ] {
        let answer = site.get(path);
        let text = html::words(&answer.text());
        assert_eq!(answer.status, 404, "{path}");
        assert!(text.contains(words), "{path}: {words} is not in\n{text}");
    }
    let listed = site.get("/en/accounts/1000000999").text();
    assert!(listed.contains("href=\"/en/accounts\">All accounts"), "{listed}");
    for path in ["/en/accounts?state=DS6", "/en/accounts?after=x"] {
        let answer = site.get(path);
        assert_eq!(answer.status, 400, "{path}");
        let page = html::words(&answer.text());
        assert!(page.contains("We did not understand the address"), "{path}: {page}");
        assert!(page.contains("Please choose a state in the list."), "{path}: {page}");
    }
    assert_eq!(site.request("HEAD", "/en/accounts/estimates", "").status, 200);
}

#[test]
fn cm_02_a_refusal_is_said_in_the_language_of_the_address_or_of_the_browser_and_leads_to_no_staff()
{
    let site = fake();
    for (path, header, lang, words) in [
        ("/nowhere", "accept-language: nl-BE,en;q=0.5\r\n", "nl", "Er staat niets op dit adres."),
        ("/de/nirgends", "accept-language: nl\r\n", "de", "An dieser Adresse gibt es nichts."),
        ("/accounts/", "accept-language: en\r\n", "en", "There is nothing at this address."),
        ("/fr/x", "", "fr", "Il n’y a rien à cette adresse."),
        ("/nowhere", "", "fr", "Il n’y a rien à cette adresse."),
    ] {
        let answer = site.request("GET", path, header);
        let page = answer.text();
        assert_eq!(answer.status, 404, "{path}");
        assert!(page.contains(&format!("<html lang=\"{lang}\"")), "{path}: {page}");
        assert!(html::words(&page).contains(words), "{path}: {page}");
        html::assert_sound(&page);
        for staff in ["/accounts", "/off", "/quality", "/en/accounts", "/fr/comptes"] {
            assert!(!page.contains(&format!("href=\"{staff}")), "{staff} on {path}");
        }
        assert!(page.contains(&format!("href=\"/{lang}\"")), "the way to the first page: {page}");
    }
    let posted = site.request(
        "POST",
        "/de/konten/schaetzungen",
        "accept-language: de\r\ncontent-length: 0\r\n",
    );
    assert_eq!(posted.status, 405);
    assert!(posted.text().contains("Diese Seite kann man nur lesen"));
    assert_eq!(posted.header("allow"), Some("GET,HEAD"));
}

#[test]
fn cm_02_the_pages_of_all_accounts_are_there_in_four_languages_with_the_way_to_all_pages_of_staff()
{
    let site = fake();
    for (page, words) in [
        (Page::List, ["Tous les comptes", "Alle rekeningen", "Alle Konten", "All accounts"]),
        (
            Page::Off,
            [
                "Sans électricité ou sans gaz",
                "Zonder stroom of gas",
                "Ohne Strom oder Gas",
                "Without supply",
            ],
        ),
        (
            Page::Quality,
            [
                "Que valent les estimations\u{a0}?",
                "Hoe goed zijn de schattingen?",
                "Wie gut sind die Schätzungen?",
                "How good are the estimates?",
            ],
        ),
    ] {
        for (language, words) in Language::ALL.into_iter().zip(words) {
            let own = page.path(language);
            let text = site.get(own).text();
            assert!(html::words(&text).contains(words), "{own}: {text}");
            for other in Language::ALL.into_iter().filter(|other| *other != language) {
                let switch = format!("<a href=\"{}\" lang=\"{}\"", page.path(other), other.code());
                assert!(text.contains(&switch), "{switch} on {own}");
            }
            let search = portal::agent::Page::Search.path(language);
            assert!(text.contains(&format!("href=\"{search}\"")), "the way back from {own}");
        }
        let short = site.request(
            "GET",
            page.short(),
            "cookie: session=agent_l1\r\naccept-language: nl\r\n",
        );
        assert_eq!(short.header("location"), Some(page.path(Language::Nl)));
    }
    let kept = site.request(
        "GET",
        "/accounts?state=DS5",
        "cookie: session=auditor\r\naccept-language: de\r\n",
    );
    assert_eq!(kept.header("location"), Some("/de/konten?state=DS5"));
    let switch = "href=\"/fr/comptes?state=DS5\"";
    assert!(site.get("/de/konten?state=DS5").text().contains(switch));
    // Whoever does not work here is shown the figures and no page of staff.
    let public = site.request("GET", "/en/accounts/estimates", "").text();
    assert!(public.contains("€0.74") && !public.contains("/en/agent"), "{public}");
}

#[test]
fn pa_43_an_account_and_its_explanation_are_there_in_four_languages() {
    let own = fake::account(1);
    let site = Site::of(one("shop-1"));
    let paths = ["/fr/comptes", "/nl/rekeningen", "/de/konten", "/en/accounts"];
    let ends = ["explication", "uitleg", "erklaerung", "explain"];
    let of_account = [
        [
            "Mouvements",
            "Énergie par jour",
            "Le courant est coupé",
            "11,4\u{a0}kWh",
            "+20,00\u{a0}€",
        ],
        [
            "Bewegingen",
            "Energie per dag",
            "De stroom is afgesloten",
            "11,4\u{a0}kWh",
            "€\u{a0}+20,00",
        ],
        [
            "Bewegungen",
            "Energie pro Tag",
            "Der Strom ist abgeschaltet",
            "11,4\u{a0}kWh",
            "+20,00\u{a0}€",
        ],
        ["Movements", "Energy per day", "The power is off", "11.4\u{a0}kWh", "+€20.00"],
    ];
    let of_explanation = [
        "Pourquoi le solde est de −2,18\u{a0}€",
        "Waarom het saldo €\u{a0}−2,18 is",
        "Warum das Guthaben −2,18\u{a0}€ ist",
        "Why the balance is −€2.18",
    ];
    for (place, language) in Language::ALL.into_iter().enumerate() {
        let path = format!("{}/{own}", paths[place]);
        let page = site.get(&path).text();
        let text = html::words(&page).replace('\u{2060}', "");
        for words in of_account[place] {
            assert!(text.contains(words), "{words} in {path}: {text}");
        }
        let explain = format!("{path}/{}", ends[place]);
        let explained = site.get(&format!("{explain}?at=2026-11-12T09:10:00%2B01:00")).text();
        let text = html::words(&explained);
        assert!(text.contains(of_explanation[place]), "{explain}: {text}");
        assert!(page.contains(&format!("href=\"{explain}?at=")), "from the account to {explain}");
        assert!(explained.contains(&format!("href=\"{path}\"")), "back to {path}");
        let case = portal::agent::Page::Case.path(language);
        assert!(page.contains(&format!("href=\"{case}/{own}\"")), "to the case of {path}");
        for (other, way) in Language::ALL.into_iter().zip(paths) {
            if other == language {
                continue;
            }
            let switch = format!("<a href=\"{way}/{own}\" lang=\"{}\"", other.code());
            assert!(page.contains(&switch), "{switch} on {path}");
            let end = ends[Language::ALL.iter().position(|one| *one == other).unwrap()];
            let kept = format!("<a href=\"{way}/{own}/{end}?at=2026-11-12T09:10:00%2B01:00\"");
            assert!(explained.contains(&kept), "{kept} on {explain}");
        }
    }
}

#[test]
fn cm_02_the_short_addresses_of_an_account_lead_on_in_a_language_that_is_read() {
    let site = fake();
    let own = fake::account(1);
    let at = |path: &str, language: &str, role: &str| {
        let head = format!("cookie: session={role}\r\naccept-language: {language}\r\n");
        let answer = site.request("GET", path, &head);
        answer.header("location").unwrap_or_default().to_owned()
    };
    let short = format!("/accounts/{own}");
    assert_eq!(at(&short, "nl-BE", "agent_l1"), format!("/nl/rekeningen/{own}"));
    assert_eq!(
        at(&format!("{short}/explain?at=2026-03-02T06:00:00%2B01:00"), "de", "agent_l1"),
        format!("/de/konten/{own}/erklaerung?at=2026-03-02T06:00:00%2B01:00")
    );
    assert_eq!(at(&short, "", "agent_l2"), format!("/fr/comptes/{own}"));
}

/// What is shown of a household is kept; an address that leads on, and a page without an account, show nothing.
#[test]
fn pd_04_each_look_at_an_account_or_at_its_explanation_is_kept() {
    let (staff, reports) = (staff::Staff::default(), Arc::new(Mutex::new(Vec::new())));
    let gate = staff::gate(staff.clone());
    let source = Arc::new(Fake { count: 3, days: 3 });
    let (router, _) = portal::router(source, &gate, String::new(), site::reporter(&reports));
    let site = Site::serving(router, reports);
    let own = fake::account(1);
    let looks = || staff.0.lock().unwrap().clone();
    for path in [
        format!("/accounts/{own}"),
        format!("/accounts/{own}/explain"),
        "/en/accounts/1000000999".to_owned(),
        "/de/konten/1000000999/erklaerung?at=x".to_owned(),
    ] {
        site.get(&path);
        assert!(looks().is_empty(), "{path}");
    }
    for (count, path) in (1..).zip([
        format!("/nl/rekeningen/{own}"),
        format!("/fr/comptes/{own}/explication"),
        format!("/en/accounts/{own}/explain?at=soon"),
    ]) {
        site.get(&path);
        assert_eq!(looks(), vec![(Role::AgentL2, own); count], "{path}");
    }
}

/// Who may not see the list sees no account either, and a short address tells nothing of whether there is one.
#[test]
fn pd_04_an_account_is_shown_to_nobody_who_may_not_see_it() {
    let site = fake();
    let own = fake::account(1);
    for path in [
        format!("/accounts/{own}"),
        format!("/accounts/{own}/explain"),
        format!("/en/accounts/{own}"),
        format!("/fr/comptes/{own}/explication"),
        "/accounts/1000000999".to_owned(),
        "/en/accounts/1000000999".to_owned(),
        "/de/konten/7/erklaerung?at=x".to_owned(),
    ] {
        let sees = |role: &Role| Needs::Anyones(Act::ThirtyDays, Verb::View).allows(Some(*role));
        let roles: Vec<Role> = Role::ALL.into_iter().filter(|role| !sees(role)).collect();
        assert!(roles.contains(&Role::Customer) && roles.contains(&Role::Merchant), "{roles:?}");
        for role in roles.iter().map(|role| role.name()).chain([""]) {
            let answer = site.request("GET", &path, &format!("cookie: session={role}\r\n"));
            let to = answer.header("location").unwrap_or_default();
            let away = ["/connexion", "/aanmelden", "/anmelden", "/sign-in"];
            assert!(away.iter().any(|way| to.contains(way)), "{role} on {path}: {to}");
            assert!(!answer.text().contains("5414490"), "{role} on {path}");
        }
    }
}

#[test]
fn p_10_the_old_address_leads_to_the_state_in_a_language_that_is_read() {
    let site = fake();
    let at = |header: &str| {
        let answer = site.request("GET", "/status", header);
        (answer.status, answer.header("location").unwrap_or_default().to_owned())
    };
    assert_eq!(at("accept-language: de-BE\r\n"), (303, "/de/was-funktioniert".to_owned()));
    assert_eq!(at(""), (303, "/fr/etat-du-service".to_owned()));
}

#[test]
fn a_wrong_instant_is_told_at_its_field_and_kept() {
    let path = format!("{}/explain?at=2026-03-01T06:00:00%2B01:00&known=yesterday", account(1));
    let answer = fake().get(&path);
    let page = answer.text();
    assert_eq!(answer.status, 400);
    assert!(page.contains("<title>Error: Explain"));
    assert!(page.contains("<a href=\"#known\">“yesterday” is no moment. Write"));
    assert!(page.contains("<p id=\"known-error\" class=\"wrong\">“yesterday” is no moment."));
    assert!(
        page.contains("value=\"2026-03-01T06:00:00+01:00\"")
            || page.contains("value=\"2026-03-01T06:00:00&#43;01:00\"")
    );
    assert!(page.contains("value=\"yesterday\" inputmode=\"text\" autocomplete=\"off\" spellcheck=\"false\" aria-invalid=\"true\" aria-describedby=\"known-hint known-error\""));
}

/// A source that fails, and whose pages of accounts even panic.
struct Broken;

impl Source for Broken {
    fn off(&self) -> Result<OffPage, SourceError> {
        Err(SourceError::failed("could not read", std::io::Error::other("disk `a` is full")))
    }

    fn quality(&self) -> Result<QualityPage, SourceError> {
        Err(SourceError::failed("could not read", std::io::Error::other("disk `a` is full")))
    }

    fn counts(&self) -> Result<StateCounts, SourceError> {
        Err(SourceError::failed(
            "could not count the accounts",
            std::io::Error::other("disk `a` is full"),
        ))
    }

    fn accounts(
        &self,
        _: Option<ShownState>,
        _: Option<i64>,
        _: usize,
    ) -> Result<Vec<AccountItem>, SourceError> {
        self.counts().map(|_| Vec::new())
    }

    fn account(&self, _: AccountId) -> Result<Option<AccountPage>, SourceError> {
        panic!("a page of an account");
    }

    fn explain(
        &self,
        _: AccountId,
        _: Option<Instant>,
        _: Option<Instant>,
    ) -> Result<Option<ExplainPage>, SourceError> {
        Ok(None)
    }
}

#[test]
fn a_failure_is_reported_once_and_shown_without_its_cause() {
    let site = Site::of(Broken);
    for path in ["/fr/comptes", &format!("/fr/comptes/{}", fake::account(1))] {
        let answer = site.get(path);
        let page = answer.text();
        assert_eq!(answer.status, 500);
        html::assert_sound(&page);
        assert!(page.contains("Rien n’a changé : ni argent, ni courant."), "{page}");
        assert!(!page.contains("disk"));
    }
    let ready = site.get("/readyz");
    assert_eq!((ready.status, ready.text().as_str()), (503, "not ready\n"));
    let reports = site.reports();
    assert_eq!(reports[0], "portal /accounts: could not count the accounts: disk `a` is full");
    assert!(reports[1].starts_with("portal /accounts/{account}: the work for the page panicked"));
    assert_eq!(reports[2], "portal /readyz: could not count the accounts: disk `a` is full");
    assert_eq!(reports.len(), 3);
    assert!(!reports.iter().any(|report| report.contains(&fake::account(1).to_string())));
}

#[test]
fn the_process_tells_whether_it_lives_and_is_ready() {
    let site = fake();
    for (path, word) in [("/livez", "alive\n"), ("/readyz", "ready\n")] {
        let answer = site.get(path);
        assert_eq!((answer.status, answer.text().as_str()), (200, word));
    }
    assert_eq!(Site::of(Broken).get("/livez").status, 200);
}

#[test]
fn a_site_behind_tls_is_asked_over_tls_alone() {
    let reports = Arc::new(std::sync::Mutex::new(Vec::new()));
    let gate = staff::gate(staff::Staff::default());
    let source = Arc::new(Fake { count: 1, days: 1 });
    let (router, _) = portal::router(source, &gate, String::new(), site::reporter(&reports));
    let router = router.layer(axum::middleware::from_fn(portal::over_tls_alone));
    let site = Site::serving(router, reports);
    for path in ["/livez", "/en/accounts"] {
        let answer = site.get(path);
        let header = answer.header("strict-transport-security");
        assert_eq!(header, Some("max-age=31536000"), "{path}");
    }
    assert_eq!(fake().get("/livez").header("strict-transport-security"), None);
}

#[test]
fn serving_ends_when_asked() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let ended = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gate = staff::gate(staff::Staff::default());
        let source = Arc::new(Fake { count: 1, days: 1 });
        let (router, _) = portal::router(source, &gate, String::new(), Arc::new(|_: &str| {}));
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let serving = tokio::spawn(portal::serve(listener, router, async {
            let _ = stopped.await;
        }));
        stop.send(()).unwrap();
        serving.await.unwrap()
    });
    ended.unwrap();
}

#[test]
fn as_of_is_told_once() {
    let text = html::words(&fake().get("/en/accounts").text()).replace('\u{a0}', " ");
    assert_eq!(AS_OF, "2026-03-02T06:00:00+01:00");
    assert_eq!(text.matches("02/03/2026, 6:00 am").count(), 1);
}
