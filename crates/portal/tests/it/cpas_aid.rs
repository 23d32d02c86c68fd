//! Aid on a day, for both energies, and in place of one that was wrong, as a browser gets it.

use crate::cpas::{ATTEMPT, account, get, post, site_and_done};
use crate::html;
use access::Role;

#[test]
fn s_05_aid_is_kept_for_a_working_day_and_says_that_it_can_be_cancelled() {
    let (site, done) = site_and_done();
    let path = format!("/en/cpas/aid/{}", account(1));
    let form = html::words(&get(&site, Role::Cpas, &path).text());
    assert!(
        form.contains("Empty: now. Else a working day, from 23/11/2026 to 21/12/2026."),
        "{form}"
    );
    let body = |day: &str| format!("amount=50&motive=winter&budget=&day={day}");
    for day in ["2026-11-22", "tomorrow"] {
        let wrong = post(&site, &path, &body(day));
        assert_eq!(wrong.status, 422);
        html::assert_sound(&wrong.text());
        assert!(wrong.text().contains("href=\"#day\""), "{}", wrong.text());
        assert!(wrong.text().contains(&format!("value=\"{day}\"")), "what was typed is kept");
    }
    let preview = post(&site, &path, &body("24%2F11%2F2026")).text();
    html::assert_sound(&preview);
    let words = html::words(&preview);
    for said in ["24/11/2026", "It can be cancelled until that day.", "Book it for that day"] {
        assert!(words.contains(said), "{said}: {words}");
    }
    let confirm = format!("{}&confirm=yes&attempt={ATTEMPT}", body("2026-11-24"));
    assert_eq!(post(&site, &path, &confirm).status, 303);
    assert_eq!(*done.lock().unwrap(), ["50.000000 winter  32 on 2026-11-24"]);
    let register = html::words(&get(&site, Role::Cpas, "/en/cpas/register").text());
    assert!(register.contains("To be credited on 23/11/2026"), "{register}");
    assert!(register.contains("Not credited") && register.contains("mandate ended"), "{register}");
}

#[test]
fn s_05_aid_for_both_energies_shows_both_and_one_signature_for_the_sum() {
    let (site, done) = site_and_done();
    let alone = get(&site, Role::Cpas, &format!("/en/cpas/aid/{}", account(1))).text();
    assert!(!alone.contains("name=\"other\""), "one energy, one amount");
    let path = format!("/en/cpas/aid/{}", account(2));
    let form = get(&site, Role::Cpas, &path).text();
    assert!(form.contains("Amount, Electricity") && form.contains("Amount, Gas"), "{form}");
    let body = "amount=60&other=60&motive=energy&budget=";
    let preview = post(&site, &path, body).text();
    html::assert_sound(&preview);
    assert!(preview.contains("<h2>Electricity</h2>") && preview.contains("<h2>Gas</h2>"));
    assert!(preview.contains("€120.00") && preview.contains("Send for signature"), "{preview}");
    let confirm = format!("{body}&confirm=yes&attempt={ATTEMPT}");
    assert_eq!(post(&site, &path, &confirm).status, 303);
    assert_eq!(*done.lock().unwrap(), ["60.000000 energy  32 and 60.000000"]);
    let wrong = post(&site, &path, &body.replace("other=60", "other=x")).text();
    assert!(wrong.contains("href=\"#other\""), "{wrong}");
}

#[test]
fn s_05_a_corrected_copy_begins_with_what_the_first_one_said() {
    let (site, done) = site_and_done();
    let register = get(&site, Role::Cpas, "/en/cpas/register").text();
    let copies: Vec<&str> = html::values(&register, "href=\"");
    let copies = copies.into_iter().filter(|href| href.contains("copy=")).count();
    assert_eq!(copies, 1, "what is booked or was put right is not offered");
    let path = format!("/en/cpas/aid/{}", account(1));
    let form = get(&site, Role::Cpas, &format!("{path}?copy=3")).text();
    html::assert_sound(&form);
    for said in ["value=\"45.50\"", "value=\"winter\" checked", "value=\"2026-1\"", "of aid 3"] {
        assert!(form.contains(said), "{said}: {form}");
    }
    assert!(form.contains("The first one is cancelled when this one is given."), "{form}");
    let body = "amount=40&motive=winter&budget=2026-1&copy=3";
    let preview = post(&site, &path, body).text();
    assert!(preview.contains("name=\"copy\" value=\"3\""), "{preview}");
    let confirm = format!("{body}&confirm=yes&attempt={ATTEMPT}");
    assert_eq!(post(&site, &path, &confirm).status, 303);
    assert_eq!(*done.lock().unwrap(), ["40.000000 winter 2026-1 32 for 3"]);
}
