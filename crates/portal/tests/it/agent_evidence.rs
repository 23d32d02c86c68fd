//! Photos that are evidence of an act, as a browser sends and gets them.

use crate::agent::{ATTEMPT, Office, account, get, post, site};
use crate::html;
use crate::site::{Answer, Site};
use access::Role;
use portal::agent::{EvidenceDesk, NotEvidence, PhotoKind};
use portal::my::{MyError, Visitor};
use units::AccountId;

impl EvidenceDesk for Office {
    fn keeps_evidence(&self) -> bool {
        true
    }

    fn keep_evidence(
        &self,
        _: &Visitor,
        (of, attempt): (AccountId, &str),
        bytes: &[u8],
    ) -> Result<Result<(), NotEvidence>, MyError> {
        if !bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            return Ok(Err(NotEvidence::NotAPicture));
        }
        self.did(format!("photo of {of}: {} bytes, {}", bytes.len(), attempt.len()));
        Ok(Ok(()))
    }

    fn evidence(&self, _: &Visitor, act: i64) -> Result<Option<(PhotoKind, Vec<u8>)>, MyError> {
        Ok((act == 7).then(|| (PhotoKind::Jpeg, vec![0xff, 0xd8, 0xff, 9])))
    }
}

const FIELDS: [(&str, &str); 7] = [
    ("amount", "20"),
    ("way", "credit"),
    ("reason", "wrong_charge"),
    ("evidence", "slip 12"),
    ("note", "paid at the post"),
    ("text", "Paid"),
    ("confirm", "yes"),
];

fn path() -> String {
    format!("/en/agent/case/{}/adjust", account())
}

/// The page of the effect, sent with a photo.
fn send(site: &Site, role: Role, photo: &[u8]) -> Answer {
    let mut body = Vec::new();
    for (name, value) in FIELDS.into_iter().chain([("attempt", ATTEMPT)]) {
        let head = format!("--x1\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend(head.into_bytes());
        body.extend(value.as_bytes());
        body.extend(b"\r\n");
    }
    body.extend(
        b"--x1\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.exe\"\r\n\
          Content-Type: text/html\r\n\r\n",
    );
    body.extend(photo);
    body.extend(b"\r\n--x1--\r\n");
    let head = format!(
        "cookie: session={role}\r\ncontent-type: multipart/form-data; boundary=x1\r\n\
         content-length: {}\r\n",
        body.len()
    );
    site.send("POST", &path(), &head, &body)
}

#[test]
fn a_03_the_page_of_the_effect_takes_a_photo_of_the_evidence() {
    let (site, done) = site();
    let fields: Vec<String> = FIELDS[..6]
        .iter()
        .map(|(name, value)| format!("{name}={}", value.replace(' ', "+")))
        .collect();
    let preview = post(&site, Role::AgentL2, &path(), &fields.join("&"));
    assert_eq!(preview.status, 200);
    let page = preview.text();
    html::assert_sound(&page);
    assert!(page.contains("type=\"file\"") && page.contains("multipart/form-data"), "{page}");
    assert!(html::words(&page).contains("JPEG or PNG"), "{page}");
    // What needs no photo has no place for one.
    let read = format!("/en/agent/case/{}/hold", account());
    let hold = post(&site, Role::AgentL2, &read, "hold=medical&note=n");
    assert!(hold.status == 200 && !hold.text().contains("type=\"file\""));
    let wrong = send(&site, Role::AgentL2, b"text");
    assert_eq!(wrong.status, 422);
    let page = wrong.text();
    html::assert_sound(&page);
    assert!(page.contains("href=\"#photo\"") && page.contains("Choose a photo in JPEG or PNG."));
    assert!(page.contains("slip 12"), "what was written stays: {page}");
    assert!(page.contains(&format!("value=\"{ATTEMPT}\"")), "it is the same page");
    assert!(done.lock().unwrap().is_empty(), "nothing is asked for without it");
    let mut picture = vec![0xff, 0xd8, 0xff];
    picture.resize(3_900_000, 7);
    let sent = send(&site, Role::AgentL2, &picture);
    assert_eq!((sent.status, sent.header("location")), (303, Some("/en/agent/acts/7")));
    let bare = send(&site, Role::AgentL2, b"");
    assert_eq!(bare.status, 303, "a photo may be missing");
    let done = done.lock().unwrap();
    let kept = format!("photo of {}: 3900000 bytes, 32", account());
    assert_eq!(*done, [kept.as_str(), "adjust 32", "adjust 32"]);
}

#[test]
fn a_03_the_second_person_opens_the_photo_from_the_page_of_the_act() {
    let (site, _) = site();
    let page = get(&site, Role::AgentL2, "/en/agent/acts/7").text();
    html::assert_sound(&page);
    assert!(page.contains("href=\"/en/agent/acts/7/photo\""), "{page}");
    let none = get(&site, Role::AgentL2, "/en/agent/acts/8").text();
    assert!(!none.contains("/photo\""), "{none}");
    let seen = get(&site, Role::AgentL1, "/en/agent/acts/7/photo");
    assert_eq!(seen.header("content-type"), Some("image/jpeg"));
    assert_eq!(seen.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(get(&site, Role::AgentL1, "/en/agent/acts/8/photo").status, 404);
    let gone = html::words(&get(&site, Role::AgentL1, "/en/agent/acts/8").text());
    assert!(gone.contains("Kept no more. Its digest: ab12"), "{gone}");
    for role in [Role::Merchant, Role::Cpas, Role::Customer] {
        assert_eq!(get(&site, role, "/en/agent/acts/7/photo").status, 303, "{role}");
        assert_eq!(send(&site, role, &[0xff, 0xd8, 0xff]).status, 303, "{role}");
    }
}
