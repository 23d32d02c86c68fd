//! The pages as a browser gets them, over invented sources.
#![cfg(test)]
// Clippy knows tests by their attribute and not the helpers beside them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod addresses;
mod agent;
mod agent_calls;
mod agent_cuts;
mod agent_day;
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
mod cpas_talks;
mod cpas_tasks;
mod developers;
mod developers_hooks;
mod doors;
mod explained;
mod fake;
mod homes;
mod html;
mod meter;
mod operator;
mod pay;
mod payments;
mod production;
mod sharing;
mod shop;
mod site;
mod staff;
mod state;
mod supplier;

use calendar::Instant;
use fake::{AS_OF, Fake};
use flate2::read::GzDecoder;
use portal::accounts::Page;
use portal::{
    AccountItem, AccountPage, DayLine, ExplainLine, ExplainPage, Modifier, Movement, NoEstimate,
    OffPage, Quality, QualityPage, ShownState, Source, SourceError, StateCard, StateCounts, Supply,
};
use site::Site;
use std::io::Read as _;
use units::{AccountId, Dso, Ean, Energy, Language, MicroEuro};

const GZIP: &str = "cookie: session=agent_l2\r\naccept-encoding: br, gzip\r\n";

fn fake() -> Site {
    Site::of(Fake { count: 130, days: 60 })
}

