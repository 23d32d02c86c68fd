//! The online top-up as a browser goes through it, over payments in memory.

use crate::html;
use crate::payments::{InMemory, accounts, eur};
use crate::site::{Answer, Site, reporter};
use crate::staff;
use access::Role;
use calendar::Instant;
use portal::Paths as _;
use portal::my::{
    FailureLine, MyDocuments, MyError, MyStatement, PaidWith, Papers, Part, ReceiptLine, Span,
    Visitor,
};
use portal::pay::{GivenBack, MeterPart, PayOptions, StorySource};
use proptest::prelude::*;
use std::sync::{Arc, Mutex};
use units::Language;
use vending::PaymentEvent;

const ON: &str = "9012 3456 78908";
const OFF: &str = "9000000000010";
const HELD: &str = "9000 0000 00027";
const GAS: &str = "6700000012340";

struct Guest {
    staff: staff::Staff,
    site: Site,
    payments: InMemory,
    language: Language,
    /// Of the stories.
    doors: Vec<portal::my::Door>,
}

/// The papers of a household, whose credit was 6.20 euro below zero before it paid.
struct Holders;

impl Papers for Holders {
    fn receipt(
        &self,
        visitor: &Visitor,
        code: &str,
    ) -> Result<Option<(ReceiptLine, Option<i64>)>, MyError> {
        let line = ReceiptLine {
            at: noon(),
            amount: eur("20"),
            parts: vec![(Part::Emergency, eur("6.20")), (Part::Credit, eur("13.80"))],
            after: eur("13.80"),
            paid: PaidWith::Online,
            code: Some(code.to_owned()),
        };
        Ok((visitor.role == Role::Customer).then_some((line, Some(5))))
    }

    fn documents(&self, _: &Visitor, _: usize) -> Result<Option<MyDocuments>, MyError> {
        Ok(None)
    }

    fn letter(&self, _: &Visitor, _: usize, _: i64) -> Result<Option<Vec<u8>>, MyError> {
        Ok(None)
    }

    fn statement(&self, _: &Visitor, _: usize, _: Span) -> Result<Option<MyStatement>, MyError> {
        Ok(None)
    }
}

fn noon() -> Instant {
    "2026-11-20T14:05:00+01:00".parse().unwrap()
}

fn options() -> PayOptions {
    PayOptions {
        base_url: "https://tirelire.example".to_owned(),
        checkout_origins: vec!["https://pay.example".to_owned()],
        help_phone: "0800 00 000".to_owned(),
        gas_phone: "0800 00 001".to_owned(),
        behind_proxy: false,
    }
}

fn guest_in(language: Language) -> Guest {
    let payments = InMemory::new(Some(noon()), None);
    let reports = Arc::new(Mutex::new(Vec::new()));
    let shared = Arc::new(payments.clone());
    let staff = staff::Staff::default();
    let gate = staff::gate(staff.clone());
    let own = portal::pay::Own { sessions: gate.sessions(), papers: Arc::new(Holders) };
    let router =
        portal::pay::router(shared.clone(), Some(own), options(), reporter(&reports)).unwrap();
    let (story, doors) =
        portal::pay::story_router(shared, &gate, "0800 00 000".to_owned(), reporter(&reports));
    let router = router.merge(story);
    Guest { site: Site::serving(router, reports), payments, language, staff, doors }
}

fn guest() -> Guest {
    guest_in(Language::En)
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| -> String {
        text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
    };
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", escape(value)));
    pairs.collect::<Vec<_>>().join("&")
}

impl Guest {
    fn post(&self, step: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_from("sec-fetch-site: same-origin\r\n", step, fields)
    }

    fn post_from(&self, from: &str, step: &str, fields: &[(&str, &str)]) -> Answer {
        let body = encoded(fields);
        let path = format!("{}{step}", self.language.top_up_path());
        let headers = format!(
            "{from}content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n",
            body.len()
        );
        self.site.send("POST", &path, &headers, body.as_bytes())
    }

    fn find(&self, reference: &str) -> Answer {
        self.post("", &[("reference", reference)])
    }

    fn check(&self, reference: &str, amount: &str) -> Answer {
        self.post("/check", &[("reference", reference), ("amount", amount)])
    }

    /// The hidden fields of the form that pays, as the page has them.
    fn fields(page: &str) -> Vec<(String, String)> {
        let form = page.split("/pay\">").nth(1).unwrap().split("</form>").next().unwrap();
        let names = html::values(form, "type=\"hidden\" name=\"");
        let values = html::values(form, "\" value=\"");
        names.iter().zip(values).map(|(name, value)| (name.to_string(), value.to_owned())).collect()
    }

    fn send(&self, fields: &[(String, String)]) -> Answer {
        let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        self.post("/pay", &fields)
    }

    /// From the reference to the bank; the payment's id, and the path of its page.
    fn pays(&self, reference: &str, amount: &str) -> (String, String) {
        let page = self.check(reference, amount).text();
        let answer = self.send(&Self::fields(&page));
        assert_eq!(answer.status, 303, "{}", answer.text());
        let (id, token) = self.payments.world().last();
        assert_eq!(answer.header("location"), Some(format!("https://pay.example/{id}").as_str()));
        let path = format!("{}/p/{id}/{token}", self.language.top_up_path());
        (id, path)
    }

    fn words(&self, path: &str) -> String {
        let answer = self.site.get(path);
        assert_eq!(answer.status, 200);
        html::words(&answer.text())
    }
}

/// Without no-break spaces, to compare with.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

#[test]
fn tp_01_a_reference_is_taken_as_people_write_it_and_shown_in_groups() {
    let guest = guest();
    for text in ["9012345678908", " 9012 3456 78908 ", "9012.3456-78908", "541449012345678908"] {
        let answer = guest.find(text);
        assert_eq!(answer.status, 200, "{text}");
        let words = html::words(&answer.text());
        for part in ["Electricity", "5000 Namur", "9012 3456 78908"] {
            assert!(words.contains(part), "{part} in {words}");
        }
    }
}

