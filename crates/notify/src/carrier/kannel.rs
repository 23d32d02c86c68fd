//! Short messages over Kannel: its `sendsms`, the reports it calls back with, and what people write, which its
//! `sms-service` asks us about. Source: Kannel 1.4.5 user guide, chapters 6 and 7.

use super::{Carrier, CarrierError, Dispatch, Fate, Handed, Heard, Receipt};
use crate::heard::MOST_LETTERS;
use crate::plan::Channel;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;
use ureq::Agent;

/// How long Kannel may take to accept one message.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Reports on delivery, on failure, and on refusal by the message centre.
const REPORTS: u8 = 1 | 2 | 16;
const MOST_REQUEST_BYTES: u64 = 8 * 1024;
/// Letters of a reason or a number.
const MOST_REASON: usize = 200;

/// How Kannel is reached.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Such as `http://127.0.0.1:13013/cgi-bin/sendsms`.
    pub url: String,
    pub user: String,
    pub password: String,
    /// As readers see it: up to eleven letters, or a number.
    pub sender: String,
    /// Where reports are listened for.
    pub listen: SocketAddr,
    /// Where Kannel finds that, if it is not `http://LISTEN`.
    pub callback: Option<String>,
    /// Stands in each call back: who does not know it reports nothing, and says nothing in anybody's name.
    pub secret: String,
}

/// A Kannel that takes short messages.
#[derive(Debug)]
pub struct Kannel {
    settings: Settings,
    callback: String,
    agent: Agent,
    came: Receiver<Came>,
    heard: Vec<Heard>,
}

/// What Kannel calls about.
#[derive(Debug, PartialEq, Eq)]
enum Came {
    Report(Receipt),
    Written(Heard),
}

impl Kannel {
    /// Listens for reports at once. Errors: the address is taken.
    pub fn open(settings: Settings) -> Result<Self, CarrierError> {
        let refused = |source| CarrierError::Listen { listen: settings.listen.to_string(), source };
        let listener = TcpListener::bind(settings.listen).map_err(refused)?;
        let at = listener.local_addr().map_err(refused)?;
        let callback = settings.callback.clone().unwrap_or_else(|| format!("http://{at}"));
        let (send, came) = channel();
        let secret = settings.secret.clone();
        std::thread::spawn(move || listen(&listener, &secret, &send));
        let config = Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        Ok(Self { settings, callback, agent: config.new_agent(), came, heard: Vec::new() })
    }

    fn send(&self, one: &Dispatch) -> Handed {
        let Settings { url, user, password, sender, secret, .. } = &self.settings;
        let report =
            format!("{}/report?secret={secret}&id={}&type=%d&answer=%A", self.callback, one.id);
        let mask = REPORTS.to_string();
        let asked = self
            .agent
            .get(url)
            .query("username", user)
            .query("password", password)
            .query("from", sender)
            .query("to", &one.to)
            .query("text", &one.text)
            .query("charset", "UTF-8")
            .query("coding", "0")
            .query("dlr-mask", &mask)
            .query("dlr-url", &report)
            .call();
        match asked {
            Ok(mut response) => {
                let status = response.status().as_u16();
                let said = response.body_mut().read_to_string().unwrap_or_default();
                let reason = format!("kannel answers {status}: {}", said.trim());
                match status {
                    200 | 202 => Handed::Over { carrier_id: one.id.clone() },
                    // A wrong password is put right by a person, not by giving up.
                    401 | 403 | 429 | 500..=599 => Handed::NotNow { reason },
                    _ => Handed::Never { reason },
                }
            }
            Err(error) => {
                let reason = format!("kannel: {error}");
                if was_not_sent(&error) {
                    Handed::NotNow { reason }
                } else {
                    Handed::Unknown { reason }
                }
            }
        }
    }
}

/// Whether nothing can have left.
fn was_not_sent(error: &ureq::Error) -> bool {
    match error {
        ureq::Error::Io(error) => error.kind() == std::io::ErrorKind::ConnectionRefused,
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed | ureq::Error::BadUri(_) => true,
        ureq::Error::Timeout(when) => {
            matches!(when, ureq::Timeout::Connect | ureq::Timeout::Resolve)
        }
        _ => false,
    }
}

impl Carrier for Kannel {
    fn channel(&self) -> Channel {
        Channel::Sms
    }

    fn hand_over(&mut self, lot: &[Dispatch]) -> Vec<Handed> {
        lot.iter().map(|one| self.send(one)).collect()
    }

