//! Who may pass the gate.

use crate::desk::key;
use crate::server::{Ask, NOW_S, World, vend_body};
use calendar::Instant;
use http_api::Limits;
use serde_json::json;
use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

const LOOKUP: &str = "/v1/terminals/T1/lookup";

fn lookup_body() -> String {
    json!({"reference": crate::desk::REFERENCE}).to_string()
}

fn good(world: &World) -> Ask {
    world.ask("POST", LOOKUP, &world.once(), &lookup_body())
}

#[test]
fn tp_06_unsigned_or_garbled_is_refused_without_telling_which_part() {
    let world = World::new();
    assert_eq!(world.send(&good(&world)).status, 200);
    let signature = |ask: &Ask| {
        ask.headers.iter().find(|(name, _)| name == "tirelire-signature").unwrap().1.clone()
    };
    let flipped = |ask: Ask| {
        let mut text = signature(&ask);
        let last = if text.ends_with('0') { '1' } else { '0' };
        text.pop();
        text.push(last);
        ask.header("tirelire-signature", &text)
    };
    let mut twice = good(&world);
    twice.headers.push(("tirelire-key".to_owned(), "T1-a".to_owned()));
    let mut other_body = good(&world);
    other_body.body.push(b' ');
    let mut other_path = good(&world);
    other_path.target = "/v1/terminals/T2/lookup".to_owned();
    let mut with_query = good(&world);
    with_query.target.push_str("?a=b");
    let now = NOW_S.to_string();
    let unknown = "/v1/terminals/T9/lookup";
    let cases = [
        ("no key", good(&world).without("tirelire-key")),
        ("no time", good(&world).without("tirelire-timestamp")),
        ("no nonce", good(&world).without("tirelire-nonce")),
        ("no signature", good(&world).without("tirelire-signature")),
        ("another key's name", good(&world).header("tirelire-key", "T1-b")),
        ("garbled time", good(&world).header("tirelire-timestamp", "now")),
        ("another time", good(&world).header("tirelire-timestamp", &(NOW_S + 1).to_string())),
        ("another nonce", good(&world).header("tirelire-nonce", "n-other")),
        ("empty nonce", world.ask("POST", LOOKUP, "", &lookup_body())),
        ("garbled signature", good(&world).header("tirelire-signature", "v1=zz")),
        ("signature of another recipe", good(&world).header("tirelire-signature", "v2=00")),
        ("one digit", flipped(good(&world))),
        ("a header twice", twice),
        ("body", other_body),
        ("path", other_path),
        ("query", with_query),
        ("key of another terminal", world.ask_by("T2-a", "POST", LOOKUP, "n-1", &lookup_body())),
        ("unknown terminal", world.ask_at(&now, "T9-a", "POST", unknown, "n-2", b"{}")),
        ("time that is no number", world.ask_at("soon", "T1-a", "POST", LOOKUP, "n-3", b"{}")),
    ];
    let mut texts = Vec::new();
    for (what, ask) in cases {
        let reply = world.send(&ask);
        assert_eq!((reply.status, reply.code().as_str()), (401, "signature-refused"), "{what}");
        assert_eq!(reply.headers["www-authenticate"], "Tirelire-HMAC-SHA256");
        texts.push(reply.told());
    }
    texts.dedup();
    assert_eq!(texts.len(), 1, "the answers differ: {texts:?}");
}

#[test]
fn tp_06_a_key_of_another_terminal_moves_no_money() {
    let world = World::new();
    world.open_shift();
    let target = world.sale("A1", "vend");
    let ask = world.ask_by("T2-a", "POST", &target, "k-1", &vend_body("20.00").to_string());
    assert_eq!(world.send(&ask).code(), "signature-refused");
    assert!(world.desk.books().kept.keys().all(|(_, key)| key != "k-1"));
}

