//! Conditions that never hold. In: a condition and the attributes it may ask for. Out: whether no
//! declaration of the attributes meets it. The answer "never" is proven: every declaration that the
//! condition could tell apart was tried. Where there are too many, the condition passes.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use crate::playbook::condition::{Condition, Test, Truth};
use crate::playbook::id::Id;
use crate::playbook::model::{Attribute, AttributeKind, Value};

/// How many declarations are tried for one condition.
const MOST: usize = 4096;

/// Tells whether no declaration meets the condition; takes the tests that this makes from `effort`.
pub(super) fn never_holds(
    condition: &Condition,
    attributes: &BTreeMap<Id, Attribute>,
    effort: &Cell<usize>,
) -> bool {
    let spend = |work: usize| {
        let left = effort.get().checked_sub(work);
        effort.set(left.unwrap_or(0));
        left.is_some()
    };
    let mut tests = BTreeMap::new();
    let size = gather(condition, &mut tests);
    let mut domains: Vec<(&Id, Vec<Value>)> = Vec::new();
    let mut count = 1_usize;
    for (id, tests) in &tests {
        let Some(domain) = attributes
            .get(*id)
            .filter(|attribute| spend(work(&attribute.kind, size)))
            .and_then(|attribute| domain(&attribute.kind, tests))
        else {
            return false;
        };
        count = count.saturating_mul(domain.len());
        domains.push((*id, domain));
    }
    if count > MOST {
        return false;
    }
    let mut declared = BTreeMap::new();
    for number in 0..count {
        if !spend(size) {
            return false;
        }
        let mut rest = number;
        for (id, domain) in &domains {
            declared.insert((*id).clone(), domain[rest % domain.len()].clone());
            rest /= domain.len();
        }
        if condition.holds(&declared) == Truth::Yes {
            return false;
        }
    }
    true
}

/// Gathers the tests by attribute, and returns how much work one trial is.
fn gather<'c>(condition: &'c Condition, tests: &mut BTreeMap<&'c Id, Vec<&'c Test>>) -> usize {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            1 + parts.iter().map(|part| gather(part, tests)).sum::<usize>()
        }
        Condition::Not(part) => 1 + gather(part, tests),
        Condition::Attribute(id, test) => {
            tests.entry(id).or_default().push(test);
            match test {
                Test::AnyOf(choices) => 1 + choices.len(),
                Test::Is(_) | Test::Within { .. } => 1,
            }
        }
    }
}

/// Returns how much work it is to list the values of an attribute for a condition of that size.
fn work(kind: &AttributeKind, size: usize) -> usize {
    match kind {
        AttributeKind::Choice(choices) => size.saturating_mul(choices.len()),
        AttributeKind::List(choices) => {
            let subsets =
                u32::try_from(size.min(choices.len())).ok().and_then(|bits| 2_usize.checked_pow(bits + 1));
            let subsets = subsets.unwrap_or(usize::MAX).min(MOST);
            size.saturating_mul(choices.len()).saturating_add(subsets)
        }
        AttributeKind::Number { .. } | AttributeKind::Boolean | AttributeKind::Text => size,
    }
}

/// Returns one value for each way in which the tests can turn out; none if there are too many.
fn domain(kind: &AttributeKind, tests: &[&Test]) -> Option<Vec<Value>> {
    match kind {
        AttributeKind::Choice(choices) => {
            Some(told_apart(choices, tests).into_iter().map(Value::Text).collect())
        }
        AttributeKind::List(choices) => subsets(&told_apart(choices, tests)),
        AttributeKind::Boolean => Some(vec![Value::Boolean(true), Value::Boolean(false)]),
        AttributeKind::Number { min, max } => Some(numbers(*min, *max, tests)),
        AttributeKind::Text => None,
    }
}

/// Returns the choices that tests name, and one for all the others.
fn told_apart(choices: &[String], tests: &[&Test]) -> Vec<String> {
    let is_named = |choice: &&String| {
        tests.iter().any(|test| matches!(test, Test::AnyOf(named) if named.contains(choice)))
    };
    let (named, others): (Vec<_>, Vec<_>) = choices.iter().partition(is_named);
    named.into_iter().chain(others.into_iter().take(1)).cloned().collect()
}

/// Returns every list of the choices but the empty one, which nobody may declare.
fn subsets(choices: &[String]) -> Option<Vec<Value>> {
    let count = u32::try_from(choices.len())
        .ok()
        .and_then(|len| 1_usize.checked_shl(len))
        .filter(|count| *count <= MOST)?;
    let subset = |bits: usize| {
        let is_in = |(position, _): &(usize, &String)| bits & (1 << position) != 0;
        Value::List(choices.iter().enumerate().filter(is_in).map(|(_, choice)| choice.clone()).collect())
    };
    Some((1..count).map(subset).collect())
}

