//! Real text, spoilt. In go texts; out come texts like them with lines and words lost, doubled, moved, and put
//! where they do not belong, up to 256 KiB.

use proptest::prelude::*;
use proptest::sample::Index;

/// As large as any input may be.
pub(super) const LARGEST: usize = 256 * 1024;

/// What files of people and programs hold that has been trouble somewhere.
const PIECES: [&str; 64] = [
    "&a",
    "*a",
    "!!binary ",
    "<<: *a",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "\t",
    "\r\n",
    "\u{feff}",
    "\u{202e}",
    "\u{200b}",
    "\u{0}",
    "\u{1b}[31m",
    "é",
    "e\u{301}",
    "👩\u{200d}💻",
    "ß",
    "İ",
    "\u{2028}",
    "\"",
    "'",
    "\\",
    "`",
    "[",
    "]",
    "{",
    "}",
    "[[",
    "]]",
    ": ",
    ":",
    "- ",
    "-",
    ", ",
    "|",
    ">",
    "|2-\n",
    "# ",
    "\n",
    "\n\n",
    "{{",
    "}}",
    "{{ partner.name }}",
    "{{ partner.",
    "{% for x in y %}",
    "null",
    "~",
    "true",
    "0x1F",
    "-1",
    "1e999",
    "0.0000001",
    "9223372036854775808",
    "99999999999999999999999",
    "2026-02-30",
    "9999-12-31",
    "0000-01-01",
    "24:00",
    "2000000000 business days",
    "-14d",
    "P1Y",
    "=",
    "inf",
];

#[derive(Debug, Clone)]
enum Blow {
    Lose(Index, Index),
    Double(Index, Index),
    Move(Index, Index, Index),
    Borrow(usize, Index, Index, Index),
    Insert(Index, usize),
    Replace(Index, usize),
    Indent(Index, usize),
    Repeat(Index, Index, usize),
    Lengthen(Index, char, usize),
    Cut(Index),
}

/// Returns texts made of others.
pub(super) fn spoilt(texts: Vec<String>) -> impl Strategy<Value = String> {
    let any_index = any::<Index>;
    let blow = prop_oneof![
        3 => (any_index(), any_index()).prop_map(|(a, b)| Blow::Lose(a, b)),
        2 => (any_index(), any_index()).prop_map(|(a, b)| Blow::Double(a, b)),
        3 => (any_index(), any_index(), any_index()).prop_map(|(a, b, c)| Blow::Move(a, b, c)),
        2 => (0usize..64, any_index(), any_index(), any_index()).prop_map(|(t, a, b, c)| Blow::Borrow(t, a, b, c)),
        4 => (any_index(), 0..PIECES.len()).prop_map(|(a, p)| Blow::Insert(a, p)),
        4 => (any_index(), 0..PIECES.len()).prop_map(|(a, p)| Blow::Replace(a, p)),
        2 => (any_index(), 0usize..40).prop_map(|(a, n)| Blow::Indent(a, n)),
        1 => (any_index(), any_index(), 2usize..3000).prop_map(|(a, b, n)| Blow::Repeat(a, b, n)),
        1 => (any_index(), any::<char>(), 1usize..100_000).prop_map(|(a, c, n)| Blow::Lengthen(a, c, n)),
        1 => any_index().prop_map(Blow::Cut),
    ];
    let from = 0..texts.len();
    (from, prop::collection::vec(blow, 1..8)).prop_map(move |(from, blows)| {
        let mut text = texts[from].clone();
        for blow in &blows {
            text = strike(&text, blow, &texts);
            text.truncate(floor(&text, LARGEST));
        }
        text
    })
}

fn strike(text: &str, blow: &Blow, texts: &[String]) -> String {
    if text.is_empty() {
        return PIECES[0].to_owned();
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let place = |at: &Index| floor(text, at.index(text.len()));
    let range = |a: &Index, b: &Index| {
        let start = a.index(lines.len());
        start..(start + 1 + b.index(12)).min(lines.len())
    };
    let all = |parts: &[&[&str]]| parts.concat().concat();
    match blow {
        Blow::Lose(a, b) => {
            let lost = range(a, b);
            all(&[&lines[..lost.start], &lines[lost.end..]])
        }
        Blow::Double(a, b) => {
            let doubled = range(a, b);
            all(&[&lines[..doubled.end], &lines[doubled.clone()], &lines[doubled.end..]])
        }
        Blow::Move(a, b, c) => {
            let moved = range(a, b);
            let rest: Vec<&str> = [&lines[..moved.start], &lines[moved.end..]].concat();
            let to = c.index(rest.len() + 1);
            all(&[&rest[..to], &lines[moved], &rest[to..]])
        }
        Blow::Borrow(other, a, b, c) => {
            let other: Vec<&str> = texts[other % texts.len()].split_inclusive('\n').collect();
            let start = a.index(other.len().max(1));
            let end = (start + 1 + b.index(30)).min(other.len());
            let to = c.index(lines.len() + 1);
            all(&[&lines[..to], &other[start.min(end)..end], &lines[to..]])
        }
        Blow::Insert(a, piece) => {
            let (before, after) = text.split_at(place(a));
            format!("{before}{}{after}", PIECES[*piece])
        }
        Blow::Replace(a, piece) => {
            // The rest of the word there.
            let (before, after) = text.split_at(place(a));
            let rest =
                after.find(|c: char| c.is_whitespace() || ",]}".contains(c)).map_or("", |end| &after[end..]);
            format!("{before}{}{rest}", PIECES[*piece])
        }
        Blow::Indent(a, by) => {
            let at = a.index(lines.len());
            let line = format!("{}{}", " ".repeat(*by), lines[at].trim_start_matches(' '));
            all(&[&lines[..at], &[&line], &lines[at + 1..]])
        }
        Blow::Repeat(a, b, times) => {
            let repeated = range(a, b);
            let block = lines[repeated.clone()].concat();
            let times = (*times).min(LARGEST / block.len().max(1));
            all(&[&lines[..repeated.start], &[&block.repeat(times)], &lines[repeated.end..]])
        }
        Blow::Lengthen(a, c, times) => {
            let (before, after) = text.split_at(place(a));
            let times = (*times).min(LARGEST / c.len_utf8());
            format!("{before}{}{after}", c.to_string().repeat(times))
        }
        Blow::Cut(a) => text[..place(a)].to_owned(),
    }
}

/// The last place between two characters that is not beyond.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
