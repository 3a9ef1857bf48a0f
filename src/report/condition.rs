//! Conditions in words: in comes the condition of an item, out comes a sentence that says for which partners it
//! holds.

use crate::playbook::condition::{Condition, Test};

/// Says a condition as a sentence would: `tier is gold or silver and region is EU`.
#[must_use]
pub fn told(condition: &Condition) -> String {
    let joined = |parts: &[Condition], word: &str| match parts {
        [only] => told(only),
        parts => {
            let parts: Vec<_> = parts
                .iter()
                .map(|part| match part {
                    Condition::All(inner) | Condition::Any(inner) if inner.len() > 1 => {
                        format!("({})", told(part))
                    }
                    part => told(part),
                })
                .collect();
            parts.join(word)
        }
    };
    match condition {
        Condition::All(parts) => joined(parts, " and "),
        Condition::Any(parts) => joined(parts, " or "),
        Condition::Not(part) => format!("not ({})", told(part)),
        Condition::Attribute(id, Test::AnyOf(values)) => format!("{id} is {}", values.join(" or ")),
        Condition::Attribute(id, Test::Is(value)) => format!("{id} is {value}"),
        Condition::Attribute(id, Test::Within { min, max }) => {
            format!("{id} is a number{}", bounds(*min, *max))
        }
    }
}

/// Says the bounds of a number; nothing where there are none.
pub(super) fn bounds(min: Option<f64>, max: Option<f64>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!(" from {min} to {max}"),
        (Some(min), None) => format!(" of at least {min}"),
        (None, Some(max)) => format!(" of at most {max}"),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_sentences() {
        let is = |id: &str, value: &str| {
            Condition::Attribute(id.parse().unwrap(), Test::AnyOf(vec![value.to_owned()]))
        };
        let any = Condition::Any(vec![is("tier", "gold"), is("tier", "silver")]);
        let all = Condition::All(vec![any, Condition::Not(Box::new(is("region", "EU")))]);
        assert_eq!(told(&all), "(tier is gold or tier is silver) and not (region is EU)");
        assert_eq!(told(&Condition::All(vec![is("tier", "gold")])), "tier is gold");
    }
}