#[test]
fn tp_01_a_mistake_stands_at_its_field_and_in_the_list_and_says_what_to_do() {
    let guest = guest();
    for (text, says) in [
        ("123", "Enter the 13 digits of the reference."),
        ("9012345678909", "We cannot find this reference. Check the 13 digits."),
        ("", "Enter the 13 digits of the reference."),
    ] {
        let answer = guest.find(text);
        assert_eq!(answer.status, 422);
        let page = answer.text();
        html::assert_sound(&page);
        assert!(page.contains("<title>Error: "));
        assert!(page.contains(&format!("<a href=\"#reference\">{says}</a>")), "{page}");
        assert!(page.contains(&format!("id=\"reference-error\" class=\"wrong\">{says}<")));
        assert!(page.contains(&format!("name=\"reference\" value=\"{text}\"")), "kept");
    }
}

#[test]
fn cm_10_whoever_is_about_to_pay_is_told_before_that_it_fails_and_may_still_pay() {
    let guest = guest();
    let none = guest.site.get("/en/top-up").text();
    let online = FailureLine {
        dso: units::Dso::Ores,
        energy: Some(units::Energy::Electricity),
        area: None,
        kind: "online".to_owned(),
        since: noon(),
        paused_until: None,
    };
    guest.payments.world().failing = vec![online];
    let start = guest.site.get("/en/top-up").text();
    assert!(!none.contains("does not work well") && start.len() - none.len() < 600);
    let pages = [start, guest.find(ON).text(), guest.check(ON, "20").text()];
    for page in &pages {
        html::assert_sound(page);
        let words = html::words(page);
        assert!(words.starts_with("Online payment does not work well."), "{words}");
        for said in ["Do not pay twice.", "Nobody is cut where it fails.", "Top up in a shop"] {
            assert!(words.contains(said), "{said}: {words}");
        }
        assert!(page.contains("href=\"/en/where-to-top-up\"") && page.len() < 14_000);
    }
    guest.pays(ON, "20");
    let gas = guest.check(GAS, "20").text();
    assert!(!html::words(&gas).contains("does not work well"), "of the other energy");
    guest.payments.world().is_down = true;
    let start = guest.site.get("/en/top-up");
    assert_eq!(start.status, 200, "a page that cannot say it is still a page");
    assert_eq!(guest.site.reports().len(), 1);
}

#[test]
fn tp_06_after_five_wrong_references_the_source_waits_and_whoever_is_signed_in_does_not() {
    let guest = guest();
    for _ in 0..4 {
        assert_eq!(guest.find("9012345678909").status, 422);
    }
    assert_eq!(guest.find("12").status, 422, "no guess");
    assert_eq!(guest.check("9012345678909", "20").status, 422, "counts like the other door");
    let answer = guest.find(ON);
    assert_eq!(answer.status, 429);
    let words = plain(&html::words(&answer.text()));
    assert!(
        words.contains("Too many attempts. Try again after 2:06 pm or call 0800 00 000."),
        "{words}"
    );
    // Somebody at the same address, as behind one mast, is not kept from paying; a made-up cookie opens nothing.
    let fields = [("reference", ON), ("amount", "20")];
    let with = |token: &str| {
        let from = format!("sec-fetch-site: same-origin\r\ncookie: session={token}\r\n");
        guest.post_from(&from, "/check", &fields).status
    };
    assert_eq!((with("customer"), with("nobody")), (200, 429));
    guest.payments.world().now = Some(noon().plus_s(61));
    assert_eq!(guest.find(ON).status, 200);
}

#[test]
fn pd_04_a_guest_sees_no_name_no_balance_and_no_split() {
    for language in Language::ALL {
        let guest = guest_in(language);
        let mut pages = Vec::new();
        for reference in [ON, OFF, HELD, GAS] {
            pages.push(guest.find(reference));
            pages.push(guest.check(reference, "5"));
            pages.push(guest.check(reference, "50"));
            pages.push(guest.check(reference, "1000"));
            let (id, path) = guest.pays(reference, "50");
            pages.push(guest.site.get(&path));
            pages.push(guest.check(reference, "50"));
            let again = guest.send(&Guest::fields(&pages.last().unwrap().text()));
            assert_eq!(again.status, 200, "asked first");
            pages.push(again);
            guest.payments.happens(&id, PaymentEvent::Paid, StorySource::Provider);
            guest.payments.credit(&id);
            pages.push(guest.site.get(&path));
            pages.push(guest.site.get(&format!("{path}/receipt")));
        }
        let before = ["27.41", "27,41", "16.39", "16,39", "16.40", "16,40", "22.17", "22,17"];
        let after = ["77.41", "77,41", "33.60", "33,60", "27.82", "27,82", "34.80", "34,80"];
        for page in pages {
            let text = page.text();
            let names = accounts().iter().map(|account| account.name).collect::<Vec<_>>();
            for hidden in before.iter().chain(&after).chain(&names) {
                assert!(!text.contains(hidden), "{hidden} in {text}");
            }
        }
    }
}

#[test]
fn tp_06_whether_an_amount_suffices_is_said_once_it_is_keyed_in() {
    let guest = guest();
    let says = |reference: &str, amount: &str| {
        let answer = guest.check(reference, amount);
        assert_eq!(answer.status, 200);
        plain(&html::words(&answer.text()))
    };
    assert!(!plain(&html::words(&guest.find(OFF).text())).contains("16.90"), "not before");
    let short = says(OFF, "10");
    assert!(short.contains("€10 is not enough to bring the power back."), "{short}");
    assert!(short.contains("€6.90 more is needed. That makes €16.90 in all."), "{short}");
    assert!(short.contains("Take €16.90") && short.contains("Pay €10 anyway"));
    let enough = says(OFF, "16,90");
    assert!(enough.contains("€16.90 is enough to bring the power back."), "{enough}");
    assert!(enough.contains("After paying, somebody has to press the button of the meter."));
    assert!(says(OFF, "16.89").contains("not enough"), "to the cent");
    assert!(says(HELD, "5").contains("€5 is not enough to keep the power on."));
    assert!(says(HELD, "7.18").contains("€7.18 is enough to keep the power on."));
    assert!(says(GAS, "20").contains("€20 is enough to bring the gas back."));
    let on = says(ON, "20");
    assert!(
        on.contains("This money goes to the account of this meter.") && !on.contains("power back")
    );
}

