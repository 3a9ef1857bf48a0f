//! The TOML that this program writes, read at a tenth of what all of TOML costs: in comes a text, out comes its
//! value, or nothing where the text is anything but that plain form: comments, escapes, dotted keys, texts of
//! several lines, a key that stands twice. Who gets nothing asks the `toml` crate, which reads the rest and
//! tells what is wrong; so nothing is accepted here that is refused there, and no fault is told here.

use serde::Deserialize;
use serde::de::value::{Error, MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

/// Keys of one table beyond which only sorted ones are read: looking for one that stands twice would be slow.
const MOST_UNSORTED: usize = 256;
/// How many keys a header may have: far more than any of this program's, and few enough for the stack, on which tables
/// lie within tables as they are read and dropped.
const DEEPEST: usize = 32;

/// Reads a text in the plain form.
pub(super) fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Option<T> {
    T::deserialize(Node::Table(table_of(text)?)).ok()
}

/// A value, borrowed from the text.
enum Node<'a> {
    Text(&'a str),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    List(Vec<Node<'a>>),
    Table(Table<'a>),
    /// Tables under headers in double brackets, which grow with every such header.
    Tables(Vec<Table<'a>>),
}

/// Keys and values, in the order of the text.
#[derive(Default)]
struct Table<'a> {
    entries: Vec<(&'a str, Node<'a>)>,
    unsorted: bool,
}

impl<'a> Table<'a> {
    /// Adds an entry; nothing where there is one, or where that would be slow to tell.
    fn add(&mut self, key: &'a str, value: Node<'a>) -> Option<()> {
        if self.has(key)? {
            return None;
        }
        self.unsorted |= self.entries.last().is_some_and(|(last, _)| *last > key);
        self.entries.push((key, value));
        Some(())
    }

    fn has(&self, key: &str) -> Option<bool> {
        let is_next = !self.unsorted && self.entries.last().is_none_or(|(last, _)| *last < key);
        if is_next {
            return Some(false);
        }
        (self.entries.len() <= MOST_UNSORTED).then(|| self.entries.iter().any(|(there, _)| *there == key))
    }

    /// Returns the table under a key, which is the latest one, or is made.
    fn inner(&mut self, key: &'a str) -> Option<&mut Table<'a>> {
        if self.entries.last().is_none_or(|(last, _)| *last != key) {
            self.add(key, Node::Table(Table::default()))?;
        }
        match self.entries.last_mut() {
            Some((_, Node::Table(table))) => Some(table),
            _ => None,
        }
    }

    /// Puts a table where its header says.
    fn put(&mut self, header: &Header<'a>, body: Table<'a>) -> Option<()> {
        let (key, path) = header.path.split_last()?;
        let mut table = self;
        for key in path {
            table = table.inner(key)?;
        }
        if !header.is_one_of_many {
            return table.add(key, Node::Table(body));
        }
        match table.entries.last_mut() {
            Some((last, Node::Tables(tables))) if last == key => {
                tables.push(body);
                Some(())
            }
            _ => table.add(key, Node::Tables(vec![body])),
        }
    }
}

/// `[a.b]`, or `[[a.b]]`.
struct Header<'a> {
    path: Vec<&'a str>,
    is_one_of_many: bool,
}

fn table_of(text: &str) -> Option<Table<'_>> {
    let mut root = Table::default();
    let mut header = None;
    let mut body = Table::default();
    for line in text.split('\n') {
        if line.is_empty() {
            continue;
        }
        if line.as_bytes()[0] == b'[' {
            let next = header_of(line)?;
            close(&mut root, header.replace(next), std::mem::take(&mut body))?;
        } else {
            let (key, rest) = key_of(line)?;
            let [b' ', b'=', b' ', ..] = rest.as_bytes() else { return None };
            body.add(key, value_of(&rest[3..])?)?;
        }
    }
    close(&mut root, header, body)?;
    Some(root)
}

