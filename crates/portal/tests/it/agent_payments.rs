//! The pages of payments as a browser gets them: what came, what lies in suspense, and what goes back.

use crate::agent::{
    ATTEMPT, Office, account, ean, effect, eur, get, noon, post, site, site_of, whose,
};
use crate::html;
use access::Role;
use ledger::Channel;
use portal::agent::{
    AgentRefused, AskedOf, CameMoney, ChargebackLine, Effect, Lying, MoneyStep, MoneyView,
    OtherMoney, Page, Pair, PaymentDesk, PaymentView, SuspenseLine, Told, Understood, Wanted,
};
use portal::my::{MyError, Visitor};
use portal::pay::{PaidTogether, PaymentStory, StoryEvent, StorySource};
use units::{Dso, Energy, Language, MicroEuro};
use vending::{Clocks, PaymentState, SuspenseAct};

fn taken() -> ChargebackLine {
    ChargebackLine {
        ean: ean(),
        name: "An Peeters".to_owned(),
        payment: "pay-1".to_owned(),
        at: noon().plus_h(-2),
        amount: eur("50"),
        under_review: eur("38"),
        no_cut_until: Some(noon().plus_h(46)),
        reversed: false,
    }
}

fn story(id: &str) -> PaymentStory {
    let said = |what: &str, note: Option<&str>| StoryEvent {
        at: noon().plus_min(-10),
        learnt_at: noon().plus_min(-8),
        source: StorySource::Provider,
        what: what.to_owned(),
        note: note.map(str::to_owned),
        changed: true,
    };
    PaymentStory {
        id: id.to_owned(),
        account: account(),
        ean: ean(),
        energy: Energy::Electricity,
        amount: eur("50"),
        channel: Channel::Online,
        state: PaymentState::Credited,
        clocks: Clocks {
            paid: Some(noon().plus_min(-10)),
            credited: Some(noon().plus_min(-9)),
            sent: None,
            confirmed: None,
        },
        refunded: MicroEuro::ZERO,
        shown: Vec::new(),
        booked: None,
        provider: Some(("mollie".to_owned(), "tr_1".to_owned())),
        language: Language::Nl,
        code: Some("7KQ2-M9TD".to_owned()),
        created_at: noon().plus_min(-11),
        expires_at: noon(),
        as_of: noon(),
        bars_cut: false,
        together: vec![PaidTogether {
            id: "pay-1b".to_owned(),
            ean: "541449000000000027".parse().unwrap(),
            amount: eur("12.50"),
        }],
        alarms: Vec::new(),
        events: vec![said("paid", None), said("refund_asked", Some("<b>5.00 EUR"))],
    }
}

impl PaymentDesk for Office {
    fn money(&self, _: &Visitor, asked: &AskedOf) -> Result<MoneyView, MyError> {
        let line = |due| SuspenseLine {
            key: "bank:BE1/1".to_owned(),
            received: noon().day(),
            age_days: 4,
            amount: eur("20"),
            text: "<i>gas".to_owned(),
            due,
            suggested: true,
        };
        let all = [SuspenseAct::Decide, SuspenseAct::Return, SuspenseAct::SendLetter];
        let known = match asked {
            AskedOf::Text(text) => *text == "one" || *text == ean().to_string(),
            AskedOf::Account(asked) => *asked == account(),
        };
        let (items, ledger) = (eur("60"), eur("61"));
        Ok(MoneyView {
            understood: Understood::Receipt,
            came: vec![CameMoney {
                at: noon(),
                amount: eur("50"),
                key: "pay-1".to_owned(),
                channel: "online".to_owned(),
                payment: Some("pay-1".to_owned()),
            }],
            who: known.then(whose),
            suspense: all.into_iter().map(line).collect(),
            lying: vec![
                Lying { dso: Dso::Ores, items, ledger: items },
                Lying { dso: Dso::Resa, items, ledger },
            ],
            pairs: vec![Pair {
                ean: ean(),
                name: "An Peeters".to_owned(),
                amount: eur("20"),
                payments: [
                    ("pay-1".to_owned(), noon().plus_min(-30)),
                    ("pay-2".to_owned(), noon().plus_min(-25)),
                ],
            }],
            chargebacks: vec![taken()],
            now: noon(),
        })
    }

