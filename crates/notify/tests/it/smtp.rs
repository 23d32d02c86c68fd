//! A mail server of others: aiosmtpd.

use crate::peer::{Process, dispatch, free_port, python};
use notify::carrier::smtp::{Settings, Smtp};
use notify::carrier::{Carrier, Dispatch, Handed};
use std::process::Command;

/// Refuses `full@` for now and `gone@` for ever, tells the rest as one line of JSON each.
const SERVER: &str = r#"
import asyncio, email, email.policy, json, sys
from aiosmtpd.controller import Controller
class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("full@"):
            return "452 mailbox full"
        if address.startswith("gone@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"
    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = {part.get_content_type(): part.get_content() for part in mail.iter_parts()}
        print(json.dumps({"to": envelope.rcpt_tos, "from": str(mail["from"]), "id": str(mail["message-id"]),
            "subject": str(mail["subject"]), "type": mail.get_content_type(), "parts": parts}), flush=True)
        return "250 OK"
controller = Controller(Handler(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("ready", flush=True)
asyncio.new_event_loop().run_forever()
"#;

#[test]
fn cm_06_a_mail_server_takes_both_parts_or_says_why_not() {
    let Some(python) = python() else { return };
    let port = free_port();
    let server = Process::start(Command::new(python).args(["-c", SERVER, &port.to_string()]));
    server.wait_for("ready");
    let mut smtp = Smtp::open(Settings {
        host: "127.0.0.1".to_owned(),
        port,
        tls: false,
        user: None,
        sender: ("ORES".to_owned(), "compteur@ppp.example.be".to_owned()),
    })
    .unwrap();
    let mail = |number: u32, to: &str| Dispatch {
        to: to.to_owned(),
        subject: "Électricité: il vous reste 3,80\u{a0}€".to_owned(),
        html: "<p>Électricité: il vous reste 3,80\u{a0}€.</p>".to_owned(),
        ..dispatch(number, "Électricité: il vous reste 3,80\u{a0}€.")
    };
    let lot = [
        mail(1, "home@example.be"),
        mail(2, "full@example.be"),
        mail(3, "gone@example.be"),
        mail(4, "other@example.be"),
    ];
    let handed = smtp.hand_over(&lot);
    assert_eq!(handed[0], Handed::Over { carrier_id: "1000000001-1".to_owned() });
    assert!(
        matches!(&handed[1], Handed::NotNow { reason } if reason.contains("452")),
        "{handed:?}"
    );
    assert!(matches!(&handed[2], Handed::Never { reason } if reason.contains("550")), "{handed:?}");
    assert_eq!(handed[3], Handed::Over { carrier_id: "1000000001-4".to_owned() });
    let got: serde_json::Value = serde_json::from_str(&server.wait_for("home@")).unwrap();
    assert_eq!(got["type"], "multipart/alternative");
    assert_eq!(got["id"], "<notice-1000000001-1@ppp.example.be>");
    assert_eq!(got["subject"], "Électricité: il vous reste 3,80\u{a0}€");
    assert!(got["from"].as_str().unwrap().contains("ORES"));
    let part = |kind: &str| got["parts"][kind].as_str().unwrap().trim().to_owned();
    assert_eq!(part("text/plain"), "Électricité: il vous reste 3,80\u{a0}€.");
    assert!(part("text/html").starts_with("<p>Électricité"));
    // Nobody is there any more.
    drop(server);
    assert!(matches!(smtp.hand_over(&lot[..1])[0], Handed::NotNow { .. }));
}
