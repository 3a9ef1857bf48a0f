//! Patterns of values: in comes a regular expression, out comes what matches values as a whole, in time linear in
//! their length.
//!
//! A playbook is read far more often than its patterns are needed, so they are judged by what they say: to make them
//! ready takes a hundred times as long.

use regex::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// How many bytes a pattern may be written in.
const LONGEST: usize = 500;

/// How deep groups may lie.
const DEEPEST: u32 = 50;

/// How much a pattern may ask for: sixty letters of any script, or two thousand characters of any kind.
const LARGEST: u64 = 50_000;

/// What one step of a pattern costs beside the ranges of characters that it takes.
const STEP: u64 = 20;

/// Returns how much it costs to judge a pattern, in bytes of a plain one: a class such as `\p{L}` has thousands of
/// characters, and each has its capital to be looked for.
#[must_use]
pub fn cost(pattern: &str) -> usize {
    pattern.len() + 100 * (pattern.matches(r"\p").count() + pattern.matches(r"\P").count())
}

/// Judges a pattern, without making it ready.
///
/// # Errors
/// Returns in one line what is wrong with it.
pub fn judge(pattern: &str) -> Result<(), String> {
    if pattern.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    // By itself first: `a)|(b` is sound once it stands in a group, and then no longer holds to both ends.
    parsed(pattern)?;
    let held = parsed(&held(pattern)).map_err(|_| "it cannot be held to both ends of a value".to_owned())?;
    if size(&held) > LARGEST {
        Err("it asks for too much; say less often what repeats".to_owned())
    } else {
        Ok(())
    }
}

/// Makes a pattern ready that matches nothing but whole values.
///
/// # Errors
/// Returns in one line what is wrong with it.
pub fn whole(pattern: &str) -> Result<Regex, String> {
    judge(pattern)?;
    let made = RegexBuilder::new(&held(pattern)).nest_limit(2 * DEEPEST).build();
    made.map_err(|_| "it cannot be made ready".to_owned())
}

/// Holds a pattern to both ends of a value.
fn held(pattern: &str) -> String {
    format!(r"\A(?:{pattern})\z")
}

fn parsed(pattern: &str) -> Result<Hir, String> {
    ParserBuilder::new().nest_limit(DEEPEST).build().parse(pattern).map_err(|error| match error {
        regex_syntax::Error::Parse(error) => error.kind().to_string(),
        regex_syntax::Error::Translate(error) => error.kind().to_string(),
        _ => "it is no regular expression".to_owned(),
    })
}

/// Returns how much a part of a pattern asks for, as often as it is repeated.
fn size(part: &Hir) -> u64 {
    match part.kind() {
        HirKind::Empty | HirKind::Look(_) => STEP,
        HirKind::Literal(literal) => literal.0.len() as u64,
        HirKind::Class(Class::Unicode(class)) => STEP + class.ranges().len() as u64,
        HirKind::Class(Class::Bytes(class)) => STEP + class.ranges().len() as u64,
        HirKind::Repetition(repeated) => {
            let times = repeated.max.unwrap_or(repeated.min.saturating_add(1));
            size(&repeated.sub).saturating_mul(u64::from(times)).max(STEP)
        }
        HirKind::Capture(group) => STEP + size(&group.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().fold(STEP, |sum, part| sum.saturating_add(size(part)))
        }
    }
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
        assert!(whole(r"\p{Lu}\w{1,40}").unwrap().is_match("Ärmel"));
        assert!(whole("(?i)eur").unwrap().is_match("EUR"));
    }

    #[test]
    fn what_is_wrong_is_told_in_one_line() {
        let told = |pattern: &str| whole(pattern).unwrap_err();
        assert_eq!(told("[a-"), "unclosed character class");
        assert_eq!(told("a)|(b"), "unopened group");
        assert_eq!(told(r"(a)\1"), "backreferences are not supported");
        assert_eq!(told(r"\w{1000}"), "it asks for too much; say less often what repeats");
        assert_eq!(told(r"((a{1000}){1000}){1000}"), told(r"\w{1000}"));
        assert_eq!(told("(?x) a # not all"), "it cannot be held to both ends of a value");
        assert_eq!(told(&"a".repeat(501)), "it is longer than 500 bytes");
        assert!(!told(&"(".repeat(400)).contains('\n'));
    }

    /// Else lint would take what no check can use.
    #[test]
    fn what_is_sound_can_be_made_ready() {
        for pattern in [
            r"\w{1,60}",
            ".{0,1000}",
            "[a-z]{1000}",
            r"[\p{L}\p{N}]{45}",
            ".{2000}",
            r"(\d{0,9}){50}",
            "()*{999}",
        ] {
            assert!(whole(pattern).is_ok(), "{pattern}");
        }
    }
}