    fn payment(&self, _: &Visitor, id: &str) -> Result<Option<PaymentView>, MyError> {
        Ok(id.starts_with("pay-").then(|| PaymentView {
            story: story(id),
            name: "An Peeters".to_owned(),
            town: "Namur".to_owned(),
            closed: false,
            left: eur("35"),
            cap: eur("50"),
            under_way: (id == "pay-3").then(|| (eur("5"), "an #1".to_owned())),
            waiting: (id == "pay-2").then_some(7),
            awaits_meter: false,
            held: false,
            twin: Some(("pay-2".to_owned(), noon())),
            chargebacks: vec![taken()],
        }))
    }

    fn other_money(&self, _: &Visitor, key: &str) -> Result<Option<OtherMoney>, MyError> {
        let terminal = key == "terminal:T-1:17";
        let known = terminal || key == "bank:KRED:BE68:2026-317:1";
        let step = |said, what: &str, note: &str| MoneyStep {
            at: noon().plus_h(-2),
            said,
            what: what.to_owned(),
            note: note.to_owned(),
        };
        Ok(known.then(|| OtherMoney {
            key: key.to_owned(),
            channel: if terminal { "terminal" } else { "transfer" }.to_owned(),
            state: if terminal { "credited" } else { "credited, structured_ogm" }.to_owned(),
            amount: Some(eur("35")),
            clocks: Clocks {
                paid: Some(noon().plus_h(-2)),
                credited: Some(noon().plus_h(-2)),
                ..Clocks::default()
            },
            receipt_code: None,
            steps: vec![
                step("terminal", "money taken", "35.00 EUR, cash"),
                step("ledger", "credited", "1/3"),
            ],
            account: Some(account()),
            ean: Some(ean()),
            name: "An Peeters".to_owned(),
            town: "Namur".to_owned(),
            closed: false,
            left: eur("35"),
            cap: eur("50"),
            sender: (!terminal).then(|| "BE68539007547034".to_owned()),
            under_way: None,
            waiting: None,
        }))
    }

    fn sender_asked(&self, _: &Visitor, key: &str, note: &str) -> Told<()> {
        self.did(format!("letter {key} {note}"));
        Ok(Ok(()))
    }

    fn sender_letter(
        &self,
        _: &Visitor,
        key: &str,
        to: &[String; 3],
    ) -> Result<Option<Vec<u8>>, MyError> {
        Ok(key.ends_with('2').then(|| format!("%PDF {}", to.join(", ")).into_bytes()))
    }

    fn give_back_effect(&self, _: &Visitor, wanted: &Wanted) -> Told<Effect> {
        Ok(match wanted {
            Wanted::Refund { amount, .. } if *amount > eur("35") => {
                Err(AgentRefused::Rule("only 35.00 EUR of payments are left".to_owned()))
            }
            Wanted::GiveBack { .. } => {
                let none = (String::new(), String::new());
                let lies = Some((eur("60"), eur("40")));
                Ok(Effect { state: none, lies, told: Vec::new(), ..effect(true) })
            }
            _ => Ok(effect(false)),
        })
    }

    fn give_back(&self, _: &Visitor, wanted: &Wanted, attempt: &str) -> Told<i64> {
        self.did(format!("{wanted:?} {}", attempt.len()));
        Ok(Ok(7))
    }
}

/// Of a bank whose line says who sent it.
const OF_BANK: &str = "bank%3AKRED%3ABE68%3A2026-317%3A1";

/// Every page of payments.
pub(crate) fn paths(language: Language) -> Vec<(Role, String)> {
    let here = Page::Payments.path(language);
    let one = |id: &str| (Role::AgentL2, format!("{here}/{id}"));
    let found = (Role::AgentL1, format!("{here}?account={}", account()));
    let mut all = vec![(Role::AgentL2, here.to_owned()), found];
    all.extend(["pay-1", "pay-2", "pay-3", "terminal%3AT-1%3A17", OF_BANK].map(one));
    all
}

