//! The plainest HTTP server that can misbehave, and remembers what it was sent.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[derive(Debug, Clone)]
pub struct Request {
    /// `POST /v2/payments`.
    pub line: String,
    head: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.head.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

pub enum Reply {
    Json(u16, String),
    Redirect(String),
    Raw(&'static [u8]),
    /// Closes without a word.
    Close,
    /// Says nothing for longer than anyone waits.
    Hang,
}

pub struct Fake {
    pub base_url: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Fake {
    /// `reply` is told how many requests came before.
    pub fn new(reply: impl Fn(usize, &Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (kept, reply) = (Arc::clone(&requests), Arc::new(reply));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (kept, reply) = (Arc::clone(&kept), Arc::clone(&reply));
                let Ok(stream) = stream else { return };
                std::thread::spawn(move || answer(&stream, &kept, &*reply));
            }
        });
        Self { base_url, requests }
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

fn answer(
    mut stream: &TcpStream,
    kept: &Mutex<Vec<Request>>,
    reply: &dyn Fn(usize, &Request) -> Reply,
) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    if reader.read_line(&mut line).unwrap_or(0) == 0 {
        return;
    }
    let mut head = Vec::new();
    loop {
        let mut field = String::new();
        reader.read_line(&mut field).unwrap();
        let Some((name, value)) = field.trim_end().split_once(": ") else { break };
        head.push((name.to_owned(), value.to_owned()));
    }
    let mut request = Request {
        line: line.trim_end_matches(" HTTP/1.1\r\n").to_owned(),
        head,
        body: String::new(),
    };
    let length = request.header("content-length").map_or(0, |text| text.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    request.body = String::from_utf8(body).unwrap();
    let before = {
        let mut kept = kept.lock().unwrap();
        kept.push(request.clone());
        kept.len() - 1
    };
    let text = match reply(before, &request) {
        Reply::Json(status, body) => format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        ),
        Reply::Redirect(to) => format!(
            "HTTP/1.1 307 X\r\nlocation: {to}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
        ),
        Reply::Raw(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Reply::Close => return,
        Reply::Hang => {
            std::thread::sleep(Duration::from_secs(30));
            return;
        }
    };
    // A client that has gone is not our concern.
    let _ = stream.write_all(text.as_bytes());
}
