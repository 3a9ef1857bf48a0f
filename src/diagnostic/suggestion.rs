//! "Did you mean": enters a name that is not known and those that are; leaves the one that was meant.

/// Returns the known name that `wanted` most likely misspells, if one is near enough: at most one
/// edit in three characters, case aside. Between equals the first wins.
pub fn suggest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Edit distance takes time in the product of both lengths: an absurd name gets no suggestion.
    const LONGEST: usize = 80;
    let wanted = wanted.to_lowercase();
    let length = wanted.chars().count();
    if length == 0 || length > LONGEST {
        return None;
    }
    let mut best: Option<(usize, &'a str)> = None;
    for name in known {
        let size = name.chars().count();
        let allowed = (length.max(size) / 3).max(1);
        if size > LONGEST || length.abs_diff(size) > allowed {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&wanted, &name.to_lowercase());
        // A name of one or two characters is one edit from nearly anything.
        let near = distance <= allowed && (length.min(size) > 2 || distance == 0);
        if near && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let known = ["owner", "title", "stages", "severity"];
        assert_eq!(suggest("onwer", known), Some("owner"));
        assert_eq!(suggest("Titel", known), Some("title"));
        assert_eq!(suggest("stage", known), Some("stages"));
        assert_eq!(suggest("OWNER", known), Some("owner"));
    }

    #[test]
    fn another_word_is_not_forced_on_anyone() {
        assert_eq!(suggest("colour", ["owner", "title"]), None);
        assert_eq!(suggest("", ["a"]), None);
        assert_eq!(suggest("ab", ["ad", "id"]), None);
        assert_eq!(suggest(&"x".repeat(100_000), ["x"]), None);
    }

    #[test]
    fn the_nearest_wins_and_the_first_among_equals() {
        assert_eq!(suggest("critcal", ["critical", "critic"]), Some("critical"));
        assert_eq!(suggest("item-c", ["item-a", "item-b"]), Some("item-a"));
    }
}
