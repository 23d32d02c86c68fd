//! A server on loopback, and requests written by hand so that anything can be wrong with them.

use crate::desk::{MemoryDesk, secret};
use calendar::Instant;
use http_api::{Limits, Options, Signed};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

/// 2026-11-12T10:00:00+01:00, on which all sales are made.
pub const NOW_S: i64 = 1_794_474_000;

pub struct World {
    pub desk: Arc<MemoryDesk>,
    pub address: SocketAddr,
    pub clock: Arc<AtomicI64>,
    pub reported: Arc<Mutex<Vec<String>>>,
    document: Value,
    once: AtomicU64,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for World {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().unwrap().join();
        if !std::thread::panicking() {
            ended.unwrap();
        }
    }
}

/// A request before it is written.
#[derive(Clone)]
pub struct Ask {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Ask {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: x\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let length = self.body.len();
        head.push_str(&format!("content-length: {length}\r\nconnection: close\r\n\r\n"));
        let mut bytes = head.into_bytes();
        bytes.extend(&self.body);
        bytes
    }
}

#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub text: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// What it says, but for the name of the request, which is another each time.
    pub fn told(&self) -> Value {
        let mut body = self.json();
        if let Some(members) = body.as_object_mut() {
            assert!(members.remove("request_id").is_some(), "{}", self.text);
        }
        body
    }

    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

impl World {
    pub fn new() -> Self {
        Self::with(|_| {}, Limits::default())
    }

    pub fn with(change: impl FnOnce(&mut Options), limits: Limits) -> Self {
        let desk = Arc::new(MemoryDesk::new());
        let clock = Arc::new(AtomicI64::new(NOW_S));
        let reported = Arc::new(Mutex::new(Vec::new()));
        let (told, time) = (Arc::clone(&reported), Arc::clone(&clock));
        let mut options = Options::new(
            Arc::new(move || Instant::from_unix_s(time.load(Ordering::SeqCst))),
            Arc::new(move |line: &str| told.lock().unwrap().push(line.to_owned())),
        );
        change(&mut options);
        let router = http_api::router(Arc::clone(&desk) as _, options).unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let until = async { drop(stopped.await) };
                http_api::serve(listener, router, limits, until).await.unwrap();
            });
        });
        let document = http_api::openapi().unwrap();
        let (stop, thread) = (Some(stop), Some(thread));
        Self { desk, address, clock, reported, document, once: AtomicU64::new(0), stop, thread }
    }

    pub fn later(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    /// A key or nonce that was not used.
    pub fn once(&self) -> String {
        format!("once-{}", self.once.fetch_add(1, Ordering::SeqCst))
    }

    /// Rightly signed by the terminal of the path, with its first key.
    pub fn ask(&self, method: &str, target: &str, once: &str, body: &str) -> Ask {
        let terminal = target.split('/').nth(3).unwrap();
        self.ask_by(&format!("{terminal}-a"), method, target, once, body)
    }

    pub fn ask_by(&self, key: &str, method: &str, target: &str, once: &str, body: &str) -> Ask {
        let timestamp = self.clock.load(Ordering::SeqCst).to_string();
        self.ask_at(&timestamp, key, method, target, once, body.as_bytes())
    }

    pub fn ask_at(
        &self,
        timestamp: &str,
        key_id: &str,
        method: &str,
        target: &str,
        once: &str,
        body: &[u8],
    ) -> Ask {
        let signed = Signed { method, target, timestamp, key_id, once, body };
        let read = method == "GET" || target.ends_with("/lookup");
        let once_name = if read { "tirelire-nonce" } else { "idempotency-key" };
        let headers = [
            ("tirelire-key", key_id),
            ("tirelire-timestamp", timestamp),
            (once_name, once),
            ("tirelire-signature", &signed.signature(&secret(key_id))),
        ];
        let headers =
            headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let (method, target) = (method.to_owned(), target.to_owned());
        Ask { method, target, headers, body: body.to_vec() }
    }

    pub fn get(&self, target: &str) -> Reply {
        self.send(&self.ask("GET", target, &self.once(), ""))
    }

    pub fn post(&self, target: &str, body: &Value) -> Reply {
        self.send(&self.ask("POST", target, &self.once(), &body.to_string()))
    }

    /// Every problem that comes back is one that the address documents.
    pub fn send(&self, ask: &Ask) -> Reply {
        let reply = self.exchange(&ask.bytes()).expect("an answer");
        assert_eq!(reply.headers["cache-control"], "no-store");
        if reply.status >= 400 {
            assert_eq!(reply.headers["content-type"], "application/problem+json", "{reply:?}");
            let body = reply.json();
            assert_eq!(body["status"], reply.status);
            let detail = body["detail"].as_str().unwrap();
            assert!(!detail.contains('{'), "a member is missing: {detail}");
            if let Some(operation) = self.operation(ask) {
                let documented = &operation["responses"][reply.status.to_string()]["content"]["application/problem+json"]
                    ["examples"][reply.code()];
                assert!(documented.is_object(), "{} {}: {}", ask.method, ask.target, reply.text);
            }
        }
        reply
    }

    /// The documented operation of a request.
    fn operation(&self, ask: &Ask) -> Option<&Value> {
        let path = ask.target.split('?').next().unwrap();
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |template: &str| {
            let wanted: Vec<&str> = template.split('/').collect();
            let same = |(a, b): (&&str, &&str)| a.starts_with('{') || a == b;
            wanted.len() == parts.len() && wanted.iter().zip(&parts).all(same)
        };
        let (_, item) =
            self.document["paths"].as_object().unwrap().iter().find(|(path, _)| fits(path))?;
        item.get(ask.method.to_lowercase())
    }

    /// Bytes out, the answer in; `None` if the connection ends without one.
    pub fn exchange(&self, bytes: &[u8]) -> Option<Reply> {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        // The server may answer and close before all is written.
        let _ = stream.write_all(bytes);
        read_reply(&mut stream)
    }

    pub fn sale(&self, transaction: &str, call: &str) -> String {
        format!("/v1/terminals/T1/sales/{transaction}/{call}")
    }

    pub fn open_shift(&self) {
        let reply = self.post("/v1/terminals/T1/shifts/C7/open", &Value::Null);
        assert_eq!(reply.status, 201, "{reply:?}");
    }

    pub fn balance(&self) -> String {
        self.desk.account(|account| vending::euro(account.balance))
    }
}

pub fn read_reply(stream: &mut TcpStream) -> Option<Reply> {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    Some(Reply { status, headers, text: body.to_owned() })
}

pub fn vend_body(amount: &str) -> Value {
    serde_json::json!({
        "reference": crate::desk::REFERENCE, "amount": amount, "means": "cash", "cashier": "C7"
    })
}

pub fn confirm_body(amount: &str) -> Value {
    serde_json::json!({
        "amount": amount, "taken_at": "2026-11-12T10:00:05+01:00", "means": "cash", "cashier": "C7"
    })
}