#[test]
fn tp_03_limits_are_told_at_the_field_and_the_exact_amount_is_taken() {
    let guest = guest();
    for (amount, says) in [
        ("4.99", "Enter an amount between €5 and €250."),
        ("250.01", "The maximum is €250 per payment."),
        ("twenty", "Enter an amount in euro, such as 20 or 16.90."),
        ("1.000", "Enter an amount in euro, such as 20 or 16.90."),
    ] {
        let answer = guest.check(ON, amount);
        assert_eq!(answer.status, 422, "{amount}");
        let page = answer.text();
        html::assert_sound(&page);
        assert!(page.contains(&format!("<a href=\"#amount\">{says}</a>")), "{page}");
        assert!(page.contains(&format!("name=\"amount\" value=\"{amount}\"")), "kept");
    }
    guest.payments.world().accounts[1].balance = eur("-1.80");
    assert_eq!(guest.check(OFF, "2.30").status, 200, "below the minimum");
    guest.payments.world().accounts[1].balance = eur("-300");
    assert_eq!(guest.check(OFF, "300.50").status, 200, "above the maximum");
    assert_eq!(guest.check(OFF, "300.51").status, 422);
}

#[test]
fn tp_05_the_same_page_sent_twice_is_one_payment() {
    let guest = guest();
    let fields = Guest::fields(&guest.check(ON, "20").text());
    let first = guest.send(&fields);
    for _ in 0..20 {
        let again = guest.send(&fields);
        assert_eq!((again.status, again.header("location")), (303, first.header("location")));
    }
    assert_eq!(guest.payments.world().count(), 1);
    let other: Vec<_> = fields
        .iter()
        .map(|(name, value)| {
            (name.clone(), if name == "amount" { "50".to_owned() } else { value.clone() })
        })
        .collect();
    let refused = guest.send(&other);
    assert_eq!(refused.status, 409, "the attempt was for another amount");
    assert_eq!(guest.payments.world().count(), 1);
}

#[test]
fn tp_13_a_second_payment_for_the_same_point_asks_first() {
    let guest = guest();
    guest.pays(ON, "20");
    guest.payments.world().now = Some(noon().plus_min(9));
    let answer = guest.send(&Guest::fields(&guest.check(ON, "20").text()));
    assert_eq!(answer.status, 200);
    let page = answer.text();
    html::assert_sound(&page);
    let words = plain(&html::words(&page));
    assert!(words.contains("A payment for this meter began at 2:05 pm."), "{words}");
    assert_eq!(guest.payments.world().count(), 1);
    let fields = Guest::fields(&page);
    assert!(fields.contains(&("again".to_owned(), "yes".to_owned())));
    assert_eq!(guest.send(&fields).status, 303);
    assert_eq!(guest.payments.world().count(), 2);
    guest.payments.world().now = Some(noon().plus_min(30));
    guest.pays(ON, "20");
    assert_eq!(guest.payments.world().count(), 3);
}

#[test]
fn tp_13_whoever_stops_is_back_on_the_pages_they_came_from() {
    let guest = guest();
    guest.pays(ON, "20");
    let fields = Guest::fields(&guest.check(ON, "20").text());
    let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    for (cookie, href) in [
        ("", "/en/top-up"),
        ("cookie: session=t\r\n", "/en/my/balance"),
        ("cookie: homes=v1\r\n", "/en/homes"),
    ] {
        let headers = format!("sec-fetch-site: same-origin\r\n{cookie}");
        let page = guest.post_from(&headers, "/pay", &fields).text();
        let link = format!("<a class=\"button\" href=\"{href}\">No, stop here</a>");
        assert!(page.contains(&link), "{cookie}: {page}");
    }
}

#[test]
fn tp_05_the_page_that_was_paid_leads_to_the_payment_and_not_to_the_bank() {
    let guest = guest();
    let fields = Guest::fields(&guest.check(ON, "20").text());
    assert_eq!(guest.send(&fields).status, 303);
    let (id, token) = guest.payments.world().last();
    let at_bank = guest.send(&fields);
    assert_eq!(at_bank.header("location"), Some(format!("https://pay.example/{id}").as_str()));
    guest.payments.happens(&id, PaymentEvent::Paid, StorySource::Provider);
    guest.payments.credit(&id);
    let again = guest.send(&fields);
    let path = format!("/en/top-up/p/{id}/{token}");
    assert_eq!((again.status, again.header("location")), (303, Some(path.as_str())));
    assert!(guest.words(&path).contains("Receipt to print"));
    assert_eq!(guest.payments.world().count(), 1);
    // A household finds all of its receipts from there.
    let receipt = format!("{path}/receipt");
    let own = guest.site.request("GET", &receipt, "cookie: session=t\r\n").text();
    assert!(own.contains("href=\"/en/my/documents#receipts\""), "{own}");
    let guests = guest.site.request("GET", &receipt, "").text();
    assert!(!guests.contains("/en/my/"), "a guest has none");
}

#[test]
fn pa_21_what_was_shown_is_shown_again_if_it_no_longer_holds() {
    let guest = guest();
    let fields = Guest::fields(&guest.check(OFF, "16.90").text());
    guest.payments.world().accounts[1].balance = eur("-20");
    let answer = guest.send(&fields);
    assert_eq!(answer.status, 409);
    let words = plain(&html::words(&answer.text()));
    assert!(words.contains("The situation has changed meanwhile."), "{words}");
    assert!(words.contains("€3.60 more is needed. That makes €20.50 in all."), "{words}");
    assert_eq!(guest.payments.world().count(), 0);
}

#[test]
fn tp_13_the_return_page_reads_the_books_and_not_the_redirect() {
    let guest = guest();
    let (id, path) = guest.pays(OFF, "20");
    for query in ["", "?paid=yes", "?status=paid&n=3", "?n=%FF"] {
        let answer = guest.site.get(&format!("{path}{query}"));
        let words = html::words(&answer.text());
        assert!(words.starts_with("Payment in progress"), "{words}");
        assert!(words.contains("We are waiting for your bank. Do not pay twice."));
        assert!(plain(&words).contains("You will read more here by 2:35 pm."), "{words}");
    }
    guest.payments.happens(&id, PaymentEvent::Failed, StorySource::Provider);
    let words = guest.words(&format!("{path}?status=paid"));
    assert!(words.contains("The payment did not go through. Nothing was taken."), "{words}");
    guest.payments.happens(&id, PaymentEvent::Paid, StorySource::Provider);
    assert!(guest.words(&path).starts_with("Paid"), "the provider corrected itself");
}

