//! The bank's pages, as a browser without script uses them.

use crate::world::{World, pay};
use psp::sandbox::{Options, Script};
use psp::{PaymentState, Provider as _, ProviderId};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

struct Answer {
    status: u16,
    location: Option<String>,
    text: String,
}

fn sent(url: &str, form: Option<&str>, headers: &[(&str, &str)]) -> Answer {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None);
    let agent: ureq::Agent = config.build().into();
    let mut response = match form {
        None => agent.get(url).call().unwrap(),
        Some(form) => {
            let request =
                agent.post(url).header("content-type", "application/x-www-form-urlencoded");
            let request = headers
                .iter()
                .fold(request, |request, (name, value)| request.header(*name, *value));
            request.send(form.as_bytes()).unwrap()
        }
    };
    let location = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
    Answer {
        status: response.status().as_u16(),
        location,
        text: response.body_mut().read_to_string().unwrap(),
    }
}

fn get(url: &str) -> Answer {
    sent(url, None, &[])
}

/// Presses a button that the page really has.
fn press(page: &str, how: &str) -> Answer {
    let offered = get(page).text;
    assert!(offered.contains(&format!("value=\"{how}\"")), "no button `{how}` in {offered}");
    sent(page, Some(&format!("how={how}")), &[])
}

fn bank_page(world: &World, id: &ProviderId) -> String {
    format!("{}/bank/{id}", world.bank.base_url())
}

#[test]
fn every_button_does_what_it_says_and_sends_the_payer_back() {
    let world = World::new();
    use PaymentState::*;
    for (number, (how, state)) in [
        ("pay", Paid),
        ("pay-twice", Paid),
        ("pay-first", Paid),
        ("pay-late", Paid),
        ("pay-lost", Paid),
        ("pay-debit", Paid),
        ("pay-credit", Paid),
        ("cancel", Cancelled),
        ("fail", Failed),
        ("expire", Expired),
    ]
    .into_iter()
    .enumerate()
    {
        let created = world.create(&format!("P-{number}"), "20");
        let page = get(&created.checkout_url);
        assert!(page.text.contains("<h1>Sandbox bank – no real money</h1>"));
        assert!(page.text.contains("<strong>20.00 euro</strong>"));
        assert!(!page.text.contains("<script"));
        let answer = press(&created.checkout_url, how);
        assert_eq!((answer.status, answer.text.as_str()), (303, ""), "{how}");
        assert_eq!(answer.location.as_deref(), Some("http://shop.invalid/return?p=1"));
        assert_eq!(world.fetch(&created.id).state, state, "{how}");
        let said = get(&created.checkout_url).text;
        assert!(
            said.contains(if state == Paid { "is paid" } else { "no money was moved" }),
            "{said}"
        );
    }
}

#[test]
fn tp_13_the_merchant_may_know_before_the_payer_returns() {
    let world = World::new();
    let created = world.create("P-1", "20");
    press(&created.checkout_url, "pay-first");
    assert_eq!(world.told(), [created.id]);
}

#[test]
fn a_payer_who_begins_stays_at_the_bank_and_may_still_pay() {
    let world = World::new();
    let created = world.create("P-1", "20");
    let answer = press(&created.checkout_url, "start");
    assert_eq!(answer.location, Some(format!("/bank/{}", created.id)));
    assert_eq!(world.fetch(&created.id).state, PaymentState::Pending);
    press(&created.checkout_url, "pay");
    assert_eq!(world.fetch(&created.id).state, PaymentState::Paid);
}

#[test]
fn the_overview_lists_payments_and_takes_money_back() {
    let world = World::new();
    let overview = format!("{}/", world.bank.base_url());
    assert!(get(&overview).text.contains("There are none yet."));
    let id = world.paid("P-1");
    world.provider.refund(&id, crate::world::euro("5"), &"r".parse().unwrap()).unwrap();
    let counter = format!("{}/counter/{id}", world.bank.base_url());
    let shown = get(&overview).text;
    for words in [
        "20.00 euro, paid",
        "<dd>Bancontact</dd>",
        "5.00 euro, re_",
        "takes 15.00 euro back",
        "value=\"notify\"",
    ] {
        assert!(shown.contains(words), "no `{words}` in {shown}");
    }
    let answer = sent(&counter, Some("how=chargeback"), &[]);
    assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/")));
    assert_eq!(world.fetch(&id).charged_back, "15".parse().unwrap());
    let shown = get(&overview).text;
    assert!(shown.contains("15.00 euro, chb_") && !shown.contains("value=\"chargeback\""));

    let failed = world.create("P-2", "20");
    press(&failed.checkout_url, "fail");
    let shown = get(&overview).text;
    assert!(shown.contains("The bank corrects itself") && shown.contains("<dd>not paid</dd>"));
    press(&failed.checkout_url, "pay");
    assert_eq!(world.fetch(&failed.id).state, PaymentState::Paid);
}

