//! How the people of an account are reached, and what they wish to hear. Source: CM-02.

use crate::database::{Database, Row, Value};
use crate::{Store, StoreError};
use calendar::Instant;
use std::str::FromStr;
use units::{AccountId, Email, Language, MicroEuro, Phone};

/// Channels that are wished, and messages that are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wished {
    pub sms: bool,
    pub mail: bool,
    pub letter: bool,
    /// May be called.
    pub voice: bool,
    /// The phone line may say the street to who calls from this number.
    pub recognised: bool,
    /// Letters come in easy words where there are such words. Source: UX 5.5.
    pub easy: bool,
    /// Ids of messages that are not wished, such as `M03`. One that has to be sent is sent all the same.
    pub declined: Vec<String>,
    /// Ids of messages that come by mail before anything else.
    pub by_mail: Vec<String>,
    /// Own quiet hours, in minutes of the local day, such as 22:00 to 07:00; `None`: those of everybody.
    pub quiet_min: Option<(u16, u16)>,
}

impl Default for Wished {
    fn default() -> Self {
        let declined = Vec::new();
        Self {
            sms: true,
            mail: true,
            letter: true,
            voice: true,
            recognised: false,
            easy: false,
            declined,
            by_mail: Vec::new(),
            quiet_min: None,
        }
    }
}

/// Below what the customer wants to hear that credit is low. Source: PA-12.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threshold {
    Amount(MicroEuro),
    /// Days for which the credit is expected to last.
    Days(u16),
}

/// One version of a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub account: AccountId,
    pub language: Language,
    /// As its owner writes it, in any script; may be empty.
    pub name: String,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    pub street: String,
    pub postcode: String,
    pub town: String,
    pub wished: Wished,
    pub threshold: Option<Threshold>,
    pub learnt_at: Instant,
    /// An agent; `None` is the holder.
    pub entered_by: Option<String>,
}

impl Contact {
    /// Nothing is known yet but the language.
    pub fn empty(account: AccountId, language: Language, learnt_at: Instant) -> Self {
        Self {
            account,
            language,
            name: String::new(),
            phone: None,
            email: None,
            street: String::new(),
            postcode: String::new(),
            town: String::new(),
            wished: Wished::default(),
            threshold: None,
            learnt_at,
            entered_by: None,
        }
    }
}

/// By what somebody says who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContactPoint {
    Phone(Phone),
    Email(Email),
}

/// As it is kept: E.164, or the address.
impl std::fmt::Display for ContactPoint {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Phone(phone) => phone.fmt(formatter),
            Self::Email(email) => email.fmt(formatter),
        }
    }
}

impl ContactPoint {
    /// The column that holds it.
    pub(crate) fn column(&self) -> &'static str {
        match self {
            Self::Phone(_) => "phone",
            Self::Email(_) => "email",
        }
    }
}

const SMS: i64 = 1;
const MAIL: i64 = 2;
const LETTER: i64 = 4;
const VOICE: i64 = 8;

const COLUMNS: &str =
    "account_id, learnt_us, entered_by, language, name, phone, email, street, postcode, town,
    channels, declined, threshold_micro_eur, threshold_days, quiet_from_min, quiet_to_min,
    recognised, by_mail, easy";

