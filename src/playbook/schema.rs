//! The JSON Schemas of playbook and checklist files, for editors. In: the serde mirror. Out: draft-07
//! schemas, which are published and which a test holds to the parser.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::Value;

use super::raw::{RawChecklistFile, RawPlaybook};

/// Returns the schema of a playbook file.
#[must_use]
pub fn playbook_schema() -> Value {
    schema::<RawPlaybook>("Aboard playbook, format 1")
}

/// Returns the schema of a shared checklist file.
#[must_use]
pub fn checklist_schema() -> Value {
    schema::<RawChecklistFile>("Aboard checklist, format 1")
}

fn schema<T: JsonSchema>(title: &str) -> Value {
    let settings = SchemaSettings::draft07().with_transform(RecursiveTransform(plain));
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    schema.to_value()
}

/// Makes a schema say what the parser does: a blank value is no value, no default is none.
fn plain(schema: &mut schemars::Schema) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(values)) = object.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    if let Some(Value::Array(branches)) = object.get_mut("anyOf") {
        branches.retain(|branch| branch.get("type").is_none_or(|name| name != "null"));
        if let [only] = branches.as_slice() {
            // In draft 7 whatever stands beside `$ref` is ignored, so the branch is wrapped.
            let only = only.clone();
            object.remove("anyOf");
            object.insert("allOf".to_owned(), Value::Array(vec![only]));
        }
    }
    if object.get("default").is_some_and(Value::is_null) {
        object.remove("default");
    }
    object.remove("format");
}
