//! From a notice to a letter on paper. Source: UX 5.5.

use super::sending::as_of;
use crate::bank::print::transfer_to;
use crate::bank::registry::ogm_of;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::SettlementDay;
use letters::{Card, CutOut, Letter, Part, Pdf, Reply, Sender, Transfer, parts};
use notify::figures::{Figures, House};
use notify::letter::{self, Frame};
use notify::{Message, render};
use portal::Paths as _;
use store::{ContactPoint, Notice};
use units::{Ean, Energy, Language, MicroEuro, Ogm};

/// What is known of the one who gets a letter.
#[derive(Clone)]
struct Home {
    name: String,
    /// Lines under the name.
    address: Vec<String>,
    ean: Ean,
    energy: Energy,
    transfer: Option<(store::BankAccount, Ogm)>,
}

/// What is said.
struct Said<'a> {
    cut_out: letter::CutOut,
    /// The home at its other energy, whose card stands beside.
    other: Option<Home>,
    mark: String,
    subject: &'a str,
    text: &'a str,
    as_of: String,
    date: SettlementDay,
    /// On which day it is printed again.
    again: Option<SettlementDay>,
    looks: Looks,
}

/// How a letter looks.
#[derive(Debug, Default, Clone, Copy)]
struct Looks {
    /// Large, for easy words.
    easy: bool,
    /// With the meter and its button beside the points that name it. Source: UX 5.5 L1.
    button: bool,
}

/// The letter of a notice, as its words were kept. `date` stands on it; a copy says when it was made, and goes to
/// where they live now. Errors: the operator has no name, or nobody's address is known.
pub fn of_notice(
    engine: &mut Engine,
    notice: &Notice,
    date: SettlementDay,
    again: Option<SettlementDay>,
) -> Result<Letter, Failure> {
    let kept = &notice.notice;
    let Some(account) = engine.store.account(notice.account)? else {
        return refuse(format!("there is no account {}", notice.account));
    };
    let Some(house) = engine.books.house(account.dso).cloned() else {
        return refuse(format!("{} has no name to write in", account.dso));
    };
    let contact = engine.store.contact(notice.account)?;
    let now_at = super::making::person(contact.as_ref()).postal;
    let postal = if again.is_some() && !now_at.is_empty() { &now_at } else { &kept.address };
    let Some((street, town)) = postal.rsplit_once(", ") else {
        return refuse(format!("`{postal}` is no address of post"));
    };
    let name = contact.map(|contact| contact.name).unwrap_or_default();
    let address = [street, town].map(|line| line.trim().to_owned()).to_vec();
    let home = home(engine, &account, name, address)?;
    let text = super::welcome::with_code(engine, notice, again.is_some())?;
    let message: Message = kept.message.parse()?;
    let other = match message {
        Message::Activated => other_energy(engine, &account)?,
        _ => None,
    };
    // As the household wished when it was written.
    let figures = serde_json::from_str::<Figures>(&kept.figures).ok();
    let said = Said {
        cut_out: letter::cut_out(message),
        other,
        mark: format!("{}-{}", notice.account, notice.seq),
        subject: &kept.subject,
        text: &text,
        as_of: as_of(kept.cause_at),
        date,
        again,
        looks: Looks { easy: figures.is_some_and(|figures| figures.easy), ..Looks::of(message) },
    };
    compose(&said, &house, home, kept.language)
}

/// The home at its other energy: another open account of the operator with the same people at the same address.
fn other_energy(engine: &mut Engine, account: &store::Account) -> Result<Option<Home>, Failure> {
    let Some(contact) = engine.store.contact(account.id)? else { return Ok(None) };
    let points =
        [contact.phone.map(ContactPoint::Phone), contact.email.clone().map(ContactPoint::Email)];
    let mut others = Vec::new();
    for point in points.into_iter().flatten() {
        others.extend(engine.store.accounts_of_contact(&point)?);
    }
    for given in engine.store.people_of_account(account.id)? {
        let own = engine.store.accounts_of_person(given.person)?;
        others.extend(own.into_iter().filter(|one| one.until.is_none()).map(|one| one.account));
    }
    others.sort_unstable();
    others.dedup();
    for id in others {
        let Some(other) = engine.store.account(id)? else { continue };
        let Some(lives) = engine.store.contact(id)? else { continue };
        let same_place = (&lives.street, &lives.postcode, &lives.town)
            == (&contact.street, &contact.postcode, &contact.town);
        let same = same_place && other.dso == account.dso && other.closed_at.is_none();
        if same && other.group.energy != account.group.energy {
            return home(engine, &other, lives.name, Vec::new()).map(Some);
        }
    }
    Ok(None)
}