/// The hidden fields of a page for two points, as the household's page or this one has them.
fn two(amounts: [&str; 2]) -> Vec<(String, String)> {
    let [first, second] = amounts;
    [("reference", ON), ("amount", first), ("reference2", GAS), ("amount2", second)]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
}

fn checked(guest: &Guest, amounts: [&str; 2]) -> Answer {
    let fields = two(amounts);
    let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    guest.post("/check", &fields)
}

#[test]
fn f_03_the_parts_are_shown_before_paying_and_are_those_of_the_receipt() {
    for language in Language::ALL {
        let guest = guest_in(language);
        let page = checked(&guest, ["30", "20"]);
        assert_eq!(page.status, 200);
        let text = page.text();
        assert!(text.len() <= 30_000);
        let words = plain(&html::words(&text));
        let fields = Guest::fields(&text);
        let answer = guest.send(&fields);
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert_eq!(guest.send(&fields).status, 303, "the same page again is the same payment");
        let (id, token) = guest.payments.world().last();
        assert_eq!(answer.header("location"), Some(format!("https://pay.example/{id}").as_str()));
        let path = format!("{}/p/{id}/{token}", guest.language.top_up_path());
        let second = format!("{id}-2");
        for part in [&id, &second] {
            guest.payments.happens(part, PaymentEvent::Paid, StorySource::Provider);
            guest.payments.credit(part);
        }
        let state = plain(&guest.words(&path));
        let receipt = plain(&guest.words(&format!("{path}/receipt")));
        for shown in [&words, &state, &receipt] {
            for amount in ["30.00", "20.00", "50.00"] {
                let amount = if language == Language::En {
                    amount.to_owned()
                } else {
                    amount.replace('.', ",")
                };
                assert!(shown.contains(&amount), "{amount} in {shown}");
            }
            for tail in ["9012 3456 78908", "6700 0000 12340"] {
                assert!(shown.contains(tail), "{tail} in {shown}");
            }
        }
        // Each by a code that can be read out; numbers between machines say nothing to whoever paid.
        assert!(!receipt.contains(&id) && !receipt.contains(&second), "{receipt}");
    }
}

#[test]
fn f_03_each_part_says_its_own_end_and_what_is_refused_of_one_is_said() {
    let guest = guest();
    let page = checked(&guest, ["30", "20"]).text();
    assert!(plain(&html::words(&page)).contains("€20 is enough to bring the gas back."), "{page}");
    guest.send(&Guest::fields(&page));
    let (id, token) = guest.payments.world().last();
    let path = format!("{}/p/{id}/{token}", guest.language.top_up_path());
    let words = guest.words(&path);
    assert!(words.starts_with("Payment in progress"));
    assert_eq!(words.matches("Do not pay twice").count(), 1, "said once of both");
    let second = format!("{id}-2");
    for part in [&id, &second] {
        guest.payments.happens(part, PaymentEvent::Paid, StorySource::Provider);
    }
    guest.payments.credit(&id);
    guest.payments.give_back(&second, GivenBack::AccountClosed);
    let words = guest.words(&path);
    assert!(words.contains("Gas: Payment not accepted"), "{words}");
    assert!(words.contains("This meter is no longer prepaid"), "{words}");
    let receipt = guest.words(&format!("{path}/receipt"));
    assert!(receipt.contains("Payment not accepted"), "{receipt}");
    // Whoever pays again is asked, with both parts kept.
    let asked = guest.send(&Guest::fields(&checked(&guest, ["10", "20"]).text()));
    assert_eq!(asked.status, 200);
    let fields = Guest::fields(&asked.text());
    let kept = |name: &str| fields.iter().any(|(one, value)| one == name && !value.is_empty());
    assert!(["reference2", "amount2", "shown2", "again"].into_iter().all(kept), "{fields:?}");
    assert_eq!(guest.send(&fields).status, 303);
    // An amount that is not taken, and what changed meanwhile.
    let refused = checked(&guest, ["30", "251"]);
    assert_eq!(refused.status, 422);
    assert!(html::words(&refused.text()).contains("Change the amount"));
    let mut stale = Guest::fields(&checked(&guest, ["30", "20"]).text());
    for (name, value) in &mut stale {
        if name == "shown2" {
            "nothing".clone_into(value);
        }
    }
    stale.push(("again".to_owned(), "yes".to_owned()));
    let changed = guest.send(&stale);
    assert_eq!(changed.status, 409);
    assert!(html::words(&changed.text()).contains("The situation has changed"));
}

#[test]
fn tp_04_four_facts_have_four_times_and_none_is_inferred() {
    let guest = guest();
    let (id, path) = guest.pays(OFF, "20");
    let facts = |minutes: i64| -> Vec<String> {
        guest.payments.world().now = Some(noon().plus_min(minutes));
        let page = guest.site.get(&path).text();
        let list = page.split("id=\"facts\"").nth(1).unwrap().split("</dl>").next().unwrap();
        list.split("<dd").skip(1).map(|part| plain(html_text(part))).collect()
    };
    assert_eq!(facts(1), ["not yet"; 4]);
    guest.payments.happens(&id, PaymentEvent::Paid, StorySource::Provider);
    assert_eq!(facts(2), ["2:06 pm", "not yet", "not yet", "not yet"]);
    guest.payments.credit(&id);
    assert_eq!(facts(3), ["2:06 pm", "2:07 pm", "not yet", "not yet"]);
    assert!(guest.words(&path).contains("The meter is being told. Usually: 5 minutes."));
    guest.payments.happens(&id, PaymentEvent::Sent, StorySource::Outbox);
    assert_eq!(facts(4), ["2:06 pm", "2:07 pm", "2:08 pm", "not yet"]);
    guest.payments.happens(&id, PaymentEvent::Confirmed, StorySource::Meter);
    guest.payments.meter(&id, MeterPart::Press);
    assert_eq!(facts(5), ["2:06 pm", "2:07 pm", "2:08 pm", "2:09 pm"]);
    assert!(guest.words(&path).contains("Press the green button for 3 seconds."));
    guest.payments.meter(&id, MeterPart::On);
    assert!(guest.words(&path).contains("The power is back."));

    let (id, path) = guest.pays(ON, "20");
    guest.payments.happens(&id, PaymentEvent::Paid, StorySource::Provider);
    guest.payments.credit(&id);
    let words = guest.words(&path);
    assert!(words.contains("€20.00 is on the account. You need do nothing more."), "{words}");
    assert_eq!(words.matches("not needed").count(), 2, "no order, and no word of one");
}

