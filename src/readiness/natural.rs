//! Natural numbers without an upper bound, for sums of fractions that are rounded once, at the end: in
//! come 64-bit numbers, out come products, sums and which of two is greater.

use std::cmp::Ordering;

/// A natural number: digits in base 2^64, the least significant first, without leading zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Natural(Vec<u64>);

impl Natural {
    pub(super) fn new(value: u64) -> Self {
        Natural(if value == 0 { Vec::new() } else { vec![value] })
    }

    pub(super) fn times(&self, factor: u64) -> Self {
        let mut digits = Vec::with_capacity(self.0.len() + 1);
        let mut carry = 0;
        for digit in &self.0 {
            // (2^64 - 1)^2 + (2^64 - 1) is less than 2^128.
            let product = u128::from(*digit) * u128::from(factor) + u128::from(carry);
            let (low, high) = halves(product);
            digits.push(low);
            carry = high;
        }
        digits.push(carry);
        Natural(digits).trimmed()
    }

    pub(super) fn plus(&self, other: &Natural) -> Self {
        let mut digits = Vec::new();
        let mut carry = 0;
        for place in 0..self.0.len().max(other.0.len()) {
            let digit = |number: &Natural| u128::from(number.0.get(place).copied().unwrap_or(0));
            let (low, high) = halves(digit(self) + digit(other) + u128::from(carry));
            digits.push(low);
            carry = high;
        }
        digits.push(carry);
        Natural(digits).trimmed()
    }

    fn trimmed(mut self) -> Self {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }
}

/// The lower and the upper 64 bits.
fn halves(number: u128) -> (u64, u64) {
    let [a, b, c, d, e, f, g, h, upper @ ..] = number.to_le_bytes();
    (u64::from_le_bytes([a, b, c, d, e, f, g, h]), u64::from_le_bytes(upper))
}

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> Ordering {
        let longer = self.0.len().cmp(&other.0.len());
        longer.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(value: u128) -> Natural {
        let (low, high) = halves(value);
        Natural(vec![low, high]).trimmed()
    }

    proptest! {
        #[test]
        fn it_counts_as_128_bits_do(a in any::<u64>(), b in any::<u64>(), c in any::<u128>(), d in any::<u128>()) {
            prop_assert_eq!(Natural::new(a).times(b), of(u128::from(a) * u128::from(b)));
            let (c, d) = (c >> 1, d >> 1);
            prop_assert_eq!(of(c).plus(&of(d)), of(c + d));
            prop_assert_eq!(of(c).cmp(&of(d)), c.cmp(&d));
        }

        #[test]
        fn it_goes_on_beyond_128_bits(a in any::<u128>(), b in any::<u64>(), c in any::<u64>()) {
            let both = u128::from(b) + u128::from(c);
            let (low, high) = halves(both);
            let product = if high == 0 { of(a).times(low) } else { of(a).times(u64::MAX).plus(&of(a)).plus(&of(a).times(low)) };
            prop_assert_eq!(of(a).times(b).plus(&of(a).times(c)), product);
        }
    }
}