/// Puts what stood below a header where it belongs; what stood before the first is the beginning of the whole.
fn close<'a>(root: &mut Table<'a>, header: Option<Header<'a>>, body: Table<'a>) -> Option<()> {
    match header {
        Some(header) => root.put(&header, body),
        None => {
            *root = body;
            Some(())
        }
    }
}

fn header_of(line: &str) -> Option<Header<'_>> {
    let inner = line.strip_prefix('[')?.strip_suffix(']')?;
    let (mut rest, is_one_of_many) = match inner.strip_prefix('[') {
        Some(inner) => (inner.strip_suffix(']')?, true),
        None => (inner, false),
    };
    let mut path = Vec::with_capacity(4);
    loop {
        let (key, after) = key_of(rest)?;
        if path.len() == DEEPEST {
            return None;
        }
        path.push(key);
        if after.is_empty() {
            return Some(Header { path, is_one_of_many });
        }
        rest = after.strip_prefix('.')?;
    }
}

/// Splits a key from what follows it.
fn key_of(text: &str) -> Option<(&str, &str)> {
    if text.as_bytes().first() == Some(&b'"') {
        return text_until(&text[1..], b'"');
    }
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let end = text.bytes().position(|byte| !is_bare(byte)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// Splits what is quoted, and is what it says, from what follows the quote.
fn text_until(text: &str, quote: u8) -> Option<(&str, &str)> {
    let is_plain = |byte: u8| byte != quote && byte != 0x7f && (byte >= b' ' || byte == b'\t');
    let end = text.bytes().position(|byte| !is_plain(byte) || byte == b'\\' && quote == b'"')?;
    (text.as_bytes()[end] == quote).then(|| (&text[..end], &text[end + 1..]))
}

fn value_of(text: &str) -> Option<Node<'_>> {
    let (value, rest) = match text.as_bytes().first()? {
        b'[' => list_of(text)?,
        b'"' | b'\'' => quoted(text)?,
        _ => (word_of(text)?, ""),
    };
    rest.is_empty().then_some(value)
}

fn quoted(text: &str) -> Option<(Node<'_>, &str)> {
    let quote = *text.as_bytes().first()?;
    let (text, rest) = text_until(&text[1..], quote)?;
    Some((Node::Text(text), rest))
}

/// Reads a list of texts.
fn list_of(text: &str) -> Option<(Node<'_>, &str)> {
    let mut rest = text.strip_prefix('[')?;
    let mut list = Vec::new();
    if let Some(rest) = rest.strip_prefix(']') {
        return Some((Node::List(list), rest));
    }
    loop {
        if !rest.starts_with(['"', '\'']) {
            return None;
        }
        let (value, after) = quoted(rest)?;
        list.push(value);
        if let Some(rest) = after.strip_prefix(']') {
            return Some((Node::List(list), rest));
        }
        rest = after.strip_prefix(", ")?;
    }
}

/// Reads `true`, `false`, or a number in decimal digits.
fn word_of(text: &str) -> Option<Node<'_>> {
    match text {
        "true" => return Some(Node::Boolean(true)),
        "false" => return Some(Node::Boolean(false)),
        _ => {}
    }
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits(digits) || digits.len() > 1 && digits.starts_with('0') {
        return None;
    }
    match fraction {
        None => text.parse().ok().map(Node::Integer),
        Some(fraction) => are_digits(fraction).then(|| text.parse().ok().map(Node::Float))?,
    }
}