#[test]
fn pa_19_a_part_of_what_brings_the_supply_back_says_what_is_still_missing() {
    let guest = guest();
    let (id, path) = guest.pays(OFF, "10");
    guest.payments.happens(&id, PaymentEvent::Paid, StorySource::Provider);
    guest.payments.credit(&id);
    let words = guest.words(&path);
    assert!(words.contains("Paid, but not enough yet"), "{words}");
    assert!(words.contains("more brings the power back."), "{words}");
    assert!(words.contains("Pay the rest") && !words.contains("nothing more"), "{words}");
    assert!(!words.contains("not needed"), "an order is still to come: {words}");
    let paper = guest.words(&format!("{path}/receipt"));
    assert!(paper.contains("more brings the power back."), "{paper}");
}

fn html_text(part: &str) -> &str {
    part.split_once('>').unwrap().1.split('<').next().unwrap()
}

#[test]
fn tp_23_an_overdue_payment_says_that_a_person_has_it() {
    let guest = guest();
    let (id, path) = guest.pays(GAS, "20");
    guest.payments.happens(&id, PaymentEvent::Paid, StorySource::Provider);
    assert!(!guest.words(&path).contains("A person has it in hand."));
    guest.payments.world().now = Some(noon().plus_min(2));
    assert!(guest.words(&path).contains("It takes longer than expected."));
    guest.payments.credit(&id);
    guest.payments.world().now = Some(noon().plus_min(33));
    assert!(guest.words(&path).contains("The meter does not answer yet."));
    guest.payments.happens(&id, PaymentEvent::Confirmed, StorySource::Meter);
    guest.payments.meter(&id, MeterPart::Press);
    let words = guest.words(&path);
    let (smell, steps) = (words.find("Smell gas?").unwrap(), words.find("red button").unwrap());
    assert!(smell < steps, "the number stands above the steps");
}

#[test]
fn a_page_that_waits_asks_again_a_limited_number_of_times() {
    let guest = guest();
    let (id, path) = guest.pays(ON, "20");
    let refresh = |query: &str| {
        let answer = guest.site.get(&format!("{path}{query}"));
        answer.header("refresh").map(str::to_owned)
    };
    assert_eq!(refresh(""), Some(format!("5; url={path}?n=1")));
    let (mut n, mut total_s) = (0, 0);
    while let Some(text) = refresh(&format!("?n={n}")) {
        let (pause, next) = text.split_once("; url=").unwrap();
        assert_eq!(next, format!("{path}?n={}", n + 1));
        (n, total_s) = (n + 1, total_s + pause.parse::<i64>().unwrap());
    }
    assert_eq!((n, total_s), (20, 360));
    assert_eq!(refresh("?stay=1"), None, "the payer wants the page to stay");
    assert_eq!(refresh("?n=4294967295"), None);
    guest.payments.happens(&id, PaymentEvent::Paid, StorySource::Provider);
    guest.payments.credit(&id);
    assert_eq!(refresh(""), None, "nothing is to come");
}

#[test]
fn money_that_is_not_taken_is_explained() {
    for (why, says) in [
        (GivenBack::CreditCard, "Pay with a debit card."),
        (GivenBack::OtherAmount, "The amount received is not the right one."),
        (GivenBack::AccountClosed, "This meter is no longer prepaid."),
    ] {
        let guest = guest();
        let (id, path) = guest.pays(ON, "20");
        guest.payments.give_back(&id, why);
        let words = guest.words(&path);
        assert!(words.contains(says) && words.contains("The money goes back"), "{words}");
    }
}

#[test]
fn tp_24_a_receipt_is_there_once_there_is_a_credit() {
    let guest = guest();
    let (id, path) = guest.pays(OFF, "20");
    let receipt = format!("{path}/receipt");
    let early = guest.site.get(&receipt);
    assert_eq!((early.status, early.header("location")), (303, Some(path.as_str())));
    guest.payments.happens(&id, PaymentEvent::Paid, StorySource::Provider);
    guest.payments.credit(&id);
    let page = guest.site.get(&receipt).text();
    html::assert_sound(&page);
    let words = plain(&html::words(&page));
    for part in ["€20.00", "9000 0000 00010", "20/11/2026, 2:05 pm", "Receipt code"] {
        assert!(words.contains(part), "{part} in {words}");
    }
    assert!(!words.contains(&id), "a number between machines: {words}");
}

#[test]
fn c_04_a_household_reads_where_its_money_went_and_a_guest_does_not() {
    for (language, words) in [
        (Language::Fr, ["6,20", "13,80", "Suffit pour", "environ 5 jours"]),
        (Language::Nl, ["6,20", "13,80", "Genoeg voor", "ongeveer 5 dagen"]),
        (Language::De, ["6,20", "13,80", "Reicht für", "etwa 5 Tage"]),
        (Language::En, ["6.20", "13.80", "Lasts", "about 5 days"]),
    ] {
        let guest = guest_in(language);
        let (id, path) = guest.pays(OFF, "20");
        guest.payments.happens(&id, PaymentEvent::Paid, StorySource::Provider);
        guest.payments.credit(&id);
        let receipt = format!("{path}/receipt");
        let asked = |cookie: &str| {
            let page = guest.site.request("GET", &receipt, cookie).text();
            html::assert_sound(&page);
            plain(&html::words(&page))
        };
        let own = asked("cookie: session=customer\r\n");
        for part in words {
            assert!(own.contains(part), "{part} in {own}");
        }
        // Nor does somebody else who is signed in and has the link.
        for cookie in ["", "cookie: session=payer\r\n", "cookie: session=none\r\n"] {
            let others = asked(cookie);
            assert!(!others.contains(words[1]) && !others.contains(words[2]), "{others}");
        }
    }
}