    fn receipts(&mut self, wait: Duration) -> Vec<Receipt> {
        let mut came: Vec<Came> = self.came.try_iter().collect();
        if came.is_empty() && !wait.is_zero() {
            came.extend(self.came.recv_timeout(wait).ok());
            came.extend(self.came.try_iter());
        }
        let mut receipts = Vec::new();
        for one in came {
            match one {
                Came::Report(receipt) => receipts.push(receipt),
                Came::Written(heard) => self.heard.push(heard),
            }
        }
        receipts
    }

    fn heard(&mut self) -> Vec<Heard> {
        std::mem::take(&mut self.heard)
    }
}

/// Takes reports and messages until nobody wants them any more.
fn listen(listener: &TcpListener, secret: &str, send: &Sender<Came>) {
    for stream in listener.incoming() {
        let Ok(mut stream) = stream else { continue };
        let came = read_request(&stream).and_then(|path| came(&path, secret));
        // An answer with words would leave as a message to whoever wrote.
        let answer = match &came {
            Some(_) => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            None => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        };
        // The receipt is kept first: a report that is not answered comes again, and is then one too many.
        if let Some(Some(one)) = came
            && send.send(one).is_err()
        {
            return;
        }
        // Whoever called may have gone; the report is ours all the same.
        let _ = stream.write_all(answer.as_bytes());
    }
}

/// The path of a request, read to the end of its head.
fn read_request(stream: &TcpStream) -> Option<String> {
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    let mut lines = BufReader::new(stream.take(MOST_REQUEST_BYTES)).lines();
    let first = lines.next()?.ok()?;
    // The rest of the head is read, else closing would cut our answer off.
    for line in lines {
        if line.ok()?.is_empty() {
            break;
        }
    }
    let mut words = first.split(' ');
    (words.next()? == "GET").then_some(())?;
    words.next().map(str::to_owned)
}

/// What a call says: `None` if it is not one of ours, `Some(None)` if it says nothing final, or nothing at all.
fn came(path: &str, secret: &str) -> Option<Option<Came>> {
    let (what, query) = path.split_once('?')?;
    let value = |name: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    (value("secret")? == secret).then_some(())?;
    match what {
        "/report" => {
            let carrier_id = value("id").filter(|id| !id.is_empty())?.to_owned();
            let fate = match value("type")?.parse::<u8>().ok()? {
                1 => Fate::Delivered,
                2 | 16 => Fate::Failed,
                _ => return Some(None),
            };
            let reason = decoded(value("answer").unwrap_or_default(), MOST_REASON);
            Some(Some(Came::Report(Receipt { carrier_id, fate, reason })))
        }
        "/heard" => {
            let from = decoded(value("from")?, MOST_REASON);
            let text = decoded(value("text")?, MOST_LETTERS);
            let says = !from.trim().is_empty() && !text.trim().is_empty();
            Some(says.then_some(Came::Written(Heard { from, text })))
        }
        _ => None,
    }
}