impl<'a> IntoDeserializer<'a, Error> for Node<'a> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Node::Text(text) => visitor.visit_borrowed_str(text),
            Node::Integer(number) => visitor.visit_i64(number),
            Node::Float(number) => visitor.visit_f64(number),
            Node::Boolean(is) => visitor.visit_bool(is),
            Node::List(list) => all(list, visitor),
            Node::Tables(tables) => all(tables.into_iter().map(Node::Table), visitor),
            Node::Table(table) => {
                let mut entries = MapDeserializer::new(table.entries.into_iter());
                let value = visitor.visit_map(&mut entries)?;
                entries.end()?;
                Ok(value)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Node::Table(table) => MapAccessDeserializer::new(MapDeserializer::new(table.entries.into_iter()))
                .deserialize_enum(name, variants, visitor),
            Node::Text(text) => {
                IntoDeserializer::<Error>::into_deserializer(text).deserialize_enum(name, variants, visitor)
            }
            other => other.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

fn all<'a, V: Visitor<'a>>(list: impl IntoIterator<Item = Node<'a>>, visitor: V) -> Result<V::Value, Error> {
    let mut entries = SeqDeserializer::new(list.into_iter());
    let value = visitor.visit_seq(&mut entries)?;
    entries.end()?;
    Ok(value)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use proptest::prelude::*;
    use toml::Value;

    use super::*;

    const PLAIN: &str = "format = 1\nname = \"Lumen\"\nsays = 'a \"b\" \\'\nshare = -0.5\nlist = [\"EU\", 'US']\n\
        none = []\nis = true\n\n[pin]\na = \"1\"\n\n[items.\"a/b\"]\nx = 10\n\n[items.\"a/b\".evidence.c]\n\
        d = \"\"\n\n[[items.\"a/c\".waits]]\ne = \"1\"\n\n[[items.\"a/c\".waits]]\ne = \"2\"\n\n[items.b]\n";

    #[test]
    fn what_is_plain_is_read_as_toml_reads_it() {
        assert_eq!(read::<Value>(PLAIN), Some(toml::from_str(PLAIN).unwrap()));
    }

    #[test]
    fn what_is_not_plain_is_left_to_toml() {
        for text in [
            "a = 1\na = 1",
            "b = 1\na = 1\nb = 2",
            "a = \"\\n\"",
            "a = \"\"\"b\"\"\"",
            "a = 01",
            "a = 1e3",
            "a = 2026-01-01",
            "a = inf",
            "a = 1 # one",
            "a.b = 1",
            "a=1",
            "a = [1]",
            "a = \"b",
            "a = \"\u{7f}\"",
            "a = 1\r",
            "[a]\n[a]",
            "[a.b]\n[a]",
            "[a]\n[b]\n[a.c]",
            "a = 1\n[a]",
            "a = [\"b\"]\n[[a]]",
            "[[a]]\n[a.b]",
            "[a]]",
            "[]",
        ] {
            assert_eq!(read::<Value>(text), None, "{text}");
        }
    }

    #[test]
    fn tables_in_tables_are_not_too_deep_for_the_stack() {
        let deep = |keys: usize| ["a"].repeat(keys).join(".");
        assert!(read::<Value>(&format!("[{}]", deep(DEEPEST))).is_some());
        for keys in [DEEPEST + 1, 100_000] {
            assert_eq!(read::<Value>(&format!("[{}]", deep(keys))), None);
            assert_eq!(read::<Value>(&format!("[[{}]]", deep(keys))), None);
        }
    }

    fn lines() -> impl Strategy<Value = String> {
        let line = prop_oneof![
            "[ab]( = |=|\\.)(1|-0|0\\.50|1\\.|\"x\"|'y'|true|\\[\\]|\\[\"x\"\\]|\\{\\}|\"\\\\n\"|\"\"\"|1_0|\\+1)",
            "\\[\\[?[ab](\\.(a|\"a/b\"|'c'))?\\]?\\]",
            "[ \\t]?(#[a-z]*)?",
        ];
        proptest::collection::vec(line, 0..7).prop_map(|lines| lines.join("\n"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn nothing_is_read_otherwise_than_toml_reads_it(text in lines()) {
            if let Some(read) = read::<Value>(&text) {
                prop_assert_eq!(toml::from_str::<Value>(&text).ok(), Some(read));
            }
        }
    }
}
