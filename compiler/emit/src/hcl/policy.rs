//! IAM policies as `aws_iam_policy_document` data sources.

use mlpc_graph::{Map, PolicyDoc, Statement, Value};
use smol_str::SmolStr;

use super::text::push_comment;
use super::writer::Hcl;

impl Hcl<'_> {
    /// The data source of a policy document.
    pub(super) fn policy(&mut self, doc: &PolicyDoc) {
        self.at = SmolStr::from(doc.address().as_str());
        if let Some(comment) = &doc.comment {
            push_comment(&mut self.out, 0, comment);
        }
        let statements = doc.statements.iter().map(statement).collect();
        self.block(&["data", "aws_iam_policy_document", &doc.name], &Map::new().with("statement", Value::Blocks(statements)), 0);
    }
}

fn statement(statement: &Statement) -> Map {
    let texts = |items: &[SmolStr]| Value::texts(items.iter().cloned());
    let mut map = Map::with_capacity(6);
    if !statement.sid.is_empty() {
        map.push("sid", &statement.sid);
    }
    if statement.deny {
        map.push("effect", "Deny");
    }
    if !statement.actions.is_empty() {
        map.push("actions", texts(&statement.actions));
    }
    if !statement.resources.is_empty() {
        map.push("resources", statement.resources.clone());
    }
    let principals = statement.principals.iter();
    let principals = principals.map(|it| Map::new().with("type", &it.kind).with("identifiers", it.identifiers.clone()));
    map.push("principals", Value::Blocks(principals.collect()));
    let conditions = statement.conditions.iter();
    let conditions =
        conditions.map(|it| Map::new().with("test", &it.test).with("variable", &it.variable).with("values", it.values.clone()));
    map.push("condition", Value::Blocks(conditions.collect()));
    map
}
