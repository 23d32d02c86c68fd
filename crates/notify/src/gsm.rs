//! The alphabet of short messages. Source: GSM 03.38 (3GPP TS 23.038), default alphabet; CM-04.

/// Signs of one septet, without those that no text of ours has (controls, Greek capitals).
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà_";
/// Signs of two septets: an escape comes before them.
const EXTENDED: &str = "^{}\\[~]|€";

/// The longest short message that is one.
pub const MOST_SEPTETS: usize = 160;

/// How many septets a text has; `None` if a sign of it is not in the alphabet.
pub fn septets(text: &str) -> Option<usize> {
    text.chars().try_fold(0, |sum: usize, sign| sum.checked_add(width(sign)?))
}

fn width(sign: char) -> Option<usize> {
    if BASIC.contains(sign) {
        Some(1)
    } else if EXTENDED.contains(sign) {
        Some(2)
    } else {
        None
    }
}

/// A text in the alphabet: signs that it does not have become those that are read alike. Names only;
/// texts are written in the alphabet.
pub fn transliterated(text: &str) -> String {
    let mut fits = String::with_capacity(text.len());
    for sign in text.chars() {
        if width(sign).is_some() {
            fits.push(sign);
        } else {
            fits.push_str(alike(sign));
        }
    }
    fits
}

/// The bytes of a text in the default alphabet, one a septet, as SMPP carries them unpacked. `None` if a
/// sign of it is not in the alphabet.
pub fn encoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    for sign in text.chars() {
        match (code(sign), extended_code(sign)) {
            (Some(code), _) => bytes.push(code),
            (None, Some(code)) => bytes.extend([0x1b, code]),
            (None, None) => return None,
        }
    }
    Some(bytes)
}

/// The text of bytes in the default alphabet, one a septet; a dot for what is in no place of it.
pub fn decoded(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes.iter();
    while let Some(byte) = rest.next() {
        let sign = if *byte == 0x1b {
            let next = rest.next();
            EXTENDED.chars().find(|sign| extended_code(*sign).as_ref() == next)
        } else {
            BASIC.chars().find(|sign| code(*sign) == Some(*byte))
        };
        text.push(sign.unwrap_or('.'));
    }
    text
}

fn code(sign: char) -> Option<u8> {
    let code = match sign {
        '@' => 0x00,
        '£' => 0x01,
        '$' => 0x02,
        '¥' => 0x03,
        'è' => 0x04,
        'é' => 0x05,
        'ù' => 0x06,
        'ì' => 0x07,
        'ò' => 0x08,
        'Ç' => 0x09,
        '\n' => 0x0a,
        'Ø' => 0x0b,
        'ø' => 0x0c,
        '\r' => 0x0d,
        'Å' => 0x0e,
        'å' => 0x0f,
        '_' => 0x11,
        'Æ' => 0x1c,
        'æ' => 0x1d,
        'ß' => 0x1e,
        'É' => 0x1f,
        '¤' => 0x24,
        '¡' => 0x40,
        'Ä' => 0x5b,
        'Ö' => 0x5c,
        'Ñ' => 0x5d,
        'Ü' => 0x5e,
        '§' => 0x5f,
        '¿' => 0x60,
        'ä' => 0x7b,
        'ö' => 0x7c,
        'ñ' => 0x7d,
        'ü' => 0x7e,
        'à' => 0x7f,
        ' '..='#' | '%'..='?' | 'A'..='Z' | 'a'..='z' => u8::try_from(sign).ok()?,
        _ => return None,
    };
    Some(code)
}

fn extended_code(sign: char) -> Option<u8> {
    Some(match sign {
        '^' => 0x14,
        '{' => 0x28,
        '}' => 0x29,
        '\\' => 0x2f,
        '[' => 0x3c,
        '~' => 0x3d,
        ']' => 0x3e,
        '|' => 0x40,
        '€' => 0x65,
        _ => return None,
    })
}