#[test]
fn tp_06_two_keys_hold_while_one_is_changed_for_the_other() {
    let world = World::new();
    let now = Instant::from_unix_s(NOW_S);
    let mut next = key("T1-b");
    next.valid_from = now;
    {
        let mut books = world.desk.books();
        let terminal = books.terminals.get_mut(&"T1".parse().unwrap()).unwrap();
        terminal.keys[0].valid_to = Some(now.plus_h(1));
        terminal.keys.push(next);
    }
    let status = |id: &str| {
        let ask = world.ask_by(id, "POST", LOOKUP, &world.once(), &lookup_body());
        world.send(&ask).status
    };
    assert_eq!((status("T1-a"), status("T1-b")), (200, 200));
    world.later(3_599);
    assert_eq!((status("T1-a"), status("T1-b")), (200, 200));
    world.later(1);
    assert_eq!((status("T1-a"), status("T1-b")), (401, 200));
    world.later(-3_601);
    assert_eq!((status("T1-a"), status("T1-b")), (200, 401), "not yet valid");
}

#[test]
fn tp_06_a_clock_five_minutes_off_is_taken_and_told_beyond() {
    let world = World::new();
    let sent = |offset: i64, key: &str| {
        let time = (NOW_S + offset).to_string();
        let body = lookup_body();
        let ask = world.ask_at(&time, key, "POST", LOOKUP, &world.once(), body.as_bytes());
        world.send(&ask)
    };
    for offset in [-300, 300] {
        assert_eq!(sent(offset, "T1-a").status, 200, "{offset}");
    }
    for offset in [-301, 301, i64::MAX - NOW_S, -NOW_S, i64::MIN] {
        let reply = sent(offset, "T1-a");
        assert_eq!((reply.status, reply.code().as_str()), (401, "clock-out-of-window"));
        assert_eq!(reply.json()["server_time"], "2026-11-12T10:00:00+01:00");
        assert_eq!(sent(offset, "T2-a").code(), "signature-refused", "only a right one is told");
    }
}

#[test]
fn tp_05_a_read_that_is_sent_again_as_it_was_is_refused() {
    let world = World::new();
    let ask = good(&world);
    assert_eq!(world.send(&ask).status, 200);
    assert_eq!(world.send(&ask).code(), "signature-refused");
    world.later(299);
    assert_eq!(world.send(&ask).code(), "signature-refused");
}

#[test]
fn tp_06_a_huge_body_is_not_read() {
    let world = World::new();
    let mut ask = good(&world);
    ask.body = vec![b' '; 16 << 10];
    assert_eq!(world.send(&ask).code(), "signature-refused", "the longest that is read");
    ask.body.push(b' ');
    let reply = world.send(&ask);
    assert_eq!((reply.status, reply.code().as_str()), (413, "body-too-large"));

    // Without a length told before.
    let mut head = String::from_utf8(good(&world).bytes()).unwrap();
    head = head.split("content-length").next().unwrap().to_owned();
    head.push_str("transfer-encoding: chunked\r\nconnection: close\r\n\r\n");
    let chunk = format!("4000\r\n{}\r\n", " ".repeat(0x4000));
    let reply = world.exchange(format!("{head}{chunk}{chunk}0\r\n\r\n").as_bytes()).unwrap();
    assert_eq!(reply.status, 413);
}

#[test]
fn tp_06_a_slow_client_is_told_or_left() {
    let limits = Limits { head_within: Duration::from_millis(300), ..Limits::default() };
    let world = World::with(|options| options.body_within = Duration::from_millis(300), limits);
    let bytes = good(&world).bytes();
    let part = &bytes[..bytes.len() - 1];
    let reply = world.exchange(part).unwrap();
    assert_eq!((reply.status, reply.code().as_str()), (408, "body-too-slow"));

    let mut stream = TcpStream::connect(world.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(&bytes[..20]).unwrap();
    let before = std::time::Instant::now();
    let reply = crate::server::read_reply(&mut stream);
    assert!(before.elapsed() < Duration::from_secs(5), "the head was waited for");
    assert!(reply.is_none_or(|reply| reply.status == 408));
}

#[test]
fn tp_06_a_connection_too_many_waits_for_its_place() {
    let limits =
        Limits { connections: 1, head_within: Duration::from_millis(500), ..Limits::default() };
    let world = World::with(|_| {}, limits);
    let held = TcpStream::connect(world.address).unwrap();
    // The one that says nothing loses its place when its time is over.
    assert_eq!(world.send(&good(&world)).status, 200);
    drop(held);
}