impl Store {
    /// Keeps a new version of a contact, which counts from now on. Returns its number, from 1. Within the
    /// operator's lock, if two may write at once. Errors: there is no such account.
    pub fn set_contact(&mut self, contact: &Contact) -> Result<i64, StoreError> {
        self.transaction(|store| {
            if store.account(contact.account)?.is_none() {
                return Err(StoreError::NoSuchAccount { account: contact.account });
            }
            let mut last = None;
            store.database.query(
                "SELECT MAX(seq) FROM contact WHERE account_id = $1",
                &[contact.account.0.into()],
                &mut |mut row| {
                    last = row.number_or_null()?;
                    Ok(())
                },
            )?;
            let seq = last.unwrap_or(0).saturating_add(1);
            let mut values = vec![contact.account.0.into(), seq.into()];
            values.extend(values_of(contact));
            store.database.execute(
                "INSERT INTO contact (account_id, seq, learnt_us, entered_by, language, name, phone, email,
                     street, postcode, town, channels, declined, threshold_micro_eur, threshold_days,
                     quiet_from_min, quiet_to_min, recognised, by_mail, easy)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                     $18, $19, $20)",
                &values,
            )?;
            Ok(seq)
        })
    }

    /// The newest version of an account's contact.
    pub fn contact(&mut self, account: AccountId) -> Result<Option<Contact>, StoreError> {
        let mut found = None;
        self.database.query(
            &format!(
                "SELECT {COLUMNS} FROM contact WHERE account_id = $1 ORDER BY seq DESC LIMIT 1"
            ),
            &[account.0.into()],
            &mut |mut row| {
                found = Some(contact(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The newest contacts of the accounts from the first to the last, by number.
    pub fn contacts_of(
        &mut self,
        (first, last): (AccountId, AccountId),
    ) -> Result<Vec<Contact>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {COLUMNS} FROM contact
                 WHERE account_id >= $1 AND account_id <= $2 AND NOT EXISTS
                   (SELECT 1 FROM contact n
                    WHERE n.account_id = contact.account_id AND n.seq > contact.seq)
                 ORDER BY account_id"
            ),
            &[first.0.into(), last.0.into()],
            &mut |mut row| {
                found.push(contact(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// All versions of an account's contact, the first one first.
    pub fn contact_versions(&mut self, account: AccountId) -> Result<Vec<Contact>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!("SELECT {COLUMNS} FROM contact WHERE account_id = $1 ORDER BY seq"),
            &[account.0.into()],
            &mut |mut row| {
                found.push(contact(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Open accounts whose newest contact has this phone number or address of mail, by number.
    pub fn accounts_of_contact(
        &mut self,
        point: &ContactPoint,
    ) -> Result<Vec<AccountId>, StoreError> {
        let (column, value) = (point.column(), point.to_string());
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT c.account_id FROM contact c JOIN account a ON a.account_id = c.account_id
                 WHERE c.{column} = $1 AND a.closed_us IS NULL AND NOT EXISTS
                   (SELECT 1 FROM contact n WHERE n.account_id = c.account_id AND n.seq > c.seq)
                 ORDER BY c.account_id"
            ),
            &[value.as_str().into()],
            &mut |mut row| {
                found.push(AccountId(row.number()?));
                Ok(())
            },
        )?;
        Ok(found)
    }
}

/// In the order of [`COLUMNS`], without the account.
fn values_of(contact: &Contact) -> [Value; 18] {
    let wished = &contact.wished;
    let bit = |wished: bool, bit: i64| if wished { bit } else { 0 };
    let channels = bit(wished.sms, SMS)
        | bit(wished.mail, MAIL)
        | bit(wished.letter, LETTER)
        | bit(wished.voice, VOICE);
    let (amount, days) = match contact.threshold {
        Some(Threshold::Amount(amount)) => (Some(amount.0), None),
        Some(Threshold::Days(days)) => (None, Some(i64::from(days))),
        None => (None, None),
    };
    let (quiet_from, quiet_to) = wished.quiet_min.unzip();
    [
        contact.learnt_at.0.into(),
        Value::text_or_null(contact.entered_by.as_deref()),
        contact.language.code().into(),
        contact.name.as_str().into(),
        Value::text_or_null(contact.phone.map(|phone| phone.to_string()).as_deref()),
        Value::text_or_null(contact.email.as_ref().map(Email::as_str)),
        contact.street.as_str().into(),
        contact.postcode.as_str().into(),
        contact.town.as_str().into(),
        channels.into(),
        wished.declined.join(" ").as_str().into(),
        Value::number_or_null(amount),
        Value::number_or_null(days),
        Value::number_or_null(quiet_from.map(i64::from)),
        Value::number_or_null(quiet_to.map(i64::from)),
        i64::from(wished.recognised).into(),
        wished.by_mail.join(" ").as_str().into(),
        i64::from(wished.easy).into(),
    ]
}

pub(crate) fn read<T: FromStr>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::corrupt(format!("`{text}` in a contact")))
}

fn minute(number: i64) -> Result<u16, StoreError> {
    u16::try_from(number).map_err(|_| StoreError::corrupt(format!("minute `{number}`")))
}

fn contact(row: &mut Row<'_>) -> Result<Contact, StoreError> {
    let account = AccountId(row.number()?);
    let learnt_at = Instant(row.number()?);
    let entered_by = row.text_or_null()?;
    let language = read(&row.text()?)?;
    let name = row.text()?;
    let phone = row.text_or_null()?.as_deref().map(read).transpose()?;
    let email = row.text_or_null()?.as_deref().map(read).transpose()?;
    let (street, postcode, town) = (row.text()?, row.text()?, row.text()?);
    let channels = row.number()?;
    let declined = row.text()?.split_whitespace().map(str::to_owned).collect();
    let amount = row.number_or_null()?.map(|amount| Threshold::Amount(MicroEuro(amount)));
    let days = row.number_or_null()?.map(|days| minute(days).map(Threshold::Days)).transpose()?;
    let from = row.number_or_null()?.map(minute).transpose()?;
    let to = row.number_or_null()?.map(minute).transpose()?;
    let recognised = row.number()? == 1;
    let by_mail = row.text()?.split_whitespace().map(str::to_owned).collect();
    let easy = row.number()? == 1;
    Ok(Contact {
        account,
        language,
        name,
        phone,
        email,
        street,
        postcode,
        town,
        wished: Wished {
            sms: channels & SMS != 0,
            mail: channels & MAIL != 0,
            letter: channels & LETTER != 0,
            voice: channels & VOICE != 0,
            recognised,
            easy,
            declined,
            by_mail,
            quiet_min: from.zip(to),
        },
        threshold: amount.or(days),
        learnt_at,
        entered_by,
    })
}
