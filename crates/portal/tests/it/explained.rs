//! Pages that explain, with the forms and the figures that stand on them. Source: UX 8.1.

use crate::doors::site;
use crate::html;
use crate::site::{Answer, Site};

fn words(site: &Site, path: &str) -> String {
    let answer = site.request("GET", path, "");
    assert_eq!(answer.status, 200, "{path}");
    let page = answer.text();
    html::assert_sound(&page);
    assert!(page.len() < 14_000, "{path}: {} bytes", page.len());
    html::words(&page).replace('\u{a0}', " ")
}

fn sent(site: &Site, path: &str, body: &str) -> Answer {
    let head = format!(
        "sec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n",
        body.len()
    );
    site.send("POST", path, &head, body.as_bytes())
}

#[test]
fn p_07_pr_04_whoever_is_not_signed_in_refuses_or_asks_by_a_form_before_what_follows() {
    let (site, _) = site();
    for (path, days) in [
        ("/fr/refuser-le-prepaiement", "30 jours"),
        ("/nl/weigeren", "30 dagen"),
        ("/de/ablehnen", "30 Tage"),
        ("/en/refuse", "30 days"),
    ] {
        assert!(words(&site, path).contains(days), "{path}");
        let page = site.get(path).text();
        for field in
            ["value=\"refuse_prepayment\" checked", "value=\"ask_prepayment\"", "name=\"phone\""]
        {
            assert!(page.contains(field), "{field} on {path}");
        }
        let at = |part: &str| page.rfind(part).unwrap();
        assert!(at("<form") < at("<section class=\"card\">"), "what follows stands below");
    }
    let page = site.get("/en/refuse").text();
    for field in ["name=\"email\"", "name=\"address\"", "Do you want to add something?"] {
        assert!(page.contains(field), "no phone is demanded: {field}: {page}");
    }
    assert!(!page.contains("What happened?"), "nothing did");
    let wrong = sent(&site, "/en/write-to-us", "kind=refuse_prepayment&phone=12&words=a+%3Cb");
    assert_eq!(wrong.status, 422);
    let page = wrong.text();
    html::assert_sound(&page);
    assert!(page.contains("value=\"refuse_prepayment\" checked"), "kept: {page}");
    assert!(page.contains("<a href=\"#phone\">") && page.contains("a &#60;b"), "{page}");
}

#[test]
fn p_07_a_household_that_is_signed_in_says_it_of_its_own_meters() {
    let (site, _) = site();
    let cookie = "cookie: session=customer\r\n";
    let page = site.request("GET", "/en/refuse", cookie).text();
    assert!(page.contains("href=\"/en/my/help?about=prepayment\""), "{page}");
    assert!(!page.contains("name=\"phone\""), "nobody asks again who they are");
}

#[test]
fn p_06_the_social_service_is_found_by_postcode_and_a_call_is_asked_for_on_the_page() {
    let (site, _) = site();
    let plain = words(&site, "/en/help-to-pay");
    assert!(
        plain.contains("Your CPAS") && plain.contains("Call me back\nWe call you on"),
        "{plain}"
    );
    let page = site.get("/en/help-to-pay?p=4500").text();
    let found = html::words(&page);
    assert!(found.contains("CPAS de Huy") && page.contains("href=\"tel:+3285000000\""), "{page}");
    assert!(!page.contains("Rue <b>"), "escaped");
    assert!(page.contains("href=\"/fr/aide-paiement?p=4500\""), "the switch keeps it");
    assert!(words(&site, "/en/help-to-pay?p=5000").contains("Your town hall tells you."));
    let wrong = site.get("/en/help-to-pay?p=48");
    assert_eq!(wrong.status, 422);
    let page = wrong.text();
    assert!(page.contains("<title>Error: ") && page.contains("<a href=\"#p\">"), "{page}");
    assert!(page.contains("name=\"p\" value=\"48\""), "kept: {page}");
    let form = page.split("action=\"/en/write-to-us\"").nth(1).unwrap();
    assert!(form.contains("type=\"hidden\" name=\"kind\" value=\"call_back\""), "{form}");
}

