//! Webhooks as receivers see them: checked by a library of others, and through TLS that has to be right.

use http_api::webhooks::{Poster, Secret, Sent, Target, header};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const CHECK: &str = r#"
import sys
from standardwebhooks import Webhook, WebhookVerificationError
secret, id, at, signature, body = sys.argv[1:]
names = {"webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature}
try:
    print(Webhook(secret).verify(body, names)["type"])
except WebhookVerificationError:
    print("refused")
"#;

fn now_s() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    i64::try_from(now).unwrap()
}

#[test]
fn ux_10_3_the_library_of_standard_webhooks_takes_our_signatures_and_no_others() {
    let python = std::env::var_os("TIRELIRE_PEERS_PYTHON").filter(|python| !python.is_empty());
    let Some(python) = python else {
        let wanted = std::env::var_os("TIRELIRE_PEERS").is_some();
        assert!(!wanted, "TIRELIRE_PEERS_PYTHON is not set, `cargo xtask peers` says how");
        eprintln!("skipped: TIRELIRE_PEERS_PYTHON is not set, `cargo xtask peers` says how");
        return;
    };
    let (old, new) = (Secret::Shared(vec![3; 24]), Secret::Shared((0..64).collect()));
    let body = r#"{"id":"evt_1","type":"topup.booked","data":{"sale":"é"}}"#;
    let at = now_s();
    let both = header(&[new.clone(), old.clone()], "evt_1", at, body.as_bytes());
    let check = |secret: &Secret, signature: &str, at: i64, body: &str| {
        let (secret, at) = (secret.for_receiver(), at.to_string());
        let mut command = Command::new(&python);
        command.args(["-c", CHECK, &secret, "evt_1", &at, signature, body]);
        let out = command.output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap().trim().to_owned()
    };
    for secret in [&old, &new] {
        assert_eq!(check(secret, &both, at, body), "topup.booked");
    }
    assert_eq!(check(&Secret::Shared(vec![4; 24]), &both, at, body), "refused");
    assert_eq!(check(&old, &both, at, &body.replace('é', "e")), "refused");
    assert_eq!(check(&old, &both, at + 1, body), "refused");
    // Beside a signature that it does not know, such as of a key pair.
    let mixed = header(&[Secret::Private([5; 32]), old.clone()], "evt_1", at, body.as_bytes());
    assert_eq!(check(&old, &mixed, at, body), "topup.booked");
}

#[test]
fn ux_10_3_a_server_without_tls_gets_nothing_of_what_is_meant_for_https() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    let heard = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
        let mut bytes = vec![0; 4_096];
        let read = stream.read(&mut bytes).unwrap_or(0);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        bytes.truncate(read);
        bytes
    });
    let target = Target::new(&url, true).unwrap();
    let body = r#"{"type":"topup.booked"}"#;
    let sent = Sent { id: "evt_1", timestamp_s: 1, signature: "v1,x", body };
    let answered = Poster::default().within(Duration::from_secs(5)).post(&target, sent);
    assert_eq!(answered.status, None, "{answered:?}");
    let heard = String::from_utf8_lossy(&heard.join().unwrap()).into_owned();
    assert!(!heard.contains("topup.booked") && !heard.contains("evt_1"), "{heard}");
}

#[test]
fn ux_10_3_a_name_that_leads_inside_is_not_called() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    // The text tells nothing: only what the name stands for does.
    let target = Target::new(&format!("https://localhost:{port}/"), false).unwrap();
    let sent = Sent { id: "evt_1", timestamp_s: 1, signature: "v1,x", body: "{}" };
    let answered = Poster::default().within(Duration::from_secs(5)).post(&target, sent);
    assert_eq!(answered.status, None);
    assert!(answered.text.contains("not on the public internet"), "{}", answered.text);
    let none = listener.accept().map(|_| ()).unwrap_err();
    assert_eq!(none.kind(), std::io::ErrorKind::WouldBlock, "somebody has called");
}
