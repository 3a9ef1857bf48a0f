//! What must hold of a file of CSV, as the playbook has it.

use super::Bound;

/// A file of CSV, and what must hold of its rows.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Table {
    /// The file, relative to the root of the workspace; may hold `{{ partner.id }}`.
    pub file: String,
    /// What stands between two values: an ASCII character.
    pub delimiter: char,
    /// The fewest rows for it to say anything; 1 at least.
    pub least: u32,
    /// How many rows may fail, in percent.
    pub most_failed: f64,
    /// The file that tells its SHA-256, likewise.
    pub sha256: Option<String>,
    /// What must hold of its columns, in the order of the playbook; never empty.
    pub columns: Vec<Column>,
}

/// What must hold of a column.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Column {
    /// Its name in the heading.
    pub name: String,
    /// What its values are.
    pub kind: ColumnType,
    /// Whether no value may be empty.
    pub required: bool,
    /// Whether no value may stand in an earlier row.
    pub unique: bool,
    /// What each number keeps: one from below and one from above at most.
    pub bounds: Vec<Bound>,
    /// What each value fits as a whole.
    pub pattern: Option<String>,
    /// The values that it may have; any where there are none.
    pub one_of: Vec<String>,
    /// Where each value must stand.
    pub within: Option<Listed>,
}

/// A column of another file of CSV.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Listed {
    /// The file, as that of a [`Table`].
    pub file: String,
    /// The name of the column in the heading.
    pub column: String,
    /// What stands between two values: an ASCII character.
    pub delimiter: char,
}

/// What the values of a column are.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "column-type")]
pub enum ColumnType {
    /// Any text.
    #[default]
    Text,
    /// A whole number, such as `-12`.
    Integer,
    /// A decimal number, such as `-12.50`: with a point, and without an exponent.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A day, such as `2026-12-31`.
    Date,
    /// An address of the web, with `http://` or `https://`.
    Url,
    /// An e-mail address.
    Email,
    /// A number of GS1 for goods, of 8, 12, 13 or 14 digits, the last of which is right.
    Gtin,
}

impl ColumnType {
    /// Tells whether bounds can be held to its values.
    #[must_use]
    pub fn is_number(self) -> bool {
        matches!(self, ColumnType::Integer | ColumnType::Number)
    }

    /// Returns the words for one value of it: `a whole number`.
    #[must_use]
    pub fn told(self) -> &'static str {
        match self {
            ColumnType::Text => "text",
            ColumnType::Integer => "a whole number",
            ColumnType::Number => "a number",
            ColumnType::Boolean => "`true` or `false`",
            ColumnType::Date => "a day",
            ColumnType::Url => "a web address",
            ColumnType::Email => "an e-mail address",
            ColumnType::Gtin => "a GTIN",
        }
    }
}

/// The figures that a file of CSV gives, with what they are.
pub const CSV_METRICS: [(&str, &str); 5] = [
    ("rows", "rows below the heading"),
    ("failed", "rows of which something does not hold"),
    ("duplicates", "rows with a value that must be unique and stands in an earlier one"),
    ("failed-percent", "share of rows of which something does not hold, rounded up"),
    ("passed-percent", "share of those of which all holds"),
];
