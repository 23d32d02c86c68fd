//! `tirelire account contact`: how the people of an account are reached. Source: CM-02, CM-07.

use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::Instant;
use clap::{Args, ValueEnum};
use std::io::Write;
use store::{Contact, Threshold};
use units::{Ean, Email, Language, MicroEuro, Phone};

/// A way in which somebody may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Way {
    Sms,
    Mail,
    Letter,
    Voice,
}

/// What is not given stays as it was; nothing given shows what is known.
#[derive(Debug, Args)]
pub struct Asked {
    ean: Ean,
    #[arg(long)]
    language: Option<Language>,
    /// As its owner writes it.
    #[arg(long)]
    name: Option<String>,
    /// However it is written here: `0475 12 34 56`, `+32 475/12.34.56`.
    #[arg(long)]
    phone: Option<Phone>,
    #[arg(long, conflicts_with = "phone")]
    no_phone: bool,
    #[arg(long)]
    email: Option<Email>,
    #[arg(long, conflicts_with = "email")]
    no_email: bool,
    #[arg(long)]
    street: Option<String>,
    #[arg(long)]
    postcode: Option<String>,
    #[arg(long)]
    town: Option<String>,
    /// The ways that are wished, such as `sms,mail`.
    #[arg(long, value_delimiter = ',')]
    channels: Option<Vec<Way>>,
    /// Whether the phone line may say the street to who calls from this number: `true` or `false`.
    #[arg(long)]
    recognised: Option<bool>,
    /// Whether letters come in easy words: `true` or `false`.
    #[arg(long)]
    easy: Option<bool>,
    /// Messages that are not wished, such as `M03,M04`; `none` for all to come.
    #[arg(long, value_delimiter = ',')]
    decline: Option<Vec<String>>,
    /// Say that credit is low below this amount.
    #[arg(long, conflicts_with = "threshold_days")]
    threshold_eur: Option<MicroEuro>,
    /// Say that credit is low when it is expected to last for less than so many days.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=60))]
    threshold_days: Option<u16>,
    #[arg(long, conflicts_with_all = ["threshold_eur", "threshold_days"])]
    no_threshold: bool,
    /// Own quiet hours, such as `22:00-07:00`, or `none`.
    #[arg(long)]
    quiet: Option<Quiet>,
    /// The agent who enters it; the holder without it.
    #[arg(long)]
    by: Option<String>,
    /// When it was learnt; now without it.
    #[arg(long)]
    at: Option<Instant>,
}

/// Quiet hours as they are asked for, in minutes of the local day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet(Option<(u16, u16)>);

impl std::str::FromStr for Quiet {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self(None));
        }
        let minute = |clock: &str| -> Option<u16> {
            let (hour, minute) = clock.split_once(':')?;
            let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
            (hour < 24 && minute < 60).then(|| hour * 60 + minute)
        };
        let hours = text.split_once('-').and_then(|(from, to)| minute(from).zip(minute(to)));
        match hours {
            Some((from, to)) if from != to => Ok(Self(Some((from, to)))),
            _ => Err(format!("`{text}` is neither hours such as `22:00-07:00` nor `none`")),
        }
    }
}

impl Asked {
    fn changes_nothing(&self) -> bool {
        let texts = [&self.name, &self.street, &self.postcode, &self.town];
        texts.iter().all(|text| text.is_none())
            && self.language.is_none()
            && self.phone.is_none()
            && self.email.is_none()
            && self.channels.is_none()
            && self.decline.is_none()
            && self.recognised.is_none()
            && self.easy.is_none()
            && self.threshold_eur.is_none()
            && self.threshold_days.is_none()
            && self.quiet.is_none()
            && !(self.no_phone || self.no_email || self.no_threshold)
    }

