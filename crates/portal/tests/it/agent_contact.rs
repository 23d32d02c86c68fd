//! The form of contact data as a browser gets it, and letters that came back.

use crate::agent::{Office, account, get, post, site};
use crate::html;
use access::Role;
use portal::agent::{
    CameBack, ContactDesk, ContactEntry, ContactRefused, ContactView, HeardBy, Page,
};
use portal::my::{MyError, Visitor, WhenLow};
use units::{AccountId, Language};

fn entry() -> ContactEntry {
    ContactEntry {
        language: Language::Nl,
        phone: Some("0475 12 34 56".parse().unwrap()),
        email: None,
        street: "Kaai 1".to_owned(),
        postcode: "5000".to_owned(),
        town: "Namur".to_owned(),
        low: WhenLow::Usual,
        sms: true,
        mail: true,
        letter: true,
        voice: false,
    }
}

impl ContactDesk for Office {
    fn contact(&self, visitor: &Visitor, asked: AccountId) -> Result<Option<ContactView>, MyError> {
        let first = visitor.role == Role::AgentL1;
        let heard = if first { vec![HeardBy::Call] } else { HeardBy::ALL.to_vec() };
        Ok((asked == account()).then(|| ContactView {
            account: account(),
            name: "An <b> Peeters".to_owned(),
            entry: entry(),
            seen: 2,
            heard,
            closed: false,
        }))
    }

    fn set_contact(
        &self,
        _: &Visitor,
        asked: AccountId,
        entry: &ContactEntry,
        (heard, seen): (HeardBy, usize),
    ) -> Result<Result<(), ContactRefused>, MyError> {
        if asked != account() {
            return Ok(Err(ContactRefused::NoAccount));
        }
        if seen != 2 {
            return Ok(Err(ContactRefused::Overtaken));
        }
        let phone = entry.phone.map(|phone| phone.to_string()).unwrap_or_default();
        self.did(format!("contact {phone} {} {}", entry.town, heard.name()));
        Ok(Ok(()))
    }

    fn came_back(
        &self,
        _: &Visitor,
        asked: AccountId,
        letter: i64,
        why: CameBack,
    ) -> Result<bool, MyError> {
        let known = asked == account();
        if known {
            self.did(format!("back {letter} {}", why.name()));
        }
        Ok(known)
    }
}

pub(crate) fn paths(language: Language) -> Vec<(Role, String)> {
    let path = format!("{}/{}/contact", Page::Messages.path(language), account());
    vec![(Role::AgentL1, path.clone()), (Role::AgentL2, path)]
}

const FORM: &str = "c_heard=call&c_language=nl&c_phone=0470+12+34+56&c_email=&c_street=Kaai+1\
    &c_postcode=5000&c_town=Namur&c_low=usual&c_value=&c_sms=1&c_mail=1&c_letter=1&c_seen=2";

#[test]
fn cm_07_an_agent_on_the_phone_sees_old_beside_new_and_then_keeps_it() {
    let (site, done) = site();
    let path = format!("/en/agent/messages/{}/contact", account());
    let messages = get(&site, Role::AgentL1, path.trim_end_matches("/contact")).text();
    assert!(messages.contains(&format!("href=\"{path}\"")), "{messages}");
    let form = get(&site, Role::AgentL1, &path).text();
    html::assert_sound(&form);
    assert!(form.contains("value=\"Kaai 1\"") && form.contains("An &#60;b&#62; Peeters"), "{form}");
    let preview = post(&site, Role::AgentL1, &path, FORM);
    assert_eq!(preview.status, 200);
    let preview = preview.text();
    html::assert_sound(&preview);
    let words = html::words(&preview);
    let [old, new] = ["0475 12 34 56", "0470 12 34 56"]
        .map(|phone| phone.parse::<units::Phone>().unwrap().national());
    assert!(words.contains(&old) && words.contains(&new), "{words}");
    assert!(words.contains("The former number or address gets a message, too."), "{words}");
    assert!(!words.contains("Namur"), "only what changes: {words}");
    assert!(done.lock().unwrap().is_empty(), "nothing is kept yet");
    let changed = post(&site, Role::AgentL1, &path, &format!("{FORM}&change=yes")).text();
    assert!(changed.contains("value=\"0470 12 34 56\""), "what was typed is kept");
    let kept = post(&site, Role::AgentL1, &path, &format!("{FORM}&confirm=yes"));
    assert_eq!(kept.status, 303);
    assert_eq!(kept.header("location"), Some(path.trim_end_matches("/contact")));
    assert_eq!(*done.lock().unwrap(), ["contact +32470123456 Namur call"]);
}

