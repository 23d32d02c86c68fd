//! The pages of parties as a browser gets them, over homes in memory.

use crate::html;
use crate::site::{Answer as Sent, Site, reporter};
use calendar::Instant;
use ledger::EntryKind;
use portal::Paths as _;
use portal::homes::{
    Answer, Home, HomePage, Homes, HomesError, HomesOptions, Money, MovementKind, MovementLine,
    PartyPage,
};
use portal::{ShownState, Supply};
use std::sync::{Arc, Mutex};
use units::{AccountId, Ean, Energy, Language, PaymentReference};

const TOKEN: &str = "3f9d0c5b7a1e4c2d8b6f0a9e7d5c3b1a2f4e6d8c";
const VISIT: &str = "v1000000001-1-6f2a-00112233445566778899aabbccddeeff";

#[derive(Clone, Default)]
struct InMemory {
    homes: Vec<Home>,
    looks: Arc<Mutex<Vec<String>>>,
    failing: Arc<Mutex<Vec<portal::my::FailureLine>>>,
}

fn noon() -> Instant {
    "2026-11-20T14:05:00+01:00".parse().unwrap()
}

fn reference(number: u64) -> PaymentReference {
    let body = 54_144_900_000_000_000 + number;
    let digit = (0..10).find_map(|digit| Ean::from_u64(body * 10 + digit).ok());
    digit.unwrap().reference()
}

/// Its number among accounts, which is not that of its card.
fn of_home(number: u64) -> AccountId {
    AccountId(1_000_000_000 + i64::try_from(number).unwrap())
}

fn home(number: u64, state: ShownState) -> Home {
    Home {
        account: of_home(number),
        reference: reference(number),
        energy: Energy::Electricity,
        town: "5000 Namur".to_owned(),
        label: format!("Flat {number}"),
        state,
        supply: match state {
            ShownState::Off => Supply::Disconnected,
            _ => Supply::Connected,
        },
        held_until: None,
        under_way: false,
        money: None,
        may_pay: true,
        has_movements: false,
        mandate_until: None,
    }
}

fn money(balance: &str, stay: &str, clear: &str) -> Option<Money> {
    let [balance, to_stay_on, to_clear] = [balance, stay, clear].map(|text| text.parse().unwrap());
    Some(Money { balance, to_stay_on, to_clear, as_of: noon() })
}

impl InMemory {
    fn look(&self, what: &str) {
        self.looks.lock().unwrap().push(what.to_owned());
    }
}

impl Homes for InMemory {
    fn enter(&self, source: &str, token: &str) -> Result<Answer<String>, HomesError> {
        match token {
            TOKEN => Ok(Answer::Here(VISIT.to_owned())),
            "broken" => Err(HomesError::failed("could not read", format!("{source} {token}"))),
            "guess" => Ok(Answer::Wait { until: noon().plus_h(1) }),
            _ => Ok(Answer::Gone),
        }
    }

    fn list(&self, _: &str, visit: &str) -> Result<Answer<PartyPage>, HomesError> {
        if visit != VISIT {
            return Ok(Answer::Gone);
        }
        self.look("list");
        let visit = VISIT.to_owned();
        let failing = self.failing.lock().unwrap().clone();
        Ok(Answer::Here(PartyPage { homes: self.homes.clone(), failing, visit, as_of: noon() }))
    }

    fn failing(&self) -> Result<Vec<portal::my::FailureLine>, HomesError> {
        Ok(self.failing.lock().unwrap().clone())
    }

    fn home(
        &self,
        _: &str,
        visit: &str,
        account: AccountId,
    ) -> Result<Answer<HomePage>, HomesError> {
        let found = self.homes.iter().find(|home| home.has_movements && home.account == account);
        let (Some(home), true) = (found, visit == VISIT) else { return Ok(Answer::Gone) };
        self.look("home");
        let line = |day: &str, kind, amount: &str| MovementLine {
            day: day.parse().unwrap(),
            kind,
            amount: amount.parse().unwrap(),
            of: None,
        };
        Ok(Answer::Here(HomePage {
            home: home.clone(),
            failing: self.failing.lock().unwrap().clone(),
            movements: vec![
                line("2026-11-19", MovementKind::Energy, "-2.314159"),
                line("2026-11-18", MovementKind::Entry(EntryKind::TopUp), "20"),
                line("2026-11-18", MovementKind::Repaid, "-1"),
            ],
            visit: VISIT.to_owned(),
            as_of: noon(),
        }))
    }
}