    /// What is asked for, over what is known.
    fn over(&self, mut contact: Contact) -> Result<Contact, Failure> {
        if self.no_phone {
            contact.phone = None;
        }
        if self.no_email {
            contact.email = None;
        }
        contact.language = self.language.unwrap_or(contact.language);
        contact.phone = self.phone.or(contact.phone);
        contact.email = self.email.clone().or(contact.email);
        for (asked, kept) in [
            (&self.name, &mut contact.name),
            (&self.street, &mut contact.street),
            (&self.postcode, &mut contact.postcode),
            (&self.town, &mut contact.town),
        ] {
            if let Some(asked) = asked {
                if asked.chars().any(char::is_control) {
                    return refuse("a name or an address is one line of text");
                }
                asked.trim().clone_into(kept);
            }
        }
        if let Some(ways) = &self.channels {
            contact.wished.sms = ways.contains(&Way::Sms);
            contact.wished.mail = ways.contains(&Way::Mail);
            contact.wished.letter = ways.contains(&Way::Letter);
            contact.wished.voice = ways.contains(&Way::Voice);
        }
        contact.wished.recognised = self.recognised.unwrap_or(contact.wished.recognised);
        contact.wished.easy = self.easy.unwrap_or(contact.wished.easy);
        if let Some(declined) = &self.decline {
            contact.wished.declined = match declined.as_slice() {
                [none] if none == "none" => Vec::new(),
                messages => messages.to_vec(),
            };
        }
        if self.no_threshold {
            contact.threshold = None;
        }
        if let Some(amount) = self.threshold_eur {
            if amount < MicroEuro::ZERO {
                return refuse("a threshold is not below zero");
            }
            contact.threshold = Some(Threshold::Amount(amount));
        }
        if let Some(days) = self.threshold_days {
            contact.threshold = Some(Threshold::Days(days));
        }
        if let Some(Quiet(hours)) = self.quiet {
            contact.wished.quiet_min = hours;
        }
        Ok(contact)
    }
}

/// Keeps a new version, or shows the newest.
pub fn run(url: &str, asked: &Asked, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let account = engine.account_of(asked.ean)?;
    if asked.changes_nothing() {
        return show(engine.store.contact(account.id)?.as_ref(), json, out);
    }
    let now = crate::clock::of(&mut engine.store)?;
    let at = asked.at.unwrap_or(now);
    if at > now {
        return refuse(format!("{} lies in the future", at.to_local_string()));
    }
    if asked.by.as_ref().is_some_and(|by| by.trim().is_empty()) {
        return refuse("an agent has a name");
    }
    let contact = engine.locked(account.dso, |engine| {
        let known = engine.store.contact(account.id)?;
        let known = match (known, asked.language) {
            (Some(known), _) => known,
            (None, Some(language)) => Contact::empty(account.id, language, at),
            (None, None) => return refuse("a first contact needs its language"),
        };
        let mut contact = asked.over(known)?;
        contact.learnt_at = at;
        contact.entered_by = asked.by.as_ref().map(|by| by.trim().to_owned());
        let version = engine.store.set_contact(&contact)?;
        crate::notices::contact_changed(engine, account.dso, account.id, version, at)?;
        Ok(contact)
    })?;
    show(Some(&contact), json, out)
}

fn show(contact: Option<&Contact>, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    match contact {
        Some(contact) if json => writeln!(out, "{}", as_json(contact))?,
        None if json => writeln!(out, "null")?,
        contact => write_lines(contact, out)?,
    }
    Ok(())
}

fn ways(contact: &Contact) -> Vec<&'static str> {
    let wished = &contact.wished;
    let all = [
        (wished.sms, "sms"),
        (wished.mail, "mail"),
        (wished.letter, "letter"),
        (wished.voice, "voice"),
        (wished.recognised, "recognised"),
        (wished.easy, "easy words"),
    ];
    all.into_iter().filter(|(wished, _)| *wished).map(|(_, name)| name).collect()
}