/// Returns the bounds that tests name, and a number in each gap between them, within the bounds of
/// the attribute.
fn numbers(min: Option<f64>, max: Option<f64>, tests: &[&Test]) -> Vec<Value> {
    let mut ends: Vec<f64> = min.into_iter().chain(max).collect();
    for test in tests {
        if let Test::Within { min, max } = test {
            ends.extend(min.iter().chain(max));
        }
    }
    ends.sort_by(f64::total_cmp);
    ends.dedup();
    let mut numbers = ends.clone();
    numbers.extend(ends.windows(2).map(|pair| pair[0] / 2.0 + pair[1] / 2.0));
    numbers.extend(ends.first().map(|first| first - first.abs().max(1.0)));
    numbers.extend(ends.last().map(|last| last + last.abs().max(1.0)));
    numbers.retain(|number| {
        number.is_finite() && min.is_none_or(|min| *number >= min) && max.is_none_or(|max| *number <= max)
    });
    let distinct: BTreeSet<u64> = numbers.iter().map(|number| number.to_bits()).collect();
    distinct.into_iter().map(|bits| Value::Number(f64::from_bits(bits))).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    fn texts(of: &[&str]) -> Vec<String> {
        of.iter().map(|text| (*text).to_owned()).collect()
    }

    fn attributes() -> BTreeMap<Id, Attribute> {
        let kinds = [
            ("tier", AttributeKind::Choice(texts(&["starter", "growth", "enterprise"]))),
            ("regions", AttributeKind::List(texts(&["EU", "UK", "US"]))),
            ("orders", AttributeKind::Number { min: Some(0.0), max: Some(100.0) }),
            ("data", AttributeKind::Boolean),
        ];
        let attribute = |kind| Attribute {
            kind,
            required: true,
            title: "T".to_owned(),
            about: String::new(),
            default: None,
        };
        kinds.into_iter().map(|(id, kind)| (id.parse().unwrap(), attribute(kind))).collect()
    }

    fn is(id: &str, choices: &[&str]) -> Condition {
        Condition::Attribute(id.parse().unwrap(), Test::AnyOf(texts(choices)))
    }

    fn within(min: Option<f64>, max: Option<f64>) -> Condition {
        Condition::Attribute("orders".parse().unwrap(), Test::Within { min, max })
    }

    fn not(part: Condition) -> Condition {
        Condition::Not(Box::new(part))
    }

    fn never(condition: &Condition) -> bool {
        never_holds(condition, &attributes(), &Cell::new(100_000))
    }

    #[test]
    fn contradictions_never_hold() {
        assert!(never(&Condition::All(vec![
            is("tier", &["starter"]),
            is("tier", &["growth", "enterprise"])
        ])));
        assert!(never(&not(is("tier", &["starter", "growth", "enterprise"]))));
        assert!(never(&Condition::All(vec![within(Some(10.0), None), within(None, Some(9.0))])));
        assert!(never(&within(Some(101.0), None)));
        assert!(never(&Condition::All(vec![
            within(Some(10.0), Some(20.0)),
            not(within(Some(5.0), Some(30.0)))
        ])));
        let all = ["EU", "UK", "US"].map(|region| not(is("regions", &[region])));
        assert!(never(&Condition::All(all.to_vec())), "a list has at least one entry");
        let data = |is| Condition::Attribute("data".parse().unwrap(), Test::Is(is));
        assert!(never(&Condition::All(vec![data(true), data(false)])));
    }

    #[test]
    fn what_somebody_can_meet_passes() {
        assert!(
            !never(&Condition::All(vec![is("regions", &["EU"]), is("regions", &["UK"])])),
            "a list holds several"
        );
        assert!(!never(&Condition::All(vec![within(Some(10.0), None), within(None, Some(10.0))])));
        assert!(
            !never(&Condition::All(vec![not(within(Some(10.0), None)), not(within(None, Some(9.0)))])),
            "9.5"
        );
        assert!(!never(&not(is("tier", &["starter", "growth"]))));
        assert!(!never(&within(None, None)));
    }

    #[test]
    fn without_effort_left_everything_passes() {
        let contradiction = not(is("tier", &["starter", "growth", "enterprise"]));
        assert!(!never_holds(&contradiction, &attributes(), &Cell::new(1)));
    }
}