#[test]
fn c_04_a_receipt_is_sent_to_a_phone_and_what_is_wrong_is_told_at_its_field() {
    let guest = guest();
    let (id, path) = guest.pays(OFF, "20");
    let receipt = format!("{path}/receipt");
    let base = guest.language.top_up_path();
    let sends =
        |path: &str, phone: &str| guest.post(path.strip_prefix(base).unwrap(), &[("phone", phone)]);
    let early = sends(&receipt, "0475123456");
    assert_eq!((early.status, early.header("location")), (303, Some(path.as_str())));
    guest.payments.happens(&id, PaymentEvent::Paid, StorySource::Provider);
    guest.payments.credit(&id);
    let wrong = sends(&receipt, "0475 12");
    assert_eq!(wrong.status, 422);
    let page = wrong.text();
    html::assert_sound(&page);
    assert!(page.contains("<title>Error: ") && page.contains("href=\"#phone\""), "{page}");
    assert!(page.contains("value=\"0475 12\"") && page.contains("aria-invalid"), "it is kept");
    let done = sends(&receipt, "0475 12 34 56");
    let sent = format!("{receipt}?sent=1");
    assert_eq!((done.status, done.header("location")), (303, Some(sent.as_str())));
    let page = guest.site.get(&sent).text();
    html::assert_sound(&page);
    assert!(page.contains("on its way to your phone") && !page.contains("<form class=\"card"));
    let phone = "0475123456".parse().unwrap();
    assert_eq!(guest.payments.world().sent, [(id, phone)]);
    guest.payments.world().is_unavailable = true;
    assert_eq!(sends(&receipt, "0475123456").status, 503);
    guest.payments.world().is_unavailable = false;
    for expected in [303, 303, 429] {
        assert_eq!(sends(&receipt, "0475123456").status, expected);
    }
    assert_eq!(sends(&format!("{path}x/receipt"), "0475123456").status, 404);
}

#[test]
fn a_payment_opens_to_its_token_alone_and_a_story_to_its_id() {
    let guest = guest();
    let (id, path) = guest.pays(ON, "20");
    let base = guest.language.top_up_path();
    for wrong in [format!("{path}x"), format!("{base}/p/{id}/-"), format!("{base}/p/%FF/%FF")] {
        let answer = guest.site.get(&wrong);
        assert_eq!(answer.status, 404, "{wrong}");
        html::assert_sound(&answer.text());
    }
    let story = format!("/en/agent/payments/{id}/story");
    let page = guest.site.get(&story);
    assert_eq!(page.status, 200);
    html::assert_sound(&page.text());
    assert!(!page.text().contains(path.rsplit('/').next().unwrap()), "no token for staff");
    let looks = guest.staff.0.lock().unwrap().clone();
    assert_eq!(looks.len(), 1, "the household learns that staff have looked (PD-05)");
    // An address from before leads to it, and shows nothing itself.
    let before = guest.site.get(&format!("/payments/{id}"));
    assert_eq!((before.status, before.header("location")), (303, Some(story.as_str())));
    assert_eq!(guest.staff.0.lock().unwrap().len(), 1);
    for path in [story, format!("/payments/{id}")] {
        let nobody = guest.site.request("GET", &path, "");
        let to = nobody.header("location").unwrap().to_owned();
        assert!(nobody.status == 303 && !to.contains("payments"), "not without a sign-in: {to}");
    }
    let none = guest.site.get("/de/agent/zahlungen/none/story");
    assert_eq!(none.status, 404);
    html::assert_sound(&none.text());
    assert!(html::words(&none.text()).contains("Diese Zahlung gibt es nicht"));
    assert_eq!(guest.site.get("/en/agent/payments/%FF/story").status, 404);
}

#[test]
fn pd_04_the_stories_of_payments_open_to_those_who_see_thirty_days_of_anybody() {
    let guest = guest();
    let (id, _) = guest.pays(ON, "20");
    assert_eq!(guest.doors.len(), 5, "each language, and the address from before");
    for door in &guest.doors {
        let path = door.path.replace("{payment}", &id);
        for role in Role::ALL {
            let head = format!("cookie: session={role}\r\n");
            let answer = guest.site.request(door.method.as_str(), &path, &head);
            let sent_away = answer.header("location").is_some_and(|to| to.contains("/sign-in"));
            assert_eq!(!sent_away, door.needs.allows(Some(role)), "{path} for {role}");
        }
    }
    let seen = guest.staff.0.lock().unwrap().clone();
    assert!(seen.iter().all(|(role, _)| !matches!(role, Role::Customer | Role::Merchant)));
}

#[test]
fn tp_23_the_story_has_four_clocks_the_alarms_and_every_event() {
    let guest = guest();
    let (id, _) = guest.pays(OFF, "20");
    guest.payments.happens(&id, PaymentEvent::Paid, StorySource::Provider);
    guest.payments.happens(&id, PaymentEvent::Paid, StorySource::Notice);
    guest.payments.world().now = Some(noon().plus_min(3));
    let story = |says: &str| {
        let words = html::words(&told_in(&guest.site, &id, "en"));
        assert!(words.contains(says), "{says} in {words}");
    };
    story("Paid at 2026-11-20 14:05:00 and not credited: a person has to act.");
    story("No cut while it is open.");
    story("Paid, nothing new");
    guest.payments.credit(&id);
    story("Credited (ledger)\n2026-11-20 14:08:00");
    story("16.89 EUR to the reconnection level, 3.10 EUR to credit");
    guest.payments.world().now = Some(noon().plus_min(40));
    story("the meter has not confirmed: a person has to act.");
    let data = portal::pay::Payments::story(&guest.payments, &id).unwrap().unwrap();
    assert_eq!(data.events.len(), 4);
    for (language, says) in [
        ("fr", "Crédité (grand livre)"),
        ("nl", "Bijgeschreven (grootboek)"),
        ("de", "Gutgeschrieben (Hauptbuch)"),
    ] {
        let page = told_in(&guest.site, &id, language);
        html::assert_sound(&page);
        // In the frame of the desk: its menu, and the same story in the other languages.
        assert_eq!(page.matches("/story\" lang=").count(), 3, "{page}");
        assert!(page.contains("<nav class=\"menu noprint wide\""), "{page}");
        assert!(page.contains(&format!("<html lang=\"{language}\">")), "{language}");
        let words = html::words(&page);
        assert!(words.contains(says) && words.contains("16,89 EUR"), "{says} in {words}");
    }
}

