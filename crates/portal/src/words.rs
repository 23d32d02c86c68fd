//! How words are kept and values put into them: typed constants, a language each. A missing text does
//! not compile. Source: CM-02.

use units::Energy;

macro_rules! catalogue {
    ($($key:ident),* $(,)?) => {
        #[derive(Debug)]
        pub(crate) struct Words { $(pub(crate) $key: &'static str),* }

        impl Words {
            #[cfg(test)]
            pub(crate) fn all(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($key), self.$key)),*]
            }
        }
    };
}
pub(crate) use catalogue;

pub(crate) fn by(energy: Energy, power: &'static str, gas: &'static str) -> &'static str {
    match energy {
        Energy::Electricity => power,
        Energy::Gas => gas,
    }
}

/// `template` with its `{names}` replaced. A value is put in as it is, also if it looks like a name.
pub(crate) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) => {
                let value = values.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
                out.push_str(value.unwrap_or(""));
                rest = tail;
            }
            None => rest = after,
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// What a text has values put in for.
    pub(crate) fn names(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
    }

    #[test]
    fn values_are_put_in_as_they_are() {
        assert_eq!(fill("{a} of {b}.", &[("a", "{b}"), ("b", "2")]), "{b} of 2.");
        assert_eq!(fill("{gone} {", &[]), " ");
    }
}
