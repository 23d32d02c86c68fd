use calendar::Instant;
use expect_test::expect;
use proptest::prelude::*;

use crate::instant;

#[test]
fn text_of_an_instant() {
    let read = |text: &str| match text.parse::<Instant>() {
        Ok(at) => format!("{text} {at} {}\n", at.to_local_string()),
        Err(error) => format!("{error}\n"),
    };
    let texts = [
        "1970-01-01T00:00:00Z",
        "2026-11-02T09:30:00+01:00",
        "2026-11-02t08:30:00z",
        "2026-11-02T08:30:00-00:00",
        "2026-07-01T00:00:00+02:00",
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:30:00+01:00",
        "1969-12-31T23:59:59.5Z",
        "2026-11-02T09:30:00.000001+01:00",
        "2026-11-02T09:30:00.123456999+01:00",
        "1880-01-01T00:00:00Z",
        "2026-11-02T09:30:00",
        "2026-11-02T09:30:00.25",
        "2026-11-02",
        "2026-11-02 09:30:00+01:00",
        "2026-11-02T09:30+01:00",
        "2026-11-02T09:30:00.+01:00",
        "2026-11-02T09:30:00+0100",
        "2026-11-02T09:30:00+01",
        "2026-11-02T09:30:00+24:00",
        "2026-11-02T09:30:00+01:60",
        "2026-11-02T09:30:00Z ",
        "2026-11-02T24:00:00Z",
        "2026-12-31T23:59:60Z",
        "2026-02-29T00:00:00Z",
        "2026-11-0é T09:30:00Z",
        "",
    ];
    expect![[r#"
        1970-01-01T00:00:00Z 1970-01-01T00:00:00Z 1970-01-01T01:00:00+01:00
        2026-11-02T09:30:00+01:00 2026-11-02T08:30:00Z 2026-11-02T09:30:00+01:00
        2026-11-02t08:30:00z 2026-11-02T08:30:00Z 2026-11-02T09:30:00+01:00
        2026-11-02T08:30:00-00:00 2026-11-02T08:30:00Z 2026-11-02T09:30:00+01:00
        2026-07-01T00:00:00+02:00 2026-06-30T22:00:00Z 2026-07-01T00:00:00+02:00
        2026-10-25T02:30:00+02:00 2026-10-25T00:30:00Z 2026-10-25T02:30:00+02:00
        2026-10-25T02:30:00+01:00 2026-10-25T01:30:00Z 2026-10-25T02:30:00+01:00
        1969-12-31T23:59:59.5Z 1969-12-31T23:59:59.500000Z 1970-01-01T00:59:59+01:00
        2026-11-02T09:30:00.000001+01:00 2026-11-02T08:30:00.000001Z 2026-11-02T09:30:00+01:00
        2026-11-02T09:30:00.123456999+01:00 2026-11-02T08:30:00.123456Z 2026-11-02T09:30:00+01:00
        1880-01-01T00:00:00Z 1880-01-01T00:00:00Z 1880-01-01T00:17:00+00:17
        instant `2026-11-02T09:30:00` does not say its offset from UTC
        instant `2026-11-02T09:30:00.25` does not say its offset from UTC
        `2026-11-02` is not an instant such as `2026-11-02T09:30:00+01:00`
        `2026-11-02 09:30:00+01:00` is not an instant such as `2026-11-02T09:30:00+01:00`
        `2026-11-02T09:30+01:00` is not an instant such as `2026-11-02T09:30:00+01:00`
        `2026-11-02T09:30:00.+01:00` is not an instant such as `2026-11-02T09:30:00+01:00`
        `2026-11-02T09:30:00+0100` is not an instant such as `2026-11-02T09:30:00+01:00`
        `2026-11-02T09:30:00+01` is not an instant such as `2026-11-02T09:30:00+01:00`
        `2026-11-02T09:30:00+24:00` is not an instant such as `2026-11-02T09:30:00+01:00`
        `2026-11-02T09:30:00+01:60` is not an instant such as `2026-11-02T09:30:00+01:00`
        `2026-11-02T09:30:00Z ` is not an instant such as `2026-11-02T09:30:00+01:00`
        instant `2026-11-02T24:00:00Z` is not in the calendar or not on the clock
        instant `2026-12-31T23:59:60Z` is not in the calendar or not on the clock
        instant `2026-02-29T00:00:00Z` is not in the calendar or not on the clock
        `2026-11-0é T09:30:00Z` is not an instant such as `2026-11-02T09:30:00+01:00`
        `` is not an instant such as `2026-11-02T09:30:00+01:00`
    "#]]
    .assert_eq(&texts.map(read).concat());
}

#[test]
fn elapsed_time_is_not_wall_clock() {
    let evening = instant("2026-10-24T18:00:00+02:00");
    assert_eq!(evening.plus_h(24), instant("2026-10-25T17:00:00+01:00"));
    assert_eq!(evening.plus_min(-90), instant("2026-10-24T16:30:00+02:00"));
    assert_eq!(evening.plus_s(1).seconds_since(evening), 1);
    assert_eq!(Instant(evening.0 + 1_999_999).seconds_since(evening), 1);
    assert_eq!(evening.seconds_since(Instant(evening.0 + 1)), -1);
}

#[test]
fn serialised_instant_is_an_integer_of_microseconds() {
    let at = instant("2026-11-02T09:30:00+01:00");
    assert_eq!(serde_json::to_string(&at).unwrap(), "1793608200000000");
    assert_eq!(serde_json::from_str::<Instant>("1793608200000000").unwrap(), at);
}

proptest! {
    #[test]
    fn utc_text_says_everything(us in -62_167_219_200_000_000..253_402_300_800_000_000_i64) {
        prop_assert_eq!(Instant(us).to_utc_string().parse::<Instant>(), Ok(Instant(us)));
    }

    #[test]
    fn local_text_says_the_second(unix_s in -62_167_200_000..253_402_290_000_i64) {
        let at = Instant::from_unix_s(unix_s);
        prop_assert_eq!(at.to_local_string().parse::<Instant>(), Ok(at));
        let with_fraction = Instant(at.0 + 999_999);
        prop_assert_eq!(with_fraction.to_local_string(), at.to_local_string());
        prop_assert_eq!(with_fraction.unix_s(), unix_s);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[0-9TZtz:.+ -]{0,40}|\\PC{0,40}") {
        let _ = text.parse::<Instant>();
    }

    /// jiff reads more than RFC 3339, but nothing that we read differently.
    #[test]
    fn what_is_read_is_what_jiff_reads(
        date in "(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]",
        clock in "[0-2][0-9]:[0-6][0-9]:[0-5][0-9](\\.[0-9]{1,6})?",
        offset in "Z|[+-][01][0-9]:[0-5][0-9]",
    ) {
        let text = format!("{date}T{clock}{offset}");
        let jiff = text.parse::<jiff::Timestamp>().map(|at| at.as_microsecond());
        prop_assert_eq!(text.parse::<Instant>().map(|at| at.0).ok(), jiff.ok());
    }
}
