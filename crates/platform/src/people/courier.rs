//! How a one-time code gets to whoever asked for it. It leaves on a thread of its own, so that the page
//! that asks for it takes as long for somebody who is known here as for somebody who is not.

use super::secrets;
use crate::failure::{Failure, refuse};
use notify::asked::{self, Word};
use notify::carrier::{Carrier, Dispatch, Handed};
use notify::plan::Channel;
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use store::ContactPoint;
use units::Language;

/// Brings a one-time code to whoever asked for it.
pub trait Courier: Send + Sync {
    fn bring(&self, to: &ContactPoint, language: Language, code: &str) -> Result<(), Failure> {
        self.say(to, language, asked::code(language, code))
    }

    /// Brings some words soon that are no notice of an account: behind all codes.
    fn say(&self, to: &ContactPoint, language: Language, word: Word) -> Result<(), Failure>;
}

/// Says codes on standard error: for a demo, which has no way to anybody's phone.
#[derive(Debug)]
pub struct SaidAloud;

impl Courier for SaidAloud {
    fn bring(&self, to: &ContactPoint, _: Language, code: &str) -> Result<(), Failure> {
        eprintln!("the code for {to} is {code}");
        Ok(())
    }

    fn say(&self, to: &ContactPoint, _: Language, word: Word) -> Result<(), Failure> {
        eprintln!("to {to}: {}", word.text);
        Ok(())
    }
}

/// Codes that wait to leave, and other words; more are refused.
const MOST_WAITING: usize = 1_000;
/// Attempts of one code: it is good for ten minutes.
const ATTEMPTS: u32 = 3;

type Waits = (Channel, Dispatch);

/// What waits to leave. Somebody waits for a code at a page that asks for it; for anything else, nobody does.
#[derive(Debug, Default)]
struct Waiting {
    codes: VecDeque<Waits>,
    words: VecDeque<Waits>,
    ended: bool,
}

#[derive(Debug, Default)]
struct Line {
    waiting: Mutex<Waiting>,
    comes: Condvar,
}

impl Line {
    fn add(&self, code: bool, waits: Waits) -> Result<(), Failure> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let own = if code { &mut waiting.codes } else { &mut waiting.words };
        if own.len() >= MOST_WAITING {
            return refuse("too many codes or words wait to be sent");
        }
        own.push_back(waits);
        self.comes.notify_one();
        Ok(())
    }

    /// Waits for the next one. `None` once nobody can add any and all have left.
    fn next(&self) -> Option<Waits> {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let empty = |waiting: &mut Waiting| {
            !waiting.ended && waiting.codes.is_empty() && waiting.words.is_empty()
        };
        let there = self.comes.wait_while(waiting, empty);
        let mut waiting = there.unwrap_or_else(PoisonError::into_inner);
        let code = waiting.codes.pop_front();
        code.or_else(|| waiting.words.pop_front())
    }
}

/// By the carriers that bring notices too.
#[derive(Debug)]
pub struct ByCarriers(Arc<Line>);

impl ByCarriers {
    /// Errors: no thread can be begun.
    pub fn new(mut carriers: Vec<Box<dyn Carrier>>) -> Result<Self, Failure> {
        let line = Arc::new(Line::default());
        let of_thread = Arc::clone(&line);
        std::thread::Builder::new().name("codes".to_owned()).spawn(move || {
            while let Some((channel, dispatch)) = of_thread.next() {
                let carrier = carriers.iter_mut().find(|carrier| carrier.channel() == channel);
                match carrier {
                    Some(carrier) => hand_over(carrier.as_mut(), &dispatch),
                    None => eprintln!("a code was not sent: there is no carrier for it"),
                }
            }
        })?;
        Ok(Self(line))
    }

    fn send(
        &self,
        code: bool,
        to: &ContactPoint,
        language: Language,
        word: Word,
    ) -> Result<(), Failure> {
        let Word { subject, text } = word;
        let channel = match to {
            ContactPoint::Phone(_) => Channel::Sms,
            ContactPoint::Email(_) => Channel::Mail,
        };
        let mail = channel == Channel::Mail;
        let dispatch = Dispatch {
            id: format!("code-{}", secrets::number()?),
            to: to.to_string(),
            language,
            subject: if mail { subject.to_owned() } else { String::new() },
            html: if mail { format!("<p>{text}</p>") } else { String::new() },
            text,
        };
        self.0.add(code, (channel, dispatch))
    }
}