#[test]
fn cm_07_what_is_wrong_or_was_changed_meanwhile_is_told_and_nothing_is_kept() {
    let (site, done) = site();
    let path = format!("/en/agent/messages/{}/contact", account());
    let bare = post(&site, Role::AgentL1, &path, "c_phone=12&c_town=Namur&c_language=nl&c_seen=2");
    assert_eq!(bare.status, 422);
    html::assert_sound(&bare.text());
    for field in ["c_heard", "c_phone", "c_street"] {
        assert!(bare.text().contains(&format!("href=\"#{field}\"")), "{field}");
    }
    // A reply card is read by the second level.
    let card = FORM.replace("c_heard=call", "c_heard=card");
    assert_eq!(post(&site, Role::AgentL1, &path, &card).status, 422);
    assert_eq!(post(&site, Role::AgentL2, &path, &card).status, 200);
    let same = FORM.replace("0470+12", "0475+12");
    let same = post(&site, Role::AgentL1, &path, &same);
    assert!(html::words(&same.text()).contains("Nothing changes."), "{}", same.text());
    let old = FORM.replace("c_seen=2", "c_seen=1");
    for body in [old.clone(), format!("{old}&confirm=yes")] {
        let answer = post(&site, Role::AgentL1, &path, &body);
        assert_eq!(answer.status, 409);
        assert!(answer.text().contains("Somebody has changed these details meanwhile"));
        assert!(answer.text().contains("value=\"0475"), "what is known now");
    }
    let none = post(&site, Role::AgentL2, "/en/agent/messages/1/contact", FORM);
    assert_eq!(none.status, 404);
    assert!(done.lock().unwrap().is_empty());
}

#[test]
fn cm_07_whoever_talks_to_no_household_enters_no_contact() {
    let (site, done) = site();
    let path = format!("/en/agent/messages/{}/contact", account());
    for role in [Role::Operator, Role::Auditor, Role::Cpas, Role::Customer, Role::Merchant] {
        for answer in
            [get(&site, role, &path), post(&site, role, &path, &format!("{FORM}&confirm=yes"))]
        {
            let away = answer.header("location").is_some_and(|to| to.contains("/sign-in"));
            assert!(away, "{role}");
        }
    }
    let looks = get(&site, Role::Auditor, path.trim_end_matches("/contact")).text();
    assert!(!looks.contains("/contact\"") && !looks.contains("/returned\""), "{looks}");
    assert!(done.lock().unwrap().is_empty());
}

#[test]
fn cm_02_a_letter_that_came_back_is_noted_at_the_letter() {
    let (site, done) = site();
    let here = format!("/en/agent/messages/{}", account());
    let page = get(&site, Role::AgentL1, &here).text();
    // The one that left; neither one that waits nor a short message.
    let forms = page.matches(&format!("action=\"{here}/returned\"")).count();
    assert_eq!(forms, 1, "{page}");
    assert!(page.contains("name=\"line\" value=\"2\""), "{page}");
    let path = format!("{here}/returned");
    let noted = post(&site, Role::AgentL1, &path, "line=2&why=moved");
    assert_eq!(noted.header("location"), Some(format!("{here}#n2").as_str()));
    for body in ["line=x&why=moved", "line=2&why=", "line=2&why=eaten"] {
        assert_eq!(post(&site, Role::AgentL1, &path, body).status, 404, "{body}");
    }
    assert_eq!(*done.lock().unwrap(), ["back 2 moved"]);
}
