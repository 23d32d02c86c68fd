//! Names of people, as they are typed.

/// Whether two names are typed for one person: blanks around and between the words do not tell people
/// apart, and neither do capitals. Two people of one name have to be told apart by more than that.
/// Source: TP-18, TP-21, TP-25.
pub fn same_person(one: &str, other: &str) -> bool {
    let folded = |name: &str| {
        let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
        words.join(" ")
    };
    folded(one) == folded(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tp_21_one_person_is_one_however_the_name_is_typed() {
        for typed in ["an", "An", " AN ", "an\t"] {
            assert!(same_person("an", typed), "{typed:?}");
        }
        assert!(same_person("Élise  De Smet", "élise de smet"));
        for other in ["ann", "", "bo"] {
            assert!(!same_person("an", other), "{other:?}");
        }
    }
}
