//! The page of messages as a browser gets it, and what is said by hand.

use crate::agent::{ATTEMPT, Office, account, card, ean, effect, get, noon, post, site};
use crate::html;
use access::Role;
use portal::agent::{
    AgentRefused, Copyable, Effect, MessageDesk, MessagesView, NotSaid, NotSent, Offered, Page,
    Scheduled, SentMessage, SentRow, SentState, Wanted, WayLine, WayState, Whom,
};
use portal::my::{MyError, Visitor};
use units::{AccountId, Language};

pub(crate) fn offered() -> Vec<Offered> {
    let one = |message: &str, text: &str| Offered { message: message.into(), text: text.into() };
    vec![one("M01", "Elektriciteit: saldo"), one("M06", "Elektriciteit: noodkrediet")]
}

pub(crate) fn copyable() -> Vec<Copyable> {
    let one = |number: i64, message: &str, channels: &[&str]| Copyable {
        number,
        message: message.to_owned(),
        at: noon(),
        channels: channels.iter().map(|name| (*name).to_owned()).collect(),
    };
    vec![one(4, "M03", &["sms", "letter"]), one(5, "M15", &["mail"])]
}

/// What is said by hand would do this.
pub(crate) fn said(wanted: &Wanted) -> Result<Effect, AgentRefused> {
    if matches!(wanted, Wanted::Message { message, .. } if message == "M06") {
        return Err(AgentRefused::NotSaid(NotSaid::NotSo));
    }
    Ok(Effect { orders: Vec::new(), leaves: Some(noon().plus_h(18)), ..effect(false) })
}

fn row(number: i64, channel: &str, state: SentState, reason: &str) -> SentRow {
    SentRow {
        number,
        channel: channel.to_owned(),
        address: "+32475123456".to_owned(),
        state,
        at: noon(),
        reason: reason.to_owned(),
        instead: channel == "call",
    }
}

fn log() -> Vec<SentMessage> {
    let message = |message: &str, rows: Vec<SentRow>| SentMessage {
        message: message.to_owned(),
        at: noon(),
        whom: Whom::Holder,
        copy_of: None,
        text: Some("Elektriciteit: <b>".to_owned()),
        language: Language::Nl,
        rows,
        not_sent: vec![("mail".to_owned(), NotSent::Off), ("letter".to_owned(), NotSent::CameBack)],
        again: Some(4),
    };
    let states = SentState::ALL.into_iter().zip(20..);
    let all = states.map(|(state, number)| row(number, "sms", state, "")).collect();
    vec![
        SentMessage {
            copy_of: Some(4),
            again: None,
            not_sent: Vec::new(),
            ..message("M03", vec![row(6, "letter", SentState::Waits, "")])
        },
        message(
            "M03",
            vec![
                row(4, "sms", SentState::Failed, "SMSC says 69"),
                row(5, "call", SentState::Quiet, ""),
            ],
        ),
        SentMessage { text: None, again: None, ..message("M02", all) },
        SentMessage {
            again: None,
            ..message("M15", vec![row(2, "letter", SentState::HandedOver, "")])
        },
        SentMessage {
            whom: Whom::Party("CPAS de Namur".to_owned()),
            again: None,
            ..message("M10", vec![row(3, "mail", SentState::Withdrawn, "declined")])
        },
    ]
}