fn clock((from, to): (u16, u16)) -> String {
    format!("{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
}

/// For `account show` too.
pub fn as_json(contact: &Contact) -> serde_json::Value {
    let (amount, days) = match contact.threshold {
        Some(Threshold::Amount(amount)) => (Some(amount.to_string()), None),
        Some(Threshold::Days(days)) => (None, Some(days)),
        None => (None, None),
    };
    serde_json::json!({
        "language": contact.language, "name": contact.name,
        "phone": contact.phone, "email": contact.email,
        "street": contact.street, "postcode": contact.postcode, "town": contact.town,
        "channels": ways(contact), "declined": contact.wished.declined,
        "by_mail": contact.wished.by_mail,
        "quiet": contact.wished.quiet_min.map(clock),
        "threshold_eur": amount, "threshold_days": days,
        "learnt_at": contact.learnt_at.to_local_string(), "entered_by": contact.entered_by,
    })
}

/// For `account show` too.
pub fn write_lines(contact: Option<&Contact>, out: &mut dyn Write) -> Result<(), Failure> {
    let Some(contact) = contact else {
        writeln!(out, "contact       none: notices can go by letter only")?;
        return Ok(());
    };
    let phone = contact.phone.map_or_else(|| "no phone".to_owned(), |phone| phone.to_string());
    let email = contact.email.as_ref().map_or("no mail", |email| email.as_str());
    let by = contact.entered_by.as_deref().unwrap_or("the holder");
    writeln!(out, "contact       {} ({})", contact.name, contact.language)?;
    writeln!(out, "              {phone}, {email}")?;
    let Contact { street, postcode, town, .. } = contact;
    if !(street.is_empty() && town.is_empty()) {
        writeln!(out, "              {street}, {postcode} {town}")?;
    }
    writeln!(out, "told by       {}", ways(contact).join(", "))?;
    if !contact.wished.declined.is_empty() {
        writeln!(out, "declined      {}", contact.wished.declined.join(" "))?;
    }
    if !contact.wished.by_mail.is_empty() {
        writeln!(out, "by mail       {}", contact.wished.by_mail.join(" "))?;
    }
    if let Some(hours) = contact.wished.quiet_min {
        writeln!(out, "own quiet     {}", clock(hours))?;
    }
    match contact.threshold {
        Some(Threshold::Amount(amount)) => writeln!(out, "own threshold {amount} EUR")?,
        Some(Threshold::Days(days)) => writeln!(out, "own threshold {days} days")?,
        None => {}
    }
    writeln!(out, "learnt        {} of {by}", contact.learnt_at.to_local_string())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::engine;

    #[derive(Debug, clap::Parser)]
    struct Line {
        #[command(flatten)]
        asked: Asked,
    }

    fn asked(words: &[&str]) -> Asked {
        let line: Line = clap::Parser::try_parse_from([&["contact"], words].concat()).unwrap();
        line.asked
    }

    #[test]
    fn cm_07_staff_enter_a_contact_and_change_a_part_of_it() {
        let (_, account) = engine();
        let ean = account.ean.to_string();
        let empty = Contact::empty(account.id, Language::Nl, Instant(0));
        let words =
            [&ean, "--phone", "0450/00.00.01", "--name", "Ольга", "--channels", "sms", "--quiet"];
        let first = asked(&[words.as_slice(), &["22:00-07:00"]].concat());
        let first = first.over(empty).unwrap();
        assert_eq!(first.phone.unwrap().to_string(), "+32450000001");
        assert_eq!(first.name, "Ольга");
        assert_eq!(ways(&first), ["sms"]);
        assert_eq!(first.wished.quiet_min, Some((1320, 420)));
        let second = asked(&[&ean, "--no-phone", "--email", "home@example.be", "--quiet", "none"]);
        let second = second.over(first.clone()).unwrap();
        assert_eq!((second.phone, second.wished.quiet_min), (None, None));
        assert_eq!((&second.name, ways(&second)), (&first.name, ways(&first)), "all else stays");
        assert!(asked(&[&ean]).changes_nothing());
        assert!(!asked(&[&ean, "--no-email"]).changes_nothing());
        let two_lines = asked(&[&ean, "--street", "Rue de l'Exemple\n1"]);
        assert!(two_lines.over(second).is_err());
        for wrong in ["22-07", "24:00-07:00", "07:00-07:00", "22:00"] {
            assert!(wrong.parse::<Quiet>().is_err(), "{wrong}");
        }
    }
}
