//! Letters as others read them: poppler, qpdf and zbar, which Debian has. A test whose program is absent says so
//! and passes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod codes;
mod files;
mod page;

use calendar::SettlementDay;
use letters::{Card, CutOut, Letter, Part, Reply, Sender, Transfer, parts};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use units::Language;

pub const DIGITS: &str = "4490123456789";

/// A letter to a home that exists nowhere, with the card and how to transfer.
pub fn letter(language: Language) -> Letter {
    let text = |text: &str| text.to_owned();
    let reference = DIGITS.parse().unwrap();
    Letter {
        language,
        date: SettlementDay::from_ymd(2026, 11, 21).unwrap(),
        dated: text("21 novembre 2026"),
        sender: Sender {
            name: text("ORES"),
            lines: vec![text("Rue de l'Exemple 1, 5000 Namur"), text("0800 00 000")],
        },
        recipient: vec![text("Ольга Example"), text("Rue de l’Exemple 2"), text("5000 Namur")],
        mark: text("1000000001-17"),
        copy: String::new(),
        subject: text("Électricité: le prépaiement est actif"),
        parts: parts(
            "Bonjour,\nVotre solde est de 20,00 €.\n- un\n- deux\n1. Rechargez.\n2. Attendez.",
        ),
        cut_out: CutOut::Card(Box::new(Card {
            name: text("Ольга Example"),
            energy: text("Électricité"),
            reference,
            link: format!("https://ppp.example.be/fr/recharger?r={DIGITS}"),
            title: text("Carte à découper"),
            word: text("Référence (13 chiffres)"),
            use_at: text("Au magasin, au 0800 00 000"),
            qr_alt: text("Code QR pour recharger"),
            barcode_alt: text("Code-barres de la référence"),
            transfer: Some(Transfer {
                title: text("Payer par virement"),
                rows: vec![(text("Compte"), text("BE71 0961 2345 6769"))],
                payload: b"BCD\n002\n1\nSCT\n\nORES\nBE71096123456769\n\n\n\n+++010/0000/00105+++"
                    .to_vec(),
                qr_alt: text("Code QR du virement"),
            }),
        })),
        easy: false,
    }
}

/// The same in easy words, with the drawing of the button.
pub fn easy(language: Language) -> Letter {
    let items = ["le bouton du compteur", "le 0800 00 000"].map(str::to_owned).to_vec();
    let alt = "Dessin: le compteur avec son bouton".to_owned();
    let mut parts = parts("Vous payez d'avance.\nPour voir votre solde:");
    parts.push(Part::Button { items, alt });
    Letter { parts, easy: true, ..letter(language) }
}

/// The same with a part to send back.
pub fn with_reply() -> Letter {
    let text = |text: &str| text.to_owned();
    let reply = Reply {
        title: text("Carte-réponse"),
        from: vec![text("Ольга Example")],
        choices: vec![text("Je refuse le prépaiement.")],
        blanks: vec![text("Date"), text("Signature")],
        send_to: text("À renvoyer à ORES"),
    };
    Letter { cut_out: CutOut::Reply(reply), ..letter(Language::Fr) }
}

/// The same with both cards of a home, and with a table.
pub fn with_two_cards() -> Letter {
    let one = letter(Language::Fr);
    let CutOut::Card(card) = one.cut_out else { return letter(Language::Fr) };
    let other = Card { energy: "Gaz".to_owned(), ..(*card).clone() };
    let table = "Votre plan:\n| Mois | Retenu | Reste\n| 11/2026 | 20,00 € | 22,00 €";
    Letter {
        parts: parts(table),
        cut_out: CutOut::Cards(Box::new([*card, other])),
        ..letter(Language::Fr)
    }
}

/// The same with these sentences.
pub fn saying(text: &str) -> Letter {
    Letter { parts: vec![Part::Sentence(text.to_owned())], ..letter(Language::Fr) }
}

/// A folder that is removed again. No crate for it: one more would have all of Typst built with other features
/// when these tests are built alone.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    pub fn make() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("tirelire-letters-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A program of Debian's, or nothing and a word on why.
pub fn program(name: &str, package: &str) -> Option<Command> {
    let path = PathBuf::from("/usr/bin").join(name);
    if !path.is_file() {
        eprintln!("skipped: {name} is absent (Debian's {package}, `cargo xtask peers`)");
        return None;
    }
    Some(Command::new(path))
}

/// What a program says; it must have ended well.
pub fn said(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {error}");
    // Poppler writes its tree in Latin-1, all else in UTF-8.
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The letter in a file.
pub fn in_file(folder: &Path, letter: &Letter) -> PathBuf {
    let file = folder.join("letter.pdf");
    std::fs::write(&file, letters::print(letter).unwrap().bytes).unwrap();
    file
}