#[test]
fn another_site_cannot_pay_for_somebody() {
    let world = World::new();
    let created = world.create("P-1", "20");
    let page = bank_page(&world, &created.id);
    let act = format!("{}/sandbox/payments/{}/act", world.bank.base_url(), created.id);
    let own = world.bank.base_url().to_owned();
    for headers in [
        [("sec-fetch-site", "cross-site"), ("origin", own.as_str())],
        [("sec-fetch-site", "same-site"), ("origin", own.as_str())],
        [("x-none", ""), ("origin", "https://evil.invalid")],
        [("x-none", ""), ("origin", "null")],
    ] {
        for url in [&page, &act] {
            assert_eq!(sent(url, Some("how=pay"), &headers).status, 403, "{headers:?}");
        }
    }
    assert_eq!(world.fetch(&created.id).state, PaymentState::Created);
    for headers in [[("sec-fetch-site", "same-origin")], [("origin", own.as_str())]] {
        assert_eq!(sent(&page, Some("how=pay"), &headers).status, 303, "{headers:?}");
    }
}

#[test]
fn what_is_not_possible_is_said_and_changes_nothing() {
    let world = World::new();
    let id = world.paid("P-1");
    let page = bank_page(&world, &id);
    let answer = sent(&page, Some("how=fail"), &[]);
    assert_eq!(answer.status, 409);
    assert!(answer.text.contains("the payment is paid and cannot fail. Nothing has changed."));
    assert_eq!(sent(&page, Some("how=dance"), &[]).status, 400);
    assert_eq!(get(&format!("{}/bank/tr_none", world.bank.base_url())).status, 404);
    let counter = format!("{}/counter/tr_none", world.bank.base_url());
    assert_eq!(sent(&counter, Some("how=notify"), &[]).status, 404);
    let act = format!("{}/sandbox/payments/{id}/act", world.bank.base_url());
    let json = [("content-type", "application/json")];
    assert!((400..500).contains(&sent(&act, Some("{\"act\":\"dance\"}"), &json).status));
}

#[test]
fn text_from_the_merchant_is_text() {
    let world = World::new();
    let order = psp::Order {
        description: "<img src=x onerror=alert(1)>".to_owned(),
        redirect_url: "http://shop.invalid/?\"><b>".to_owned(),
        ..world.order("P-1", "20")
    };
    let created = world.provider.create(&order).unwrap();
    for page in [created.checkout_url, format!("{}/", world.bank.base_url())] {
        let text = get(&page).text;
        assert!(!text.contains("<img") && !text.contains("\"><b>"), "{text}");
    }
}

#[test]
fn a_bank_that_is_started_again_gives_other_ids() {
    let ids: Vec<_> =
        (0..2).map(|_| World::with(Options::default(), |_| 200).create("P-1", "20").id).collect();
    assert_ne!(ids[0], ids[1]);
}

#[test]
fn a_bank_that_is_stopped_is_gone() {
    let world = World::with(Options::default(), |_| 500);
    let id = world.create("P-1", "20").id;
    // A notice is on its way for ever; the bank does not wait for it.
    let script = Script { act: pay(), notices: None, delay_ms: 60_000, wait: false };
    world.teller.act(&id, &script).unwrap();
    let World { bank, provider, .. } = world;
    bank.stop();
    assert!(provider.fetch(&id).is_err());
}

struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_program_serves_where_it_says() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tirelire-sandbox-psp"));
    command.args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped());
    let mut child = Ended(command.spawn().unwrap());
    let mut url = String::new();
    BufReader::new(child.0.stdout.take().unwrap()).read_line(&mut url).unwrap();
    let answer = get(url.trim());
    assert_eq!(answer.status, 200);
    assert!(answer.text.contains("Sandbox bank"));
}
