//! Bounds of figures: of four keys one, or one from below and one from above, with finite numbers.

use super::forms;
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::model::{Bound, Operator};

/// What was written.
pub(super) enum Given {
    /// No bound.
    None,
    /// One.
    One(Bound),
    /// Several, which is told.
    Several,
}

impl Given {
    pub(super) fn sound(self) -> Option<Bound> {
        match self {
            Given::One(bound) => Some(bound),
            Given::None | Given::Several => None,
        }
    }
}

/// Reads the one bound that may be given: keys and values in the order `below`, `at_most`, `above`, `at_least`.
pub(super) fn one(bounds: [(&str, Option<f64>); 4], site: &Site, found: &mut Found) -> Given {
    let operators = [Operator::Below, Operator::AtMost, Operator::Above, Operator::AtLeast];
    let given: Vec<_> = bounds
        .into_iter()
        .zip(operators)
        .filter_map(|((key, value), operator)| Some((key, value?, operator)))
        .collect();
    match given.as_slice() {
        [] => Given::None,
        [(key, value, operator)] => {
            if !value.is_finite() {
                found.push(forms::invalid(format!("`{key}` is no finite number"), site.key(key).value()));
            }
            Given::One(Bound { operator: *operator, value: *value })
        }
        [_, (key, ..), ..] => {
            let fault = forms::invalid("there are several bounds", site.key(key).name());
            found.push(fault.help("write each apart"));
            Given::Several
        }
    }
}

/// Reads the bounds between which figures lie: one from below and one from above at most; keys and values in the same
/// order.
pub(super) fn range(bounds: [(&str, Option<f64>); 4], site: &Site, found: &mut Found) -> Vec<Bound> {
    let [below, at_most, above, at_least] = bounds;
    let none = |key| (key, None);
    let upper = one([below, at_most, none(above.0), none(at_least.0)], site, found).sound();
    let lower = one([none(below.0), none(at_most.0), above, at_least], site, found).sound();
    if let (Some(lower), Some(upper)) = (lower, upper)
        && !(lower.value < upper.value || (lower.holds(upper.value) && upper.holds(lower.value)))
    {
        let key = if upper.operator == Operator::Below { below.0 } else { at_most.0 };
        let message = format!("no number lies between {} and {}", lower.value, upper.value);
        found.push(forms::invalid(message, site.key(key).value()).help("exchange the two, or remove one"));
    }
    lower.into_iter().chain(upper).collect()
}