/// A manager's homes: of forty, two are off and three soon.
fn forty() -> Vec<Home> {
    let mut homes: Vec<Home> = (1..=35).map(|n| home(n, ShownState::InOrder)).collect();
    homes.extend((36..=38).map(|n| home(n, ShownState::Emergency)));
    homes.extend((39..=40).map(|n| home(n, ShownState::Off)));
    homes
}

/// What a helper and a mandate see, in every state.
fn seen() -> Vec<Home> {
    let monday = "2026-11-23T08:00:00+01:00".parse().unwrap();
    let mut off = home(1, ShownState::Off);
    off.money = money("-16.395", "0", "16.90");
    let mut press = home(2, ShownState::Off);
    press.supply = Supply::ReadyForReconnection;
    press.energy = Energy::Gas;
    let mut held = home(3, ShownState::HeldOn);
    held.held_until = Some(monday);
    held.money = money("-16.40", "1.41", "16.90");
    held.has_movements = true;
    held.mandate_until = Some("2027-04-09".parse().unwrap());
    let mut low = home(4, ShownState::Low);
    low.under_way = true;
    low.label = String::new();
    vec![home(5, ShownState::InOrder), low, held, press, off]
}

fn site_with(homes: Vec<Home>, secure: bool, pays: bool) -> (Site, InMemory) {
    let all = InMemory { homes, ..InMemory::default() };
    let reports = Arc::new(Mutex::new(Vec::new()));
    let options = HomesOptions {
        secure,
        help_phone: "0800 00 000".to_owned(),
        gas_phone: "112".to_owned(),
        behind_proxy: false,
        pays,
    };
    let report = reporter(&reports);
    let router = portal::homes::router(Arc::new(all.clone()), options, report);
    (Site::serving(router, reports), all)
}

fn site(homes: Vec<Home>) -> (Site, InMemory) {
    site_with(homes, true, true)
}

fn with_cookie(site: &Site, path: &str) -> Sent {
    site.request("GET", path, &format!("cookie: a=b; homes={VISIT}\r\n"))
}

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

#[test]
fn tp_22_a_link_is_exchanged_for_a_visit_and_the_token_stays_nowhere() {
    let (site, _) = site(forty());
    for language in Language::ALL {
        let path = language.homes_path();
        let answer = site.get(&format!("{path}/{TOKEN}"));
        assert_eq!(answer.status, 303);
        let to = format!("{path}/v/{VISIT}");
        assert_eq!(answer.header("location"), Some(to.as_str()));
        let cookie = format!("homes={VISIT}; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(answer.header("set-cookie"), Some(cookie.as_str()));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        for path in [to, path.to_owned()] {
            let page = with_cookie(&site, &path);
            assert_eq!(page.status, 200);
            assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
            assert_eq!(page.header("cache-control"), Some("no-store"));
            assert!(!page.head.contains(TOKEN) && !page.text().contains(TOKEN));
            assert!(!page.text().contains(VISIT), "with a cookie no link needs it");
        }
    }
    let (site, _) = site_with(forty(), false, true);
    let answer = site.get(&format!("/fr/homes/{TOKEN}"));
    assert!(!answer.header("set-cookie").unwrap().contains("Secure"));
}

#[test]
fn tp_22_one_payer_sees_in_one_list_which_of_many_homes_are_off_first() {
    let (site, _) = site(forty());
    let page = with_cookie(&site, "/en/homes").text();
    html::assert_sound(&page);
    let words = plain(&html::words(&page));
    assert!(words.starts_with("2 homes are off\n3 may be off soon. 40 homes in all."), "{words}");
    let place = |flat: &str| words.find(&format!("\n{flat}\n")).unwrap();
    assert!(place("Flat 39") < place("Flat 40"));
    assert!(place("Flat 40") < place("Flat 36"));
    assert!(place("Flat 38") < place("Flat 1"));
    let pay = html::values(&page, "<a class=\"button\" href=\"");
    let urgent: Vec<String> = [39, 40, 36, 37, 38]
        .iter()
        .map(|n| format!("/en/top-up?r={:013}&#38;go=1", reference(*n).as_u64()))
        .collect();
    assert_eq!(pay, urgent, "a button of the first kind for those that need it");
    assert_eq!(page.matches("/en/top-up?r=").count(), 40);
    assert!(place("Flat 2") < place("Flat 10"));
}

#[test]
fn tp_22_a_payer_is_shown_the_state_and_nothing_of_the_money() {
    let (site, _) = site(forty());
    for language in Language::ALL {
        let page = with_cookie(&site, language.homes_path()).text();
        let words = html::words(&page);
        assert!(!words.contains('€') && !words.contains("EUR"), "{words}");
        let small = words.to_lowercase();
        for word in ["solde", "saldo", "balance", "guthaben", "mandat", "5414"] {
            assert!(!small.contains(word), "{word} in {language:?}");
        }
    }
}