/// What is read alike, of the alphabet; a dot for what nobody can guess.
fn alike(sign: char) -> &'static str {
    match sign {
        'â' | 'á' | 'ã' | 'ā' | 'ă' | 'ą' => "a",
        'À' | 'Â' | 'Á' | 'Ã' | 'Ā' | 'Ă' | 'Ą' => "A",
        'ê' | 'ë' | 'ē' | 'ę' | 'ě' | 'ė' => "e",
        'È' | 'Ê' | 'Ë' | 'Ē' | 'Ę' | 'Ě' => "E",
        'î' | 'ï' | 'í' | 'ī' | 'ı' => "i",
        'Î' | 'Ï' | 'Í' | 'Ì' | 'İ' => "I",
        'ô' | 'ó' | 'õ' | 'ō' | 'ő' => "o",
        'Ô' | 'Ó' | 'Ò' | 'Õ' | 'Ō' | 'Ő' => "O",
        'û' | 'ú' | 'ū' | 'ů' | 'ű' => "u",
        'Û' | 'Ú' | 'Ù' | 'Ū' | 'Ů' | 'Ű' => "U",
        'ç' | 'ć' | 'č' => "c",
        'Ć' | 'Č' => "C",
        'ÿ' | 'ý' => "y",
        'Ý' | 'Ÿ' => "Y",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'Ś' | 'Š' | 'Ş' | 'Ș' => "S",
        'ź' | 'ž' | 'ż' => "z",
        'Ź' | 'Ž' | 'Ż' => "Z",
        'ł' => "l",
        'Ł' => "L",
        'ń' | 'ň' => "n",
        'ğ' => "g",
        'Ğ' => "G",
        'ț' | 'ţ' | 'ť' => "t",
        'Ț' | 'Ţ' => "T",
        'ř' => "r",
        'đ' | 'ď' => "d",
        'œ' => "oe",
        'Œ' => "OE",
        '’' | '‘' | '`' | '´' | 'ʼ' => "'",
        '“' | '”' | '„' | '«' | '»' => "\"",
        '–' | '—' | '−' | '‐' | '‑' => "-",
        '\u{a0}' | '\u{202f}' | '\t' => " ",
        '…' => "...",
        _ => cyrillic(sign),
    }
}

/// As passports write Ukrainian and Russian names.
fn cyrillic(sign: char) -> &'static str {
    match sign {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'є' => "ie",
        'ё' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' | 'й' | 'ы' => "i",
        'ї' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ю' => "iu",
        'я' => "ia",
        'ь' | 'ъ' => "",
        'А' => "A",
        'Б' => "B",
        'В' => "V",
        'Г' | 'Ґ' => "G",
        'Д' => "D",
        'Е' | 'Э' | 'Ё' => "E",
        'Є' => "Ie",
        'Ж' => "Zh",
        'З' => "Z",
        'И' | 'І' | 'Й' | 'Ї' => "I",
        'К' => "K",
        'Л' => "L",
        'М' => "M",
        'Н' => "N",
        'О' => "O",
        'П' => "P",
        'Р' => "R",
        'С' => "S",
        'Т' => "T",
        'У' => "U",
        'Ф' => "F",
        'Х' => "Kh",
        'Ц' => "Ts",
        'Ч' => "Ch",
        'Ш' => "Sh",
        'Щ' => "Shch",
        'Ю' => "Iu",
        'Я' => "Ia",
        _ => ".",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cm_04_signs_count_as_the_network_counts_them() {
        assert_eq!(septets("Électricité: 4,60 €"), Some(20));
        assert_eq!(septets("ê"), None);
        assert_eq!(septets("l’eau"), None, "a typographic apostrophe");
        assert_eq!(septets("3\u{a0}€"), None, "a no-break space");
        for (text, bytes) in [("é€", &[0x05, 0x1b, 0x65][..]), ("@ a_", &[0, 0x20, 0x61, 0x11])]
        {
            assert_eq!(encoded(text).unwrap(), bytes);
            assert_eq!(decoded(bytes), text);
        }
        assert_eq!(encoded("ç"), None);
        for sign in BASIC.chars().chain(EXTENDED.chars()) {
            let text = sign.to_string();
            assert_eq!(encoded(&text).map(|bytes| bytes.len()), septets(&text), "{sign:?}");
            assert_eq!(decoded(&encoded(&text).unwrap()), text);
        }
    }

    #[test]
    fn cm_04_names_that_do_not_fit_are_written_as_they_are_read() {
        for (name, fits) in [
            ("Braine-le-Château", "Braine-le-Chateau"),
            ("Fontaine-l’Évêque", "Fontaine-l'Éveque"),
            ("Grâce-Hollogne", "Grace-Hollogne"),
            ("Vaux-sur-Sûre", "Vaux-sur-Sure"),
            ("Françoise", "Francoise"),
            ("Ольга", "Olga"),
            ("Łódź", "Lodz"),
            ("Liège", "Liège"),
            ("日本", ".."),
        ] {
            assert_eq!(transliterated(name), fits);
            assert!(septets(&transliterated(name)).is_some());
        }
    }
}