/// The story of a payment as staff read it in a language.
fn told_in(site: &Site, id: &str, language: &str) -> String {
    let payments = portal::agent::Page::Payments.path(language.parse().unwrap());
    site.request("GET", &format!("{payments}/{id}/story"), "cookie: session=agent_l2\r\n").text()
}

#[test]
fn forms_of_another_site_are_refused_and_ours_may_lead_to_the_bank() {
    let guest = guest();
    let fields = [("reference", ON), ("amount", "20")];
    for (from, status) in [
        ("sec-fetch-site: cross-site\r\n", 403),
        ("origin: https://elsewhere.example\r\n", 403),
        ("origin: null\r\n", 403),
        ("origin: http://test\r\n", 200),
        ("", 200),
    ] {
        let answer = guest.post_from(from, "/check", &fields);
        assert_eq!(answer.status, status, "{from}");
        html::assert_sound(&answer.text());
    }
    let answer = guest.check(ON, "20");
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("form-action 'self' https://pay.example;"), "{policy}");
    assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{policy}");
    assert_eq!(answer.header("referrer-policy"), Some("same-origin"), "else Origin is null");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[test]
fn an_origin_that_is_none_is_an_error_at_the_start() {
    let payments = Arc::new(InMemory::new(None, None));
    for text in ["pay.example", "https://", "https://a/b", "https://a; script-src *", "'self'"] {
        let options = PayOptions { checkout_origins: vec![text.to_owned()], ..options() };
        let error = portal::pay::router(payments.clone(), None, options, Arc::new(|_: &str| {}))
            .unwrap_err();
        assert!(error.to_string().contains(text));
    }
}

#[test]
fn a_checkout_address_that_was_not_announced_is_reached_by_a_link() {
    let payments = InMemory::new(Some(noon()), None);
    let reports = Arc::new(Mutex::new(Vec::new()));
    let options = PayOptions { checkout_origins: vec!["https://pay.exam".to_owned()], ..options() };
    let router =
        portal::pay::router(Arc::new(payments.clone()), None, options, reporter(&reports)).unwrap();
    let site = Site::serving(router, reports);
    let guest = Guest {
        site,
        payments,
        language: Language::Nl,
        staff: staff::Staff::default(),
        doors: Vec::new(),
    };
    let answer = guest.send(&Guest::fields(&guest.check(ON, "20").text()));
    let own = answer.header("location").unwrap();
    assert!(own.starts_with("/nl/opladen/p/"), "{own}");
    assert!(guest.site.get(own).text().contains("href=\"https://pay.example/"));
    assert_eq!(guest.site.reports().len(), 1);
}

#[test]
fn tp_13_a_payment_at_the_sandbox_bank_comes_back_without_any_notice() {
    let bank = psp::sandbox::start(psp::sandbox::Options::default()).unwrap();
    let origin = bank.base_url().trim_end_matches('/').to_owned();
    let payments = InMemory::new(None, Some(Arc::new(bank.provider().unwrap())));
    let reports = Arc::new(Mutex::new(Vec::new()));
    let options = PayOptions { checkout_origins: vec![origin.clone()], ..options() };
    let router =
        portal::pay::router(Arc::new(payments.clone()), None, options, reporter(&reports)).unwrap();
    let site = Site::serving(router, reports);
    let guest = Guest {
        site,
        payments,
        language: Language::De,
        staff: staff::Staff::default(),
        doors: Vec::new(),
    };
    let answer = guest.send(&Guest::fields(&guest.check(OFF, "20").text()));
    let checkout = answer.header("location").unwrap();
    assert!(answer.status == 303 && checkout.starts_with(&origin), "{checkout}");
    let (id, token) = guest.payments.world().last();
    let path = format!("/de/aufladen/p/{id}/{token}");
    guest.payments.work();
    assert!(guest.words(&path).starts_with("Zahlung läuft"));
    let there = checkout.rsplit('/').next().unwrap().parse().unwrap();
    let paid = psp::sandbox::Act::Pay { card: psp::sandbox::Card::Bancontact };
    bank.teller().act(&there, &psp::sandbox::Script::untold(paid)).unwrap();
    assert!(guest.words(&path).starts_with("Zahlung läuft"), "nobody has asked the bank yet");
    guest.payments.work();
    assert!(guest.words(&path).contains("Der Zähler erhält den Auftrag. Meist: 5 Minuten."));
}

#[test]
fn tp_13_a_notice_is_kept_and_answered_whatever_it_names() {
    let guest = guest();
    let post = |provider: &str, body: &[u8]| {
        let headers = format!("content-length: {}\r\n", body.len());
        guest.site.send("POST", &format!("/hooks/psp/{provider}"), &headers, body).status
    };
    assert_eq!(post("sandbox", b"id=tr_1"), 200);
    assert_eq!(post("sandbox", b"id=tr_unknown"), 200);
    assert_eq!(post("sandbox", b"\xff\x00{"), 200);
    assert_eq!(guest.payments.world().notices.len(), 3, "as they came");
    assert_eq!(post("nobody", b"id=tr_1"), 404);
    assert_eq!(post("sandbox", &vec![b'x'; 20_000]), 400);
    guest.payments.world().is_down = true;
    assert_eq!(post("sandbox", b"id=tr_1"), 500, "comes again");
    assert_eq!(guest.site.reports().len(), 1);
}

#[test]
fn a_failure_of_ours_is_reported_and_says_not_to_pay_twice() {
    let guest = guest();
    guest.payments.world().is_down = true;
    let answer = guest.find(ON);
    assert_eq!(answer.status, 500);
    let page = answer.text();
    html::assert_sound(&page);
    assert!(page.contains("Do not pay twice.") && !page.contains("disk"));
    let reports = guest.site.reports();
    assert_eq!(reports, ["portal /pay: could not read the payments: the disk is gone"]);
    guest.payments.world().is_down = false;
    guest.payments.world().is_unavailable = true;
    let answer = guest.send(&Guest::fields(&guest.check(ON, "20").text()));
    assert_eq!(answer.status, 503);
    assert!(answer.text().contains("Online payment does not work now. Nothing was taken."));
}

