//! A message centre of others: the server of `smpp.twisted3`.

use crate::peer::{Process, dispatch, free_port, python, receipts};
use notify::carrier::smpp::{Settings, Smpp};
use notify::carrier::{Carrier, Fate, Handed};
use std::process::Command;

/// Binds whoever knows the password. Answers each message with an id; refuses numbers that end with 8 for now
/// and with 9 for ever; sends a receipt for each, a failed one for numbers that end with 2.
const CENTRE: &str = r#"
import sys, json
from twisted.internet import reactor
from twisted.cred.portal import Portal, IRealm
from twisted.cred.checkers import ICredentialsChecker
from twisted.cred.credentials import IUsernamePassword
from twisted.cred.error import UnauthorizedLogin
from zope.interface import implementer
from smpp.twisted.server import SMPPServerFactory
from smpp.twisted.config import SMPPServerConfig
from smpp.pdu.operations import SubmitSM, DeliverSM
from smpp.pdu import pdu_types
count = 0
def handler(system_id, smpp, pdu):
    global count
    if not isinstance(pdu, SubmitSM):
        return pdu_types.CommandStatus.ESME_RINVCMDID
    to = pdu.params["destination_addr"].decode()
    text = pdu.params["short_message"]
    print(json.dumps({"to": to, "text": list(text), "from": pdu.params["source_addr"].decode(),
        "coding": str(pdu.params["data_coding"]), "receipt": str(pdu.params["registered_delivery"])}), flush=True)
    if to.endswith("8"):
        return pdu_types.CommandStatus.ESME_RTHROTTLED
    if to.endswith("9"):
        return pdu_types.CommandStatus.ESME_RINVDSTADR
    count += 1
    name = "7F%04X" % count
    stat = "UNDELIV err:017" if to.endswith("2") else "DELIVRD err:000"
    body = "id:%s sub:001 dlvrd:001 submit date:2611111200 done date:2611111201 stat:%s text:x" % (name, stat)
    receipt = DeliverSM(source_addr=to.encode(), destination_addr=b"ORES",
        esm_class=pdu_types.EsmClass(pdu_types.EsmClassMode.DEFAULT, pdu_types.EsmClassType.SMSC_DELIVERY_RECEIPT),
        short_message=body.encode())
    reactor.callLater(0.2, smpp.sendDataRequest, receipt)
    from smpp.twisted.protocol import DataHandlerResponse
    return DataHandlerResponse(status=pdu_types.CommandStatus.ESME_ROK, message_id=name.encode())
@implementer(IRealm)
class Realm:
    def requestAvatar(self, avatarId, mind, *interfaces):
        return ("SMPP", avatarId, lambda: None)
config = SMPPServerConfig(msgHandler=handler, systems={"tirelire": {"max_bindings": 2}})
portal = Portal(Realm())
@implementer(ICredentialsChecker)
class Checker:
    credentialInterfaces = (IUsernamePassword,)
    def requestAvatarId(self, asked):
        if (asked.username, asked.password) != ("tirelire", "secret"):
            raise UnauthorizedLogin()
        return asked.username
portal.registerChecker(Checker())
reactor.listenTCP(int(sys.argv[1]), SMPPServerFactory(config, auth_portal=portal), interface="127.0.0.1")
print("ready", flush=True)
reactor.run()
"#;

fn settings(port: u16, password: &str) -> Settings {
    Settings {
        address: format!("127.0.0.1:{port}"),
        system_id: "tirelire".to_owned(),
        password: password.to_owned(),
        system_type: String::new(),
        sender: "ORES".to_owned(),
        window: 4,
    }
}

#[test]
fn cm_06_a_message_centre_takes_messages_and_tells_what_became_of_them() {
    let Some(python) = python() else { return };
    let port = free_port();
    let centre = Process::start(Command::new(python).args(["-c", CENTRE, &port.to_string()]));
    centre.wait_for("ready");
    let mut smpp = Smpp::new(settings(port, "secret"));
    // More than a window, and each kind of answer.
    let lot: Vec<_> = (1..=19).map(|number| dispatch(number, "Électricité: 4,60 € @ _")).collect();
    let handed = smpp.hand_over(&lot);
    for (one, handed) in lot.iter().zip(&handed) {
        match one.to.chars().last() {
            Some('8') => assert!(matches!(handed, Handed::NotNow { .. }), "{handed:?}"),
            Some('9') => assert!(matches!(handed, Handed::Never { .. }), "{handed:?}"),
            _ => assert!(
                matches!(handed, Handed::Over { carrier_id } if carrier_id.starts_with("7F")),
                "{handed:?}"
            ),
        }
    }
    let got: serde_json::Value = serde_json::from_str(&centre.wait_for("450000001")).unwrap();
    assert_eq!((&got["to"], &got["from"]), (&"32450000001".into(), &"ORES".into()));
    let text: Vec<u8> = serde_json::from_value(got["text"].clone()).unwrap();
    assert_eq!(text, notify::gsm::encoded("Électricité: 4,60 € @ _").unwrap());
    let over: Vec<(&str, bool)> = lot
        .iter()
        .zip(&handed)
        .filter_map(|(one, handed)| match handed {
            Handed::Over { carrier_id } => Some((carrier_id.as_str(), !one.to.ends_with('2'))),
            _ => None,
        })
        .collect();
    assert_eq!(over.len(), 15);
    let mut heard = receipts(&mut smpp, 15);
    heard.sort_by(|a, b| a.carrier_id.cmp(&b.carrier_id));
    let mut expected = over.clone();
    expected.sort_unstable();
    let heard: Vec<(&str, bool)> =
        heard.iter().map(|one| (one.carrier_id.as_str(), one.fate == Fate::Delivered)).collect();
    assert_eq!(heard, expected);
    // The centre is gone: what was not sent is offered again later.
    drop(centre);
    let after = smpp.hand_over(&lot[..1]);
    assert!(matches!(after[0], Handed::NotNow { .. } | Handed::Unknown { .. }), "{after:?}");
}

#[test]
fn cm_06_a_wrong_password_sends_nothing() {
    let Some(python) = python() else { return };
    let port = free_port();
    let centre = Process::start(Command::new(python).args(["-c", CENTRE, &port.to_string()]));
    centre.wait_for("ready");
    let mut smpp = Smpp::new(settings(port, "wrong"));
    let handed = smpp.hand_over(&[dispatch(1, "x")]);
    assert!(matches!(handed[0], Handed::NotNow { .. }), "{handed:?}");
}
