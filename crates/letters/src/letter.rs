//! What stands in a letter: words that are ready, in the order in which they are read.

use calendar::SettlementDay;
use units::{Language, PaymentReference};

/// A letter: one A4 page. Nothing in it is worked out here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub language: Language,
    /// Of the letter; also the time that stands in the file.
    pub date: SettlementDay,
    /// The same in words.
    pub dated: String,
    pub sender: Sender,
    /// Name and address, a line each; up to four lines show in the window.
    pub recipient: Vec<String>,
    /// By which a letter that comes back is found; stands in the window.
    pub mark: String,
    /// That it was printed before, and when; empty in the first one.
    pub copy: String,
    pub subject: String,
    pub parts: Vec<Part>,
    pub cut_out: CutOut,
    /// Large, for easy words; as large as one page allows. Source: UX 5.5.
    pub easy: bool,
}

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    pub name: String,
    /// Address of post, number to call, site: a line each.
    pub lines: Vec<String>,
}

/// A piece of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Sentence(String),
    Points(Vec<String>),
    /// In this order, numbered.
    Steps(Vec<String>),
    /// Points, and beside them the drawing of a meter with its button; `alt` is read out in its place.
    Button {
        items: Vec<String>,
        alt: String,
    },
    /// Rows of cells; the first row names the columns.
    Table(Vec<Vec<String>>),
}

/// What is cut out and kept, or sent back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CutOut {
    Nothing,
    Card(Box<Card>),
    /// Of both energies of one home; how to pay by bank stands under each.
    Cards(Box<[Card; 2]>),
    Reply(Reply),
}

/// The reference card: what a shop, a phone and a bank need, and no balance. Source: UX 5.5 L1, PD-01.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Of the customer.
    pub name: String,
    pub energy: String,
    pub reference: PaymentReference,
    /// Where the QR code leads to.
    pub link: String,
    /// `Card to cut out`.
    pub title: String,
    /// `Reference (13 digits)`.
    pub word: String,
    /// Where it can be used.
    pub use_at: String,
    /// Read out in place of the codes.
    pub qr_alt: String,
    pub barcode_alt: String,
    pub transfer: Option<Transfer>,
}

/// How to pay by bank, beside the card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    pub title: String,
    /// What to fill in: a word and what belongs there.
    pub rows: Vec<(String, String)>,
    /// Of the EPC code. Source: TP-12.
    pub payload: Vec<u8>,
    pub qr_alt: String,
}

/// A part that is filled in and sent back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub title: String,
    /// Who it is from, as printed.
    pub from: Vec<String>,
    /// To be ticked.
    pub choices: Vec<String>,
    /// To be written in.
    pub blanks: Vec<String>,
    /// Where to send it.
    pub send_to: String,
}

/// A text as parts: a line is a sentence, `- ` begins a point, `1. ` a step, `| ` a row with ` | ` between its cells.
pub fn parts(text: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(row) = line.strip_prefix("| ") {
            let cells = row.split(" | ").map(|cell| cell.trim().to_owned()).collect();
            match parts.last_mut() {
                Some(Part::Table(rows)) => rows.push(cells),
                _ => parts.push(Part::Table(vec![cells])),
            }
            continue;
        }
        let numbered = line.split_once(". ").filter(|(number, _)| {
            !number.is_empty()
                && number.len() < 3
                && number.bytes().all(|sign| sign.is_ascii_digit())
        });
        match (line.strip_prefix("- "), numbered, parts.last_mut()) {
            (Some(point), _, Some(Part::Points(points))) => points.push(point.to_owned()),
            (Some(point), ..) => parts.push(Part::Points(vec![point.to_owned()])),
            (None, Some((_, step)), Some(Part::Steps(steps))) => steps.push(step.to_owned()),
            (None, Some((_, step)), _) => parts.push(Part::Steps(vec![step.to_owned()])),
            (None, None, _) => parts.push(Part::Sentence(line.to_owned())),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_sentences_points_and_steps() {
        let said = parts("A.\n\n- b\n- c\nD:\n1. e\n2. f\n10 A.\n| g | h\n| 1 | 2\n");
        let text = |text: &str| text.to_owned();
        assert_eq!(
            said,
            [
                Part::Sentence(text("A.")),
                Part::Points(vec![text("b"), text("c")]),
                Part::Sentence(text("D:")),
                Part::Steps(vec![text("e"), text("f")]),
                Part::Sentence(text("10 A.")),
                Part::Table(vec![vec![text("g"), text("h")], vec![text("1"), text("2")]]),
            ]
        );
    }
}
