//! Each request has a name, and leaves a line that tells nothing of anybody.

use crate::desk::REFERENCE;
use crate::server::{Ask, World};
use http_api::{Asker, EndedRequest, Limits, RequestLog};
use std::io::Write as _;
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

#[derive(Default)]
struct Lines(Mutex<Vec<EndedRequest>>);

impl RequestLog for Lines {
    fn keep(&self, request: EndedRequest) {
        self.0.lock().unwrap().push(request);
    }
}

fn world() -> (World, Arc<Lines>) {
    let lines = Arc::new(Lines::default());
    let log = Arc::clone(&lines);
    (World::with(|options| options.log = Some(log), Limits::default()), lines)
}

impl Lines {
    fn last(&self) -> EndedRequest {
        self.0.lock().unwrap().last().unwrap().clone()
    }
}

fn body() -> String {
    format!("{{\"reference\":\"{REFERENCE}\",\"amount\":\"20.00\"}}")
}

#[test]
fn d_05_each_answer_names_its_request_and_takes_a_plain_name_from_outside() {
    let (world, lines) = world();
    let ask = world.ask("POST", "/v1/terminals/T1/lookup", &world.once(), &body());
    let reply = world.send(&ask);
    assert_eq!(reply.status, 200);
    let id = reply.headers["request-id"].clone();
    assert!(id.starts_with("req_") && id.len() == 28, "{id}");
    assert_eq!(lines.last().id.as_str(), id);
    let ask = world.ask("POST", "/v1/terminals/T1/lookup", &world.once(), "{}");
    let reply = world.send(&ask.header("request-id", "till-4711.a"));
    assert_eq!((reply.status, reply.headers["request-id"].as_str()), (400, "till-4711.a"));
    assert_eq!(reply.json()["request_id"], "till-4711.a");
    for told in ["9012-3456-78908", "short", "a b c d e f", "<script>alert"] {
        let ask = world.ask("POST", "/v1/terminals/T1/lookup", &world.once(), &body());
        let reply = world.send(&ask.header("request-id", told));
        assert!(reply.headers["request-id"].starts_with("req_"), "{told}");
    }
    let nowhere = world.exchange(b"GET /v1/x HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    let nowhere = nowhere.unwrap();
    assert_eq!(
        nowhere.json()["request_id"].as_str(),
        nowhere.headers.get("request-id").map(String::as_str)
    );
    assert_eq!(lines.last().route, "/v1/{*rest}");
}

#[test]
fn d_05_a_line_has_the_address_as_documented_the_key_and_masked_bodies() {
    let (world, lines) = world();
    world.send(&world.ask("POST", "/v1/terminals/T1/shifts/C7/open", &world.once(), ""));
    let vend = format!(
        "{{\"reference\":\"{REFERENCE}\",\"amount\":\"20.00\",\"means\":\"cash\",\"cashier\":\"C7\"}}"
    );
    let ask = world.ask("POST", "/v1/terminals/T1/sales/A-17/vend", "once-of-till", &vend);
    let reply = world.send(&ask);
    assert_eq!(reply.status, 201, "{}", reply.text);
    let line = lines.last();
    assert_eq!(line.route, "/v1/terminals/{terminal}/sales/{transaction}/vend");
    let key = "T1-a".to_owned();
    assert_eq!(line.asker, Some(Asker::Terminal { id: "T1".parse().unwrap(), key }));
    assert_eq!((line.method, line.status, line.code), ("POST", Some(201), None));
    assert_eq!(line.once.as_deref().map(str::len), Some(16));
    assert_eq!(line.asked_bytes, i64::try_from(vend.len()).unwrap());
    assert_eq!(line.answered_bytes, i64::try_from(reply.text.len()).unwrap());
    let asked = line.asked.unwrap();
    assert_eq!(
        asked,
        "{\"amount\":\"20.00\",\"cashier\":\"(2 characters)\",\"means\":\"cash\",\"reference\":\"…908\"}"
    );
    assert!(line.answered.unwrap().contains("\"state\":\"reserved\""));
    // Whoever did not sign leaves no body.
    let ask: Ask = world.ask("POST", "/v1/terminals/T1/sales/A-18/vend", &world.once(), &vend);
    assert_eq!(world.send(&ask.header("tirelire-signature", "v1=00")).status, 401);
    let line = lines.last();
    assert_eq!((line.asker, line.asked, line.answered), (None, None, None));
    assert_eq!(line.code, Some("signature-refused"));
}

#[test]
fn d_05_a_caller_who_hangs_up_leaves_a_line_without_a_status() {
    let (world, lines) = world();
    *world.desk.delay.lock().unwrap() = Duration::from_millis(400);
    let ask = world.ask("POST", "/v1/terminals/T1/shifts/C7/open", &world.once(), "");
    let mut stream = TcpStream::connect(world.address).unwrap();
    stream.write_all(&ask.bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(100));
    drop(stream);
    let began = Instant::now();
    while lines.0.lock().unwrap().is_empty() && began.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let line = lines.last();
    assert_eq!((line.status, line.code), (None, None));
    assert!(line.asker.is_some(), "{line:?}");
}