#[test]
fn tp_22_a_helper_sees_the_amounts_and_a_mandate_its_end() {
    let (site, _) = site(seen());
    let page = with_cookie(&site, "/en/homes").text();
    html::assert_sound(&page);
    let words = plain(&html::words(&page));
    let expected = expect_test::expect![[r#"
        2 homes are off
        1 may be off soon. 5 homes in all. The amount is asked on the next page.
        Off (2)
        Off
        Flat 1
        Electricity · 5000 Namur
        9000 0000 00010
        The power is off.
        Balance
        −€16.40
        To be back on
        €16.90
        Top up
        Flat 1, 9000 0000 00010
        Off
        Flat 2
        Gas · 5000 Namur
        9000 0000 00027
        The gas is off.
        Smell gas? Do not press. Call 112.
        Close all gas appliances. Press the red button for 3 seconds. The meter checks for leaks.
        Maybe off soon (1)
        Held
        Flat 3
        Electricity · 5000 Namur
        9000 0000 00034
        The power stays on until 23/11/2026, 8:00 am. Then it may be switched off.
        Balance
        −€16.40
        To stay on
        €1.41
        Mandate until
        09/04/2027
        Top up
        Flat 3, 9000 0000 00034
        Movements
        Flat 3, 9000 0000 00034
        On (2)
        Low
        Electricity
        5000 Namur
        9000 0000 00041
        Payment in progress. Do not pay twice.
        Top up
        Electricity, 9000 0000 00041
        OK
        Flat 5
        Electricity · 5000 Namur
        9000 0000 00058
        Top up
        Flat 5, 9000 0000 00058
        As of 20/11/2026, 2:05 pm. Each look at this page is noted. The household can ask for the list.
        Need help?
        Call 0800 00 000. It is free."#]];
    expected.assert_eq(&words);
}

#[test]
fn tp_22_movements_are_on_a_page_of_their_own_for_who_may_see_them() {
    let (site, all) = site(seen());
    let held = of_home(3).0;
    for language in Language::ALL {
        let path = format!("{}/home/{held}", language.homes_path());
        let page = with_cookie(&site, &path);
        assert_eq!(page.status, 200);
        html::assert_sound(&page.text());
    }
    let words = plain(&html::words(&with_cookie(&site, &format!("/en/homes/home/{held}")).text()));
    let table = words.split("Amount\n").nth(1).unwrap();
    let expected = "19/11\nEnergy\n−€2.32\n18/11\nTop-up\n+€20.00\n\
                    18/11\nRepayment\n−€1.00\nBack to the list";
    assert!(table.starts_with(expected), "{words}");
    assert_eq!(all.looks.lock().unwrap().len(), 5);
    let by_card = format!("{:013}", reference(3).as_u64());
    for other in [of_home(1).0.to_string(), of_home(77).0.to_string(), by_card, "x".to_owned()] {
        let path = format!("/en/homes/home/{other}");
        assert_eq!(with_cookie(&site, &path).status, 404, "{other}");
    }
    let by_address = site.get(&format!("/en/homes/v/{VISIT}/{held}"));
    assert_eq!(by_address.status, 200);
}

#[test]
fn tp_22_without_cookies_the_list_stays_open_beside_the_payment() {
    let (site, _) = site(seen());
    let page = site.get(&format!("/nl/homes/v/{VISIT}")).text();
    html::assert_sound(&page);
    let held = of_home(3).0;
    assert!(page.contains(&format!("href=\"/nl/homes/v/{VISIT}/{held}\"")));
    assert!(page.contains(&format!("href=\"/de/homes/v/{VISIT}\"")), "languages keep the visit");
    assert_eq!(page.matches("target=\"_blank\" rel=\"noopener\"").count(), 4);
    assert!(page.contains("De betaling opent in een ander venster."));
    let with = with_cookie(&site, "/nl/homes").text();
    assert!(!with.contains("_blank") && !with.contains("ander venster"));
}

#[test]
fn tp_22_whatever_is_wrong_with_a_link_the_answer_is_the_same() {
    let (site, all) = site(forty());
    for language in Language::ALL {
        let path = language.homes_path();
        let expected = site.get(&format!("{path}/wrong"));
        assert_eq!(expected.status, 404);
        html::assert_sound(&expected.text());
        for (other, cookie) in [
            (format!("{path}/{}", TOKEN.replace('3', "4")), ""),
            (format!("{path}/{TOKEN}x"), ""),
            (format!("{path}/%FF%00"), ""),
            (format!("{path}/v/v1-2-3-ended"), ""),
            (format!("{path}/v/v1-2-3-ended/9000000000010"), ""),
            (path.to_owned(), ""),
            (path.to_owned(), "cookie: homes=v1-expired\r\n"),
            (format!("{path}/home/1000000001"), "cookie: homes=\r\n"),
        ] {
            let answer = site.request("GET", &other, cookie);
            assert_eq!(answer.status, 404, "{other}");
            assert_eq!(answer.text(), expected.text(), "{other}");
            assert_eq!(answer.header("set-cookie"), None);
        }
        let wait = site.get(&format!("{path}/guess"));
        assert_eq!(wait.status, 429);
        html::assert_sound(&wait.text());
    }
    assert!(all.looks.lock().unwrap().is_empty());
}

#[test]
fn tp_22_a_failure_is_told_without_token_and_shows_nothing() {
    let (site, _) = site(forty());
    let answer = site.get("/fr/homes/broken");
    assert_eq!(answer.status, 500);
    html::assert_sound(&answer.text());
    let reports = site.reports();
    assert_eq!(reports.len(), 1);
    assert!(reports[0].starts_with("portal /homes/{token}: could not read"), "{reports:?}");
}

#[test]
fn tp_22_no_button_leads_to_pages_that_are_not_served() {
    let (site, _) = site_with(forty(), true, false);
    for path in ["/fr/homes", "/fr/homes/wrong"] {
        let page = with_cookie(&site, path).text();
        assert!(!page.contains("/fr/recharger"), "{path}");
        let sheet = html::values(&page, "rel=\"stylesheet\" href=\"");
        assert_eq!(site.get(sheet[0]).status, 200);
    }
}

#[test]
fn tp_22_forty_homes_fit_the_budget_of_a_slow_phone() {
    let (site, _) = site(forty());
    let gzip = |path: &str| {
        let headers = format!("cookie: homes={VISIT}\r\naccept-encoding: gzip\r\n");
        site.request("GET", path, &headers).body.len()
    };
    for language in Language::ALL {
        let page = gzip(language.homes_path());
        assert!(page <= 14 * 1024, "{page} bytes in {language:?}");
        println!("{language:?}: {page} bytes");
    }
}

#[test]
fn p_01_whoever_was_told_a_key_keys_it_in_and_is_told_at_the_field_if_it_is_wrong() {
    let (site, all) = site(forty());
    let keyed = |path: &str, body: &str, more: &str| {
        let kind = "content-type: application/x-www-form-urlencoded\r\n";
        let head = format!("{kind}content-length: {}\r\n{more}", body.len());
        site.send("POST", path, &head, body.as_bytes())
    };
    for language in Language::ALL {
        let path = format!("{}/key", language.homes_path());
        let page = site.request("GET", &path, "");
        assert_eq!(page.status, 200);
        html::assert_sound(&page.text());
        let wrong = keyed(&path, "key=ABCD-EFGH-2346", "");
        assert_eq!(wrong.status, 422);
        html::assert_sound(&wrong.text());
        assert!(
            wrong.text().contains("href=\"#key\"")
                && wrong.text().contains("value=\"ABCD-EFGH-2346\"")
        );
        assert_eq!(keyed(&path, "key=guess", "").status, 429);
        let right = keyed(&path, &format!("key=+{TOKEN}"), "");
        let to = format!("{}/v/{VISIT}", language.homes_path());
        assert_eq!((right.status, right.header("location")), (303, Some(to.as_str())));
        let elsewhere = keyed(&path, &format!("key={TOKEN}"), "sec-fetch-site: cross-site\r\n");
        assert_eq!(elsewhere.status, 403);
    }
    assert!(all.looks.lock().unwrap().is_empty(), "a key shows nothing before it is right");
}

#[test]
fn cm_10_whoever_pays_for_others_is_told_what_fails_in_four_languages() {
    let (site, all) = site(seen());
    *all.failing.lock().unwrap() = crate::state::everywhere();
    let third = of_home(3).0;
    for (language, said) in [
        (Language::Fr, "Les terminaux des magasins ne marchent pas bien."),
        (Language::Nl, "De toestellen in de winkels werken niet goed."),
        (Language::De, "Die Terminals der Läden funktionieren nicht gut."),
        (Language::En, "The terminals in shops do not work well."),
    ] {
        let path = language.homes_path();
        for path in [path.to_owned(), format!("{path}/home/{third}"), format!("{path}/key")] {
            let page = with_cookie(&site, &path).text();
            html::assert_sound(&page);
            assert!(plain(&html::words(&page)).contains(said), "{path}");
        }
    }
    all.failing.lock().unwrap().clear();
    let page = with_cookie(&site, "/fr/homes").text();
    assert!(!page.contains("Les terminaux"));
}
