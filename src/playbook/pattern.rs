//! Patterns of values: in comes a regular expression, out comes what matches values as a whole, in time linear in
//! their length.

use regex::{Regex, RegexBuilder};

/// How large a pattern may be once it is made ready, in bytes: a product title of some hundred letters of any script.
const LARGEST: usize = 512 * 1024;

/// Makes a pattern ready that matches nothing but whole values.
///
/// # Errors
/// Returns in one line what is wrong with it.
pub fn whole(pattern: &str) -> Result<Regex, String> {
    // By itself first: `a)|(b` is sound once it stands in a group, and then no longer holds to both ends.
    ready(pattern)?;
    ready(&format!(r"\A(?:{pattern})\z"))
}

fn ready(pattern: &str) -> Result<Regex, String> {
    let made = RegexBuilder::new(pattern).size_limit(LARGEST).dfa_size_limit(LARGEST).nest_limit(50).build();
    made.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
        // The last of several lines says what is wrong; those before show where.
        error => {
            let told = error.to_string();
            let last = told.lines().last().unwrap_or_default();
            last.strip_prefix("error: ").unwrap_or(last).to_owned()
        }
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_values_as_a_whole() {
        let pattern = whole("a|ab").unwrap();
        assert_eq!(
            ["a", "ab", "abc", "xa", "ab\n"].map(|value| pattern.is_match(value)),
            [true, true, false, false, false]
        );
        assert!(whole(".{1,150}").unwrap().is_match("Größe XL — 42″"));
        assert!(whole(r"\p{Lu}\w*").unwrap().is_match("Ärmel"));
    }

    #[test]
    fn what_is_wrong_is_told_in_one_line() {
        let told = |pattern: &str| whole(pattern).unwrap_err();
        assert_eq!(told("[a-"), "unclosed character class");
        assert_eq!(told("a)|(b"), "unopened group");
        assert_eq!(told(r"(a)\1"), "backreferences are not supported");
        assert_eq!(told(r"\w{1000}{1000}"), "it is too large");
        assert!(told(&"(".repeat(999)).lines().count() == 1);
        assert!(whole("(?x) a # not all").is_err());
    }
}
