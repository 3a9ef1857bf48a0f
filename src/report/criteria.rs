//! What a stage is tested by and with. Enter: a stage of a playbook; leave: plain values.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::condition;
use crate::playbook::model::{Criterion, TestData};

/// A measured condition of a gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CriterionAsked {
    /// Its id within the stage.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The item whose check gives the figure.
    pub of: String,
    /// What is asked of it, in words.
    pub asked: String,
    /// For which partners it is asked, in words; for all where none.
    pub when: Option<String>,
    /// The first day on which it is asked.
    pub effective_from: Option<NaiveDate>,
    /// The last day on which it is asked.
    pub effective_until: Option<NaiveDate>,
    /// Where the bound is from.
    pub source: Option<String>,
}

/// What a stage is tested with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TestDataNote {
    /// What it is.
    pub what: String,
    /// Where it lies.
    pub place: String,
    /// How it is put back.
    pub reset: String,
}

impl CriterionAsked {
    pub(super) fn of(criterion: &Criterion) -> Self {
        CriterionAsked {
            id: criterion.id.to_string(),
            title: criterion.title.clone(),
            of: criterion.of.to_string(),
            asked: criterion.asked(),
            when: criterion.when.as_ref().map(condition::told),
            effective_from: criterion.effective_from,
            effective_until: criterion.effective_until,
            source: Some(criterion.source.clone()).filter(|source| !source.is_empty()),
        }
    }
}

impl TestDataNote {
    pub(super) fn of(data: &TestData) -> Self {
        TestDataNote { what: data.what.clone(), place: data.place.clone(), reset: data.reset.clone() }
    }
}