/// A value of a query, with what is not readable left out; a line ends as a word does.
fn decoded(value: &str, most: usize) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next().unwrap_or(b'3'), rest.next().unwrap_or(b'f')];
                let text = std::str::from_utf8(&digits).unwrap_or("3f");
                u8::from_str_radix(text, 16).unwrap_or(b'?')
            }
            byte => byte,
        });
    }
    let text = String::from_utf8_lossy(&bytes).replace(['\n', '\r', '\t'], " ");
    text.chars().filter(|sign| !sign.is_control()).take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(url: &str) -> Settings {
        Settings {
            url: url.to_owned(),
            user: "notices".to_owned(),
            password: "secret".to_owned(),
            sender: "ORES".to_owned(),
            listen: "127.0.0.1:0".parse().unwrap(),
            callback: None,
            secret: "s3".to_owned(),
        }
    }

    fn one() -> Dispatch {
        Dispatch {
            id: "1000000001-1".to_owned(),
            to: "+32450000001".to_owned(),
            language: Language::Fr,
            subject: String::new(),
            text: "Électricité: 4,60 €".to_owned(),
            html: String::new(),
        }
    }

    use units::Language;

    #[test]
    fn cm_06_a_report_names_its_notice_and_knows_the_secret() {
        let heard = |path: &str| came(path, "s3");
        let delivered = "/report?secret=s3&id=1-2&type=1&answer=DELIVRD%20err%3a000";
        assert_eq!(
            heard(delivered),
            Some(Some(Came::Report(Receipt {
                carrier_id: "1-2".to_owned(),
                fate: Fate::Delivered,
                reason: "DELIVRD err:000".to_owned(),
            })))
        );
        assert_eq!(heard("/report?secret=s3&id=1-2&type=8&answer="), Some(None), "not final");
        let failed = heard("/report?secret=s3&id=1-2&type=16&answer=NACK").flatten();
        assert!(matches!(failed, Some(Came::Report(Receipt { fate: Fate::Failed, .. }))));
        for wrong in [
            "/report?secret=s4&id=1-2&type=1",
            "/report?id=1-2&type=1",
            "/report?secret=s3&id=&type=1",
            "/report?secret=s3&id=1-2&type=x",
            "/",
        ] {
            assert_eq!(heard(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn cm_02_what_somebody_writes_comes_with_its_number_and_needs_the_secret() {
        let heard = |path: &str| came(path, "s3");
        let written = |from: &str, text: &str| {
            Some(Some(Came::Written(Heard { from: from.to_owned(), text: text.to_owned() })))
        };
        let path = "/heard?secret=s3&from=%2B32475123456&text=ARR%C3%8AT%0Asvp";
        assert_eq!(heard(path), written("+32475123456", "ARRÊT svp"));
        let long = format!("/heard?secret=s3&from=0475123456&text={}", "a".repeat(3_000));
        assert_eq!(heard(&long), written("0475123456", &"a".repeat(MOST_LETTERS)));
        assert_eq!(heard("/heard?secret=s3&from=0475123456&text=+"), Some(None), "it says nothing");
        for wrong in [
            "/heard?secret=s4&from=0475123456&text=STOP",
            "/heard?from=0475123456&text=STOP",
            "/heard?secret=s3&text=STOP",
            "/heard?secret=s3&from=0475123456",
            "/said?secret=s3&from=0475123456&text=STOP",
        ] {
            assert_eq!(heard(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn cm_02_kannel_asks_us_and_gets_no_words_to_send() {
        let mut kannel = Kannel::open(settings("http://127.0.0.1:1/sendsms")).unwrap();
        let ask = |path: &str| {
            let at = kannel.callback.strip_prefix("http://").unwrap();
            let mut stream = TcpStream::connect(at).unwrap();
            stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        };
        let answer = ask("/heard?secret=s3&from=%2B32450000001&text=STOP");
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\n\r\n"), "{answer}");
        assert!(ask("/heard?secret=no&from=%2B32450000001&text=STOP").contains("404"));
        assert_eq!(kannel.receipts(Duration::from_secs(5)), []);
        let heard = kannel.heard();
        assert_eq!(heard, [Heard { from: "+32450000001".to_owned(), text: "STOP".to_owned() }]);
        assert_eq!(kannel.heard(), [], "each once");
    }

    #[test]
    fn cm_06_what_was_not_sent_is_offered_again_and_what_may_have_been_is_not() {
        // Nobody listens there.
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut nobody = Kannel::open(settings(&format!("http://{free}/sendsms"))).unwrap();
        assert!(matches!(nobody.hand_over(&[one()])[..], [Handed::NotNow { .. }]));
        for (answer, expected) in [
            (
                "HTTP/1.1 202 Accepted\r\nContent-Length: 25\r\n\r\n0: Accepted for delivery\n",
                "over",
            ),
            ("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "not now"),
            ("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "not now"),
            ("HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n", "never"),
            // It breaks off after it has heard everything.
            ("", "unknown"),
        ] {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let url = format!("http://{}/sendsms", listener.local_addr().unwrap());
            let server = std::thread::spawn(move || {
                let (mut stream, _) = listener.accept().unwrap();
                let path = read_request(&stream).unwrap();
                stream.write_all(answer.as_bytes()).unwrap();
                path
            });
            let mut kannel = Kannel::open(settings(&url)).unwrap();
            let handed = kannel.hand_over(&[one()]).remove(0);
            let said = match handed {
                Handed::Over { .. } => "over",
                Handed::NotNow { .. } => "not now",
                Handed::Never { .. } => "never",
                Handed::Unknown { .. } => "unknown",
            };
            assert_eq!(said, expected, "{answer}");
            let path = server.join().unwrap();
            assert!(
                path.contains("to=%2B32450000001") || path.contains("to=+32450000001"),
                "{path}"
            );
            assert!(path.contains("%E2%82%AC"), "the sign of the euro: {path}");
        }
    }
}
