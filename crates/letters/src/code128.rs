//! Code 128, as printed on cards: what the scanner of a shop reads. Source: ISO/IEC 15417.

use std::fmt::Write;
use units::PaymentReference;

/// Widths of bars and gaps in turn, by value; the last three are start A, B and C.
const SYMBOLS: [&str; 106] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212",
    "221213", "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221",
    "223211", "221132", "221231", "213212", "223112", "312131", "311222", "321122", "321221",
    "312212", "322112", "322211", "212123", "212321", "232121", "111323", "131123", "131321",
    "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331", "132131",
    "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131",
    "311123", "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111",
    "111224", "111422", "121124", "121421", "141122", "141221", "112214", "112412", "122114",
    "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111", "111242",
    "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232",
];
const STOP: &str = "2331112";
const START_C: u64 = 105;
const CODE_B: u64 = 100;
/// Of a digit in code B.
const ZERO_IN_B: u64 = 16;
/// The white that readers need on each side, in modules.
const QUIET_ZONE: u32 = 10;

/// The values of a reference: six pairs of digits in code C, and the last digit in code B.
fn values(reference: PaymentReference) -> [u64; 10] {
    let number = reference.as_u64();
    let pairs = number / 10;
    let pair = |place: u32| pairs / 100_u64.pow(5 - place) % 100;
    let mut values = [START_C, pair(0), pair(1), pair(2), pair(3), pair(4), pair(5), CODE_B, 0, 0];
    let [.., last, check] = &mut values;
    *last = ZERO_IN_B + number % 10;
    *check = 0;
    let weighted = values.iter().zip([1, 1, 2, 3, 4, 5, 6, 7, 8, 0]);
    let sum: u64 = weighted.map(|(value, weight)| value * weight).sum();
    let [.., check] = &mut values;
    *check = sum % 103;
    values
}

/// Bars and gaps in turn, in modules, a bar first.
fn widths(reference: PaymentReference) -> Vec<u32> {
    let symbols = values(reference).map(|value| {
        let place = usize::try_from(value).unwrap_or(usize::MAX);
        SYMBOLS.get(place).copied().unwrap_or_default()
    });
    let all = symbols.iter().copied().chain([STOP]);
    all.flat_map(str::chars).filter_map(|width| width.to_digit(10)).collect()
}

/// The 13 digits as Code 128 for the scanner of a shop, as on the card of a letter: an SVG, one path, white behind and at its sides; 20 modules high.
pub fn svg(reference: PaymentReference) -> String {
    let widths = widths(reference);
    let all = widths.iter().sum::<u32>() + 2 * QUIET_ZONE;
    let (mut x, mut path) = (QUIET_ZONE, String::new());
    for (place, width) in widths.iter().enumerate() {
        if place % 2 == 0 {
            // Writing into a string cannot fail.
            let _ = write!(path, "M{x} 0h{width}v20h-{width}z");
        }
        x += width;
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {all} 20\" \
         preserveAspectRatio=\"none\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" \
         d=\"M0 0h{all}v20h-{all}z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_is_eleven_modules_of_its_own_with_an_even_number_of_dark_ones() {
        let mut seen = std::collections::BTreeSet::new();
        for symbol in SYMBOLS {
            let widths: Vec<u32> =
                symbol.chars().map(|width| width.to_digit(10).unwrap()).collect();
            assert_eq!((widths.len(), widths.iter().sum::<u32>()), (6, 11), "{symbol}");
            let dark: u32 = widths.iter().step_by(2).sum();
            assert_eq!(dark % 2, 0, "{symbol}");
            assert!(seen.insert(symbol), "{symbol}");
        }
    }

    #[test]
    fn tp_12_bars_are_those_that_others_draw() {
        // Of python-barcode 0.16.1.
        for (digits, expected) in [
            (
                "4490123456789",
                "2112321321312141211122321311233311212411121141313211222121412331112",
            ),
            (
                "0000000000000",
                "2112322122222122222122222122222122222122221141311231221222132331112",
            ),
            (
                "9876543210123",
                "2112324113112211143111232321212213121122321141312211321422112331112",
            ),
        ] {
            let widths = widths(digits.parse().unwrap());
            let drawn: String = widths.iter().map(u32::to_string).collect();
            assert_eq!(drawn, expected);
        }
    }
}
