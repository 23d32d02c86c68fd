//! The pages on a loopback port, and the plainest client that can read them.

use crate::addresses;
use crate::staff::{Staff, gate};
use portal::Source;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use tokio::runtime::Runtime;

pub struct Site {
    address: SocketAddr,
    reports: Arc<Mutex<Vec<String>>>,
    _runtime: Runtime,
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

pub fn reporter(reports: &Arc<Mutex<Vec<String>>>) -> portal::Report {
    let kept = Arc::clone(reports);
    Arc::new(move |line: &str| kept.lock().unwrap().push(line.to_owned()))
}

impl Site {
    pub fn of(source: impl Source + 'static) -> Self {
        let reports = Arc::new(Mutex::new(Vec::new()));
        let gate = gate(Staff::default());
        let phone = "0800 00 000".to_owned();
        let (router, _) = portal::router(Arc::new(source), &gate, phone, reporter(&reports));
        Self::serving(router, reports)
    }

    /// `reports`: where the router's failures go.
    pub fn serving(router: axum::Router, reports: Arc<Mutex<Vec<String>>>) -> Self {
        let router = portal::explained(router, "0800 00 000");
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(portal::serve(listener, router, std::future::pending()));
        Self { address, reports, _runtime: runtime }
    }

    /// As an agent.
    pub fn get(&self, path: &str) -> Answer {
        self.request("GET", path, "cookie: session=agent_l2\r\n")
    }

    pub fn request(&self, method: &str, path: &str, headers: &str) -> Answer {
        self.send(method, path, headers, b"")
    }

    pub fn send(&self, method: &str, path: &str, headers: &str, content: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let request =
            format!("{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        stream.write_all(content).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let answer = Answer { status, head, body: bytes[end + 4..].to_vec() };
        addresses::assert_leads_on_with_nothing(path, &answer);
        answer
    }

    pub fn reports(&self) -> Vec<String> {
        self.reports.lock().unwrap().clone()
    }
}