fn home(
    engine: &mut Engine,
    account: &store::Account,
    name: String,
    address: Vec<String>,
) -> Result<Home, Failure> {
    let banks = engine.store.bank_accounts()?;
    let bank = banks.into_iter().find(|bank| bank.dso == account.dso);
    let transfer = bank.zip(ogm_of(account.id));
    Ok(Home { name, address, ean: account.ean, energy: account.group.energy, transfer })
}

impl Looks {
    fn of(message: Message) -> Self {
        Self { easy: false, button: message == Message::Activated }
    }
}

/// The points that come last are those on how to see the balance.
fn with_button(all: &mut [Part], alt: &str) {
    if let Some(part) = all.iter_mut().rev().find(|part| matches!(part, Part::Points(_)))
        && let Part::Points(items) = part
    {
        *part = Part::Button { items: std::mem::take(items), alt: alt.to_owned() };
    }
}

fn compose(
    said: &Said<'_>,
    house: &House,
    home: Home,
    language: Language,
) -> Result<Letter, Failure> {
    let frame = letter::frame(language);
    let mut recipient = vec![home.name.clone()];
    if home.name.is_empty() {
        recipient = vec![frame.resident.to_owned()];
    }
    recipient.extend(home.address.iter().filter(|line| !line.is_empty()).cloned());
    let mut all = vec![Part::Sentence(frame.greeting.to_owned())];
    all.extend(parts(said.text));
    if said.looks.button {
        with_button(&mut all, frame.button_alt());
    }
    // Only amounts are worked out.
    if said.text.contains('€') {
        all.push(Part::Sentence(frame.worked_out(&said.as_of)));
    }
    let copy = said.again.map(|day| format!("{} ({})", frame.copy, frame.dated(day)));
    let cut_out = match said.cut_out {
        letter::CutOut::Nothing => CutOut::Nothing,
        letter::CutOut::Card => match &said.other {
            Some(other) => CutOut::Cards(Box::new([
                card(frame, house, home)?,
                card(frame, house, other.clone())?,
            ])),
            None => CutOut::Card(Box::new(card(frame, house, home)?)),
        },
        letter::CutOut::Refusal => CutOut::Reply(refusal(frame, house, &recipient, &home)),
        letter::CutOut::HowToReach => CutOut::Reply(how_to_reach(frame, house, &recipient, &home)),
    };
    Ok(Letter {
        language,
        date: said.date,
        dated: frame.dated(said.date),
        sender: sender(house),
        recipient,
        mark: said.mark.clone(),
        copy: copy.unwrap_or_default(),
        subject: said.subject.to_owned(),
        parts: all,
        cut_out,
        easy: said.looks.easy,
    })
}

fn card(frame: Frame, house: &House, home: Home) -> Result<Card, Failure> {
    let reference = home.ean.reference();
    let path = frame.language.top_up_path();
    let transfer = match home.transfer {
        None => None,
        Some((bank, ogm)) => Some(transfer(frame, bank, ogm)?),
    };
    Ok(Card {
        name: home.name,
        energy: frame.energy(home.energy).to_owned(),
        reference,
        link: format!("https://{}{path}?r={:013}", house.site, reference.as_u64()),
        title: frame.card_title.to_owned(),
        word: frame.reference.to_owned(),
        use_at: frame.use_at(house),
        qr_alt: frame.qr_alt(reference),
        barcode_alt: frame.barcode_alt(reference),
        transfer,
    })
}

fn transfer(frame: Frame, bank: store::BankAccount, ogm: Ogm) -> Result<Transfer, Failure> {
    let iban: Vec<String> = bank
        .iban
        .as_bytes()
        .chunks(4)
        .map(|four| String::from_utf8_lossy(four).into_owned())
        .collect();
    let payment = transfer_to(bank, ogm, None)?;
    let rows = [
        (frame.payee, payment.name.clone()),
        (frame.account, iban.join("\u{a0}")),
        (frame.communication, ogm.to_string()),
    ];
    Ok(Transfer {
        title: frame.transfer.to_owned(),
        rows: rows.into_iter().map(|(word, value)| (word.to_owned(), value)).collect(),
        payload: payment.payload()?.into_bytes(),
        qr_alt: frame.transfer_alt.to_owned(),
    })
}

