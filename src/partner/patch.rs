//! What differs between two states of a partner, path by path: in come two states, out comes a [`Patch`] that
//! makes one of the other, and that a commit message can hold.
//!
//! A path is the list of keys that leads to a value of the TOML. Tables of many (items, attributes, evidence
//! ...) are entered even where one side has none, so that a patch says nothing of entries that did not change;
//! an entry that is new is set as a whole.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use toml::{Table, Value};

use super::Partner;
use super::codec::{StateFault, decode, encode};

/// The paths that differ, sorted.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patch {
    /// What is set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<Put>,
    /// What is taken out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<Vec<String>>,
}

/// A path with what it holds afterwards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Put {
    /// The keys that lead there.
    pub path: Vec<String>,
    /// The value.
    pub value: Json,
}

/// Why a patch does not apply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatchFault {
    /// What it changes is not there.
    #[error("there is no `{0}` to change")]
    Missing(String),
    /// A value has no form in the file.
    #[error("`{0}` holds a value that a state file cannot hold")]
    Value(String),
    /// What comes of it is no state.
    #[error("what comes of it is no state: {0}")]
    State(#[from] StateFault),
}

impl Patch {
    /// Returns what makes `after` of `before`; notes are files of their own, and not looked at.
    ///
    /// # Errors
    /// Returns that a state has no TOML form, or a number of it no JSON form.
    pub fn between(before: &Partner, after: &Partner) -> Result<Self, PatchFault> {
        let mut patch = Patch::default();
        patch.compare(&mut Vec::new(), &table(before)?, &table(after)?)?;
        Ok(patch)
    }

    /// Returns the state with the patch applied; its notes stay.
    ///
    /// # Errors
    /// Returns why it does not apply to this state.
    pub fn apply(&self, state: &Partner) -> Result<Partner, PatchFault> {
        let mut root = table(state)?;
        for path in &self.remove {
            let missing = || PatchFault::Missing(shown(path));
            let (last, folders) = path.split_last().ok_or_else(missing)?;
            let found = enter(&mut root, folders, false).and_then(|table| table.remove(last));
            found.ok_or_else(missing)?;
        }
        for Put { path, value } in &self.set {
            let missing = || PatchFault::Missing(shown(path));
            let (last, folders) = path.split_last().ok_or_else(missing)?;
            let value = from_json(value).ok_or_else(|| PatchFault::Value(shown(path)))?;
            enter(&mut root, folders, true).ok_or_else(missing)?.insert(last.clone(), value);
        }
        let text = toml::to_string(&root)
            .map_err(|error| StateFault::Toml { line: None, message: error.to_string() })?;
        let mut after = decode(&state.id, text.as_bytes())?;
        after.notes.clone_from(&state.notes);
        Ok(after)
    }

    /// Returns whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.remove.is_empty()
    }

    /// Returns every path, sorted.
    #[must_use]
    pub fn paths(&self) -> Vec<&[String]> {
        let set = self.set.iter().map(|put| put.path.as_slice());
        let mut paths: Vec<_> = set.chain(self.remove.iter().map(Vec::as_slice)).collect();
        paths.sort_unstable();
        paths
    }

    fn compare(&mut self, path: &mut Vec<String>, old: &Table, new: &Table) -> Result<(), PatchFault> {
        let empty = Table::new();
        let mut keys: Vec<&String> = old.keys().chain(new.keys()).collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            path.push(key.clone());
            let is_entered = holds_many(path);
            match (old.get(key), new.get(key)) {
                (before, after) if before == after => {}
                (Some(Value::Table(before)), Some(Value::Table(after))) => {
                    self.compare(path, before, after)?;
                }
                (None, Some(Value::Table(after))) if is_entered => self.compare(path, &empty, after)?,
                (Some(Value::Table(before)), None) if is_entered => self.compare(path, before, &empty)?,
                (_, Some(after)) => {
                    let value = to_json(after).ok_or_else(|| PatchFault::Value(shown(path)))?;
                    self.set.push(Put { path: path.clone(), value });
                }
                (_, None) => self.remove.push(path.clone()),
            }
            path.pop();
        }
        Ok(())
    }
}

/// Writes a path as TOML does: `items."api/limits".reason`.
#[must_use]
pub fn shown(path: &[String]) -> String {
    let is_bare = |key: &str| {
        !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    };
    let keys = path.iter().map(|key| if is_bare(key) { key.clone() } else { format!("{key:?}") });
    keys.collect::<Vec<_>>().join(".")
}

/// Whether a table holds entries of which there may be none.
fn holds_many(path: &[String]) -> bool {
    let keys: Vec<&str> = path.iter().map(String::as_str).collect();
    matches!(
        keys.as_slice(),
        ["attributes"
            | "contacts"
            | "environments"
            | "stages"
            | "rehearsals"
            | "items"
            | "checks"
            | "baselines"
            | "waivers"]
            | ["items", _, "evidence"]
            | ["stages", _, "sign_offs" | "limits"]
    )
}

fn table(state: &Partner) -> Result<Table, StateFault> {
    let text = encode(state)?;
    toml::from_str(&text).map_err(|error| StateFault::Toml { line: None, message: error.to_string() })
}

/// Goes to a table, by way of tables that are made where that is asked for; `None` where none is there.
fn enter<'a>(root: &'a mut Table, folders: &[String], makes: bool) -> Option<&'a mut Table> {
    folders.iter().try_fold(root, |table, key| {
        if makes && !table.contains_key(key) {
            table.insert(key.clone(), Value::Table(Table::new()));
        }
        table.get_mut(key)?.as_table_mut()
    })
}

/// Dates are text in state files, so every value has a JSON form but numbers that are none.
fn to_json(value: &Value) -> Option<Json> {
    Some(match value {
        Value::String(text) => Json::from(text.as_str()),
        Value::Integer(number) => Json::from(*number),
        Value::Float(number) => Json::Number(serde_json::Number::from_f64(*number)?),
        Value::Boolean(truth) => Json::from(*truth),
        Value::Datetime(_) => return None,
        Value::Array(values) => Json::Array(values.iter().map(to_json).collect::<Option<_>>()?),
        Value::Table(table) => {
            let entry = |(key, value): (&String, &Value)| Some((key.clone(), to_json(value)?));
            Json::Object(table.iter().map(entry).collect::<Option<_>>()?)
        }
    })
}

fn from_json(value: &Json) -> Option<Value> {
    Some(match value {
        Json::Null => return None,
        Json::Bool(truth) => Value::Boolean(*truth),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Value::Integer(whole),
            None => Value::Float(number.as_f64()?),
        },
        Json::String(text) => Value::String(text.clone()),
        Json::Array(values) => Value::Array(values.iter().map(from_json).collect::<Option<_>>()?),
        Json::Object(entries) => {
            let entry = |(key, value): (&String, &Json)| Some((key.clone(), from_json(value)?));
            Value::Table(entries.iter().map(entry).collect::<Option<_>>()?)
        }
    })
}
