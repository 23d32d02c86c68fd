//! Which appliances fit under the limiter: a help for people at 10 A, not a measurement.

/// Voltage for which households are planned.
const VOLT: i64 = 230;

/// A group of appliances and what it takes in use, in watt. The ranges are of about 2011, from old
/// appliances: they are shown as what they are. Source: MT-21 (S4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typical {
    /// A key for texts, in lower case.
    pub appliance: &'static str,
    pub least_w: i64,
    pub most_w: i64,
}

const fn typical(appliance: &'static str, least_w: i64, most_w: i64) -> Typical {
    Typical { appliance, least_w, most_w }
}

/// The list of the training simulator, in its order.
pub const TYPICAL: [Typical; 32] = [
    typical("air-conditioner", 2_600, 4_000),
    typical("coffee-maker", 800, 1_100),
    typical("computer", 300, 400),
    typical("mixer", 250, 500),
    typical("submersible-pump", 500, 1_000),
    typical("hi-fi", 40, 150),
    typical("electric-heater", 500, 3_000),
    typical("television", 80, 180),
    typical("fryer", 1_600, 2_200),
    typical("washing-hot", 2_500, 3_000),
    typical("food-processor", 300, 800),
    typical("fridge", 110, 250),
    typical("toaster", 500, 1_200),
    typical("microwave", 600, 3_000),
    typical("freezer", 250, 350),
    typical("pressure-cooker", 1_000, 1_200),
    typical("egg-boiler", 200, 350),
    typical("iron", 800, 1_200),
    typical("hob-per-plate", 1_200, 2_600),
    typical("washing-cold", 400, 600),
    typical("kitchen-water-heater", 1_200, 2_000),
    typical("sun-bed", 1_800, 2_200),
    typical("aquarium", 200, 300),
    typical("humidifier", 800, 1_200),
    typical("cooker-hood", 150, 200),
    typical("shaver", 15, 20),
    typical("tumble-dryer", 2_100, 2_300),
    typical("vacuum-cleaner", 600, 1_500),
    typical("bottle-warmer", 150, 250),
    typical("waffle-iron", 800, 1_200),
    typical("hair-dryer", 500, 1_200),
    typical("storage-water-heater", 1_800, 2_500),
];

/// Whether what is in use fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadPlan {
    Fits {
        total_w: i64,
        left_w: i64,
    },
    /// The breaker would open.
    TooMuch {
        total_w: i64,
        over_w: i64,
    },
}

/// Why no plan can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error("a power of `{watt}` W is negative")]
    Negative { watt: i64 },
    #[error("the powers are too large to add up")]
    TooLarge,
}

/// Adds up the rated powers, in watt, of what is in use at once, under a limiter of `ampere`: 10 A
/// are 2,300 W. Errors: a power is negative, or the sum too large. Source: MT-21.
pub fn plan_load(rated_w: &[i64], ampere: i64) -> Result<LoadPlan, PlanError> {
    let mut total_w: i64 = 0;
    for &watt in rated_w {
        if watt < 0 {
            return Err(PlanError::Negative { watt });
        }
        total_w = total_w.checked_add(watt).ok_or(PlanError::TooLarge)?;
    }
    let most_w = ampere.checked_mul(VOLT).ok_or(PlanError::TooLarge)?;
    let left_w = most_w.checked_sub(total_w).ok_or(PlanError::TooLarge)?;
    Ok(match left_w >= 0 {
        true => LoadPlan::Fits { total_w, left_w },
        false => LoadPlan::TooMuch { total_w, over_w: left_w.saturating_neg() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mt_21_the_example_fits_and_one_more_lamp_does_not() {
        let example = [150, 250, 1_200, 600, 90];
        assert_eq!(plan_load(&example, 10), Ok(LoadPlan::Fits { total_w: 2_290, left_w: 10 }));
        let at_the_limit = plan_load(&[2_300], 10);
        assert_eq!(at_the_limit, Ok(LoadPlan::Fits { total_w: 2_300, left_w: 0 }));
        let over = plan_load(&[2_290, 11], 10);
        assert_eq!(over, Ok(LoadPlan::TooMuch { total_w: 2_301, over_w: 1 }));
        assert_eq!(plan_load(&[], 10), Ok(LoadPlan::Fits { total_w: 0, left_w: 2_300 }));
    }

    #[test]
    fn mt_21_what_is_no_power_is_refused() {
        assert_eq!(plan_load(&[-1], 10), Err(PlanError::Negative { watt: -1 }));
        assert_eq!(plan_load(&[i64::MAX, 1], 10), Err(PlanError::TooLarge));
        assert_eq!(plan_load(&[1], i64::MAX), Err(PlanError::TooLarge));
    }

    #[test]
    fn mt_21_typical_ranges_are_ranges_with_names_of_their_own() {
        let names: std::collections::BTreeSet<_> =
            TYPICAL.iter().map(|typical| typical.appliance).collect();
        assert_eq!(names.len(), TYPICAL.len());
        assert!(TYPICAL.iter().all(|typical| typical.least_w < typical.most_w));
    }
}
