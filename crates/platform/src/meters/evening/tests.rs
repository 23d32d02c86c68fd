//! The whole evening, line by line.

use super::*;
use expect_test::expect_file;

fn told(energy: Energy) -> String {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("evening.db").display());
    let mut text = Vec::new();
    play(&url, energy, false, &mut text).unwrap();
    let mut engine = Engine::open(&url).unwrap();
    crate::testing::sound(&mut engine);
    String::from_utf8(text).unwrap()
}

#[test]
fn mt_09_an_evening_of_electricity_over_dlms() {
    expect_file!["electricity.txt"].assert_eq(&told(Energy::Electricity));
}

#[test]
fn mt_10_an_evening_of_gas_over_dlms_with_a_failed_and_a_passed_leak_test() {
    expect_file!["gas.txt"].assert_eq(&told(Energy::Gas));
}
