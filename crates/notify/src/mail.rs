//! A mail: plain text and the same as HTML, without images, without anything that is loaded. Source: UX 5.4.

use crate::figures::House;
use crate::render::Rendered;
use crate::texts::fill;
use crate::texts::frame::Words;
use units::Language;

/// No mail of ours is larger as HTML. Source: UX 5.4.
pub const MOST_HTML_BYTES: usize = 10_240;

/// The two parts of a mail; they say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    pub subject: String,
    pub plain: String,
    pub html: String,
}

/// Sentences as lines: a mail is read at one's ease.
pub(crate) fn sentences(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text.trim();
    while let Some(end) = sentence_end(rest) {
        let (line, after) = rest.split_at(end);
        lines.push(line.trim());
        rest = after.trim_start();
    }
    if !rest.is_empty() {
        lines.push(rest);
    }
    lines
}

/// After the first full stop or question mark with a blank behind it; not after a number that counts steps,
/// nor after a German date.
fn sentence_end(text: &str) -> Option<usize> {
    let mut before = None;
    let mut signs = text.char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        let blank = signs.peek().is_some_and(|(_, next)| *next == ' ');
        let counts = sign == '.' && before.is_some_and(|sign: char| sign.is_ascii_digit());
        let small = text.get(at + 2..).and_then(|rest| rest.chars().next());
        let goes_on = small.is_some_and(char::is_lowercase);
        if blank && (sign == '?' || (sign == '.' && !counts)) && !goes_on {
            return Some(at + 1);
        }
        before = Some(sign);
    }
    None
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The mail of a text. `as_of`: when its figures were worked out.
pub fn parts(rendered: &Rendered, house: &House, language: Language, as_of: &str) -> Parts {
    let Words { see_account: button, why, change, never, worked_out, .. } = Words::of(language);
    let lines = sentences(&rendered.text);
    let House { name, site, help, postal, .. } = house;
    let stamp = fill(worked_out, &[("time", as_of)]);
    let plain = format!(
        "{}\n\n{stamp}\n\n-- \n{name}, {postal}\n{why} {never}\n{change}: {site}, {help}\n",
        lines.join("\n")
    );
    let mut html = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{}</title></head><body style=\"font-family:sans-serif;font-size:18px;line-height:1.5;max-width:36em;margin:1em auto;padding:0 1em;color:#1a1a1a;background:#fff\"><h1 style=\"font-size:22px\">{}</h1>",
        language.code(),
        escaped(&rendered.subject),
        escaped(&rendered.subject)
    );
    for line in lines {
        html.push_str(&format!("<p>{}</p>", escaped(line)));
    }
    // To the front page and no further: a link that knows who clicks is a link that others can send.
    html.push_str(&format!(
        "<p><a href=\"https://{site}/\" style=\"display:inline-block;padding:.7em 1em;background:#12663a;color:#fff;text-decoration:none\">{button}</a></p><p>{stamp}</p><hr><p style=\"font-size:15px\">{name}, {postal}<br>{why} {never}<br>{change}: {site}, {help}</p></body></html>",
        site = escaped(site),
        name = escaped(name),
        postal = escaped(postal),
        help = escaped(help),
        stamp = escaped(&stamp),
    ));
    Parts { subject: rendered.subject.clone(), plain, html }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_lines_at_the_ends_of_sentences_only() {
        let text = "Strom: der Strom bleibt an bis Montag 23.11. 8 Uhr. Dafür 2,27 € laden. Hilfe?";
        assert_eq!(
            sentences(text),
            [
                "Strom: der Strom bleibt an bis Montag 23.11. 8 Uhr.",
                "Dafür 2,27 € laden.",
                "Hilfe?"
            ]
        );
        let rendered =
            Rendered { subject: "a <b> & \"c\"".to_owned(), text: "a < b. End".to_owned() };
        let parts = parts(&rendered, &House::example("ORES"), Language::En, "20/11");
        assert!(parts.html.contains("a &lt;b&gt; &amp; &quot;c&quot;"), "{}", parts.html);
        assert!(parts.html.contains("<p>a &lt; b.</p><p>End</p>"));
        assert!(parts.plain.starts_with("a < b.\nEnd\n"));
    }

    #[test]
    fn cm_02_a_mail_has_its_frame_in_the_language_of_its_text() {
        let rendered = Rendered { subject: "a".to_owned(), text: "b.".to_owned() };
        let mail = |language| parts(&rendered, &House::example("ORES"), language, "20/11");
        for (language, stamp, button) in [
            (Language::Fr, "Calculé le 20/11.", "Voir mon compte"),
            (Language::Nl, "Berekend op 20/11.", "Mijn rekening"),
            (Language::De, "Berechnet am 20/11.", "Mein Konto"),
            (Language::En, "Worked out on 20/11.", "See my account"),
        ] {
            let mail = mail(language);
            assert!(mail.plain.contains(stamp) && mail.html.contains(stamp), "{}", mail.plain);
            assert!(mail.html.contains(button), "{}", mail.html);
        }
    }
}