#[test]
fn tp_16_what_lies_in_suspense_says_its_age_what_is_due_and_whether_the_ledger_agrees() {
    let (site, _) = site();
    let page = html::words(&get(&site, Role::AgentL1, "/en/agent/payments").text());
    for words in [
        "Somebody has to decide",
        "Send it back",
        "Write to the sender",
        "4 days old",
        "ORES: €60.00 in suspense. The ledger says the same.",
        "RESA: €60.00 in suspense, but €61.00 in the ledger.",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    let none = post(&site, Role::AgentL1, "/en/agent/payments", "q=%3Cx%3E");
    assert_eq!(none.status, 404);
    assert!(none.text().contains("value=\"&#60;x&#62;\"") && none.text().contains("href=\"#q\""));
}

#[test]
fn tp_17_what_a_provider_took_back_is_shown_with_its_48_hours_and_what_is_under_review() {
    let (site, _) = site();
    for path in ["/en/agent/payments", "/en/agent/payments/pay-1"] {
        let page = html::words(&get(&site, Role::AgentL1, path).text());
        for words in ["€50.00 taken back", "No cut before", "€38.00 was spent already"] {
            assert!(page.contains(words), "{words} on {path}: {page}");
        }
    }
}

#[test]
fn tp_04_a_payment_has_four_clocks_and_a_meter_that_is_told_nothing_waits_for_nothing() {
    let (site, _) = site();
    let page = get(&site, Role::AgentL1, "/en/agent/payments/pay-1").text();
    let words = html::words(&page);
    for said in ["Paid, says the provider", "Credited in the ledger", "Sent to the meter"] {
        assert!(words.contains(said), "{said}");
    }
    assert_eq!(words.matches("not needed").count(), 2, "{words}");
    assert!(page.contains("&#60;b&#62;5.00 EUR"), "a note is no markup");
    assert_eq!(get(&site, Role::AgentL1, "/en/agent/payments/none").status, 404);
}

#[test]
fn f_03_a_payment_says_what_was_paid_with_it_and_for_whom() {
    let (site, _) = site();
    let text = html::words(&get(&site, Role::AgentL1, "/en/agent/payments/pay-1").text());
    assert!(text.contains("Paid with it"), "{text}");
    assert!(text.contains("12.50, 541449000000000027, pay-1b"), "{text}");
}

#[test]
fn tp_23_what_was_paid_online_leads_to_its_story_where_there_is_one() {
    let path = "/en/agent/payments/pay-1";
    let link = format!("href=\"{path}/story\"");
    let page = |online: bool| get(&site_of(online).0, Role::AgentL2, path).text();
    assert!(page(true).contains(&link), "{}", page(true));
    assert!(!page(false).contains(&link), "no page of it is served");
}

#[test]
fn tp_18_a_refund_is_looked_at_before_it_is_asked_for_and_keeps_what_was_typed() {
    let (site, done) = site();
    let path = "/en/agent/payments/pay-1";
    let bare = post(&site, Role::AgentL2, path, "amount=x");
    assert_eq!(bare.status, 422);
    let text = bare.text();
    html::assert_sound(&text);
    assert!(text.contains("href=\"#amount\"") && text.contains("href=\"#note\""));
    let much = post(&site, Role::AgentL2, path, "amount=35.01&note=n");
    assert_eq!(much.status, 422);
    assert!(much.text().contains("value=\"35.01\"") && much.text().contains("only 35.00 EUR"));
    let preview = post(&site, Role::AgentL2, path, "amount=5&note=n");
    assert_eq!(preview.status, 200);
    let text = preview.text();
    html::assert_sound(&text);
    assert!(text.contains(&format!("action=\"{path}\"")), "{text}");
    assert!(done.lock().unwrap().is_empty(), "a look does nothing");
    let confirm = format!("amount=5&note=n&confirm=yes&attempt={ATTEMPT}");
    let asked = post(&site, Role::AgentL2, path, &confirm);
    assert_eq!((asked.status, asked.header("location")), (303, Some("/en/agent/acts/7")));
    assert!(done.lock().unwrap()[0].starts_with("Refund { payment: \"pay-1\""));
    // One that has begun is not begun again, and the second person's is not asked for twice.
    for id in ["pay-2", "pay-3"] {
        let page = get(&site, Role::AgentL2, &format!("/en/agent/payments/{id}")).text();
        assert!(!page.contains("name=\"amount\""), "{id}");
    }
    // Who only looks on has nothing to press.
    assert_eq!(post(&site, Role::Auditor, path, &confirm).status, 303);
    assert_eq!(done.lock().unwrap().len(), 1);
}

#[test]
fn tp_16_money_in_suspense_goes_back_by_two_people_to_an_account_that_is_named() {
    let (site, done) = site();
    let path = "/en/agent/suspense/bank%3ABE1%2F1";
    let page = get(&site, Role::AgentL2, path).text();
    html::assert_sound(&page);
    assert!(page.contains("name=\"iban\""), "no bank has told who sent it");
    let bare = post(&site, Role::AgentL2, &format!("{path}/back"), "iban=BE1");
    assert_eq!(bare.status, 422);
    assert!(bare.text().contains("href=\"#back_note\"") && bare.text().contains("value=\"BE1\""));
    let body = "iban=BE71+0961+2345+6769&payee=J.+Doe&back_note=a+mistake";
    let preview = post(&site, Role::AgentL2, &format!("{path}/back"), body).text();
    html::assert_sound(&preview);
    let words = html::words(&preview);
    for said in ["On no balance", "€60.00", "€40.00", "BE71096123456769", "Send for approval"] {
        assert!(words.contains(said), "{said} in {words}");
    }
    let confirm = format!("{body}&confirm=yes&attempt={ATTEMPT}");
    assert_eq!(post(&site, Role::AgentL2, &format!("{path}/back"), &confirm).status, 303);
    assert!(done.lock().unwrap()[0].contains("BE71096123456769"), "{:?}", done.lock().unwrap());
    let letter = format!("{path}/letter");
    assert_eq!(post(&site, Role::AgentL1, &letter, "letter_note=").status, 422);
    assert_eq!(post(&site, Role::AgentL1, &letter, "letter_note=by+post").status, 303);
    assert_eq!(done.lock().unwrap()[1], "letter bank:BE1/1 by post");
}

#[test]
fn cm_01w_the_letter_to_a_sender_is_printed_to_an_address_that_is_keyed_in() {
    let (site, done) = site();
    let path = "/en/agent/suspense/bank%3ABE1%2F2";
    let page = get(&site, Role::AgentL1, path).text();
    html::assert_sound(&page);
    assert!(page.contains("name=\"paper_street\"") && page.contains("value=\"J. Doe BE1\""));
    let paper = format!("{path}/paper");
    let missing = post(&site, Role::AgentL1, &paper, "paper_name=J.+Doe&paper_street=");
    assert_eq!(missing.status, 422);
    html::assert_sound(&missing.text());
    assert!(missing.text().contains("href=\"#paper_street\""));
    let body = "paper_name=J.+Doe&paper_street=Rue+Neuve+1&paper_town=5000+Namur";
    let letter = post(&site, Role::AgentL1, &paper, body);
    assert_eq!(letter.status, 200);
    assert_eq!(letter.text(), "%PDF J. Doe, Rue Neuve 1, 5000 Namur");
    let gone = post(&site, Role::AgentL1, "/en/agent/suspense/bank%3ABE1%2F1/paper", body);
    assert_ne!(gone.status, 200, "what waits no more has no letter");
    assert_eq!(post(&site, Role::Auditor, &paper, body).status, 303, "who only looks on");
    assert!(done.lock().unwrap().is_empty(), "a letter that is made is not one that has left");
}

#[test]
fn tp_18_money_of_a_shop_goes_back_to_an_account_that_is_named_and_of_a_bank_to_its_sender() {
    let (site, done) = site();
    let of_bank = format!("/en/agent/payments/{OF_BANK}");
    let page = get(&site, Role::AgentL2, &of_bank).text();
    html::assert_sound(&page);
    let words = html::words(&page);
    for said in ["bank transfer, structured message", "Sent from", "Money taken"] {
        assert!(words.contains(said), "{said} in {words}");
    }
    assert!(!page.contains("name=\"iban\""), "the bank has told who sent it");
    let path = "/en/agent/payments/terminal%3AT-1%3A17";
    let page = get(&site, Role::AgentL2, path).text();
    html::assert_sound(&page);
    assert!(page.contains("name=\"iban\"") && page.contains("name=\"payee\""), "{page}");
    let body = "amount=5&iban=BE71+0961+2345+6769&payee=An&note=twice";
    let preview = html::words(&post(&site, Role::AgentL2, path, body).text());
    for said in ["terminal:T-1:17", "BE71096123456769", "€5.00"] {
        assert!(preview.contains(said), "{said} in {preview}");
    }
    let confirm = format!("{body}&confirm=yes&attempt={ATTEMPT}");
    assert_eq!(post(&site, Role::AgentL2, path, &confirm).status, 303);
    assert!(done.lock().unwrap()[0].contains("BE71096123456769"), "{:?}", done.lock().unwrap());
    assert_eq!(get(&site, Role::AgentL1, "/en/agent/payments/terminal%3AT-9%3A1").status, 404);
}