impl MessageDesk for Office {
    fn messages(
        &self,
        visitor: &Visitor,
        asked: AccountId,
    ) -> Result<Option<MessagesView>, MyError> {
        let way = |channel: &str, state: WayState| WayLine {
            channel: channel.to_owned(),
            address: "+32475123456".to_owned(),
            state,
        };
        let ways = WayState::ALL.into_iter().zip(["sms", "mail", "letter", "sms", "letter"]);
        Ok((asked == account()).then(|| MessagesView {
            account: account(),
            ean: ean(),
            name: "An Peeters".to_owned(),
            town: "Namur".to_owned(),
            card: card(),
            language: Language::Nl,
            ways: ways.map(|(state, channel)| way(channel, state)).collect(),
            quiet_min: Some((22 * 60, 7 * 60 + 30)),
            everybody_min: (21 * 60, 8 * 60),
            declined: vec!["M03".to_owned()],
            easy: false,
            scheduled: vec![Scheduled { message: "M01".to_owned(), at: noon().plus_h(20) }],
            log: log(),
            more: true,
            silent: visitor.person == 0,
            closed: false,
            now: noon(),
        }))
    }

    fn set_easy(&self, _: &Visitor, asked: AccountId, easy: bool) -> Result<bool, MyError> {
        let known = asked == account();
        if known {
            self.did(format!("easy {easy}"));
        }
        Ok(known)
    }
}

#[test]
fn ux_5_5_an_agent_sets_easy_words_for_letters_and_takes_them_back() {
    let (site, done) = site();
    let path = format!("/en/agent/messages/{}", account());
    let page = get(&site, Role::AgentL1, &path).text();
    html::assert_sound(&page);
    assert!(html::words(&page).contains("as usual") && page.contains("value=\"easy\""), "{page}");
    let looks = get(&site, Role::Auditor, &path).text();
    assert!(!looks.contains("name=\"way\""), "only looks");
    for (way, says) in [("easy", "easy true"), ("usual", "easy false"), ("x", "easy false")] {
        let answer = post(&site, Role::AgentL1, &path, &format!("way={way}"));
        assert_eq!(answer.status, 303, "{way}");
        assert_eq!(done.lock().unwrap().last().unwrap(), says);
    }
    let count = done.lock().unwrap().len();
    for (role, path) in [
        (Role::AgentL2, "/en/agent/messages/1".to_owned()),
        (Role::AgentL2, "/en/agent/messages/x".to_owned()),
        (Role::Auditor, path.clone()),
        (Role::Cpas, path),
    ] {
        assert_ne!(post(&site, role, &path, "way=easy").header("location"), Some(path.as_str()));
    }
    assert_eq!(done.lock().unwrap().len(), count, "nobody else");
}

pub(crate) fn paths(language: Language) -> Vec<(Role, String)> {
    let path = format!("{}/{}", Page::Messages.path(language), account());
    vec![(Role::AgentL1, path.clone()), (Role::AgentL2, path)]
}