fn account(id: i64) -> String {
    format!("/accounts/{}", fake::account(id))
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
    let own = html::words(&site.get(&account(0)).text());
    for line in [
        "calculated, Mon 2 Mar 2026, 06:00",
        "Estimate now",
        "estimated, Mon 2 Mar 2026, 18:20",
        "Method: hour-aware. What your days cost, by the hour of the day.",
        "The hours are your own: 28 days up to Sun 1 Mar 2026.",
        "The range is that of 8 of 10 of your past days.",
        "Last real reading: Mon 2 Mar 2026, 00:00, measured.",
        "Zero is expected about Wed 4 Mar 2026, 06:30.",
        "It is an estimate. Your supply is never cut for it.",
    ] {
        assert!(own.contains(line), "{line} in {own}");
    }
    assert!(own.contains("\nbetween €"), "{own}");
    let flat = html::words(&site.get(&account(19)).text());
    assert!(flat.contains("Method: flat. The mean of your last days, every hour alike."), "{flat}");
    assert!(!flat.contains("\nbetween €") && !flat.contains("The hours are"), "{flat}");
    let alike = html::words(&site.get(&account(4)).text());
    assert!(alike.contains("Your own hours are not known: every hour counts alike."), "{alike}");
    let later = html::words(&site.get(&account(10)).text());
    assert!(later.contains("The credit is not expected to end within 60 days."), "{later}");
    let emergency = html::words(&site.get(&account(9)).text());
    let end = "The emergency credit is expected to last until Wed 4 Mar 2026, 06:30.";
    assert!(emergency.contains(end), "{emergency}");
    let off = html::words(&site.get(&account(7)).text());
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
    assert!(cells.join(" ").contains("November 2026 ORES, Huy 12 1 310"), "{page}");
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

/// The account of DOMAIN 3.8 on its eleventh day, with `odd` wherever text is free.
fn one(odd: &str) -> One {
    let ean: Ean = "541449012345678908".parse().unwrap();
    let odd = || odd.to_owned();
    let day = |day: &str, quality, parts: &[&str], charge: Option<&str>, balance: &str| DayLine {
        day: day.to_owned(),
        quality,
        energy: parts.iter().map(|part| part.parse().unwrap()).collect(),
        charge: charge.map(euro),
        collected: euro("1"),
        balance_after: Some(euro(balance)),
        explain_at: format!("{day}{}", odd()),
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
                as_of: instant("2026-11-12T06:00:00+01:00"),
                now: instant("2026-11-12T09:00:00+01:00"),
                last_reading: Some(instant("2026-11-12T00:00:00+01:00")),
                help: Some(odd()),
                office: None,
            },
            registers: vec!["peak".to_owned(), odd()],
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
                day(&odd(), Quality::Held, &[], None, "-2.173076"),
            ],
            movements: vec![Movement { at: odd(), what: odd(), amount: euro("20"), rule: odd() }],
        },
        explanation: ExplainPage {
            account: fake::account(1),
            ean,
            at: odd(),
            as_known_at: odd(),
            balance: euro("-2.173076"),
            lines: vec![
                ExplainLine {
                    booked_at: odd(),
                    day: odd(),
                    what: odd(),
                    amount: euro("20"),
                    rule: odd(),
                    reading: None,
                    price_version: None,
                },
                ExplainLine {
                    booked_at: "2026-11-12T06:00:00+01:00".to_owned(),
                    day: "2026-11-11".to_owned(),
                    what: "energy".to_owned(),
                    amount: euro("-22.173076"),
                    rule: "PA-07".to_owned(),
                    reading: Some(odd()),
                    price_version: Some(odd()),
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
            as_of: card.as_of.to_local_string(),
            modifiers: card.modifiers.clone(),
        }])
    }

    fn account(&self, _: AccountId) -> Result<Option<AccountPage>, SourceError> {
        Ok(Some(self.page.clone()))
    }

    fn explain(
        &self,
        _: AccountId,
        _: Option<String>,
        _: Option<String>,
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
        format!("/accounts/{typed}"),
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
    let page = Site::of(one("2026-11-12T09:10:00+01:00")).get(&account(1)).text();
    let text = html::words(&page).replace('\u{2060}', "");
    for words in [
        "Your power is off",
        "Your balance is −€2.18.",
        "Top up at least €2.68.",
        "To be back on\n€2.68",
        "Reference (13 digits)\n9012 3456 78908",
        "On average 11.4 kWh a day. Most on Wed 11 Nov: 11.6 kWh.",
        "On average €4.49 a day. Most on Wed 11 Nov: €4.56.",
        "Tue 10 Nov\nmeasured\n5.450\n5.733\n11.183",
        "Wed 11 Nov\nprovisional\n5.651\n5.972\n11.622",
        "Thu 12 Nov\nheld\n–\n–\n–",
        "Total\n11.101\n11.705\n22.805",
        "Tue 10 Nov\nmeasured\n€3.43\n€1.00\n−€17.27",
        "Thu 12 Nov\nheld\n–\n€1.00\n−€2.18",
        "Total\n€6.98\n€3.00",
        "+€20.00",
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
    let mut one = one("2026-11-12T09:10:00+01:00");
    let path = &format!("{}/explain", account(1));
    let text = html::words(&Site::of(One { ..clone(&one) }).get(path).text());
    for words in [
        "Why the balance is −€2.18",
        "At Thu 12 Nov 2026, 09:10, as known at Thu 12 Nov 2026, 09:10.",
        "The lines add up to the balance: −€2.173076.",
        "Sum of 2 lines\n−2.173076",
        "−22.173076",
    ] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
    one.explanation.balance = euro("-2.173075");
    let text = html::words(&Site::of(one).get(path).text());
    let says = "The lines add up to −€2.173076, not to the balance of −€2.173075.";
    assert!(text.contains(says), "{text}");
}

fn clone(one: &One) -> One {
    One { page: one.page.clone(), explanation: one.explanation.clone() }
}

#[test]
fn what_is_not_there_says_what_to_do() {
    let site = fake();
    for (path, status, words) in [
        ("/accounts/541449012345678908", 404, "is not the number of an account."),
        ("/accounts/7", 404, "`7` is not the number of an account."),
        ("/accounts/%FF", 404, "names no account"),
        ("/accounts/1000000999", 404, "There is no account 1000000999."),
        ("/accounts/1000000999/explain", 404, "There is no account 1000000999."),
        ("/accounts/1000000999/explain?at=x", 404, "There is no account 1000000999."),
    ] {
        let answer = site.get(path);
        let page = answer.text();
        assert_eq!(answer.status, status, "{path}");
        let text = html::words(&page).replace("&#39;", "'").replace("&#96;", "`");
        assert!(text.contains(words), "{path}: {words} is not in\n{text}");
        assert!(page.contains("<title>Error: ") && text.contains("Go to the list of accounts"));
    }
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
    assert!(page.contains("<a href=\"#known\">`yesterday` is not an instant. Write"));
    assert!(page.contains("<p id=\"known-error\" class=\"wrong\">`yesterday` is not an instant."));
    assert!(
        page.contains("value=\"2026-03-01T06:00:00+01:00\"")
            || page.contains("value=\"2026-03-01T06:00:00&#43;01:00\"")
    );
    assert!(page.contains("value=\"yesterday\" autocomplete=\"off\" spellcheck=\"false\" aria-invalid=\"true\" aria-describedby=\"known-hint known-error\""));
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
        _: Option<String>,
        _: Option<String>,
    ) -> Result<Option<ExplainPage>, SourceError> {
        Ok(None)
    }
}

#[test]
fn a_failure_is_reported_once_and_shown_without_its_cause() {
    let site = Site::of(Broken);
    for path in ["/fr/comptes", &account(1)] {
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
    assert!(
        reports[1].starts_with("portal /accounts/{account}: the source of the figures panicked")
    );
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
fn serving_ends_when_asked() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let ended = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gate = staff::gate(staff::Staff::default());
        let source = std::sync::Arc::new(Fake { count: 1, days: 1 });
        let (router, _) =
            portal::router(source, &gate, String::new(), std::sync::Arc::new(|_: &str| {}));
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
