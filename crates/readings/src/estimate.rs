//! What a day without readings is charged by.

use units::MilliWattHours;

/// The mean of `days`, rounded to the nearest milliwatt-hour, ties up; `None` for no days.
/// Source: PA-39, 3.10.
pub fn mean_half_up(days: &[MilliWattHours]) -> Option<MilliWattHours> {
    let count = i128::try_from(days.len()).ok().filter(|count| *count > 0)?;
    let sum: i128 = days.iter().map(|energy| i128::from(energy.0)).sum();
    i64::try_from((2 * sum + count).div_euclid(2 * count)).ok().map(MilliWattHours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pa_39_the_mean_of_the_example() {
        let mean = |days: &[&str]| {
            let days: Vec<_> = days.iter().map(|day| day.parse().unwrap()).collect();
            mean_half_up(&days).unwrap().to_string()
        };
        assert_eq!(
            mean(&["5.331", "5.076", "6.210", "6.387", "4.995", "5.450", "6.105"]),
            "5.650571"
        );
        assert_eq!(
            mean(&["5.102", "5.489", "6.544", "6.920", "5.312", "5.733", "6.701"]),
            "5.971571"
        );
        assert_eq!(mean(&["0.000001", "0.000002"]), "0.000002");
        assert_eq!(mean_half_up(&[]), None);
    }
}