impl Drop for ByCarriers {
    fn drop(&mut self) {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner).ended = true;
        self.0.comes.notify_one();
    }
}

/// Neither the code nor where it goes is said in the log.
fn hand_over(carrier: &mut dyn Carrier, dispatch: &Dispatch) {
    for _ in 0..ATTEMPTS {
        let reason = match carrier.hand_over(std::slice::from_ref(dispatch)).pop() {
            Some(Handed::Over { .. } | Handed::Unknown { .. }) => return,
            Some(Handed::Never { reason }) => {
                eprintln!("a code was not taken: {reason}");
                return;
            }
            Some(Handed::NotNow { reason }) => reason,
            None => "no answer".to_owned(),
        };
        eprintln!("a code was not taken now: {reason}");
        std::thread::sleep(std::time::Duration::from_secs(2));
    }
}

impl Courier for ByCarriers {
    fn bring(&self, to: &ContactPoint, language: Language, code: &str) -> Result<(), Failure> {
        self.send(true, to, language, asked::code(language, code))
    }

    fn say(&self, to: &ContactPoint, language: Language, word: Word) -> Result<(), Failure> {
        self.send(false, to, language, word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::carrier::Receipt;
    use std::sync::mpsc::{Sender, channel};
    use std::time::Duration;

    struct Told(Sender<Dispatch>, u32);

    impl Carrier for Told {
        fn channel(&self) -> Channel {
            Channel::Sms
        }

        fn hand_over(&mut self, lot: &[Dispatch]) -> Vec<Handed> {
            self.1 += 1;
            if self.1 == 1 {
                return vec![Handed::NotNow { reason: "busy".to_owned() }];
            }
            for dispatch in lot {
                self.0.send(dispatch.clone()).unwrap();
            }
            vec![Handed::Over { carrier_id: "1".to_owned() }]
        }

        fn receipts(&mut self, _: Duration) -> Vec<Receipt> {
            Vec::new()
        }
    }

    #[test]
    fn pd_04_a_code_leaves_by_the_carrier_of_its_address_and_is_offered_again() {
        let (sender, heard) = channel();
        let courier = ByCarriers::new(vec![Box::new(Told(sender, 0))]).unwrap();
        let phone = ContactPoint::Phone("0475 00 00 01".parse().unwrap());
        courier.bring(&phone, Language::Nl, "482913").unwrap();
        let dispatch = heard.recv_timeout(Duration::from_secs(20)).unwrap();
        assert_eq!(dispatch.to, "+32475000001");
        assert!(dispatch.text.contains("482913") && dispatch.html.is_empty());
    }

    /// Says that it has something in its hands, and waits until it may go on.
    struct Slow(Sender<String>, std::sync::mpsc::Receiver<()>);

    impl Carrier for Slow {
        fn channel(&self) -> Channel {
            Channel::Sms
        }

        fn hand_over(&mut self, lot: &[Dispatch]) -> Vec<Handed> {
            for dispatch in lot {
                self.0.send(dispatch.text.clone()).unwrap();
                let _ended = self.1.recv();
            }
            vec![Handed::Over { carrier_id: "1".to_owned() }]
        }

        fn receipts(&mut self, _: Duration) -> Vec<Receipt> {
            Vec::new()
        }
    }

    #[test]
    fn pd_04_a_code_leaves_before_all_other_words_that_wait_and_is_not_refused_for_them() {
        let ((sender, heard), (go, goes)) = (channel(), channel());
        let courier = ByCarriers::new(vec![Box::new(Slow(sender, goes))]).unwrap();
        let phone = ContactPoint::Phone("0475 00 00 01".parse().unwrap());
        let word = |text: &str| Word { subject: "", text: text.to_owned() };
        let next = || heard.recv_timeout(Duration::from_secs(20)).unwrap();
        courier.say(&phone, Language::Nl, word("first")).unwrap();
        assert_eq!(next(), "first", "in the hands of the carrier");
        let mut said = 0;
        while courier.say(&phone, Language::Nl, word("more")).is_ok() {
            said += 1;
        }
        assert_eq!(said, MOST_WAITING);
        courier.bring(&phone, Language::Nl, "482913").unwrap();
        go.send(()).unwrap();
        assert!(next().contains("482913"));
        go.send(()).unwrap();
        assert_eq!(next(), "more");
        drop(go);
    }
}
