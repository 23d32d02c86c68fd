//! CRC-16/ARC, as at the end of a telegram.

const POLYNOMIAL: u16 = 0xA001;

const TABLE: [u16; 256] = table();

#[expect(clippy::indexing_slicing, reason = "evaluated when it is built, and below 256")]
const fn table() -> [u16; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut value = index as u16;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { value >> 1 ^ POLYNOMIAL } else { value >> 1 };
            bit += 1;
        }
        table[index] = value;
        index += 1;
    }
    table
}

/// CRC-16/ARC: polynomial 0xA001 reflected, start 0. Source: MT-16.
pub fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| step(crc, *byte))
}

/// The same as if each line ended with CR LF, for text that was stored with LF only.
pub(super) fn crc16_of_lines(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| match byte {
        b'\n' => step(step(crc, b'\r'), b'\n'),
        _ => step(crc, *byte),
    })
}

fn step(crc: u16, byte: u8) -> u16 {
    let [low, _] = (crc ^ u16::from(byte)).to_le_bytes();
    let entry = TABLE.get(usize::from(low)).copied().unwrap_or(0);
    crc >> 8 ^ entry
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mt_16_crc_has_the_check_value_of_its_definition() {
        assert_eq!(crc16(b"123456789"), 0xBB3D);
        assert_eq!(crc16_of_lines(b"a\nb"), crc16(b"a\r\nb"));
    }
}
