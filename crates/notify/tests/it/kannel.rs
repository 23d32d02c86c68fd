//! Kannel with its fake message centre. Both are Debian's; without them the test says so and passes.

use crate::peer::{Process, dispatch, free_port, receipts};
use notify::carrier::kannel::{Kannel, Settings};
use notify::carrier::{Carrier, Fate, Handed};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const BEARERBOX: &str = "/usr/sbin/bearerbox";
const SMSBOX: &str = "/usr/sbin/smsbox";
const FAKESMSC: &str = "/usr/lib/kannel/test/fakesmsc";

fn config(ports: [u16; 4], folder: &Path) -> String {
    let [admin, boxes, sendsms, centre] = ports;
    let folder = folder.display();
    format!(
        "group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = admin
smsbox-port = {boxes}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
log-file = {folder}/bearerbox.log
log-level = 1
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = fake
port = {centre}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {boxes}
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1
log-file = {folder}/smsbox.log
log-level = 1

group = sendsms-user
username = notices
password = secret
max-messages = 1
concatenation = false
"
    )
}

fn wait_for_port(port: u16) {
    let until = Instant::now() + Duration::from_secs(20);
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < until, "nobody listens on {port}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn cm_06_kannel_takes_messages_and_calls_back() {
    if [BEARERBOX, SMSBOX, FAKESMSC].iter().any(|program| !Path::new(program).exists()) {
        eprintln!("skipped: no kannel; `cargo xtask peers` installs kannel and kannel-extras");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let ports = [free_port(), free_port(), free_port(), free_port()];
    let file = folder.path().join("kannel.conf");
    std::fs::write(&file, config(ports, folder.path())).unwrap();
    let quiet = |program: &str| {
        let mut command = Command::new(program);
        command.arg("--verbosity").arg("4").arg(&file).stderr(Stdio::null());
        command
    };
    let _bearerbox = Process::start(&mut quiet(BEARERBOX));
    wait_for_port(ports[1]);
    let _smsbox = Process::start(&mut quiet(SMSBOX));
    wait_for_port(ports[2]);
    wait_for_port(ports[3]);
    // It takes messages for as long as it is there.
    let mut fake = Command::new(FAKESMSC);
    let port = ports[3].to_string();
    fake.args(["-H", "127.0.0.1", "-r", &port, "-m", "1", "-i", "0.1"]);
    fake.arg("450 900 text nothing").stderr(Stdio::null());
    let _fake = Process::start(&mut fake);
    let mut kannel = Kannel::open(Settings {
        url: format!("http://127.0.0.1:{}/cgi-bin/sendsms", ports[2]),
        user: "notices".to_owned(),
        password: "secret".to_owned(),
        sender: "ORES".to_owned(),
        listen: "127.0.0.1:0".parse().unwrap(),
        callback: None,
        secret: "s3".to_owned(),
    })
    .unwrap();
    let lot: Vec<_> = (1..=5)
        .map(|number| dispatch(number, "Électricité: il vous reste 4,60 €, environ 1 jour."))
        .collect();
    let handed = kannel.hand_over(&lot);
    for (one, handed) in lot.iter().zip(&handed) {
        assert_eq!(*handed, Handed::Over { carrier_id: one.id.clone() });
    }
    let mut heard = receipts(&mut kannel, 5);
    heard.sort_by(|a, b| a.carrier_id.cmp(&b.carrier_id));
    for (one, receipt) in lot.iter().zip(&heard) {
        assert_eq!((receipt.carrier_id.as_str(), receipt.fate), (one.id.as_str(), Fate::Delivered));
    }
    let wrong = Settings {
        url: format!("http://127.0.0.1:{}/cgi-bin/sendsms", ports[2]),
        user: "notices".to_owned(),
        password: "wrong".to_owned(),
        sender: "ORES".to_owned(),
        listen: "127.0.0.1:0".parse().unwrap(),
        callback: None,
        secret: "s3".to_owned(),
    };
    let refused = Kannel::open(wrong).unwrap().hand_over(&lot[..1]);
    assert!(
        matches!(&refused[0], Handed::NotNow { reason } if reason.contains("403")),
        "{refused:?}"
    );
}
