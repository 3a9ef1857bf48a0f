//! Figures that machines count and measure: in comes a number, out comes the text for it, or the number as it is compared.

/// Returns a figure as it is compared: what was computed differs from what is meant in the last of its digits.
#[must_use]
pub fn rounded(figure: f64) -> f64 {
    format!("{figure:.13e}").parse().unwrap_or(figure)
}

/// Returns the text for a figure: six digits after the point at most, since those of a mean have no end; and a power of ten
/// where it would run over the page.
#[must_use]
pub fn told(figure: f64) -> String {
    let figure = rounded(figure);
    let size = figure.abs();
    if size > 0.0 && !(1e-6..1e15).contains(&size) {
        return format!("{:e}", format!("{figure:.5e}").parse().unwrap_or(figure));
    }
    let short = (figure * 1e6).round() / 1e6;
    // Minus nothing is nothing.
    if short == 0.0 { "0".to_owned() } else { short.to_string() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn figures_are_short() {
        for (figure, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (3.0, "3"),
            (2.5, "2.5"),
            (-1.25, "-1.25"),
            (11.0 / 3.0, "3.666667"),
            (0.1 + 0.2, "0.3"),
            (99_999_999_999_999.0, "99999999999999"),
            (1e15, "1e15"),
            (1.0 / 3e7, "3.33333e-8"),
            (-1e300, "-1e300"),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(told(figure), text);
        }
    }

    #[test]
    fn what_is_computed_is_what_is_meant() {
        for (computed, meant) in [(0.1 + 0.2, 0.3), (0.33 / 0.3 * 100.0, 110.0), (1.1 * 1.1, 1.21)] {
            assert_eq!(rounded(computed).to_bits(), rounded(meant).to_bits());
        }
    }

    proptest! {
        #[test]
        fn the_order_of_figures_stays_and_their_texts_have_an_end(one in any::<f64>(), other in any::<f64>()) {
            prop_assert!(one > other || rounded(one) <= rounded(other) || one.is_nan() || other.is_nan());
            prop_assert!(told(one).len() <= 24, "{}", told(one));
        }
    }
}