fn refusal(frame: Frame, house: &House, recipient: &[String], home: &Home) -> Reply {
    let mut from = recipient.to_vec();
    from.push(format!("{} {}", frame.energy(home.energy), home.ean.reference()));
    Reply {
        title: frame.reply.to_owned(),
        from,
        choices: [frame.refuse, frame.call_me].map(str::to_owned).to_vec(),
        blanks: [frame.phone, frame.date, frame.signature].map(str::to_owned).to_vec(),
        send_to: frame.send_to(house),
    }
}

fn how_to_reach(frame: Frame, house: &House, recipient: &[String], home: &Home) -> Reply {
    let blanks = [frame.phone, frame.helper, frame.helper_phone];
    Reply {
        choices: frame.write_in.map(str::to_owned).to_vec(),
        blanks: blanks.map(str::to_owned).to_vec(),
        ..refusal(frame, house, recipient, home)
    }
}

/// The letter that explains the right to refuse, to a home that has no account yet. `None` while the operator has no
/// name to write in. Source: CM-01a, PR-02, UX 5.5.
pub fn right_to_refuse(
    engine: &mut Engine,
    (dso, ean, number): (units::Dso, Ean, i64),
    lives: &procedures::Home,
    (now, until): (calendar::Instant, SettlementDay),
) -> Result<Option<Letter>, Failure> {
    let Some(house) = engine.books.house(dso).cloned() else { return Ok(None) };
    let mut figures = Figures::of(lives.energy, now);
    figures.date = Some(until);
    let message = Message::RightToRefuse;
    let words = render::letter(message, &figures, &house, lives.language)?;
    let said = Said {
        cut_out: letter::cut_out(message),
        other: None,
        mark: number.to_string(),
        subject: &words.subject,
        text: &words.text,
        as_of: as_of(now),
        date: now.day(),
        again: None,
        looks: Looks::default(),
    };
    compose(&said, &house, home_of(ean, lives), lives.language).map(Some)
}

/// The letter that asks whoever sent money without a reference whom it is for, to lines of address that a person knows.
/// `None` while the operator has no name to write in. Source: CM-01w.
pub fn no_reference(
    engine: &mut Engine,
    dso: units::Dso,
    to: &[String; 3],
    (amount, received, key): (MicroEuro, SettlementDay, &str),
    (language, now): (Language, calendar::Instant),
) -> Result<Option<Letter>, Failure> {
    let Some(house) = engine.books.house(dso).cloned() else { return Ok(None) };
    // Of which energy it is, nobody knows either: the words name none.
    let mut figures = Figures::of(Energy::Electricity, now);
    (figures.amount, figures.date) = (Some(amount), Some(received));
    let words = render::letter(Message::NoReference, &figures, &house, language)?;
    let frame = letter::frame(language);
    let mut all = vec![Part::Sentence(frame.greeting.to_owned())];
    all.extend(parts(&words.text));
    Ok(Some(Letter {
        language,
        date: now.day(),
        dated: frame.dated(now.day()),
        sender: sender(&house),
        recipient: to.to_vec(),
        mark: key.to_owned(),
        copy: String::new(),
        subject: words.subject,
        parts: all,
        cut_out: CutOut::Nothing,
        easy: false,
    }))
}

fn sender(house: &House) -> Sender {
    let House { name, site, help, postal, .. } = house;
    Sender { name: name.clone(), lines: vec![postal.clone(), help.clone(), site.clone()] }
}

/// The letter that confirms what a household has asked for itself, and until when it takes it back: no supplier has
/// asked, and no judge follows. Source: PR-02.
pub fn own_request(
    engine: &mut Engine,
    (dso, ean, number): (units::Dso, Ean, i64),
    lives: &procedures::Home,
    (asked, now, until): (SettlementDay, calendar::Instant, SettlementDay),
) -> Result<Option<Letter>, Failure> {
    let Some(house) = engine.books.house(dso).cloned() else { return Ok(None) };
    let who = (house.help.as_str(), house.site.as_str());
    let (subject, text) = portal::agent::own_request_words((asked, until), who, lives.language);
    let said = Said {
        cut_out: letter::CutOut::Nothing,
        other: None,
        mark: number.to_string(),
        subject: &subject,
        text: &text,
        as_of: as_of(now),
        date: now.day(),
        again: None,
        looks: Looks::default(),
    };
    compose(&said, &house, home_of(ean, lives), lives.language).map(Some)
}