#[test]
fn p_05_the_prices_of_today_stand_on_the_page_that_says_how_it_works() {
    let (site, _) = site();
    let english = words(&site, "/en/how-it-works");
    for said in [
        "What a kilowatt-hour costs with prepayment on 20/11/2026.",
        "ORES",
        "Electricity, social tariff",
        "€0.2315 / kWh",
        "Electricity, average tariff, by day",
        "€0.34215 / kWh",
        "€0.0987654 / kWh",
    ] {
        assert!(english.contains(said), "{said}: {english}");
    }
    assert!(words(&site, "/fr/comment-ca-marche").contains("0,34215 € / kWh"));
}

#[test]
fn p_11_p_12_contact_complaint_body_and_quarter_hours_are_told() {
    let (site, _) = site();
    let access = words(&site, "/en/accessibility");
    assert!(access.contains("within 10 working days") && access.contains("www.le-mediateur.be"));
    assert!(!access.contains("in English"), "pages of staff are in four languages: {access}");
    assert!(words(&site, "/en/privacy").contains("You see them here only after you agree."));
}

#[test]
fn p_15_a_receipt_says_by_which_day_there_is_an_answer() {
    let (site, _) = site();
    let of = |rest: &str| words(&site, &format!("/en/write-to-us?saved=7{rest}"));
    let answer = of("&d=2026-12-04&about=answer");
    let said = "Your number is 7. You get an answer by Friday 4 December at the latest.";
    assert!(answer.contains(said), "{answer}");
    let call = of("&d=2026-11-23&about=call");
    assert!(call.contains("We call you by Monday 23 November at the latest."), "{call}");
    assert!(of("&d=x").contains("Your number is 7.\n"), "a day that is none is left out");
}

#[test]
fn p_14_whoever_has_neither_phone_nor_mail_finds_another_way() {
    let (site, _) = site();
    for path in ["/en/sign-in", "/en/activate"] {
        let told = words(&site, path);
        assert!(told.contains("No phone or e-mail?"), "{path}: {told}");
        assert!(told.contains("Call 0800 00 000 and enter the 13 digits."), "{path}");
        let page = site.get(path).text();
        assert!(page.contains("href=\"/en/top-up\"") && page.contains("href=\"/en/write-to-us\""));
    }
}

#[test]
fn p_01_whoever_helps_and_whoever_works_finds_a_door() {
    let (site, _) = site();
    for (path, dark) in [
        ("/fr", "/fr/plus-de-courant"),
        ("/nl", "/nl/geen-stroom"),
        ("/de", "/de/kein-strom"),
        ("/en", "/en/no-power"),
    ] {
        let page = site.get(path).text();
        html::assert_sound(&page);
        // The third door is one, and the phone stands by the doors.
        let door = format!("<a class=\"button second\" href=\"{dark}\">");
        let at = |part: &str| page.find(part).unwrap_or_else(|| panic!("{part} on {path}"));
        assert!(at(&door) < at("0800 00 000") && at("0800 00 000") < at("\"helping\""), "{path}");
        for id in ["helping", "work"] {
            assert!(page.contains(&format!("aria-labelledby=\"{id}\"")), "{id} on {path}");
        }
    }
    let english = words(&site, "/en");
    assert!(english.contains("I help somebody") && english.contains("Professionals"), "{english}");
}

#[test]
fn p_03_p_08_pictures_say_what_they_show() {
    let (site, _) = site();
    for path in ["/fr/plus-de-courant", "/nl/je-meter", "/de/kein-strom", "/en/your-meter"] {
        words(&site, path);
        let page = site.get(path).text();
        let pictures = page.matches("<svg").count();
        assert!(pictures >= 5, "{pictures} on {path}");
        assert_eq!(page.matches("role=\"img\" aria-label=\"").count(), pictures, "{path}");
    }
}
