//! The same confirmations through the door: signed requests over HTTP on loopback, each connection kept
//! alive, the server and its writer in this process.

use super::vend::{AMOUNT, DSO, sale_of};
use crate::failure::{Failure, refuse};
use http_api::{ConfirmRequest, Limits, Means, Sees, Signed};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant as Clock};
use store::Store;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

/// The API with a writer of its own, and connections to it.
pub struct Door {
    /// Ends with it.
    _server: Runtime,
    client: Runtime,
    connections: Vec<TcpStream>,
    keys: HashMap<String, String>,
}

impl Door {
    /// Opens it for terminals that sell `sales` sales between them.
    pub fn open(url: &str, sales: u64, connections: u64) -> Result<Self, Failure> {
        let keys = terminals(&mut Store::open(url)?, sales)?;
        let clock = Arc::new(crate::clock::now);
        let router = crate::desk::router(url, clock.clone(), clock)?;
        let server = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let listener = server.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let ended = std::future::pending();
        server.spawn(http_api::serve(listener, router, Limits::default(), ended));
        let client = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let connect = async || {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            Ok::<_, Failure>(stream)
        };
        let connections = (0..connections).map(|_| client.block_on(connect()));
        let connections = connections.collect::<Result<_, _>>()?;
        Ok(Self { _server: server, client, connections, keys })
    }

    /// Confirms reserved sales over all connections. Returns how long all took and each.
    pub fn confirm(&self, sales: Range<u64>) -> Result<(Duration, Vec<Duration>), Failure> {
        let requests: Vec<Vec<u8>> =
            sales.map(|number| request(number, &self.keys)).collect::<Result<_, _>>()?;
        let next = AtomicUsize::new(0);
        let one = async |stream: &TcpStream| {
            let mut latencies = Vec::new();
            while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
                let start = Clock::now();
                write(stream, request).await?;
                let answer = read(stream).await?;
                if !answer.starts_with("HTTP/1.1 200") || !answer.contains("\"credited\"") {
                    return refuse(format!("a confirmation was answered with {answer}"));
                }
                latencies.push(start.elapsed());
            }
            Ok::<_, Failure>(latencies)
        };
        let start = Clock::now();
        let all = futures_util::future::join_all(self.connections.iter().map(one));
        let done = self.client.block_on(all);
        let took = start.elapsed();
        let mut latencies = Vec::new();
        for of_connection in done {
            latencies.extend(of_connection?);
        }
        Ok((took, latencies))
    }
}

/// A key, as it is printed, for each terminal that sells.
fn terminals(store: &mut Store, sales: u64) -> Result<HashMap<String, String>, Failure> {
    let mut keys = HashMap::new();
    for number in 0..sales {
        let (terminal, _) = sale_of(number);
        if keys.contains_key(&terminal) {
            break;
        }
        let (id, name) = (terminal.parse()?, terminal.clone());
        let now = crate::clock::now();
        let key = crate::terminals::add(store, &id, DSO, name, Sees::AmountOnly, now)?;
        keys.insert(terminal, key);
    }
    Ok(keys)
}

/// One signed request, as its bytes.
fn request(number: u64, keys: &HashMap<String, String>) -> Result<Vec<u8>, Failure> {
    let (terminal, number) = sale_of(number);
    let key = keys.get(&terminal).and_then(|key| key.split_once(':'));
    let Some((key_id, secret)) = key else { return refuse("a terminal without a key") };
    let now = crate::clock::now();
    let body = serde_json::to_string(&ConfirmRequest {
        amount: vending::euro(AMOUNT),
        taken_at: now.to_local_string(),
        means: Means::DebitCard,
        cashier: "bench".to_owned(),
        promised_to: None,
    })?;
    let target = format!("/v1/terminals/{terminal}/sales/{number}/confirm");
    let (timestamp, once) = (now.unix_s().to_string(), format!("{number}:confirm"));
    let signed = Signed {
        method: "POST",
        target: &target,
        timestamp: &timestamp,
        key_id,
        once: &once,
        body: body.as_bytes(),
    };
    let signature = signed.signature(secret.as_bytes());
    let length = body.len();
    Ok(format!(
        "POST {target} HTTP/1.1\r\nhost: localhost\r\ntirelire-key: {key_id}\r\n\
         tirelire-timestamp: {timestamp}\r\nidempotency-key: {once}\r\n\
         tirelire-signature: {signature}\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
    .into_bytes())
}

async fn write(stream: &TcpStream, mut bytes: &[u8]) -> Result<(), Failure> {
    while !bytes.is_empty() {
        stream.writable().await?;
        match stream.try_write(bytes) {
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Head and body of one answer.
async fn read(stream: &TcpStream) -> Result<String, Failure> {
    let (mut answer, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        stream.readable().await?;
        match stream.try_read(&mut piece) {
            Ok(0) => return refuse("a connection was closed"),
            Ok(count) => answer.extend_from_slice(piece.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error.into()),
        }
        let text = std::str::from_utf8(&answer).unwrap_or_default();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.ok_or("an answer without a length")?.trim().parse()?;
        if body.len() >= length {
            return Ok(text.to_owned());
        }
    }
}
