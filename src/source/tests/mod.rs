//! The source layer from outside: text goes in, values and faults come out.

mod hostile;
mod shape;
mod spans;
mod toml_text;

use super::Document;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Passes a text through the gate.
fn document(text: &str) -> Document {
    Document::from_bytes("p.yaml", text.as_bytes()).expect("text that passes the gate")
}

/// Returns the faults as `code line:column message`, sorted.
fn told(faults: &Diagnostics) -> Vec<String> {
    faults.clone().sorted().iter().map(tell).collect()
}

fn tell(fault: &Diagnostic) -> String {
    let span = fault.place.as_ref().and_then(|place| place.span.as_ref());
    let at = span.map_or("-".to_owned(), |span| {
        format!("{}:{}", span.start.line, span.start.column)
    });
    format!("{} {at} {}", fault.code, fault.message)
}

/// Returns the faults that keep a text from being a tree.
fn refused(text: &str) -> Vec<String> {
    told(&document(text).yaml().expect_err("a refusal"))
}