/// Where somebody lives who has no account.
fn home_of(ean: Ean, lives: &procedures::Home) -> Home {
    Home {
        name: lives.name.clone(),
        address: vec![lives.street.clone(), format!("{} {}", lives.postcode, lives.town)],
        ean,
        energy: lives.energy,
        transfer: None,
    }
}

fn figures_of(
    lives: &procedures::Home,
    (now, (from, until)): (calendar::Instant, (calendar::Instant, calendar::Instant)),
) -> Figures {
    let mut figures = Figures::of(lives.energy, now);
    (figures.from, figures.until) = (Some(from), Some(until));
    figures
}

/// What a letter says of an appointment. `None` while the operator has no name to write in.
pub fn appointment_text(
    engine: &mut Engine,
    dso: units::Dso,
    lives: &procedures::Home,
    when: (calendar::Instant, (calendar::Instant, calendar::Instant)),
) -> Result<Option<String>, Failure> {
    let Some(house) = engine.books.house(dso).cloned() else { return Ok(None) };
    let figures = figures_of(lives, when);
    Ok(Some(render::letter(Message::Appointment, &figures, &house, lives.language)?.text))
}

/// The letter that tells of an appointment, to a home that has no account yet. `None` while the operator has no name
/// to write in. Source: CM-01p, PR-07.
pub fn appointment_letter(
    engine: &mut Engine,
    (dso, ean, number): (units::Dso, Ean, i64),
    lives: &procedures::Home,
    when: (calendar::Instant, (calendar::Instant, calendar::Instant)),
) -> Result<Option<Letter>, Failure> {
    let Some(house) = engine.books.house(dso).cloned() else { return Ok(None) };
    let (now, _) = when;
    let message = Message::Appointment;
    let words = render::letter(message, &figures_of(lives, when), &house, lives.language)?;
    let said = Said {
        cut_out: letter::cut_out(message),
        other: None,
        mark: format!("V{number}"),
        subject: &words.subject,
        text: &words.text,
        as_of: as_of(now),
        date: now.day(),
        again: None,
        looks: Looks::default(),
    };
    compose(&said, &house, home_of(ean, lives), lives.language).map(Some)
}

/// A message as a letter with the longest values that it may have, to a home that exists nowhere.
pub fn example(
    message: Message,
    (energy, easy): (Energy, bool),
    house: &House,
    language: Language,
) -> Result<Pdf, Failure> {
    let easy = easy && render::has_easy_letter(message);
    let figures = Figures { easy, ..Figures::longest(energy) };
    let words = render::letter(message, &figures, house, language)?;
    let bank = store::BankAccount {
        iban: "BE71096123456769".to_owned(),
        dso: units::Dso::Ores,
        holder: "ORES Prépaiement".to_owned(),
        bic: String::new(),
    };
    let lines = ["Avenue du Commandant Lothaire 142 bte 63", "7910 Frasnes-lez-Anvaing"];
    let home = Home {
        name: "Maximilienne Vandenbroucke-de Montpellier".to_owned(),
        address: lines.map(str::to_owned).to_vec(),
        ean: "541449012345678908".parse()?,
        energy,
        transfer: Some(bank).zip(Ogm::of_base(1_000_000_001)),
    };
    // Both energies of one home.
    let other = (message == Message::Activated).then(|| Home {
        energy: match energy {
            Energy::Electricity => Energy::Gas,
            Energy::Gas => Energy::Electricity,
        },
        ..home.clone()
    });
    let said = Said {
        cut_out: letter::cut_out(message),
        other,
        mark: "1000000001-117".to_owned(),
        subject: &words.subject,
        text: &words.text,
        as_of: as_of(figures.as_of),
        date: figures.as_of.day(),
        again: Some(figures.as_of.day()),
        looks: Looks { easy, ..Looks::of(message) },
    };
    Ok(letters::print(&compose(&said, house, home, language)?)?)
}
