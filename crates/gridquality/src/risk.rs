//! Circuits at risk, the worst first, each with its reasons. Source: GQ-05.

/// What is known of a circuit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CircuitFacts {
    pub id: String,
    pub points: u32,
    /// Voltage complaints that are not closed.
    pub complaints: u32,
    /// Means of voltage, and those outside the week's band.
    pub means: u64,
    pub means_outside: u64,
    /// Of the rating, in thousandths; `None` where no curve is known.
    pub utilisation_permille: Option<u64>,
    /// Points that inject.
    pub installations: u32,
}

/// Points of risk for each measure, by the operator. None is shipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RiskWeights {
    /// For each complaint of a hundred points.
    pub complaint: u64,
    /// For each hundredth of the means that lies outside.
    pub outside: u64,
    /// For each hundredth of the rating above [`Self::utilisation_from_permille`].
    pub utilisation: u64,
    pub utilisation_from_permille: u64,
    /// For each hundredth of the points that injects.
    pub installation: u64,
}

/// Why a circuit is at risk, with the figure that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    Complaints { number: u32, points: u32 },
    Voltage { outside: u64, means: u64 },
    Congestion { utilisation_permille: u64 },
    Installations { number: u32, points: u32 },
}

/// A circuit's risk; reasons by what they add, the largest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk {
    pub circuit: String,
    /// Thousandths of a point.
    pub score: u64,
    pub reasons: Vec<(Reason, u64)>,
    /// Whether voltage and load are both known: a circuit without figures is not one without risk.
    pub measured: bool,
}

/// Ranks circuits: the highest score first, of equals the one measured less, then by name. Source: GQ-05.
pub fn rank(circuits: &[CircuitFacts], weights: &RiskWeights) -> Vec<Risk> {
    let mut all: Vec<Risk> = circuits.iter().map(|circuit| risk(circuit, weights)).collect();
    all.sort_by(|one, other| {
        let by_score = other.score.cmp(&one.score);
        by_score
            .then_with(|| one.measured.cmp(&other.measured))
            .then_with(|| one.circuit.cmp(&other.circuit))
    });
    all
}

fn risk(circuit: &CircuitFacts, weights: &RiskWeights) -> Risk {
    // `weight` points for each hundredth, in thousandths of a point.
    let part = |number: u64, of: u64, weight: u64| {
        let above = u128::from(number) * u128::from(weight) * 100_000;
        u64::try_from(above.checked_div(of.into()).unwrap_or(0)).unwrap_or(u64::MAX)
    };
    let points = circuit.points.max(1);
    let used = circuit.utilisation_permille.unwrap_or(0);
    let over = used.saturating_sub(weights.utilisation_from_permille);
    let reasons = [
        (
            Reason::Complaints { number: circuit.complaints, points },
            part(circuit.complaints.into(), points.into(), weights.complaint),
        ),
        (
            Reason::Voltage { outside: circuit.means_outside, means: circuit.means },
            part(circuit.means_outside, circuit.means, weights.outside),
        ),
        (Reason::Congestion { utilisation_permille: used }, part(over, 1_000, weights.utilisation)),
        (
            Reason::Installations { number: circuit.installations, points },
            part(circuit.installations.into(), points.into(), weights.installation),
        ),
    ];
    let mut reasons: Vec<(Reason, u64)> =
        reasons.into_iter().filter(|(_, score)| *score > 0).collect();
    // Stable: of equals the order above.
    reasons.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
    Risk {
        circuit: circuit.id.clone(),
        score: reasons.iter().fold(0, |sum, (_, score)| sum.saturating_add(*score)),
        reasons,
        measured: circuit.means > 0 && circuit.utilisation_permille.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEIGHTS: RiskWeights = RiskWeights {
        complaint: 10,
        outside: 5,
        utilisation: 2,
        utilisation_from_permille: 800,
        installation: 1,
    };

    fn circuit(id: &str) -> CircuitFacts {
        CircuitFacts { id: id.to_owned(), points: 50, ..CircuitFacts::default() }
    }

    #[test]
    fn gq_05_the_worst_comes_first_and_says_why() {
        let complained = CircuitFacts { complaints: 2, ..circuit("complained") };
        let full = CircuitFacts {
            means: 1_000,
            means_outside: 30,
            utilisation_permille: Some(1_050),
            installations: 5,
            ..circuit("full")
        };
        let ranked = rank(&[circuit("quiet"), complained, full], &WEIGHTS);
        let names: Vec<_> = ranked.iter().map(|risk| risk.circuit.as_str()).collect();
        assert_eq!(names, ["full", "complained", "quiet"]);
        // 25 hundredths above 80 % times 2, 10 % of points, 3 % of means times 5.
        assert_eq!(ranked[0].score, 50_000 + 10_000 + 15_000);
        let reasons: Vec<_> = ranked[0].reasons.iter().map(|(reason, _)| *reason).collect();
        assert_eq!(
            reasons,
            [
                Reason::Congestion { utilisation_permille: 1_050 },
                Reason::Voltage { outside: 30, means: 1_000 },
                Reason::Installations { number: 5, points: 50 },
            ]
        );
        assert_eq!(ranked[1].reasons, [(Reason::Complaints { number: 2, points: 50 }, 40_000)]);
    }

    #[test]
    fn gq_05_of_equals_the_one_that_nobody_measured_comes_first() {
        let measured = CircuitFacts { means: 9, utilisation_permille: Some(100), ..circuit("a") };
        let ranked = rank(&[measured, circuit("b")], &WEIGHTS);
        assert_eq!((ranked[0].circuit.as_str(), ranked[0].measured), ("b", false));
    }
}
