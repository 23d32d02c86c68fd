//! A household's page of an appointment as a browser gets it.

use crate::doors::site;
use crate::html;
use crate::site::{Answer, Site};

const PATHS: [&str; 4] =
    ["/fr/mon/aide/visit", "/nl/mijn/hulp/visit", "/de/mein/hilfe/visit", "/en/my/help/visit"];

fn get(site: &Site, path: &str) -> Answer {
    site.request("GET", path, "cookie: session=customer\r\n")
}

fn send(site: &Site, fields: &str) -> Answer {
    let headers = format!(
        "cookie: session=customer\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         sec-fetch-site: same-origin\r\ncontent-length: {}\r\n",
        fields.len()
    );
    site.send("POST", "/en/my/help/visit?n=1&v=7", &headers, fields.as_bytes())
}

#[test]
fn pr_08_an_appointment_is_moved_by_a_form_without_script_in_four_languages() {
    let (site, _) = site();
    for path in PATHS {
        let page = get(&site, &format!("{path}?n=1&v=7")).text();
        html::assert_sound(&page);
        assert!(page.contains("<select id=\"day\"") && page.contains("value=\"afternoon\""));
        // No absence, no proof and no money: said before anybody asks.
        assert!(page.contains("name=\"what\" value=\"away\""), "{page}");
    }
    let gone = get(&site, "/en/my/help/visit?n=1&v=8");
    assert_eq!((gone.status, gone.header("location")), (303, Some("/en/my/balance")));
    let moved = send(&site, "session=0&day=2026-11-24&kind=morning");
    assert_eq!(moved.header("location"), Some("/en/my/help/visit?n=1&v=7&saved=1"));
    let away = send(&site, "session=0&what=away&words=in+hospital");
    assert_eq!(away.header("location"), Some("/en/my/help?n=1"));
}

#[test]
fn pr_08_what_is_missing_is_said_at_its_field_and_what_was_typed_is_kept() {
    let (site, _) = site();
    let silent = send(&site, "session=0&what=away&words=");
    assert_eq!(silent.status, 422);
    let page = silent.text();
    html::assert_sound(&page);
    assert!(page.contains("<title>Error") && page.contains("href=\"#words\""), "{page}");
    assert_eq!(html::words(&page).matches("Say in a few words why.").count(), 2);
    let no_half = send(&site, "session=0&day=2026-11-24");
    assert_eq!(no_half.status, 422);
    assert!(no_half.text().contains("href=\"#day\""));
    let overtaken = send(&site, "session=3&what=away&words=I+%3Cwork%3E");
    assert_eq!(overtaken.status, 409);
    let page = overtaken.text();
    html::assert_sound(&page);
    assert!(page.contains("The visit was changed meanwhile. Look again."));
    assert!(page.contains("I &#60;work&#62;</textarea>"), "what was typed is kept: {page}");
}
