//! Mail over SMTP. A mail is signed (DKIM) by the relay that takes it: what is signed stands in its head.
//! Source: UX 5.4, RFC 5321.

use super::{Carrier, CarrierError, Dispatch, Handed, Receipt};
use crate::plan::Channel;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message};
use std::net::IpAddr;
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(20);

/// How mail leaves.
#[derive(Debug, Clone)]
pub struct Settings {
    pub host: String,
    pub port: u16,
    /// STARTTLS before anything is said. Only a relay on this machine may do without.
    pub tls: bool,
    pub user: Option<(String, String)>,
    /// Name and address of the sender, such as `ORES` and `compteur@ppp.example.be`.
    pub sender: (String, String),
}

/// A relay that takes mail.
#[derive(Debug)]
pub struct Smtp {
    settings: Settings,
    sender: Mailbox,
}

/// What a relay said of a mail, or that it said nothing.
enum Step {
    NotYet(lettre::transport::smtp::Error),
    Under(lettre::transport::smtp::Error),
}

impl Smtp {
    /// Errors: the sender has no address, or mail would leave the machine in the clear.
    pub fn open(settings: Settings) -> Result<Self, CarrierError> {
        let (name, address) = &settings.sender;
        let wrong = || CarrierError::Sender { address: address.clone() };
        let sender: Address = address.parse().map_err(|_| wrong())?;
        let loopback = settings.host == "localhost"
            || settings.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        if !settings.tls && !loopback {
            return Err(CarrierError::NoTls { host: settings.host });
        }
        let sender = Mailbox::new(Some(name.clone()), sender);
        Ok(Self { settings, sender })
    }

    /// The mail of a notice. Its id is that of the notice: who gets it twice sees one.
    fn message(&self, one: &Dispatch) -> Result<Message, String> {
        let to: Address = one.to.parse().map_err(|_| format!("`{}` is no address", one.to))?;
        let domain = self.sender.email.domain();
        let plain = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(one.text.clone());
        let builder = Message::builder()
            .from(self.sender.clone())
            .to(Mailbox::new(None, to))
            .message_id(Some(format!("<notice-{}@{domain}>", one.id)))
            .subject(one.subject.clone())
            .header(AutoSubmitted)
            .header(ContentLanguage(one.language.code()));
        let built = if one.html.is_empty() {
            builder.singlepart(plain)
        } else {
            let html = SinglePart::builder().header(ContentType::TEXT_HTML).body(one.html.clone());
            builder.multipart(MultiPart::alternative().singlepart(plain).singlepart(html))
        };
        built.map_err(|error| error.to_string())
    }

    fn connect(&self) -> Result<SmtpConnection, lettre::transport::smtp::Error> {
        let Settings { host, port, tls, user, .. } = &self.settings;
        let us = ClientId::Domain(self.sender.email.domain().to_owned());
        let mut relay =
            SmtpConnection::connect((host.as_str(), *port), Some(TIMEOUT), &us, None, None)?;
        if *tls {
            relay.starttls(&TlsParameters::new_rustls(host.clone())?, &us)?;
        }
        if let Some((user, password)) = user {
            let credentials = Credentials::new(user.clone(), password.clone());
            relay.auth(&[Mechanism::Plain, Mechanism::Login], &credentials)?;
        }
        Ok(relay)
    }

    fn send(&self, relay: &mut Option<SmtpConnection>, one: &Dispatch) -> Result<(), Step> {
        let message = match self.message(one) {
            Ok(message) => message,
            Err(_) => return Ok(()),
        };
        if relay.as_ref().is_none_or(SmtpConnection::has_broken) {
            *relay = Some(self.connect().map_err(Step::NotYet)?);
        }
        let Some(open) = relay.as_mut() else { return Ok(()) };
        open.send(message.envelope(), &message.formatted()).map(|_| ()).map_err(Step::Under)
    }

    fn handed(&self, relay: &mut Option<SmtpConnection>, one: &Dispatch) -> Handed {
        // What cannot be written down as a mail will never be one.
        if let Err(reason) = self.message(one) {
            return Handed::Never { reason };
        }
        match self.send(relay, one) {
            Ok(()) => Handed::Over { carrier_id: one.id.clone() },
            Err(Step::NotYet(error)) => Handed::NotNow { reason: format!("mail: {error}") },
            Err(Step::Under(error)) => {
                *relay = None;
                let reason = format!("mail: {error}");
                if error.is_permanent() {
                    Handed::Never { reason }
                } else if error.is_transient() || error.is_client() {
                    Handed::NotNow { reason }
                } else {
                    // The line broke under way: the relay may have it.
                    Handed::Unknown { reason }
                }
            }
        }
    }
}

impl Carrier for Smtp {
    fn channel(&self) -> Channel {
        Channel::Mail
    }

    fn hand_over(&mut self, lot: &[Dispatch]) -> Vec<Handed> {
        let mut relay = None;
        let handed = lot.iter().map(|one| self.handed(&mut relay, one)).collect();
        if let Some(mut relay) = relay {
            // It has all that it took; how the line ends changes nothing.
            let _ = relay.quit();
        }
        handed
    }

    /// A relay tells of a mail by mail: nothing is heard here.
    fn receipts(&mut self, _: Duration) -> Vec<Receipt> {
        Vec::new()
    }
}

/// No answer of a machine is wanted. Source: RFC 3834.
#[derive(Debug, Clone, Copy)]
struct AutoSubmitted;

impl lettre::message::header::Header for AutoSubmitted {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Source: RFC 3282.
#[derive(Debug, Clone, Copy)]
struct ContentLanguage(&'static str);

impl lettre::message::header::Header for ContentLanguage {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("Content-Language")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self("fr"))
    }

    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), self.0.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::Language;

    fn settings(host: &str) -> Settings {
        Settings {
            host: host.to_owned(),
            port: 25,
            tls: false,
            user: None,
            sender: ("ORES".to_owned(), "compteur@ppp.example.be".to_owned()),
        }
    }

    #[test]
    fn cm_06_mail_leaves_the_machine_with_tls_only() {
        assert!(Smtp::open(settings("127.0.0.1")).is_ok());
        let refused = Smtp::open(settings("relay.example.be")).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "mail leaves this machine only with TLS; `relay.example.be` is not loopback"
        );
        assert!(Smtp::open(Settings { tls: true, ..settings("relay.example.be") }).is_ok());
    }

    #[test]
    fn cm_06_a_mail_has_both_parts_and_the_id_of_its_notice() {
        let smtp = Smtp::open(settings("127.0.0.1")).unwrap();
        let one = Dispatch {
            id: "1000000001-2".to_owned(),
            to: "home@example.be".to_owned(),
            language: Language::Fr,
            subject: "Électricité: il vous reste 3,80 €".to_owned(),
            text: "Électricité: il vous reste 3,80 €.".to_owned(),
            html: "<p>Électricité</p>".to_owned(),
        };
        let mail = smtp.message(&one).unwrap().formatted();
        let mail = String::from_utf8(mail).unwrap();
        for part in [
            "Message-ID: <notice-1000000001-2@ppp.example.be>",
            "Auto-Submitted: auto-generated",
            "Content-Language: fr",
            "multipart/alternative",
            "text/plain; charset=utf-8",
            "text/html; charset=utf-8",
        ] {
            assert!(mail.contains(part), "{part}\n{mail}");
        }
        let nowhere = Dispatch { to: "nobody".to_owned(), ..one };
        assert!(matches!(smtp.handed(&mut None, &nowhere), Handed::Never { .. }));
    }
}