#[test]
fn cm_06_the_log_says_each_state_each_reason_and_what_a_copy_is_of() {
    let (site, _) = site();
    let path = format!("/en/agent/messages/{}", account());
    let page = get(&site, Role::AgentL1, &path).text();
    let words = html::words(&page);
    for said in [
        "Copy of no. 4",
        "Failed,",
        "The carrier says: SMSC says 69",
        "in place of the one that failed",
        "Quiet hours: leaves from",
        "E-mail: switched off by the customer",
        "Letter: a letter came back from there",
        "The customer does not want this message.",
        "to CPAS de Namur",
        "Quiet from 21:00 to 08:00",
        "quiet from 22:00 to 07:30",
        "Does not want",
        "Welcome and card, from",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
    assert!(page.contains("href=\"#n4\"") && page.contains("id=\"n4\""));
    assert!(page.contains("&#60;b&#62;"), "words are words");
    assert!(words.contains("Only the customer reads it"), "no code on a page");
    // The first level sends copies and codes, the second one messages, too.
    let again = format!("/en/agent/case/{}/again?line=4", account());
    assert!(page.contains(&again) && page.contains("/new_code\""));
    assert!(!page.contains("/message\""), "{page}");
    assert!(get(&site, Role::AgentL2, &path).text().contains("/message\""));
    let away =
        post(&site, Role::AgentL1, &format!("/en/agent/case/{}/message", account()), "note=n");
    assert_eq!(away.status, 303);
}

#[test]
fn cm_06_a_copy_is_chosen_looked_at_and_then_sent() {
    let (site, done) = site();
    let path = format!("/en/agent/case/{}/again", account());
    let form = get(&site, Role::AgentL1, &format!("{path}?line=4")).text();
    assert!(form.contains("value=\"4\" checked"), "{form}");
    assert!(form.contains("value=\"letter\"") && !form.contains("value=\"mail\""), "its own ways");
    let one = get(&site, Role::AgentL1, &format!("{path}?line=5")).text();
    assert!(one.contains("value=\"mail\" checked"), "the only way is chosen");
    let bare = post(&site, Role::AgentL1, &path, "note=");
    assert_eq!(bare.status, 422);
    html::assert_sound(&bare.text());
    for field in ["line", "way", "note"] {
        assert!(bare.text().contains(&format!("href=\"#{field}\"")), "{field}");
    }
    let body = "line=4&way=letter&note=lost";
    let preview = post(&site, Role::AgentL1, &path, body).text();
    html::assert_sound(&preview);
    let words = html::words(&preview);
    assert!(words.contains("Leaves at the earliest"), "{words}");
    assert!(words.contains("The customer gets (Text message)"), "{words}");
    assert!(!words.contains("To the meter"), "no money and no meter: {words}");
    assert!(done.lock().unwrap().is_empty());
    let confirm = format!("{body}&confirm=yes&attempt={ATTEMPT}");
    assert_eq!(post(&site, Role::AgentL1, &path, &confirm).status, 303);
    assert_eq!(*done.lock().unwrap(), ["again 32"]);
}

#[test]
fn cm_04_a_message_is_said_now_or_later_and_only_if_it_is_so() {
    let (site, done) = site();
    let path = format!("/en/agent/case/{}/message", account());
    let form = get(&site, Role::AgentL2, &path).text();
    assert!(form.contains("lang=\"nl\">Elektriciteit: noodkrediet"), "{form}");
    let bare = post(&site, Role::AgentL2, &path, "until=never&time=99&note=n").text();
    html::assert_sound(&bare);
    assert!(bare.contains("href=\"#line\"") && bare.contains("href=\"#until\""));
    assert!(bare.contains("value=\"never\""), "what was typed is kept");
    let wrong =
        post(&site, Role::AgentL2, &path, "line=M01&until=2026-12-01&time=99&note=n").text();
    assert!(wrong.contains("href=\"#time\"") && wrong.contains("value=\"2026-12-01\""));
    let not_so = post(&site, Role::AgentL2, &path, "line=M06&note=n");
    assert_eq!(not_so.status, 422);
    assert!(not_so.text().contains("This is not so now."));
    let body = "line=M01&until=2026-12-01&time=14h30&note=n";
    let preview = post(&site, Role::AgentL2, &path, body).text();
    assert!(html::words(&preview).contains("2:30"), "{preview}");
    assert!(preview.contains("name=\"time\" value=\"14h30\""), "carried to the next page");
    let confirm = format!("{body}&confirm=yes&attempt={ATTEMPT}");
    assert_eq!(post(&site, Role::AgentL2, &path, &confirm).status, 303);
    assert_eq!(*done.lock().unwrap(), ["message 32"]);
}

#[test]
fn pr_09_a_new_code_says_where_it_goes_and_that_older_ones_end() {
    let (site, done) = site();
    let path = format!("/en/agent/case/{}/new_code", account());
    let form = html::words(&get(&site, Role::AgentL1, &path).text());
    assert!(form.contains("Kaai 1, 5000 Namur") && form.contains("Earlier codes hold no more"));
    let confirm = format!("note=lost&confirm=yes&attempt={ATTEMPT}");
    assert_eq!(post(&site, Role::AgentL1, &path, &confirm).status, 303);
    assert_eq!(*done.lock().unwrap(), ["new_code 32"]);
}
