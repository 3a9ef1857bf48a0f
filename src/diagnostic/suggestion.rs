//! "Did you mean": enters a name that is not known and those that are; leaves the one that was meant.

/// Returns the known name that `wanted` most likely misspells, if one is near enough: at most one
/// edit in three characters, case aside; between equals the first wins. Else the one name that begins as
/// `wanted` does, for at least five characters and half of it: part of a long name is often all one knows.
pub fn suggest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Edit distance takes time in the product of both lengths: an absurd name gets no suggestion.
    const LONGEST: usize = 80;
    let wanted = wanted.to_lowercase();
    let length = wanted.chars().count();
    if length == 0 || length > LONGEST {
        return None;
    }
    let mut best: Option<(usize, &'a str)> = None;
    let mut begun = (0, None);
    for name in known {
        let same = name.chars().zip(wanted.chars()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
        if same >= 5 && same * 2 >= length && same >= begun.0 {
            begun = (same, (same > begun.0).then_some(name));
        }
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
    best.map(|(_, name)| name).or(begun.1)
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
    fn part_of_a_long_name_is_understood_unless_several_begin_so() {
        let known = ["kickoff-call-held", "launch-plan-agreed", "launch-plan-disputed"];
        assert_eq!(suggest("kickof-call", known), Some("kickoff-call-held"));
        assert_eq!(suggest("launch-plan", known), None);
        assert_eq!(suggest("kick", known), None);
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
