//! The terminal's side.

use crate::desk::{REFERENCE, secret};
use crate::server::World;
use calendar::Instant;
use http_api::client::{ClientError, ClientOptions, TerminalClient, Walk, walk_sale};
use http_api::{ConfirmRequest, Language, LookupRequest, Means, SaleState, VendRequest};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

fn client(world: &World, base_url: &str) -> TerminalClient {
    let time = Arc::clone(&world.clock);
    let clock = Arc::new(move || Instant::from_unix_s(time.load(Ordering::SeqCst)));
    let mut options =
        ClientOptions::new(base_url, "T1".parse().unwrap(), "T1-a", secret("T1-a"), clock);
    options.timeout = Duration::from_secs(5);
    options.pauses = vec![Duration::from_millis(10); 2];
    options.language = Language::English;
    TerminalClient::new(options).unwrap()
}

fn here(world: &World) -> String {
    format!("http://{}/", world.address)
}

fn walk(lose_answer: bool) -> Walk {
    Walk {
        transaction: "A1".parse().unwrap(),
        reference: REFERENCE.to_owned(),
        amount: "20.00".to_owned(),
        means: Means::Cash,
        cashier: "C7".parse().unwrap(),
        taken_at: "2026-11-12T10:00:05+01:00".to_owned(),
        lose_answer,
    }
}

/// What the cashier sees; the receipt's code follows from the sale.
fn seen(world: &World, walk: &Walk) -> (SaleState, String) {
    let mut out = Vec::new();
    let sale = walk_sale(&client(world, &here(world)), walk, &mut out).unwrap();
    (sale.state, String::from_utf8(out).unwrap())
}

#[test]
fn tp_06_a_sale_as_the_cashier_sees_it() {
    let world = World::new();
    let (state, text) = seen(&world, &walk(false));
    assert_eq!(state, SaleState::Credited);
    let code = text.split("Receipt ").nth(1).unwrap().split('\n').next().unwrap();
    let expected = format!(
        "1. shift    of C7 opened
2. lookup   9012 3456 78908, electricity, 5000 Namur
3. vend     20.00 EUR reserved as A1
            | Reference 9012 3456 78908
            | 2026-11-12T10:00:00+01:00
            | To pay 20.00 EUR
4. payer    pays 20.00 EUR
5. confirm  answered
            credited
            | Reference 9012 3456 78908
            | 2026-11-12T10:00:00+01:00
            | Paid 20.00 EUR
            | Receipt {code}
6. totals   1 sales; in the till 20.00 EUR, by card 0.00 EUR
"
    );
    assert_eq!(text, expected);
}

#[test]
fn tp_06_a_lost_answer_is_found_with_the_last_response() {
    let world = World::new();
    let (state, text) = seen(&world, &walk(true));
    assert_eq!(state, SaleState::Credited);
    assert!(
        text.contains("the answer is lost on the way\n            asking for the last response")
    );
    assert!(text.contains("Paid 20.00 EUR"), "{text}");
    assert_eq!(world.balance(), "3.60");
    // The whole walk again, as after a restart: nothing more is sold.
    let (state, _) = seen(&world, &walk(false));
    assert_eq!((state, world.balance().as_str()), (SaleState::Credited, "3.60"));
}

#[test]
fn tp_06_a_client_asks_and_is_refused_by_code() {
    let world = World::new();
    let client = client(&world, &here(&world));
    assert_eq!(client.last_response().unwrap(), None);
    let ask = LookupRequest { reference: "9012 3456 78907".to_owned(), amount: None };
    match client.lookup(&ask).unwrap_err() {
        ClientError::Refused { problem } => assert_eq!(problem.code, "reference-wrong"),
        other => panic!("{other}"),
    }
    client.open_shift(&"C7".parse().unwrap(), &"open".parse().unwrap()).unwrap();
    let ask = VendRequest {
        reference: REFERENCE.to_owned(),
        amount: "20.00".to_owned(),
        means: Means::DebitCard,
        cashier: "C7".to_owned(),
    };
    let number = "A1".parse().unwrap();
    client.vend(&number, &ask).unwrap();
    assert_eq!(client.reverse(&number).unwrap().state, SaleState::Reversed);
    assert_eq!(client.totals(&"C7".parse().unwrap()).unwrap().sales.count, 0);
    assert!(!client.reprint(&number).unwrap_err().may_have_happened());
}

/// A line that hands each request on and then throws the first `lost` answers away.
fn lossy(world: &World, lost: usize) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, server) = (listener.local_addr().unwrap(), world.address);
    std::thread::spawn(move || {
        for (count, stream) in listener.incoming().enumerate() {
            let (mut near, mut far) =
                (stream.unwrap(), std::net::TcpStream::connect(server).unwrap());
            let (mut up_from, mut up_to) = (near.try_clone().unwrap(), far.try_clone().unwrap());
            std::thread::spawn(move || std::io::copy(&mut up_from, &mut up_to));
            let mut first = [0; 1];
            std::io::Read::read_exact(&mut far, &mut first).unwrap();
            // It is carried out: the answer has begun.
            if count < lost {
                near.shutdown(std::net::Shutdown::Both).unwrap();
                far.shutdown(std::net::Shutdown::Both).unwrap();
                continue;
            }
            std::io::Write::write_all(&mut near, &first).unwrap();
            std::thread::spawn(move || std::io::copy(&mut far, &mut near));
        }
    });
    format!("http://{address}")
}

#[test]
fn tp_05_a_client_repeats_with_the_same_key_until_it_is_answered() {
    let world = World::new();
    let direct = client(&world, &here(&world));
    direct.open_shift(&"C7".parse().unwrap(), &"open".parse().unwrap()).unwrap();
    let body = crate::server::confirm_body("20.00");
    let ask: ConfirmRequest = serde_json::from_value(body).unwrap();
    let vend: VendRequest = serde_json::from_value(crate::server::vend_body("20.00")).unwrap();
    for (number, lost) in [("A1", 2), ("A2", 3)] {
        let number = number.parse().unwrap();
        direct.vend(&number, &vend).unwrap();
        let answer = client(&world, &lossy(&world, lost)).confirm(&number, &ask);
        match answer {
            Ok(sale) => assert_eq!((sale.state, lost), (SaleState::Credited, 2)),
            Err(error) => {
                assert!(error.may_have_happened() && lost == 3, "{error}");
                let last = direct.last_response().unwrap().unwrap();
                assert_eq!(last.transaction, "A2");
                assert_eq!(last.state, SaleState::Credited);
            }
        }
    }
    assert_eq!(world.desk.books().bookings.len(), 2, "one for each sale");
}

#[test]
fn tp_06_our_failure_is_an_unknown_outcome() {
    let world = World::new();
    *world.desk.fails.lock().unwrap() = true;
    let error = client(&world, &here(&world)).reverse(&"A1".parse().unwrap()).unwrap_err();
    assert!(error.may_have_happened(), "{error}");
    let reported = world.reported.lock().unwrap();
    assert_eq!(reported.len(), 3, "tried three times");
    assert!(reported[0].contains("the books could not be read or written: the disk of"));
}
