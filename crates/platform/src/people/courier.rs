//! How a one-time code gets to whoever asked for it. It leaves on a thread of its own, so that the page
//! that asks for it takes as long for somebody who is known here as for somebody who is not.

use super::secrets;
use crate::failure::{Failure, refuse};
use notify::carrier::{Carrier, Dispatch, Handed};
use notify::plan::Channel;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use store::ContactPoint;
use units::Language;

/// Brings a one-time code to whoever asked for it.
pub trait Courier: Send + Sync {
    fn bring(&self, to: &ContactPoint, language: Language, code: &str) -> Result<(), Failure>;
}

/// Says codes on standard error: for a demo, which has no way to anybody's phone.
#[derive(Debug)]
pub struct SaidAloud;

impl Courier for SaidAloud {
    fn bring(&self, to: &ContactPoint, _: Language, code: &str) -> Result<(), Failure> {
        eprintln!("the code for {to} is {code}");
        Ok(())
    }
}

/// Codes that wait to leave; more are refused.
const MOST_WAITING: usize = 1_000;
/// Attempts of one code: it is good for ten minutes.
const ATTEMPTS: u32 = 3;

/// By the carriers that bring notices too.
#[derive(Debug)]
pub struct ByCarriers(SyncSender<(Channel, Dispatch)>);

impl ByCarriers {
    /// Errors: no thread can be begun.
    pub fn new(mut carriers: Vec<Box<dyn Carrier>>) -> Result<Self, Failure> {
        let (sender, waiting) = sync_channel::<(Channel, Dispatch)>(MOST_WAITING);
        std::thread::Builder::new().name("codes".to_owned()).spawn(move || {
            for (channel, dispatch) in waiting {
                let carrier = carriers.iter_mut().find(|carrier| carrier.channel() == channel);
                match carrier {
                    Some(carrier) => hand_over(carrier.as_mut(), &dispatch),
                    None => eprintln!("a code was not sent: there is no carrier for it"),
                }
            }
        })?;
        Ok(Self(sender))
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

/// The message, in the letters that a short message has.
fn text(language: Language, code: &str) -> String {
    match language {
        Language::Fr => format!(
            "Tirelire: votre code est {code}. Il est bon pour 10 minutes. Ne le donnez à personne, \
             nous ne le demandons jamais."
        ),
        Language::Nl => format!(
            "Tirelire: je code is {code}. Ze is 10 minuten geldig. Geef ze aan niemand, wij vragen \
             er nooit naar."
        ),
        Language::De => format!(
            "Tirelire: Ihr Code ist {code}. Er gilt 10 Minuten. Geben Sie ihn niemandem, wir fragen \
             nie danach."
        ),
        Language::En => format!(
            "Tirelire: your code is {code}. It is good for 10 minutes. Tell it to nobody, we never \
             ask for it."
        ),
    }
}

fn subject(language: Language) -> &'static str {
    match language {
        Language::Fr => "Votre code",
        Language::Nl => "Je code",
        Language::De => "Ihr Code",
        Language::En => "Your code",
    }
}

impl Courier for ByCarriers {
    fn bring(&self, to: &ContactPoint, language: Language, code: &str) -> Result<(), Failure> {
        let text = text(language, code);
        let channel = match to {
            ContactPoint::Phone(_) => Channel::Sms,
            ContactPoint::Email(_) => Channel::Mail,
        };
        let dispatch = Dispatch {
            id: format!("code-{}", secrets::number()?),
            to: to.to_string(),
            language,
            subject: if channel == Channel::Mail {
                subject(language).to_owned()
            } else {
                String::new()
            },
            html: if channel == Channel::Mail { format!("<p>{text}</p>") } else { String::new() },
            text,
        };
        match self.0.try_send((channel, dispatch)) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(_)) => refuse("too many codes wait to be sent"),
            Err(TrySendError::Disconnected(_)) => refuse("nobody sends codes any more"),
        }
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

    #[test]
    fn a_code_fits_a_short_message_in_four_languages() {
        for language in Language::ALL {
            let text = text(language, "482913");
            let septets = notify::gsm::septets(&text);
            assert!(septets.is_some_and(|septets| septets <= 160), "{language}: {septets:?}");
        }
    }
}