#[test]
fn every_page_is_sound_and_within_its_budget_in_four_languages() {
    for language in Language::ALL {
        let guest = guest_in(language);
        let (id, path) = guest.pays(GAS, "20");
        let mut pages = vec![
            guest.site.get(language.top_up_path()),
            guest.find(ON),
            guest.find("1"),
            guest.check(OFF, "10"),
            guest.check(OFF, "300"),
            guest.site.get(&path),
            guest.post_from("sec-fetch-site: cross-site\r\n", "", &[]),
        ];
        guest.payments.happens(&id, PaymentEvent::Paid, StorySource::Provider);
        guest.payments.credit(&id);
        guest.payments.meter(&id, MeterPart::Press);
        pages.push(guest.site.get(&path));
        pages.push(guest.site.get(&format!("{path}/receipt")));
        for answer in pages {
            let page = answer.text();
            html::assert_sound(&page);
            assert!(page.contains(&format!("<html lang=\"{}\">", language.code())));
            assert!(!page.contains("<script") && !page.contains("style=\"") && !page.contains('{'));
            assert!(page.len() <= 7_000, "{} bytes", page.len());
            let help = page.find("class=\"help\"").unwrap();
            assert!(page[help..].find("</section>\n</main>").is_some(), "help is the last block");
        }
        let sheet = guest.site.get(language.top_up_path()).text();
        let sheet = html::values(&sheet, "rel=\"stylesheet\" href=\"")[0].to_owned();
        assert_eq!(guest.site.get(&sheet).status, 200);
    }
    let texts: Vec<String> = Language::ALL
        .into_iter()
        .map(|language| html::words(&guest_in(language).check(OFF, "10").text()))
        .collect();
    for (place, text) in texts.iter().enumerate() {
        assert!(!texts[..place].contains(text), "two languages say the same");
    }
}

#[test]
fn a_form_page_can_be_had_in_another_language_with_what_it_holds() {
    let guest = guest();
    let page = guest.check(OFF, "16.90").text();
    assert!(page.contains("formaction=\"/fr/recharger/check\""), "{page}");
    let nav = page.split("<nav").nth(1).unwrap().split("</nav>").next().unwrap();
    assert!(nav.contains("name=\"reference\" value=\"9000000000010\""), "{nav}");
    assert!(nav.contains("name=\"amount\" value=\"16.90\""), "{nav}");
    let start = guest.site.get("/en/top-up?r=9012345678908").text();
    assert!(start.contains("name=\"reference\" value=\"9012345678908\""));
}

#[test]
fn what_is_keyed_in_is_escaped() {
    let guest = guest();
    let evil = "\"><script>alert(1)</script>";
    for page in [
        guest.find(evil),
        guest.check(evil, "20"),
        guest.check(ON, evil),
        guest.post("/pay", &[("reference", ON), ("amount", "20"), ("attempt", evil)]),
        guest.site.get("/en/top-up?r=%22%3E%3Cscript%3E"),
    ] {
        let text = page.text();
        assert!(!text.contains("<script"), "{text}");
        html::assert_sound(&text);
    }
}

#[test]
fn accounts_of_the_tests_are_those_that_the_rules_know() {
    let references =
        accounts().iter().map(|one| one.ean.reference().to_string()).collect::<Vec<_>>();
    let plain = |text: &str| text.replace(' ', "");
    for known in [ON, OFF, HELD, GAS] {
        assert!(references.iter().any(|one| plain(one) == plain(known)), "{known}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever is sent, a page comes back and it is not our failure.
    #[test]
    fn no_input_is_our_failure(
        step in prop_oneof![Just(""), Just("/check"), Just("/pay"), Just("/p/a/b"), Just("/x")],
        reference in prop_oneof![Just(ON.to_owned()), ".{0,40}", "[0-9 .-]{10,20}"],
        amount in prop_oneof![Just("20".to_owned()), ".{0,20}", "[0-9]{1,12}[.,]?[0-9]{0,3}"],
        attempt in "[ -~]{0,70}",
        raw in prop::collection::vec(any::<u8>(), 0..60),
        is_raw in any::<bool>(),
    ) {
        thread_local! {
            static GUEST: Guest = guest();
        }
        GUEST.with(|guest| {
            // So that wrong references of earlier cases are forgotten.
            let later = guest.payments.world().now().plus_h(2);
            guest.payments.world().now = Some(later);
            let path = format!("{}{step}", guest.language.top_up_path());
            let body = if is_raw {
                raw.clone()
            } else {
                let fields = [
                    ("reference", reference.as_str()),
                    ("amount", amount.as_str()),
                    ("attempt", attempt.as_str()),
                    ("shown", "nothing"),
                ];
                encoded(&fields).into_bytes()
            };
            let headers = format!(
                "content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n",
                body.len()
            );
            let answer = guest.site.send("POST", &path, &headers, &body);
            assert!(answer.status < 500, "{} for {path}", answer.status);
            assert_eq!(guest.site.reports(), Vec::<String>::new());
        });
    }
}

#[test]
fn tp_22_from_the_list_of_homes_the_amount_is_asked_at_once_and_the_way_back_is_there() {
    let guest = guest();
    let ask = |headers: &str, reference: &str| {
        let path = format!("/en/top-up?r={reference}&go=1");
        guest.site.request("GET", &path, headers)
    };
    let asked = ask("sec-fetch-site: same-origin\r\n", "9012345678908");
    assert_eq!(asked.status, 200);
    assert!(html::words(&asked.text()).starts_with("How much do you want to pay?"));
    assert_eq!(ask("", "9012345678909").status, 422);
    // Another site leads to the form, and uses up nobody's guesses.
    for _ in 0..9 {
        let from_elsewhere = ask("sec-fetch-site: cross-site\r\n", "9012345678909");
        assert_eq!(from_elsewhere.status, 200);
        assert!(html::words(&from_elsewhere.text()).starts_with("Top up"));
    }
    assert_eq!(ask("sec-fetch-site: same-origin\r\n", "9012345678908").status, 200);
    let (_, path) = guest.pays(ON, "20");
    let link = "<a class=\"button second\" href=\"/en/homes\">Back to my homes</a>";
    let page = guest.site.request("GET", &path, "cookie: homes=v1\r\n").text();
    html::assert_sound(&page);
    assert!(page.contains(link), "{page}");
    assert!(!guest.site.get(&path).text().contains(link), "for guests there is no list");
}
